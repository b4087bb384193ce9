//! Questions over pipes and on terminals that cannot be redrawn: a line is an answer.

use std::io::{self, BufRead, Write};

use super::menu::{CONFIDENCES, Pick};
use super::{Command, Look, Page};

/// What a line, or several, came to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// Text without its line end, or without the closing `.` line.
    Text(String),
    /// Indices from 0, as in [`super::Picked::Options`].
    Options(Vec<usize>),
    /// A line `:skip`, `:undo`, `:source`, `:pause` or `:stop`; for picks their letters alone too.
    Command(Command),
    EndOfInput,
}

/// A reader of lines and a writer of pages.
pub struct Plain<R, W> {
    input: R,
    output: W,
    look: Look,
}

impl<R: BufRead, W: Write> Plain<R, W> {
    /// Talks over a reader and a writer, wrapping at the look's width.
    pub fn new(input: R, output: W, look: Look) -> Self {
        Self { input, output, look }
    }

    /// Writes a page.
    pub fn show(&mut self, page: &Page) -> io::Result<()> {
        self.output.write_all(page.render(&self.look).as_bytes())?;
        self.output.flush()
    }

    /// Shows a question and takes the next line as the answer.
    pub fn line(&mut self, question: &Page) -> io::Result<Reply> {
        self.show(question)?;
        Ok(match self.read()? {
            None => Reply::EndOfInput,
            Some(line) => command(&line).map_or(Reply::Text(line), Reply::Command),
        })
    }

    /// Shows a question and takes the lines up to one that holds only `.`, or to the end of input.
    ///
    /// A command counts only as the first line.
    pub fn lines(&mut self, question: &Page) -> io::Result<Reply> {
        self.show(question)?;
        let mut lines: Vec<String> = Vec::new();
        loop {
            match self.read()? {
                None if lines.is_empty() => return Ok(Reply::EndOfInput),
                None => break,
                Some(line) if line == "." => break,
                Some(line) => match command(&line).filter(|_| lines.is_empty()) {
                    Some(command) => return Ok(Reply::Command(command)),
                    None => lines.push(line),
                },
            }
        }
        Ok(Reply::Text(lines.join("\n").trim_end().to_owned()))
    }

    /// Shows a question with numbered options and takes a line of numbers; asks again while it cannot be used.
    pub fn pick(&mut self, question: &Page, options: &[String], pick: Pick) -> io::Result<Reply> {
        let mut page = question.clone();
        if !options.is_empty() {
            page = page.gap();
        }
        for (i, option) in options.iter().enumerate() {
            page = page.item(format!("{})", i + 1), option);
        }
        if pick == Pick::Confidence {
            page = page.text("How sure are you? 0, 25, 50, 75 or 100 %");
        }
        self.show(&page)?;
        loop {
            let Some(line) = self.read()? else {
                return Ok(Reply::EndOfInput);
            };
            if let Some(command) = command(&line).or_else(|| Command::parse(line.trim())) {
                return Ok(Reply::Command(command));
            }
            match parse(&line, options, pick) {
                Ok(indices) => return Ok(Reply::Options(indices)),
                Err(help) => self.show(&Page::new().text(help))?,
            }
        }
    }

    fn read(&mut self) -> io::Result<Option<String>> {
        let mut bytes = Vec::new();
        if self.input.read_until(b'\n', &mut bytes)? == 0 {
            return Ok(None);
        }
        let line = String::from_utf8_lossy(&bytes);
        Ok(Some(line.trim_end_matches(['\n', '\r']).to_owned()))
    }
}

fn command(line: &str) -> Option<Command> {
    Command::parse(line.trim().strip_prefix(':')?)
}

/// Reads a line as a pick; the error says what is wanted.
pub fn parse(line: &str, options: &[String], pick: Pick) -> Result<Vec<usize>, String> {
    let count = options.len();
    let line = line.trim();
    let exact = options.iter().position(|option| option.trim() == line && !line.is_empty());
    let numbers = || -> Option<Vec<usize>> {
        let pieces = line.split(|c: char| c.is_whitespace() || ",;>".contains(c));
        pieces
            .filter(|piece| !piece.is_empty())
            .map(|piece| {
                let number: usize = piece.trim_end_matches([')', '.']).parse().ok()?;
                (1..=count).contains(&number).then(|| number - 1)
            })
            .collect()
    };
    match pick {
        Pick::Enter => Ok(Vec::new()),
        Pick::Confidence if line.is_empty() => Ok(Vec::new()),
        Pick::Confidence => line
            .trim_end_matches(['%', ' '])
            .parse::<f64>()
            .ok()
            .and_then(|given| CONFIDENCES.iter().position(|c| (c * 100.0 - given).abs() < 0.5))
            .map(|index| vec![index])
            .ok_or_else(|| "Please give 0, 25, 50, 75 or 100, or an empty line.".to_owned()),
        Pick::One => exact
            .map(|index| vec![index])
            .or_else(|| numbers().filter(|picked| picked.len() == 1))
            .ok_or_else(|| format!("Please give one number from 1 to {count}.")),
        Pick::Many { at_least } => exact
            .map(|index| vec![index])
            .or_else(|| {
                let mut picked = numbers()?;
                picked.sort_unstable();
                picked.dedup();
                (picked.len() >= at_least).then_some(picked)
            })
            .ok_or_else(|| format!("Please give numbers from 1 to {count}, such as 1 3.")),
        Pick::Order => numbers()
            .filter(|picked| {
                let mut all = picked.clone();
                all.sort_unstable();
                all == (0..count).collect::<Vec<_>>()
            })
            .ok_or_else(|| format!("Please give each number from 1 to {count} once, in order.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ask(
        input: &str,
        run: impl FnOnce(&mut Plain<&[u8], &mut Vec<u8>>) -> io::Result<Reply>,
    ) -> (Reply, String) {
        let mut out = Vec::new();
        let mut plain = Plain::new(input.as_bytes(), &mut out, Look::plain(40));
        let reply = run(&mut plain).expect("memory");
        (reply, String::from_utf8(out).expect("text"))
    }

    fn options() -> Vec<String> {
        ["revenue over GMV", "GMV over revenue", "orders"].map(str::to_owned).to_vec()
    }

    #[test]
    fn a_dot_ends_an_answer_of_several_lines() {
        let (reply, _) = ask("one\r\n\ntwo\n.\nrest\n", |p| p.lines(&Page::new()));
        assert_eq!(reply, Reply::Text("one\n\ntwo".into()));
        let (reply, _) = ask("one", |p| p.lines(&Page::new()));
        assert_eq!(reply, Reply::Text("one".into()));
        let (reply, _) = ask("", |p| p.lines(&Page::new()));
        assert_eq!(reply, Reply::EndOfInput);
    }

    #[test]
    fn a_pick_is_asked_again_until_it_can_be_used() {
        let (reply, out) = ask("7\n2\n", |p| p.pick(&Page::new(), &options(), Pick::One));
        assert_eq!(reply, Reply::Options(vec![1]));
        assert!(out.contains("1) revenue over GMV") && out.contains("from 1 to 3"));
    }

    #[test]
    fn picks_are_read_as_people_write_them() {
        let options = options();
        assert_eq!(parse("GMV over revenue", &options, Pick::One), Ok(vec![1]));
        assert_eq!(parse("3, 1,1", &options, Pick::Many { at_least: 1 }), Ok(vec![0, 2]));
        assert_eq!(parse("3 > 1 > 2", &options, Pick::Order), Ok(vec![2, 0, 1]));
        assert!(parse("3 1", &options, Pick::Order).is_err());
        assert_eq!(parse("75 %", &options, Pick::Confidence), Ok(vec![3]));
        assert!(parse("60", &options, Pick::Confidence).is_err());
    }

    #[test]
    fn commands_are_lines_too() {
        let (reply, _) = ask(":skip\n", |p| p.lines(&Page::new()));
        assert_eq!(reply, Reply::Command(Command::Skip));
        let (reply, _) = ask("u\n", |p| p.pick(&Page::new(), &options(), Pick::One));
        assert_eq!(reply, Reply::Command(Command::Undo));
    }
}
