//! What a number stands for, and what ties it to the candidate's main figure.

use std::collections::BTreeSet;

use super::own::Own;
use super::words::Class;
use super::{Anchor, DAY, Reader, Role};
use crate::grade::numbers::{Number, Unit};
use crate::grade::text::tags::Tag;

impl Reader<'_, '_> {
    pub(super) fn direction(&self, own: &Own, nouns: bool) -> Option<bool> {
        let near = |class| {
            let counts =
                |&i: &usize| self.marks.has(i, class) && (nouns || !self.marks.has(i, Class::Effect));
            let left = own.left.iter().rev().position(counts);
            let right = own.right.iter().position(counts);
            left.into_iter().chain(right).min()
        };
        match (near(Class::Up), near(Class::Down)) {
            (Some(u), Some(d)) => Some(u < d),
            (Some(_), None) => Some(true),
            (None, Some(_)) => Some(false),
            (None, None) => None,
        }
    }

    /// Tells whether the number is one end of a range: "4 to 12 %", "between 6 and 10 %".
    pub(super) fn ranged(&self, index: usize) -> bool {
        let numbers = &self.analysis.numbers;
        let joined = |a: &Number, b: &Number| {
            let between: Vec<&str> = (a.last + 1..b.first).map(|i| self.lower(i)).collect();
            let opener = self.lower(a.first.wrapping_sub(1));
            match between.as_slice() {
                ["-" | "–" | "—"] => true,
                ["to"] => opener != "from" && !self.changes_before(a.first),
                ["and"] => opener == "between",
                _ => false,
            }
        };
        index.checked_sub(1).is_some_and(|p| joined(&numbers[p], &numbers[index]))
            || numbers.get(index + 1).is_some_and(|n| joined(&numbers[index], n))
    }

    pub(super) fn changes_before(&self, at: usize) -> bool {
        (at.saturating_sub(6)..at).any(|i| self.marks.has(i, Class::Change))
    }

    pub(super) fn role(&self, index: usize, own: &Own, metric: &BTreeSet<u32>) -> Role {
        let number = &self.analysis.numbers[index];
        let has = |class| own.all().any(|i| self.marks.has(i, class));
        let near_left = |class, n| own.left.iter().rev().take(n).any(|&i| self.marks.has(i, class));
        let near_right = |class, n| own.right.iter().take(n).any(|&i| self.marks.has(i, class));
        let before = self.lower(number.first.wrapping_sub(1));
        let after = self.lower(number.last + 1);
        let previous = index.checked_sub(1).map(|p| &self.analysis.numbers[p]);
        // "from 8.0 to 5.6 s": a pair that moved.
        let pair_end = before == "to"
            && previous.is_some_and(|p| {
                number.first - p.last <= 3
                    && (self.lower(p.first.wrapping_sub(1)) == "from" || self.changes_before(p.first))
            });
        let next = self.analysis.numbers.get(index + 1);
        let pair_start = next.is_some_and(|n| {
            n.first - number.last <= 3
                && self.lower(n.first - 1) == "to"
                && (number.last + 1..n.first).all(|i| self.lower(i) != ",")
                && (before == "from" || self.changes_before(number.first))
        });
        let lasting = number.value >= DAY
            || matches!(
                before,
                "for" | "over" | "during" | "within" | "after" | "every" | "last" | "first" | "in"
            );
        let span = number.unit == Unit::Duration
            && metric.is_empty()
            && lasting
            && !near_left(Class::Change, 4)
            && !pair_end;
        if before == "every" || matches!(before, "per" | "each") || after == "-" && number.unit == Unit::Plain
        {
            return Role::Other;
        }
        let near = |class| near_left(class, 6) || near_right(class, 4);
        let conditional =
            own.left.iter().any(|&i| matches!(self.lower(i), "if" | "unless" | "until" | "once"));
        if self.ranged(index) || near(Class::Interval) && !pair_end && !pair_start {
            return Role::Interval;
        }
        // "if" after the number explains it more often than it makes it a condition.
        let deciding = near_left(Class::Threshold, 6)
            || own
                .right
                .iter()
                .take(4)
                .any(|&i| self.marks.has(i, Class::Threshold) && self.lower(i) != "if");
        if deciding || conditional || near_left(Class::Beside, 2) {
            return Role::Threshold;
        }
        if pair_end {
            return Role::After;
        }
        if pair_start {
            return Role::Before;
        }
        if span && !near_right(Class::Change, 1) && !near_right(Class::Effect, 2) {
            return Role::Window;
        }
        if matches!(number.unit, Unit::Count(_) | Unit::Plain)
            && number.value >= 2.0
            && (near_left(Class::Sample, 3) || before == "=")
            && !near_left(Class::Change, 3)
        {
            return Role::Sample;
        }
        if matches!(number.unit, Unit::Currency(_)) && has(Class::Cost) {
            return Role::Cost;
        }
        // The nearer of a change and a share word decides: "lifted the share … by 6 %".
        let distance = |class| own.left.iter().rev().position(|&i| self.marks.has(i, class));
        let moved = distance(Class::Change).is_some();
        if number.unit != Unit::Points
            && (number.unit == Unit::Percent
                && matches!(after, "of" | "interval" | "sure" | "who" | "whose" | "that")
                && !matches!(before, "is" | "was" | "by")
                || near_left(Class::Share, 4) && !moved
                || near_right(Class::Share, 3) && !moved
                || near_right(Class::Actors, 1)
                    && !near_left(Class::Effect, 2)
                    && !near_left(Class::Change, 2)
                    && !matches!(before, "the" | "that" | "this" | "is" | "was"))
        {
            return Role::Share;
        }
        // The nearer of a change and a baseline decides: "the control rose by 1 %" is of the control.
        let based =
            match (distance(Class::Baseline), distance(Class::Change)) {
                (Some(base), Some(change)) => base < change,
                // "Without it we would not have seen the 8 %" is not about the baseline.
                (Some(base), None) => !own.left.iter().rev().take(base).any(|&i| {
                    self.analysis.tags[i].has(Tag::Group) || self.analysis.tags[i].has(Tag::Speaker)
                }),
                _ => false,
            };
        let based_right =
            own.right.iter().take(4).any(|&i| self.marks.has(i, Class::Baseline) && self.inside(i));
        if based || based_right && !near_left(Class::Change, 4) {
            return Role::Before;
        }
        if before == "to" && near_left(Class::Change, 5) {
            return Role::After;
        }
        if before == "from" {
            return Role::Before;
        }
        let bare_share = number.unit == Unit::Plain && number.value > 0.0 && number.value < 1.0;
        if matches!(number.unit, Unit::Percent | Unit::Points | Unit::Times)
            || bare_share
            || near_left(Class::Change, 4)
            || near_right(Class::Effect, 2)
            || near_right(Class::Change, 2)
            || near_left(Class::Effect, 4)
        {
            return Role::Effect;
        }
        if metric.is_empty() { Role::Other } else { Role::After }
    }

    pub(super) fn anchor(&self, index: usize, own: &Own, role: Role) -> Anchor {
        let number = &self.analysis.numbers[index];
        if matches!(role, Role::Threshold | Role::Interval | Role::Window | Role::Share) {
            return Anchor::None;
        }
        let named = own.left.iter().rev().take(8).any(|&i| {
            (self.marks.has(i, Class::Effect) || self.marks.has(i, Class::Generic)) && !self.sample_noun(i)
        }) || own.right.iter().take(3).any(|&i| self.marks.has(i, Class::Effect))
            || own.left.iter().rev().take(7).any(|&i| self.marks.has(i, Class::Change))
            || own.right.iter().take(1).any(|&i| self.marks.has(i, Class::Change));
        let article = matches!(
            self.lower(number.first.wrapping_sub(1)),
            "the" | "that" | "this" | "our" | "my" | "those"
        );
        if named || article && own.right.first().is_none_or(|&i| !self.content(i) || self.verb(i)) {
            return Anchor::Named;
        }
        let stated = own.left.iter().rev().take(4).any(|&i| self.marks.has(i, Class::State));
        let pronoun = own.left.iter().any(|&i| self.marks.has(i, Class::Anaphor));
        if stated && pronoun { Anchor::Pronoun } else { Anchor::None }
    }

    pub(super) fn sample_noun(&self, i: usize) -> bool {
        matches!(self.lower(i), "number" | "figure") && self.lower(i + 1) == "of"
    }
}
