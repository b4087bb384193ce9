//! Lines of figures on their way to the terminal.

use anyhow::Result;
use std::io::IsTerminal as _;
use std::io::Write as _;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::Duration;

use super::app::App;
use crate::cli::When;
use crate::progress::{Canvas, Line, Mark};
use crate::terminal::{ColorWhen, Look, Page, Span, Tone, pager};

/// How long work may take before it says that it goes on.
const BLINK: Duration = Duration::from_millis(300);

/// Decides what the terminal shows.
pub fn look(app: &App) -> Look {
    Look::detect(match app.color {
        When::Auto => ColorWhen::Auto,
        When::Always => ColorWhen::Always,
        When::Never => ColorWhen::Never,
    })
}

/// Returns the room there is for figures.
pub fn canvas(look: &Look) -> Canvas {
    Canvas { columns: look.measure(), unicode: look.unicode }
}

/// Lays lines out as a page; `None` is an empty row.
pub fn page(lines: &[Option<Line>], look: &Look) -> Page {
    lines.iter().fold(Page::new(), |page, line| match line {
        None => page.gap(),
        Some(line) => {
            let spans = line
                .pieces
                .iter()
                .map(|(mark, text)| {
                    let text = if look.unicode { text.clone() } else { ascii(text) };
                    Span::new(tone(*mark), text)
                })
                .collect();
            if line.indent == 0 {
                page.spans(spans)
            } else {
                page.marked(Tone::Plain, "", line.indent, spans)
            }
        }
    })
}

/// Shows lines, a screenful at a time on a terminal.
pub fn show(lines: &[Option<Line>], look: &Look) -> Result<()> {
    let mut look = *look;
    pager::show(&page(lines, &look), &mut look)?;
    Ok(())
}

fn tone(mark: Mark) -> Tone {
    match mark {
        Mark::Plain => Tone::Plain,
        Mark::Strong => Tone::Bold,
        Mark::Faint => Tone::Dim,
        Mark::Accent => Tone::Accent,
    }
}

fn ascii(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '–' | '−' => out.push('-'),
            '→' => out.push_str("->"),
            '±' => out.push_str("+-"),
            '…' => out.push_str("..."),
            '·' => out.push('-'),
            other => out.push(other),
        }
    }
    out
}

/// Says on a terminal that work goes on, once it takes longer than a blink.
#[derive(Debug)]
pub struct Working {
    end: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Working {
    /// Starts to watch; nothing is said where standard error is no terminal.
    pub fn on(what: &'static str) -> Self {
        if !std::io::stderr().is_terminal() {
            return Self { end: None };
        }
        let (sender, receiver) = channel::<()>();
        let thread = std::thread::spawn(move || {
            let mut dots = 0;
            let mut wait = BLINK;
            while receiver.recv_timeout(wait) == Err(RecvTimeoutError::Timeout) {
                dots = dots % 3 + 1;
                wait = BLINK;
                let _ = write!(std::io::stderr(), "\r{what}{}\x1b[K", ".".repeat(dots));
                let _ = std::io::stderr().flush();
            }
            if dots > 0 {
                let _ = write!(std::io::stderr(), "\r\x1b[K");
            }
        });
        Self { end: Some((sender, thread)) }
    }
}

impl Drop for Working {
    fn drop(&mut self) {
        if let Some((sender, thread)) = self.end.take() {
            drop(sender);
            let _ = thread.join();
        }
    }
}
