//! When two spellings are one value: units, rounding and hedges.

use crate::grade::numbers::{Number, Unit};

/// A hedged figure ("about 8 %") may differ by this share of the value.
const HEDGED: f64 = 0.12;

/// Rounding may change a figure by at most this share of it.
const ROUNDED: f64 = 0.1;

/// Tells whether two numbers count the same kind of thing, so that they can disagree.
pub fn comparable(a: &Number, b: &Number) -> bool {
    match (&a.unit, &b.unit) {
        (Unit::Percent | Unit::Points, Unit::Percent | Unit::Points)
        | (Unit::Count(_) | Unit::Plain, Unit::Count(_) | Unit::Plain) => true,
        (Unit::Percent, Unit::Plain) => b.value.abs() <= 1.0,
        (Unit::Plain, Unit::Percent) => a.value.abs() <= 1.0,
        (a, b) => a == b,
    }
}

/// Tells whether two numbers may be the same claim: equal, equal once the finer one is rounded as
/// the coarser one is, or close where one is hedged. A share is never a difference in points.
pub fn consistent(a: &Number, b: &Number, hedged: bool) -> bool {
    if a.same_as(b) {
        return true;
    }
    if matches!((&a.unit, &b.unit), (Unit::Percent, Unit::Points) | (Unit::Points, Unit::Percent))
        || !comparable(a, b)
    {
        return false;
    }
    let (x, y) = (percent(a, b), percent(b, a));
    let gap = (x - y).abs() / x.abs().max(y.abs()).max(1e-12);
    if hedged && gap <= HEDGED {
        return true;
    }
    gap <= ROUNDED && (rounds_to(x, y) || rounds_to(y, x))
}

/// A bare share below one stands beside percentages.
fn percent(number: &Number, other: &Number) -> f64 {
    let share = number.unit == Unit::Plain && other.unit == Unit::Percent;
    if share { number.value.abs() * 100.0 } else { number.value.abs() }
}

/// Tells whether the finer value becomes the coarser one when rounded to its last digit.
fn rounds_to(fine: f64, coarse: f64) -> bool {
    let place = last_place(coarse);
    (fine - coarse).abs() <= place / 2.0 + 1e-9 * coarse.abs()
        && place >= last_place(fine) - 1e-12
        && last_place(fine) < place
}

/// The value of the last digit that is meant: 1 for 8, .1 for 5.6, 1,000 for 48,000 and 60,000.
fn last_place(value: f64) -> f64 {
    if value == 0.0 || !value.is_finite() {
        return 1.0;
    }
    let mut place = 10f64.powf(value.abs().log10().floor());
    let finest = place * 1e-6;
    // Two digits are meant at least, so that 60,000 is no round name for 64,000.
    if value.abs() >= 10.0 {
        place /= 10.0;
    }
    while place > finest && ((value / place).round() * place - value).abs() > 1e-9 * value.abs() {
        place /= 10.0;
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::grade::numbers::find;

    #[track_caller]
    fn same(a: &str, b: &str) -> bool {
        consistent(&find(a)[0], &find(b)[0], false)
    }

    #[test]
    fn one_number_has_many_spellings() {
        assert!(same("8 %", "eight percent"));
        assert!(same("8 %", ".08"));
        assert!(same("8.3 %", "8 %"));
        assert!(same("47,800 users", "48,000 users"));
        assert!(same("1.2m", "1,200,000"));
    }

    #[test]
    fn different_numbers_stay_different() {
        assert!(!same("8 %", "8 pp"));
        assert!(!same("8 %", "12 %"));
        assert!(!same("8 %", "9 %"));
        assert!(!same("60,000 users", "64,000 users"));
        assert!(!same("10 %", "12 %"));
        assert!(!same("5.6 s", "6.5 s"));
        assert!(!same("8个百分点", "8 %"));
    }

    #[test]
    fn a_hedge_widens_the_match() {
        assert!(consistent(&find("9.6 %")[0], &find("10 %")[0], true));
        assert!(!consistent(&find("8 %")[0], &find("12 %")[0], true));
    }
}
