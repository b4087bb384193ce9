//! A page: text in blocks that can be laid out again for any width.

use std::ops::Range;

use super::ink::{Span, Tone};
use super::look::Look;
use super::{sanitise, wrap};

/// Something to read: built once, laid out for whatever size the terminal has now.
///
/// Every text passes through [`sanitise::visible`], so a page is safe whatever it is made of.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Page {
    blocks: Vec<Block>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Block {
    Gap,
    Text { marker: (Tone, String), indent: usize, spans: Vec<Span> },
    Ends { left: String, right: String },
}

impl Page {
    /// Starts an empty page.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one empty row; several in a row, and one at the top, count once or not at all.
    #[must_use]
    pub fn gap(mut self) -> Self {
        if !matches!(self.blocks.last(), None | Some(Block::Gap)) {
            self.blocks.push(Block::Gap);
        }
        self
    }

    /// Adds a paragraph in one tone.
    #[must_use]
    pub fn say(self, tone: Tone, text: impl Into<String>) -> Self {
        self.spans(vec![Span::new(tone, text)])
    }

    /// Adds a paragraph of plain text.
    #[must_use]
    pub fn text(self, text: impl Into<String>) -> Self {
        self.say(Tone::Plain, text)
    }

    /// Adds a paragraph to read first.
    #[must_use]
    pub fn strong(self, text: impl Into<String>) -> Self {
        self.say(Tone::Bold, text)
    }

    /// Adds a paragraph of context.
    #[must_use]
    pub fn dim(self, text: impl Into<String>) -> Self {
        self.say(Tone::Dim, text)
    }

    /// Adds a paragraph of differently set pieces.
    #[must_use]
    pub fn spans(mut self, spans: Vec<Span>) -> Self {
        self.blocks.push(Block::Text { marker: (Tone::Plain, String::new()), indent: 0, spans });
        self
    }

    /// Adds an item whose text hangs to the right of its marker, such as `1)` or `✓`.
    #[must_use]
    pub fn item(self, marker: impl Into<String>, text: impl Into<String>) -> Self {
        self.marked(Tone::Plain, marker, 0, vec![Span::new(Tone::Plain, text)])
    }

    /// Adds an item with a set marker, indented by `indent` columns.
    #[must_use]
    pub fn marked(mut self, tone: Tone, marker: impl Into<String>, indent: usize, spans: Vec<Span>) -> Self {
        self.blocks.push(Block::Text { marker: (tone, marker.into()), indent, spans });
        self
    }

    /// Adds a dim line with something at its left and something at its right end, as in a running head.
    #[must_use]
    pub fn ends(mut self, left: impl Into<String>, right: impl Into<String>) -> Self {
        self.blocks.push(Block::Ends { left: left.into(), right: right.into() });
        self
    }

    /// Adds another page's blocks.
    #[must_use]
    pub fn with(mut self, other: &Page) -> Self {
        self.blocks.extend(other.blocks.iter().cloned());
        self
    }

    /// Tells whether there is nothing to read.
    pub fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Lays the page out: painted rows without line ends, each narrower than the look's width.
    pub fn rows(&self, look: &Look) -> Vec<String> {
        let margin = " ".repeat(look.margin());
        let mut out = Vec::new();
        for block in &self.blocks {
            match block {
                Block::Gap => out.push(String::new()),
                Block::Ends { left, right } => {
                    let (left, right) = (one_line(left), one_line(right));
                    let gap = look
                        .measure()
                        .checked_sub(wrap::width(&left) + wrap::width(&right))
                        .filter(|&gap| gap >= 2);
                    let lines = match gap {
                        Some(gap) => vec![left + &" ".repeat(gap) + &right],
                        None => [left, right]
                            .iter()
                            .flat_map(|t| wrap::wrap(t, look.measure()))
                            .filter(|t| !t.is_empty())
                            .map(str::to_owned)
                            .collect(),
                    };
                    out.extend(lines.iter().map(|t| margin.clone() + &Tone::Dim.paint(t.trim_end(), look)));
                }
                Block::Text { marker, indent, spans } => {
                    lay_out(marker, *indent, spans, &margin, look, &mut out);
                }
            }
        }
        out
    }

    /// Lays the page out as one text with a line end after every row.
    pub fn render(&self, look: &Look) -> String {
        self.rows(look).iter().flat_map(|row| [row.as_str(), "\n"]).collect()
    }
}

fn one_line(text: &str) -> String {
    sanitise::visible(text).replace('\n', " ")
}

fn lay_out(
    (marker_tone, marker): &(Tone, String),
    indent: usize,
    spans: &[Span],
    margin: &str,
    look: &Look,
    out: &mut Vec<String>,
) {
    let marker = one_line(marker);
    let hang = if marker.is_empty() { 0 } else { wrap::width(&marker) + 1 };
    // A hanging indent must leave room for the text itself.
    let indent = indent.min(look.measure() / 4);
    let room = look.measure().saturating_sub(indent + hang).max(8);
    let mut text = String::new();
    let mut tones: Vec<(Range<usize>, Tone)> = Vec::new();
    for span in spans {
        let start = text.len();
        text.push_str(&sanitise::visible(&span.text));
        tones.push((start..text.len(), span.tone));
    }
    // Joining spans may put a joiner beside an emoji or part one from it; a second pass settles that.
    let text = match sanitise::visible(&text) {
        std::borrow::Cow::Borrowed(_) => text,
        std::borrow::Cow::Owned(changed) if changed == text => text,
        std::borrow::Cow::Owned(changed) => {
            tones = vec![(0..changed.len(), Tone::Plain)];
            changed
        }
    };
    let mut first = true;
    let mut offset = 0;
    for line in text.split('\n') {
        for row in wrap::rows(line, room) {
            let shown = line[row.clone()].trim_end_matches(' ');
            let start = offset + row.start;
            let body = paint_range(&text, start..start + shown.len(), &tones, look);
            let lead = match (first, hang) {
                (_, 0) => String::new(),
                (true, _) => marker_tone.paint(&marker, look) + " ",
                (false, _) => " ".repeat(hang),
            };
            first = false;
            let row = format!("{margin}{}{lead}{body}", " ".repeat(indent));
            out.push(row.trim_end_matches(' ').to_owned());
        }
        offset += line.len() + 1;
    }
}

fn paint_range(text: &str, range: Range<usize>, tones: &[(Range<usize>, Tone)], look: &Look) -> String {
    tones
        .iter()
        .filter_map(|(span, tone)| {
            let (start, end) = (span.start.max(range.start), span.end.min(range.end));
            (start < end).then(|| tone.paint(&text[start..end], look))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_hang_beside_their_marker() {
        let page = Page::new()
            .strong("Which one?")
            .gap()
            .item("1)", "revenue divided by the gross merchandise value");
        assert_eq!(
            page.render(&Look::plain(30)),
            "Which one?\n\n1) revenue divided by the\n   gross merchandise value\n"
        );
    }

    #[test]
    fn a_running_head_breaks_in_two_where_it_is_narrow() {
        let page = Page::new().ends("metrics", "3 of 12");
        assert_eq!(page.render(&Look::plain(24)), "metrics         3 of 12\n");
        assert_eq!(page.render(&Look::plain(14)), "metrics\n3 of 12\n");
    }

    #[test]
    fn tones_follow_their_words_across_rows() {
        let mut look = Look::plain(14);
        look.colour = true;
        let page = Page::new()
            .spans(vec![Span::new(Tone::Plain, "We saw "), Span::new(Tone::Good, "eight percent")]);
        let rows = page.rows(&look);
        assert_eq!(rows, ["We saw \u{1b}[4meight\u{1b}[0m", "\u{1b}[4mpercent\u{1b}[0m"]);
    }

    #[test]
    fn hostile_text_cannot_reach_the_terminal() {
        let page = Page::new().item("\x1b[1m", "a\x1b]0;title\x07b").ends("\u{9b}2J", "\n");
        let text = page.render(&Look::plain(40));
        assert!(!text.contains('\x1b') && !text.contains('\u{9b}'));
        assert!(text.contains("␛]0;title␇b"));
    }
}
