//! Asks one step on a terminal, whatever its kind, and comes back with what was given.

use std::time::Duration;

use anyhow::Result;

use super::desk::{Desk, Left};
use super::pages;
use super::verdict::Given;
use crate::drill::{Drill, Kind};
use crate::grade::numbers::read_number;
use crate::session::practice::{Asked, Reason};
use crate::session::{Answer, Event, Input, Pick as Place};
use crate::terminal::menu::CONFIDENCES;
use crate::terminal::{Ask, Command, Menu, Outcome, Page, Pick, Picked, Sign, Span, Timing, Tone};

/// What came of a question.
#[derive(Debug)]
pub enum Asking {
    /// Something for the session, and what the learner gave where that was an answer.
    Event(Event, Option<Given>),
    /// Ctrl-C.
    Interrupted,
}

/// What a question is asked with.
#[derive(Debug)]
pub struct Question<'a> {
    /// The step.
    pub asked: &'a Asked,
    /// Minutes left, where the session ends by time.
    pub minutes_left: Option<f64>,
    /// Lines that belong above it.
    pub notes: Vec<String>,
    /// Time spent on earlier steps or tries of it.
    pub before: Duration,
    /// What was typed before and could not be used.
    pub typed: String,
    /// Whether free answers are spoken.
    pub spoken: bool,
    /// Whether to ask how sure the learner is.
    pub confidence: bool,
}

/// One look at a question: an answer, a command, or nothing.
pub enum Reply {
    /// An answer and the time on it.
    Given(Given, Duration),
    /// Something else was asked for, after this time.
    Command(Command, Duration),
    /// The screen was left.
    Left(Left),
}

impl From<Left> for Asking {
    fn from(left: Left) -> Self {
        match left {
            Left::Interrupted => Self::Interrupted,
            Left::EndOfInput => Self::Event(Event::Stop(Reason::Eof), None),
        }
    }
}

/// Asks a step until it is answered or left.
pub fn ask(desk: &mut Desk, mut question: Question<'_>) -> Result<Asking> {
    let drill = question.asked.drill.clone();
    let mut spent = question.before;
    loop {
        desk.fresh()?;
        let (given, elapsed) = match look_at(desk, &mut question, spent)? {
            Reply::Given(given, elapsed) => (given, elapsed),
            Reply::Left(left) => return Ok(left.into()),
            Reply::Command(command, elapsed) => {
                spent = elapsed;
                match command {
                    Command::Skip => return Ok(Asking::Event(Event::Skip, None)),
                    Command::Undo => return Ok(Asking::Event(Event::Undo, None)),
                    Command::Stop => return Ok(Asking::Event(Event::Stop(Reason::Stop), None)),
                    Command::Pause => {
                        if let Some(left) = desk.pause()? {
                            return Ok(left.into());
                        }
                    }
                    Command::Source => {
                        let line = pages::source(&drill, &desk.look);
                        if !question.notes.contains(&line) {
                            question.notes.push(line);
                        }
                    }
                }
                continue;
            }
        };
        let confidence = if question.confidence && question.asked.ask.step == 1 {
            match sure(desk)? {
                Ok(confidence) => confidence,
                Err(left) => return Ok(left.into()),
            }
        } else {
            None
        };
        let answer = match &given {
            Given::Places(places) => Answer::Picks(places.iter().map(|&at| Place::Place(at + 1)).collect()),
            Given::Text(text) => Answer::Text(text.clone()),
            Given::Spoken => Answer::Spoken,
        };
        let elapsed_s = elapsed.saturating_sub(question.before).as_secs_f64();
        return Ok(Asking::Event(Event::Answer { answer, elapsed_s, confidence }, Some(given)));
    }
}

fn look_at(desk: &mut Desk, question: &mut Question<'_>, spent: Duration) -> Result<Reply> {
    let asked = question.asked;
    let page = pages::question(asked, question.minutes_left, &question.notes, &desk.look);
    match asked.ask.input {
        Input::Choice => pick(desk, &page, &asked.ask.options, Pick::One, &asked.drill, spent),
        Input::Choices => pick(desk, &page, &asked.ask.text, Pick::One, &asked.drill, spent),
        Input::Order => pick(desk, &page, &asked.ask.options, Pick::Order, &asked.drill, spent),
        Input::Number => number(desk, &page, question, spent),
        Input::Text if question.spoken => super::spoken::answer(desk, &page, question, spent),
        Input::Text => text(desk, &page, question, spent),
    }
}

/// Shows the seconds a drill gives, if any.
pub fn timing(drill: &Drill) -> Timing {
    drill.seconds.map_or(Timing::Hidden, |seconds| Timing::Soft(seconds.into()))
}

fn pick(
    desk: &mut Desk,
    page: &Page,
    options: &[String],
    pick: Pick,
    drill: &Drill,
    spent: Duration,
) -> Result<Reply> {
    let menu = Menu { timing: timing(drill), already: spent, ..Menu::new(page, options, pick) };
    Ok(match desk.pick(&menu)? {
        Picked::Options(places, elapsed) => Reply::Given(Given::Places(places), elapsed),
        Picked::Command(command, elapsed) => Reply::Command(command, elapsed),
        Picked::Letter(_, elapsed) | Picked::TimedOut(elapsed) => Reply::Command(Command::Pause, elapsed),
        Picked::Interrupted => Reply::Left(Left::Interrupted),
        Picked::EndOfInput => Reply::Left(Left::EndOfInput),
    })
}

/// Asks for a number; one that cannot be read is kept, with what is wrong with it.
fn number(desk: &mut Desk, page: &Page, question: &mut Question<'_>, mut spent: Duration) -> Result<Reply> {
    let unit = match &question.asked.drill.kind {
        Kind::Compute(compute) => compute.unit.clone(),
        _ => String::new(),
    };
    let mut page = page.clone();
    loop {
        let ask = Ask {
            single_line: true,
            timing: timing(&question.asked.drill),
            already: spent,
            initial: &question.typed,
            ..Ask::new(&page)
        };
        let typed = match desk.write(&ask)? {
            Outcome::Text(typed) => typed,
            Outcome::Command(command, typed) => {
                question.typed = typed.text;
                return Ok(Reply::Command(command, typed.elapsed));
            }
            Outcome::Interrupted(_) => return Ok(Reply::Left(Left::Interrupted)),
            Outcome::EndOfInput => return Ok(Reply::Left(Left::EndOfInput)),
        };
        match read_number(&typed.text, &unit) {
            Ok(_) => return Ok(Reply::Given(Given::Text(typed.text), typed.elapsed)),
            Err(error) => {
                spent = typed.elapsed;
                question.typed = typed.text;
                page = Page::new().marked(
                    Tone::Plain,
                    Sign::Missed.text(&desk.look),
                    0,
                    vec![Span::new(Tone::Plain, error.to_string())],
                );
            }
        }
    }
}

fn text(desk: &mut Desk, page: &Page, question: &mut Question<'_>, spent: Duration) -> Result<Reply> {
    let drill = &question.asked.drill;
    let hint = pages::hint(drill);
    let ask = Ask {
        timing: timing(drill),
        already: spent,
        initial: &question.typed,
        hint: &hint,
        max_words: pages::max_words(drill),
        ..Ask::new(page)
    };
    Ok(match desk.write(&ask)? {
        Outcome::Text(typed) => Reply::Given(Given::Text(typed.text), typed.elapsed),
        Outcome::Command(command, typed) => {
            question.typed = typed.text;
            Reply::Command(command, typed.elapsed)
        }
        Outcome::Interrupted(_) => Reply::Left(Left::Interrupted),
        Outcome::EndOfInput => Reply::Left(Left::EndOfInput),
    })
}

/// Asks how sure the learner is, before anything is told.
fn sure(desk: &mut Desk) -> Result<Result<Option<f64>, Left>> {
    let nothing = Page::new();
    desk.show(&Page::new().text("\u{20}"))?;
    let menu = Menu { commands: &[], ..Menu::new(&nothing, &[], Pick::Confidence) };
    Ok(match desk.pick(&menu)? {
        Picked::Options(places, _) => Ok(places.first().and_then(|&place| CONFIDENCES.get(place)).copied()),
        Picked::Interrupted => Err(Left::Interrupted),
        Picked::EndOfInput => Err(Left::EndOfInput),
        _ => Ok(None),
    })
}
