//! Drills as Anki's text import.
//!
//! The headers are those of Anki's manual, "Text files": a guid first, so that importing again
//! updates the notes and keeps their scheduling.

use std::fmt::Write;

use crate::drill::{Drill, Kind, fill, number};
use crate::schedule::key_of;
use crate::session::Presented;

/// What stands above the notes.
pub const HEAD: &str = "#separator:tab\n#html:false\n#notetype:Basic\n#deck:Hotseat\n\
    #columns:Id\tFront\tBack\tTags\n#guid column:1\n#tags column:4\n";

/// Writes one drill as a line: its id, the question, the answer with why, its tags.
pub fn note(drill: &Drill) -> String {
    // A drawn drill shows the same numbers in every export.
    let shown = Presented::new(drill, key_of(drill.id.as_str()));
    let ask = shown.ask(drill, 1);
    let mut front = ask.prompt;
    if let Some(part) = &ask.sketch {
        let _ = write!(front, "\n\n{part}");
    }
    for (n, part) in ask.text.iter().chain(&ask.options).enumerate() {
        let _ = write!(front, "\n{}. {part}", n + 1);
    }
    let listed = |lines: &[String]| {
        lines.iter().enumerate().map(|(n, line)| format!("{}. {line}", n + 1)).collect::<Vec<_>>().join("\n")
    };
    let mut back = match &drill.kind {
        Kind::Contrast { strong, weak, .. } => {
            let flaws: Vec<String> =
                weak.iter().map(|weak| format!("Weak: {} ({})", weak.text, weak.flaw)).collect();
            format!("{strong}\n\n{}", flaws.join("\n"))
        }
        Kind::Choose(choice) => choice.right.clone(),
        Kind::Spot { text, faulty, .. } => faulty
            .iter()
            .filter_map(|&index| text.get(index).map(|line| format!("{}. {line}", index + 1)))
            .collect::<Vec<_>>()
            .join("\n"),
        Kind::Order { steps } => listed(steps),
        Kind::Compute(compute) => shown.drawn.as_ref().map_or_else(String::new, |drawn| {
            format!("{} {}", number((drawn.answer * 1e4).round() / 1e4, None), compute.unit)
                .trim_end()
                .to_owned()
        }),
        Kind::Recall { references, .. } => {
            drill.model.clone().or_else(|| references.first().cloned()).unwrap_or_default()
        }
        Kind::Open { .. } => String::new(),
    };
    if let Some(model) = shown.model(drill)
        && !back.contains(&model)
    {
        let gap = if back.is_empty() { "" } else { "\n\n" };
        let _ = write!(back, "{gap}{model}");
    }
    let why = shown.drawn.as_ref().map_or_else(|| drill.why.clone(), |drawn| fill(&drill.why, &drawn.values));
    let _ = write!(back, "\n\nWhy: {why}");
    let tags = format!("hotseat {} {}", drill.area.replace(' ', "-"), drill.kind.name());
    format!("{}\t{}\t{}\t{}\n", drill.id, field(&front), field(&back), field(&tags))
}

/// Quotes a field; a quote in it is doubled.
fn field(text: &str) -> String {
    let text: String = text.chars().filter(|c| *c == '\n' || *c == '\t' || !c.is_control()).collect();
    format!("\"{}\"", text.replace('"', "\"\""))
}
