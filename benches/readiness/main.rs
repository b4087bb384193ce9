//! How ready does a learner get on the day, under Hotseat and under what people use today?
//!
//! `cargo bench --bench readiness [-- --quick] [-- --json FILE] [-- --only known|mistakes|unknown|speed]`

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
    let only = value_of("--only");
    let wanted = |part: &str| only.as_deref().is_none_or(|only| only == part);
    let mut all = Map::new();
    if wanted("speed") {
        all.insert("speed".to_owned(), speed::run());
    }
    if wanted("known") {
        let settings = if quick { &SETTINGS[..7] } else { &SETTINGS[..] };
        let seeds = seeds.unwrap_or(if quick { 4 } else { 48 });
        all.insert("known".to_owned(), known::run(settings, seeds));
    }
    if wanted("mistakes") {
        let settings = if quick { &SETTINGS[..2] } else { &SETTINGS[..8] };
        let seeds = seeds.unwrap_or(if quick { 2 } else { 8 });
        all.insert("mistakes".to_owned(), known::mistakes(settings, seeds));
    }
    if wanted("unknown") {
        let settings = if quick { &SETTINGS[..4] } else { &SETTINGS[..8] };
        let seeds = seeds.unwrap_or(if quick { 2 } else { 8 });
        all.insert("unknown".to_owned(), unknown::run(settings, seeds));
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
