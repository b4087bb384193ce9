//! Makes everything that could steer a terminal, or hide from a reader, visible.

use std::borrow::Cow;
use std::iter::Peekable;
use std::str::CharIndices;
use std::sync::LazyLock;

use regex::Regex;

/// What a tab becomes.
const TAB: &str = "    ";
const ZWJ: char = '\u{200D}';
const KEYCAP: char = '\u{20E3}';
const BLACK_FLAG: char = '\u{1F3F4}';
/// The three subdivision flags recommended for interchange (Unicode emoji-sequences.txt), without their cancel tag.
const FLAG_TAGS: [&str; 3] = ["gbeng", "gbsct", "gbwls"];

/// Returns the text with every control, bidi, zero-width, tag and other invisible character spelled out.
///
/// Newlines stay, `\r\n` becomes `\n`, tabs become spaces. Emoji sequences (joiners between emoji,
/// presentation selectors after emoji, keycaps, skin tones, flags) survive. Idempotent.
pub fn visible(text: &str) -> Cow<'_, str> {
    treat(text, spell)
}

/// Returns what a person meant to type: the same characters that [`visible`] spells out are left out.
///
/// A carriage return becomes a line end, since terminals paste line ends that way.
pub fn typed(text: &str) -> Cow<'_, str> {
    treat(text, |c, out| {
        if c == '\r' {
            out.push('\n');
        }
    })
}

fn treat(text: &str, hidden: fn(char, &mut String)) -> Cow<'_, str> {
    if !text.chars().any(suspect) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    let mut before = Before::default();
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if !suspect(c) {
            before = before.see(c);
            out.push(c);
            continue;
        }
        let next = chars.peek().map(|&(_, n)| n);
        match c {
            '\t' => out.push_str(TAB),
            '\r' if next == Some('\n') => continue,
            ZWJ if matches!(before, Before::Emoji | Before::Selected | Before::BlackFlag)
                && next.is_some_and(is_pictograph) =>
            {
                out.push(c);
            }
            '\u{FE0E}' | '\u{FE0F}' if matches!(before, Before::Emoji | Before::BlackFlag) => {
                before = Before::Selected;
                out.push(c);
                continue;
            }
            '\u{FE0F}' if before == Before::KeycapBase && next == Some(KEYCAP) => out.push(c),
            '\u{E0000}'..='\u{E007F}' if before == Before::BlackFlag => {
                if let Some(tags) = flag_tags(&text[at..]) {
                    out.push_str(tags);
                    skip(&mut chars, at + tags.len());
                } else {
                    hidden(c, &mut out);
                }
            }
            _ => hidden(c, &mut out),
        }
        before = Before::default();
    }
    Cow::Owned(out)
}

/// What stands just before the character in hand, as far as emoji sequences care.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
enum Before {
    #[default]
    Other,
    Emoji,
    /// An emoji with its presentation selector.
    Selected,
    KeycapBase,
    BlackFlag,
}

impl Before {
    fn see(self, c: char) -> Self {
        match c {
            '0'..='9' | '#' | '*' => Before::KeycapBase,
            BLACK_FLAG => Before::BlackFlag,
            _ if is_skin_tone(c) && self == Before::Emoji => Before::Emoji,
            _ if !c.is_ascii() && is_pictograph(c) => Before::Emoji,
            _ => Before::Other,
        }
    }
}

fn is_skin_tone(c: char) -> bool {
    ('\u{1F3FB}'..='\u{1F3FF}').contains(&c)
}

fn is_pictograph(c: char) -> bool {
    static PICTOGRAPH: LazyLock<Regex> =
        LazyLock::new(|| Regex::new(r"\A\p{Extended_Pictographic}").expect("a fixed pattern"));
    PICTOGRAPH.is_match(c.encode_utf8(&mut [0; 4]))
}

/// Returns the tag characters that complete a known subdivision flag at the start of `rest`.
fn flag_tags(rest: &str) -> Option<&str> {
    let end = rest.find('\u{E007F}')? + '\u{E007F}'.len_utf8();
    let tags = &rest[..end];
    let spelled: String = tags
        .chars()
        .filter(|&c| c != '\u{E007F}')
        .filter_map(|c| char::from_u32((c as u32).checked_sub(0xE0000)?))
        .collect();
    FLAG_TAGS.contains(&spelled.as_str()).then_some(tags)
}

fn skip(chars: &mut Peekable<CharIndices<'_>>, until: usize) {
    while chars.next_if(|&(at, _)| at < until).is_some() {}
}

/// Tells whether a character needs a closer look: it is a control, invisible, or reorders text.
///
/// The list follows the Unicode properties Cc, Cf, Zl, Zp and Default_Ignorable_Code_Point,
/// without the Arabic and Egyptian format characters that have a shape of their own.
fn suspect(c: char) -> bool {
    if c.is_ascii() {
        return c != '\n' && c.is_ascii_control();
    }
    matches!(c,
        '\u{80}'..='\u{9F}'
        | '\u{AD}' | '\u{34F}' | '\u{61C}'
        | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}'
        | '\u{180B}'..='\u{180F}'
        | '\u{200B}'..='\u{200F}'
        | '\u{2028}'..='\u{202E}'
        | '\u{2060}'..='\u{206F}'
        | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
        | '\u{FFF0}'..='\u{FFFB}' | '\u{FFFE}' | '\u{FFFF}'
        | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}'
        | '\u{E0000}'..='\u{E0FFF}')
}

fn spell(c: char, out: &mut String) {
    match c as u32 {
        control @ 0..=0x1F => out.extend(char::from_u32(0x2400 + control)),
        0x7F => out.push('\u{2421}'),
        code => {
            use std::fmt::Write as _;
            let _ = write!(out, "\u{2039}U+{code:04X}\u{203A}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn plain_text_is_passed_through_untouched() {
        for text in ["Take rate: 3.2 %\nnext line", "客单价 × 订单量", "déjà", "👍🏽 🇩🇪"] {
            assert!(matches!(visible(text), Cow::Borrowed(t) if t == text));
        }
    }

    #[test]
    fn what_drives_a_terminal_is_spelled_out() {
        assert_eq!(visible("\x1b[2J"), "␛[2J");
        assert_eq!(visible("\u{9b}31m"), "‹U+009B›31m");
        assert_eq!(visible("a\u{202e}b"), "a‹U+202E›b");
        assert_eq!(visible("a\u{61c}b\u{7f}"), "a‹U+061C›b␡");
        assert_eq!(visible("a\rb\r\nc\td"), "a␍b\nc    d");
        assert_eq!(visible("pay\u{200b}pal\u{feff}"), "pay‹U+200B›pal‹U+FEFF›");
        assert_eq!(visible("x\u{e0041}"), "x‹U+E0041›");
        assert_eq!(visible("a\u{2028}b\u{fff9}"), "a‹U+2028›b‹U+FFF9›");
    }

    #[test]
    fn emoji_sequences_survive_and_their_parts_alone_do_not() {
        for kept in [
            "👩‍💻",
            "👨‍👩‍👧‍👦",
            "👩🏽‍🚀",
            "🏳️‍🌈",
            "❤️‍🔥",
            "❤️",
            "3️⃣",
            "🇨🇭",
            "🏴\u{e0067}\u{e0062}\u{e0073}\u{e0063}\u{e0074}\u{e007f}",
        ] {
            assert_eq!(visible(kept), kept);
        }
        assert_eq!(visible("a\u{200d}b"), "a‹U+200D›b");
        assert_eq!(visible("👩\u{200d}b"), "👩‹U+200D›b");
        assert_eq!(visible("a\u{fe0f}"), "a‹U+FE0F›");
        assert_eq!(visible("3\u{fe0f}x"), "3‹U+FE0F›x");
        assert_eq!(visible("❤\u{fe0f}\u{fe0f}"), "❤\u{fe0f}‹U+FE0F›");
        assert_eq!(visible("🏴\u{e0068}\u{e0069}\u{e007f}"), "🏴‹U+E0068›‹U+E0069›‹U+E007F›");
    }

    #[test]
    fn what_is_typed_or_pasted_loses_only_what_nobody_sees() {
        assert_eq!(typed("one\rtwo\r\nthree\u{200b}\x1b[31m"), "one\ntwo\nthree[31m");
        assert_eq!(typed("👩‍💻 ok"), "👩‍💻 ok");
    }

    fn hostile() -> impl Strategy<Value = String> {
        let nasty = prop_oneof![
            (0u32..0x20).prop_map(|c| char::from_u32(c).unwrap_or(' ')),
            (0x7Fu32..0xA0).prop_map(|c| char::from_u32(c).unwrap_or(' ')),
            prop::sample::select(
                "\u{61c}\u{200b}\u{200d}\u{200e}\u{202e}\u{2066}\u{2028}\u{feff}\u{fe0f}\u{e0041}\u{e007f}\u{fffb}\u{ad}👩💻🏴🏽3\u{20e3}"
                    .chars()
                    .collect::<Vec<_>>()
            ),
            any::<char>(),
        ];
        prop::collection::vec(nasty, 0..60).prop_map(|chars| chars.into_iter().collect())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(10_000))]
        #[test]
        fn no_hostile_text_leaves_a_raw_control(text in hostile()) {
            let shown = visible(&text);
            prop_assert!(shown.bytes().all(|b| b == b'\n' || (b >= 0x20 && b != 0x7F)));
            let c1 = '\u{80}'..='\u{9f}';
            prop_assert!(!shown.chars().any(|c| c1.contains(&c)));
            let forbidden = "\u{61c}\u{200b}\u{200c}\u{200e}\u{200f}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}\u{2028}\u{2029}\u{2060}\u{feff}\u{fff9}\u{fffa}\u{fffb}";
            prop_assert!(!shown.chars().any(|c| forbidden.contains(c)));
            prop_assert_eq!(visible(&shown).into_owned(), shown.clone().into_owned());
        }
    }
}
