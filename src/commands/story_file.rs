//! A story as a file: Markdown in the data folder, whose first line names the check it is held to.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use super::app::{App, Usage};
use super::private_file;
use crate::drill::nearest;
use crate::grade::Check;

/// Longest story that is read, in bytes.
pub const LONGEST: u64 = 1 << 20;
/// Longest name, in letters.
const LONGEST_NAME: usize = 64;

/// A story.
#[derive(Clone, Debug, PartialEq)]
pub struct Story {
    /// Its name.
    pub name: String,
    /// The check it is held to.
    pub check: Check,
    /// Its text.
    pub text: String,
}

/// Returns the folder of the stories.
pub fn folder(app: &App) -> PathBuf {
    app.data_dir.join("stories")
}

/// Returns the file of a story; the name can lead nowhere else.
///
/// # Errors
/// A name that is not made of lower-case letters, digits and hyphens.
pub fn path(app: &App, name: &str) -> Result<PathBuf> {
    let plain = name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if !plain || name.is_empty() || name.len() > LONGEST_NAME || name.starts_with('-') {
        let message = format!(
            "{name:?} cannot name a story; use lower-case letters, digits and hyphens, {LONGEST_NAME} at most"
        );
        return Err(Usage(message).into());
    }
    Ok(folder(app).join(format!("{name}.md")))
}

/// Reads the name of a check that a story can be held to.
///
/// # Errors
/// Any other name.
pub fn check_of(name: &str) -> Result<Check> {
    let skills: Vec<&str> = skills().map(Check::as_str).collect();
    match name.parse::<Check>() {
        Ok(check) if check != Check::GrillReply => Ok(check),
        _ => Err(Usage(format!("a story is held to one of {}; {name:?} is none", skills.join(", "))).into()),
    }
}

/// Lists the seven skills a story can show.
pub fn skills() -> impl Iterator<Item = Check> {
    Check::ALL.into_iter().filter(|check| *check != Check::GrillReply)
}

/// Lists the stories by name; files of other names are not stories.
pub fn list(app: &App) -> Result<Vec<Story>> {
    names(app)?.iter().map(|name| read(app, name)).collect()
}

fn names(app: &App) -> Result<Vec<String>> {
    let folder = folder(app);
    let entries = match fs::read_dir(&folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error).with_context(|| format!("cannot read {}", folder.display())),
    };
    let mut names: Vec<String> = entries
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.strip_suffix(".md").map(str::to_owned))
        .filter(|name| path(app, name).is_ok_and(|path| path.is_file()))
        .collect();
    names.sort();
    Ok(names)
}

/// Reads a story.
///
/// # Errors
/// No story of that name (exit code 2), or a file that cannot be read as one.
pub fn read(app: &App, name: &str) -> Result<Story> {
    let file = path(app, name)?;
    let cannot = || format!("cannot read {}", file.display());
    let length = match fs::metadata(&file) {
        Ok(metadata) => metadata.len(),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Err(missing(app, name)?.into()),
        Err(error) => return Err(error).with_context(cannot),
    };
    if length > LONGEST {
        bail!("{} is longer than 1 MiB, which is no story to tell", file.display());
    }
    let text = fs::read_to_string(&file).with_context(cannot)?;
    let (head, body) = text.split_once('\n').unwrap_or((&text, ""));
    let check = head
        .trim()
        .strip_prefix("<!-- check:")
        .and_then(|rest| rest.strip_suffix("-->"))
        .map(|name| check_of(name.trim()))
        .transpose()?
        .with_context(|| {
            format!("the first line of {} names no check; write <!-- check: NAME -->", file.display())
        })?;
    Ok(Story { name: name.to_owned(), check, text: without_comments(body) })
}

/// Says that there is no such story, and which one may be meant.
pub fn missing(app: &App, name: &str) -> Result<Usage> {
    let names = names(app)?;
    let known: Vec<&str> = names.iter().map(String::as_str).collect();
    Ok(Usage(match nearest(name, &known) {
        Some(near) => format!("there is no story {name:?}; did you mean {near}?"),
        None if known.is_empty() => {
            format!("there is no story {name:?} yet; `hotseat story new {name} --check NAME` starts it")
        }
        None => format!("there is no story {name:?}; there are {}", known.join(", ")),
    }))
}

/// Writes a story, whole or not at all, for its owner alone.
pub fn write(app: &App, story: &Story) -> Result<PathBuf> {
    let file = path(app, &story.name)?;
    let folder = folder(app);
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        builder.mode(0o700);
    }
    builder.create(&folder).with_context(|| format!("cannot make {}", folder.display()))?;
    private_file::write(&file, |out| {
        Ok(writeln!(out, "<!-- check: {} -->\n\n{}", story.check, story.text)?)
    })?;
    Ok(file)
}

/// Erases a story's file; tells whether there was one.
pub fn erase(file: &Path) -> Result<bool> {
    match fs::remove_file(file) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).with_context(|| format!("cannot erase {}", file.display())),
    }
}

/// Drops the comments that stand before the text.
pub fn without_comments(text: &str) -> String {
    let mut rest = text.trim();
    while let Some((_, after)) = rest.strip_prefix("<!--").and_then(|inside| inside.split_once("-->")) {
        rest = after.trim_start();
    }
    rest.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_comments_before_the_text_are_dropped() {
        assert_eq!(
            without_comments("<!-- a\nb -->\n\n<!--c-->We cut it. <!-- kept -->\n"),
            "We cut it. <!-- kept -->"
        );
        assert_eq!(without_comments("<!-- never closed"), "<!-- never closed");
    }
}
