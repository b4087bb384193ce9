//! What stands before a session: drills left out, nothing due, the plan's minutes used up.

use std::process::ExitCode;

use anyhow::Result;
use chrono::Datelike as _;

use super::desk::Desk;
use super::{Ready, prepare, weak_queue};
use crate::cli;
use crate::commands::app::App;
use crate::day;
use crate::library::Library;
use crate::schedule::DESIRED_RETENTION;
use crate::store::Store;
use crate::terminal::{Command, Menu, Page, Pick, Picked};

/// How a session opens.
#[derive(Debug)]
pub enum Opening {
    /// With a queue, chosen by these flags.
    Start(Box<Ready>, cli::Practice),
    /// Not at all.
    Leave(ExitCode),
}

/// What there would be to do instead, as counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instead {
    /// Weak drills that may be asked today.
    pub weak: usize,
    /// Drills never asked.
    pub new: usize,
    /// The next study day on which something is due, and how much.
    pub next: Option<(i64, usize)>,
}

/// Why there is nothing to ask.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Empty {
    PlanDone,
    DayOff,
    Nothing,
}

/// Says in one line what practice does without.
pub fn left_out(library: &Library) -> Option<String> {
    let (file, faults) = library.left_out.first()?;
    let faults_all: usize = library.left_out.iter().map(|(_, faults)| faults).sum();
    let fault = |count: usize| if count == 1 { "1 fault".to_owned() } else { format!("{count} faults") };
    Some(match library.left_out.len() {
        1 => format!("Left out: {} in {file}. `hotseat check {file}` says how to mend it.", fault(*faults)),
        files => format!(
            "Left out: {} in {files} files, {file} among them. `hotseat check` says how to mend each.",
            fault(faults_all)
        ),
    })
}

/// Counts what there would be to do instead.
pub fn instead(ready: &Ready, library: &Library) -> Instead {
    let agenda = &ready.agenda;
    let new =
        agenda.items.iter().filter(|item| item.memory.is_none() && item.may_be_asked(agenda.today)).count();
    let mut days: Vec<i64> = agenda
        .items
        .iter()
        .filter_map(|item| item.memory)
        .map(|memory| memory.due_day(&agenda.model.parameters, DESIRED_RETENTION).max(agenda.today + 1))
        .collect();
    days.sort_unstable();
    let next = days.first().map(|&day| (day, days.iter().filter(|&&other| other == day).count()));
    Instead { weak: weak_queue(agenda, library).len(), new, next }
}

/// Says that there is nothing to ask, when there will be, and what could be done now.
fn page(empty: Empty, only: Option<cli::Only>, instead: &Instead, today: i64) -> Page {
    let first = match (empty, only) {
        (Empty::PlanDone, _) => "Today's minutes of the plan are done.",
        (Empty::DayOff, _) => "Your plan has no minutes today.",
        (_, Some(cli::Only::Weak)) => "No drill is weak that may be asked today.",
        (_, Some(cli::Only::New)) => "Every drill for you has been asked at least once.",
        _ => "Nothing is due today.",
    };
    let next = match instead.next {
        Some((day, count)) if empty == Empty::Nothing => {
            let when = match day - today {
                1 => "tomorrow".to_owned(),
                2..=6 => format!("on {}", day::date_of(day).format("%A")),
                _ => format!("on {}", day::date_of(day).format("%-d %B")),
            };
            Some(match count {
                1 => format!("The next one is due {when}."),
                count => format!("The next {count} are due {when}."),
            })
        }
        _ => None,
    };
    let page = Page::new().strong(first);
    match next {
        Some(next) => page.text(next),
        None => page,
    }
}

/// Chooses the queue; where it is empty, says so and offers what else there is.
pub fn settle(
    desk: &mut Desk,
    args: &cli::Practice,
    app: &App,
    store: &mut Store,
    library: &Library,
) -> Result<Opening> {
    let mut args = args.clone();
    loop {
        let ready = prepare(&args, app, store, library)?;
        let Some(empty) = empty(&ready) else { return Ok(Opening::Start(Box::new(ready), args)) };
        let instead = instead(&ready, library);
        let page = page(empty, args.only, &instead, ready.agenda.today).gap();
        let weak = format!("{} weak", instead.weak);
        let new = format!("{} new", instead.new);
        let mut letters: Vec<(char, &str)> = Vec::new();
        match empty {
            Empty::PlanDone => letters.push(('t', "ten more minutes")),
            Empty::DayOff => letters.push(('t', "ten minutes")),
            Empty::Nothing => {
                if instead.weak > 0 && args.only != Some(cli::Only::Weak) {
                    letters.push(('w', weak.as_str()));
                }
                if instead.new > 0 && args.only != Some(cli::Only::New) {
                    letters.push(('n', new.as_str()));
                }
            }
        }
        let menu = Menu {
            letters: &letters,
            commands: &[Command::Stop],
            enter: "leave",
            ..Menu::new(&page, &[], Pick::Enter)
        };
        match desk.pick(&menu)? {
            Picked::Letter('t', _) => args.minutes = Some(10.0),
            Picked::Letter('w', _) => (args.only, args.new) = (Some(cli::Only::Weak), None),
            Picked::Letter('n', _) => (args.only, args.new) = (Some(cli::Only::New), None),
            Picked::Interrupted => return Ok(Opening::Leave(ExitCode::from(super::terminal::INTERRUPTED))),
            _ => return Ok(Opening::Leave(ExitCode::SUCCESS)),
        }
    }
}

fn empty(ready: &Ready) -> Option<Empty> {
    if ready.plan_done {
        let weekday = day::date_of(ready.agenda.today).weekday().to_string().to_lowercase();
        let off = ready
            .agenda
            .interview
            .as_ref()
            .is_some_and(|plan| plan.days_off.iter().any(|off| weekday.starts_with(off.as_str())));
        Some(if off { Empty::DayOff } else { Empty::PlanDone })
    } else if ready.setup.queue.is_empty() {
        Some(Empty::Nothing)
    } else {
        None
    }
}

/// Says in a pipe that there is nothing to ask, with the commands that find something; none where there is.
pub fn nothing_to_ask(args: &cli::Practice, ready: &Ready, library: &Library) -> Option<Page> {
    let empty = empty(ready)?;
    let instead = instead(ready, library);
    let mut page = page(empty, args.only, &instead, ready.agenda.today);
    if empty != Empty::Nothing {
        return Some(page.text("`hotseat practice --minutes 10` practises ten minutes more."));
    }
    if instead.weak > 0 && args.only != Some(cli::Only::Weak) {
        page = page.text(format!("`hotseat practice --only weak` asks {} weak ones.", instead.weak));
    }
    if instead.new > 0 && args.only != Some(cli::Only::New) {
        page = page.text(format!("`hotseat practice --only new` asks from {} new ones.", instead.new));
    }
    Some(page)
}
