//! Sessions as pure state machines: an event in, effects out.
//!
//! [`practice`] asks drills one after another; what an answer is worth is decided by [`judge`],
//! on a drill as [`present`] showed it; [`pace`] tells how an answer was spoken. [`grill`] is the
//! interviewer of a grilling round.

pub mod grill;
pub mod judge;
pub mod pace;
pub mod practice;
pub mod present;

pub use judge::{Answer, Judged, Pick, Unusable};
pub use practice::{Done, Effect, Event, Limit, Planned, Practice, Setup, Summary};
pub use present::{Ask, Input, Presented};
