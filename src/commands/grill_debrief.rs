//! A round after it is over: shown again with its marks, or written down for somebody else.

use std::fmt::Write as _;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use serde_json::json;

use super::app::{App, Usage};
use super::practice::desk::color;
use super::{backup as copies, grill_json, grill_pages as pages, private_file, wire};
use crate::grade::Verdict;
use crate::session::grill::{Record, Scorecard};
use crate::store::rounds::Found;
use crate::terminal::sanitise::visible;
use crate::terminal::{Look, Page, pager};

/// Shows an earlier round, or writes it to a file.
///
/// # Errors
/// No such round (exit code 2).
pub fn replay(id: &str, file: Option<&Path>, as_json: bool, app: &App) -> Result<ExitCode> {
    let found = if copies::has_history(app) { app.store()?.round(id)? } else { Found::None };
    let round = match found {
        Found::One(round) => round,
        Found::None => {
            let message =
                format!("there is no round {id:?}; the scorecard names it, and `last` is the latest");
            return Err(Usage(message).into());
        }
        Found::Several => {
            return Err(Usage(format!("several rounds begin with {id:?}; give more of it")).into());
        }
    };
    let Ok(record) = serde_json::from_str::<Record>(&round.events) else {
        return Err(
            Usage(format!("of round {} only the scores are left; its texts were erased", round.id)).into()
        );
    };
    let kept = round.summary.as_deref().and_then(|summary| serde_json::from_str::<Scorecard>(summary).ok());
    let card = kept.unwrap_or_else(|| Scorecard::of(&record, "stop", &[]));
    if let Some(file) = file {
        export(file, &[(round.at.as_str(), &record, &card)])?;
    } else if as_json {
        let body = json!({
            "round": round.id,
            "at": round.at,
            "record": record,
            "summary": grill_json::summary(&round.id, &card)?,
        });
        super::practice_json::say(&mut std::io::stdout().lock(), &wire::event("replay", body))?;
    } else {
        let mut look = Look::detect(color(app.color));
        pager::show(&page(&told(&round.at, &record, &card)), &mut look)?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Writes rounds down as Markdown.
pub fn export(file: &Path, rounds: &[(&str, &Record, &Scorecard)]) -> Result<()> {
    private_file::write(file, |out| {
        for (at, record, card) in rounds {
            out.write_all(markdown(&told(at, record, card)).as_bytes())?;
        }
        Ok(())
    })
}

/// A piece of a round told.
enum Piece {
    Title(String),
    Head(String),
    Text(String),
    Quote(String),
    Item(String),
}

/// Tells a round from the brief to the advice.
fn told(at: &str, record: &Record, card: &Scorecard) -> Vec<Piece> {
    let mode = serde_json::to_value(record.mode).unwrap_or_default();
    let mut out = vec![
        Piece::Title(format!("Grilling round: {}", record.subject.id)),
        Piece::Text(format!(
            "{}, {}, {}",
            at.get(..10).unwrap_or(at),
            record.level,
            mode.as_str().unwrap_or_default()
        )),
        Piece::Text(record.subject.text.clone()),
        Piece::Head(record.subject.ask.clone()),
        Piece::Quote(record.claim.clone()),
    ];
    for turn in &record.turns {
        out.push(Piece::Head(format!("{}. {}", turn.put.turn, turn.put.line)));
        out.push(Piece::Quote(if turn.answer.is_empty() {
            "(nothing)".to_owned()
        } else {
            turn.answer.clone()
        }));
        let late = match (turn.timed_out, turn.late) {
            (true, _) => ", time ran out",
            (false, true) => ", late",
            _ => "",
        };
        out.push(Piece::Text(format!(
            "{}, level {}: {} in {:.0} s{late}",
            turn.put.challenge,
            turn.put.level,
            pages::percent(turn.judged.score),
            turn.elapsed_s
        )));
        for criterion in turn.judged.criteria.iter().chain(&turn.judged.extra) {
            let (word, rest) = match criterion.verdict {
                Verdict::Met => ("met", format!("“{}”", pages::words(criterion))),
                Verdict::Missed => ("missed", criterion.advice.clone().unwrap_or_default()),
                Verdict::Undecided => ("undecided", criterion.advice.clone().unwrap_or_default()),
            };
            let rest = if rest.is_empty() || rest == "“”" { String::new() } else { format!(": {rest}") };
            out.push(Piece::Item(format!("{word}, {}{rest}", criterion.text)));
        }
        if let Some(note) = &turn.judged.drift {
            out.push(Piece::Item(format!("a number moved: {}", pages::drift(note))));
        }
        if !turn.judged.phrases.is_empty() {
            out.push(Piece::Item(format!("sounds defensive: {}", pages::quoted(&turn.judged.phrases))));
        }
    }
    out.push(Piece::Head("Scorecard".to_owned()));
    out.extend(pages::account(card).into_iter().map(Piece::Item));
    if !card.advice.is_empty() {
        out.push(Piece::Head("Next time".to_owned()));
        out.extend(card.advice.iter().cloned().map(Piece::Item));
    }
    out.push(Piece::Text(card.limits.clone()));
    out
}

fn markdown(pieces: &[Piece]) -> String {
    let one_line = |text: &str| visible(text).split_whitespace().collect::<Vec<_>>().join(" ");
    let mut out = String::new();
    let mut in_list = false;
    for piece in pieces {
        let item = matches!(piece, Piece::Item(_));
        if in_list && !item {
            out.push('\n');
        }
        in_list = item;
        // Writing to a string cannot fail.
        let _ = match piece {
            Piece::Title(text) => writeln!(out, "# {}\n", one_line(text)),
            Piece::Head(text) => writeln!(out, "## {}\n", one_line(text)),
            Piece::Text(text) => writeln!(out, "{}\n", visible(text)),
            Piece::Quote(text) => {
                let quoted: Vec<String> = visible(text).lines().map(|line| format!("> {line}")).collect();
                writeln!(out, "{}\n", quoted.join("\n"))
            }
            Piece::Item(text) => writeln!(out, "- {}", one_line(text)),
        };
    }
    out
}

fn page(pieces: &[Piece]) -> Page {
    pieces.iter().fold(Page::new(), |page, piece| match piece {
        Piece::Title(text) => page.gap().strong(text).gap(),
        Piece::Head(text) => page.gap().strong(text),
        Piece::Text(text) => page.dim(text),
        Piece::Quote(text) => page.item("|", text),
        Piece::Item(text) => page.item("-", text),
    })
}
