//! The shared analysis of an answer: tokens, sentences, clauses, numbers and what each token is.
//!
//! Everything a criterion looks at is computed once here, in time linear in the text.

pub mod clause;
pub mod lexicon;
pub mod mask;
pub mod pattern;
pub mod tags;
pub mod token;
pub mod words;

use unicode_segmentation::UnicodeSegmentation;

use crate::grade::numbers::{self, Number};
use clause::Range;
use tags::Tags;
use token::Token;

/// An analysed text.
pub struct Analysis<'a> {
    /// The text itself.
    pub text: &'a str,
    /// Its tokens, in order.
    pub tokens: Vec<Token>,
    /// What each token is, beside its word: one set a token.
    pub tags: Vec<Tags>,
    /// The numbers, in order; they index `tokens`.
    pub numbers: Vec<Number>,
    /// Sentences as token ranges; a list bullet ends one.
    pub sentences: Vec<Range>,
    /// Clauses as token ranges, never across sentences; also found in unpunctuated speech.
    pub clauses: Vec<Range>,
    /// Tokens that only repeat the question or the codebook and so say nothing.
    pub masked: Vec<bool>,
}

impl<'a> Analysis<'a> {
    /// Analyses a text; `quoted` are texts whose repetition does not count as saying something.
    pub fn new(text: &'a str, quoted: &[&str]) -> Self {
        let tokens = token::tokenize(text);
        let numbers = numbers::find_in(&tokens);
        let tags = tags::tag(&tokens, &numbers);
        let sentences = clause::sentences(&tokens);
        let clauses = clause::clauses(&tokens, &tags, &sentences);
        let masked = mask::repeated(&tokens, quoted);
        Self { text, tokens, tags, numbers, sentences, clauses, masked }
    }

    /// Returns the bytes of a token range, without leading and trailing marks.
    pub fn bytes(&self, range: Range) -> (usize, usize) {
        let spoken = |t: &&Token| t.spoken();
        let tokens = &self.tokens[range.start..range.end];
        let Some(first) = tokens.iter().find(spoken) else {
            return (0, 0);
        };
        let last = tokens.iter().rfind(spoken).unwrap_or(first);
        let mut end = last.end;
        // A percent or currency sign belongs to its number.
        let after = tokens.iter().find(|t| t.start >= end);
        if let Some(sign) = after.filter(|t| matches!(t.lower.as_str(), "%" | "€" | "$" | "£")) {
            end = sign.end;
        }
        let before = tokens.iter().take_while(|t| t.start < first.start).last();
        let start = before
            .filter(|t| matches!(t.lower.as_str(), "€" | "$" | "£" | "₹" | "¥" | "\"" | "“"))
            .map_or(first.start, |t| t.start);
        (start, end)
    }
}

/// Counts the words of a text: Unicode words, each ideograph one.
pub fn count_words(text: &str) -> usize {
    text.unicode_words().count()
}
