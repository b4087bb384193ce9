//! What can go wrong with the history, and what to do about it.

use std::path::PathBuf;

/// An error of the history.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// A newer Hotseat wrote the history; it is left untouched.
    #[error(
        "the history in {path} is from a newer Hotseat (format {found}, this one knows {known}); \
         nothing was changed. Install the newer version, or point --data at another folder"
    )]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its format.
        found: i64,
        /// The newest format known here.
        known: i64,
    },
    /// The file is damaged, or no database.
    #[error(
        "the history in {path} is damaged ({detail}); nothing was changed. `hotseat doctor` says \
         what is left, `hotseat restore FILE` puts a backup back"
    )]
    Damaged {
        /// The database.
        path: PathBuf,
        /// What SQLite says.
        detail: String,
    },
    /// A file or folder cannot be made, read or written.
    #[error("{what} {path}: {source}")]
    Io {
        /// What was tried.
        what: &'static str,
        /// Where.
        path: PathBuf,
        /// Why not.
        source: std::io::Error,
    },
    /// Another Hotseat has kept the history locked.
    #[error(
        "the history is busy: another Hotseat has been writing to it for a while. Close it and try again"
    )]
    Busy,
    /// There is nothing to take back.
    #[error("there is nothing to undo")]
    NothingToUndo,
    /// Any other word of SQLite.
    #[error("the history cannot be used: {0}")]
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy,
            Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
                Self::Damaged { path: PathBuf::from("the data folder"), detail: error.to_string() }
            }
            _ => Self::Sqlite(error),
        }
    }
}

impl StoreError {
    /// Names the file that a damage was found in.
    #[must_use]
    pub fn at(self, path: &std::path::Path) -> Self {
        match self {
            Self::Damaged { detail, .. } => Self::Damaged { path: path.to_owned(), detail },
            other => other,
        }
    }
}
