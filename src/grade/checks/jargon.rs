//! Unexplained technical terms of a plain-language answer.
//!
//! Terms come from a list, each with plainer words, from the drill, and from capitals that not
//! everybody knows. A term that is explained in the same breath ("quorum, which just means…",
//! "…is what people call encryption") is none from there on.

use std::collections::{BTreeMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::grade::text::clause;
use crate::grade::text::lexicon::Lexicon;
use crate::grade::text::token::{Kind, Token, hash, tokenize};
use crate::grade::verdict::{Evidence, Verdict};

#[derive(Deserialize)]
struct Words {
    everyday: String,
    naming: String,
    explaining: String,
}

#[derive(Deserialize)]
struct File {
    strong: BTreeMap<String, String>,
    loose: BTreeMap<String, String>,
    words: Words,
}

struct Terms {
    /// One class a term, so that its plain words are found again.
    lexicon: Lexicon,
    /// The term, plain words, and whether the term counts alone, by class.
    entries: Vec<(String, String, bool)>,
    everyday: HashSet<u32>,
    cues: Lexicon,
}

static TERMS: LazyLock<Terms> = LazyLock::new(|| {
    let file: File =
        toml::from_str(include_str!("../data/jargon.toml")).expect("the embedded terms are well-formed");
    let mut lexicon = Lexicon::default();
    let mut entries = Vec::new();
    let strong = file.strong.into_iter().map(|(t, p)| (t, p, true));
    for (term, plain, alone) in strong.chain(file.loose.into_iter().map(|(t, p)| (t, p, false))) {
        lexicon.add(&term, &term.replace(|c: char| !c.is_alphanumeric(), " "));
        entries.push((term, plain, alone));
    }
    let everyday = file.words.everyday.split(',').map(|w| hash(w.trim().as_bytes())).collect();
    let mut cues = Lexicon::default();
    cues.add_exact("naming", &file.words.naming);
    cues.add_exact("explaining", &file.words.explaining);
    Terms { lexicon, entries, everyday, cues }
});

/// A technical term left unexplained.
#[derive(Clone, Debug, PartialEq)]
pub struct Unexplained {
    /// The words of the answer.
    pub evidence: Evidence,
    /// Plainer words, where the list has some.
    pub plain: Option<String>,
    /// Whether it is jargon by itself; otherwise only beside another.
    pub alone: bool,
}

/// A naming cue stands at most this many words before the term it names.
const NAMED_WITHIN: usize = 4;

/// An explaining cue follows a term after at most this many words.
const EXPLAINED_WITHIN: usize = 3;

/// An explanation has no further terms among its first words.
const EXPLANATION: usize = 9;

struct Found {
    first: usize,
    last: usize,
    /// What is the same term.
    key: u32,
    plain: Option<String>,
    alone: bool,
}

/// Lists the unexplained terms of an answer in their order, each once; `terms` are those of the drill.
pub fn unexplained(answer: &str, terms: &[String]) -> Vec<Unexplained> {
    let tokens = tokenize(answer);
    let spoken: Vec<usize> = (0..tokens.len()).filter(|&i| tokens[i].spoken()).collect();
    let found = terms_in(answer, &tokens, &spoken, terms);
    let mut is_term = vec![false; spoken.len()];
    for term in &found {
        is_term[term.first..=term.last].fill(true);
    }
    let exact: Vec<u32> = spoken.iter().map(|&i| hash(tokens[i].lower.as_bytes())).collect();
    let cues = TERMS.cues.search(&exact);
    let mut sentence_of = vec![0; tokens.len()];
    for (n, sentence) in clause::sentences(&tokens).into_iter().enumerate() {
        sentence_of[sentence.start..sentence.end].fill(n);
    }
    let same = |a: usize, b: usize| sentence_of[spoken[a]] == sentence_of[spoken[b]];
    let mut settled: HashSet<u32> = HashSet::new();
    let mut list = Vec::new();
    for term in found {
        if !settled.insert(term.key) {
            continue;
        }
        let named = cues.iter().any(|&(_, end, class)| {
            class == 0 && end <= term.first && term.first - end < NAMED_WITHIN && same(end - 1, term.first)
        });
        let clear = |from: usize| {
            let to = (from + EXPLANATION).min(spoken.len());
            from + 2 < to && !is_term[from..to].iter().any(|t| *t)
        };
        let explained = cues.iter().any(|&(start, end, class)| {
            class == 1
                && start > term.last
                && start - term.last - 1 < EXPLAINED_WITHIN
                && same(start, term.last)
                && clear(end)
        });
        let bracketed = {
            let after = tokens.get(spoken[term.last] + 1).map_or("", |t| t.lower.as_str());
            matches!(after, "(" | "—" | "–") && clear(term.last + 1)
                || after == "," && spoken.get(term.last + 1).is_some_and(|&i| tokens[i].lower == "or")
        };
        if !named && !explained && !bracketed {
            let (start, end) = (tokens[spoken[term.first]].start, tokens[spoken[term.last]].end);
            list.push(Unexplained {
                evidence: Evidence::cut(answer, start, end),
                plain: term.plain,
                alone: term.alone,
            });
        }
    }
    list
}

/// Finds the terms over the spoken tokens, the longest at each place, in order.
fn terms_in(answer: &str, tokens: &[Token], spoken: &[usize], own: &[String]) -> Vec<Found> {
    let list = &*TERMS;
    let stems: Vec<u32> = spoken.iter().map(|&i| tokens[i].stem).collect();
    let mut drill = Lexicon::default();
    for term in own {
        drill.add("own", &term.replace('-', " "));
    }
    let mut found: Vec<Found> = Vec::new();
    for (start, end, class) in list.lexicon.search(&stems) {
        let (term, plain, alone) = &list.entries[usize::from(class)];
        if end == start + 1 && !inflected(term, &tokens[spoken[start]].lower) {
            continue;
        }
        let key = stems[start..end].iter().fold(0, |k: u32, s| k.rotate_left(5) ^ s);
        found.push(Found { first: start, last: end - 1, key, plain: Some(plain.clone()), alone: *alone });
    }
    for (start, end, _) in drill.search(&stems) {
        let key = stems[start..end].iter().fold(0, |k: u32, s| k.rotate_left(5) ^ s);
        found.push(Found { first: start, last: end - 1, key, plain: None, alone: true });
    }
    // Where much is in capitals they say nothing.
    let large = answer.chars().filter(|c| c.is_uppercase()).count();
    let loud = large * 3 > answer.chars().filter(|c| c.is_alphabetic()).count();
    for (k, &i) in spoken.iter().enumerate() {
        let token = &tokens[i];
        let short = token.kind == Kind::Word && capitals(&answer[token.start..token.end]);
        if !loud && short && !list.everyday.contains(&hash(token.lower.as_bytes())) {
            found.push(Found { first: k, last: k, key: token.stem, plain: None, alone: true });
        }
    }
    // A longer term holds the shorter ones inside it.
    found.sort_by_key(|f| (f.first, std::cmp::Reverse((f.last, f.plain.is_some()))));
    let mut end = 0;
    found.retain(|f| {
        let free = f.first >= end;
        end = if free { f.last + 1 } else { end };
        free
    });
    found
}

/// Tells whether a word is a term or a form of it, as "follows" is none of "follower".
fn inflected(term: &str, word: &str) -> bool {
    let base = term.strip_suffix(['e', 'y']).unwrap_or(term);
    let ending = word.strip_prefix(term).or_else(|| word.strip_prefix(base));
    let doubled = |e: &str| base.chars().last().and_then(|c| e.strip_prefix(c).map(str::to_owned));
    ending.is_some_and(|e| {
        let e = doubled(e).unwrap_or_else(|| e.to_owned());
        matches!(e.as_str(), "" | "s" | "es" | "ies" | "d" | "ed" | "ied" | "ing" | "'s" | "e" | "y")
    })
}

/// Two to six letters, most of them capitals, such as `GSI` or `PoP`.
fn capitals(written: &str) -> bool {
    let letters = written.chars().filter(|c| c.is_alphabetic()).count();
    let large = written.chars().filter(char::is_ascii_uppercase).count();
    (2..=6).contains(&letters) && large >= 2 && large * 2 > letters && written.is_ascii()
}

/// Decides the criterion, with the words it rests on: one strong term or three loose ones are a fault.
pub fn decide(answer: &str, terms: &[String]) -> (Verdict, Vec<Evidence>) {
    let list = unexplained(answer, terms);
    let loose = list.iter().filter(|u| !u.alone).count();
    let verdict = match (list.len() - loose, loose) {
        (0, 0 | 1) => Verdict::Met,
        (0, 2) => Verdict::Undecided,
        _ => Verdict::Missed,
    };
    if verdict == Verdict::Met {
        return (verdict, Vec::new());
    }
    (verdict, list.into_iter().map(|u| u.evidence).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn left(answer: &str) -> Vec<String> {
        unexplained(answer, &["split vote".to_owned()]).into_iter().map(|u| u.evidence.text).collect()
    }

    #[test]
    fn terms_capitals_and_the_drills_own_words_are_jargon() {
        assert_eq!(
            left("Three of five nodes ack it, the GSI is late and a split vote follows."),
            ["nodes", "GSI", "split vote"]
        );
        assert!(left("Our website keeps a backup copy of the database on a second server.").is_empty());
    }

    #[test]
    fn a_term_explained_in_the_same_breath_is_none() {
        assert!(left("The word is quorum, which just means that more than half say yes.").is_empty());
        assert!(left("That scrambling is what people call encryption.").is_empty());
        assert!(left("We look in the cache (a copy close at hand) first.").is_empty());
        assert_eq!(left("The cache is a replica on the edge node."), ["cache", "replica", "edge node"]);
    }

    #[test]
    fn an_unexplained_term_has_plain_words() {
        let list = unexplained("The latency fell.", &[]);
        assert_eq!(list[0].plain.as_deref(), Some("waiting time"));
    }
}
