//! `gilscope compare`: the same program, seed and clock under several runtimes.

use super::args::CompareArgs;
use super::document::{self, Document};
use super::simulate::{Job, Ran};
use super::table::table;
use super::{Exit, Trouble, output, summary};
use crate::base::{VirtualDuration, VirtualTime};
use crate::runtime::{RUNTIMES, RuntimeSpec};

pub(super) fn run(args: &CompareArgs) -> Result<Exit, Trouble> {
    let job = Job::load(&args.file, &args.args)?;
    let runtimes = if args.runtimes.is_empty() {
        one_of_each()
    } else {
        args.runtimes.clone()
    };
    let mut runs = Vec::new();
    for runtime in runtimes {
        let ran = job.run(runtime, &args.machine, |_, _| Ok(()))?;
        let stop = ran.is_interrupted();
        runs.push(ran);
        if stop {
            break;
        }
    }
    if args.json {
        let documents: Vec<_> = runs.iter().map(Document::of).collect();
        output::out(&document::text(&documents))?;
    } else {
        output::out(&text(&runs))?;
    }
    tell(&runs)?;
    let worst = runs.iter().map(Ran::exit).max_by_key(|exit| exit.code());
    Ok(worst.unwrap_or(Exit::Ok))
}

/// What went wrong: once when it is the same everywhere, else under each runtime's name.
fn tell(runs: &[Ran]) -> Result<(), Trouble> {
    let errors: Vec<String> = runs.iter().map(complaint).collect();
    if errors.windows(2).all(|pair| pair[0] == pair[1]) {
        output::error(errors.first().map_or("", String::as_str))?;
        return Ok(());
    }
    for (ran, text) in runs.iter().zip(&errors) {
        if !text.is_empty() {
            output::error_line(&format!("── {} ──", ran.config.runtime.title))?;
            output::error(text)?;
        }
    }
    Ok(())
}

/// What a run that failed wrote to standard error, and why it did not come to its end.
fn complaint(ran: &Ran) -> String {
    match ran.status() {
        0 => String::new(),
        _ => ran.text(2) + &ran.told(),
    }
}

/// The first runtime with a GIL and the first without.
fn one_of_each() -> Vec<&'static RuntimeSpec> {
    let first = |exclusive| RUNTIMES.iter().find(|spec| spec.exclusive() == exclusive);
    [true, false]
        .into_iter()
        .filter_map(first)
        .copied()
        .collect()
}

/// The table, and below it the timelines on one clock.
fn text(runs: &[Ran]) -> String {
    let mut out = table(&rows(runs));
    if runs
        .windows(2)
        .any(|pair| pair[0].text(1) != pair[1].text(1))
    {
        out.push_str("the outputs differ\n");
    }
    let last = runs.iter().map(|ran| ran.trace.end()).max();
    let end = last.unwrap_or(VirtualTime::ZERO);
    for ran in runs {
        out.push_str(&format!("\n── {} ──\n", summary::title(ran)));
        out.push_str(&summary::picture(ran, end));
    }
    out
}

/// One row a runtime; the speed-up is over the first.
fn rows(runs: &[Ran]) -> Vec<Vec<String>> {
    let heads = [
        "runtime",
        "time",
        "speed-up",
        "hand-offs",
        "wants lock",
        "parallelism",
        "exit",
    ];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    let first = runs.first().map_or(0, |ran| ran.metrics.makespan.nanos());
    for ran in runs {
        let metrics = &ran.metrics;
        let waiting: VirtualDuration = metrics.threads.iter().map(|t| t.waiting_lock).sum();
        let time = metrics.makespan.nanos().max(1);
        rows.push(vec![
            ran.config.runtime.name.to_owned(),
            metrics.makespan.to_string(),
            format!("{:.2}", first as f64 / time as f64),
            if ran.config.runtime.exclusive() {
                metrics.switches().to_string()
            } else {
                "-".to_owned()
            },
            waiting.to_string(),
            format!("{:.2}", metrics.parallelism()),
            ran.status().to_string(),
        ]);
    }
    rows
}
