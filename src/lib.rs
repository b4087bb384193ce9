//! Hotseat: an offline interview trainer.
//!
//! The map of the code: text becomes drills ([`drill`]), an answer becomes a verdict ([`grade`]),
//! reviews become memory ([`memory`]), memory and a date become a queue ([`schedule`]).
//! Those rooms are pure. The shell around them reads and writes.

pub mod drill;
pub mod grade;
pub mod memory;
pub mod schedule;
