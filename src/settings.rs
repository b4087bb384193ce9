//! Settings: a documented TOML file, and where each value comes from.
//!
//! `config.toml` stands in the configuration folder, or in the data folder when one was named, so
//! that a folder given with `--data` is the whole of a learner.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail};

use crate::drill::{Division, Level, Profile, Track};

/// The keys of the file, each with its default and a line on what it does.
pub const KEYS: [(&str, &str, &str); 8] = [
    ("track", "", "pm or tpm; empty: both"),
    ("level", "", "p7 or p8; empty: both"),
    ("division", "", "commerce, cloud, logistics or programme; empty: all"),
    ("minutes", "10", "minutes of a session without a plan"),
    ("new", "6", "new drills a day without an interview date"),
    ("rollover", "4", "hour at which the next day begins, 0 to 23"),
    ("color", "auto", "auto, always or never"),
    ("confidence", "on", "ask how sure you are before the verdict: on or off"),
];

/// The settings in force.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// Who is practising.
    pub profile: Profile,
    /// Minutes of a session without a plan.
    pub minutes: f64,
    /// New drills a day without an interview date.
    pub new: usize,
    /// Hour at which the next day begins.
    pub rollover: u32,
    /// When to colour.
    pub color: String,
    /// Whether to ask how sure the learner is.
    pub confidence: bool,
    /// The file.
    pub path: PathBuf,
    /// Whether the file is there.
    pub written: bool,
    values: Vec<(String, String)>,
}

/// A value and where it comes from.
#[derive(Clone, Debug, PartialEq)]
pub struct Value {
    /// The key.
    pub key: &'static str,
    /// The value.
    pub value: String,
    /// `default`, or the file.
    pub origin: String,
    /// What it does.
    pub about: &'static str,
}

impl Settings {
    /// Reads the settings; a missing file means the defaults.
    pub fn read(path: &Path) -> Result<Self> {
        let (text, written) = match fs::read_to_string(path) {
            Ok(text) => (text, true),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => (String::new(), false),
            Err(error) => {
                return Err(error).with_context(|| format!("cannot read the settings in {}", path.display()));
            }
        };
        let table: toml::Table = text.parse().with_context(|| {
            format!("the settings in {} are not TOML; mend or delete the file", path.display())
        })?;
        let mut values = Vec::new();
        for (key, value) in &table {
            let value = match value {
                toml::Value::String(text) => text.clone(),
                toml::Value::Boolean(on) => if *on { "on" } else { "off" }.to_owned(),
                other => other.to_string(),
            };
            let checked = check(key, &value).with_context(|| format!("in {}", path.display()))?;
            values.push((key.clone(), checked));
        }
        Ok(Self::of(values, path, written))
    }

    fn of(values: Vec<(String, String)>, path: &Path, written: bool) -> Self {
        let get = |key: &str| -> String {
            let file = values.iter().find(|(name, _)| name == key).map(|(_, value)| value.clone());
            file.unwrap_or_else(|| default_of(key).to_owned())
        };
        Self {
            profile: Profile {
                track: get("track").parse().ok(),
                level: get("level").parse().ok(),
                division: get("division").parse().ok(),
            },
            minutes: get("minutes").parse().unwrap_or(10.0),
            new: get("new").parse().unwrap_or(6),
            rollover: get("rollover").parse().unwrap_or(4),
            color: get("color"),
            confidence: get("confidence") == "on",
            path: path.to_owned(),
            written,
            values,
        }
    }

    /// Lists every setting with its origin.
    pub fn list(&self) -> Vec<Value> {
        KEYS.iter()
            .map(|&(key, default, about)| {
                let file = self.values.iter().find(|(name, _)| name == key);
                Value {
                    key,
                    value: file.map_or_else(|| default.to_owned(), |(_, value)| value.clone()),
                    origin: file.map_or_else(|| "default".to_owned(), |_| self.path.display().to_string()),
                    about,
                }
            })
            .collect()
    }

    /// Returns one setting with its origin.
    pub fn get(&self, key: &str) -> Result<Value> {
        self.list().into_iter().find(|value| value.key == key).ok_or_else(|| unknown(key))
    }

    /// Changes settings and writes the file, with a line on each key.
    pub fn set(&mut self, changes: &[(&str, &str)]) -> Result<()> {
        let mut values = self.values.clone();
        for (key, value) in changes {
            let value = check(key, value)?;
            values.retain(|(name, _)| name != key);
            values.push(((*key).to_owned(), value));
        }
        write(&self.path, &values)?;
        *self = Self::of(values, &self.path.clone(), true);
        Ok(())
    }
}

fn default_of(key: &str) -> &'static str {
    KEYS.iter().find(|(name, ..)| *name == key).map_or("", |(_, default, _)| default)
}

fn unknown(key: &str) -> anyhow::Error {
    let names: Vec<&str> = KEYS.iter().map(|(name, ..)| *name).collect();
    match crate::drill::nearest(key, &names) {
        Some(near) => anyhow::anyhow!("there is no setting {key:?}; did you mean {near}?"),
        None => anyhow::anyhow!("there is no setting {key:?}; the settings are {}", names.join(", ")),
    }
}

/// Checks a value and returns it as it is kept.
fn check(key: &str, value: &str) -> Result<String> {
    let value = value.trim().to_lowercase();
    let number = |least: f64, most: f64| -> Result<String> {
        match value.parse::<f64>() {
            Ok(number) if (least..=most).contains(&number) => Ok(value.clone()),
            _ => bail!("{key} is {value:?}; give a number from {least} to {most}"),
        }
    };
    let word = |words: &[&str]| -> Result<String> {
        if words.contains(&value.as_str()) {
            return Ok(value.clone());
        }
        bail!("{key} is {value:?}; give one of {}", words.join(", "))
    };
    let empty = value.is_empty() || value == "any" || value == "all" || value == "both";
    let tag = |read: Result<String, String>| -> Result<String> {
        if empty { Ok(String::new()) } else { read.map_err(|fault| anyhow::anyhow!("{key}: {fault}")) }
    };
    match key {
        "track" => tag(value.parse::<Track>().map(|tag| tag.to_string())),
        "level" => tag(value.parse::<Level>().map(|tag| tag.to_string())),
        "division" => tag(value.parse::<Division>().map(|tag| tag.to_string())),
        "minutes" => number(0.0, 1440.0),
        "new" | "rollover" => {
            let most = if key == "new" { 1000.0 } else { 23.0 };
            match value.parse::<u32>() {
                Ok(_) => number(0.0, most),
                Err(_) => bail!("{key} is {value:?}; give a whole number from 0 to {most}"),
            }
        }
        "color" => word(&["auto", "always", "never"]),
        "confidence" => word(&["on", "off"]),
        _ => Err(unknown(key)),
    }
}

fn write(path: &Path, values: &[(String, String)]) -> Result<()> {
    use std::fmt::Write as _;
    let mut text = String::from("# Hotseat's settings; `hotseat config set KEY VALUE` writes them too.\n");
    for (key, default, about) in KEYS {
        let value = values.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str());
        let shown = value.unwrap_or(default);
        let literal = if shown.parse::<f64>().is_ok() { shown.to_owned() } else { format!("{shown:?}") };
        let mark = if value.is_some() { "" } else { "# " };
        let _ = write!(text, "\n# {about}\n{mark}{key} = {literal}\n");
    }
    if let Some(folder) = path.parent() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::DirBuilderExt;
            builder.mode(0o700);
        }
        builder.create(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    let draft = path.with_extension("toml.new");
    let written = (|| -> std::io::Result<()> {
        use std::io::Write as _;
        let mut options = fs::OpenOptions::new();
        options.write(true).create(true).truncate(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        let mut file = options.open(&draft)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(&draft, path)
    })();
    written.with_context(|| format!("cannot write the settings in {}", path.display()))
}
