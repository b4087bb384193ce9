//! Labelled answers and what the models see of them.
// Shared by two tools, each of which uses a part.
#![allow(dead_code)]

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hotseat::grade::Check;
use hotseat::grade::checks::rules::{Method, Rules};
use hotseat::grade::features::{self, Feature, FeatureId, Sink};
use hotseat::grade::text::Analysis;
use hotseat::grade::text::clause::Range;
use hotseat::grade::text::pattern::ClassMap;
use hotseat::grade::text::words::{DIMS, vector};
use serde::Deserialize;

/// One labelled answer as filed.
#[derive(Clone, Debug, Deserialize)]
pub struct Labelled {
    pub id: String,
    pub check: Check,
    #[serde(default)]
    pub writer: String,
    pub answer: String,
    pub question: Option<String>,
    pub labels: BTreeMap<String, String>,
    #[serde(default)]
    pub evidence: BTreeMap<String, Spans>,
}

/// Evidence is one string or several.
#[derive(Clone, Debug, Deserialize)]
#[serde(untagged)]
pub enum Spans {
    One(String),
    Many(Vec<String>),
}

impl Spans {
    pub fn all(&self) -> Vec<&str> {
        match self {
            Spans::One(text) => vec![text],
            Spans::Many(list) => list.iter().map(String::as_str).collect(),
        }
    }
}

/// Reads JSONL files, or every `.jsonl` of a folder, in order of name.
pub fn load(paths: &[PathBuf]) -> Vec<Labelled> {
    let mut files = Vec::new();
    for path in paths {
        if path.is_dir() {
            let entries = std::fs::read_dir(path).expect("the folder is readable");
            files.extend(
                entries.flatten().map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "jsonl")),
            );
        } else {
            files.push(path.clone());
        }
    }
    files.sort();
    let mut all = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap_or_else(|e| panic!("{}: {e}", file.display()));
        for (n, line) in text.lines().enumerate().filter(|(_, l)| !l.trim().is_empty()) {
            match serde_json::from_str(line) {
                Ok(answer) => all.push(answer),
                Err(e) => eprintln!("{}:{}: {e}", file.display(), n + 1),
            }
        }
    }
    all
}

/// The folder of the labelled answers.
pub fn answers() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/grading/answers")
}

/// One window as the trainer sees it: feature columns with counts, the summed word vector.
pub struct Window {
    pub range: Range,
    pub sparse: Vec<(u32, f32)>,
    pub dense: [f32; DIMS],
    /// Bytes in the answer.
    pub bytes: (usize, usize),
}

/// One answer as the trainer sees it.
pub struct Prepared {
    pub labelled: Labelled,
    pub windows: Vec<Window>,
    /// Windows that start in the opening.
    pub opening: Vec<bool>,
}

/// Columns of features, by name.
#[derive(Default)]
pub struct Columns {
    pub names: Vec<String>,
    pub ids: Vec<FeatureId>,
    index: std::collections::HashMap<FeatureId, u32>,
    pub documents: Vec<u32>,
}

impl Columns {
    pub fn column(&mut self, id: FeatureId, name: impl FnOnce() -> String) -> u32 {
        *self.index.entry(id).or_insert_with(|| {
            self.names.push(name());
            self.ids.push(id);
            self.documents.push(0);
            self.names.len() as u32 - 1
        })
    }

    pub fn find(&self, name: &str) -> Option<u32> {
        features::id_of_name(name).and_then(|id| self.index.get(&id).copied())
    }
}

struct Naming<'a> {
    columns: &'a mut Columns,
    found: Vec<(u32, Feature)>,
}

impl Sink for Naming<'_> {
    fn take(&mut self, feature: Feature, name: &dyn Fn() -> String) {
        let column = self.columns.column(feature.id, name);
        self.found.push((column, feature));
    }
}

/// Computes what the trainer sees of an answer.
pub fn prepare(labelled: Labelled, rules: &Rules, columns: &mut Columns) -> Prepared {
    let text = labelled.answer.clone();
    let quoted: Vec<&str> = labelled.question.as_deref().into_iter().collect();
    let analysis = Analysis::new(&text, &quoted);
    let classes = ClassMap::new(&analysis, &rules.lexicon);
    let mut sink = Naming { columns, found: Vec::new() };
    features::extract(&analysis, rules, &classes, &mut sink);
    let found = sink.found;
    let mut seen: Vec<u32> = found.iter().map(|(c, _)| *c).collect();
    seen.sort_unstable();
    seen.dedup();
    for &c in &seen {
        columns.documents[c as usize] += 1;
    }
    let ranges = features::windows(&analysis);
    let windows: Vec<Window> = ranges
        .iter()
        .map(|&range| {
            let mut counts: BTreeMap<u32, f32> = BTreeMap::new();
            let scale = hotseat::grade::model::scale(range.len());
            for (column, feature) in &found {
                if feature.range.start >= range.start && feature.range.end <= range.end {
                    *counts.entry(*column).or_default() += scale;
                }
            }
            for (name, holds) in features::FLAGS {
                if holds(&analysis, range) {
                    let column = columns.column(features::flag_id(name), || format!("f:{name}"));
                    columns.documents[column as usize] = 99;
                    counts.insert(column, 1.0);
                }
            }
            let mut dense = [0.0; DIMS];
            for i in range.start..range.end {
                if let Some(word) = analysis.tokens[i].word.filter(|_| !analysis.masked[i]) {
                    dense.iter_mut().zip(vector(word)).for_each(|(d, v)| *d += v * scale);
                }
            }
            Window { range, sparse: counts.into_iter().collect(), dense, bytes: analysis.bytes(range) }
        })
        .collect();
    let limit = hotseat::grade::checks::judge::opening_end(&analysis);
    let opening = windows.iter().map(|w| w.range.start < limit).collect();
    Prepared { labelled, windows, opening }
}

/// Tells whether the label of a criterion speaks of words that are there (for an absence: the fault).
pub fn present(labelled: &Labelled, id: &str, method: Method) -> Option<bool> {
    let met = match labelled.labels.get(id)?.as_str() {
        "met" => true,
        "missed" => false,
        _ => return None,
    };
    Some(met != (method == Method::Absence))
}
