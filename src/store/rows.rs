//! Reading and writing single values: times, blobs, reviews.

use chrono::{DateTime, FixedOffset};
use rusqlite::{Connection, Row};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::StoreError;
use crate::memory::Grade;
use crate::review::Review;

/// Packs a derived value; a value that cannot be packed is rebuilt later, so it is left empty.
pub(super) fn pack<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_allocvec(value).unwrap_or_default()
}

/// Unpacks a derived value; `None` where another version wrote it.
pub(super) fn unpack<T: DeserializeOwned>(bytes: &[u8]) -> Option<T> {
    postcard::from_bytes(bytes).ok()
}

/// Reads a grade; an alien number, which the schema forbids, reads as a failure.
pub(super) fn grade(number: i64) -> Grade {
    match number {
        2 => Grade::Hard,
        3 => Grade::Good,
        4 => Grade::Easy,
        _ => Grade::Again,
    }
}

/// Reads a time; an unreadable one reads as its Unix second in UTC.
pub(super) fn time(text: &str, unix_s: i64) -> DateTime<FixedOffset> {
    DateTime::parse_from_rfc3339(text)
        .unwrap_or_else(|_| DateTime::from_timestamp(unix_s, 0).unwrap_or_default().fixed_offset())
}

/// The columns that [`review`] reads; amendments applied, undone reviews left out.
pub(super) const REVIEWS: &str = "
    SELECT r.n, r.id, r.at, r.at_s, r.day, coalesce(a.grade, r.grade),
           CASE WHEN a.n IS NULL THEN r.score ELSE a.score END, r.retry, r.guess, r.confidence
    FROM review r
    LEFT JOIN amendment a ON a.n = (SELECT max(n) FROM amendment WHERE review = r.id)
    WHERE NOT EXISTS (SELECT 1 FROM undo u WHERE u.review = r.id)";

/// Reads one row of [`REVIEWS`].
pub(super) fn review(row: &Row<'_>) -> rusqlite::Result<Review> {
    let at: String = row.get(2)?;
    Ok(Review {
        n: row.get(0)?,
        id: row.get(1)?,
        at: time(&at, row.get(3)?),
        day: row.get(4)?,
        grade: grade(row.get(5)?),
        score: row.get(6)?,
        retry: row.get(7)?,
        guess: row.get(8)?,
        confidence: row.get(9)?,
    })
}

/// Reads a drill's reviews, oldest first.
pub(super) fn reviews_of(connection: &Connection, drill: &str) -> Result<Vec<Review>, StoreError> {
    let sql = format!("{REVIEWS} AND r.drill = ?1 ORDER BY r.n");
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map([drill], review)?;
    Ok(rows.collect::<Result<_, _>>()?)
}
