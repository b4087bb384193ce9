//! Stand-in.
use serde::{Deserialize, Serialize};
/// Check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Check { Hypothesis, PostMortem, PlainLanguage, DependencyMap, Pivot, Speed, TradeOff, GrillReply }
impl Check {
    pub const ALL: [Self; 8] = [Self::Hypothesis, Self::PostMortem, Self::PlainLanguage, Self::DependencyMap, Self::Pivot, Self::Speed, Self::TradeOff, Self::GrillReply];
    pub fn as_str(self) -> &'static str { match self { Self::Hypothesis => "hypothesis", Self::PostMortem => "post-mortem", Self::PlainLanguage => "plain-language", Self::DependencyMap => "dependency-map", Self::Pivot => "pivot", Self::Speed => "speed", Self::TradeOff => "trade-off", Self::GrillReply => "grill-reply" } }
}
