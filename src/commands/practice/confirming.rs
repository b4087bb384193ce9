//! The learner has the last word on a free answer: points are ticked, or the grade is chosen.

use anyhow::Result;

use super::desk::{Desk, Left};
use super::pages::{headline, labelled};
use super::verdict::{Given, note, word};
use crate::grade::{Criterion, Verdict};
use crate::memory::Grade;
use crate::session::Event;
use crate::session::practice::{Reason, Told};
use crate::terminal::{Command, Look, Menu, Page, Pick, Picked, Sign, Tone};

/// What came of it.
#[derive(Debug)]
pub enum Said {
    /// Something for the session.
    Event(Event),
    /// The screen was left.
    Left(Left),
}

const GRADES: [Grade; 4] = [Grade::Again, Grade::Hard, Grade::Good, Grade::Easy];

/// Asks for the learner's word; Enter accepts the program's.
pub fn ask(
    desk: &mut Desk,
    told: &Told,
    items: &[Criterion],
    given: &Given,
    notes: &[String],
) -> Result<Said> {
    loop {
        desk.fresh()?;
        let picked = if items.is_empty() {
            grade(desk, told, given, notes)?
        } else {
            points(desk, told, items, given, notes)?
        };
        return Ok(Said::Event(match picked {
            Picked::Options(places, _) if items.is_empty() => {
                match places.first().and_then(|&i| GRADES.get(i)) {
                    Some(&grade) => Event::Graded(grade),
                    None => Event::Accept(None),
                }
            }
            Picked::Options(places, _) => ticked(items, &places),
            Picked::Letter(..) => Event::Accept(Some(Grade::Easy)),
            Picked::Command(Command::Undo, _) => Event::Undo,
            Picked::Command(Command::Pause, _) => match desk.pause()? {
                Some(left) => return Ok(Said::Left(left)),
                None => continue,
            },
            Picked::Command(..) => Event::Stop(Reason::Stop),
            Picked::TimedOut(_) => Event::Accept(None),
            Picked::Interrupted => return Ok(Said::Left(Left::Interrupted)),
            Picked::EndOfInput => return Ok(Said::Left(Left::EndOfInput)),
        }));
    }
}

/// Turns ticked places into an event: what was left as it was is accepted.
pub fn ticked(items: &[Criterion], places: &[usize]) -> Event {
    let points: Vec<bool> = (0..items.len()).map(|i| places.contains(&i)).collect();
    let unchanged = items.iter().zip(&points).all(|(item, &met)| met == (item.verdict == Verdict::Met));
    if unchanged { Event::Accept(None) } else { Event::Ticked(points) }
}

/// Says above the points what is asked.
pub fn heading(told: &Told, items: &[Criterion], given: &Given, look: &Look) -> Page {
    let counted: Vec<&Criterion> = items.iter().filter(|item| !item.id.starts_with("nice-")).collect();
    let counted = if counted.is_empty() { items.iter().collect() } else { counted };
    let met = counted.iter().filter(|item| item.verdict == Verdict::Met).count();
    let open = items.iter().filter(|item| item.verdict == Verdict::Undecided).count();
    let page = if *given == Given::Spoken {
        headline(Sign::Undecided, "Which of these did you say?", "", look)
    } else {
        let says = format!("{met} of {} found in your words", counted.len());
        let late = if told.late { format!("late {} ", Sign::Dot.text(look)) } else { String::new() };
        let then = match open {
            0 => format!("{late}correct what is misread"),
            open => format!("{late}{open} for you to decide"),
        };
        headline(if met == counted.len() { Sign::Met } else { Sign::Undecided }, &says, &then, look)
    };
    match &told.judged.asks {
        Some(question) => page.gap().text(question),
        None => page,
    }
}

fn points(
    desk: &mut Desk,
    told: &Told,
    items: &[Criterion],
    given: &Given,
    notes: &[String],
) -> Result<Picked> {
    let look = desk.look;
    let mut page = Page::new();
    for line in notes {
        page = page.dim(line);
    }
    let page = page.with(&heading(told, items, given, &look)).gap();
    let spoken = *given == Given::Spoken;
    let options: Vec<String> = items.iter().map(label).collect();
    let under: Vec<String> = items.iter().map(|item| note(item, &look)).collect();
    let ticks: Vec<bool> = items.iter().map(|item| item.verdict == Verdict::Met).collect();
    let signs: Vec<Sign> = items.iter().map(|item| sign(item.verdict)).collect();
    let full = told.judged.score == Some(1.0) && !told.late && !spoken;
    let menu = Menu {
        ticked: &ticks,
        signs: if spoken { &[] } else { &signs },
        notes: &under,
        enter: "accept",
        letters: if full { &[('e', "easy")] } else { &[] },
        commands: &[Command::Undo, Command::Pause, Command::Stop],
        ..Menu::new(&page, &options, Pick::Many { at_least: 0 })
    };
    Ok(desk.pick(&menu)?)
}

/// Returns a point as it is ticked; one that is shown and does not count says so.
pub fn label(item: &Criterion) -> String {
    if item.id.starts_with("nice-") { format!("{} (extra)", item.text) } else { item.text.clone() }
}

/// Returns the sign of a verdict.
pub fn sign(verdict: Verdict) -> Sign {
    match verdict {
        Verdict::Met => Sign::Met,
        Verdict::Missed => Sign::Missed,
        Verdict::Undecided => Sign::Undecided,
    }
}

/// Asks for a grade where there is nothing to tick.
fn grade(desk: &mut Desk, told: &Told, given: &Given, notes: &[String]) -> Result<Picked> {
    let mut page = Page::new();
    for line in notes {
        page = page.dim(line);
    }
    page = page.with(&nothing_to_tick(told, given, &desk.look)).gap();
    let labels = GRADES.map(|grade| word(grade).to_owned());
    let suggested = GRADES.iter().position(|grade| Some(*grade) == told.grade);
    let menu = Menu {
        at: suggested,
        commands: &[Command::Undo, Command::Pause, Command::Stop],
        ..Menu::new(&page, &labels, Pick::One)
    };
    Ok(desk.pick(&menu)?)
}

/// Draws one's own words beside the reference answer.
pub fn nothing_to_tick(told: &Told, given: &Given, look: &Look) -> Page {
    let score = told.judged.score.unwrap_or(0.0) * 100.0;
    let page = match given {
        Given::Spoken => headline(Sign::Undecided, "How did it go?", "", look),
        _ => headline(Sign::Undecided, &format!("{score:.0} % alike"), "the grade is yours", look),
    };
    let mut page = page.gap();
    if *given != Given::Spoken {
        page = labelled(page, "you", Tone::Plain, &told.judged.answer);
    }
    match &told.judged.expected {
        Some(expected) => labelled(page, "right", Tone::Bold, expected),
        None => page,
    }
}
