//! What the editor shows: rows of text in a window, and one status row below them.

use super::super::ink::{Sign, Span, Tone};
use super::super::page::Page;
use super::super::{Command, Look, sanitise, wrap};
use super::keys::Keys;
use super::{Ask, Timing, Typed, layout};

/// Rows that are painted, and where the caret stands among them.
#[derive(Debug, PartialEq, Eq)]
pub struct View {
    pub rows: Vec<String>,
    pub caret: (usize, usize),
}

/// Columns of the pointer before the answer's first row and of the space before the others.
const POINTER: usize = 2;
/// Fewest rows of the answer in view, however long the question is.
const LEAST_ROWS: usize = 3;
/// From this many seconds left the countdown is set in the accent.
const URGENT_SECONDS: u64 = 10;

/// Columns the answer is wrapped at.
pub fn columns(look: &Look) -> usize {
    look.measure().saturating_sub(POINTER).max(2)
}

/// Rows of the answer in view: what the question leaves free, so that both stay on the screen.
pub fn window(look: &Look, question_rows: usize, other_rows: usize) -> usize {
    let free = look.height.saturating_sub(question_rows + other_rows + 1);
    let most = look.height.saturating_sub(other_rows + 1).max(1);
    free.max(LEAST_ROWS).min(most)
}

/// Rows the editor starts with below a question: what is there already, a gap and the status.
pub fn first(text: &str, look: &Look) -> usize {
    (layout::rows(text, columns(look)).len() + 2).min(least(look))
}

/// Rows the editor needs at the least below a question.
pub fn least(look: &Look) -> usize {
    (LEAST_ROWS + 2).min(look.height.saturating_sub(1))
}

/// Draws the editor; `top` is the first row in view and follows the caret.
pub fn draw(
    keys: &Keys,
    ask: &Ask<'_>,
    look: &Look,
    seconds: u64,
    question_rows: usize,
    interjected: bool,
    top: &mut usize,
) -> View {
    let columns = columns(look);
    let text = keys.buffer.text();
    let all = layout::rows(text, columns);
    let (row, column) = layout::place(text, &all, keys.buffer.caret(), columns);

    let mut head = Vec::new();
    if let Some(interjection) = ask.interjection.filter(|_| interjected) {
        let page = Page::new().marked(
            Tone::Accent,
            Sign::Pointer.text(look),
            0,
            vec![Span::new(Tone::Bold, interjection.line)],
        );
        head = page.rows(look);
        head.push(String::new());
    }
    let foot = if let Some(notice) = &keys.notice {
        Page::new()
            .marked(Tone::Plain, Sign::Missed.text(look), 0, vec![Span::new(Tone::Plain, notice)])
            .rows(look)
    } else if keys.bar {
        bar(ask, look)
    } else {
        vec![status(keys, ask, look, seconds, (row, all.len()))]
    };
    let spacer = usize::from(look.height >= 12);
    let fixed = head.len() + spacer + foot.len();
    let window = window(look, question_rows, fixed).min(all.len().max(1));
    *top = (*top).clamp((row + 1).saturating_sub(window), row).min(all.len() - window);

    let margin = " ".repeat(look.margin());
    let mut rows = head;
    let first = rows.len();
    for (i, range) in all.iter().enumerate().skip(*top).take(window) {
        let lead = if i == 0 {
            pointer(look)
        } else if i == *top {
            Tone::Dim.paint(Sign::Up.text(look), look) + " "
        } else if i + 1 == *top + window && i + 1 < all.len() {
            Tone::Dim.paint(Sign::Down.text(look), look) + " "
        } else {
            " ".repeat(POINTER)
        };
        let shown = text[range.clone()].trim_end_matches(' ');
        let body = if text.is_empty() && !ask.hint.is_empty() {
            let hint = sanitise::visible(ask.hint).replace('\n', " ");
            Tone::Dim.paint(&wrap::clip(&hint, columns, Sign::Ellipsis.text(look)), look)
        } else {
            shown.to_owned()
        };
        rows.push(format!("{margin}{lead}{body}"));
    }
    let caret = (first + row - *top, look.margin() + POINTER + column);
    if spacer == 1 {
        rows.push(String::new());
    }
    rows.extend(foot);
    View { rows, caret }
}

/// Draws what stays on the screen once the answer has ended: every row of it, and nothing else.
pub fn last(typed: &Typed, ask: &Ask<'_>, look: &Look) -> Vec<String> {
    let text = typed.text.as_str();
    let interjected = typed.interjected;
    let mut page = Page::new();
    if let Some(interjection) = ask.interjection.filter(|_| interjected) {
        page = page
            .marked(Tone::Accent, Sign::Pointer.text(look), 0, vec![Span::new(Tone::Bold, interjection.line)])
            .gap();
    }
    let margin = " ".repeat(look.margin());
    let mut rows = page.rows(look);
    rows.extend(layout::rows(text, columns(look)).into_iter().enumerate().map(|(i, range)| {
        let lead = if i == 0 { pointer(look) } else { " ".repeat(POINTER) };
        format!("{margin}{lead}{}", text[range].trim_end())
    }));
    if typed.timed_out {
        rows.push(margin + &Tone::Dim.paint("  time is up", look));
    }
    rows
}

fn pointer(look: &Look) -> String {
    Tone::Accent.paint(">", look) + " "
}

/// Returns the time as it is shown, and whether it presses; none where it is hidden.
pub fn clock(timing: Timing, seconds: u64) -> Option<(String, bool)> {
    match timing {
        Timing::Hidden => None,
        Timing::Elapsed => Some((minutes(seconds), false)),
        Timing::Soft(limit) if seconds > limit => Some((format!("{} over", minutes(seconds - limit)), true)),
        Timing::Soft(limit) | Timing::Hard(limit) => {
            let left = limit.saturating_sub(seconds);
            Some((format!("{} left", minutes(left)), left <= URGENT_SECONDS))
        }
    }
}

fn minutes(seconds: u64) -> String {
    format!("{}:{:02}", seconds / 60, seconds % 60)
}

/// Sets the time and the dim pieces beside it in one row, leaving off pieces that do not fit.
pub fn status_row(clock: Option<(String, bool)>, pieces: &[String], look: &Look) -> String {
    let dot = format!(" {} ", Sign::Dot.text(look));
    let mut used = clock.as_ref().map_or(0, |(text, _)| wrap::width(text));
    let mut row = clock.map_or(String::new(), |(text, urgent)| {
        let tone = if urgent { Tone::Accent } else { Tone::Bold };
        tone.paint(&text, look)
    });
    for piece in pieces {
        let lead = if row.is_empty() { "" } else { dot.as_str() };
        let wide = wrap::width(lead) + wrap::width(piece);
        if used + wide > look.measure() {
            continue;
        }
        used += wide;
        row += &Tone::Dim.paint(&format!("{lead}{piece}"), look);
    }
    " ".repeat(look.margin()) + &row
}

fn status(keys: &Keys, ask: &Ask<'_>, look: &Look, seconds: u64, (row, rows): (usize, usize)) -> String {
    let mut pieces = Vec::new();
    let narrow = look.width < 60;
    pieces.push(match (ask.single_line, narrow) {
        (true, _) => "Enter done".to_owned(),
        (false, true) => "^D done".to_owned(),
        (false, false) => "Ctrl-D done".to_owned(),
    });
    pieces.push("Esc more".to_owned());
    if !ask.single_line {
        let words = keys.buffer.words();
        pieces.push(match ask.max_words {
            Some(most) if narrow => format!("{words}/{most}"),
            Some(most) if words > most => format!("{words} words, {} over", words - most),
            Some(most) => format!("{words} of {most} words"),
            None if words == 1 => "1 word".to_owned(),
            None => format!("{words} words"),
        });
        if rows > LEAST_ROWS + 1 {
            pieces.push(format!("row {} of {rows}", row + 1));
        }
    }
    status_row(clock(ask.timing, seconds), &pieces, look)
}

/// Lists keys and what they do, wrapped between the pairs.
pub fn legend(pairs: &[(String, &str)], look: &Look) -> Vec<String> {
    let margin = " ".repeat(look.margin());
    let mut rows: Vec<(usize, String)> = Vec::new();
    for (key, word) in pairs {
        let word = wrap::clip(word, look.measure().saturating_sub(wrap::width(key) + 1), "");
        let wide = wrap::width(key) + 1 + wrap::width(&word);
        let painted = format!("{} {}", Tone::Accent.paint(key, look), Tone::Dim.paint(&word, look));
        match rows.last_mut() {
            Some((used, row)) if *used + 3 + wide <= look.measure() => {
                *used += 3 + wide;
                row.push_str("   ");
                row.push_str(&painted);
            }
            _ => rows.push((wide, margin.clone() + &painted)),
        }
    }
    rows.into_iter().map(|(_, row)| row).collect()
}

fn bar(ask: &Ask<'_>, look: &Look) -> Vec<String> {
    let mut pairs: Vec<(String, &str)> = Command::ALL
        .into_iter()
        .filter(|command| ask.commands.contains(command))
        .map(|command| (command.key().to_string(), command.word()))
        .collect();
    pairs.push(("e".into(), "editor"));
    pairs.push(("r".into(), "read again"));
    pairs.push(("Ctrl-_".into(), "undo typing"));
    pairs.push(("Esc".into(), "back"));
    legend(&pairs, look)
}

#[cfg(test)]
mod tests {
    use super::super::Interjection;
    use super::super::buffer::Buffer;
    use super::*;

    fn keys(text: &str) -> Keys {
        Keys { buffer: Buffer::new(text), ..Keys::default() }
    }

    fn page() -> Page {
        Page::new()
    }

    #[test]
    fn the_status_row_fits_forty_columns() {
        let question = page();
        let ask = Ask { timing: Timing::Hard(90), ..Ask::new(&question) };
        let view = draw(&keys("one two"), &ask, &Look::plain(40), 48, 0, false, &mut 0);
        assert_eq!(view.rows, ["> one two", "", "0:42 left · ^D done · Esc more"]);
        assert_eq!(view.caret, (0, 9));
    }

    #[test]
    fn a_long_answer_scrolls_in_a_window_that_holds_the_caret() {
        let question = page();
        let ask = Ask::new(&question);
        let text = (1..=30).map(|n| format!("line {n}")).collect::<Vec<_>>().join("\n");
        let look = Look::plain(40).sized(40, 15);
        let mut top = 0;
        let view = draw(&keys(&text), &ask, &look, 0, 5, false, &mut top);
        assert!(view.rows.len() + 5 < 15);
        assert_eq!(view.rows[view.caret.0], "  line 30");
    }

    #[test]
    fn every_row_is_narrower_than_the_screen_at_any_size() {
        let question = page();
        let long = "佣金率 👩‍💻 supercalifragilistic ".repeat(20);
        let ask = Ask {
            timing: Timing::Soft(60),
            interjection: Some(Interjection { after_words: 1, line: "Stop there. How do you know that?" }),
            hint: "A belief, a change, a measure, a number, a date.",
            ..Ask::new(&question)
        };
        for (width, height) in [(10, 4), (20, 8), (40, 15), (80, 24), (200, 60)] {
            let look = Look::plain(width).sized(width, height);
            for text in ["", long.as_str()] {
                for bar in [false, true] {
                    let keys = Keys { bar, ..keys(text) };
                    let view = draw(&keys, &ask, &look, 75, 3, height > 10, &mut 0);
                    for row in &view.rows {
                        assert!(wrap::width(row) < width, "{row:?} at {width}");
                    }
                    assert!(view.caret.0 < view.rows.len() && view.caret.1 < width);
                }
            }
        }
    }
}
