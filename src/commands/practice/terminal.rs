//! Practice on a terminal: shows what the session says, and tells it what the learner does.

use std::collections::{HashMap, VecDeque};
use std::process::ExitCode;
use std::time::Duration;

use anyhow::Result;

use super::asking::{Asking, Question, ask};
use super::desk::{Desk, Left};
use super::verdict::{self, Fails, Given, Moment};
use super::{Ready, Runner, closing, confirming, figures, first_run, opening, pages, profile};
use crate::cli;
use crate::commands::app::App;
use crate::grade::Criterion;
use crate::memory::Grade;
use crate::session::pace::{Pace, pace};
use crate::session::practice::{Asked, Reason, Told};
use crate::session::{Effect, Event, Limit};
use crate::store::DrillState;
use crate::terminal::{Command, Menu, Page, Pick, Picked};

/// The exit code after Ctrl-C.
pub const INTERRUPTED: u8 = 130;

/// Runs a session on a terminal.
pub fn run(args: &cli::Practice, app: &mut App) -> Result<ExitCode> {
    let mut desk = Desk::new(app);
    let library = app.library()?;
    let mut store = app.store()?;
    let mut notes: Vec<String> = opening::left_out(&library).into_iter().collect();
    if first_run::is_due(args, app, &store)? {
        match first_run::ask(&desk.look, app)? {
            Some(kept) => notes.push(kept),
            None => return Ok(ExitCode::from(INTERRUPTED)),
        }
    }
    let (ready, args) = match opening::settle(&mut desk, args, app, &mut store, &library)? {
        opening::Opening::Start(ready, args) => (*ready, args),
        opening::Opening::Leave(code) => return Ok(code),
    };
    let profile = profile(&args, app);
    let confidence = app.settings.confidence;
    let Ready { setup, agenda, .. } = ready;
    let limit = setup.limit;
    let began_s = desk.running_s();
    desk.sit()?;
    let (runner, effects) = Runner::start(app, &mut store, &library, setup)?;
    let mut sitting = Sitting {
        desk,
        runner,
        effects: effects.into(),
        states: agenda.states,
        limit,
        began_s,
        spoken: args.spoken,
        confidence,
        notes,
        asked: None,
        given: Given::Spoken,
        before: Duration::ZERO,
        typed: String::new(),
        told: None,
        items: Vec::new(),
        pace: None,
        fails: Fails::default(),
        kept: 0,
    };
    let end = sitting.run()?;
    sitting.desk.leave();
    match end {
        End::Interrupted => {
            sitting.desk.show(&Page::new().text(closing::interrupted(sitting.kept)))?;
            Ok(ExitCode::from(INTERRUPTED))
        }
        End::Over(summary) => {
            let runner = &sitting.runner;
            let figures = figures(&summary, runner.app(), runner.store(), runner.library(), &profile)?;
            sitting.desk.look = sitting.desk.look.remeasured();
            sitting
                .desk
                .show(&Page::new().text("\u{20}").with(&closing::summary(&figures, &sitting.desk.look)))?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

enum End {
    Over(Box<crate::session::Summary>),
    Interrupted,
}

/// What follows a screen.
enum Then {
    Event(Event),
    /// The next effect.
    Next,
    Interrupted,
}

struct Sitting<'a> {
    desk: Desk,
    runner: Runner<'a>,
    effects: VecDeque<Effect>,
    states: HashMap<String, DrillState>,
    limit: Limit,
    began_s: f64,
    spoken: bool,
    confidence: bool,
    /// Lines for the top of the next question.
    notes: Vec<String>,
    asked: Option<Box<Asked>>,
    given: Given,
    /// Time on earlier steps or tries of the drill that is open.
    before: Duration,
    /// What was typed and is asked for once more.
    typed: String,
    told: Option<Box<Told>>,
    items: Vec<Criterion>,
    pace: Option<Pace>,
    fails: Fails,
    kept: usize,
}

impl Sitting<'_> {
    fn run(&mut self) -> Result<End> {
        loop {
            let then = match self.effects.pop_front() {
                Some(Effect::Over(summary)) => return Ok(End::Over(summary)),
                Some(effect) => self.show(effect)?,
                // What was refused stays open.
                None if !self.items.is_empty() => self.confirm()?,
                None => self.ask()?,
            };
            match then {
                Then::Next => {}
                Then::Interrupted => return Ok(End::Interrupted),
                Then::Event(event) => {
                    self.runner.running(self.desk.running_s() - self.began_s);
                    self.effects = self.runner.handle(event)?.into();
                }
            }
        }
    }

    fn show(&mut self, effect: Effect) -> Result<Then> {
        match effect {
            Effect::Ask(asked) => {
                let same = self.asked.as_ref().is_some_and(|open| open.id == asked.id);
                if !same {
                    self.before = Duration::ZERO;
                    self.typed.clear();
                    let changed = self
                        .states
                        .get(asked.drill.id.as_str())
                        .is_some_and(|state| state.reviews > 0 && state.text_hash != asked.drill.text_hash);
                    if changed {
                        self.notes.push("Reworded since you last saw it.".to_owned());
                    }
                }
                self.asked = Some(asked);
                self.ask()
            }
            Effect::Verdict(told) => self.tell(told),
            Effect::Confirm { items, .. } => {
                self.items = items;
                self.confirm()
            }
            Effect::Amended { score, grade, due, .. } => self.settled(score, grade, &due),
            Effect::Skipped(drill) => {
                self.notes.push(format!("Skipped {drill}; it is back tomorrow."));
                Ok(Then::Next)
            }
            Effect::Undone { drill, .. } => {
                self.fails.undo(&drill);
                self.items.clear();
                self.told = None;
                self.kept = self.kept.saturating_sub(1);
                self.notes.push("Taken back; here it is again.".to_owned());
                Ok(Then::Next)
            }
            Effect::Refused(unusable) => {
                self.notes.push(sentence(&unusable.message));
                Ok(Then::Next)
            }
            Effect::Commit(_) | Effect::Amend { .. } | Effect::Undo { .. } | Effect::Over(_) => {
                Ok(Then::Next)
            }
        }
    }

    fn minutes_left(&self) -> Option<f64> {
        match self.limit {
            Limit::Seconds(seconds) => {
                Some((seconds - (self.desk.running_s() - self.began_s)).max(0.0) / 60.0)
            }
            Limit::Count(_) => None,
        }
    }

    fn ask(&mut self) -> Result<Then> {
        let Some(asked) = self.asked.clone() else { return Ok(Then::Event(Event::Stop(Reason::Done))) };
        let question = Question {
            asked: &asked,
            minutes_left: self.minutes_left(),
            notes: std::mem::take(&mut self.notes),
            before: self.before,
            typed: std::mem::take(&mut self.typed),
            spoken: self.spoken,
            confidence: self.confidence,
        };
        match ask(&mut self.desk, question)? {
            Asking::Interrupted => Ok(Then::Interrupted),
            Asking::Event(event, given) => {
                if let (Event::Answer { elapsed_s, .. }, Some(given)) = (&event, given) {
                    self.before += Duration::from_secs_f64(elapsed_s.max(0.0));
                    self.pace = match &given {
                        Given::Text(text) if self.spoken => pace(text, *elapsed_s),
                        _ => None,
                    };
                    if let Given::Text(text) = &given {
                        self.typed.clone_from(text);
                    }
                    self.given = given;
                }
                Ok(Then::Event(event))
            }
        }
    }

    fn tell(&mut self, told: Box<Told>) -> Result<Then> {
        let Some(grade) = told.grade else {
            self.notes.push("Too short to judge. Say more; the next try counts.".to_owned());
            return Ok(Then::Next);
        };
        self.kept += 1;
        if told.provisional {
            self.told = Some(told);
            return Ok(Then::Next);
        }
        let returns = self.fails.returns(told.drill.id.as_str(), Some(grade));
        let Some(asked) = self.asked.clone() else { return Ok(Then::Next) };
        let given = self.given.clone();
        self.desk.show(&Page::new().text("\u{20}"))?;
        self.read(&told, returns, |moment| verdict::page(&asked, &told, &given, moment))
    }

    fn confirm(&mut self) -> Result<Then> {
        let Some(told) = self.told.clone() else { return Ok(Then::Event(Event::Accept(None))) };
        let notes = std::mem::take(&mut self.notes);
        let said = confirming::ask(&mut self.desk, &told, &self.items, &self.given, &notes)?;
        Ok(match said {
            confirming::Said::Event(event) => Then::Event(event),
            confirming::Said::Left(Left::Interrupted) => Then::Interrupted,
            confirming::Said::Left(Left::EndOfInput) => Then::Event(Event::Stop(Reason::Eof)),
        })
    }

    fn settled(&mut self, score: Option<f64>, grade: Grade, due: &str) -> Result<Then> {
        let items = std::mem::take(&mut self.items);
        let Some(told) = self.told.take() else { return Ok(Then::Next) };
        let returns = self.fails.returns(told.drill.id.as_str(), Some(grade));
        let given = self.given.clone();
        let pace = self.pace.take();
        let counted = items.iter().filter(|item| !item.id.starts_with("nice-")).count();
        let counted = if counted == 0 { items.len() } else { counted };
        let met =
            score.filter(|_| counted > 0).map(|score| ((score * counted as f64).round() as usize, counted));
        self.desk.fresh()?;
        self.read(&told, returns, |moment| {
            let page = verdict::settled(&told, &given, (score, grade, due), met, moment);
            match &pace {
                Some(pace) => pages::labelled(page, "pace", crate::terminal::Tone::Plain, &pace.says()).gap(),
                None => page,
            }
        })
    }

    /// Shows a verdict until the learner goes on.
    fn read(&mut self, told: &Told, returns: bool, draw: impl Fn(&Moment<'_>) -> Page) -> Result<Then> {
        let mut source = false;
        loop {
            let look = self.desk.look;
            let app = self.runner.app();
            let moment = Moment { look: &look, today: app.today(), rollover: app.settings.rollover, returns };
            let mut page = draw(&moment);
            if source {
                page = page.dim(pages::source(&told.drill, &look)).gap();
            }
            let menu = Menu {
                commands: &[Command::Undo, Command::Source, Command::Pause, Command::Stop],
                ..Menu::new(&page, &[], Pick::Enter)
            };
            match self.desk.pick(&menu)? {
                Picked::Command(Command::Undo, _) => return Ok(Then::Event(Event::Undo)),
                Picked::Command(Command::Stop, _) => return Ok(Then::Event(Event::Stop(Reason::Stop))),
                Picked::Command(Command::Source, _) => source = true,
                Picked::Command(Command::Pause, _) => match self.desk.pause()? {
                    Some(Left::Interrupted) => return Ok(Then::Interrupted),
                    Some(Left::EndOfInput) => return Ok(Then::Event(Event::Stop(Reason::Eof))),
                    None => {}
                },
                Picked::Interrupted => return Ok(Then::Interrupted),
                Picked::EndOfInput => return Ok(Then::Event(Event::Stop(Reason::Eof))),
                _ => return Ok(Then::Next),
            }
            self.desk.fresh()?;
        }
    }
}

/// Starts a message with a capital and ends it with a full stop.
pub fn sentence(message: &str) -> String {
    let mut chars = message.chars();
    let first = chars.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    let end = if message.ends_with(['.', '?', '!']) { "" } else { "." };
    format!("{first}{}{end}", chars.as_str())
}
