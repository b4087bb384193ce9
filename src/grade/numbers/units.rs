//! The words and signs that say what a number counts.

use super::Unit;

/// A unit and the factor to its base.
pub type Scaled = (Unit, f64);

/// Returns the currency of a sign or code written before or after an amount.
pub fn currency(word: &str) -> Option<&'static str> {
    Some(match word {
        "$" | "usd" | "dollar" | "dollars" | "bucks" | "us$" => "USD",
        "€" | "eur" | "euro" | "euros" => "EUR",
        "£" | "gbp" | "pound" | "pounds" | "quid" | "sterling" => "GBP",
        "¥" | "yen" | "jpy" => "JPY",
        "rmb" | "cny" | "yuan" | "元" | "renminbi" => "CNY",
        "₹" | "inr" | "rupee" | "rupees" | "rs" => "INR",
        "chf" | "franc" | "francs" => "CHF",
        "₽" | "rub" | "ruble" | "rubles" | "roubles" => "RUB",
        "₩" | "won" | "krw" => "KRW",
        "₺" | "lira" | "liras" | "try" if word != "try" => "TRY",
        "zł" | "pln" | "złoty" | "zloty" | "zlotys" | "zlotych" => "PLN",
        "₦" | "ngn" | "naira" => "NGN",
        "kes" | "ksh" | "shilling" | "shillings" => "KES",
        "brl" | "real" | "reais" | "r$" if word != "real" => "BRL",
        "zar" | "rand" | "rands" => "ZAR",
        "peso" | "pesos" | "mxn" | "php" | "₱" => "MXN",
        "idr" | "rupiah" => "IDR",
        "krona" | "kronor" | "kroner" | "sek" | "nok" | "dkk" => "SEK",
        "forint" | "huf" | "forints" => "HUF",
        "leva" | "lev" | "bgn" => "BGN",
        "lei" | "ron" => "RON",
        "dirham" | "dirhams" | "aed" | "mad" => "AED",
        "riyal" | "riyals" | "sar" | "rial" => "SAR",
        "cfa" | "xof" => "XOF",
        "baht" | "thb" | "฿" => "THB",
        "dong" | "vnd" | "₫" => "VND",
        "ringgit" | "myr" => "MYR",
        "sgd" => "SGD",
        "cent" | "cents" | "pence" | "penny" => "CENT",
        "koruna" | "crowns" | "czk" => "CZK",
        "cedi" | "cedis" | "ghs" => "GHS",
        "taka" | "bdt" => "BDT",
        "soles" | "sol" if word == "soles" => "PEN",
        "shekel" | "shekels" | "ils" | "₪" => "ILS",
        _ => return None,
    })
}

/// Returns the seconds of a unit of time.
pub fn duration(word: &str, attached: bool) -> Option<f64> {
    Some(match word {
        "ms" | "millisecond" | "milliseconds" | "millis" | "msec" | "毫秒" => 1e-3,
        "µs" | "us" | "microsecond" | "microseconds" if word != "us" || attached => 1e-6,
        "second" | "seconds" | "sec" | "secs" | "秒" => 1.0,
        "s" if attached => 1.0,
        "minute" | "minutes" | "min" | "mins" | "minuets" | "分" => 60.0,
        "hour" | "hours" | "hr" | "hrs" => 3600.0,
        "h" if attached => 3600.0,
        "day" | "days" | "天" | "日" | "night" | "nights" | "evening" | "evenings" | "morning"
        | "mornings" => 86_400.0,
        "d" if attached => 86_400.0,
        "weekend" | "weekends" => 2.0 * 86_400.0,
        "week" | "weeks" | "wk" | "wks" | "周" => 7.0 * 86_400.0,
        "fortnight" | "fortnights" | "sprint" | "sprints" => 14.0 * 86_400.0,
        "month" | "months" | "月" => 30.0 * 86_400.0,
        "quarter" | "quarters" => 91.0 * 86_400.0,
        "semester" | "semesters" => 182.0 * 86_400.0,
        "year" | "years" | "yr" | "yrs" | "年" => 365.0 * 86_400.0,
        _ => return None,
    })
}

/// Returns the canonical name of an engineering unit.
pub fn technical(word: &str) -> Option<&'static str> {
    Some(match word {
        "qps" | "rps" | "tps" | "iops" => "qps",
        "kb" | "kilobyte" | "kilobytes" => "kb",
        "mb" | "megabyte" | "megabytes" | "megs" | "mib" => "mb",
        "gb" | "gigabyte" | "gigabytes" | "gigs" | "gib" | "gig" => "gb",
        "tb" | "terabyte" | "terabytes" | "tib" => "tb",
        "pb" | "petabyte" | "petabytes" => "pb",
        "kbps" | "kbit" | "kilobits" => "kbps",
        "mbps" | "mbit" | "megabit" | "megabits" => "mbps",
        "gbps" | "gbit" | "gigabit" | "gigabits" => "gbps",
        "hz" | "hertz" | "khz" | "mhz" | "ghz" => "hz",
        "kw" | "kilowatt" | "kilowatts" | "mw" | "watt" | "watts" | "kwh" | "mwh" | "volt" | "volts" => "kw",
        "bytes" | "byte" | "bits" | "bit" if word != "bit" => "byte",
        "cores" | "cpus" | "vcpu" | "vcpus" | "gpus" => "core",
        "nines" => "nines",
        "fps" => "fps",
        "km" | "kilometres" | "kilometers" | "metres" | "meters" | "miles" | "cm" | "mm" | "kg" | "kilos"
        | "tons" | "tonnes" | "ton" | "litres" | "liters" | "degrees" | "dB" | "db" | "decibels" => "measure",
        _ => return None,
    })
}

/// Tells whether a word is the name or a common short form of a month.
pub fn is_month(word: &str) -> bool {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    MONTHS.contains(&word)
        || matches!(
            word,
            "jan" | "feb" | "mar" | "apr" | "jun" | "jul" | "aug" | "sep" | "sept" | "oct" | "nov" | "dec"
        )
}

/// Tells whether a month's name needs a number beside it to be one.
pub fn is_ambiguous_month(word: &str) -> bool {
    matches!(word, "may" | "march" | "mar" | "jun" | "dec" | "sep")
}
