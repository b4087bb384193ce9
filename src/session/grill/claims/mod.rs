//! The numbers of a reply, each with what it stands for: its metric, its role and its scope.
//!
//! A number is judged by the words that own it: its clause, a leading adjunct ("On the app, …"), and
//! what follows up to the next number. The words are data (`data/ledger.toml`).

mod metric;
mod own;
mod role;
mod scope;
mod words;

use std::collections::BTreeSet;

use crate::grade::numbers::{Number, Unit};
use crate::grade::text::Analysis;
use crate::grade::text::clause::Range;
use crate::grade::text::tags::Tag;
use crate::grade::text::token::{Kind, stem};

pub use words::{Class, Marks, words};

/// What a number stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// How far the measure moved.
    Effect,
    /// Where the measure stood before, or in the comparison group.
    Before,
    /// Where the measure stands now.
    After,
    /// How much the figure rests on.
    Sample,
    /// Money spent.
    Cost,
    /// A proportion of something.
    Share,
    /// A number that decides something.
    Threshold,
    /// A bound or an interval.
    Interval,
    /// A span of time.
    Window,
    /// Anything else.
    Other,
}

/// How a number is tied to the candidate's main figure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Anchor {
    /// Nothing ties it.
    None,
    /// A pronoun and a stating verb ("it was 8 %").
    Pronoun,
    /// A noun for the change, or the claimed measure itself.
    Named,
}

/// One number said, with its surroundings.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools, reason = "each is one thing the words around a number say")]
pub struct Claim {
    /// The reply it was said in; 0 is the opening claim.
    pub turn: usize,
    /// The number as spelled, unit included.
    pub said: String,
    /// First byte in the reply.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// The number.
    pub number: Number,
    /// What it stands for.
    pub role: Role,
    /// The measure as spelled, if one is named beside it.
    pub metric: Option<String>,
    /// Stems of the measure's content words.
    pub metric_stems: BTreeSet<u32>,
    /// Stems of every content word that owns the number.
    pub content: BTreeSet<u32>,
    /// Stems that limit it to a part, another time or another measure.
    pub scope: BTreeSet<u32>,
    /// Adjuncts whose words are on no list, such as "in Jakarta": each a set of stems.
    pub adjuncts: Vec<BTreeSet<u32>>,
    /// The same with adjuncts of one everyday word, which limit only where the facts have that word.
    pub vague_adjuncts: Vec<BTreeSet<u32>>,
    /// Months and quarters that are no part of a range.
    pub dates: BTreeSet<u32>,
    /// Content words that are on no list and no part of the measure.
    pub words: BTreeSet<u32>,
    /// Those of them that are no everyday words.
    pub unknown: BTreeSet<u32>,
    /// Its tie to the main figure.
    pub anchor: Anchor,
    /// Said as a rate ("60 per 10,000"), which is no percentage.
    pub rate: bool,
    /// Stands in a statement, not alone.
    pub tied: bool,
    /// Counts a part: "half of them", "each", "with the card".
    pub part: bool,
    /// Said as an approximation.
    pub hedged: bool,
    /// Negated, asked or hypothetical: not asserted.
    pub denied: bool,
    /// Direction of the change: up, down or unknown.
    pub direction: Option<bool>,
    /// The same by nouns such as "lift", which people also use for a fall.
    pub noun_direction: Option<bool>,
    /// Stands in the reply's first statement.
    pub opening: bool,
    /// The sentence it stands in.
    pub sentence: usize,
}

/// Analyses a reply; "9 m orders" is read as nine million, "half a million" as a half of one.
pub fn analyse(text: &str) -> Analysis<'_> {
    let mut analysis = Analysis::new(text, &[]);
    for number in &mut analysis.numbers {
        // "half a million"
        let half = number.first.checked_sub(1).map(|i| &analysis.tokens[i]).filter(|t| t.lower == "half");
        if let (Some(half), "a") = (half, analysis.tokens[number.first].lower.as_str()) {
            number.value /= 2.0;
            number.start = half.start;
            number.first -= 1;
        }
        // ".12 against the holdout" counts no "against".
        let after = analysis.tokens.get(number.last + 1).map_or("", |t| t.lower.as_str());
        if matches!(number.unit, Unit::Count(_))
            && matches!(
                after,
                "against"
                    | "versus"
                    | "vs"
                    | "relative"
                    | "compared"
                    | "over"
                    | "between"
                    | "higher"
                    | "lower"
                    | "more"
                    | "less"
            )
        {
            number.unit = Unit::Plain;
        }
        let digits = analysis.tokens[number.first].kind == Kind::Number;
        let scale = analysis.tokens.get(number.last + 1).filter(|t| digits && t.lower == "m");
        let noun = analysis.tokens.get(number.last + 2).filter(|t| t.kind == Kind::Word);
        let counted = matches!(number.unit, Unit::Plain | Unit::Count(_) | Unit::Currency(_));
        if let (Some(scale), Some(noun), true) = (scale, noun, counted) {
            number.value *= 1e6;
            number.last += 1;
            number.end = scale.end;
            if !matches!(number.unit, Unit::Currency(_)) {
                let bare =
                    matches!(noun.lower.as_str(), "of" | "on" | "in" | "and" | "with" | "out" | "or" | "for");
                number.unit = if bare { Unit::Plain } else { Unit::Count(stem(&noun.lower)) };
            }
        }
    }
    analysis
}

/// Reads every number of a reply.
pub fn read(turn: usize, analysis: &Analysis, marks: &Marks) -> Vec<Claim> {
    let reader = Reader { analysis, marks };
    (0..analysis.numbers.len()).filter_map(|index| reader.claim(turn, index)).collect()
}

/// A word among this many most frequent ones names nothing in particular.
const EVERYDAY: u16 = 8000;

/// Seconds of a day.
const DAY: f64 = 86_400.0;

/// Collects the content words of a text that are on no list: what its figures are about.
pub fn vocabulary(analysis: &Analysis, marks: &Marks) -> BTreeSet<u32> {
    let reader = Reader { analysis, marks };
    let telling = |&i: &usize| reader.content(i) && !reader.listed(i);
    (0..analysis.tokens.len()).filter(telling).map(|i| analysis.tokens[i].stem).collect()
}

pub(super) struct Reader<'a, 'b> {
    pub(super) analysis: &'a Analysis<'b>,
    pub(super) marks: &'a Marks,
}

impl Reader<'_, '_> {
    fn lower(&self, i: usize) -> &str {
        self.analysis.tokens.get(i).map_or("", |t| t.lower.as_str())
    }

    fn claim(&self, turn: usize, index: usize) -> Option<Claim> {
        let number = &self.analysis.numbers[index];
        if matches!(number.unit, Unit::Clock | Unit::Date | Unit::Ordinal) || self.part_of_date(index) {
            return None;
        }
        let sentence_index =
            self.analysis.sentences.iter().position(|s| s.start <= number.first && number.last < s.end)?;
        let sentence = self.analysis.sentences[sentence_index];
        let mut own = self.own(index, sentence);
        // "fell from 45 to 5 s": the second of the pair has the words of the first.
        if let Some(first) = index.checked_sub(1).filter(|&p| {
            let pair = &self.analysis.numbers[p];
            pair.first >= sentence.start
                && number.first - pair.last <= 3
                && self.lower(number.first - 1) == "to"
                && self.lower(pair.first.wrapping_sub(1)) == "from"
        }) {
            let mut left = self.own(first, sentence).left;
            left.extend(own.left);
            own.left = left;
        }
        let (metric_range, metric_stems) = self.metric(index, &own);
        let text = self.analysis.text;
        let metric = metric_range.and_then(|(s, e)| text.get(s..e)).map(str::to_owned);
        let role = self.role(index, &own, &metric_stems);
        let anchor = self.anchor(index, &own, role);
        let scope = self.scope(&own, &metric_stems, role);
        let adjuncts = self.adjuncts(&own, false);
        let vague_adjuncts = self.adjuncts(&own, true);
        let dates = self.dates(&own);
        let everyday = |i: usize| {
            let token = &self.analysis.tokens[i];
            // After "we", "can" or "has" stands a verb, and verbs name nothing.
            let verb = i.checked_sub(1).is_some_and(|j| {
                let tags = self.analysis.tags[j];
                [Tag::Modal, Tag::Group, Tag::Speaker, Tag::Listener, Tag::Auxiliary, Tag::Others]
                    .iter()
                    .any(|tag| tags.has(*tag))
            });
            verb || token.word.is_some_and(|rank| rank < EVERYDAY) && !self.analysis.tags[i].has(Tag::Name)
        };
        let unknown = own
            .all()
            .filter(|&i| {
                self.content(i)
                    && !self.listed(i)
                    && !everyday(i)
                    && !metric_stems.contains(&self.analysis.tokens[i].stem)
            })
            .map(|i| self.analysis.tokens[i].stem)
            .collect();
        let words = own
            .all()
            .filter(|&i| self.content(i) && !self.listed(i))
            .map(|i| self.analysis.tokens[i].stem)
            .filter(|stem| !metric_stems.contains(stem))
            .collect();
        let tied = own.all().any(|i| {
            let tags = self.analysis.tags[i];
            tags.has(Tag::Auxiliary)
                || tags.has(Tag::Listener)
                || tags.has(Tag::Modal)
                || tags.has(Tag::Group)
                || tags.has(Tag::Speaker)
                || [Class::State, Class::Change, Class::Anaphor, Class::Effect, Class::Generic]
                    .iter()
                    .any(|class| self.marks.has(i, *class))
        });
        let part = own
            .left
            .iter()
            .rev()
            .take(3)
            .chain(own.right.iter().take(4))
            .any(|&i| self.marks.has(i, Class::Part));
        let content = own.all().filter(|&i| self.content(i)).map(|i| self.analysis.tokens[i].stem).collect();
        let hedged = own.left.iter().rev().take(4).any(|&i| self.marks.has(i, Class::Hedge))
            || own.right.iter().take(2).any(|&i| self.marks.has(i, Class::Hedge) && self.lower(i) != "good");
        let denied = self.denied(number, sentence);
        let sign = text.get(number.start.saturating_sub(4)..number.start).unwrap_or("").trim_end();
        let direction = if sign.ends_with('+') {
            Some(true)
        } else if sign.ends_with('−') || sign.ends_with(" -") {
            Some(false)
        } else {
            self.direction(&own, false)
        };
        let (start, end) = spelled(text, number);
        Some(Claim {
            turn,
            said: text.get(start..end)?.to_owned(),
            start,
            end,
            number: number.clone(),
            role,
            metric,
            metric_stems,
            content,
            scope,
            adjuncts,
            vague_adjuncts,
            dates,
            words,
            unknown,
            anchor,
            tied,
            rate: (number.first..=number.last).any(|i| matches!(self.lower(i), "per" | "out")),
            part,
            hedged,
            denied,
            direction,
            noun_direction: self.direction(&own, true),
            opening: !text.get(..start).unwrap_or("").contains([';', '!', '?'])
                && !text.get(..start).unwrap_or("").contains(". "),
            sentence: sentence_index,
        })
    }

    /// "4 to 17 March", "1–28 August", "LT-31": the first number is no quantity.
    pub(super) fn part_of_date(&self, index: usize) -> bool {
        let number = &self.analysis.numbers[index];
        let next = self.analysis.numbers.get(index + 1);
        let joined = next.is_some_and(|n| {
            n.unit == Unit::Date
                && n.first <= number.last + 3
                && (number.last + 1..n.first).all(|i| {
                    matches!(self.lower(i), "to" | "-" | "–" | "—" | "until" | "and" | "through" | "till")
                })
        });
        let glued = number.first.checked_sub(1).is_some_and(|i| {
            matches!(self.lower(i), "-" | "_" | "/" | "#")
                && !self.analysis.tokens[i].spaced
                && !self.analysis.tokens[number.first].spaced
                && i > 0
                && self.analysis.tokens[i - 1].kind == Kind::Word
        });
        // "two quarters" is half a year, not a half.
        let quarters = number.unit == Unit::Percent && self.lower(number.last) == "quarters";
        quarters
            || (number.unit == Unit::Plain || matches!(number.unit, Unit::Count(_))) && (joined || glued)
            || self.lower(number.first.wrapping_sub(1)) == "experiment" && number.unit == Unit::Plain
    }

    /// Says something about the world, as opposed to grammar.
    pub(super) fn content(&self, i: usize) -> bool {
        let (token, tags) = (&self.analysis.tokens[i], self.analysis.tags[i]);
        matches!(token.kind, Kind::Word | Kind::Han)
            && !tags.has(Tag::Function)
            && !tags.has(Tag::Auxiliary)
            && !tags.has(Tag::Link)
            && !tags.has(Tag::Filler)
            && !tags.has(Tag::Speaker)
            && !tags.has(Tag::Group)
            && !tags.has(Tag::Others)
            && !tags.has(Tag::Listener)
            && !tags.has(Tag::Number)
            && token.lower.len() > 1
            && !matches!(
                token.lower.as_str(),
                "between"
                    | "against"
                    | "during"
                    | "within"
                    | "among"
                    | "across"
                    | "versus"
                    | "vs"
                    | "than"
                    | "through"
                    | "via"
            )
    }

    pub(super) fn denied(&self, number: &Number, sentence: Range) -> bool {
        let tags = self.analysis.tags[number.first];
        let asked =
            self.analysis.tokens[sentence.start..sentence.end].iter().rev().take(2).any(|t| t.lower == "?");
        let before = (number.first.saturating_sub(3)..number.first)
            .any(|i| matches!(self.lower(i), "not" | "never" | "isn't" | "wasn't" | "neither" | "nor"));
        let instead = (number.first.saturating_sub(3)..number.first)
            .any(|i| self.lower(i) == "than" && matches!(self.lower(i.wrapping_sub(1)), "rather" | "other"));
        tags.has(Tag::Hypothetical) || asked || before || instead
    }
}

/// Widens a number to the sign and unit that belong to it.
fn spelled(text: &str, number: &Number) -> (usize, usize) {
    let mut end = number.end;
    let rest = text.get(end..).unwrap_or("");
    if matches!(number.unit, Unit::Percent) && !text[number.start..end].contains('%') {
        let gap = rest.len() - rest.trim_start_matches([' ', '\u{a0}', '\u{202f}']).len();
        if rest[gap..].starts_with('%') {
            end += gap + 1;
        }
    }
    let mut start = number.start;
    let before = text.get(..start).unwrap_or("");
    for sign in ['€', '$', '£', '¥', '₹', '+', '−'] {
        if before.ends_with(sign) {
            start -= sign.len_utf8();
            break;
        }
    }
    (start, end)
}
