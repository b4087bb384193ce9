//! Defensive phrases, as listed in `data/phrases.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::grade::text::lexicon::Lexicon;
use crate::grade::text::token::{Token, tokenize};
use crate::grade::verdict::Evidence;

#[derive(Deserialize)]
struct File {
    defensive: Vec<String>,
    absolute: Vec<String>,
}

fn lexicon() -> &'static Lexicon {
    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
        let file: File =
            toml::from_str(include_str!("data/phrases.toml")).expect("the embedded phrases are well-formed");
        let mut lexicon = Lexicon::default();
        for (name, list) in [("defensive", file.defensive), ("absolute", file.absolute)] {
            for phrase in list {
                // A comma inside a phrase is one of its tokens, so each phrase is added by itself.
                lexicon.add_exact(name, &phrase.replace(',', " "));
            }
        }
        lexicon
    });
    &LEXICON
}

/// Finds the defensive phrases of a reply, longest first where they overlap, in order.
pub fn defensive(text: &str) -> Vec<Evidence> {
    find(text, "defensive")
}

/// Finds the absolutes of a reply ("always", "no doubt"), in order.
pub fn absolute(text: &str) -> Vec<Evidence> {
    find(text, "absolute")
}

fn find(text: &str, class: &str) -> Vec<Evidence> {
    let lexicon = lexicon();
    // Commas do not keep the words of a phrase apart.
    let tokens: Vec<Token> = tokenize(text).into_iter().filter(|t| t.lower != ",").collect();
    let mut found: Vec<(usize, usize)> = lexicon
        .matches_exact(&tokens)
        .into_iter()
        .filter(|(_, _, id)| lexicon.name(*id) == class)
        .map(|(start, end, _)| (start, end))
        .collect();
    found.sort_by_key(|(start, end)| (*start, std::cmp::Reverse(*end)));
    let mut kept: Vec<(usize, usize)> = Vec::new();
    for (start, end) in found {
        if kept.last().is_none_or(|(_, last)| start >= *last) {
            kept.push((start, end));
        }
    }
    kept.into_iter().map(|(s, e)| Evidence::cut(text, tokens[s].start, tokens[e - 1].end)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn found(text: &str) -> Vec<String> {
        defensive(text).into_iter().map(|e| e.text).collect()
    }

    #[test]
    fn phrases_are_named_as_spoken() {
        assert_eq!(found("Obviously, as I already said, it works."), ["Obviously", "as I already said"]);
        assert_eq!(found("Trust me, everyone knows that."), ["Trust me", "everyone knows"]);
        assert_eq!(found("THAT’S UNFAIR."), ["THAT’S UNFAIR"]);
    }

    #[test]
    fn plain_words_are_no_phrases() {
        for text in [
            "It fell by 3 % with respect to the holdout over that period.",
            "We trust the warehouse table, and so does finance.",
            "Customers come on Monday and again on Friday.",
            "I do not know that yet; the answer comes on 4 May.",
        ] {
            assert!(found(text).is_empty(), "{text}: {:?}", found(text));
        }
    }
}
