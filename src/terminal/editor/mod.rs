//! Takes a written answer on a terminal: several lines, timed, with the question kept in view.

pub mod buffer;
mod keys;
pub mod layout;
pub mod outside;
mod run;
pub(super) mod view;

use std::time::Duration;

use super::page::Page;
use super::{Clock, Command, Look};

/// How time is shown and kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Timing {
    /// Measured, not shown.
    #[default]
    Hidden,
    /// Shown as it goes by.
    Elapsed,
    /// Counts down from a number of seconds, then up: late is only late.
    Soft(u64),
    /// Counts down from a number of seconds; at zero the answer ends with what was typed.
    Hard(u64),
}

/// A line the interviewer throws in while a reply runs long.
#[derive(Debug, Clone, Copy)]
pub struct Interjection<'a> {
    /// Shown from this many typed words on.
    pub after_words: usize,
    pub line: &'a str,
}

/// What to ask for. Make one with [`Ask::new`] and change the fields that differ.
#[derive(Debug, Clone, Copy)]
pub struct Ask<'a> {
    /// Painted by the editor before it starts, and again after a resize; empty if it is on the screen already.
    pub question: &'a Page,
    /// Enter ends the answer; otherwise Enter is a new line, and Ctrl-D or Alt-Enter ends it.
    pub single_line: bool,
    pub timing: Timing,
    /// Time already spent on this answer, before a pause.
    pub already: Duration,
    /// Text to go on from.
    pub initial: &'a str,
    /// A few words shown dim while nothing is typed yet.
    pub hint: &'a str,
    /// The longest answer wanted, in words; shown beside the count.
    pub max_words: Option<usize>,
    /// What Esc offers.
    pub commands: &'a [Command],
    pub interjection: Option<Interjection<'a>>,
}

impl<'a> Ask<'a> {
    /// Asks for several untimed lines, with every command on offer.
    pub fn new(question: &'a Page) -> Self {
        Self {
            question,
            single_line: false,
            timing: Timing::Hidden,
            already: Duration::ZERO,
            initial: "",
            hint: "",
            max_words: None,
            commands: &Command::ALL,
            interjection: None,
        }
    }
}

/// What was typed, and how it came about.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Typed {
    /// The text without space at its end; free of control and invisible characters.
    pub text: String,
    /// Time on the answer, `already` included, suspensions excluded.
    pub elapsed: Duration,
    /// A hard limit ended it.
    pub timed_out: bool,
    /// The interjection was shown.
    pub interjected: bool,
}

/// How an answer ended; whatever was typed is kept in every case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The person, or a hard limit, ended the answer.
    Text(Typed),
    /// The person asked for something else; to go on, ask again with `initial` and `already` from here.
    Command(Command, Typed),
    /// Ctrl-C.
    Interrupted(Typed),
    /// Ctrl-D with nothing typed.
    EndOfInput,
}

/// Asks on the terminal and returns once the answer has ended, with the terminal as it was before.
///
/// The question stays on the screen while there is room; the answer stays there in full afterwards.
/// `look` takes over the terminal's new size after a resize. Errors are those of reading and writing the terminal.
pub fn ask(ask: &Ask<'_>, look: &mut Look, clock: Clock<'_>) -> std::io::Result<Outcome> {
    run::on_terminal(ask, look, clock)
}
