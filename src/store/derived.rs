//! What is derived from the log: each drill's memory, each area's mastery, tallies and costs.
//!
//! [`Derived::apply`] is the one place where a review changes them; an append loads the few rows
//! it touches, applies, and saves; a rebuild applies the whole log.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, Transaction, params};

use super::rows::{self, pack, unpack};
use super::{Store, StoreError};
use crate::memory::{Answer, AreaState, Beliefs, Family, Grade, Memory, Trace, pooled_first_try_rate};
use crate::review::{Counted, Draft, counted, next_event};
use crate::schedule::{DESIRED_RETENTION, KindCosts, prior_cost};

/// The chance of a slip: a wrong answer in spite of knowing.
const SLIP: f64 = 0.02;

/// What is known of one drill, ready for the scheduler.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DrillState {
    /// The drill's area at its last review.
    pub area: String,
    /// Memory under the parameters in force; none where nothing counted yet.
    pub memory: Option<Memory>,
    /// Events that memory was told.
    pub counted: u32,
    /// Reviews that were not undone.
    pub reviews: u32,
    /// The grade of the last event.
    pub last_grade: Option<Grade>,
    /// Whether the last event was a mistake made with confidence.
    pub sure_wrong: bool,
    /// Whether the first try was right.
    pub first_right: Option<bool>,
    /// The hash of the drill's text at the last review.
    pub text_hash: u64,
}

/// One review as it changes what is derived.
#[derive(Clone, Debug)]
pub(super) struct Change {
    pub review: String,
    pub drill: String,
    pub area: String,
    pub kind: String,
    pub grade: Grade,
    pub day: i64,
    pub guess: f64,
    pub confidence: Option<f64>,
    pub elapsed_s: f64,
    pub seconds: Option<f64>,
    pub retry: bool,
    pub text_hash: u64,
}

impl Change {
    pub fn of(draft: &Draft, review: &str, day: i64) -> Self {
        Self {
            review: review.to_owned(),
            drill: draft.drill.clone(),
            area: draft.area.clone(),
            kind: draft.kind.clone(),
            grade: draft.grade,
            day,
            guess: draft.guess,
            confidence: draft.confidence,
            elapsed_s: draft.elapsed_s,
            seconds: draft.seconds,
            retry: draft.retry,
            text_hash: draft.text_hash,
        }
    }
}

#[derive(Clone, Debug, Default)]
struct Drill {
    state: DrillState,
    trace: Option<Trace>,
    evidence: Beliefs,
    trail: Vec<(i64, u8)>,
    rights: i64,
}

#[derive(Clone, Debug, Default)]
struct Area {
    state: AreaState,
    before: AreaState,
    last: Option<String>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Tally {
    reviews: i64,
    seconds: f64,
    correct: i64,
    firsts: i64,
    firsts_right: i64,
}

/// Sums of how sure and how right, of one day, area and confidence.
#[derive(Clone, Copy, Debug, Default)]
struct Sure {
    n: i64,
    correct: i64,
    confidence: f64,
    brier: f64,
}

impl Sure {
    /// Returns what one answer adds, and the whole percents it counts under.
    fn of(change: &Change, right: bool) -> Option<(i64, Self)> {
        let confidence = change.confidence.filter(|sure| (0.0..=1.0).contains(sure))?;
        let error = confidence - f64::from(u8::from(right));
        let sure = Self { n: 1, correct: i64::from(right), confidence, brier: error * error };
        Some(((confidence * 100.0).round() as i64, sure))
    }

    fn add(&mut self, other: &Self, sign: i64) {
        self.n += sign * other.n;
        self.correct += sign * other.correct;
        self.confidence += sign as f64 * other.confidence;
        self.brier += sign as f64 * other.brier;
    }
}

#[derive(Debug, Default)]
struct Derived {
    drills: HashMap<String, Drill>,
    areas: HashMap<String, Area>,
    tallies: HashMap<(i64, String), Tally>,
    sure: HashMap<(i64, String, i64), Sure>,
    pace: HashMap<String, KindCosts>,
    beliefs: Beliefs,
}

impl Derived {
    /// Loads the rows that a review of this drill touches; every area, for the pooled rate.
    fn load(connection: &Connection, change: &Change) -> Result<Self, StoreError> {
        let mut derived = Self { beliefs: beliefs(connection)?, ..Self::default() };
        if let Some(drill) = load_drill(connection, &change.drill)? {
            derived.drills.insert(change.drill.clone(), drill);
        }
        let mut statement = connection.prepare_cached("SELECT area, state, before, last FROM area")?;
        let mut areas = statement.query([])?;
        while let Some(row) = areas.next()? {
            let (state, before): (Vec<u8>, Vec<u8>) = (row.get(1)?, row.get(2)?);
            derived.areas.insert(
                row.get(0)?,
                Area {
                    state: unpack(&state).unwrap_or_default(),
                    before: unpack(&before).unwrap_or_default(),
                    last: row.get(3)?,
                },
            );
        }
        let costs: Option<Vec<u8>> = connection
            .prepare_cached("SELECT costs FROM pace WHERE kind = ?1")?
            .query_row([&change.kind], |row| row.get(0))
            .optional()?;
        if let Some(costs) = costs.as_deref().and_then(unpack) {
            derived.pace.insert(change.kind.clone(), costs);
        }
        Ok(derived)
    }

    /// Applies one review, the next of the log.
    fn apply(&mut self, family: &Family, change: &Change) {
        let pooled = pooled_first_try_rate(self.areas.values().map(|area| &area.state));
        let drill = self.drills.entry(change.drill.clone()).or_default();
        let area = self.areas.entry(change.area.clone()).or_default();
        area.before = area.state;
        area.last = Some(change.review.clone());
        let last =
            drill.state.memory.zip(drill.state.last_grade).map(|(memory, grade)| (grade, memory.last_day));
        let event = next_event(last, change.grade, change.day, change.guess);
        let new = drill.state.counted == 0;
        if let Some(event) = event {
            let chosen = self.beliefs.chosen(family);
            observe_area(&mut area.state, family, chosen, drill.trace.as_ref(), &event, pooled);
            let mut delta = Beliefs::default();
            delta.observe(family, &mut drill.trace, answer(&event));
            self.beliefs.add(&delta);
            drill.evidence.add(&delta);
            drill.trail.push((event.day, event.grade.number()));
            drill.state.observe(family, &event, change.confidence);
        }
        drill.state.area.clone_from(&change.area);
        drill.state.reviews += 1;
        drill.state.text_hash = change.text_hash;
        let right = change.grade.is_right();
        drill.rights += i64::from(right);
        if let Some((percent, sure)) = Sure::of(change, right) {
            self.sure.entry((change.day, change.area.clone(), percent)).or_default().add(&sure, 1);
        }
        let tally = self.tallies.entry((change.day, change.area.clone())).or_default();
        tally.reviews += 1;
        tally.seconds += change.elapsed_s;
        tally.correct += i64::from(right);
        if new {
            tally.firsts += 1;
            tally.firsts_right += i64::from(right);
        }
        if !change.retry {
            let costs = self.pace.entry(change.kind.clone()).or_default();
            costs.observe(&prior_cost(change.seconds), new, right, change.elapsed_s);
        }
    }

    /// Writes what was loaded or rebuilt; tallies are added to what stands.
    fn save(&self, write: &Transaction<'_>) -> Result<(), StoreError> {
        for (id, drill) in &self.drills {
            save_drill(write, id, drill)?;
        }
        for (name, area) in &self.areas {
            write
                .prepare_cached(
                    "INSERT INTO area (area, state, before, last) VALUES (?1,?2,?3,?4)
                     ON CONFLICT (area) DO UPDATE SET state = excluded.state, before = excluded.before,
                       last = excluded.last",
                )?
                .execute(params![name, pack(&area.state), pack(&area.before), area.last])?;
        }
        for ((day, area), tally) in &self.tallies {
            add_tally(write, *day, area, tally)?;
        }
        for ((day, area, percent), sure) in &self.sure {
            add_sure(write, *day, area, *percent, sure)?;
        }
        for (kind, costs) in &self.pace {
            write
                .prepare_cached(
                    "INSERT INTO pace (kind, costs) VALUES (?1,?2)
                     ON CONFLICT (kind) DO UPDATE SET costs = excluded.costs",
                )?
                .execute(params![kind, pack(costs)])?;
        }
        save_beliefs(write, &self.beliefs)
    }
}

impl DrillState {
    fn observe(&mut self, family: &Family, event: &Counted, confidence: Option<f64>) {
        let parameters = family.parameters(family.neutral());
        self.memory = Some(match &self.memory {
            Some(memory) => memory.after(parameters, event.grade, event.day),
            None => Memory::first(parameters, event.grade, event.day),
        });
        if self.counted == 0 {
            self.first_right = Some(event.grade.is_right());
        }
        self.counted += 1;
        self.last_grade = Some(event.grade);
        if event.first {
            self.sure_wrong = event.grade == Grade::Again && confidence.is_some_and(|sure| sure >= 0.75);
        }
    }
}

fn answer(event: &Counted) -> Answer {
    Answer { grade: event.grade, day: event.day, guess: event.guess, slip: SLIP }
}

fn observe_area(
    state: &mut AreaState,
    family: &Family,
    chosen: usize,
    trace: Option<&Trace>,
    event: &Counted,
    pooled: f64,
) {
    let right = event.grade.is_right();
    match trace {
        None => state.first_try(right, event.guess, pooled, event.day),
        Some(trace) if event.first => {
            let recall = trace.memory(chosen).recall_on(family.parameters(chosen), event.day);
            state.review(recall, right, event.guess, SLIP, event.day);
        }
        Some(_) => {}
    }
}

fn load_drill(connection: &Connection, id: &str) -> Result<Option<Drill>, StoreError> {
    let state = connection
        .prepare_cached(&format!("{STATES} WHERE drill = ?1"))?
        .query_row([id], state_row)
        .optional()?;
    let Some((_, state)) = state else { return Ok(None) };
    let blobs: Option<(Option<Vec<u8>>, Vec<u8>, Vec<u8>, i64)> = connection
        .prepare_cached("SELECT trace, evidence, trail, rights FROM trace WHERE drill = ?1")?
        .query_row([id], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
        .optional()?;
    let (trace, evidence, trail, rights) = blobs.unwrap_or_default();
    Ok(Some(Drill {
        state,
        trace: trace.as_deref().and_then(unpack),
        evidence: unpack(&evidence).unwrap_or_default(),
        trail: unpack(&trail).unwrap_or_default(),
        rights,
    }))
}

const STATES: &str =
    "SELECT drill, area, stability, difficulty, last_day, counted, lapses, reviews, last_grade,
    sure_wrong, first_right, text_hash, sessions FROM memory";

fn state_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<(String, DrillState)> {
    let (stability, difficulty, last_day): (Option<f64>, Option<f64>, Option<i64>) =
        (row.get(2)?, row.get(3)?, row.get(4)?);
    let (counted, lapses): (u32, u32) = (row.get(5)?, row.get(6)?);
    let memory = match (stability, difficulty, last_day) {
        (Some(stability_days), Some(difficulty), Some(last_day)) => Some(Memory {
            stability_days,
            difficulty,
            last_day,
            reviews: counted,
            sessions: row.get(12)?,
            lapses,
        }),
        _ => None,
    };
    Ok((
        row.get(0)?,
        DrillState {
            area: row.get(1)?,
            memory,
            counted,
            reviews: row.get(7)?,
            last_grade: row.get::<_, Option<i64>>(8)?.map(rows::grade),
            sure_wrong: row.get(9)?,
            first_right: row.get(10)?,
            text_hash: row.get::<_, i64>(11)? as u64,
        },
    ))
}

fn save_drill(write: &Transaction<'_>, id: &str, drill: &Drill) -> Result<(), StoreError> {
    let state = &drill.state;
    write
        .prepare_cached(
            "INSERT OR REPLACE INTO memory (drill, area, stability, difficulty, last_day, counted, lapses, reviews,
               last_grade, sure_wrong, first_right, text_hash, sessions)
             VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13)",
        )?
        .execute(params![
            id,
            state.area,
            state.memory.map(|memory| memory.stability_days),
            state.memory.map(|memory| memory.difficulty),
            state.memory.map(|memory| memory.last_day),
            state.counted,
            state.memory.map_or(0, |memory| memory.lapses),
            state.reviews,
            state.last_grade.map(|grade| grade as u8),
            state.sure_wrong,
            state.first_right,
            state.text_hash as i64,
            state.memory.map_or(0, |memory| memory.sessions),
        ])?;
    write
        .prepare_cached(
            "INSERT OR REPLACE INTO trace (drill, trace, evidence, trail, rights) VALUES (?1,?2,?3,?4,?5)",
        )?
        .execute(params![
            id,
            drill.trace.as_ref().map(pack),
            pack(&drill.evidence),
            pack(&drill.trail),
            drill.rights
        ])?;
    Ok(())
}

fn add_tally(write: &Transaction<'_>, day: i64, area: &str, tally: &Tally) -> Result<(), StoreError> {
    write
        .prepare_cached(
            "INSERT INTO tally (day, area, reviews, seconds, correct, firsts, firsts_right)
             VALUES (?1,?2,?3,?4,?5,?6,?7)
             ON CONFLICT (day, area) DO UPDATE SET reviews = reviews + excluded.reviews,
               seconds = seconds + excluded.seconds, correct = correct + excluded.correct,
               firsts = firsts + excluded.firsts, firsts_right = firsts_right + excluded.firsts_right",
        )?
        .execute(params![
            day,
            area,
            tally.reviews,
            tally.seconds,
            tally.correct,
            tally.firsts,
            tally.firsts_right
        ])?;
    Ok(())
}

fn add_sure(
    write: &Transaction<'_>,
    day: i64,
    area: &str,
    percent: i64,
    sure: &Sure,
) -> Result<(), StoreError> {
    write
        .prepare_cached(
            "INSERT INTO sure (day, area, percent, n, correct, confidence, brier) VALUES (?1,?2,?3,?4,?5,?6,?7)
             ON CONFLICT (day, area, percent) DO UPDATE SET n = n + excluded.n,
               correct = correct + excluded.correct, confidence = confidence + excluded.confidence,
               brier = brier + excluded.brier",
        )?
        .execute(params![day, area, percent, sure.n, sure.correct, sure.confidence, sure.brier])?;
    Ok(())
}

fn beliefs(connection: &Connection) -> Result<Beliefs, StoreError> {
    let blob: Option<Vec<u8>> = connection
        .prepare_cached("SELECT evidence FROM beliefs WHERE one = 1")?
        .query_row([], |row| row.get(0))
        .optional()?;
    Ok(blob.as_deref().and_then(unpack).unwrap_or_default())
}

fn save_beliefs(write: &Transaction<'_>, beliefs: &Beliefs) -> Result<(), StoreError> {
    write
        .prepare_cached("INSERT OR REPLACE INTO beliefs (one, evidence) VALUES (1, ?1)")?
        .execute([pack(beliefs)])?;
    Ok(())
}

/// Applies a review that was just added to the log.
pub(super) fn apply(write: &Transaction<'_>, family: &Family, change: &Change) -> Result<(), StoreError> {
    let mut derived = Derived::load(write, change)?;
    derived.apply(family, change);
    // Only the area of this review changed.
    derived.areas.retain(|area, _| *area == change.area);
    derived.save(write)
}

const CHANGES: &str = "SELECT r.id, r.drill, r.area, r.kind,
      coalesce((SELECT grade FROM amendment a WHERE a.review = r.id ORDER BY a.n DESC LIMIT 1), r.grade),
      r.day, r.guess, r.confidence, r.elapsed_s, r.seconds, r.retry, r.text_hash
    FROM review r WHERE NOT EXISTS (SELECT 1 FROM undo u WHERE u.review = r.id)";

fn change_row(row: &rusqlite::Row<'_>) -> rusqlite::Result<Change> {
    Ok(Change {
        review: row.get(0)?,
        drill: row.get(1)?,
        area: row.get(2)?,
        kind: row.get(3)?,
        grade: rows::grade(row.get(4)?),
        day: row.get(5)?,
        guess: row.get(6)?,
        confidence: row.get(7)?,
        elapsed_s: row.get(8)?,
        seconds: row.get(9)?,
        retry: row.get(10)?,
        text_hash: row.get::<_, i64>(11)? as u64,
    })
}

/// Returns a review as it counts now; `None` where it is not there or was undone.
pub(super) fn effective(connection: &Connection, review: &str) -> Result<Option<Change>, StoreError> {
    Ok(connection
        .prepare_cached(&format!("{CHANGES} AND r.id = ?1"))?
        .query_row([review], change_row)
        .optional()?)
}

/// Carries an amendment through: `before` is the review as it counted until now.
pub(super) fn amended(
    write: &Transaction<'_>,
    family: &Family,
    before: &Change,
    grade: Grade,
) -> Result<(), StoreError> {
    let was_first = load_drill(write, &before.drill)?.is_some_and(|drill| drill.state.reviews == 1);
    redo_drill(write, family, before)?;
    redo_area(write, family, before, Some(grade))?;
    let moved = i64::from(grade.is_right()) - i64::from(before.grade.is_right());
    let firsts_right = if was_first { moved } else { 0 };
    if let (Some((percent, old)), Some((_, mut new))) =
        (Sure::of(before, before.grade.is_right()), Sure::of(before, grade.is_right()))
    {
        new.add(&old, -1);
        add_sure(write, before.day, &before.area, percent, &new)?;
    }
    add_tally(write, before.day, &before.area, &Tally { correct: moved, firsts_right, ..Tally::default() })
}

/// Carries an undo through: `before` is the review as it counted until now.
pub(super) fn undone(write: &Transaction<'_>, family: &Family, before: &Change) -> Result<(), StoreError> {
    let was_first = load_drill(write, &before.drill)?.is_some_and(|drill| drill.state.reviews == 1);
    redo_drill(write, family, before)?;
    redo_area(write, family, before, None)?;
    let right = i64::from(before.grade.is_right());
    if let Some((percent, old)) = Sure::of(before, before.grade.is_right()) {
        let mut gone = Sure::default();
        gone.add(&old, -1);
        add_sure(write, before.day, &before.area, percent, &gone)?;
    }
    let tally = Tally {
        reviews: -1,
        seconds: -before.elapsed_s,
        correct: -right,
        firsts: -i64::from(was_first),
        firsts_right: if was_first { -right } else { 0 },
    };
    add_tally(write, before.day, &before.area, &tally)
}

/// Replays one drill and exchanges its evidence in the sum.
fn redo_drill(write: &Transaction<'_>, family: &Family, change: &Change) -> Result<(), StoreError> {
    let old = load_drill(write, &change.drill)?.unwrap_or_default();
    let reviews = rows::reviews_of(write, &change.drill)?;
    let events = counted(&reviews);
    let answers: Vec<Answer> = events.iter().map(answer).collect();
    let (trace, evidence) = Beliefs::replay(family, &answers);
    let mut state = DrillState {
        area: change.area.clone(),
        reviews: reviews.len() as u32,
        text_hash: old.state.text_hash,
        ..DrillState::default()
    };
    for event in &events {
        // The confidence is the one of the day's first review.
        let confidence = reviews.iter().find(|review| review.day == event.day).and_then(|r| r.confidence);
        state.observe(family, event, confidence);
    }
    let mut sum = beliefs(write)?;
    sum.retract(&old.evidence);
    sum.add(&evidence);
    save_beliefs(write, &sum)?;
    let trail = events.iter().map(|event| (event.day, event.grade.number())).collect();
    let rights = reviews.iter().filter(|review| review.grade.is_right()).count() as i64;
    save_drill(write, &change.drill, &Drill { state, trace, evidence, trail, rights })
}

/// Sets an area right after its last review was amended or undone; replays it where an older one was.
fn redo_area(
    write: &Transaction<'_>,
    family: &Family,
    change: &Change,
    grade: Option<Grade>,
) -> Result<(), StoreError> {
    let mut derived = Derived::load(write, change)?;
    let pooled = pooled_first_try_rate(derived.areas.values().map(|area| &area.state));
    let chosen = derived.beliefs.chosen(family);
    let area = derived.areas.entry(change.area.clone()).or_default();
    if area.last.as_deref() == Some(&change.review) {
        area.state = area.before;
        if let Some(grade) = grade {
            let reviews = rows::reviews_of(write, &change.drill)?;
            let earlier: Vec<_> = reviews.into_iter().filter(|review| review.id != change.review).collect();
            let events = counted(&earlier);
            let last = events.last().map(|event| (event.grade, event.day));
            if let Some(event) = next_event(last, grade, change.day, change.guess) {
                let answers: Vec<Answer> = events.iter().map(answer).collect();
                let (trace, _) = Beliefs::replay(family, &answers);
                observe_area(&mut area.state, family, chosen, trace.as_ref(), &event, pooled);
            }
        } else {
            area.last = None;
        }
    } else {
        *area = Area::default();
        let mut traces: HashMap<String, (Option<Trace>, Option<(Grade, i64)>)> = HashMap::new();
        let mut statement = write.prepare_cached(&format!("{CHANGES} AND r.area = ?1 ORDER BY r.n"))?;
        let changes = statement.query_map([&change.area], change_row)?;
        for review in changes {
            let review = review?;
            let (trace, last) = traces.entry(review.drill.clone()).or_default();
            area.before = area.state;
            area.last = Some(review.review.clone());
            if let Some(event) = next_event(*last, review.grade, review.day, review.guess) {
                observe_area(&mut area.state, family, chosen, trace.as_ref(), &event, pooled);
                Beliefs::default().observe(family, trace, answer(&event));
                *last = Some((event.grade, event.day));
            }
        }
    }
    let area = derived.areas.remove(&change.area).unwrap_or_default();
    let only = Derived {
        areas: HashMap::from([(change.area.clone(), area)]),
        beliefs: derived.beliefs,
        ..Derived::default()
    };
    only.save(write)
}

/// Returns the study day on which a drill is due again, never before tomorrow.
pub(super) fn due_day(
    connection: &Connection,
    family: &Family,
    drill: &str,
    today: i64,
) -> Result<i64, StoreError> {
    let parameters = family.parameters(family.neutral());
    let memory = load_drill(connection, drill)?.and_then(|drill| drill.state.memory);
    Ok(memory.map_or(today + 1, |memory| memory.due_day(parameters, DESIRED_RETENTION).max(today + 1)))
}

impl Store {
    /// Returns what is known of every drill ever reviewed.
    pub fn states(&self) -> Result<HashMap<String, DrillState>, StoreError> {
        let mut statement = self.connection.prepare_cached(STATES)?;
        let rows = statement.query_map([], state_row)?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Returns every drill's memory under one member of the family.
    pub fn memories(&self, member: usize) -> Result<HashMap<String, Memory>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT drill, trace FROM trace")?;
        let mut rows = statement.query([])?;
        let mut memories = HashMap::new();
        while let Some(row) = rows.next()? {
            let blob: Option<Vec<u8>> = row.get(1)?;
            if let Some(trace) = blob.as_deref().and_then(unpack::<Trace>)
                && trace.fits(&self.family)
            {
                memories.insert(row.get(0)?, trace.memory(member));
            }
        }
        Ok(memories)
    }

    /// Returns the sum of the evidence on how this learner forgets.
    pub fn beliefs(&self) -> Result<Beliefs, StoreError> {
        beliefs(&self.connection)
    }

    /// Returns every area's state; challenge types are areas called `challenge/<type>`.
    pub fn areas(&self) -> Result<HashMap<String, AreaState>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT area, state FROM area")?;
        let rows = statement.query_map([], |row| {
            let state: Vec<u8> = row.get(1)?;
            Ok((row.get(0)?, unpack(&state).unwrap_or_default()))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Returns how long each kind of drill took.
    pub fn paces(&self) -> Result<HashMap<String, KindCosts>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT kind, costs FROM pace")?;
        let rows = statement.query_map([], |row| {
            let costs: Vec<u8> = row.get(1)?;
            Ok((row.get(0)?, unpack(&costs).unwrap_or_default()))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Rebuilds what is derived where it was derived under another family of ways to forget.
    pub(super) fn refresh_derived(&mut self) -> Result<(), StoreError> {
        let fingerprint = format!("{:016x}", self.family.fingerprint());
        match self.setting("family")? {
            Some(known) if known == fingerprint => Ok(()),
            Some(_) => self.rebuild(),
            None => self.set("family", &fingerprint),
        }
    }

    /// Rebuilds everything derived from the log.
    pub fn rebuild(&mut self) -> Result<(), StoreError> {
        let family = self.family.clone();
        let write = self.write()?;
        let mut derived = Derived::default();
        {
            let mut statement = write.prepare(&format!("{CHANGES} ORDER BY r.n"))?;
            for change in statement.query_map([], change_row)? {
                derived.apply(&family, &change?);
            }
        }
        for table in ["memory", "trace", "area", "tally", "sure", "pace", "beliefs"] {
            write.execute(&format!("DELETE FROM {table}"), [])?;
        }
        derived.save(&write)?;
        write.commit()?;
        let fingerprint = format!("{:016x}", self.family.fingerprint());
        self.set("family", &fingerprint)
    }

    /// Returns the seconds practised on a study day, undone answers included in neither.
    pub fn seconds_on(&self, day: i64) -> Result<f64, StoreError> {
        Ok(self.connection.query_row(
            "SELECT coalesce(sum(seconds), 0.0) FROM tally WHERE day = ?1",
            [day],
            |row| row.get(0),
        )?)
    }

    /// Counts the drills first tried on a study day.
    pub fn firsts_on(&self, day: i64) -> Result<usize, StoreError> {
        Ok(self.connection.query_row(
            "SELECT coalesce(sum(firsts), 0) FROM tally WHERE day = ?1 AND area NOT LIKE 'challenge/%'",
            [day],
            |row| row.get::<_, i64>(0),
        )? as usize)
    }
}
