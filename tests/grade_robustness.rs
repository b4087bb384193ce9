//! Whatever is typed, grading answers: no panic, evidence that is in the answer, nothing met by nothing.

#![allow(clippy::unwrap_used, clippy::pedantic, reason = "a test that cannot go on fails where it stands")]

use hotseat::grade::{Check, Context, Outcome, Verdict, check, numbers, points, reference};
use proptest::prelude::*;

fn any_check() -> impl Strategy<Value = Check> {
    proptest::sample::select(Check::ALL.to_vec())
}

/// Text of fragments that the analysis treats specially, and of anything at all.
fn any_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        Just("I decided ".to_owned()),
        Just("8 %, ".to_owned()),
        Just("不".to_owned()),
        Just("１２万".to_owned()),
        Just("\u{301}".to_owned()),
        Just("12,5.3' ".to_owned()),
        Just("\n- ".to_owned()),
        Just("if it doesn’t, ".to_owned()),
        Just("\u{200d}👩‍🚀 ".to_owned()),
        Just("one hundred and ".to_owned()),
        "\\PC{0,12}",
        "[a-z]{1,9} ",
    ];
    proptest::collection::vec(piece, 0..60).prop_map(|p| p.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn evidence_is_always_words_of_the_answer(kind in any_check(), answer in any_text()) {
        let report = check(kind, &answer, &Context::default());
        for criterion in &report.criteria {
            for e in &criterion.evidence {
                prop_assert_eq!(answer.get(e.start..e.end), Some(e.text.as_str()));
            }
            prop_assert_eq!(criterion.advice.is_some(), criterion.verdict != Verdict::Met);
        }
        if let Outcome::Scored(score) = report.outcome {
            prop_assert!((0.0..=1.0).contains(&score));
        }
    }

    #[test]
    fn numbers_lie_on_character_boundaries_and_in_order(text in any_text()) {
        let mut at = 0;
        for n in numbers::find(&text) {
            prop_assert!(text.get(n.start..n.end).is_some() && n.start >= at, "{:?}", n);
            at = n.end;
        }
        let _ = numbers::read_number(&text, "%");
    }

    #[test]
    fn recall_never_fails(answer in any_text(), reference in any_text()) {
        let recalled = reference::score(None, std::slice::from_ref(&reference), &answer);
        prop_assert!((0.0..=1.0).contains(&recalled.score));
        let point = points::Point { text: reference, say: vec![] };
        points::points(&[point], &[], &[], &answer);
    }
}

#[test]
fn the_same_answer_has_the_same_verdict() {
    let answer = "We believe a saved address lifts checkout conversion from 31 to 34 percent by 30 June; if not, we remove it.";
    assert_eq!(
        check(Check::Hypothesis, answer, &Context::default()),
        check(Check::Hypothesis, answer, &Context::default())
    );
}

#[test]
fn the_question_quoted_back_meets_nothing_that_must_be_said() {
    let question =
        "Where does the 8 percent come from, which period does it cover and how many users does it rest on?";
    let report =
        check(Check::GrillReply, question, &Context { question: Some(question), ..Context::default() });
    for criterion in report.criteria.iter().filter(|c| !["calm", "brief"].contains(&c.id.as_str())) {
        assert_ne!(criterion.verdict, Verdict::Met, "{}", criterion.id);
    }
}
