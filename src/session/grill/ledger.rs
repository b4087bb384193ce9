//! The claim ledger: every number said in a round, and whether one drifts from what was said before.
//!
//! Two numbers are one quantity when their role, scope and measure agree; only then can they
//! disagree. An open correction replaces the earlier figure and is credited.

use std::collections::BTreeSet;

use crate::grade::numbers::{Number, Unit};
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
#[allow(clippy::struct_excessive_bools, reason = "each is one thing that was said of it")]
struct Quantity {
    role: Role,
    metric: BTreeSet<u32>,
    content: BTreeSet<u32>,
    scope: BTreeSet<u32>,
    direction: Option<bool>,
    part: bool,
    rate: bool,
    named: bool,
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
    /// What the known facts are about.
    fact_words: BTreeSet<u32>,
    /// The question at hand asks for another figure than the claimed one.
    other_figure: bool,
}

impl Ledger {
    /// Opens a ledger; `facts` are texts whose numbers the interviewer knows already (brief, story).
    pub fn new<'a>(facts: impl IntoIterator<Item = &'a str>) -> Self {
        let mut ledger = Self::default();
        for text in facts {
            let analysis = claims::analyse(text);
            let marks = claims::words().mark(&analysis);
            // Bounds and thresholds excuse nothing: nobody gives them as what was measured.
            let all = claims::read(0, &analysis, &marks).into_iter();
            let kept = all.filter(|c| !matches!(c.role, Role::Interval | Role::Threshold | Role::Window));
            ledger.facts.extend(kept.map(|c| c.number));
            ledger.fact_words.extend(claims::vocabulary(&analysis, &marks));
        }
        ledger
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

    /// Takes in a reply (the opening claim is reply 0) and says what moved; `other_figure` where the
    /// question asked for another figure than the claimed one.
    pub fn hear(&mut self, turn: usize, text: &str, other_figure: bool) -> Heard {
        self.other_figure = other_figure;
        let analysis = claims::analyse(text);
        let marks = claims::words().mark(&analysis);
        let heard = claims::read(turn, &analysis, &marks);
        if turn == 0 {
            self.topic = analysis.tokens.iter().filter(|t| t.spoken()).map(|t| t.stem).collect();
        }
        let mut cues = correction_cues(&analysis, &marks);
        // "I claimed 8 %" points back and corrects only where a figure given before is said again.
        let main = self.quantities.iter().find(|q| q.main);
        let again = |c: &Claim| main.is_some_and(|q| q.figures.iter().any(|f| f.number.same_as(&c.number)));
        cues.retain(|cue| {
            !cue.quoting || heard.iter().any(|c| c.sentence.abs_diff(cue.sentence) <= 1 && again(c))
        });
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
        let analysis = claims::analyse(text);
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
        let rank = |q: &Quantity| {
            let share = matches!(q.figures[0].number.unit, Unit::Percent | Unit::Points | Unit::Times);
            let counted = matches!(q.figures[0].number.unit, Unit::Count(_));
            match q.role {
                Role::Effect if share && q.named => 0,
                Role::Effect if share => 1,
                Role::Effect if !counted => 2,
                Role::After => 3,
                Role::Effect => 4,
                _ if share && q.direction.is_some() => 5,
                Role::Other if !counted => 6,
                _ => 7,
            }
        };
        let best = self
            .quantities
            .iter()
            .enumerate()
            .filter(|(_, q)| rank(q) < 7)
            .min_by_key(|(i, q)| (rank(q), *i))
            .map(|(i, _)| i);
        if let Some(best) = best {
            let main = &mut self.quantities[best];
            main.main = true;
            if rank(main) == 5 {
                main.role = Role::Effect;
            }
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
        // In a sentence that corrects, a figure of the main one's kind is the main one, also one that
        // "should have been" said.
        let corrects = cues.iter().any(|cue| cue.sentence == claim.sentence);
        let range = claim.role == Role::Interval && !corrects;
        if claim.denied && !corrects || range || claim.role == Role::Window {
            return;
        }
        let figure = Figure { number: claim.number.clone(), said: claim.said.clone(), turn: claim.turn };
        let meant = || {
            let main = self.quantities.iter().position(|q| q.main)?;
            let first = &self.quantities[main].figures.first()?.number;
            let same_kind = comparable(first, &claim.number)
                && unit_fits(first, &claim.number)
                && claim.rate == self.quantities[main].rate
                && claim.scope.iter().all(|s| self.topic.contains(s))
                && !matches!(claim.role, Role::Sample | Role::Cost);
            (corrects && claim.turn > 0 && same_kind).then_some(main)
        };
        let Some(index) = self.same_quantity(claim).or_else(meant) else {
            self.quantities.push(Quantity {
                role: claim.role,
                metric: claim.metric_stems.clone(),
                content: claim.content.clone(),
                scope: claim.scope.clone(),
                direction: claim.direction.or(claim.noun_direction),
                part: claim.part,
                rate: claim.rate,
                named: claim.anchor == Anchor::Named,
                main: false,
                figures: vec![figure],
            });
            return;
        };
        let quantity = &self.quantities[index];
        let fits = |n: &Number| quantity.figures.iter().any(|f| consistent(&f.number, n, claim.hedged));
        if fits(&claim.number) {
            if claim.denied {
                return;
            }
            self.quantities[index].figures.push(figure);
            return;
        }
        if !corrects && self.excused(claim, index) {
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
        known && !named && (self.other_figure || claim.unknown.iter().any(|s| !self.topic.contains(s)))
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
            || claim.role == Role::Effect && main.role == Role::Other
            || main.role == Role::After && claim.role == Role::Other;
        role && main.rate == claim.rate
            && comparable(&first.number, &claim.number)
            && unit_fits(&first.number, &claim.number)
            && claim.scope.iter().all(|s| self.topic.contains(s))
            && claim.dates.iter().all(|s| self.topic.contains(s))
            && claim.adjuncts.iter().all(|words| words.iter().all(|s| self.topic.contains(s)))
            && !claim
                .vague_adjuncts
                .iter()
                .flatten()
                .any(|s| self.fact_words.contains(s) && !self.topic.contains(s))
            && (claim.anchor == Anchor::Named || !claim.opening || !self.other_figure)
            && (claim.anchor != Anchor::None
                || claim.tied && claim.unknown.iter().all(|s| self.topic.contains(s)))
            && (claim.anchor == Anchor::Named || !self.foreign(claim))
            && !matches!((main.direction, claim.direction), (Some(a), Some(b)) if a != b)
            && (claim.metric_stems.is_empty() || self.same_metric(main, claim))
    }

    /// Is about something of the facts that the opening claim is not about.
    fn foreign(&self, claim: &Claim) -> bool {
        claim.words.iter().any(|s| self.fact_words.contains(s) && !self.topic.contains(s))
    }

    /// The measure named beside a claim adds nothing to the main one's.
    fn same_metric(&self, main: &Quantity, claim: &Claim) -> bool {
        claim.metric_stems.iter().all(|stem| main.metric.contains(stem) || self.topic.contains(stem))
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

/// Tells whether a claim says again, nearly word for word, what a quantity stands for.
fn alike(quantity: &Quantity, claim: &Claim) -> bool {
    let Some(first) = quantity.figures.first() else { return false };
    if quantity.role != claim.role
        || quantity.rate != claim.rate
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
    let counted =
        matches!((&first.number.unit, &claim.number.unit), (Unit::Count(a), Unit::Count(b)) if a == b);
    match claim.role {
        // A total that moved stays of the same order; other groups may be of any size.
        Role::Sample => {
            let ratio = first.number.value / claim.number.value.max(1e-9);
            counted
                && !claim.part
                && !quantity.part
                && first.number.value >= 10.0
                && (0.4..=2.5).contains(&ratio)
        }
        Role::Effect | Role::Before | Role::After => {
            same_metric || shared >= 3 && shared as f64 >= 0.75 * all as f64
        }
        _ => false,
    }
}

struct Cue {
    sentence: usize,
    /// Only points back: a correction where the earlier figure is said again.
    quoting: bool,
    /// Also speaks for the sentences beside its own.
    strong: bool,
    evidence: Evidence,
}

/// Finds the sentences that openly correct something.
fn correction_cues(analysis: &Analysis, marks: &Marks) -> Vec<Cue> {
    let cue = |(index, s): (usize, &crate::grade::text::clause::Range)| {
        // "As I said" repeats; it corrects nothing.
        let any = |class| (s.start..s.end).any(|i| marks.has(i, class) && !marks.has(i, Class::Repeating));
        let strong = any(Class::Strong);
        let weak = any(Class::Weak);
        let quoting = !strong && !weak && any(Class::Quoting);
        (strong || quoting || weak).then(|| {
            let (start, end) = analysis.bytes(*s);
            Cue {
                sentence: index,
                strong: strong || quoting,
                quoting,
                evidence: Evidence::cut(analysis.text, start, end),
            }
        })
    };
    analysis.sentences.iter().enumerate().filter_map(cue).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLAIM: &str =
        "The coupon lifted orders per buyer by 8 % from 4 to 17 March, against a random holdout.";

    #[track_caller]
    fn after(reply: &str) -> Heard {
        let mut ledger = Ledger::default();
        ledger.hear(0, CLAIM, false);
        ledger.hear(1, reply, false)
    }

    #[test]
    fn another_figure_for_the_claim_is_a_drift() {
        for reply in [
            "Orders per buyer rose by 12 %.",
            "The lift was twelve percent.",
            "We measured 12 % in the experiment table.",
            "The effect is 8 pp.",
            "As I said, it is .12 against the holdout.",
        ] {
            let heard = after(reply);
            assert_eq!(heard.drift.len(), 1, "{reply}");
            assert_eq!((heard.drift[0].said.as_str(), heard.drift[0].turn), ("8 %", 0), "{reply}");
        }
    }

    #[test]
    fn the_same_figure_and_other_figures_are_none() {
        for reply in [
            "Orders per buyer rose by eight percent.",
            "The lift is .08, or 8.2 % if you want the decimal.",
            "It was about 8 per cent, with a 95 % interval of 4 to 12 %.",
            "On the app it was 9 %, on the mini-program 4 %.",
            "Full-price orders fell 1 %.",
            "The April cohort is at 6 %.",
            "It stops if a new group shows less than 5 % on 30 June.",
            "9 % of them never saw it.",
            "60,000 buyers, half held out.",
            "The split was 50.1 % to 49.9 %.",
            "Somewhere between 6 and 10 %.",
            "It is 8 %, not 12 %.",
        ] {
            assert!(after(reply).drift.is_empty(), "{reply}: {:?}", after(reply).drift);
        }
    }

    #[test]
    fn an_open_correction_is_accepted_and_credited() {
        for reply in [
            "Sorry, I said 8, it is 12 %.",
            "To correct myself: the lift is 12 %.",
            "More precisely, orders per buyer rose by 12 %; the 8 % was preliminary.",
            "I misspoke. It is 12 %.",
        ] {
            let heard = after(reply);
            assert!(heard.drift.is_empty(), "{reply}: {:?}", heard.drift);
            assert_eq!(heard.corrections.len(), 1, "{reply}");
            assert_eq!(heard.corrections[0].now, "12 %", "{reply}");
        }
    }

    #[test]
    fn a_corrected_figure_is_the_one_that_counts() {
        let mut ledger = Ledger::default();
        ledger.hear(0, CLAIM, false);
        ledger.hear(1, "Sorry, I said 8 %, it is 12 %.", false);
        assert!(ledger.hear(2, "The lift of 12 % is in the table.", false).drift.is_empty());
        assert_eq!(ledger.main_figure().map(|(said, _)| said), Some("12 %"));
    }

    #[test]
    fn a_drift_is_settled_by_naming_the_figure_that_stands() {
        for (reply, settled) in [
            ("8 % stands, 12 was a slip.", true),
            ("Eight percent.", true),
            ("12.", true),
            ("The first one is right.", true),
            ("I would have to look at the table again.", false),
        ] {
            let mut ledger = Ledger::default();
            ledger.hear(0, CLAIM, false);
            ledger.hear(1, "The lift was 12 %.", false);
            assert!(ledger.open_drift().is_some());
            assert_eq!(ledger.settle(reply).is_some(), settled, "{reply}");
            assert_eq!(ledger.open_drift().is_none(), settled, "{reply}");
        }
    }
}
