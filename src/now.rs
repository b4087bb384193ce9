//! The only reader of the clock and of entropy.

use std::time::Instant;

use chrono::{DateTime, Duration, FixedOffset, Local};

/// The clock of one run: the system's, or one pinned by `HOTSEAT_NOW` that only answers advance.
#[derive(Clone, Debug)]
pub struct Clock {
    pinned: Option<DateTime<FixedOffset>>,
    began: Instant,
}

/// Randomness of one run: entropy, or one pinned by `HOTSEAT_SEED`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seed {
    /// The seed.
    pub value: u64,
    /// Whether the user pinned it, ids included.
    pub pinned: bool,
}

impl Clock {
    /// Reads `HOTSEAT_NOW`; the error says how to write it.
    pub fn from_environment() -> Result<Self, String> {
        let pinned = match std::env::var("HOTSEAT_NOW") {
            Ok(text) if !text.trim().is_empty() => {
                let at = DateTime::parse_from_rfc3339(text.trim()).map_err(|_| {
                    format!("HOTSEAT_NOW is {text:?}; write a time with offset, as 2026-12-01T09:00:00+08:00")
                })?;
                Some(at)
            }
            _ => None,
        };
        Ok(Self { pinned, began: Instant::now() })
    }

    /// Returns the time, to the second.
    pub fn now(&self) -> DateTime<FixedOffset> {
        let now = self.pinned.unwrap_or_else(|| Local::now().fixed_offset());
        let nanos = i64::from(now.timestamp_subsec_nanos());
        now.checked_sub_signed(Duration::nanoseconds(nanos)).unwrap_or(now)
    }

    /// Lets a pinned clock advance by the seconds an answer took; the system's needs no telling.
    pub fn advance(&mut self, elapsed_s: f64) {
        if let Some(at) = self.pinned
            && elapsed_s.is_finite()
            && elapsed_s > 0.0
        {
            let by = Duration::milliseconds((elapsed_s.min(864_000.0) * 1000.0) as i64);
            self.pinned = Some(at.checked_add_signed(by).unwrap_or(at));
        }
    }

    /// Tells whether the clock is pinned.
    pub const fn is_pinned(&self) -> bool {
        self.pinned.is_some()
    }

    /// Returns the time since the run began, by a clock that never goes back.
    pub fn running(&self) -> std::time::Duration {
        self.began.elapsed()
    }
}

impl Seed {
    /// Reads `HOTSEAT_SEED`, or draws from the system; the error says how to write it.
    pub fn from_environment() -> Result<Self, String> {
        match std::env::var("HOTSEAT_SEED") {
            Ok(text) if !text.trim().is_empty() => {
                let value = text
                    .trim()
                    .parse::<i128>()
                    .map_err(|_| format!("HOTSEAT_SEED is {text:?}; write a whole number"))?;
                Ok(Self { value: value as u64, pinned: true })
            }
            _ => Ok(Self { value: rand::random(), pinned: false }),
        }
    }
}
