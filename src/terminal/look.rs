//! What the terminal can show, decided once from the environment.

use std::io::IsTerminal as _;

use anstream::AutoStream;

/// When colour is wanted, as given on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColorWhen {
    #[default]
    Auto,
    Always,
    Never,
}

/// The facts a [`Look`] is decided from; a size of zero means unknown.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    pub stdin_is_terminal: bool,
    pub stdout_is_terminal: bool,
    /// Columns and rows as the terminal reports them.
    pub size: Option<(u16, u16)>,
    pub color: ColorWhen,
    pub no_color: Option<String>,
    pub clicolor_force: Option<String>,
    pub term: Option<String>,
    pub columns: Option<String>,
    pub lines: Option<String>,
    /// The first non-empty of LC_ALL, LC_CTYPE and LANG.
    pub locale: Option<String>,
}

/// How to paint: the size in columns and rows, and what the terminal understands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Look {
    pub width: usize,
    pub height: usize,
    pub colour: bool,
    pub unicode: bool,
    /// Keys can be read one by one and the screen redrawn; otherwise use [`super::plain`].
    pub interactive: bool,
}

/// Longest line of running text, in columns, beyond which reading tires.
const MEASURE: usize = 76;
/// From this width on text gets a margin of two columns on the left.
const ROOMY: usize = 60;

impl Look {
    /// Decides from the process's standard streams and environment.
    pub fn detect(color: ColorWhen) -> Self {
        let var = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
        let stdout_is_terminal = std::io::stdout().is_terminal();
        Self::decide(&Facts {
            stdin_is_terminal: std::io::stdin().is_terminal(),
            stdout_is_terminal,
            size: stdout_is_terminal.then(|| crossterm::terminal::size().ok()).flatten(),
            color,
            no_color: var("NO_COLOR"),
            clicolor_force: var("CLICOLOR_FORCE"),
            term: var("TERM"),
            columns: var("COLUMNS"),
            lines: var("LINES"),
            locale: var("LC_ALL").or_else(|| var("LC_CTYPE")).or_else(|| var("LANG")),
        })
    }

    /// Decides from facts alone: flags beat NO_COLOR, which beats CLICOLOR_FORCE, which beats the terminal.
    pub fn decide(facts: &Facts) -> Self {
        let dumb = facts.term.as_deref() == Some("dumb");
        let number = |text: &Option<String>| text.as_deref()?.trim().parse::<usize>().ok();
        let (cols, rows) = facts
            .size
            .filter(|&(c, r)| c > 0 && r > 0)
            .map(|(c, r)| (usize::from(c), usize::from(r)))
            .unzip();
        let set = |text: &Option<String>| text.as_deref().is_some_and(|v| !v.is_empty());
        let forced = facts.clicolor_force.as_deref().is_some_and(|v| !v.is_empty() && v != "0");
        Self {
            width: cols.or_else(|| number(&facts.columns)).unwrap_or(80).clamp(10, 1000),
            height: rows.or_else(|| number(&facts.lines)).unwrap_or(24).clamp(4, 1000),
            colour: match facts.color {
                ColorWhen::Always => true,
                ColorWhen::Never => false,
                ColorWhen::Auto if set(&facts.no_color) => false,
                ColorWhen::Auto if forced => true,
                ColorWhen::Auto => facts.stdout_is_terminal && !dumb && set(&facts.term),
            },
            unicode: !dumb
                && facts.locale.as_deref().is_none_or(|locale| {
                    let locale = locale.to_ascii_lowercase();
                    locale.contains("utf-8") || locale.contains("utf8")
                }),
            interactive: facts.stdin_is_terminal && facts.stdout_is_terminal && !dumb,
        }
    }

    /// Takes a plain 80×24 page without colour: what a pipe gets.
    pub fn plain(width: usize) -> Self {
        Self { width, height: 24, colour: false, unicode: true, interactive: false }
    }

    /// Reads the terminal's size again, after a resize or between two questions.
    #[must_use]
    pub fn remeasured(self) -> Self {
        match crossterm::terminal::size() {
            Ok((c, r)) if self.interactive && c > 0 && r > 0 => self.sized(c.into(), r.into()),
            _ => self,
        }
    }

    /// Returns the same look at another size in columns and rows.
    #[must_use]
    pub fn sized(self, width: usize, height: usize) -> Self {
        Self { width: width.clamp(10, 1000), height: height.clamp(4, 1000), ..self }
    }

    /// Columns of space left of everything.
    pub fn margin(&self) -> usize {
        if self.width >= ROOMY { 2 } else { 0 }
    }

    /// Columns for running text, margin excluded; one column stays free so that no terminal wraps by itself.
    pub fn measure(&self) -> usize {
        (self.width - self.margin() - 1).min(MEASURE)
    }

    /// Opens standard output for other libraries' styled text: escapes are removed unless colour is on.
    pub fn stdout(&self) -> AutoStream<std::io::Stdout> {
        let choice =
            if self.colour { anstream::ColorChoice::AlwaysAnsi } else { anstream::ColorChoice::Never };
        AutoStream::new(std::io::stdout(), choice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terminal() -> Facts {
        Facts {
            stdin_is_terminal: true,
            stdout_is_terminal: true,
            size: Some((120, 40)),
            term: Some("xterm-256color".into()),
            locale: Some("en_GB.UTF-8".into()),
            ..Facts::default()
        }
    }

    #[test]
    fn a_terminal_gets_colour_and_redrawing() {
        let look = Look::decide(&terminal());
        assert_eq!((look.width, look.height), (120, 40));
        assert!(look.colour && look.unicode && look.interactive);
    }

    #[test]
    fn a_pipe_gets_plain_text_unless_forced() {
        let pipe = Facts { columns: Some("50".into()), ..Facts::default() };
        let look = Look::decide(&pipe);
        assert_eq!(look.width, 50);
        assert!(!look.colour && !look.interactive);
        assert!(Look::decide(&Facts { clicolor_force: Some("1".into()), ..pipe.clone() }).colour);
        assert!(!Look::decide(&Facts { clicolor_force: Some("0".into()), ..pipe.clone() }).colour);
        assert!(Look::decide(&Facts { color: ColorWhen::Always, ..pipe }).colour);
    }

    #[test]
    fn no_color_beats_force_and_the_flag_beats_both() {
        let both = Facts { no_color: Some("1".into()), clicolor_force: Some("1".into()), ..terminal() };
        assert!(!Look::decide(&both).colour);
        assert!(Look::decide(&Facts { color: ColorWhen::Always, ..both }).colour);
        assert!(!Look::decide(&Facts { color: ColorWhen::Never, ..terminal() }).colour);
    }

    #[test]
    fn a_dumb_terminal_is_plain_and_ascii() {
        let look = Look::decide(&Facts { term: Some("dumb".into()), ..terminal() });
        assert!(!look.colour && !look.unicode && !look.interactive);
        assert!(!Look::decide(&Facts { locale: Some("C".into()), ..terminal() }).unicode);
    }

    #[test]
    fn text_never_touches_the_last_column() {
        for width in [10, 40, 59, 60, 80, 300] {
            let look = Look::plain(width);
            assert!(look.margin() + look.measure() < width);
        }
    }
}
