//! `hotseat check` as an author meets it.

#![allow(clippy::unwrap_used, clippy::pedantic, reason = "a test that cannot go on fails where it stands")]

mod harness;

use std::fs;
use std::path::Path;
use std::process::Command;

use harness::Home;
use serde_json::Value;

const GOOD: &str = r#"[[drill]]
id = "a/good"
kind = "order"
area = "a"
ask = "Put them in order."
source = "original"
why = "So."
steps = ["One thing first.", "Then another.", "The rest last."]
"#;

/// Runs `check --json` on the pack and returns its object.
#[track_caller]
fn check(home: &Home, code: i32) -> Value {
    let ran = home.run("check --json", "").code(code);
    serde_json::from_str(&ran.out()).expect("one object")
}

fn empty() -> Home {
    let home = Home::new();
    fs::remove_file(home.pack().join("each.toml")).expect("the pack is emptied");
    home
}

fn put(home: &Home, name: &str, text: impl AsRef<[u8]>) {
    fs::write(home.pack().join(name), text).expect("the file is written");
}

/// Lists (line, column, code) of a file's faults.
fn places(report: &Value, file: &str) -> Vec<(u64, u64, String)> {
    report["faults"]
        .as_array()
        .expect("faults")
        .iter()
        .filter(|fault| fault["file"].as_str().is_some_and(|path| path.ends_with(file)))
        .map(|fault| {
            let number = |key: &str| fault[key].as_u64().expect("a number");
            (number("line"), number("column"), fault["code"].as_str().expect("a code").to_owned())
        })
        .collect()
}

#[test]
fn ten_faults_of_one_file_stand_each_at_its_own_line_and_column() {
    let home = empty();
    put(
        &home,
        "ten.toml",
        r#"[[drill]]
id = "Metrics/take rate"
kind = "choise"
area = "metrics"
ask = ""
source = "original"
why = 7
weight = 9
tracks = ["pm", "qa"]
colour = "red"

[[drill]]
id = "a/two"
kind = "compute"
area = "a"
ask = "{x} and {y}?"
source = "original"
why = "So."
draw = { x = { from = 1, to = 9, step = 0 }, n = { from = 1, to = 9, step = 1 } }
answer = "n +* 2"
"#,
    );
    put(&home, "well.toml", GOOD);
    let report = check(&home, 3);
    let found = places(&report, "ten.toml");
    let expected = [
        (2, 6, "bad-id"),
        (3, 8, "unknown-value"),
        (5, 7, "empty-text"),
        (7, 7, "wrong-type"),
        (8, 10, "out-of-range"),
        (9, 17, "unknown-value"),
        (16, 7, "unknown-name"),
        (19, 14, "out-of-range"),
        (20, 10, "bad-expression"),
    ];
    for (line, column, code) in expected {
        assert!(
            found.contains(&(line, column, code.to_owned())),
            "no {code} at {line}:{column} in {found:?}"
        );
    }
    assert!(found.iter().map(|(line, ..)| line).collect::<std::collections::BTreeSet<_>>().len() >= 9);
    assert_eq!(report["drills"], 1, "a fault in one file never hides another");
    assert!(places(&report, "well.toml").is_empty());
    let text = home.run("check", "").code(3).out();
    assert!(text.contains("did you mean `choose`?"), "{text}");
    assert!(text.contains("ten.toml:3:8"), "{text}");
    assert!(text.contains("2 files, 1 drill: "), "{text}");
}

#[test]
fn an_unknown_field_and_a_slip_of_the_pen_are_told_apart() {
    let home = empty();
    put(&home, "field.toml", GOOD.replace("why =", "wy ="));
    put(&home, "syntax.toml", GOOD.replace("area = \"a\"", "area = \"a"));
    let report = check(&home, 3);
    assert_eq!(
        places(&report, "field.toml"),
        [(1, 1, "missing-field".to_owned()), (7, 1, "unknown-field".to_owned())]
    );
    assert!(places(&report, "syntax.toml").iter().any(|(line, _, code)| *line == 4 && code == "syntax"));
}

#[test]
fn an_id_that_stands_twice_is_a_fault_that_names_both_places() {
    let home = empty();
    put(&home, "first.toml", GOOD);
    // The second one is faulty besides, and its id still counts.
    put(&home, "second.toml", format!("\n\n{}", GOOD.replace("why = \"So.\"\n", "")));
    let report = check(&home, 3);
    let fault = report["faults"].as_array().expect("faults").iter().find(|f| f["code"] == "duplicate-id");
    let fault = fault.expect("the double is found");
    assert_eq!(fault["line"], 4);
    assert!(fault["file"].as_str().expect("a file").ends_with("second.toml"));
    assert!(fault["message"].as_str().expect("a message").contains("first.toml:2:6"), "{fault}");
}

#[test]
fn paths_on_the_command_line_are_checked_instead_and_each_once() {
    let home = Home::new();
    let file = home.path().join("own.toml");
    fs::write(&file, GOOD).expect("written");
    let path = file.display();
    home.run(&format!("check {path} {path}"), "").code(0).says("1 file, 1 drill: no faults.");
    home.run("check /no/such/file.toml", "").code(3).says("unreadable").says("/no/such/file.toml");
}

#[cfg(unix)]
#[test]
fn hostile_files_are_refused_with_a_reason_and_stop_nothing() {
    let home = empty();
    let pack = home.pack();
    put(&home, "bad-bytes.toml", b"# fine\n# \xff\xfe\n");
    put(&home, "big.toml", vec![b'#'; 9 * 1024 * 1024]);
    put(&home, "deep.toml", format!("x = {}", "[".repeat(100_000)));
    put(&home, "deep-keys.toml", format!("[{}a]\n", "a.".repeat(100_000)));
    put(&home, "garbage.toml", (0..400_000_u32).map(|n| (n % 95 + 32) as u8).collect::<Vec<u8>>());
    put(&home, "many.toml", "[[drill]]\n".repeat(100_000));
    put(&home, "many-inline.toml", format!("drill = [{}]", "{},".repeat(100_000)));
    put(&home, "dense.toml", "=\n".repeat(4_000_000));
    put(&home, "marked.toml", format!("\u{feff}{}", GOOD.replace("a/good", "a/marked")));
    let other = GOOD.replace("a/good", "a/windows").replace("One thing first", "Ask whom it hurts");
    put(&home, "windows.toml", other.replace('\n', "\r\n"));
    fs::create_dir(pack.join("folder.toml")).expect("a folder");
    std::os::unix::fs::symlink("/etc/hostname", pack.join("out.toml")).expect("a link");
    std::os::unix::fs::symlink("..", pack.join("up")).expect("a link");
    std::os::unix::fs::symlink("loop.toml", pack.join("loop.toml")).expect("a link");
    let pipe = Command::new("mkfifo").arg(pack.join("pipe.toml")).status().expect("mkfifo runs");
    assert!(pipe.success());
    let report = check(&home, 3);
    let code = |file: &str| places(&report, file).first().map(|(.., code)| code.clone()).unwrap_or_default();
    assert_eq!(places(&report, "bad-bytes.toml"), [(2, 3, "not-utf8".to_owned())]);
    assert_eq!(code("big.toml"), "too-large");
    assert!(places(&report, "deep.toml").iter().any(|(.., code)| code == "syntax"));
    assert_ne!(code("deep-keys.toml"), "");
    assert!(places(&report, "garbage.toml").iter().any(|(.., code)| code == "syntax"));
    assert_eq!(code("many.toml"), "too-many");
    assert_eq!(code("many-inline.toml"), "too-many");
    assert_eq!(code("dense.toml"), "too-many");
    assert_eq!(code("out.toml"), "link");
    assert_eq!(code("/up"), "link");
    assert_eq!(code("loop.toml"), "unreadable");
    assert_eq!(code("pipe.toml"), "not-a-file");
    assert_eq!(code("marked.toml"), "");
    assert_eq!(code("windows.toml"), "");
    assert_eq!(report["drills"], 2);
    // Practice on the rest goes on.
    home.run("drills list", "").code(0).says("2 drills");
}

#[test]
fn what_a_file_holds_never_drives_the_terminal() {
    let home = empty();
    let nasty = "x\\u001b[2Jy\u{202e}z\u{9b}31m\u{200b}";
    let text = format!("colour\u{202e}\u{9b} = 1\n{}", GOOD.replace("\"order\"", &format!("\"{nasty}\"")));
    put(&home, "nasty.toml", text);
    for flags in ["check", "check --json", "check --color always"] {
        let mut shown = Command::new(env!("CARGO_BIN_EXE_hotseat"));
        let shown =
            shown.args(flags.split(' ')).env_clear().envs(home.environment()).output().expect("it runs");
        let shown = String::from_utf8(shown.stdout).expect("text");
        assert!(shown.contains("nasty.toml"));
        for alien in ["\u{202e}", "\u{9b}", "\u{200b}", "\x1b[2J"] {
            assert!(!shown.contains(alien), "{alien:?} in {flags}");
        }
        assert_eq!(shown.contains('\x1b'), flags.ends_with("always"), "{flags}");
    }
}

#[test]
fn a_check_writes_nothing() {
    let home = Home::new();
    let tree = |root: &Path| {
        let mut names = Vec::new();
        let mut left = vec![root.to_owned()];
        while let Some(folder) = left.pop() {
            for entry in fs::read_dir(folder).expect("a folder") {
                let path = entry.expect("an entry").path();
                if path.is_dir() {
                    left.push(path.clone());
                }
                names.push(path);
            }
        }
        names.sort();
        names
    };
    let before = tree(home.path());
    let _ = home.run("check", "");
    assert_eq!(tree(home.path()), before);
}

#[test]
fn what_was_found_in_a_large_pack_is_kept_and_never_stale() {
    let home = empty();
    let drill = |number: usize, ask: &str| {
        GOOD.replace("a/good", &format!("a/d-{number}")).replace("Put them in order.", ask)
    };
    for file in 0..3 {
        let drills: Vec<String> = (0..700).map(|n| drill(file * 700 + n, "Which first?")).collect();
        put(&home, &format!("{file}.toml"), drills.join("\n"));
    }
    put(&home, "faulty.toml", GOOD.replace("why", "wy"));
    put(&home, "bytes.toml", b"#\n# \xff\n");
    let whole = |home: &Home| home.run("check --json", "").code(3).out();
    let first = whole(&home);
    // A pack written a moment ago may change again unnoticed, so nothing is believed of it yet.
    let kept =
        || fs::read_dir(home.data().join("cache")).expect("a cache").next().expect("an entry").expect("one");
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(60);
    let touch = || {
        let file = fs::File::options().write(true).open(kept().path()).expect("the cache");
        file.set_modified(later).expect("its time");
    };
    touch();
    assert_eq!(whole(&home), first);
    assert_eq!(places(&check(&home, 3), "bytes.toml"), [(2, 3, "not-utf8".to_owned())]);
    for damage in [10, 100] {
        let mut bytes = fs::read(kept().path()).expect("the cache");
        bytes[damage] ^= 1;
        fs::write(kept().path(), bytes).expect("damaged");
        touch();
        assert_eq!(whole(&home), first);
    }
    put(&home, "faulty.toml", GOOD);
    home.run("check", "").code(3).says("5 files, 2101 drills: 1 error");
}

#[test]
fn an_empty_pack_says_so() {
    let home = empty();
    home.run("check", "").code(0).says("empty-pack").says("0 drills: 0 errors, 1 warning.");
}

#[test]
fn drills_that_ask_the_same_are_a_warning_that_names_the_first() {
    let home = empty();
    let more = GOOD
        .replace("Put them in order.", "Put what you do after an outage into its order, first things first.");
    put(&home, "one.toml", &more);
    put(&home, "two.toml", more.replace("a/good", "a/copy").replace("outage", "incident"));
    let report = check(&home, 0);
    assert_eq!(report["faults"], serde_json::json!([]), "one word in ten differs");
    put(&home, "two.toml", more.replace("a/good", "a/copy"));
    let report = check(&home, 0);
    assert_eq!(places(&report, "two.toml"), [(2, 6, "near-duplicate".to_owned())]);
}

#[test]
fn the_shipped_drills_are_without_a_fault_or_a_warning() {
    Home::new().run("check drills", "").code(0).says(": no faults.");
}
