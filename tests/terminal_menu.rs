//! Menus, pages and plain questions in a real terminal, large and small.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::pedantic, reason = "a test that cannot go on fails where it stands")]

mod pty;

use pty::Shell;

fn showing(columns: u16, rows: u16, arguments: &str) -> (Shell, String) {
    let mut shell = Shell::open(columns, rows);
    let settings = shell.settings();
    shell.demo(arguments);
    shell.until("the first keys", |s| {
        ["? more", "more: space", "Track"].iter().any(|text| s.screen().contains(text))
    });
    // On a small screen the question is read page by page first.
    while shell.screen().contains("more: space") {
        let before = shell.screen();
        shell.send(" ");
        shell.until("the next page", |s| {
            s.screen() != before && !s.before_caret().is_empty() || s.screen().contains("? more")
        });
    }
    (shell, settings)
}

#[track_caller]
fn ends(shell: &mut Shell, settings: &str, with: &str) {
    shell.sees(with);
    shell.at_prompt();
    assert!(shell.left_as_found());
    assert_eq!(shell.settings(), settings, "stty -g before and after");
}

#[test]
fn one_key_answers_on_any_screen() {
    for (columns, rows) in [(80, 24), (40, 15), (120, 40)] {
        let (mut shell, settings) = showing(columns, rows, "pick");
        shell.send("3");
        ends(&mut shell, &settings, "Options([2]");
    }
}

#[test]
fn arrows_and_enter_answer_too() {
    for (columns, rows) in [(80, 24), (40, 15)] {
        let (mut shell, settings) = showing(columns, rows, "pick");
        shell.send("\x1b[B\x1b[B");
        shell.sees("→ 2)");
        shell.send("\r");
        ends(&mut shell, &settings, "Options([1]");
    }
}

#[test]
fn several_and_an_order_are_picked() {
    for (columns, rows) in [(80, 24), (40, 15)] {
        let (mut shell, settings) = showing(columns, rows, "many");
        shell.send("41\r");
        ends(&mut shell, &settings, "Options([0, 3]");
        let (mut shell, settings) = showing(columns, rows, "order");
        shell.send("42\x7f31");
        shell.sees("4 → 3 → 1 → 2");
        shell.send("\r");
        ends(&mut shell, &settings, "Options([3, 2, 0, 1]");
    }
}

#[test]
fn a_confidence_is_one_key() {
    let (mut shell, settings) = showing(40, 15, "sure");
    shell.send("7");
    ends(&mut shell, &settings, "Options([3]");
}

#[test]
fn control_c_letters_and_a_resize_work_in_the_middle() {
    let (mut shell, settings) = showing(80, 24, "pick");
    shell.send("\x1b[B");
    shell.sees("→ 1)");
    shell.resize(60, 20);
    shell.until("the page at its new width", |s| {
        s.screen().starts_with("  metrics                                           3 of 12")
            && s.screen().contains("→ 1)")
    });
    shell.send("\x03");
    ends(&mut shell, &settings, "Interrupted");
    shell.demo("pick");
    shell.sees("? more");
    shell.send("?");
    shell.sees("u undo");
    shell.send("u");
    ends(&mut shell, &settings, "Command(Undo");
}

#[test]
fn a_dialog_that_is_interrupted_shows_the_caret_again() {
    let (mut shell, settings) = showing(80, 24, "choose");
    shell.send("\x03");
    // Before the dialog listens, Ctrl-C ends the program at once instead.
    shell.at_prompt();
    assert!(shell.left_as_found());
    assert_eq!(shell.settings(), settings, "stty -g before and after");
    shell.demo("choose");
    shell.sees("tpm");
    shell.send("\x1b[B\r");
    ends(&mut shell, &settings, "Given(1)");
}
