//! The numbers of a reply, each with what it stands for: its metric, its role and its scope.
//!
//! A number is judged by the words that own it: its clause, a leading adjunct ("On the app, …"), and
//! what follows up to the next number. The words are data (`data/ledger.toml`).

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

use crate::grade::numbers::{Number, Unit};
use crate::grade::text::Analysis;
use crate::grade::text::clause::Range;
use crate::grade::text::lexicon::Lexicon;
use crate::grade::text::tags::Tag;
use crate::grade::text::token::{Kind, hash};

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
    /// Its tie to the main figure.
    pub anchor: Anchor,
    /// Said as an approximation.
    pub hedged: bool,
    /// Negated, asked or hypothetical: not asserted.
    pub denied: bool,
    /// Direction of the change: up, down or unknown.
    pub direction: Option<bool>,
    /// The sentence it stands in.
    pub sentence: usize,
}

#[derive(Deserialize)]
struct File {
    classes: BTreeMap<String, String>,
    correction: BTreeMap<String, String>,
    metric: BTreeMap<String, String>,
}

/// The word classes, one bit each.
pub struct Words {
    lexicon: Lexicon,
}

macro_rules! classes {
    ($($name:ident = $text:literal),* $(,)?) => {
        /// The word classes of `data/ledger.toml`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u32)]
        #[allow(missing_docs, reason = "the variants are the names of the data file")]
        pub enum Class { $($name),* }
        const CLASSES: &[(Class, &str)] = &[$((Class::$name, $text)),*];
    };
}

classes! {
    Change = "change", Down = "down", Up = "up", Effect = "effect", State = "state", Anaphor = "anaphor",
    Comparator = "comparator", Threshold = "threshold", Interval = "interval", Baseline = "baseline",
    Period = "period", Segment = "segment", Without = "without", Sample = "sample", Part = "part",
    Cost = "cost", Share = "share", Guardrail = "guardrail", Neutral = "neutral",
    Strong = "strong", Weak = "weak", Hedge = "hedge", Measure = "measure",
}

/// The classes of each token of a text.
pub struct Marks(Vec<u32>);

impl Marks {
    /// Tells whether a token belongs to a phrase of a class.
    pub fn has(&self, token: usize, class: Class) -> bool {
        self.0.get(token).is_some_and(|bits| bits >> class as u32 & 1 == 1)
    }

    /// Finds the first token of a range that belongs to a class.
    pub fn first(&self, mut range: impl Iterator<Item = usize>, class: Class) -> Option<usize> {
        range.find(|&i| self.has(i, class))
    }
}

/// Returns the compiled word classes.
pub fn words() -> &'static Words {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        let file: File = toml::from_str(include_str!("data/ledger.toml"))
            .expect("the embedded word classes are well-formed");
        let mut lexicon = Lexicon::default();
        for (name, list) in file.classes.iter().chain(&file.correction).chain(&file.metric) {
            lexicon.add(name, list);
        }
        Words { lexicon }
    });
    &WORDS
}

impl Words {
    /// Marks every token of a text with its classes.
    pub fn mark(&self, analysis: &Analysis) -> Marks {
        let mut bits = vec![0_u32; analysis.tokens.len()];
        for (start, end, id) in self.lexicon.matches(&analysis.tokens) {
            let name = self.lexicon.name(id);
            if let Some((class, _)) = CLASSES.iter().find(|(_, text)| *text == name) {
                for bit in &mut bits[start..end] {
                    *bit |= 1 << *class as u32;
                }
            }
        }
        Marks(bits)
    }
}

/// Reads every number of a reply.
pub fn read(turn: usize, analysis: &Analysis, marks: &Marks) -> Vec<Claim> {
    let reader = Reader { analysis, marks };
    (0..analysis.numbers.len()).filter_map(|index| reader.claim(turn, index)).collect()
}

/// Seconds of a day.
const DAY: f64 = 86_400.0;

struct Reader<'a, 'b> {
    analysis: &'a Analysis<'b>,
    marks: &'a Marks,
}

/// The tokens that own a number.
struct Own {
    /// Before the number, in order.
    left: Vec<usize>,
    /// After it.
    right: Vec<usize>,
    /// After a comparator: what it is compared with.
    compared: Vec<usize>,
}

impl Own {
    fn all(&self) -> impl Iterator<Item = usize> + '_ {
        self.left.iter().chain(&self.right).copied()
    }
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
        let own = self.own(index, sentence);
        let (metric_range, metric_stems) = self.metric(index, &own);
        let text = self.analysis.text;
        let metric = metric_range.and_then(|(s, e)| text.get(s..e)).map(str::to_owned);
        let role = self.role(index, &own, &metric_stems);
        let anchor = self.anchor(index, &own, role);
        let scope = self.scope(&own, &metric_stems, role);
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
            self.direction(&own)
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
            anchor,
            hedged,
            denied,
            direction,
            sentence: sentence_index,
        })
    }

    /// "4 to 17 March", "1–28 August", "LT-31": the first number is no quantity.
    fn part_of_date(&self, index: usize) -> bool {
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
        (number.unit == Unit::Plain || matches!(number.unit, Unit::Count(_))) && (joined || glued)
            || self.lower(number.first.wrapping_sub(1)) == "experiment" && number.unit == Unit::Plain
    }

    /// Tells whether a token opens a new statement.
    fn breaks(&self, i: usize) -> bool {
        let token = &self.analysis.tokens[i];
        token.kind == Kind::Break
            || matches!(token.lower.as_str(), ";" | ":" | "," | "，" | "；" | "：" | "(" | ")" | "—" | "–")
                && token.lower != "–"
            || matches!(
                token.lower.as_str(),
                "and" | "but" | "while" | "whereas" | "although" | "though" | "yet"
            )
    }

    fn own(&self, index: usize, sentence: Range) -> Own {
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
        loop {
            let Some(mark) = begin.checked_sub(1).filter(|&m| m > from && self.breaks(m)) else { break };
            let mut earlier = mark;
            while earlier > from && !self.breaks(earlier - 1) {
                earlier -= 1;
            }
            let bare = (begin..number.first).all(|i| !self.analysis.tokens[i].spoken() || !self.verb(i));
            if earlier < mark && (self.adjunct(earlier) || bare) {
                begin = earlier;
            } else {
                break;
            }
        }
        let mut end = number.last + 1;
        while end < until && !(self.breaks(end) && !(self.adjunct(end + 1) && self.lower(end) == ",")) {
            end += 1;
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
            if let Some(stop) = stop {
                own.compared.extend(own.left.drain(at..stop));
            }
        }
        own
    }

    fn verb(&self, i: usize) -> bool {
        self.marks.has(i, Class::Change)
            || self.marks.has(i, Class::State)
            || self.analysis.tags[i].has(Tag::Auxiliary)
    }

    fn adjunct(&self, i: usize) -> bool {
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

    /// Says something about the world, as opposed to grammar.
    fn content(&self, i: usize) -> bool {
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

    fn denied(&self, number: &Number, sentence: Range) -> bool {
        let tags = self.analysis.tags[number.first];
        let asked =
            self.analysis.tokens[sentence.start..sentence.end].iter().rev().take(2).any(|t| t.lower == "?");
        let before = (number.first.saturating_sub(3)..number.first).any(|i| {
            matches!(self.lower(i), "not" | "never" | "isn't" | "wasn't" | "neither" | "nor" | "than")
        });
        tags.has(Tag::Hypothetical) || asked || before
    }

    fn direction(&self, own: &Own) -> Option<bool> {
        let near = |class| {
            let left = own.left.iter().rev().position(|&i| self.marks.has(i, class));
            let right = own.right.iter().position(|&i| self.marks.has(i, class));
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
    fn ranged(&self, index: usize) -> bool {
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

    fn changes_before(&self, at: usize) -> bool {
        (at.saturating_sub(6)..at).any(|i| self.marks.has(i, Class::Change))
    }

    fn role(&self, index: usize, own: &Own, metric: &BTreeSet<u32>) -> Role {
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
                && (before == "from" || self.changes_before(number.first))
        });
        let span =
            number.unit == Unit::Duration && metric.is_empty() && !near_left(Class::Change, 4) && !pair_end;
        if before == "every" || matches!(before, "per" | "each") || after == "-" && number.unit == Unit::Plain
        {
            return Role::Other;
        }
        if self.ranged(index) || has(Class::Interval) && !pair_end && !pair_start {
            return Role::Interval;
        }
        if has(Class::Threshold) {
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
        if number.unit == Unit::Percent
            && matches!(after, "of" | "interval" | "sure" | "who" | "whose" | "that")
            && !matches!(before, "is" | "was")
            || has(Class::Share)
        {
            return Role::Share;
        }
        let compared_left = own.left.iter().any(|&i| self.marks.has(i, Class::Baseline));
        if compared_left && !near_left(Class::Change, 3)
            || near_right(Class::Baseline, 3) && !near_right(Class::Effect, 2)
        {
            return Role::Before;
        }
        if before == "to" && near_left(Class::Change, 5) {
            return Role::After;
        }
        if before == "from" {
            return Role::Before;
        }
        if matches!(number.unit, Unit::Percent | Unit::Points | Unit::Times)
            || near_left(Class::Change, 4)
            || near_right(Class::Effect, 2)
            || near_right(Class::Change, 2)
            || near_left(Class::Effect, 4)
        {
            return Role::Effect;
        }
        if metric.is_empty() { Role::Other } else { Role::After }
    }

    fn anchor(&self, index: usize, own: &Own, role: Role) -> Anchor {
        let number = &self.analysis.numbers[index];
        if matches!(role, Role::Threshold | Role::Interval | Role::Window | Role::Share) {
            return Anchor::None;
        }
        let named =
            own.left.iter().rev().take(8).any(|&i| self.marks.has(i, Class::Effect) && !self.sample_noun(i))
                || own.right.iter().take(3).any(|&i| self.marks.has(i, Class::Effect))
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

    fn sample_noun(&self, i: usize) -> bool {
        matches!(self.lower(i), "number" | "figure") && self.lower(i + 1) == "of"
    }

    /// Finds the measure that moved: the object or the subject of a change, or what a rise is "in".
    fn metric(&self, index: usize, own: &Own) -> (Option<(usize, usize)>, BTreeSet<u32>) {
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
        if best.is_none() {
            let verb = own.left.iter().rev().take(4).copied().find(|&i| self.verb(i));
            best = verb.and_then(|verb| self.phrase_before(own.left.first().copied().unwrap_or(verb), verb));
        }
        if best.is_none() {
            // "12 % on orders per buyer"
            let preposition =
                own.right.first().copied().filter(|&i| matches!(self.lower(i), "on" | "in" | "for" | "of"));
            best = preposition.and_then(|i| self.phrase(i + 1, own.right.last().map_or(i + 1, |l| l + 1)));
            best = best.filter(|&(first, last)| (first..=last).any(|i| self.marks.has(i, Class::Measure)));
        }
        let Some((first, last)) = best else { return (None, BTreeSet::new()) };
        let stems: BTreeSet<u32> = (first..=last)
            .filter(|&i| self.content(i) && !self.marks.has(i, Class::Effect))
            .map(|i| self.analysis.tokens[i].stem)
            .collect();
        let tokens = &self.analysis.tokens;
        let sure = (first..=last).any(|i| self.marks.has(i, Class::Measure))
            && last - first < 6
            && !stems.is_empty();
        (sure.then(|| (tokens[first].start, tokens[last].end)), stems)
    }

    /// Reads a noun phrase that starts at a token; its first and last token.
    fn phrase(&self, start: usize, end: usize) -> Option<(usize, usize)> {
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
    fn phrase_before(&self, begin: usize, end: usize) -> Option<(usize, usize)> {
        let mut last = end.checked_sub(1)?;
        while last > begin && !self.content(last) {
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

    fn determiner(&self, i: usize) -> bool {
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

    fn verb_only(&self, i: usize) -> bool {
        self.analysis.tags[i].has(Tag::Auxiliary)
            || self.analysis.tags[i].has(Tag::Modal)
            || (self.marks.has(i, Class::Change) || self.marks.has(i, Class::State))
                && !self.marks.has(i, Class::Effect)
                && !self.marks.has(i, Class::Measure)
    }

    /// "in the holdout", "on the old path".
    fn inside(&self, i: usize) -> bool {
        (1..=2).any(|n| {
            let word = i.checked_sub(n).map_or("", |j| self.lower(j));
            matches!(word, "in" | "on" | "at" | "for" | "among" | "within")
        })
    }

    /// Collects what limits the number to a part, another time or another measure.
    fn scope(&self, own: &Own, metric: &BTreeSet<u32>, role: Role) -> BTreeSet<u32> {
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
        // An adjunct about something unheard of so far limits the number too: "in fashion".
        for (k, &i) in own.right.iter().enumerate() {
            if matches!(
                self.lower(i),
                "in" | "on" | "for" | "among" | "at" | "within" | "across" | "with" | "when"
            ) {
                let tail: Vec<usize> = own.right[k + 1..]
                    .iter()
                    .copied()
                    .take_while(|&j| {
                        !matches!(self.lower(j), "in" | "on" | "for" | "among" | "at" | "from" | ",")
                    })
                    .filter(|&j| self.content(j))
                    .collect();
                let known = tail.is_empty()
                    || tail.iter().any(|&j| {
                        self.marks.has(j, Class::Neutral)
                            || self.marks.has(j, Class::Measure)
                            || self.analysis.tags[j].has(Tag::Date)
                            || self.analysis.tags[j].has(Tag::Duration)
                    });
                if !known {
                    scope.extend(
                        tail.iter().map(|&j| self.analysis.tokens[j].stem).filter(|s| !metric.contains(s)),
                    );
                }
            }
        }
        scope.remove(&hash(b""));
        scope
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[ignore = "prints"]
    fn show() {
        for text in std::env::var("TEXT").unwrap_or_default().split('|') {
            let analysis = Analysis::new(text, &[]);
            let marks = words().mark(&analysis);
            println!("== {text}");
            let name = |stems: &BTreeSet<u32>| {
                let mut all: Vec<&str> = analysis
                    .tokens
                    .iter()
                    .filter(|t| stems.contains(&t.stem))
                    .map(|t| t.lower.as_str())
                    .collect();
                all.dedup();
                all.join(" ")
            };
            for c in read(0, &analysis, &marks) {
                println!(
                    "  {} {:?} {:?} metric={:?} [{}] scope=[{}] dir={:?} denied={} hedged={}",
                    c.said,
                    c.role,
                    c.anchor,
                    c.metric,
                    name(&c.metric_stems),
                    name(&c.scope),
                    c.direction,
                    c.denied,
                    c.hedged
                );
            }
        }
    }
}
