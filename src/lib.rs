//! Hotseat: an offline interview trainer.
//!
//! The map of the code. Text becomes drills ([`drill`]), an answer becomes a verdict ([`grade`]),
//! reviews ([`review`]) become memory ([`memory`]), memory and a date become a queue ([`schedule`]),
//! and a session ([`session`]) asks it, one event at a time. Those rooms are pure: they never read
//! a clock, a file, a database, entropy or a terminal. What other programs read and write is
//! put into words by [`exchange`], as pure as they are.
//!
//! The shell reads and writes and holds no rules: packs ([`library`]), history ([`store`]), settings
//! ([`settings`]), clock and entropy ([`now`]), keys and
//! screen ([`terminal`]), and one file a verb ([`commands`]) behind the flags ([`cli`]).

pub mod cli;
pub mod commands;
pub mod day;
pub mod drill;
pub mod exchange;
pub mod grade;
pub mod library;
pub mod memory;
pub mod now;
pub mod progress;
pub mod review;
pub mod schedule;
pub mod session;
pub mod settings;
pub mod store;
pub mod terminal;
