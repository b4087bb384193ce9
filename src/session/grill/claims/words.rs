//! The word classes that say what a number stands for, read from `data/ledger.toml`.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

use crate::grade::text::Analysis;
use crate::grade::text::lexicon::Lexicon;

#[derive(Deserialize)]
struct File {
    classes: BTreeMap<String, String>,
    correction: BTreeMap<String, String>,
    metric: BTreeMap<String, String>,
}

/// The word classes, one bit each.
pub struct Words {
    lexicon: Lexicon,
    /// Words of correction, which match as written: "I said" is one, "I say" is not.
    exact: Lexicon,
}

macro_rules! classes {
    ($($name:ident = $text:literal),* $(,)?) => {
        /// The word classes of `data/ledger.toml`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u32)]
        #[allow(missing_docs, reason = "the variants are the names of the data file")]
        pub enum Class { $($name),* }
        const CLASSES: &[(Class, &str)] = &[$((Class::$name, $text)),*];
    };
}

classes! {
    Change = "change", Down = "down", Up = "up", Effect = "effect", State = "state", Anaphor = "anaphor",
    Comparator = "comparator", Threshold = "threshold", Interval = "interval", Baseline = "baseline",
    Period = "period", Segment = "segment", Without = "without", Sample = "sample", Part = "part",
    Beside = "beside", Generic = "generic", Cost = "cost", Actors = "actors", Share = "share", Guardrail = "guardrail", Neutral = "neutral",
    Strong = "strong", Weak = "weak", Quoting = "quoting", Repeating = "repeating", Hedge = "hedge", Measure = "measure",
}

/// The classes of each token of a text.
pub struct Marks(Vec<u32>);

impl Marks {
    /// Tells whether a token belongs to a phrase of a class.
    pub fn has(&self, token: usize, class: Class) -> bool {
        self.0.get(token).is_some_and(|bits| bits >> class as u32 & 1 == 1)
    }
}

/// Returns the compiled word classes.
pub fn words() -> &'static Words {
    static WORDS: LazyLock<Words> = LazyLock::new(|| {
        let file: File = toml::from_str(include_str!("../data/ledger.toml"))
            .expect("the embedded word classes are well-formed");
        let mut lexicon = Lexicon::default();
        for (name, list) in file.classes.iter().chain(&file.metric) {
            lexicon.add(name, list);
        }
        let mut exact = Lexicon::default();
        for (name, list) in &file.correction {
            exact.add_exact(name, list);
        }
        Words { lexicon, exact }
    });
    &WORDS
}

impl Words {
    /// Marks every token of a text with its classes.
    pub fn mark(&self, analysis: &Analysis) -> Marks {
        let mut bits = vec![0_u32; analysis.tokens.len()];
        let stemmed = self.lexicon.matches(&analysis.tokens).into_iter().map(|m| (m, &self.lexicon));
        let exact = self.exact.matches_exact(&analysis.tokens).into_iter().map(|m| (m, &self.exact));
        for ((start, end, id), lexicon) in stemmed.chain(exact) {
            let name = lexicon.name(id);
            if let Some((class, _)) = CLASSES.iter().find(|(_, text)| *text == name) {
                for bit in &mut bits[start..end] {
                    *bit |= 1 << *class as u32;
                }
            }
        }
        Marks(bits)
    }
}
