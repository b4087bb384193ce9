//! The terminal: reads keys and paints; holds no rules of practice.
//!
//! - [`look`] decides once what the terminal can show; [`ink`] and [`page`] say how a text is set.
//! - [`sanitise`] makes hostile characters visible, [`wrap`] breaks lines by columns.
//! - [`editor`] takes written answers, [`menu`] takes picks; both keep the question on the screen.
//! - [`select`] asks the few plain questions of a first run; [`plain`] serves pipes, line by line.
//! - [`guard`] leaves the terminal as it was found, however the program ends.

pub mod editor;
mod events;
pub mod guard;
pub mod ink;
pub mod look;
pub mod menu;
pub mod page;
pub mod pager;
mod paint;
pub mod plain;
pub mod sanitise;
pub mod select;
pub mod wrap;

pub use editor::{Ask, Interjection, Outcome, Timing, Typed};
pub use guard::{Guard, is_closed_pipe};
pub use ink::{Sign, Span, Tone};
pub use look::{ColorWhen, Look};
pub use menu::{Menu, Pick, Picked};
pub use page::Page;

/// The monotonic clock, passed in: each call returns the time since one fixed moment.
pub type Clock<'a> = &'a mut dyn FnMut() -> std::time::Duration;

/// What a person can ask for instead of answering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Command {
    Skip,
    Undo,
    Stop,
    Pause,
    Source,
}

impl Command {
    /// Every command, in the order in which they are offered.
    pub const ALL: [Command; 5] =
        [Command::Skip, Command::Undo, Command::Source, Command::Pause, Command::Stop];

    /// The key that gives the command.
    pub fn key(self) -> char {
        match self {
            Command::Skip => 's',
            Command::Undo => 'u',
            Command::Stop => 'q',
            Command::Pause => 'p',
            Command::Source => 'o',
        }
    }

    /// The word shown beside the key.
    pub fn word(self) -> &'static str {
        match self {
            Command::Skip => "skip",
            Command::Undo => "undo",
            Command::Stop => "stop",
            Command::Pause => "pause",
            Command::Source => "source",
        }
    }

    /// Finds the command of a key or a word, whatever its case.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.to_lowercase();
        Self::ALL.into_iter().find(|c| c.word() == text || text == c.key().to_string())
    }
}
