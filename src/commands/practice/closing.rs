//! How a session ends: the summary, and the line after an interruption.

use crate::commands::practice::Figures;
use crate::session::practice::Reason;
use crate::terminal::{Look, Page, Sign, Span, Tone, wrap};

/// Draws what a session came to, in at most eight rows from 40 columns on.
pub fn summary(figures: &Figures, look: &Look) -> Page {
    let mut first = vec![format!("{} of {} right", figures.correct, figures.answered)];
    if figures.answered == 0 {
        first = vec!["Nothing answered".to_owned()];
    }
    if figures.minutes > 0.0 {
        first.push(format!("{:.1} min", figures.minutes));
    }
    if figures.skipped > 0 {
        first.push(format!("{} skipped", figures.skipped));
    }
    if figures.retries > 0 {
        first.push(format!("{} once more", figures.retries));
    }
    if figures.reason == Reason::Budget {
        first.push("time used".to_owned());
    }
    let mut page = Page::new();
    page = page.strong(fitted(&first, " · ", look.measure(), look));
    let areas: Vec<String> =
        figures.by_area.iter().map(|(area, (asked, correct))| format!("{area} {correct}/{asked}")).collect();
    page = row(page, "areas", &areas, 2, look);
    page = row(page, "weak", &figures.weakest, 1, look);
    page = row(page, "better", &figures.improved, 1, look);
    let (due, new, minutes) = figures.tomorrow;
    let tomorrow = if due + new == 0 {
        vec!["nothing due".to_owned()]
    } else {
        vec![format!("{due} due"), format!("{new} new"), format!("about {:.0} min", minutes.max(1.0))]
    };
    row(page, "tomorrow", &tomorrow, 1, look)
}

const LABEL: usize = 8;

fn row(page: Page, label: &str, pieces: &[String], rows: usize, look: &Look) -> Page {
    if pieces.is_empty() {
        return page;
    }
    let room = look.measure().saturating_sub(LABEL + 1).max(8);
    // Rows break at spaces, so each but the last may stay short by a piece.
    let columns = room + (rows - 1) * room * 3 / 4;
    let text = fitted(pieces, ", ", columns, look);
    page.marked(Tone::Dim, format!("{label:LABEL$}"), 0, vec![Span::new(Tone::Plain, text)])
}

/// Joins pieces as far as they fit, and says how many were left off.
fn fitted(pieces: &[String], between: &str, columns: usize, look: &Look) -> String {
    let between = if look.unicode { between.to_owned() } else { between.replace('·', "-") };
    let mut text = String::new();
    for (i, piece) in pieces.iter().enumerate() {
        let next = if i == 0 { piece.clone() } else { format!("{text}{between}{piece}") };
        let rest = pieces.len() - i - 1;
        let more = if rest > 0 { format!("{between}+{rest}") } else { String::new() };
        if i > 0 && wrap::width(&next) + wrap::width(&more) > columns {
            return format!("{text}{between}+{}", pieces.len() - i);
        }
        text = next;
    }
    wrap::clip(&text, columns, Sign::Ellipsis.text(look))
}

/// Says after Ctrl-C that nothing is lost.
pub fn interrupted(kept: usize) -> String {
    let answers = match kept {
        0 => "Interrupted; nothing was answered yet.".to_owned(),
        1 => "Interrupted; your answer is kept.".to_owned(),
        kept => format!("Interrupted; your {kept} answers are kept."),
    };
    format!("{answers} `hotseat` goes on from here.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn the_summary_is_at_most_eight_rows() {
        let by_area: BTreeMap<String, (usize, usize)> =
            (1..=14).map(|n| (format!("some-long-area-{n}"), (3, 2))).collect();
        let figures = Figures {
            reason: Reason::Budget,
            asked: 30,
            answered: 28,
            skipped: 2,
            correct: 19,
            retries: 7,
            minutes: 21.5,
            by_area,
            weakest: (1..=9).map(|n| format!("post-mortem/the-weakest-drill-{n}")).collect(),
            improved: (1..=9).map(|n| format!("post-mortem/the-better-drill-{n}")).collect(),
            tomorrow: (12, 6, 14.2),
        };
        for width in [40, 60, 80, 120] {
            let text = summary(&figures, &Look::plain(width)).render(&Look::plain(width));
            assert!(text.lines().count() <= 8, "at {width}:\n{text}");
            assert!(text.contains("19 of 28 right") && text.contains("12 due"), "{text}");
        }
    }
}
