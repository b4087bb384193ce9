//! What each key does to a pick: no terminal, no clock.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::super::Command;
use super::{CONFIDENCES, Menu, Pick};

/// What the loop has to do after a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    Paint,
    Done(Vec<usize>),
    Letter(char),
    Command(Command),
    Interrupt,
    EndOfInput,
    Suspend,
    Reread,
}

/// The pick so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State {
    pub pick: Pick,
    pub count: usize,
    /// The option the pointer is at.
    pub at: Option<usize>,
    /// Digits typed of a number that may go on.
    pub digits: String,
    pub ticked: Vec<bool>,
    /// Options whose tick the person has changed.
    pub touched: Vec<bool>,
    pub order: Vec<usize>,
    /// Whether all letters are listed.
    pub help: bool,
}

impl State {
    /// Starts a pick for a menu.
    pub fn new(menu: &Menu<'_>) -> Self {
        let count = match menu.pick {
            Pick::Confidence => CONFIDENCES.len(),
            Pick::Enter => 0,
            _ => menu.options.len(),
        };
        Self {
            pick: menu.pick,
            count,
            at: menu.at.filter(|&at| at < count),
            digits: String::new(),
            ticked: (0..count).map(|i| menu.ticked.get(i).copied().unwrap_or(false)).collect(),
            touched: vec![false; count],
            order: Vec::new(),
            help: false,
        }
    }

    /// Takes a character.
    pub fn char(&mut self, c: char, menu: &Menu<'_>) -> Act {
        let help = std::mem::take(&mut self.help);
        let c = c.to_lowercase().next().unwrap_or(c);
        if let Some(digit) = full_width(c) {
            return self.digit(digit);
        }
        self.digits.clear();
        match c {
            ' ' => self.space(),
            '?' => {
                self.help = !help;
                Act::Paint
            }
            _ if menu.letters.iter().any(|&(letter, _)| letter == c) => Act::Letter(c),
            'r' => Act::Reread,
            _ => Command::parse(c.encode_utf8(&mut [0; 4]))
                .filter(|command| menu.commands.contains(command))
                .map_or(Act::Paint, Act::Command),
        }
    }

    /// Takes any other key.
    pub fn key(&mut self, key: KeyEvent) -> Act {
        let help = std::mem::take(&mut self.help);
        if key.modifiers.contains(KeyModifiers::CONTROL) {
            return match key.code {
                KeyCode::Char('c') => Act::Interrupt,
                KeyCode::Char('d') => Act::EndOfInput,
                KeyCode::Char('z') => Act::Suspend,
                KeyCode::Char('l') => Act::Reread,
                KeyCode::Char('j' | 'm') => self.enter(),
                KeyCode::Char('h') => self.back(),
                KeyCode::Char('n') => self.step(true),
                KeyCode::Char('p') => self.step(false),
                _ => Act::Paint,
            };
        }
        match key.code {
            KeyCode::Enter => self.enter(),
            KeyCode::Esc if !self.digits.is_empty() => self.back(),
            KeyCode::Esc | KeyCode::F(1) => {
                self.help = !help;
                Act::Paint
            }
            KeyCode::Backspace | KeyCode::Delete => self.back(),
            KeyCode::Down | KeyCode::Right => self.step(true),
            KeyCode::Up | KeyCode::Left => self.step(false),
            KeyCode::Home if self.count > 0 => {
                self.at = Some(0);
                Act::Paint
            }
            KeyCode::End if self.count > 0 => {
                self.at = Some(self.count - 1);
                Act::Paint
            }
            _ => Act::Paint,
        }
    }

    /// Tells whether Enter would end it now.
    pub fn complete(&self) -> bool {
        match self.pick {
            Pick::One => self.at.is_some(),
            Pick::Many { at_least } => self.picked().len() >= at_least,
            Pick::Order => self.order.len() == self.count,
            Pick::Confidence | Pick::Enter => true,
        }
    }

    fn picked(&self) -> Vec<usize> {
        (0..self.count).filter(|&i| self.ticked[i]).collect()
    }

    fn digit(&mut self, digit: char) -> Act {
        if self.pick == Pick::Confidence {
            let first = ['0', '2', '5', '7', '1'];
            return match first.iter().position(|&d| d == digit) {
                Some(index) => self.choose(index),
                None => Act::Paint,
            };
        }
        self.digits.push(digit);
        let number: usize = self.digits.parse().unwrap_or(0);
        if number == 0 || number > self.count {
            self.digits.clear();
            return Act::Paint;
        }
        if number * 10 <= self.count {
            // It may be the first digit of a longer number: Enter, or another digit, decides.
            self.at = Some(number - 1);
            return Act::Paint;
        }
        self.digits.clear();
        self.choose(number - 1)
    }

    fn choose(&mut self, index: usize) -> Act {
        self.at = Some(index);
        match self.pick {
            Pick::One | Pick::Confidence => Act::Done(vec![index]),
            Pick::Many { .. } => {
                self.ticked[index] = !self.ticked[index];
                self.touched[index] = true;
                Act::Paint
            }
            Pick::Order => {
                if !self.order.contains(&index) {
                    self.order.push(index);
                }
                if self.order.len() + 1 == self.count {
                    let last = (0..self.count).find(|i| !self.order.contains(i));
                    self.order.extend(last);
                }
                Act::Paint
            }
            Pick::Enter => Act::Paint,
        }
    }

    fn space(&mut self) -> Act {
        match (self.pick, self.at) {
            (Pick::Enter, _) => Act::Done(Vec::new()),
            (Pick::Many { .. } | Pick::Order, Some(at)) => self.choose(at),
            _ => Act::Paint,
        }
    }

    fn enter(&mut self) -> Act {
        if !self.digits.is_empty() {
            self.digits.clear();
            return self.at.map_or(Act::Paint, |at| self.choose(at));
        }
        match self.pick {
            _ if !self.complete() => Act::Paint,
            Pick::One | Pick::Confidence => Act::Done(self.at.into_iter().collect()),
            Pick::Many { .. } => Act::Done(self.picked()),
            Pick::Order => Act::Done(self.order.clone()),
            Pick::Enter => Act::Done(Vec::new()),
        }
    }

    fn back(&mut self) -> Act {
        if self.digits.pop().is_none() && self.pick == Pick::Order {
            // The last one came by itself with the one before it, so both go.
            if self.order.len() == self.count && self.count > 1 {
                self.order.pop();
            }
            self.order.pop();
        }
        Act::Paint
    }

    fn step(&mut self, on: bool) -> Act {
        self.digits.clear();
        if self.count > 0 {
            self.at = Some(match (self.at, on) {
                (None, true) => 0,
                (None, false) => self.count - 1,
                (Some(at), true) => (at + 1) % self.count,
                (Some(at), false) => (at + self.count - 1) % self.count,
            });
        }
        Act::Paint
    }
}

/// Reads a digit, in the width that Chinese and Japanese keyboards may send it too.
fn full_width(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '\u{FF10}'..='\u{FF19}' => char::from_u32(c as u32 - 0xFF10 + u32::from(b'0')),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::page::Page;
    use super::*;
    use proptest::prelude::*;

    fn options(count: usize) -> Vec<String> {
        (1..=count).map(|n| format!("option {n}")).collect()
    }

    fn press(pick: Pick, count: usize, keys: &str) -> (State, Act) {
        let page = Page::new();
        let options = options(count);
        let menu = Menu::new(&page, &options, pick);
        let mut state = State::new(&menu);
        let mut act = Act::Paint;
        for c in keys.chars() {
            let code = match c {
                '\n' => KeyCode::Enter,
                '<' => KeyCode::Backspace,
                'v' => KeyCode::Down,
                '^' => KeyCode::Up,
                c => {
                    act = state.char(c, &menu);
                    continue;
                }
            };
            act = state.key(KeyEvent::new(code, KeyModifiers::NONE));
        }
        (state, act)
    }

    #[test]
    fn one_digit_answers_at_once() {
        assert_eq!(press(Pick::One, 4, "3").1, Act::Done(vec![2]));
        assert_eq!(press(Pick::One, 4, "３").1, Act::Done(vec![2]));
        assert_eq!(press(Pick::One, 4, "7").1, Act::Paint);
        assert_eq!(press(Pick::One, 4, "vv\n").1, Act::Done(vec![1]));
        assert_eq!(press(Pick::One, 4, "\n").1, Act::Paint);
    }

    #[test]
    fn with_more_than_nine_options_a_number_may_have_two_digits() {
        assert_eq!(press(Pick::One, 12, "1").1, Act::Paint);
        assert_eq!(press(Pick::One, 12, "12").1, Act::Done(vec![11]));
        assert_eq!(press(Pick::One, 12, "1\n").1, Act::Done(vec![0]));
        assert_eq!(press(Pick::One, 12, "2").1, Act::Done(vec![1]));
    }

    #[test]
    fn several_are_toggled_and_ended_with_enter() {
        assert_eq!(press(Pick::Many { at_least: 1 }, 5, "253 2\n").1, Act::Done(vec![4]));
        assert_eq!(press(Pick::Many { at_least: 1 }, 5, "\n").1, Act::Paint);
        assert_eq!(press(Pick::Many { at_least: 0 }, 5, "\n").1, Act::Done(vec![]));
    }

    #[test]
    fn an_order_can_be_taken_back() {
        assert_eq!(press(Pick::Order, 3, "31\n").1, Act::Done(vec![2, 0, 1]));
        assert_eq!(press(Pick::Order, 3, "31<12\n").1, Act::Done(vec![2, 0, 1]));
        assert_eq!(press(Pick::Order, 3, "3\n").1, Act::Paint);
        assert_eq!(press(Pick::Order, 4, "33<").0.order, Vec::<usize>::new());
    }

    #[test]
    fn a_confidence_is_one_key() {
        assert_eq!(press(Pick::Confidence, 0, "7").1, Act::Done(vec![3]));
        assert_eq!(press(Pick::Confidence, 0, "1").1, Act::Done(vec![4]));
        assert_eq!(press(Pick::Confidence, 0, "\n").1, Act::Done(vec![]));
    }

    #[test]
    fn letters_give_commands() {
        assert_eq!(press(Pick::One, 3, "u").1, Act::Command(Command::Undo));
        assert_eq!(press(Pick::One, 3, "Q").1, Act::Command(Command::Stop));
        assert!(press(Pick::One, 3, "?").0.help);
    }

    proptest! {
        #[test]
        fn no_keys_break_a_pick(keys in "[0-9 \n<v^?a-z]{0,40}", count in 0usize..30, which in 0usize..5) {
            let pick = [Pick::One, Pick::Many { at_least: 0 }, Pick::Order, Pick::Confidence, Pick::Enter][which];
            let (state, act) = press(pick, count, &keys);
            if let Act::Done(indices) = act {
                prop_assert!(indices.iter().all(|&i| i < state.count));
                let mut unique = indices.clone();
                unique.sort_unstable();
                unique.dedup();
                prop_assert_eq!(unique.len(), indices.len());
            }
        }
    }
}
