//! The days on which something can be asked, and the lags between them.

use std::collections::BTreeMap;

use super::Horizon;

/// Active days up to which each is a step of its own.
const DAILY: usize = 60;
/// Days from today that stay single steps when the horizon is longer.
const NEAR: usize = 21;
/// Steps into which the days beyond those are gathered.
const FAR: usize = 32;
/// Lags beyond this many days are rounded geometrically.
const EXACT_LAG: f64 = 60.0;
/// Ratio of neighbouring rounded lags, as a logarithm.
const LAG_STEP: f64 = 0.03;

/// Holds the steps of a plan: days with study time, long horizons gathered into blocks.
#[derive(Debug, Clone, PartialEq)]
pub struct Steps {
    /// Day of each step, counted from today, ascending; the middle of a block.
    pub days: Vec<f64>,
    /// Seconds of study of each step.
    pub seconds: Vec<f64>,
    /// First day of each step, counted from today.
    pub first_day: Vec<usize>,
    /// Days of study gathered in each step, 1 for a single day.
    pub gathered: Vec<usize>,
    /// Days from today to the interview.
    pub target: f64,
}

/// Numbers the distinct lags between steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Lags {
    /// Days of each lag class.
    pub days: Vec<f64>,
    /// Class of the lag from step i to step j > i, at `i * steps + j`.
    class: Vec<u16>,
    steps: usize,
}

impl Steps {
    /// Lays out the steps of a horizon; none on the day of the interview or without time.
    pub fn new(horizon: &Horizon) -> Self {
        let active: Vec<usize> =
            (0..horizon.minutes.len()).filter(|&offset| horizon.seconds(offset) > 0.0).collect();
        let blocks: Vec<&[usize]> = if active.len() <= DAILY {
            active.chunks(1).collect()
        } else {
            let (near, far) = active.split_at(NEAR);
            let size = far.len().div_ceil(FAR);
            near.chunks(1).chain(far.chunks(size)).collect()
        };
        let mut steps = Self {
            days: Vec::with_capacity(blocks.len()),
            seconds: Vec::with_capacity(blocks.len()),
            first_day: Vec::with_capacity(blocks.len()),
            gathered: Vec::with_capacity(blocks.len()),
            target: horizon.days_left() as f64,
        };
        for block in blocks {
            steps.days.push(block.iter().sum::<usize>() as f64 / block.len() as f64);
            steps.seconds.push(block.iter().map(|&offset| horizon.seconds(offset)).sum());
            steps.first_day.push(block[0]);
            steps.gathered.push(block.len());
        }
        steps
    }

    /// Returns the number of steps.
    pub fn len(&self) -> usize {
        self.days.len()
    }

    /// Tells whether nothing can be asked any more.
    pub fn is_empty(&self) -> bool {
        self.days.is_empty()
    }

    /// Tells whether the first step is today.
    pub fn starts_today(&self) -> bool {
        self.first_day.first() == Some(&0)
    }
}

impl Lags {
    /// Numbers the lags of the steps.
    pub fn new(steps: &Steps) -> Self {
        let n = steps.len();
        let mut known: BTreeMap<i64, u16> = BTreeMap::new();
        let mut days = Vec::new();
        let mut class = vec![0; n * n];
        for i in 0..n {
            for j in i + 1..n {
                let lag = steps.days[j] - steps.days[i];
                let (key, value) = if lag <= EXACT_LAG {
                    // Halves occur where blocks meet single days.
                    let twice = (lag * 2.0).round().max(1.0);
                    (twice as i64, twice / 2.0)
                } else {
                    let rounded = (lag.ln() / LAG_STEP).round();
                    (1_000_000 + rounded as i64, (rounded * LAG_STEP).exp())
                };
                class[i * n + j] = *known.entry(key).or_insert_with(|| {
                    days.push(value);
                    (days.len() - 1) as u16
                });
            }
        }
        Self { days, class, steps: n }
    }

    /// Returns the class of the lag from step `i` to step `j`.
    pub fn between(&self, i: usize, j: usize) -> usize {
        usize::from(self.class[i * self.steps + j])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_off_are_no_steps() {
        let horizon = Horizon { today: 10, interview: 14, minutes: vec![20.0, 0.0, 20.0, 5.0, 99.0] };
        let steps = Steps::new(&horizon);
        assert_eq!(steps.first_day, [0, 2, 3]);
        assert_eq!(steps.seconds, [1200.0, 1200.0, 300.0]);
        assert!(steps.starts_today());
    }

    #[test]
    fn two_years_fit_into_few_steps_and_lose_no_minute() {
        let horizon = Horizon::even(0, 730, 15.0);
        let steps = Steps::new(&horizon);
        assert!(steps.len() <= DAILY);
        let total: f64 = steps.seconds.iter().sum();
        assert!((total - 730.0 * 900.0).abs() < 1e-6);
        assert!(Lags::new(&steps).days.len() < 300);
    }

    #[test]
    fn past_dates_and_odd_minutes_leave_no_step() {
        for horizon in [
            Horizon::even(10, 10, 20.0),
            Horizon::even(10, 3, 20.0),
            Horizon::even(10, 20, 0.0),
            Horizon::even(10, 20, f64::NAN),
            Horizon::even(10, 20, -5.0),
        ] {
            assert!(Steps::new(&horizon).is_empty());
        }
    }
}
