//! Sparse features of an analysed text: what the fitted models weigh.
//!
//! A feature has a kind and one or two parts and sits on a range of tokens; a window of text has
//! every feature that lies wholly inside it. The names (`w:refund`, `x:#pct under`) are what the
//! weight files hold, so training and grading see the same thing by construction.

use super::checks::rules::Rules;
use super::checks::teams;
use super::text::Analysis;
use super::text::clause::Range;
use super::text::pattern::ClassMap;
use super::text::tags::{NAMED, Tag, Tags};
use super::text::token::{Kind, Token, hash, stem};

/// Identifier of a feature: a hash of its kind and parts.
pub type FeatureId = u32;

/// A feature on its tokens.
#[derive(Clone, Copy, Debug)]
pub struct Feature {
    /// Which feature.
    pub id: FeatureId,
    /// Where it sits.
    pub range: Range,
}

/// The kinds of features, by the letter that starts their name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum FeatureKind {
    /// A stem.
    Word = b'w',
    /// A tag.
    Tag = b't',
    /// A word class of the check's lexicon.
    Class = b'c',
    /// Two neighbouring symbols (stem, or the tag of a number).
    Pair = b'b',
    /// Two symbols with one between them.
    Skip = b'g',
    /// A number's tag and a stem up to four tokens before it.
    Before = b'x',
    /// A number's tag and a stem up to four tokens after it.
    After = b'y',
    /// A stem that follows "I" or "we" within three tokens.
    Agent = b'a',
    /// A negated stem.
    Negated = b'n',
    /// A stem in a hypothetical.
    Hypothetical = b'h',
    /// A pattern group of the check's rules.
    Pattern = b'p',
    /// A property of the window itself.
    Flag = b'f',
}

/// Computes the identifier of a feature.
pub fn feature_id(kind: FeatureKind, first: u32, second: u32) -> FeatureId {
    let mut value = 0x811c_9dc5_u32 ^ (kind as u32);
    for part in [first, second] {
        value = (value ^ part).wrapping_mul(0x85eb_ca6b).rotate_left(13).wrapping_mul(0xc2b2_ae35);
    }
    value ^ (value >> 15)
}

/// Computes the identifier a name stands for; none if the name has no known kind.
pub fn id_of_name(name: &str) -> Option<FeatureId> {
    use FeatureKind as K;
    let (kind, rest) = name.split_once(':')?;
    let all = [
        K::Word,
        K::Tag,
        K::Class,
        K::Pair,
        K::Skip,
        K::Before,
        K::After,
        K::Agent,
        K::Negated,
        K::Hypothetical,
        K::Pattern,
        K::Flag,
    ];
    let kind = all.into_iter().find(|k| kind.as_bytes() == [*k as u8])?;
    let (first, second) = rest.split_once(' ').unwrap_or((rest, ""));
    Some(feature_id(kind, hash(first.as_bytes()), hash(second.as_bytes())))
}

/// Receives features; the name is made only when asked for.
pub trait Sink {
    /// Takes one feature.
    fn take(&mut self, feature: Feature, name: &dyn Fn() -> String);
}

impl Sink for Vec<Feature> {
    fn take(&mut self, feature: Feature, _: &dyn Fn() -> String) {
        self.push(feature);
    }
}

/// What stands for a token in pairs: its stem, or the tag of its number.
fn symbol(token: &Token, tags: Tags) -> u32 {
    number_tag(tags).map_or(token.stem, |(_, h)| h)
}

fn symbol_name(token: &Token, tags: Tags) -> String {
    number_tag(tags).map_or_else(|| stem_name(token), |(name, _)| format!("#{name}"))
}

fn stem_name(token: &Token) -> String {
    if token.kind == Kind::Word { stem(&token.lower) } else { token.lower.replace(['\n', '\t', ' '], "¶") }
}

fn number_tag(tags: Tags) -> Option<(&'static str, u32)> {
    const ORDER: [(&str, Tag, u32); 10] = [
        ("pct", Tag::Percent, hash(b"#pct")),
        ("pp", Tag::Points, hash(b"#pp")),
        ("money", Tag::Money, hash(b"#money")),
        ("dur", Tag::Duration, hash(b"#dur")),
        ("clock", Tag::Clock, hash(b"#clock")),
        ("date", Tag::Date, hash(b"#date")),
        ("tech", Tag::Technical, hash(b"#tech")),
        ("times", Tag::Times, hash(b"#times")),
        ("count", Tag::Count, hash(b"#count")),
        ("plain", Tag::Plain, hash(b"#plain")),
    ];
    if !tags.has(Tag::Number) && !tags.has(Tag::Date) && !tags.has(Tag::Clock) && !tags.has(Tag::Duration) {
        return None;
    }
    ORDER.iter().find(|(_, tag, _)| tags.has(*tag)).map(|(name, _, h)| (*name, *h))
}

/// Gives a sink every feature of a text.
pub fn extract(analysis: &Analysis, rules: &Rules, classes: &ClassMap, sink: &mut impl Sink) {
    use FeatureKind as K;
    let none = hash(b"");
    let (tokens, tags) = (&analysis.tokens, &analysis.tags);
    let masked = &analysis.masked;
    // Number tokens after the first add nothing; marks other than a few are passed over.
    let inner = |i: usize| number_inner(analysis, i);
    let spoken: Vec<usize> = (0..tokens.len())
        .filter(|&i| {
            !masked[i]
                && !inner(i)
                && (tokens[i].spoken() || matches!(tokens[i].lower.as_str(), "?" | ":" | "→" | "!"))
        })
        .collect();
    for (k, &i) in spoken.iter().enumerate() {
        let here = Range { start: i, end: i + 1 };
        let token = &tokens[i];
        let own = symbol(token, tags[i]);
        let at = |sink: &mut _, kind, range, a, b, name: &dyn Fn() -> String| {
            put(sink, kind, range, a, b, name);
        };
        if number_tag(tags[i]).is_none() || tags[i].has(Tag::Date) {
            at(sink, K::Word, here, token.stem, none, &|| format!("w:{}", stem_name(token)));
        }
        for (name, tag) in NAMED {
            if tags[i].has(tag) {
                at(sink, K::Tag, here, hash(name.as_bytes()), none, &|| format!("t:{name}"));
            }
        }
        if tags[i].has(Tag::Progressive) {
            at(sink, K::Tag, here, hash(b"ing"), none, &|| "t:ing".to_owned());
        }
        if tags[i].has(Tag::Negated) {
            at(sink, K::Negated, here, own, none, &|| format!("n:{}", symbol_name(token, tags[i])));
        }
        if tags[i].has(Tag::Hypothetical) {
            at(sink, K::Hypothetical, here, own, none, &|| format!("h:{}", symbol_name(token, tags[i])));
        }
        let back = |n: usize| k.checked_sub(n).map(|k| spoken[k]).filter(|&j| i - j < 6);
        if let Some(j) = back(1) {
            at(sink, K::Pair, Range { start: j, end: i + 1 }, symbol(&tokens[j], tags[j]), own, &|| {
                format!("b:{} {}", symbol_name(&tokens[j], tags[j]), symbol_name(token, tags[i]))
            });
        }
        if let Some(j) = back(2) {
            at(sink, K::Skip, Range { start: j, end: i + 1 }, symbol(&tokens[j], tags[j]), own, &|| {
                format!("g:{} {}", symbol_name(&tokens[j], tags[j]), symbol_name(token, tags[i]))
            });
        }
        if number_tag(tags[i]).is_none() {
            let agent =
                (1..=3).filter_map(back).find(|&j| tags[j].has(Tag::Speaker) || tags[j].has(Tag::Group));
            if let Some(j) = agent {
                let who = if tags[j].has(Tag::Speaker) { "i" } else { "we" };
                at(sink, K::Agent, Range { start: j, end: i + 1 }, hash(who.as_bytes()), own, &|| {
                    format!("a:{who} {}", stem_name(token))
                });
            }
        }
        if let Some((name, unit)) = number_tag(tags[i]) {
            for n in 1..=4 {
                if let Some(j) = back(n).filter(|&j| number_tag(tags[j]).is_none()) {
                    at(sink, K::Before, Range { start: j, end: i + 1 }, unit, tokens[j].stem, &|| {
                        format!("x:#{name} {}", stem_name(&tokens[j]))
                    });
                }
                if let Some(&j) = spoken.get(k + n).filter(|&&j| j - i < 8 && number_tag(tags[j]).is_none()) {
                    at(sink, K::After, Range { start: i, end: j + 1 }, unit, tokens[j].stem, &|| {
                        format!("y:#{name} {}", stem_name(&tokens[j]))
                    });
                }
            }
        }
    }
    for (start, end, class) in classes.iter() {
        if !masked[start..end].iter().any(|m| *m) {
            let name = rules.lexicon.name(class);
            put(sink, K::Class, Range { start, end }, hash(name.as_bytes()), none, &|| format!("c:{name}"));
        }
    }
    // Groups told apart, each where it is named first: a window counts them.
    for group in teams::groups(analysis, rules, classes) {
        put(sink, K::Class, group.range, hash(b"told-apart"), none, &|| "c:told-apart".to_owned());
        if group.weight >= 1.0 {
            put(sink, K::Class, group.range, hash(b"team"), hash(b"sure"), &|| "c:team sure".to_owned());
        }
    }
    for (group, range) in rules.patterns.matches(analysis, classes) {
        if !masked[range.start..range.end].iter().any(|m| *m) {
            let name = rules.group_name(group);
            put(sink, K::Pattern, range, hash(name.as_bytes()), none, &|| format!("p:{name}"));
        }
    }
}

fn put(sink: &mut impl Sink, kind: FeatureKind, range: Range, a: u32, b: u32, name: &dyn Fn() -> String) {
    sink.take(Feature { id: feature_id(kind, a, b), range }, name);
}

/// Tells whether a token is a later token of a number already counted at its first.
fn number_inner(analysis: &Analysis, at: usize) -> bool {
    let found = analysis.numbers.binary_search_by(|n| {
        if n.last < at {
            std::cmp::Ordering::Less
        } else if n.first > at {
            std::cmp::Ordering::Greater
        } else {
            std::cmp::Ordering::Equal
        }
    });
    found.is_ok_and(|i| analysis.numbers[i].first < at)
}

/// Windows hold up to this many clauses and tokens.
const MOST_CLAUSES: usize = 4;
const MOST_TOKENS: usize = 48;

/// Lists the windows of a text: runs of up to four clauses.
pub fn windows(analysis: &Analysis) -> Vec<Range> {
    let clauses = &analysis.clauses;
    let mut all = Vec::with_capacity(clauses.len() * MOST_CLAUSES);
    for i in 0..clauses.len() {
        for last in &clauses[i..clauses.len().min(i + MOST_CLAUSES)] {
            let window = Range { start: clauses[i].start, end: last.end };
            if window.len() <= MOST_TOKENS || last.start == clauses[i].start {
                all.push(window);
            }
        }
    }
    all
}

/// Lists the flags of a window: where it stands and what shape it has.
pub fn flags(analysis: &Analysis, window: Range) -> Vec<FeatureId> {
    FLAGS.iter().filter(|(_, holds)| holds(analysis, window)).map(|(name, _)| flag_id(name)).collect()
}

/// Computes the identifier of a flag.
pub fn flag_id(name: &str) -> FeatureId {
    feature_id(FeatureKind::Flag, hash(name.as_bytes()), hash(b""))
}

type Flag = (&'static str, fn(&Analysis, Range) -> bool);

/// The flags by name.
pub const FLAGS: [Flag; 6] = [
    ("first", |a, w| a.sentences.first().is_some_and(|s| w.start < s.end) && w.start < 30),
    ("last", |a, w| w.end == a.tokens.len()),
    ("verbless", |a, w| {
        let verbal =
            [Tag::Auxiliary, Tag::Modal, Tag::Past, Tag::Speaker, Tag::Group, Tag::Others, Tag::Listener];
        !a.tags[w.start..w.end].iter().any(|t| verbal.iter().any(|v| t.has(*v)))
    }),
    ("list", |a, w| {
        let commas = a.tokens[w.start..w.end].iter().filter(|t| t.lower == ",").count();
        commas >= 2 && commas * 4 > w.len()
    }),
    ("long", |_, w| w.len() > 20),
    ("short", |_, w| w.len() < 6),
];
