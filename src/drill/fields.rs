//! Reads the fields of one TOML table and collects every fault with its place.

use std::cell::RefCell;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Fault;

/// The longest text of one field, in bytes.
const LONGEST_TEXT: usize = 20_000;
/// The most entries of one list.
const MOST_ENTRIES: usize = 200;
/// The most tables of one kind in a file.
pub const MOST_TABLES: usize = 20_000;
/// The most faults that one file is told of at once; beyond, memory matters more than completeness.
pub(super) const MOST_FAULTS: usize = 2_000;

/// The fields of one table, with the faults found so far.
pub(super) struct Fields<'t, 'i> {
    table: &'t DeTable<'i>,
    span: Range<usize>,
    asked: RefCell<Vec<&'static str>>,
    faults: &'t RefCell<Vec<Fault>>,
}

/// A value and where it stands.
#[derive(Clone, Debug)]
pub(super) struct At<T> {
    pub value: T,
    pub span: Range<usize>,
}

impl<'t, 'i> Fields<'t, 'i> {
    pub fn new(table: &'t DeTable<'i>, span: Range<usize>, faults: &'t RefCell<Vec<Fault>>) -> Self {
        Self { table, span, asked: RefCell::default(), faults }
    }

    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    pub fn fault(&self, fault: Fault) {
        let mut faults = self.faults.borrow_mut();
        if faults.len() < MOST_FAULTS {
            faults.push(fault);
        }
    }

    fn full(&self) -> bool {
        self.faults.borrow().len() >= MOST_FAULTS
    }

    fn get(&self, name: &'static str) -> Option<&'t Spanned<DeValue<'i>>> {
        let mut asked = self.asked.borrow_mut();
        if !asked.contains(&name) {
            asked.push(name);
        }
        self.table.get(name)
    }

    pub fn has(&self, name: &'static str) -> bool {
        self.get(name).is_some()
    }

    /// Returns where a field's value stands, or the table where it is missing.
    pub fn place(&self, name: &'static str) -> Range<usize> {
        self.get(name).map_or_else(|| self.span(), Spanned::span)
    }

    pub fn missing(&self, name: &'static str, help: &str) {
        self.fault(Fault::error("missing-field", self.span(), format!("`{name}` is missing")).help(help));
    }

    fn wrong_type(&self, name: &str, wanted: &str, found: &Spanned<DeValue<'_>>) {
        let message = format!("`{name}` is {wanted}, not {}", kind(found.get_ref()));
        self.fault(Fault::error("wrong-type", found.span(), message).help(format!("write {wanted}")));
    }

    /// Reads a text that is not blank.
    pub fn text(&self, name: &'static str) -> Option<At<String>> {
        let value = self.get(name)?;
        self.as_text(name, value)
    }

    /// Reads a text that may be blank.
    pub fn raw_text(&self, name: &'static str) -> Option<String> {
        let value = self.get(name)?;
        match value.get_ref().as_str() {
            Some(text) if text.len() <= LONGEST_TEXT => Some(text.trim().to_owned()),
            Some(_) => None,
            None => {
                self.wrong_type(name, "a text in quotes", value);
                None
            }
        }
    }

    pub fn required_text(&self, name: &'static str, help: &str) -> Option<At<String>> {
        if !self.has(name) {
            self.missing(name, help);
            return None;
        }
        self.text(name)
    }

    fn as_text(&self, name: &str, value: &Spanned<DeValue<'_>>) -> Option<At<String>> {
        let Some(text) = value.get_ref().as_str() else {
            self.wrong_type(name, "a text in quotes", value);
            return None;
        };
        let span = value.span();
        if text.trim().is_empty() {
            self.fault(
                Fault::error("empty-text", span, format!("`{name}` is empty"))
                    .help("write the text, or leave the field out where it is optional"),
            );
            return None;
        }
        if text.len() > LONGEST_TEXT {
            self.fault(
                Fault::error("too-long", span, format!("`{name}` is longer than {LONGEST_TEXT} bytes"))
                    .help("a drill is read in a terminal: shorten it"),
            );
            return None;
        }
        Some(At { value: text.trim_end().to_owned(), span })
    }

    /// Reads a list of texts; an entry that is none is a fault and is left out.
    pub fn texts(&self, name: &'static str) -> Vec<At<String>> {
        let Some(value) = self.get(name) else { return Vec::new() };
        let Some(list) = self.list(name, value) else { return Vec::new() };
        list.iter().filter_map(|entry| self.as_text(name, entry)).collect()
    }

    fn list(&self, name: &str, value: &'t Spanned<DeValue<'i>>) -> Option<&'t [Spanned<DeValue<'i>>]> {
        let Some(list) = value.get_ref().as_array() else {
            self.wrong_type(name, "a list", value);
            return None;
        };
        if list.len() > MOST_ENTRIES {
            self.fault(
                Fault::error(
                    "too-many",
                    value.span(),
                    format!("`{name}` has more than {MOST_ENTRIES} entries"),
                )
                .help("split the drill"),
            );
            return None;
        }
        Some(list)
    }

    /// Reads a list of words from a closed set; an alien one is a fault with a suggestion.
    pub fn words<T: Copy>(&self, name: &'static str, known: &[(&str, T)]) -> Vec<T> {
        self.texts(name).into_iter().filter_map(|text| self.word(name, &text, known)).collect()
    }

    /// Looks a word up in a closed set, in any case.
    pub fn word<T: Copy>(&self, name: &str, text: &At<String>, known: &[(&str, T)]) -> Option<T> {
        let found = known.iter().find(|(word, _)| word.eq_ignore_ascii_case(&text.value));
        if found.is_none() {
            let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
            let help = match nearest(&text.value, &words) {
                Some(word) => format!("did you mean `{word}`?"),
                None => format!("write one of {}", words.join(", ")),
            };
            self.fault(
                Fault::error(
                    "unknown-value",
                    text.span.clone(),
                    format!("`{name}` has no value {:?}", clipped(&text.value)),
                )
                .help(help),
            );
        }
        found.map(|(_, value)| *value)
    }

    /// Reads a number, written as an integer or a float.
    pub fn number(&self, name: &'static str) -> Option<At<f64>> {
        let value = self.get(name)?;
        let number = match value.get_ref() {
            DeValue::Integer(integer) => {
                i64::from_str_radix(&integer.as_str().replace('_', ""), integer.radix())
                    .ok()
                    .map(|n| n as f64)
            }
            DeValue::Float(float) => float.as_str().replace('_', "").parse().ok(),
            _ => {
                self.wrong_type(name, "a number", value);
                return None;
            }
        };
        match number {
            Some(number) if number.is_finite() => Some(At { value: number, span: value.span() }),
            _ => {
                self.fault(
                    Fault::error("not-finite", value.span(), format!("`{name}` is not a finite number"))
                        .help("write an ordinary number"),
                );
                None
            }
        }
    }

    /// Reads a whole number in a range.
    pub fn whole(&self, name: &'static str, range: std::ops::RangeInclusive<u32>) -> Option<u32> {
        let number = self.number(name)?;
        let (least, most) = (f64::from(*range.start()), f64::from(*range.end()));
        if number.value.fract() != 0.0 || number.value < least || number.value > most {
            self.fault(
                Fault::error("out-of-range", number.span, format!("`{name}` is {}", number.value))
                    .help(format!("write a whole number from {least} to {most}")),
            );
            return None;
        }
        Some(number.value as u32)
    }

    /// Reads a list of whole numbers.
    pub fn wholes(&self, name: &'static str) -> Vec<At<i64>> {
        let Some(value) = self.get(name) else { return Vec::new() };
        let Some(list) = self.list(name, value) else { return Vec::new() };
        list.iter()
            .filter_map(|entry| {
                let number = match entry.get_ref() {
                    DeValue::Integer(n) => i64::from_str_radix(&n.as_str().replace('_', ""), n.radix()).ok(),
                    _ => None,
                };
                if number.is_none() {
                    self.wrong_type(name, "a list of whole numbers", entry);
                }
                number.map(|value| At { value, span: entry.span() })
            })
            .collect()
    }

    /// Reads a text or a number as it is written.
    pub fn text_or_number(&self, name: &'static str) -> Option<At<String>> {
        match self.get(name)?.get_ref() {
            DeValue::String(_) => self.text(name),
            _ => self.number(name).map(|number| At { value: number.value.to_string(), span: number.span }),
        }
    }

    /// Reads a list of tables, each through its own fields.
    pub fn tables<T>(&self, name: &'static str, read: impl Fn(&Fields<'t, 'i>) -> Option<T>) -> Vec<T> {
        let Some(value) = self.get(name) else { return Vec::new() };
        let Some(list) = self.list(name, value) else { return Vec::new() };
        list.iter()
            .filter_map(|entry| {
                let Some(table) = entry.get_ref().as_table() else {
                    self.wrong_type(name, "a list of tables `{ … }`", entry);
                    return None;
                };
                let fields = Fields::new(table, entry.span(), self.faults);
                let read = read(&fields);
                fields.finish(name);
                read
            })
            .collect()
    }

    /// Returns the fields of every `[[name]]` table, each with its byte offset.
    pub fn array_of_tables(&self, name: &'static str) -> Vec<(Fields<'t, 'i>, usize)> {
        let Some(value) = self.get(name) else { return Vec::new() };
        let Some(list) = value.get_ref().as_array() else {
            let message = format!("`{name}` is not a list of tables");
            self.fault(
                Fault::error("wrong-type", value.span(), message)
                    .help(format!("head each one with `[[{name}]]`")),
            );
            return Vec::new();
        };
        if list.len() > MOST_TABLES {
            let message = format!("{} `{name}` tables are more than {MOST_TABLES}", list.len());
            self.fault(Fault::error("too-many", value.span(), message).help("split the file"));
            return Vec::new();
        }
        list.iter()
            .filter_map(|entry| {
                let Some(table) = entry.get_ref().as_table() else {
                    self.wrong_type(name, "a list of tables", entry);
                    return None;
                };
                Some((Fields::new(table, entry.span(), self.faults), entry.span().start))
            })
            .collect()
    }

    /// Hashes what stands in the table, in the order of the file (FNV-1a, 64 bits).
    pub fn text_hash(&self, file: &str) -> u64 {
        let mut parts: Vec<(Range<usize>, Range<usize>)> =
            self.table.iter().map(|(key, value)| (key.span(), value.span())).collect();
        parts.sort_by_key(|(key, _)| key.start);
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for span in parts.into_iter().flat_map(|(key, value)| [key, value]) {
            for byte in file.get(span).unwrap_or_default().bytes() {
                hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
            }
        }
        hash
    }

    /// Reads one table through its own fields.
    pub fn table<T>(&self, name: &'static str, read: impl FnOnce(&Fields<'t, 'i>) -> T) -> Option<T> {
        let value = self.get(name)?;
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type(name, "a table `{ … }`", value);
            return None;
        };
        let fields = Fields::new(table, value.span(), self.faults);
        let read = read(&fields);
        fields.finish(name);
        Some(read)
    }

    /// Reads a table of free names, each value through its own fields, in the order of the file.
    pub fn named<T>(
        &self,
        name: &'static str,
        read: impl Fn(&At<String>, &'t Spanned<DeValue<'i>>, &RefCell<Vec<Fault>>) -> Option<T>,
    ) -> Vec<T> {
        let Some(value) = self.get(name) else { return Vec::new() };
        let Some(table) = value.get_ref().as_table() else {
            self.wrong_type(name, "a table `{ name = … }`", value);
            return Vec::new();
        };
        let mut entries: Vec<_> = table.iter().collect();
        entries.sort_by_key(|(key, _)| key.span().start);
        entries
            .into_iter()
            .take(MOST_ENTRIES)
            .filter_map(|(key, value)| {
                let key = At { value: key.get_ref().to_string(), span: key.span() };
                read(&key, value, self.faults)
            })
            .collect()
    }

    /// Reports every field that nothing asked for.
    pub fn finish(&self, what: &str) {
        let asked = self.asked.borrow();
        for (key, _) in self.table {
            let name: &str = key.get_ref();
            if self.full() {
                return;
            }
            if asked.contains(&name) {
                continue;
            }
            let mut known: Vec<&str> = asked.clone();
            known.sort_unstable();
            let help = match nearest(name, &known) {
                Some(field) => format!("did you mean `{field}`?"),
                None => format!("the fields here are {}", known.join(", ")),
            };
            self.fault(
                Fault::error(
                    "unknown-field",
                    key.span(),
                    format!("a {what} has no field `{}`", clipped(name)),
                )
                .help(help),
            );
        }
    }
}

fn kind(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}

/// Cuts a text that a message quotes to a length that a message can bear.
pub(super) fn clipped(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Returns the known word nearest to a misspelt one, if one is near enough to be meant.
pub fn nearest<'a>(text: &str, known: &[&'a str]) -> Option<&'a str> {
    if text.len() > 120 {
        return None;
    }
    let text = text.to_lowercase();
    known
        .iter()
        .map(|word| (strsim::jaro_winkler(&text, word), strsim::damerau_levenshtein(&text, word), *word))
        .filter(|(similar, edits, word)| *edits <= 2.max(word.len() / 3) && *similar > 0.75)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(.., word)| word)
}
