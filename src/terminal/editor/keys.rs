//! What each key does to the text, and which keys end it.

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

use super::super::Command;
use super::buffer::{Buffer, Reach, Way};

/// What the loop has to do after a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Nothing but to paint.
    Paint,
    Submit,
    Interrupt,
    EndOfInput,
    Suspend,
    Outside,
    /// Paint the question again.
    Reread,
    Command(Command),
}

/// The text and whether Esc has opened the row of commands.
#[derive(Debug, Default)]
pub struct Keys {
    pub buffer: Buffer,
    pub bar: bool,
    /// Something that went wrong, shown until the next key.
    pub notice: Option<String>,
}

/// Where a key is pressed: the width rows are wrapped at, rows in view, and what the answer allows.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    pub columns: usize,
    pub rows: usize,
    pub single_line: bool,
    pub commands: &'a [Command],
}

impl Keys {
    /// Takes typed characters, unless the row of commands is open and they choose from it.
    pub fn chars(&mut self, typed: &str, place: Place<'_>) -> Act {
        self.notice = None;
        if !self.bar {
            self.buffer.insert(typed);
            return Act::Paint;
        }
        self.bar = false;
        match typed.to_lowercase().as_str() {
            "e" => Act::Outside,
            "r" => Act::Reread,
            key => Command::parse(key)
                .filter(|command| place.commands.contains(command))
                .map_or(Act::Paint, Act::Command),
        }
    }

    /// Takes a pasted text; in a single line its line ends become spaces.
    pub fn paste(&mut self, pasted: &str, place: Place<'_>) {
        self.bar = false;
        if place.single_line {
            self.buffer.paste(&pasted.trim_end().replace("\r\n", " ").replace(['\r', '\n'], " "));
        } else {
            self.buffer.paste(pasted);
        }
    }

    /// Takes any other key.
    pub fn key(&mut self, key: KeyEvent, place: Place<'_>) -> Act {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL);
        let alt = key.modifiers.contains(KeyModifiers::ALT);
        self.notice = None;
        let was_bar = std::mem::take(&mut self.bar);
        let buffer = &mut self.buffer;
        match (key.code, ctrl, alt) {
            (KeyCode::Esc | KeyCode::F(1), ..) => self.bar = !was_bar,
            (KeyCode::Enter, _, true) => return Act::Submit,
            (KeyCode::Enter, ..) | (KeyCode::Char('j' | 'm'), true, _) => {
                if place.single_line {
                    return Act::Submit;
                }
                buffer.insert("\n");
            }
            (KeyCode::Char('c'), true, _) => return Act::Interrupt,
            (KeyCode::Char('d'), true, _) => {
                return if buffer.text().is_empty() { Act::EndOfInput } else { Act::Submit };
            }
            (KeyCode::Char('z'), true, _) => return Act::Suspend,
            (KeyCode::Char('o'), true, _) => return Act::Outside,
            (KeyCode::Char('l'), true, _) => return Act::Reread,
            // Terminals send Ctrl-_ for Ctrl-/ too, and the decoder calls that byte Ctrl-7.
            (KeyCode::Char('_' | '7' | '/'), true, _) | (KeyCode::Char('z'), _, true) => {
                buffer.undo();
            }
            (KeyCode::Char('y'), true, _) | (KeyCode::Char('y'), _, true) => {
                buffer.redo();
            }
            (KeyCode::Backspace, _, true) | (KeyCode::Char('w'), true, _) => {
                buffer.delete(Way::Back, Reach::Word);
            }
            (KeyCode::Backspace, true, _) => buffer.delete(Way::Back, Reach::Word),
            (KeyCode::Backspace, ..) | (KeyCode::Char('h'), true, _) => {
                buffer.delete(Way::Back, Reach::Grapheme);
            }
            (KeyCode::Delete, true, _) | (KeyCode::Delete | KeyCode::Char('d'), _, true) => {
                buffer.delete(Way::On, Reach::Word);
            }
            (KeyCode::Delete, ..) => buffer.delete(Way::On, Reach::Grapheme),
            (KeyCode::Char('u'), true, _) => buffer.delete(Way::Back, Reach::Line),
            (KeyCode::Char('k'), true, _) => buffer.delete(Way::On, Reach::Line),
            (KeyCode::Left, true, _) | (KeyCode::Left | KeyCode::Char('b'), _, true) => {
                buffer.go(Way::Back, Reach::Word);
            }
            (KeyCode::Right, true, _) | (KeyCode::Right | KeyCode::Char('f'), _, true) => {
                buffer.go(Way::On, Reach::Word);
            }
            (KeyCode::Left, ..) | (KeyCode::Char('b'), true, _) => {
                buffer.go(Way::Back, Reach::Grapheme);
            }
            (KeyCode::Right, ..) | (KeyCode::Char('f'), true, _) => {
                buffer.go(Way::On, Reach::Grapheme);
            }
            (KeyCode::Home, true, _) => buffer.go(Way::Back, Reach::All),
            (KeyCode::End, true, _) => buffer.go(Way::On, Reach::All),
            (KeyCode::Home, ..) | (KeyCode::Char('a'), true, _) => {
                buffer.go(Way::Back, Reach::Line);
            }
            (KeyCode::End, ..) | (KeyCode::Char('e'), true, _) => buffer.go(Way::On, Reach::Line),
            (KeyCode::Up, ..) | (KeyCode::Char('p'), true, _) => {
                buffer.go_rows(Way::Back, 1, place.columns);
            }
            (KeyCode::Down, ..) | (KeyCode::Char('n'), true, _) => {
                buffer.go_rows(Way::On, 1, place.columns);
            }
            (KeyCode::PageUp, ..) => buffer.go_rows(Way::Back, place.rows.max(1), place.columns),
            (KeyCode::PageDown, ..) => buffer.go_rows(Way::On, place.rows.max(1), place.columns),
            _ => {}
        }
        Act::Paint
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(single_line: bool) -> Place<'static> {
        Place { columns: 40, rows: 5, single_line, commands: &Command::ALL }
    }

    fn key(code: KeyCode, modifiers: KeyModifiers) -> KeyEvent {
        KeyEvent::new(code, modifiers)
    }

    #[test]
    fn enter_ends_a_single_line_and_breaks_a_longer_answer() {
        let mut keys = Keys::default();
        assert_eq!(keys.key(key(KeyCode::Enter, KeyModifiers::NONE), place(true)), Act::Submit);
        assert_eq!(keys.key(key(KeyCode::Enter, KeyModifiers::NONE), place(false)), Act::Paint);
        assert_eq!(keys.buffer.text(), "\n");
        assert_eq!(keys.key(key(KeyCode::Enter, KeyModifiers::ALT), place(false)), Act::Submit);
    }

    #[test]
    fn control_d_submits_only_what_is_there() {
        let mut keys = Keys::default();
        let end = key(KeyCode::Char('d'), KeyModifiers::CONTROL);
        assert_eq!(keys.key(end, place(false)), Act::EndOfInput);
        keys.chars("x", place(false));
        assert_eq!(keys.key(end, place(false)), Act::Submit);
    }

    #[test]
    fn escape_opens_the_commands_and_a_letter_chooses_one() {
        let mut keys = Keys::default();
        keys.key(key(KeyCode::Esc, KeyModifiers::NONE), place(false));
        assert_eq!(keys.chars("s", place(false)), Act::Command(Command::Skip));
        assert_eq!(keys.chars("s", place(false)), Act::Paint);
        assert_eq!(keys.buffer.text(), "s");
        let only_stop = Place { commands: &[Command::Stop], ..place(false) };
        keys.bar = true;
        assert_eq!(keys.chars("s", only_stop), Act::Paint);
    }

    #[test]
    fn a_paste_into_a_single_line_stays_one_line() {
        let mut keys = Keys::default();
        keys.paste("12\r\n34\r", place(true));
        assert_eq!(keys.buffer.text(), "12 34");
    }
}
