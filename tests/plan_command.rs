//! `hotseat plan`: dates, minutes and days off at their edges, and the figures it prints.

#![allow(clippy::unwrap_used, reason = "a test fails where it stands")]

mod seeded;

use chrono::{Duration, NaiveDate};
use seeded::{Learner, fill, hotseat, json, now, text};

fn fresh() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

#[track_caller]
fn refused(folder: &std::path::Path, args: &[&str]) -> String {
    let output = hotseat(folder, args);
    assert_eq!(output.status.code(), Some(2), "{args:?}");
    assert!(output.stdout.is_empty());
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn without_a_date_it_says_how_to_save_one() {
    let folder = fresh();
    assert!(text(folder.path(), &["plan"]).contains("hotseat plan --interview"));
    let plan = json(folder.path(), &["plan", "--json"]);
    assert_eq!(plan["schema"], 1);
    for key in ["interview", "minutes", "readiness_now", "readiness_on_day", "low", "high", "fits", "unseen"]
    {
        assert!(plan[key].is_null(), "{key} is {}", plan[key]);
    }
    assert!(plan["days"].as_array().unwrap().is_empty());
    assert!(refused(folder.path(), &["plan", "--minutes", "20"]).contains("--interview"));
}

#[test]
fn the_figures_are_shares_in_order_and_the_days_reach_the_eve() {
    let folder = fresh();
    fill(folder.path(), Learner { days: 10, a_day: 15, seed: 2 });
    let plan = json(
        folder.path(),
        &["plan", "--interview", "2026-12-14", "--minutes", "20", "--days-off", "sat,SUNDAY", "--json"],
    );
    assert_eq!((plan["schema"].as_i64(), plan["interview"].as_str()), (Some(1), Some("2026-12-14")));
    let share = |key: &str| {
        let figure = plan[key].as_f64().unwrap_or_else(|| panic!("{key}"));
        assert!((0.0..=1.0).contains(&figure), "{key} is {figure}");
        figure
    };
    assert!(share("low") <= share("readiness_on_day") && share("readiness_on_day") <= share("high"));
    assert!(share("readiness_now") > 0.0);
    share("ten_more");
    share("skip_today");
    let days = plan["days"].as_array().unwrap();
    assert_eq!(days.len(), 13);
    assert_eq!(days[0]["date"], "2026-12-01");
    assert_eq!(days[12]["date"], "2026-12-13");
    for day in days {
        let date: NaiveDate = day["date"].as_str().unwrap().parse().unwrap();
        let off = ["Sat", "Sun"].contains(&date.format("%a").to_string().as_str());
        let minutes = day["minutes"].as_f64().unwrap();
        assert!(minutes <= 20.05 && (!off || minutes == 0.0), "{day}");
        assert!(day["new"].as_i64() >= Some(0) && day["reviews"].as_i64() >= Some(0));
    }
    assert_eq!(plan["fits"], plan["unseen"] == 0);
    assert_eq!(plan["areas"].as_array().unwrap().len(), 11);
    assert_eq!(plan, json(folder.path(), &["plan", "--json"]), "it is saved, and the same again");
}

#[test]
fn what_does_not_fit_is_said_plainly() {
    let folder = fresh();
    let shown = text(folder.path(), &["plan", "--interview", "2026-12-08", "--minutes", "10"]);
    assert!(shown.contains("At 10 minutes a day, ") && shown.contains("stay unseen; "), "{shown}");
    let plan = json(folder.path(), &["plan", "--json"]);
    assert_eq!(plan["fits"], false);
    let cover = plan["minutes_to_cover"].as_f64().unwrap();
    assert!(cover > 10.0);
    let all = json(folder.path(), &["plan", "--minutes", &cover.to_string(), "--json"]);
    let left = all["unseen"].as_i64().unwrap();
    assert!(left <= 10, "{left} of 524 stay unseen at {cover} minutes");
    assert!(all["readiness_on_day"].as_f64() > plan["readiness_on_day"].as_f64());
}

#[test]
fn days_gone_by_and_nonsense_are_refused_with_a_way_out() {
    let folder = fresh();
    assert!(refused(folder.path(), &["plan", "--interview", "2026-11-30"]).contains("has passed"));
    assert!(refused(folder.path(), &["plan", "--interview", "9999-01-01"]).contains("nearer day"));
    assert!(
        refused(folder.path(), &["plan", "--interview", "2026-12-14", "--minutes=-5"]).contains("0 to 1440")
    );
    assert!(
        refused(folder.path(), &["plan", "--interview", "2026-12-14", "--minutes", "NaN"])
            .contains("0 to 1440")
    );
    assert!(
        refused(folder.path(), &["plan", "--interview", "2026-12-14", "--days-off", "stu"])
            .contains("--days-off")
    );
    assert!(json(folder.path(), &["plan", "list", "--json"])["interviews"].as_array().unwrap().is_empty());
}

#[test]
fn today_tomorrow_and_two_years_ahead_are_plans_too() {
    let folder = fresh();
    let today = json(folder.path(), &["plan", "--interview", "2026-12-01", "--json"]);
    assert_eq!(today["minutes"], 10.0, "the minutes of the settings");
    assert!(today["days"].as_array().unwrap().is_empty() && today["readiness_on_day"].is_number());
    assert!(today["ten_more"].is_null());
    assert!(text(folder.path(), &["plan"]).contains("Today is the day"));
    hotseat(folder.path(), &["plan", "clear"]);
    let tomorrow = json(folder.path(), &["plan", "--interview", "2026-12-02", "--json"]);
    assert_eq!(tomorrow["days"].as_array().unwrap().len(), 1);
    hotseat(folder.path(), &["plan", "clear"]);
    let few = concat!(env!("CARGO_MANIFEST_DIR"), "/drills/pivot");
    let far = json(folder.path(), &["plan", "--interview", "2028-12-01", "--drills", few, "--json"]);
    assert_eq!(far["days"].as_array().unwrap().len(), 731);
    assert_eq!(far["fits"], true);
}

#[test]
fn no_minutes_leave_everything_unseen_and_price_ten() {
    let folder = fresh();
    let plan = json(folder.path(), &["plan", "--interview", "2026-12-08", "--minutes", "0", "--json"]);
    assert_eq!((plan["unseen"].as_i64(), plan["minutes"].as_f64()), (Some(524), Some(0.0)));
    assert!(plan["ten_more"].as_f64().unwrap() > 0.01);
    assert!(text(folder.path(), &["plan"]).contains("No minutes are set aside"));
}

#[test]
fn the_nearest_interview_counts_and_changes_go_to_it() {
    let folder = fresh();
    hotseat(folder.path(), &["plan", "--interview", "2026-12-08", "--minutes", "15", "--days-off", "sun"]);
    let shown = text(folder.path(), &["plan", "--interview", "2027-01-20"]);
    assert!(shown.contains("Saved the interview on Wednesday 20 January 2027"), "{shown}");
    assert!(shown.contains("Interview on Tuesday 8 December"), "{shown}");
    let list = json(folder.path(), &["plan", "list", "--json"]);
    assert_eq!(list["schema"], 1);
    assert_eq!(list["interviews"][1]["minutes"], 15.0, "taken over from the nearest");
    let plan = json(folder.path(), &["plan", "--minutes", "25", "--days-off", "none", "--json"]);
    assert_eq!((plan["interview"].as_str(), plan["minutes"].as_f64()), (Some("2026-12-08"), Some(25.0)));
    assert!(plan["days_off"].as_array().unwrap().is_empty());
    assert_eq!(json(folder.path(), &["plan", "clear", "--json"])["cleared"], 2);
}

#[test]
fn why_explains_in_a_sentence() {
    let folder = fresh();
    fill(folder.path(), Learner { days: 3, a_day: 10, seed: 2 });
    let done = {
        let connection = rusqlite::Connection::open(folder.path().join("hotseat.db")).unwrap();
        let day = (now().date_naive() - NaiveDate::default()).num_days();
        connection
            .query_row(
                "SELECT drill FROM review WHERE day = ?1 AND drill NOT LIKE 'challenge/%'",
                [day],
                |row| row.get::<_, String>(0),
            )
            .unwrap()
    };
    assert!(text(folder.path(), &["plan", "--why", &done]).replace('\n', " ").contains("had its turn today"));
    hotseat(folder.path(), &["plan", "--interview", &(now().date_naive() + Duration::days(9)).to_string()]);
    for drill in ["metrics/take-rate", "METRICS/GMV"] {
        let why = json(folder.path(), &["plan", "--why", drill, "--json"]);
        let sentence = why["why"].as_str().unwrap();
        assert!(
            sentence.ends_with('.') && sentence.starts_with(why["drill"].as_str().unwrap()),
            "{sentence}"
        );
    }
    assert!(
        refused(folder.path(), &["plan", "--why", "metrics/take-rat"])
            .contains("did you mean metrics/take-rate?")
    );
}
