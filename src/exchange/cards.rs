//! Question-and-answer cards of other programs become recall drills of a pack.

use std::collections::HashMap;

use crate::schedule::key_of;

/// The longest side of a card, in bytes: the longest text of a drill.
const LONGEST: usize = 20_000;
/// The most cards taken from one file.
pub const MOST: usize = 100_000;

/// A card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Card {
    /// The question.
    pub ask: String,
    /// The answer.
    pub answer: String,
    /// The id that the other program has for it.
    pub guid: Option<String>,
}

/// What a file held, and what was left out of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Read {
    /// The usable cards.
    pub cards: Vec<Card>,
    /// What was left out or changed, and how often, in words.
    pub left_out: Vec<(&'static str, usize)>,
}

impl Read {
    fn count(&mut self, what: &'static str, n: usize) {
        if n == 0 {
            return;
        }
        match self.left_out.iter_mut().find(|(name, _)| *name == what) {
            Some((_, count)) => *count += n,
            None => self.left_out.push((what, n)),
        }
    }

    fn take(&mut self, ask: &str, answer: &str, guid: Option<String>, html: bool) {
        if ask.contains("{{c") && ask.contains("::") || answer.contains("{{c") && answer.contains("::") {
            return self.count("cloze cards left out", 1);
        }
        let mut sides = [String::new(), String::new()];
        for (side, text) in sides.iter_mut().zip([ask, answer]) {
            let (text, sounds) = without_sounds(text);
            self.count("sounds left out", sounds);
            if html {
                let (text, tags, images) = without_tags(&text);
                self.count("images left out", images);
                self.count("cards whose formatting was dropped", usize::from(tags > 0));
                *side = tidy(&text);
            } else {
                *side = tidy(&text);
            }
        }
        let [ask, answer] = sides;
        if ask.is_empty() || answer.is_empty() {
            return self.count("cards with an empty side left out", 1);
        }
        if ask.len() > LONGEST || answer.len() > LONGEST {
            return self.count("cards longer than 20,000 bytes left out", 1);
        }
        if self.cards.len() == MOST {
            return self.count("cards beyond the first 100,000 left out", 1);
        }
        self.cards.push(Card { ask, answer, guid });
    }
}

/// Trims every line's end and drops what a text has no use for.
fn tidy(text: &str) -> String {
    let text: String =
        text.replace("\r\n", "\n").chars().filter(|c| matches!(c, '\n' | '\t') || !c.is_control()).collect();
    let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
    lines.join("\n").trim().to_owned()
}

fn without_sounds(text: &str) -> (String, usize) {
    let (mut out, mut rest, mut count) = (String::new(), text, 0);
    while let Some(start) = rest.find("[sound:") {
        let Some(end) = rest[start..].find(']') else { break };
        out.push_str(&rest[..start]);
        rest = &rest[start + end + 1..];
        count += 1;
    }
    out.push_str(rest);
    (out, count)
}

/// Drops tags, turns breaks into lines and entities into characters. Returns how many tags and
/// images there were.
fn without_tags(text: &str) -> (String, usize, usize) {
    let (mut out, mut rest) = (String::new(), text);
    let (mut tags, mut images) = (0, 0);
    while let Some(start) = rest.find('<') {
        out.push_str(&rest[..start]);
        let inner = &rest[start + 1..];
        let is_tag = inner.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/' || c == '!');
        let Some(end) = inner.find('>').filter(|_| is_tag) else {
            out.push('<');
            rest = inner;
            continue;
        };
        let name: String = inner[..end]
            .trim_start_matches('/')
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect::<String>()
            .to_ascii_lowercase();
        rest = &inner[end + 1..];
        match name.as_str() {
            "br" | "div" | "p" | "li" | "tr" | "ul" | "ol" | "h1" | "h2" | "h3" => out.push('\n'),
            "img" | "audio" | "video" | "object" => images += 1,
            "script" | "style" => {
                tags += 1;
                let close = format!("</{name}");
                if let Some(at) = rest.to_ascii_lowercase().find(&close) {
                    rest = rest[at..].find('>').map_or("", |end| &rest[at + end + 1..]);
                }
            }
            _ => tags += 1,
        }
    }
    out.push_str(rest);
    let text = html_escape::decode_html_entities(&out).replace('\u{a0}', " ");
    (text, tags, images)
}

/// Reads `Q:` and `A:` paragraphs; a rule, a heading or the next `Q:` ends a card.
pub fn markdown(text: &str) -> Read {
    let mut read = Read::default();
    let (mut ask, mut answer): (Option<String>, Option<String>) = (None, None);
    let end = |read: &mut Read, ask: &mut Option<String>, answer: &mut Option<String>| match (
        ask.take(),
        answer.take(),
    ) {
        (Some(ask), answer) => read.take(&ask, &answer.unwrap_or_default(), None, false),
        (None, Some(_)) => read.count("answers without a question left out", 1),
        (None, None) => {}
    };
    for line in text.lines() {
        let bare = line.trim();
        let part = |name: &str| {
            bare.get(..2)
                .filter(|start| start.eq_ignore_ascii_case(name))
                .map(|_| bare[2..].trim().to_owned())
        };
        if let Some(text) = part("q:") {
            end(&mut read, &mut ask, &mut answer);
            ask = Some(text);
        } else if let Some(text) = part("a:") {
            if answer.is_some() {
                end(&mut read, &mut ask, &mut answer);
            }
            answer = Some(text);
        } else if part("c:").is_some() {
            end(&mut read, &mut ask, &mut answer);
            read.count("cloze cards left out", 1);
        } else if bare == "---" || bare == "***" || bare.starts_with("# ") || bare.starts_with("## ") {
            end(&mut read, &mut ask, &mut answer);
        } else if let Some(open) = answer.as_mut().or(ask.as_mut()) {
            open.push('\n');
            open.push_str(line);
        }
    }
    end(&mut read, &mut ask, &mut answer);
    read
}

/// Reads a table whose first two columns are question and answer; a header of those names may
/// stand above and name them in another place.
///
/// # Errors
/// A separator that is not one ASCII character.
pub fn table(text: &str, separator: Option<&str>) -> Result<Read, String> {
    let separator = match separator {
        Some(name) => separator_of(name).ok_or("the separator is one ASCII character, or tab")?,
        None => {
            let first = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
            b"\t;,|"
                .iter()
                .copied()
                .max_by_key(|c| first.bytes().filter(|b| b == c).count().min(3))
                .unwrap_or(b',')
        }
    };
    let mut rows = rows(text, separator, None);
    let mut read = Read::default();
    let (mut ask, mut answer) = (0, 1);
    let place = |row: &[String], names: &[&str]| {
        row.iter().position(|cell| names.contains(&cell.trim().to_lowercase().as_str()))
    };
    if let Some(first) = rows.first()
        && let Some(q) = place(first, &["question", "front", "q", "term", "ask", "prompt"])
        && let Some(a) = place(first, &["answer", "back", "a", "definition", "model"])
    {
        (ask, answer) = (q, a);
        rows.remove(0);
    }
    for row in rows {
        let cell = |at: usize| row.get(at).map_or("", String::as_str);
        read.count("further columns left out", usize::from(row.len() > 2));
        read.take(cell(ask), cell(answer), None, false);
    }
    Ok(read)
}

fn rows(text: &str, separator: u8, comment: Option<u8>) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .comment(comment)
        .from_reader(text.as_bytes());
    reader.records().filter_map(Result::ok).map(|row| row.iter().map(str::to_owned).collect()).collect()
}

fn separator_of(name: &str) -> Option<u8> {
    match name.to_ascii_lowercase().as_str() {
        "tab" | "\\t" | "\t" => Some(b'\t'),
        "comma" => Some(b','),
        "semicolon" => Some(b';'),
        "pipe" => Some(b'|'),
        "space" => Some(b' '),
        "colon" => Some(b':'),
        other => match other.as_bytes() {
            [one] if one.is_ascii() && !matches!(one, b'"' | b'\n' | b'\r') => Some(*one),
            _ => None,
        },
    }
}

/// Reads Anki's text export, its `#` headers included.
pub fn anki(text: &str) -> Read {
    let mut read = Read::default();
    let (mut separator, mut html) = (b'\t', false);
    let mut special: HashMap<usize, String> = HashMap::new();
    let mut body = text;
    while let Some(line) = body.strip_prefix('#') {
        let (head, rest) = line.split_once('\n').unwrap_or((line, ""));
        body = rest;
        // A tab may itself be the value.
        let Some((name, value)) = head.trim_end_matches('\r').split_once(':') else { continue };
        match name.trim().to_ascii_lowercase().as_str() {
            "separator" => separator = separator_of(value).unwrap_or(b'\t'),
            "html" => html = value.trim().eq_ignore_ascii_case("true"),
            key => {
                if let Some(what) = key.strip_suffix(" column")
                    && let Ok(at) = value.trim().parse::<usize>()
                {
                    special.insert(at.wrapping_sub(1), what.to_owned());
                }
            }
        }
    }
    for row in rows(body, separator, Some(b'#')) {
        let guid = row.iter().enumerate().find(|(at, _)| special.get(at).is_some_and(|what| what == "guid"));
        let guid = guid.map(|(_, cell)| cell.clone());
        let fields: Vec<&str> = row
            .iter()
            .enumerate()
            .filter(|(at, _)| !special.contains_key(at))
            .map(|(_, cell)| cell.as_str())
            .collect();
        read.count(
            "notes whose tags, deck or type were left out",
            usize::from(special.values().any(|what| what != "guid")),
        );
        let more = fields.iter().skip(2).filter(|cell| !cell.trim().is_empty()).count();
        read.count("further fields left out", more);
        let side = |at: usize| fields.get(at).copied().unwrap_or_default();
        read.take(side(0), side(1), guid, html);
    }
    read
}

/// Returns the area as it stands in ids: lower-case letters, digits and hyphens.
pub fn slug(area: &str) -> String {
    let mut slug = String::new();
    for c in area.to_lowercase().chars() {
        if c.is_ascii_alphanumeric() {
            slug.push(c);
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    let slug = slug.trim_matches('-');
    if slug.is_empty() { "cards".to_owned() } else { slug.to_owned() }
}

/// Returns the id of a card: the area and a hash of the question, so that a card is known again.
pub fn id(area: &str, ask: &str) -> String {
    format!("imported/{}/{:016x}", slug(area), key_of(ask))
}

/// Writes a card as a drill of a pack.
pub fn drill(card: &Card, area: &str) -> String {
    let text = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let answer = text(&card.answer);
    format!(
        "\n[[drill]]\nid = \"{}\"\nkind = \"recall\"\narea = {}\nask = {}\nmodel = {answer}\nreferences = [{answer}]\n\
         why = \"This is the answer on your card.\"\nsource = \"community\"\n",
        id(area, &card.ask),
        text(area),
        text(&card.ask),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_anki_export_loses_its_media_and_says_so() {
        let read = anki(
            "#separator:tab\n#html:true\n#tags column:3\nWhat is <b>GMV</b>?\tGross &amp; total<br>value [sound:a.mp3]\tx\n\
             {{c1::cloze}}\tb\tx\n<img src=a>\tb\tx\n",
        );
        assert_eq!(read.cards.len(), 1);
        assert_eq!(read.cards[0].ask, "What is GMV?");
        assert_eq!(read.cards[0].answer, "Gross & total\nvalue");
        let words: Vec<&str> = read.left_out.iter().map(|(what, _)| *what).collect();
        for what in [
            "sounds left out",
            "cloze cards left out",
            "images left out",
            "cards with an empty side left out",
        ] {
            assert!(words.contains(&what), "{words:?}");
        }
    }

    #[test]
    fn paragraphs_become_cards() {
        let read = markdown(
            "# Deck\nQ: One?\nmore\nA: Yes.\n\n- list\n\nQ: Two?\nA: No.\n---\nA: alone\nC: [cloze]\n",
        );
        assert_eq!(read.cards.len(), 2);
        assert_eq!(
            (read.cards[0].ask.as_str(), read.cards[0].answer.as_str()),
            ("One?\nmore", "Yes.\n\n- list")
        );
        assert_eq!(read.left_out, [("answers without a question left out", 1), ("cloze cards left out", 1)]);
    }

    #[test]
    fn a_table_may_name_its_columns_anywhere() {
        let read = table("id;Answer;Question\n1;Yes;\"a;b?\"\n", None).unwrap();
        assert_eq!((read.cards[0].ask.as_str(), read.cards[0].answer.as_str()), ("a;b?", "Yes"));
    }

    proptest! {
        #[test]
        fn any_text_is_read_and_every_card_is_a_drill(text in "\\PC{0,60}([\t,;\n<>&\"'\\\\{}\u{1b}\u{0}]\\PC{0,20}){0,12}") {
            for read in [anki(&text), anki(&format!("#html:true\n{text}")), markdown(&format!("Q:{text}\nA:{text}")), table(&text, None).unwrap()] {
                let pack: String = read.cards.iter().map(|card| drill(card, "cards")).collect();
                let parsed = crate::drill::parse(&pack);
                prop_assert!(parsed.faults.is_empty(), "{:?}", parsed.faults);
                prop_assert_eq!(parsed.drills.len(), read.cards.len());
            }
        }
    }
}
