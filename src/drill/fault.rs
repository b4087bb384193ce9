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
