//! Recall drills: must and nice points with accepted phrasings.

use super::reference;
use super::text::count_words;
use super::text::token::tokenize;
use super::verdict::{Evidence, Verdict};

/// A point an answer should make.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Point {
    /// The point, as shown to people.
    pub text: String,
    /// Phrasings that make it; the text itself is one too.
    pub say: Vec<String>,
}

/// The verdict on one point.
#[derive(Clone, Debug, PartialEq)]
pub struct PointVerdict {
    /// The point, as shown to people.
    pub text: String,
    /// Whether it is a must.
    pub must: bool,
    /// Whether the answer makes it.
    pub verdict: Verdict,
    /// The words it rests on, or the closest ones.
    pub evidence: Vec<Evidence>,
}

/// A suspicion that something was said the wrong way round; it asks and never lowers a grade.
#[derive(Clone, Debug, PartialEq)]
pub struct Suspicion {
    /// The words in doubt.
    pub evidence: Evidence,
    /// The question to put.
    pub question: String,
}

/// What an answer recalled.
#[derive(Clone, Debug, PartialEq)]
pub struct PointsReport {
    /// Words of the answer.
    pub words: usize,
    /// Share of the musts made, or of the nice points where there is no must; none without points or words.
    pub score: Option<f64>,
    /// A verdict a point, musts first.
    pub points: Vec<PointVerdict>,
    /// What to ask about, if anything.
    pub swapped: Option<Suspicion>,
}

/// From this coverage of a phrasing's weight a point is made.
const MADE: f64 = 0.72;

/// From this coverage it is undecided.
const CLOSE: f64 = 0.5;

/// Compares an answer with the points of a drill; `references` are model answers, which lend
/// their words to nothing but the weighting.
pub fn points(must: &[Point], nice: &[Point], references: &[String], answer: &str) -> PointsReport {
    let _ = references;
    let words = count_words(answer);
    let tokens = tokenize(answer);
    let judge = |point: &Point, must: bool| {
        let phrasings = point.say.iter().map(String::as_str).chain([point.text.as_str()]);
        let best = phrasings
            .map(|p| reference::cover(p, answer, &tokens))
            .max_by(|a, b| a.share.total_cmp(&b.share));
        let (share, evidence) = best.map_or((0.0, Vec::new()), |c| (c.share, c.evidence));
        let verdict = if share >= MADE {
            Verdict::Met
        } else if share >= CLOSE {
            Verdict::Undecided
        } else {
            Verdict::Missed
        };
        PointVerdict {
            text: point.text.clone(),
            must,
            verdict,
            evidence: if verdict == Verdict::Missed { Vec::new() } else { evidence },
        }
    };
    let points: Vec<PointVerdict> =
        must.iter().map(|p| judge(p, true)).chain(nice.iter().map(|p| judge(p, false))).collect();
    let share = |musts: bool| {
        let own: Vec<_> = points.iter().filter(|p| p.must == musts).collect();
        let met = own.iter().filter(|p| p.verdict == Verdict::Met).count();
        (!own.is_empty()).then(|| met as f64 / own.len() as f64)
    };
    let score = if words == 0 { None } else { share(true).or_else(|| share(false)) };
    PointsReport { words, score, points, swapped: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_is_made_in_other_inflections_and_shown() {
        let point = Point { text: "The refund rate falls".into(), say: vec!["fewer refunds".into()] };
        let report = points(&[point], &[], &[], "Customers then see fewer refunds, I think.");
        assert_eq!(report.score, Some(1.0));
        assert_eq!(report.points[0].evidence[0].text, "fewer refunds");
    }

    #[test]
    fn a_point_not_made_is_missed() {
        let point = Point { text: "Contribution margin per order".into(), say: vec![] };
        let report = points(&[point], &[], &[], "We should hire more drivers in the north.");
        assert_eq!(report.points[0].verdict, Verdict::Missed);
        assert_eq!(report.score, Some(0.0));
    }
}
