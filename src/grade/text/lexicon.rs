//! Word classes: named lists of words and short phrases, from TOML.

use std::collections::HashMap;

use super::token::{Token, hash, stem_hash, tokenize};

/// Index of a word class.
pub type ClassId = u16;

/// The classes of one or more lexicon files, ready to look up.
#[derive(Default)]
pub struct Lexicon {
    names: Vec<String>,
    /// First stem → phrases (the remaining stems) and their class.
    phrases: HashMap<u32, Vec<(Vec<u32>, ClassId)>>,
}

impl Lexicon {
    /// Adds a class whose words match as written, without stemming (see [`Self::matches_exact`]).
    pub fn add_exact(&mut self, name: &str, words: &str) {
        self.add_keyed(name, words, |t| hash(t.lower.as_bytes()));
    }

    /// Adds a class; its words are separated by commas or line breaks, words of a phrase by spaces.
    pub fn add(&mut self, name: &str, words: &str) {
        self.add_keyed(name, words, |t| t.stem);
    }

    fn add_keyed(&mut self, name: &str, words: &str, key: impl Fn(&Token) -> u32) {
        let class = self.id(name).unwrap_or_else(|| {
            self.names.push(name.to_owned());
            (self.names.len() - 1) as ClassId
        });
        for phrase in words.split([',', '\n']).map(str::trim).filter(|p| !p.is_empty()) {
            let stems: Vec<u32> = tokenize(phrase).iter().map(&key).collect();
            if let Some((first, rest)) = stems.split_first() {
                let list = self.phrases.entry(*first).or_default();
                if !list.iter().any(|(r, c)| r == rest && *c == class) {
                    list.push((rest.to_vec(), class));
                }
            }
        }
    }

    /// Finds a class by its name.
    pub fn id(&self, name: &str) -> Option<ClassId> {
        self.names.iter().position(|n| n == name).map(|i| i as ClassId)
    }

    /// Returns the name of a class.
    pub fn name(&self, id: ClassId) -> &str {
        self.names.get(usize::from(id)).map_or("", String::as_str)
    }

    /// Finds every phrase: (first token, token after the last, class), in order of the first token.
    pub fn matches(&self, tokens: &[Token]) -> Vec<(usize, usize, ClassId)> {
        self.search(&tokens.iter().map(|t| t.stem).collect::<Vec<_>>())
    }

    /// Finds every phrase of the classes added with [`Self::add_exact`].
    pub fn matches_exact(&self, tokens: &[Token]) -> Vec<(usize, usize, ClassId)> {
        self.search(&tokens.iter().map(|t| hash(t.lower.as_bytes())).collect::<Vec<_>>())
    }

    /// Finds every phrase among keys (stems or hashed forms, as the classes were added).
    pub fn search(&self, keys: &[u32]) -> Vec<(usize, usize, ClassId)> {
        let mut found = Vec::new();
        for (i, key) in keys.iter().enumerate() {
            for (rest, class) in self.phrases.get(key).into_iter().flatten() {
                let fits = keys[i + 1..].starts_with(rest);
                if fits {
                    found.push((i, i + 1 + rest.len(), *class));
                }
            }
        }
        found
    }
}

/// Hashes the stem of a pattern's or list's word.
pub fn key(word: &str) -> u32 {
    stem_hash(&word.to_lowercase())
}
