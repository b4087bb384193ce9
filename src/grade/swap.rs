//! Fractions and differences said the wrong way round, such as "GMV over revenue".

use super::phrase::{MINUS, OVER, Piece};

/// Words looked at on each side of "over" or "minus".
const SIDE: usize = 4;

/// Two sides and what stands between them.
#[derive(Clone, Debug)]
pub struct Relation {
    op: u16,
    left: Vec<u32>,
    right: Vec<u32>,
    /// First byte of the left side.
    pub start: usize,
    /// Byte after the right side.
    pub end: usize,
}

/// Lists the fractions and differences of a text that have both sides.
pub fn relations(pieces: &[Piece]) -> Vec<Relation> {
    let mut all = Vec::new();
    for (i, piece) in pieces.iter().enumerate() {
        let op = piece.ops & (OVER | MINUS);
        if op == 0 {
            continue;
        }
        let stops = |p: &Piece| p.part != piece.part || p.ops & (OVER | MINUS) != 0;
        // A comma before "divided by" belongs to the sentence, not to the sum.
        let mut left: Vec<&Piece> = Vec::new();
        for p in pieces[..i].iter().rev().take_while(|p| !stops(p)).take(SIDE * 2) {
            left.push(p);
            if p.after_mark {
                break;
            }
        }
        let right: Vec<&Piece> = pieces[i + 1..]
            .iter()
            .enumerate()
            .take_while(|(k, p)| !stops(p) && (*k == 0 || !p.after_mark))
            .map(|(_, p)| p)
            .take(SIDE * 2)
            .collect();
        let keys = |side: &[&Piece]| -> Vec<u32> {
            side.iter().filter(|p| !p.small && p.ops == 0).map(|p| p.key).take(SIDE).collect()
        };
        let (left_keys, right_keys) = (keys(&left), keys(&right));
        if let (Some(first), Some(last)) = (left.last(), right.iter().rfind(|p| !p.small))
            && !left_keys.is_empty()
            && !right_keys.is_empty()
        {
            let start = left.iter().rfind(|p| !p.small).map_or(first.start, |p| p.start);
            all.push(Relation { op, left: left_keys, right: right_keys, start, end: last.end });
        }
    }
    all
}

/// Finds a relation of the answer that has the sides of an expected one exchanged, and that no
/// expected one has as it stands.
pub fn swapped<'a>(answer: &'a [Relation], expected: &[Relation]) -> Option<&'a Relation> {
    answer.iter().find(|said| {
        let own: Vec<_> = expected.iter().filter(|e| e.op == said.op).collect();
        let straight = own.iter().map(|e| agreement(said, e, false)).max().unwrap_or(0);
        let crossed = own.iter().map(|e| agreement(said, e, true)).max().unwrap_or(0);
        crossed > straight
    })
}

/// Counts the words two relations share on both sides; 0 where a side shares none. Words that
/// stand on both sides of either tell nothing.
fn agreement(said: &Relation, expected: &Relation, crossed: bool) -> usize {
    let telling =
        |side: &[u32], other: &[u32]| side.iter().copied().filter(|w| !other.contains(w)).collect::<Vec<_>>();
    let (l, r) = (telling(&said.left, &said.right), telling(&said.right, &said.left));
    let (a, b) = (telling(&expected.left, &expected.right), telling(&expected.right, &expected.left));
    let (a, b) = if crossed { (b, a) } else { (a, b) };
    let shared = |x: &[u32], y: &[u32]| x.iter().filter(|w| y.contains(w)).count();
    let (left, right) = (shared(&l, &a), shared(&r, &b));
    if left == 0 || right == 0 { 0 } else { left + right }
}

#[cfg(test)]
mod tests {
    use super::super::phrase::pieces;
    use super::*;

    fn suspects(expected: &str, answer: &str) -> bool {
        swapped(&relations(&pieces(answer)), &relations(&pieces(expected))).is_some()
    }

    #[test]
    fn exchanged_sides_are_suspected_and_right_ones_are_not() {
        let rule = "Take rate is platform revenue divided by GMV.";
        assert!(suspects(rule, "the take rate is GMV over revenue"));
        assert!(!suspects(rule, "it's revenue as a share of GMV"));
        assert!(!suspects(rule, "revenue over orders"));
        assert!(suspects("BAC minus EV", "EV minus BAC"));
    }
}
