//! One answer against one check: windows are scored, the best decide, and their words are shown.

use super::Ready;
use super::jargon;
use super::rules::{CriterionInfo, Method};
use crate::grade::features::{self, Feature};
use crate::grade::model::{Calibration, NOTHING};
use crate::grade::text::Analysis;
use crate::grade::text::clause::Range;
use crate::grade::text::pattern::ClassMap;
use crate::grade::verdict::{Context, Criterion, Evidence, Verdict};

/// At most this many pieces of evidence are shown.
const MOST_EVIDENCE: usize = 4;

/// A shorter window within this logit of the best is preferred.
const TIE: f32 = 0.25;

/// Words of an answer that count as its opening.
const OPENING: usize = 28;

/// Everything the criteria look at.
pub struct Scored<'a> {
    /// The analysed answer.
    pub analysis: Analysis<'a>,
    /// The word classes found.
    pub classes: ClassMap,
    /// The windows.
    pub windows: Vec<Range>,
    /// One logit a criterion a window.
    pub logits: Vec<Vec<f32>>,
}

/// Judges every criterion.
pub fn judge(ready: &Ready, answer: &str, words: usize, context: &Context) -> Vec<Criterion> {
    let quoted: Vec<&str> = context.question.into_iter().collect();
    let analysis = Analysis::new(answer, &quoted);
    let classes = ClassMap::new(&analysis, &ready.rules.lexicon);
    let mut features: Vec<Feature> = Vec::with_capacity(analysis.tokens.len() * 8);
    features::extract(&analysis, &ready.rules, &classes, &mut features);
    let windows = features::windows(&analysis);
    let flags: Vec<_> = windows.iter().map(|w| features::flags(&analysis, *w)).collect();
    let logits = ready.model.score(&analysis, &features, &windows, &flags);
    let scored = Scored { analysis, classes, windows, logits };
    ready
        .rules
        .criteria
        .iter()
        .enumerate()
        .map(|(c, info)| {
            let (verdict, evidence) = decide(&scored, c, info, ready.model.calibration(c), words, context);
            let advice = (verdict != Verdict::Met).then(|| info.advice.clone());
            Criterion { id: info.id.clone(), text: info.text.clone(), verdict, evidence, advice }
        })
        .collect()
}

fn decide(
    scored: &Scored,
    c: usize,
    info: &CriterionInfo,
    calibration: Calibration,
    words: usize,
    context: &Context,
) -> (Verdict, Vec<Evidence>) {
    let counted = |value: f64| (if value <= info.limit { Verdict::Met } else { Verdict::Missed }, Vec::new());
    match info.method {
        Method::Words => counted(words as f64),
        Method::Jargon => jargon::decide(scored.analysis.text, context.terms),
        Method::SentenceLength => counted(words as f64 / scored.analysis.sentences.len().max(1) as f64),
        _ => {
            let candidates = candidates(scored, c, info.method);
            let picked = pick(&candidates, calibration, info.method);
            let p = calibration.probability(picked.best, picked.second);
            let found = if p >= calibration.high {
                Verdict::Met
            } else if p < calibration.low {
                Verdict::Missed
            } else {
                Verdict::Undecided
            };
            let verdict = match (info.method, found) {
                (Method::Absence, Verdict::Met) => Verdict::Missed,
                (Method::Absence, Verdict::Missed) => Verdict::Met,
                (_, other) => other,
            };
            let shown = match found {
                Verdict::Missed => Vec::new(),
                _ => picked.windows.iter().map(|w| cut(scored, *w)).filter(|e| !e.text.is_empty()).collect(),
            };
            (verdict, shown)
        }
    }
}

fn cut(scored: &Scored, window: Range) -> Evidence {
    let (start, end) = scored.analysis.bytes(window);
    Evidence::cut(scored.analysis.text, start, end)
}

/// Lists the windows a criterion may rest on, with their logits.
pub fn candidates(scored: &Scored, c: usize, method: Method) -> Vec<(Range, f32)> {
    let all = scored.windows.iter().zip(&scored.logits).map(|(w, l)| (*w, l[c]));
    let limit = opening_end(&scored.analysis);
    all.filter(|(w, _)| method != Method::Opening || w.start < limit).collect()
}

/// Returns the token after the opening of an answer: its first sentence, within bounds.
pub fn opening_end(analysis: &Analysis) -> usize {
    analysis.sentences.first().map_or(0, |s| s.end.min(OPENING)).max(12)
}

/// The windows that carry a criterion.
pub struct Picked {
    /// Logit of the best window.
    pub best: f32,
    /// Logit of the best window that does not overlap it.
    pub second: f32,
    /// The windows to show: the best, and every further one that would carry it alone.
    pub windows: Vec<Range>,
}

/// Picks the windows that carry a criterion.
pub fn pick(candidates: &[(Range, f32)], calibration: Calibration, method: Method) -> Picked {
    let mut windows: Vec<Range> = Vec::new();
    let mut logits: Vec<f32> = Vec::new();
    while windows.len() < MOST_EVIDENCE + 1 {
        let free = |w: Range| !windows.iter().any(|x| x.overlaps(w));
        let Some(top) = candidates.iter().filter(|(w, _)| free(*w)).map(|(_, l)| *l).max_by(f32::total_cmp)
        else {
            break;
        };
        let tightest =
            candidates.iter().filter(|(w, l)| free(*w) && *l >= top - TIE).min_by_key(|(w, _)| w.len());
        let Some((window, _)) = tightest else { break };
        windows.push(*window);
        logits.push(top);
    }
    let best = logits.first().copied().unwrap_or(NOTHING);
    let second = logits.get(1).copied().unwrap_or(NOTHING);
    // What is left after removing the shown words must not carry the criterion by itself.
    let mut keep = if method == Method::Twice { 2 } else { 1 };
    while keep < windows.len()
        && calibration.probability(logits[keep], logits.get(keep + 1).copied().unwrap_or(NOTHING))
            >= calibration.low
    {
        keep += 1;
    }
    windows.truncate(keep.min(MOST_EVIDENCE));
    Picked { best, second, windows }
}
