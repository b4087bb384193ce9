//! What the shipped library holds, and what its README promises authors.

#![allow(clippy::unwrap_used, clippy::pedantic, reason = "a test that cannot go on fails where it stands")]

use std::collections::{BTreeMap, BTreeSet};

use hotseat::drill::lint::{self, Lint};
use hotseat::drill::{Challenge, Division, Level, Profile, Topic, Track, parse};
use hotseat::library::{Library, Sources};

fn shipped() -> Library {
    Library::open(&Sources { shipped: true, folders: Vec::new() }).expect("the shipped drills")
}

#[test]
fn every_area_has_its_drills() {
    let library = shipped();
    let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
    for card in library.cards() {
        *counts.entry(&card.area).or_default() += 1;
    }
    let least = [
        ("metrics", 147),
        ("hypotheses", 24),
        ("speed", 15),
        ("technical-bar", 24),
        ("dependency-map", 15),
        ("post-mortem", 15),
        ("plain-language", 15),
        ("pivot", 15),
        ("calibration", 10),
        ("tracks", 24),
        ("grilling", 20),
    ];
    for (area, least) in least {
        let found = counts.get(area).copied().unwrap_or(0);
        assert!(found >= least, "{area}: {found} of {least}");
    }
    assert_eq!(counts.len(), least.len(), "{:?}", counts.keys());
    assert!(library.cards().len() >= 320);
    assert!(library.left_out.is_empty(), "{:?}", library.left_out);
}

#[test]
fn every_profile_finds_drills_in_every_area() {
    let library = shipped();
    let areas: BTreeSet<&str> = library.cards().iter().map(|card| &*card.area).collect();
    for &track in Track::ALL {
        for &level in Level::ALL {
            for &division in Division::ALL {
                // A product manager has no programme of its own.
                if track == Track::Pm && division == Division::Programme {
                    continue;
                }
                let profile = Profile { track: Some(track), level: Some(level), division: Some(division) };
                for area in &areas {
                    let some =
                        library.cards().iter().any(|card| &*card.area == *area && profile.wants(&card.tags));
                    assert!(some, "nothing in {area} for {track} {level} {division}");
                }
            }
        }
    }
}

#[test]
fn every_challenge_has_lines_at_three_sharpnesses() {
    let library = shipped();
    assert!(library.scenarios().len() >= 12);
    assert!(library.lines().len() >= 180);
    for (challenge, name, _) in Challenge::ALL {
        let lines: Vec<u8> = library
            .lines()
            .iter()
            .filter(|line| line.topic == Topic::Challenge(challenge))
            .map(|line| line.sharpness)
            .collect();
        assert!(lines.len() >= 9, "{name}: {}", lines.len());
        assert!((1..=3).all(|sharpness| lines.contains(&sharpness)), "{name}: {lines:?}");
    }
}

#[test]
fn every_example_of_the_readme_is_a_drill_without_a_fault() {
    let readme = include_str!("../drills/README.md");
    let examples: Vec<&str> =
        readme.split("```toml\n").skip(1).filter_map(|part| part.split("```").next()).collect();
    assert!(examples.len() >= 8, "seven kinds and a scenario");
    let mut kinds = BTreeSet::new();
    for example in examples {
        let parsed = parse(example);
        let mut faults = parsed.faults;
        let mut lint = Lint::default();
        for (drill, at) in &parsed.drills {
            kinds.insert(drill.kind.name());
            lint.drill(drill, example, *at, &mut faults);
        }
        lint::file(&parsed.drills, example, &mut faults);
        assert!(faults.is_empty(), "{faults:?} in\n{example}");
    }
    assert_eq!(kinds.len(), 7);
}
