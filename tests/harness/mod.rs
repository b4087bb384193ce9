//! The built program in a home of its own, with the clock and the seed pinned.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// Where everything a test needs lives; gone when it ends.
#[derive(Debug)]
pub struct Home {
    folder: tempfile::TempDir,
    now: String,
}

#[allow(dead_code, reason = "each test file uses its part of the harness")]
impl Home {
    /// Makes an empty home with a pack of one drill of each kind beside it.
    #[must_use]
    #[track_caller]
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        std::fs::create_dir(folder.path().join("pack")).expect("a pack");
        let home = Self { folder, now: "2026-12-01T10:00:00+08:00".to_owned() };
        std::fs::write(home.pack().join("each.toml"), include_str!("one-of-each.toml")).expect("the drills");
        home
    }

    /// Returns the same home at another time.
    #[must_use]
    pub fn at(mut self, now: &str) -> Self {
        now.clone_into(&mut self.now);
        self
    }

    /// The folder of the test's own drills.
    pub fn pack(&self) -> PathBuf {
        self.folder.path().join("pack")
    }

    /// The folder of the history.
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }

    /// The home folder.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The environment of every run.
    pub fn environment(&self) -> Vec<(&'static str, String)> {
        vec![
            ("HOME", self.path().display().to_string()),
            ("HOTSEAT_DATA", self.data().display().to_string()),
            ("HOTSEAT_DRILLS", self.pack().display().to_string()),
            ("HOTSEAT_NOW", self.now.clone()),
            ("HOTSEAT_SEED", "7".to_owned()),
            ("COLUMNS", "60".to_owned()),
            ("LANG", "C.UTF-8".to_owned()),
        ]
    }

    /// Runs the program with lines on its standard input.
    #[must_use]
    #[track_caller]
    pub fn run(&self, arguments: &str, input: &str) -> Ran {
        let mut child = Command::new(env!("CARGO_BIN_EXE_hotseat"))
            .args(arguments.split_whitespace())
            .env_clear()
            .envs(self.environment())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        // A program that ends before it has read everything closes its end.
        let _ = child.stdin.take().expect("piped").write_all(input.as_bytes());
        let ran = Ran(child.wait_with_output().expect("it ends"));
        assert!(!ran.out().contains('\x1b'), "an escape reached the pipe:\n{}", ran.out());
        ran
    }
}

/// What a run printed, and how it ended.
#[derive(Debug)]
pub struct Ran(Output);

#[allow(dead_code, reason = "each test file uses its part of the harness")]
impl Ran {
    /// What it printed.
    pub fn out(&self) -> String {
        String::from_utf8_lossy(&self.0.stdout).into_owned()
    }

    /// What it said on standard error.
    pub fn err(&self) -> String {
        String::from_utf8_lossy(&self.0.stderr).into_owned()
    }

    /// Expects an exit code.
    #[track_caller]
    pub fn code(self, code: i32) -> Self {
        assert_eq!(self.0.status.code(), Some(code), "{}\n{}", self.out(), self.err());
        self
    }

    /// Expects a text in the output.
    #[track_caller]
    pub fn says(self, text: &str) -> Self {
        assert!(self.out().contains(text), "no {text:?} in:\n{}", self.out());
        self
    }

    /// Expects that a text is not in the output.
    #[track_caller]
    pub fn never_says(self, text: &str) -> Self {
        assert!(!self.out().contains(text), "{text:?} in:\n{}", self.out());
        self
    }

    /// Expects a text on standard error.
    #[track_caller]
    pub fn warns(self, text: &str) -> Self {
        assert!(self.err().contains(text), "no {text:?} in:\n{}", self.err());
        self
    }
}
