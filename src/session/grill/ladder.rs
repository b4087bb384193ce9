//! Which challenge comes next: deeper after a good reply, sharper after a weak one, and weak types
//! more often.

use std::collections::BTreeMap;

use rand::RngExt;
use rand::rngs::Xoshiro256PlusPlus;

use crate::drill::{Challenge, Level};

/// A type in which every earlier reply failed is this many times as likely as one without history.
const WEAK: f64 = 4.0;

/// The deepest level.
pub const DEEPEST: u8 = 5;

/// Where a round stands.
#[derive(Clone, Debug)]
pub struct Ladder {
    level: u8,
    candidate: Level,
    asked: Vec<Challenge>,
    current: Option<(Challenge, u8)>,
    repeats_left: u8,
    weakness: BTreeMap<Challenge, f64>,
}

/// The next challenge and how hard it is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The type.
    pub challenge: Challenge,
    /// 1 to 3.
    pub sharpness: u8,
}

impl Ladder {
    /// Starts at level 1; `weakness` is 0..1 a type, 1 where every earlier reply failed.
    pub fn new(candidate: Level, weakness: BTreeMap<Challenge, f64>) -> Self {
        Self { level: 1, candidate, asked: Vec::new(), current: None, repeats_left: 0, weakness }
    }

    /// Returns the level the round is at.
    pub fn level(&self) -> u8 {
        self.level
    }

    /// Picks the next challenge after a reply that passed or not; the first one after none.
    pub fn next(&mut self, passed: Option<bool>, rng: &mut Xoshiro256PlusPlus) -> Step {
        if let Some((challenge, sharpness)) = self.current {
            if passed == Some(true) {
                self.level = (self.level + 1).min(DEEPEST);
            } else if passed == Some(false) && self.repeats_left > 0 && sharpness < 3 {
                self.repeats_left -= 1;
                self.current = Some((challenge, sharpness + 1));
                return Step { challenge, sharpness: sharpness + 1 };
            }
        }
        let challenge = self.pick(rng);
        let hard = self.candidate == Level::P8 && self.level >= 3;
        let sharpness = 1 + u8::from(hard);
        // Once or twice sharper; a P8 candidate is always pressed twice.
        self.repeats_left =
            if self.candidate == Level::P8 { 2 } else { 1 + u8::from(rng.random_range(0..2) == 0) };
        self.asked.push(challenge);
        self.current = Some((challenge, sharpness));
        Step { challenge, sharpness }
    }

    fn pick(&self, rng: &mut Xoshiro256PlusPlus) -> Challenge {
        let all = Challenge::ALL.iter().map(|(c, ..)| *c).filter(|c| *c != Challenge::Contradiction);
        let fresh = |c: &Challenge| !self.asked.contains(c);
        let here: Vec<Challenge> = all.clone().filter(|c| c.level() == self.level).filter(fresh).collect();
        // At the bottom of a level, go back up to what was skipped, deepest first; then repeat.
        let skipped = || {
            let deepest =
                all.clone().filter(|c| c.level() <= self.level).filter(fresh).map(Challenge::level).max()?;
            let at_least = deepest.saturating_sub(1);
            Some(
                all.clone().filter(|c| c.level() <= deepest && c.level() >= at_least).filter(fresh).collect(),
            )
        };
        let again = || all.clone().filter(|c| c.level() == self.level).collect();
        let pool: Vec<Challenge> = if here.is_empty() { skipped().unwrap_or_else(again) } else { here };
        let weight =
            |c: &Challenge| 1.0 + (WEAK - 1.0) * self.weakness.get(c).copied().unwrap_or(0.0).clamp(0.0, 1.0);
        let total: f64 = pool.iter().map(weight).sum();
        let mut at = rng.random_range(0.0..1.0) * total;
        for challenge in &pool {
            at -= weight(challenge);
            if at <= 0.0 {
                return *challenge;
            }
        }
        pool.last().copied().unwrap_or(Challenge::Source)
    }
}
