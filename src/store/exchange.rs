//! The log as lines of JSON, and the union of two logs.

use std::io::Write;

use chrono::DateTime;
use rusqlite::params;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::{Store, StoreError};
use crate::day;
use crate::drill::{DrillId, KindName};
use crate::memory::Grade;

/// The longest answer taken in, in bytes.
const LONGEST_ANSWER: usize = 200_000;
/// The most points of one record.
const MOST_POINTS: usize = 1000;

/// One record of the log.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "lowercase")]
pub enum Record {
    /// An answer as it was locked.
    Review(Box<Locked>),
    /// The learner's word on a review; the latest counts.
    Amendment {
        amendment: String,
        review: String,
        device: String,
        score: Option<f64>,
        grade: Grade,
        points: Vec<(String, String)>,
        at: String,
    },
    /// A review taken back.
    Undo { undo: String, review: String, device: String, at: String },
}

/// An answer as it was locked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Locked {
    review: String,
    device: String,
    drill: String,
    area: String,
    kind: String,
    attempt: u32,
    answer: Option<String>,
    score: Option<f64>,
    grade: Grade,
    confidence: Option<f64>,
    elapsed_s: f64,
    seconds: Option<f64>,
    late: bool,
    retry: bool,
    provisional: bool,
    guess: f64,
    #[serde(default)]
    points: Vec<(String, String)>,
    #[serde(default)]
    round: Option<String>,
    at: String,
    day: Option<i64>,
    #[serde(default)]
    grader: i64,
    text_hash: String,
    seed: String,
    #[serde(default, skip_deserializing)]
    undone: bool,
}

/// What a union came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Union {
    /// Reviews added.
    pub reviews: usize,
    /// Amendments added.
    pub amendments: usize,
    /// Undos added.
    pub undos: usize,
    /// Records that were here already.
    pub known: usize,
}

impl Union {
    /// Counts what was added.
    pub fn added(&self) -> usize {
        self.reviews + self.amendments + self.undos
    }
}

fn hex(text: &str) -> Option<i64> {
    (text.len() <= 16).then(|| u64::from_str_radix(text, 16).ok().map(|bits| bits as i64)).flatten()
}

impl Record {
    /// Reads one line and says what is wrong with it, never quoting it.
    pub fn read(line: &str) -> Result<Self, String> {
        let value: Value = serde_json::from_str(line).map_err(|_| "it is not one JSON object".to_owned())?;
        if value.get("schema") != Some(&json!(1)) {
            return Err("its \"schema\" is not 1".into());
        }
        let record: Self = serde_json::from_value(value).map_err(|_| {
            "it lacks a field, or has one of another kind, than `export jsonl` writes".to_owned()
        })?;
        record.check()?;
        Ok(record)
    }

    fn check(&self) -> Result<(), String> {
        let share = |value: Option<f64>| value.is_none_or(|value| (0.0..=1.0).contains(&value));
        let uuid = |text: &str| uuid::Uuid::parse_str(text).is_ok() && text.len() == 36;
        let short = |text: &str| text.len() <= 200;
        let time = |text: &str| short(text) && DateTime::parse_from_rfc3339(text).is_ok();
        let few = |points: &[(String, String)]| {
            points.len() <= MOST_POINTS
                && points.iter().all(|(id, verdict)| id.len() <= 20_000 && short(verdict))
        };
        let seconds = |value: f64| (0.0..=10_000_000.0).contains(&value);
        let fine = match self {
            Self::Review(locked) => {
                let area = locked.area.len() <= 60
                    && locked.area.chars().all(|c| c.is_alphanumeric() || c == '-' || c == ' ' || c == '/');
                [
                    (uuid(&locked.review) && uuid(&locked.device), "an id that is no uuid"),
                    (locked.drill.parse::<DrillId>().is_ok(), "a drill that is no id"),
                    (area, "an area that is no name"),
                    (locked.kind == "grill" || locked.kind.parse::<KindName>().is_ok(), "an unknown kind"),
                    (time(&locked.at), "a time that is not RFC 3339"),
                    (share(locked.score) && share(locked.confidence), "a score or confidence beyond 0 to 1"),
                    ((0.0..1.0).contains(&locked.guess), "a guess beyond 0 to 1"),
                    (seconds(locked.elapsed_s) && locked.seconds.is_none_or(seconds), "seconds out of range"),
                    (
                        locked.answer.as_ref().is_none_or(|text| text.len() <= LONGEST_ANSWER),
                        "too long an answer",
                    ),
                    (few(&locked.points), "too many points"),
                    (locked.round.as_deref().is_none_or(short), "too long a round"),
                    (
                        locked.day.is_none_or(|day| (-700_000..=3_000_000).contains(&day)),
                        "a day out of range",
                    ),
                    (
                        hex(&locked.text_hash).is_some() && hex(&locked.seed).is_some(),
                        "a hash that is not hexadecimal",
                    ),
                ]
                .into_iter()
                .find(|(fine, _)| !fine)
            }
            Self::Amendment { amendment, review, device, score, points, at, .. } => [
                (uuid(amendment) && uuid(review) && uuid(device), "an id that is no uuid"),
                (share(*score), "a score beyond 0 to 1"),
                (few(points), "too many points"),
                (time(at), "a time that is not RFC 3339"),
            ]
            .into_iter()
            .find(|(fine, _)| !fine),
            Self::Undo { undo, review, device, at } => [
                (uuid(undo) && uuid(review) && uuid(device), "an id that is no uuid"),
                (time(at), "a time that is not RFC 3339"),
            ]
            .into_iter()
            .find(|(fine, _)| !fine),
        };
        fine.map_or(Ok(()), |(_, fault)| Err(format!("it has {fault}")))
    }
}

fn unix(at: &str) -> i64 {
    DateTime::parse_from_rfc3339(at).map_or(0, |at| at.timestamp())
}

impl Store {
    /// Hands out every review, in the order of the log.
    pub fn each_review(&self, mut take: impl FnMut(Locked) -> std::io::Result<()>) -> anyhow::Result<()> {
        let mut statement = self.connection.prepare(
            "SELECT id, device, drill, area, kind, attempt, answer, score, grade, confidence, elapsed_s, seconds,
               late, retry, provisional, guess, points, round, at, day, grader, text_hash, seed,
               EXISTS (SELECT 1 FROM undo u WHERE u.review = r.id) FROM review r ORDER BY n",
        )?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let points: String = row.get(16)?;
            take(Locked {
                review: row.get(0)?,
                device: row.get(1)?,
                drill: row.get(2)?,
                area: row.get(3)?,
                kind: row.get(4)?,
                attempt: row.get(5)?,
                answer: row.get(6)?,
                score: row.get(7)?,
                grade: super::rows::grade(row.get(8)?),
                confidence: row.get(9)?,
                elapsed_s: row.get(10)?,
                seconds: row.get(11)?,
                late: row.get(12)?,
                retry: row.get(13)?,
                provisional: row.get(14)?,
                guess: row.get(15)?,
                points: serde_json::from_str(&points).unwrap_or_default(),
                round: row.get(17)?,
                at: row.get(18)?,
                day: row.get(19)?,
                grader: row.get(20)?,
                text_hash: format!("{:016x}", row.get::<_, i64>(21)?),
                seed: format!("{:016x}", row.get::<_, i64>(22)?),
                undone: row.get(23)?,
            })?;
        }
        Ok(())
    }

    /// Writes every review, amendment and undo, one object a line.
    pub fn write_lines(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        // One view of the log, whoever else is writing.
        let _view = self.connection.unchecked_transaction()?;
        self.each_review(|locked| line(out, &Record::Review(Box::new(locked))))?;
        let mut statement = self
            .connection
            .prepare("SELECT id, review, device, score, grade, points, at FROM amendment ORDER BY n")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let points: String = row.get(5)?;
            let record = Record::Amendment {
                amendment: row.get(0)?,
                review: row.get(1)?,
                device: row.get(2)?,
                score: row.get(3)?,
                grade: super::rows::grade(row.get(4)?),
                points: serde_json::from_str(&points).unwrap_or_default(),
                at: row.get(6)?,
            };
            line(out, &record)?;
        }
        let mut statement = self.connection.prepare("SELECT id, review, device, at FROM undo ORDER BY n")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let record =
                Record::Undo { undo: row.get(0)?, review: row.get(1)?, device: row.get(2)?, at: row.get(3)? };
            line(out, &record)?;
        }
        Ok(())
    }

    /// Adds the records that are not here yet, orders the log by time, and derives everything anew.
    ///
    /// Nothing is written where every record is known.
    pub fn unite(&mut self, records: &[Record], rollover: u32) -> Result<Union, StoreError> {
        let write = self.write()?;
        let mut union = Union::default();
        for record in records {
            let added = match record {
                Record::Review(locked) => {
                    let added = add_review(&write, locked, rollover)?;
                    union.reviews += added;
                    added
                }
                Record::Amendment { amendment, review, device, score, grade, points, at } => {
                    let points = serde_json::to_string(points).unwrap_or_default();
                    let grade = *grade as u8;
                    let added = write
                        .prepare_cached(
                            "INSERT INTO amendment (id, device, review, score, grade, points, at, at_s)
                             VALUES (?1,?2,?3,?4,?5,?6,?7,?8) ON CONFLICT DO NOTHING",
                        )?
                        .execute(params![amendment, device, review, score, grade, points, at, unix(at)])?;
                    union.amendments += added;
                    added
                }
                Record::Undo { undo, review, device, at } => {
                    let added = write
                        .prepare_cached(
                            "INSERT INTO undo (id, device, review, at, at_s) VALUES (?1,?2,?3,?4,?5)
                             ON CONFLICT DO NOTHING",
                        )?
                        .execute(params![undo, device, review, at, unix(at)])?;
                    union.undos += added;
                    added
                }
            };
            union.known += 1 - added.min(1);
        }
        if union.added() == 0 {
            return Ok(union);
        }
        for table in ["review", "amendment", "undo"] {
            // Two histories that took each other in stand in the same order on both machines.
            write.execute_batch(&format!(
                "CREATE TEMP TABLE place AS
                   SELECT n AS was, row_number() OVER (ORDER BY at_s, device, n) AS now FROM {table};
                 CREATE UNIQUE INDEX temp.place_was ON place (was);
                 UPDATE {table} SET n = -(SELECT now FROM temp.place WHERE was = n);
                 UPDATE {table} SET n = -n;
                 DROP TABLE temp.place;"
            ))?;
        }
        write.commit()?;
        self.rebuild()?;
        Ok(union)
    }
}

fn add_review(
    write: &rusqlite::Transaction<'_>,
    locked: &Locked,
    rollover: u32,
) -> Result<usize, StoreError> {
    let points = serde_json::to_string(&locked.points).unwrap_or_default();
    let day = locked
        .day
        .or_else(|| DateTime::parse_from_rfc3339(&locked.at).ok().map(|at| day::study_day(at, rollover)));
    Ok(write
        .prepare_cached(
            "INSERT INTO review (id, device, drill, area, kind, text_hash, attempt, seed, answer, score,
               grade, confidence, elapsed_s, seconds, late, retry, provisional, guess, points, round, at,
               at_s, day, grader)
             VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22,?23,?24)
             ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            locked.review,
            locked.device,
            locked.drill,
            locked.area,
            locked.kind,
            hex(&locked.text_hash),
            locked.attempt,
            hex(&locked.seed),
            locked.answer,
            locked.score,
            locked.grade as u8,
            locked.confidence,
            locked.elapsed_s,
            locked.seconds,
            locked.late,
            locked.retry,
            locked.provisional,
            locked.guess,
            points,
            locked.round,
            locked.at,
            unix(&locked.at),
            day,
            locked.grader,
        ])?)
}

fn line(out: &mut dyn Write, record: &Record) -> std::io::Result<()> {
    let mut object = json!({ "schema": 1 });
    if let (Some(object), Value::Object(fields)) = (object.as_object_mut(), serde_json::to_value(record)?) {
        object.extend(fields);
    }
    writeln!(out, "{object}")
}

fn name_of(grade: Grade) -> String {
    serde_json::to_value(grade).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

impl Locked {
    /// Returns the row of the table of reviews, as [`COLUMNS`] names it.
    pub fn cells(self) -> Vec<String> {
        let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
        let yes = |value: bool| if value { "yes" } else { "no" }.to_owned();
        vec![
            self.at,
            self.drill,
            self.area,
            self.kind,
            self.attempt.to_string(),
            name_of(self.grade),
            number(self.score),
            number(self.confidence),
            self.elapsed_s.to_string(),
            yes(self.late),
            yes(self.retry),
            yes(self.undone),
            self.answer.unwrap_or_default(),
            self.review,
        ]
    }
}

/// The columns of the table of reviews.
pub const COLUMNS: [&str; 14] = [
    "at",
    "drill",
    "area",
    "kind",
    "attempt",
    "grade",
    "score",
    "confidence",
    "elapsed_s",
    "late",
    "retry",
    "undone",
    "answer",
    "review",
];
