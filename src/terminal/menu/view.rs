//! What a menu shows: options that carry a pointer and ticks, and one row of keys below them.

use super::super::editor::view::{clock, legend, status_row};
use super::super::ink::{Sign, Span, Tone};
use super::super::page::Page;
use super::super::{Command, Look, sanitise, wrap};
use super::pick::State;
use super::{CONFIDENCES, Menu, Pick};

/// Draws every option as a page, marked as the pick stands.
pub fn options(menu: &Menu<'_>, state: &State, look: &Look) -> Page {
    if state.pick == Pick::Confidence {
        return Page::new().spans(confidence(state, look));
    }
    let mut page = Page::new();
    for (i, option) in menu.options.iter().enumerate().take(state.count) {
        let here = state.at == Some(i);
        let pointer = if here { Sign::Pointer.text(look) } else { " " };
        let tick = match state.pick {
            Pick::Many { .. } => match standing(menu, state, i) {
                Some(sign) => format!(" {}", sign.text(look)),
                None => "  ".to_owned(),
            },
            _ => String::new(),
        };
        let pad = if state.count > 9 && i < 9 { " " } else { "" };
        let marker = format!("{pointer}{tick} {pad}{})", i + 1);
        let tone = if here { Tone::Accent } else { Tone::Plain };
        let body = match state.pick {
            Pick::Order if state.order.contains(&i) => Tone::Dim,
            _ => Tone::Plain,
        };
        let mut spans = vec![Span::new(body, option)];
        if let Some(note) = menu.notes.get(i).filter(|note| !note.is_empty()) {
            spans.push(Span::new(Tone::Dim, format!("\n{note}")));
        }
        page = page.marked(tone, marker, 0, spans);
    }
    page
}

/// Returns the sign an option carries: ticked, untouched as it was given, or unticked by the person.
fn standing(menu: &Menu<'_>, state: &State, i: usize) -> Option<Sign> {
    if state.ticked[i] {
        return Some(Sign::Met);
    }
    let sign = menu.signs.get(i).copied()?;
    Some(if state.touched[i] || sign == Sign::Met { Sign::Missed } else { sign })
}

fn confidence(state: &State, look: &Look) -> Vec<Span> {
    let narrow = look.width < 60;
    let (question, gap) = if narrow { ("Sure?", " ") } else { ("How sure are you?", "  ") };
    let mut spans = vec![Span::new(Tone::Plain, question)];
    for (i, probability) in CONFIDENCES.iter().enumerate() {
        let percent = format!("{:.0}", probability * 100.0);
        let (first, rest) = percent.split_at(1);
        let here = state.at == Some(i);
        spans.push(Span::new(
            Tone::Accent,
            format!("{gap}{}", if here { Sign::Pointer.text(look) } else { " " }),
        ));
        spans.push(Span::new(Tone::Accent, format!("[{first}]")));
        spans.push(Span::new(if here { Tone::Bold } else { Tone::Plain }, rest));
    }
    spans.push(Span::new(Tone::Dim, format!("{gap}%")));
    spans
}

/// Draws the order so far in one row, or nothing for other picks.
pub fn order(state: &State, look: &Look) -> Option<String> {
    if state.pick != Pick::Order || state.count == 0 {
        return None;
    }
    let arrow = format!(" {} ", Sign::Pointer.text(look));
    let mut numbers: Vec<String> = state.order.iter().map(|i| (i + 1).to_string()).collect();
    if numbers.len() < state.count {
        numbers.push("_".to_owned());
    }
    let text = wrap::clip(&numbers.join(&arrow), look.measure(), Sign::Ellipsis.text(look));
    Some(" ".repeat(look.margin()) + &Tone::Accent.paint(&text, look))
}

/// Draws the pick so far in one row, for when the options themselves have scrolled by; nothing at first.
pub fn summary(menu: &Menu<'_>, state: &State, look: &Look) -> Option<String> {
    if let Some(row) = order(state, look) {
        return Some(row);
    }
    let mut pieces = Vec::new();
    if matches!(state.pick, Pick::Many { .. }) && state.ticked.contains(&true) {
        let ticked: Vec<String> =
            (0..state.count).filter(|&i| state.ticked[i]).map(|i| (i + 1).to_string()).collect();
        pieces.push(format!("{} {}", Sign::Met.text(look), ticked.join(" ")));
    }
    if let Some((at, option)) = state.at.and_then(|at| Some((at, menu.options.get(at)?))) {
        let line = sanitise::visible(option).replace('\n', " ");
        pieces.push(format!("{} {}) {line}", Sign::Pointer.text(look), at + 1));
    }
    if pieces.is_empty() {
        return None;
    }
    let text = wrap::clip(&pieces.join("   "), look.measure(), Sign::Ellipsis.text(look));
    Some(" ".repeat(look.margin()) + &Tone::Accent.paint(&text, look))
}

/// Draws the keys: the few that matter now, or all of them.
pub fn keys(menu: &Menu<'_>, state: &State, look: &Look, seconds: u64) -> Vec<String> {
    if state.help {
        let mut pairs: Vec<(String, &str)> = Vec::new();
        pairs.extend(menu.letters.iter().map(|(c, word)| (c.to_string(), *word)));
        pairs.extend(
            Command::ALL
                .into_iter()
                .filter(|command| menu.commands.contains(command))
                .filter(|command| !menu.letters.iter().any(|(c, _)| *c == command.key()))
                .map(|command| (command.key().to_string(), command.word())),
        );
        if !menu.question.is_empty() {
            pairs.push(("r".into(), "read again"));
        }
        if matches!(state.pick, Pick::One | Pick::Many { .. }) {
            pairs.push((if look.unicode { "↑ ↓" } else { "arrows" }.into(), "move"));
        }
        pairs.push(("Esc".into(), "back"));
        return legend(&pairs, look);
    }
    let mut pieces: Vec<String> = Vec::new();
    let range = || format!("1{}{}", Sign::Dash.text(look), state.count);
    match state.pick {
        Pick::One if state.at.is_some() => pieces.push("Enter pick".into()),
        Pick::One => pieces.push(range() + " pick"),
        Pick::Many { .. } => {
            pieces.push(range() + " tick");
            if state.complete() {
                pieces.push(format!("Enter {}", menu.enter));
            }
        }
        Pick::Order if state.complete() => pieces.push(format!("Enter {}", menu.enter)),
        Pick::Order => pieces.push("digits in order".into()),
        Pick::Confidence | Pick::Enter => pieces.push(format!("Enter {}", menu.enter)),
    }
    if state.pick == Pick::Order && !state.order.is_empty() {
        pieces.push("Backspace".into());
    }
    if !state.digits.is_empty() {
        pieces = vec![format!("{}_", state.digits), "Enter".into()];
    }
    pieces.extend(menu.letters.iter().map(|(c, word)| format!("{c} {word}")));
    if !menu.commands.is_empty() || !menu.question.is_empty() {
        pieces.push("? more".into());
    }
    vec![status_row(clock(menu.timing, seconds), &pieces, look)]
}
