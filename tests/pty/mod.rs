//! A shell in a real pseudo-terminal, seen through a terminal emulator.

use std::fs::File;
use std::io::{Read as _, Write as _};
use std::num::NonZero;
use std::path::PathBuf;
use std::process::Command;
use std::sync::LazyLock;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

use expectrl::process::Process as _;
use expectrl::process::unix::{Signal, UnixProcess};

const PROMPT: &str = "ready:";
/// Nothing here takes longer unless it hangs.
const HANG: Duration = Duration::from_secs(10);

/// The example that shows the terminal room, built on first use.
static DEMO: LazyLock<PathBuf> = LazyLock::new(|| {
    let status = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--example", "terminal_demo"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .status()
        .expect("cargo runs");
    assert!(status.success(), "the example builds");
    let test = std::env::current_exe().expect("a path");
    let profile = test.ancestors().nth(2).expect("target/<profile>/deps");
    profile.join("examples/terminal_demo")
});

fn some(size: u16) -> NonZero<u16> {
    NonZero::new(size).expect("a screen has rows and columns")
}

/// An interactive shell of a certain size.
pub struct Shell {
    process: UnixProcess,
    keyboard: File,
    output: Receiver<Vec<u8>>,
    terminal: vt100::Parser,
    raw: Vec<u8>,
}

#[allow(dead_code, reason = "each test file uses its part of the harness")]
impl Shell {
    #[must_use]
    #[track_caller]
    pub fn open(columns: u16, rows: u16) -> Self {
        Self::open_in(columns, rows, &[])
    }

    /// Opens a shell with more in its environment.
    #[must_use]
    #[track_caller]
    pub fn open_in(columns: u16, rows: u16, environment: &[(&str, String)]) -> Self {
        let mut command = Command::new("bash");
        command
            .args(["--norc", "--noprofile", "-i"])
            .env_clear()
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("HOME", std::env::temp_dir())
            .env("TERM", "xterm-256color")
            .env("LANG", "C.UTF-8")
            .env("HISTFILE", "/dev/null")
            .env("PS1", PROMPT)
            .envs(environment.iter().map(|(name, value)| (name, value)));
        let mut process = UnixProcess::spawn_command(command).expect("bash starts");
        process.set_window_size(columns, rows).expect("a size");
        let keyboard = process.get_raw_handle().expect("the terminal's other end");
        let mut reader = keyboard.try_clone().expect("a second handle");
        let (send, output) = channel();
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(n @ 1..) = reader.read(&mut bytes) {
                if send.send(bytes[..n].to_vec()).is_err() {
                    break;
                }
            }
        });
        let terminal = vt100::Parser::new(some(rows), some(columns), 500);
        let mut shell = Self { process, keyboard, output, terminal, raw: Vec::new() };
        shell.at_prompt();
        shell
    }

    /// Starts the example with its arguments.
    #[track_caller]
    pub fn demo(&mut self, arguments: &str) {
        self.send(&format!("clear; {} {arguments}\r", DEMO.display()));
    }

    /// Runs a command on a clean screen.
    #[track_caller]
    pub fn run(&mut self, command: &str) {
        self.send(&format!("clear; {command}\r"));
    }

    /// The exit code of the last command.
    #[track_caller]
    pub fn code(&mut self) -> i32 {
        self.send("echo \"code<$?>\"\r");
        let found = |shell: &Self| {
            let screen = shell.screen();
            screen.rsplit_once("code<")?.1.split_once('>')?.0.parse::<i32>().ok()
        };
        self.until("the exit code", |shell| found(shell).is_some());
        let code = found(self).expect("just seen");
        self.at_prompt();
        code
    }

    /// Presses keys.
    #[track_caller]
    pub fn send(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("the terminal takes keys");
    }

    /// Resizes the terminal.
    #[track_caller]
    pub fn resize(&mut self, columns: u16, rows: u16) {
        self.terminal.screen_mut().set_size(some(rows), some(columns));
        self.process.set_window_size(columns, rows).expect("a size");
    }

    /// Ends whatever runs in the shell now, as the system does when it shuts down.
    #[track_caller]
    pub fn terminate(&self) {
        let shell = self.process.pid();
        let children = std::fs::read_to_string(format!("/proc/{shell}/task/{shell}/children"));
        for child in children.expect("the kernel lists children").split_whitespace() {
            let status = Command::new("kill").args(["-TERM", child]).status().expect("kill runs");
            assert!(status.success());
        }
    }

    /// Everything on the screen.
    pub fn screen(&self) -> String {
        self.terminal.screen().contents()
    }

    /// The row the caret is in, up to the caret.
    pub fn before_caret(&self) -> String {
        let (row, column) = self.terminal.screen().cursor_position();
        self.terminal.screen().contents_between(row, 0, row, column)
    }

    /// Every byte written so far.
    pub fn raw(&self) -> String {
        String::from_utf8_lossy(&self.raw).into_owned()
    }

    /// Waits until the screen is as described.
    #[track_caller]
    pub fn until(&mut self, what: &str, mut seen: impl FnMut(&Self) -> bool) {
        let deadline = Instant::now() + HANG;
        while !seen(self) {
            match self.output.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(bytes) => {
                    self.terminal.process(&bytes);
                    self.raw.extend(bytes);
                }
                Err(error) => panic!("never saw {what} ({error}); the screen:\n{}", self.screen()),
            }
        }
    }

    /// Waits until a text is on the screen.
    #[track_caller]
    pub fn sees(&mut self, text: &str) {
        self.until(text, |shell| shell.screen().contains(text));
    }

    /// Waits until the shell asks for the next command.
    #[track_caller]
    pub fn at_prompt(&mut self) {
        self.until("the prompt", |shell| shell.before_caret() == PROMPT);
    }

    /// The terminal's settings, as `stty -g` prints them.
    #[track_caller]
    pub fn settings(&mut self) -> String {
        self.send("clear; echo \"is<$(stty -g)>\"\r");
        let found = |shell: &Self| {
            let screen = shell.screen().replace('\n', "");
            let (_, rest) = screen.rsplit_once("is<")?;
            let settings = rest.split_once('>')?.0.to_owned();
            (!settings.contains('$')).then_some(settings)
        };
        self.until("the settings", |shell| found(shell).is_some());
        let settings = found(self).expect("just seen");
        self.at_prompt();
        settings
    }

    /// Whether the caret is shown and pastes are unbracketed, as the shell's own programs expect.
    pub fn left_as_found(&self) -> bool {
        !self.terminal.screen().hide_cursor()
    }
}

impl Drop for Shell {
    /// Closes everything at once: an interactive shell takes no other hint.
    fn drop(&mut self) {
        let _ = self.process.signal(Signal::SIGKILL);
    }
}
