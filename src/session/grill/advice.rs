//! Three things to do differently, each with the candidate's own sentence and a stronger version of
//! its kind, built from their own words and what is known to be true.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use crate::drill::{self, Topic};
use crate::grade::text::Analysis;
use crate::grade::verdict::{Check, Context, Criterion, Verdict, check};

use super::needs::needs;
use super::phrases;
use super::round::{Record, Turn};

/// One thing to do differently.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Advice {
    /// The criterion or feature it is about.
    pub about: String,
    /// The turn it is taken from.
    pub turn: usize,
    /// What to do.
    pub todo: String,
    /// The candidate's own sentence.
    pub said: String,
    /// A stronger version of it.
    pub stronger: String,
}

impl Advice {
    /// Returns the advice as one line of text.
    pub fn line(&self) -> String {
        format!("{} You said: “{}” Stronger: “{}”", self.todo, self.said, self.stronger)
    }
}

#[derive(Deserialize)]
struct Entry {
    id: String,
    weight: f64,
    todo: String,
    form: String,
    blank: String,
}

#[derive(Deserialize)]
struct File {
    advice: Vec<Entry>,
}

fn entry(id: &str) -> &'static Entry {
    static ENTRIES: LazyLock<BTreeMap<String, Entry>> = LazyLock::new(|| {
        let file: File =
            toml::from_str(include_str!("data/advice.toml")).expect("the embedded advice is well-formed");
        file.advice.into_iter().map(|e| (e.id.clone(), e)).collect()
    });
    ENTRIES.get(id).unwrap_or_else(|| &ENTRIES["*"])
}

/// Picks the three things that would help most: what was missed most often, heaviest first.
pub fn advise(record: &Record) -> Vec<Advice> {
    let mut by_id: BTreeMap<&str, (f64, Vec<usize>)> = BTreeMap::new();
    for (index, turn) in record.turns.iter().enumerate() {
        for (criterion, counts) in missed(turn) {
            let slot = by_id.entry(criterion.id.as_str()).or_default();
            slot.0 += entry(&criterion.id).weight * if counts { 1.0 } else { 0.3 };
            slot.1.push(index);
        }
    }
    let mut ranked: Vec<(&str, f64, Vec<usize>)> = by_id.into_iter().map(|(id, (w, i))| (id, w, i)).collect();
    ranked.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(b.0)));
    let mut all: Vec<Advice> = Vec::new();
    for (id, _, turns) in ranked {
        // The example comes from a reply not quoted yet, the one with most to gain.
        let used = |i: usize| all.iter().any(|a| a.turn == record.turns[i].put.turn);
        let score = |i: usize| record.turns[i].judged.score.unwrap_or(0.0);
        let best =
            turns.into_iter().min_by(|a, b| used(*a).cmp(&used(*b)).then(score(*a).total_cmp(&score(*b))));
        let Some(turn) = best.map(|i| &record.turns[i]) else { continue };
        let criterion = missed(turn).find(|(c, _)| c.id == id).map(|(c, _)| c);
        let Some(advice) = criterion.map(|c| compose(record, turn, c)) else { continue };
        if !all.iter().any(|a| a.stronger == advice.stronger) {
            all.push(advice);
        }
        if all.len() == 3 {
            return all;
        }
    }
    fill_up(record, &mut all);
    all
}

/// A round with less than three faults still has replies that say less than they could: what no
/// challenge asked for and a calm reply carries anyway.
fn fill_up(record: &Record, all: &mut Vec<Advice>) {
    const CARRIED: [&str; 6] = ["limitation", "next-check", "window", "sample", "source", "brief"];
    for id in CARRIED {
        for turn in &record.turns {
            if all.len() == 3 {
                return;
            }
            if all.iter().any(|a| a.about == id) {
                break;
            }
            let report = check(Check::GrillReply, &turn.answer, &Context::default());
            let open = |c: &&Criterion| {
                c.id == id && (c.verdict == Verdict::Missed || id == "brief" && report.words > 40)
            };
            if let Some(criterion) = report.criteria.iter().find(open) {
                let advice = compose(record, turn, criterion);
                if !all.iter().any(|a| a.stronger == advice.stronger) && advice.said != advice.stronger {
                    all.push(advice);
                }
            }
        }
    }
}

fn missed(turn: &Turn) -> impl Iterator<Item = (&Criterion, bool)> {
    let judged = &turn.judged;
    let open = |c: &&Criterion| c.verdict != Verdict::Met;
    judged
        .criteria
        .iter()
        .filter(open)
        .map(|c| (c, true))
        .chain(judged.extra.iter().filter(open).map(|c| (c, false)))
}

fn compose(record: &Record, turn: &Turn, criterion: &Criterion) -> Advice {
    let entry = entry(&criterion.id);
    let advice = criterion.advice.clone().unwrap_or_else(|| criterion.text.clone());
    let said = own_sentence(&turn.answer, criterion);
    let own = plain(&said);
    let fact = fact(record, turn, criterion)
        .unwrap_or_else(|| entry.blank.replace("{advice}", advice.trim_end_matches('.')));
    let drift =
        turn.judged.drift.as_ref().or_else(|| record.turns.iter().find_map(|t| t.judged.drift.as_ref()));
    let stronger = entry
        .form
        .replace("{own}", &own)
        .replace("{fact}", fact.trim_end_matches('.'))
        .replace("{earlier}", drift.map_or("[first figure]", |d| &d.said))
        .replace("{now}", drift.map_or("[second figure]", |d| &d.now));
    Advice {
        about: criterion.id.clone(),
        turn: turn.put.turn,
        todo: if entry.todo.is_empty() { advice } else { entry.todo.clone() },
        said,
        stronger: tidy(&stronger),
    }
}

/// The sentence that holds the evidence, or else the first one.
fn own_sentence(answer: &str, criterion: &Criterion) -> String {
    let analysis = Analysis::new(answer, &[]);
    let at = criterion.evidence.first().map(|e| e.start);
    let sentence = |range: &crate::grade::text::clause::Range| {
        let (start, mut end) = analysis.bytes(*range);
        // The closing mark belongs to the sentence.
        if let Some(mark) =
            answer.get(end..).and_then(|rest| rest.chars().next()).filter(|c| ".!?…".contains(*c))
        {
            end += mark.len_utf8();
        }
        (start, end)
    };
    let holds = |&(start, end): &(usize, usize)| at.is_none_or(|at| start <= at && at < end);
    let (start, end) = analysis
        .sentences
        .iter()
        .map(sentence)
        .find(holds)
        .or_else(|| analysis.sentences.first().map(sentence))
        .unwrap_or((0, answer.len()));
    let text = answer.get(start..end).unwrap_or(answer).trim();
    if text.is_empty() { "(nothing)".to_owned() } else { shorten(text) }
}

/// A long sentence is cut after 30 words.
fn shorten(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    if words.len() <= 30 { text.to_owned() } else { format!("{} …", words[..30].join(" ")) }
}

/// Takes the defensive phrases out of a sentence; nothing is left of one that was nothing else.
fn plain(sentence: &str) -> String {
    let mut text = sentence.to_owned();
    let found = phrases::defensive(sentence);
    for phrase in found.iter().rev() {
        text.replace_range(phrase.start..phrase.end, "");
    }
    let text =
        text.trim().trim_matches(|c: char| matches!(c, ',' | '.' | '!' | '?' | ';' | ':' | ' ' | '—' | '…'));
    // What hung on the phrase ("everybody knows that …") stands by itself now.
    let hung = |text: &str, word: &str| text.get(..word.len()).is_some_and(|t| t.eq_ignore_ascii_case(word));
    let text = ["that ", "and ", "but ", "so "]
        .iter()
        .find(|w| !found.is_empty() && hung(text, w))
        .map_or(text, |w| &text[w.len()..]);
    let words = text.split_whitespace().count();
    if sentence == "(nothing)" || (!found.is_empty() && words < 4) { String::new() } else { capital(text) }
}

/// What is known to the point: from the ledger, the brief, or what the candidate said elsewhere.
fn fact(record: &Record, turn: &Turn, criterion: &Criterion) -> Option<String> {
    let facts = &record.subject.facts;
    let given = |text: &String| (!text.is_empty()).then(|| text.clone());
    match criterion.id.as_str() {
        "source" | "pull-date" => given(&facts.source).or_else(|| said_elsewhere(record, "source")),
        "owner" => given(&facts.owner),
        "limitation" => facts.limits.first().map(|l| capital(l)),
        "next-check" => facts.limits.last().map(|l| capital(l)),
        "calm" | "brief" | "direct" => key_fact(record, turn),
        "window" | "two-dates" => given(&facts.window).or_else(|| said_elsewhere(record, "window")),
        "sample" => given(&facts.sample).or_else(|| said_elsewhere(record, "sample")),
        _ => topic_fact(record, turn, Some(&criterion.id)).or_else(|| said_elsewhere(record, &criterion.id)),
    }
}

/// What would have answered the challenge.
fn key_fact(record: &Record, turn: &Turn) -> Option<String> {
    let facts = &record.subject.facts;
    let given = |prefix: &str, text: &String| (!text.is_empty()).then(|| format!("{prefix}{text}"));
    match turn.put.challenge {
        drill::Challenge::Source => given("It is from the ", &facts.source),
        drill::Challenge::Window => given("It covers ", &facts.window),
        drill::Challenge::Sample => given("It rests on ", &facts.sample),
        _ => topic_fact(record, turn, None),
    }
    .or_else(|| given("It is from the ", &facts.source))
}

/// The first sentence of the ledger or the brief that shows a feature of the turn's challenge.
fn topic_fact(record: &Record, turn: &Turn, feature: Option<&str>) -> Option<String> {
    let topic = turn.put.tactic.map_or(Topic::Challenge(turn.put.challenge), Topic::Tactic);
    let need = needs().of(topic);
    let index = feature.map_or(Some(0), |id| need.features.iter().position(|f| f.id == id))?;
    statements(record).into_iter().find(|statement| {
        let analysis = Analysis::new(statement, &[]);
        needs().find(topic, &analysis).get(index).is_some_and(|found| !found.is_empty())
    })
}

/// The ledger's entries, then the brief's sentences in the first person.
fn statements(record: &Record) -> Vec<String> {
    let facts = &record.subject.facts;
    let mut all: Vec<String> = [&facts.control, &facts.baseline, &facts.objection, &facts.cost]
        .into_iter()
        .chain(&facts.limits)
        .filter(|s| !s.is_empty())
        .map(|s| capital(s))
        .collect();
    let analysis = Analysis::new(&record.subject.text, &[]);
    for sentence in &analysis.sentences {
        let (start, end) = analysis.bytes(*sentence);
        let text = record.subject.text.get(start..end).unwrap_or_default();
        all.push(
            text.replace("You ", "I ")
                .replace(" you ", " I ")
                .replace("Your ", "My ")
                .replace(" your ", " my "),
        );
    }
    all
}

/// The words with which the candidate met a criterion in another reply.
fn said_elsewhere(record: &Record, id: &str) -> Option<String> {
    let all = record.turns.iter().flat_map(|t| t.judged.criteria.iter().chain(&t.judged.extra));
    let met = all.filter(|c| c.id == id && c.verdict == Verdict::Met);
    met.flat_map(|c| &c.evidence).map(|e| e.text.clone()).find(|t| !t.is_empty())
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Mends the seams of a filled form: no empty sentence, one mark at a time.
fn tidy(text: &str) -> String {
    let mut text = text.trim().to_owned();
    for (from, to) in
        [(" .", "."), ("..", "."), (".. ", ". "), ("!.", "."), ("?.", "?"), ("….", "…"), ("  ", " ")]
    {
        text = text.replace(from, to);
    }
    capital(text.trim_start_matches(['.', ' ']))
}
