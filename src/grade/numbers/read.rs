//! Reading the one number a learner typed.

use super::{Unit, find};

/// A number as typed and how it was understood.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadNumber {
    /// The value in the asked unit (12.5 for "12.5 %" when the unit is `%`).
    pub value: f64,
    /// How it was read, for people: `12.5 %`, `1 200 000 (comma read as a thousands mark)`.
    pub as_read: String,
}

/// Why an input is not one number.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum NumberError {
    /// Nothing was typed, or no number was found in it.
    #[error("no number in \u{201c}{0}\u{201d}: type digits such as 12.5, 1.2m or 8%")]
    None(String),
    /// More than one number was found.
    #[error("more than one number in \u{201c}{0}\u{201d}: type one")]
    Several(String),
    /// The number carries a unit that is not the one asked for.
    #[error("{found} was read, but the answer is asked for in {asked}")]
    Unit {
        /// What the number counts, as read.
        found: String,
        /// The unit of the drill.
        asked: String,
    },
}

/// Reads one number typed for a drill whose answer has `unit` (`%`, `pp`, `USD`, `days`, `x`, or empty).
///
/// A unit left out is taken to be the drill's own. For a percentage a bare fraction stays what it
/// is (0.125 is 0.125 %, said so in `as_read`), because guessing would hide a mistake.
pub fn read_number(input: &str, unit: &str) -> Result<ReadNumber, NumberError> {
    let trimmed = input.trim();
    let (sign, body) = match trimmed.strip_prefix(['-', '−', '–']) {
        Some(rest) => (-1.0, rest.trim_start()),
        None => (1.0, trimmed.strip_prefix('+').unwrap_or(trimmed)),
    };
    let spaced = join_thin_groups(body);
    let all = find(&spaced);
    let number = match all.as_slice() {
        [] => return Err(NumberError::None(trimmed.to_owned())),
        [one] => one,
        _ => return Err(NumberError::Several(trimmed.to_owned())),
    };
    let asked = find(&format!("2 {unit}")).into_iter().next().map_or(Unit::Plain, |n| n.unit);
    let value = sign * number.value;
    let bare = matches!(number.unit, Unit::Plain | Unit::Count(_) | Unit::Date | Unit::Times);
    let clash = || NumberError::Unit {
        found: format!("{} {}", plain(value), name(&number.unit)),
        asked: unit.to_owned(),
    };
    let value = match (&asked, &number.unit) {
        (a, b) if a == b => match a {
            Unit::Duration => value / find(&format!("1 {unit}")).first().map_or(1.0, |n| n.value),
            _ => value,
        },
        (_, _) if bare => value,
        (Unit::Plain | Unit::Count(_) | Unit::Times, Unit::Percent) if unit.is_empty() => value / 100.0,
        (Unit::Plain | Unit::Count(_), _) if unit.is_empty() => value,
        _ => return Err(clash()),
    };
    let mut as_read = format!("{} {unit}", plain(value)).trim_end().to_owned();
    if let Some(note) = separator_note(body) {
        as_read.push_str(note);
    }
    Ok(ReadNumber { value, as_read })
}

/// "1 200 000" with spaces between groups of three is one number.
fn join_thin_groups(body: &str) -> String {
    let chars: Vec<char> = body.chars().collect();
    let mut out = String::new();
    for (i, &c) in chars.iter().enumerate() {
        let group = chars[i + 1..].iter().take_while(|c| c.is_ascii_digit()).count() == 3;
        let after_digit = i > 0 && chars[i - 1].is_ascii_digit();
        if !(matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '_') && after_digit && group) {
            out.push(c);
        }
    }
    out
}

/// Says how a lone separator was taken where both readings are possible.
fn separator_note(body: &str) -> Option<&'static str> {
    let marks: Vec<(usize, char)> = body.char_indices().filter(|(_, c)| matches!(c, ',' | '.')).collect();
    let [(at, mark)] = marks.as_slice() else {
        return None;
    };
    let after = body[at + 1..].chars().take_while(char::is_ascii_digit).count();
    let before = body[..*at].chars().rev().take_while(char::is_ascii_digit).count();
    match (mark, after) {
        (',', 3) if before <= 3 => Some(" (comma read as a thousands mark)"),
        (',', _) => Some(" (comma read as a decimal point)"),
        ('.', 3) if (1..=3).contains(&before) && !body.starts_with('0') => {
            Some(" (point read as a decimal point)")
        }
        _ => None,
    }
}

fn name(unit: &Unit) -> String {
    match unit {
        Unit::Percent => "percent".into(),
        Unit::Points => "percentage points".into(),
        Unit::Currency(code) => code.clone(),
        Unit::Duration => "seconds".into(),
        Unit::Clock => "minutes after midnight".into(),
        Unit::Date => "(a date)".into(),
        Unit::Technical(name) => name.clone(),
        Unit::Times => "times".into(),
        Unit::Ordinal => "(a rank)".into(),
        Unit::Count(thing) => thing.clone(),
        Unit::Plain => String::new(),
    }
}

/// Writes a value with thin groups and at most six decimals.
fn plain(value: f64) -> String {
    let rounded = (value * 1e6).round() / 1e6;
    let text = format!("{rounded}");
    let (whole, rest) = text.split_once('.').map_or((text.as_str(), ""), |(w, r)| (w, r));
    let (sign, digits) = whole.strip_prefix('-').map_or(("", whole), |d| ("-", d));
    let mut grouped = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) && digits.len() > 4 {
            grouped.push(' ');
        }
        grouped.push(c);
    }
    if rest.is_empty() { format!("{sign}{grouped}") } else { format!("{sign}{grouped}.{rest}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn read(input: &str, unit: &str) -> (f64, String) {
        let got = read_number(input, unit).unwrap();
        (got.value, got.as_read)
    }

    #[test]
    fn the_unit_may_be_left_out() {
        assert_eq!(read("12.5", "%"), (12.5, "12.5 %".into()));
        assert_eq!(read("12.5 percent", "%"), (12.5, "12.5 %".into()));
        assert_eq!(read("$1.2m", "USD"), (1_200_000.0, "1 200 000 USD".into()));
        assert_eq!(read("2 weeks", "days"), (14.0, "14 days".into()));
        assert_eq!(read("-3", ""), (-3.0, "-3".into()));
    }

    #[test]
    fn an_ambiguous_separator_is_named() {
        assert_eq!(read("12,5", "%"), (12.5, "12.5 % (comma read as a decimal point)".into()));
        assert_eq!(read("12,500", ""), (12_500.0, "12 500 (comma read as a thousands mark)".into()));
        assert_eq!(read("1 200 000", "").0, 1_200_000.0);
    }

    #[test]
    fn points_are_never_a_share() {
        assert!(matches!(read_number("8 pp", "%"), Err(NumberError::Unit { .. })));
        assert!(matches!(read_number("8 %", "pp"), Err(NumberError::Unit { .. })));
    }

    #[test]
    fn nothing_and_too_much_are_refused() {
        assert!(matches!(read_number("dunno", "%"), Err(NumberError::None(_))));
        assert!(matches!(read_number("3 or 5", ""), Err(NumberError::Several(_))));
    }
}
