//! The equations against published reference values and against the crate.

use proptest::prelude::*;

use super::*;

fn close(ours: f64, reference: f64, relative: f64) {
    assert!((ours - reference).abs() <= relative * reference.abs().max(1e-9), "{ours} is not {reference}");
}

/// Days after which a stability of 5 has fallen to a retrievability.
fn days_to(parameters: &Parameters, r: f64) -> f64 {
    interval(parameters, 5.0, r)
}

#[test]
fn success_values_at_the_defaults() {
    let w = Parameters::default();
    let cases = [
        (1.0, Grade::Again, 0.9, 1.052_539_6),
        (2.0, Grade::Again, 0.8, 1.189_432_9),
        (3.0, Grade::Again, 0.7, 1.368_083_8),
        (4.0, Grade::Again, 0.6, 1.584_989),
        (2.0, Grade::Hard, 0.8, 28.226_582),
        (3.0, Grade::Good, 0.7, 58.656_002),
        (4.0, Grade::Easy, 0.6, 127.226_685),
    ];
    for (d, grade, r, expected) in cases {
        let (s, _) = next(&w, 5.0, d, days_to(&w, r), grade);
        close(s, expected, 1e-4);
    }
    // A success of difficulty 1 at R = .9 (the reference table leaves the penalty out for grade 1).
    close(success(w.values(), 5.0, 1.0, 0.1, Grade::Good), 25.602_541, 1e-4);
}

#[test]
fn same_day_values_at_the_defaults() {
    let w = Parameters::default();
    for (grade, expected) in Grade::ALL.into_iter().zip([1.596_818, 5.0, 5.0, 8.129_61]) {
        close(next(&w, 5.0, 5.0, 0.0, grade).0, expected, 1e-4);
    }
}

#[test]
fn difficulty_values_at_the_defaults() {
    let w = Parameters::default();
    let expected = [8.341_763, 6.665_995_6, 4.990_228, 3.314_461_5];
    for (grade, expected) in Grade::ALL.into_iter().zip(expected) {
        close(next_difficulty(&w, 5.0, grade), expected, 1e-4);
    }
}

#[test]
fn a_history_with_same_day_reviews() {
    let w = Parameters::default();
    let history = [(1, 0), (3, 0), (3, 1), (3, 3), (1, 8), (3, 0), (3, 2), (4, 5)];
    let expected = [0.212, 0.246_69, 2.021_48, 7.863_70, 1.211_84, 1.257_31, 3.236_30, 11.284_93];
    let mut day = 100;
    let mut log = Vec::new();
    for ((grade, days), expected) in history.into_iter().zip(expected) {
        day += days;
        log.push((Grade::from_number(grade).unwrap(), day));
        let memory = Memory::replay(&w, &log).unwrap();
        close(memory.stability_days, expected, 1e-4);
    }
    let last = Memory::replay(&w, &log).unwrap();
    close(last.difficulty, 8.341_77, 1e-4);
    assert_eq!((last.reviews, last.lapses, last.last_day), (8, 1, day));
    assert_eq!(last.sessions, 6);
    assert_eq!(Memory::replay(&w, &[]), None);
}

/// A small generator, so that the 25,000 transitions are the same on every machine.
struct Draws(u64);

impl Draws {
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }
}

fn any_parameters(draws: &mut Draws) -> Parameters {
    let default = Parameters::default();
    Parameters::new(default.values().map(|w| w * draws.between(0.6, 1.6))).unwrap()
}

#[test]
fn random_transitions_equal_those_of_the_crate() {
    let mut draws = Draws(20);
    let mut compared = 0;
    let mut worst: f64 = 0.0;
    for round in 0..100 {
        let ours = if round == 0 { Parameters::default() } else { any_parameters(&mut draws) };
        let crates = fsrs::FSRS::new(&ours.single_precision()).unwrap();
        for _ in 0..70 {
            let stability = (draws.between((0.01_f64).ln(), (20_000.0_f64).ln())).exp();
            let difficulty = draws.between(1.0, 10.0);
            let days = if draws.unit() < 0.15 {
                0
            } else {
                (stability * draws.between(0.0, 4.0)).round().max(1.0) as u32
            };
            let retention = draws.between(0.7, 0.97);
            let state = fsrs::MemoryState { stability: stability as f32, difficulty: difficulty as f32 };
            let theirs = crates.next_states(Some(state), retention as f32, days).unwrap();
            let theirs = [theirs.again, theirs.hard, theirs.good, theirs.easy];
            for (grade, theirs) in Grade::ALL.into_iter().zip(theirs) {
                let (s, d) = next(&ours, stability, difficulty, f64::from(days), grade);
                let t = interval(&ours, s, retention);
                for (ours, theirs) in
                    [(s, theirs.memory.stability), (d, theirs.memory.difficulty), (t, theirs.interval)]
                {
                    let theirs = f64::from(theirs);
                    worst = worst.max((ours - theirs).abs() / theirs.abs());
                    close(ours, theirs, 1e-4);
                }
                compared += 1;
            }
        }
    }
    assert!(compared >= 20_000, "{compared} transitions");
    assert!(worst <= 1e-4, "worst relative difference {worst}");
}

#[test]
fn first_reviews_equal_those_of_the_crate() {
    let mut draws = Draws(5);
    for _ in 0..50 {
        let ours = any_parameters(&mut draws);
        let theirs = fsrs::FSRS::new(&ours.single_precision()).unwrap().next_states(None, 0.9, 0).unwrap();
        let theirs = [theirs.again, theirs.hard, theirs.good, theirs.easy];
        for (grade, theirs) in Grade::ALL.into_iter().zip(theirs) {
            let memory = Memory::first(&ours, grade, 0);
            close(memory.stability_days, f64::from(theirs.memory.stability), 1e-4);
            close(memory.difficulty, f64::from(theirs.memory.difficulty), 1e-4);
            close(memory.interval(&ours, 0.9), f64::from(theirs.interval), 1e-4);
        }
    }
}

fn grades() -> impl Strategy<Value = Grade> {
    prop::sample::select(Grade::ALL.to_vec())
}

proptest! {
    #[test]
    fn any_history_gives_a_finite_memory(
        history in prop::collection::vec((grades(), -2000_i64..2000), 1..30),
        today in -3000_i64..3000,
        retention in -1.0_f64..2.0,
    ) {
        // Days come in any order: a clock may be set back.
        let w = Parameters::default();
        let memory = Memory::replay(&w, &history).unwrap();
        prop_assert!(memory.stability_days >= STABILITY.0 && memory.stability_days <= STABILITY.1);
        prop_assert!(memory.difficulty >= DIFFICULTY.0 && memory.difficulty <= DIFFICULTY.1);
        let interval = memory.interval(&w, retention);
        prop_assert!(interval.is_finite() && interval >= 0.0);
        prop_assert!(memory.due_day(&w, retention) > memory.last_day);
        let recall = memory.recall_on(&w, today);
        prop_assert!(recall > 0.0 && recall <= 1.0);
    }

    #[test]
    fn recall_falls_with_time_and_rises_with_stability(
        s in 0.01_f64..5000.0, more in 1.0_f64..3.0, t in 0.0_f64..3000.0, later in 0.0_f64..500.0,
    ) {
        let w = Parameters::default();
        prop_assert!(retrievability(&w, s, t + later) <= retrievability(&w, s, t));
        prop_assert!(retrievability(&w, s * more, t) >= retrievability(&w, s, t));
    }

    #[test]
    fn a_better_grade_never_leaves_less(
        s in 0.01_f64..5000.0, d in 1.0_f64..10.0, t in 0.0_f64..3000.0,
    ) {
        let w = Parameters::default();
        let mut before = 0.0;
        for grade in Grade::ALL {
            let (after, _) = next(&w, s, d, t, grade);
            prop_assert!(after >= before * (1.0 - 1e-12));
            before = after;
        }
    }
}
