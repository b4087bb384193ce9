//! `hotseat drills show`: one drill with its answer, for authors and for reading up.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use serde_json::{Map, Value, json};

use super::look;
use crate::commands::app::{App, Usage};
use crate::commands::check::escaped;
use crate::drill::{Drill, Kind, Point, fill, nearest, number};
use crate::library::{Card, Library};
use crate::session::Presented;
use crate::terminal::{Look, Page, Sign, Span, Tone};

/// The seed of the numbers shown: the same drill always shows the same ones.
const SEED: u64 = 1;

/// Runs `drills show`.
pub fn run(id: &str, as_json: bool, app: &App) -> Result<ExitCode> {
    let library = app.library()?;
    let place = place(id, &library)?;
    let card = &library.cards()[place];
    let drill = library
        .drill(place)
        .ok_or_else(|| anyhow::anyhow!("{} can no longer be read from {}", card.id, card.file))?;
    let presented = Presented::new(&drill, SEED);
    let mut out = std::io::stdout().lock();
    if as_json {
        writeln!(out, "{}", escaped(&object(&drill, card, &presented).to_string()))?;
    } else {
        let look = look(app.color);
        write!(out, "{}", page(&drill, card, &presented, &look).render(&look))?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Finds a drill by its id, or by its slug where only one has it.
fn place(id: &str, library: &Library) -> Result<usize> {
    let wanted = id.trim().to_lowercase();
    if let Some(place) = library.position(&wanted) {
        return Ok(place);
    }
    let slug = |card: &Card| card.id.as_str().split_once('/').is_some_and(|(_, slug)| slug == wanted);
    let mut with_slug = library.cards().iter().enumerate().filter(|(_, card)| slug(card));
    if let (Some((place, _)), None) = (with_slug.next(), with_slug.next()) {
        return Ok(place);
    }
    let ids: Vec<&str> = library.cards().iter().map(|card| card.id.as_str()).collect();
    let inside: Vec<&str> = ids.iter().copied().filter(|known| known.contains(&wanted)).take(5).collect();
    let hint = match (nearest(&wanted, &ids), inside.as_slice()) {
        (Some(near), _) => format!("did you mean {near}?"),
        (None, []) => "`hotseat drills list` names them all".to_owned(),
        (None, some) => format!("there are {}", some.join(", ")),
    };
    Err(Usage(format!("there is no drill {id:?}; {hint}")).into())
}

fn page(drill: &Drill, card: &Card, presented: &Presented, look: &Look) -> Page {
    let mut about = format!("{} · {} · weight {}", drill.kind.name(), drill.area, drill.weight);
    if let Some(seconds) = drill.seconds {
        about.push_str(&format!(" · {seconds} s"));
    }
    let mut page = Page::new().strong(drill.id.as_str()).dim(about);
    let whom = whom(drill);
    if !whom.is_empty() {
        page = page.dim(whom);
    }
    page = page.gap().text(presented.ask(drill, 1).prompt).gap();
    page = match &drill.kind {
        Kind::Contrast { strong, weak, decoys } => {
            page = marked(page, true, strong, None, look);
            for weak in weak {
                page = marked(page, false, &weak.text, Some(&weak.flaw), look);
            }
            if decoys.is_empty() {
                page
            } else {
                page.gap().dim(format!("Other flaws offered: {}", decoys.join(" ")))
            }
        }
        Kind::Choose(choice) => {
            page = marked(page, true, &choice.right, None, look);
            choice
                .wrong
                .iter()
                .fold(page, |page, wrong| marked(page, false, &wrong.text, Some(&wrong.because), look))
        }
        Kind::Spot { sketch, text, faulty } => {
            if let Some(sketch) = sketch {
                page = sketch.lines().fold(page, crate::terminal::page::Page::text).gap();
            }
            text.iter().enumerate().fold(page, |page, (index, sentence)| {
                let mark = if faulty.contains(&index) { Sign::Missed.text(look) } else { " " };
                page.item(format!("{mark} {} ", index + 1), sentence.as_str())
            })
        }
        Kind::Order { steps } => steps
            .iter()
            .enumerate()
            .fold(page, |page, (index, step)| page.item(format!("{} ", index + 1), step.as_str())),
        Kind::Compute(compute) => {
            let Some(drawn) = &presented.drawn else { return page };
            page = page.spans(vec![
                Span::new(Tone::Bold, format!("{} {}", number(drawn.answer, None), compute.unit)),
                Span::new(Tone::Dim, format!("  = {}", compute.answer.as_str())),
            ]);
            for (trap, value) in compute.traps.iter().zip(&drawn.traps) {
                let value = value.map_or_else(|| "?".to_owned(), |value| number(value, None));
                let mark = format!("{} {value} ", Sign::Missed.text(look));
                page = page.item(mark, fill(&trap.says, &drawn.values));
            }
            page
        }
        Kind::Recall { must, nice, .. } => {
            let points = |page: Page, sign: Sign, points: &[Point]| {
                points.iter().fold(page, |page, point| {
                    page.item(format!("{} ", sign.text(look)), point.point.as_str())
                })
            };
            page = points(page, Sign::Met, must);
            if nice.is_empty() { page } else { points(page.gap().dim("Nice to say:"), Sign::Dot, nice) }
        }
        Kind::Open { check, confirm, .. } => {
            page = page.dim(format!("Held to {check}:"));
            page = check.criteria().iter().fold(page, |page, criterion| {
                page.item(format!("{} ", Sign::Dot.text(look)), criterion.text.as_str())
            });
            confirm
                .iter()
                .fold(page, |page, point| page.item(format!("{} ", Sign::Dot.text(look)), point.as_str()))
        }
    };
    if let Some(model) = presented.model(drill).filter(|_| !matches!(drill.kind, Kind::Contrast { .. })) {
        page = page.gap().strong("A strong answer").text(model);
    }
    page = page.gap().strong("Why").text(
        presented.drawn.as_ref().map_or_else(|| drill.why.clone(), |drawn| fill(&drill.why, &drawn.values)),
    );
    let source = match &drill.reference {
        Some(reference) => format!("{}: {reference}", drill.source.as_str()),
        None => drill.source.as_str().to_owned(),
    };
    page.gap().dim(format!("Source: {source}")).dim(format!("Pack {}, {}", card.pack, card.file))
}

fn whom(drill: &Drill) -> String {
    let tags = &drill.tags;
    let words: Vec<&str> = tags
        .tracks
        .iter()
        .map(|track| track.as_str())
        .chain(tags.levels.iter().map(|level| level.as_str()))
        .chain(tags.divisions.iter().map(|division| division.as_str()))
        .collect();
    words.join(" · ")
}

fn marked(page: Page, right: bool, text: &str, because: Option<&str>, look: &Look) -> Page {
    let sign = if right { Sign::Met } else { Sign::Missed };
    let tone = if right { Tone::Bold } else { Tone::Plain };
    let mark = format!("{} ", sign.text(look));
    let page = page.marked(Tone::Plain, mark, 0, vec![Span::new(tone, text)]);
    match because {
        Some(because) => page.marked(Tone::Plain, "", 2, vec![Span::new(Tone::Dim, because)]),
        None => page,
    }
}

fn object(drill: &Drill, card: &Card, presented: &Presented) -> Value {
    let mut out = json!({
        "schema": 1,
        "id": drill.id.as_str(),
        "kind": drill.kind.name(),
        "area": drill.area,
        "ask": presented.ask(drill, 1).prompt,
        "why": drill.why,
        "source": drill.source.as_str(),
        "reference": drill.reference,
        "model": presented.model(drill),
        "tracks": drill.tags.tracks,
        "levels": drill.tags.levels,
        "divisions": drill.tags.divisions,
        "seconds": drill.seconds,
        "weight": drill.weight,
        "pack": &*card.pack,
        "file": &*card.file,
    });
    if let (Value::Object(out), Value::Object(rest)) = (&mut out, particular(drill, presented)) {
        out.extend::<Map<String, Value>>(rest);
    }
    out
}

/// Returns the fields of the drill's kind, named as in drill files.
fn particular(drill: &Drill, presented: &Presented) -> Value {
    match &drill.kind {
        Kind::Contrast { strong, weak, decoys } => {
            json!({ "strong": strong, "weak": weak, "decoys": decoys })
        }
        Kind::Choose(choice) => json!({ "right": choice.right, "wrong": choice.wrong }),
        Kind::Spot { sketch, text, faulty } => {
            let faulty: Vec<usize> = faulty.iter().map(|index| index + 1).collect();
            json!({ "sketch": sketch, "text": text, "faulty": faulty })
        }
        Kind::Order { steps } => json!({ "steps": steps }),
        Kind::Compute(compute) => {
            let drawn = presented.drawn.as_ref();
            let traps: Vec<Value> = compute
                .traps
                .iter()
                .enumerate()
                .map(|(index, trap)| {
                    let value = drawn.and_then(|drawn| drawn.traps.get(index).copied().flatten());
                    let says =
                        drawn.map_or_else(|| trap.says.clone(), |drawn| fill(&trap.says, &drawn.values));
                    json!({ "expression": trap.answer.as_str(), "answer": value, "says": says })
                })
                .collect();
            json!({
                "expression": compute.answer.as_str(),
                "answer": drawn.map(|drawn| drawn.answer),
                "unit": compute.unit,
                "numbers": drawn.map(|drawn| &drawn.values),
                "traps": traps,
            })
        }
        Kind::Recall { must, nice, references } => {
            json!({ "must": must, "nice": nice, "references": references })
        }
        Kind::Open { check, max_words, challenge, question, terms, confirm } => json!({
            "check": check.as_str(),
            "max_words": max_words,
            "challenge": challenge,
            "question": question,
            "terms": terms,
            "confirm": confirm,
        }),
    }
}
