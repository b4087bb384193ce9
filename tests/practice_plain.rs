//! Practice in plain lines: what a pipe gives and gets.

#![allow(clippy::unwrap_used, clippy::pedantic, reason = "a test that cannot go on fails where it stands")]

mod harness;

use harness::Home;

#[test]
fn two_lines_answer_and_the_end_of_input_sums_up() {
    Home::new()
        .run("practice --area each-choose", "1\n")
        .code(0)
        .says("What is the take rate?")
        .says("why")
        .says("of 1 right");
}

#[test]
fn a_bare_start_takes_lines_too() {
    let ran = Home::new().run("", "1\n2\n").code(0);
    assert!(ran.out().contains(" right") || ran.out().contains("Nothing answered"), "{}", ran.out());
}

#[test]
fn no_input_at_all_is_a_summary() {
    Home::new().run("practice", "").code(0).says("Nothing answered").never_says("why");
}

#[test]
fn a_wrong_number_is_answered_with_the_confusion() {
    Home::new()
        .run("practice --area each-compute", "what\n40\n.025\n2.5%\n")
        .code(0)
        .says("number")
        .says("upside down")
        .says("2.5 %")
        .says("back tomorrow");
}

#[test]
fn an_order_is_told_place_by_place() {
    Home::new()
        .run("practice --area each-order", "1 2 3\n1 2 3 4\n")
        .code(0)
        .says("each number from 1 to 4 once")
        .says("of the pairs in order");
}

#[test]
fn a_sketch_keeps_its_drawing() {
    Home::new()
        .run("practice --area each-spot", "3\n")
        .code(0)
        .says("[2 cart]---[3 store]")
        .says("1 of 1 right");
}

#[test]
fn free_text_is_confirmed_with_numbers_or_an_empty_line() {
    let answer = "Every action item has one named owner.\n.\n";
    Home::new()
        .run("practice --area each-recall", &format!("{answer}\n"))
        .code(0)
        .says("1 of 2 found")
        .says("named owner”")
        .says("Without an owner nobody starts");
    Home::new()
        .run("practice --area each-recall", &format!("{answer}1 2\n"))
        .code(0)
        .says("100 %: good")
        .says("1 of 1 right");
    Home::new()
        .run("practice --area each-recall", &format!("{answer}9\n0\n"))
        .code(0)
        .says("numbers from 1 to 3")
        .says("0 %: again");
}

#[test]
fn a_full_score_may_be_easy() {
    let answer = "One named owner and a due date.\n.\n";
    Home::new().run("practice --area each-recall", &format!("{answer}easy\n")).code(0).says("100 %: easy");
}

#[test]
fn the_end_of_input_before_the_confirmation_keeps_the_answer() {
    let home = Home::new();
    let _ =
        home.run("practice --area each-recall", "One named owner and a due date.\n").code(0).says("2 of 2");
    let _ = home.run("practice --area each-recall", "").code(0).says("Nothing is due");
}

#[test]
fn too_short_an_answer_is_asked_once_more() {
    Home::new()
        .run("practice --area each-open", "Ship it.\n.\nShip it now.\n.\n")
        .code(0)
        .says("Too short to judge. Say more")
        .says("of 1 right");
}

#[test]
fn commands_are_lines() {
    Home::new()
        .run("practice --area each-choose --area each-spot", ":source\n:skip\n3\n:undo\n:stop\n")
        .code(0)
        .says("each/")
        .says("it is back tomorrow")
        .says("1 skipped");
    Home::new()
        .run("practice --area each-choose", ":undo\n")
        .code(0)
        .says("Nothing was answered in this session yet");
}

#[test]
fn nothing_due_says_when_and_what_instead() {
    let home = Home::new();
    let _ = home.run("practice --area each-choose --new 1", "1\n").code(0);
    let _ = home
        .run("practice --new 0", "")
        .code(0)
        .says("Nothing is due today.")
        .says("is due")
        .says("--only new");
    let all = home.run("practice --area each-choose --only new", "").code(0);
    assert!(all.out().contains("has been asked at least once"), "{}", all.out());
}

#[test]
fn an_area_that_nobody_has_is_a_fault_with_a_suggestion() {
    Home::new().run("practice --area each-chose", "").code(3).warns("did you mean each-choose");
}

#[test]
fn a_broken_file_is_left_out_and_named() {
    let home = Home::new();
    std::fs::write(home.pack().join("broken.toml"), "[[drill]]\nid = \"x/y\"\nkind = \"chose\"\n")
        .expect("written");
    let _ = home.run("practice --area each-choose", "1\n").code(0).warns("broken.toml").says("why");
}

#[test]
fn a_drill_reworded_since_says_so() {
    let home = Home::new();
    let _ = home.run("practice --area each-choose", "1\n").code(0).never_says("Reworded");
    let file = home.pack().join("each.toml");
    let text = std::fs::read_to_string(&file).expect("the drills");
    std::fs::write(&file, text.replace("What is the take rate?", "What is a take rate?")).expect("written");
    let home = home.at("2027-06-01T10:00:00+08:00");
    let _ = home.run("practice --area each-choose", "1\n").code(0).says("Reworded since you last saw it.");
}

#[test]
fn hostile_answers_and_drills_never_drive_the_terminal() {
    let home = Home::new();
    let hostile = "\u{1b}]0;gone\u{7}\u{9b}2J\u{202e}";
    std::fs::write(
        home.pack().join("hostile.toml"),
        "[[drill]]\nid = \"bad/one\"\nkind = \"recall\"\narea = \"bad\"\nsource = \"original\"\n\
         ask = \"Say it \\u001b[31m now\"\nwhy = \"\\u009b2J\"\n\
         must = [{ point = \"a point\", say = [\"a point\"] }]\nmodel = \"a point\"\n",
    )
    .expect("written");
    let ran = home.run("practice --area bad", &format!("{hostile} this is a point of mine\n.\n\n")).code(0);
    for control in ['\u{7}', '\u{9b}', '\u{202e}', '\u{1b}'] {
        assert!(!ran.out().contains(control), "{control:?} in {:?}", ran.out());
    }
    let _ = ran.says("Say it");
}

#[test]
fn the_same_start_replays_byte_for_byte() {
    let script = ":source\n1\n2\n1 2 3 4\n.\n.\n\n2.5\n3\n";
    let (one, two) = (Home::new(), Home::new());
    let (one, two) = (one.run("practice --new 7", script), two.run("practice --new 7", script));
    assert_eq!(one.out(), two.out());
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_error() {
    use std::process::Command;
    let home = Home::new();
    let script =
        format!("yes 1 | {} practice | head -n 1; echo ${{PIPESTATUS[1]}}", env!("CARGO_BIN_EXE_hotseat"));
    let output = Command::new("bash")
        .args(["-c", &script])
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .envs(home.environment())
        .output()
        .expect("bash runs");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.trim_end().ends_with('0'), "{text}\n{}", String::from_utf8_lossy(&output.stderr));
}

fn planned(home: &Home, minutes: f64, days_off: &[&str]) {
    let mut store = hotseat::store::Store::open(&home.data(), 7).expect("a history");
    let interview = hotseat::store::Interview {
        date: "2026-12-10".parse().expect("a date"),
        minutes,
        days_off: days_off.iter().map(|day| (*day).to_owned()).collect(),
    };
    store.save_interview(&interview).expect("saved");
}

#[test]
fn a_plan_without_minutes_left_offers_ten_more() {
    let home = Home::new();
    planned(&home, 0.1, &[]);
    let _ = home.run("practice", "").code(0).says("minutes of the plan are done").says("--minutes 10");
    let _ = home.run("practice --minutes 10", "").code(0).says("1 of ");
    let home = Home::new();
    planned(&home, 20.0, &["tue"]);
    let _ = home.run("practice", "").code(0).says("no minutes today");
}

#[test]
fn a_history_from_a_newer_version_is_left_alone() {
    let home = Home::new();
    let _ = home.run("practice --area each-choose", "1\n").code(0);
    let store = hotseat::store::Store::open(&home.data(), 7).expect("a history");
    store.connection().pragma_update(None, "user_version", 9_999).expect("set");
    drop(store);
    let _ = home.run("practice", "1\n").code(4).warns("newer");
}
