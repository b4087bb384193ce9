//! What an answer merely repeats: the question, or the codebook that tells what to say.

use std::collections::HashSet;

use super::token::{Kind, Token, tokenize};

/// Shared runs of fewer words are ordinary language, not a quotation.
const RUN: usize = 5;

/// The lines of the codebook and of its paraphrases, one criterion a line.
static CODEBOOK: &str = include_str!("../data/codebook.txt");

/// Marks each token that lies in a run of at least five words shared with a quoted text or the codebook.
pub fn repeated(tokens: &[Token], quoted: &[&str]) -> Vec<bool> {
    static CODE: std::sync::LazyLock<HashSet<u64>> =
        std::sync::LazyLock::new(|| runs(&tokenize(CODEBOOK)).map(|(_, run)| run).collect());
    let asked: HashSet<u64> = quoted
        .iter()
        .flat_map(|text| runs(&tokenize(text)).map(|(_, run)| run).collect::<Vec<_>>())
        .collect();
    let mut masked = vec![false; tokens.len()];
    let spoken: Vec<usize> = spoken(tokens);
    for (k, run) in runs(tokens) {
        if CODE.contains(&run) || asked.contains(&run) {
            for &at in &spoken[k..k + RUN] {
                masked[at] = true;
            }
        }
    }
    masked
}

fn spoken(tokens: &[Token]) -> Vec<usize> {
    (0..tokens.len()).filter(|&i| tokens[i].kind != Kind::Mark && tokens[i].kind != Kind::Break).collect()
}

fn runs(tokens: &[Token]) -> impl Iterator<Item = (usize, u64)> {
    let stems: Vec<u32> = spoken(tokens).into_iter().map(|i| tokens[i].stem).collect();
    (0..(stems.len() + 1).saturating_sub(RUN)).map(move |k| {
        let run = stems[k..k + RUN].iter().fold(0xcbf2_9ce4_8422_2325_u64, |h, &s| {
            (h ^ u64::from(s)).wrapping_mul(0x0100_0000_01b3).rotate_left(17)
        });
        (k, run)
    })
}

#[cfg(test)]
mod tests {
    use super::super::Analysis;

    #[test]
    fn the_question_quoted_back_is_masked_and_the_rest_is_not() {
        let question = "How many users does that figure rest on?";
        let a = Analysis::new("How many users does that figure rest on? Four hundred shops.", &[question]);
        let free: Vec<&str> = a
            .tokens
            .iter()
            .zip(&a.masked)
            .filter(|(t, m)| !**m && t.spoken())
            .map(|(t, _)| t.lower.as_str())
            .collect();
        assert_eq!(free, ["four", "hundred", "shops"]);
    }
}
