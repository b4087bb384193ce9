//! What a token is beside its word: parts of numbers, dates, negation, agents, modals.

use std::sync::LazyLock;

use serde::Deserialize;

use super::lexicon::Lexicon;
use super::token::{Kind, Token};
use crate::grade::numbers::units::{is_ambiguous_month, is_month};
use crate::grade::numbers::{Number, Unit};

/// One property of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Tag {
    /// Part of any number.
    Number = 1,
    /// A share in percent.
    Percent = 1 << 1,
    /// A difference in percentage points.
    Points = 1 << 2,
    /// An amount of money.
    Money = 1 << 3,
    /// A span of time.
    Duration = 1 << 4,
    /// A time of day.
    Clock = 1 << 5,
    /// A date, month, weekday, quarter or feast.
    Date = 1 << 6,
    /// A number of things.
    Count = 1 << 7,
    /// A bare number.
    Plain = 1 << 8,
    /// An engineering quantity.
    Technical = 1 << 9,
    /// A factor.
    Times = 1 << 10,
    /// A rank.
    Ordinal = 1 << 11,
    /// Negation word.
    Negation = 1 << 12,
    /// In the scope of a negation.
    Negated = 1 << 13,
    /// In the scope of "would have", "should have", "if we had".
    Hypothetical = 1 << 14,
    /// The speaker alone: I, my, me, mine.
    Speaker = 1 << 15,
    /// The speaker's group: we, our, us.
    Group = 1 << 16,
    /// Others: they, he, she, them.
    Others = 1 << 17,
    /// The listener: you, your.
    Listener = 1 << 18,
    /// A modal verb.
    Modal = 1 << 19,
    /// A word that looks like a past form.
    Past = 1 << 20,
    /// A form of be or have or do.
    Auxiliary = 1 << 21,
    /// A word that may open a clause.
    Link = 1 << 22,
    /// A condition word: if, unless, when, should (first).
    Condition = 1 << 23,
    /// A filler of speech.
    Filler = 1 << 24,
    /// A function word.
    Function = 1 << 25,
    /// A name: capitalised inside a sentence, or an acronym.
    Name = 1 << 26,
    /// In a sentence that ends with a question mark.
    Question = 1 << 27,
    /// A word that looks like an -ing form.
    Progressive = 1 << 28,
}

/// A set of [`Tag`]s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tags(pub u32);

impl Tags {
    /// Tells whether the set holds a tag.
    pub fn has(self, tag: Tag) -> bool {
        self.0 & tag as u32 != 0
    }

    fn add(&mut self, tag: Tag) {
        self.0 |= tag as u32;
    }
}

/// The tags by the name patterns call them (`#pct`).
pub const NAMED: [(&str, Tag); 28] = [
    ("num", Tag::Number),
    ("pct", Tag::Percent),
    ("pp", Tag::Points),
    ("money", Tag::Money),
    ("dur", Tag::Duration),
    ("clock", Tag::Clock),
    ("date", Tag::Date),
    ("count", Tag::Count),
    ("plain", Tag::Plain),
    ("tech", Tag::Technical),
    ("times", Tag::Times),
    ("ordinal", Tag::Ordinal),
    ("neg", Tag::Negation),
    ("negated", Tag::Negated),
    ("hyp", Tag::Hypothetical),
    ("i", Tag::Speaker),
    ("we", Tag::Group),
    ("they", Tag::Others),
    ("you", Tag::Listener),
    ("modal", Tag::Modal),
    ("past", Tag::Past),
    ("aux", Tag::Auxiliary),
    ("link", Tag::Link),
    ("if", Tag::Condition),
    ("filler", Tag::Filler),
    ("function", Tag::Function),
    ("name", Tag::Name),
    ("question", Tag::Question),
];

#[derive(Deserialize)]
struct Lists {
    negation: String,
    speaker: String,
    group: String,
    others: String,
    listener: String,
    modal: String,
    past: String,
    auxiliary: String,
    link: String,
    condition: String,
    filler: String,
    function: String,
    date: String,
    clock: String,
    duration: String,
    hypothetical: String,
}

static LEXICON: LazyLock<(Lexicon, Vec<Tag>)> = LazyLock::new(|| {
    let lists: Lists =
        toml::from_str(include_str!("../data/tags.toml")).expect("the embedded tag lists are well-formed");
    let mut lexicon = Lexicon::default();
    let mut tags = Vec::new();
    for (name, words, tag) in [
        ("negation", &lists.negation, Tag::Negation),
        ("speaker", &lists.speaker, Tag::Speaker),
        ("group", &lists.group, Tag::Group),
        ("others", &lists.others, Tag::Others),
        ("listener", &lists.listener, Tag::Listener),
        ("modal", &lists.modal, Tag::Modal),
        ("past", &lists.past, Tag::Past),
        ("auxiliary", &lists.auxiliary, Tag::Auxiliary),
        ("link", &lists.link, Tag::Link),
        ("condition", &lists.condition, Tag::Condition),
        ("filler", &lists.filler, Tag::Filler),
        ("function", &lists.function, Tag::Function),
        ("date", &lists.date, Tag::Date),
        ("clock", &lists.clock, Tag::Clock),
        ("duration", &lists.duration, Tag::Duration),
        ("hypothetical", &lists.hypothetical, Tag::Hypothetical),
    ] {
        lexicon.add_exact(name, words);
        tags.push(tag);
    }
    (lexicon, tags)
});

/// Tells whether a lower-case word is a function word, pronoun or auxiliary.
pub fn is_function(lower: &str) -> bool {
    let key = [super::token::hash(lower.as_bytes())];
    let (lexicon, of_class) = &*LEXICON;
    let light = |class: u16| {
        matches!(
            of_class[usize::from(class)],
            Tag::Function
                | Tag::Auxiliary
                | Tag::Speaker
                | Tag::Group
                | Tag::Others
                | Tag::Listener
                | Tag::Modal
                | Tag::Filler
        )
    };
    lexicon.search(&key).into_iter().any(|(_, end, class)| end == 1 && light(class))
}

/// A negation reaches this many tokens ahead, within its clause.
const NEGATION_REACH: usize = 6;

/// Gives every token its tags.
pub fn tag(tokens: &[Token], numbers: &[Number]) -> Vec<Tags> {
    let mut tags = vec![Tags::default(); tokens.len()];
    for number in numbers {
        let tag = match &number.unit {
            Unit::Percent => Tag::Percent,
            Unit::Points => Tag::Points,
            Unit::Currency(_) => Tag::Money,
            Unit::Duration => Tag::Duration,
            Unit::Clock => Tag::Clock,
            Unit::Date => Tag::Date,
            Unit::Count(_) => Tag::Count,
            Unit::Plain => Tag::Plain,
            Unit::Technical(_) => Tag::Technical,
            Unit::Times => Tag::Times,
            Unit::Ordinal => Tag::Ordinal,
        };
        for set in &mut tags[number.first..=number.last] {
            set.add(tag);
            if !matches!(number.unit, Unit::Ordinal) {
                set.add(Tag::Number);
            }
        }
    }
    let (lexicon, of_class) = &*LEXICON;
    for (start, end, class) in lexicon.matches_exact(tokens) {
        for set in &mut tags[start..end] {
            set.add(of_class[usize::from(class)]);
        }
    }
    let mut sentence_start = true;
    let mut negation_left = 0;
    let mut hypothetical_left = 0;
    for i in 0..tokens.len() {
        let token = &tokens[i];
        if token.kind == Kind::Word {
            shape(token, &mut tags[i]);
            let capital = token.end > token.start && !sentence_start;
            if capital && token.spelled_capital {
                tags[i].add(Tag::Name);
            }
            if is_month(&token.lower) {
                let beside = |j: Option<usize>| j.and_then(|j| tags.get(j)).is_some_and(|t| t.has(Tag::Date));
                let named = token.spelled_capital && !(sentence_start && is_ambiguous_month(&token.lower));
                if !is_ambiguous_month(&token.lower)
                    || named
                    || beside(i.checked_sub(1))
                    || beside(Some(i + 1))
                {
                    tags[i].add(Tag::Date);
                }
            }
        }
        let stop = token.kind == Kind::Break
            || matches!(token.lower.as_str(), "." | "," | ";" | ":" | "!" | "?" | "but" | "—" | "。" | "，");
        if stop {
            (negation_left, hypothetical_left) = (0, 0);
        }
        if negation_left > 0 {
            tags[i].add(Tag::Negated);
            negation_left -= usize::from(token.spoken());
        }
        if hypothetical_left > 0 {
            tags[i].add(Tag::Hypothetical);
            hypothetical_left -= usize::from(token.spoken());
        }
        if tags[i].has(Tag::Negation) {
            negation_left = NEGATION_REACH;
        }
        if tags[i].has(Tag::Hypothetical) && hypothetical_left == 0 {
            hypothetical_left = NEGATION_REACH;
        }
        if token.lower == "?" || token.lower == "？" {
            let from = (0..i)
                .rev()
                .take(40)
                .take_while(|&j| !matches!(tokens[j].lower.as_str(), "." | "!" | "?" | "\n" | "？" | "。"))
                .last();
            for set in &mut tags[from.unwrap_or(i)..=i] {
                set.add(Tag::Question);
            }
        }
        sentence_start = match token.kind {
            Kind::Mark => {
                matches!(
                    token.lower.as_str(),
                    "." | "!" | "?" | ":" | "。" | "…" | "•" | "-" | "\"" | "“" | "("
                ) || sentence_start
            }
            Kind::Break => true,
            _ => false,
        };
    }
    tags
}

fn shape(token: &Token, set: &mut Tags) {
    let lower = token.lower.as_str();
    if lower.len() > 4 && lower.ends_with("ed") && !lower.ends_with("eed") {
        set.add(Tag::Past);
    }
    if lower.len() > 5 && lower.ends_with("ing") {
        set.add(Tag::Progressive);
    }
    if lower.ends_with("n't") {
        set.add(Tag::Negation);
    }
    if lower.ends_with("'ll") || lower.ends_with("'d") {
        set.add(Tag::Modal);
    }
}

#[cfg(test)]
mod tests {
    use super::super::Analysis;
    use super::Tag;

    fn tagged(text: &str, tag: Tag) -> Vec<String> {
        let a = Analysis::new(text, &[]);
        a.tokens.iter().zip(&a.tags).filter(|(_, t)| t.has(tag)).map(|(t, _)| t.lower.clone()).collect()
    }

    #[test]
    fn negation_reaches_to_the_end_of_its_clause() {
        assert_eq!(tagged("I did not escalate it, we met", Tag::Negated), ["escalate", "it"]);
    }

    #[test]
    fn what_should_have_been_done_is_hypothetical() {
        assert!(tagged("I should have measured it", Tag::Hypothetical).contains(&"measured".to_owned()));
        assert!(tagged("I measured it", Tag::Hypothetical).is_empty());
    }

    #[test]
    fn months_are_dates_only_where_they_are_months() {
        assert_eq!(tagged("it may work by 3 May", Tag::Date), ["3", "may"]);
        assert_eq!(tagged("by friday at noon", Tag::Date), ["friday"]);
    }
}
