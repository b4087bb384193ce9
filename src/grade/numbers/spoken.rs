//! Number words: "forty-eight thousand", "one point two", "百分之八".

/// Parsed value and the number of tokens it took.
pub struct Spoken {
    /// The value.
    pub value: f64,
    /// Tokens used.
    pub used: usize,
}

/// Returns the value of a simple number word below one hundred.
pub fn small(word: &str) -> Option<f64> {
    const ONES: [&str; 20] = [
        "zero",
        "one",
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
    ];
    const TENS: [&str; 8] = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    if let Some(i) = ONES.iter().position(|w| *w == word) {
        return Some(i as f64);
    }
    if word == "fourty" {
        return Some(40.0);
    }
    TENS.iter().position(|w| *w == word).map(|i| 20.0 + 10.0 * i as f64)
}

/// Returns the factor of a scale word.
pub fn scale(word: &str) -> Option<f64> {
    Some(match word {
        "hundred" | "hundreds" => 1e2,
        "thousand" | "thousands" | "grand" => 1e3,
        "lakh" | "lakhs" | "lac" => 1e5,
        "million" | "millions" | "mio" => 1e6,
        "crore" | "crores" => 1e7,
        "billion" | "billions" => 1e9,
        "trillion" | "trillions" => 1e12,
        "dozen" => 12.0,
        _ => return None,
    })
}

/// Returns the factor of an ideographic scale.
pub fn han_scale(word: &str) -> Option<f64> {
    Some(match word {
        "十" => 1e1,
        "百" => 1e2,
        "千" => 1e3,
        "万" | "萬" => 1e4,
        "亿" | "億" => 1e8,
        _ => return None,
    })
}

fn han_digit(word: &str) -> Option<f64> {
    "零一二三四五六七八九"
        .chars()
        .position(|c| word.chars().eq([c]))
        .map(|i| i as f64)
        .or_else(|| matches!(word, "两" | "兩").then_some(2.0))
}

/// Reads a number in words from the front of `words`.
pub fn read(words: &[&str]) -> Option<Spoken> {
    let first = *words.first()?;
    if han_digit(first).is_some() || first == "十" {
        return read_han(words);
    }
    let (mut total, mut group, mut used, mut seen) = (0.0, 0.0, 0, false);
    let mut last_small = f64::INFINITY;
    let mut i = 0;
    while let Some(&word) = words.get(i) {
        if let Some(value) = small(word) {
            // "twenty three" adds up, "six seven" does not.
            let fits = !seen
                || last_small >= 100.0
                || (last_small >= 20.0 && last_small % 10.0 == 0.0 && value < 10.0 && value > 0.0);
            if !fits {
                break;
            }
            group += value;
            last_small = if last_small < 100.0 { 1.0 } else { value };
            seen = true;
        } else if let Some(factor) = scale(word) {
            let article = i > 0 && matches!(words[i - 1], "a" | "an");
            if !seen && !article {
                break;
            }
            if factor < 1000.0 {
                group = if group == 0.0 { factor } else { group * factor };
            } else {
                total += if group == 0.0 { factor } else { group * factor };
                group = 0.0;
            }
            last_small = f64::INFINITY;
            seen = true;
        } else if word == "point" && seen {
            let digits: Vec<f64> =
                words[i + 1..].iter().take(6).map_while(|w| small(w).filter(|v| *v < 100.0)).collect();
            if digits.is_empty() {
                break;
            }
            let mut place = 0.1;
            for (k, digit) in digits.iter().enumerate() {
                if *digit >= 10.0 && k == 0 {
                    group += digit / 100.0;
                    place = 0.001;
                } else {
                    group += digit * place;
                    place /= 10.0;
                }
            }
            i += digits.len();
            last_small = 1.0;
        } else if joins(word, words.get(i + 1).copied(), seen, last_small.is_infinite()) {
            i += 1;
            continue;
        } else {
            break;
        }
        i += 1;
        used = i;
    }
    seen.then_some(Spoken { value: total + group, used })
}

/// Tells whether a word only joins number words: "a hundred", "hundred and ten", "forty-eight".
fn joins(word: &str, next: Option<&str>, seen: bool, after_scale: bool) -> bool {
    match word {
        "a" | "an" => !seen && next.is_some_and(|w| scale(w).is_some()),
        "and" => seen && after_scale && next.is_some_and(|w| small(w).is_some()),
        "-" => next.is_some_and(|w| small(w).is_some()),
        _ => false,
    }
}

fn read_han(words: &[&str]) -> Option<Spoken> {
    let (mut total, mut section, mut digit, mut used) = (0.0, 0.0, None, 0);
    for word in words.iter().take(24) {
        if let Some(value) = han_digit(word) {
            digit = Some(value);
        } else if let Some(factor) = han_scale(word) {
            if factor >= 1e4 {
                total = (total + section + digit.unwrap_or(0.0)) * factor;
                section = 0.0;
            } else {
                section += digit.unwrap_or(1.0) * factor;
            }
            digit = None;
        } else {
            break;
        }
        used += 1;
    }
    let value = total + section + digit.unwrap_or(0.0);
    (used > 0).then_some(Spoken { value, used })
}
