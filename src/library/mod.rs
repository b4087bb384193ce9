//! Reads packs: the shipped drills, embedded, and folders on request.
//!
//! A library holds a [`Card`] a drill; bodies, scenarios and lines are fetched when they are wanted.
//! With a cache folder each pack is parsed once ([`image`]); without one everything works the same.

mod card;
pub mod files;
pub(crate) mod image;

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use anyhow::{Result, bail};
use include_dir::{Dir, include_dir};

use crate::drill::{Drill, Line, Scenario, parse};
pub use card::Card;
use card::{Names, Place};
use files::{Found, Refused};
use image::{Extras, Image};

static SHIPPED: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/drills");
/// The name of the shipped pack.
pub const SHIPPED_PACK: &str = "alibaba";
/// The most drills of all packs together.
const MOST_DRILLS: usize = 1_000_000;

/// Which packs to read.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    /// Whether to read the shipped drills.
    pub shipped: bool,
    /// Folders to read.
    pub folders: Vec<PathBuf>,
}

/// The drills in use.
#[derive(Debug, Default)]
pub struct Library {
    /// Files that are not used whole, each with how many faults it has.
    pub left_out: Vec<(String, usize)>,
    cards: Vec<Card>,
    packs: Vec<Pack>,
    extras: OnceLock<Extras>,
}

#[derive(Debug)]
struct Pack {
    root: Root,
    image: Image,
}

/// Where a pack's files are.
#[derive(Clone, Debug)]
pub enum Root {
    /// In the binary.
    Shipped,
    /// In a folder, or one file.
    Folder(PathBuf),
}

impl Library {
    /// Reads every pack; a fault in one file never hides another.
    ///
    /// # Errors
    /// A folder that is not there or cannot be read.
    pub fn open(sources: &Sources) -> Result<Self> {
        Self::open_with_cache(sources, None)
    }

    /// Reads every pack, keeping what was read in a cache folder, which is always safe to delete.
    ///
    /// # Errors
    /// A folder that is not there or cannot be read.
    pub fn open_with_cache(sources: &Sources, cache: Option<&Path>) -> Result<Self> {
        let mut library = Self::default();
        let mut names = Names::default();
        for root in roots(sources) {
            let (found, refused) = root.files();
            if let (Root::Folder(folder), [first]) = (&root, refused.as_slice())
                && first.path == *folder
            {
                bail!("cannot read the drills in {}: {}", folder.display(), first.fault.message);
            }
            library.left_out.extend(refused.iter().map(|refused| (refused.path.display().to_string(), 1)));
            let kept = cache.map(|cache| root.image(cache));
            let image = Image::open(&found, kept.as_deref(), &mut names, &|found| root.read(found).ok());
            for (path, found) in &found {
                if image.files.iter().all(|file| file.path != *path) {
                    library.left_out.push((found.path.display().to_string(), 1));
                }
            }
            library.packs.push(Pack { root, image });
        }
        library.lay_out();
        Ok(library)
    }

    /// Lays the cards of all packs out, sorted by id; the first of two with one id stays.
    fn lay_out(&mut self) {
        for (number, pack) in self.packs.iter_mut().enumerate() {
            let name: Arc<str> = pack.root.name().into();
            for (index, file) in pack.image.files.iter_mut().enumerate() {
                let shown: Arc<str> = pack.root.shown(&file.path).into();
                if file.errors > 0 {
                    self.left_out.push((shown.to_string(), file.errors as usize));
                }
                let room = MOST_DRILLS.saturating_sub(self.cards.len());
                let place = |body| Place { pack: number as u32, file: index as u32, body };
                self.cards.extend(std::mem::take(&mut file.cards).into_iter().take(room).map(|card| Card {
                    id: card.id,
                    kind: card.kind,
                    area: card.area,
                    tags: card.tags,
                    weight: card.weight,
                    seconds: card.seconds,
                    guess: card.guess,
                    text_hash: card.text_hash,
                    source: card.source,
                    pack: name.clone(),
                    file: shown.clone(),
                    place: place(card.body),
                }));
            }
        }
        self.cards.sort_by(|a, b| a.id.cmp(&b.id));
        // `check` names both places; here the second one counts as a fault of its file.
        let mut doubles: HashMap<Arc<str>, usize> = HashMap::new();
        self.cards.dedup_by(|second, first| {
            let same = second.id == first.id;
            if same {
                *doubles.entry(second.file.clone()).or_default() += 1;
            }
            same
        });
        for (file, count) in doubles {
            match self.left_out.iter_mut().find(|(known, _)| **known == *file) {
                Some((_, faults)) => *faults += count,
                None => self.left_out.push((file.to_string(), count)),
            }
        }
        self.left_out.sort();
    }

    /// Returns the drills in brief, sorted by id.
    pub fn cards(&self) -> &[Card] {
        &self.cards
    }

    /// Returns the place of a drill among the cards.
    pub fn position(&self, id: &str) -> Option<usize> {
        self.cards.binary_search_by(|card| card.id.as_str().cmp(id)).ok()
    }

    /// Reads a drill's body; `None` where its file is gone or no longer holds it.
    pub fn drill(&self, index: usize) -> Option<Arc<Drill>> {
        let card = self.cards.get(index)?;
        let pack = self.packs.get(card.place.pack as usize)?;
        let kept = pack.image.drill(card.place.file as usize, card.place.body);
        kept.filter(|drill| drill.id == card.id).or_else(|| pack.again(card)).map(Arc::new)
    }

    /// Returns the scenarios of grilling rounds, sorted by id.
    pub fn scenarios(&self) -> &[Scenario] {
        &self.extras().scenarios
    }

    /// Returns the interviewer's lines, in the order of the files.
    pub fn lines(&self) -> &[Line] {
        &self.extras().lines
    }

    fn extras(&self) -> &Extras {
        self.extras.get_or_init(|| {
            let mut all = Extras::default();
            for pack in &self.packs {
                for (index, file) in pack.image.files.iter().enumerate() {
                    let extras = pack.image.extras(index).unwrap_or_else(|| {
                        let parsed = pack.text(&file.path).map(|text| parse(&text)).unwrap_or_default();
                        Extras {
                            scenarios: parsed.scenarios.into_iter().map(|(scenario, _)| scenario).collect(),
                            lines: parsed.lines,
                        }
                    });
                    all.scenarios.extend(extras.scenarios);
                    all.lines.extend(extras.lines);
                }
            }
            all.scenarios.sort_by(|a, b| a.id.cmp(&b.id));
            all.scenarios.dedup_by(|second, first| second.id == first.id);
            all
        })
    }
}

impl Pack {
    /// Reads a drill from its file again.
    fn again(&self, card: &Card) -> Option<Drill> {
        let file = self.image.files.get(card.place.file as usize)?;
        let text = self.text(&file.path)?;
        parse(&text).drills.into_iter().map(|(drill, _)| drill).find(|drill| drill.id == card.id)
    }

    fn text(&self, path: &str) -> Option<String> {
        match &self.root {
            Root::Shipped => SHIPPED.get_file(path)?.contents_utf8().map(str::to_owned),
            Root::Folder(folder) => files::read(&below(folder, path)).ok(),
        }
    }
}

/// Lists where the packs are, the shipped one first.
pub fn roots(sources: &Sources) -> Vec<Root> {
    let shipped = sources.shipped.then_some(Root::Shipped);
    shipped.into_iter().chain(sources.folders.iter().cloned().map(Root::Folder)).collect()
}

impl Root {
    /// Returns the pack's name.
    pub fn name(&self) -> String {
        match self {
            Self::Shipped => SHIPPED_PACK.to_owned(),
            Self::Folder(folder) => {
                let whole = folder.canonicalize().unwrap_or_else(|_| folder.clone());
                whole
                    .file_name()
                    .map_or_else(|| "pack".to_owned(), |name| name.to_string_lossy().into_owned())
            }
        }
    }

    /// Lists the pack's files, each with its path below the root, and what is refused.
    pub fn files(&self) -> (Vec<(String, Found)>, Vec<Refused>) {
        match self {
            Self::Shipped => {
                let mut found = Vec::new();
                shipped(&SHIPPED, &mut found);
                found.sort_by(|a: &(String, Found), b| a.0.cmp(&b.0));
                (found, Vec::new())
            }
            Self::Folder(folder) => {
                let (found, mut refused) = files::find(folder);
                let named = found
                    .into_iter()
                    .filter_map(|found| {
                        match found.path.strip_prefix(folder).unwrap_or(&found.path).to_str() {
                            Some(path) => Some((path.to_owned(), found)),
                            None => {
                                refused.push(Refused::unnamed(&found.path));
                                None
                            }
                        }
                    })
                    .collect();
                (named, refused)
            }
        }
    }

    /// Reads one of the pack's files.
    ///
    /// # Errors
    /// Says why it is refused.
    pub fn read(&self, found: &Found) -> Result<String, Box<Refused>> {
        match self {
            Self::Shipped => {
                let path = found.path.strip_prefix("drills").unwrap_or(&found.path);
                Ok(SHIPPED
                    .get_file(path)
                    .and_then(|file| file.contents_utf8())
                    .unwrap_or_default()
                    .to_owned())
            }
            Self::Folder(_) => files::read(&found.path),
        }
    }

    /// Returns a path below the root as it is shown.
    fn shown(&self, path: &str) -> String {
        match self {
            Self::Shipped => format!("drills/{path}"),
            Self::Folder(folder) => below(folder, path).display().to_string(),
        }
    }

    /// Returns where the pack's image is kept.
    fn image(&self, cache: &Path) -> PathBuf {
        match self {
            Self::Shipped => cache.join("shipped.pack"),
            Self::Folder(folder) => {
                let whole = folder.canonicalize().unwrap_or_else(|_| folder.clone());
                let hash = whole
                    .as_os_str()
                    .as_encoded_bytes()
                    .iter()
                    .fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
                        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
                    });
                cache.join(format!("{hash:016x}.pack"))
            }
        }
    }
}

fn below(folder: &Path, path: &str) -> PathBuf {
    if path.is_empty() { folder.to_owned() } else { folder.join(path) }
}

fn shipped(dir: &Dir<'static>, out: &mut Vec<(String, Found)>) {
    for file in dir.files() {
        if let Some(path) = file.path().to_str()
            && path.ends_with(".toml")
        {
            let shown = PathBuf::from(format!("drills/{path}"));
            out.push((
                path.to_owned(),
                Found { path: shown, size: file.contents().len() as u64, changed_ns: 0 },
            ));
        }
    }
    for dir in dir.dirs() {
        shipped(dir, out);
    }
}
