//! Adding to the log: reviews, amendments, undos. Each is one transaction with what it derives.

use chrono::{DateTime, FixedOffset};
use rusqlite::{OptionalExtension, Transaction, params};

use super::derived::{self, Change};
use super::settings::uuid_v7;
use super::{Store, StoreError};
use crate::memory::Grade;
use crate::review::Draft;
use crate::schedule::mix;

/// What a committed review is known by.
#[derive(Clone, Debug, PartialEq)]
pub struct Appended {
    /// The review's uuid.
    pub review: String,
    /// The study day on which the drill is due again.
    pub due_day: i64,
}

/// The learner's word on a review.
#[derive(Clone, Debug, PartialEq)]
pub struct Amendment {
    /// The review's uuid.
    pub review: String,
    /// The score that counts from now on.
    pub score: Option<f64>,
    /// The grade that counts from now on.
    pub grade: Grade,
    /// The learner's verdict on each point: (id, met/missed).
    pub points: Vec<(String, String)>,
}

/// A review that was taken back.
#[derive(Clone, Debug, PartialEq)]
pub struct Undone {
    /// The review's uuid.
    pub review: String,
    /// Its drill.
    pub drill: String,
}

/// When and where a record is written, and the randomness of its id.
#[derive(Clone, Copy, Debug)]
pub struct Stamp {
    /// The time.
    pub at: DateTime<FixedOffset>,
    /// The study day of that time.
    pub day: i64,
    /// The seed of ids.
    pub seed: u64,
}

impl Store {
    /// Commits a review; when this returns it is on disk.
    pub fn append(&mut self, draft: &Draft, stamp: Stamp) -> Result<Appended, StoreError> {
        let (family, device) = (self.family.clone(), self.device.clone());
        let write = self.write()?;
        let review = new_id(&write, stamp, &device)?;
        let points = serde_json::to_string(&draft.points).unwrap_or_default();
        write
            .prepare_cached(
                "INSERT INTO review (id, device, drill, area, kind, text_hash, attempt, seed, answer, score,
                   grade, confidence, elapsed_s, seconds, late, retry, provisional, guess, points, round, at,
                   at_s, day, grader)
                 VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17,?18,?19,?20,?21,?22,?23,?24)",
            )?
            .execute(params![
                review,
                device,
                draft.drill,
                draft.area,
                draft.kind,
                draft.text_hash as i64,
                draft.attempt,
                draft.seed as i64,
                draft.answer,
                draft.score,
                draft.grade as u8,
                draft.confidence,
                draft.elapsed_s,
                draft.seconds,
                draft.late,
                draft.retry,
                draft.provisional,
                draft.guess,
                points,
                draft.round,
                stamp.at.to_rfc3339(),
                stamp.at.timestamp(),
                stamp.day,
                crate::grade::GRADER_VERSION,
            ])?;
        derived::apply(&write, &family, &Change::of(draft, &review, stamp.day))?;
        let due_day = derived::due_day(&write, &family, &draft.drill, stamp.day)?;
        write.commit()?;
        Ok(Appended { review, due_day })
    }

    /// Commits the learner's word on a review and returns the study day it is due again.
    pub fn amend(&mut self, amendment: &Amendment, stamp: Stamp) -> Result<i64, StoreError> {
        let (family, device) = (self.family.clone(), self.device.clone());
        let write = self.write()?;
        let id = new_id(&write, stamp, &device)?;
        let points = serde_json::to_string(&amendment.points).unwrap_or_default();
        let before = derived::effective(&write, &amendment.review)?;
        write
            .prepare_cached(
                "INSERT INTO amendment (id, device, review, score, grade, points, at, at_s)
                 VALUES (?1,?2,?3,?4,?5,?6,?7,?8)",
            )?
            .execute(params![
                id,
                device,
                amendment.review,
                amendment.score,
                amendment.grade as u8,
                points,
                stamp.at.to_rfc3339(),
                stamp.at.timestamp(),
            ])?;
        let mut due = stamp.day;
        if let Some(before) = before {
            derived::amended(&write, &family, &before, amendment.grade)?;
            due = derived::due_day(&write, &family, &before.drill, stamp.day)?;
        }
        write.commit()?;
        Ok(due)
    }

    /// Takes back the last review of this device that still counts, or the one named.
    pub fn undo(&mut self, review: Option<&str>, stamp: Stamp) -> Result<Undone, StoreError> {
        let (family, device) = (self.family.clone(), self.device.clone());
        let write = self.write()?;
        let found: Option<(String, String)> = match review {
            Some(review) => write
                .prepare_cached(
                    "SELECT id, drill FROM review r WHERE id = ?1
                     AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.review = r.id)",
                )?
                .query_row([review], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?,
            None => write
                .prepare_cached(
                    "SELECT id, drill FROM review r WHERE device = ?1
                     AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.review = r.id) ORDER BY n DESC LIMIT 1",
                )?
                .query_row([&device], |row| Ok((row.get(0)?, row.get(1)?)))
                .optional()?,
        };
        let Some((review, drill)) = found else { return Err(StoreError::NothingToUndo) };
        let before = derived::effective(&write, &review)?;
        let id = new_id(&write, stamp, &device)?;
        write.execute(
            "INSERT INTO undo (id, device, review, at, at_s) VALUES (?1,?2,?3,?4,?5)",
            params![id, device, review, stamp.at.to_rfc3339(), stamp.at.timestamp()],
        )?;
        if let Some(before) = before {
            derived::undone(&write, &family, &before)?;
        }
        write.commit()?;
        Ok(Undone { review, drill })
    }

    /// Counts the reviews of a drill that were not undone.
    pub fn reviews_of(&self, drill: &str) -> Result<u32, StoreError> {
        let count = self
            .connection
            .prepare_cached("SELECT reviews FROM memory WHERE drill = ?1")?
            .query_row([drill], |row| row.get(0))
            .optional()?;
        Ok(count.unwrap_or(0))
    }
}

/// Makes the uuid of the next record from the time and random bits that derive from the seed, the
/// device and the number of records so far.
fn new_id(write: &Transaction<'_>, stamp: Stamp, device: &str) -> Result<String, StoreError> {
    let records: i64 = write
        .prepare_cached(
            "SELECT coalesce((SELECT max(n) FROM review), 0) + coalesce((SELECT max(n) FROM amendment), 0)
                  + coalesce((SELECT max(n) FROM undo), 0)",
        )?
        .query_row([], |row| row.get(0))?;
    let high = mix(mix(stamp.seed, crate::schedule::key_of(device)), records as u64);
    let low = mix(high, 1);
    Ok(uuid_v7(stamp.at.timestamp(), high, low).to_string())
}
