//! What every command starts from: folders, settings, clock, randomness.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use chrono::{DateTime, FixedOffset};
use etcetera::AppStrategy;

use crate::cli::{Global, When};
use crate::day;
use crate::library::{Library, Sources};
use crate::now::{Clock, Seed};
use crate::schedule::{key_of, mix};
use crate::settings::Settings;
use crate::store::{Stamp, Store};

/// An error of usage: exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Usage(pub String);

/// No usable drill is left: exit code 3.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct NothingUsable(pub String);

/// What every command starts from.
#[derive(Debug)]
pub struct App {
    /// The folder of the history.
    pub data_dir: PathBuf,
    /// The packs in use.
    pub sources: Sources,
    /// The settings in force.
    pub settings: Settings,
    /// The clock.
    pub clock: Clock,
    /// The randomness.
    pub seed: Seed,
    /// When to colour, flags before settings.
    pub color: When,
}

impl App {
    /// Reads flags, environment and settings.
    ///
    /// # Errors
    /// A pinned time or seed that cannot be read, settings that are not TOML, no home folder.
    pub fn new(global: &Global) -> Result<Self> {
        let clock = Clock::from_environment().map_err(Usage)?;
        let seed = Seed::from_environment().map_err(Usage)?;
        let (data_dir, config) = folders(global.data.as_deref())?;
        let settings = Settings::read(&config)?;
        let color = match (global.color, settings.color.as_str()) {
            (When::Auto, "always") => When::Always,
            (When::Auto, "never") => When::Never,
            (flag, _) => flag,
        };
        let sources = Sources {
            shipped: global.drills.is_empty() || global.with_shipped,
            folders: global.drills.iter().filter(|folder| !folder.as_os_str().is_empty()).cloned().collect(),
        };
        Ok(Self { data_dir, sources, settings, clock, seed, color })
    }

    /// Opens the history, making it where there is none.
    pub fn store(&self) -> Result<Store> {
        Ok(Store::open(&self.data_dir, self.seed.value)?)
    }

    /// Returns the packs in use, the learner's own imports included.
    pub fn in_use(&self) -> Sources {
        let mut sources = self.sources.clone();
        let own = self.own_packs();
        if sources.shipped && own.is_dir() {
            sources.folders.push(own);
        }
        sources
    }

    /// Reads the packs in use.
    pub fn library(&self) -> Result<Library> {
        // A cache pays from the second start on, so a look at the drills makes no folder for it.
        let cache = self.data_dir.is_dir().then(|| self.data_dir.join("cache"));
        Library::open_with_cache(&self.in_use(), cache.as_deref())
    }

    /// Returns the folder of imported cards.
    pub fn own_packs(&self) -> PathBuf {
        self.data_dir.join("packs")
    }

    /// Returns the study day.
    pub fn today(&self) -> i64 {
        day::study_day(self.clock.now(), self.settings.rollover)
    }

    /// Returns when something is written, and the seed of its id.
    pub fn stamp(&self) -> Stamp {
        Stamp { at: self.clock.now(), day: self.today(), seed: self.seed.value }
    }

    /// Returns what shuffles and draws come from: the pinned seed, or this device.
    pub fn draws(&self, store: &Store) -> u64 {
        if self.seed.pinned { mix(self.seed.value, 0x64_7261_7773) } else { key_of(store.device()) }
    }

    /// Returns the instant at which a study day begins.
    pub fn start_of(&self, day: i64) -> DateTime<FixedOffset> {
        day::start_of(day, self.settings.rollover, self.clock.now())
    }
}

/// Returns the data folder and the settings file.
fn folders(data: Option<&Path>) -> Result<(PathBuf, PathBuf)> {
    if let Some(data) = data {
        return Ok((data.to_owned(), data.join("config.toml")));
    }
    let args = etcetera::AppStrategyArgs {
        top_level_domain: String::new(),
        author: String::new(),
        app_name: "hotseat".to_owned(),
    };
    let strategy = etcetera::choose_app_strategy(args)
        .context("there is no home folder: set HOME, or name a folder with --data DIR")?;
    Ok((strategy.data_dir(), strategy.config_dir().join("config.toml")))
}
