//! Recall against reference answers alone: weighted, stemmed coverage with near misses.

use super::text::tags;
use super::text::token::{Kind, Token, tokenize};
use super::text::words::{rarity, similarity};
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

/// Words this close in meaning count as near misses.
const NEAR: f32 = 0.62;

/// What a near miss is worth.
const NEAR_WORTH: f64 = 0.5;

/// Scores an answer against its reference answers; the best-covered one counts, the others help a little.
pub fn score(question: Option<&str>, references: &[String], answer: &str) -> Recalled {
    let tokens = tokenize(answer);
    let given: Vec<u32> = question.map(|q| tokenize(q).iter().map(|t| t.stem).collect()).unwrap_or_default();
    let mut covers: Vec<Cover> =
        references.iter().map(|r| cover_beyond(r, answer, &tokens, &given)).collect();
    covers.sort_by(|a, b| b.share.total_cmp(&a.share));
    let mean = covers.iter().map(|c| c.share).sum::<f64>() / covers.len().max(1) as f64;
    match covers.into_iter().next() {
        Some(best) => {
            Recalled { score: 0.8 * best.share + 0.2 * mean, matched: best.evidence, missing: best.missing }
        }
        None => Recalled { score: 0.0, matched: Vec::new(), missing: Vec::new() },
    }
}

/// Measures how much of a phrasing an answer covers.
pub fn cover(phrasing: &str, answer: &str, tokens: &[Token]) -> Cover {
    cover_beyond(phrasing, answer, tokens, &[])
}

fn cover_beyond(phrasing: &str, answer: &str, tokens: &[Token], given: &[u32]) -> Cover {
    let wanted = tokenize(phrasing);
    let mut weighed: Vec<(&Token, f64)> = Vec::new();
    for token in wanted.iter().filter(|t| t.spoken()) {
        if !weighed.iter().any(|(t, _)| t.stem == token.stem) {
            weighed.push((token, weight(token, given)));
        }
    }
    let total: f64 = weighed.iter().map(|(_, w)| w).sum();
    let (mut got, mut spans, mut missing) = (0.0, Vec::new(), Vec::new());
    for (token, weight) in weighed {
        let exact = tokens.iter().find(|t| t.stem == token.stem);
        let near = || {
            let word = token.word?;
            let alike = |t: &&Token| t.word.is_some_and(|w| similarity(w, word) >= NEAR);
            (weight > 0.3 && token.kind == Kind::Word).then(|| tokens.iter().find(alike))?
        };
        match (exact, exact.map_or_else(near, |_| None)) {
            (Some(t), _) => {
                got += weight;
                spans.push((t.start, t.end, weight));
            }
            (None, Some(t)) => {
                got += weight * NEAR_WORTH;
                spans.push((t.start, t.end, weight));
            }
            (None, None) => missing.push((token.lower.clone(), weight)),
        }
    }
    missing.retain(|(_, w)| *w > 0.25);
    missing.sort_by(|a, b| b.1.total_cmp(&a.1));
    spans.retain(|(_, _, w)| *w > 0.2);
    spans.sort_unstable_by_key(|s| (s.0, s.1));
    Cover {
        share: if total > 0.0 { (got / total).min(1.0) } else { 0.0 },
        evidence: join(answer, &spans),
        missing: missing.into_iter().map(|(w, _)| w).collect(),
    }
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

/// Rare words weigh most; function words and words the question gave weigh little.
fn weight(token: &Token, given: &[u32]) -> f64 {
    let base = match token.kind {
        Kind::Number => 0.8,
        _ if tags::is_function(&token.lower) => 0.05,
        _ => 0.15 + 0.85 * f64::from(rarity(token.word)),
    };
    if given.contains(&token.stem) { base * 0.3 } else { base }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fuller_answers_score_higher() {
        let references = vec!["The take rate is revenue divided by gross merchandise value".to_owned()];
        let score = |answer: &str| super::score(Some("What is the take rate?"), &references, answer).score;
        assert!(
            score("revenue divided by GMV, the gross merchandise value") > score("revenue over something")
        );
        assert!(score("revenue over something") > score("the number of users"));
        assert_eq!(super::score(None, &[], "x").score, 0.0);
    }
}
