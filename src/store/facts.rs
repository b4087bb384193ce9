//! What progress is told from the history: sums and single rows, never the whole log.

use std::collections::HashMap;

use super::rows::unpack;
use super::{Store, StoreError};
use crate::memory::Trace;

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
            self.connection.query_row("SELECT count(*) FROM round WHERE summary IS NOT NULL", [], |row| row.get(0))?;
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
            self.connection.query_row("SELECT coalesce(sum(reviews), 0) FROM memory", [], |row| row.get(0))?;
        Ok(sum.max(0) as u64)
    }
}
