//! Key presses as they arrive, with fast typing and unbracketed pastes gathered into one piece.

use std::collections::VecDeque;
use std::io;
use std::time::Duration;

use crossterm::event::{Event, KeyCode, KeyEvent, KeyEventKind, KeyModifiers};

/// What can happen at the terminal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Happening {
    /// One or more characters without Ctrl or Alt.
    Chars(String),
    Key(KeyEvent),
    Paste(String),
    Resize(u16, u16),
    /// Nothing did within the time waited.
    Quiet,
}

/// Where events come from: waits at most the given time for the next one.
pub type Source<'a> = &'a mut dyn FnMut(Duration) -> io::Result<Option<Event>>;

/// Reads events one ahead, so that what arrives together is handled together.
pub struct Events<'a> {
    source: Source<'a>,
    ahead: VecDeque<Event>,
    gather: bool,
}

/// A terminal being dragged to size sends many resizes; this long without another one it is settled.
const SETTLED: Duration = Duration::from_millis(60);
/// What has already arrived is there within this time; crossterm looks at nothing when asked to wait for zero.
const AT_ONCE: Duration = Duration::from_millis(1);
/// Most characters handled before the screen is painted again.
const MOST: usize = 4096;

impl<'a> Events<'a> {
    pub fn new(source: Source<'a>) -> Self {
        Self { source, ahead: VecDeque::new(), gather: true }
    }

    /// Reads one key at a time, for menus: what is typed ahead waits for the next question.
    pub fn one_by_one(source: Source<'a>) -> Self {
        Self { gather: false, ..Self::new(source) }
    }

    /// Returns the next happening, or [`Happening::Quiet`] after `wait`.
    pub fn next(&mut self, wait: Duration) -> io::Result<Happening> {
        Ok(match self.take(wait)? {
            Some(Event::Paste(text)) => Happening::Paste(text),
            Some(Event::Resize(columns, rows)) => self.settle(columns, rows)?,
            Some(Event::Key(key)) if key.kind != KeyEventKind::Release => match printable(&key) {
                Some(c) => self.gather(c)?,
                None => Happening::Key(key),
            },
            _ => Happening::Quiet,
        })
    }

    fn take(&mut self, wait: Duration) -> io::Result<Option<Event>> {
        match self.ahead.pop_front() {
            Some(event) => Ok(Some(event)),
            None => (self.source)(wait),
        }
    }

    fn gather(&mut self, first: char) -> io::Result<Happening> {
        let mut text = String::from(first);
        while self.gather && text.len() < MOST {
            let Some(event) = self.take(AT_ONCE)? else {
                break;
            };
            let Some(c) = event.as_key_event().as_ref().and_then(printable) else {
                self.ahead.push_front(event);
                break;
            };
            text.push(c);
        }
        Ok(Happening::Chars(text))
    }

    fn settle(&mut self, mut columns: u16, mut rows: u16) -> io::Result<Happening> {
        loop {
            match self.take(SETTLED)? {
                Some(Event::Resize(c, r)) => (columns, rows) = (c, r),
                Some(other) => {
                    self.ahead.push_front(other);
                    break;
                }
                None => break,
            }
        }
        Ok(Happening::Resize(columns, rows))
    }
}

fn printable(key: &KeyEvent) -> Option<char> {
    let plain = !key.modifiers.intersects(KeyModifiers::CONTROL | KeyModifiers::ALT | KeyModifiers::SUPER);
    match key.code {
        KeyCode::Char(c) if plain && key.kind != KeyEventKind::Release => Some(c),
        KeyCode::Tab if plain => Some(' '),
        _ => None,
    }
}

/// Waits for an event of the real terminal.
pub fn real(wait: Duration) -> io::Result<Option<Event>> {
    if crossterm::event::poll(wait)? { crossterm::event::read().map(Some) } else { Ok(None) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(c: char, modifiers: KeyModifiers) -> Event {
        Event::Key(KeyEvent::new(KeyCode::Char(c), modifiers))
    }

    #[test]
    fn what_arrives_together_is_handled_together() {
        let mut script = VecDeque::from([
            key('a', KeyModifiers::NONE),
            key('B', KeyModifiers::SHIFT),
            key('d', KeyModifiers::CONTROL),
            Event::Resize(40, 15),
            Event::Resize(41, 15),
        ]);
        let mut source = |_: Duration| Ok(script.pop_front());
        let mut events = Events::new(&mut source);
        let mut next = || events.next(Duration::ZERO).expect("scripted");
        assert_eq!(next(), Happening::Chars("aB".into()));
        assert!(matches!(next(), Happening::Key(_)));
        assert_eq!(next(), Happening::Resize(41, 15));
        assert_eq!(next(), Happening::Quiet);
    }
}
