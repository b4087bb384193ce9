//! Opening the history: where it is, who may read it, and which format it has.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use rusqlite_migration::{M, Migrations};

use super::StoreError;
use crate::memory::{Family, Parameters};

/// The file name of the history in the data folder.
pub const DATABASE: &str = "hotseat.db";
/// The newest format of the history known here.
pub const SCHEMA: i64 = MIGRATIONS.len() as i64;

const MIGRATIONS: &[&str] =
    &[include_str!("migrations/01-history.sql"), include_str!("migrations/02-progress.sql")];
/// How long to wait for another writer.
const PATIENCE: Duration = Duration::from_secs(20);

/// The history, open.
#[derive(Debug)]
pub struct Store {
    pub(super) connection: Connection,
    pub(super) path: PathBuf,
    pub(super) family: Family,
    pub(super) device: String,
}

impl Store {
    /// Opens the history in a data folder, making both where they are missing.
    ///
    /// `device_seed` names this device where the history has no name for it yet.
    ///
    /// # Errors
    /// A folder that cannot be made, a damaged file, or a newer format, which is left untouched.
    pub fn open(folder: &Path, device_seed: u64) -> Result<Self, StoreError> {
        make_folder(folder)?;
        let path = folder.join(DATABASE);
        make_file(&path)?;
        refuse_newer(&path)?;
        let at = |error: StoreError| error.at(&path);
        let connection = connect(&path).map_err(StoreError::from).map_err(at)?;
        let mut store = Self {
            connection,
            path: path.clone(),
            family: Family::around(&Parameters::default()),
            device: String::new(),
        };
        store.migrate().map_err(at)?;
        store.read_identity(device_seed).map_err(at)?;
        store.refresh_derived().map_err(at)?;
        Ok(store)
    }

    /// Opens the history in memory, for tests and for looking at packs without a history.
    pub fn in_memory() -> Result<Self, StoreError> {
        let mut store = Self {
            connection: Connection::open_in_memory()?,
            path: PathBuf::from(":memory:"),
            family: Family::around(&Parameters::default()),
            device: String::new(),
        };
        store.migrate()?;
        store.read_identity(0)?;
        Ok(store)
    }

    /// Returns the path of the database.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Returns the connection, for commands that read tables of their own.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// Starts a write: it holds the only write lock from its first statement on.
    pub fn write(&mut self) -> Result<rusqlite::Transaction<'_>, StoreError> {
        Ok(self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?)
    }

    fn migrate(&mut self) -> Result<(), StoreError> {
        let found = self.version()?;
        if found > SCHEMA {
            return Err(StoreError::Newer { path: self.path.clone(), found, known: SCHEMA });
        }
        if found == SCHEMA {
            return Ok(());
        }
        let migrations = Migrations::new(MIGRATIONS.iter().map(|sql| M::up(sql)).collect());
        match migrations.to_latest(&mut self.connection) {
            Ok(()) => Ok(()),
            // Two that start at once both see an empty file; the second finds the work done.
            Err(_) if self.version()? == SCHEMA => Ok(()),
            Err(rusqlite_migration::Error::RusqliteError { err, .. }) => Err(err.into()),
            Err(error) => Err(StoreError::Damaged { path: self.path.clone(), detail: error.to_string() }),
        }
    }

    fn version(&self) -> Result<i64, StoreError> {
        Ok(self.connection.query_row("PRAGMA user_version", [], |row| row.get(0))?)
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let connection = Connection::open_with_flags(
        path,
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX,
    )?;
    connection.busy_timeout(PATIENCE)?;
    connection.pragma_update(None, "journal_mode", "WAL")?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "foreign_keys", true)?;
    Ok(connection)
}

pub(super) fn make_folder(folder: &Path) -> Result<(), StoreError> {
    let fault =
        |source| StoreError::Io { what: "cannot make the data folder", path: folder.to_owned(), source };
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(folder).map_err(fault)
}

/// Makes the database file with its permissions before SQLite opens it; its WAL copies them.
pub(super) fn make_file(path: &Path) -> Result<(), StoreError> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(false);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path).map(drop).map_err(|source| StoreError::Io {
        what: "cannot write",
        path: path.to_owned(),
        source,
    })
}

/// Reads the format from the file's header (SQLite file format, offset 60), touching nothing.
fn refuse_newer(path: &Path) -> Result<(), StoreError> {
    let fault = |source| StoreError::Io { what: "cannot read", path: path.to_owned(), source };
    let mut header = [0_u8; 64];
    let mut file = fs::File::open(path).map_err(fault)?;
    if file.metadata().map_err(fault)?.len() < 64 {
        return Ok(());
    }
    file.read_exact(&mut header).map_err(fault)?;
    if !header.starts_with(b"SQLite format 3\0") {
        return Err(StoreError::Damaged {
            path: path.to_owned(),
            detail: "it is not an SQLite database".into(),
        });
    }
    let found = i64::from(i32::from_be_bytes([header[60], header[61], header[62], header[63]]));
    if found > SCHEMA {
        return Err(StoreError::Newer { path: path.to_owned(), found, known: SCHEMA });
    }
    Ok(())
}
