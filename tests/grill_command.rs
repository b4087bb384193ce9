//! Rounds, stories and mock interviews through the built program.

mod harness;

use harness::Home;
use serde_json::{Value, json};

fn events(out: &str) -> Vec<Value> {
    out.lines().map(|line| serde_json::from_str(line).expect("an event a line")).collect()
}

fn named<'a>(events: &'a [Value], name: &str) -> Vec<&'a Value> {
    events.iter().filter(|event| event["event"] == name).collect()
}

/// A claim and calm replies.
fn replies(count: usize) -> String {
    let mut out = String::new();
    for n in 0..=count {
        let answer = [
            "Conversion rose by 8 % from 3 to 30 June, on 12,000 orders in the test group.",
            "The order table, owned by finance. It covers 3 to 30 June. One limit: only app users.",
            "12,000 orders in each group. I checked the split against the plan.",
        ][n % 3];
        out.push_str(&json!({ "answer": answer, "elapsed_s": 20 }).to_string());
        out.push('\n');
    }
    out
}

#[test]
fn every_reply_is_a_review_on_disk_before_its_verdict() {
    let home = Home::new();
    let ran = home.run("grill stacked-coupons --with-shipped --json --turns 6", &replies(6)).code(0);
    let events = events(&ran.out());
    assert_eq!(named(&events, "challenge").len(), 6);
    let verdicts = named(&events, "verdict");
    assert_eq!(verdicts.len(), 6);
    let summary = events.last().expect("a summary");
    assert_eq!(summary["event"], "summary");
    assert_eq!(summary["reason"], "done");
    assert_eq!(summary["turns"].as_array().map(Vec::len), Some(6));
    assert!(summary["round"].is_string());
    let log = home.run("export jsonl -", "").code(0).out();
    for verdict in verdicts {
        assert!(log.contains(verdict["review"].as_str().expect("a uuid")), "a verdict without its review");
    }
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_the_next_round_another_one() {
    let (one, two) = (Home::new(), Home::new());
    let play = |home: &Home| home.run("grill --with-shipped --json --turns 6", &replies(6)).code(0).out();
    let first = play(&one);
    assert_eq!(first, play(&two));
    assert_ne!(first, play(&one));
}

#[test]
fn a_line_that_cannot_be_used_leaves_the_challenge_open() {
    let input = "{\"answer\":\"Conversion rose by 8 % in June.\"}\nnonsense\n{\"answer\":7}\n{\"id\":9,\"answer\":\"a\"}\n{\"stop\":true}\n";
    let ran = Home::new().run("grill stacked-coupons --with-shipped --json", input).code(0);
    let events = events(&ran.out());
    let codes: Vec<&str> =
        named(&events, "error").iter().filter_map(|event| event["code"].as_str()).collect();
    assert_eq!(codes, ["bad-json", "wrong-type", "wrong-id"]);
    assert_eq!(events.last().expect("a summary")["reason"], "stop");
}

#[test]
fn an_unknown_scenario_is_a_matter_of_usage() {
    Home::new().run("grill stacked-cupons --with-shipped --json", "").code(2).warns("did you mean");
    Home::new().run("grill --replay nosuch", "").code(2).warns("no round");
}

#[test]
fn a_round_can_be_read_again_and_written_down() {
    let home = Home::new();
    let text = "We lifted conversion by 8 %.\n.\nFrom the order table, 3 to 30 June.\n.\nWho cares about that?\n.\n:stop\n";
    home.run("grill stacked-coupons --with-shipped", text).code(0).says("Sounds defensive").says("1 of 8");
    home.run("grill --replay last", "").code(0).says("Who cares about that?").says("Scorecard");
    let file = home.path().join("round.md");
    home.run(&format!("grill --replay last --export {}", file.display()), "").code(0);
    let written = std::fs::read_to_string(file).expect("the file");
    assert!(written.starts_with("# Grilling round: grilling/stacked-coupons"));
    assert!(written.contains("> From the order table, 3 to 30 June."));
}

const STORY: &str = "I chose to skip the load test before the sale. Checkout failed for 41 minutes and cost us \
    1.2 million yuan. I had seen the latency double and ignored it.\n";

#[test]
fn a_story_keeps_its_graded_versions_and_can_be_grilled() {
    let home = Home::new();
    home.run("story new outage --check post-mortem --stdin", STORY).code(0);
    home.run("story grade outage --json", "").code(0).says("\"version\":1");
    home.run("story edit outage --stdin", &format!("{STORY}A gate now blocks a release without one."))
        .code(0);
    home.run("story list", "").code(0).says("changed since").says("No story yet for:\n  hypothesis");
    home.run("story grade outage --json", "").code(0).says("\"version\":2");
    let shown: Value =
        serde_json::from_str(&home.run("story show outage --json", "").code(0).out()).expect("JSON");
    assert_eq!(shown["versions"].as_array().map(Vec::len), Some(2));
    let ran = home.run("grill --story outage --with-shipped --json --turns 6", &replies(6)).code(0);
    let events = events(&ran.out());
    assert!(events[0]["text"].as_str().expect("a brief").contains("I chose to skip the load test"));
    assert_eq!(events.last().expect("a summary")["event"], "summary");
}

#[test]
fn a_deleted_story_is_nowhere_left() {
    let home = Home::new();
    home.run("story new outage --check post-mortem --stdin", &STORY.replace("load test", "quetzal test"))
        .code(0);
    home.run("story grade outage", "").code(0);
    let claim = "{\"answer\":\"I chose to skip the quetzal test.\"}\n{\"answer\":\"The quetzal test ledger said so.\"}\n";
    home.run("grill --story outage --with-shipped --json", claim).code(0);
    home.run("backup", "").code(0);
    assert!(still_in(&home).len() >= 3, "the file, the history and its copy hold it before");
    home.run("story delete outage", "").code(2).warns("--yes");
    home.run("story delete outage --yes", "").code(0);
    home.run("story show outage", "").code(2);
    home.run("grill --replay last", "").code(2).warns("erased");
    assert_eq!(still_in(&home), Vec::<std::path::PathBuf>::new());
}

/// Lists the files in which the story can be read.
fn still_in(home: &Home) -> Vec<std::path::PathBuf> {
    let holds = |file: &std::path::PathBuf| {
        std::fs::read(file).expect("a file").windows(7).any(|window| window == b"quetzal")
    };
    walk(&home.data()).into_iter().filter(holds).collect()
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut out = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() { out.extend(walk(&entry.path())) } else { out.push(entry.path()) }
    }
    out
}

#[test]
fn a_name_leads_nowhere_else() {
    let home = Home::new();
    for name in ["../outside", "Upper", "a/b", ".hidden", "a.b"] {
        home.run(&format!("story new {name} --check pivot --stdin"), STORY).code(2).warns("cannot name");
    }
    home.run("story new fine --check nosuch --stdin", STORY).code(2).warns("hypothesis");
    home.run("story new fine --check pivot --stdin", "  \n").code(2).warns("no text");
    home.run("story new fine --check pivot", "").code(2).warns("--stdin");
}

#[cfg(unix)]
#[test]
fn only_its_owner_can_read_a_story() {
    use std::os::unix::fs::PermissionsExt;
    let home = Home::new();
    home.run("story new outage --check post-mortem --stdin", STORY).code(0);
    let mode =
        |path: std::path::PathBuf| std::fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!(mode(home.data().join("stories/outage.md")), 0o600);
    assert_eq!(mode(home.data().join("stories")), 0o700);
}

#[test]
fn a_mock_tells_nothing_before_the_last_answer() {
    let home = Home::new();
    let ran = home.run("mock --with-shipped --json --minutes 20", &replies(40)).code(0);
    let events = events(&ran.out());
    let last_question = events.iter().rposition(|event| event["event"] == "challenge").expect("a round");
    let first_verdict = events.iter().position(|event| event["event"] == "verdict").expect("verdicts");
    assert!(first_verdict > last_question);
    let opens = events.last().expect("a summary")["opens"].as_array().map_or(0, Vec::len);
    assert!(opens >= 1);
    let asked = named(&events, "challenge").len();
    assert_eq!(named(&events, "verdict").len(), opens + asked);
    assert_eq!(events.iter().filter(|event| event["event"] == "summary").count(), 1);
    let reason = &events.last().expect("a summary")["reason"];
    assert!(reason == "done" || reason == "budget", "{reason}");
}

#[test]
fn a_mock_ends_when_its_minutes_are_over() {
    let long = replies(40).replace("\"elapsed_s\":20", "\"elapsed_s\":200");
    let ran = Home::new().run("mock --with-shipped --json --minutes 12", &long).code(0);
    let events = events(&ran.out());
    let summary = events.last().expect("a summary");
    assert_eq!(summary["reason"], "budget");
    assert!(summary["minutes"].as_f64().expect("minutes") < 16.0);
}
