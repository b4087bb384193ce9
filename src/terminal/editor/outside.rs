//! Lets `$VISUAL` or `$EDITOR` have the text, in a file only its owner can read.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Opens the text in the person's own editor and returns what was saved, without the last line end.
///
/// Errors name what could not be started or read; the text typed so far is the caller's to keep.
pub fn edit(text: &str) -> io::Result<String> {
    let file = Scratch::write(text)?;
    run(&file.0)?;
    let saved = std::fs::read(&file.0)?;
    let saved = String::from_utf8_lossy(&saved);
    Ok(saved.strip_suffix('\n').unwrap_or(&saved).to_owned())
}

fn run(path: &Path) -> io::Result<()> {
    let var = |name: &str| std::env::var(name).ok().filter(|v| !v.trim().is_empty());
    let editor = var("VISUAL").or_else(|| var("EDITOR")).unwrap_or_else(|| "vi".to_owned());
    // The variable may hold arguments or quotes, which is the shell's business; the path arrives as "$1".
    let status = Command::new("sh")
        .arg("-c")
        .arg(format!("{editor} \"$1\""))
        .arg("sh")
        .arg(path)
        .status()
        .map_err(|e| io::Error::new(e.kind(), format!("cannot start {editor}: {e}")))?;
    if status.success() {
        Ok(())
    } else {
        Err(io::Error::other(format!("{editor} ended with {status}; the text is unchanged")))
    }
}

/// A file of its own in the temporary directory, erased when dropped.
struct Scratch(PathBuf);

impl Scratch {
    fn write(text: &str) -> io::Result<Self> {
        let directory = std::env::var_os("XDG_RUNTIME_DIR")
            .map(PathBuf::from)
            .filter(|dir| dir.is_dir())
            .unwrap_or_else(std::env::temp_dir);
        for attempt in 0..1000 {
            let name = format!("hotseat-{}-{attempt}.md", std::process::id());
            let path = directory.join(name);
            let mut options = std::fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            {
                use std::os::unix::fs::OpenOptionsExt as _;
                options.mode(0o600);
            }
            match options.open(&path) {
                Ok(mut file) => {
                    let scratch = Self(path);
                    file.write_all(text.as_bytes())?;
                    file.write_all(b"\n")?;
                    return Ok(scratch);
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::other("no free name for a temporary file"))
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
