//! `hotseat drills`: the list, one drill, and templates.

#![allow(clippy::unwrap_used, clippy::pedantic, reason = "a test that cannot go on fails where it stands")]

mod harness;

use std::fs;

use harness::Home;
use serde_json::Value;

#[track_caller]
fn list(home: &Home, flags: &str) -> Vec<Value> {
    let ran = home.run(&format!("drills list --json {flags}"), "").code(0);
    let object: Value = serde_json::from_str(&ran.out()).expect("one object");
    assert_eq!(object["schema"], 1);
    object["drills"].as_array().expect("drills").clone()
}

#[test]
fn the_list_is_sorted_and_complete_and_makes_no_history() {
    let home = Home::new();
    let drills = list(&home, "");
    let ids: Vec<&str> = drills.iter().map(|drill| drill["id"].as_str().expect("an id")).collect();
    assert!(ids.is_sorted());
    assert_eq!(ids.len(), 7);
    let keys: Vec<&str> = drills[0].as_object().expect("an object").keys().map(String::as_str).collect();
    let documented = "id kind area tracks levels divisions seconds weight source pack file state due reviews";
    assert_eq!(keys, documented.split(' ').collect::<Vec<_>>());
    assert!(
        drills.iter().all(|drill| drill["state"] == "new" && drill["due"].is_null() && drill["reviews"] == 0)
    );
    assert!(!home.data().exists(), "looking makes no history");
    assert_eq!(list(&home, "--kind recall --kind OPEN").len(), 2);
}

#[test]
fn an_answered_drill_is_no_longer_new() {
    let home = Home::new();
    fs::write(
        home.pack().join("each.toml"),
        "[[drill]]\nid = \"a/pick\"\nkind = \"choose\"\narea = \"a\"\nask = \"Which?\"\nsource = \"original\"\nwhy = \"So.\"\n\
         right = \"One\"\nwrong = [{ text = \"Two\", because = \"x\" }, { text = \"Three\", because = \"x\" }, \
         { text = \"Four\", because = \"x\" }]\n",
    )
    .expect("written");
    let _ = home.run("practice --json --count 1", "{\"answer\":\"One\"}\n").code(0);
    let drills = list(&home, "");
    let answered: Vec<&Value> = drills.iter().filter(|drill| drill["state"] != "new").collect();
    assert_eq!(answered.len(), 1);
    assert_eq!(answered[0]["reviews"], 1);
    let later = home.at("2027-12-01T10:00:00+08:00");
    let due: Vec<Value> = list(&later, "").into_iter().filter(|drill| drill["state"] == "due").collect();
    assert_eq!(due.len(), 1);
    assert!(due[0]["due"].as_str().expect("a time").starts_with("2026-12-"));
    later.run("drills list", "").code(0).says("1 drill, 1 due, 0 new");
}

#[test]
fn the_list_stays_readable_in_forty_columns() {
    for columns in ["40", "80"] {
        let home = Home::new();
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_hotseat"))
            .args(["drills", "list"])
            .env_clear()
            .envs(home.environment())
            .env("COLUMNS", columns)
            .env_remove("HOTSEAT_DRILLS")
            .output()
            .expect("it runs");
        let text = String::from_utf8(out.stdout).expect("text");
        let widest = text.lines().map(|line| line.chars().count()).max().expect("lines");
        assert!(widest <= columns.parse().expect("a number"), "{widest} columns");
        assert!(text.lines().count() < 600, "hardly a row wraps");
        assert!(text.contains("metrics"));
    }
}

#[test]
fn a_misspelt_area_or_id_is_answered_with_the_right_one() {
    let home = Home::new();
    let area = list(&home, "")[0]["area"].as_str().expect("an area").to_owned();
    home.run(&format!("drills list --area {area}x"), "").code(2).warns(&format!("did you mean {area}?"));
    let id = list(&home, "")[0]["id"].as_str().expect("an id").to_owned();
    home.run(&format!("drills show {id}s"), "").code(2).warns(&format!("did you mean {id}?"));
    home.run("drills show nothing-of-the-kind", "").code(2).warns("drills list");
}

#[test]
fn every_kind_is_shown_with_its_answer() {
    let home = Home::new();
    for drill in list(&home, "") {
        let id = drill["id"].as_str().expect("an id");
        let shown = home.run(&format!("drills show {id}"), "").code(0).says(id).says("Why");
        assert!(!shown.out().contains('{'), "an unfilled slot in {}", shown.out());
        assert_eq!(
            shown.out(),
            home.run(&format!("drills show {id}"), "").out(),
            "the same numbers each time"
        );
        let json = home.run(&format!("drills show {id} --json"), "").code(0);
        let object: Value = serde_json::from_str(&json.out()).expect("an object");
        assert_eq!(object["schema"], 1);
        assert_eq!(object["kind"], drill["kind"]);
    }
}

#[test]
fn a_template_of_every_kind_passes_the_check() {
    let home = Home::new();
    fs::remove_file(home.pack().join("each.toml")).expect("the pack is emptied");
    for kind in ["contrast", "choose", "spot", "order", "compute", "recall", "open"] {
        let template = home.run(&format!("drills new {kind}"), "").code(0).out();
        assert!(template.starts_with('#'), "it is commented");
        fs::write(home.pack().join(format!("{kind}.toml")), template).expect("written");
    }
    home.run("check", "").code(0).says("7 files, 7 drills: no faults.");
}
