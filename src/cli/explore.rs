//! `gilscope explore`: looks for a schedule under which a program fails. Owns the wording of the outcome.

use serde::Serialize;

use super::args::ExploreArgs;
use super::simulate::Job;
use super::{Exit, Trouble, document, output};
use crate::base::VirtualTime;
use crate::explore::{Bound, Covered, Failure, Found, Outcome, Printed, Report, explore};
use crate::sim::{Limits, SimConfig};

pub(super) fn run(args: &ExploreArgs) -> Result<Exit, Trouble> {
    let job = Job::load(&args.file, &args.args)?;
    let config = SimConfig {
        runtime: args.runtime,
        cores: args.cores,
        limits: Limits {
            until: VirtualTime(args.until.nanos()),
            ..Limits::default()
        },
        ..job.config()
    };
    let bound = Bound {
        preemptions: args.preemptions,
        schedules: args.schedules,
    };
    let report = explore(job.program(), &config, bound);
    if let Outcome::Refused(text) = &report.outcome {
        output::error_line(text)?;
        return Ok(Exit::Unsupported);
    }
    if args.json {
        output::out(&document::text(&Document::of(args, &report)))?;
    } else {
        output::out(&told(args, &report))?;
    }
    Ok(exit(&report))
}

fn exit(report: &Report) -> Exit {
    match report.outcome {
        Outcome::Nothing if report.covered.cut > 0 => Exit::Limit,
        Outcome::Nothing => Exit::Ok,
        Outcome::Found(_) => Exit::Failed,
        Outcome::Refused(_) => Exit::Unsupported,
    }
}

fn told(args: &ExploreArgs, report: &Report) -> String {
    let title = args.runtime.title;
    let mut out = String::new();
    match &report.outcome {
        Outcome::Found(found) => {
            out.push_str(&format!("{title}: {}\n\n", headline(found)));
            for (number, line) in found.story.iter().enumerate() {
                out.push_str(&wrapped(number + 1, line));
            }
            out.push_str(&format!(
                "\nfound after {}; again, exactly:\n  gilscope run {} --schedule {}\n",
                schedules(report.covered.runs),
                args.file.display(),
                found.schedule
            ));
        }
        Outcome::Nothing => {
            let how = match (report.covered.proved(), &report.covered.random) {
                (Some(_), None) => "no schedule fails.",
                _ => "no schedule that was tried fails.",
            };
            out.push_str(&format!("{title}: {how}\n"));
            for line in report.covered.lines() {
                out.push_str(&format!("{line}\n"));
            }
            out.push_str(&printed(args, &report.printed));
        }
        Outcome::Refused(_) => {}
    }
    out
}

/// Whether what is printed depends on the schedule: no failure, but perhaps a mistake.
fn printed(args: &ExploreArgs, printed: &Printed) -> String {
    let (one, other) = match printed.texts() {
        [one, other] => (one, other),
        [one] if !one.text.is_empty() => return "every run printed the same\n".to_owned(),
        _ => return String::new(),
    };
    let line = |text: &str, number: usize| text.lines().nth(number).map(str::to_owned);
    let longest = one.text.lines().count().max(other.text.lines().count());
    let number = (0..longest)
        .find(|number| line(&one.text, *number) != line(&other.text, *number))
        .unwrap_or(0);
    let mut out = format!(
        "what is printed differs from schedule to schedule, first in line {}; an `assert` would make it a \
         failure:\n",
        number + 1
    );
    for one in [one, other] {
        let shown = line(&one.text, number).unwrap_or_else(|| "(no such line)".to_owned());
        let shown: String = shown.chars().take(WIDTH - 4).collect();
        out.push_str(&format!(
            "    {shown}\n      gilscope run {} --schedule {}\n",
            args.file.display(),
            one.schedule
        ));
    }
    out
}

/// `1 schedule`, `2 schedules`
fn schedules(count: u64) -> String {
    match count {
        1 => "1 schedule".to_owned(),
        more => format!("{more} schedules"),
    }
}

fn headline(found: &Found) -> String {
    let what = match &found.failure {
        Failure::Deadlock { .. } => "a deadlock".to_owned(),
        Failure::Uncaught { name, text, .. } => {
            let last = text.trim_end().lines().last().unwrap_or_default();
            format!("{last} in {name}")
        }
    };
    match found.preemptions {
        0 => format!("{what}, without any preemption"),
        1 => format!("{what}, with 1 preemption"),
        more => format!("{what}, with {more} preemptions"),
    }
}

/// Columns of a story.
const WIDTH: usize = 96;

/// A step of the story, its further lines indented under the first.
fn wrapped(number: usize, text: &str) -> String {
    let mut out = format!("{number:>3}.");
    let mut column = out.len();
    for word in text.split(' ') {
        let length = word.chars().count();
        if column + 1 + length > WIDTH {
            out.push_str("\n    ");
            column = 4;
        }
        out.push(' ');
        out.push_str(word);
        column += 1 + length;
    }
    out.push('\n');
    out
}

/// What `explore --json` prints.
#[derive(Debug, Serialize)]
struct Document<'a> {
    version: u32,
    runtime: &'static str,
    cores: u16,
    found: Option<FoundDocument<'a>>,
    /// What is printed: one text, or two where it differs from schedule to schedule.
    printed: Vec<PrintedDocument<'a>>,
    /// Runs, those included that only showed what threads conflict over.
    runs: u64,
    /// Runs that a limit cut off.
    cut: u64,
    /// Up to so many preemptions every schedule was tried; None: not even without any.
    proved: Option<u32>,
    levels: Vec<LevelDocument>,
    priorities: Option<PrioritiesDocument>,
}

#[derive(Debug, Serialize)]
struct FoundDocument<'a> {
    kind: &'static str,
    text: &'a str,
    preemptions: u32,
    schedule: String,
    story: &'a [String],
}

#[derive(Debug, Serialize)]
struct PrintedDocument<'a> {
    stdout: &'a str,
    schedule: String,
}

#[derive(Debug, Serialize)]
struct LevelDocument {
    preemptions: usize,
    schedules: u64,
    complete: bool,
}

#[derive(Debug, Serialize)]
struct PrioritiesDocument {
    schedules: u64,
    depth: u32,
    threads: u64,
    points: u64,
}

impl<'a> Document<'a> {
    fn of(args: &ExploreArgs, report: &'a Report) -> Self {
        let covered: &Covered = &report.covered;
        let levels = covered.levels.iter().enumerate();
        Self {
            version: 1,
            runtime: args.runtime.name,
            cores: args.cores,
            found: match &report.outcome {
                Outcome::Found(found) => Some(FoundDocument::of(found)),
                Outcome::Nothing | Outcome::Refused(_) => None,
            },
            printed: report
                .printed
                .texts()
                .iter()
                .map(|one| PrintedDocument {
                    stdout: &one.text,
                    schedule: one.schedule.to_string(),
                })
                .collect(),
            runs: covered.runs,
            cut: covered.cut,
            proved: covered.proved(),
            levels: levels
                .map(|(preemptions, level)| LevelDocument {
                    preemptions,
                    schedules: level.schedules,
                    complete: level.complete,
                })
                .collect(),
            priorities: covered.random.map(|random| PrioritiesDocument {
                schedules: random.schedules,
                depth: random.depth,
                threads: random.threads,
                points: random.points,
            }),
        }
    }
}

impl<'a> FoundDocument<'a> {
    fn of(found: &'a Found) -> Self {
        let (kind, text) = match &found.failure {
            Failure::Deadlock { text } => ("deadlock", text.as_str()),
            Failure::Uncaught { text, .. } => ("exception", &**text),
        };
        Self {
            kind,
            text,
            preemptions: found.preemptions,
            schedule: found.schedule.to_string(),
            story: &found.story,
        }
    }
}
