//! The JSON events of `practice --json`: how they are written, and how inputs are read.

use serde_json::{Map, Value, json};

use crate::grade::Criterion;
use crate::memory::Grade;
use crate::session::practice::{Asked, Told};
use crate::session::{Answer, Event, Input, Pick, Unusable};

/// Heads an event with its schema.
pub fn event(name: &str, fields: Value) -> Value {
    let mut out = Map::new();
    out.insert("schema".to_owned(), json!(1));
    out.insert("event".to_owned(), json!(name));
    if let Value::Object(fields) = fields {
        out.extend(fields);
    }
    Value::Object(out)
}

/// Writes an ask.
pub fn ask(asked: &Asked) -> Value {
    let mut fields = json!({
        "id": asked.id,
        "drill": asked.drill.id.as_str(),
        "kind": asked.drill.kind.name().as_str(),
        "area": asked.drill.area,
        "prompt": asked.ask.prompt,
    });
    if let Value::Object(map) = &mut fields {
        if let Some(sketch) = &asked.ask.sketch {
            map.insert("sketch".to_owned(), json!(sketch));
        }
        if !asked.ask.text.is_empty() {
            map.insert("text".to_owned(), json!(asked.ask.text));
        }
        if !asked.ask.options.is_empty() {
            map.insert("options".to_owned(), json!(asked.ask.options));
        }
        let rest = json!({
            "input": asked.ask.input,
            "step": asked.ask.step,
            "steps": asked.ask.steps,
            "n": asked.n,
            "of": asked.of,
            "attempt": asked.attempt,
            "retry": asked.retry,
            "late_after_s": asked.drill.seconds,
        });
        if let Value::Object(rest) = rest {
            map.extend(rest);
        }
    }
    event("ask", fields)
}

/// Writes a criterion as `grade` does.
pub fn criterion(criterion: &Criterion) -> Value {
    let mut out = json!({
        "id": criterion.id,
        "text": criterion.text,
        "verdict": criterion.verdict,
        "evidence": criterion.evidence,
    });
    if let (Value::Object(map), Some(advice)) = (&mut out, &criterion.advice) {
        map.insert("advice".to_owned(), json!(advice));
    }
    out
}

/// Writes a verdict.
pub fn verdict(told: &Told) -> Value {
    let criteria: Vec<Value> = told.judged.criteria.iter().map(criterion).collect();
    event(
        "verdict",
        json!({
            "id": told.id,
            "drill": told.drill.id.as_str(),
            "review": told.review,
            "score": told.judged.score.map(rounded),
            "grade": told.grade,
            "provisional": told.provisional,
            "read_as": told.judged.read_as,
            "criteria": criteria,
            "expected": told.judged.expected,
            "trap": told.judged.trap,
            "asks": told.judged.asks,
            "late": told.late,
            "why": told.drill.why,
            "model": told.model,
            "due": told.due,
        }),
    )
}

/// Writes the points to confirm.
pub fn confirm(review: &str, items: &[Criterion]) -> Value {
    let items: Vec<Value> = items.iter().map(criterion).collect();
    event("confirm", json!({ "review": review, "items": items }))
}

/// Rounds a score so that it reads well.
pub fn rounded(score: f64) -> f64 {
    (score * 1e4).round() / 1e4
}

/// Writes why an input cannot be used.
pub fn error(code: &str, message: &str) -> Value {
    event("error", json!({ "code": code, "message": message }))
}

/// What one line of input says.
#[derive(Debug)]
pub enum Said {
    /// An event of the session.
    Event(Event),
    /// The learner stops.
    Stop,
}

/// What is open while a line is read.
#[derive(Clone, Copy, Debug)]
pub enum Open {
    /// A question with this number.
    Ask(u64, Input),
    /// Points to confirm.
    Confirm(u64),
}

/// Reads one line of input.
///
/// # Errors
/// A line that cannot be used; what was asked stays open.
pub fn read(line: &str, open: Open) -> Result<Said, Unusable> {
    let unusable = |code: &'static str, message: &str| Unusable { code, message: message.to_owned() };
    let value: Value = serde_json::from_str(line)
        .map_err(|error| unusable("bad-json", &format!("not a line of JSON: {error}")))?;
    let Value::Object(input) = value else {
        return Err(unusable("bad-json", "give an object, as {\"answer\": 1}"));
    };
    let yes = |key: &str| input.get(key).is_some_and(|value| value == &Value::Bool(true));
    let number = match open {
        Open::Ask(id, _) | Open::Confirm(id) => id,
    };
    if let Some(id) = input.get("id")
        && !id.is_null()
        && id.as_u64() != Some(number)
    {
        return Err(unusable("wrong-id", &format!("id {id} is not open; {number} is")));
    }
    if yes("stop") {
        return Ok(Said::Stop);
    }
    if yes("undo") {
        return Ok(Said::Event(Event::Undo));
    }
    if yes("skip") {
        return Ok(Said::Event(Event::Skip));
    }
    if let Some(points) = input.get("points") {
        let ticks: Option<Vec<bool>> =
            points.as_array().and_then(|list| list.iter().map(Value::as_bool).collect());
        return ticks
            .map(|ticks| Said::Event(Event::Ticked(ticks)))
            .ok_or_else(|| unusable("wrong-type", "`points` is a list of true and false"));
    }
    let grade = match input.get("grade") {
        None | Some(Value::Null) => None,
        Some(value) => {
            let grade = value.as_str().and_then(|text| text.to_lowercase().parse::<Grade>().ok());
            Some(grade.ok_or_else(|| unusable("wrong-type", "`grade` is again, hard, good or easy"))?)
        }
    };
    if yes("accept") {
        return Ok(Said::Event(Event::Accept(grade)));
    }
    if let (Some(grade), None) = (grade, input.get("answer")) {
        return Ok(Said::Event(Event::Graded(grade)));
    }
    let Some(answer) = input.get("answer") else {
        return Err(unusable("no-answer", "give `answer`, or `skip`, `undo` or `stop` as true"));
    };
    let kind = match open {
        Open::Ask(_, kind) => kind,
        Open::Confirm(_) => {
            let message = "confirm the answer before: give `points`, `accept` or `grade`";
            return Err(unusable("confirm-expected", message));
        }
    };
    let elapsed_s = amount(&input, "elapsed_s", 0.0, 864_000.0)?.unwrap_or(0.0);
    let confidence = amount(&input, "confidence", 0.0, 1.0)?;
    let answer = answer_of(answer, kind)?;
    Ok(Said::Event(Event::Answer { answer, elapsed_s, confidence }))
}

fn amount(input: &Map<String, Value>, key: &str, least: f64, most: f64) -> Result<Option<f64>, Unusable> {
    match input.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(value) => match value.as_f64() {
            Some(number) if (least..=most).contains(&number) => Ok(Some(number)),
            _ => Err(Unusable {
                code: "out-of-range",
                message: format!("`{key}` is a number from {least} to {most}"),
            }),
        },
    }
}

fn answer_of(value: &Value, kind: Input) -> Result<Answer, Unusable> {
    let wrong = |message: &str| Unusable { code: "wrong-type", message: message.to_owned() };
    match kind {
        Input::Text => match value {
            Value::String(text) => Ok(Answer::Text(text.clone())),
            _ => Err(wrong("give the answer as a string")),
        },
        Input::Number => match value {
            Value::String(text) => Ok(Answer::Text(text.clone())),
            Value::Number(number) => Ok(Answer::Text(number.to_string())),
            _ => Err(wrong("give the answer as a number or a string")),
        },
        Input::Choice => Ok(Answer::Picks(vec![
            pick(value).ok_or_else(|| wrong("give an option's number, from 1, or its text"))?,
        ])),
        Input::Choices | Input::Order => {
            let list = match value {
                Value::Array(list) => list.iter().map(pick).collect::<Option<Vec<Pick>>>(),
                single if kind == Input::Choices => pick(single).map(|pick| vec![pick]),
                _ => None,
            };
            list.map(Answer::Picks).ok_or_else(|| wrong("give a list of numbers, from 1, or of texts"))
        }
    }
}

fn pick(value: &Value) -> Option<Pick> {
    match value {
        Value::String(text) => Some(Pick::Text(text.clone())),
        // A number beyond what exists is refused as an unknown option.
        Value::Number(number) => {
            number.as_u64().map(|place| Pick::Place(usize::try_from(place).unwrap_or(usize::MAX)))
        }
        _ => None,
    }
}
