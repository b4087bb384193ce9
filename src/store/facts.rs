//! What progress is told from the history: sums and single rows, never the whole log.

use std::collections::HashMap;

use chrono::NaiveDate;

use super::rows::{self, unpack};
use super::{Store, StoreError};
use crate::memory::{Grade, Trace};
use crate::progress::facts::{DayTally, Disagreement, Round, StoryVersion, SureSum};

/// Confirmed answers looked at for where program and learner disagree.
const CONFIRMED: i64 = 500;
/// Grilling rounds and story versions listed at most.
const LISTED: i64 = 200;

/// What a drill's memory was told, and how many of its reviews were right.
pub type Trail = (Vec<(i64, Grade)>, u32);
type Points = Vec<(String, String)>;

impl Store {
    /// Returns a mark that changes with every record of the log, and with every skip.
    pub fn log_mark(&self) -> Result<String, StoreError> {
        Ok(self.connection.query_row(
            "SELECT coalesce((SELECT max(n) FROM review), 0) || '-' ||
                    coalesce((SELECT max(n) FROM amendment), 0) || '-' ||
                    coalesce((SELECT max(n) FROM undo), 0) || '-' ||
                    (SELECT count(*) FROM skip) || '-' ||
                    (SELECT count(*) FROM round WHERE summary IS NOT NULL)",
            [],
            |row| row.get(0),
        )?)
    }

    /// Returns the traces of every drill reviewed.
    pub fn traces(&self) -> Result<HashMap<String, Trace>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT drill, trace FROM trace")?;
        let mut rows = statement.query([])?;
        let mut traces = HashMap::new();
        while let Some(row) = rows.next()? {
            let blob: Option<Vec<u8>> = row.get(1)?;
            if let Some(trace) = blob.as_deref().and_then(unpack::<Trace>)
                && trace.fits(&self.family)
            {
                traces.insert(row.get(0)?, trace);
            }
        }
        Ok(traces)
    }

    /// Returns how many grilling rounds were finished and the scores of the latest ones, the newest first.
    pub fn round_scores(&self, latest: usize) -> Result<(u64, Vec<f64>), StoreError> {
        let rounds: i64 =
            self.connection
                .query_row("SELECT count(*) FROM round WHERE summary IS NOT NULL", [], |row| row.get(0))?;
        let mut statement = self.connection.prepare_cached(
            "SELECT json_extract(summary, '$.score') FROM round
             WHERE json_valid(summary) AND json_type(summary, '$.score') IN ('integer', 'real')
             ORDER BY at_s DESC, id DESC LIMIT ?1",
        )?;
        let scores = statement.query_map([latest as i64], |row| row.get(0))?;
        Ok((rounds.max(0) as u64, scores.collect::<Result<_, _>>()?))
    }

    /// Counts every review that was not undone.
    pub fn reviews(&self) -> Result<u64, StoreError> {
        let sum: i64 =
            self.connection
                .query_row("SELECT coalesce(sum(reviews), 0) FROM memory", [], |row| row.get(0))?;
        Ok(sum.max(0) as u64)
    }

    /// Returns what each drill's memory was told, oldest first, and how many of its reviews were right.
    pub fn trails(&self) -> Result<HashMap<String, Trail>, StoreError> {
        let mut statement = self.connection.prepare_cached("SELECT drill, trail, rights FROM trace")?;
        let rows = statement.query_map([], |row| {
            let (trail, rights): (Vec<u8>, i64) = (row.get(1)?, row.get(2)?);
            let trail: Vec<(i64, u8)> = unpack(&trail).unwrap_or_default();
            let trail = trail.into_iter().map(|(day, grade)| (day, rows::grade(grade.into()))).collect();
            Ok((row.get(0)?, (trail, u32::try_from(rights).unwrap_or(0))))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Returns what each day held of each area, oldest first.
    pub fn tallies(&self) -> Result<Vec<DayTally>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT day, area, reviews, seconds, correct FROM tally WHERE reviews > 0 ORDER BY day, area",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(DayTally {
                day: row.get(0)?,
                area: row.get(1)?,
                reviews: row.get(2)?,
                seconds: row.get(3)?,
                correct: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Returns how sure and how right the learner was, by day, area and confidence.
    pub fn sure(&self) -> Result<Vec<SureSum>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT day, area, percent, n, correct, confidence, brier FROM sure WHERE n > 0",
        )?;
        let rows = statement.query_map([], |row| {
            Ok(SureSum {
                day: row.get(0)?,
                area: row.get(1)?,
                percent: row.get(2)?,
                n: row.get(3)?,
                correct: row.get(4)?,
                confidence: row.get(5)?,
                brier: row.get(6)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Compares the program's verdicts with the learner's, over the latest confirmed answers.
    pub fn disagreement(&self) -> Result<Disagreement, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT r.points, a.points FROM amendment a JOIN review r ON r.id = a.review
             WHERE a.n = (SELECT max(n) FROM amendment WHERE review = a.review)
               AND NOT EXISTS (SELECT 1 FROM undo u WHERE u.review = a.review)
             ORDER BY a.n DESC LIMIT ?1",
        )?;
        let mut rows = statement.query([CONFIRMED])?;
        let mut out = Disagreement::default();
        let mut about: HashMap<String, (usize, usize)> = HashMap::new();
        while let Some(row) = rows.next()? {
            let (program, learner): (String, String) = (row.get(0)?, row.get(1)?);
            let program: Points = serde_json::from_str(&program).unwrap_or_default();
            let learner: HashMap<String, String> =
                serde_json::from_str::<Points>(&learner).unwrap_or_default().into_iter().collect();
            out.answers += usize::from(!learner.is_empty());
            for (id, verdict) in program {
                // Where the program had no opinion there is nothing to disagree with.
                if let Some(word) = learner.get(&id)
                    && verdict != "undecided"
                {
                    let point = about.entry(id).or_default();
                    let differ = usize::from(*word != verdict);
                    *point = (point.0 + 1, point.1 + differ);
                    out.points += 1;
                    out.differ += differ;
                }
            }
        }
        out.about = about.into_iter().filter(|(_, n)| n.1 > 0).map(|(id, n)| (id, n.0, n.1)).collect();
        out.about.sort_by(|a, b| b.2.cmp(&a.2).then_with(|| a.0.cmp(&b.0)));
        Ok(out)
    }

    /// Lists the latest finished grilling rounds, oldest first.
    pub fn rounds(&self) -> Result<Vec<Round>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT coalesce(scenario, story, ''), at, at_s, summary FROM round WHERE summary IS NOT NULL
             ORDER BY at_s DESC, id DESC LIMIT ?1",
        )?;
        let rows = statement.query_map([LISTED], |row| {
            let (at, summary): (String, String) = (row.get(1)?, row.get(3)?);
            let summary: serde_json::Value = serde_json::from_str(&summary).unwrap_or_default();
            let turns = summary["turns"].as_array().map(Vec::as_slice).unwrap_or_default();
            Ok(Round {
                about: row.get(0)?,
                date: date(&at, row.get(2)?),
                score: summary["score"].as_f64(),
                level: summary["level_reached"].as_i64(),
                turns: turns
                    .iter()
                    .map(|turn| {
                        (turn["challenge"].as_str().unwrap_or_default().to_owned(), turn["score"].as_f64())
                    })
                    .collect(),
            })
        })?;
        let mut rounds: Vec<Round> = rows.collect::<Result<_, _>>()?;
        rounds.reverse();
        Ok(rounds)
    }

    /// Lists the graded versions of every story, by story and oldest first.
    pub fn story_versions(&self) -> Result<Vec<StoryVersion>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT story, kind, at, at_s, score FROM story_version ORDER BY story, n LIMIT ?1",
        )?;
        let rows = statement.query_map([LISTED], |row| {
            let at: String = row.get(2)?;
            Ok(StoryVersion {
                story: row.get(0)?,
                check: row.get(1)?,
                date: date(&at, row.get(3)?),
                score: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

fn date(at: &str, unix_s: i64) -> NaiveDate {
    rows::time(at, unix_s).date_naive()
}
