//! Phrasings of a point, looked for in an answer: their words in order and close together, in any
//! inflection, small words passed over, and "minus", "over", "without" and their like kept.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::LazyLock;

use serde::Deserialize;

use super::spelling;
use super::text::clause;
use super::text::lexicon::Lexicon;
use super::text::token::{Kind, Token, hash, tokenize};
use super::text::words::WordId;

/// At most this many words that belong to nothing stand between two words of a phrasing.
const BETWEEN: usize = 2;

/// At most this many pieces of any sort do.
const REACH: usize = 7;

/// A negator turns round what starts this many pieces after it.
const SCOPE: usize = 4;

/// Steps one search may take.
const BUDGET: usize = 3000;

#[derive(Deserialize)]
struct File {
    small: String,
    negators: String,
    exempt: String,
    negative: String,
    operators: BTreeMap<String, String>,
    same: BTreeMap<String, String>,
}

struct Words {
    /// Small words, negators and exemptions, as written.
    plain: Lexicon,
    /// Operators and groups of equal words, in any inflection.
    classes: Lexicon,
    /// For each class, its operator bit, or none for a group.
    bits: Vec<Option<u16>>,
    /// Words that make a point a negative one.
    negative: Lexicon,
}

static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let file: File =
        toml::from_str(include_str!("data/recall.toml")).expect("the embedded words are well-formed");
    let mut plain = Lexicon::default();
    plain.add_exact("small", &file.small);
    plain.add_exact("negator", &file.negators);
    plain.add_exact("exempt", &file.exempt);
    let mut negative = Lexicon::default();
    negative.add_exact("negative", &file.negative);
    let mut classes = Lexicon::default();
    let mut bits = Vec::new();
    for (name, words) in &file.operators {
        classes.add(name, words);
        bits.push(Some(bit(name)));
    }
    for (name, words) in &file.same {
        classes.add(&format!("={name}"), words);
        bits.push(None);
    }
    Words { plain, classes, bits, negative }
});

/// Division: the left side is the numerator.
pub const OVER: u16 = 1;
const EACH: u16 = 1 << 1;
/// Subtraction.
pub const MINUS: u16 = 1 << 2;
const PLUS: u16 = 1 << 3;
const TIMES: u16 = 1 << 4;
/// What it governs is out.
pub const WITHOUT: u16 = 1 << 5;
/// What it governs is in.
pub const WITH: u16 = 1 << 6;
const ABOVE: u16 = 1 << 7;
const BELOW: u16 = 1 << 8;
const MOST: u16 = 1 << 9;
const LEAST: u16 = 1 << 10;

fn bit(name: &str) -> u16 {
    match name {
        "over" => OVER,
        "each" => EACH,
        "minus" => MINUS,
        "plus" => PLUS,
        "times" => TIMES,
        "without" => WITHOUT,
        "with" => WITH,
        "above" => ABOVE,
        "below" => BELOW,
        "most" => MOST,
        "least" => LEAST,
        _ => 0,
    }
}

/// One word, or several that act as one.
#[derive(Clone, Debug)]
pub struct Piece {
    /// What equal words share.
    pub key: u32,
    /// Operator bits; 0 for an ordinary word.
    pub ops: u16,
    /// Whether it is passed over.
    pub small: bool,
    /// Whether it turns round what follows.
    pub negates: bool,
    /// Whether a comma or the like stands before it.
    pub after_mark: bool,
    /// Number of its sentence or part of one.
    pub part: usize,
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// The word in lower case.
    pub lower: String,
    word: Option<WordId>,
}

/// Cuts a text into pieces.
pub fn pieces(text: &str) -> Vec<Piece> {
    pieces_of(&tokenize(text))
}

/// Cuts tokens into pieces.
pub fn pieces_of(tokens: &[Token]) -> Vec<Piece> {
    let words = &*WORDS;
    let mut part_of = vec![0; tokens.len()];
    let mut part = 0;
    for sentence in clause::sentences(tokens) {
        for i in sentence.start..sentence.end {
            part += usize::from(matches!(tokens[i].lower.as_str(), ";" | "；"));
            part_of[i] = part;
        }
        part += 1;
    }
    // Hyphens do not keep a phrase apart: look classes up over what is left without them.
    let seen: Vec<usize> = (0..tokens.len()).filter(|&i| kept(tokens, i)).collect();
    let stems: Vec<u32> = seen.iter().map(|&i| tokens[i].stem).collect();
    let exact: Vec<u32> = seen.iter().map(|&i| hash(tokens[i].lower.as_bytes())).collect();
    let mut classes: HashMap<usize, (usize, u16, Option<u32>)> = HashMap::new();
    for (start, end, class) in words.classes.search(&stems) {
        let entry = classes.entry(start).or_insert((end, 0, None));
        if end > entry.0 {
            *entry = (end, 0, None);
        }
        if end == entry.0 {
            match words.bits.get(usize::from(class)).copied().flatten() {
                Some(bit) => entry.1 |= bit,
                None => entry.2 = Some(hash(words.classes.name(class).as_bytes())),
            }
        }
    }
    let mut plain: HashMap<usize, u8> = HashMap::new();
    let mut exempt = vec![false; seen.len()];
    for (start, end, class) in words.plain.search(&exact) {
        if class == 2 {
            exempt[start..end].fill(true);
        } else {
            *plain.entry(start).or_default() |= 1 << class;
        }
    }
    let (mut pieces, mut k) = (Vec::with_capacity(seen.len()), 0);
    while k < seen.len() {
        let i = seen[k];
        let token = &tokens[i];
        let from = if k == 0 { 0 } else { seen[k - 1] + 1 };
        let mark =
            |t: &Token| matches!(t.lower.as_str(), "," | "(" | ")" | "—" | "–" | ":" | "，" | "、" | "：");
        let class = classes.get(&k).copied();
        let next = class.map_or(k + 1, |c| c.0);
        let flags = plain.get(&k).copied().unwrap_or(0);
        let ops = class.map_or(0, |c| if exempt[k] { c.1 & !WITHOUT } else { c.1 });
        let grouped = class.and_then(|c| c.2);
        pieces.push(Piece {
            key: grouped.unwrap_or(token.stem),
            ops,
            small: ops == 0 && grouped.is_none() && (exempt[k] || flags & 1 != 0),
            negates: !exempt[k] && (flags & 2 != 0 || token.lower.ends_with("n't")),
            after_mark: tokens[from..i].iter().any(mark),
            part: part_of[i],
            start: token.start,
            end: tokens[seen[next - 1]].end,
            lower: token.lower.clone(),
            word: token.word,
        });
        k = next;
    }
    pieces
}

/// Words, and the signs that work as words.
fn kept(tokens: &[Token], i: usize) -> bool {
    let token = &tokens[i];
    let spaced_dash = || {
        let next = tokens.get(i + 1).is_some_and(|t| t.spaced && t.spoken());
        token.lower == "-" && token.spaced && next && i > 0 && tokens[i - 1].kind != Kind::Break
    };
    token.spoken()
        || (token.kind == Kind::Mark
            && (matches!(token.lower.as_str(), "−" | "÷" | "×" | "%" | "*" | "+" | "<" | ">" | "/")
                || spaced_dash()))
}

/// A word of a phrasing.
#[derive(Clone, Debug)]
struct Element {
    key: u32,
    ops: u16,
    lower: String,
    word: Option<WordId>,
}

impl Element {
    fn fits(&self, piece: &Piece) -> bool {
        self.key == piece.key
            || self.ops & piece.ops != 0
            || (self.ops == 0
                && (spelling::misspelt(&self.lower, &piece.lower, piece.word)
                    || spelling::derived(&self.lower, self.word, &piece.lower, piece.word)))
    }
}

/// For one element, which forms of the answer fit it, and whether any does.
type Fits = Rc<(Vec<bool>, bool)>;

/// An answer's pieces, with what fits where remembered from phrasing to phrasing.
pub struct Reader {
    /// The pieces, in order.
    pub pieces: Vec<Piece>,
    /// The form of each piece: the same word has the same one.
    form_of: Vec<usize>,
    /// The first piece of each form.
    forms: Vec<usize>,
    known: RefCell<HashMap<(u32, u16), Fits>>,
}

impl Reader {
    /// Takes the pieces of an answer.
    pub fn new(pieces: Vec<Piece>) -> Self {
        let mut index: HashMap<(u32, u16, &str), usize> = HashMap::new();
        let mut forms = Vec::new();
        let mut form_of = Vec::with_capacity(pieces.len());
        for (i, piece) in pieces.iter().enumerate() {
            let form = *index.entry((piece.key, piece.ops, &piece.lower)).or_insert_with(|| {
                forms.push(i);
                forms.len() - 1
            });
            form_of.push(form);
        }
        Self { form_of, forms, known: RefCell::default(), pieces }
    }

    fn fits(&self, element: &Element) -> Fits {
        let id = hash(element.lower.as_bytes()) ^ element.key.rotate_left(9);
        if let Some(known) = self.known.borrow().get(&(id, element.ops)) {
            return Rc::clone(known);
        }
        let list: Vec<bool> = self.forms.iter().map(|&i| element.fits(&self.pieces[i])).collect();
        let any = list.contains(&true);
        let fits = Rc::new((list, any));
        self.known.borrow_mut().insert((id, element.ops), Rc::clone(&fits));
        fits
    }
}

/// A compiled phrasing.
#[derive(Clone, Debug)]
pub struct Phrase {
    elements: Vec<Element>,
    negative: bool,
}

/// Where a phrasing stands in an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// First byte.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// Whether a negation turns it round.
    pub negated: bool,
}

impl Phrase {
    /// Compiles a phrasing; where it is of small words only, these count.
    pub fn new(text: &str) -> Self {
        let all = pieces(text);
        let elements = |keep: &dyn Fn(&Piece) -> bool| -> Vec<Element> {
            all.iter()
                .filter(|p| keep(p))
                .map(|p| Element { key: p.key, ops: widened(p), lower: p.lower.clone(), word: p.word })
                .collect()
        };
        let mut chosen = elements(&|p| !p.small);
        if chosen.is_empty() {
            chosen = elements(&|_| true);
        }
        Self { negative: chosen.iter().any(|e| e.ops & WITHOUT != 0) || is_negative(text), elements: chosen }
    }

    /// Number of words that count.
    pub fn len(&self) -> usize {
        self.elements.len()
    }

    /// Tells whether nothing is looked for.
    pub fn is_empty(&self) -> bool {
        self.elements.is_empty()
    }

    /// Finds the best place: one that is not negated before one that is.
    pub fn find(&self, reader: &Reader, point_negative: bool) -> Option<Place> {
        let lenient = point_negative || self.negative;
        let elements: Vec<&Element> = self.elements.iter().collect();
        let mut best = search(&elements, reader, lenient);
        let settled = |p: &Option<Place>| p.as_ref().is_some_and(|p| !p.negated);
        for turned in self.turned() {
            if settled(&best) {
                break;
            }
            let found = search(&turned, reader, lenient);
            best = if settled(&found) { found } else { best.or(found) };
        }
        best
    }

    /// Finds the phrasing with one word missing, if it has at least three.
    pub fn nearly(&self, reader: &Reader) -> Option<Place> {
        if self.elements.len() < 3 {
            return None;
        }
        (0..self.elements.len()).find_map(|skip| {
            let rest: Vec<&Element> =
                self.elements.iter().enumerate().filter(|(i, _)| *i != skip).map(|(_, e)| e).collect();
            search(&rest, reader, true)
        })
    }

    /// Finds the phrasing with "in" for "out" or the reverse.
    pub fn reversed(&self, reader: &Reader) -> Option<Place> {
        let flip = |e: &Element| match e.ops {
            ops if ops & WITHOUT != 0 && ops & !(WITHOUT | MINUS) == 0 => Some(WITH),
            ops if ops & WITH != 0 && ops & PLUS == 0 => Some(WITHOUT),
            _ => None,
        };
        if self.elements.len() < 2 || self.elements.iter().filter(|e| flip(e).is_some()).count() != 1 {
            return None;
        }
        let flipped: Vec<Element> = self
            .elements
            .iter()
            .map(|e| flip(e).map_or(e.clone(), |ops| Element { ops, key: 0, ..e.clone() }))
            .collect();
        Phrase { elements: flipped, negative: true }.find(reader, true)
    }

    /// Other orders that say the same: "out" before or after what is out, "confirmed orders" and
    /// "orders that were confirmed".
    fn turned(&self) -> Vec<Vec<&Element>> {
        let free = |e: &Element| e.ops & (WITHOUT | WITH) != 0;
        let elements: Vec<&Element> = self.elements.iter().collect();
        let (Some(first), Some(last)) = (elements.first(), elements.last()) else { return Vec::new() };
        let mut orders = Vec::new();
        if elements.len() > 1 && free(first) {
            let mut order = elements[1..].to_vec();
            order.push(first);
            orders.push(order);
        }
        if elements.len() > 1 && free(last) {
            let mut order = vec![*last];
            order.extend_from_slice(&elements[..elements.len() - 1]);
            orders.push(order);
        }
        if elements.len() == 2 && elements.iter().all(|e| e.ops == 0) {
            orders.push(vec![last, first]);
        }
        orders
    }
}

/// Equal enough operators: what is taken off is left out, what is counted each is divided by.
fn widened(piece: &Piece) -> u16 {
    let mut ops = piece.ops;
    if ops & OVER != 0 && piece.lower != "over" {
        ops |= EACH;
    }
    if ops & EACH != 0 {
        ops |= OVER;
    }
    if ops & MINUS != 0 {
        ops |= WITHOUT;
    }
    ops
}

/// Tells whether a point's text is itself a negative statement.
pub fn is_negative(text: &str) -> bool {
    let keys: Vec<u32> = tokenize(text).iter().map(|t| hash(t.lower.as_bytes())).collect();
    !WORDS.negative.search(&keys).is_empty()
}

struct Search<'a> {
    reader: &'a Reader,
    fits: Vec<Fits>,
    budget: usize,
    found: Vec<usize>,
}

/// Finds the elements in order; the first place that is not negated, or else one that is.
fn search(elements: &[&Element], reader: &Reader, lenient: bool) -> Option<Place> {
    let mut fits = Vec::with_capacity(elements.len());
    for element in elements {
        let list = reader.fits(element);
        if !list.1 {
            return None;
        }
        fits.push(list);
    }
    if fits.is_empty() {
        return None;
    }
    let pieces = &reader.pieces;
    let mut negated = None;
    let mut search = Search { reader, fits, budget: 0, found: Vec::new() };
    for (i, piece) in pieces.iter().enumerate() {
        if !search.fit(0, i) {
            continue;
        }
        search.budget = BUDGET;
        search.found.clear();
        search.found.push(i);
        if !search.run(1, i) {
            continue;
        }
        let last = search.found.last().copied().unwrap_or(i);
        let place = Place {
            start: piece.start,
            end: pieces[last].end,
            negated: !lenient && turned_round(pieces, &search.found),
        };
        if !place.negated {
            return Some(place);
        }
        negated = negated.or(Some(place));
    }
    negated
}

impl Search<'_> {
    fn fit(&self, element: usize, piece: usize) -> bool {
        self.fits[element].0[self.reader.form_of[piece]]
    }

    fn run(&mut self, at: usize, before: usize) -> bool {
        if at == self.fits.len() {
            return true;
        }
        let pieces = &self.reader.pieces;
        let mut foreign = 0;
        let part = pieces[before].part;
        for (i, piece) in pieces.iter().enumerate().skip(before + 1).take(REACH) {
            if piece.part != part || self.budget == 0 {
                return false;
            }
            self.budget -= 1;
            foreign += usize::from(piece.after_mark);
            if foreign > BETWEEN {
                return false;
            }
            if self.fit(at, i) {
                self.found.push(i);
                if self.run(at + 1, i) {
                    return true;
                }
                self.found.pop();
            }
            if piece.ops & (OVER | MINUS | TIMES) != 0 {
                return false;
            }
            foreign += usize::from(!piece.small);
            if foreign > BETWEEN {
                return false;
            }
        }
        false
    }
}

/// Tells whether a negator that is no part of the match reaches it.
fn turned_round(pieces: &[Piece], found: &[usize]) -> bool {
    let (first, last) = (found[0], found[found.len() - 1]);
    let inside = (first..=last).any(|i| pieces[i].negates && !found.contains(&i));
    let mut before = false;
    for i in (first.saturating_sub(SCOPE)..first).rev() {
        if pieces[i].part != pieces[first].part || pieces[i + 1].after_mark || pieces[i + 1].lower == "but" {
            break;
        }
        before |= pieces[i].negates;
    }
    inside || before
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(phrase: &str, answer: &str) -> Option<(String, bool)> {
        let place = Phrase::new(phrase).find(&Reader::new(pieces(answer)), false)?;
        Some((answer[place.start..place.end].to_owned(), place.negated))
    }

    fn met(phrase: &str, answer: &str) -> bool {
        find(phrase, answer).is_some_and(|(_, negated)| !negated)
    }

    #[test]
    fn operators_have_synonyms_and_are_never_skipped() {
        assert!(met("revenue over GMV", "Revenue divided by the GMV"));
        assert!(met("revenue divided by GMV", "revenue / GMV"));
        assert!(met("GMV per buyer", "GMV for each buyer"));
        assert!(!met("revenue over GMV", "revenue and GMV"));
        assert!(!met("revenue over GMV", "revenue minus GMV"));
        assert!(!met("revenue over GMV", "GMV over revenue"));
        assert!(met("budget minus actual", "budget less the actual cost"));
    }

    #[test]
    fn what_is_out_may_be_said_before_or_after() {
        assert!(met("without expansion", "expansion is left out"));
        assert!(met("setup fees excluded", "no setup fees"));
        assert!(!met("without expansion", "with expansion"));
    }

    #[test]
    fn words_stand_close_together_and_in_one_sentence() {
        assert!(met("stop releases", "we then stop all the risky releases"));
        assert!(!met("stop releases", "we stop. Releases go on"));
        assert!(!met("stop releases", "we stop to think hard about what a lot of new releases mean"));
    }

    #[test]
    fn a_negated_phrasing_is_seen_as_such() {
        assert_eq!(find("hindsight bends", "hindsight never bends it").map(|f| f.1), Some(true));
        assert_eq!(find("paid orders", "not the paid orders").map(|f| f.1), Some(true));
        assert_eq!(find("paid orders", "not GMV, paid orders").map(|f| f.1), Some(false));
        assert_eq!(find("paid orders", "not only paid orders").map(|f| f.1), Some(false));
    }

    #[test]
    fn slips_and_numbers_in_words_match() {
        assert!(met("twelve months", "in the last 12 months"));
        assert!(met("confirmed orders", "all conifrmed orders"));
        assert!(met("data loss", "loss of data"));
    }

    #[test]
    fn in_for_out_is_recognised() {
        let reversed =
            |phrase: &str, answer: &str| Phrase::new(phrase).reversed(&Reader::new(pieces(answer))).is_some();
        assert!(reversed("without expansion", "including expansion"));
        assert!(reversed("returns included", "excluding returns"));
        assert!(!reversed("without expansion", "without expansion"));
    }
}
