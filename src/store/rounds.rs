//! Grilling rounds as they are kept: begun before the first question, saved with every reply.

use rusqlite::{OptionalExtension, params};

use super::settings::bytes_of;
use super::{Stamp, Store, StoreError};
use crate::schedule::mix;

/// A round about to begin.
#[derive(Clone, Copy, Debug)]
pub struct Begin<'a> {
    /// The scenario's id, if it is about one.
    pub scenario: Option<&'a str>,
    /// The story's name, if it is about one.
    pub story: Option<&'a str>,
    /// The round's seed.
    pub seed: u64,
    /// How it is run, as JSON.
    pub setup: &'a str,
}

/// A round as kept.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptRound {
    /// Its uuid.
    pub id: String,
    /// When it began, RFC 3339.
    pub at: String,
    /// Everything said, as JSON; `[]` once erased.
    pub events: String,
    /// The scorecard, as JSON; none while the round runs.
    pub summary: Option<String>,
}

/// What the beginning of a round's id stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Found {
    /// One round.
    One(Box<KeptRound>),
    /// None.
    None,
    /// Several: the beginning is too short.
    Several,
}

impl Store {
    /// Counts the rounds so far.
    pub fn count_rounds(&self) -> Result<u64, StoreError> {
        let count: i64 = self.connection.query_row("SELECT count(*) FROM round", [], |row| row.get(0))?;
        Ok(count as u64)
    }

    /// Notes that a round begins and returns its uuid.
    pub fn begin_round(&mut self, begin: &Begin<'_>, stamp: Stamp) -> Result<String, StoreError> {
        let bytes = bytes_of(mix(begin.seed, 1), mix(begin.seed, 2));
        let id = uuid::Builder::from_random_bytes(bytes).into_uuid().to_string();
        self.connection.execute(
            "INSERT INTO round (id, scenario, story, at, at_s, seed, setup, events)
             VALUES (?1,?2,?3,?4,?5,?6,?7,'[]')",
            params![
                id,
                begin.scenario,
                begin.story,
                stamp.at.to_rfc3339(),
                stamp.at.timestamp(),
                begin.seed as i64,
                begin.setup
            ],
        )?;
        Ok(id)
    }

    /// Saves what was said so far and, at the end, the scorecard; both as JSON.
    pub fn save_round(&mut self, id: &str, events: &str, summary: Option<&str>) -> Result<(), StoreError> {
        self.connection.execute(
            "UPDATE round SET events = ?2, summary = coalesce(?3, summary) WHERE id = ?1",
            params![id, events, summary],
        )?;
        Ok(())
    }

    /// Finds a round by its uuid, the beginning of it, or `last`.
    pub fn round(&self, id: &str) -> Result<Found, StoreError> {
        const COLUMNS: &str = "SELECT id, at, events, summary FROM round";
        let read = |row: &rusqlite::Row<'_>| {
            Ok(KeptRound { id: row.get(0)?, at: row.get(1)?, events: row.get(2)?, summary: row.get(3)? })
        };
        if id.eq_ignore_ascii_case("last") {
            let sql = format!("{COLUMNS} ORDER BY at_s DESC, rowid DESC LIMIT 1");
            let found = self.connection.query_row(&sql, [], read).optional()?;
            return Ok(found.map_or(Found::None, |round| Found::One(Box::new(round))));
        }
        let id = id.to_lowercase();
        let sql = format!("{COLUMNS} WHERE substr(id, 1, length(?1)) = ?1 LIMIT 2");
        let mut statement = self.connection.prepare(&sql)?;
        let mut found: Vec<KeptRound> = statement.query_map([&id], read)?.collect::<Result<_, _>>()?;
        Ok(match (found.pop(), found.pop()) {
            (Some(_), Some(_)) => Found::Several,
            (Some(round), None) if !id.is_empty() => Found::One(Box::new(round)),
            _ => Found::None,
        })
    }

    /// Lists the scorecards of the latest finished rounds as JSON, oldest first.
    pub fn scorecards(&self) -> Result<Vec<String>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT summary FROM round WHERE summary IS NOT NULL ORDER BY at_s DESC, rowid DESC LIMIT 100",
        )?;
        let mut cards: Vec<String> = statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?;
        cards.reverse();
        Ok(cards)
    }
}
