//! Grilling rounds: an interviewer that holds a candidate to the numbers they have just said.
//!
//! Pure: lines, texts, times and the seed arrive as arguments; effects tell the shell what to show
//! and what to keep. [`round`] is the state machine, [`ledger`] what was said, [`needs`] what a reply
//! is held to, [`scorecard`] what the round came to.

mod advice;
mod claims;
mod ladder;
pub mod ledger;
mod lines;
pub mod needs;
mod phrases;
mod reply;
pub mod round;
mod same;
pub mod scorecard;

pub use advice::Advice;
pub use reply::{DriftNote, Judged};
pub use round::{Effect, Event, Mode, Put, Record, ReplyVerdict, Round, Setup, Subject, Turn};
pub use scorecard::{Earlier, Scorecard};
