//! Shows a page without letting any of it scroll off unread.

use std::io::{self, Write};
use std::time::Duration;

use crossterm::event::{KeyCode, KeyModifiers};

use super::events::{self, Events, Happening};
use super::guard::Guard;
use super::ink::{Sign, Tone};
use super::{Look, Page};

/// How reading ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Read {
    /// All of it was shown.
    Through,
    /// Ctrl-C.
    Interrupted,
    /// Ctrl-D.
    EndOfInput,
}

/// Rows repeated from one screenful to the next.
const OVERLAP: usize = 1;
/// Nothing is due while a reader reads; any wait will do.
const LONG: Duration = Duration::from_hours(1);

/// Shows a page, waiting for a key wherever it is longer than the screen; without a terminal, all at once.
///
/// A closed pipe counts as read through.
pub fn show(page: &Page, look: &mut Look) -> io::Result<Read> {
    if !look.interactive {
        let mut out = io::stdout().lock();
        return match out.write_all(page.render(look).as_bytes()).and_then(|()| out.flush()) {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(Read::Through),
            other => other.map(|()| Read::Through),
        };
    }
    *look = look.remeasured();
    let rows = page.rows(look);
    if rows.len() < look.height {
        let mut out = io::stdout().lock();
        out.write_all(page.render(look).as_bytes())?;
        out.flush()?;
        return Ok(Read::Through);
    }
    let _guard = Guard::enter()?;
    let mut source = events::real;
    let mut events = Events::one_by_one(&mut source);
    present(&rows, look, 1, &mut events, &mut io::stdout())
}

/// Shows rows in raw mode, keeping `keep` rows of the screen free for what comes below them.
pub(super) fn present(
    rows: &[String],
    look: &Look,
    keep: usize,
    events: &mut Events<'_>,
    out: &mut dyn Write,
) -> io::Result<Read> {
    let screen = look.height.saturating_sub(1).max(2);
    let mut unread = 0;
    let mut shown = 0;
    while shown < rows.len() {
        // The last rows must leave room for what follows; the others only for the prompt.
        let rest = rows.len() - shown;
        let room = screen.saturating_sub(unread);
        let last = rest + keep <= room;
        let count = if last { rest } else { rest.min(room.max(1)) };
        for row in &rows[shown..shown + count] {
            write!(out, "{row}\r\n")?;
        }
        shown += count;
        unread += count;
        let follows = if shown == rows.len() { keep } else { 1 };
        if unread + follows > screen {
            match wait(look, shown * 100 / rows.len(), events, out)? {
                Read::Through => unread = OVERLAP.min(unread),
                other => return Ok(other),
            }
        }
    }
    out.flush()?;
    Ok(Read::Through)
}

fn wait(look: &Look, percent: usize, events: &mut Events<'_>, out: &mut dyn Write) -> io::Result<Read> {
    let dot = Sign::Dot.text(look);
    write!(
        out,
        "{}{}{}",
        " ".repeat(look.margin()),
        Tone::Accent.paint("more: space", look),
        if percent < 100 { Tone::Dim.paint(&format!(" {dot} {percent} %"), look) } else { String::new() },
    )?;
    out.flush()?;
    let read = loop {
        match events.next(LONG)? {
            // Who presses an option's number here wants to go on to where it can be picked.
            Happening::Chars(text) if text == " " || text.chars().all(|c| c.is_ascii_digit()) => {
                break Read::Through;
            }
            Happening::Key(key) if key.modifiers.contains(KeyModifiers::CONTROL) => match key.code {
                KeyCode::Char('c') => break Read::Interrupted,
                KeyCode::Char('d') => break Read::EndOfInput,
                _ => {}
            },
            Happening::Key(key) if matches!(key.code, KeyCode::Enter | KeyCode::Down | KeyCode::PageDown) => {
                break Read::Through;
            }
            _ => {}
        }
    };
    write!(out, "\r\x1b[K")?;
    out.flush()?;
    Ok(read)
}

/// Returns the rows of a question that fit above `keep` rows, with a mark where its start is left off.
pub(super) fn tail(rows: &[String], look: &Look, keep: usize) -> Vec<String> {
    let room = look.height.saturating_sub(keep + 1);
    if rows.len() <= room {
        return rows.to_vec();
    }
    let mut kept = rows[rows.len() - room.saturating_sub(1).min(rows.len())..].to_vec();
    if room > 0 {
        let mark = format!("{} Ctrl-L shows it all", Sign::Up.text(look));
        kept.insert(0, " ".repeat(look.margin()) + &Tone::Dim.paint(&mark, look));
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::{Event, KeyEvent};

    fn shown(rows: usize, keep: usize, height: usize) -> (String, usize) {
        let look = Look::plain(40).sized(40, height);
        let rows: Vec<String> = (1..=rows).map(|n| format!("row {n}")).collect();
        let mut presses = 0;
        let mut source = |_: Duration| {
            presses += 1;
            let key = KeyEvent::new(KeyCode::Char(' '), KeyModifiers::NONE);
            Ok(Some(Event::Key(key)))
        };
        let mut out = Vec::new();
        let mut events = Events::one_by_one(&mut source);
        present(&rows, &look, keep, &mut events, &mut out).expect("memory");
        (String::from_utf8(out).expect("text"), presses)
    }

    #[test]
    fn what_fits_is_shown_without_a_stop() {
        assert_eq!(shown(8, 6, 15), (shown(8, 6, 15).0, 0));
        assert_eq!(shown(9, 6, 15).1, 1);
    }

    #[test]
    fn every_row_is_on_the_screen_at_some_stop() {
        for height in [6, 15, 24] {
            for rows in 1..80 {
                let (text, _) = shown(rows, 5, height);
                let mut since = 0;
                for piece in text.split("more: space") {
                    since = usize::from(since > 0) + piece.matches("row ").count();
                    assert!(since < height, "{since} rows at once at {height}");
                }
                assert_eq!(text.matches("row ").count(), rows);
            }
        }
    }
}
