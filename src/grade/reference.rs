//! Recall against reference answers alone: how much of a reference an answer covers, with near
//! misses, and how alike the two are otherwise. What the question gave away counts little.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use serde::Deserialize;

use super::spelling;
use super::text::tags;
use super::text::token::{Kind, Token, hash, stem_hash, tokenize};
use super::text::words::{DIMS, rarity, similarity, vector};
use super::verdict::Evidence;

/// What an answer recalled of its references.
#[derive(Clone, Debug, PartialEq)]
pub struct Recalled {
    /// Ranks answers of one question from worst (0) to best (1).
    pub score: f64,
    /// The words of the answer that matched.
    pub matched: Vec<Evidence>,
    /// Words of the best reference that were not recalled, heaviest first.
    pub missing: Vec<String>,
}

/// How much of one phrasing an answer covers.
pub struct Cover {
    /// Share of its weight, 0..=1.
    pub share: f64,
    /// The answer's words that cover it.
    pub evidence: Vec<Evidence>,
    /// Its words not covered, heaviest first.
    pub missing: Vec<String>,
}

/// What the parts of the score weigh; they add up to 1.
const PARTS: Parts =
    Parts { recall: 0.48, whole: 0.12, precision: 0.08, letters: 0.1, meaning: 0.16, length: 0.06 };

/// Similarities of one answer to one reference, each 0..=1.
#[derive(Clone, Copy)]
struct Parts {
    /// Weighted share of the reference covered, words of the question demoted.
    recall: f64,
    /// The same without demotion.
    whole: f64,
    /// Weighted share of the answer that the reference covers.
    precision: f64,
    /// Cosine of the counts of letter triples.
    letters: f64,
    /// Cosine of the mean word vectors.
    meaning: f64,
    /// Length of the answer against the reference's, at most 1.
    length: f64,
}

/// What the mean over the references weighs beside the best one.
const OTHERS: f64 = 0.2;

/// What a word of the question still weighs.
const GIVEN: f64 = 0.2;

/// A contrary word or a lost or added negation takes this share off.
const CONTRARY: f64 = 0.12;

/// Words of this similarity begin to count as near misses…
const NEAR: f32 = 0.5;

/// …and are worth at most this much.
const NEAR_WORTH: f64 = 0.6;

/// Shape of a word that is otherwise the same.
const SAME_WORD: f64 = 0.9;

#[derive(Deserialize)]
struct File {
    negators: String,
    opposites: String,
}

struct Lists {
    negators: HashSet<u32>,
    opposites: HashSet<(u32, u32)>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let file: File =
        toml::from_str(include_str!("data/recall.toml")).expect("the embedded words are well-formed");
    let pair = |p: &str| p.trim().split_once(' ').map(|(a, b)| (stem_hash(a), stem_hash(b)));
    Lists {
        negators: file.negators.split(',').map(|w| hash(w.trim().as_bytes())).collect(),
        opposites: file.opposites.split(',').filter_map(pair).flat_map(|(a, b)| [(a, b), (b, a)]).collect(),
    }
});

/// A word with its weight.
struct Weighed<'a> {
    token: &'a Token,
    weight: f64,
    full: f64,
}

/// What is computed once for an answer.
pub struct Answer<'a> {
    text: &'a str,
    tokens: &'a [Token],
    words: Vec<Weighed<'a>>,
    stems: HashMap<u32, usize>,
}

/// What is compared as a whole.
struct Whole {
    letters: HashMap<[u8; 3], f64>,
    meaning: [f64; DIMS],
    negated: bool,
}

/// Scores an answer against its reference answers; the best-covered one counts, the others help a little.
pub fn score(question: Option<&str>, references: &[String], answer: &str) -> Recalled {
    let tokens = tokenize(answer);
    let given: HashSet<u32> =
        question.map(|q| tokenize(q).iter().map(|t| t.stem).collect()).unwrap_or_default();
    let own = Answer::weighed(answer, &tokens, &given);
    let whole = Whole { letters: letters(&tokens), meaning: meaning(&own.words), negated: negated(&tokens) };
    let mut scored: Vec<(f64, Cover)> = references.iter().map(|r| own.compare(r, &given, &whole)).collect();
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mean = scored.iter().map(|s| s.0).sum::<f64>() / scored.len().max(1) as f64;
    match scored.into_iter().next() {
        Some((best, cover)) => Recalled {
            score: ((1.0 - OTHERS) * best + OTHERS * mean).clamp(0.0, 1.0),
            matched: cover.evidence,
            missing: cover.missing,
        },
        None => Recalled { score: 0.0, matched: Vec::new(), missing: Vec::new() },
    }
}

impl<'a> Answer<'a> {
    /// Prepares an answer.
    pub fn new(text: &'a str, tokens: &'a [Token]) -> Self {
        Self::weighed(text, tokens, &HashSet::new())
    }

    /// Measures how much of a phrasing the answer covers, in whatever order.
    pub fn covers(&self, phrasing: &str) -> Cover {
        let wanted = tokenize(phrasing);
        self.cover(&weigh(&wanted, &HashSet::new())).0
    }

    fn weighed(text: &'a str, tokens: &'a [Token], given: &HashSet<u32>) -> Self {
        let words = weigh(tokens, given);
        let mut stems = HashMap::new();
        for (i, token) in tokens.iter().enumerate().filter(|(_, t)| t.spoken()) {
            stems.entry(token.stem).or_insert(i);
        }
        Self { text, tokens, words, stems }
    }

    fn compare(&self, reference: &str, given: &HashSet<u32>, own: &Whole) -> (f64, Cover) {
        let wanted = tokenize(reference);
        let weighed = weigh(&wanted, given);
        let (cover, whole, contrary) = self.cover(&weighed);
        let theirs: HashSet<u32> = wanted.iter().map(|t| t.stem).collect();
        let (mut hit, mut total) = (0.0, 0.0);
        for word in &self.words {
            let worth = if theirs.contains(&word.token.stem) {
                1.0
            } else {
                wanted.iter().map(|w| likeness(w, word.token)).fold(0.0, f64::max)
            };
            hit += word.weight * worth;
            total += word.weight;
        }
        let count = |words: &[Weighed]| words.iter().filter(|w| w.weight > 0.1).count() as f64;
        let parts = Parts {
            recall: cover.share,
            whole,
            precision: if total > 0.0 { hit / total } else { 0.0 },
            letters: cosine_of(&own.letters, &letters(&wanted)),
            meaning: cosine(&own.meaning, &meaning(&weighed)).max(0.0),
            length: (count(&self.words) / count(&weighed).max(1.0)).min(1.0),
        };
        let sum = PARTS.recall * parts.recall
            + PARTS.whole * parts.whole
            + PARTS.precision * parts.precision
            + PARTS.letters * parts.letters
            + PARTS.meaning * parts.meaning
            + PARTS.length * parts.length;
        let turned = contrary || own.negated != negated(&wanted);
        (if turned { sum * (1.0 - CONTRARY) } else { sum }, cover)
    }

    /// The cover, the share without demotion, and whether a word of the answer is the contrary of a wanted one.
    fn cover(&self, wanted: &[Weighed]) -> (Cover, f64, bool) {
        let total: f64 = wanted.iter().map(|w| w.weight).sum();
        let all: f64 = wanted.iter().map(|w| w.full).sum();
        let (mut got, mut got_all, mut contrary) = (0.0, 0.0, false);
        let (mut spans, mut missing) = (Vec::new(), Vec::new());
        for want in wanted {
            let (worth, at) = match self.stems.get(&want.token.stem) {
                Some(&i) => (1.0, Some(i)),
                None => self.nearest(want),
            };
            got += want.weight * worth;
            got_all += want.full * worth;
            match at {
                Some(i) => spans.push((self.tokens[i].start, self.tokens[i].end, want.full)),
                None => missing.push((want.token.lower.clone(), want.weight)),
            }
            let pairs = &LISTS.opposites;
            contrary |=
                worth < 1.0 && self.words.iter().any(|w| pairs.contains(&(want.token.stem, w.token.stem)));
        }
        missing.retain(|(_, w)| *w > 0.25);
        missing.sort_by(|a, b| b.1.total_cmp(&a.1));
        spans.retain(|(_, _, w)| *w > 0.2);
        spans.sort_unstable_by_key(|s| (s.0, s.1));
        let share = |got: f64, of: f64| if of > 0.0 { (got / of).min(1.0) } else { 0.0 };
        let cover = Cover {
            share: share(got, total),
            evidence: join(self.text, &spans),
            missing: missing.into_iter().map(|(w, _)| w).collect(),
        };
        (cover, share(got_all, all), contrary)
    }

    /// The nearest word of the answer, with what it is worth.
    fn nearest(&self, want: &Weighed) -> (f64, Option<usize>) {
        if want.full <= 0.2 || want.token.kind != Kind::Word {
            return (0.0, None);
        }
        let best = self
            .words
            .iter()
            .filter(|w| w.full > 0.1)
            .map(|w| (likeness(want.token, w.token), w.token.stem))
            .max_by(|a, b| a.0.total_cmp(&b.0));
        match best {
            Some((worth, stem)) if worth > 0.0 => (worth, self.stems.get(&stem).copied()),
            _ => (0.0, None),
        }
    }
}

/// What one word is worth in place of another that is not the same, 0..1.
fn likeness(wanted: &Token, given: &Token) -> f64 {
    if wanted.kind != Kind::Word || given.kind != Kind::Word {
        return 0.0;
    }
    if spelling::misspelt(&wanted.lower, &given.lower, given.word)
        || spelling::derived(&wanted.lower, wanted.word, &given.lower, given.word)
    {
        return SAME_WORD;
    }
    let (Some(a), Some(b)) = (wanted.word, given.word) else { return 0.0 };
    if LISTS.opposites.contains(&(wanted.stem, given.stem))
        || tags::is_function(&wanted.lower)
        || tags::is_function(&given.lower)
    {
        return 0.0;
    }
    let near = similarity(a, b);
    if near < NEAR { 0.0 } else { NEAR_WORTH * f64::from((near - NEAR) / (0.8 - NEAR) * 0.5 + 0.5).min(1.0) }
}

/// Each word once, with its weight: rare words weigh most; function words and words the question gave little.
fn weigh<'a>(tokens: &'a [Token], given: &HashSet<u32>) -> Vec<Weighed<'a>> {
    let mut seen = HashSet::new();
    let mut words = Vec::new();
    for token in tokens.iter().filter(|t| t.spoken()) {
        if !seen.insert(token.stem) {
            continue;
        }
        let full = match token.kind {
            Kind::Number => 0.8,
            Kind::Han => 0.5,
            _ if LISTS.negators.contains(&hash(token.lower.as_bytes())) => 0.15,
            _ if tags::is_function(&token.lower) => 0.05,
            // A word that the table lacks may be a slip as well as a term.
            _ => 0.15 + 0.85 * f64::from(rarity(token.word)).min(0.9),
        };
        let weight = if given.contains(&token.stem) { full * GIVEN } else { full };
        words.push(Weighed { token, weight, full });
    }
    words
}

fn negated(tokens: &[Token]) -> bool {
    let list = &LISTS.negators;
    let negators = tokens
        .iter()
        .filter(|t| list.contains(&hash(t.lower.as_bytes())) || t.lower.ends_with("n't"))
        .count();
    negators % 2 == 1
}

/// Counts the letter triples of the words, each padded by a space.
fn letters(tokens: &[Token]) -> HashMap<[u8; 3], f64> {
    let mut counts = HashMap::new();
    for token in tokens.iter().filter(|t| t.spoken() && !tags::is_function(&t.lower)) {
        let bytes: Vec<u8> = [b' '].into_iter().chain(token.lower.bytes().take(24)).chain([b' ']).collect();
        for triple in bytes.windows(3) {
            *counts.entry([triple[0], triple[1], triple[2]]).or_insert(0.0) += 1.0;
        }
    }
    counts
}

fn cosine_of(a: &HashMap<[u8; 3], f64>, b: &HashMap<[u8; 3], f64>) -> f64 {
    let norm = |m: &HashMap<[u8; 3], f64>| m.values().map(|v| v * v).sum::<f64>().sqrt();
    let (small, large) = if a.len() < b.len() { (a, b) } else { (b, a) };
    let dot: f64 = small.iter().filter_map(|(k, v)| large.get(k).map(|w| v * w)).sum();
    let norms = norm(a) * norm(b);
    if norms > 0.0 { dot / norms } else { 0.0 }
}

/// The weighted mean of the word vectors.
fn meaning(words: &[Weighed]) -> [f64; DIMS] {
    let mut sum = [0.0; DIMS];
    for word in words {
        if let Some(id) = word.token.word {
            sum.iter_mut().zip(vector(id)).for_each(|(s, v)| *s += word.weight * f64::from(v));
        }
    }
    sum
}

fn cosine(a: &[f64; DIMS], b: &[f64; DIMS]) -> f64 {
    let dot = |x: &[f64; DIMS], y: &[f64; DIMS]| x.iter().zip(y).map(|(p, q)| p * q).sum::<f64>();
    let norms = (dot(a, a) * dot(b, b)).sqrt();
    if norms > 0.0 { dot(a, b) / norms } else { 0.0 }
}

/// Neighbouring words become one piece of evidence.
fn join(answer: &str, spans: &[(usize, usize, f64)]) -> Vec<Evidence> {
    let mut joined: Vec<(usize, usize)> = Vec::new();
    for &(start, end, _) in spans {
        match joined.last_mut() {
            Some(last) if start <= last.1 + 2 => last.1 = last.1.max(end),
            _ => joined.push((start, end)),
        }
    }
    joined.into_iter().map(|(s, e)| Evidence::cut(answer, s, e)).collect()
}

#[cfg(test)]
mod tests {
    #[test]
    fn fuller_answers_score_higher() {
        let references = vec!["The take rate is revenue divided by gross merchandise value".to_owned()];
        let score = |answer: &str| super::score(Some("What is the take rate?"), &references, answer).score;
        assert!(
            score("revenue divided by GMV, the gross merchandise value") > score("revenue over something")
        );
        assert!(score("revenue over something") > score("the number of users"));
        assert!(super::score(None, &[], "x").score.abs() < 1e-9);
    }

    #[test]
    fn a_misspelt_word_is_recalled_and_the_rest_is_missing() {
        let references = vec!["The water evaporates and the salt crystals remain".to_owned()];
        let recalled = super::score(None, &references, "it evaparates");
        assert_eq!(recalled.matched[0].text, "evaparates");
        assert!(recalled.missing.contains(&"crystals".to_owned()));
    }

    #[test]
    fn the_contrary_ranks_lower() {
        let references = vec!["A longer string vibrates slower".to_owned()];
        let score = |answer: &str| super::score(None, &references, answer).score;
        assert!(score("it vibrates slower") > score("it vibrates faster"));
        assert!(score("the string vibrates") > score("the string does not vibrate"));
    }
}
