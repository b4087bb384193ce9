//! Files that only their owner may read, which appear whole or not at all.

use std::fs;
use std::io::{BufWriter, Write};
use std::path::Path;

use anyhow::{Context, Result};

/// Writes a file through a draft beside it; `-` is standard output, and a device is written directly.
pub fn write(path: &Path, body: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    if path.as_os_str() == "-" {
        let mut out = BufWriter::new(std::io::stdout().lock());
        body(&mut out)?;
        return Ok(out.flush()?);
    }
    let cannot = || format!("cannot write {}", path.display());
    // A link stays a link: what it points at is replaced.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    if let Ok(metadata) = fs::metadata(&target)
        && !metadata.is_file()
    {
        let mut out = BufWriter::new(fs::OpenOptions::new().write(true).open(&target).with_context(cannot)?);
        body(&mut out)?;
        return out.flush().with_context(cannot);
    }
    let name = target.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let draft = target.with_file_name(format!(".{name}.{}.new", std::process::id()));
    let _ = fs::remove_file(&draft);
    let written = (|| -> Result<()> {
        let mut options = fs::OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let mut out = BufWriter::new(options.open(&draft).with_context(cannot)?);
        body(&mut out)?;
        out.flush().with_context(cannot)?;
        out.get_ref().sync_all().with_context(cannot)?;
        fs::rename(&draft, &target).with_context(cannot)
    })();
    if written.is_err() {
        let _ = fs::remove_file(&draft);
    }
    written
}
