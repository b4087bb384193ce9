//! `hotseat import`: cards into a pack of the learner's own, or reviews into the history.

use std::collections::HashMap;
use std::fs;
use std::io::{Read as _, Write};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use serde_json::json;

use super::app::{App, Usage};
use super::private_file;
use crate::cli::{Import, ImportFormat};
use crate::drill::{Kind, parse};
use crate::exchange::cards::{self, Card, Read};
use crate::store::exchange::Record;

/// The largest file of cards, in bytes.
const LARGEST_CARDS: u64 = 32 * 1024 * 1024;
/// The largest file of reviews, in bytes.
const LARGEST_LOG: u64 = 1024 * 1024 * 1024;
/// The longest line of a file of reviews, in bytes.
const LONGEST_LINE: u64 = 1024 * 1024;
/// Records put into the history at once, so that a large file needs little memory.
const AT_ONCE: usize = 50_000;
/// The largest file of a pack that is added to, in bytes; the next card begins another.
const PACK_FILE: usize = 2 * 1024 * 1024;

/// Runs `import`.
pub fn run(args: &Import, app: &App) -> Result<ExitCode> {
    if args.format == ImportFormat::Jsonl {
        return reviews(args, app);
    }
    let area = args.area.as_deref().unwrap_or_default().trim();
    let named = area.chars().any(char::is_alphanumeric)
        && area.len() <= 40
        && area.chars().all(|c| c.is_alphanumeric() || c == '-' || c == ' ');
    if !named {
        return Err(Usage(format!(
            "{area:?} is no name for an area: it has letters, digits and hyphens, and is at most 40 bytes long"
        ))
        .into());
    }
    let text = text_of(&args.file)?;
    let mut read = match args.format {
        ImportFormat::Anki => cards::anki(&text),
        ImportFormat::Csv => cards::table(&text, args.separator.as_deref()).map_err(Usage)?,
        ImportFormat::Markdown | ImportFormat::Jsonl => cards::markdown(&text),
    };
    drop(text);
    let found = read.cards.len();
    let added = add(&mut read, area, app)?;
    let mut out = std::io::stdout().lock();
    let file = args.file.display();
    if args.json {
        let left_out: Vec<_> =
            read.left_out.iter().map(|(what, n)| json!({ "what": what, "count": n })).collect();
        writeln!(
            out,
            "{}",
            json!({ "schema": 1, "file": file.to_string(), "area": area, "cards": found, "added": added, "left_out": left_out })
        )?;
    } else {
        writeln!(out, "Added {added} of {found} cards to area {area}.")?;
        for (what, n) in &read.left_out {
            writeln!(out, "  {n} {what}")?;
        }
    }
    if found == 0 {
        bail!("{file} holds no usable card; nothing was changed");
    }
    Ok(ExitCode::SUCCESS)
}

/// Opens a file that ends; a pipe or device would not.
fn open(path: &Path, most: u64) -> Result<Box<dyn std::io::Read>> {
    if path.as_os_str() == "-" {
        return Ok(Box::new(std::io::stdin().lock()));
    }
    let cannot = || format!("cannot read {}", path.display());
    let metadata = fs::metadata(path).with_context(cannot)?;
    if !metadata.is_file() {
        bail!("{} is not a file; give - to read standard input", path.display());
    }
    if metadata.len() > most {
        bail!("{} is larger than {} MiB; split it", path.display(), most / (1024 * 1024));
    }
    Ok(Box::new(fs::File::open(path).with_context(cannot)?))
}

fn text_of(path: &Path) -> Result<String> {
    let shown = path.display();
    let mut bytes = Vec::new();
    open(path, LARGEST_CARDS)?
        .take(LARGEST_CARDS + 1)
        .read_to_end(&mut bytes)
        .with_context(|| format!("cannot read {shown}"))?;
    if bytes.len() as u64 > LARGEST_CARDS {
        bail!("{shown} is larger than {} MiB; split it", LARGEST_CARDS / (1024 * 1024));
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        bail!("{shown} is UTF-16; save it as UTF-8");
    }
    if bytes.starts_with(&[0xEF, 0xBB, 0xBF]) {
        bytes.drain(..3);
    }
    match String::from_utf8(bytes) {
        Ok(text) if text.contains('\r') => Ok(text.replace("\r\n", "\n").replace('\r', "\n")),
        Ok(text) => Ok(text),
        Err(error) => {
            let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
            let line = 1 + good.iter().filter(|byte| **byte == b'\n').count();
            bail!("{shown} is not UTF-8 (line {line}); save it as UTF-8")
        }
    }
}

/// Adds the cards that are new to the pack of their area; what stands in it stays as it is.
fn add(read: &mut Read, area: &str, app: &App) -> Result<usize> {
    let folder = app.own_packs();
    let ours = |number: usize| {
        let end = if number == 1 { String::new() } else { format!("-{number}") };
        folder.join(format!("imported-{}{end}.toml", cards::slug(area)))
    };
    let mut known: HashMap<String, Option<String>> = HashMap::new();
    let (mut number, mut text) = (1, String::new());
    while ours(number).exists() {
        let path = ours(number);
        text = fs::read_to_string(&path).with_context(|| format!("cannot read {}", path.display()))?;
        for (drill, _) in parse(&text).drills {
            let answer = match drill.kind {
                Kind::Recall { .. } => drill.model,
                _ => None,
            };
            known.insert(drill.id.to_string(), answer);
        }
        number += 1;
    }
    number = number.saturating_sub(1).max(1);
    let (mut duplicates, mut other_answers, mut own, mut added, mut changed) = (0, 0, 0, 0, false);
    let library = if read.cards.iter().any(|card| card.guid.is_some()) { Some(app.library()?) } else { None };
    for card in std::mem::take(&mut read.cards) {
        if let (Some(library), Some(guid)) = (&library, &card.guid)
            && library.position(guid).is_some()
        {
            own += 1;
            continue;
        }
        match known.get(&cards::id(area, &card.ask)) {
            Some(Some(answer)) if *answer != card.answer => other_answers += 1,
            Some(_) => duplicates += 1,
            None => {
                if text.len() > PACK_FILE {
                    save(&ours(number), &text)?;
                    text.clear();
                    number += 1;
                }
                if text.is_empty() {
                    text = format!(
                        "# Cards imported into {area}. Yours to edit; importing again only adds to it.\n"
                    );
                }
                push(&mut text, &card, area);
                known.insert(cards::id(area, &card.ask), Some(card.answer));
                (added, changed) = (added + 1, true);
            }
        }
    }
    if changed {
        save(&ours(number), &text)?;
    }
    for (what, n) in [
        ("cards that are here already", duplicates),
        ("cards that are here with another answer, which stays", other_answers),
        ("notes that were exported from drills you have", own),
    ] {
        if n > 0 {
            read.left_out.push((what, n));
        }
    }
    Ok(added)
}

fn push(text: &mut String, card: &Card, area: &str) {
    if !text.ends_with('\n') {
        text.push('\n');
    }
    text.push_str(&cards::drill(card, area));
}

fn save(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        let mut builder = fs::DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        {
            use std::os::unix::fs::DirBuilderExt;
            builder.mode(0o700);
        }
        builder.create(folder).with_context(|| format!("cannot make {}", folder.display()))?;
    }
    private_file::write(path, |out| Ok(out.write_all(text.as_bytes())?))
}

/// Takes in the reviews of another history, or of this one.
fn reviews(args: &Import, app: &App) -> Result<ExitCode> {
    use std::io::BufRead;
    let shown = args.file.display();
    let mut input = std::io::BufReader::new(open(&args.file, LARGEST_LOG)?.take(LARGEST_LOG));
    let (mut records, mut faults, mut bad, mut number): (Vec<Record>, Vec<String>, usize, usize) =
        Default::default();
    let mut store = app.store()?;
    let mut total = crate::store::exchange::Union::default();
    let mut line = Vec::new();
    loop {
        line.clear();
        let length = input.by_ref().take(LONGEST_LINE + 1).read_until(b'\n', &mut line)?;
        number += 1;
        let whole = length as u64 <= LONGEST_LINE;
        if whole && length > 0 {
            let text = std::str::from_utf8(&line).map(|text| text.trim_start_matches('\u{feff}').trim());
            match text.map_err(|_| "it is not UTF-8".to_owned()) {
                Ok("") => {}
                text => match text.and_then(Record::read) {
                    Ok(record) => records.push(record),
                    Err(fault) => {
                        bad += 1;
                        if faults.len() < 5 {
                            faults.push(format!("line {number}: {fault}"));
                        }
                    }
                },
            }
        }
        if length == 0 || !whole || records.len() >= AT_ONCE {
            let union = store.unite(&records, app.settings.rollover)?;
            total.reviews += union.reviews;
            total.amendments += union.amendments;
            total.undos += union.undos;
            total.known += union.known;
            records.clear();
        }
        if !whole {
            bail!("{shown}: line {number} is longer than 1 MiB; the lines before it are in");
        }
        if length == 0 {
            break;
        }
    }
    let mut out = std::io::stdout().lock();
    if args.json {
        writeln!(
            out,
            "{}",
            json!({ "schema": 1, "file": shown.to_string(), "reviews": total.reviews, "amendments": total.amendments,
                "undos": total.undos, "known": total.known, "bad_lines": bad })
        )?;
    } else {
        writeln!(
            out,
            "Added {} reviews, {} amendments and {} undos; {} were here already.",
            total.reviews, total.amendments, total.undos, total.known
        )?;
    }
    if bad > 0 {
        bail!("{shown}: {bad} lines cannot be used and were left out ({})", faults.join("; "));
    }
    Ok(ExitCode::SUCCESS)
}
