//! Grading: an answer and what it is held to become a verdict that shows the words it rests on.
//!
//! Pure: text in, verdict out. [`verdict::check`] holds an open answer to one of the eight checks,
//! [`points::points`] to the points of a recall drill, [`reference::score`] to reference answers.

pub mod checks;
pub mod features;
pub mod model;
pub mod numbers;
pub mod phrase;
pub mod points;
pub mod reference;
pub mod spelling;
pub mod swap;
pub mod text;
pub mod verdict;

pub use verdict::{Check, Context, Criterion, Evidence, Outcome, Report, Span, Verdict, check};

/// Version of the recognisers and their weights; it grows when a verdict may change.
pub const GRADER_VERSION: u32 = 2;
