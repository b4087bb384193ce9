//! Text becomes tokens: words, numbers and punctuation, each with its bytes in the text.

use std::cell::RefCell;
use std::collections::HashMap;

use rust_stemmers::{Algorithm, Stemmer};

use super::words::{self, WordId};

/// A word is stemmed only up to this many bytes; longer runs are no English word.
const LONGEST_STEM: usize = 32;

/// What sort of thing a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A run of letters, with inner apostrophes.
    Word,
    /// A run that starts with a digit (or a point before a digit).
    Number,
    /// One ideograph.
    Han,
    /// One line break or more.
    Break,
    /// One character of anything else that is not white space.
    Mark,
}

/// One token of a text.
#[derive(Clone, Debug)]
pub struct Token {
    /// First byte in the text.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// What it is.
    pub kind: Kind,
    /// The token in lower case, typographic apostrophes made plain.
    pub lower: String,
    /// Hash of the stem (of the lower-case form for everything but words).
    pub stem: u32,
    /// The row of the word table, if the word or its base form has one.
    pub word: Option<WordId>,
    /// Whether white space (or the start of the text) comes before it.
    pub spaced: bool,
    /// Whether it starts with a capital letter.
    pub spelled_capital: bool,
}

impl Token {
    /// Tells whether the token is said, as opposed to punctuation.
    pub fn spoken(&self) -> bool {
        matches!(self.kind, Kind::Word | Kind::Number | Kind::Han)
    }
}

/// Hashes a string (FNV-1a, 32 bits).
pub const fn hash(text: &[u8]) -> u32 {
    let mut value: u32 = 0x811c_9dc5;
    let mut i = 0;
    while i < text.len() {
        value = (value ^ text[i] as u32).wrapping_mul(0x0100_0193);
        i += 1;
    }
    value
}

thread_local! {
    static STEMS: RefCell<HashMap<String, (u32, String)>> = RefCell::new(HashMap::new());
}

/// Returns the stem of a lower-case word.
pub fn stem(lower: &str) -> String {
    with_stem(lower, |_, stem| stem.to_owned())
}

/// Returns the hash of the stem of a lower-case word.
pub fn stem_hash(lower: &str) -> u32 {
    with_stem(lower, |hash, _| hash)
}

fn with_stem<T>(lower: &str, use_it: impl FnOnce(u32, &str) -> T) -> T {
    if lower.len() > LONGEST_STEM || !lower.is_ascii() {
        return use_it(hash(lower.as_bytes()), lower);
    }
    STEMS.with_borrow_mut(|stems| {
        if stems.len() > 20_000 {
            stems.clear();
        }
        if let Some((hash, stem)) = stems.get(lower) {
            return use_it(*hash, stem);
        }
        let stem = Stemmer::create(Algorithm::English).stem(lower).into_owned();
        let value = hash(stem.as_bytes());
        let result = use_it(value, &stem);
        stems.insert(lower.to_owned(), (value, stem));
        result
    })
}

/// Splits a text into tokens.
pub fn tokenize(text: &str) -> Vec<Token> {
    let mut tokens = Vec::with_capacity(text.len() / 5 + 4);
    let mut chars = text.char_indices().peekable();
    let mut spaced = true;
    while let Some((start, c)) = chars.next() {
        if c == '\n' {
            while chars.next_if(|(_, c)| c.is_whitespace()).is_some() {}
            let end = chars.peek().map_or(text.len(), |(i, _)| *i);
            push(&mut tokens, text, start, end, Kind::Break, true);
            spaced = true;
            continue;
        }
        if c.is_whitespace() || c == '\u{feff}' || c == '\u{200b}' {
            spaced = true;
            continue;
        }
        let digit_next = |chars: &std::iter::Peekable<std::str::CharIndices>| {
            chars.clone().peek().is_some_and(|(_, c)| c.is_ascii_digit())
        };
        let kind = if is_han(c) {
            Kind::Han
        } else if c.is_ascii_digit() || (c == '.' && spaced && digit_next(&chars)) {
            take_number(&mut chars);
            Kind::Number
        } else if c.is_alphabetic() {
            take_word(&mut chars);
            Kind::Word
        } else {
            Kind::Mark
        };
        let end = chars.peek().map_or(text.len(), |(i, _)| *i);
        push(&mut tokens, text, start, end, kind, spaced);
        spaced = false;
    }
    tokens
}

type Chars<'a> = std::iter::Peekable<std::str::CharIndices<'a>>;

/// Takes digits with inner separators: `12,400.5`, `1 200` stays two tokens.
fn take_number(chars: &mut Chars) {
    loop {
        if chars.next_if(|(_, c)| c.is_ascii_digit()).is_some() {
            continue;
        }
        let mut ahead = chars.clone();
        let separator = ahead.next().is_some_and(|(_, c)| matches!(c, '.' | ',' | '\'' | '’'));
        if separator && ahead.next().is_some_and(|(_, c)| c.is_ascii_digit()) {
            chars.next();
        } else {
            return;
        }
    }
}

fn take_word(chars: &mut Chars) {
    loop {
        if chars.next_if(|(_, c)| (c.is_alphabetic() && !is_han(*c)) || is_joined(*c)).is_some() {
            continue;
        }
        let mut ahead = chars.clone();
        let apostrophe = ahead.next().is_some_and(|(_, c)| matches!(c, '\'' | '’'));
        if apostrophe && ahead.next().is_some_and(|(_, c)| c.is_alphabetic()) {
            chars.next();
        } else {
            return;
        }
    }
}

/// Combining marks and digits belong to the word they follow (`p99`, `s3`, `né` written with two code points).
fn is_joined(c: char) -> bool {
    c.is_ascii_digit() || matches!(c, '\u{300}'..='\u{36f}' | '\u{900}'..='\u{dff}')
}

fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

fn push(tokens: &mut Vec<Token>, text: &str, start: usize, end: usize, kind: Kind, spaced: bool) {
    let raw = &text[start..end];
    let lower = match kind {
        Kind::Break => String::from("\n"),
        _ => raw.to_lowercase().replace('’', "'"),
    };
    let (stem, word) = match kind {
        Kind::Word => (stem_hash(&lower), words::find(&lower)),
        _ => (hash(lower.as_bytes()), None),
    };
    let spelled_capital = raw.starts_with(char::is_uppercase);
    tokens.push(Token { start, end, kind, lower, stem, word, spaced, spelled_capital });
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lowers(text: &str) -> Vec<String> {
        tokenize(text).into_iter().map(|t| t.lower).collect()
    }

    #[test]
    fn words_numbers_and_marks_are_told_apart() {
        assert_eq!(
            lowers("We didn’t cut 12,400.5 €—p99!"),
            ["we", "didn't", "cut", "12,400.5", "€", "—", "p99", "!"]
        );
    }

    #[test]
    fn every_ideograph_is_a_token() {
        assert_eq!(lowers("提升8%"), ["提", "升", "8", "%"]);
    }

    #[test]
    fn a_leading_point_belongs_to_its_number() {
        assert_eq!(lowers("about .08 or 3."), ["about", ".08", "or", "3", "."]);
    }
}
