//! A small pattern language over analysed tokens.
//!
//! Elements are separated by spaces and match one after another:
//! `cut` any form of the word · `=may` as written · `@decide` a word class · `#pct` a tag (see
//! [`NAMED`]; number tags take the whole number) · `a|b` either · `x?` optional · `!x` one word
//! that is not x · `_` any one word · `..` up to three words between, `..6` up to six ·
//! `^` the start of a sentence. Gaps never cross the end of a sentence.

use std::collections::HashMap;

use super::Analysis;
use super::clause::Range;
use super::lexicon::{ClassId, Lexicon, key};
use super::tags::{NAMED, Tag};
use super::token::{Kind, hash};

#[derive(Clone, Debug, PartialEq)]
enum Atom {
    Stem(u32),
    Exact(u32),
    Class(ClassId),
    Tag(Tag),
    Any,
    Start,
    Gap(usize),
    Not(Box<Atom>),
    Either(Vec<Atom>),
}

#[derive(Clone, Debug)]
struct Element {
    atom: Atom,
    optional: bool,
}

/// A compiled pattern.
#[derive(Clone, Debug)]
pub struct Pattern {
    elements: Vec<Element>,
}

/// Why a pattern cannot be compiled.
#[derive(Debug, thiserror::Error, PartialEq)]
pub enum PatternError {
    /// The class is in no lexicon.
    #[error("pattern \u{201c}{pattern}\u{201d}: no word class is called \u{201c}{name}\u{201d}")]
    Class {
        /// The pattern as written.
        pattern: String,
        /// The unknown name.
        name: String,
    },
    /// The tag does not exist.
    #[error("pattern \u{201c}{pattern}\u{201d}: no tag is called \u{201c}{name}\u{201d}")]
    Tag {
        /// The pattern as written.
        pattern: String,
        /// The unknown name.
        name: String,
    },
}

/// How many elements a pattern may try before it gives up at a token, against blow-ups.
const BUDGET: usize = 400;

impl Pattern {
    /// Compiles a pattern.
    pub fn new(source: &str, lexicon: &Lexicon) -> Result<Self, PatternError> {
        let elements =
            source.split_whitespace().map(|part| element(part, source, lexicon)).collect::<Result<_, _>>()?;
        Ok(Self { elements })
    }

    /// Tells at little cost whether the first element can match at a token.
    fn may_start(&self, analysis: &Analysis, classes: &ClassMap, at: usize) -> bool {
        fn fits(atom: &Atom, analysis: &Analysis, classes: &ClassMap, at: usize) -> bool {
            match atom {
                Atom::Stem(stem) => analysis.tokens[at].stem == *stem,
                Atom::Class(class) => classes.starts[at].iter().any(|(_, c)| c == class),
                Atom::Tag(tag) => analysis.tags[at].has(*tag),
                Atom::Either(list) => list.iter().any(|a| fits(a, analysis, classes, at)),
                _ => true,
            }
        }
        self.elements.first().is_none_or(|e| e.optional || fits(&e.atom, analysis, classes, at))
    }

    /// Returns the stems one of which must come first, if the pattern starts with words.
    fn first_stems(&self) -> Option<Vec<u32>> {
        let first = self.elements.first().filter(|e| !e.optional)?;
        match &first.atom {
            Atom::Stem(stem) => Some(vec![*stem]),
            Atom::Either(list) => {
                list.iter().map(|a| if let Atom::Stem(s) = a { Some(*s) } else { None }).collect()
            }
            _ => None,
        }
    }
}

fn element(part: &str, source: &str, lexicon: &Lexicon) -> Result<Element, PatternError> {
    let (body, optional) = match part.strip_suffix('?') {
        Some(body) if !body.is_empty() => (body, true),
        _ => (part, false),
    };
    let atom = if body.contains('|') && body.len() > 1 {
        Atom::Either(
            body.split('|')
                .filter(|p| !p.is_empty())
                .map(|p| atom(p, source, lexicon))
                .collect::<Result<_, _>>()?,
        )
    } else {
        atom(body, source, lexicon)?
    };
    Ok(Element { atom, optional })
}

fn atom(body: &str, source: &str, lexicon: &Lexicon) -> Result<Atom, PatternError> {
    if let Some(rest) = body.strip_prefix("..") {
        return Ok(Atom::Gap(rest.parse().unwrap_or(3)));
    }
    if let Some(rest) = body.strip_prefix('!').filter(|r| !r.is_empty()) {
        return Ok(Atom::Not(Box::new(atom(rest, source, lexicon)?)));
    }
    if let Some(name) = body.strip_prefix('@') {
        let unknown = || PatternError::Class { pattern: source.to_owned(), name: name.to_owned() };
        return Ok(Atom::Class(lexicon.id(name).ok_or_else(unknown)?));
    }
    if let Some(name) = body.strip_prefix('#') {
        let unknown = || PatternError::Tag { pattern: source.to_owned(), name: name.to_owned() };
        return NAMED.iter().find(|(n, _)| *n == name).map(|(_, tag)| Atom::Tag(*tag)).ok_or_else(unknown);
    }
    Ok(match body {
        "_" => Atom::Any,
        "^" => Atom::Start,
        _ => match body.strip_prefix('=') {
            Some(word) if !word.is_empty() => Atom::Exact(hash(word.to_lowercase().as_bytes())),
            _ => Atom::Stem(key(body)),
        },
    })
}

/// Patterns indexed for search; each has a caller's number.
#[derive(Default)]
pub struct PatternSet {
    patterns: Vec<(Pattern, usize)>,
    by_stem: HashMap<u32, Vec<usize>>,
    others: Vec<usize>,
}

impl PatternSet {
    /// Adds a pattern under a number.
    pub fn add(&mut self, pattern: Pattern, number: usize) {
        let index = self.patterns.len();
        match pattern.first_stems() {
            Some(stems) => stems.into_iter().for_each(|s| self.by_stem.entry(s).or_default().push(index)),
            None => self.others.push(index),
        }
        self.patterns.push((pattern, number));
    }

    /// Finds the matches: the pattern's number and its tokens, at most one a start and pattern.
    pub fn matches(&self, analysis: &Analysis, classes: &ClassMap) -> Vec<(usize, Range)> {
        let mut found = Vec::new();
        for i in 0..analysis.tokens.len() {
            let worded = self.by_stem.get(&analysis.tokens[i].stem).into_iter().flatten();
            for &index in worded.chain(&self.others) {
                let (pattern, number) = &self.patterns[index];
                if !pattern.may_start(analysis, classes, i) {
                    continue;
                }
                let mut search = Search { analysis, classes, budget: BUDGET };
                if let Some(end) = search.run(&pattern.elements, i, true)
                    && end > i
                {
                    found.push((*number, Range { start: i, end }));
                }
            }
        }
        found
    }
}

/// Which classes start at each token, and where they end.
pub struct ClassMap {
    starts: Vec<Vec<(usize, ClassId)>>,
}

impl ClassMap {
    /// Looks a lexicon up in an analysis.
    pub fn new(analysis: &Analysis, lexicon: &Lexicon) -> Self {
        let mut starts = vec![Vec::new(); analysis.tokens.len()];
        for (start, end, class) in lexicon.matches(&analysis.tokens) {
            starts[start].push((end, class));
        }
        Self { starts }
    }

    /// Lists (start, end, class) of every match.
    pub fn iter(&self) -> impl Iterator<Item = (usize, usize, ClassId)> + '_ {
        self.starts.iter().enumerate().flat_map(|(s, list)| list.iter().map(move |&(e, c)| (s, e, c)))
    }
}

struct Search<'a, 'b> {
    analysis: &'a Analysis<'b>,
    classes: &'a ClassMap,
    budget: usize,
}

impl Search<'_, '_> {
    /// Returns the token after the match of all elements from `at`.
    fn run(&mut self, elements: &[Element], at: usize, first: bool) -> Option<usize> {
        let Some((element, rest)) = elements.split_first() else {
            return Some(at);
        };
        self.budget = self.budget.checked_sub(1)?;
        if let Atom::Gap(most) = element.atom {
            for next in at..=at + most {
                if let Some(end) = self.run(rest, next, false) {
                    return Some(end);
                }
                if self.closes(next) {
                    return None;
                }
            }
            return None;
        }
        if element.atom == Atom::Start {
            return if self.opens(at) { self.run(rest, at, first) } else { None };
        }
        let at_word = if first { at } else { self.skip_marks(at, &element.atom) };
        for end in self.ends(&element.atom, at_word) {
            if let Some(done) = self.run(rest, end, false) {
                return Some(done);
            }
        }
        if element.optional { self.run(rest, at, first) } else { None }
    }

    /// Fillers, commas and quotation marks between the words of a pattern are passed over.
    fn skip_marks(&self, mut at: usize, atom: &Atom) -> usize {
        while let Some(token) = self.analysis.tokens.get(at) {
            let light = matches!(
                token.lower.as_str(),
                "," | "\"" | "“" | "”" | "(" | ")" | "-" | "um" | "uh" | "er" | "erm"
            );
            if !light || self.ends(atom, at).next().is_some() {
                break;
            }
            at += 1;
        }
        at
    }

    fn closes(&self, at: usize) -> bool {
        self.analysis.tokens.get(at).is_none_or(|t| {
            t.kind == Kind::Break || matches!(t.lower.as_str(), "." | "!" | "?" | "。" | "！" | "？")
        })
    }

    fn opens(&self, at: usize) -> bool {
        at.checked_sub(1).is_none_or(|before| self.closes(before))
    }

    /// Lists the token ends an atom can have at a token.
    fn ends(&self, atom: &Atom, at: usize) -> impl Iterator<Item = usize> + use<> {
        let mut ends: Vec<usize> = Vec::new();
        self.collect(atom, at, &mut ends);
        ends.into_iter()
    }

    fn collect(&self, atom: &Atom, at: usize, ends: &mut Vec<usize>) {
        let Some(token) = self.analysis.tokens.get(at) else {
            return;
        };
        match atom {
            Atom::Stem(stem) if token.stem == *stem => ends.push(at + 1),
            Atom::Exact(word) if hash(token.lower.as_bytes()) == *word => ends.push(at + 1),
            Atom::Any if token.spoken() => ends.push(at + 1),
            Atom::Class(class) => {
                ends.extend(self.classes.starts[at].iter().filter(|(_, c)| c == class).map(|(end, _)| *end));
            }
            Atom::Tag(tag) if self.analysis.tags[at].has(*tag) => {
                let number = self.analysis.numbers.binary_search_by(|n| {
                    if n.last < at {
                        std::cmp::Ordering::Less
                    } else if n.first > at {
                        std::cmp::Ordering::Greater
                    } else {
                        std::cmp::Ordering::Equal
                    }
                });
                ends.push(number.map_or(at + 1, |i| self.analysis.numbers[i].last + 1));
            }
            Atom::Not(inner) => {
                let mut inside = Vec::new();
                self.collect(inner, at, &mut inside);
                if inside.is_empty() && token.spoken() {
                    ends.push(at + 1);
                }
            }
            Atom::Either(list) => list.iter().for_each(|a| self.collect(a, at, ends)),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(pattern: &str, text: &str) -> Vec<String> {
        let mut lexicon = Lexicon::default();
        lexicon.add("cut", "drop, take out, scrap");
        let analysis = Analysis::new(text, &[]);
        let classes = ClassMap::new(&analysis, &lexicon);
        let mut set = PatternSet::default();
        set.add(Pattern::new(pattern, &lexicon).unwrap(), 0);
        set.matches(&analysis, &classes)
            .into_iter()
            .map(|(_, r)| {
                let (s, e) = analysis.bytes(r);
                text[s..e].to_owned()
            })
            .collect()
    }

    #[test]
    fn words_classes_tags_and_gaps_match_in_order() {
        assert_eq!(
            hits("#i @cut .. feature", "Then I dropped the old feature."),
            ["I dropped the old feature"]
        );
        assert_eq!(hits("@cut", "we take out the map"), ["take out"]);
        assert_eq!(hits("under|below #pct", "below twelve percent"), ["below twelve percent"]);
        assert!(hits("#i .. feature", "So did I. The feature stayed.").is_empty());
    }

    #[test]
    fn optional_negated_and_anchored_elements_work() {
        assert_eq!(hits("^ no? we|i", "No, I did."), ["No, I"]);
        assert_eq!(hits("will !not ship", "will then ship"), ["will then ship"]);
        assert!(hits("will !not ship", "will not ship").is_empty());
    }

    #[test]
    fn an_unknown_class_is_an_error() {
        assert!(Pattern::new("@nope", &Lexicon::default()).is_err());
    }
}
