//! What a usable drill could do better: warnings that hold for every pack.
//!
//! Each rule is cheap and linear; the dear ones (grading a model answer, a thousand draws) are
//! remembered by what they depend on, so that drills made from one pattern cost one of them.

mod answers;
mod options;
mod twins;

use std::collections::HashMap;
use std::ops::Range;

pub use twins::{Sketch, Twin, Twins};

use super::{Drill, Fault, Kind};

/// Holds what one run of the rules remembers.
#[derive(Debug, Default)]
pub struct Lint {
    answers: HashMap<u64, Vec<Remark>>,
}

/// A warning before it has a place: the field it is about, and the words.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Remark {
    field: &'static str,
    code: super::Code,
    message: String,
    help: &'static str,
}

impl Lint {
    /// Holds one drill to the rules; `at` is the byte offset of its table in the file's text.
    pub fn drill(&mut self, drill: &Drill, text: &str, at: usize, faults: &mut Vec<Fault>) {
        let mut remarks = Vec::new();
        options::remarks(drill, &mut remarks);
        answers::remarks(drill, &mut self.answers, &mut remarks);
        faults.extend(remarks.into_iter().map(|remark| {
            Fault::warning(remark.code, place(text, at, remark.field), remark.message).help(remark.help)
        }));
    }
}

/// Holds the drills of one file to the rules about files.
pub fn file(drills: &[(Drill, usize)], text: &str, faults: &mut Vec<Fault>) {
    let mut asked = 0;
    let mut longest = 0;
    let mut first = None;
    for (drill, at) in drills {
        let Some(is_longest) = options::right_is_longest(&drill.kind) else { continue };
        asked += 1;
        longest += usize::from(is_longest);
        first.get_or_insert(place(
            text,
            *at,
            if matches!(drill.kind, Kind::Choose(_)) { "right" } else { "strong" },
        ));
    }
    if asked >= 5 && longest * 5 >= asked * 4 {
        let message = format!("the right answer is the longest in {longest} of {asked} drills of this file");
        faults.push(
            Fault::warning("longest-right", first.unwrap_or(0..0), message)
                .help("shorten some right answers, or lengthen a wrong one here and there"),
        );
    }
}

/// Finds a field of the table at `at`: the span of its name, or of the table's head.
fn place(text: &str, at: usize, field: &str) -> Range<usize> {
    let mut start = at;
    for (number, line) in text.get(at..).unwrap_or_default().split_inclusive('\n').enumerate() {
        let shown = line.trim_end();
        if number > 0 && shown.starts_with("[[") {
            break;
        }
        let named = shown.strip_prefix(field).is_some_and(|rest| rest.trim_start().starts_with('='));
        if named {
            return start..start + field.len();
        }
        start += line.len();
    }
    let head = text.get(at..).unwrap_or_default().lines().next().unwrap_or_default();
    at..at + head.trim_end().len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::drill::parse;

    fn codes(text: &str) -> Vec<(super::super::Code, String)> {
        let parsed = parse(text);
        assert!(parsed.faults.is_empty(), "{:?}", parsed.faults);
        let mut faults = Vec::new();
        let mut lint = Lint::default();
        for (drill, at) in &parsed.drills {
            lint.drill(drill, text, *at, &mut faults);
        }
        file(&parsed.drills, text, &mut faults);
        faults.into_iter().map(|fault| (fault.code, text[fault.span].to_owned())).collect()
    }

    fn choose(right: &str, wrong: [&str; 3]) -> String {
        let wrong: Vec<String> =
            wrong.iter().map(|text| format!("{{ text = \"{text}\", because = \"so\" }}")).collect();
        format!(
            "[[drill]]\nid = \"a/b\"\nkind = \"choose\"\narea = \"a\"\nsource = \"original\"\nwhy = \"w\"\n\
             ask = \"Two large customers doubled their spend. Which figure moved?\"\nright = \"{right}\"\nwrong = [{}]\n",
            wrong.join(", ")
        )
    }

    #[test]
    fn even_options_are_fine() {
        let text = choose(
            "Net revenue retention",
            ["Gross retention rate", "The churn of logos", "The renewal rate"],
        );
        assert_eq!(codes(&text), []);
    }

    #[test]
    fn a_right_option_that_stands_out_is_named() {
        let long =
            "Net revenue retention, since expansion counts in it and in nothing else that is listed here";
        let found = codes(&choose(long, ["Gross retention", "The churn of logos", "The renewal rate"]));
        assert_eq!(found[0].0, "uneven-options");
        assert_eq!(found[0].1, "right");
    }

    #[test]
    fn absolutes_that_mark_only_wrong_options_are_named() {
        let found = codes(&choose(
            "Net revenue retention",
            ["Gross retention always", "Logo churn, never revenue", "Every renewal rate"],
        ));
        assert_eq!(found, [("absolute-words", "wrong".to_owned())]);
    }

    #[test]
    fn an_answer_that_the_stem_holds_is_named() {
        let found = codes(&choose(
            "The large customers doubled",
            ["Gross retention grows", "Logo churn is lower now", "The renewal rate grows"],
        ));
        assert_eq!(found[0].0, "given-away");
    }

    fn compute(answer: &str, trap: &str) -> String {
        format!(
            "[[drill]]\nid = \"a/b\"\nkind = \"compute\"\narea = \"a\"\nsource = \"original\"\nwhy = \"w\"\nask = \"?\"\n\
             draw = {{ a = {{ from = 0, to = 400, step = 1 }}, b = {{ from = 1, to = 9, step = 1 }} }}\n\
             answer = \"{answer}\"\nunit = \"\"\ntolerance = \"1%\"\ntraps = [{{ answer = \"{trap}\", says = \"x\" }}]\n"
        )
    }

    #[test]
    fn computed_drills_are_solved_a_thousand_times() {
        assert_eq!(codes(&compute("a + 10 * b", "a + 20 * b + 9")), []);
        assert_eq!(codes(&compute("a * b", "a * b + 30"))[0].0, "degenerate-draw");
        assert_eq!(codes(&compute("a + b", "a + 2 * b"))[0].0, "trap-is-answer");
        assert_eq!(codes(&compute("12 + 0 * a", "b"))[0].0, "constant-answer");
    }

    #[test]
    fn a_reference_that_misses_a_point_is_named() {
        let text = "[[drill]]\nid = \"a/b\"\nkind = \"recall\"\narea = \"a\"\nsource = \"original\"\nwhy = \"w\"\n\
                    ask = \"Define it.\"\nmust = [{ point = \"expansion is left out\", say = [\"excludes expansion\"] }]\n\
                    model = \"It excludes expansion.\"\nreferences = [\"Opening revenue over closing revenue.\"]\n";
        assert_eq!(codes(text)[0].0, "reference-misses");
        assert_eq!(codes(text)[0].1, "references");
    }
}
