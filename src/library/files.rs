//! Finds and reads the files of packs. Packs come from others, so nothing here trusts a folder:
//! links, pipes, endless trees, huge files and bytes that are no text are refused with a reason.

use std::fs::{self, File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::drill::{Code, Fault, MOST_TABLES};

/// The largest file read, in bytes.
pub const LARGEST: u64 = 8 * 1024 * 1024;
/// The most marks of one file that mean something to TOML: each may take the parser some hundred bytes.
const MOST_MARKS: usize = 400_000;
/// A file up to this size is parsed whatever it holds: at worst in some 300 bytes a byte.
const SMALL: usize = 512 * 1024;
/// The most files of one folder.
const MOST_FILES: usize = 200_000;
/// The deepest folder looked into.
const DEEPEST: usize = 32;

/// A file to read, as the folder lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// Where it is.
    pub path: PathBuf,
    /// Its size in bytes.
    pub size: u64,
    /// When it was last written, in nanoseconds since 1970.
    pub changed_ns: u64,
}

/// A file or folder that is not read, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Where it is.
    pub path: PathBuf,
    /// Why; its place is a place in `text`.
    pub fault: Fault,
    /// The readable beginning of the file, where that helps.
    pub text: String,
}

impl Refused {
    fn new(path: &Path, code: Code, message: impl Into<String>, help: &str) -> Self {
        Self {
            path: path.to_owned(),
            fault: Fault::error(code, 0..0, message).help(help),
            text: String::new(),
        }
    }

    /// Refuses a file whose name is no text.
    pub(super) fn unnamed(path: &Path) -> Self {
        Self::new(path, "bad-name", "its name is not UTF-8", "rename it")
    }

    fn unreadable(path: &Path, error: &std::io::Error) -> Self {
        let help = match error.kind() {
            std::io::ErrorKind::NotFound => "check the spelling of the path",
            std::io::ErrorKind::PermissionDenied => "make it readable: chmod u+r FILE",
            _ => "look at the file and try again",
        };
        Self::new(path, "unreadable", format!("cannot read it: {error}"), help)
    }
}

/// Lists what stands at a path: the file itself, or every `*.toml` below a folder, sorted.
///
/// Nothing outside the folder is listed: a link is followed only to a file inside.
pub fn find(path: &Path) -> (Vec<Found>, Vec<Refused>) {
    let mut walk = Walk { root: path.canonicalize().unwrap_or_else(|_| path.to_owned()), ..Walk::default() };
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => walk.folder(path, 0),
        Ok(metadata) => walk.file(path, &metadata),
        Err(error) => walk.refused.push(Refused::unreadable(path, &error)),
    }
    walk.found.sort_by(|a, b| a.path.cmp(&b.path));
    walk.refused.sort_by(|a, b| a.path.cmp(&b.path));
    (walk.found, walk.refused)
}

#[derive(Default)]
struct Walk {
    root: PathBuf,
    found: Vec<Found>,
    refused: Vec<Refused>,
}

impl Walk {
    fn folder(&mut self, folder: &Path, depth: usize) {
        if depth > DEEPEST {
            let message = format!("folders nest deeper than {DEEPEST}");
            self.refused.push(Refused::new(folder, "too-deep", message, "flatten the pack"));
            return;
        }
        let entries = match fs::read_dir(folder) {
            Ok(entries) => entries,
            Err(error) => return self.refused.push(Refused::unreadable(folder, &error)),
        };
        for entry in entries {
            if self.found.len() + self.refused.len() >= MOST_FILES {
                let message = format!("more than {MOST_FILES} files; the rest is not read");
                self.refused.push(Refused::new(folder, "too-many", message, "split the pack"));
                return;
            }
            match entry {
                Ok(entry) => self.entry(&entry.path(), depth),
                Err(error) => self.refused.push(Refused::unreadable(folder, &error)),
            }
        }
    }

    fn entry(&mut self, path: &Path, depth: usize) {
        let is_toml = path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
        let metadata = match fs::symlink_metadata(path) {
            Ok(metadata) => metadata,
            Err(error) => return self.refused.push(Refused::unreadable(path, &error)),
        };
        if metadata.is_dir() {
            // `.git` and the like belong to the author's tools.
            let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
            if !hidden {
                self.folder(path, depth + 1);
            }
        } else if metadata.is_symlink() {
            match (path.canonicalize(), fs::metadata(path)) {
                (Ok(target), Ok(metadata))
                    if metadata.is_file() && target.starts_with(&self.root) && is_toml =>
                {
                    self.file(path, &metadata);
                }
                (Ok(target), Ok(metadata)) if metadata.is_dir() || is_toml => {
                    let inside = target.starts_with(&self.root);
                    let message =
                        if inside { "it links to a folder" } else { "it links to a place outside the pack" };
                    self.refused.push(Refused::new(path, "link", message, "copy the files into the pack"));
                }
                (Err(error), _) | (_, Err(error)) if is_toml => {
                    self.refused.push(Refused::unreadable(path, &error));
                }
                _ => {}
            }
        } else if is_toml {
            self.file(path, &metadata);
        }
    }

    fn file(&mut self, path: &Path, metadata: &Metadata) {
        if !metadata.is_file() {
            let message = "it is a pipe, socket or device, not a file";
            self.refused.push(Refused::new(
                path,
                "not-a-file",
                message,
                "a drill file is an ordinary text file",
            ));
        } else if metadata.len() > LARGEST {
            self.refused.push(too_large(path));
        } else {
            self.found.push(Found {
                path: path.to_owned(),
                size: metadata.len(),
                changed_ns: super::image::changed_ns(metadata),
            });
        }
    }
}

fn too_large(path: &Path) -> Refused {
    let message = format!("it is larger than {} MB", LARGEST / 1024 / 1024);
    Refused::new(path, "too-large", message, "split it into several files")
}

/// Reads a file as text, without its byte order mark.
///
/// # Errors
/// Says why it is refused: unreadable, too large, no text, or too many tables.
pub fn read(path: &Path) -> Result<String, Box<Refused>> {
    let unreadable = |error: &std::io::Error| Box::new(Refused::unreadable(path, error));
    // A pipe would wait for a writer for ever, so look before opening.
    if !fs::metadata(path).map_err(|error| unreadable(&error))?.is_file() {
        let message = "it is a pipe, socket or device, not a file";
        return Err(Refused::new(path, "not-a-file", message, "a drill file is an ordinary text file").into());
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| unreadable(&error))?;
    file.take(LARGEST + 1).read_to_end(&mut bytes).map_err(|error| unreadable(&error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(too_large(path).into());
    }
    let text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let valid = error.utf8_error().valid_up_to();
            let mut bytes = error.into_bytes();
            let byte = bytes.get(valid).copied().unwrap_or_default();
            bytes.truncate(valid);
            let text = String::from_utf8(bytes).unwrap_or_default();
            let fault = Fault::error("not-utf8", valid..valid, format!("it is not UTF-8: byte 0x{byte:02x}"))
                .help("save the file as UTF-8");
            return Err(Refused { path: path.to_owned(), fault, text: with_room(text) }.into());
        }
    };
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    if text.len() > SMALL {
        let tables = text.lines().filter(|line| line.trim_start().starts_with("[[")).count();
        if tables > MOST_TABLES {
            let message = format!("it holds {tables} tables, more than {MOST_TABLES}");
            return Err(Refused::new(path, "too-many", message, "split it into several files").into());
        }
        if marks(&text) > MOST_MARKS {
            let message = format!("it holds more than {MOST_MARKS} brackets, commas, dots and lines");
            return Err(Refused::new(path, "too-many", message, "split it into several files").into());
        }
    }
    Ok(text)
}

/// Counts the marks outside of texts and comments, as TOML tells them apart.
fn marks(text: &str) -> usize {
    let mut count = 0;
    let mut rest = text.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        rest = match byte {
            b'#' => &rest[until(rest, |rest| rest[0] == b'\n')..],
            b'"' | b'\'' => {
                count += 1;
                let long = rest.len() > 2 && rest[1] == byte && rest[2] == byte;
                let body = if long { &rest[3..] } else { after };
                let mut escaped = false;
                let end = until(body, |rest| {
                    let skip = std::mem::replace(&mut escaped, false);
                    escaped = !skip && byte == b'"' && rest[0] == b'\\';
                    let closed =
                        rest[0] == byte && (!long || (rest.len() > 2 && rest[1] == byte && rest[2] == byte));
                    !skip && (closed || (!long && rest[0] == b'\n'))
                });
                &body[(end + if long { 3 } else { 1 }).min(body.len())..]
            }
            b'=' | b'[' | b']' | b'{' | b'}' | b',' | b'.' | b'\n' => {
                count += 1;
                after
            }
            _ => after,
        };
    }
    count
}

/// Returns where something first holds, or the end.
fn until(bytes: &[u8], mut holds: impl FnMut(&[u8]) -> bool) -> usize {
    (0..bytes.len()).find(|&at| holds(&bytes[at..])).unwrap_or(bytes.len())
}

/// Adds a mark at the end, so that a caret at the end of the readable part has something to point at.
fn with_room(mut text: String) -> String {
    text.push('\u{fffd}');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_in_texts_and_comments_do_not_count() {
        assert_eq!(marks("a = [1, 2]\n"), 5);
        assert_eq!(marks("a = \"x, y. = z\" # b, c\n"), 3);
        assert_eq!(marks("a = \"x\\\", y\"\nb = 'x\\'\n"), 6);
        assert_eq!(marks("a = \"\"\"x, y\"\"\""), 2);
        assert_eq!(marks("a = '''\nx, y\n'''\n"), 3);
        assert_eq!(marks("a = \"open\nb = 1"), 3);
    }
}
