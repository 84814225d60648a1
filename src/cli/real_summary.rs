//! Owns a real run in words and numbers, beside the simulated run of the same program.

use std::path::PathBuf;

use serde::Serialize;

use super::document;
use super::real::{KNOWS_CORES, Measured, Sampled};
use super::simulate::Ran;
use super::summary;
use super::table::table;
use crate::base::{VirtualDuration, VirtualTime};
use crate::realtime::python::PythonEnd;
use crate::runtime::RuntimeSpec;
use crate::trace::{self, Metrics, ThreadMetrics, Trace, Window};

/// `real threads · no GIL`
pub(super) fn title(runtime: &RuntimeSpec) -> String {
    let which = if runtime.exclusive() { "a real" } else { "no" };
    format!("real threads · {which} {}", runtime.vocabulary.lock)
}

pub(super) fn text(
    runtime: &RuntimeSpec,
    measured: &Measured,
    simulated: Option<&Ran>,
    timelines: bool,
) -> String {
    let mut out = format!(
        "── {} · this machine: {} ──\n",
        title(runtime),
        measured.machine
    );
    if let Some((_, word)) = measured.machine.caution() {
        out.push_str(&format!("{word}\n"));
    }
    out.push_str(&table(&rows(runtime, measured, simulated)));
    out.push_str(&table(&threads(measured, simulated)));
    if let Some(ran) = simulated {
        out.push_str(&format!(
            "measured: gilscope's own interpreter, at its own speed; simulated: {} on {} core{}\n",
            ran.config.runtime.title,
            ran.config.cores,
            if ran.config.cores == 1 { "" } else { "s" },
        ));
        if ran.text(1) != measured.text(1) {
            out.push_str("the outputs differ\n");
        }
    }
    out.push_str(&recording(measured));
    if !KNOWS_CORES {
        out.push_str(
            "this system does not say which core a thread is on: all are shown on core 0\n",
        );
    }
    if measured.requests > 0 {
        out.push_str(&format!(
            "network: simulated, {} requests\n",
            measured.requests
        ));
    }
    if timelines {
        out.push_str(&format!("\n── measured ──\n{}", picture(&measured.trace)));
        if let Some(ran) = simulated {
            out.push_str(&format!(
                "\n── simulated ──\n{}",
                summary::picture(ran, ran.trace.end())
            ));
        }
    }
    if measured.status() != 0 && measured.trouble().is_none() {
        out.push_str(&format!("exit status {}\n", measured.status()));
    }
    out
}

/// What the measuring itself took.
fn recording(measured: &Measured) -> String {
    let cost = measured.recording;
    let threads = measured.metrics.threads.iter();
    let ran: u64 = threads
        .map(|t| (t.running + t.running_native + t.native_holding).nanos())
        .sum();
    let per_myriad = cost.nanos() * 10_000 / ran.max(1);
    format!(
        "recording: about {cost}, {}.{:02} % of the time that threads ran\n",
        per_myriad / 100,
        per_myriad % 100
    )
}

fn picture(trace: &Trace) -> String {
    let window = Window::new(VirtualTime::ZERO, trace.end());
    format!("{}\n", trace::ascii(trace, window, summary::WIDTH))
}

/// One number a row: measured, simulated, and how the one stands to the other.
fn rows(runtime: &RuntimeSpec, measured: &Measured, simulated: Option<&Ran>) -> Vec<Vec<String>> {
    let heads = ["", "measured", "simulated", "measured / simulated"];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    let mut row = |name: &str, number: &dyn Fn(&Metrics, &Trace) -> Number| {
        let mine = number(&measured.metrics, &measured.trace);
        let theirs = simulated.map(|ran| number(&ran.metrics, &ran.trace));
        rows.push(vec![
            name.to_owned(),
            mine.text(),
            theirs.as_ref().map_or("-".to_owned(), Number::text),
            theirs.map_or("-".to_owned(), |theirs| mine.over(&theirs)),
        ]);
    };
    row("time", &|metrics, _| Number::Time(metrics.makespan));
    row("parallelism", &|metrics, _| {
        Number::Ratio(metrics.parallelism())
    });
    if runtime.exclusive() {
        row("hand-offs", &|metrics, _| Number::Count(metrics.switches()));
        row("drop requests", &|metrics, _| {
            Number::Count(metrics.gils.iter().map(|gil| gil.drop_requests).sum())
        });
        row("median slice", &|_, trace| {
            trace::median_slice(trace).map_or(Number::None, Number::Time)
        });
    }
    rows
}

#[derive(Clone, Copy, Debug)]
enum Number {
    Time(VirtualDuration),
    Ratio(f64),
    Count(u64),
    None,
}

impl Number {
    fn text(&self) -> String {
        match self {
            Self::Time(d) => d.to_string(),
            Self::Ratio(x) => format!("{x:.2}"),
            Self::Count(n) => n.to_string(),
            Self::None => "-".to_owned(),
        }
    }

    fn value(self) -> Option<f64> {
        match self {
            Self::Time(d) => Some(d.nanos() as f64),
            Self::Ratio(x) => Some(x),
            Self::Count(n) => Some(n as f64),
            Self::None => None,
        }
    }

    fn over(self, other: &Self) -> String {
        match (self.value(), other.value()) {
            (Some(a), Some(b)) if b != 0.0 => format!("{:.2}", a / b),
            _ => "-".to_owned(),
        }
    }
}

/// At most this many threads have a row of their own.
const ROWS: usize = 24;

fn threads(measured: &Measured, simulated: Option<&Ran>) -> Vec<Vec<String>> {
    let heads = [
        "thread",
        "running",
        "wants lock",
        "runnable",
        "blocked",
        "simulated: running",
        "wants lock",
        "blocked",
    ];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    for thread in measured.metrics.threads.iter().take(ROWS) {
        let running = thread.running + thread.running_native + thread.native_holding;
        let mut row = vec![
            format!("{} {}", thread.letter, thread.name),
            running.to_string(),
            thread.waiting_lock.to_string(),
            thread.runnable.to_string(),
            thread.blocked.to_string(),
        ];
        let same = simulated.and_then(|ran| {
            let threads = &ran.metrics.threads;
            threads.iter().find(|t| t.thread == thread.thread)
        });
        match same {
            Some(t) => row.extend([
                (t.running + t.running_native + t.native_holding).to_string(),
                t.waiting_lock.to_string(),
                t.blocked.to_string(),
            ]),
            None => row.extend(["-"; 3].map(str::to_owned)),
        }
        rows.push(row);
    }
    rows
}

/// The run under a real interpreter: a line, and what its threads were seen to do.
pub(super) fn python(python: &Sampled, measured: &Measured, timelines: bool) -> String {
    let lock = if python.about.gil {
        "with its GIL"
    } else {
        "without a GIL"
    };
    let end = match python.end {
        PythonEnd::Exit { code: 0 } => String::new(),
        PythonEnd::Exit { code } => format!(", exit status {code}"),
        PythonEnd::Signal => ", killed by a signal".to_owned(),
        PythonEnd::Stopped => ", stopped".to_owned(),
        PythonEnd::Limit | PythonEnd::Failed { .. } => ", killed: it took too long".to_owned(),
    };
    let output = if python.text(1) == measured.text(1) {
        "the same output"
    } else {
        "another output"
    };
    let mut out = format!(
        "{}: Python {} {lock}, {} from its start to its end, {output}{end}\n",
        python.about.path.display(),
        python.about.version,
        python.time,
    );
    let Some(every) = python.every else {
        out.push_str("this system does not tell what its threads did\n");
        return out;
    };
    out.push_str(&format!(
        "sampled every {every}: on a core, or asleep (waiting for the GIL looks the same as waiting for \
         anything else)\n"
    ));
    let heads = ["thread", "on a core", "no core", "asleep"];
    let mut rows = vec![heads.map(str::to_owned).to_vec()];
    rows.extend(python.metrics.threads.iter().take(ROWS).map(|thread| {
        vec![
            format!("{} {}", thread.letter, thread.name),
            thread.running.to_string(),
            thread.runnable.to_string(),
            thread.blocked.to_string(),
        ]
    }));
    out.push_str(&table(&rows));
    if timelines {
        out.push_str(&format!("\n── your Python ──\n{}", picture(&python.trace)));
    }
    out
}

/// Interpreters that could be named.
pub(super) fn offer(found: &[PathBuf]) -> String {
    match found.first() {
        Some(path) => format!(
            "--python {} runs the very same file under that interpreter, too\n",
            path.display()
        ),
        None => String::new(),
    }
}

/// What `real --json` prints: the measured run in the shape of `run --json`, the machine, and the
/// simulated run.
#[derive(Debug, Serialize)]
pub(super) struct Document {
    version: u32,
    runtime: &'static str,
    measured: document::Document,
    simulated: Option<document::Document>,
    machine: MachineDocument,
    /// What it has cost the threads to be recorded, about.
    recording_ns: u64,
    median_slice_ns: Option<u64>,
    simulated_median_slice_ns: Option<u64>,
    /// The same file under the interpreter that was named.
    python: Option<PythonDocument>,
}

#[derive(Debug, Serialize)]
struct PythonDocument {
    path: PathBuf,
    version: String,
    gil: bool,
    time_ns: u64,
    stdout: String,
    stderr: String,
    exit: Option<i32>,
    /// Mean time between two looks at its threads; none where the system does not tell.
    sampled_every_ns: Option<u64>,
    threads: Vec<SampledThread>,
}

/// Seen from outside: asleep for the GIL is asleep as for anything else.
#[derive(Debug, Serialize)]
struct SampledThread {
    name: String,
    on_core_ns: u64,
    no_core_ns: u64,
    asleep_ns: u64,
}

#[derive(Debug, Serialize)]
struct MachineDocument {
    cores: u16,
    load: Option<f64>,
    noise_permille: u64,
    knows_cores: bool,
    /// Why the times say little here, when they do.
    caution: Option<&'static str>,
}

impl Document {
    pub(super) fn of(
        runtime: &'static RuntimeSpec,
        measured: &Measured,
        simulated: Option<&Ran>,
    ) -> Self {
        Self {
            version: 1,
            runtime: runtime.name,
            measured: document::Document::of_real(runtime, measured),
            simulated: simulated.map(document::Document::of),
            machine: MachineDocument {
                cores: measured.machine.cores,
                load: measured.machine.load,
                noise_permille: measured.machine.noise_permille,
                knows_cores: KNOWS_CORES,
                caution: measured.machine.caution().map(|(_, word)| word),
            },
            recording_ns: measured.recording.nanos(),
            median_slice_ns: trace::median_slice(&measured.trace).map(VirtualDuration::nanos),
            simulated_median_slice_ns: simulated
                .and_then(|ran| trace::median_slice(&ran.trace))
                .map(VirtualDuration::nanos),
            python: None,
        }
    }

    pub(super) fn add_python(&mut self, python: Option<&Sampled>) {
        self.python = python.map(|python| PythonDocument {
            path: python.about.path.clone(),
            version: python.about.version.clone(),
            gil: python.about.gil,
            time_ns: python.time.nanos(),
            stdout: python.text(1),
            stderr: python.text(2),
            exit: match python.end {
                PythonEnd::Exit { code } => Some(code),
                _ => None,
            },
            sampled_every_ns: python.every.map(VirtualDuration::nanos),
            threads: python
                .metrics
                .threads
                .iter()
                .map(SampledThread::of)
                .collect(),
        });
    }
}

impl SampledThread {
    fn of(thread: &ThreadMetrics) -> Self {
        Self {
            name: thread.name.clone(),
            on_core_ns: thread.running.nanos(),
            no_core_ns: thread.runnable.nanos(),
            asleep_ns: thread.blocked.nanos(),
        }
    }
}
