//! The claim ledger: every number said in a round, and whether one drifts from what was said before.
//!
//! Two numbers are one quantity when their role, scope and measure agree; only then can they
//! disagree. An open correction replaces the earlier figure and is credited.

use std::collections::BTreeSet;

use crate::grade::numbers::{self, Number, Unit};
use crate::grade::text::Analysis;
use crate::grade::verdict::Evidence;

use super::claims::{self, Anchor, Claim, Class, Marks, Role};
use super::same::{comparable, consistent};

/// A quantity said with another number, without a word about it.
#[derive(Clone, Debug, PartialEq)]
pub struct Drift {
    /// The earlier figure, as spelled.
    pub said: String,
    /// The figure just said, as spelled.
    pub now: String,
    /// The reply in which the earlier one was said; 0 is the opening claim.
    pub turn: usize,
    /// The new figure's place in the reply.
    pub evidence: Evidence,
}

/// A figure that was openly replaced.
#[derive(Clone, Debug, PartialEq)]
pub struct Correction {
    /// The earlier figure, as spelled.
    pub said: String,
    /// The figure that replaces it, as spelled.
    pub now: String,
    /// The reply in which the earlier one was said.
    pub turn: usize,
    /// The sentence that corrects.
    pub evidence: Evidence,
}

/// What was noticed in one reply.
#[derive(Clone, Debug, Default)]
pub struct Heard {
    /// Numbers that moved unflagged; the main figure first.
    pub drift: Vec<Drift>,
    /// Numbers that were openly replaced.
    pub corrections: Vec<Correction>,
}

/// One quantity and the figures given for it.
#[derive(Clone, Debug)]
struct Quantity {
    role: Role,
    metric: BTreeSet<u32>,
    content: BTreeSet<u32>,
    scope: BTreeSet<u32>,
    direction: Option<bool>,
    main: bool,
    /// Accepted figures, the current one last.
    figures: Vec<Figure>,
}

#[derive(Clone, Debug)]
struct Figure {
    number: Number,
    said: String,
    turn: usize,
}

/// The claims of a round, in the order they were said.
#[derive(Clone, Debug, Default)]
pub struct Ledger {
    claims: Vec<Claim>,
    quantities: Vec<Quantity>,
    facts: Vec<Number>,
    open: Option<(usize, Drift, Number)>,
    /// Content words of the opening claim.
    topic: BTreeSet<u32>,
}

impl Ledger {
    /// Opens a ledger; `facts` are texts whose numbers the interviewer knows already (brief, story).
    pub fn new<'a>(facts: impl IntoIterator<Item = &'a str>) -> Self {
        Self { facts: facts.into_iter().flat_map(numbers::find).collect(), ..Self::default() }
    }

    /// Returns every number heard so far.
    pub fn claims(&self) -> &[Claim] {
        &self.claims
    }

    /// Returns the drift that no reply has settled yet.
    pub fn open_drift(&self) -> Option<&Drift> {
        self.open.as_ref().map(|(_, drift, _)| drift)
    }

    /// Returns the main figure as last given: its spelling and its measure.
    pub fn main_figure(&self) -> Option<(&str, Option<&str>)> {
        let main = self.quantities.iter().find(|q| q.main)?;
        let said = main.figures.last()?.said.as_str();
        let metric = self.claims.iter().find(|c| c.turn == 0 && c.said == main.figures[0].said);
        Some((said, metric.and_then(|c| c.metric.as_deref())))
    }

    /// Takes in a reply (the opening claim is reply 0) and says what moved.
    pub fn hear(&mut self, turn: usize, text: &str) -> Heard {
        let analysis = Analysis::new(text, &[]);
        let marks = claims::words().mark(&analysis);
        let heard = claims::read(turn, &analysis, &marks);
        if turn == 0 {
            self.topic = heard.iter().flat_map(|c| c.content.iter().copied()).collect();
        }
        let cues = correction_cues(&analysis, &marks);
        let mut result = Heard::default();
        for claim in &heard {
            self.place(claim, &heard, &cues, &analysis, &mut result);
        }
        if turn == 0 {
            self.pick_main();
        }
        result.drift.sort_by_key(|d| usize::from(self.main_figure().is_none_or(|(_, _)| d.turn != 0)));
        if let Some(first) = result.drift.first()
            && self.open.is_none()
        {
            let place = self.quantities.iter().position(|q| q.figures.iter().any(|f| f.said == first.now));
            let number = heard.iter().find(|c| c.said == first.now).map(|c| c.number.clone());
            if let (Some(place), Some(number)) = (place, number) {
                self.open = Some((place, first.clone(), number));
            }
        }
        self.claims.extend(heard);
        result
    }

    /// Settles the open drift with the reply to the contradiction challenge. Returns the words that
    /// settle it: one of the two figures, or an open correction; none if the reply does neither, and
    /// the drift stays open.
    pub fn settle(&mut self, text: &str) -> Option<Evidence> {
        let (place, drift, now) = self.open.clone()?;
        let quantity = self.quantities.get_mut(place)?;
        let earlier = quantity.figures.iter().find(|f| f.said == drift.said && f.turn == drift.turn)?.clone();
        let analysis = Analysis::new(text, &[]);
        let marks = claims::words().mark(&analysis);
        let bare = |n: &Number| matches!(n.unit, Unit::Plain | Unit::Count(_));
        let is = |n: &Number, m: &Number| n.same_as(m) || bare(n) && (m.value - n.value).abs() < 1e-9;
        let denied = |n: &Number| {
            (n.first.saturating_sub(3)..n.first).any(|i| {
                matches!(
                    analysis.tokens[i].lower.as_str(),
                    "not" | "isn't" | "wasn't" | "withdraw" | "than" | "of"
                )
            })
        };
        let named = |n: &&Number| is(n, &earlier.number) || is(n, &now);
        let found: Vec<&Number> = analysis.numbers.iter().filter(named).collect();
        let kept = found.iter().copied().find(|n| !denied(n)).or(found.first().copied());
        let evidence = if let Some(number) = kept {
            // The figure that was kept becomes the current one; the other may still be talked about.
            let later = is(number, &now) && !is(number, &earlier.number);
            let at = quantity.figures.iter().position(|f| {
                if later { f.number.same_as(&now) } else { f.said == earlier.said && f.turn == earlier.turn }
            });
            if let Some(at) = at {
                let figure = quantity.figures.remove(at);
                quantity.figures.push(figure);
            }
            let sentence =
                analysis.sentences.iter().find(|s| s.start <= number.first && number.first < s.end);
            sentence.map(|s| analysis.bytes(*s))
        } else {
            let first = analysis.sentences.first()?;
            let picks = (first.start..first.end).any(|i| {
                matches!(
                    analysis.tokens[i].lower.as_str(),
                    "first" | "second" | "former" | "latter" | "earlier" | "later"
                )
            });
            (picks || !correction_cues(&analysis, &marks).is_empty()).then(|| analysis.bytes(*first))
        };
        let (start, end) = evidence?;
        self.open = None;
        Some(Evidence::cut(text, start, end))
    }

    /// Lets an unsettled drift rest; it is not raised again.
    pub fn drop_drift(&mut self) {
        self.open = None;
    }

    /// Chooses the opening claim's main figure: the first that says how far something moved.
    fn pick_main(&mut self) {
        let rank = |role| match role {
            Role::Effect => 0,
            Role::After => 1,
            Role::Other => 2,
            _ => 3,
        };
        let best = self
            .quantities
            .iter()
            .enumerate()
            .filter(|(_, q)| rank(q.role) < 3)
            .min_by_key(|(i, q)| (rank(q.role), *i))
            .map(|(i, _)| i);
        if let Some(best) = best {
            self.quantities[best].main = true;
            self.quantities[best].scope.clear();
        }
    }

    fn place(
        &mut self,
        claim: &Claim,
        reply: &[Claim],
        cues: &[Cue],
        analysis: &Analysis,
        result: &mut Heard,
    ) {
        if claim.denied || matches!(claim.role, Role::Window | Role::Interval) {
            return;
        }
        let figure = Figure { number: claim.number.clone(), said: claim.said.clone(), turn: claim.turn };
        let Some(index) = self.same_quantity(claim) else {
            self.quantities.push(Quantity {
                role: claim.role,
                metric: claim.metric_stems.clone(),
                content: claim.content.clone(),
                scope: claim.scope.clone(),
                direction: claim.direction,
                main: false,
                figures: vec![figure],
            });
            return;
        };
        let quantity = &self.quantities[index];
        let fits = |n: &Number| quantity.figures.iter().any(|f| consistent(&f.number, n, claim.hedged));
        if fits(&claim.number) {
            self.quantities[index].figures.push(figure);
            return;
        }
        if self.excused(claim, index) {
            return;
        }
        let Some(earlier) = quantity.figures.iter().rev().find(|f| f.turn < claim.turn).cloned() else {
            // Two figures for one thing in one reply: a list, not a drift.
            self.quantities[index].figures.push(figure);
            return;
        };
        // The earlier figure said beside the new one: the two are told apart, not confused.
        let repeats = reply.iter().any(|c| {
            c.start != claim.start
                && consistent(&earlier.number, &c.number, false)
                && (c.sentence == claim.sentence || self.same_quantity(c) == Some(index))
        });
        let cue = cues.iter().find(|cue| cue.sentence.abs_diff(claim.sentence) <= usize::from(cue.strong));
        if let Some(cue) = cue {
            result.corrections.push(Correction {
                said: earlier.said,
                now: claim.said.clone(),
                turn: earlier.turn,
                evidence: cue.evidence.clone(),
            });
            self.quantities[index].figures.push(figure);
            return;
        }
        if !repeats {
            result.drift.push(Drift {
                said: earlier.said,
                now: claim.said.clone(),
                turn: earlier.turn,
                evidence: Evidence::cut(analysis.text, claim.start, claim.end),
            });
        }
        self.quantities[index].figures.push(figure);
    }

    /// A known fact that is only loosely tied to the quantity is no drift.
    fn excused(&self, claim: &Claim, index: usize) -> bool {
        let known = self.facts.iter().any(|f| f.same_as(&claim.number))
            || self.claims.iter().any(|c| c.number.same_as(&claim.number) && c.turn < claim.turn);
        let quantity = &self.quantities[index];
        let measure = claim.metric_stems.iter().any(|s| quantity.metric.contains(s));
        let named = quantity.main && (claim.anchor == Anchor::Named || measure);
        known && !named
    }

    /// Finds the quantity a claim is about, if it is surely one heard before.
    fn same_quantity(&self, claim: &Claim) -> Option<usize> {
        if claim.turn == 0 {
            return None;
        }
        let main = self.quantities.iter().position(|q| q.main && self.is_main(q, claim));
        main.or_else(|| self.quantities.iter().position(|q| !q.main && alike(q, claim)))
            .or_else(|| self.quantities.iter().position(|q| alike(q, claim)))
    }

    /// Tells whether a claim restates the main figure.
    fn is_main(&self, main: &Quantity, claim: &Claim) -> bool {
        let Some(first) = main.figures.first() else { return false };
        let role = claim.role == main.role
            || claim.role == Role::Other && claim.anchor != Anchor::None
            || claim.role == Role::Effect && main.role == Role::Other;
        role && comparable(&first.number, &claim.number)
            && unit_fits(&first.number, &claim.number)
            && claim.scope.iter().all(|s| self.topic.contains(s))
            && claim.anchor != Anchor::None
            && !matches!((main.direction, claim.direction), (Some(a), Some(b)) if a != b)
            && (claim.metric_stems.is_empty() || self.same_metric(main, claim))
    }

    /// The measure named beside a claim adds nothing to the main one's.
    fn same_metric(&self, main: &Quantity, claim: &Claim) -> bool {
        let known = |stem: &u32| main.metric.contains(stem) || self.topic.contains(stem) || generic(*stem);
        claim.metric_stems.iter().all(known)
            && (main.metric.is_empty()
                || claim.metric_stems.iter().any(|s| main.metric.contains(s))
                || claim.metric_stems.iter().all(|s| generic(*s) || self.topic.contains(s)))
    }
}

/// A difference of the same size in another unit is another claim; otherwise shares and points
/// stand for different roles of one result and are not compared.
fn unit_fits(a: &Number, b: &Number) -> bool {
    match (&a.unit, &b.unit) {
        (Unit::Percent, Unit::Points) | (Unit::Points, Unit::Percent) => (a.value - b.value).abs() < 1e-9,
        (Unit::Count(x), Unit::Count(y)) => x == y,
        _ => true,
    }
}

/// Words that name no measure of their own.
fn generic(stem: u32) -> bool {
    use std::sync::LazyLock;
    static GENERIC: LazyLock<BTreeSet<u32>> = LazyLock::new(|| {
        [
            "metric",
            "measure",
            "kpi",
            "number",
            "figure",
            "result",
            "value",
            "it",
            "thing",
            "main",
            "primary",
            "headline",
            "overall",
            "total",
            "same",
            "whole",
            "experiment",
            "test",
            "coupon",
            "change",
        ]
        .iter()
        .map(|w| crate::grade::text::token::stem_hash(w))
        .collect()
    });
    GENERIC.contains(&stem)
}

/// Tells whether a claim says again, nearly word for word, what a quantity stands for.
fn alike(quantity: &Quantity, claim: &Claim) -> bool {
    let Some(first) = quantity.figures.first() else { return false };
    if quantity.role != claim.role
        || !comparable(&first.number, &claim.number)
        || !unit_fits(&first.number, &claim.number)
        || quantity.scope != claim.scope
        || quantity.figures.iter().filter(|f| f.turn == first.turn).count() > 1
        || matches!((quantity.direction, claim.direction), (Some(a), Some(b)) if a != b)
    {
        return false;
    }
    let shared = quantity.content.intersection(&claim.content).count();
    let all = quantity.content.union(&claim.content).count();
    let metric = quantity.metric.intersection(&claim.metric_stems).count();
    let same_metric = metric > 0
        && metric == quantity.metric.len()
        && metric == claim.metric_stems.len()
        && claim.anchor == Anchor::Named;
    let sample = claim.role == Role::Sample
        && matches!((&first.number.unit, &claim.number.unit), (Unit::Count(a), Unit::Count(b)) if a == b);
    shared >= 2 && shared as f64 >= 0.6 * all as f64 || same_metric || sample
}

struct Cue {
    sentence: usize,
    /// Also speaks for the sentences beside its own.
    strong: bool,
    evidence: Evidence,
}

/// Finds the sentences that openly correct something.
fn correction_cues(analysis: &Analysis, marks: &Marks) -> Vec<Cue> {
    let cue = |(index, s): (usize, &crate::grade::text::clause::Range)| {
        let strong = marks.first(s.start..s.end, Class::Strong).is_some();
        (strong || marks.first(s.start..s.end, Class::Weak).is_some()).then(|| {
            let (start, end) = analysis.bytes(*s);
            Cue { sentence: index, strong, evidence: Evidence::cut(analysis.text, start, end) }
        })
    };
    analysis.sentences.iter().enumerate().filter_map(cue).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[ignore = "prints"]
    fn show() {
        let mut ledger = Ledger::default();
        for (turn, text) in std::env::var("TEXT").unwrap_or_default().split('|').enumerate() {
            let heard = ledger.hear(turn, text);
            println!("== {text}\n  {heard:?}");
            for q in &ledger.quantities {
                println!(
                    "  {} {:?} {:?}",
                    if q.main { "*" } else { " " },
                    q.role,
                    q.figures.iter().map(|f| f.said.as_str()).collect::<Vec<_>>()
                );
            }
        }
    }
}
