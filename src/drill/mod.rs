//! Text becomes drills: the format, its kinds, its faults and its templated numbers.
//!
//! `drills/README.md` describes the format for authors. [`parse`] turns one file into drills,
//! scenarios and lines, and collects every fault with its place; nothing here reads a file. [`lint`]
//! adds warnings to what can be used.

mod expression;
mod fault;
mod fields;
mod id;
mod kinds;
pub mod lint;
mod parse;
mod profile;
mod scenario;
mod start;
mod template;
mod types;

pub use expression::Expression;
pub use fault::{CODES, Code, Fault, Severity};
pub use fields::{MOST_TABLES, nearest};
pub use id::{DrillId, IdFault};
pub use parse::{Parsed, parse};
pub use profile::{Division, Level, Profile, Tags, Track};
pub use scenario::{Challenge, Ledger, Line, Scenario, Tactic, Topic};
pub use start::template_of;
pub(crate) use template::number;
pub use template::{Compute, Drawn, Range, Solver, Tolerance, Trap, fill};
pub use types::{Choice, Drill, Kind, KindName, Point, Source, Term, Weak, Wrong};
