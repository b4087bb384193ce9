//! A spoken answer: the question, a timer, talk, stop; then a transcript, or ticks alone.

use std::time::Duration;

use anyhow::Result;

use super::asking::{Question, Reply, timing};
use super::desk::{Desk, Left};
use super::verdict::Given;
use crate::terminal::{Ask, Command, Menu, Outcome, Page, Pick, Picked, Timing};

/// Takes a spoken answer; its time is the time talked.
pub fn answer(desk: &mut Desk, page: &Page, question: &mut Question<'_>, spent: Duration) -> Result<Reply> {
    let start = Menu { enter: "start talking", ..Menu::new(page, &[], Pick::Enter) };
    match wait(desk, &start)? {
        Ok(_) => {}
        Err(reply) => return Ok(reply),
    }
    let nothing = Page::new();
    desk.show(&Page::new().strong("Talk now."))?;
    let clock = match timing(&question.asked.drill) {
        Timing::Hidden => Timing::Elapsed,
        soft => soft,
    };
    let stop = Menu {
        enter: "stop",
        timing: clock,
        already: spent,
        commands: &[],
        ..Menu::new(&nothing, &[], Pick::Enter)
    };
    let talked = match wait(desk, &stop)? {
        Ok((_, talked)) => talked,
        Err(reply) => return Ok(reply),
    };
    desk.show(&Page::new().text(format!(
        "Stopped after {}:{:02}.",
        talked.as_secs() / 60,
        talked.as_secs() % 60
    )))?;
    let what = Menu {
        enter: "tick the points",
        letters: &[('t', "transcript")],
        commands: &[Command::Skip, Command::Stop],
        ..Menu::new(&nothing, &[], Pick::Enter)
    };
    match wait(desk, &what)? {
        Ok((None, _)) => Ok(Reply::Given(Given::Spoken, talked)),
        Ok((Some(_), _)) => transcript(desk, question, talked),
        Err(reply) => Ok(reply),
    }
}

/// Takes what was said, typed or pasted, without a clock.
fn transcript(desk: &mut Desk, question: &mut Question<'_>, talked: Duration) -> Result<Reply> {
    let nothing = Page::new();
    let ask = Ask {
        initial: &question.typed,
        hint: "Paste or type what you said, fillers included.",
        ..Ask::new(&nothing)
    };
    Ok(match desk.write(&ask)? {
        Outcome::Text(typed) => Reply::Given(Given::Text(typed.text), talked),
        Outcome::Command(command, typed) => {
            question.typed = typed.text;
            Reply::Command(command, talked)
        }
        Outcome::Interrupted(_) => Reply::Left(Left::Interrupted),
        Outcome::EndOfInput => Reply::Given(Given::Spoken, talked),
    })
}

/// Waits for Enter or a letter.
fn wait(desk: &mut Desk, menu: &Menu<'_>) -> Result<Result<(Option<char>, Duration), Reply>> {
    Ok(match desk.pick(menu)? {
        Picked::Options(_, elapsed) | Picked::TimedOut(elapsed) => Ok((None, elapsed)),
        Picked::Letter(letter, elapsed) => Ok((Some(letter), elapsed)),
        Picked::Command(command, elapsed) => Err(Reply::Command(command, elapsed)),
        Picked::Interrupted => Err(Reply::Left(Left::Interrupted)),
        Picked::EndOfInput => Err(Reply::Left(Left::EndOfInput)),
    })
}
