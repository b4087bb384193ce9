//! Numbers in text: what is said ("eight percent", "1.2m", "八个百分点"), its value, its unit and its bytes.

mod read;
mod scan;
mod spoken;
pub mod units;

pub use read::{NumberError, ReadNumber, read_number};
pub use scan::{find, find_in};

/// The kind of thing a number counts.
#[derive(Clone, Debug, PartialEq)]
pub enum Unit {
    /// A share: `value` is in percent (8 for 8 %, and for .08 read as a share).
    Percent,
    /// A difference of shares: `value` is in percentage points (basis points are divided by 100).
    Points,
    /// Money: `value` is in the currency named (ISO code where known).
    Currency(String),
    /// A span of time: `value` is in seconds.
    Duration,
    /// A time of day: `value` is in minutes after midnight.
    Clock,
    /// A calendar year, day of a month or other date part.
    Date,
    /// An engineering quantity: the unit's name (`gb`, `qps`, `kw`); `value` is in that unit.
    Technical(String),
    /// A factor: "three times", "2x".
    Times,
    /// A place in an order: "third", "7th".
    Ordinal,
    /// A number of things; the stem of the thing's name.
    Count(String),
    /// A bare number.
    Plain,
}

/// A number said in a text.
#[derive(Clone, Debug, PartialEq)]
pub struct Number {
    /// First byte of the number and its unit.
    pub start: usize,
    /// Byte after the last.
    pub end: usize,
    /// The value in the unit's base (see [`Unit`]).
    pub value: f64,
    /// What it counts.
    pub unit: Unit,
    /// Index of the first token.
    pub first: usize,
    /// Index of the last token.
    pub last: usize,
}

impl Number {
    /// Tells whether two numbers may be the same claim: equal within half a percent of the value
    /// and of the same kind; a bare share below one (".08") equals its percentage, while a
    /// difference in points never equals a share.
    pub fn same_as(&self, other: &Number) -> bool {
        let close = |a: f64, b: f64| (a - b).abs() <= 0.005 * a.abs().max(b.abs()) + 1e-12;
        match (&self.unit, &other.unit) {
            (Unit::Percent, Unit::Plain) => {
                close(self.value, other.value * 100.0) && other.value.abs() <= 1.0
            }
            (Unit::Plain, Unit::Percent) => other.same_as(self),
            (Unit::Count(_) | Unit::Plain, Unit::Count(_) | Unit::Plain) => close(self.value, other.value),
            (a, b) => a == b && close(self.value, other.value),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn one(text: &str) -> (f64, Unit) {
        let all = find(text);
        assert_eq!(all.len(), 1, "{text}: {all:?}");
        ((all[0].value * 1e6).round() / 1e6, all[0].unit.clone())
    }

    #[test]
    fn shares_and_points_are_different_kinds() {
        for text in ["8 %", "8%", "eight percent", "eight per cent", "8 pct", "百分之八", "８%"] {
            assert_eq!(one(text), (8.0, Unit::Percent), "{text}");
        }
        for text in ["8 pp", "eight percentage points", "8个百分点", "800 bps", "8 p.p."] {
            assert_eq!(one(text), (8.0, Unit::Points), "{text}");
        }
        let share = &find("8 %")[0];
        assert!(share.same_as(&find(".08")[0]));
        assert!(share.same_as(&find("eight percent")[0]));
        assert!(!share.same_as(&find("8 pp")[0]));
    }

    #[test]
    fn large_numbers_are_read_in_words_suffixes_and_ideographs() {
        assert_eq!(one("one point two million").0, 1_200_000.0);
        assert_eq!(one("1.2m").0, 1_200_000.0);
        assert_eq!(one("120万").0, 1_200_000.0);
        assert_eq!(one("1.2亿").0, 120_000_000.0);
        assert_eq!(one("forty-eight thousand three hundred").0, 48_300.0);
        assert_eq!(one("a hundred and ten thousand").0, 110_000.0);
        assert_eq!(one("3 bn").0, 3e9);
        assert_eq!(one("48,000").0, 48_000.0);
        assert_eq!(one("1.200.000").0, 1_200_000.0);
        assert_eq!(one("12,5 %"), (12.5, Unit::Percent));
    }

    #[test]
    fn money_time_and_engineering_have_their_units() {
        assert_eq!(one("€5"), (5.0, Unit::Currency("EUR".into())));
        assert_eq!(one("26,000 euros"), (26_000.0, Unit::Currency("EUR".into())));
        assert_eq!(one("£380k"), (380_000.0, Unit::Currency("GBP".into())));
        assert_eq!(one("six weeks"), (6.0 * 7.0 * 86_400.0, Unit::Duration));
        assert_eq!(one("half an hour"), (1800.0, Unit::Duration));
        assert_eq!(one("250ms"), (0.25, Unit::Duration));
        assert_eq!(one("at 20:41"), (20.0 * 60.0 + 41.0, Unit::Clock));
        assert_eq!(one("at 9 pm"), (21.0 * 60.0, Unit::Clock));
        assert_eq!(one("80k QPS"), (80_000.0, Unit::Technical("qps".into())));
        assert_eq!(one("3x"), (3.0, Unit::Times));
    }

    #[test]
    fn ratios_are_shares() {
        assert_eq!(one("twenty three in every hundred"), (23.0, Unit::Percent));
        assert_eq!(one("nine claims out of ten"), (90.0, Unit::Percent));
        assert_eq!(one("1 in 25"), (4.0, Unit::Percent));
        assert_eq!(one("a third of them"), (33.333_333, Unit::Percent));
    }

    #[test]
    fn ordinary_words_are_no_numbers() {
        for text in ["no one knew", "the one we chose", "a lot of users", "a second opinion", "one of us"] {
            assert!(find(text).is_empty(), "{text}: {:?}", find(text));
        }
    }

    #[test]
    fn ranges_share_their_unit() {
        let all = find("from 30 to 45 percent");
        assert_eq!(all.iter().map(|n| n.unit.clone()).collect::<Vec<_>>(), [Unit::Percent, Unit::Percent]);
    }

    #[test]
    fn dates_are_not_counts() {
        assert_eq!(find("on 30 September")[0].unit, Unit::Date);
        assert_eq!(find("in 2024")[0].unit, Unit::Date);
        assert_eq!(find("May 13")[0].unit, Unit::Date);
    }
}
