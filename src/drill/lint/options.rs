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

fn words(list: &'static str) -> HashSet<&'static str> {
    list.split_whitespace().collect()
}

static ABSOLUTE: LazyLock<HashSet<&str>> =
    LazyLock::new(|| words(include_str!("../data/absolute-words.txt")));
static SMALL: LazyLock<HashSet<&str>> = LazyLock::new(|| words(include_str!("../data/small-words.txt")));

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

/// Cuts a text into lower-case words.
fn split(text: &str) -> impl Iterator<Item = String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_lowercase)
}

/// Keeps the words that carry meaning, without their endings.
fn content(text: &str) -> HashSet<String> {
    split(text)
        .filter(|word| word.chars().count() >= 4 && !SMALL.contains(word.as_str()))
        .map(|mut word| {
            for ending in ["ing", "ed", "es", "s"] {
                if word.len() > ending.len() + 3 && word.ends_with(ending) {
                    word.truncate(word.len() - ending.len());
                    break;
                }
            }
            word
        })
        .collect()
}

fn given_away(field: &'static str, drill: &Drill, right: &str, wrong: &[&str], out: &mut Vec<Remark>) {
    let stem = content(&drill.ask);
    let own = content(right);
    let alien: HashSet<String> = wrong.iter().flat_map(|text| content(text)).collect();
    let mut shared: Vec<&str> = own
        .iter()
        .filter(|word| stem.contains(*word) && !alien.contains(*word))
        .map(String::as_str)
        .collect();
    if shared.len() >= 3 && shared.len() * 2 >= own.len() {
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
    let absolute = |text: &str| split(text).find(|word| ABSOLUTE.contains(word.as_str()));
    if absolute(right).is_some() {
        return;
    }
    let found: Vec<String> = wrong.iter().filter_map(|text| absolute(text)).collect();
    if found.len() >= 2 && found.len() * 3 >= wrong.len() * 2 {
        out.push(Remark {
            field,
            code: "absolute-words",
            message: format!("absolute words stand in wrong options only: {}", found.join(", ")),
            help: "say the wrong options with less force, or the right one with one of these words",
        });
    }
}
