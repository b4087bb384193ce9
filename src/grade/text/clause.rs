//! Sentences and clauses as ranges of tokens.

use super::tags::{Tag, Tags};
use super::token::{Kind, Token};

/// A half-open range of token indices.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// First token.
    pub start: usize,
    /// Token after the last.
    pub end: usize,
}

impl Range {
    /// Number of tokens.
    pub fn len(self) -> usize {
        self.end - self.start
    }

    /// Tells whether the range holds nothing.
    pub fn is_empty(self) -> bool {
        self.start == self.end
    }

    /// Tells whether two ranges share a token.
    pub fn overlaps(self, other: Range) -> bool {
        self.start < other.end && other.start < self.end
    }
}

/// A clause is cut after this many tokens whatever it says, so that windows stay small.
const LONGEST_CLAUSE: usize = 24;

/// A clause is not cut before a link word until it has this many spoken tokens.
const SHORTEST_RUN: usize = 4;

/// Splits tokens into sentences at final marks, line breaks and list bullets.
pub fn sentences(tokens: &[Token]) -> Vec<Range> {
    let mut ranges = Vec::new();
    let mut start = 0;
    for (i, token) in tokens.iter().enumerate() {
        let next = tokens.get(i + 1);
        let closes = |t: &Token| matches!(t.lower.as_str(), "\"" | "”" | "'" | "’" | ")" | "»");
        let ends = match token.lower.as_str() {
            "。" | "！" | "？" | "!" | "?" | "…" | "\n" => true,
            "." => {
                next.is_none_or(|t| t.spaced || t.kind == Kind::Break || closes(t))
                    && !abbreviation(tokens, i)
            }
            "•" | "·" | "‣" | "▪" => i > start,
            _ => false,
        };
        if ends {
            let bullet = matches!(token.lower.as_str(), "•" | "·" | "‣" | "▪");
            let mut end = if bullet { i } else { i + 1 };
            while !bullet && tokens.get(end).is_some_and(|t| closes(t) && !t.spaced) {
                end += 1;
            }
            close(tokens, &mut ranges, start, end);
            start = end;
        }
    }
    close(tokens, &mut ranges, start, tokens.len());
    ranges
}

fn close(tokens: &[Token], ranges: &mut Vec<Range>, start: usize, end: usize) {
    if start >= end {
        return;
    }
    if tokens[start..end].iter().any(Token::spoken) {
        ranges.push(Range { start, end });
    } else if let Some(last) = ranges.last_mut() {
        last.end = end;
    }
}

/// A point after one letter or a short title does not end a sentence.
fn abbreviation(tokens: &[Token], point: usize) -> bool {
    let Some(before) = point.checked_sub(1).map(|i| &tokens[i]) else {
        return false;
    };
    if tokens[point].spaced || before.kind != Kind::Word {
        return false;
    }
    let lower_next = tokens
        .get(point + 1)
        .is_some_and(|t| t.kind == Kind::Word && t.lower.chars().next().is_some_and(char::is_lowercase));
    let single = before.lower.chars().count() == 1 && before.lower != "i";
    (single && lower_next)
        || matches!(before.lower.as_str(), "mr" | "mrs" | "ms" | "dr" | "vs" | "e.g" | "approx" | "st" | "no" if before.lower != "no")
}

/// Splits each sentence into clauses: at inner marks, and before link words once a run is long enough.
pub fn clauses(tokens: &[Token], tags: &[Tags], sentences: &[Range]) -> Vec<Range> {
    let mut ranges = Vec::new();
    for sentence in sentences {
        let mut start = sentence.start;
        let mut spoken = 0;
        for i in sentence.start..sentence.end {
            let token = &tokens[i];
            let mark = token.kind == Kind::Mark
                && matches!(
                    token.lower.as_str(),
                    "," | ";" | ":" | "—" | "–" | "(" | ")" | "，" | "；" | "、" | "：" | "-" | "→"
                )
                && (token.lower != "-" && token.lower != "–" || token.spaced);
            let in_number = i > 0 && tags[i].has(Tag::Number) && tags[i - 1].has(Tag::Number);
            if mark && spoken > 0 && !in_number {
                ranges.push(Range { start, end: i + 1 });
                (start, spoken) = (i + 1, 0);
                continue;
            }
            let link = tags[i].has(Tag::Link) && spoken >= SHORTEST_RUN && !tags[i - 1].has(Tag::Link);
            if (link || spoken >= LONGEST_CLAUSE) && i > start {
                ranges.push(Range { start, end: i });
                (start, spoken) = (i, 0);
            }
            spoken += usize::from(token.spoken());
        }
        if tokens[start..sentence.end].iter().any(Token::spoken) {
            ranges.push(Range { start, end: sentence.end });
        } else if let Some(last) = ranges.last_mut() {
            last.end = sentence.end;
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::super::Analysis;

    fn clauses(text: &str) -> Vec<String> {
        let a = Analysis::new(text, &[]);
        a.clauses
            .iter()
            .map(|&r| {
                let (s, e) = a.bytes(r);
                text[s..e].to_owned()
            })
            .collect()
    }

    fn sentences(text: &str) -> usize {
        Analysis::new(text, &[]).sentences.len()
    }

    #[test]
    fn speech_without_marks_is_one_sentence_of_several_clauses() {
        let text = "so we looked at the funnel and then we saw that riders gave up because the map froze";
        assert_eq!(sentences(text), 1);
        assert_eq!(
            clauses(text),
            ["so we looked at the funnel", "and then we saw", "that riders gave up", "because the map froze"]
                .map(String::from)
        );
    }

    #[test]
    fn bullets_and_final_marks_end_sentences() {
        assert_eq!(sentences("- cut fees\n- told sales\n- froze hiring"), 3);
        assert_eq!(sentences("It fell to 3.5 percent. Why? We asked."), 3);
        assert_eq!(sentences("他们停了。我们改了。"), 2);
    }

    #[test]
    fn commas_cut_clauses() {
        assert_eq!(clauses("If it fails, we stop; else we go on").len(), 3);
    }
}
