//! Refits the memory parameters to the learner's own log.

use fsrs::{ComputeParametersInput, FSRSItem, FSRSReview, compute_parameters};

use super::{Grade, Memory, Parameters};

/// Spaced reviews from which a refit is tried.
pub const ENOUGH_FOR_REFIT: usize = 64;
/// Share of the spaced reviews, the latest, on which a refit must prove itself.
const TAIL: f64 = 0.2;

/// Says what came of a refit.
#[derive(Debug, Clone, PartialEq)]
pub enum Refit {
    /// There are too few spaced reviews.
    TooFew {
        /// Spaced reviews so far.
        reviews: usize,
    },
    /// The fit does not predict the held-out tail better; the parameters in force stay.
    Worse {
        /// Mean log loss of the parameters in force on the tail.
        before: f64,
        /// That of the fit; none where the optimiser failed.
        after: Option<f64>,
    },
    /// The fit predicts the held-out tail better.
    Better {
        /// The fitted parameters.
        parameters: Parameters,
        /// Mean log loss of the parameters in force on the tail.
        before: f64,
        /// That of the fit.
        after: f64,
    },
}

/// Fits the parameters to all but the latest spaced reviews, and keeps the fit only if it
/// predicts those better than what is in force.
///
/// `log` holds each drill's (grade, study day), oldest first. Takes seconds for a long log.
pub fn refit(log: &[Vec<(Grade, i64)>], current: &Parameters) -> Refit {
    let mut days: Vec<i64> =
        log.iter().flat_map(|history| spaced(history).map(|(index, _)| history[index].1)).collect();
    if days.len() < ENOUGH_FOR_REFIT {
        return Refit::TooFew { reviews: days.len() };
    }
    days.sort_unstable();
    let cut = days[((days.len() as f64) * (1.0 - TAIL)) as usize];
    let before = loss_from(log, current, cut).unwrap_or(0.0);
    let train_set: Vec<FSRSItem> = log
        .iter()
        .flat_map(|history| {
            spaced(history)
                .filter(|&(index, _)| history[index].1 < cut)
                .map(|(index, _)| item(&history[..=index]))
        })
        .collect();
    let fitted =
        compute_parameters(ComputeParametersInput { train_set, ..ComputeParametersInput::default() })
            .ok()
            .and_then(|values| <[f32; 21]>::try_from(values).ok())
            .and_then(|values| Parameters::new(values.map(f64::from)).ok());
    let Some(parameters) = fitted else {
        return Refit::Worse { before, after: None };
    };
    match loss_from(log, &parameters, cut) {
        Some(after) if after < before => Refit::Better { parameters, before, after },
        after => Refit::Worse { before, after },
    }
}

/// Returns the mean log loss of the spaced reviews from a study day on; none without any.
pub fn loss_from(log: &[Vec<(Grade, i64)>], parameters: &Parameters, from: i64) -> Option<f64> {
    let (mut sum, mut count) = (0.0, 0_u32);
    for history in log {
        let mut memory: Option<Memory> = None;
        for &(grade, day) in history {
            if let Some(known) = memory
                && day >= from
                && known.elapsed(day) > 0.0
            {
                let recall = known.recall_on(parameters, day).clamp(1e-4, 1.0 - 1e-4);
                let chance = if grade.is_right() { recall } else { 1.0 - recall };
                sum -= chance.ln();
                count += 1;
            }
            memory = Some(match memory {
                Some(known) => known.after(parameters, grade, day),
                None => Memory::first(parameters, grade, day),
            });
        }
    }
    (count > 0).then(|| sum / f64::from(count))
}

/// Lists (index, days since the one before) of the reviews on a later day than the one before.
fn spaced(history: &[(Grade, i64)]) -> impl Iterator<Item = (usize, i64)> {
    history
        .windows(2)
        .enumerate()
        .map(|(index, pair)| (index + 1, pair[1].1.saturating_sub(pair[0].1)))
        .filter(|&(_, days)| days > 0)
}

fn item(history: &[(Grade, i64)]) -> FSRSItem {
    let mut last = None;
    FSRSItem {
        reviews: history
            .iter()
            .map(|&(grade, day)| {
                let days = last.map_or(0, |last| day.saturating_sub(last).clamp(0, 36_500));
                last = Some(day);
                FSRSReview { rating: u32::from(grade.number()), delta_t: days as u32 }
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::state;

    /// Histories of a learner with given parameters who reviews at growing gaps.
    fn learner(parameters: &Parameters, drills: u64, seed: u64) -> Vec<Vec<(Grade, i64)>> {
        let mut bits = seed;
        let mut unit = move || {
            bits = bits.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (bits >> 11) as f64 / (1_u64 << 53) as f64
        };
        (0..drills)
            .map(|drill| {
                let mut day = (drill % 40).cast_signed();
                let mut history = vec![(Grade::Good, day)];
                for gap in [1, 3, 6, 10, 4] {
                    day += gap;
                    let memory = Memory::replay(parameters, &history).unwrap();
                    let right = unit() < memory.recall_on(parameters, day);
                    history.push((if right { Grade::Good } else { Grade::Again }, day));
                    if !right {
                        history.push((Grade::Good, day));
                    }
                }
                history
            })
            .collect()
    }

    #[test]
    fn a_short_log_changes_nothing() {
        let log = learner(&Parameters::default(), 5, 1);
        let got = refit(&log, &Parameters::default());
        assert_eq!(got, Refit::TooFew { reviews: 25 });
        assert_eq!(refit(&[], &Parameters::default()), Refit::TooFew { reviews: 0 });
    }

    #[test]
    fn another_learner_is_learned_and_the_tail_is_predicted_better() {
        let mut w = *Parameters::default().values();
        for first in &mut w[..4] {
            *first *= 0.3;
        }
        w[20] = 0.4;
        let truth = Parameters::new(w).unwrap();
        let log = learner(&truth, 150, 3);
        let Refit::Better { parameters, before, after } = refit(&log, &Parameters::default()) else {
            panic!("the defaults are far off");
        };
        assert!(after < before);
        let recall = |w: &Parameters| state::retrievability(w, state::first(w, Grade::Good).0, 1.0);
        let (was, is, should) = (recall(&Parameters::default()), recall(&parameters), recall(&truth));
        assert!((is - should).abs() < (was - should).abs());
    }

    #[test]
    fn a_kept_refit_is_never_worse_on_its_tail() {
        for seed in 0..6 {
            let log = learner(&Parameters::default(), 30, seed);
            match refit(&log, &Parameters::default()) {
                Refit::Better { before, after, .. } => assert!(after < before),
                Refit::Worse { before, after } => {
                    assert!(after.is_none_or(|after| after >= before));
                }
                Refit::TooFew { .. } => panic!("150 reviews are enough"),
            }
        }
    }

    #[test]
    fn histories_out_of_order_do_no_harm() {
        let mut log = learner(&Parameters::default(), 40, 9);
        for history in &mut log {
            history.reverse();
        }
        let _ = refit(&log, &Parameters::default());
        let same_day = vec![vec![(Grade::Good, 1); 80]];
        assert_eq!(refit(&same_day, &Parameters::default()), Refit::TooFew { reviews: 0 });
    }
}
