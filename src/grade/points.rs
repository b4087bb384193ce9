//! Recall drills: must and nice points with accepted phrasings.

use super::phrase::{self, Phrase, Place, Reader};
use super::reference::Answer;
use super::swap;
use super::text::count_words;
use super::text::token::{Token, tokenize};
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

/// From this coverage of a point's text, in whatever order, it is undecided.
const CLOSE: f64 = 0.7;

/// A run of this many words shared with the question is a quotation.
const QUOTED: usize = 5;

/// Compares an answer with the points of a drill; `references` are model answers, which tell
/// which way round a fraction or a difference goes.
pub fn points(must: &[Point], nice: &[Point], references: &[String], answer: &str) -> PointsReport {
    points_asked(None, must, nice, references, answer)
}

/// Compares an answer with the points of a drill, as [`points`] does; the question quoted back
/// makes no point.
pub fn points_asked(
    question: Option<&str>,
    must: &[Point],
    nice: &[Point],
    references: &[String],
    answer: &str,
) -> PointsReport {
    let words = count_words(answer);
    let tokens = said(question, answer);
    let whole = Answer::new(answer, &tokens);
    let reader = Reader::new(phrase::pieces_of(&tokens));
    let mut doubt = None;
    let mut points = Vec::with_capacity(must.len() + nice.len());
    for (point, must) in must.iter().map(|p| (p, true)).chain(nice.iter().map(|p| (p, false))) {
        let found = judge(point, answer, &whole, &reader);
        doubt = doubt.or(found.doubt.filter(|_| must));
        points.push(PointVerdict {
            text: point.text.clone(),
            must,
            verdict: found.verdict,
            evidence: found.evidence,
        });
    }
    let share = |musts: bool| {
        let own: Vec<_> = points.iter().filter(|p| p.must == musts).collect();
        let met = own.iter().filter(|p| p.verdict == Verdict::Met).count();
        (!own.is_empty()).then(|| met as f64 / own.len() as f64)
    };
    let score = if words == 0 { None } else { share(true).or_else(|| share(false)) };
    let said_so = references.iter().chain(must.iter().chain(nice).flat_map(|p| &p.say));
    let expected: Vec<_> = said_so.flat_map(|r| swap::relations(&phrase::pieces(r))).collect();
    let relations = swap::relations(&reader.pieces);
    let exchanged = swap::swapped(&relations, &expected).map(|relation| {
        let evidence = Evidence::cut(answer, relation.start, relation.end);
        let question = format!("You wrote “{}”. Is it that way round, or the other?", evidence.text);
        Suspicion { evidence, question }
    });
    PointsReport { words, score, points, swapped: exchanged.or(doubt) }
}

/// Tokens of an answer without what merely repeats the question.
fn said(question: Option<&str>, answer: &str) -> Vec<Token> {
    let tokens = tokenize(answer);
    let Some(question) = question else { return tokens };
    let asked: Vec<u32> = tokenize(question).iter().filter(|t| t.spoken()).map(|t| t.stem).collect();
    // A short question is quoted when the answer holds no other word.
    if tokens.iter().filter(|t| t.spoken()).all(|t| asked.contains(&t.stem)) {
        return Vec::new();
    }
    let spoken: Vec<usize> = (0..tokens.len()).filter(|&i| tokens[i].spoken()).collect();
    let mut quoted = vec![false; tokens.len()];
    for run in spoken.windows(QUOTED) {
        let stems: Vec<u32> = run.iter().map(|&i| tokens[i].stem).collect();
        if asked.windows(QUOTED).any(|w| w == stems) {
            for &i in run {
                quoted[i] = true;
            }
        }
    }
    tokens.into_iter().zip(quoted).filter(|(_, q)| !q).map(|(t, _)| t).collect()
}

struct Judged {
    verdict: Verdict,
    evidence: Vec<Evidence>,
    doubt: Option<Suspicion>,
}

fn judge(point: &Point, answer: &str, whole: &Answer, reader: &Reader) -> Judged {
    let negative = phrase::is_negative(&point.text);
    let phrases: Vec<Phrase> = point
        .say
        .iter()
        .map(String::as_str)
        .chain([point.text.as_str()])
        .map(Phrase::new)
        .filter(|p| !p.is_empty())
        .collect();
    let cut = |place: &Place| Evidence::cut(answer, place.start, place.end);
    let places: Vec<Place> = phrases.iter().filter_map(|p| p.find(reader, negative)).collect();
    // Of the phrasings found, the fullest words are shown.
    let fullest = |negated: bool| {
        places.iter().filter(|p| p.negated == negated).max_by_key(|p| (p.end - p.start, usize::MAX - p.start))
    };
    if let Some(place) = fullest(false) {
        return Judged { verdict: Verdict::Met, evidence: vec![cut(place)], doubt: None };
    }
    if let Some(place) = fullest(true) {
        let evidence = cut(place);
        let question = format!("You wrote “{}” with a “not” about it. Did you mean it so?", evidence.text);
        let doubt = Some(Suspicion { evidence: evidence.clone(), question });
        return Judged { verdict: Verdict::Undecided, evidence: vec![evidence], doubt };
    }
    if let Some(place) = phrases.iter().find_map(|p| p.reversed(reader)) {
        let evidence = cut(&place);
        let question = format!("You wrote “{}”. Is it in, or is it out?", evidence.text);
        let doubt = Some(Suspicion { evidence: evidence.clone(), question });
        return Judged { verdict: Verdict::Undecided, evidence: vec![evidence], doubt };
    }
    if let Some(place) = phrases.iter().find_map(|p| p.nearly(reader)) {
        return Judged { verdict: Verdict::Undecided, evidence: vec![cut(&place)], doubt: None };
    }
    let cover = whole.covers(&point.text);
    if cover.share >= CLOSE {
        return Judged { verdict: Verdict::Undecided, evidence: cover.evidence, doubt: None };
    }
    Judged { verdict: Verdict::Missed, evidence: Vec::new(), doubt: None }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn point(text: &str, say: &[&str]) -> Point {
        Point { text: text.into(), say: say.iter().map(|s| (*s).to_owned()).collect() }
    }

    fn take_rate(answer: &str) -> PointsReport {
        points_asked(
            Some("Define the take rate."),
            &[
                point("numerator: platform revenue", &["revenue divided", "revenue over GMV"]),
                point("denominator: GMV", &["divided by GMV", "share of GMV"]),
                point("VAT is left out", &["without VAT", "VAT excluded"]),
            ],
            &[],
            &["Platform revenue divided by GMV, without VAT.".to_owned()],
            answer,
        )
    }

    fn verdicts(report: &PointsReport) -> Vec<Verdict> {
        report.points.iter().map(|p| p.verdict).collect()
    }

    #[test]
    fn a_point_is_made_in_other_inflections_and_shown() {
        let point = point("The refund rate falls", &["fewer refunds"]);
        let report = points(&[point], &[], &[], "Customers then see fewer refunds, I think.");
        assert_eq!(report.score, Some(1.0));
        assert_eq!(report.points[0].evidence[0].text, "fewer refunds");
    }

    #[test]
    fn a_point_not_made_is_missed() {
        let point = point("Contribution margin per order", &[]);
        let report = points(&[point], &[], &[], "We should hire more drivers in the north.");
        assert_eq!(report.points[0].verdict, Verdict::Missed);
        assert_eq!(report.score, Some(0.0));
    }

    #[test]
    fn a_swapped_fraction_is_asked_about() {
        let report = take_rate("It is GMV over revenue, VAT left out.");
        assert_eq!(report.swapped.map(|s| s.evidence.text), Some("GMV over revenue".to_owned()));
        assert_eq!(take_rate("Revenue / GMV, without VAT.").swapped, None);
    }

    #[test]
    fn a_reversed_polarity_is_asked_about_and_not_counted() {
        let report = take_rate("Revenue divided by GMV, including VAT.");
        assert_eq!(verdicts(&report), [Verdict::Met, Verdict::Met, Verdict::Undecided]);
        assert!(report.swapped.is_some_and(|s| s.question.contains("including VAT")));
    }

    #[test]
    fn the_question_quoted_back_makes_no_point() {
        let report = points_asked(
            Some("What does the take rate say?"),
            &[point("the take rate", &["take rate"])],
            &[],
            &[],
            "The take rate.",
        );
        assert_eq!(report.score, Some(0.0));
    }
}
