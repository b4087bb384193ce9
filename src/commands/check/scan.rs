//! Reads files one at a time, keeps their faults and not their texts, and compares ids across files.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::ops::Range;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::kept::{Kept, WORTH_KEEPING};
use super::show::{Lines, Position};
use crate::drill::lint::{self, Lint, Sketch, Twins};
use crate::drill::{DrillId, Fault, parse};
use crate::library::Root;
use crate::library::files::{Found, Refused};

/// Files of more bytes than this together are read by two threads.
const WORTH_A_THREAD: u64 = 512 * 1024;

/// What the files of some packs hold, and what is wrong with it.
pub struct Report {
    /// Usable drills.
    pub drills: usize,
    files: Vec<Checked>,
}

struct Checked {
    root: Root,
    source: Source,
    shown: String,
    faults: Vec<Fault>,
}

enum Source {
    File(Found),
    Refused(Box<Refused>),
}

/// What is kept of one file.
#[derive(Default)]
struct Scanned {
    faults: Vec<Fault>,
    drills: usize,
    drill_ids: Vec<Id>,
    scenario_ids: Vec<Id>,
    sketches: Vec<(Place, Sketch)>,
}

/// The bytes of a file that an id takes, its quotes included.
#[derive(Clone, Copy)]
struct Place {
    start: u32,
    end: u32,
}

/// An id in small: a pack may hold very many.
#[derive(Clone, Copy)]
struct Id {
    hash: u64,
    place: Place,
}

impl Place {
    fn of(span: &Range<usize>) -> Self {
        // A file is at most 8 MB.
        Self { start: span.start as u32, end: span.end as u32 }
    }

    fn span(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

impl Id {
    fn of((id, span): &(DrillId, Range<usize>)) -> Self {
        let mut hash = DefaultHasher::new();
        id.hash(&mut hash);
        Self { hash: hash.finish(), place: Place::of(span) }
    }
}

/// Checks every file of some packs; `cache` is where the findings of large ones are kept.
pub fn scan(roots: &[Root], cache: &Path) -> Report {
    let mut files = list(roots);
    let (path, key, newest_ns) = fingerprint(&files, cache);
    if let Some(kept) = Kept::load(&path, key, newest_ns) {
        for (index, fault) in kept.faults {
            if let Some(file) = files.get_mut(index) {
                file.faults.push(fault);
            }
        }
        return Report { drills: kept.drills, files };
    }
    let report = read_all(roots, files);
    if report.drills >= WORTH_KEEPING {
        let faults = report.files.iter().enumerate();
        let faults = faults.flat_map(|(index, file)| file.faults.iter().map(move |fault| (index, fault)));
        Kept::keep(&path, key, report.drills, faults);
    }
    report
}

/// Returns where the findings are kept, what they depend on, and when a file last changed.
fn fingerprint(files: &[Checked], cache: &Path) -> (PathBuf, u64, u64) {
    let mut names = DefaultHasher::new();
    let mut state = DefaultHasher::new();
    env!("HOTSEAT_FORMAT").hash(&mut state);
    let mut newest_ns = 0;
    for file in files {
        file.shown.hash(&mut names);
        match &file.source {
            Source::File(found) => {
                (found.size, found.changed_ns).hash(&mut state);
                newest_ns = newest_ns.max(found.changed_ns);
            }
            Source::Refused(refused) => (refused.fault.code, &refused.fault.message).hash(&mut state),
        }
    }
    std::env::current_dir().ok().hash(&mut names);
    let names = names.finish();
    names.hash(&mut state);
    (cache.join(format!("check-{names:016x}.pack")), state.finish(), newest_ns)
}

fn read_all(roots: &[Root], mut files: Vec<Checked>) -> Report {
    let size: u64 = files.iter().map(Checked::size).sum();
    let threads = if size > WORTH_A_THREAD { 2 } else { 1 };
    let scanned = all(&files, threads);
    let mut drills = 0;
    let mut ids = Ids::default();
    let mut scenarios = Ids::default();
    let mut twins = Twins::default();
    let mut asked: Vec<(u32, Place)> = Vec::new();
    for (index, scanned) in scanned.into_iter().enumerate() {
        drills += scanned.drills;
        files[index].faults = scanned.faults;
        ids.add(index, scanned.drill_ids);
        scenarios.add(index, scanned.scenario_ids);
        for (place, sketch) in scanned.sketches {
            twins.add(asked.len(), sketch);
            asked.push((index as u32, place));
        }
    }
    let mut quotes = Quotes::default();
    for (what, doubles) in [("drill", ids.doubles), ("scenario", scenarios.doubles)] {
        for (first, (index, place)) in doubles {
            let (id, position) = quotes.quote(&files, first);
            let file = &files[first.0].shown;
            let message = format!("the {what} `{id}` stands in {file}:{position} already");
            files[index].faults.push(
                Fault::error("duplicate-id", place.span(), message).help(
                    "history hangs on the id, so it must mean one thing: give one of the two another id",
                ),
            );
        }
    }
    for twin in twins.found() {
        let (first, second) = (asked[twin.first], asked[twin.second]);
        let (id, position) = quotes.quote(&files, (first.0 as usize, first.1));
        let file = &files[first.0 as usize].shown;
        let more = match twin.more {
            0 => String::new(),
            more => format!(", and so do {more} more"),
        };
        let message = format!("it asks nearly the same as `{id}` in {file}:{position}{more}");
        files[second.0 as usize].faults.push(
            Fault::warning("near-duplicate", second.1.span(), message)
                .help("a drill seen twice teaches nothing new: change it, or leave one out"),
        );
    }
    for file in &mut files {
        file.faults.sort_by_key(|fault| fault.span.start);
    }
    if drills == 0
        && files.iter().all(|file| file.faults.is_empty())
        && let Some(root) = roots.first()
    {
        files.push(nothing_in(root));
    }
    Report { drills, files }
}

fn list(roots: &[Root]) -> Vec<Checked> {
    let mut files: Vec<Checked> = Vec::new();
    let mut seen: std::collections::HashSet<PathBuf> = std::collections::HashSet::new();
    for root in roots {
        let (found, refused) = root.files();
        let mut own: Vec<Checked> = Vec::new();
        for (_, found) in found {
            let whole = found.path.canonicalize().unwrap_or_else(|_| found.path.clone());
            // A file named twice on the command line is one file.
            if matches!(root, Root::Shipped) || seen.insert(whole) {
                let shown = found.path.display().to_string();
                own.push(Checked {
                    root: root.clone(),
                    source: Source::File(found),
                    shown,
                    faults: Vec::new(),
                });
            }
        }
        own.extend(refused.into_iter().map(|refused| Checked {
            root: root.clone(),
            shown: refused.path.display().to_string(),
            faults: Vec::new(),
            source: Source::Refused(Box::new(refused)),
        }));
        own.sort_by(|a, b| a.shown.cmp(&b.shown));
        files.append(&mut own);
    }
    files
}

fn nothing_in(root: &Root) -> Checked {
    let path = match root {
        Root::Shipped => PathBuf::from("drills"),
        Root::Folder(folder) => folder.clone(),
    };
    let fault = Fault::warning("empty-pack", 0..0, "there is no drill in it")
        .help("a drill file ends in .toml; `hotseat drills new choose` prints one to start from");
    let refused = Refused { path: path.clone(), fault: fault.clone(), text: String::new() };
    let shown = path.display().to_string();
    Checked { root: root.clone(), source: Source::Refused(refused.into()), shown, faults: vec![fault] }
}

fn all(files: &[Checked], threads: usize) -> Vec<Scanned> {
    let mut scanned: Vec<Scanned> = Vec::with_capacity(files.len());
    scanned.resize_with(files.len(), Scanned::default);
    if threads < 2 {
        let mut lint = Lint::default();
        for (file, scanned) in files.iter().zip(&mut scanned) {
            *scanned = one(file, &mut lint);
        }
        return scanned;
    }
    let half = middle(files);
    let (first, second) = scanned.split_at_mut(half);
    let work = |files: &[Checked], scanned: &mut [Scanned]| {
        let mut lint = Lint::default();
        for (file, scanned) in files.iter().zip(scanned) {
            *scanned = one(file, &mut lint);
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| work(&files[..half], first));
        work(&files[half..], second);
    });
    scanned
}

/// Returns where to cut the files so that both parts are of about the same size.
fn middle(files: &[Checked]) -> usize {
    let whole: u64 = files.iter().map(Checked::size).sum();
    let mut sum = 0;
    files
        .iter()
        .position(|file| {
            sum += file.size();
            sum * 2 >= whole
        })
        .map_or(files.len(), |index| index + 1)
}

fn one(file: &Checked, lint: &mut Lint) -> Scanned {
    let found = match &file.source {
        Source::Refused(refused) => {
            return Scanned { faults: vec![refused.fault.clone()], ..Scanned::default() };
        }
        Source::File(found) => found,
    };
    let text = match file.root.read(found) {
        Ok(text) => text,
        Err(refused) => return Scanned { faults: vec![refused.fault], ..Scanned::default() },
    };
    let mut parsed = parse(&text);
    if parsed.faults.is_empty() && parsed.is_empty() {
        parsed.faults.push(
            Fault::warning("empty-file", 0..0, "there is no drill, scenario or line in it")
                .help("`hotseat drills new choose` prints a drill to start from"),
        );
    }
    for (drill, at) in &parsed.drills {
        lint.drill(drill, &text, *at, &mut parsed.faults);
    }
    lint::file(&parsed.drills, &text, &mut parsed.faults);
    // The places of ids and drills come in one order, and a faulty drill has an id and no drill.
    let mut places = parsed.drill_ids.iter();
    let sketches = parsed
        .drills
        .iter()
        .filter_map(|(drill, _)| {
            let (_, span) = places.find(|(id, _)| *id == drill.id)?;
            Some((Place::of(span), Sketch::of(drill)?))
        })
        .collect();
    Scanned {
        faults: parsed.faults,
        drills: parsed.drills.len(),
        drill_ids: parsed.drill_ids.iter().map(Id::of).collect(),
        scenario_ids: parsed.scenario_ids.iter().map(Id::of).collect(),
        sketches,
    }
}

impl Checked {
    fn size(&self) -> u64 {
        match &self.source {
            Source::File(found) => found.size,
            Source::Refused(_) => 0,
        }
    }

    /// Reads the text again: only files with faults need theirs, and not for long.
    fn text(&self) -> String {
        match &self.source {
            Source::File(found) => self.root.read(found).unwrap_or_else(|refused| refused.text),
            Source::Refused(refused) => refused.text.clone(),
        }
    }
}

/// Quotes places of files; the file quoted last stays open, since doubles come in the files' order.
#[derive(Default)]
struct Quotes {
    last: Option<(usize, Lines)>,
}

impl Quotes {
    /// Returns what stands at a place, without its quotes, and where that is.
    fn quote(&mut self, files: &[Checked], (index, place): Spot) -> (String, Position) {
        if self.last.as_ref().is_none_or(|(last, _)| *last != index) {
            self.last = Some((index, Lines::new(files[index].text())));
        }
        let Some((_, lines)) = &self.last else { return (String::new(), Position { line: 1, column: 1 }) };
        let words = lines.text().get(place.span()).unwrap_or_default().trim_matches(['"', '\'']);
        (words.to_owned(), lines.position(place.start as usize))
    }
}

impl Report {
    /// Returns how many files there are, refused ones included.
    pub fn files(&self) -> usize {
        self.files.len()
    }

    /// Returns every fault.
    pub fn faults(&self) -> impl Iterator<Item = &Fault> {
        self.files.iter().flat_map(|file| &file.faults)
    }

    /// Calls back with every fault, its file and that file's lines, in the order of the files.
    pub fn each(&self, tell: &mut dyn FnMut(&str, &Lines, &Fault) -> std::io::Result<()>) -> Result<()> {
        for file in self.files.iter().filter(|file| !file.faults.is_empty()) {
            let lines = Lines::new(file.text());
            for fault in &file.faults {
                tell(&file.shown, &lines, fault)?;
            }
        }
        Ok(())
    }
}

/// A file and a place in it.
type Spot = (usize, Place);

/// Where ids stand, and which stand twice: the first place, and another.
#[derive(Default)]
struct Ids {
    places: HashMap<u64, (u32, Place)>,
    doubles: Vec<(Spot, Spot)>,
}

impl Ids {
    fn add(&mut self, file: usize, ids: Vec<Id>) {
        for id in ids {
            match self.places.get(&id.hash) {
                Some(&(first, place)) => self.doubles.push(((first as usize, place), (file, id.place))),
                None => drop(self.places.insert(id.hash, (file as u32, id.place))),
            }
        }
    }
}
