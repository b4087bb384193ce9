//! `grill --json`: one object a line out, one a line in.

use anyhow::Result;
use serde_json::{Value, json};

use super::grill::{Said, Table, Waiting};
use super::mock::Whole;
use super::practice_json::{Line, next_line, say};
use super::wire::{self, Open};
use crate::session::grill::{Effect, Scorecard};
use crate::session::practice::{Asked, Told};
use crate::session::{Answer, Event, Input};

/// A round in JSON events.
#[derive(Debug)]
pub struct Json;

impl Json {
    /// Speaks on standard input and output.
    pub fn new() -> Self {
        Self
    }
}

impl Table for Json {
    fn show(&mut self, effect: &Effect) -> Result<()> {
        let mut value = serde_json::to_value(effect)?;
        let name = value.get("event").and_then(Value::as_str).unwrap_or_default().to_owned();
        if let Value::Object(map) = &mut value {
            map.shift_remove("event");
            if let Some(score) = map.get("score").and_then(Value::as_f64) {
                map.insert("score".to_owned(), json!(wire::rounded(score)));
            }
        }
        say(&mut std::io::stdout().lock(), &wire::event(&name, value))
    }

    fn summary(&mut self, round: &str, card: &Scorecard) -> Result<()> {
        say(&mut std::io::stdout().lock(), &wire::event("summary", summary(round, card)?))
    }

    fn ask(&mut self, asked: &Asked) -> Result<Said> {
        say(&mut std::io::stdout().lock(), &wire::ask(asked))?;
        listen(Some(asked.id))
    }

    fn told(&mut self, told: &Told) -> Result<()> {
        say(&mut std::io::stdout().lock(), &wire::verdict(told))
    }

    fn whole(&mut self, whole: &Whole<'_>) -> Result<()> {
        say(&mut std::io::stdout().lock(), &whole.to_json()?)
    }

    fn hear(&mut self, waiting: &Waiting<'_>) -> Result<Said> {
        listen(waiting.put.map(|put| put.id as u64))
    }
}

/// Reads lines until one can be used as the answer to what is open; a brief has no number.
fn listen(id: Option<u64>) -> Result<Said> {
    let mut input = std::io::stdin().lock();
    loop {
        let refused = match next_line(&mut input)? {
            Line::End => return Ok(Said::EndOfInput),
            Line::TooLong => wire::error("too-long", "a line is at most 4 MiB long"),
            Line::NotText => wire::error("bad-json", "the line is not UTF-8"),
            Line::Text(line) if line.trim().is_empty() => continue,
            Line::Text(line) => match read(&line, id) {
                Ok(said) => return Ok(said),
                Err(refused) => refused,
            },
        };
        say(&mut std::io::stdout().lock(), &refused)?;
    }
}

/// Writes a scorecard with its round.
pub fn summary(round: &str, card: &Scorecard) -> Result<Value> {
    let mut rounded = card.clone();
    rounded.score = rounded.score.map(wire::rounded);
    rounded.mean_elapsed_s = rounded.mean_elapsed_s.map(wire::rounded);
    for turn in &mut rounded.turns {
        turn.score = turn.score.map(wire::rounded);
    }
    let mut out = json!({ "round": round });
    if let (Value::Object(map), Value::Object(card)) = (&mut out, serde_json::to_value(&rounded)?) {
        map.extend(card);
    }
    Ok(out)
}

fn read(line: &str, id: Option<u64>) -> Result<Said, Value> {
    let mut timed_out = false;
    let mut line = line.to_owned();
    if let Ok(Value::Object(mut map)) = serde_json::from_str(&line) {
        timed_out = map.get("timed_out") == Some(&Value::Bool(true));
        if id.is_none() {
            // A brief has no number to echo.
            map.shift_remove("id");
            line = Value::Object(map).to_string();
        }
    }
    let open = Open::Ask(id.unwrap_or(0), Input::Text);
    match wire::read(&line, open) {
        Ok(wire::Said::Stop) => Ok(Said::Stop),
        Ok(wire::Said::Event(Event::Answer { answer: Answer::Text(text), elapsed_s, .. })) => {
            Ok(Said::Reply { text, elapsed_s, timed_out, interrupted: false })
        }
        Ok(wire::Said::Event(_)) => {
            Err(wire::error("no-answer", "a round takes `answer`, or `stop` as true"))
        }
        Err(unusable) => Err(wire::error(unusable.code, &unusable.message)),
    }
}
