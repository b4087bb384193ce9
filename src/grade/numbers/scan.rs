//! Finding the numbers of a text.

use super::spoken::{self, han_scale, scale};
use super::units::{currency, duration, is_month, technical};
use super::{Number, Unit};
use crate::grade::text::token::{Kind, Token, stem, tokenize};

/// Finds every number of a text, in order.
pub fn find(text: &str) -> Vec<Number> {
    let folded: String = text.chars().map(fold_width).collect();
    if folded.len() == text.len() { find_in(&tokenize(text)) } else { find_folded(text, &folded) }
}

/// Full-width digits and signs shift byte offsets, so spans are mapped back by character count.
fn find_folded(text: &str, folded: &str) -> Vec<Number> {
    let back: std::collections::HashMap<usize, usize> = folded
        .char_indices()
        .map(|(i, _)| i)
        .chain([folded.len()])
        .zip(text.char_indices().map(|(i, _)| i).chain([text.len()]))
        .collect();
    let map = |at: usize| back.get(&at).copied().unwrap_or(text.len());
    let mut all = find_in(&tokenize(folded));
    for number in &mut all {
        (number.start, number.end) = (map(number.start), map(number.end));
    }
    all
}

fn fold_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        _ => c,
    }
}

/// Finds every number among tokens, in order; `first` and `last` index the tokens.
pub fn find_in(tokens: &[Token]) -> Vec<Number> {
    let mut all: Vec<Number> = Vec::new();
    let mut i = 0;
    while i < tokens.len() {
        match read_at(tokens, i) {
            Some(number) => {
                i = number.last + 1;
                all.push(number);
            }
            None => i += 1,
        }
    }
    share_units(tokens, &mut all);
    all
}

struct Cursor<'a> {
    tokens: &'a [Token],
}

impl<'a> Cursor<'a> {
    fn at(&self, i: usize) -> &'a str {
        self.tokens.get(i).map_or("", |t| t.lower.as_str())
    }

    fn attached(&self, i: usize) -> bool {
        self.tokens.get(i).is_some_and(|t| !t.spaced)
    }
}

fn read_at(tokens: &[Token], at: usize) -> Option<Number> {
    let cursor = Cursor { tokens };
    let word = cursor.at(at);
    let before = at.checked_sub(1).map_or("", |i| cursor.at(i));
    let build = |value: f64, unit: Unit, first: usize, last: usize| {
        Some(Number { start: tokens[first].start, end: tokens[last].end, value, unit, first, last })
    };

    if let Some((value, unit, last)) = fraction(&cursor, at) {
        return build(value, unit, at, last);
    }
    if word == "百" && cursor.at(at + 1) == "分" && cursor.at(at + 2) == "之" {
        let (value, last) = amount(&cursor, at + 3)?;
        return build(value, Unit::Percent, at, last);
    }
    // 20:41, 20h41, 7.30 pm
    if tokens[at].kind == Kind::Number
        && matches!(cursor.at(at + 1), ":")
        && cursor.attached(at + 1)
        && cursor.attached(at + 2)
    {
        let (hour, minute) = (word.parse::<f64>().ok(), cursor.at(at + 2).parse::<f64>().ok());
        if let (Some(hour), Some(minute)) = (hour, minute)
            && hour < 25.0
            && minute < 60.0
        {
            let (shift, last) = meridiem(&cursor, at + 3, hour).unwrap_or((0.0, at + 2));
            return build(hour * 60.0 + minute + shift, Unit::Clock, at, last);
        }
    }

    // A currency sign or code in front.
    if let Some(code) = currency(word)
        && tokens.get(at + 1).is_some_and(|t| t.kind == Kind::Number)
        && (tokens[at].kind == Kind::Mark || !matches!(word, "rs" | "try" | "won" | "real"))
    {
        let (value, last) = amount(&cursor, at + 1)?;
        return build(value, Unit::Currency(code.to_owned()), at, last);
    }

    let (value, mut last) = amount(&cursor, at)?;
    let digits = tokens[at].kind == Kind::Number;
    let weak = !digits && last == at && matches!(word, "one" | "zero" | "一" | "十" | "两");
    let next = cursor.at(last + 1);
    let attached = cursor.attached(last + 1);

    if let Some((share, end)) = ratio(&cursor, value, last, digits) {
        return build(share, Unit::Percent, at, end);
    }
    if next == "%"
        || matches!(next, "percent" | "pct" | "procent" | "prozent")
        || (next == "per" && cursor.at(last + 2) == "cent")
    {
        let width = if next == "per" { 2 } else { 1 };
        let points = matches!(cursor.at(last + width + 1), "point" | "points" | "pt" | "pts");
        let unit = if points { Unit::Points } else { Unit::Percent };
        return build(value, unit, at, last + width + usize::from(points));
    }
    if next == "percentage" && matches!(cursor.at(last + 2), "point" | "points") {
        return build(value, Unit::Points, at, last + 2);
    }
    if matches!(next, "pp" | "pps" | "ppt" | "ppts") {
        return build(value, Unit::Points, at, last + 1);
    }
    if next == "p" && cursor.at(last + 2) == "." && cursor.at(last + 3) == "p" {
        let dot = usize::from(cursor.at(last + 4) == ".");
        return build(value, Unit::Points, at, last + 3 + dot);
    }
    if next == "个"
        && cursor.at(last + 2) == "百"
        && cursor.at(last + 3) == "分"
        && cursor.at(last + 4) == "点"
    {
        return build(value, Unit::Points, at, last + 4);
    }
    if matches!(next, "bps" | "bp") || (next == "basis" && cursor.at(last + 2).starts_with("point")) {
        return build(value / 100.0, Unit::Points, at, last + if next == "basis" { 2 } else { 1 });
    }
    if matches!(next, "points" | "point" | "pts") && !weak {
        return build(value, Unit::Points, at, last + 1);
    }
    if let Some((shift, end)) = meridiem(&cursor, last + 1, value)
        && value < 13.0
    {
        return build(value * 60.0 + shift, Unit::Clock, at, end);
    }
    if matches!(next, "o'clock" | "oclock") && value < 25.0 {
        return build(value * 60.0, Unit::Clock, at, last + 1);
    }
    if next == "h" && attached && value < 25.0 && matches!(before, "at" | "by" | "until" | "till") {
        return build(value * 60.0, Unit::Clock, at, last + 1);
    }
    let hyphen = usize::from(next == "-" && attached && cursor.attached(last + 2));
    let unit_word = cursor.at(last + 1 + hyphen);
    if let Some(seconds) = duration(unit_word, attached || digits) {
        let mut total = value * seconds;
        last += 1 + hyphen;
        // "two and a half hours" is rare; "two hours and a half", "1 h 20" are not read further.
        if cursor.at(last + 1) == "and" && cursor.at(last + 2) == "a" && cursor.at(last + 3) == "half" {
            total += seconds / 2.0;
            last += 3;
        }
        return build(total, Unit::Duration, at, last);
    }
    if cursor.at(last + 1) == "and" && cursor.at(last + 2) == "a" && cursor.at(last + 3) == "half" {
        if let Some(seconds) = duration(cursor.at(last + 4), false) {
            return build((value + 0.5) * seconds, Unit::Duration, at, last + 4);
        }
        return build(value + 0.5, Unit::Plain, at, last + 3);
    }
    let money = currency(next).or_else(|| (next == "engineer").then_some("").filter(|c| !c.is_empty()));
    if let Some(code) = money.filter(|_| !weak || attached || next != "won") {
        return build(value, Unit::Currency(code.to_owned()), at, last + 1);
    }
    if let Some(name) = technical(unit_word) {
        return build(value, Unit::Technical(name.to_owned()), at, last + 1 + hyphen);
    }
    if (matches!(next, "x" | "×") && attached)
        || matches!(next, "times" | "fold")
        || (hyphen == 1 && unit_word == "fold")
    {
        return build(value, Unit::Times, at, last + 1 + hyphen * usize::from(unit_word == "fold"));
    }
    if digits && attached && matches!(next, "st" | "nd" | "rd" | "th") {
        let dated = is_month(cursor.at(last + 2))
            || is_month(before)
            || cursor.at(last + 2) == "of" && is_month(cursor.at(last + 3));
        return build(value, if dated { Unit::Date } else { Unit::Ordinal }, at, last + 1);
    }
    if (1.0..32.0).contains(&value)
        && last == at
        && (is_month(next) || is_month(before))
        && (before != "may" || digits)
    {
        return build(value, Unit::Date, at, last);
    }
    if digits
        && last == at
        && word.len() == 4
        && (1900.0..2100.0).contains(&value)
        && !noun_follows(tokens, last + 1)
    {
        return build(value, Unit::Date, at, last);
    }
    if weak {
        return None;
    }
    let unit = match tokens.get(last + 1) {
        Some(t) if noun_follows(tokens, last + 1) => Unit::Count(stem(&t.lower)),
        _ => Unit::Plain,
    };
    build(value, unit, at, last)
}

/// Reads the bare amount that starts at a token: digits with a scale, or number words.
fn amount(cursor: &Cursor, at: usize) -> Option<(f64, usize)> {
    let token = cursor.tokens.get(at)?;
    if token.kind == Kind::Number {
        let mut value = digits(&token.lower)?;
        let mut last = at;
        let next = cursor.at(at + 1);
        let attached = cursor.attached(at + 1);
        let factor = match next {
            "k" => Some(1e3),
            "m" | "mn" | "mm" | "mln" if attached || next != "m" && next != "mm" => Some(1e6),
            "bn" | "b" if attached || next == "bn" => Some(1e9),
            _ => scale(next).or_else(|| han_scale(next)),
        };
        if let Some(factor) = factor {
            value *= factor;
            last += 1;
            if let Some(more) = han_scale(cursor.at(last + 1)) {
                value *= more;
                last += 1;
            } else if let Some(more) = scale(cursor.at(last + 1)).filter(|more| *more > factor) {
                value *= more;
                last += 1;
            }
        }
        return Some((value, last));
    }
    if !matches!(token.kind, Kind::Word | Kind::Han) {
        return None;
    }
    let quick = token.kind == Kind::Han
        || spoken::small(&token.lower).is_some()
        || matches!(token.lower.as_str(), "a" | "an");
    if !quick {
        return None;
    }
    let words: Vec<&str> = cursor.tokens[at..].iter().take(14).map(|t| t.lower.as_str()).collect();
    let read = spoken::read(&words)?;
    Some((read.value, at + read.used - 1))
}

/// Reads digits with separators: the last of two kinds is the decimal mark, a lone comma or point
/// is one unless exactly three digits follow a comma.
fn digits(text: &str) -> Option<f64> {
    let marks = |c: char| matches!(c, ',' | '.' | '\'');
    let count = text.chars().filter(|c| marks(*c)).count();
    let cleaned = match count {
        0 => text.to_owned(),
        1 => {
            let (head, tail) = text.split_once(marks)?;
            let comma = text.contains(',') || text.contains('\'');
            if comma && tail.len() == 3 { format!("{head}{tail}") } else { format!("{head}.{tail}") }
        }
        _ => {
            let last = text.rfind(marks)?;
            let mark = text[last..].chars().next()?;
            let decimal = text.matches(mark).count() == 1;
            let whole: String = text[..last].chars().filter(char::is_ascii_digit).collect();
            let tail = &text[last + mark.len_utf8()..];
            if decimal { format!("{whole}.{tail}") } else { format!("{whole}{tail}") }
        }
    };
    cleaned.parse().ok()
}

/// "half an hour", "a quarter of an hour", "half the orders", "two thirds of them", "a fortnight", "an hour".
fn fraction(cursor: &Cursor, at: usize) -> Option<(f64, Unit, usize)> {
    let word = cursor.at(at);
    let article = matches!(word, "a" | "an");
    let first_word = if article { cursor.at(at + 1) } else { word };
    let name_at = at + usize::from(article);
    let part = match first_word {
        "half" => 0.5,
        "quarter" if article => 0.25,
        "third" if article => 1.0 / 3.0,
        "fifth" if article => 0.2,
        "tenth" if article => 0.1,
        _ => {
            if let (Some(n), den) = (spoken::small(word), cursor.at(at + 1)) {
                let d = match den {
                    "thirds" => 3.0,
                    "quarters" => 4.0,
                    "fifths" => 5.0,
                    "tenths" => 10.0,
                    _ => 0.0,
                };
                if d > 0.0 && n < d {
                    return Some((n / d * 100.0, Unit::Percent, at + 1));
                }
            }
            if article
                && let Some(seconds) = duration(first_word, false)
                && !matches!(
                    first_word,
                    "second" | "quarter" | "sprint" | "night" | "evening" | "morning" | "min" | "day"
                )
            {
                return Some((seconds, Unit::Duration, at + 1));
            }
            return None;
        }
    };
    let mut next = name_at + 1;
    while matches!(cursor.at(next), "a" | "an" | "of" | "-" | "the") && next < name_at + 4 {
        next += 1;
    }
    if let Some(seconds) =
        duration(cursor.at(next), false).filter(|_| first_word != "half" || cursor.at(next) != "second")
    {
        return Some((part * seconds, Unit::Duration, next));
    }
    let of = cursor.at(name_at + 1);
    let share = matches!(of, "of" | "the" | "our" | "my" | "its" | "their");
    let sprint = first_word == "quarter" && of != "of";
    (share && !sprint).then_some((part * 100.0, Unit::Percent, name_at))
}

/// "nine (claims) out of ten", "23 in every hundred", "1 in 25": a share of the second number.
fn ratio(cursor: &Cursor, value: f64, last: usize, digits: bool) -> Option<(f64, usize)> {
    for gap in 0..3 {
        let at = last + 1 + gap;
        // "5 s in 40 cuts" is five seconds, no share.
        let unit = |t: &Token| duration(&t.lower, true).is_some() || technical(&t.lower).is_some();
        if gap > 0 && cursor.tokens.get(at - 1).is_none_or(|t| t.kind != Kind::Word || unit(t)) {
            return None;
        }
        let (link, mut next) = match (cursor.at(at), cursor.at(at + 1)) {
            ("out", "of") => ("out", at + 2),
            ("in" | "of" | "from" | "per" | "on", _) => ("in", at + 1),
            ("/", _) if gap == 0 && digits => ("/", at + 1),
            _ => continue,
        };
        let article = matches!(cursor.at(next), "a" | "every" | "each" | "the");
        if article && cursor.at(next) != "a" {
            next += 1;
        }
        let (whole, end) =
            scale(cursor.at(next)).map(|whole| (whole, next)).or_else(|| amount(cursor, next))?;
        let round = matches!(
            whole as u32,
            3..=12 | 15 | 16 | 20 | 24 | 25 | 30 | 40 | 50 | 100 | 200 | 500 | 1000 | 10_000
        ) && whole.fract() == 0.0;
        let dated = is_month(cursor.at(end + 1)) || matches!(cursor.at(end + 1), ":" | "%" | "/" | "percent");
        let timed = duration(cursor.at(end + 1), false).is_some();
        let known = match link {
            "out" => whole > value,
            "/" => false,
            _ => round && whole > value && (gap < 2 || article || whole > 99.0) && !timed,
        };
        return (known && !dated && value >= 0.0).then(|| (value / whole * 100.0, end));
    }
    None
}

fn meridiem(cursor: &Cursor, at: usize, hour: f64) -> Option<(f64, usize)> {
    let word = cursor.at(at);
    let (afternoon, last) = match word {
        "am" if cursor.attached(at) || !matches!(cursor.at(at.wrapping_sub(2)), "i") => (false, at),
        "pm" => (true, at),
        "a" if cursor.at(at + 1) == "." && cursor.at(at + 2) == "m" => (false, at + 2),
        "p" if cursor.at(at + 1) == "." && cursor.at(at + 2) == "m" => (true, at + 2),
        _ => return None,
    };
    Some((if afternoon && hour < 12.0 { 720.0 } else { 0.0 }, last))
}

fn noun_follows(tokens: &[Token], at: usize) -> bool {
    const LINKS: [&str; 46] = [
        "and", "or", "but", "to", "in", "on", "at", "by", "for", "from", "of", "the", "a", "an", "is", "was",
        "are", "were", "we", "i", "it", "they", "then", "than", "that", "so", "if", "when", "because",
        "with", "per", "as", "not", "no", "now", "today", "again", "before", "after", "or", "which", "who",
        "became", "went", "had", "has",
    ];
    tokens.get(at).is_some_and(|t| t.kind == Kind::Word && !LINKS.contains(&t.lower.as_str()))
}

/// "30 to 45 percent": the first number has the unit of the second.
fn share_units(tokens: &[Token], all: &mut [Number]) {
    for i in 1..all.len() {
        let (left, right) = all.split_at_mut(i);
        let (a, b) = (&mut left[i - 1], &right[0]);
        let between: Vec<&str> = tokens[a.last + 1..b.first].iter().map(|t| t.lower.as_str()).collect();
        let joined = matches!(
            between.as_slice(),
            ["to" | "-" | "–" | "—" | "→" | "or" | "and" | "towards"]
                | ["-" | "=", ">"]
                | ["down" | "up", "to"]
        );
        if joined
            && matches!(a.unit, Unit::Plain)
            && matches!(
                b.unit,
                Unit::Percent | Unit::Currency(_) | Unit::Technical(_) | Unit::Points | Unit::Count(_)
            )
        {
            a.unit = b.unit.clone();
        } else if joined && a.unit == Unit::Plain && b.unit == Unit::Duration {
            let spoken = tokens[b.first..=b.last].last().and_then(|t| duration(&t.lower, true));
            if let Some(seconds) = spoken {
                a.unit = Unit::Duration;
                a.value *= seconds;
            }
        }
    }
}
