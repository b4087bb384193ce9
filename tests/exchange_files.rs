//! Exports, imports, backups, restores and resets, through the built binary.

#![allow(clippy::unwrap_used, clippy::pedantic, reason = "a test that cannot go on fails where it stands")]

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

struct Home {
    dir: tempfile::TempDir,
}

impl Home {
    #[must_use]
    fn new() -> Self {
        Self { dir: tempfile::tempdir().unwrap() }
    }

    fn data(&self) -> PathBuf {
        self.dir.path().join("data")
    }

    fn file(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn run_at(&self, data: &Path, now: &str, seed: &str, args: &[&str], input: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_hotseat"))
            .env_clear()
            .env("HOME", self.dir.path())
            .env("HOTSEAT_NOW", now)
            .env("HOTSEAT_SEED", seed)
            .env("HOTSEAT_DATA", data)
            .current_dir(self.dir.path())
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        child.wait_with_output().unwrap()
    }

    fn run(&self, args: &[&str], input: &str) -> Output {
        self.run_at(&self.data(), "2026-12-01T09:00:00+08:00", "7", args, input)
    }

    #[track_caller]
    fn ok(&self, args: &[&str]) -> String {
        let output = self.run(args, "");
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// Answers drills of a pack of one's own on two days; every answer holds the word `secret`.
    fn practise(&self, data: &Path, now: &str, seed: &str) {
        let pack = self.file("pack");
        fs::create_dir_all(&pack).unwrap();
        let drill = |n: u32| {
            format!(
                "[[drill]]\nid = \"a/d{n}\"\nkind = \"recall\"\narea = \"a\"\nask = \"Say {n}\"\nmodel = \"word {n}\"\n\
                 references = [\"word {n}\"]\nwhy = \"So.\"\nsource = \"original\"\n\n"
            )
        };
        fs::write(pack.join("p.toml"), (1..6).map(drill).collect::<String>()).unwrap();
        let line = "{\"answer\":\"=secret word one two three\",\"elapsed_s\":20}\n{\"grade\":\"good\"}\n{\"accept\":true}\n";
        let pack = pack.display().to_string();
        let output = self.run_at(
            data,
            now,
            seed,
            &["practice", "--json", "--count", "4", "--drills", &pack],
            &line.repeat(8),
        );
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }

    fn practised(&self) {
        self.practise(&self.data(), "2026-12-01T09:00:00+08:00", "7");
    }

    fn lines(&self, data: &Path) -> Vec<String> {
        let out = self.run_at(data, "2026-12-01T09:00:00+08:00", "7", &["export", "jsonl", "-"], "");
        String::from_utf8(out.stdout).unwrap().lines().map(str::to_owned).collect()
    }
}

#[cfg(unix)]
#[track_caller]
fn private(path: &Path) {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode, 0o600, "{}", path.display());
}

fn holds(folder: &Path, word: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(holds(&path, word));
        } else if fs::read(&path).unwrap().windows(word.len()).any(|part| part == word.as_bytes()) {
            found.push(path);
        }
    }
    found
}

#[test]
fn reviews_go_out_and_come_back_as_a_union() {
    let home = Home::new();
    home.practised();
    let (here, there) = (home.data(), home.file("there"));
    home.practise(&there, "2026-12-01T10:30:00+08:00", "11");
    home.ok(&["export", "jsonl", "a.jsonl"]);
    private(&home.file("a.jsonl"));
    let run = |data: &Path, args: &[&str]| {
        let out = home.run_at(data, "2026-12-02T09:00:00+08:00", "3", args, "");
        assert!(out.status.success(), "{}", String::from_utf8_lossy(&out.stderr));
        String::from_utf8(out.stdout).unwrap()
    };
    run(&there, &["export", "jsonl", "b.jsonl"]);
    let before = (home.lines(&here).len(), home.lines(&there).len());
    assert!(before.0 >= 4 && before.1 >= 4, "{before:?}");
    assert!(home.lines(&here)[0].contains("\"schema\":1,\"event\":\"review\",\"review\":\""));
    run(&there, &["import", "jsonl", "a.jsonl"]);
    run(&here, &["import", "jsonl", "b.jsonl"]);
    assert_eq!(home.lines(&here).len(), before.0 + before.1);
    // Both machines hold the same log in the same order.
    assert_eq!(home.lines(&here), home.lines(&there));
    let again = run(&here, &["import", "jsonl", "b.jsonl"]);
    assert!(again.starts_with("Added 0 reviews, 0 amendments and 0 undos"), "{again}");
    assert_eq!(home.lines(&here), home.lines(&there));
}

#[test]
fn undone_reviews_stay_undone_where_they_are_taken_in() {
    let home = Home::new();
    home.practised();
    home.ok(&["undo"]);
    home.ok(&["export", "jsonl", "a.jsonl"]);
    let there = home.file("there");
    let out = home.run_at(&there, "2026-12-02T09:00:00+08:00", "3", &["import", "jsonl", "a.jsonl"], "");
    assert!(out.status.success());
    assert_eq!(home.lines(&home.data()), home.lines(&there));
    assert_eq!(home.lines(&there).iter().filter(|line| line.contains("\"undone\":true")).count(), 1);
}

#[test]
fn bad_lines_of_reviews_are_named_and_the_others_come_in() {
    let home = Home::new();
    home.practised();
    let good = home.lines(&home.data())[0].clone();
    let bad = good.replace("\"schema\":1", "\"schema\":2");
    let wild = good.replace("\"drill\":\"a/", "\"drill\":\"\\u001b[2J/");
    fs::write(home.file("x.jsonl"), format!("\u{feff}{good}\r\n{bad}\n{wild}\nnonsense\n")).unwrap();
    let out = home.run_at(
        &home.file("there"),
        "2026-12-02T09:00:00+08:00",
        "3",
        &["import", "jsonl", "x.jsonl"],
        "",
    );
    let stderr = String::from_utf8(out.stderr).unwrap();
    assert_eq!(out.status.code(), Some(1));
    assert!(
        stderr.contains("3 lines") && stderr.contains("line 3: it has a drill that is no id"),
        "{stderr}"
    );
    assert_eq!(home.lines(&home.file("there")).len(), 1);
}

#[test]
fn a_table_of_reviews_runs_no_formula() {
    let home = Home::new();
    home.practised();
    let table = home.ok(&["export", "csv", "-"]);
    assert!(table.starts_with("at,drill,area,"));
    assert!(table.contains(",'=secret word"), "{table}");
}

#[test]
fn notes_for_anki_begin_with_their_ids_and_come_back_as_known() {
    let home = Home::new();
    home.ok(&["export", "anki", "notes.txt"]);
    private(&home.file("notes.txt"));
    let text = fs::read_to_string(home.file("notes.txt")).unwrap();
    assert!(text.starts_with("#separator:tab\n#html:false\n"));
    for head in ["#guid column:1", "#deck:Hotseat", "#columns:", "#tags column:4"] {
        assert!(text.contains(head), "{head}");
    }
    assert_eq!(text, {
        home.ok(&["export", "anki", "notes.txt"]);
        fs::read_to_string(home.file("notes.txt")).unwrap()
    });
    let told = home.ok(&["import", "anki", "notes.txt", "--area", "back"]);
    assert!(told.starts_with("Added 0 of") && told.contains("exported from drills you have"), "{told}");
}

#[test]
fn cards_come_in_once_and_stay_text() {
    let home = Home::new();
    let csv = "\u{feff}question,answer,note\r\n\"=1+1 \u{1b}[31m\",\"\"\"quoted\"\" '''x''' \\\\ {{y}}\",n\r\nempty,,\r\nWhat?,That.,\r\nWhat?,That.,\r\n";
    fs::write(home.file("c.csv"), csv).unwrap();
    let told = home.ok(&["import", "csv", "c.csv", "--area", "My cards"]);
    assert!(told.starts_with("Added 2 of 3 cards to area My cards."), "{told}");
    assert!(
        told.contains("1 cards with an empty side left out")
            && told.contains("1 cards that are here already")
    );
    let pack = home.data().join("packs/imported-my-cards.toml");
    private(&pack);
    let text = fs::read_to_string(&pack).unwrap();
    let parsed = hotseat::drill::parse(&text);
    assert!(parsed.faults.is_empty(), "{:?}", parsed.faults);
    assert_eq!(parsed.drills.len(), 2);
    assert!(home.ok(&["import", "csv", "c.csv", "--area", "My cards"]).starts_with("Added 0 of 3"));
    assert_eq!(fs::read_to_string(&pack).unwrap(), text);
    let out = home.run(&["practice", "--json", "--count", "1", "--area", "my cards"], "{\"stop\":true}\n");
    assert!(String::from_utf8(out.stdout).unwrap().contains("imported/my-cards/"));
}

#[test]
fn files_that_cannot_be_cards_are_refused_with_the_reason() {
    let home = Home::new();
    fs::write(home.file("bad.md"), b"Q: a\nA: \xff\n").unwrap();
    fs::write(home.file("wide.md"), b"\xff\xfeQ\0").unwrap();
    fs::write(home.file("none.md"), "nothing here\n").unwrap();
    fs::File::create(home.file("huge.md")).unwrap().set_len(1 << 30).unwrap();
    for (file, reason) in [
        ("bad.md", "not UTF-8 (line 2)"),
        ("wide.md", "UTF-16"),
        ("none.md", "no usable card"),
        ("huge.md", "larger than"),
        (".", "not a file"),
        ("missing.md", "cannot read"),
    ] {
        let out = home.run(&["import", "markdown", file, "--area", "x"], "");
        let stderr = String::from_utf8(out.stderr).unwrap();
        assert_eq!(out.status.code(), Some(1), "{file}");
        assert!(stderr.contains(reason), "{stderr}");
    }
    assert_eq!(home.run(&["import", "csv", "none.md", "--area", "../x"], "").status.code(), Some(2));
    assert!(!home.data().join("packs").exists());
}

#[test]
fn the_plan_is_a_calendar_with_stable_names() {
    let home = Home::new();
    assert_eq!(home.run(&["export", "ics", "-"], "").status.code(), Some(1));
    {
        let mut store = hotseat::store::Store::open(&home.data(), 1).unwrap();
        let interview = hotseat::store::Interview {
            date: "2026-12-08".parse().unwrap(),
            minutes: 20.0,
            days_off: vec!["sun".into()],
        };
        store.save_interview(&interview).unwrap();
    }
    let text = home.ok(&["export", "ics", "-"]);
    assert_eq!(text.matches("BEGIN:VEVENT").count(), 7, "{text}");
    assert!(
        text.contains("UID:practice-2026-12-01@hotseat") && text.contains("UID:interview-2026-12-08@hotseat")
    );
    assert!(!text.contains("practice-2026-12-06@hotseat"));
    assert_eq!(text.matches("BEGIN:VALARM").count(), 7);
    assert_eq!(text, home.ok(&["export", "ics", "-"]));
}

#[test]
fn a_backup_is_made_every_day_and_puts_the_history_back() {
    let home = Home::new();
    home.practised();
    let daily = home.data().join("backups/hotseat-2026-12-01.db");
    private(&daily);
    let before = home.lines(&home.data());
    home.ok(&["backup", "copy.db"]);
    private(&home.file("copy.db"));
    assert_eq!(home.run(&["restore", "copy.db"], "y\n").status.code(), Some(2));
    home.practise(&home.data(), "2026-12-09T09:00:00+08:00", "8");
    assert_ne!(home.lines(&home.data()), before);
    home.ok(&["restore", "copy.db", "--yes"]);
    assert_eq!(home.lines(&home.data()), before);
    let kept = fs::read_dir(home.data().join("backups")).unwrap();
    assert!(
        kept.filter(|e| e.as_ref().unwrap().file_name().to_string_lossy().starts_with("before-restore"))
            .count()
            == 1
    );
}

#[test]
fn what_is_no_backup_is_refused_and_nothing_changes() {
    let home = Home::new();
    home.practised();
    let before = home.lines(&home.data());
    fs::write(home.file("text.db"), "x".repeat(5000)).unwrap();
    home.ok(&["backup", "copy.db"]);
    let mut bytes = fs::read(home.file("copy.db")).unwrap();
    bytes[60..64].copy_from_slice(&99_i32.to_be_bytes());
    fs::write(home.file("newer.db"), &bytes).unwrap();
    fs::write(home.file("cut.db"), &bytes[..bytes.len() / 2]).unwrap();
    assert_eq!(home.run(&["restore", "text.db", "--yes"], "").status.code(), Some(1));
    assert_ne!(home.run(&["restore", "cut.db", "--yes"], "").status.code(), Some(0));
    assert_eq!(home.run(&["restore", "newer.db", "--yes"], "").status.code(), Some(4));
    assert_eq!(fs::read(home.file("newer.db")).unwrap(), bytes);
    assert_eq!(home.lines(&home.data()), before);
}

#[test]
fn a_damaged_history_is_seen_set_aside_and_replaced() {
    let home = Home::new();
    home.practised();
    let before = home.lines(&home.data());
    home.ok(&["backup", "copy.db"]);
    let report = home.ok(&["doctor", "--json"]);
    assert!(report.contains("\"integrity\":\"ok\"") && report.contains("\"problems\":[]"), "{report}");
    let database = home.data().join("hotseat.db");
    fs::write(&database, "broken".repeat(3000)).unwrap();
    let broken = fs::read(&database).unwrap();
    let out = home.run(&["doctor"], "");
    let told = String::from_utf8(out.stdout).unwrap();
    assert_eq!(out.status.code(), Some(1));
    assert!(told.contains("hotseat-2026-12-01.db puts the newest good backup back"), "{told}");
    assert_eq!(fs::read(&database).unwrap(), broken);
    home.ok(&["restore", "copy.db", "--yes"]);
    assert_eq!(home.lines(&home.data()), before);
    assert_eq!(holds(&home.data(), "brokenbroken").len(), 1);
}

#[test]
fn erased_answers_are_gone_from_every_file_and_the_grades_stay() {
    let home = Home::new();
    home.practised();
    home.ok(&["backup"]);
    assert!(!holds(&home.data(), "secret").is_empty());
    assert_eq!(home.run(&["reset", "--answers"], "y\n").status.code(), Some(2));
    let grades = |lines: &[String]| -> Vec<(serde_json::Value, serde_json::Value)> {
        let read = |line: &String| serde_json::from_str::<serde_json::Value>(line).unwrap();
        lines.iter().map(|line| (read(line)["review"].clone(), read(line)["grade"].clone())).collect()
    };
    let before = grades(&home.lines(&home.data()));
    let told = home.ok(&["reset", "--answers", "--yes"]);
    assert!(told.contains("Backups cleaned: 2; removed because they could not be cleaned: 0"), "{told}");
    assert_eq!(holds(&home.data(), "secret"), Vec::<PathBuf>::new());
    assert_eq!(grades(&home.lines(&home.data())), before);
    home.ok(&["doctor"]);
}

#[test]
fn a_reset_keeps_a_backup_and_everything_keeps_nothing() {
    let home = Home::new();
    home.practised();
    home.ok(&["config", "set", "minutes", "15"]);
    fs::write(home.file("c.md"), "Q: a\nA: b\n").unwrap();
    home.ok(&["import", "markdown", "c.md", "--area", "x"]);
    home.ok(&["reset", "--yes"]);
    assert_eq!(home.lines(&home.data()).len(), 0);
    let kept: Vec<_> = holds(&home.data(), "secret");
    assert!(
        !kept.is_empty() && kept.iter().all(|path| path.starts_with(home.data().join("backups"))),
        "{kept:?}"
    );
    home.ok(&["reset", "--everything", "--yes"]);
    assert!(!home.data().exists());
}

#[test]
fn completions_and_the_manual_name_every_verb() {
    let home = Home::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        assert!(home.ok(&["completions", shell]).contains("restore"), "{shell}");
    }
    let page = home.ok(&["man"]);
    assert!(page.contains(".TH") && page.contains("HOTSEAT IMPORT") && page.contains("HOTSEAT PRACTICE"));
    assert!(!home.data().exists());
}
