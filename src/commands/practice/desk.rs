//! Where the learner sits: the screen, its keys, and a clock that stops while nobody is there.

use std::io::{self, Write as _};
use std::time::Duration;

use crate::cli::When;
use crate::commands::app::App;
use crate::now::Clock;
use crate::terminal::{
    Ask, ColorWhen, Guard, Look, Menu, Outcome, Page, Pick, Picked, Typed, editor, guard, menu,
};

/// The screen, the keys and the clock of one session.
#[derive(Debug)]
pub struct Desk {
    /// What the terminal can show.
    pub look: Look,
    watch: Clock,
    /// Pauses and suspensions so far.
    away: Duration,
    guard: Option<Guard>,
}

/// How the learner left a screen without using it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Left {
    /// Ctrl-C.
    Interrupted,
    /// Ctrl-D.
    EndOfInput,
}

/// Turns the flag into what the terminal understands.
pub fn color(when: When) -> ColorWhen {
    match when {
        When::Auto => ColorWhen::Auto,
        When::Always => ColorWhen::Always,
        When::Never => ColorWhen::Never,
    }
}

impl Desk {
    /// Looks at the terminal; signals are watched from here on.
    pub fn new(app: &App) -> Self {
        guard::watch();
        Self {
            look: Look::detect(color(app.color)),
            watch: app.clock.clone(),
            away: Duration::ZERO,
            guard: None,
        }
    }

    /// Takes the keys for as long as the session lasts, so that nothing typed between two screens is echoed.
    pub fn sit(&mut self) -> io::Result<()> {
        if self.guard.is_none() {
            self.guard = Some(Guard::enter()?);
        }
        Ok(())
    }

    /// Gives the terminal back.
    pub fn leave(&mut self) {
        self.guard = None;
    }

    /// Returns the seconds since the program began, pauses left out.
    pub fn running_s(&self) -> f64 {
        self.watch.running().saturating_sub(self.away).as_secs_f64()
    }

    /// Starts a clean screen; what was on it scrolls up and can be read again there.
    pub fn fresh(&mut self) -> io::Result<()> {
        self.look = self.look.remeasured();
        let mut out = io::stdout().lock();
        out.write_all("\r\n".repeat(self.look.height.saturating_sub(1)).as_bytes())?;
        out.write_all(b"\x1b[H\x1b[J")?;
        out.flush()
    }

    /// Writes a page below what is there.
    pub fn show(&self, page: &Page) -> io::Result<()> {
        let mut out = io::stdout().lock();
        for row in page.rows(&self.look) {
            write!(out, "{row}\r\n")?;
        }
        out.flush()
    }

    /// Asks for a pick.
    pub fn pick(&mut self, menu: &Menu<'_>) -> io::Result<Picked> {
        let before = self.watch.running();
        let watch = &self.watch;
        let picked = menu::ask(menu, &mut self.look, &mut || watch.running())?;
        if let Picked::Options(_, elapsed)
        | Picked::Letter(_, elapsed)
        | Picked::Command(_, elapsed)
        | Picked::TimedOut(elapsed) = &picked
        {
            self.note_absence(before, elapsed.saturating_sub(menu.already));
        }
        Ok(picked)
    }

    /// Asks for a written answer.
    pub fn write(&mut self, ask: &Ask<'_>) -> io::Result<Outcome> {
        let before = self.watch.running();
        let watch = &self.watch;
        let outcome = editor::ask(ask, &mut self.look, &mut || watch.running())?;
        if let Outcome::Text(Typed { elapsed, .. })
        | Outcome::Command(_, Typed { elapsed, .. })
        | Outcome::Interrupted(Typed { elapsed, .. }) = &outcome
        {
            self.note_absence(before, elapsed.saturating_sub(ask.already));
        }
        Ok(outcome)
    }

    /// Waits with the clock stopped.
    pub fn pause(&mut self) -> io::Result<Option<Left>> {
        let before = self.watch.running();
        self.fresh()?;
        let page = Page::new().strong("Paused.").text("The clock stands still. Every answer is kept.");
        let menu = Menu { commands: &[], ..Menu::new(&page, &[], Pick::Enter) };
        let picked = self.pick(&menu)?;
        self.away += self.watch.running().saturating_sub(before);
        Ok(match picked {
            Picked::Interrupted => Some(Left::Interrupted),
            Picked::EndOfInput => Some(Left::EndOfInput),
            _ => None,
        })
    }

    /// What went by beyond the time at the desk was a suspension.
    fn note_absence(&mut self, before: Duration, active: Duration) {
        self.away += self.watch.running().saturating_sub(before).saturating_sub(active);
    }
}
