//! The few ways text is set apart: one accent, bold, dim, and signs that carry the meaning without colour.

use anstyle::{AnsiColor, Style};

use super::look::Look;

/// How a piece of text is set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Tone {
    #[default]
    Plain,
    /// The thing to read first.
    Bold,
    /// Context that may be skipped.
    Dim,
    /// The one accent (magenta, which keeps its contrast on black and on white): what is chosen or ticking.
    Accent,
    /// Words that met what was asked; always beside [`Sign::Met`] or underlined words.
    Good,
    /// Words that missed it.
    Bad,
}

impl Tone {
    fn style(self) -> Style {
        match self {
            Tone::Plain => Style::new(),
            Tone::Bold => Style::new().bold(),
            Tone::Dim => Style::new().dimmed(),
            Tone::Accent => Style::new().fg_color(Some(AnsiColor::Magenta.into())).bold(),
            Tone::Good => Style::new().underline(),
            Tone::Bad => Style::new().bold().underline(),
        }
    }

    /// Wraps already sanitised text in the tone's escapes, or returns it as it is without colour.
    pub fn paint(self, text: &str, look: &Look) -> String {
        if !look.colour || self == Tone::Plain || text.is_empty() {
            return text.to_owned();
        }
        let style = self.style();
        format!("{style}{text}{style:#}")
    }
}

/// A sign that carries a meaning by its shape.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    Met,
    Missed,
    Undecided,
    Pointer,
    Dot,
    Ellipsis,
    Up,
    Down,
    Dash,
}

impl Sign {
    /// Returns the sign, or its ASCII stand-in of the same meaning.
    pub fn text(self, look: &Look) -> &'static str {
        let (unicode, ascii) = match self {
            Sign::Met => ("✓", "+"),
            Sign::Missed => ("✗", "x"),
            Sign::Undecided => ("?", "?"),
            Sign::Pointer => ("→", ">"),
            Sign::Dot => ("·", "-"),
            Sign::Ellipsis => ("…", "..."),
            Sign::Up => ("↑", "^"),
            Sign::Down => ("↓", "v"),
            Sign::Dash => ("–", "-"),
        };
        if look.unicode { unicode } else { ascii }
    }
}

/// A piece of text in one tone; the text may still be hostile, [`super::page::Page`] sanitises it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Span {
    pub tone: Tone,
    pub text: String,
}

impl Span {
    /// Makes a span.
    pub fn new(tone: Tone, text: impl Into<String>) -> Self {
        Self { tone, text: text.into() }
    }
}
