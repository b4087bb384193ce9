//! Which line is said, and what fills its slots: only what the candidate really said.

use rand::RngExt;
use rand::rngs::Xoshiro256PlusPlus;

use crate::drill::{Line, Topic};
use crate::grade::text::Analysis;
use crate::grade::text::tags::Tag;
use crate::grade::text::token::Kind;

use super::claims::{Claim, Role};
use super::ledger::{Drift, Ledger};
use super::phrases;

/// A line with slots is this many times as likely as one without.
const SLOTTED: usize = 2;

/// What can fill the slots, each verbatim from the candidate.
#[derive(Clone, Debug, Default)]
pub struct Slots {
    /// Figures with their units, the main one first.
    pub numbers: Vec<String>,
    /// Measures.
    pub metrics: Vec<String>,
    /// Clauses to quote.
    pub phrases: Vec<String>,
    /// The earlier and the later of two figures that disagree.
    pub drift: Option<(String, String)>,
}

impl Slots {
    /// Gathers what can be quoted: the ledger's figures, and clauses of the claim and the last replies.
    pub fn gather(ledger: &Ledger, replies: &[String], drift: Option<&Drift>) -> Self {
        let mut slots = Self { drift: drift.map(|d| (d.said.clone(), d.now.clone())), ..Self::default() };
        let figure =
            |c: &&Claim| matches!(c.role, Role::Effect | Role::After) && !c.denied && c.scope.is_empty();
        if let Some((said, metric)) = ledger.main_figure() {
            slots.numbers.push(said.to_owned());
            slots.metrics.extend(metric.map(str::to_owned));
        }
        for claim in ledger.claims().iter().filter(|c| c.turn == 0).filter(figure) {
            push_new(&mut slots.numbers, &claim.said);
            if let Some(metric) = &claim.metric {
                push_new(&mut slots.metrics, metric);
            }
        }
        let recent = replies.len().saturating_sub(2).max(1);
        for text in replies.first().into_iter().chain(replies.iter().skip(recent)) {
            slots.phrases.extend(clauses(text));
        }
        slots
    }

    /// Fills a line's slots; none if one of them has nothing to hold.
    fn fill(&self, text: &str, rng: &mut Xoshiro256PlusPlus) -> Option<String> {
        let mut line = String::with_capacity(text.len() + 24);
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let close = open + rest[open..].find('}')?;
            line.push_str(&rest[..open]);
            match &rest[open + 1..close] {
                "number" => line.push_str(first_mostly(&self.numbers, rng)?),
                "metric" => line.push_str(first_mostly(&self.metrics, rng)?),
                "phrase" => {
                    let phrase = pick(&self.phrases, rng)?;
                    line.push('“');
                    line.push_str(phrase);
                    line.push('”');
                }
                "earlier" => line.push_str(&self.drift.as_ref()?.0),
                "now" => line.push_str(&self.drift.as_ref()?.1),
                _ => return None,
            }
            rest = &rest[close + 1..];
        }
        line.push_str(rest);
        Some(line)
    }
}

fn push_new(list: &mut Vec<String>, text: &str) {
    if !list.iter().any(|t| t == text) {
        list.push(text.to_owned());
    }
}

fn pick<'a>(list: &'a [String], rng: &mut Xoshiro256PlusPlus) -> Option<&'a String> {
    if list.is_empty() { None } else { list.get(rng.random_range(0..list.len())) }
}

/// The main figure three times out of four.
fn first_mostly<'a>(list: &'a [String], rng: &mut Xoshiro256PlusPlus) -> Option<&'a String> {
    if rng.random_range(0..4) < 3 { list.first() } else { pick(list, rng) }
}

/// Clauses of three to nine words that say something and can stand in quotation marks.
fn clauses(text: &str) -> Vec<String> {
    let analysis = Analysis::new(text, &[]);
    let defensive = phrases::defensive(text);
    let mut found = Vec::new();
    for clause in &analysis.clauses {
        let mut start = clause.start;
        while start < clause.end
            && (analysis.tags[start].has(Tag::Link)
                || analysis.tags[start].has(Tag::Filler)
                || !analysis.tokens[start].spoken())
        {
            start += 1;
        }
        let tokens = &analysis.tokens[start..clause.end];
        let words = tokens.iter().filter(|t| t.spoken()).count();
        let meaning = (start..clause.end)
            .filter(|&i| {
                analysis.tokens[i].kind == Kind::Word
                    && !analysis.tags[i].has(Tag::Function)
                    && !analysis.tags[i].has(Tag::Auxiliary)
                    && !analysis.tags[i].has(Tag::Speaker)
            })
            .count();
        if !(3..=9).contains(&words) || meaning < 2 {
            continue;
        }
        let (from, to) = analysis.bytes(crate::grade::text::clause::Range { start, end: clause.end });
        let quote = text.get(from..to).unwrap_or_default();
        let clean = !quote.is_empty()
            && quote.chars().count() <= 70
            && !quote.contains(['"', '“', '”', '\n', '{', '}', '(', ')'])
            && !defensive.iter().any(|d| d.start < to && from < d.end);
        if clean {
            push_new(&mut found, quote);
        }
    }
    found
}

/// A line ready to be said.
#[derive(Clone, Debug)]
pub struct Said {
    /// Its place among the lines.
    pub index: usize,
    /// Its sharpness.
    pub sharpness: u8,
    /// Its words, slots filled.
    pub text: String,
}

/// Picks an unused line of a topic, as near to a sharpness as there is one.
pub fn choose(
    lines: &[Line],
    used: &[usize],
    said: &[String],
    topic: Topic,
    sharpness: u8,
    slots: &Slots,
    rng: &mut Xoshiro256PlusPlus,
) -> Option<Said> {
    let mut order =
        [sharpness, sharpness + 1, sharpness.saturating_sub(1), sharpness + 2, sharpness.saturating_sub(2)];
    order.sort_by_key(|s| s.abs_diff(sharpness));
    for wanted in order {
        let mut pool: Vec<usize> = (0..lines.len())
            .filter(|i| lines[*i].topic == topic && lines[*i].sharpness == wanted && !used.contains(i))
            .flat_map(|i| std::iter::repeat_n(i, if lines[i].text.contains('{') { SLOTTED } else { 1 }))
            .collect();
        while !pool.is_empty() {
            let index = pool[rng.random_range(0..pool.len())];
            if let Some(text) = slots.fill(&lines[index].text, rng)
                && !said.contains(&text)
            {
                return Some(Said { index, sharpness: wanted, text });
            }
            pool.retain(|i| *i != index);
        }
    }
    None
}
