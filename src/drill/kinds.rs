//! Reads what is particular to each kind of drill.

use std::cell::RefCell;
use std::collections::BTreeSet;

use toml::Spanned;
use toml::de::DeValue;

use super::fields::{At, Fields, clipped};
use super::template::{Tolerance, slots};
use super::{
    Challenge, Choice, Compute, Expression, Fault, Kind, KindName, Point, Range, Term, Trap, Weak, Wrong,
};
use crate::grade::Check;

/// Reads the fields of one kind; `None` where a fault leaves nothing to ask.
pub(super) fn read(
    kind: KindName,
    fields: &Fields<'_, '_>,
    ask: &str,
    model: Option<&At<String>>,
) -> Option<Kind> {
    match kind {
        KindName::Contrast => contrast(fields),
        KindName::Choose => choose(fields),
        KindName::Spot => spot(fields),
        KindName::Order => order(fields),
        KindName::Compute => compute(fields, ask, model),
        KindName::Recall => recall(fields, model),
        KindName::Open => open(fields),
    }
}

fn contrast(fields: &Fields<'_, '_>) -> Option<Kind> {
    let strong = fields.required_text("strong", "write the strong answer");
    let weak = fields.tables("weak", |entry| {
        let text = entry.required_text("text", "write the weak answer");
        let flaw = entry.required_text("flaw", "say what is wrong with it");
        Some(Weak { text: text?.value, flaw: flaw?.value })
    });
    let decoys: Vec<String> = fields.texts("decoys").into_iter().map(|text| text.value).collect();
    if !fields.has("weak") {
        fields.missing("weak", "give one to three weak answers, each `{ text = …, flaw = … }`");
        return None;
    }
    if weak.is_empty() || weak.len() > 3 {
        fields.fault(
            Fault::error(
                "wrong-count",
                fields.place("weak"),
                format!("`weak` has {} usable answers", weak.len()),
            )
            .help("give one to three weak answers, each `{ text = …, flaw = … }`"),
        );
        return None;
    }
    let strong = strong?;
    let mut flaws: BTreeSet<&str> = decoys.iter().map(String::as_str).collect();
    flaws.extend(weak.iter().map(|weak| weak.flaw.as_str()));
    if flaws.len() < 3 {
        fields.fault(
            Fault::error(
                "wrong-count",
                fields.place("decoys"),
                format!("only {} different flaws to choose from", flaws.len()),
            )
            .help("add `decoys`: flaws that fit none of the answers, so that there are at least three"),
        );
        return None;
    }
    distinct(fields, "weak", std::iter::once(&strong.value).chain(weak.iter().map(|weak| &weak.text)));
    Some(Kind::Contrast { strong: strong.value, weak, decoys })
}

fn choose(fields: &Fields<'_, '_>) -> Option<Kind> {
    let right = fields.required_text("right", "write the right option");
    let wrong = fields.tables("wrong", |entry| {
        let text = entry.required_text("text", "write the wrong option");
        let because = entry.required_text("because", "say why it is wrong");
        Some(Wrong { text: text?.value, because: because?.value })
    });
    if !fields.has("wrong") {
        fields.missing("wrong", "give at least three wrong options, each `{ text = …, because = … }`");
        return None;
    }
    if wrong.len() < 3 {
        fields.fault(
            Fault::error(
                "wrong-count",
                fields.place("wrong"),
                format!("`wrong` has {} usable options", wrong.len()),
            )
            .help("give at least three wrong options, each `{ text = …, because = … }`"),
        );
        return None;
    }
    let right = right?;
    distinct(fields, "wrong", std::iter::once(&right.value).chain(wrong.iter().map(|wrong| &wrong.text)));
    Some(Kind::Choose(Choice { right: right.value, wrong }))
}

fn distinct<'a>(fields: &Fields<'_, '_>, name: &'static str, options: impl Iterator<Item = &'a String>) {
    let mut seen = BTreeSet::new();
    for option in options {
        if !seen.insert(option.trim()) {
            fields.fault(
                Fault::error(
                    "repeated-option",
                    fields.place(name),
                    format!("the option {:?} stands twice", clipped(option)),
                )
                .help("an answer given as text must mean one option"),
            );
        }
    }
}

fn spot(fields: &Fields<'_, '_>) -> Option<Kind> {
    let sketch = fields.text("sketch").map(|text| text.value.trim_matches('\n').to_owned());
    let text: Vec<String> = fields.texts("text").into_iter().map(|text| text.value).collect();
    if !fields.has("text") {
        fields.missing("text", "list the sentences");
    } else if text.len() < 2 {
        fields.fault(
            Fault::error(
                "wrong-count",
                fields.place("text"),
                "`text` needs at least two sentences".to_owned(),
            )
            .help("list the sentences, one text each"),
        );
    }
    if !fields.has("faulty") {
        fields.missing("faulty", "give the numbers of the sentences that break the rule, counted from 1");
    }
    let mut faulty = Vec::new();
    for number in fields.wholes("faulty") {
        match usize::try_from(number.value) {
            Ok(n) if (1..=text.len()).contains(&n) => faulty.push(n - 1),
            _ => fields.fault(
                Fault::error("out-of-range", number.span, format!("there is no sentence {}", number.value))
                    .help(format!("sentences are counted from 1 to {}", text.len())),
            ),
        }
    }
    faulty.sort_unstable();
    faulty.dedup();
    if text.len() < 2 || faulty.is_empty() {
        return None;
    }
    if faulty.len() == text.len() {
        fields.fault(
            Fault::error("wrong-count", fields.place("faulty"), "every sentence breaks the rule")
                .help("leave at least one sentence that is fine"),
        );
        return None;
    }
    Some(Kind::Spot { sketch, text, faulty })
}

fn order(fields: &Fields<'_, '_>) -> Option<Kind> {
    let steps: Vec<String> = fields.texts("steps").into_iter().map(|text| text.value).collect();
    if !fields.has("steps") {
        fields.missing("steps", "list the steps in the right order");
        return None;
    }
    if !(3..=8).contains(&steps.len()) {
        fields.fault(
            Fault::error(
                "wrong-count",
                fields.place("steps"),
                format!("`steps` has {} usable steps", steps.len()),
            )
            .help("give three to eight steps in the right order"),
        );
        return None;
    }
    distinct(fields, "steps", steps.iter());
    Some(Kind::Order { steps })
}

fn compute(fields: &Fields<'_, '_>, ask: &str, model: Option<&At<String>>) -> Option<Kind> {
    let before = fields.place("ask");
    let draw = fields.named("draw", range);
    let mut known: BTreeSet<String> = draw.iter().map(|(name, _)| name.clone()).collect();
    let mut derived = fields.named("let", expression);
    // `let` values may stand in any order in the file; each may use what is known by then.
    let mut sorted: Vec<(String, Expression)> = Vec::new();
    while let Some(index) =
        derived.iter().position(|(_, e)| e.value.names().iter().all(|name| known.contains(name)))
    {
        let (name, expression) = derived.remove(index);
        known.insert(name.clone());
        sorted.push((name, expression.value));
    }
    for (_, expression) in &derived {
        unknown_names(fields, expression, &known);
    }
    let one = |name: &'static str| -> Option<At<Expression>> {
        let text = fields.text_or_number(name)?;
        parsed(&text, fields)
    };
    let answer = one("answer");
    if !fields.has("answer") {
        fields.missing("answer", "write the expression of the right answer");
    }
    if !fields.has("draw") {
        fields.missing("draw", "declare the numbers: `draw = { gmv = { from = 100, to = 900, step = 50 } }`");
    }
    if let Some(answer) = &answer {
        unknown_names(fields, answer, &known);
    }
    // The empty unit is a plain number, so this text may be blank.
    let unit = fields.raw_text("unit").unwrap_or_default();
    let tolerance = tolerance(fields);
    let traps = fields.tables("traps", |entry| {
        let text = entry.text_or_number("answer");
        if text.is_none() && !entry.has("answer") {
            entry.missing("answer", "write the expression of the mistake");
        }
        let says = entry.required_text("says", "say which confusion this number betrays");
        let answer = text.and_then(|text| parsed(&text, entry))?;
        unknown_names(entry, &answer, &known);
        Some(Trap { answer: answer.value, says: says?.value })
    });
    let mut texts: Vec<(&str, std::ops::Range<usize>)> = vec![(ask, before)];
    if let Some(model) = model {
        texts.push((&model.value, model.span.clone()));
    }
    texts.extend(traps.iter().map(|trap| (trap.says.as_str(), fields.place("traps"))));
    for (text, span) in texts {
        for slot in slots(text) {
            if !known.contains(slot) {
                fields.fault(
                    Fault::error(
                        "unknown-name",
                        span.clone(),
                        format!("`{{{}}}` is not declared", clipped(slot)),
                    )
                    .help(format!(
                        "the names here are {}",
                        known.iter().cloned().collect::<Vec<_>>().join(", ")
                    )),
                );
            }
        }
    }
    let compute =
        Compute { draw, derived: sorted, answer: answer?.value, unit, tolerance: tolerance?, traps };
    if compute.draw.is_empty() {
        return None;
    }
    // A few draws are tried here; `lint` tries a thousand.
    let tried = compute.solver().and_then(|solver| {
        let mut values = Vec::new();
        (0..4).try_for_each(|seed| solver.solve(seed, &mut values).map(drop))
    });
    if let Err(fault) = tried {
        fields.fault(
            Fault::error("no-value", fields.place("answer"), format!("a draw has no value: {fault}"))
                .help("choose ranges for which every expression has a finite value"),
        );
        return None;
    }
    Some(Kind::Compute(compute))
}

fn tolerance(fields: &Fields<'_, '_>) -> Option<Tolerance> {
    let Some(text) = fields.text_or_number("tolerance") else {
        if fields.has("tolerance") {
            return None;
        }
        return Some(Tolerance::Relative(0.01));
    };
    let read = match text.value.strip_suffix('%') {
        Some(share) => share.trim().parse().ok().map(|share: f64| Tolerance::Relative(share / 100.0)),
        None => text.value.trim().parse().ok().map(Tolerance::Absolute),
    };
    match read {
        Some(Tolerance::Relative(slack) | Tolerance::Absolute(slack)) if (0.0..1e12).contains(&slack) => read,
        _ => {
            fields.fault(
                Fault::error("wrong-type", text.span, format!("`tolerance` is {:?}", clipped(&text.value)))
                    .help("write a number in the unit of the answer, or a share of it such as \"1%\""),
            );
            None
        }
    }
}

fn range(
    name: &At<String>,
    value: &Spanned<DeValue<'_>>,
    faults: &RefCell<Vec<Fault>>,
) -> Option<(String, Range)> {
    let Some(table) = value.get_ref().as_table() else {
        faults.borrow_mut().push(
            Fault::error("wrong-type", value.span(), format!("`{}` is not a range", clipped(&name.value)))
                .help("write `{ from = 100, to = 900, step = 50 }`"),
        );
        return None;
    };
    let fields = Fields::new(table, value.span(), faults);
    let part = |part: &'static str| {
        if !fields.has(part) {
            fields.missing(part, "write `{ from = 100, to = 900, step = 50 }`");
        }
        fields.number(part)
    };
    let (from, to, step) = (part("from"), part("to"), part("step"));
    fields.finish("range");
    let range = Range { from: from?.value, to: to?.value, step: step?.value };
    if range.step <= 0.0 || range.to < range.from || range.len() > 1_000_000_000 {
        faults.borrow_mut().push(
            Fault::error(
                "out-of-range",
                value.span(),
                format!("the range of `{}` holds no value", name.value),
            )
            .help("`from` is at most `to`, and `step` is above 0"),
        );
        return None;
    }
    plain_name(name, faults)?;
    Some((name.value.clone(), range))
}

fn expression(
    name: &At<String>,
    value: &Spanned<DeValue<'_>>,
    faults: &RefCell<Vec<Fault>>,
) -> Option<(String, At<Expression>)> {
    let Some(text) = value.get_ref().as_str() else {
        faults.borrow_mut().push(
            Fault::error(
                "wrong-type",
                value.span(),
                format!("`{}` is not an expression in quotes", clipped(&name.value)),
            )
            .help("write `\"a / b\"`"),
        );
        return None;
    };
    plain_name(name, faults)?;
    match Expression::parse(text) {
        Ok(expression) => Some((name.value.clone(), At { value: expression, span: value.span() })),
        Err(message) => {
            faults.borrow_mut().push(bad_expression(value.span(), &message));
            None
        }
    }
}

fn plain_name(name: &At<String>, faults: &RefCell<Vec<Fault>>) -> Option<()> {
    let fine = name.value.starts_with(|c: char| c.is_ascii_lowercase())
        && name.value.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
        && !super::expression::FUNCTIONS.contains(&name.value.as_str());
    if !fine {
        faults.borrow_mut().push(
            Fault::error(
                "bad-name",
                name.span.clone(),
                format!("`{}` is no name for a number", clipped(&name.value)),
            )
            .help("a name has lower-case letters, digits and `_`, and is no function"),
        );
    }
    fine.then_some(())
}

fn parsed(text: &At<String>, fields: &Fields<'_, '_>) -> Option<At<Expression>> {
    match Expression::parse(&text.value) {
        Ok(value) => Some(At { value, span: text.span.clone() }),
        Err(message) => {
            fields.fault(bad_expression(text.span.clone(), &message));
            None
        }
    }
}

fn bad_expression(span: std::ops::Range<usize>, message: &str) -> Fault {
    Fault::error("bad-expression", span, format!("cannot read the expression: {message}")).help(
        "use numbers, declared names, + - * / ^ ( ) and min, max, abs, round, floor, ceil, sqrt, ln, exp",
    )
}

fn unknown_names(fields: &Fields<'_, '_>, expression: &At<Expression>, known: &BTreeSet<String>) {
    for name in expression.value.names() {
        if !known.contains(&name) {
            let words: Vec<&str> = known.iter().map(String::as_str).collect();
            let help = match super::nearest(&name, &words) {
                Some(word) => format!("did you mean `{word}`?"),
                None => format!("declare it in `draw` or `let`; the names here are {}", words.join(", ")),
            };
            fields.fault(
                Fault::error("unknown-name", expression.span.clone(), format!("`{name}` is not declared"))
                    .help(help),
            );
        }
    }
}

fn recall(fields: &Fields<'_, '_>, model: Option<&At<String>>) -> Option<Kind> {
    let points = |name: &'static str| {
        fields.tables(name, |entry| {
            let point = entry.required_text("point", "say what the point is");
            let say: Vec<String> = entry.texts("say").into_iter().map(|text| text.value).collect();
            if say.is_empty() {
                if entry.has("say") {
                    entry.fault(
                        Fault::error("wrong-count", entry.place("say"), "`say` has no phrasing")
                            .help("list the phrasings that meet the point"),
                    );
                } else {
                    entry.missing("say", "list the phrasings that meet the point");
                }
                return None;
            }
            Some(Point { point: point?.value, say })
        })
    };
    let (must, nice) = (points("must"), points("nice"));
    let mut references: Vec<String> = fields.texts("references").into_iter().map(|text| text.value).collect();
    if model.is_none() && references.is_empty() {
        fields.missing("model", "write a strong answer");
        return None;
    }
    if let Some(model) = model {
        references.insert(0, model.value.clone());
    }
    Some(Kind::Recall { must, nice, references })
}

fn open(fields: &Fields<'_, '_>) -> Option<Kind> {
    let known: Vec<(&str, Check)> = Check::ALL.into_iter().map(|check| (check.as_str(), check)).collect();
    let check = fields
        .required_text("check", "name the check the answer is held to")
        .and_then(|text| fields.word("check", &text, &known));
    if fields.place("model") == fields.span() {
        fields.missing("model", "write a strong answer that passes the check");
    }
    let max_words = fields.whole("max_words", 5..=2000);
    let challenges: Vec<(&str, Challenge)> = Challenge::ALL.iter().map(|(c, name, _)| (*name, *c)).collect();
    let challenge = fields.text("challenge").and_then(|text| {
        fields.word("challenge", &text, &challenges).map(|challenge| challenge.as_str().to_owned())
    });
    let question = fields.text("question").map(|text| text.value);
    let terms = fields.tables("terms", |entry| {
        let term = entry.required_text("term", "write the technical term");
        let plain = entry.required_text("plain", "write plain words for it");
        Some(Term { term: term?.value, plain: plain?.value })
    });
    let confirm = fields.texts("confirm").into_iter().map(|text| text.value).collect();
    Some(Kind::Open { check: check?, max_words, challenge, question, terms, confirm })
}
