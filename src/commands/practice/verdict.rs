//! What a verdict looks like: the sign, the learner's words beside what was right, and why.

use std::collections::HashMap;

use super::pages::{back, headline, labelled};
use crate::drill::Kind;
use crate::grade::{Criterion, Verdict};
use crate::memory::Grade;
use crate::session::practice::{Asked, RETURNS, Told};
use crate::terminal::wrap::clip;
use crate::terminal::{Look, Page, Sign, Tone};

/// Columns left of a note: the pointer, the sign and the number of its point.
const NOTE_INDENT: usize = 7;

/// What the learner gave to the last step.
#[derive(Clone, Debug, PartialEq)]
pub enum Given {
    /// Places among the options as shown, from 0.
    Places(Vec<usize>),
    /// Text, as typed.
    Text(String),
    /// Said aloud, not written down.
    Spoken,
}

/// How often each drill failed in the session, for it returns only so often.
#[derive(Clone, Debug, Default)]
pub struct Fails(HashMap<String, u32>);

impl Fails {
    /// Takes a grade and tells whether the drill comes back before the session ends.
    pub fn returns(&mut self, drill: &str, grade: Option<Grade>) -> bool {
        if grade != Some(Grade::Again) {
            return false;
        }
        let fails = self.0.entry(drill.to_owned()).or_default();
        *fails += 1;
        *fails <= RETURNS
    }

    /// Takes back a failure that was undone.
    pub fn undo(&mut self, drill: &str) {
        if let Some(fails) = self.0.get_mut(drill) {
            *fails = fails.saturating_sub(1);
        }
    }
}

/// Where and when a verdict is read.
#[derive(Clone, Copy, Debug)]
pub struct Moment<'a> {
    /// What the page is drawn for.
    pub look: &'a Look,
    /// The study day.
    pub today: i64,
    /// The hour at which a day begins.
    pub rollover: u32,
    /// Whether the drill returns before the session ends.
    pub returns: bool,
}

impl Moment<'_> {
    fn back(&self, due: Option<&str>) -> String {
        if self.returns {
            return "back shortly".to_owned();
        }
        due.map(|due| back(due, self.today, self.rollover)).unwrap_or_default()
    }
}

/// Draws the verdict on everything but a free answer.
pub fn page(asked: &Asked, told: &Told, given: &Given, moment: &Moment<'_>) -> Page {
    let look = moment.look;
    let score = told.judged.score.unwrap_or(0.0);
    let right = told.grade.is_some_and(Grade::is_right);
    let says = headline_text(told, score);
    let sign = if right { Sign::Met } else { Sign::Missed };
    let mut page = headline(sign, &says, &moment.back(told.due.as_deref()), look).gap();
    let full = score >= 1.0;
    match &told.drill.kind {
        Kind::Order { steps } if !full => page = order(page, asked, given, steps),
        Kind::Compute(_) => {
            page = labelled(page, "you", Tone::Plain, &as_read(told));
            if !full {
                if let Some(trap) = &told.judged.trap {
                    page = labelled(page, "trap", Tone::Bold, trap);
                }
                page = expected(page, told);
            }
        }
        Kind::Spot { text, .. } if !full => {
            let yours: Vec<&str> =
                places(given).iter().filter_map(|&i| text.get(i).map(String::as_str)).collect();
            page = labelled(page, "you", Tone::Plain, &yours.join("\n"));
            page = expected(page, told);
        }
        Kind::Spot { .. } if told.judged.expected.as_deref().is_some_and(|text| text.contains('\n')) => {
            page = expected(page, told);
        }
        Kind::Contrast { .. } | Kind::Choose(_) if !full => {
            page = labelled(page, "you", Tone::Plain, &told.judged.answer);
            if let Some(trap) = &told.judged.trap {
                page = labelled(page, "flaw", Tone::Bold, trap);
            }
            page = expected(page, told);
        }
        Kind::Recall { .. } | Kind::Open { .. } => {
            page = labelled(page, "you", Tone::Plain, &own_words(told, given));
        }
        _ => {}
    }
    why(page, told)
}

/// Draws what stands at the end of a free answer: one's own beside the model answer.
pub fn settled(
    told: &Told,
    given: &Given,
    (score, grade, due): (Option<f64>, Grade, &str),
    met: Option<(usize, usize)>,
    moment: &Moment<'_>,
) -> Page {
    let sign = if grade.is_right() { Sign::Met } else { Sign::Missed };
    let says = match (met, score) {
        (Some((met, of)), _) => format!("{met} of {of}"),
        (None, Some(score)) => format!("{:.0} %", score * 100.0),
        (None, None) => "Kept".to_owned(),
    };
    let late = if told.late { ", late" } else { "" };
    let then = moment.back(Some(due));
    let says = format!("{says}: {}{late}", word(grade));
    let mut page = headline(sign, &says, &then, moment.look).gap();
    page = labelled(page, "you", Tone::Plain, &own_words(told, given));
    why(page, told)
}

/// Returns a grade's name as a learner reads it.
pub fn word(grade: Grade) -> &'static str {
    match grade {
        Grade::Again => "again",
        Grade::Hard => "hard",
        Grade::Good => "good",
        Grade::Easy => "easy",
    }
}

/// Returns the words a point rests on, quoted in one row, or one line of advice where there is something to do.
pub fn note(criterion: &Criterion, look: &Look) -> String {
    let advice = criterion.advice.as_deref().unwrap_or_default();
    let words =
        criterion.evidence.first().map(|part| part.text.split_whitespace().collect::<Vec<_>>().join(" "));
    let Some(words) = words.filter(|words| !words.is_empty()) else {
        return if criterion.verdict == Verdict::Met { String::new() } else { advice.to_owned() };
    };
    let room = look.measure().saturating_sub(NOTE_INDENT + 2);
    let quoted = format!("“{}”", clip(&words, room, Sign::Ellipsis.text(look)));
    match criterion.verdict {
        Verdict::Missed => format!("{quoted}\n{advice}").trim_end().to_owned(),
        Verdict::Met | Verdict::Undecided => quoted,
    }
}

fn headline_text(told: &Told, score: f64) -> String {
    let says = match &told.drill.kind {
        _ if told.judged.score.is_none() => "Too short to judge",
        Kind::Contrast { .. } if score >= 1.0 => "Right, and so is the flaw",
        Kind::Contrast { .. } if score > 0.0 => "The strongest, but another flaw",
        Kind::Contrast { .. } => "Not the strongest",
        Kind::Order { .. } if score >= 1.0 => "In order",
        Kind::Order { .. } => return late(format!("{:.0} % of the pairs in order", score * 100.0), told),
        _ if score >= 1.0 => "Right",
        Kind::Compute(_) => "Not that number",
        _ => "Not that one",
    };
    late(says.to_owned(), told)
}

fn late(says: String, told: &Told) -> String {
    if told.late { format!("{says}, but late") } else { says }
}

fn as_read(told: &Told) -> String {
    let typed = told.judged.answer.trim();
    match told.judged.read_as.as_deref() {
        Some(read) if !read.replace(' ', "").starts_with(&typed.replace(' ', "")) => {
            format!("{typed}, read as {read}")
        }
        Some(read) => read.to_owned(),
        None => typed.to_owned(),
    }
}

fn own_words(told: &Told, given: &Given) -> String {
    match given {
        Given::Spoken => "said aloud".to_owned(),
        _ => told.judged.answer.clone(),
    }
}

fn places(given: &Given) -> &[usize] {
    match given {
        Given::Places(places) => places,
        _ => &[],
    }
}

fn expected(page: Page, told: &Told) -> Page {
    match &told.judged.expected {
        Some(expected) => labelled(page, "right", Tone::Bold, expected),
        None => page,
    }
}

/// Lists the steps as they go, each with the place the learner gave it where that differs.
fn order(mut page: Page, asked: &Asked, given: &Given, steps: &[String]) -> Page {
    let places = places(given);
    for (i, step) in steps.iter().enumerate() {
        let yours = places.iter().position(|&at| asked.ask.options.get(at) == Some(step));
        let marker = match yours {
            Some(yours) if yours != i => format!("{}. you {}:", i + 1, yours + 1),
            _ => format!("{}.       ", i + 1),
        };
        page = page.item(marker, step);
    }
    page
}

fn why(mut page: Page, told: &Told) -> Page {
    let same = |model: &str| told.judged.expected.as_deref() == Some(model);
    // A contrast without a model answer of its own brings its strong answer, which was on the screen.
    let shown_already = matches!(&told.drill.kind, Kind::Contrast { .. }) && told.drill.model.is_none();
    if let Some(model) = told.model.as_deref().filter(|model| !same(model) && !shown_already) {
        page = labelled(page, "model", Tone::Plain, model);
    }
    labelled(page.gap(), "why", Tone::Plain, &told.drill.why)
}
