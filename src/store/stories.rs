//! Graded versions of the learner's stories, and erasing a story for good.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, TransactionBehavior, params};

use super::backup::without_texts;
use super::{Stamp, Store, StoreError};

/// What stands in the list of rounds where a story was.
const ERASED: &str = "a deleted story";

/// A graded version of a story.
#[derive(Clone, Debug, PartialEq)]
pub struct Version {
    /// The check it was held to.
    pub check: String,
    /// Its text.
    pub text: String,
    /// Its score, 0 to 1; none where it was too short to judge.
    pub score: Option<f64>,
    /// The report, as JSON.
    pub report: String,
    /// When it was graded, RFC 3339.
    pub at: String,
}

impl Store {
    /// Keeps a graded version; the same text graded again replaces the version before it.
    ///
    /// Returns its number, from 1.
    pub fn keep_version(
        &mut self,
        story: &str,
        version: &Version,
        stamp: Stamp,
    ) -> Result<usize, StoreError> {
        let write = self.write()?;
        write.execute(
            "DELETE FROM story_version WHERE n = (SELECT max(n) FROM story_version WHERE story = ?1)
             AND kind = ?2 AND text = ?3",
            params![story, version.check, version.text],
        )?;
        write.execute(
            "INSERT INTO story_version (story, kind, text, score, report, at, at_s) VALUES (?1,?2,?3,?4,?5,?6,?7)",
            params![
                story,
                version.check,
                version.text,
                version.score,
                version.report,
                version.at,
                stamp.at.timestamp()
            ],
        )?;
        let number: i64 =
            write.query_row("SELECT count(*) FROM story_version WHERE story = ?1", [story], |row| {
                row.get(0)
            })?;
        write.commit()?;
        Ok(usize::try_from(number).unwrap_or(1))
    }

    /// Lists a story's graded versions, oldest first.
    pub fn versions_of(&self, story: &str) -> Result<Vec<Version>, StoreError> {
        let mut statement = self.connection.prepare_cached(
            "SELECT kind, text, score, report, at FROM story_version WHERE story = ?1 ORDER BY n",
        )?;
        let rows = statement.query_map([story], |row| {
            Ok(Version {
                check: row.get(0)?,
                text: row.get(1)?,
                score: row.get(2)?,
                report: row.get(3)?,
                at: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Erases a story's versions and everything said in its rounds for good; scores of rounds stay.
    ///
    /// # Errors
    /// Another Hotseat that is reading, so that the log cannot be emptied.
    pub fn erase_story(&mut self, story: &str) -> Result<(), StoreError> {
        erase(&mut self.connection, story)?;
        self.compact()
    }
}

/// Erases a story from one copy of the history for good.
pub fn erase_story_of(copy: &Path, story: &str) -> Result<(), StoreError> {
    let mut connection = Connection::open_with_flags(copy, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
    erase(&mut connection, story)?;
    connection.execute_batch("VACUUM")?;
    Ok(())
}

fn erase(connection: &mut Connection, story: &str) -> Result<(), StoreError> {
    connection.pragma_update(None, "secure_delete", true)?;
    let write = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    write.execute("DELETE FROM story_version WHERE story = ?1", [story])?;
    write.execute(
        "UPDATE review SET answer = NULL WHERE round IN (SELECT id FROM round WHERE story = ?1)",
        [story],
    )?;
    let rounds: Vec<(String, Option<String>)> = {
        let mut statement = write.prepare("SELECT id, summary FROM round WHERE story = ?1")?;
        statement.query_map([story], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?
    };
    for (id, summary) in rounds {
        // The row stays: rounds are counted, and their scores are the learner's progress.
        write.execute(
            "UPDATE round SET story = ?2, events = '[]', summary = ?3 WHERE id = ?1",
            params![id, ERASED, summary.as_deref().map(without_texts)],
        )?;
    }
    write.commit()?;
    Ok(())
}
