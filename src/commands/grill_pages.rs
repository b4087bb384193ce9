//! What a round looks like to people: questions, verdicts, the scorecard.

use super::mock::Whole;
use crate::grade::{Criterion, Verdict};
use crate::session::grill::{DriftNote, Effect, ReplyVerdict, Scorecard};
use crate::session::practice::{Asked, Told};
use crate::terminal::{Look, Page, Sign, Span, Tone};

/// Draws what the interviewer says or finds.
pub fn effect(effect: &Effect, look: &Look) -> Page {
    match effect {
        Effect::Brief { scenario, text, ask } => {
            Page::new().ends("grilling", scenario.as_str()).gap().text(text).gap().strong(ask)
        }
        Effect::Challenge(put) => {
            let time = format!("{:.0} s", put.late_after_s);
            Page::new().ends(time, format!("{} of {}", put.turn, put.of)).gap().strong(&put.line)
        }
        Effect::Interrupt { line } => Page::new().strong(line),
        Effect::Silence { line, .. } => Page::new().dim(line),
        Effect::Verdict(verdict) => reply(verdict, look),
        Effect::Commit(_) | Effect::Summary(_) => Page::new(),
    }
}

/// Writes a score in percent.
pub fn percent(score: Option<f64>) -> String {
    score.map_or_else(|| "too short to judge".to_owned(), |score| format!("{:.0} %", score * 100.0))
}

/// Returns the words a criterion rests on.
pub fn words(criterion: &Criterion) -> String {
    let pieces: Vec<String> = criterion
        .evidence
        .iter()
        .map(|evidence| evidence.text.split_whitespace().collect::<Vec<_>>().join(" "))
        .filter(|text| !text.is_empty())
        .collect();
    pieces.join(" … ")
}

/// Says how a number moved.
pub fn drift(note: &DriftNote) -> String {
    let when = if note.turn == 0 { "in your claim".to_owned() } else { format!("in reply {}", note.turn) };
    format!("{} {when}, {} now", note.said, note.now)
}

fn sign(verdict: Verdict) -> Sign {
    match verdict {
        Verdict::Met => Sign::Met,
        Verdict::Missed => Sign::Missed,
        Verdict::Undecided => Sign::Undecided,
    }
}

/// Draws the verdict on a reply.
fn reply(verdict: &ReplyVerdict, look: &Look) -> Page {
    let head = if verdict.grade.is_right() { Sign::Met } else { Sign::Missed };
    let says = format!("{} {} {}", verdict.challenge, Sign::Dot.text(look), percent(verdict.score));
    let mut page = Page::new().marked(Tone::Accent, head.text(look), 0, vec![Span::new(Tone::Bold, says)]);
    page = criteria(page, &verdict.criteria, look);
    if let Some(note) = &verdict.drift {
        page = page.say(Tone::Bad, format!("Your number moved: {}.", drift(note)));
    }
    for note in &verdict.corrected {
        page = page.text(format!("Corrected openly: {}. That counts for you.", drift(note)));
    }
    if !verdict.phrases.is_empty() {
        page = page.text(format!("Sounds defensive: {}.", quoted(&verdict.phrases)));
    }
    page
}

/// Adds criteria with the words they rest on, or what to do.
fn criteria(mut page: Page, criteria: &[Criterion], look: &Look) -> Page {
    for criterion in criteria {
        let mut spans = vec![Span::new(Tone::Plain, criterion.text.as_str())];
        if criterion.verdict == Verdict::Met {
            let words = words(criterion);
            if !words.is_empty() {
                spans.push(Span::new(Tone::Dim, format!(": “{words}”")));
            }
        } else if let Some(advice) = &criterion.advice {
            spans.push(Span::new(Tone::Dim, format!(". {advice}")));
        }
        page = page.marked(Tone::Plain, sign(criterion.verdict).text(look), 2, spans);
    }
    page
}

/// Draws an open question of a mock interview.
pub fn open(asked: &Asked) -> Page {
    Page::new()
        .ends("open question", format!("{} of {}", asked.n, asked.of))
        .gap()
        .strong(asked.ask.prompt.as_str())
}

/// Draws the verdict on an open answer.
pub fn told(told: &Told, look: &Look) -> Page {
    let right = told.grade.is_some_and(crate::memory::Grade::is_right);
    let head = if right { Sign::Met } else { Sign::Missed };
    let says = format!("{} {} {}", told.drill.id, Sign::Dot.text(look), percent(told.judged.score));
    let page = Page::new().marked(Tone::Accent, head.text(look), 0, vec![Span::new(Tone::Bold, says)]);
    criteria(page, &told.judged.criteria, look)
}

/// Draws what a mock interview came to.
pub fn whole(whole: &Whole<'_>, look: &Look) -> Page {
    let mut page = Page::new().ends("mock interview", format!("{} min", whole.minutes)).gap();
    for told in whole.opens {
        page = page.item(Sign::Dot.text(look), format!("{}: {}", told.drill.id, percent(told.judged.score)));
    }
    match whole.round {
        Some(done) => page.gap().with(&scorecard(&done.id, &done.card, look)),
        None => page.gap().text("The grilling round was not reached."),
    }
}

/// Quotes phrases, in the order in which they were said.
pub fn quoted(phrases: &[String]) -> String {
    let quoted: Vec<String> = phrases.iter().map(|phrase| format!("“{phrase}”")).collect();
    quoted.join(", ")
}

/// Lists the lines on how a round went, from the score to the levels.
pub fn account(card: &Scorecard) -> Vec<String> {
    let mut lines = Vec::new();
    let score = card.score.map_or_else(|| "no reply".to_owned(), |score| format!("{:.0} %", score * 100.0));
    lines.push(format!("{score}, down to level {} of 5.", card.level_reached));
    if let Some(past) = &card.comparison {
        let rounds = if past.rounds == 1 {
            "1 earlier round".to_owned()
        } else {
            format!("{} earlier rounds", past.rounds)
        };
        lines.push(format!(
            "{:+.0} points against the mean of {rounds}; the best had {:.0} %, the deepest level {}.",
            past.score_delta * 100.0,
            past.best_score * 100.0,
            past.best_level
        ));
    }
    for level in &card.coverage {
        if !level.asked.is_empty() {
            let asked: Vec<String> = level
                .asked
                .iter()
                .map(|challenge| {
                    let passed = level.passed.contains(challenge);
                    format!("{challenge}{}", if passed { "" } else { " (missed)" })
                })
                .collect();
            lines.push(format!("Level {}: {}.", level.level, asked.join(", ")));
        }
    }
    lines.push(format!("Composure {:.0} %.", card.composure.score * 100.0));
    if !card.phrases.is_empty() {
        lines.push(format!("Sounds defensive: {}.", quoted(&card.phrases)));
    }
    let replies = |turns: &[usize]| turns.iter().map(usize::to_string).collect::<Vec<_>>().join(", ");
    if !card.composure.grown.is_empty() {
        lines.push(format!("Grew much longer than the reply before: {}.", replies(&card.composure.grown)));
    }
    if !card.composure.timed_out.is_empty() {
        lines.push(format!("Ran out of time: {}.", replies(&card.composure.timed_out)));
    }
    lines.extend(card.drift.iter().map(|note| format!("A number moved: {}.", drift(note))));
    lines.extend(card.corrected.iter().map(|note| format!("Corrected openly: {}.", drift(note))));
    if let Some(mean) = card.mean_elapsed_s {
        lines.push(format!("{mean:.0} s a reply."));
    }
    lines
}

/// Draws the scorecard.
pub fn scorecard(round: &str, card: &Scorecard, look: &Look) -> Page {
    let mut page = Page::new().ends("scorecard", round.get(..8).unwrap_or(round)).gap();
    for (at, line) in account(card).into_iter().enumerate() {
        page = if at == 0 { page.strong(line) } else { page.text(line) };
    }
    if !card.advice_parts.is_empty() {
        page = page.gap().strong("Next time");
    }
    for advice in &card.advice_parts {
        let spans = vec![
            Span::new(Tone::Plain, advice.todo.as_str()),
            Span::new(Tone::Dim, format!("\nyou said: “{}”", advice.said)),
            Span::new(Tone::Plain, format!("\nstronger: “{}”", advice.stronger)),
        ];
        page = page.marked(Tone::Accent, Sign::Pointer.text(look), 0, spans);
    }
    page.gap().dim(card.limits.as_str()).dim(format!(
        "`hotseat grill --replay {}` shows this round again; --export FILE.md writes it down.",
        round.get(..8).unwrap_or(round)
    ))
}
