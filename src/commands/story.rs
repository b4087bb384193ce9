//! `hotseat story`: the learner's own stories, graded by their check, every graded version kept.

use std::io::{IsTerminal, Read, Write};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use serde_json::{Value, json};

use super::app::{App, Usage};
use super::story_file::{self, Story};
use super::{ask, backup as copies, grade, wire};
use crate::cli::{self, StoryVerb};
use crate::grade::text::count_words;
use crate::grade::{Check, Context, Outcome, check};
use crate::store::stories::{Version, erase_story_of};
use crate::terminal::editor::outside;
use crate::terminal::sanitise::visible;

/// Runs `story`.
pub fn run(args: &cli::Story, app: &App) -> Result<ExitCode> {
    match &args.verb {
        None => list(false, app),
        Some(StoryVerb::List(args)) => list(args.json, app),
        Some(StoryVerb::New { name, check, stdin }) => new(name, check, *stdin, app),
        Some(StoryVerb::Edit { name, stdin }) => edit(name, *stdin, app),
        Some(StoryVerb::Show { name, json }) => show(name, *json, app),
        Some(StoryVerb::Grade { name, json }) => grade_one(name, *json, app),
        Some(StoryVerb::Delete { name, yes }) => delete(name, *yes, app),
    }
}

fn new(name: &str, check: &str, stdin: bool, app: &App) -> Result<ExitCode> {
    let check = story_file::check_of(check)?;
    if story_file::path(app, name)?.exists() {
        return Err(Usage(format!(
            "there is a story {name:?} already; `hotseat story edit {name}` changes it"
        ))
        .into());
    }
    let text = written(&guide(check), stdin)?;
    keep(&Story { name: name.to_owned(), check, text }, app)
}

fn edit(name: &str, stdin: bool, app: &App) -> Result<ExitCode> {
    let story = story_file::read(app, name)?;
    let text = written(&format!("{}{}", guide(story.check), story.text), stdin)?;
    keep(&Story { text, ..story }, app)
}

fn keep(story: &Story, app: &App) -> Result<ExitCode> {
    if story.text.is_empty() {
        return Err(Usage("there is no text; nothing was written".to_owned()).into());
    }
    let file = story_file::write(app, story)?;
    let mut out = std::io::stdout().lock();
    writeln!(out, "Kept in {}", file.display())?;
    writeln!(
        out,
        "`hotseat story grade {0}` grades it, `hotseat grill --story {0}` grills you on it.",
        story.name
    )?;
    Ok(ExitCode::SUCCESS)
}

/// Says what the check looks for, as a comment that is dropped when the text is saved.
fn guide(check: Check) -> String {
    let mut text = format!("<!-- {check}: an interviewer listens for\n");
    for criterion in check.criteria() {
        text.push_str("- ");
        text.push_str(&criterion.text);
        text.push('\n');
    }
    text.push_str("-->\n\n");
    text
}

fn written(initial: &str, stdin: bool) -> Result<String> {
    if !stdin {
        if !std::io::stdin().is_terminal() {
            let message = "there is no terminal for an editor; give the text on standard input with --stdin";
            return Err(Usage(message.to_owned()).into());
        }
        return Ok(story_file::without_comments(&outside::edit(initial)?));
    }
    let mut bytes = Vec::new();
    std::io::stdin().lock().take(story_file::LONGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > story_file::LONGEST - 100 {
        return Err(Usage("a story is at most 1 MiB long".to_owned()).into());
    }
    let text = String::from_utf8(bytes).context("the story is not UTF-8 text")?;
    Ok(story_file::without_comments(&text))
}

fn list(as_json: bool, app: &App) -> Result<ExitCode> {
    let stories = story_file::list(app)?;
    let store = copies::has_history(app).then(|| app.store()).transpose()?;
    let mut rows = Vec::new();
    for story in &stories {
        let versions =
            store.as_ref().map(|store| store.versions_of(&story.name)).transpose()?.unwrap_or_default();
        rows.push((story, versions));
    }
    let missing: Vec<&str> = story_file::skills()
        .filter(|skill| !stories.iter().any(|story| story.check == *skill))
        .map(Check::as_str)
        .collect();
    let mut out = std::io::stdout().lock();
    if as_json {
        let stories: Vec<Value> = rows
            .iter()
            .map(|(story, versions)| {
                json!({
                    "name": story.name,
                    "check": story.check.as_str(),
                    "words": count_words(&story.text),
                    "versions": versions.len(),
                    "first_score": versions.first().and_then(|version| version.score).map(wire::rounded),
                    "score": versions.last().and_then(|version| version.score).map(wire::rounded),
                    "graded": versions.last().map(|version| version.at.as_str()),
                    "changed": versions.last().is_none_or(|version| version.text != story.text),
                })
            })
            .collect();
        writeln!(out, "{}", json!({ "schema": 1, "stories": stories, "missing": missing }))?;
        return Ok(ExitCode::SUCCESS);
    }
    for (story, versions) in &rows {
        let progress = match versions.as_slice() {
            [] => "not graded yet".to_owned(),
            [only] => percent(only.score),
            [first, .., last] => {
                format!("{} → {}, {} versions", percent(first.score), percent(last.score), versions.len())
            }
        };
        let changed = versions.last().is_some_and(|version| version.text != story.text);
        let changed = if changed { ", changed since" } else { "" };
        writeln!(
            out,
            "{}  {}  {} words  {progress}{changed}",
            story.name,
            story.check,
            count_words(&story.text)
        )?;
    }
    if missing.is_empty() {
        writeln!(out, "Each of the seven skills has a story.")?;
    } else {
        writeln!(out, "No story yet for:")?;
        for skill in missing {
            writeln!(out, "  {skill}")?;
        }
        writeln!(out, "`hotseat story new NAME --check SKILL` starts one.")?;
    }
    Ok(ExitCode::SUCCESS)
}

fn percent(score: Option<f64>) -> String {
    score.map_or_else(|| "too short".to_owned(), |score| format!("{:.0} %", score * 100.0))
}

fn show(name: &str, as_json: bool, app: &App) -> Result<ExitCode> {
    let story = story_file::read(app, name)?;
    let versions = if copies::has_history(app) { app.store()?.versions_of(name)? } else { Vec::new() };
    let mut out = std::io::stdout().lock();
    if as_json {
        let versions: Vec<Value> = versions
            .iter()
            .enumerate()
            .map(|(at, version)| {
                json!({
                    "version": at + 1,
                    "check": version.check,
                    "at": version.at,
                    "score": version.score.map(wire::rounded),
                    "words": count_words(&version.text),
                    "text": version.text,
                })
            })
            .collect();
        let object = json!({
            "schema": 1, "name": story.name, "check": story.check.as_str(), "text": story.text, "versions": versions,
        });
        writeln!(out, "{object}")?;
        return Ok(ExitCode::SUCCESS);
    }
    writeln!(out, "{} ({})\n\n{}", story.name, story.check, visible(&story.text))?;
    for (at, version) in versions.iter().enumerate() {
        let gap = if at == 0 { "\n" } else { "" };
        let (day, score) = (version.at.get(..10).unwrap_or_default(), percent(version.score));
        writeln!(out, "{gap}version {}  {day}  {score}  {} words", at + 1, count_words(&version.text))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn grade_one(name: &str, as_json: bool, app: &App) -> Result<ExitCode> {
    let story = story_file::read(app, name)?;
    let report = check(story.check, &story.text, &Context::default());
    let object = grade::object(&report, None);
    let score = match report.outcome {
        Outcome::Scored(score) => Some(score),
        Outcome::TooShort => None,
    };
    let mut store = app.store()?;
    let before = store.versions_of(name)?.into_iter().rev().find(|version| version.text != story.text);
    let stamp = app.stamp();
    let version = Version {
        check: story.check.as_str().to_owned(),
        text: story.text,
        score,
        report: object.to_string(),
        at: stamp.at.to_rfc3339(),
    };
    let number = store.keep_version(name, &version, stamp)?;
    let mut out = std::io::stdout().lock();
    if as_json {
        let mut object = object;
        if let Value::Object(map) = &mut object {
            map.insert("story".to_owned(), json!(name));
            map.insert("version".to_owned(), json!(number));
            let before = before.as_ref().and_then(|version| version.score).map(wire::rounded);
            map.insert("score_before".to_owned(), json!(before));
        }
        writeln!(out, "{object}")?;
    } else {
        grade::show(&mut out, &report)?;
        writeln!(out, "\nKept as version {number} of {name}.")?;
        if let Some(before) = before {
            writeln!(out, "Before: {}; now: {}.", percent(before.score), percent(score))?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn delete(name: &str, yes: bool, app: &App) -> Result<ExitCode> {
    let file = story_file::path(app, name)?;
    let has_history = copies::has_history(app);
    let graded = has_history && !app.store()?.versions_of(name)?.is_empty();
    if !file.exists() && !graded {
        return Err(story_file::missing(app, name)?.into());
    }
    let question =
        format!("Erase the story {name}, its versions and what was said in its rounds, backups included?");
    let mut out = std::io::stdout().lock();
    if !ask::sure(app, yes, &question)? {
        writeln!(out, "Nothing was changed.")?;
        return Ok(ExitCode::SUCCESS);
    }
    story_file::erase(&file)?;
    if has_history {
        app.store()?.erase_story(name)?;
    }
    let mut left = Vec::new();
    for copy in copies_of(app) {
        if erase_story_of(&copy, name).is_err() {
            left.push(copy.display().to_string());
        }
    }
    if !left.is_empty() {
        bail!(
            "erased {name}, but these copies could not be cleaned and may still hold it: {}",
            left.join(", ")
        );
    }
    writeln!(
        out,
        "Erased {name}: the file, its versions and what was said in its rounds. Scores of rounds stay."
    )?;
    writeln!(out, "Copies and exports made elsewhere are yours to erase.")?;
    Ok(ExitCode::SUCCESS)
}

fn copies_of(app: &App) -> Vec<std::path::PathBuf> {
    let Ok(entries) = std::fs::read_dir(copies::folder(app)) else { return Vec::new() };
    entries
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.is_file() && path.extension().is_some_and(|extension| extension == "db"))
        .collect()
}
