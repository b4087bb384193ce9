//! How ready does a learner get on the day, under Hotseat and under what people use today?
//!
//! ```text
//! cargo bench --bench readiness                    everything, about a quarter of an hour
//! cargo bench --bench readiness -- --quick         under a minute, too few seeds to judge by
//! cargo bench --bench readiness -- --json FILE     the same figures as JSON
//! cargo bench --bench readiness -- --only known|mistakes|unknown|speed
//! ```
//!
//! Every policy meets the same simulated learners with the same luck (common random numbers), the
//! same costs (20/40 s a right/wrong review, 30/60 s a first try, repair included) and the same
//! rule for ending a day. Readiness is the mean chance of a right answer on the day, unseen drills
//! included. The bound is the converged dual bound of the plan: no policy does better on average.
//!
//! Measured on one core of a shared machine; seeds 0–47 and 0–7 (constants were chosen on seeds
//! from 1000 on, apart from early trials on seeds 0 and 1, which the tables below include).
//!
//! Known model, 48 seeds (standard errors .000–.003):
//!
//! | drills/days/minutes | Anki | sensible | SM-2 | Leitner | random | greedy | best fixed | Hotseat | bound | ratio |
//! |---|---|---|---|---|---|---|---|---|---|---|
//! | 120/7/20 | .803 | .822 | .806 | .787 | .797 | .859 | .858 | .861 | .8638 | .997 |
//! | 120/14/10 | .761 | .746 | .730 | .703 | .752 | .807 | .811 | .813 | .8172 | .995 |
//! | 120/14/20 | .940 | .974 | .972 | .967 | .941 | .975 | .977 | .978 | .9798 | .998 |
//! | 120/21/20 | .948 | .985 | .985 | .985 | .970 | .987 | .988 | .988 | .9896 | .999 |
//! | 300/7/40 | .586 | .724 | .712 | .700 | .717 | .762 | .762 | .762 | .7661 | .994 |
//! | 300/14/20 | .647 | .664 | .650 | .632 | .677 | .708 | .712 | .712 | .7170 | .993 |
//! | 300/21/20 | .773 | .776 | .765 | .724 | .783 | .851 | .855 | .862 | .8688 | .992 |
//! | 300/21/40 | .944 | .980 | .979 | .977 | .950 | .981 | .982 | .984 | .9858 | .998 |
//! | 300/45/20 | .947 | .978 | .976 | .964 | .930 | .978 | .980 | .982 | .9870 | .994 |
//! | 1000/21/40 | .547 | .605 | .594 | .577 | .624 | .640 | .638 | .647 | .6511 | .994 |
//! | 1000/45/20 | .556 | .568 | .556 | .534 | .598 | .605 | .607 | .623 | .6302 | .988 |
//! | 1000/45/40 | .768 | .805 | .790 | .734 | .815 | .887 | .888 | .919 | .9199 | .999 |
//!
//! Mean ratio to the bound .995, to stock Anki 1.110. "Best fixed" is the best of 72 variants
//! chosen afterwards. A decay believed to be .5 costs .012 (.015 without calibration); probes
//! cost .003 where the model is right.
//!
//! Unknown learners, 8 seeds, mean of the first eight settings; then the predicted readiness from
//! the first third of the plan on (before that there is nothing to go by: at the start the bias
//! lies between −.10 and +.14, and the interval covers .52 to .92 of the exams):
//!
//! | learner | Anki | sensible | greedy | Hotseat | to Anki | coverage | width | bias |
//! |---|---|---|---|---|---|---|---|---|
//! | HLR | .567 | .581 | .462 | .641 | 1.131 | .79 | .245 | +.033 |
//! | ACT-R | .787 | .819 | .791 | .856 | 1.087 | .80 | .179 | −.061 |
//! | DASH | .678 | .694 | .706 | .720 | 1.063 | .86 | .211 | +.010 |
//! | FSRS-7 | .808 | .839 | .881 | .878 | 1.086 | .89 | .164 | −.032 |
//! | FSRS-6 sampled | .813 | .847 | .877 | .882 | 1.085 | .92 | .163 | −.036 |
//! | FSRS-6 | .817 | .850 | .876 | .880 | 1.077 | .94 | .164 | −.035 |
//!
//! Missed: DASH stays at 1.063 of stock Anki where 1.07 was the aim. Greedy does as well as the
//! planner on FSRS-7. None of this shows that a person learns more: the learners are simulated,
//! and the constants of HLR, ACT-R and DASH were set so that stock Anki reaches about what a
//! learner of middling ability might.

mod baseline;
mod figures;
mod known;
mod learner;
mod planner;
mod speed;
mod unknown;
mod world;

use std::process::ExitCode;

use serde_json::{Map, Value};

use world::SETTINGS;

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let value_of = |flag: &str| {
        let place = args.iter().position(|arg| arg == flag)?;
        args.get(place + 1).cloned()
    };
    let quick = args.iter().any(|arg| arg == "--quick");
    let seeds = value_of("--seeds").and_then(|n| n.parse().ok());
    // Seeds from 1000 on are for development: what is reported starts at 0.
    let from: u64 = value_of("--from").and_then(|n| n.parse().ok()).unwrap_or(0);
    let range = |count: u64| from..from + count;
    let only = value_of("--only");
    let wanted = |part: &str| only.as_deref().is_none_or(|only| only == part);
    let mut all = Map::new();
    if wanted("speed") {
        all.insert("speed".to_owned(), speed::run(if quick { 1 } else { 5 }));
    }
    if wanted("known") {
        let settings = if quick { &SETTINGS[..6] } else { &SETTINGS[..] };
        let seeds = seeds.unwrap_or(if quick { 3 } else { 48 });
        all.insert("known".to_owned(), known::run(settings, range(seeds), !quick));
    }
    if wanted("mistakes") {
        let settings = if quick { &SETTINGS[..2] } else { &SETTINGS[..8] };
        let seeds = seeds.unwrap_or(if quick { 2 } else { 8 });
        all.insert("mistakes".to_owned(), known::mistakes(settings, range(seeds)));
    }
    if wanted("unknown") {
        let settings = if quick { &SETTINGS[..4] } else { &SETTINGS[..8] };
        let seeds = seeds.unwrap_or(if quick { 2 } else { 8 });
        all.insert("unknown".to_owned(), unknown::run(settings, range(seeds), !quick));
    }
    if let Some(file) = value_of("--json") {
        let text = format!("{:#}\n", Value::Object(all));
        if let Err(error) = std::fs::write(&file, text) {
            eprintln!("cannot write {file}: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}
