//! What is known of a drill without reading it whole.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::drill::{Drill, DrillId, KindName, Source, Tags};

/// A drill in brief: everything that choosing and listing need.
#[derive(Clone, Debug)]
pub struct Card {
    /// The author's id.
    pub id: DrillId,
    /// The drill's kind.
    pub kind: KindName,
    /// The slug that progress is counted by.
    pub area: Arc<str>,
    /// Whom the drill is for.
    pub tags: Arc<Tags>,
    /// How much it matters on the day, 1 to 5.
    pub weight: u8,
    /// Seconds after which an answer is late.
    pub seconds: Option<u32>,
    /// The chance of being right by guessing, 0 to 1.
    pub guess: f64,
    /// A hash of the drill's text.
    pub text_hash: u64,
    /// Where its facts come from.
    pub source: Source,
    /// The name of its pack.
    pub pack: Arc<str>,
    /// Its file, as it is shown.
    pub file: Arc<str>,
    pub(super) place: Place,
}

/// Where a drill's body is kept.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// The pack, counted from 0.
    pub pack: u32,
    /// The file in its pack, counted from 0.
    pub file: u32,
    /// Where the body is among the bodies of its file.
    pub body: Piece,
}

/// A piece of the bytes of one file's bodies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Piece {
    /// The first byte.
    pub start: u32,
    /// How many bytes.
    pub len: u32,
    /// Their checksum.
    pub sum: u32,
}

/// A card as it is kept in an image; names stand in tables of their own.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Record<'a> {
    pub id: &'a str,
    pub kind: KindName,
    pub area: u32,
    pub tags: u32,
    pub weight: u8,
    pub seconds: Option<u32>,
    pub guess: f64,
    pub text_hash: u64,
    pub source: Source,
    pub body: Piece,
}

/// A card before it stands in a library.
#[derive(Clone, Debug)]
pub(super) struct Loose {
    pub id: DrillId,
    pub kind: KindName,
    pub area: Arc<str>,
    pub tags: Arc<Tags>,
    pub weight: u8,
    pub seconds: Option<u32>,
    pub guess: f64,
    pub text_hash: u64,
    pub source: Source,
    pub body: Piece,
}

impl Loose {
    /// Summarises a drill whose body is kept at a place.
    pub fn of(drill: &Drill, body: Piece, names: &mut Names) -> Self {
        Self {
            id: drill.id.clone(),
            kind: drill.kind.name(),
            area: names.area(&drill.area),
            tags: names.tags(&drill.tags),
            weight: drill.weight,
            seconds: drill.seconds,
            guess: drill.kind.guess(),
            text_hash: drill.text_hash,
            source: drill.source,
            body,
        }
    }
}

/// Areas and tags, each kept once.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub areas: Vec<Arc<str>>,
    pub tags: Vec<Arc<Tags>>,
}

impl Names {
    /// Keeps an area.
    pub fn area(&mut self, area: &str) -> Arc<str> {
        // Packs have some areas; the latest is met again and again.
        if let Some(known) = self.areas.iter().rev().take(64).find(|known| &***known == area) {
            return known.clone();
        }
        let area: Arc<str> = area.into();
        self.areas.push(area.clone());
        area
    }

    /// Keeps tags.
    pub fn tags(&mut self, tags: &Tags) -> Arc<Tags> {
        if let Some(known) = self.tags.iter().rev().take(64).find(|known| &***known == tags) {
            return known.clone();
        }
        let tags = Arc::new(tags.clone());
        self.tags.push(tags.clone());
        tags
    }
}
