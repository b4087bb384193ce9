//! Practice in plain lines: each line is an answer, nothing is redrawn.

use std::collections::VecDeque;
use std::io::{BufRead, Write};
use std::process::ExitCode;

use anyhow::Result;

use super::desk::color;
use super::verdict::{self, Fails, Given, Moment, note};
use super::{Runner, closing, confirming, figures, opening, pages, prepare, profile};
use crate::cli;
use crate::commands::app::App;
use crate::grade::Criterion;
use crate::memory::Grade;
use crate::session::practice::{Asked, Reason, Told};
use crate::session::{Answer, Effect, Event, Input, Pick as Place};
use crate::terminal::plain::{Plain, Reply, parse};
use crate::terminal::{Command, Look, Page, Pick, guard};

/// Answers that arrive faster than this were not timed by anybody, in seconds.
const UNTIMED_S: f64 = 0.05;

/// Runs a session over standard input and output.
pub fn run(args: &cli::Practice, app: &mut App) -> Result<ExitCode> {
    guard::watch();
    let look = Look::detect(color(app.color));
    let library = app.library()?;
    let mut store = app.store()?;
    if let Some(line) = opening::left_out(&library) {
        // A closed error stream is no reason to stop.
        let _ = writeln!(std::io::stderr(), "hotseat: {line}");
    }
    let mut plain = Plain::new(std::io::stdin().lock(), std::io::stdout().lock(), look);
    let ready = prepare(args, app, &mut store, &library)?;
    if let Some(page) = opening::nothing_to_ask(args, &ready, &library) {
        plain.show(&page)?;
        return Ok(ExitCode::SUCCESS);
    }
    let profile = profile(args, app);
    let watch = app.clock.clone();
    let states = ready.agenda.states;
    let (mut runner, effects) = Runner::start(app, &mut store, &library, ready.setup)?;
    let mut effects: VecDeque<Effect> = effects.into();
    let mut told: Option<Box<Told>> = None;
    let mut open = Open::Nothing;
    let mut given = Given::Spoken;
    let mut fails = Fails::default();
    loop {
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Ask(asked) => {
                    let mut notes = Vec::new();
                    if states
                        .get(asked.drill.id.as_str())
                        .is_some_and(|state| state.reviews > 0 && state.text_hash != asked.drill.text_hash)
                    {
                        notes.push("Reworded since you last saw it.".to_owned());
                    }
                    plain.show(&question(&asked, &notes, &look))?;
                    open = Open::Ask(asked);
                }
                Effect::Verdict(verdict) if verdict.provisional => told = Some(verdict),
                Effect::Verdict(verdict) if verdict.grade.is_none() => {
                    plain.show(&Page::new().text("Too short to judge. Say more; the next try counts."))?;
                }
                Effect::Verdict(verdict) => {
                    if let Open::Ask(asked) = &open {
                        let returns = fails.returns(verdict.drill.id.as_str(), verdict.grade);
                        let moment = moment(&look, runner.app(), returns);
                        plain.show(&verdict::page(asked, &verdict, &given, &moment))?;
                    }
                }
                Effect::Confirm { items, .. } => {
                    if let Some(told) = &told {
                        plain.show(&points(told, &items, &given, &look))?;
                    }
                    open = Open::Confirm(items);
                }
                Effect::Amended { score, grade, due, .. } => {
                    if let Some(told) = told.take() {
                        let returns = fails.returns(told.drill.id.as_str(), Some(grade));
                        let moment = moment(&look, runner.app(), returns);
                        plain.show(&verdict::settled(&told, &given, (score, grade, &due), None, &moment))?;
                    }
                }
                Effect::Skipped(drill) => {
                    plain.show(&Page::new().text(format!("Skipped {drill}; it is back tomorrow.")))?;
                }
                Effect::Undone { drill, .. } => {
                    fails.undo(&drill);
                    plain.show(&Page::new().text(format!("Taken back: {drill}.")))?;
                }
                Effect::Refused(unusable) => {
                    plain.show(&Page::new().text(super::terminal::sentence(&unusable.message)))?;
                }
                Effect::Over(summary) => {
                    let figures =
                        figures(&summary, runner.app(), runner.store(), runner.library(), &profile)?;
                    plain.show(&closing::summary(&figures, &look))?;
                    return Ok(ExitCode::SUCCESS);
                }
                Effect::Commit(_) | Effect::Amend { .. } | Effect::Undo { .. } => {}
            }
        }
        let asked_at = watch.running();
        let event = match &open {
            Open::Nothing => Event::Stop(Reason::Eof),
            Open::Ask(asked) => match answer(&mut plain, asked)? {
                Said::Given(answer) => {
                    given = answer;
                    let elapsed = watch.running().saturating_sub(asked_at).as_secs_f64();
                    let timed = !watch.is_pinned() && elapsed >= UNTIMED_S;
                    Event::Answer {
                        answer: match &given {
                            Given::Places(places) => {
                                Answer::Picks(places.iter().map(|&at| Place::Place(at + 1)).collect())
                            }
                            Given::Text(text) => Answer::Text(text.clone()),
                            Given::Spoken => Answer::Spoken,
                        },
                        elapsed_s: if timed { elapsed } else { 0.0 },
                        confidence: None,
                    }
                }
                Said::Command(command) => {
                    let Some(event) = command_event(command) else {
                        aside(&mut plain, command, &asked.drill, &look)?;
                        continue;
                    };
                    event
                }
                Said::End => Event::Stop(Reason::Eof),
            },
            Open::Confirm(items) => match confirm(&mut plain, items)? {
                Confirmed::Event(event) => event,
                Confirmed::Command(command) => {
                    let Some(event) = command_event(command) else {
                        if let Some(told) = &told {
                            aside(&mut plain, command, &told.drill, &look)?;
                        }
                        continue;
                    };
                    event
                }
            },
        };
        if !watch.is_pinned() {
            runner.running(watch.running().as_secs_f64());
        }
        effects = runner.handle(event)?.into();
    }
}

enum Open {
    Nothing,
    Ask(Box<Asked>),
    Confirm(Vec<Criterion>),
}

enum Said {
    Given(Given),
    Command(Command),
    End,
}

enum Confirmed {
    Event(Event),
    Command(Command),
}

fn moment<'a>(look: &'a Look, app: &App, returns: bool) -> Moment<'a> {
    Moment { look, today: app.today(), rollover: app.settings.rollover, returns }
}

fn command_event(command: Command) -> Option<Event> {
    match command {
        Command::Skip => Some(Event::Skip),
        Command::Undo => Some(Event::Undo),
        Command::Stop => Some(Event::Stop(Reason::Stop)),
        Command::Pause | Command::Source => None,
    }
}

/// Does what changes nothing in the session.
fn aside<R: BufRead, W: Write>(
    plain: &mut Plain<R, W>,
    command: Command,
    drill: &crate::drill::Drill,
    look: &Look,
) -> Result<()> {
    let line = match command {
        Command::Source => pages::source(drill, look),
        _ => "Nothing is timed here; go on whenever you like.".to_owned(),
    };
    Ok(plain.show(&Page::new().text(line))?)
}

/// Draws a question with its options.
fn question(asked: &Asked, notes: &[String], look: &Look) -> Page {
    let mut page = Page::new().text("\u{20}").with(&pages::question(asked, None, notes, look));
    let options = if asked.ask.options.is_empty() { &asked.ask.text } else { &asked.ask.options };
    for (i, option) in options.iter().enumerate() {
        page = page.item(format!("{})", i + 1), option);
    }
    let how = match asked.ask.input {
        Input::Choice => "One number.",
        Input::Choices => "One number, or several.",
        Input::Order => "All numbers, in order.",
        Input::Number => "A number.",
        Input::Text => "Any number of lines; a line with only a full stop ends it.",
    };
    page.gap().dim(how)
}

/// Draws the verdict on each point of a free answer.
fn points(told: &Told, items: &[Criterion], given: &Given, look: &Look) -> Page {
    if items.is_empty() {
        let page = confirming::nothing_to_tick(told, given, look);
        return page.gap().dim("again, hard, good or easy; an empty line accepts.");
    }
    let mut page = confirming::heading(told, items, given, look).gap();
    for (i, item) in items.iter().enumerate() {
        let marker = format!("{} {})", confirming::sign(item.verdict).text(look), i + 1);
        let note = note(item, look);
        let text = confirming::label(item);
        page = page.item(marker, if note.is_empty() { text } else { format!("{text}\n{note}") });
    }
    page.gap().dim("The numbers of the points that were there, or 0 for none; an empty line accepts.")
}

/// Takes the answer to a step; a pick that cannot be used is asked for again.
fn answer<R: BufRead, W: Write>(plain: &mut Plain<R, W>, asked: &Asked) -> Result<Said> {
    let nothing = Page::new();
    if asked.ask.input == Input::Text {
        return Ok(match plain.lines(&nothing)? {
            Reply::Text(text) => Said::Given(Given::Text(text)),
            Reply::Command(command) => Said::Command(command),
            Reply::Options(_) | Reply::EndOfInput => Said::End,
        });
    }
    loop {
        let line = match plain.line(&nothing)? {
            Reply::Text(line) => line,
            Reply::Options(_) | Reply::EndOfInput => return Ok(Said::End),
            Reply::Command(command) => return Ok(Said::Command(command)),
        };
        let (options, pick) = match asked.ask.input {
            Input::Choices => (&asked.ask.text, Pick::Many { at_least: 1 }),
            Input::Order => (&asked.ask.options, Pick::Order),
            Input::Choice => (&asked.ask.options, Pick::One),
            Input::Number | Input::Text => return Ok(Said::Given(Given::Text(line))),
        };
        match parse(&line, options, pick) {
            Ok(places) => return Ok(Said::Given(Given::Places(places))),
            Err(help) => match Command::parse(line.trim()) {
                Some(command) => return Ok(Said::Command(command)),
                None => plain.show(&Page::new().text(help))?,
            },
        }
    }
}

/// Takes the learner's word on a free answer.
fn confirm<R: BufRead, W: Write>(plain: &mut Plain<R, W>, items: &[Criterion]) -> Result<Confirmed> {
    loop {
        let line = match plain.line(&Page::new())? {
            Reply::Text(line) => line.trim().to_lowercase(),
            Reply::Options(_) | Reply::EndOfInput => return Ok(Confirmed::Event(Event::Stop(Reason::Eof))),
            Reply::Command(command) => return Ok(Confirmed::Command(command)),
        };
        if line.is_empty() || line == "." {
            return Ok(Confirmed::Event(Event::Accept(None)));
        }
        if let Some(command) = Command::parse(&line) {
            return Ok(Confirmed::Command(command));
        }
        if items.is_empty() {
            let grades = [Grade::Again, Grade::Hard, Grade::Good, Grade::Easy];
            match grades.into_iter().find(|grade| verdict::word(*grade) == line) {
                Some(grade) => return Ok(Confirmed::Event(Event::Graded(grade))),
                None => plain
                    .show(&Page::new().text("Please give again, hard, good or easy, or an empty line."))?,
            }
            continue;
        }
        if line == "easy" {
            return Ok(Confirmed::Event(Event::Accept(Some(Grade::Easy))));
        }
        let labels: Vec<String> = items.iter().map(|item| item.text.clone()).collect();
        let places =
            if line == "0" { Ok(Vec::new()) } else { parse(&line, &labels, Pick::Many { at_least: 1 }) };
        match places {
            Ok(places) => return Ok(Confirmed::Event(confirming::ticked(items, &places))),
            Err(help) => plain.show(&Page::new().text(help))?,
        }
    }
}
