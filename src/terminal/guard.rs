//! Leaves the terminal as it was found: on return, panic, signal, suspension and closed pipe.

use std::io::{self, Write as _};
use std::sync::Once;
use std::sync::atomic::{AtomicBool, AtomicU8, Ordering};

use crossterm::terminal::{disable_raw_mode, enable_raw_mode};

/// Whether this program has put the terminal into raw mode.
static ACTIVE: AtomicBool = AtomicBool::new(false);
/// Whether a dialog of another library is open, and whether it has reported a Ctrl-C by itself.
static DIALOG: AtomicU8 = AtomicU8::new(CLOSED);
const CLOSED: u8 = 0;
const OPEN: u8 = 1;
const REPORTED: u8 = 2;

const ENTER: &[u8] = b"\x1b[?2004h";
/// Bracketed paste off, cursor visible, attributes reset.
const LEAVE: &[u8] = b"\x1b[?2004l\x1b[?25h\x1b[0m";

/// Raw mode and bracketed paste for as long as it lives.
#[derive(Debug)]
#[must_use = "the terminal is restored when the guard is dropped"]
pub struct Guard {
    owner: bool,
}

impl Guard {
    /// Enters raw mode; a guard inside another one changes nothing.
    pub fn enter() -> io::Result<Self> {
        watch();
        if ACTIVE.swap(true, Ordering::SeqCst) {
            return Ok(Self { owner: false });
        }
        if let Err(error) = assert_modes() {
            ACTIVE.store(false, Ordering::SeqCst);
            return Err(error);
        }
        Ok(Self { owner: true })
    }

    /// Gives the terminal back while `work` runs, as for an outside editor, then takes it again.
    pub fn lend<T>(&self, work: impl FnOnce() -> T) -> io::Result<T> {
        release();
        let result = work();
        assert_modes()?;
        Ok(result)
    }

    /// Stops the program as Ctrl-Z does and returns when it is continued, with the terminal taken again.
    #[cfg(unix)]
    pub fn suspend(&self) -> io::Result<()> {
        use rustix::process::{Signal, kill_current_process_group};
        self.lend(|| {
            resumed();
            kill_current_process_group(Signal::TSTP)?;
            // Another thread may take the signal; without job control nobody ever does.
            for _ in 0..20 {
                std::thread::sleep(std::time::Duration::from_millis(10));
                if resumed() {
                    break;
                }
            }
            Ok(())
        })?
    }

    /// Does nothing where there is no job control.
    #[cfg(not(unix))]
    pub fn suspend(&self) -> io::Result<()> {
        Ok(())
    }

    /// Takes the terminal again if the program was stopped from outside; tells whether it was.
    pub fn retake(&self) -> io::Result<bool> {
        if !resumed() {
            return Ok(false);
        }
        let _ = disable_raw_mode();
        assert_modes()?;
        Ok(true)
    }
}

impl Drop for Guard {
    fn drop(&mut self) {
        if self.owner {
            restore();
        }
    }
}

/// Restores the terminal if this program changed it; may be called from anywhere, any number of times.
pub fn restore() {
    if ACTIVE.swap(false, Ordering::SeqCst) {
        release();
    }
}

/// Restores the terminal before a panic is reported and before a signal ends the program; installed once.
///
/// SIGINT ends the program with exit code 130, SIGTERM and SIGHUP as they would by default.
pub fn watch() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let earlier = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            restore();
            earlier(info);
        }));
        watch_signals();
    });
}

/// Tells whether an error means only that the reader of our output went away, which is no failure.
pub fn is_closed_pipe(error: &(dyn std::error::Error + 'static)) -> bool {
    let mut next = Some(error);
    while let Some(error) = next {
        if let Some(io) = error.downcast_ref::<io::Error>()
            && io.kind() == io::ErrorKind::BrokenPipe
        {
            return true;
        }
        next = error.source();
    }
    false
}

/// Runs a dialog of another library, whose Ctrl-C must not end the program, and shows the cursor after it.
///
/// Such a dialog raises SIGINT and returns an error; a Ctrl-C before it listens only raises SIGINT.
pub(super) fn dialog<T>(run: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    watch();
    found::remember();
    DIALOG.store(OPEN, Ordering::SeqCst);
    let result = run();
    show_cursor();
    let interrupted = matches!(&result, Err(e) if e.kind() == io::ErrorKind::Interrupted);
    DIALOG.store(if interrupted { REPORTED } else { CLOSED }, Ordering::SeqCst);
    result
}

/// Tells whether a SIGINT is the one that a dialog raises when it reports a Ctrl-C to its caller.
#[cfg(unix)]
fn dialog_reports() -> bool {
    for _ in 0..20 {
        match DIALOG.load(Ordering::SeqCst) {
            OPEN => std::thread::sleep(std::time::Duration::from_millis(10)),
            state => {
                DIALOG.store(CLOSED, Ordering::SeqCst);
                return state == REPORTED;
            }
        }
    }
    false
}

/// The terminal's settings before a dialog of another library changed them.
#[cfg(unix)]
mod found {
    use std::sync::{Mutex, PoisonError};

    use rustix::termios::{OptionalActions, Termios, tcgetattr, tcsetattr};

    static FOUND: Mutex<Option<Termios>> = Mutex::new(None);

    pub fn remember() {
        let settings = tcgetattr(std::io::stdin()).ok();
        *FOUND.lock().unwrap_or_else(PoisonError::into_inner) = settings;
    }

    pub fn restore() {
        let settings = FOUND.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(settings) = settings {
            super::show_cursor();
            let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, &settings);
        }
    }
}

#[cfg(not(unix))]
mod found {
    pub fn remember() {}
}

fn assert_modes() -> io::Result<()> {
    enable_raw_mode()?;
    let mut out = io::stdout().lock();
    out.write_all(ENTER)?;
    out.flush()
}

fn release() {
    let mut out = io::stdout().lock();
    let _ = out.write_all(LEAVE).and_then(|()| out.flush());
    let _ = disable_raw_mode();
}

fn show_cursor() {
    let mut out = io::stdout().lock();
    let _ = out.write_all(b"\x1b[?25h").and_then(|()| out.flush());
}

#[cfg(unix)]
fn watch_signals() {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGHUP, SIGINT, SIGTERM]) else {
        return;
    };
    let _ = std::thread::Builder::new().name("signals".into()).spawn(move || {
        for signal in signals.forever() {
            if signal == SIGINT && dialog_reports() {
                continue;
            }
            restore();
            if DIALOG.load(Ordering::SeqCst) == OPEN {
                found::restore();
            }
            if signal == SIGINT {
                std::process::exit(130);
            }
            let _ = signal_hook::low_level::emulate_default_handler(signal);
        }
    });
}

#[cfg(not(unix))]
fn watch_signals() {}

/// Tells whether the program was continued after a stop since the last call.
#[cfg(unix)]
fn resumed() -> bool {
    use std::sync::{Arc, LazyLock};
    static CONTINUED: LazyLock<Arc<AtomicBool>> = LazyLock::new(|| {
        let flag = Arc::new(AtomicBool::new(false));
        let _ = signal_hook::flag::register(signal_hook::consts::SIGCONT, Arc::clone(&flag));
        flag
    });
    CONTINUED.swap(false, Ordering::SeqCst)
}

#[cfg(not(unix))]
fn resumed() -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_closed_pipe_is_found_below_other_errors() {
        #[derive(Debug, thiserror::Error)]
        #[error("cannot write the report")]
        struct Report(#[source] io::Error);
        assert!(is_closed_pipe(&Report(io::ErrorKind::BrokenPipe.into())));
        assert!(!is_closed_pipe(&Report(io::ErrorKind::NotFound.into())));
    }
}
