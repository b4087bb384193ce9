//! Templates to start a drill from.

use super::KindName;

/// Returns a commented drill of a kind, which is usable as it is.
pub fn template_of(kind: KindName) -> &'static str {
    match kind {
        KindName::Contrast => include_str!("templates/contrast.toml"),
        KindName::Choose => include_str!("templates/choose.toml"),
        KindName::Spot => include_str!("templates/spot.toml"),
        KindName::Order => include_str!("templates/order.toml"),
        KindName::Compute => include_str!("templates/compute.toml"),
        KindName::Recall => include_str!("templates/recall.toml"),
        KindName::Open => include_str!("templates/open.toml"),
    }
}
