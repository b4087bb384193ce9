//! One file of a pack: its drills, scenarios and lines, and every fault with its place.

use std::cell::RefCell;
use std::ops::Range;

use toml::de::DeTable;

use super::fields::{At, Fields, MOST_FAULTS, clipped};
use super::kinds;
use super::{
    Challenge, Division, Drill, DrillId, Fault, KindName, Ledger, Level, Line, Scenario, Source, Tactic,
    Tags, Topic, Track,
};

/// What one file holds.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// The usable drills, each with the byte offset of its table.
    pub drills: Vec<(Drill, usize)>,
    /// The usable scenarios, each with the byte offset of its table.
    pub scenarios: Vec<(Scenario, usize)>,
    /// The usable interviewer lines.
    pub lines: Vec<Line>,
    /// The ids of all drills, the faulty ones too, each with its place.
    pub drill_ids: Vec<(DrillId, Range<usize>)>,
    /// The ids of all scenarios, the faulty ones too, each with its place.
    pub scenario_ids: Vec<(DrillId, Range<usize>)>,
    /// Every fault, in the order of the file; at most 2,000.
    pub faults: Vec<Fault>,
}

impl Parsed {
    /// Tells whether the file holds nothing at all.
    pub fn is_empty(&self) -> bool {
        self.drill_ids.is_empty() && self.scenario_ids.is_empty() && self.lines.is_empty()
    }
}

/// Reads one file. A fault in one table never hides another, and never takes another table with it.
pub fn parse(text: &str) -> Parsed {
    let faults = RefCell::new(Vec::new());
    let (table, errors) = DeTable::parse_recoverable(text);
    for error in errors.into_iter().take(MOST_FAULTS) {
        let span = error.span().unwrap_or(0..0);
        let message = error.message().trim().replace('\n', ": ");
        faults.borrow_mut().push(
            Fault::error("syntax", span, format!("not TOML: {message}"))
                .help("drills/README.md shows every kind; texts stand in quotes, lists in [ ]"),
        );
    }
    let mut parsed = Parsed::default();
    let top = Fields::new(table.get_ref(), table.span(), &faults);
    for (fields, start) in top.array_of_tables("drill") {
        let errors_before = errors_in(&faults);
        let drill = drill(&fields, text, &mut parsed.drill_ids);
        if let Some(drill) = drill
            && errors_in(&faults) == errors_before
            && errors_before < MOST_FAULTS
        {
            parsed.drills.push((drill, start));
        }
    }
    for (fields, start) in top.array_of_tables("scenario") {
        let errors_before = errors_in(&faults);
        let scenario = scenario(&fields, &mut parsed.scenario_ids);
        fields.finish("scenario");
        if let Some(scenario) = scenario
            && errors_in(&faults) == errors_before
            && errors_before < MOST_FAULTS
        {
            parsed.scenarios.push((scenario, start));
        }
    }
    for (fields, _) in top.array_of_tables("line") {
        let line = line(&fields);
        fields.finish("line");
        parsed.lines.extend(line);
    }
    top.finish("drill file");
    parsed.faults = faults.into_inner();
    parsed.faults.sort_by_key(|fault| fault.span.start);
    if parsed.faults.len() >= MOST_FAULTS {
        parsed.faults.push(
            Fault::error("too-many", 0..0, format!("more than {MOST_FAULTS} faults; the rest is not listed"))
                .help("mend these first"),
        );
    }
    parsed
}

fn errors_in(faults: &RefCell<Vec<Fault>>) -> usize {
    faults.borrow().len()
}

fn drill(fields: &Fields<'_, '_>, file: &str, ids: &mut Vec<(DrillId, Range<usize>)>) -> Option<Drill> {
    let id = fields
        .required_text("id", "give the drill an id such as `metrics/take-rate`; its history hangs on it")
        .and_then(|text| read_id(fields, &text, ids));
    let kinds: Vec<(&str, KindName)> = KindName::ALL.iter().map(|kind| (kind.as_str(), *kind)).collect();
    let kind = fields
        .required_text("kind", "name the kind: contrast, choose, spot, order, compute, recall or open")
        .and_then(|text| fields.word("kind", &text, &kinds));
    let area = fields.required_text("area", "name the area that progress is counted by").and_then(|text| {
        let fine =
            text.value.chars().all(|c| c.is_alphanumeric() || c == '-' || c == ' ') && text.value.len() <= 40;
        if !fine {
            fields.fault(
                Fault::error(
                    "bad-name",
                    text.span.clone(),
                    format!("{:?} is no name for an area", clipped(&text.value)),
                )
                .help("an area has letters, digits and hyphens, and is at most 40 bytes long"),
            );
        }
        fine.then_some(text.value)
    });
    let ask = fields.required_text("ask", "write the question");
    let why = fields.required_text("why", "say what the drill teaches; it is shown after the answer");
    let source = fields
        .required_text(
            "source",
            "say where its facts come from: official, public, community, original or claim",
        )
        .and_then(|text| fields.word("source", &text, &Source::ALL));
    let reference = fields.text("reference").map(|text| text.value);
    if matches!(source, Some(Source::Official | Source::Public)) && !fields.has("reference") {
        fields.missing("reference", "an official or public source has a reference");
    }
    let model = fields.text("model");
    let tags = tags(fields);
    let seconds = fields.whole("seconds", 1..=3600);
    let weight = fields.whole("weight", 1..=5);
    // Without its kind a drill's other fields mean nothing, so only its common ones are reported.
    let kind = kind?;
    let particular =
        kinds::read(kind, fields, ask.as_ref().map_or("", |ask| ask.value.as_str()), model.as_ref());
    fields.finish("drill");
    Some(Drill {
        id: id?,
        area: area?,
        ask: ask?.value,
        why: why?.value,
        source: source?,
        reference,
        model: model.map(|text| text.value),
        tags,
        seconds,
        weight: weight.map_or(3, |weight| weight as u8),
        kind: particular?,
        text_hash: fields.text_hash(file),
    })
}

fn read_id(
    fields: &Fields<'_, '_>,
    text: &At<String>,
    ids: &mut Vec<(DrillId, Range<usize>)>,
) -> Option<DrillId> {
    match text.value.parse::<DrillId>() {
        Ok(id) => {
            ids.push((id.clone(), text.span.clone()));
            Some(id)
        }
        Err(fault) => {
            fields.fault(
                Fault::error("bad-id", text.span.clone(), format!("{fault}"))
                    .help("write for example `metrics/take-rate`"),
            );
            None
        }
    }
}

fn tags(fields: &Fields<'_, '_>) -> Tags {
    fn known<T: Copy>(all: &[T], name: impl Fn(T) -> &'static str) -> Vec<(&'static str, T)> {
        all.iter().map(|value| (name(*value), *value)).collect()
    }
    Tags {
        tracks: fields.words("tracks", &known(Track::ALL, Track::as_str)),
        levels: fields.words("levels", &known(Level::ALL, Level::as_str)),
        divisions: fields.words("divisions", &known(Division::ALL, Division::as_str)),
    }
}

fn scenario(fields: &Fields<'_, '_>, ids: &mut Vec<(DrillId, Range<usize>)>) -> Option<Scenario> {
    let id = fields
        .required_text("id", "give the scenario an id such as `grilling/coupon-lift`")
        .and_then(|text| read_id(fields, &text, ids));
    let title = fields.required_text("title", "give it a short name");
    let brief = fields.required_text("brief", "say what the candidate knows");
    let ask = fields.required_text("ask", "say how the claim is asked for");
    let claim = fields.required_text("claim", "write a claim that fits the brief");
    if !fields.has("ledger") {
        fields.missing(
            "ledger",
            "say what is true: source, owner, window, sample, baseline, control, limits, objection, cost",
        );
    }
    let ledger = fields.table("ledger", |entry| {
        let part = |name| entry.text(name).map(|text| text.value).unwrap_or_default();
        Ledger {
            source: part("source"),
            owner: part("owner"),
            window: part("window"),
            sample: part("sample"),
            baseline: part("baseline"),
            control: part("control"),
            limits: entry.texts("limits").into_iter().map(|text| text.value).collect(),
            objection: part("objection"),
            cost: part("cost"),
        }
    });
    let source = fields.text("source").and_then(|text| fields.word("source", &text, &Source::ALL));
    Some(Scenario {
        id: id?,
        title: title?.value,
        brief: brief?.value,
        ask: ask?.value,
        claim: claim?.value,
        ledger: ledger?,
        tags: tags(fields),
        source: source.unwrap_or(Source::Original),
        reference: fields.text("reference").map(|text| text.value),
    })
}

fn line(fields: &Fields<'_, '_>) -> Option<Line> {
    let challenges: Vec<(&str, Challenge)> = Challenge::ALL.iter().map(|(c, name, _)| (*name, *c)).collect();
    let tactics: Vec<(&str, Tactic)> = Tactic::ALL.iter().map(|(tactic, name)| (*name, *tactic)).collect();
    let challenge = fields.text("challenge");
    let tactic = fields.text("tactic");
    let topic = match (challenge, tactic) {
        (Some(text), None) => fields.word("challenge", &text, &challenges).map(Topic::Challenge),
        (None, Some(text)) => fields.word("tactic", &text, &tactics).map(Topic::Tactic),
        (None, None) => {
            fields.missing("challenge", "name the challenge the line raises, or a `tactic`");
            None
        }
        (Some(_), Some(text)) => {
            fields.fault(
                Fault::error("two-topics", text.span, "a line has a challenge or a tactic, not both")
                    .help("remove one of them"),
            );
            None
        }
    };
    let sharpness = fields.whole("sharpness", 1..=3);
    let text = fields.required_text("text", "write the line")?;
    for slot in super::template::slots(&text.value) {
        if !["number", "metric", "phrase", "earlier", "now"].contains(&slot) {
            fields.fault(
                Fault::error("unknown-name", text.span.clone(), format!("a line has no slot `{{{slot}}}`"))
                    .help("the slots are {number}, {metric}, {phrase}, and in a contradiction {earlier} and {now}"),
            );
            return None;
        }
    }
    Some(Line { topic: topic?, sharpness: sharpness.unwrap_or(1) as u8, text: text.value })
}
