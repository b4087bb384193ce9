//! Lines of text with a tone for each piece: what the figures are written in before a shell paints them.

use unicode_width::UnicodeWidthStr as _;

/// Says how a piece of a line is set.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Mark {
    /// As it is.
    #[default]
    Plain,
    /// To be read first.
    Strong,
    /// Context.
    Faint,
    /// What stands out: the forecast, the interview day.
    Accent,
}

/// Holds a line as pieces, each with its tone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Line {
    /// The pieces, from left to right.
    pub pieces: Vec<(Mark, String)>,
    /// Columns by which it is set in.
    pub indent: usize,
}

/// Says what the lines are for: columns to fill and whether block and braille characters show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Canvas {
    /// Columns a line may take.
    pub columns: usize,
    /// Whether characters beyond ASCII may be used.
    pub unicode: bool,
}

impl Line {
    /// Starts an empty line.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes a line of one piece.
    pub fn of(mark: Mark, text: impl Into<String>) -> Self {
        Self::new().add(mark, text)
    }

    /// Makes a plain line.
    pub fn plain(text: impl Into<String>) -> Self {
        Self::of(Mark::Plain, text)
    }

    /// Adds a piece.
    #[must_use]
    pub fn add(mut self, mark: Mark, text: impl Into<String>) -> Self {
        let text = text.into();
        if !text.is_empty() {
            self.pieces.push((mark, text));
        }
        self
    }

    /// Sets the line in.
    #[must_use]
    pub fn set_in(mut self, columns: usize) -> Self {
        self.indent = columns;
        self
    }

    /// Adds spaces up to a column.
    #[must_use]
    pub fn pad_to(self, column: usize) -> Self {
        let missing = column.saturating_sub(self.width());
        self.add(Mark::Plain, " ".repeat(missing))
    }

    /// Adds another line's pieces.
    #[must_use]
    pub fn join(mut self, other: Self) -> Self {
        self.pieces.extend(other.pieces);
        self
    }

    /// Returns the columns it takes, its indent left out.
    pub fn width(&self) -> usize {
        self.pieces.iter().map(|(_, text)| text.width()).sum()
    }
}

impl Canvas {
    /// Tells whether there is room for two things side by side.
    pub const fn is_wide(&self) -> bool {
        self.columns >= 60
    }

    /// Returns the text, or its ASCII stand-in.
    pub const fn either(&self, unicode: &'static str, ascii: &'static str) -> &'static str {
        if self.unicode { unicode } else { ascii }
    }
}

/// Sets two blocks side by side, the second from a column on.
pub fn beside(left: Vec<Line>, right: Vec<Line>, column: usize) -> Vec<Line> {
    let rows = left.len().max(right.len());
    let (mut left, mut right) = (left.into_iter(), right.into_iter());
    (0..rows)
        .map(|_| {
            let line = left.next().unwrap_or_default();
            match right.next() {
                Some(other) if !other.pieces.is_empty() => line.pad_to(column).join(other),
                _ => line,
            }
        })
        .collect()
}

/// Cuts a text to some columns, with a mark where something is left off.
pub fn fit(text: &str, columns: usize, canvas: &Canvas) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mark = canvas.either("…", "~");
    let mut out = String::new();
    for c in text.chars() {
        if out.width() + c.to_string().width() + 1 > columns {
            break;
        }
        out.push(c);
    }
    out + mark
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_stand_side_by_side_whatever_their_height() {
        let left = vec![Line::plain("ab"), Line::plain("佣")];
        let right = vec![Line::plain("1"), Line::plain("2"), Line::plain("3")];
        let rows: Vec<String> = beside(left, right, 4)
            .iter()
            .map(|line| line.pieces.iter().map(|(_, text)| text.as_str()).collect())
            .collect();
        assert_eq!(rows, ["ab  1", "佣  2", "    3"]);
    }

    #[test]
    fn a_long_name_is_cut_to_its_columns() {
        let canvas = Canvas { columns: 40, unicode: true };
        assert_eq!(fit("plain-language", 8, &canvas), "plain-l…");
        assert_eq!(fit("佣金率率率", 5, &canvas), "佣金…");
        assert_eq!(fit("short", 8, &canvas), "short");
    }
}
