//! The loop: paints the question once, the options and keys in place, and waits for a key.

use std::io::{self, Write};
use std::time::Duration;

use super::super::editor::Timing;
use super::super::events::{self, Events, Happening};
use super::super::guard::Guard;
use super::super::pager::{self, Read};
use super::super::paint::Painter;
use super::super::{Clock, Look};
use super::pick::{Act, State};
use super::{Menu, Pick, Picked, view};

const IDLE: Duration = Duration::from_millis(500);

pub(super) fn on_terminal(menu: &Menu<'_>, look: &mut Look, clock: Clock<'_>) -> io::Result<Picked> {
    *look = look.remeasured();
    let guard = Guard::enter()?;
    let mut source = events::real;
    let mut events = Events::one_by_one(&mut source);
    let mut out = io::stdout();
    let mut suspend = || guard.suspend();
    let mut continued = || guard.retake();
    let result = Session {
        menu,
        look: *look,
        started: clock(),
        clock,
        out: &mut out,
        state: State::new(menu),
        painter: Painter::default(),
        away: Duration::ZERO,
        whole: true,
    }
    .run(&mut events, &mut suspend, &mut continued, look);
    out.write_all(SHOW)?;
    out.flush()?;
    result
}

const HIDE: &[u8] = b"\x1b[?25l";
const SHOW: &[u8] = b"\x1b[?25h";

struct Session<'s> {
    menu: &'s Menu<'s>,
    look: Look,
    clock: &'s mut dyn FnMut() -> Duration,
    out: &'s mut dyn Write,
    state: State,
    painter: Painter,
    started: Duration,
    away: Duration,
    /// All options fit on the screen with the question and can be repainted.
    whole: bool,
}

impl Session<'_> {
    fn run(
        mut self,
        events: &mut Events<'_>,
        suspend: &mut dyn FnMut() -> io::Result<()>,
        continued: &mut dyn FnMut() -> io::Result<bool>,
        look: &mut Look,
    ) -> io::Result<Picked> {
        if let Some(picked) = self.read_question(events)? {
            return Ok(picked);
        }
        loop {
            let elapsed = self.elapsed();
            if let Timing::Hard(limit) = self.menu.timing
                && elapsed >= Duration::from_secs(limit)
            {
                self.finish()?;
                return Ok(Picked::TimedOut(elapsed));
            }
            self.paint()?;
            let wait = Duration::from_secs(elapsed.as_secs() + 1).saturating_sub(elapsed).min(IDLE);
            let happening = events.next(wait)?;
            if continued()? {
                self.question_again(false)?;
            }
            let act = match happening {
                Happening::Chars(text) => {
                    text.chars().next().map_or(Act::Paint, |c| self.state.char(c, self.menu))
                }
                Happening::Key(key) => self.state.key(key),
                Happening::Resize(columns, rows) => {
                    self.look = self.look.sized(columns.into(), rows.into());
                    *look = self.look;
                    self.question_again(true)?;
                    Act::Paint
                }
                Happening::Paste(_) | Happening::Quiet => Act::Paint,
            };
            let elapsed = self.elapsed();
            match act {
                Act::Paint => {}
                Act::Done(indices) => {
                    self.finish()?;
                    return Ok(Picked::Options(indices, elapsed));
                }
                Act::Letter(c) => {
                    self.finish()?;
                    return Ok(Picked::Letter(c, elapsed));
                }
                Act::Command(command) => {
                    self.finish()?;
                    return Ok(Picked::Command(command, elapsed));
                }
                Act::Interrupt => {
                    self.finish()?;
                    return Ok(Picked::Interrupted);
                }
                Act::EndOfInput => {
                    self.finish()?;
                    return Ok(Picked::EndOfInput);
                }
                Act::Suspend => {
                    self.finish()?;
                    let before = (self.clock)();
                    suspend()?;
                    self.away += (self.clock)().saturating_sub(before);
                    self.look = self.look.remeasured();
                    *look = self.look;
                    self.question_again(false)?;
                }
                Act::Reread => {
                    self.wipe()?;
                    if let Some(picked) = self.read_question(events)? {
                        return Ok(picked);
                    }
                }
            }
        }
    }

    fn elapsed(&mut self) -> Duration {
        self.menu.already + (self.clock)().saturating_sub(self.started + self.away)
    }

    /// The rows above the block: the question, and the options too where they cannot be repainted in place.
    fn above(&mut self) -> Vec<String> {
        let question = self.menu.question.rows(&self.look);
        let options = self.option_rows();
        let gap = usize::from(!question.is_empty() && !options.is_empty());
        // The keys, a gap above them, and for an order the same again; the last line stays free.
        let foot = if self.menu.pick == Pick::Order { 5 } else { 3 };
        self.whole = question.len() + gap + options.len() + foot <= self.look.height;
        let mut rows = question;
        if gap == 1 && rows.last().is_some_and(|row| !row.is_empty()) {
            rows.push(String::new());
        }
        if !self.whole {
            rows.extend(options);
        }
        rows
    }

    fn option_rows(&self) -> Vec<String> {
        view::options(self.menu, &self.state, &self.look).rows(&self.look)
    }

    /// Rows the block needs.
    fn keep(&self) -> usize {
        if self.whole { self.option_rows().len() + 2 } else { 3 }
    }

    fn read_question(&mut self, events: &mut Events<'_>) -> io::Result<Option<Picked>> {
        self.out.write_all(HIDE)?;
        let rows = self.above();
        let keep = self.keep();
        Ok(match pager::present(&rows, &self.look, keep, events, self.out)? {
            Read::Through => None,
            Read::Interrupted => Some(Picked::Interrupted),
            Read::EndOfInput => Some(Picked::EndOfInput),
        })
    }

    fn question_again(&mut self, wipe: bool) -> io::Result<()> {
        self.out.write_all(HIDE)?;
        if wipe {
            self.wipe()?;
        } else {
            self.painter = Painter::default();
            write!(self.out, "\r\n")?;
        }
        let rows = self.above();
        let keep = self.keep();
        for row in pager::tail(&rows, &self.look, keep) {
            write!(self.out, "{row}\r\n")?;
        }
        Ok(())
    }

    fn wipe(&mut self) -> io::Result<()> {
        self.painter = Painter::default();
        self.out.write_all(b"\x1b[2J\x1b[H")
    }

    fn picked_rows(&self) -> Vec<String> {
        let (rows, more) = if self.whole {
            (self.option_rows(), view::order(&self.state, &self.look))
        } else {
            (Vec::new(), view::summary(self.menu, &self.state, &self.look))
        };
        let gap = more.iter().map(|_| String::new()).collect::<Vec<_>>();
        rows.into_iter().chain(gap).chain(more).collect()
    }

    fn paint(&mut self) -> io::Result<()> {
        let seconds = self.elapsed().as_secs();
        let mut rows = self.picked_rows();
        rows.push(String::new());
        rows.extend(view::keys(self.menu, &self.state, &self.look, seconds));
        rows.truncate(self.look.height.saturating_sub(1));
        let end = (rows.len() - 1, 0);
        self.painter.paint(self.out, rows, end)
    }

    /// Leaves the options on the screen as they were picked, without the keys.
    fn finish(&mut self) -> io::Result<()> {
        self.painter.clear(self.out)?;
        let rows = self.picked_rows();
        if rows.is_empty() {
            return self.out.write_all(SHOW);
        }
        let end = (rows.len() - 1, 0);
        self.painter.paint(self.out, rows, end)?;
        self.painter.leave(self.out)?;
        self.out.write_all(SHOW)?;
        self.out.flush()
    }
}
