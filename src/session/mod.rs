//! Sessions as pure state machines: an event in, effects out.

pub mod grill;
