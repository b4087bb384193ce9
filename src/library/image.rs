//! A pack, read once and kept: the cards of every file, keyed by the file's path, size and time, and
//! the drills' bodies, which are fetched one at a time. An image is always safe to delete; one that
//! is damaged, or that another binary wrote, is made anew.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::card::{Loose, Names, Piece, Record};
use super::files::Found;
use crate::drill::{Drill, Line, Scenario, Tags, parse};

/// The first bytes of an image: a mark, and the fingerprint of the drill format of this binary.
const MARK: &[u8] = concat!("hotseat:", env!("HOTSEAT_FORMAT")).as_bytes();
/// The mark, then where the index begins, how long it is, and its checksum.
const HEADER: usize = MARK.len() + 3 * 8;
/// The most bytes of bodies kept in memory where no image can be written.
const MOST_KEPT: usize = 24 * 1024 * 1024;
/// A file written this shortly before its image, in nanoseconds, may change without a new time.
pub(crate) const TICK_NS: u64 = 50_000_000;

/// One file of a pack, read.
#[derive(Clone, Debug)]
pub(super) struct Kept {
    /// The path below the pack's root.
    pub path: String,
    /// How many errors it has.
    pub errors: u32,
    /// Its usable drills.
    pub cards: Vec<Loose>,
    /// Its scenarios and lines; nothing where it has none.
    pub extras: Piece,
    size: u64,
    changed_ns: u64,
    /// Where its bodies begin, and how many bytes they have.
    base: u64,
    len: u64,
}

/// Scenarios and lines of one file.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Extras {
    pub scenarios: Vec<Scenario>,
    pub lines: Vec<Line>,
}

/// A pack, read: its files, and where the bodies are.
#[derive(Debug, Default)]
pub(super) struct Image {
    pub files: Vec<Kept>,
    bodies: Bodies,
}

#[derive(Debug)]
enum Bodies {
    Memory(Vec<u8>),
    Disk(Mutex<File>),
}

impl Default for Bodies {
    fn default() -> Self {
        Self::Memory(Vec::new())
    }
}

#[derive(Serialize, Deserialize)]
struct Index<'a> {
    #[serde(borrow)]
    areas: Vec<&'a str>,
    tags: Vec<Tags>,
    #[serde(borrow)]
    files: Vec<FileRecord<'a>>,
}

#[derive(Serialize, Deserialize)]
struct FileRecord<'a> {
    path: &'a str,
    size: u64,
    changed_ns: u64,
    errors: u32,
    #[serde(borrow)]
    cards: Vec<Record<'a>>,
    extras: Piece,
    base: u64,
    len: u64,
}

impl Image {
    /// Brings a pack's image up to date with its files; `kept` is where it is kept, if anywhere.
    ///
    /// `read` returns a file's text, or nothing where it is refused.
    pub fn open(
        found: &[(String, Found)],
        kept: Option<&Path>,
        names: &mut Names,
        read: &dyn Fn(&Found) -> Option<String>,
    ) -> Self {
        let old = kept.and_then(|path| Self::load(path, names)).unwrap_or_default();
        let current = old.files.len() == found.len()
            && old.files.iter().zip(found).all(|(file, (path, found))| file.is(path, found));
        if current {
            return old;
        }
        if let Some(path) = kept
            && let Ok(image) = Self::write(path, found, &old, names, read)
        {
            return image;
        }
        Self::remember(found, &old, names, read)
    }

    /// Reads the pack into a new file, which then takes the place of the old one.
    fn write(
        path: &Path,
        found: &[(String, Found)],
        old: &Self,
        names: &mut Names,
        read: &dyn Fn(&Found) -> Option<String>,
    ) -> io::Result<Self> {
        let mut draft = Draft::create(path)?;
        let began_ns = changed_ns(&draft.file.metadata()?);
        draft.file.write_all(&[0; HEADER])?;
        let mut at = HEADER as u64;
        let mut files = Vec::with_capacity(found.len());
        let known = old.by_path();
        for (path, found) in found {
            let Some((mut file, bytes)) = old.reused(&known, path, found).or_else(|| {
                let text = read(found)?;
                Some(digest(path, found, &text, names))
            }) else {
                continue;
            };
            if found.changed_ns != 0 && found.changed_ns + TICK_NS > began_ns {
                file.changed_ns = u64::MAX;
            }
            (file.base, file.len) = (at, bytes.len() as u64);
            at += file.len;
            draft.file.write_all(&bytes)?;
            files.push(file);
        }
        let index = index(&files, names).map_err(io::Error::other)?;
        draft.file.write_all(&index)?;
        draft.file.seek(SeekFrom::Start(0))?;
        draft.file.write_all(MARK)?;
        for number in [at, index.len() as u64, checksum(&index)] {
            draft.file.write_all(&number.to_le_bytes())?;
        }
        let file = draft.finish(path)?;
        Ok(Self { files, bodies: Bodies::Disk(Mutex::new(file)) })
    }

    /// Reads the pack into memory. Where the bodies of a large pack find no room, a drill is read
    /// from its file again when it is asked.
    fn remember(
        found: &[(String, Found)],
        old: &Self,
        names: &mut Names,
        read: &dyn Fn(&Found) -> Option<String>,
    ) -> Self {
        let mut kept = Vec::new();
        let mut files = Vec::with_capacity(found.len());
        let known = old.by_path();
        for (path, found) in found {
            let Some((mut file, bytes)) = old.reused(&known, path, found).or_else(|| {
                let text = read(found)?;
                Some(digest(path, found, &text, names))
            }) else {
                continue;
            };
            if kept.len() + bytes.len() <= MOST_KEPT {
                (file.base, file.len) = (kept.len() as u64, bytes.len() as u64);
                kept.extend_from_slice(&bytes);
            } else {
                (file.base, file.len) = (0, 0);
            }
            files.push(file);
        }
        Self { files, bodies: Bodies::Memory(kept) }
    }

    fn by_path(&self) -> HashMap<&str, usize> {
        self.files.iter().enumerate().map(|(index, file)| (file.path.as_str(), index)).collect()
    }

    /// Returns a file that has not changed, with its bodies.
    fn reused(&self, known: &HashMap<&str, usize>, path: &str, found: &Found) -> Option<(Kept, Vec<u8>)> {
        let file = self.files.get(*known.get(path)?).filter(|file| file.is(path, found))?;
        Some((file.clone(), self.bytes(file.base, file.len)?))
    }

    /// Reads an image; `None` where it is damaged or foreign.
    fn load(path: &Path, names: &mut Names) -> Option<Self> {
        let mut file = File::open(path).ok()?;
        let mut header = [0_u8; HEADER];
        file.read_exact(&mut header).ok()?;
        let (mark, numbers) = header.split_at(MARK.len());
        if mark != MARK {
            return None;
        }
        let mut numbers = numbers.chunks_exact(8).map(|bytes| bytes.try_into().map_or(0, u64::from_le_bytes));
        let (start, len, sum) = (numbers.next()?, numbers.next()?, numbers.next()?);
        if start.checked_add(len)? != file.metadata().ok()?.len() {
            return None;
        }
        file.seek(SeekFrom::Start(start)).ok()?;
        let mut bytes = vec![0_u8; usize::try_from(len).ok()?];
        file.read_exact(&mut bytes).ok()?;
        if checksum(&bytes) != sum {
            return None;
        }
        let index: Index<'_> = postcard::from_bytes(&bytes).ok()?;
        let areas: Vec<Arc<str>> = index.areas.iter().map(|area| names.area(area)).collect();
        let tags: Vec<Arc<Tags>> = index.tags.iter().map(|tags| names.tags(tags)).collect();
        let files = index.files.into_iter().map(|file| file.kept(&areas, &tags)).collect::<Option<_>>()?;
        Some(Self { files, bodies: Bodies::Disk(Mutex::new(file)) })
    }

    /// Returns a drill's body; `None` where it is not kept or is damaged.
    pub fn drill(&self, file: usize, piece: Piece) -> Option<Drill> {
        self.piece(file, piece)
    }

    /// Returns the scenarios and lines of a file; `None` where they are damaged.
    pub fn extras(&self, file: usize) -> Option<Extras> {
        let piece = self.files.get(file)?.extras;
        if piece.len == 0 { Some(Extras::default()) } else { self.piece(file, piece) }
    }

    fn piece<T: serde::de::DeserializeOwned>(&self, file: usize, piece: Piece) -> Option<T> {
        let file = self.files.get(file)?;
        if u64::from(piece.start) + u64::from(piece.len) > file.len {
            return None;
        }
        let bytes = self.bytes(file.base + u64::from(piece.start), u64::from(piece.len))?;
        if checksum(&bytes) as u32 != piece.sum {
            return None;
        }
        postcard::from_bytes(&bytes).ok()
    }

    fn bytes(&self, start: u64, len: u64) -> Option<Vec<u8>> {
        match &self.bodies {
            Bodies::Memory(kept) => {
                let start = usize::try_from(start).ok()?;
                kept.get(start..start.checked_add(usize::try_from(len).ok()?)?).map(<[u8]>::to_vec)
            }
            Bodies::Disk(file) => {
                let mut file = file.lock().ok()?;
                file.seek(SeekFrom::Start(start)).ok()?;
                let mut bytes = vec![0_u8; usize::try_from(len).ok()?];
                file.read_exact(&mut bytes).ok()?;
                Some(bytes)
            }
        }
    }
}

impl Kept {
    fn is(&self, path: &str, found: &Found) -> bool {
        self.path == path && self.size == found.size && self.changed_ns == found.changed_ns
    }
}

impl FileRecord<'_> {
    fn kept(self, areas: &[Arc<str>], tags: &[Arc<Tags>]) -> Option<Kept> {
        let cards = self
            .cards
            .iter()
            .map(|card| {
                Some(Loose {
                    id: card.id.parse().ok()?,
                    kind: card.kind,
                    area: areas.get(card.area as usize)?.clone(),
                    tags: tags.get(card.tags as usize)?.clone(),
                    weight: card.weight,
                    seconds: card.seconds,
                    guess: card.guess,
                    text_hash: card.text_hash,
                    source: card.source,
                    body: card.body,
                })
            })
            .collect::<Option<_>>()?;
        Some(Kept {
            path: self.path.to_owned(),
            errors: self.errors,
            cards,
            extras: self.extras,
            size: self.size,
            changed_ns: self.changed_ns,
            base: self.base,
            len: self.len,
        })
    }
}

/// Reads a file's text into cards and the bytes of its bodies.
fn digest(path: &str, found: &Found, text: &str, names: &mut Names) -> (Kept, Vec<u8>) {
    let parsed = parse(text);
    let mut bytes = Vec::new();
    let cards =
        parsed.drills.iter().map(|(drill, _)| Loose::of(drill, append(&mut bytes, drill), names)).collect();
    let extras = Extras {
        scenarios: parsed.scenarios.into_iter().map(|(scenario, _)| scenario).collect(),
        lines: parsed.lines,
    };
    let empty = extras.scenarios.is_empty() && extras.lines.is_empty();
    let extras = if empty { Piece::default() } else { append(&mut bytes, &extras) };
    let kept = Kept {
        path: path.to_owned(),
        errors: parsed.faults.len() as u32,
        cards,
        extras,
        size: found.size,
        changed_ns: found.changed_ns,
        base: 0,
        len: 0,
    };
    (kept, bytes)
}

fn append<T: Serialize>(bytes: &mut Vec<u8>, value: &T) -> Piece {
    // A file is at most 8 MB of text, so its bodies are far below 4 GB.
    let packed = postcard::to_allocvec(value).unwrap_or_default();
    let piece = Piece { start: bytes.len() as u32, len: packed.len() as u32, sum: checksum(&packed) as u32 };
    bytes.extend_from_slice(&packed);
    piece
}

fn index(files: &[Kept], names: &Names) -> postcard::Result<Vec<u8>> {
    let places = |index: usize| index as u32;
    let areas: HashMap<*const u8, u32> =
        names.areas.iter().enumerate().map(|(i, area)| (area.as_ptr(), places(i))).collect();
    let tags: HashMap<*const Tags, u32> =
        names.tags.iter().enumerate().map(|(i, tags)| (Arc::as_ptr(tags), places(i))).collect();
    let record = |card: &'_ Loose| -> (u32, u32) {
        (
            areas.get(&card.area.as_ptr()).copied().unwrap_or(u32::MAX),
            tags.get(&Arc::as_ptr(&card.tags)).copied().unwrap_or(u32::MAX),
        )
    };
    let files = files
        .iter()
        .map(|file| FileRecord {
            path: &file.path,
            size: file.size,
            changed_ns: file.changed_ns,
            errors: file.errors,
            cards: file
                .cards
                .iter()
                .map(|card| {
                    let (area, tags) = record(card);
                    Record {
                        id: card.id.as_str(),
                        kind: card.kind,
                        area,
                        tags,
                        weight: card.weight,
                        seconds: card.seconds,
                        guess: card.guess,
                        text_hash: card.text_hash,
                        source: card.source,
                        body: card.body,
                    }
                })
                .collect(),
            extras: file.extras,
            base: file.base,
            len: file.len,
        })
        .collect();
    let index = Index {
        areas: names.areas.iter().map(|area| &**area).collect(),
        tags: names.tags.iter().map(|tags| (**tags).clone()).collect(),
        files,
    };
    postcard::to_allocvec(&index)
}

/// Sums bytes up, eight at a time (FNV-1a over words, which is enough against accidents).
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325_u64 ^ bytes.len() as u64;
    for chunk in bytes.chunks(8) {
        let mut word = [0_u8; 8];
        word[..chunk.len()].copy_from_slice(chunk);
        hash = (hash ^ u64::from_le_bytes(word)).wrapping_mul(0x0100_0000_01b3);
        hash ^= hash >> 29;
    }
    hash
}

/// Returns when a file was last written, in nanoseconds since 1970; 0 where the system does not say.
pub(crate) fn changed_ns(metadata: &fs::Metadata) -> u64 {
    let changed = metadata.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
    changed.map_or(0, |at| at.as_nanos() as u64)
}

/// Writes a file for its owner alone, whole or not at all.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut draft = Draft::create(path)?;
    draft.file.write_all(bytes)?;
    draft.finish(path).map(drop)
}

/// A new image before it takes its place; dropped without that, it leaves nothing behind.
struct Draft {
    file: File,
    path: Option<PathBuf>,
}

impl Draft {
    fn create(target: &Path) -> io::Result<Self> {
        if let Some(folder) = target.parent() {
            let mut builder = fs::DirBuilder::new();
            builder.recursive(true);
            #[cfg(unix)]
            {
                use std::os::unix::fs::DirBuilderExt;
                builder.mode(0o700);
            }
            builder.create(folder)?;
        }
        let path = target.with_extension(format!("{}.new", std::process::id()));
        let _ = fs::remove_file(&path);
        let mut options = OpenOptions::new();
        options.read(true).write(true).create_new(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600);
        }
        Ok(Self { file: options.open(&path)?, path: Some(path) })
    }

    fn finish(mut self, target: &Path) -> io::Result<File> {
        let file = self.file.try_clone()?;
        if let Some(path) = &self.path {
            fs::rename(path, target)?;
        }
        self.path = None;
        Ok(file)
    }
}

impl Drop for Draft {
    fn drop(&mut self) {
        if let Some(path) = &self.path {
            let _ = fs::remove_file(path);
        }
    }
}
