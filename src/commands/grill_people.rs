//! A grilling round for people: at a terminal against a countdown, elsewhere in lines.

use std::time::Duration;

use anyhow::Result;

use super::app::App;
use super::grill::{Said, Table, Waiting};
use super::grill_pages as pages;
use super::mock::Whole;
use super::practice::desk::{Desk, color};
use crate::now::Clock;
use crate::session::grill::{Effect, Scorecard};
use crate::session::practice::{Asked, Told};
use crate::terminal::plain::{Plain, Reply};
use crate::terminal::{Ask, Command, Interjection, Look, Outcome, Page, Timing, Typed, guard};

/// A round in plain lines.
#[derive(Debug)]
pub struct InLines {
    look: Look,
    clock: Clock,
}

impl InLines {
    /// Speaks on standard input and output.
    pub fn new(app: &App) -> Self {
        guard::watch();
        Self { look: Look::detect(color(app.color)), clock: app.clock.clone() }
    }

    fn print(&self, page: &Page) -> Result<()> {
        // Nothing is read here: the reader is only what the speaker comes with.
        Ok(Plain::new(std::io::empty(), std::io::stdout().lock(), self.look).show(page)?)
    }
}

impl Table for InLines {
    fn show(&mut self, effect: &Effect) -> Result<()> {
        let mut page = pages::effect(effect, &self.look);
        if matches!(effect, Effect::Brief { .. }) {
            page = page.gap().dim("A line that holds only . ends a reply; :stop ends the round.");
        }
        self.print(&page.gap())
    }

    fn summary(&mut self, round: &str, card: &Scorecard) -> Result<()> {
        self.print(&pages::scorecard(round, card, &self.look))
    }

    fn ask(&mut self, asked: &Asked) -> Result<Said> {
        self.print(&pages::open(asked).gap())?;
        self.hear(&Waiting { put: None, interruption: None })
    }

    fn told(&mut self, told: &Told) -> Result<()> {
        self.print(&pages::told(told, &self.look).gap())
    }

    fn whole(&mut self, whole: &Whole<'_>) -> Result<()> {
        self.print(&pages::whole(whole, &self.look))
    }

    fn hear(&mut self, _: &Waiting<'_>) -> Result<Said> {
        let began = self.clock.running();
        let mut plain = Plain::new(std::io::stdin().lock(), std::io::stdout().lock(), self.look);
        loop {
            return Ok(match plain.lines(&Page::new())? {
                Reply::Text(text) if text.trim().is_empty() => continue,
                Reply::Text(text) => {
                    let elapsed = self.clock.running().saturating_sub(began).as_secs_f64();
                    // A pinned clock is advanced by nothing here.
                    let elapsed_s = if self.clock.is_pinned() { 0.0 } else { elapsed };
                    Said::Reply { text, elapsed_s, timed_out: false, interrupted: false }
                }
                Reply::Command(Command::Stop) => Said::Stop,
                Reply::Command(_) | Reply::Options(_) => {
                    plain.show(&Page::new().text("In a round there is only :stop."))?;
                    continue;
                }
                Reply::EndOfInput => Said::EndOfInput,
            });
        }
    }
}

/// A round at a terminal, against a countdown.
#[derive(Debug)]
pub struct OnTerminal {
    desk: Desk,
    question: Page,
}

impl OnTerminal {
    /// Sits down at the terminal.
    pub fn new(app: &App) -> Self {
        Self { desk: Desk::new(app), question: Page::new() }
    }
}

impl Table for OnTerminal {
    fn is_live(&self) -> bool {
        true
    }

    fn show(&mut self, effect: &Effect) -> Result<()> {
        self.desk.sit()?;
        let page = pages::effect(effect, &self.desk.look);
        match effect {
            // The editor paints the question, and again after a resize.
            Effect::Brief { .. } | Effect::Challenge(_) => self.question = page.gap(),
            Effect::Silence { seconds, .. } => {
                self.desk.show(&page)?;
                // What is typed meanwhile waits for the next question; Ctrl-C too.
                std::thread::sleep(Duration::from_secs_f64(seconds.clamp(0.0, 10.0)));
            }
            _ => self.desk.show(&Page::new().text("\u{20}").with(&page).text("\u{20}"))?,
        }
        Ok(())
    }

    fn summary(&mut self, round: &str, card: &Scorecard) -> Result<()> {
        self.desk.leave();
        self.desk.look = self.desk.look.remeasured();
        let page = pages::scorecard(round, card, &self.desk.look);
        Ok(self.desk.show(&Page::new().text("\u{20}").with(&page))?)
    }

    fn ask(&mut self, asked: &Asked) -> Result<Said> {
        self.question = pages::open(asked).gap();
        let timing = asked.drill.seconds.map_or(Timing::Elapsed, |seconds| Timing::Soft(seconds.into()));
        self.write(Ask { timing, hint: "As you would say it there.", ..Ask::new(&Page::new()) })
    }

    fn told(&mut self, told: &Told) -> Result<()> {
        self.desk.sit()?;
        let page = pages::told(told, &self.desk.look);
        Ok(self.desk.show(&Page::new().text("\u{20}").with(&page))?)
    }

    fn whole(&mut self, whole: &Whole<'_>) -> Result<()> {
        self.desk.leave();
        self.desk.look = self.desk.look.remeasured();
        let page = pages::whole(whole, &self.desk.look);
        Ok(self.desk.show(&Page::new().text("\u{20}").with(&page))?)
    }

    fn hear(&mut self, waiting: &Waiting<'_>) -> Result<Said> {
        self.write(Ask {
            timing: waiting.put.map_or(Timing::Elapsed, |put| Timing::Hard(put.late_after_s.round() as u64)),
            hint: if waiting.put.is_some() { "" } else { "Your claim, as you would say it there." },
            interjection: waiting.interruption.map(|(after_words, line)| Interjection { after_words, line }),
            ..Ask::new(&Page::new())
        })
    }
}

impl OnTerminal {
    /// Paints the question that is open and takes what is written.
    fn write(&mut self, ask: Ask<'_>) -> Result<Said> {
        self.desk.sit()?;
        let question = std::mem::take(&mut self.question);
        Ok(match self.desk.write(&Ask { question: &question, commands: &[Command::Stop], ..ask })? {
            Outcome::Text(Typed { text, elapsed, timed_out, interjected }) => {
                Said::Reply { text, elapsed_s: elapsed.as_secs_f64(), timed_out, interrupted: interjected }
            }
            Outcome::Command(..) => Said::Stop,
            Outcome::Interrupted(_) => Said::Interrupted,
            Outcome::EndOfInput => Said::EndOfInput,
        })
    }
}
