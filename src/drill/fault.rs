//! Faults of drill files: what is wrong, where, and how to mend it.

use std::ops::Range;

use serde::Serialize;

/// Says how bad a fault is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The drill cannot be used.
    Error,
    /// The drill can be used, and could be better.
    Warning,
}

/// Names a kind of fault; the text is stable for scripts.
pub type Code = &'static str;

/// Every kind of fault.
pub const CODES: [Code; 37] = [
    "absolute-words",
    "bad-expression",
    "bad-id",
    "bad-name",
    "constant-answer",
    "degenerate-draw",
    "duplicate-id",
    "empty-file",
    "empty-pack",
    "empty-text",
    "given-away",
    "link",
    "longest-right",
    "missing-field",
    "model-fails",
    "near-duplicate",
    "no-value",
    "not-a-file",
    "not-finite",
    "not-utf8",
    "out-of-range",
    "reference-misses",
    "repeated-option",
    "syntax",
    "too-deep",
    "too-large",
    "too-long",
    "too-many",
    "trap-is-answer",
    "two-topics",
    "uneven-options",
    "unknown-field",
    "unknown-name",
    "unknown-value",
    "unreadable",
    "wrong-count",
    "wrong-type",
];

/// Describes one fault of one file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// What kind of fault it is, e.g. `unknown-field`.
    pub code: Code,
    /// Whether the drill is lost to it.
    pub severity: Severity,
    /// What is wrong, in a sentence.
    pub message: String,
    /// How to mend it.
    pub help: Option<String>,
    /// The byte range in the file that the fault is about.
    pub span: Range<usize>,
}

impl Fault {
    /// Builds an error at a place.
    pub fn error(code: Code, span: Range<usize>, message: impl Into<String>) -> Self {
        debug_assert!(CODES.contains(&code), "{code} is not listed");
        Self { code, severity: Severity::Error, message: message.into(), help: None, span }
    }

    /// Builds a warning at a place.
    pub fn warning(code: Code, span: Range<usize>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, span, message) }
    }

    /// Adds how to mend it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
