//! `hotseat config`: shows and changes settings.

use std::io::Write;
use std::process::ExitCode;

use anyhow::Result;
use serde_json::{Value, json};

use super::app::{App, Usage};
use crate::cli::{Config, ConfigVerb, Json};
use crate::settings;

/// Runs `config`.
pub fn run(args: &Config, app: &mut App) -> Result<ExitCode> {
    let mut out = std::io::stdout().lock();
    match &args.verb {
        None | Some(ConfigVerb::List(Json { json: false })) => {
            let list = app.settings.list();
            for value in &list {
                let shown = if value.value.is_empty() { "any" } else { &value.value };
                let from = if value.origin == "default" { "default" } else { "set" };
                writeln!(out, "{:<11} {shown:<10} {from:<8} {}", value.key, value.about)?;
            }
            let path = app.settings.path.display();
            if app.settings.written {
                writeln!(out, "\nSet in {path}")?;
            } else {
                writeln!(out, "\nNothing is set yet; `hotseat config set KEY VALUE` writes {path}")?;
            }
        }
        Some(ConfigVerb::List(Json { json: true })) => {
            let settings: Vec<Value> = app.settings.list().iter().map(object).collect();
            let path = app.settings.path.display().to_string();
            writeln!(out, "{}", json!({ "schema": 1, "file": path, "settings": settings }))?;
        }
        Some(ConfigVerb::Get { key, json }) => {
            let value = app.settings.get(key).map_err(|error| Usage(error.to_string()))?;
            if *json {
                let mut object = object(&value);
                object["schema"] = json!(1);
                writeln!(out, "{object}")?;
            } else {
                writeln!(out, "{}", if value.value.is_empty() { "any" } else { &value.value })?;
            }
        }
        Some(ConfigVerb::Set { key, value }) => {
            app.settings.set(&[(key, value)]).map_err(|error| {
                if error.chain().any(<dyn std::error::Error + 'static>::is::<std::io::Error>) {
                    error
                } else {
                    Usage(error.to_string()).into()
                }
            })?;
            let value = app.settings.get(key)?;
            let shown = if value.value.is_empty() { "any" } else { &value.value };
            writeln!(out, "{} = {shown}", value.key)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

fn object(value: &settings::Value) -> Value {
    json!({ "key": value.key, "value": value.value, "origin": value.origin })
}
