//! The eight checks: their rules, their fitted weights, and the judgement that joins both.

pub mod jargon;
pub mod judge;
pub mod rules;
pub mod teams;

use std::sync::LazyLock;

use super::model::Model;
use super::verdict::{Check, Context, Criterion};
use rules::{CriterionInfo, Rules};

/// A check ready to use.
pub struct Ready {
    /// Its rules.
    pub rules: Rules,
    /// Its fitted weights.
    pub model: Model,
}

const COMMON: &str = include_str!("../data/common.toml");

macro_rules! ready {
    ($name:literal) => {
        LazyLock::new(|| {
            let rules = Rules::parse(include_str!(concat!("../data/", $name, ".toml")), COMMON)
                .expect("the embedded rules are well-formed");
            let model = Model::parse(include_str!(concat!("../data/weights/", $name, ".tsv")), &rules);
            Ready { rules, model }
        })
    };
}

/// Returns the compiled rules and weights of a check.
pub fn ready(check: Check) -> &'static Ready {
    static HYPOTHESIS: LazyLock<Ready> = ready!("hypothesis");
    static POST_MORTEM: LazyLock<Ready> = ready!("post-mortem");
    static PLAIN_LANGUAGE: LazyLock<Ready> = ready!("plain-language");
    static DEPENDENCY_MAP: LazyLock<Ready> = ready!("dependency-map");
    static PIVOT: LazyLock<Ready> = ready!("pivot");
    static SPEED: LazyLock<Ready> = ready!("speed");
    static TRADE_OFF: LazyLock<Ready> = ready!("trade-off");
    static GRILL_REPLY: LazyLock<Ready> = ready!("grill-reply");
    match check {
        Check::Hypothesis => &HYPOTHESIS,
        Check::PostMortem => &POST_MORTEM,
        Check::PlainLanguage => &PLAIN_LANGUAGE,
        Check::DependencyMap => &DEPENDENCY_MAP,
        Check::Pivot => &PIVOT,
        Check::Speed => &SPEED,
        Check::TradeOff => &TRADE_OFF,
        Check::GrillReply => &GRILL_REPLY,
    }
}

/// Returns the criteria of a check, in order.
pub fn info(check: Check) -> &'static [CriterionInfo] {
    &ready(check).rules.criteria
}

/// Judges every criterion of a check.
pub fn judge(check: Check, answer: &str, words: usize, context: &Context) -> Vec<Criterion> {
    judge::judge(ready(check), answer, words, context)
}
