//! Where a text's rows break and where its caret stands: soft-wrapped rows as byte ranges.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation as _;

use super::super::wrap;

/// Returns the rows of a text at a width, as byte ranges without the line ends; never empty.
pub fn rows(text: &str, columns: usize) -> Vec<Range<usize>> {
    let mut out = Vec::new();
    let mut offset = 0;
    for line in text.split('\n') {
        out.extend(wrap::rows(line, columns).into_iter().map(|r| r.start + offset..r.end + offset));
        offset += line.len() + 1;
    }
    out
}

/// Returns the row and column of a byte offset; spaces hanging over the edge count up to it.
pub fn place(text: &str, rows: &[Range<usize>], caret: usize, columns: usize) -> (usize, usize) {
    let row = rows.partition_point(|row| row.start <= caret).saturating_sub(1);
    let column = rows.get(row).map_or(0, |r| wrap::width(&text[r.start..caret.min(r.end)]));
    (row, column.min(columns))
}

/// Returns the byte offset nearest to a column of a row, without leaving the row.
pub fn at_column(text: &str, rows: &[Range<usize>], row: usize, column: usize) -> usize {
    let Some(range) = rows.get(row) else {
        return text.len();
    };
    let mut used = 0;
    for (at, grapheme) in text[range.clone()].grapheme_indices(true) {
        used += wrap::width(grapheme);
        if used > column {
            return range.start + at;
        }
    }
    // The end of a soft-wrapped row is the start of the next one: stay before its last grapheme.
    let continues = rows.get(row + 1).is_some_and(|next| next.start == range.end);
    if continues {
        text[range.clone()].grapheme_indices(true).next_back().map_or(range.start, |(at, _)| range.start + at)
    } else {
        range.end
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_caret_moves_to_the_next_row_where_a_row_wraps() {
        let text = "one two three";
        let rows = rows(text, 8);
        assert_eq!(rows, [0..8, 8..13]);
        assert_eq!(place(text, &rows, 8, 8), (1, 0));
        assert_eq!(place(text, &rows, 13, 8), (1, 5));
        assert_eq!(at_column(text, &rows, 0, 20), 7);
    }

    proptest! {
        #[test]
        fn a_place_leads_back_to_its_row(text in "[ab \n佣👍]{0,60}", columns in 2usize..20, at in 0usize..200) {
            let caret = text.char_indices().map(|(i, _)| i).chain([text.len()]).nth(at % (text.chars().count() + 1)).unwrap_or(0);
            let rows = rows(&text, columns);
            let (row, column) = place(&text, &rows, caret, columns);
            prop_assert!(column <= columns && row < rows.len());
            let back = at_column(&text, &rows, row, column);
            prop_assert_eq!(place(&text, &rows, back, columns).0, row);
        }
    }
}
