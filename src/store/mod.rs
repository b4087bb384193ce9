//! The history on disk: SQLite in WAL mode, fully synchronous, one write at a time.
//!
//! Reviews, amendments and undos are the truth and only ever added; what is derived from them
//! (memory, areas, tallies) is kept beside them so that starting up needs no replay, and can be
//! rebuilt at any time.

pub mod backup;
mod derived;
mod error;
pub mod exchange;
mod facts;
mod log;
mod open;
pub mod rounds;
mod rows;
mod settings;
pub mod stories;

pub use backup::Copied;
pub use derived::DrillState;
pub use error::StoreError;
pub use log::{Amendment, Appended, Stamp, Undone};
pub use open::{DATABASE, SCHEMA, Store};
pub use settings::Interview;
