//! Reads packs: the shipped drills, embedded, and folders on request.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, Result};
use include_dir::{Dir, include_dir};

use crate::drill::{Drill, DrillId, Fault, KindName, Line, Scenario, Severity, Tags, parse};

static SHIPPED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/drills");
/// The name of the shipped pack.
pub const SHIPPED_PACK: &str = "alibaba";

/// Which packs to read.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Whether to read the shipped drills.
    pub shipped: bool,
    /// Folders to read.
    pub folders: Vec<PathBuf>,
}

/// One file of a pack.
#[derive(Clone, Debug)]
pub struct PackFile {
    /// The pack's name.
    pub pack: String,
    /// The file, as it is shown.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// A drill and where it stands.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The drill.
    pub drill: Arc<Drill>,
    /// The pack's name.
    pub pack: Arc<str>,
    /// The file, as it is shown.
    pub file: Arc<str>,
}

/// What the scheduler and the lists need of a drill, without its body.
#[derive(Clone, Debug)]
pub struct Card {
    /// The drill's id.
    pub id: DrillId,
    /// Its kind.
    pub kind: KindName,
    /// Its area.
    pub area: Arc<str>,
    /// Whom it is for.
    pub tags: Tags,
    /// How much it matters, 1 to 5.
    pub weight: u8,
    /// Seconds after which an answer is late.
    pub seconds: Option<u32>,
    /// The chance of being right by guessing.
    pub guess: f64,
    /// The hash of its text.
    pub text_hash: u64,
}

/// The drills in use.
#[derive(Clone, Debug, Default)]
pub struct Library {
    /// The drills, sorted by id.
    pub entries: Vec<Entry>,
    /// The scenarios of grilling rounds, sorted by id.
    pub scenarios: Vec<Scenario>,
    /// The interviewer's lines, in the order of the files.
    pub lines: Vec<Line>,
    /// Files with errors, each with how many it has.
    pub left_out: Vec<(String, usize)>,
    index: HashMap<String, usize>,
    cards: Vec<Card>,
}

impl Library {
    /// Reads every pack; a fault in one file never hides another.
    ///
    /// # Errors
    /// A folder that is not there or cannot be read.
    pub fn open(sources: &Sources) -> Result<Self> {
        let mut library = Self::default();
        for file in files(sources)? {
            library.take(&file);
        }
        library.entries.sort_by(|a, b| a.drill.id.cmp(&b.drill.id));
        library.scenarios.sort_by(|a, b| a.id.cmp(&b.id));
        library.index =
            library.entries.iter().enumerate().map(|(i, entry)| (entry.drill.id.to_string(), i)).collect();
        library.cards = library
            .entries
            .iter()
            .map(|entry| Card {
                id: entry.drill.id.clone(),
                kind: entry.drill.kind.name(),
                area: entry.drill.area.as_str().into(),
                tags: entry.drill.tags.clone(),
                weight: entry.drill.weight,
                seconds: entry.drill.seconds,
                guess: entry.drill.kind.guess(),
                text_hash: entry.drill.text_hash,
            })
            .collect();
        Ok(library)
    }

    /// Returns the drills without their bodies, sorted by id.
    pub fn cards(&self) -> &[Card] {
        &self.cards
    }

    fn take(&mut self, file: &PackFile) {
        let mut parsed = parse(&file.text);
        let (pack, path): (Arc<str>, Arc<str>) = (file.pack.as_str().into(), file.path.as_str().into());
        let mut errors = parsed.faults.iter().filter(|fault| fault.severity == Severity::Error).count();
        for (drill, _) in parsed.drills.drain(..) {
            // The first of two drills with one id stays; `check` names both places.
            if self.entries.iter().any(|entry| entry.drill.id == drill.id) {
                errors += 1;
                continue;
            }
            self.entries.push(Entry { drill: Arc::new(drill), pack: pack.clone(), file: path.clone() });
        }
        self.scenarios.extend(parsed.scenarios.into_iter().map(|(scenario, _)| scenario));
        self.lines.append(&mut parsed.lines);
        if errors > 0 {
            self.left_out.push((file.path.clone(), errors));
        }
    }

    /// Returns the place of a drill.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.index.get(id).copied()
    }

    /// Returns a drill.
    pub fn drill(&self, index: usize) -> Option<Arc<Drill>> {
        self.entries.get(index).map(|entry| entry.drill.clone())
    }
}

/// Lists the files of the packs, in a stable order.
pub fn files(sources: &Sources) -> Result<Vec<PackFile>> {
    let mut out = Vec::new();
    if sources.shipped {
        shipped(&SHIPPED, &mut out);
        out.sort_by(|a, b| a.path.cmp(&b.path));
    }
    for folder in &sources.folders {
        let name =
            folder.file_name().map_or_else(|| "pack".to_owned(), |name| name.to_string_lossy().into_owned());
        let mut paths = Vec::new();
        walk(folder, &mut paths)
            .with_context(|| format!("cannot read the drills in {}", folder.display()))?;
        paths.sort();
        for path in paths {
            let text =
                fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
            out.push(PackFile { pack: name.clone(), path: path.display().to_string(), text });
        }
    }
    Ok(out)
}

fn shipped(dir: &Dir<'_>, out: &mut Vec<PackFile>) {
    for file in dir.files() {
        if file.path().extension().is_some_and(|extension| extension == "toml")
            && let Some(text) = file.contents_utf8()
        {
            out.push(PackFile {
                pack: SHIPPED_PACK.to_owned(),
                path: format!("drills/{}", file.path().display()),
                text: text.to_owned(),
            });
        }
    }
    for dir in dir.dirs() {
        shipped(dir, out);
    }
}

fn walk(path: &Path, out: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if path.is_file() {
        out.push(path.to_owned());
        return Ok(());
    }
    for entry in fs::read_dir(path)? {
        let path = entry?.path();
        if path.is_dir() {
            walk(&path, out)?;
        } else if path.extension().is_some_and(|extension| extension == "toml") {
            out.push(path);
        }
    }
    Ok(())
}

/// Reads one file's faults.
pub fn faults(file: &PackFile) -> Vec<Fault> {
    parse(&file.text).faults
}
