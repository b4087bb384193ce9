//! Options that betray the right one: by length, by the stem's own words, by absolutes.

use std::collections::HashSet;
use std::sync::LazyLock;

use super::Remark;
use crate::drill::{Drill, Kind};

/// A right option this many times as long as the longest wrong one stands out.
const LONG: f64 = 1.6;
/// A right option this many times shorter than the shortest wrong one stands out.
const SHORT: f64 = 1.8;
/// Options that differ by fewer characters than this look alike.
const SLACK: usize = 24;

fn hashes(list: &str) -> HashSet<u64> {
    split(list).map(|(_, hash)| hash).collect()
}

static ABSOLUTE: LazyLock<HashSet<u64>> =
    LazyLock::new(|| hashes(include_str!("../data/absolute-words.txt")));
static SMALL: LazyLock<HashSet<u64>> = LazyLock::new(|| hashes(include_str!("../data/small-words.txt")));

/// Returns the right option and the wrong ones, with the name of the right one's field.
fn options(kind: &Kind) -> Option<(&'static str, &str, Vec<&str>)> {
    match kind {
        Kind::Contrast { strong, weak, .. } => {
            Some(("strong", strong, weak.iter().map(|weak| weak.text.as_str()).collect()))
        }
        Kind::Choose(choice) => {
            Some(("right", &choice.right, choice.wrong.iter().map(|wrong| wrong.text.as_str()).collect()))
        }
        _ => None,
    }
}

/// Tells whether the right option is the longest; `None` for kinds without options.
pub(super) fn right_is_longest(kind: &Kind) -> Option<bool> {
    let (_, right, wrong) = options(kind)?;
    let right = right.chars().count();
    Some(wrong.iter().all(|wrong| wrong.chars().count() < right))
}

/// Holds a drill to the rules about options.
pub(super) fn remarks(drill: &Drill, out: &mut Vec<Remark>) {
    let Some((field, right, wrong)) = options(&drill.kind) else { return };
    lengths(field, right, &wrong, out);
    given_away(field, drill, right, &wrong, out);
    absolutes(right, &wrong, if field == "right" { "wrong" } else { "weak" }, out);
}

fn lengths(field: &'static str, right: &str, wrong: &[&str], out: &mut Vec<Remark>) {
    let right = right.chars().count();
    let lengths = || wrong.iter().map(|text| text.chars().count());
    let (shortest, longest) = (lengths().min().unwrap_or(right), lengths().max().unwrap_or(right));
    let long = right > longest + SLACK && right as f64 > LONG * longest as f64;
    let short = right + SLACK < shortest && right as f64 * SHORT < shortest as f64;
    if long || short {
        let (is, than) = if long { ("longer", longest) } else { ("shorter", shortest) };
        out.push(Remark {
            field,
            code: "uneven-options",
            message: format!("the right option is far {is} than the others: {right} characters, not {than}"),
            help: "options of similar length do not betray the right one",
        });
    }
}

/// Cuts a text into words, each with a hash that is the same in any case.
fn split(text: &str) -> impl Iterator<Item = (&str, u64)> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(|word| (word, hash(word)))
}

/// Hashes a word in any case (FNV-1a over its characters).
fn hash(word: &str) -> u64 {
    let add = |hash: u64, c: u32| (hash ^ u64::from(c)).wrapping_mul(0x0100_0000_01b3);
    let start = 0xcbf2_9ce4_8422_2325;
    if word.is_ascii() {
        word.bytes().fold(start, |hash, byte| add(hash, u32::from(byte.to_ascii_lowercase())))
    } else {
        word.chars().flat_map(char::to_lowercase).fold(start, |hash, c| add(hash, u32::from(c)))
    }
}

/// Keeps the words that carry meaning, hashed without their endings.
fn content(text: &str) -> impl Iterator<Item = (&str, u64)> {
    split(text).filter(|(word, hash)| word.len() >= 4 && !SMALL.contains(hash)).map(|(word, whole)| {
        let stem = ["ing", "ed", "es", "s"]
            .iter()
            .find_map(|ending| word.strip_suffix(ending).filter(|stem| stem.len() > 3));
        (word, stem.map_or(whole, hash))
    })
}

fn given_away(field: &'static str, drill: &Drill, right: &str, wrong: &[&str], out: &mut Vec<Remark>) {
    let stem: Vec<u64> = content(&drill.ask).map(|(_, hash)| hash).collect();
    let mut own: Vec<(&str, u64)> = content(right).collect();
    own.sort_by_key(|(_, hash)| *hash);
    own.dedup_by_key(|(_, hash)| *hash);
    let all = own.len();
    own.retain(|(_, hash)| stem.contains(hash));
    if own.len() < 3 || own.len() * 2 < all {
        return;
    }
    let alien: HashSet<u64> = wrong.iter().flat_map(|text| content(text)).map(|(_, hash)| hash).collect();
    let mut shared: Vec<&str> =
        own.iter().filter(|(_, hash)| !alien.contains(hash)).map(|(word, _)| *word).collect();
    if shared.len() >= 3 && shared.len() * 2 >= all {
        shared.sort_unstable();
        out.push(Remark {
            field,
            code: "given-away",
            message: format!(
                "the question holds the right option's words, and no other's: {}",
                shared.join(", ")
            ),
            help: "say the question in other words, or let a wrong option use them too",
        });
    }
}

fn absolutes(right: &str, wrong: &[&str], field: &'static str, out: &mut Vec<Remark>) {
    fn absolute(text: &str) -> Option<&str> {
        split(text).find(|(_, hash)| ABSOLUTE.contains(hash)).map(|(word, _)| word)
    }
    let found: Vec<&str> = wrong.iter().filter_map(|text| absolute(text)).collect();
    if found.len() >= 2 && found.len() * 3 >= wrong.len() * 2 && absolute(right).is_none() {
        out.push(Remark {
            field,
            code: "absolute-words",
            message: format!("absolute words stand in wrong options only: {}", found.join(", ")),
            help: "say the wrong options with less force, or the right one with one of these words",
        });
    }
}
