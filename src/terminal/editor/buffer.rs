//! The text being typed, its caret and its undo history: no terminal, no clock.

use std::ops::Range;

use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation as _};

use super::super::sanitise;
use super::layout;

/// A text with a caret that always stands between two graphemes.
#[derive(Debug, Clone, Default)]
pub struct Buffer {
    text: String,
    caret: usize,
    /// The column that up and down try to keep.
    goal: Option<usize>,
    undo: Vec<Edit>,
    redo: Vec<Edit>,
    /// Whether the next keystroke may join the last edit.
    open: bool,
}

/// One step of the undo history: at a byte, `removed` was replaced by `inserted`.
#[derive(Debug, Clone)]
struct Edit {
    at: usize,
    removed: String,
    inserted: String,
    caret_before: usize,
}

/// How far a deletion or a jump reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    Grapheme,
    Word,
    /// To the end of the line between two line ends, not of the row on the screen.
    Line,
    All,
}

/// Which way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    Back,
    On,
}

impl Buffer {
    /// Starts with a text and the caret at its end; that text is not undone.
    pub fn new(text: &str) -> Self {
        let text = sanitise::typed(text).into_owned();
        Self { caret: text.len(), text, ..Self::default() }
    }

    /// The text typed so far.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The caret as a byte offset.
    pub fn caret(&self) -> usize {
        self.caret
    }

    /// Counts words; a Han character counts as one.
    pub fn words(&self) -> usize {
        self.text.unicode_words().count()
    }

    /// Inserts typed characters; characters of one word are undone together.
    pub fn insert(&mut self, typed: &str) {
        let typed = sanitise::typed(typed);
        // Fast typing arrives in pieces of several words, which are still undone one by one.
        for word in typed.split_inclusive(char::is_whitespace) {
            let starts_word = word.starts_with(char::is_whitespace)
                || self.text[..self.caret].ends_with(char::is_whitespace);
            self.replace(self.caret..self.caret, word, self.open && !starts_word);
            self.open = true;
        }
    }

    /// Inserts a pasted text, which is one step of the undo history.
    pub fn paste(&mut self, pasted: &str) {
        self.insert_whole(&sanitise::typed(pasted));
    }

    /// Replaces the whole text, as after an outside editor; undo brings the old one back.
    pub fn set(&mut self, text: &str) {
        let text = sanitise::typed(text).into_owned();
        if text != self.text {
            self.replace(0..self.text.len(), &text, false);
            self.open = false;
        }
    }

    fn insert_whole(&mut self, text: &str) {
        if !text.is_empty() {
            self.replace(self.caret..self.caret, text, false);
            self.open = false;
        }
    }

    /// Deletes from the caret; at the end of a line, a line's reach takes the line end.
    pub fn delete(&mut self, way: Way, reach: Reach) {
        let mut to = self.target(way, reach);
        if to == self.caret && reach == Reach::Line {
            to = self.target(way, Reach::Grapheme);
        }
        let range = to.min(self.caret)..to.max(self.caret);
        if !range.is_empty() {
            self.replace(range, "", false);
            self.open = false;
        }
    }

    /// Moves the caret.
    pub fn go(&mut self, way: Way, reach: Reach) {
        self.caret = self.snap(self.target(way, reach));
        self.rest();
    }

    /// Moves the caret `count` rows as wrapped at `columns`; beyond the first or last row, to its end.
    pub fn go_rows(&mut self, way: Way, count: usize, columns: usize) {
        let rows = layout::rows(&self.text, columns);
        let (row, column) = layout::place(&self.text, &rows, self.caret, columns);
        let goal = self.goal.unwrap_or(column);
        let to = match way {
            Way::Back if row == 0 => 0,
            Way::On if row + 1 == rows.len() => self.text.len(),
            Way::Back => layout::at_column(&self.text, &rows, row.saturating_sub(count), goal),
            Way::On => layout::at_column(&self.text, &rows, (row + count).min(rows.len() - 1), goal),
        };
        self.caret = self.snap(to);
        self.rest();
        self.goal = Some(goal);
    }

    /// Takes back the last step; tells whether there was one.
    pub fn undo(&mut self) -> bool {
        let Some(edit) = self.undo.pop() else {
            return false;
        };
        self.text.replace_range(edit.at..edit.at + edit.inserted.len(), &edit.removed);
        self.caret = edit.caret_before;
        self.redo.push(edit);
        self.rest();
        true
    }

    /// Does again what was taken back last; tells whether there was anything.
    pub fn redo(&mut self) -> bool {
        let Some(edit) = self.redo.pop() else {
            return false;
        };
        self.text.replace_range(edit.at..edit.at + edit.removed.len(), &edit.inserted);
        self.caret = self.snap(edit.at + edit.inserted.len());
        self.undo.push(edit);
        self.rest();
        true
    }

    fn rest(&mut self) {
        self.goal = None;
        self.open = false;
    }

    fn replace(&mut self, range: Range<usize>, with: &str, join: bool) {
        let removed = self.text[range.clone()].to_owned();
        self.text.replace_range(range.clone(), with);
        self.redo.clear();
        match self.undo.last_mut() {
            Some(last) if join && removed.is_empty() && last.at + last.inserted.len() == range.start => {
                last.inserted.push_str(with);
            }
            _ => self.undo.push(Edit {
                at: range.start,
                removed,
                inserted: with.to_owned(),
                caret_before: self.caret,
            }),
        }
        self.caret = self.snap(range.start + with.len());
        self.goal = None;
    }

    /// Moves an offset on to the next grapheme boundary, for an insertion can join its neighbours.
    fn snap(&self, at: usize) -> usize {
        let mut cursor = GraphemeCursor::new(at, self.text.len(), true);
        match cursor.is_boundary(&self.text, 0) {
            Ok(true) => at,
            _ => cursor.next_boundary(&self.text, 0).ok().flatten().unwrap_or(self.text.len()),
        }
    }

    fn target(&self, way: Way, reach: Reach) -> usize {
        let (before, after) = self.text.split_at(self.caret);
        match (way, reach) {
            (Way::Back, Reach::All) => 0,
            (Way::On, Reach::All) => self.text.len(),
            (Way::Back, Reach::Line) => before.rfind('\n').map_or(0, |at| at + 1),
            (Way::On, Reach::Line) => after.find('\n').map_or(self.text.len(), |at| self.caret + at),
            (Way::Back, Reach::Grapheme) => before.grapheme_indices(true).next_back().map_or(0, |(at, _)| at),
            (Way::On, Reach::Grapheme) => self.caret + after.graphemes(true).next().map_or(0, str::len),
            (Way::Back, Reach::Word) => before
                .split_word_bound_indices()
                .rev()
                .find(|(_, word)| is_word(word))
                .map_or(0, |(at, _)| at),
            (Way::On, Reach::Word) => after
                .split_word_bound_indices()
                .find(|(_, word)| is_word(word))
                .map_or(self.text.len(), |(at, word)| self.caret + at + word.len()),
        }
    }
}

fn is_word(piece: &str) -> bool {
    piece.chars().any(|c| c.is_alphanumeric() || !(c.is_ascii() || c.is_whitespace()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn typed(text: &str) -> Buffer {
        let mut buffer = Buffer::default();
        for c in text.chars() {
            buffer.insert(c.encode_utf8(&mut [0; 4]));
        }
        buffer
    }

    #[test]
    fn undo_takes_back_a_word_at_a_time_and_redo_brings_it_back() {
        let mut buffer = typed("We saw eight");
        assert!(buffer.undo());
        assert_eq!(buffer.text(), "We saw ");
        let mut fast = Buffer::default();
        fast.insert("We saw eight");
        assert!(fast.undo());
        assert_eq!(fast.text(), "We saw ");
        assert!(buffer.redo());
        assert_eq!(buffer.text(), "We saw eight");
        while buffer.undo() {}
        assert_eq!(buffer.text(), "");
    }

    #[test]
    fn backspace_takes_a_whole_emoji_or_accented_letter() {
        let mut buffer = Buffer::new("a👩‍💻");
        buffer.delete(Way::Back, Reach::Grapheme);
        assert_eq!(buffer.text(), "a");
        let mut buffer = Buffer::new("ne\u{301}");
        buffer.delete(Way::Back, Reach::Grapheme);
        assert_eq!(buffer.text(), "n");
    }

    #[test]
    fn words_are_jumped_over_and_deleted() {
        let mut buffer = Buffer::new("take rate, 3.2 %");
        buffer.go(Way::Back, Reach::Word);
        assert_eq!(&buffer.text()[buffer.caret()..], "3.2 %");
        buffer.delete(Way::Back, Reach::Word);
        assert_eq!(buffer.text(), "take 3.2 %");
        buffer.delete(Way::On, Reach::Line);
        assert_eq!(buffer.text(), "take ");
        buffer.delete(Way::Back, Reach::Line);
        assert_eq!(buffer.text(), "");
    }

    #[test]
    fn up_and_down_keep_the_column_over_a_short_row() {
        let mut buffer = Buffer::new("abcdef\nab\nabcdef");
        buffer.go_rows(Way::Back, 1, 40);
        assert_eq!(buffer.caret(), 9);
        buffer.go_rows(Way::Back, 1, 40);
        assert_eq!(buffer.caret(), 6);
        buffer.go_rows(Way::Back, 1, 40);
        assert_eq!(buffer.caret(), 0);
    }

    #[test]
    fn a_paste_of_two_thousand_characters_is_one_step() {
        let mut buffer = typed("Before. ");
        buffer.paste(&"佣金率 rate\r".repeat(200));
        assert_eq!(buffer.text().lines().count(), 200);
        buffer.undo();
        assert_eq!(buffer.text(), "Before. ");
    }

    #[derive(Debug, Clone)]
    enum Op {
        Insert(String),
        Paste(String),
        Delete(Way, Reach),
        Go(Way, Reach),
        Rows(Way, usize, usize),
        Undo,
        Redo,
    }

    fn op() -> impl Strategy<Value = Op> {
        let way = || prop::sample::select(vec![Way::Back, Way::On]);
        let reach = || prop::sample::select(vec![Reach::Grapheme, Reach::Word, Reach::Line, Reach::All]);
        let text = || "[a-c \n\t佣👩💻🏽🇨🇭e\u{301}\u{200d}\u{fe0f}\u{1b}]{0,6}";
        prop_oneof![
            4 => text().prop_map(Op::Insert),
            1 => text().prop_map(Op::Paste),
            2 => (way(), reach()).prop_map(|(w, r)| Op::Delete(w, r)),
            2 => (way(), reach()).prop_map(|(w, r)| Op::Go(w, r)),
            1 => (way(), 1usize..5, 1usize..20).prop_map(|(w, n, c)| Op::Rows(w, n, c)),
            1 => Just(Op::Undo),
            1 => Just(Op::Redo),
        ]
    }

    proptest! {
        #[test]
        fn the_caret_never_splits_a_grapheme_and_undo_reaches_the_start(
            start in "[a-c \n佣👩‍💻]{0,20}",
            ops in prop::collection::vec(op(), 0..60),
        ) {
            let mut buffer = Buffer::new(&start);
            let first = buffer.text().to_owned();
            for op in ops {
                match op {
                    Op::Insert(t) => buffer.insert(&t),
                    Op::Paste(t) => buffer.paste(&t),
                    Op::Delete(w, r) => buffer.delete(w, r),
                    Op::Go(w, r) => buffer.go(w, r),
                    Op::Rows(w, n, c) => buffer.go_rows(w, n, c),
                    Op::Undo => { buffer.undo(); }
                    Op::Redo => { buffer.redo(); }
                }
                let at = buffer.caret();
                prop_assert!(buffer.text().is_char_boundary(at));
                let bounds = buffer.text().grapheme_indices(true).map(|(i, _)| i);
                prop_assert!(bounds.chain([buffer.text().len()]).any(|i| i == at));
                prop_assert!(!buffer.text().contains(['\x1b', '\t', '\r']));
            }
            let last = buffer.text().to_owned();
            let mut steps = 0;
            while buffer.undo() { steps += 1; }
            prop_assert_eq!(buffer.text(), first);
            for _ in 0..steps { buffer.redo(); }
            prop_assert_eq!(buffer.text(), last);
        }
    }
}
