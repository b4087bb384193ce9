//! Copies of the history: making, checking, thinning and putting back, and erasing for good.

use std::collections::BTreeSet;
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use chrono::{Datelike, NaiveDate};
use rusqlite::backup::Backup;
use rusqlite::{Connection, OpenFlags};

use super::open::{make_file, make_folder};
use super::{SCHEMA, Store, StoreError};

/// What a copy of the history holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Copied {
    /// The format.
    pub schema: i64,
    /// Reviews, undone ones included.
    pub reviews: u64,
}

fn io(what: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> StoreError {
    let path = path.to_owned();
    move |source| StoreError::Io { what, path, source }
}

fn damaged(path: &Path, detail: impl Into<String>) -> StoreError {
    StoreError::Damaged { path: path.to_owned(), detail: detail.into() }
}

/// Copies a database through SQLite's backup interface into one file of its own, readable by its
/// owner alone. The file appears whole or not at all.
pub fn copy(from: &Connection, to: &Path) -> Result<(), StoreError> {
    let name = to.file_name().map_or_else(|| "copy".to_owned(), |name| name.to_string_lossy().into_owned());
    let draft = to.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let _ = fs::remove_file(&draft);
    let made = (|| -> Result<(), StoreError> {
        make_file(&draft)?;
        let mut copy = Connection::open_with_flags(&draft, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        Backup::new(from, &mut copy)?.run_to_completion(4096, Duration::ZERO, None)?;
        // One file that needs no companion, wherever it is carried.
        copy.pragma_update(None, "journal_mode", "DELETE")?;
        drop(copy);
        fs::File::open(&draft).and_then(|file| file.sync_all()).map_err(io("cannot write", &draft))?;
        fs::rename(&draft, to).map_err(io("cannot write", to))
    })();
    if made.is_err() {
        let _ = fs::remove_file(&draft);
    }
    made
}

/// Opens a database to read it, leaving it and its folder as they are.
///
/// # Errors
/// No regular file, no database, a newer format.
pub fn open_untouched(path: &Path) -> Result<Connection, StoreError> {
    let metadata = fs::metadata(path).map_err(io("cannot read", path))?;
    if !metadata.is_file() {
        return Err(damaged(path, "it is not a file"));
    }
    let mut header = Vec::new();
    let file = fs::File::open(path).map_err(io("cannot read", path))?;
    file.take(100).read_to_end(&mut header).map_err(io("cannot read", path))?;
    if header.len() < 100 || !header.starts_with(b"SQLite format 3\0") {
        return Err(damaged(path, "it is not an SQLite database"));
    }
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    let has_log = fs::metadata(&log).is_ok_and(|log| log.len() > 0);
    let mut uri = String::from("file:");
    let absolute = std::path::absolute(path).map_err(io("cannot read", path))?;
    for byte in absolute.as_os_str().as_encoded_bytes() {
        if byte.is_ascii_alphanumeric() || b"/-_.".contains(byte) {
            uri.push(char::from(*byte));
        } else {
            use std::fmt::Write as _;
            let _ = write!(uri, "%{byte:02X}");
        }
    }
    // Without a log beside it nothing else is writing, and SQLite need make no file of its own.
    uri.push_str(if has_log { "?mode=ro" } else { "?mode=ro&immutable=1" });
    let connection = Connection::open_with_flags(
        uri,
        OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.busy_timeout(Duration::from_secs(20))?;
    Ok(connection)
}

/// Checks that a file is a sound history of a format known here, and tells what it holds.
pub fn inspect(path: &Path) -> Result<Copied, StoreError> {
    inspect_open(&open_untouched(path)?, path).map_err(|error| error.at(path))
}

fn inspect_open(connection: &Connection, path: &Path) -> Result<Copied, StoreError> {
    let schema: i64 = connection.query_row("PRAGMA user_version", [], |row| row.get(0))?;
    if schema > SCHEMA {
        return Err(StoreError::Newer { path: path.to_owned(), found: schema, known: SCHEMA });
    }
    let word: String = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
    if word != "ok" {
        return Err(damaged(path, word));
    }
    let tables: i64 = connection.query_row(
        "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name IN ('review', 'amendment', 'undo', 'setting')",
        [],
        |row| row.get(0),
    )?;
    if schema < 1 || tables != 4 {
        return Err(damaged(path, "it is a database, but no history of Hotseat"));
    }
    let reviews = connection.query_row("SELECT count(*) FROM review", [], |row| row.get::<_, i64>(0))?;
    Ok(Copied { schema, reviews: u64::try_from(reviews).unwrap_or(0) })
}

/// Returns which daily copies to keep: those of the last 7 days, 4 weeks and 6 months that have one.
pub fn kept(days: &BTreeSet<NaiveDate>) -> BTreeSet<NaiveDate> {
    let mut keep = BTreeSet::new();
    let mut newest_of = |most: usize, period: &dyn Fn(NaiveDate) -> (i32, u32)| {
        let mut seen = BTreeSet::new();
        for day in days.iter().rev() {
            if seen.len() < most && seen.insert(period(*day)) {
                keep.insert(*day);
            }
        }
    };
    newest_of(7, &|day| (day.year(), day.ordinal()));
    newest_of(4, &|day| (day.iso_week().year(), day.iso_week().week()));
    newest_of(6, &|day| (day.year(), day.month()));
    keep
}

/// Returns the name of a day's copy.
pub fn daily_name(day: NaiveDate) -> String {
    format!("hotseat-{day}.db")
}

fn day_of(name: &str) -> Option<NaiveDate> {
    name.strip_prefix("hotseat-")?.strip_suffix(".db")?.parse().ok()
}

/// Lists the copies in the folder of backups, newest first by the time they were written.
pub fn list(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let mut found: Vec<_> = entries
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let metadata = entry.metadata().ok()?;
            let path = entry.path();
            let fits = metadata.is_file() && path.extension().is_some_and(|extension| extension == "db");
            fits.then(|| (metadata.modified().ok(), path))
        })
        .collect();
    found.sort_by(|a, b| b.cmp(a));
    found.into_iter().map(|(_, path)| path).collect()
}

/// Returns the newest copy that is sound.
pub fn newest_good(folder: &Path) -> Option<(PathBuf, Copied)> {
    list(folder).into_iter().find_map(|path| inspect(&path).ok().map(|copied| (path, copied)))
}

/// Removes the daily copies that are no longer kept; copies with other names stay.
pub fn thin(folder: &Path) {
    let days: BTreeSet<NaiveDate> =
        list(folder).iter().filter_map(|path| day_of(&path.file_name()?.to_string_lossy())).collect();
    let keep = kept(&days);
    for day in days.difference(&keep) {
        let _ = fs::remove_file(folder.join(daily_name(*day)));
    }
}

impl Store {
    /// Copies the history to a file.
    pub fn back_up(&self, to: &Path) -> Result<(), StoreError> {
        if let Some(folder) = to.parent()
            && !folder.as_os_str().is_empty()
        {
            make_folder(folder)?;
        }
        copy(&self.connection, to)
    }

    /// Puts a sound copy in the place of the history, in one transaction.
    pub fn replace_with(&mut self, copy: &Connection) -> Result<(), StoreError> {
        Backup::new(copy, &mut self.connection)?.run_to_completion(i32::MAX, Duration::ZERO, None)?;
        Ok(())
    }

    /// Erases every answer text for good; grades, scores and times stay.
    ///
    /// # Errors
    /// Another Hotseat that is reading, so that the log cannot be emptied.
    pub fn erase_answers(&mut self) -> Result<(), StoreError> {
        erase_texts(&mut self.connection)?;
        self.compact()
    }

    /// Erases the whole history for good, this device's name included.
    pub fn erase_history(&mut self) -> Result<(), StoreError> {
        let write = self.write()?;
        let tables: Vec<String> = {
            let mut statement = write.prepare(
                "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'",
            )?;
            statement.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?
        };
        for table in tables {
            write.execute(&format!("DELETE FROM \"{table}\""), [])?;
        }
        write.commit()?;
        self.compact()
    }

    /// Rewrites the file without its free pages and empties the log.
    pub(super) fn compact(&self) -> Result<(), StoreError> {
        self.connection.execute_batch("VACUUM")?;
        let busy: i64 = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0))?;
        if busy == 0 { Ok(()) } else { Err(StoreError::Busy) }
    }
}

fn erase_texts(connection: &mut Connection) -> Result<(), StoreError> {
    connection.pragma_update(None, "secure_delete", true)?;
    let write = connection.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    write.execute("UPDATE review SET answer = NULL", [])?;
    let rounds: Vec<(String, String, Option<String>)> = {
        let mut statement = write.prepare("SELECT id, setup, summary FROM round")?;
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        rows.collect::<Result<_, _>>()?
    };
    for (id, setup, summary) in rounds {
        write.execute(
            "UPDATE round SET events = '[]', setup = ?2, summary = ?3 WHERE id = ?1",
            rusqlite::params![id, without_texts(&setup), summary.as_deref().map(without_texts)],
        )?;
    }
    write.commit()?;
    Ok(())
}

/// Empties every text of a round's record but the names that grades are counted by.
pub(super) fn without_texts(json: &str) -> String {
    const NAMES: [&str; 9] =
        ["challenge", "scenario", "grade", "mode", "level", "kind", "check", "round", "review"];
    fn empty(value: &mut serde_json::Value) {
        match value {
            serde_json::Value::String(text) => text.clear(),
            serde_json::Value::Array(list) => list.iter_mut().for_each(empty),
            serde_json::Value::Object(map) => {
                for (key, value) in map.iter_mut() {
                    if !(value.is_string() && NAMES.contains(&key.as_str())) {
                        empty(value);
                    }
                }
            }
            _ => {}
        }
    }
    match serde_json::from_str(json) {
        Ok(mut value) => {
            empty(&mut value);
            value.to_string()
        }
        Err(_) => "{}".to_owned(),
    }
}

/// Erases the answer texts of one copy for good; a copy that cannot be cleaned is removed.
///
/// Returns whether the copy is still there.
pub fn erase_answers_of(copy: &Path) -> Result<bool, StoreError> {
    let cleaned = (|| -> Result<(), StoreError> {
        let mut connection = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        erase_texts(&mut connection)?;
        connection.execute_batch("VACUUM")?;
        Ok(())
    })();
    if cleaned.is_ok() {
        return Ok(true);
    }
    fs::remove_file(copy).map_err(io("cannot erase", copy))?;
    Ok(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_year_of_daily_copies_thins_to_seven_days_four_weeks_and_six_months() {
        let mut held = BTreeSet::new();
        let mut today = day("2026-01-01");
        while today <= day("2026-12-31") {
            held.insert(today);
            held = kept(&held);
            today = today.succ_opt().unwrap();
        }
        let shown: Vec<String> = held.iter().map(ToString::to_string).collect();
        assert!(
            shown.contains(&"2026-07-31".to_owned()) && shown.contains(&"2026-11-30".to_owned()),
            "{shown:?}"
        );
        assert!(shown.contains(&"2026-12-13".to_owned()), "{shown:?}");
        assert!(
            held.len() <= 17 && shown.ends_with(&["2026-12-30".into(), "2026-12-31".into()]),
            "{shown:?}"
        );
    }

    proptest! {
        #[test]
        fn thinning_keeps_the_newest_and_never_more_than_seventeen(days in prop::collection::btree_set(0_i64..3000, 1..200)) {
            let days: BTreeSet<NaiveDate> = days.into_iter().map(crate::day::date_of).collect();
            let keep = kept(&days);
            prop_assert!(keep.len() <= 17 && keep.is_subset(&days));
            prop_assert_eq!(keep.last(), days.last());
            prop_assert_eq!(kept(&keep), keep);
        }
    }
}
