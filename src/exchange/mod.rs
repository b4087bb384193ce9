//! What other programs read and write: cards in text files, calendars, tables. Pure.

pub mod calendar;
pub mod cards;
pub mod notes;
pub mod table;
