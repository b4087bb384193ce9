//! What limits a number to a part, another time or another measure.

use std::collections::BTreeSet;

use super::own::Own;
use super::words::Class;
use super::{EVERYDAY, Reader, Role};
use crate::grade::numbers::units::is_month;
use crate::grade::text::tags::Tag;
use crate::grade::text::token::{Kind, hash};

impl Reader<'_, '_> {
    /// Is on one of the lists of words that add nothing.
    pub(super) fn listed(&self, i: usize) -> bool {
        [
            Class::Neutral,
            Class::Generic,
            Class::Effect,
            Class::Change,
            Class::State,
            Class::Anaphor,
            Class::Measure,
        ]
        .iter()
        .any(|class| self.marks.has(i, *class))
            || self.analysis.tags[i].has(Tag::Date)
            || self.analysis.tags[i].has(Tag::Duration)
            || self.analysis.tags[i].has(Tag::Negation)
    }

    /// Collects the dates a number is tied to, but no range ("from 4 to 17 March"): a month alone is
    /// another time than the claim's.
    pub(super) fn dates(&self, own: &Own) -> BTreeSet<u32> {
        let dated: Vec<usize> = own.all().filter(|&i| self.analysis.tags[i].has(Tag::Date)).collect();
        let ranged = own.all().any(|i| {
            matches!(self.lower(i), "to" | "until" | "through" | "till" | "–" | "-" | "and")
                && dated.iter().any(|&d| d > i && d - i <= 4)
                && (i > 0 && self.analysis.tags[i - 1].has(Tag::Number)
                    || dated.iter().any(|&d| d < i && i - d <= 2))
        });
        let month = |&&i: &&usize| self.analysis.tokens[i].kind == Kind::Word;
        if ranged {
            BTreeSet::new()
        } else {
            dated.iter().filter(month).map(|&i| self.analysis.tokens[i].stem).collect()
        }
    }

    /// Collects adjuncts that say nothing listed: "in Jakarta", "for long queries", and single months.
    pub(super) fn adjuncts(&self, own: &Own, vague_too: bool) -> Vec<BTreeSet<u32>> {
        let mut found = Vec::new();
        for side in [&own.left, &own.right] {
            for (k, &i) in side.iter().enumerate() {
                let opens = matches!(
                    self.lower(i),
                    "in" | "on"
                        | "for"
                        | "among"
                        | "at"
                        | "within"
                        | "across"
                        | "with"
                        | "when"
                        | "by"
                        | "until"
                );
                if !opens {
                    continue;
                }
                let tail: Vec<usize> = side[k + 1..]
                    .iter()
                    .copied()
                    .take_while(|&j| {
                        !matches!(
                            self.lower(j),
                            "in" | "on" | "for" | "among" | "at" | "from" | "," | "to" | "with" | "by"
                        ) && !self.verb_only(j)
                            && !self.marks.has(j, Class::Anaphor)
                    })
                    .filter(|&j| self.content(j))
                    .collect();
                let months = tail.iter().filter(|&&j| is_month(self.lower(j))).count();
                let plain_month = months == 1 && tail.len() == 1;
                let listed = tail.iter().any(|&j| self.listed(j)) && !plain_month;
                // "at the beginning": one everyday word in the singular is no part of anything.
                let vague = tail.len() == 1
                    && !plain_month
                    && !self.lower(tail[0]).ends_with('s')
                    && !self.analysis.tags[tail[0]].has(Tag::Name)
                    && self.analysis.tokens[tail[0]].word.is_some_and(|rank| rank < EVERYDAY);
                if !tail.is_empty() && !listed && (!vague || vague_too) {
                    found.push(tail.iter().map(|&j| self.analysis.tokens[j].stem).collect());
                }
            }
        }
        found
    }

    /// "in the holdout", "on the old path".
    pub(super) fn inside(&self, i: usize) -> bool {
        (1..=2).any(|n| {
            let word = i.checked_sub(n).map_or("", |j| self.lower(j));
            matches!(word, "in" | "on" | "at" | "for" | "among" | "within")
        })
    }

    /// Collects what limits the number to a part, another time or another measure.
    pub(super) fn scope(&self, own: &Own, metric: &BTreeSet<u32>, role: Role) -> BTreeSet<u32> {
        const LIMITS: [Class; 5] =
            [Class::Segment, Class::Period, Class::Without, Class::Guardrail, Class::Baseline];
        let mut scope = BTreeSet::new();
        for i in own.all() {
            let stem = self.analysis.tokens[i].stem;
            // Being told what it was compared with limits nothing; standing in that group does.
            let baseline = |class| {
                class == Class::Baseline
                    && (role == Role::Before || own.right.contains(&i) && !self.inside(i))
            };
            let hit = LIMITS.iter().any(|class| self.marks.has(i, *class) && !baseline(*class));
            if hit && !metric.contains(&stem) {
                scope.insert(stem);
            }
        }
        scope.remove(&hash(b""));
        scope
    }
}
