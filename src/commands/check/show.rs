//! How a fault is shown: the line it is about, a caret, and how to mend it.

use std::fmt;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use crate::cli::When;
use crate::drill::{Fault, Severity};
use crate::terminal::sanitise::visible;
use crate::terminal::{ColorWhen, Look};

/// A line with more bytes than this before its fault is named and not shown.
const LONGEST_LEAD: usize = 2_000;
/// The most bytes shown of a line after the beginning of its fault.
const LONGEST_TAIL: usize = 400;

/// A place in a file, counted from 1; columns are characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Position {
    pub line: usize,
    pub column: usize,
}

/// A file's text and where its lines begin, so that many places cost no more than one.
pub struct Lines {
    text: String,
    starts: Vec<u32>,
}

impl Lines {
    /// Takes a text apart.
    pub fn new(text: String) -> Self {
        let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at as u32 + 1);
        let starts = std::iter::once(0).chain(breaks).collect();
        Self { text, starts }
    }

    /// Returns the text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Finds the line and column of a byte offset.
    pub fn position(&self, offset: usize) -> Position {
        let offset = floor(&self.text, offset);
        let line = self.starts.partition_point(|start| *start as usize <= offset).max(1);
        let start = self.starts[line - 1] as usize;
        Position { line, column: self.text[start..offset].chars().count() + 1 }
    }
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Shows faults on this terminal.
pub struct Show {
    renderer: Renderer,
}

impl Show {
    /// Looks at the terminal.
    pub fn new(color: When) -> Self {
        let look = Look::detect(match color {
            When::Auto => ColorWhen::Auto,
            When::Always => ColorWhen::Always,
            When::Never => ColorWhen::Never,
        });
        let renderer = if look.colour { Renderer::styled() } else { Renderer::plain() };
        let decor = if look.unicode { DecorStyle::Unicode } else { DecorStyle::Ascii };
        Self { renderer: renderer.term_width(look.width.min(110)).decor_style(decor) }
    }

    /// Shows one fault.
    pub fn fault(&self, file: &str, lines: &Lines, fault: &Fault) -> String {
        let text = lines.text();
        let level = match fault.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let (file, message) = (visible(file), one_line(&fault.message));
        let help = fault.help.as_deref().map(one_line);
        let place = lines.position(fault.span.start);
        let title = level.primary_title(message.as_str()).id(fault.code);
        let line = if text.is_empty() { None } else { Line::of(text, fault) };
        let mut group: Group<'_> = match &line {
            Some(line) => title.element(
                Snippet::source(line.text.as_str())
                    .line_start(place.line)
                    .path(&*file)
                    .annotation(AnnotationKind::Primary.span(line.span.clone())),
            ),
            None if text.is_empty() => title.element(Origin::path(&*file)),
            None => title.element(Origin::path(&*file).line(place.line).char_column(place.column)),
        };
        if let Some(help) = &help {
            group = group.element(Level::HELP.message(help.as_str()));
        }
        self.renderer.render(&[group])
    }

    /// Says in a line what was found.
    pub fn summary(files: usize, drills: usize, errors: usize, warnings: usize) -> String {
        let what = |count: usize, one: &str| format!("{count} {one}{}", if count == 1 { "" } else { "s" });
        let found = format!("{}, {}", what(files, "file"), what(drills, "drill"));
        match (errors, warnings) {
            (0, 0) => format!("{found}: no faults."),
            _ => format!("{found}: {}, {}.", what(errors, "error"), what(warnings, "warning")),
        }
    }
}

fn one_line(text: &str) -> String {
    visible(text).replace('\n', " ")
}

/// The line of a fault, safe to print, and the fault's place in it.
struct Line {
    text: String,
    span: std::ops::Range<usize>,
}

impl Line {
    fn of(text: &str, fault: &Fault) -> Option<Self> {
        let at = floor(text, fault.span.start);
        let start = text[..at].rfind('\n').map_or(0, |at| at + 1);
        let end = text[at..].find('\n').map_or(text.len(), |end| at + end);
        if at - start > LONGEST_LEAD {
            return None;
        }
        let end = floor(text, end.min(at + LONGEST_TAIL));
        let stop = floor(text, fault.span.end.clamp(at, end));
        let safe = |part: &str| -> String { part.trim_end_matches('\r').chars().map(shown).collect() };
        let (lead, marked, tail) = (safe(&text[start..at]), safe(&text[at..stop]), safe(&text[stop..end]));
        let span = lead.len()..lead.len() + marked.len();
        Some(Self { text: lead + &marked + &tail, span })
    }
}

/// Replaces a character that could drive the terminal by one that shows it, so that columns stay true.
fn shown(c: char) -> char {
    let mut bytes = [0; 4];
    match c {
        '\t' => ' ',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        _ if visible(c.encode_utf8(&mut bytes)) != *c.encode_utf8(&mut [0; 4]) => '\u{fffd}',
        _ => c,
    }
}

/// Escapes in JSON what JSON allows raw and a terminal would obey or hide.
pub fn escaped(json: &str) -> String {
    if json.bytes().all(|byte| byte.is_ascii_graphic() || byte == b' ') {
        return json.to_owned();
    }
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c.is_ascii_graphic() || c == ' ' || shown(c) == c {
            out.push(c);
        } else {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                out.push_str(&format!("\\u{unit:04x}"));
            }
        }
    }
    out
}
