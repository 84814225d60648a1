//! Owns a finished run as a JSON document: its fields are a contract with graders and scripts.

use serde::Serialize;

use super::real::Measured;
use super::simulate::Ran;
use crate::runtime::RuntimeSpec;
use crate::trace::{CoreMetrics, GilMetrics, Metrics, ThreadMetrics};

/// What `run --json` prints. Fields are added at need and never change their meaning; `version` counts
/// what breaks that.
#[derive(Debug, Serialize)]
pub(super) struct Document {
    version: u32,
    runtime: &'static str,
    /// Of the simulated machine; a real one has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    seed: Option<u64>,
    makespan_ns: u64,
    stdout: String,
    stderr: String,
    /// The status that a shell would see.
    exit: i32,
    /// Why the program did not come to its end.
    trouble: Option<String>,
    threads: Vec<Thread>,
    /// That of the main process; None where there is no GIL.
    gil: Option<Gil>,
    /// Those of all processes, when there is more than one.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    gils: Vec<Gil>,
    /// One for each core.
    cores: Vec<Core>,
}

#[derive(Debug, Serialize)]
struct Thread {
    name: String,
    /// 0 is the process that the user started.
    process: u32,
    running_ns: u64,
    running_native_ns: u64,
    native_holding_ns: u64,
    waiting_lock_ns: u64,
    runnable_ns: u64,
    blocked_ns: u64,
    sleeping_ns: u64,
    io_ns: u64,
    blocked_on_locks_ns: u64,
    joining_ns: u64,
}

#[derive(Debug, Serialize)]
struct Gil {
    process: u32,
    switches: u64,
    drop_requests: u64,
    acquisitions: u64,
    forced: u64,
    held_ns: u64,
}

#[derive(Debug, Serialize)]
struct Core {
    busy_ns: u64,
}

impl Document {
    pub(super) fn of(ran: &Ran) -> Self {
        Self {
            seed: Some(ran.config.seed),
            stdout: ran.text(1),
            stderr: ran.text(2),
            exit: ran.status(),
            trouble: ran.trouble().map(str::to_owned),
            ..Self::numbers(ran.config.runtime.name, &ran.metrics)
        }
    }

    /// A real run, in the same words.
    pub(super) fn of_real(runtime: &RuntimeSpec, measured: &Measured) -> Self {
        Self {
            stdout: measured.text(1),
            stderr: measured.text(2),
            exit: measured.status(),
            trouble: measured.trouble().map(str::to_owned),
            ..Self::numbers(runtime.name, &measured.metrics)
        }
    }

    fn numbers(runtime: &'static str, metrics: &Metrics) -> Self {
        Self {
            version: 1,
            runtime,
            seed: None,
            makespan_ns: metrics.makespan.nanos(),
            stdout: String::new(),
            stderr: String::new(),
            exit: 0,
            trouble: None,
            threads: metrics.threads.iter().map(Thread::of).collect(),
            gil: metrics.gils.first().map(Gil::of),
            gils: match metrics.gils.as_slice() {
                [_, _, ..] => metrics.gils.iter().map(Gil::of).collect(),
                _ => Vec::new(),
            },
            cores: metrics.cores.iter().map(Core::of).collect(),
        }
    }
}

impl Thread {
    fn of(thread: &ThreadMetrics) -> Self {
        Self {
            name: thread.name.clone(),
            process: thread.process.0,
            running_ns: thread.running.nanos(),
            running_native_ns: thread.running_native.nanos(),
            native_holding_ns: thread.native_holding.nanos(),
            waiting_lock_ns: thread.waiting_lock.nanos(),
            runnable_ns: thread.runnable.nanos(),
            blocked_ns: thread.blocked.nanos(),
            sleeping_ns: thread.sleeping.nanos(),
            io_ns: thread.io.nanos(),
            blocked_on_locks_ns: thread.blocked_on_locks.nanos(),
            joining_ns: thread.joining.nanos(),
        }
    }
}

impl Gil {
    fn of(gil: &GilMetrics) -> Self {
        Self {
            process: gil.process.0,
            switches: gil.switches,
            drop_requests: gil.drop_requests,
            acquisitions: gil.acquisitions,
            forced: gil.forced,
            held_ns: gil.held.nanos(),
        }
    }
}

impl Core {
    fn of(core: &CoreMetrics) -> Self {
        Self {
            busy_ns: core.busy.nanos(),
        }
    }
}

/// A document, or a list of them, as text.
pub(super) fn text(document: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(document);
    format!("{}\n", text.expect("names and numbers are always JSON"))
}
