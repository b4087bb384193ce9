//! Words that are the same word in another shape: misspelt, or derived from one another.

use super::text::words::{WordId, similarity};

/// Fewer letters leave too many words one slip away.
const SHORTEST: usize = 5;

/// From this many letters on, two slips are forgiven.
const LONG: usize = 8;

/// Derived words (settle, settlement) share this much of the longer one…
const SHARED: f64 = 0.55;

/// …and lie this close in meaning.
const RELATED: f32 = 0.42;

/// Tells whether a written word is a misspelling of a wanted one; both in lower case. A word
/// found in the table is taken to be meant as it stands.
pub fn misspelt(wanted: &str, written: &str, written_id: Option<WordId>) -> bool {
    let (long, short) = (wanted.len().max(written.len()), wanted.len().min(written.len()));
    if written_id.is_some() || short < SHORTEST || long > 24 || long - short > 2 {
        return false;
    }
    let same_start = wanted.as_bytes()[0] == written.as_bytes()[0];
    let allowed = if long >= LONG { 2 } else { 1 };
    same_start && strsim::osa_distance(wanted, written) <= allowed
}

/// Tells whether two words of the table are derived from one another.
pub fn derived(a: &str, a_id: Option<WordId>, b: &str, b_id: Option<WordId>) -> bool {
    let shared = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    let long = a.len().max(b.len());
    if shared < 4 || (shared as f64) < SHARED * long as f64 {
        return false;
    }
    match (a_id, b_id) {
        (Some(x), Some(y)) => x == y || similarity(x, y) >= RELATED,
        // Words too rare for the table have nothing to go by but their letters.
        _ => shared >= 6 && shared as f64 >= 0.6 * long as f64,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::text::words::find;

    #[test]
    fn slips_are_forgiven_and_other_words_are_not() {
        assert!(misspelt("revenue", "revanue", find("revanue")));
        assert!(misspelt("numerator", "numarater", None));
        assert!(!misspelt("contract", "contrast", find("contrast")));
        assert!(!misspelt("rate", "raet", None));
    }

    #[test]
    fn a_noun_is_known_by_its_verb() {
        let related = |a: &str, b: &str| derived(a, find(a), b, find(b));
        assert!(related("evaporate", "evaporation"));
        assert!(!related("contract", "contrast"));
        assert!(!related("numerous", "number"));
    }
}
