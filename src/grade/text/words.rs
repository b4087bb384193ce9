//! The word table: common English words by frequency, each with a small vector of meaning.
//!
//! Derived from GloVe (public domain, PDDL) by `tests/grading/words.py`.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A row of the word table; smaller is more frequent.
pub type WordId = u16;

/// Dimensions of a word's vector.
pub const DIMS: usize = 48;

static LIST: &str = include_str!("../data/words.txt");
static VECTORS: &[u8] = include_bytes!("../data/words.vec");

static INDEX: LazyLock<HashMap<&'static str, WordId>> = LazyLock::new(|| {
    let ids = 0..=WordId::MAX;
    LIST.lines().zip(ids).collect()
});

/// Endings and what the base form has in their place.
const ENDINGS: [(&str, &str); 12] = [
    ("ies", "y"),
    ("es", ""),
    ("s", ""),
    ("ied", "y"),
    ("ed", ""),
    ("d", ""),
    ("ing", ""),
    ("ing", "e"),
    ("ly", ""),
    ("er", ""),
    ("ise", "ize"),
    ("our", "or"),
];

/// Finds a lower-case word, or else its base form, in the table.
pub fn find(lower: &str) -> Option<WordId> {
    let get = |word: &str| INDEX.get(word).copied();
    if lower.len() > 24 || !lower.is_ascii() {
        return None;
    }
    if let Some(id) = get(lower) {
        return Some(id);
    }
    if let Some((head, _)) = lower.split_once('\'') {
        return get(head);
    }
    ENDINGS.iter().find_map(|(ending, base)| {
        let head = lower.strip_suffix(ending).filter(|head| head.len() >= 3)?;
        get(&format!("{head}{base}"))
    })
}

/// Returns the vector of a word, each component in −1..1, the length near 1.
pub fn vector(id: WordId) -> impl Iterator<Item = f32> {
    let row = usize::from(id) * DIMS;
    let bytes = VECTORS.get(row..row + DIMS).unwrap_or(&[]);
    bytes.iter().map(|&byte| f32::from(byte.cast_signed()) / 254.0)
}

/// Number of words in the table.
pub fn len() -> usize {
    INDEX.len()
}

/// Cosine of two words' vectors, −1..1.
pub fn similarity(a: WordId, b: WordId) -> f32 {
    let (mut dot, mut aa, mut bb) = (0.0, 1e-9, 1e-9);
    for (x, y) in vector(a).zip(vector(b)) {
        dot += x * y;
        aa += x * x;
        bb += y * y;
    }
    dot / f32::sqrt(aa * bb)
}

/// Weight of a word as information, 0 (the most frequent) to 1 (rare or unknown).
pub fn rarity(id: Option<WordId>) -> f32 {
    let rank = id.map_or(len() as f32, f32::from);
    ((rank + 10.0).ln() - 10f32.ln()) / ((len() as f32 + 10.0).ln() - 10f32.ln())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_nearer_than_far_ones() {
        let id = |word| find(word).unwrap();
        assert!(similarity(id("doctor"), id("nurse")) > similarity(id("doctor"), id("tractor")));
    }

    #[test]
    fn the_table_and_its_vectors_have_the_same_length() {
        assert_eq!(VECTORS.len(), LIST.lines().count() * DIMS);
    }

    #[test]
    fn inflected_words_fall_back_on_their_base() {
        assert!(find("refunding").is_some());
        assert_eq!(find("xqzt"), None);
    }
}
