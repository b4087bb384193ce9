//! Practice in a real terminal: every kind of drill, large and small, answered and left in every way.
#![cfg(unix)]
#![allow(clippy::unwrap_used, clippy::pedantic, reason = "a test that cannot go on fails where it stands")]

mod harness;
mod pty;

use harness::Home;
use pty::Shell;

const SIZES: [(u16, u16); 2] = [(80, 24), (40, 15)];
const KINDS: [(&str, &str); 7] = [
    ("contrast", "holiday?"),
    ("choose", "take rate?"),
    ("spot", "every cart"),
    ("order", "the first day"),
    ("compute", "Take rate?"),
    ("recall", "more than a wish?"),
    ("open", "Reframe"),
];

struct Room {
    shell: Shell,
    settings: String,
    home: Home,
}

impl Room {
    #[track_caller]
    fn open((columns, rows): (u16, u16), arguments: &str) -> Self {
        let home = Home::new();
        std::fs::create_dir(home.data()).expect("a folder");
        std::fs::write(home.data().join("config.toml"), "new = 7\n").expect("the settings");
        Self::open_at(home, (columns, rows), arguments)
    }

    #[track_caller]
    fn open_at(home: Home, (columns, rows): (u16, u16), arguments: &str) -> Self {
        let mut environment = home.environment();
        environment.retain(|(name, _)| *name != "COLUMNS");
        let mut shell = Shell::open_in(columns, rows, &environment);
        let settings = shell.settings();
        shell.run(&format!("{} {arguments}", env!("CARGO_BIN_EXE_hotseat")));
        Self { shell, settings, home }
    }

    /// Opens a session on one kind of drill and waits for its question to be open.
    #[track_caller]
    fn on(kind: &str, size: (u16, u16)) -> Self {
        let mut room = Self::open(size, &format!("practice --area each-{kind}"));
        room.through("more");
        room
    }

    /// Reads pages until a text that is only there when all of it was shown.
    #[track_caller]
    fn through(&mut self, until: &str) {
        loop {
            self.shell.until(until, |s| s.screen().contains("more: space") || s.screen().contains(until));
            if !self.shell.screen().contains("more: space") {
                return;
            }
            let before = self.shell.screen();
            self.shell.send(" ");
            self.shell.until("the next page", |s| s.screen() != before && !s.before_caret().ends_with(' '));
        }
    }

    #[track_caller]
    fn press(&mut self, keys: &str, then: &str) {
        self.shell.send(keys);
        self.through(then);
        self.shell.sees(then);
    }

    #[track_caller]
    fn ends(&mut self, with: &str, code: i32) {
        self.shell.sees(with);
        self.shell.at_prompt();
        assert!(self.shell.left_as_found());
        assert_eq!(self.shell.code(), code);
        assert_eq!(self.shell.settings(), self.settings, "stty -g before and after");
    }

    /// The number in front of an option.
    #[track_caller]
    fn place(&self, option: &str) -> String {
        let screen = self.shell.screen();
        let row = screen.lines().rev().find(|row| row.contains(option)).unwrap_or_else(|| {
            panic!("no option {option:?}:\n{screen}");
        });
        let digits: String =
            row.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
        digits
    }
}

#[test]
fn a_contrast_is_answered_in_two_steps() {
    for size in SIZES {
        let mut room = Room::on("contrast", size);
        let place = room.place("A release");
        room.press(&place, "Enter leave open");
        room.press("7", "What is the flaw");
        room.through("? more");
        let flaw = if room.shell.screen().contains("I remind") { "one head" } else { "stops nothing" };
        let place = room.place(flaw);
        room.press(&place, "Right, and so is the flaw");
        room.through("Enter go on");
        room.shell.send("\r");
        room.ends("1 of 1 right", 0);
    }
}

#[test]
fn a_wrong_choice_is_told_beside_the_right_one() {
    for size in SIZES {
        let mut room = Room::on("choose", size);
        let place = room.place("Orders over visits");
        room.press(&place, "Enter leave open");
        room.press("\r", "Enter go on");
        room.shell.sees("That is conversion.");
        room.shell.sees("Commission over sales");
        room.press("u", "Taken back");
        room.through("? more");
        let place = room.place("Commission over");
        room.press(&place, "Enter leave open");
        room.press("1", "Enter go on");
        room.shell.sees("Right");
        room.press("o", "published: common usage");
        room.shell.send("\r");
        room.ends("1 of 1 right", 0);
    }
}

#[test]
fn a_sentence_is_spotted_with_one_key() {
    for size in SIZES {
        let mut room = Room::on("spot", size);
        room.press("3", "Enter leave open");
        room.press("\r", "Enter go on");
        room.shell.sees("Right");
        room.shell.send("q");
        room.ends("1 of 1 right", 0);
    }
}

#[test]
fn steps_are_put_in_order() {
    for size in SIZES {
        let mut room = Room::on("order", size);
        let keys: String = ["Read the", "Tell sales", "Freeze the"].iter().map(|s| room.place(s)).collect();
        room.shell.send(&keys);
        room.press("\r", "Enter leave open");
        room.press("\r", "Enter go on");
        room.shell.sees("83 % of the pairs");
        room.shell.sees("you 3");
        room.shell.send("q");
        room.ends("1 right", 0);
    }
}

#[test]
fn an_unreadable_number_is_kept_and_explained() {
    for size in SIZES {
        let mut room = Room::on("compute", size);
        room.press("apples\r", "Esc more");
        room.shell.until("what is wrong", |s| s.screen().contains("number"));
        room.shell.until("the caret behind it", |s| s.before_caret().ends_with("> apples"));
        room.press("\u{15}40\r", "Enter leave open");
        room.press("5", "Enter go on");
        room.shell.sees("upside down");
        room.shell.send("q");
        room.ends("0 of 1 right", 0);
    }
}

#[test]
fn a_recalled_answer_is_confirmed_point_by_point() {
    for size in SIZES {
        let mut room = Room::on("recall", size);
        room.shell.send("Every action item has one named owner.");
        room.press("\x04", "Enter leave open");
        room.press("7", "Enter accept");
        room.shell.sees("1 of 2 found");
        room.shell.sees("named owner”");
        room.press("2", "✓ 2)");
        room.press("\r", "Enter go on");
        room.shell.sees("2 of 2: good");
        room.shell.send("\r");
        room.ends("1 of 1 right", 0);
    }
}

#[test]
fn an_open_answer_is_judged_on_its_words() {
    for size in SIZES {
        let mut room = Room::on("open", size);
        let answer =
            "We believe a reorder button lifts repeat orders from 18 % to 20 % by 15 August; else we cut it.";
        room.shell.send(&format!("\x1b[200~{answer}\x1b[201~"));
        room.press("\x04", "Enter leave open");
        room.press("5", "Enter accept");
        room.press("\r", "Enter go on");
        room.shell.send("q");
        room.ends("of 1 right", 0);
    }
}

#[test]
fn control_c_in_the_middle_of_any_kind_keeps_the_terminal_and_says_so() {
    for size in SIZES {
        for (kind, _) in KINDS {
            let mut room = Room::on(kind, size);
            room.shell.send("\x03");
            room.ends("nothing was answered yet", 130);
        }
    }
}

#[test]
fn control_c_after_a_verdict_keeps_the_answer_and_the_next_start_goes_on() {
    let mut room = Room::on("choose", (80, 24));
    let place = room.place("Commission over");
    room.press(&place, "Enter leave open");
    room.press("\r", "Enter go on");
    room.shell.send("\x03");
    room.ends("your answer is kept", 130);
    let Room { home, .. } = room;
    let _ = home.run("practice --area each-choose", "").code(0).says("Nothing is due");
}

#[test]
fn control_c_while_points_are_confirmed_keeps_the_answer() {
    let mut room = Room::on("recall", (40, 15));
    room.shell.send("A named owner and a due date.");
    room.press("\x04", "Enter leave open");
    room.press("\r", "Enter accept");
    room.shell.send("\x03");
    room.ends("your answer is kept", 130);
}

#[test]
fn control_d_is_the_end_of_input() {
    for (kind, question) in KINDS {
        let mut room = Room::on(kind, (80, 24));
        room.shell.sees(question);
        room.shell.send("\x04");
        room.ends("Nothing answered", 0);
    }
}

#[test]
fn a_resize_while_typing_keeps_question_and_answer() {
    for kind in ["compute", "recall", "open"] {
        let mut room = Room::on(kind, (80, 24));
        room.shell.send("12");
        room.shell.until("the typed", |s| s.before_caret().ends_with("> 12"));
        room.shell.resize(40, 15);
        room.shell.until("the small page", |s| s.screen().contains("each-") && s.before_caret() == "> 12");
        room.shell.resize(80, 24);
        room.shell
            .until("the large page", |s| s.screen().contains("  each-") && s.before_caret() == "  > 12");
        room.shell.send("\x03");
        room.ends("nothing was answered yet", 130);
    }
}

#[test]
fn a_resize_while_choosing_repaints_the_question() {
    let mut room = Room::on("choose", (80, 24));
    room.shell.resize(40, 15);
    room.shell
        .until("the small page", |s| s.screen().starts_with("each-choose") && s.screen().contains("? more"));
    let place = room.place("Commission over");
    room.press(&place, "Enter leave open");
    room.shell.send("\x03");
    room.ends("nothing was answered yet", 130);
}

#[test]
fn a_paste_of_two_thousand_characters_is_one_answer() {
    let mut room = Room::on("open", (40, 15));
    let text = "We believe a button lifts repeat orders from 18 % to 20 % by 15 August. ".repeat(28);
    room.shell.send(&format!("\x1b[200~{text}\x1b[201~"));
    room.shell.until("its end", |s| s.before_caret().trim_end().ends_with("August."));
    room.press("\x04", "Enter leave open");
    room.press("\r", "Enter accept");
    room.shell.send("q");
    room.ends("of 1 right", 0);
}

#[test]
fn a_pause_and_a_skip_are_one_key_each() {
    let mut room = Room::on("choose", (80, 24));
    room.press("p", "Paused.");
    room.press("\r", "take rate?");
    room.shell.sees("? more");
    room.shell.send("s");
    room.ends("1 skipped", 0);
}

#[test]
fn control_z_stops_and_fg_goes_on() {
    let mut room = Room::on("choose", (80, 24));
    room.shell.send("\x1a");
    room.shell.sees("Stopped");
    room.shell.at_prompt();
    assert_eq!(room.shell.settings(), room.settings);
    room.shell.send("fg\r");
    room.shell.sees("take rate?");
    room.shell.sees("? more");
    room.shell.send("q");
    room.ends("Nothing answered", 0);
}

#[test]
fn a_spoken_answer_is_ticked_by_the_learner() {
    for size in SIZES {
        let mut room = Room::open(size, "practice --spoken --area each-recall");
        room.through("Enter start talking");
        room.press("\r", "Enter stop");
        room.press("\r", "Enter tick the points");
        room.press("\r", "Enter leave open");
        room.press("\r", "Which of these did you say?");
        room.press("12", "✓ 2)");
        room.press("\r", "Enter go on");
        room.shell.sees("2 of 2");
        room.shell.send("q");
        room.ends("1 of 1 right", 0);
    }
}

#[test]
fn a_transcript_of_a_spoken_answer_is_graded() {
    let mut room = Room::open((80, 24), "practice --spoken --area each-recall");
    room.through("Enter start talking");
    room.press("\r", "Enter stop");
    room.press("\r", "t transcript");
    room.press("t", "Paste or type");
    room.shell.send("Um, you know, a named owner and a due date.");
    room.press("\x04", "Enter leave open");
    room.press("\r", "2 of 2 found");
    room.press("e", "2 of 2: easy");
    room.shell.send("q");
    room.ends("1 of 1 right", 0);
}

#[test]
fn a_first_run_asks_three_quick_choices_and_keeps_them() {
    let mut room = Room::open_at(Home::new(), (80, 24), "practice --area each-choose");
    room.shell.sees("Which job?");
    room.shell.send("\x1b[B\r");
    room.shell.sees("Which level?");
    room.shell.send("\r");
    room.shell.sees("Which part of the company?");
    room.shell.send("\x1b");
    room.shell.sees("take rate?");
    room.shell.sees("config.toml");
    room.shell.send("\x03");
    room.ends("nothing was answered yet", 130);
    let settings = std::fs::read_to_string(room.home.data().join("config.toml")).expect("kept");
    assert!(settings.contains("\ntrack = \"tpm\"") && settings.contains("\nlevel = \"p7\""), "{settings}");
    room.shell.run(&format!("{} practice --area each-choose", env!("CARGO_BIN_EXE_hotseat")));
    room.shell.sees("take rate?");
    assert!(!room.shell.screen().contains("Which job?"));
    room.shell.send("\x03");
    room.ends("nothing was answered yet", 130);
}

#[test]
fn nothing_due_offers_new_ones_with_one_key() {
    let home = Home::new();
    let _ = home.run("practice --area each-choose", "1\n").code(0);
    let mut room = Room::open_at(home, (40, 15), "practice --new 0");
    room.shell.sees("Nothing is due today.");
    room.press("n", "1 of ");
    room.through("more");
    room.shell.send("\x03");
    room.ends("nothing was answered yet", 130);
}

#[test]
fn an_old_screenless_terminal_gets_lines() {
    let mut room = Room::open((80, 24), "practice --area each-choose; : ");
    room.shell.sees("? more");
    room.shell.send("q");
    room.shell.at_prompt();
    room.shell.run(&format!("TERM=dumb {} practice --area each-spot", env!("CARGO_BIN_EXE_hotseat")));
    room.shell.sees("One number");
    room.shell.send("3\r");
    room.ends("1 of 1 right", 0);
}

#[test]
fn a_plan_without_minutes_left_offers_ten_more_with_one_key() {
    let home = Home::new();
    let mut store = hotseat::store::Store::open(&home.data(), 7).expect("a history");
    let interview = hotseat::store::Interview {
        date: "2026-12-10".parse().expect("a date"),
        minutes: 0.1,
        days_off: Vec::new(),
    };
    store.save_interview(&interview).expect("saved");
    drop(store);
    std::fs::write(home.data().join("config.toml"), "new = 7\n").expect("the settings");
    let mut room = Room::open_at(home, (40, 15), "practice");
    room.shell.sees("minutes of the plan are done");
    room.press("t", "1 of ");
    room.through("more");
    room.shell.send("\x03");
    room.ends("nothing was answered yet", 130);
}

#[test]
fn a_termination_from_outside_keeps_the_answer_and_the_terminal() {
    let mut room = Room::on("choose", (80, 24));
    let place = room.place("Commission over");
    room.press(&place, "Enter leave open");
    room.press("\r", "Enter go on");
    room.shell.terminate();
    room.shell.sees("Terminated");
    room.shell.at_prompt();
    assert!(room.shell.left_as_found());
    assert_eq!(room.shell.settings(), room.settings);
    let _ = room.home.run("practice --area each-choose", "").code(0).says("Nothing is due");
}

#[test]
fn a_broken_pack_is_named_at_the_top() {
    let home = Home::new();
    std::fs::create_dir(home.data()).expect("a folder");
    std::fs::write(home.data().join("config.toml"), "new = 7\n").expect("the settings");
    std::fs::write(home.pack().join("broken.toml"), "[[drill]]\nid = 7\n").expect("written");
    let mut room = Room::open_at(home, (80, 24), "practice --area each-choose");
    room.shell.sees("Left out:");
    room.shell.sees("take rate?");
    room.shell.send("\x03");
    room.ends("nothing was answered yet", 130);
}
