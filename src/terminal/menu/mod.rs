//! Takes a pick with one key: an option, several, an order, a confidence; or just waits for Enter.

pub mod pick;
mod run;
mod view;

use std::time::Duration;

use super::editor::Timing;
use super::ink::Sign;
use super::page::Page;
use super::{Clock, Command, Look};

/// The confidences on offer, as probabilities; their keys are the first digits of the percentages.
pub const CONFIDENCES: [f64; 5] = [0.0, 0.25, 0.5, 0.75, 1.0];

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Pick {
    /// One option; its digit answers at once.
    One,
    /// Any number of options: digits toggle, Enter ends; `at_least` of them are needed.
    Many { at_least: usize },
    /// All options in order: digits in turn, Backspace takes back, Enter ends.
    Order,
    /// One of [`CONFIDENCES`]; the menu brings its own options. Enter alone leaves it open (no index).
    Confidence,
    /// Nothing but Enter or Space, as for going on, or for stopping a spoken answer.
    Enter,
}

/// What to ask for. Make one with [`Menu::new`] and change the fields that differ.
#[derive(Debug, Clone, Copy)]
pub struct Menu<'a> {
    /// Painted above the options, and again after a resize; may be empty.
    pub question: &'a Page,
    /// The options as shown, in their order; painted and numbered by the menu.
    pub options: &'a [String],
    pub pick: Pick,
    /// Options ticked at the start ([`Pick::Many`]); missing ones are not.
    pub ticked: &'a [bool],
    /// How each option stands before it is touched ([`Pick::Many`]); empty: only ticks are shown.
    pub signs: &'a [Sign],
    /// A dim second line under each option, such as the words it rests on; empty or missing: none.
    pub notes: &'a [String],
    /// The option the pointer starts at.
    pub at: Option<usize>,
    pub timing: Timing,
    /// Time already spent, before a pause or on an earlier try.
    pub already: Duration,
    /// Offered on their letters.
    pub commands: &'a [Command],
    /// More letters and their words, such as `('e', "easy")`; they come before the commands.
    pub letters: &'a [(char, &'a str)],
    /// What Enter does, in a word.
    pub enter: &'a str,
}

impl<'a> Menu<'a> {
    /// Asks for a pick from options, untimed, with every command on offer.
    pub fn new(question: &'a Page, options: &'a [String], pick: Pick) -> Self {
        Self {
            question,
            options,
            pick,
            ticked: &[],
            signs: &[],
            notes: &[],
            at: None,
            timing: Timing::Hidden,
            already: Duration::ZERO,
            commands: &Command::ALL,
            letters: &[],
            enter: match pick {
                Pick::Confidence => "leave open",
                Pick::Enter => "go on",
                _ => "done",
            },
        }
    }
}

/// What was picked: indices from 0 into the options as shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Picked {
    /// One index for `One`; ascending for `Many`; all in order for `Order`; into [`CONFIDENCES`], or none, for `Confidence`; none for `Enter`.
    Options(Vec<usize>, Duration),
    /// One of the `letters`.
    Letter(char, Duration),
    Command(Command, Duration),
    /// Ctrl-C.
    Interrupted,
    /// Ctrl-D.
    EndOfInput,
    /// A hard limit ran out.
    TimedOut(Duration),
}

/// Asks on the terminal; what was picked stays marked on the screen.
///
/// `look` takes over the terminal's new size after a resize. Errors are those of reading and writing the terminal.
pub fn ask(menu: &Menu<'_>, look: &mut Look, clock: Clock<'_>) -> std::io::Result<Picked> {
    run::on_terminal(menu, look, clock)
}
