//! The command line: its verbs and flags, and nothing else.

use std::path::PathBuf;

use chrono::NaiveDate;
use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::drill::{Division, KindName, Level, Track};

/// An offline interview trainer for product and technical program managers.
#[derive(Debug, Parser)]
#[command(name = "hotseat", version, about, max_term_width = 100, subcommand_negates_reqs = true)]
pub struct Cli {
    /// Flags of every command.
    #[command(flatten)]
    pub global: Global,
    /// The verb; `practice` when absent.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// Flags of every command.
#[derive(Debug, Clone, Args)]
pub struct Global {
    /// Where your history lives
    #[arg(long, global = true, env = "HOTSEAT_DATA", value_name = "DIR", help_heading = "Everywhere")]
    pub data: Option<PathBuf>,
    /// Practise packs in this folder instead of the shipped drills (repeatable)
    #[arg(
        long,
        global = true,
        env = "HOTSEAT_DRILLS",
        value_name = "DIR",
        value_delimiter = if cfg!(windows) { ';' } else { ':' },
        help_heading = "Everywhere"
    )]
    pub drills: Vec<PathBuf>,
    /// Add the shipped drills to --drills
    #[arg(long, global = true, help_heading = "Everywhere")]
    pub with_shipped: bool,
    /// Colour on the terminal
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        value_enum,
        ignore_case = true,
        default_value_t,
        help_heading = "Everywhere"
    )]
    pub color: When,
}

/// When to colour.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal that has colours.
    #[default]
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Today's practice (the default)
    Practice(Practice),
    /// A grilling round: an interviewer picks up your own numbers
    Grill(Grill),
    /// Thirty minutes as on the day: open answers and a grilling round
    Mock(Mock),
    /// Grade one answer from standard input
    Grade(Grade),
    /// The interview date: what fits until then, and how ready you will be
    Plan(Plan),
    /// Am I getting ready?
    Progress(Progress),
    /// List, show or start drills
    Drills(Drills),
    /// Check drill files and name every fault
    Check(Check),
    /// Take the last answer back
    Undo(Json),
    /// Your own stories: write, grade and keep them
    Story(Story),
    /// Write your history, drills or plan to a file
    Export(Export),
    /// Read question-and-answer cards into a pack of your own
    Import(Import),
    /// Copy the history to a file
    Backup {
        /// Where to; a dated file beside the history when absent
        file: Option<PathBuf>,
    },
    /// Put a copy back
    Restore {
        /// The copy
        file: PathBuf,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
    /// Look at the history, the files and the terminal
    Doctor(Json),
    /// Show and change settings
    Config(Config),
    /// Erase the history, after a backup
    Reset(Reset),
    /// Print completions for a shell
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
    /// Print the manual page
    Man,
}

/// `--json` alone.
#[derive(Debug, Clone, Default, Args)]
pub struct Json {
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Flags of `practice`.
#[derive(Debug, Clone, Default, Args)]
pub struct Practice {
    /// Stop after this many minutes
    #[arg(long, value_name = "N", conflicts_with = "count", value_parser = minutes)]
    pub minutes: Option<f64>,
    /// Stop after this many drills
    #[arg(long, value_name = "N")]
    pub count: Option<usize>,
    /// Only these areas (repeatable)
    #[arg(long, value_name = "A")]
    pub area: Vec<String>,
    /// pm or tpm
    #[arg(long)]
    pub track: Option<Track>,
    /// p7 or p8
    #[arg(long)]
    pub level: Option<Level>,
    /// commerce, cloud, logistics or programme
    #[arg(long)]
    pub division: Option<Division>,
    /// At most this many new drills
    #[arg(long, value_name = "N")]
    pub new: Option<usize>,
    /// Only drills that are due, weak or new
    #[arg(long, value_enum, ignore_case = true)]
    pub only: Option<Only>,
    /// Answer aloud, then tick the points
    #[arg(long, conflicts_with = "json")]
    pub spoken: bool,
    /// Speak JSON events, one a line
    #[arg(long)]
    pub json: bool,
}

/// What `--only` keeps.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Only {
    /// Drills that are due.
    Due,
    /// Drills that were answered wrong or shakily.
    Weak,
    /// Drills never asked.
    New,
}

/// Flags of `grill`.
#[derive(Debug, Clone, Default, Args)]
pub struct Grill {
    /// A scenario's id, or its slug
    pub scenario: Option<String>,
    /// Grill one of your own stories instead
    #[arg(long, value_name = "NAME", conflicts_with = "scenario")]
    pub story: Option<String>,
    /// Whole rounds
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=20))]
    pub rounds: Option<u32>,
    /// Challenges a round
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=20))]
    pub turns: Option<u32>,
    /// Seconds a reply
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(5..=600))]
    pub seconds: Option<u32>,
    /// p7 or p8
    #[arg(long)]
    pub level: Option<Level>,
    /// How the clock and the end behave
    #[arg(long, value_enum, ignore_case = true)]
    pub mode: Option<Mode>,
    /// Show an earlier round with its marks
    #[arg(long, value_name = "ID")]
    pub replay: Option<String>,
    /// Write the round down as Markdown
    #[arg(long, value_name = "FILE")]
    pub export: Option<PathBuf>,
    /// Speak JSON events, one a line
    #[arg(long)]
    pub json: bool,
}

/// How a grilling round goes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub enum Mode {
    /// The same time for every reply.
    #[default]
    Steady,
    /// Less time with every reply.
    Pressure,
    /// The first failed reply ends the round.
    SuddenDeath,
}

/// Flags of `mock`.
#[derive(Debug, Clone, Default, Args)]
pub struct Mock {
    /// How long
    #[arg(long, value_name = "N", value_parser = minutes)]
    pub minutes: Option<f64>,
    /// Speak JSON events, one a line
    #[arg(long)]
    pub json: bool,
}

/// Flags of `grade`.
#[derive(Debug, Clone, Default, Args)]
pub struct Grade {
    /// The check the answer is held to
    #[arg(long, value_name = "NAME", required_unless_present = "batch")]
    pub check: Option<String>,
    /// The challenge a grill reply answers
    #[arg(long, value_name = "TYPE")]
    pub challenge: Option<String>,
    /// The question a grill reply answers
    #[arg(long, value_name = "TEXT")]
    pub question: Option<String>,
    /// Earlier replies of the round, one a line
    #[arg(long, value_name = "FILE")]
    pub earlier: Option<PathBuf>,
    /// Read JSON Lines and grade each
    #[arg(long, conflicts_with_all = ["check", "challenge", "question", "earlier"])]
    pub batch: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Flags of `plan`.
#[derive(Debug, Clone, Default, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Plan {
    /// The day of the interview, as 2026-12-14
    #[arg(long, value_name = "DATE")]
    pub interview: Option<NaiveDate>,
    /// Minutes a day
    #[arg(long, value_name = "N")]
    pub minutes: Option<f64>,
    /// Days without practice, as sat,sun
    #[arg(long, value_name = "DAYS", value_delimiter = ',')]
    pub days_off: Option<Vec<String>>,
    /// Say why a drill is, or is not, asked today
    #[arg(long, value_name = "DRILL")]
    pub why: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
    /// List or clear the dates
    #[command(subcommand)]
    pub verb: Option<PlanVerb>,
}

/// What to do with the dates.
#[derive(Debug, Clone, Subcommand)]
pub enum PlanVerb {
    /// List the interviews
    List(Json),
    /// Forget the interviews
    Clear(Json),
}

/// Flags of `progress`.
#[derive(Debug, Clone, Default, Args)]
pub struct Progress {
    /// Only this area
    #[arg(long, value_name = "A")]
    pub area: Option<String>,
    /// Only since this day, as 2026-12-01
    #[arg(long, value_name = "DATE")]
    pub since: Option<NaiveDate>,
    /// The weak drills, and why
    #[arg(long)]
    pub weak: bool,
    /// How sure you were, and how right
    #[arg(long)]
    pub calibration: bool,
    /// Write the report as a page
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Open the page
    #[arg(long, requires = "html")]
    pub open: bool,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// What to do with drills.
#[derive(Debug, Args)]
pub struct Drills {
    /// The verb; `list` when absent.
    #[command(subcommand)]
    pub verb: Option<DrillsVerb>,
}

/// What to do with drills.
#[derive(Debug, Subcommand)]
pub enum DrillsVerb {
    /// List the drills by area
    List(DrillsList),
    /// Show a drill with its answer
    Show {
        /// The drill's id
        id: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Print a commented template
    New {
        /// contrast, choose, spot, order, compute, recall or open
        kind: KindName,
    },
}

/// Flags of `drills list`.
#[derive(Debug, Clone, Default, Args)]
pub struct DrillsList {
    /// Only these areas (repeatable)
    #[arg(long, value_name = "A")]
    pub area: Vec<String>,
    /// Only these kinds (repeatable)
    #[arg(long, value_name = "KIND")]
    pub kind: Vec<KindName>,
    /// pm or tpm
    #[arg(long)]
    pub track: Option<Track>,
    /// p7 or p8
    #[arg(long)]
    pub level: Option<Level>,
    /// commerce, cloud, logistics or programme
    #[arg(long)]
    pub division: Option<Division>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// Flags of `check`.
#[derive(Debug, Clone, Default, Args)]
pub struct Check {
    /// Files or folders; the drills in use when absent
    pub paths: Vec<PathBuf>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// What to do with stories.
#[derive(Debug, Args)]
pub struct Story {
    /// The verb; `list` when absent.
    #[command(subcommand)]
    pub verb: Option<StoryVerb>,
}

/// What to do with stories.
#[derive(Debug, Subcommand)]
pub enum StoryVerb {
    /// Start a story
    New {
        /// Its name
        name: String,
        /// The check it is held to
        #[arg(long, value_name = "NAME")]
        check: String,
        /// Take the text from standard input instead of an editor
        #[arg(long)]
        stdin: bool,
    },
    /// List the stories, and the skills without one
    List(Json),
    /// Change a story in your editor
    Edit {
        /// Its name
        name: String,
        /// Take the text from standard input instead of an editor
        #[arg(long)]
        stdin: bool,
    },
    /// Show a story with its graded versions
    Show {
        /// Its name
        name: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Grade a story and keep this version
    Grade {
        /// Its name
        name: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Erase a story and its versions
    Delete {
        /// Its name
        name: String,
        /// Do not ask
        #[arg(long)]
        yes: bool,
    },
}

/// Flags of `export`.
#[derive(Debug, Clone, Args)]
pub struct Export {
    /// The format
    #[arg(value_enum, ignore_case = true)]
    pub format: ExportFormat,
    /// The file, or - for standard output
    pub file: PathBuf,
}

/// What `export` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ExportFormat {
    /// Drills as an Anki text import.
    Anki,
    /// Reviews as a table.
    Csv,
    /// Reviews and amendments, one object a line.
    Jsonl,
    /// The plan as calendar events.
    Ics,
}

/// Flags of `import`.
#[derive(Debug, Clone, Args)]
pub struct Import {
    /// The format
    #[arg(value_enum, ignore_case = true)]
    pub format: ImportFormat,
    /// The file, or - for standard input
    pub file: PathBuf,
    /// The area of the imported cards
    #[arg(long, value_name = "A", required_if_eq_any([("format", "anki"), ("format", "csv"), ("format", "markdown")]))]
    pub area: Option<String>,
    /// The separator of a csv file
    #[arg(long, value_name = "CHAR")]
    pub separator: Option<String>,
    /// Print JSON
    #[arg(long)]
    pub json: bool,
}

/// What `import` reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ImportFormat {
    /// Anki's text export.
    Anki,
    /// Cards in a table.
    Csv,
    /// `Q:` and `A:` paragraphs.
    Markdown,
    /// Reviews written by `export jsonl`.
    Jsonl,
}

/// What to do with settings.
#[derive(Debug, Args)]
pub struct Config {
    /// The verb; `list` when absent.
    #[command(subcommand)]
    pub verb: Option<ConfigVerb>,
}

/// What to do with settings.
#[derive(Debug, Subcommand)]
pub enum ConfigVerb {
    /// Print one setting
    Get {
        /// Its name
        key: String,
        /// Print JSON
        #[arg(long)]
        json: bool,
    },
    /// Change one setting
    Set {
        /// Its name
        key: String,
        /// Its value
        value: String,
    },
    /// List every setting, its value and where that comes from
    List(Json),
}

/// Flags of `reset`.
#[derive(Debug, Clone, Default, Args)]
pub struct Reset {
    /// Erase the texts of answers and keep the grades
    #[arg(long, conflicts_with = "everything")]
    pub answers: bool,
    /// Leave nothing behind, backups included
    #[arg(long)]
    pub everything: bool,
    /// Do not ask
    #[arg(long)]
    pub yes: bool,
}

fn minutes(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(minutes) if (0.0..=1440.0).contains(&minutes) => Ok(minutes),
        _ => Err("give minutes from 0 to 1440".to_owned()),
    }
}
