//! Owns a finished run in words and numbers for people.

use std::collections::{BTreeMap, BTreeSet};

use super::simulate::Ran;
use super::table::table;
use crate::base::VirtualTime;
use crate::trace::{self, DetachReason, EventKind, Window};

/// Columns of a timeline, without the names in front of it.
pub(super) const WIDTH: usize = 64;

/// `CPython 3.14 · GIL · 4 cores · seed 0`
pub(super) fn title(ran: &Ran) -> String {
    let config = &ran.config;
    let lock = config.runtime.vocabulary.lock;
    let lock = if config.runtime.exclusive() {
        lock.to_owned()
    } else if ran.trace.has_gil() {
        format!("no {lock} until an import turned it on")
    } else {
        format!("no {lock}")
    };
    let plural = if config.cores == 1 { "" } else { "s" };
    let costs = config.costs.as_ref();
    let costs = costs.map_or_else(String::new, |costs| format!(" · costs of {}", costs.whose));
    format!(
        "{} · {lock} · {} core{plural} · seed {}{costs}",
        config.runtime.title, config.cores, config.seed
    )
}

/// The summary that `run` prints behind a program's output.
pub(super) fn text(ran: &Ran, timeline: bool) -> String {
    let metrics = &ran.metrics;
    let mut out = format!("── {} ──\n", title(ran));
    out.push_str(&format!("virtual time {}", metrics.makespan));
    let processes: BTreeSet<_> = metrics.threads.iter().map(|t| t.process).collect();
    if processes.len() > 1 {
        out.push_str(&format!(" · processes {}", processes.len()));
    }
    out.push_str(&format!(" · threads {}", metrics.threads.len()));
    if ran.trace.has_gil() {
        let lock = ran.config.runtime.vocabulary.lock;
        let requests: u64 = metrics.gils.iter().map(|gil| gil.drop_requests).sum();
        out.push_str(&format!(
            " · {lock} hand-offs {} · drop requests {requests}",
            metrics.switches()
        ));
    }
    out.push_str(&format!(" · parallelism {:.2}\n", metrics.parallelism()));
    out.push_str(&threads(ran));
    let cores: Vec<String> = metrics
        .cores
        .iter()
        .map(|core| {
            let permille = core.busy_permille(metrics.makespan);
            format!("{}: {}.{} %", core.core.0, permille / 10, permille % 10)
        })
        .collect();
    out.push_str(&format!("cores busy  {}\n", cores.join("  ")));
    if ran.requests > 0 {
        let plural = if ran.requests == 1 { "" } else { "s" };
        out.push_str(&format!(
            "network: simulated, {} request{plural}\n",
            ran.requests
        ));
    }
    if timeline {
        out.push_str(&picture(ran, ran.trace.end()));
        out.push_str(&check_points(ran));
    }
    if ran.status() != 0 && ran.trouble().is_none() {
        out.push_str(&format!("exit status {}\n", ran.status()));
    }
    out
}

/// Where a switch could fall, and where switches fell: a row for each line of the program.
fn check_points(ran: &Ran) -> String {
    let Some(checks) = &ran.checks else {
        return String::new();
    };
    let ours = |file: u16| ran.trace.source_name(file) == &*ran.source.name;
    let mut lines: BTreeMap<u32, (u64, u64)> = BTreeMap::new();
    for ((file, line), count) in checks.counts() {
        if ours(*file) && *line > 0 {
            lines.entry(*line).or_default().0 += count;
        }
    }
    for event in ran.trace.events() {
        let EventKind::DropGil { why, .. } = event.kind else {
            continue;
        };
        let place = ran.trace.state_at(event.thread, event.at).map(|s| s.place);
        if let Some(place) = place.filter(|place| ours(place.file))
            && matches!(why, DetachReason::DropRequest | DetachReason::Ticks)
        {
            lines.entry(place.line).or_default().1 += 1;
        }
    }
    if lines.is_empty() {
        return String::new();
    }
    let heads = ["line", "check points", "switches"];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    for (line, (passed, switches)) in &lines {
        rows.push(vec![
            line.to_string(),
            passed.to_string(),
            switches.to_string(),
        ]);
    }
    let mut out = String::from("\nwhere a switch could fall, and where switches fell\n");
    let texts: Vec<&str> = ran.source.text.lines().collect();
    let code = |line: &u32| texts.get(*line as usize - 1).copied().unwrap_or("");
    let codes = std::iter::once("").chain(lines.keys().map(code));
    for (row, code) in table(&rows).lines().zip(codes) {
        out.push_str(format!("{row}  {code}").trim_end());
        out.push('\n');
    }
    if checks.is_full() {
        out.push_str(
            "(the first 3,000,000 check points; the switches are those of the whole run)\n",
        );
    }
    out
}

/// At most this many threads have a row of their own.
const ROWS: usize = 24;

fn threads(ran: &Ran) -> String {
    let heads = ["thread", "running", "wants lock", "runnable", "blocked"];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    let threads = &ran.metrics.threads;
    for thread in threads.iter().take(ROWS) {
        rows.push(vec![
            format!("{} {}", thread.letter, thread.name),
            (thread.running + thread.running_native + thread.native_holding).to_string(),
            thread.waiting_lock.to_string(),
            thread.runnable.to_string(),
            thread.blocked.to_string(),
        ]);
    }
    let mut out = table(&rows);
    if threads.len() > ROWS {
        out.push_str(&format!("… and {} more threads\n", threads.len() - ROWS));
    }
    out
}

/// The timeline from the start to `end`, and what its letters mean.
pub(super) fn picture(ran: &Ran, end: VirtualTime) -> String {
    let window = Window::new(VirtualTime::ZERO, end);
    let picture = trace::ascii(&ran.trace, window, WIDTH);
    let legend = trace::legend(&picture, ran.config.runtime.vocabulary.lock);
    format!("{picture}\n{legend}\n")
}
