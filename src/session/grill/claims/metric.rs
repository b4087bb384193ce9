//! The measure a number is of: the noun phrase that moved.

use std::collections::BTreeSet;

use super::own::Own;
use super::words::Class;
use super::{EVERYDAY, Reader};
use crate::grade::text::tags::Tag;
use crate::grade::text::token::Kind;

impl Reader<'_, '_> {
    /// Finds the measure that moved: the object or the subject of a change, or what a rise is "in".
    pub(super) fn metric(&self, index: usize, own: &Own) -> (Option<(usize, usize)>, BTreeSet<u32>) {
        let number = &self.analysis.numbers[index];
        let mut best: Option<(usize, usize)> = None;
        let change = own.left.iter().rev().copied().find(|&i| self.marks.has(i, Class::Change));
        if let Some(verb) = change {
            best = self.phrase(verb + 1, number.first).or_else(|| {
                let begin = own.left.first().copied().unwrap_or(verb);
                let mut first = verb;
                while first > begin && self.marks.has(first - 1, Class::Change) {
                    first -= 1;
                }
                self.phrase_before(begin, first)
            });
        }
        if best.is_none() {
            let noun = own.right.iter().take(3).copied().find(|&i| {
                self.marks.has(i, Class::Effect)
                    || self.marks.has(i, Class::Change)
                    || matches!(self.lower(i), "more" | "fewer" | "less")
            });
            if let Some(noun) = noun {
                let skip = usize::from(matches!(self.lower(noun + 1), "in" | "of" | "on"));
                let end = own.right.last().map_or(noun + 1, |l| l + 1);
                best = self.phrase(noun + 1 + skip, end);
            }
        }
        if best.is_none() {
            let effect = own.left.iter().rev().copied().find(|&i| self.marks.has(i, Class::Effect));
            if let Some(noun) = effect.filter(|&n| matches!(self.lower(n + 1), "in" | "on")) {
                best = self.phrase(noun + 2, number.first);
            }
        }
        let stated = best.is_none();
        if best.is_none() {
            let verb = own.left.iter().rev().take(4).copied().find(|&i| self.verb(i));
            best = verb.and_then(|verb| self.phrase_before(own.left.first().copied().unwrap_or(verb), verb));
        }
        if best.is_none() {
            // "9 s was the worst loss"
            let verb = own.right.first().copied().filter(|&i| self.analysis.tags[i].has(Tag::Auxiliary));
            best = verb.and_then(|i| self.phrase(i + 1, own.right.last().map_or(i + 1, |l| l + 1)));
            best = best.filter(|&(first, last)| (first..=last).any(|i| self.marks.has(i, Class::Measure)));
        }
        if best.is_none() {
            // "12 % on orders per buyer"
            let preposition =
                own.right.first().copied().filter(|&i| matches!(self.lower(i), "on" | "in" | "for" | "of"));
            best = preposition.and_then(|i| self.phrase(i + 1, own.right.last().map_or(i + 1, |l| l + 1)));
            best = best.filter(|&(first, last)| (first..=last).any(|i| self.marks.has(i, Class::Measure)));
        }
        let Some((first, last)) = best else { return (None, BTreeSet::new()) };
        // "The gap is 8 %", "our team measured 8 %": everyday subjects of a stating verb are no measures,
        // but people in the plural are a part ("students were at 8 %").
        let many = matches!(self.lower(last + 1), "are" | "were");
        let everyday = |i: usize| {
            !self.content(i)
                || !self.marks.has(i, Class::Measure)
                    && self.analysis.tokens[i].word.is_some_and(|rank| rank < EVERYDAY)
                    && !self.analysis.tags[i].has(Tag::Name)
        };
        if stated && !many && (first..=last).all(everyday) {
            return (None, BTreeSet::new());
        }
        let stems: BTreeSet<u32> = (first..=last)
            .filter(|&i| {
                let neutral = self.marks.has(i, Class::Neutral)
                    && !self.marks.has(i, Class::Baseline)
                    && !self.lower(i).starts_with("group");
                self.content(i)
                    && !neutral
                    && !self.marks.has(i, Class::Effect)
                    && !self.marks.has(i, Class::Generic)
            })
            .map(|i| self.analysis.tokens[i].stem)
            .collect();
        let tokens = &self.analysis.tokens;
        let sure = (first..=last).any(|i| self.marks.has(i, Class::Measure))
            && last - first < 6
            && !stems.is_empty();
        (sure.then(|| (tokens[first].start, tokens[last].end)), stems)
    }

    /// Reads a noun phrase that starts at a token; its first and last token.
    pub(super) fn phrase(&self, start: usize, end: usize) -> Option<(usize, usize)> {
        let mut first = start;
        while first < end && self.determiner(first) {
            first += 1;
        }
        let mut last = None;
        let mut i = first;
        while i < end {
            let word = self.lower(i);
            let inner = matches!(word, "per" | "of" | "-" | "a" | "an") && last.is_some();
            let noun = self.analysis.tokens[i].kind == Kind::Word
                && (self.content(i) || self.lower(i) == "per")
                && !self.verb_only(i)
                && !self.marks.has(i, Class::Hedge);
            if noun {
                last = Some(i);
            } else if !inner {
                break;
            }
            i += 1;
        }
        last.map(|last| (first, last))
    }

    /// Reads the noun phrase that ends right before a token.
    pub(super) fn phrase_before(&self, begin: usize, end: usize) -> Option<(usize, usize)> {
        let mut last = end.checked_sub(1)?;
        let passed =
            |i: usize| self.analysis.tags[i].has(Tag::Auxiliary) || self.analysis.tags[i].has(Tag::Filler);
        while last > begin && passed(last) {
            last -= 1;
        }
        if last < begin || !self.content(last) || self.verb_only(last) {
            return None;
        }
        let mut first = last;
        while first > begin {
            let i = first - 1;
            let word = self.lower(i);
            let joins = matches!(word, "per" | "of" | "-") && i > begin && self.content(i - 1);
            let article =
                matches!(word, "the" | "a" | "an") && i > begin && matches!(self.lower(i - 1), "per" | "of");
            if self.content(i) && !self.verb_only(i) || joins || article {
                first = i;
            } else {
                break;
            }
        }
        Some((first, last))
    }

    pub(super) fn determiner(&self, i: usize) -> bool {
        matches!(
            self.lower(i),
            "the"
                | "a"
                | "an"
                | "our"
                | "their"
                | "its"
                | "my"
                | "your"
                | "that"
                | "this"
                | "in"
                | "of"
                | "those"
                | "these"
        )
    }

    pub(super) fn verb_only(&self, i: usize) -> bool {
        self.analysis.tags[i].has(Tag::Auxiliary)
            || self.analysis.tags[i].has(Tag::Modal)
            || (self.marks.has(i, Class::Change) || self.marks.has(i, Class::State))
                && !self.marks.has(i, Class::Effect)
                && !self.marks.has(i, Class::Measure)
    }
}
