//! Scripted candidates: they read the challenge and answer it, each in their own way.

use std::collections::BTreeMap;
use std::sync::Arc;

use hotseat::drill::{Challenge, Line, Scenario, Tactic};
use hotseat::session::grill::{Effect, Event, Put, Round, Scorecard, Setup, Subject};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use serde::Deserialize;

/// How a candidate behaves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Answers what is asked, with source, window, n, one limit and the next check.
    Calm,
    /// Calm, and says the main figure again in other words.
    Restating,
    /// Calm, and openly replaces the main figure.
    Correcting,
    /// Calm, and once says another main figure without a word about it.
    Drifting,
    /// Attacks and pleads.
    Defensive,
}

#[derive(Clone, Deserialize)]
pub struct Script {
    pub scenario: String,
    pub claims: Vec<String>,
    pub m: String,
    pub did: String,
    pub right: Vec<String>,
    pub wrong: Vec<String>,
    pub points: String,
    #[serde(default)]
    pub use_claim: Option<usize>,
    pub source: Vec<String>,
    pub window: Vec<String>,
    pub n: Vec<String>,
    pub limit: Vec<String>,
    pub gap: Vec<String>,
    pub next: Vec<String>,
    /// Statements of the figure where the shared ones do not fit it.
    #[serde(default)]
    pub restate: Vec<String>,
    pub core: BTreeMap<String, Vec<String>>,
}

#[derive(Clone, Deserialize)]
pub struct Defensive {
    pub replies: Vec<String>,
    pub named: Vec<String>,
}

#[derive(Clone, Deserialize)]
pub struct Scripts {
    pub frames: Vec<String>,
    pub fillers: Vec<String>,
    pub tactic: BTreeMap<String, Vec<String>>,
    pub restate: Vec<String>,
    pub correct: Vec<String>,
    #[serde(default)]
    pub subject: Vec<Script>,
    /// Subjects whose facts stand in another set.
    #[serde(default)]
    pub borrow: Vec<String>,
    pub defensive: Defensive,
    /// Whether single cases are printed; never for the scripts that are reported.
    #[serde(skip)]
    pub show: bool,
}

impl Scripts {
    /// The sets for working on the rules.
    pub fn work() -> Vec<Self> {
        let mut sets: Vec<Self> = [
            include_str!("work/1.toml"),
            include_str!("work/2.toml"),
            include_str!("work/3.toml"),
            include_str!("work/4.toml"),
            include_str!("work/5.toml"),
            include_str!("work/6.toml"),
            include_str!("work/7.toml"),
            include_str!("work/8.toml"),
            include_str!("work/9.toml"),
        ]
        .into_iter()
        .map(|text| Self { show: true, ..toml::from_str(text).unwrap() })
        .collect();
        let pool: Vec<Script> = sets.iter().flat_map(|s| s.subject.clone()).collect();
        for set in &mut sets {
            set.fetch(&pool);
        }
        sets
    }

    /// The first set for working on the rules.
    pub fn first() -> Self {
        Self::work().swap_remove(0)
    }

    /// The set whose figures are reported.
    pub fn report() -> Self {
        let mut set: Self = toml::from_str(include_str!("report.toml")).unwrap();
        let pool: Vec<Script> = Self::work().into_iter().flat_map(|s| s.subject).collect();
        set.fetch(&pool);
        set
    }

    fn fetch(&mut self, pool: &[Script]) {
        for wanted in &self.borrow {
            let found =
                pool.iter().find(|s| s.scenario == *wanted).expect("the subject stands in another set");
            self.subject.push(found.clone());
        }
    }
}

/// What a scripted round came to.
pub struct Play {
    pub claim: String,
    pub lines: Vec<String>,
    pub answers: Vec<String>,
    /// Each line with everything the candidate had said before it.
    pub filled: Vec<(String, String)>,
    pub challenges: Vec<Challenge>,
    pub drifted: String,
    pub card: Scorecard,
    /// What replies lacked: the challenge, the criterion and the reply.
    pub missed: Vec<String>,
}

impl Play {
    pub fn contradicted(&self) -> bool {
        self.challenges.contains(&Challenge::Contradiction)
    }

    pub fn contradictions(&self) -> String {
        let drift: Vec<String> =
            self.card.drift.iter().map(|d| format!("{} ({}) -> {}", d.said, d.turn, d.now)).collect();
        let at = self.challenges.iter().position(|c| *c == Challenge::Contradiction).unwrap_or(0);
        format!("{drift:?} claim: {} || {}", self.claim, self.answers[..at].join(" || "))
    }
}

fn files() -> &'static (Vec<Scenario>, Arc<[Line]>) {
    static FILES: std::sync::OnceLock<(Vec<Scenario>, Arc<[Line]>)> = std::sync::OnceLock::new();
    FILES.get_or_init(|| {
        let read = |name: &str| {
            std::fs::read_to_string(format!("{}/drills/grilling/{name}.toml", env!("CARGO_MANIFEST_DIR")))
                .unwrap()
        };
        let scenarios =
            hotseat::drill::parse(&read("scenarios")).scenarios.into_iter().map(|(s, _)| s).collect();
        (scenarios, hotseat::drill::parse(&read("lines")).lines.into())
    })
}

/// Sets a steady round of 8 turns up about a script's scenario.
pub fn setup(script: &Script) -> Setup {
    let (scenarios, lines) = files();
    let scenario =
        scenarios.iter().find(|s| s.id.to_string() == script.scenario).expect("the scenario is shipped");
    Setup::new(Subject::from(scenario), lines.clone())
}

struct Candidate<'a> {
    scripts: &'a Scripts,
    script: &'a Script,
    rng: Xoshiro256PlusPlus,
}

impl Candidate<'_> {
    fn pick<'b>(&mut self, list: &'b [String]) -> &'b str {
        &list[self.rng.random_range(0..list.len())]
    }

    fn calm(&mut self, put: &Put, said: &str) -> String {
        let (scripts, script) = (self.scripts, self.script);
        if let Some(tactic) = put.tactic {
            let name = Tactic::ALL.iter().find(|(t, _)| *t == tactic).unwrap().1;
            return self.pick(&scripts.tactic[name]).to_owned();
        }
        if put.challenge == Challenge::Contradiction {
            return format!(
                "Sorry, that was a slip: {said} stands. It is in the {}.",
                self.pick(&script.source)
            );
        }
        let core = self.pick(&script.core[put.challenge.as_str()]).to_owned();
        self.framed(&core)
    }

    fn framed(&mut self, core: &str) -> String {
        let (scripts, script) = (self.scripts, self.script);
        let filler = self.pick(&scripts.fillers).to_owned();
        let frame = self.pick(&scripts.frames).to_owned();
        let text = frame
            .replace("{core}", core)
            .replace("{source}", self.pick(&script.source))
            .replace("{window}", self.pick(&script.window))
            .replace("{n}", self.pick(&script.n))
            .replace("{limit}", self.pick(&script.limit))
            .replace("{gap}", self.pick(&script.gap))
            .replace("{next}", self.pick(&script.next));
        format!("{filler}{text}")
    }

    /// States the main figure.
    fn state(&mut self, figure: &str) -> String {
        let (scripts, script) = (self.scripts, self.script);
        let forms = if script.restate.is_empty() { &scripts.restate } else { &script.restate };
        let form = self.pick(forms).to_owned();
        Self::fill(&form, script).replace("{x}", figure)
    }

    fn fill(form: &str, script: &Script) -> String {
        let mut upper = script.m.clone();
        upper[..1].make_ascii_uppercase();
        form.replace("{m}", &script.m).replace("{M}", &upper).replace("{did}", &script.did)
    }
}

/// Plays one round.
pub fn play(scripts: &Scripts, kind: Kind, seed: u64) -> Play {
    let script = &scripts.subject[seed as usize % scripts.subject.len()];
    let rng = Xoshiro256PlusPlus::seed_from_u64(seed ^ 0x5eed);
    let mut candidate = Candidate { scripts, script, rng };
    let mut setup = setup(script);
    setup.turns = candidate.rng.random_range(7..=10);
    let (mut round, _) = Round::start(setup, seed);
    let claim = match script.use_claim {
        Some(index) => script.claims[index].clone(),
        None => candidate.pick(&script.claims).to_owned(),
    };
    let right = candidate.pick(&script.right).to_owned();
    let wrong = if !script.points.is_empty() && candidate.rng.random_range(0..8) == 0 {
        script.points.clone()
    } else {
        candidate.pick(&script.wrong).to_owned()
    };
    let special = candidate.rng.random_range(2..6);
    let mut play = Play {
        claim: claim.clone(),
        lines: Vec::new(),
        answers: Vec::new(),
        filled: Vec::new(),
        challenges: Vec::new(),
        drifted: String::new(),
        card: round_card(&round),
        missed: Vec::new(),
    };
    let mut heard = claim.clone();
    let mut effects = round.handle(Event::Claim { text: claim, elapsed_s: 20.0 });
    let mut now = right.clone();
    loop {
        let mut put = None;
        for effect in effects {
            match effect {
                Effect::Challenge(p) => put = Some(p),
                Effect::Summary(card) => play.card = *card,
                _ => {}
            }
        }
        let Some(put) = put else { return play };
        play.lines.push(put.line.clone());
        play.filled.push((put.line.clone(), heard.clone()));
        play.challenges.push(put.challenge);
        let plain = put.tactic.is_none() && put.challenge != Challenge::Contradiction;
        let due = put.turn >= special && plain;
        let answer = match kind {
            Kind::Defensive => candidate.pick(&scripts.defensive.replies).to_owned(),
            Kind::Restating if plain && put.turn % 2 == 0 => {
                let figure = candidate.pick(&script.right).to_owned();
                let state = candidate.state(&figure);
                let core = candidate.pick(&script.core[put.challenge.as_str()]).to_owned();
                candidate.framed(&format!("{core} {state}"))
            }
            Kind::Drifting if due && play.drifted.is_empty() => {
                let state = candidate.state(&wrong);
                play.drifted.clone_from(&state);
                now.clone_from(&right);
                let core = candidate.pick(&script.core[put.challenge.as_str()]).to_owned();
                candidate.framed(&format!("{core} {state}"))
            }
            Kind::Correcting if due && play.drifted.is_empty() => {
                let form = candidate.pick(&scripts.correct).to_owned();
                let text = Candidate::fill(&form, script).replace("{a}", &right).replace("{b}", &wrong);
                play.drifted.clone_from(&text);
                now.clone_from(&wrong);
                let core = candidate.pick(&script.core[put.challenge.as_str()]).to_owned();
                candidate.framed(&format!("{core} {text}"))
            }
            _ => candidate.calm(&put, &now),
        };
        heard.push('\n');
        heard.push_str(&answer);
        play.answers.push(answer.clone());
        round.handle(Event::Submit { text: answer, elapsed_s: 25.0, timed_out: false });
        effects = round.handle(Event::Committed { review: format!("r{}", put.turn), due: None });
        let judged = &round.record().turns.last().unwrap().judged;
        for criterion in judged.criteria.iter().filter(|c| c.verdict != hotseat::grade::Verdict::Met) {
            let tactic = put.tactic.map_or(String::new(), |t| format!("/{t:?}"));
            play.missed.push(format!(
                "{}{tactic} {} :: {} << {}",
                put.challenge,
                criterion.id,
                play.answers.last().unwrap(),
                put.line
            ));
        }
    }
}

fn round_card(round: &Round) -> Scorecard {
    Scorecard::of(round.record(), "done", &[])
}

/// Finds what filled a line's slots, by holding it against the shipped lines.
pub fn slots_of(said: &str) -> Vec<String> {
    static FORMS: std::sync::OnceLock<Vec<regex::Regex>> = std::sync::OnceLock::new();
    let forms = FORMS.get_or_init(|| files().1.iter().map(|line| form(&line.text)).collect());
    let fits = |form: &regex::Regex| {
        let found = form.captures(said)?;
        Some(found.iter().skip(1).flatten().map(|m| m.as_str().to_owned()).collect::<Vec<_>>())
    };
    let mut fitting: Vec<Vec<String>> = forms.iter().filter_map(fits).collect();
    fitting.sort_by_key(|slots| slots.iter().map(String::len).sum::<usize>());
    fitting.into_iter().next().expect("every line comes from the shipped ones")
}

/// The words of a line as an expression that captures what fills its slots.
fn form(text: &str) -> regex::Regex {
    let mut pattern = String::from("^");
    let mut rest = text;
    while let Some(open) = rest.find('{') {
        let close = open + rest[open..].find('}').unwrap();
        pattern.push_str(&regex::escape(&rest[..open]));
        pattern.push_str(if &rest[open..=close] == "{phrase}" { "“(.+)”" } else { "(.+)" });
        rest = &rest[close + 1..];
    }
    pattern.push_str(&regex::escape(rest));
    pattern.push('$');
    regex::Regex::new(&pattern).unwrap()
}

/// The clock of each turn of a calm round.
pub fn clocks(scripts: &Scripts, setup: Setup) -> Vec<f64> {
    let script = &scripts.subject[0];
    let (mut round, _) = Round::start(setup, 3);
    let mut candidate = Candidate { scripts, script, rng: Xoshiro256PlusPlus::seed_from_u64(3) };
    let mut effects = round.handle(Event::Claim { text: script.claims[0].clone(), elapsed_s: 9.0 });
    let mut clocks = Vec::new();
    while let Some(put) =
        effects.iter().find_map(|e| if let Effect::Challenge(p) = e { Some(p.clone()) } else { None })
    {
        clocks.push(put.late_after_s);
        let answer = candidate.calm(&put, &script.right[0]);
        round.handle(Event::Submit { text: answer, elapsed_s: 9.0, timed_out: false });
        effects = round.handle(Event::Committed { review: "r".into(), due: None });
    }
    clocks
}
