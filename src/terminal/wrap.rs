//! Lines broken by the columns they take on a screen: CJK and emoji count two.

use std::ops::Range;

use textwrap::WordSeparator;
use unicode_segmentation::{GraphemeCursor, UnicodeSegmentation as _};
use unicode_width::UnicodeWidthStr as _;

/// Returns the columns a sanitised text without line breaks takes.
pub fn width(text: &str) -> usize {
    text.width()
}

/// Breaks one line (no `\n`) into rows of at most `columns`, as byte ranges that join up to the whole line.
///
/// Spaces at the end of a row hang over its edge; a word longer than a row is split between graphemes.
/// An empty line is one empty row.
pub fn rows(line: &str, columns: usize) -> Vec<Range<usize>> {
    let columns = columns.max(1);
    let mut rows = Vec::new();
    let (mut start, mut used) = (0, 0);
    for Word { at, end, whole } in words(line) {
        let wide = width(&line[at..end]);
        if used > 0 && used + wide > columns {
            rows.push(start..at);
            (start, used) = (at, 0);
        }
        if wide > columns {
            for (offset, piece) in pieces(&line[at..end], columns) {
                let one = width(piece);
                if used > 0 && used + one > columns {
                    rows.push(start..at + offset);
                    (start, used) = (at + offset, 0);
                }
                used += one;
            }
        } else {
            used += wide;
        }
        used += width(&line[end..whole]);
    }
    rows.push(start..line.len());
    rows
}

/// Splits a word into graphemes; one that is wider than a row by itself, as only nonsense is, into characters.
fn pieces(word: &str, columns: usize) -> impl Iterator<Item = (usize, &str)> {
    word.grapheme_indices(true).flat_map(move |(at, grapheme)| {
        let whole = (width(grapheme) <= columns).then_some((at, grapheme));
        let parts = grapheme
            .char_indices()
            .filter(move |_| whole.is_none())
            .map(move |(i, c)| (at + i, &grapheme[i..i + c.len_utf8()]));
        whole.into_iter().chain(parts)
    })
}

/// What may not be broken: its start, its end, and the end of the spaces after it.
struct Word {
    at: usize,
    end: usize,
    whole: usize,
}

/// Finds the places where a line may break, none of them within a grapheme.
fn words(line: &str) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    let mut at = 0;
    for word in WordSeparator::UnicodeBreakProperties.find_words(line) {
        let end = at + word.word.len();
        let whole = end + word.whitespace.len();
        let inside = !matches!(GraphemeCursor::new(at, line.len(), true).is_boundary(line, 0), Ok(true));
        match words.last_mut().filter(|_| inside) {
            Some(last) => (last.end, last.whole) = (end, whole),
            None => words.push(Word { at, end, whole }),
        }
        at = whole;
    }
    words
}

/// Wraps a text of one or more lines to `columns`, without trailing spaces.
pub fn wrap(text: &str, columns: usize) -> Vec<&str> {
    text.split('\n')
        .flat_map(|line| rows(line, columns).into_iter().map(move |row| line[row].trim_end_matches(' ')))
        .collect()
}

/// Cuts a text to `columns`, with `ellipsis` at its end where something was left off.
pub fn clip(text: &str, columns: usize, ellipsis: &str) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let room = columns.saturating_sub(width(ellipsis));
    let mut used = 0;
    let kept: String = text
        .graphemes(true)
        .take_while(|g| {
            used += width(g);
            used <= room
        })
        .collect();
    let ellipsis = if width(ellipsis) <= columns { ellipsis } else { "" };
    kept.trim_end().to_owned() + ellipsis
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_kept_whole_where_they_fit() {
        assert_eq!(wrap("one two three\n\nfour", 8), ["one two", "three", "", "four"]);
    }

    #[test]
    fn wide_characters_count_two_columns() {
        assert_eq!(wrap("平台抽佣率是多少", 6), ["平台抽", "佣率是", "多少"]);
        assert_eq!(wrap("👍👍👍", 4), ["👍👍", "👍"]);
    }

    #[test]
    fn a_long_word_is_split_rather_than_cut_off() {
        assert_eq!(wrap("ab supercalifragilistic", 10), ["ab", "supercalif", "ragilistic"]);
    }

    #[test]
    fn clipping_says_that_something_is_missing() {
        assert_eq!(clip("short", 5, "…"), "short");
        assert_eq!(clip("a longer line", 6, "…"), "a lon…");
        assert_eq!(clip("佣金率", 4, "…"), "佣…");
        assert_eq!(clip("abc", 0, "…"), "");
    }

    proptest! {
        #[test]
        fn rows_join_up_and_fit(line in "[a-z 佣金👍🏽🇨é\u{301}-]{0,80}", columns in 2usize..40) {
            let rows = rows(&line, columns);
            let joined: String = rows.iter().map(|r| &line[r.clone()]).collect();
            prop_assert_eq!(&joined, &line);
            for row in &rows {
                prop_assert!(width(line[row.clone()].trim_end_matches(' ')) <= columns);
            }
        }
    }
}
