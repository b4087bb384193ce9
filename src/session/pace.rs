//! How fast and how fluently an answer was spoken, from its transcript: information, never a grade.

use std::sync::LazyLock;

use unicode_segmentation::UnicodeSegmentation as _;

/// Words a minute that are easy to follow.
pub const EASY: (f64, f64) = (130.0, 160.0);
/// Fillers a minute of fluent speech.
pub const FLUENT: f64 = 1.2;
/// Fillers a minute of speech that is not fluent any more.
pub const HALTING: f64 = 4.8;

/// Speech shorter than this tells nothing, in seconds.
const SHORTEST_S: f64 = 10.0;
/// Fewer words than this tell nothing.
const FEWEST_WORDS: usize = 12;

static FILLERS: LazyLock<Vec<Vec<String>>> = LazyLock::new(|| {
    let lines = include_str!("data/fillers.txt").lines();
    let phrases = lines.map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    let mut phrases: Vec<Vec<String>> = phrases.map(words).collect();
    phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
    phrases
});

/// What a transcript tells about its delivery.
#[derive(Clone, Debug, PartialEq)]
pub struct Pace {
    /// Words; a Han character counts as one.
    pub words: usize,
    /// Words a minute.
    pub words_a_minute: f64,
    /// Fillers a minute.
    pub fillers_a_minute: f64,
    /// Each filler and how often it was said, the most frequent first.
    pub fillers: Vec<(String, usize)>,
}

/// Measures a transcript against the seconds it took; none where that is too little to tell.
pub fn pace(transcript: &str, seconds: f64) -> Option<Pace> {
    let words = words(transcript);
    if !seconds.is_finite() || seconds < SHORTEST_S || words.len() < FEWEST_WORDS {
        return None;
    }
    let mut fillers: Vec<(String, usize)> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some(phrase) = FILLERS.iter().find(|phrase| words[at..].starts_with(phrase)) else {
            at += 1;
            continue;
        };
        at += phrase.len();
        let said = phrase.join(" ");
        match fillers.iter_mut().find(|(filler, _)| *filler == said) {
            Some((_, count)) => *count += 1,
            None => fillers.push((said, 1)),
        }
    }
    fillers.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let minutes = seconds / 60.0;
    let said: usize = fillers.iter().map(|(_, count)| count).sum();
    Some(Pace {
        words: words.len(),
        words_a_minute: words.len() as f64 / minutes,
        fillers_a_minute: said as f64 / minutes,
        fillers,
    })
}

impl Pace {
    /// Says how it compares with the bands, in two lines at most.
    pub fn says(&self) -> String {
        let (slow, fast) = EASY;
        let speed = match self.words_a_minute {
            rate if rate < slow => "slower than",
            rate if rate > fast => "faster than",
            _ => "within",
        };
        let fluency = match self.fillers_a_minute {
            rate if rate <= FLUENT => "fluent",
            rate if rate < HALTING => "between fluent (1.2) and halting (4.8)",
            _ => "halting; fluent is about 1.2",
        };
        let most: Vec<String> =
            self.fillers.iter().take(3).map(|(filler, count)| format!("{filler} ×{count}")).collect();
        let most = if most.is_empty() { String::new() } else { format!(" ({})", most.join(", ")) };
        format!(
            "{:.0} words a minute, {speed} the {slow:.0} to {fast:.0} that are easy to follow.\n\
             {:.1} fillers a minute, {fluency}{most}.",
            self.words_a_minute, self.fillers_a_minute
        )
    }
}

fn words(text: &str) -> Vec<String> {
    text.unicode_words().map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_minute_of_speech_has_a_pace() {
        let text = "so we measured it ".repeat(35);
        let pace = pace(&text, 60.0).expect("enough");
        assert_eq!((pace.words, pace.words_a_minute.round()), (140, 140.0));
        assert!(pace.fillers.is_empty());
        assert!(pace.says().contains("within the 130 to 160") && pace.says().contains("fluent."));
    }

    #[test]
    fn fillers_are_counted_once_and_longest_first() {
        let text = "Um, you know what I mean, we, uh, cut it. You know, um, basically, that was it, I think.";
        let pace = pace(text, 20.0).expect("enough");
        let said: Vec<(&str, usize)> = pace.fillers.iter().map(|(f, n)| (f.as_str(), *n)).collect();
        assert_eq!(
            said,
            [("um", 2), ("basically", 1), ("uh", 1), ("you know", 1), ("you know what i mean", 1)]
        );
        assert!((pace.fillers_a_minute - 18.0).abs() < 1e-9);
        assert!(pace.says().contains("halting; fluent is about 1.2 (um ×2"));
    }

    #[test]
    fn too_little_tells_nothing() {
        assert_eq!(pace("three words only", 60.0), None);
        assert_eq!(pace(&"word ".repeat(50), 3.0), None);
        assert_eq!(pace(&"word ".repeat(50), f64::NAN), None);
    }

    proptest! {
        #[test]
        fn any_text_is_measured(text in "\\PC{0,200}", seconds in -10.0f64..1e6) {
            if let Some(pace) = pace(&text, seconds) {
                let said: usize = pace.fillers.iter().map(|(_, n)| n).sum();
                prop_assert!(said <= pace.words && pace.words_a_minute.is_finite());
            }
        }
    }
}
