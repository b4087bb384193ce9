//! Drills that ask nearly the same: shingles of three words, hashed once into bins, the least hash
//! of each bin kept (one-permutation minhash, Li, Owen and Zhang 2012). Linear in the drills.

use std::collections::HashMap;

use crate::drill::{Drill, Kind};

/// Bins of a sketch.
const BINS: usize = 32;
/// Bins that must agree for two drills to be compared at all.
const BAND: usize = 6;
/// The share of bins in agreement from which two drills ask nearly the same.
const SAME: f64 = 0.85;
/// The fewest shingles that a sketch says something about.
const FEWEST: usize = 8;
const EMPTY: u16 = u16::MAX;

/// What a drill asks, in small.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sketch([u16; BINS]);

impl Sketch {
    /// Sketches everything a drill shows and expects; `None` where that is too little to tell.
    pub fn of(drill: &Drill) -> Option<Self> {
        let mut shingles = Shingles::default();
        shingles.text(&drill.ask);
        match &drill.kind {
            Kind::Contrast { strong, weak, .. } => {
                shingles.text(strong);
                weak.iter().for_each(|weak| shingles.text(&weak.text));
            }
            Kind::Choose(choice) => {
                shingles.text(&choice.right);
                choice.wrong.iter().for_each(|wrong| shingles.text(&wrong.text));
            }
            Kind::Spot { sketch, text, .. } => {
                sketch.iter().chain(text).for_each(|text| shingles.text(text));
            }
            Kind::Order { steps } => steps.iter().for_each(|step| shingles.text(step)),
            Kind::Compute(compute) => shingles.text(compute.answer.as_str()),
            Kind::Recall { must, .. } => must.iter().for_each(|point| shingles.text(&point.point)),
            Kind::Open { question, .. } => {
                question.iter().chain(&drill.model).for_each(|text| shingles.text(text));
            }
        }
        (shingles.count >= FEWEST).then_some(Self(shingles.bins))
    }

    fn alike(&self, other: &Self) -> bool {
        let (mut same, mut filled) = (0, 0);
        for (a, b) in self.0.iter().zip(&other.0) {
            if *a != EMPTY || *b != EMPTY {
                filled += 1;
                same += usize::from(a == b);
            }
        }
        same as f64 >= SAME * filled as f64
    }
}

struct Shingles {
    bins: [u16; BINS],
    count: usize,
    last: [u64; 2],
}

impl Default for Shingles {
    fn default() -> Self {
        Self { bins: [EMPTY; BINS], count: 0, last: [0; 2] }
    }
}

impl Shingles {
    fn text(&mut self, text: &str) {
        let mut word = 0_u64;
        for c in text.chars() {
            // A Han character is a word.
            let alone = c >= '\u{2e80}';
            if c.is_ascii_alphanumeric() || (!c.is_ascii() && c.is_alphanumeric() && !alone) {
                word = (word ^ u64::from(u32::from(c.to_ascii_lowercase())) ^ 0x51)
                    .wrapping_mul(0x0100_0000_01b3);
                continue;
            }
            self.word(&mut word);
            if alone {
                word = u64::from(u32::from(c));
                self.word(&mut word);
            }
        }
        self.word(&mut word);
    }

    fn word(&mut self, word: &mut u64) {
        if *word == 0 {
            return;
        }
        let mixed = mix(self.last[0].rotate_left(24) ^ self.last[1].rotate_left(12) ^ *word);
        let bin = (mixed >> 59) as usize;
        self.bins[bin] = self.bins[bin].min(mixed as u16 & !1);
        self.count += 1;
        self.last = [self.last[1], *word];
        *word = 0;
    }
}

/// Mixes a number (the finaliser of SplitMix64).
fn mix(number: u64) -> u64 {
    let number = (number ^ (number >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let number = (number ^ (number >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    number ^ (number >> 31)
}

/// Drills that ask nearly the same as an earlier one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Twin {
    /// The earlier drill, by the number it was added with.
    pub first: usize,
    /// The next one.
    pub second: usize,
    /// How many more there are.
    pub more: usize,
}

/// Every drill so far, found by what it asks.
#[derive(Debug, Default)]
pub struct Twins {
    sketches: Vec<(u32, Sketch)>,
    /// The first drill with a band, by the band's hash.
    bands: HashMap<u64, u32>,
    found: HashMap<usize, Twin>,
}

impl Twins {
    /// Adds a drill under a number of the caller's.
    pub fn add(&mut self, number: usize, sketch: Sketch) {
        let bands: Vec<u64> = sketch
            .0
            .chunks_exact(BAND)
            .enumerate()
            .filter(|(_, band)| band.iter().any(|bin| *bin != EMPTY))
            .map(|(index, band)| band.iter().fold(index as u64 + 1, |hash, bin| mix(hash ^ u64::from(*bin))))
            .collect();
        let twin = bands
            .iter()
            .filter_map(|band| self.bands.get(band))
            .map(|&place| &self.sketches[place as usize])
            .find(|(_, known)| known.alike(&sketch))
            .map(|(first, _)| *first as usize);
        if let Some(first) = twin {
            self.found.entry(first).and_modify(|twin| twin.more += 1).or_insert(Twin {
                first,
                second: number,
                more: 0,
            });
            return;
        }
        let place = self.sketches.len() as u32;
        for band in bands {
            self.bands.entry(band).or_insert(place);
        }
        self.sketches.push((number as u32, sketch));
    }

    /// Returns the drills that ask nearly the same, in the order of the second ones.
    pub fn found(self) -> Vec<Twin> {
        let mut found: Vec<Twin> = self.found.into_values().collect();
        found.sort_by_key(|twin| twin.second);
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sketch(text: &str) -> Sketch {
        let mut shingles = Shingles::default();
        shingles.text(text);
        Sketch(shingles.bins)
    }

    #[test]
    fn a_copied_prompt_is_found_and_another_is_not() {
        let one = "Two big customers doubled their spend while nobody left or cut back; which of the two retention \
                   figures moved, and by how much would the other one have moved if one of the customers had left";
        let mut twins = Twins::default();
        twins.add(0, sketch(one));
        twins.add(1, sketch(&one.replace("Two big", "Three big")));
        twins.add(
            2,
            sketch("The refund rate fell in the week the courier changed; what else moved in that week?"),
        );
        twins.add(3, sketch(one));
        assert_eq!(twins.found(), [Twin { first: 0, second: 1, more: 1 }]);
    }
}
