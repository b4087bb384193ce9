//! Paints a block of rows at the foot of the screen, in place, writing only what changed.

use std::fmt::Write as _;
use std::io::{self, Write};

/// The rows on the screen now and where the caret stands among them.
///
/// Everything is relative to the block's first row, so nothing depends on where on the screen it is.
#[derive(Debug, Default)]
pub(super) struct Painter {
    rows: Vec<String>,
    /// The row the caret is in.
    at: usize,
    column: Option<usize>,
}

impl Painter {
    /// Paints rows (each narrower than the screen, the block lower than it) and puts the caret at `(row, column)`.
    pub fn paint(&mut self, out: &mut dyn Write, rows: Vec<String>, caret: (usize, usize)) -> io::Result<()> {
        let mut text = String::new();
        let mut on_screen = self.rows.len().max(1);
        for (i, row) in rows.iter().enumerate() {
            if self.rows.get(i) == Some(row) || (i == 0 && self.rows.is_empty() && row.is_empty()) {
                continue;
            }
            while on_screen <= i {
                self.go(on_screen - 1, &mut text);
                text.push_str("\r\n");
                self.at = on_screen;
                on_screen += 1;
            }
            self.go(i, &mut text);
            text.push('\r');
            text.push_str(row);
            text.push_str("\x1b[K");
        }
        let wanted = rows.len().max(1);
        while on_screen < wanted {
            self.go(on_screen - 1, &mut text);
            text.push_str("\r\n");
            self.at = on_screen;
            on_screen += 1;
        }
        if on_screen > wanted {
            self.go(wanted, &mut text);
            text.push_str("\r\x1b[J");
        }
        self.rows = rows;
        if text.is_empty() && self.at == caret.0 && self.column == Some(caret.1) {
            return Ok(());
        }
        self.column = Some(caret.1);
        self.go(caret.0, &mut text);
        let _ = write!(text, "\x1b[{}G", caret.1 + 1);
        out.write_all(text.as_bytes())?;
        out.flush()
    }

    /// Erases the block and leaves the caret where it began.
    pub fn clear(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut text = String::new();
        self.go(0, &mut text);
        text.push_str("\r\x1b[J");
        self.rows.clear();
        self.column = None;
        out.write_all(text.as_bytes())?;
        out.flush()
    }

    /// Leaves the block on the screen and goes to the row below it.
    pub fn leave(&mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut text = String::new();
        self.go(self.rows.len().saturating_sub(1), &mut text);
        text.push_str("\r\n");
        *self = Self::default();
        out.write_all(text.as_bytes())?;
        out.flush()
    }

    fn go(&mut self, row: usize, text: &mut String) {
        if row < self.at {
            let _ = write!(text, "\x1b[{}A", self.at - row);
        } else if row > self.at {
            let _ = write!(text, "\x1b[{}B", row - self.at);
        }
        self.at = row;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::num::NonZero;

    const HEIGHT: u16 = 12;

    fn screen() -> vt100::Parser {
        let size = |n| NonZero::new(n).expect("not zero");
        vt100::Parser::new(size(HEIGHT), size(30), 0)
    }

    proptest! {
        #[test]
        fn the_screen_shows_what_was_painted_last(
            above in 0usize..20,
            blocks in prop::collection::vec((prop::collection::vec("[a-z佣]{0,9}", 1..11), 0usize..99), 1..8),
        ) {
            let mut terminal = screen();
            for n in 0..above {
                terminal.process(format!("above {n}\r\n").as_bytes());
            }
            let mut painter = Painter::default();
            for (rows, at) in blocks {
                let caret = (at % rows.len(), at % 20);
                let mut out = Vec::new();
                painter.paint(&mut out, rows.clone(), caret).expect("memory");
                terminal.process(&out);
                let shown = terminal.screen();
                let (row, column) = shown.cursor_position();
                prop_assert_eq!(usize::from(column), caret.1);
                let first = usize::from(row) - caret.0;
                let lines: Vec<String> = shown.rows(0, 30).collect();
                prop_assert_eq!(&lines[first..first + rows.len()], &rows[..]);
                prop_assert!(lines[first + rows.len()..].iter().all(String::is_empty));
                if first > 0 {
                    prop_assert_eq!(&lines[first - 1], &format!("above {}", above - 1));
                }
            }
            let mut out = Vec::new();
            painter.clear(&mut out).expect("memory");
            terminal.process(&out);
            let row = usize::from(terminal.screen().cursor_position().0);
            let lines: Vec<String> = terminal.screen().rows(0, 30).collect();
            prop_assert!(lines[row..].iter().all(String::is_empty));
        }
    }
}
