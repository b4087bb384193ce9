//! The loop: waits for a key or the next second, and paints.

use std::io::{self, Write};
use std::time::Duration;

use super::super::events::{self, Events, Happening};
use super::super::guard::Guard;
use super::super::pager::{self, Read};
use super::super::paint::Painter;
use super::super::{Clock, Look};
use super::buffer::Buffer;
use super::keys::{Act, Keys, Place};
use super::{Ask, Outcome, Timing, Typed, outside, view};

/// Even without a visible clock the loop looks up this often, to notice that it was stopped and continued.
const IDLE: Duration = Duration::from_millis(500);

/// What the loop needs from the world besides keys and a screen.
struct World<'w> {
    suspend: &'w mut dyn FnMut() -> io::Result<()>,
    outside: &'w mut dyn FnMut(&str) -> io::Result<String>,
    /// Tells whether the program was stopped and continued from outside.
    continued: &'w mut dyn FnMut() -> io::Result<bool>,
}

pub(super) fn on_terminal(ask: &Ask<'_>, look: &mut Look, clock: Clock<'_>) -> io::Result<Outcome> {
    *look = look.remeasured();
    let guard = Guard::enter()?;
    let mut source = events::real;
    let mut events = Events::new(&mut source);
    let mut world = World {
        suspend: &mut || guard.suspend(),
        outside: &mut |text| guard.lend(|| outside::edit(text))?,
        continued: &mut || guard.retake(),
    };
    Session::new(ask, *look, clock, &mut io::stdout()).run(&mut events, &mut world, look)
}

struct Session<'s> {
    ask: &'s Ask<'s>,
    look: Look,
    clock: &'s mut dyn FnMut() -> Duration,
    out: &'s mut dyn Write,
    keys: Keys,
    painter: Painter,
    started: Duration,
    away: Duration,
    top: usize,
    question_rows: usize,
    interjected: bool,
}

impl<'s> Session<'s> {
    fn new(ask: &'s Ask<'s>, look: Look, clock: Clock<'s>, out: &'s mut dyn Write) -> Self {
        let started = clock();
        Self {
            ask,
            look,
            clock,
            out,
            keys: Keys { buffer: Buffer::new(ask.initial), ..Keys::default() },
            painter: Painter::default(),
            started,
            away: Duration::ZERO,
            top: 0,
            question_rows: 0,
            interjected: false,
        }
    }

    fn run(mut self, events: &mut Events<'_>, world: &mut World<'_>, look: &mut Look) -> io::Result<Outcome> {
        if let Some(outcome) = self.read_question(events)? {
            return Ok(outcome);
        }
        loop {
            if let Timing::Hard(limit) = self.ask.timing
                && self.elapsed() >= Duration::from_secs(limit)
            {
                return self.finish(true).map(Outcome::Text);
            }
            self.paint()?;
            let happening = events.next(self.wait())?;
            if (world.continued)()? {
                self.question_again(false)?;
            }
            let place = Place {
                columns: view::columns(&self.look),
                rows: view::window(&self.look, self.question_rows, 2),
                single_line: self.ask.single_line,
                commands: self.ask.commands,
            };
            let act = match happening {
                Happening::Quiet => Act::Paint,
                Happening::Chars(typed) => self.keys.chars(&typed, place),
                Happening::Paste(pasted) => {
                    self.keys.paste(&pasted, place);
                    Act::Paint
                }
                Happening::Key(key) => self.keys.key(key, place),
                Happening::Resize(columns, rows) => {
                    self.look = self.look.sized(columns.into(), rows.into());
                    *look = self.look;
                    self.question_again(true)?;
                    Act::Paint
                }
            };
            match act {
                Act::Paint => {}
                Act::Submit => return self.finish(false).map(Outcome::Text),
                Act::Interrupt => return self.finish(false).map(Outcome::Interrupted),
                Act::EndOfInput => {
                    self.painter.clear(self.out)?;
                    return Ok(Outcome::EndOfInput);
                }
                Act::Command(command) => {
                    self.painter.clear(self.out)?;
                    let typed = self.typed(false);
                    return Ok(Outcome::Command(command, typed));
                }
                Act::Suspend => {
                    self.painter.clear(self.out)?;
                    let before = (self.clock)();
                    (world.suspend)()?;
                    self.away += (self.clock)().saturating_sub(before);
                    self.look = self.look.remeasured();
                    *look = self.look;
                    self.question_again(false)?;
                }
                Act::Outside => {
                    self.painter.clear(self.out)?;
                    match (world.outside)(self.keys.buffer.text()) {
                        Ok(text) => self.keys.buffer.set(&text),
                        Err(error) => self.keys.notice = Some(error.to_string()),
                    }
                    self.look = self.look.remeasured();
                    *look = self.look;
                }
                Act::Reread => {
                    self.wipe()?;
                    if let Some(outcome) = self.read_question(events)? {
                        return Ok(outcome);
                    }
                }
            }
        }
    }

    /// Pages the question; the clock runs meanwhile, for reading is part of answering.
    fn read_question(&mut self, events: &mut Events<'_>) -> io::Result<Option<Outcome>> {
        let rows = self.ask.question.rows(&self.look);
        self.question_rows = rows.len();
        let keep = view::first(self.keys.buffer.text(), &self.look);
        Ok(match pager::present(&rows, &self.look, keep, events, self.out)? {
            Read::Interrupted => Some(Outcome::Interrupted(self.typed(false))),
            Read::EndOfInput if self.keys.buffer.text().is_empty() => Some(Outcome::EndOfInput),
            Read::Through | Read::EndOfInput => None,
        })
    }

    /// Puts the question, or the end of it that fits, above the answer again.
    fn question_again(&mut self, wipe: bool) -> io::Result<()> {
        if wipe {
            self.wipe()?;
        } else {
            self.painter = Painter::default();
            write!(self.out, "\r\n")?;
        }
        let rows = self.ask.question.rows(&self.look);
        let tail = pager::tail(&rows, &self.look, view::least(&self.look));
        self.question_rows = tail.len();
        for row in tail {
            write!(self.out, "{row}\r\n")?;
        }
        Ok(())
    }

    fn wipe(&mut self) -> io::Result<()> {
        self.painter = Painter::default();
        self.out.write_all(b"\x1b[2J\x1b[H")
    }

    fn elapsed(&mut self) -> Duration {
        let gone = (self.clock)().saturating_sub(self.started + self.away);
        self.ask.already + gone
    }

    /// How long nothing can change by itself.
    fn wait(&mut self) -> Duration {
        let elapsed = self.elapsed();
        let next_second = Duration::from_secs(elapsed.as_secs() + 1).saturating_sub(elapsed);
        match self.ask.timing {
            Timing::Hidden => IDLE,
            Timing::Hard(limit) => {
                next_second.min(Duration::from_secs(limit).saturating_sub(elapsed)).min(IDLE)
            }
            _ => next_second.min(IDLE),
        }
    }

    fn paint(&mut self) -> io::Result<()> {
        if let Some(interjection) = self.ask.interjection
            && self.keys.buffer.words() >= interjection.after_words.max(1)
        {
            self.interjected = true;
        }
        let seconds = self.elapsed().as_secs();
        let view = view::draw(
            &self.keys,
            self.ask,
            &self.look,
            seconds,
            self.question_rows,
            self.interjected,
            &mut self.top,
        );
        self.painter.paint(self.out, view.rows, view.caret)
    }

    fn typed(&mut self, timed_out: bool) -> Typed {
        Typed {
            text: self.keys.buffer.text().trim_end().to_owned(),
            elapsed: self.elapsed(),
            timed_out,
            interjected: self.interjected,
        }
    }

    fn finish(&mut self, timed_out: bool) -> io::Result<Typed> {
        let typed = self.typed(timed_out);
        self.painter.clear(self.out)?;
        let rows = view::last(&typed, self.ask, &self.look);
        let end = (rows.len().saturating_sub(1), 0);
        self.painter.paint(self.out, rows, end)?;
        self.painter.leave(self.out)?;
        Ok(typed)
    }
}
