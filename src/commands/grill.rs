//! `hotseat grill`: a round against the interviewer, as JSON events or in plain lines.

use std::collections::BTreeMap;
use std::io::Write;
use std::process::ExitCode;
use std::sync::Arc;

use anyhow::Result;
use rusqlite::params;
use serde_json::{Value, json};

use super::app::{App, NothingUsable, Usage};
use super::practice_json::{Line, next_line, say};
use super::wire;
use crate::cli;
use crate::drill::{Challenge, Level, Profile, Scenario, nearest};
use crate::library::Library;
use crate::review::Draft;
use crate::schedule::mix;
use crate::session::grill::{Effect, Event, Mode, Round, Setup, Subject, Turn};
use crate::store::{Stamp, Store};
use crate::terminal::sanitise::visible;

/// Seconds a reply has when nothing else is said.
const SECONDS: f64 = 60.0;

/// Runs `grill`.
pub fn run(args: &cli::Grill, app: &mut App) -> Result<ExitCode> {
    if args.story.is_some() || args.replay.is_some() || args.export.is_some() {
        let message = "--story, --replay and --export are not there yet; grill a scenario, or keep the events of --json";
        return Err(Usage(message.to_owned()).into());
    }
    let library = app.library()?;
    let mut store = app.store()?;
    let mut talk = Talk { json: args.json, input: std::io::stdin().lock(), output: std::io::stdout().lock() };
    for _ in 0..args.rounds.unwrap_or(1) {
        if !round(args, app, &mut store, &library, &mut talk)? {
            break;
        }
    }
    Ok(ExitCode::SUCCESS)
}

struct Talk<'a> {
    json: bool,
    input: std::io::StdinLock<'a>,
    output: std::io::StdoutLock<'a>,
}

/// Plays one round; tells whether there may be another.
fn round(
    args: &cli::Grill,
    app: &mut App,
    store: &mut Store,
    library: &Library,
    talk: &mut Talk<'_>,
) -> Result<bool> {
    let rounds: i64 = store.connection().query_row("SELECT count(*) FROM round", [], |row| row.get(0))?;
    let seed = mix(mix(app.seed.value, 0x0067_7269_6c6c), rounds as u64);
    let scenarios = library.scenarios();
    let scenario = choose(args, app, scenarios, seed)?;
    let id = uuid::Builder::from_random_bytes({
        let mut bytes = [0; 16];
        bytes[..8].copy_from_slice(&mix(seed, 1).to_be_bytes());
        bytes[8..].copy_from_slice(&mix(seed, 2).to_be_bytes());
        bytes
    })
    .into_uuid()
    .to_string();
    let lines: Arc<[_]> = library.lines().to_vec().into();
    let mut setup = Setup::new(Subject::from(scenario), lines);
    setup.level = args.level.or(app.settings.profile.level).unwrap_or(Level::P7);
    setup.mode = match args.mode.unwrap_or_default() {
        cli::Mode::Steady => Mode::Steady,
        cli::Mode::Pressure => Mode::Pressure,
        cli::Mode::SuddenDeath => Mode::SuddenDeath,
    };
    setup.turns = args.turns.unwrap_or(8) as usize;
    setup.seconds = args.seconds.map_or(SECONDS, f64::from);
    setup.weakness = weakness(store)?;
    let described = json!({ "mode": setup.mode, "level": setup.level, "seconds": setup.seconds });
    store.connection().execute(
        "INSERT INTO round (id, scenario, at, at_s, seed, setup, events) VALUES (?1,?2,?3,?4,?5,?6,'[]')",
        params![
            id,
            scenario.id.as_str(),
            app.clock.now().to_rfc3339(),
            app.clock.now().timestamp(),
            seed as i64,
            described.to_string()
        ],
    )?;
    let (mut machine, effects) = Round::start(setup, seed);
    let mut pending: std::collections::VecDeque<Effect> = effects.into();
    let mut open = 0_u64;
    let mut claiming = true;
    loop {
        while let Some(effect) = pending.pop_front() {
            match effect {
                Effect::Commit(turn) => {
                    let stamp = app.stamp();
                    let (review, due) = commit(app, store, &turn, &id, stamp)?;
                    let next = machine.handle(Event::Committed { review, due: Some(due) });
                    for effect in next.into_iter().rev() {
                        pending.push_front(effect);
                    }
                }
                Effect::Summary(card) => {
                    let mut value = serde_json::to_value(&*card)?;
                    if let Value::Object(map) = &mut value {
                        map.insert("round".to_owned(), json!(id));
                    }
                    store.connection().execute(
                        "UPDATE round SET summary = ?2, events = ?3 WHERE id = ?1",
                        params![id, value.to_string(), serde_json::to_string(machine.record())?],
                    )?;
                    if talk.json {
                        say(&mut talk.output, &wire::event("summary", value))?;
                    } else {
                        let score =
                            card.score.map_or("–".to_owned(), |score| format!("{:.0} %", score * 100.0));
                        writeln!(talk.output, "\nScore {score}, level {} of 5.", card.level_reached)?;
                        for phrase in &card.phrases {
                            writeln!(talk.output, "  defensive: “{}”", visible(phrase))?;
                        }
                        for advice in &card.advice {
                            writeln!(talk.output, "  → {}", visible(advice))?;
                        }
                        writeln!(talk.output, "{}", card.limits)?;
                    }
                    return Ok(card.reason != "stop");
                }
                Effect::Challenge(put) => {
                    open = put.id as u64;
                    claiming = false;
                    if talk.json {
                        show(talk, &Effect::Challenge(put))?;
                    } else {
                        writeln!(
                            talk.output,
                            "\n{}/{} ({:.0} s)\n{}",
                            put.turn,
                            put.of,
                            put.late_after_s,
                            visible(&put.line)
                        )?;
                        write!(talk.output, "> ")?;
                        talk.output.flush()?;
                    }
                }
                other => show(talk, &other)?,
            }
        }
        let began = app.clock.running();
        let event = match next_line(&mut talk.input)? {
            Line::End => Event::Stop,
            Line::TooLong | Line::NotText => {
                let error = wire::error("bad-json", "give one line of UTF-8, at most 4 MiB long");
                say(&mut talk.output, &error)?;
                continue;
            }
            Line::Text(line) if line.trim().is_empty() => continue,
            Line::Text(line) if talk.json => match reply(&line, open, claiming) {
                Ok(event) => event,
                Err(message) => {
                    say(&mut talk.output, &wire::error("unusable", &message))?;
                    continue;
                }
            },
            Line::Text(line) if matches!(line.trim(), ":stop" | ":q") => Event::Stop,
            Line::Text(text) => {
                let elapsed_s = if app.clock.is_pinned() {
                    0.0
                } else {
                    app.clock.running().saturating_sub(began).as_secs_f64()
                };
                if claiming {
                    Event::Claim { text, elapsed_s }
                } else {
                    Event::Submit { text, elapsed_s, timed_out: false }
                }
            }
        };
        if let Event::Claim { elapsed_s, .. } | Event::Submit { elapsed_s, .. } = &event {
            app.clock.advance(*elapsed_s);
        }
        pending.extend(machine.handle(event));
    }
}

fn show(talk: &mut Talk<'_>, effect: &Effect) -> Result<()> {
    if talk.json {
        let mut value = serde_json::to_value(effect)?;
        let name = value.get("event").and_then(Value::as_str).unwrap_or_default().to_owned();
        if let Value::Object(map) = &mut value {
            map.shift_remove("event");
        }
        return say(&mut talk.output, &wire::event(&name, value));
    }
    match effect {
        Effect::Brief { text, ask, .. } => {
            writeln!(
                talk.output,
                "{}\n\n{}\n(One line a reply; :stop ends the round.)",
                visible(text),
                visible(ask)
            )?;
            write!(talk.output, "> ")?;
            talk.output.flush()?;
        }
        Effect::Verdict(verdict) => {
            let score =
                verdict.score.map_or("too short".to_owned(), |score| format!("{:.0} %", score * 100.0));
            writeln!(talk.output, "{score}")?;
            for criterion in &verdict.criteria {
                let sign = match criterion.verdict {
                    crate::grade::Verdict::Met => "+",
                    crate::grade::Verdict::Missed => "-",
                    crate::grade::Verdict::Undecided => "?",
                };
                writeln!(talk.output, "  {sign} {}", criterion.text)?;
            }
        }
        Effect::Interrupt { line } | Effect::Silence { line, .. } => {
            writeln!(talk.output, "{}", visible(line))?;
        }
        Effect::Challenge(_) | Effect::Commit(_) | Effect::Summary(_) => {}
    }
    Ok(())
}

fn reply(line: &str, open: u64, claiming: bool) -> Result<Event, String> {
    let value: Value = serde_json::from_str(line).map_err(|error| format!("not a line of JSON: {error}"))?;
    if value.get("stop") == Some(&Value::Bool(true)) {
        return Ok(Event::Stop);
    }
    if let Some(id) = value.get("id").and_then(Value::as_u64)
        && !claiming
        && id != open
    {
        return Err(format!("id {id} is not open; {open} is"));
    }
    let text =
        value.get("answer").and_then(Value::as_str).ok_or("give `answer` as a string, or `stop` as true")?;
    let elapsed_s = match value.get("elapsed_s") {
        None | Some(Value::Null) => 0.0,
        Some(number) => number
            .as_f64()
            .filter(|seconds| (0.0..=864_000.0).contains(seconds))
            .ok_or("`elapsed_s` is a number from 0 to 864000")?,
    };
    let text = text.to_owned();
    if claiming {
        return Ok(Event::Claim { text, elapsed_s });
    }
    let timed_out = value.get("timed_out") == Some(&Value::Bool(true));
    Ok(Event::Submit { text, elapsed_s, timed_out })
}

fn choose<'a>(args: &cli::Grill, app: &App, scenarios: &'a [Scenario], seed: u64) -> Result<&'a Scenario> {
    if let Some(wanted) = &args.scenario {
        let slug =
            |scenario: &Scenario| scenario.id.as_str().rsplit('/').next().unwrap_or_default().to_owned();
        if let Some(found) =
            scenarios.iter().find(|scenario| scenario.id.as_str() == wanted || slug(scenario) == *wanted)
        {
            return Ok(found);
        }
        let ids: Vec<&str> = scenarios.iter().map(|scenario| scenario.id.as_str()).collect();
        let message = match nearest(wanted, &ids) {
            Some(id) => format!("there is no scenario {wanted:?}; did you mean {id}?"),
            None => format!("there is no scenario {wanted:?}; there are {}", ids.join(", ")),
        };
        return Err(Usage(message).into());
    }
    let kept = app.settings.profile;
    let profile = Profile { level: args.level.or(kept.level), ..kept };
    let fitting: Vec<&Scenario> = scenarios.iter().filter(|scenario| profile.wants(&scenario.tags)).collect();
    if fitting.is_empty() {
        return Err(NothingUsable("no scenario for grilling fits your profile and packs".to_owned()).into());
    }
    Ok(fitting[(mix(seed, 3) % fitting.len() as u64) as usize])
}

fn weakness(store: &Store) -> Result<BTreeMap<Challenge, f64>> {
    let areas = store.areas()?;
    Ok(Challenge::ALL
        .iter()
        .filter_map(|(challenge, name, _)| {
            let (right, all): (i64, i64) = store
                .connection()
                .query_row(
                    "SELECT coalesce(sum(correct), 0), coalesce(sum(reviews), 0) FROM tally WHERE area = ?1",
                    [format!("challenge/{name}")],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .ok()?;
            areas.contains_key(&format!("challenge/{name}")).then(|| {
                let rate = (right as f64 + 1.0) / (all as f64 + 2.0);
                (*challenge, 1.0 - rate)
            })
        })
        .collect())
}

/// Commits a reply as a review of its challenge type; returns its uuid and when it is due.
fn commit(app: &App, store: &mut Store, turn: &Turn, round: &str, stamp: Stamp) -> Result<(String, String)> {
    let drill = format!("challenge/{}", turn.put.challenge);
    let points = turn
        .judged
        .criteria
        .iter()
        .map(|criterion| {
            let verdict = serde_json::to_value(criterion.verdict).unwrap_or_default();
            (criterion.id.clone(), verdict.as_str().unwrap_or_default().to_owned())
        })
        .collect();
    let attempt = store.reviews_of(&drill)? + 1;
    let draft = Draft {
        area: drill.clone(),
        drill,
        kind: "grill".to_owned(),
        text_hash: 0,
        attempt,
        seed: 0,
        answer: turn.answer.clone(),
        score: turn.judged.score,
        grade: turn.judged.grade,
        confidence: None,
        elapsed_s: turn.elapsed_s,
        seconds: Some(turn.put.late_after_s),
        late: turn.late,
        retry: false,
        provisional: false,
        guess: 0.0,
        points,
        round: Some(round.to_owned()),
    };
    let done = store.append(&draft, stamp)?;
    Ok((done.review, app.start_of(done.due_day).to_rfc3339()))
}
