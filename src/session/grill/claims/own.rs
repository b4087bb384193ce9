//! The words that own a number: its clause, a leading adjunct, and what follows up to the next number.

use super::words::Class;
use super::{DAY, Reader};
use crate::grade::numbers::{Number, Unit};
use crate::grade::text::clause::Range;
use crate::grade::text::tags::Tag;
use crate::grade::text::token::Kind;

/// The tokens that own a number.
pub(super) struct Own {
    /// Before the number, in order.
    pub(super) left: Vec<usize>,
    /// After it.
    pub(super) right: Vec<usize>,
    /// After a comparator: what it is compared with.
    pub(super) compared: Vec<usize>,
}

impl Own {
    pub(super) fn all(&self) -> impl Iterator<Item = usize> + '_ {
        self.left.iter().chain(&self.right).copied()
    }
}

impl Reader<'_, '_> {
    /// Tells whether a token opens a new statement.
    pub(super) fn breaks(&self, i: usize) -> bool {
        let token = &self.analysis.tokens[i];
        token.kind == Kind::Break
            || matches!(token.lower.as_str(), ";" | ":" | "," | "，" | "；" | "：" | "(" | ")" | "—")
            || matches!(
                token.lower.as_str(),
                "and" | "but" | "while" | "whereas" | "although" | "though" | "yet"
            )
    }

    pub(super) fn own(&self, index: usize, sentence: Range) -> Own {
        let numbers = &self.analysis.numbers;
        let number = &numbers[index];
        // Dates and calendar spans ("two weeks") do not part the words of other numbers.
        let parts = |n: &&Number| {
            !matches!(n.unit, Unit::Date | Unit::Clock | Unit::Ordinal)
                && !(n.unit == Unit::Duration && n.value >= DAY)
        };
        let from =
            numbers[..index].iter().rfind(parts).map_or(sentence.start, |n| (n.last + 1).max(sentence.start));
        let until =
            numbers[index + 1..].iter().find(parts).map_or(sentence.end, |n| n.first.min(sentence.end));
        // Leftwards to the nearest break, then over leading adjuncts ("On the app, it was …").
        let mut begin = number.first;
        while begin > from && !self.breaks(begin - 1) {
            begin -= 1;
        }
        while let Some(mark) = begin.checked_sub(1).filter(|&m| m > from && self.breaks(m)) {
            let mut earlier = mark;
            while earlier > from && !self.breaks(earlier - 1) {
                earlier -= 1;
            }
            let bare = (begin..number.first).all(|i| !self.analysis.tokens[i].spoken() || !self.verb(i));
            // "May in the same hubs: 60" is owned by what stands before the colon.
            let label = matches!(self.lower(mark), ":" | "：") && !(earlier..mark).any(|i| self.verb(i));
            if earlier < mark && (self.adjunct(earlier) || bare || label) {
                begin = earlier;
            } else {
                break;
            }
        }
        let mut end = number.last + 1;
        while end < until && (!self.breaks(end) || self.adjunct(end + 1) && self.lower(end) == ",") {
            end += 1;
        }
        // "8 %, that is the result": a number that stands alone is owned by what follows the comma.
        let alone =
            !(begin..number.first).chain(number.last + 1..end).any(|i| self.analysis.tokens[i].spoken());
        if alone && self.lower(end) == "," && matches!(self.lower(end + 1), "that" | "which" | "this" | "and")
        {
            end += 1;
            while end < until && !self.breaks(end) {
                end += 1;
            }
        }
        let left: Vec<usize> = (begin..number.first).collect();
        let mut right: Vec<usize> = (number.last + 1..end).collect();
        let mut compared = Vec::new();
        if let Some(at) = right.iter().position(|&i| self.marks.has(i, Class::Comparator)) {
            compared = right.split_off(at);
        }
        let mut own = Own { left, right, compared };
        // "Against the holdout, orders rose by 8 %": a comparator on the left ends at the next comma.
        if let Some(at) = own.left.iter().position(|&i| self.marks.has(i, Class::Comparator)) {
            let stop = own.left[at..].iter().position(|&i| self.lower(i) == ",").map(|n| at + n);
            let words = |&i: &usize| {
                self.marks.has(i, Class::Comparator)
                    || self.marks.has(i, Class::Baseline)
                    || matches!(self.lower(i), "the" | "our" | "with" | "to")
            };
            let end = stop.unwrap_or_else(|| at + own.left[at..].iter().take_while(|&i| words(i)).count());
            own.compared.extend(own.left.drain(at..end));
        }
        own
    }

    pub(super) fn verb(&self, i: usize) -> bool {
        self.marks.has(i, Class::Change)
            || self.marks.has(i, Class::State)
            || self.analysis.tags[i].has(Tag::Auxiliary)
    }

    pub(super) fn adjunct(&self, i: usize) -> bool {
        matches!(
            self.lower(i),
            "in" | "on"
                | "at"
                | "for"
                | "among"
                | "within"
                | "across"
                | "during"
                | "after"
                | "before"
                | "if"
                | "unless"
                | "when"
                | "with"
                | "without"
                | "once"
                | "excluding"
                | "had"
                | "by"
                | "until"
                | "of"
                | "from"
                | "over"
                | "under"
                | "since"
                | "even"
                | "as"
        )
    }
}
