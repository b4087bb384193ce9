//! `hotseat drills list`: every drill in use, by area, with where it stands.

use std::collections::{BTreeMap, HashMap};
use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use serde::Serialize;
use serde_json::json;

use super::look;
use crate::cli::DrillsList;
use crate::commands::app::{App, NothingUsable, Usage};
use crate::commands::check::escaped;
use crate::day;
use crate::drill::{Profile, nearest};
use crate::library::{Card, Library};
use crate::memory::Parameters;
use crate::schedule::DESIRED_RETENTION;
use crate::store::{DATABASE, DrillState};
use crate::terminal::{Look, Page, Span, Tone};

/// A drill whose recall lasts fewer days than this is still being learnt.
const LEARNT_DAYS: f64 = 7.0;

/// Where a drill stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Standing {
    /// Never answered.
    New,
    /// Answered of late, and not yet sure.
    Learning,
    /// To be asked again.
    Due,
    /// Known, and not due.
    Rested,
}

impl Standing {
    fn word(self) -> &'static str {
        match self {
            Self::New => "",
            Self::Learning => "learning",
            Self::Due => "due",
            Self::Rested => "rested",
        }
    }
}

/// What the history knows of the drills; empty without a history.
struct History {
    states: HashMap<String, DrillState>,
    parameters: Parameters,
    today: i64,
}

impl History {
    /// Reads the history where there is one; looking at drills makes none.
    fn read(app: &App) -> Result<Self> {
        let today = app.today();
        if !app.data_dir.join(DATABASE).exists() {
            return Ok(Self { states: HashMap::new(), parameters: Parameters::default(), today });
        }
        let store = app.store()?;
        let family = store.family();
        let parameters = family.parameters(family.neutral()).clone();
        Ok(Self { states: store.states()?, parameters, today })
    }

    /// Returns where a drill stands, the day it is due, and its reviews.
    fn of(&self, id: &str) -> (Standing, Option<i64>, u32) {
        let Some(state) = self.states.get(id).filter(|state| state.reviews > 0) else {
            return (Standing::New, None, 0);
        };
        let Some(memory) = &state.memory else { return (Standing::Learning, None, state.reviews) };
        let due = memory.due_day(&self.parameters, DESIRED_RETENTION);
        let standing = if due <= self.today {
            Standing::Due
        } else if memory.stability_days < LEARNT_DAYS {
            Standing::Learning
        } else {
            Standing::Rested
        };
        (standing, Some(due), state.reviews)
    }
}

/// Runs `drills list`.
pub fn run(args: &DrillsList, app: &App) -> Result<ExitCode> {
    let library = app.library()?;
    let cards = chosen(args, &library)?;
    let history = History::read(app)?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    if args.json {
        let drills: Vec<_> = cards.iter().map(|card| object(card, &history, app)).collect();
        writeln!(out, "{}", escaped(&json!({ "schema": 1, "drills": drills }).to_string()))?;
    } else {
        let look = look(app.color);
        write!(out, "{}", page(&cards, &history, &look).render(&look))?;
        let left: usize = library.left_out.iter().map(|(_, faults)| faults).sum();
        if left > 0 {
            let note = format!("\n{left} faults keep something out; `hotseat check` names them.");
            write!(out, "{}", Page::new().dim(note).render(&look))?;
        }
    }
    out.flush()?;
    Ok(ExitCode::SUCCESS)
}

/// Keeps the drills that match the filters.
fn chosen<'a>(args: &DrillsList, library: &'a Library) -> Result<Vec<&'a Card>> {
    for wanted in &args.area {
        if library.cards().iter().any(|card| card.area.eq_ignore_ascii_case(wanted)) {
            continue;
        }
        let mut areas: Vec<&str> = library.cards().iter().map(|card| &*card.area).collect();
        areas.sort_unstable();
        areas.dedup();
        let hint = match nearest(wanted, &areas) {
            Some(area) => format!("did you mean {area}?"),
            None => format!("the areas are {}", areas.join(", ")),
        };
        return Err(Usage(format!("there is no area {wanted:?}; {hint}")).into());
    }
    let profile = Profile { track: args.track, level: args.level, division: args.division };
    let cards: Vec<&Card> = library
        .cards()
        .iter()
        .filter(|card| {
            args.area.is_empty() || args.area.iter().any(|area| card.area.eq_ignore_ascii_case(area))
        })
        .filter(|card| args.kind.is_empty() || args.kind.contains(&card.kind))
        .filter(|card| profile.wants(&card.tags))
        .collect();
    if library.cards().is_empty() {
        return Err(
            NothingUsable("no usable drill is left; `hotseat check` names every fault".to_owned()).into()
        );
    }
    Ok(cards)
}

fn object(card: &Card, history: &History, app: &App) -> serde_json::Value {
    let (state, due, reviews) = history.of(card.id.as_str());
    json!({
        "id": card.id.as_str(),
        "kind": card.kind,
        "area": &*card.area,
        "tracks": card.tags.tracks,
        "levels": card.tags.levels,
        "divisions": card.tags.divisions,
        "seconds": card.seconds,
        "weight": card.weight,
        "source": card.source.as_str(),
        "pack": &*card.pack,
        "file": &*card.file,
        "state": state,
        "due": due.map(|day| app.start_of(day).to_rfc3339()),
        "reviews": reviews,
    })
}

fn page(cards: &[&Card], history: &History, look: &Look) -> Page {
    let mut areas: BTreeMap<&str, Vec<&Card>> = BTreeMap::new();
    for card in cards {
        areas.entry(&card.area).or_default().push(card);
    }
    let mut page = Page::new();
    let mut all = Count::default();
    for (area, cards) in areas {
        let standings: Vec<(Standing, Option<i64>)> = cards
            .iter()
            .map(|card| {
                let (standing, due, _) = history.of(card.id.as_str());
                (standing, due)
            })
            .collect();
        let mut count = Count::default();
        standings.iter().for_each(|(standing, _)| count.add(*standing));
        all.join(&count);
        page = page
            .gap()
            .spans(vec![Span::new(Tone::Bold, area), Span::new(Tone::Plain, format!("  {}", count.text()))]);
        for (card, (standing, due)) in cards.iter().zip(standings) {
            // The area stands in the heading already.
            let slug =
                card.id.as_str().strip_prefix(area).map_or(card.id.as_str(), |s| s.trim_start_matches('/'));
            page = page.spans(row(card, slug, standing, due, look));
        }
    }
    page = page.gap();
    if all.drills == 0 {
        return page.text("No drill matches these filters.");
    }
    page.strong(all.text())
}

/// Sets one drill on a row: its name, its kind, and where it stands.
fn row(card: &Card, slug: &str, standing: Standing, due: Option<i64>, look: &Look) -> Vec<Span> {
    let mut spans = vec![Span::new(Tone::Plain, format!("  {slug}"))];
    let kind = format!("{:<9}", card.kind.as_str());
    let wide = look.measure() >= 60;
    let room = if wide { 38 } else { 24 };
    let width = crate::terminal::wrap::width(slug);
    let gap = if width < room { room - width } else { 2 };
    spans.push(Span::new(Tone::Dim, format!("{}{kind}", " ".repeat(gap))));
    let (tone, word) = match standing {
        Standing::Due => (Tone::Accent, "due".to_owned()),
        other => (Tone::Plain, other.word().to_owned()),
    };
    if wide
        && standing != Standing::Due
        && let Some(day) = due
    {
        spans.push(Span::new(tone, format!(" {word} until {}", day::date_of(day))));
    } else if !word.is_empty() {
        spans.push(Span::new(tone, format!(" {word}")));
    }
    spans
}

/// How many drills, and how they stand.
#[derive(Default)]
struct Count {
    drills: usize,
    due: usize,
    new: usize,
}

impl Count {
    fn add(&mut self, standing: Standing) {
        self.drills += 1;
        self.due += usize::from(standing == Standing::Due);
        self.new += usize::from(standing == Standing::New);
    }

    fn join(&mut self, other: &Self) {
        self.drills += other.drills;
        self.due += other.due;
        self.new += other.new;
    }

    fn text(&self) -> String {
        let drills = if self.drills == 1 { "1 drill".to_owned() } else { format!("{} drills", self.drills) };
        match (self.due, self.new) {
            (0, new) if new == self.drills => drills,
            (due, new) => format!("{drills}, {due} due, {new} new"),
        }
    }
}
