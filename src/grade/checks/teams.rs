//! How many groups an answer tells apart: by a word such as "team" beside a name, by who needs
//! what from whom, or by a list of names.

use std::collections::HashMap;

use crate::grade::text::Analysis;
use crate::grade::text::clause::Range;
use crate::grade::text::pattern::ClassMap;
use crate::grade::text::tags::{Tag, Tags};
use crate::grade::text::token::Kind;

use super::rules::Rules;

/// A group that is told apart.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Where it is named first.
    pub range: Range,
    /// How sure it is a group, 0..=1.
    pub weight: f32,
}

/// Words of a group's name looked at before "team".
const NAME: usize = 3;

/// Lists the groups in the order in which they are named, each once; none where the check has no
/// words for groups.
pub fn groups(analysis: &Analysis, rules: &Rules, classes: &ClassMap) -> Vec<Group> {
    if rules.lexicon.id("groupnoun").is_none() {
        return Vec::new();
    }
    let mut finder = Finder::new(analysis, rules, classes);
    finder.by_noun();
    finder.by_function();
    finder.by_need();
    finder.by_own();
    let mut all: Vec<(u32, Group)> = finder.found.into_iter().collect();
    all.sort_by_key(|(_, g)| g.range.start);
    all.into_iter().map(|(_, g)| g).collect()
}

struct Finder<'a, 'b> {
    analysis: &'a Analysis<'b>,
    is_noun: Vec<bool>,
    is_function: Vec<usize>,
    is_need: Vec<bool>,
    stops: Vec<bool>,
    found: HashMap<u32, Group>,
}

/// The key of the speaker's own group.
const OWN: u32 = 1;

impl<'a, 'b> Finder<'a, 'b> {
    fn new(analysis: &'a Analysis<'b>, rules: &Rules, classes: &ClassMap) -> Self {
        let n = analysis.tokens.len();
        let mut finder = Self {
            analysis,
            is_noun: vec![false; n],
            is_function: vec![0; n],
            is_need: vec![false; n],
            stops: vec![false; n],
            found: HashMap::new(),
        };
        for (start, end, class) in classes.iter() {
            match rules.lexicon.name(class) {
                "groupnoun" => finder.is_noun[start..end].fill(true),
                "groupname" => finder.is_function[start] = finder.is_function[start].max(end - start),
                "groupneed" => finder.is_need[start] = true,
                "groupnot" => finder.stops[start..end].fill(true),
                _ => {}
            }
        }
        finder
    }

    fn tags(&self, at: usize) -> Tags {
        self.analysis.tags.get(at).copied().unwrap_or_default()
    }

    /// A word that may be part of a name: no function word, number, pronoun or mark.
    fn names(&self, at: usize) -> bool {
        let Some(token) = self.analysis.tokens.get(at) else { return false };
        let tags = self.tags(at);
        let light = [
            Tag::Function,
            Tag::Auxiliary,
            Tag::Modal,
            Tag::Number,
            Tag::Date,
            Tag::Others,
            Tag::Speaker,
            Tag::Group,
            Tag::Listener,
            Tag::Negation,
            Tag::Link,
            Tag::Filler,
        ];
        token.kind == Kind::Word
            && !self.analysis.masked[at]
            && !self.stops[at]
            && !light.iter().any(|t| tags.has(*t))
    }

    fn add(&mut self, key: u32, range: Range, weight: f32) {
        let group = self.found.entry(key).or_insert(Group { range, weight: 0.0 });
        group.weight = (group.weight + weight).min(1.0);
    }

    fn key(&self, at: usize) -> u32 {
        self.analysis.tokens[at].stem
    }

    /// "the rights desk", "data platform team", "the ones who run the kitchens".
    fn by_noun(&mut self) {
        for i in 0..self.is_noun.len() {
            if !self.is_noun[i] {
                continue;
            }
            let mut start = i;
            while start > 0 && i - start < NAME && self.names(start - 1) && !self.is_noun[start - 1] {
                start -= 1;
            }
            if start < i {
                self.add(self.key(i - 1), Range { start, end: i + 1 }, 1.0);
            } else if self
                .analysis
                .tokens
                .get(i + 1)
                .is_some_and(|t| matches!(t.lower.as_str(), "who" | "that" | "of" | "for"))
                && let Some(j) = (i + 2..(i + 7).min(self.is_noun.len())).rev().find(|&j| self.names(j))
            {
                self.add(self.key(j), Range { start: i, end: j + 1 }, 0.7);
            }
        }
    }

    /// Names of common functions: billing, legal, infra.
    fn by_function(&mut self) {
        for i in 0..self.is_function.len() {
            let len = self.is_function[i];
            if len > 0 && !self.analysis.masked[i] {
                let weight = if self.tags(i).has(Tag::Name) { 1.0 } else { 0.5 };
                self.add(self.key(i + len - 1), Range { start: i, end: i + len }, weight);
            }
        }
    }

    /// Who needs: the name before the verb; from whom: the name after "from".
    fn by_need(&mut self) {
        for i in 0..self.is_need.len() {
            if !self.is_need[i] {
                continue;
            }
            let before = (i.saturating_sub(3)..i).rev().find(|&j| self.names(j));
            if let Some(j) = before.filter(|&j| self.tags(j).has(Tag::Name) || self.opens(j)) {
                self.add(self.key(j), Range { start: j, end: j + 1 }, 0.7);
            }
            let from = (i + 1..(i + 9).min(self.is_need.len()))
                .find(|&j| matches!(self.analysis.tokens[j].lower.as_str(), "from" | "on" | "for" | "by"));
            if let Some(j) =
                from.and_then(|f| (f + 1..(f + 3).min(self.is_need.len())).find(|&j| self.names(j)))
                && self.tags(j).has(Tag::Name)
            {
                self.add(self.key(j), Range { start: j, end: j + 1 }, 0.7);
            }
        }
        // Capitalised words that come back are names of somebody.
        let mut seen: HashMap<u32, usize> = HashMap::new();
        for i in 0..self.is_need.len() {
            if self.names(i) && self.tags(i).has(Tag::Name) {
                let first = *seen.entry(self.key(i)).or_insert(i);
                if first != i {
                    self.add(self.key(i), Range { start: first, end: first + 1 }, 0.5);
                }
            }
        }
    }

    fn opens(&self, at: usize) -> bool {
        self.analysis.sentences.iter().any(|s| at >= s.start && at < s.start + 3)
    }

    /// "my team", "our squad", "us in feed".
    fn by_own(&mut self) {
        for i in 1..self.is_noun.len() {
            let own = |t: Tags| t.has(Tag::Speaker) || t.has(Tag::Group);
            if self.is_noun[i] && own(self.tags(i - 1)) {
                self.add(OWN, Range { start: i - 1, end: i + 1 }, 1.0);
            }
        }
        if !self.found.contains_key(&OWN) {
            let us = (0..self.is_noun.len())
                .find(|&i| matches!(self.analysis.tokens[i].lower.as_str(), "us" | "we"));
            if let Some(i) = us {
                self.add(OWN, Range { start: i, end: i + 1 }, 0.4);
            }
        }
    }
}
