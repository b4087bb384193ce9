//! The editor in a real terminal: typing, pasting, undoing, resizing, ending in every way.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::pedantic, reason = "a test that cannot go on fails where it stands")]

mod pty;

use pty::Shell;

fn writing(columns: u16, rows: u16, arguments: &str) -> (Shell, String) {
    let mut shell = Shell::open(columns, rows);
    let settings = shell.settings();
    shell.demo(arguments);
    shell.sees("Esc more");
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
fn an_answer_is_typed_mended_and_given() {
    for (columns, rows) in [(80, 24), (40, 15)] {
        let (mut shell, settings) = writing(columns, rows, "write");
        shell.send("The take rate was");
        shell.send("\x1b[1;5D\x1b[1;5D");
        shell.send("May ");
        shell.until("the caret after a word jump", |s| s.before_caret().ends_with("May "));
        shell.sees("The take May rate was");
        shell.send("\x05.\r3.2 %");
        shell.sees("> The take May rate was.");
        shell.send("\x04");
        ends(&mut shell, &settings, "TEXT \"The take May rate was.\\n3.2 %\"");
    }
}

#[test]
fn typing_is_undone_by_words() {
    let (mut shell, settings) = writing(80, 24, "line");
    shell.send("eight percent\x1f");
    shell.until("one word", |s| s.before_caret().trim_end().ends_with("> eight"));
    shell.send("points\r");
    ends(&mut shell, &settings, "TEXT \"eight points\"");
}

#[test]
fn a_paste_of_two_thousand_characters_arrives_whole() {
    for bracketed in [true, false] {
        let (mut shell, settings) = writing(40, 15, "write");
        let text = (1..=200).map(|n| format!("word{n:05}")).collect::<Vec<_>>().join(" ");
        if bracketed {
            shell.send(&format!("\x1b[200~{text}\x1b[201~"));
        } else {
            shell.send(&text);
        }
        shell.until("the end of the paste", |s| s.before_caret().ends_with("word00200"));
        assert!(shell.screen().contains("3 of 12"), "the question stays:\n{}", shell.screen());
        shell.send("\x04");
        shell.sees("timed_out=false");
        shell.at_prompt();
        assert!(shell.raw().contains(&format!("TEXT {text:?}")));
        assert_eq!(shell.settings(), settings);
    }
}

#[test]
fn wide_characters_keep_the_caret_where_it_is_seen() {
    let (mut shell, settings) = writing(40, 15, "write");
    shell.send("佣金率👍ok");
    shell.until("the caret behind them", |s| s.before_caret() == "> 佣金率👍ok");
    shell.send("\x1b[D\x1b[D\x1b[D");
    shell.until("the caret before the emoji", |s| s.before_caret() == "> 佣金率");
    shell.send("\x7f");
    shell.until("a wide one deleted", |s| s.before_caret() == "> 佣金");
    shell.send("\x04");
    ends(&mut shell, &settings, "TEXT \"佣金👍ok\"");
}

#[test]
fn a_resize_while_typing_repaints_the_question_and_the_answer() {
    let (mut shell, settings) = writing(80, 24, "write 600");
    shell.send("a reply that is long enough to be wrapped on the small screen");
    shell.sees("small screen");
    shell.resize(40, 15);
    shell.until("the small page", |s| {
        s.screen().starts_with("metrics                         3 of 12")
            && s.before_caret() == "  wrapped on the small screen"
            && s.screen().contains("^D done")
    });
    shell.send("!");
    shell.resize(80, 24);
    shell.until("the large page", |s| {
        s.screen().starts_with("  metrics") && s.before_caret().ends_with("small screen!")
    });
    shell.send("\x04");
    ends(&mut shell, &settings, "small screen!\"");
}

#[test]
fn control_c_and_control_d_leave_the_terminal_as_it_was() {
    let (mut shell, settings) = writing(40, 15, "write");
    shell.send("half an ans\x03");
    ends(&mut shell, &settings, "INTERRUPTED \"half an ans\"");
    shell.demo("write");
    shell.sees("Esc more");
    shell.send("\x04");
    ends(&mut shell, &settings, "END");
}

#[test]
fn control_z_gives_the_shell_its_terminal_and_fg_takes_it_again() {
    let (mut shell, settings) = writing(80, 24, "write 600");
    shell.send("before the stop");
    shell.sees("before the stop");
    shell.send("\x1a");
    shell.sees("Stopped");
    shell.at_prompt();
    assert_eq!(shell.settings(), settings);
    shell.send("fg\r");
    shell.sees("Esc more");
    shell.until("the text again", |s| s.before_caret().ends_with("> before the stop"));
    shell.send(" and after\x04");
    ends(&mut shell, &settings, "TEXT \"before the stop and after\"");
}

#[test]
fn a_hard_limit_ends_the_answer_in_the_middle_of_a_word() {
    let (mut shell, settings) = writing(80, 24, "write 2");
    shell.send("we measur");
    ends(&mut shell, &settings, "TEXT \"we measur\" timed_out=true");
    assert!(shell.raw().contains("time is up"));
}

#[test]
fn ticking_never_moves_the_caret() {
    let (mut shell, settings) = writing(80, 24, "write 60");
    shell.send("tick");
    for left in ["0:58 left", "0:57 left"] {
        shell.sees(left);
        shell.until("the caret at the text", |s| s.before_caret() == "  > tick");
    }
    shell.send("\x04");
    ends(&mut shell, &settings, "TEXT \"tick\"");
}

#[test]
fn escape_then_a_letter_is_a_command_and_keeps_the_text() {
    let (mut shell, settings) = writing(40, 15, "write");
    shell.send("so far");
    shell.sees("so far");
    shell.send("\x1b");
    shell.sees("q stop");
    shell.send("p");
    ends(&mut shell, &settings, "COMMAND Pause \"so far\"");
}

#[test]
fn an_outside_editor_gets_the_text_in_a_private_file() {
    let mut shell = Shell::open(80, 24);
    let settings = shell.settings();
    shell.send("export VISUAL='f() { stat -c %a \"$1\" >>\"$1\"; }; f'\r");
    shell.at_prompt();
    shell.demo("write");
    shell.sees("Esc more");
    shell.send("mode:");
    shell.sees("mode:");
    shell.send("\x0f");
    shell.sees("600");
    shell.send("\x04");
    ends(&mut shell, &settings, "TEXT \"mode:\\n600\"");
}

#[test]
fn an_interjection_comes_above_while_typing() {
    let (mut shell, settings) = writing(40, 15, "interject 600");
    shell.send("one two three four");
    shell.sees("four");
    assert!(!shell.screen().contains("stop you there"));
    shell.send(" five");
    shell.sees("stop you there");
    shell.until("the caret still behind the text", |s| s.before_caret().ends_with("four five"));
    shell.send("\x04");
    ends(&mut shell, &settings, "TEXT \"one two three four five\"");
}

#[test]
fn a_panic_and_a_termination_restore_the_terminal() {
    let mut shell = Shell::open(80, 24);
    let settings = shell.settings();
    shell.demo("panic");
    ends(&mut shell, &settings, "on purpose");
    shell.demo("write");
    shell.sees("Esc more");
    shell.terminate();
    ends(&mut shell, &settings, "Terminated");
}
