//! Owns the format `chrome`: Chrome's Trace Event Format as JSON, which Perfetto, Firefox's profiler and
//! speedscope read. Threads, cores and locks are tracks; requests to drop the GIL are instants; who
//! handed it to whom is a flow.
//!
//! Units: `ts` and `dur` are microseconds. Readers make whole nanoseconds of them by cutting off, so a
//! fifth of a nanosecond is added to each, lest 12345.678 be read as 12345677 ns. Slices of one track
//! never overlap (Perfetto drops those that do), and those of no length are left out.

use std::collections::BTreeMap;
use std::io::{self, Write};

use serde_json::{Value, json};

use super::{Format, Run};
use crate::base::{CoreId, LockId, ProcessId, ThreadId, VirtualTime};
use crate::trace::{EventKind, Lane, LockKind, LockTrack, Slice, Trace};

pub(super) const FORMAT: Format = Format {
    name: "chrome",
    about: "Chrome Trace Event JSON, for Perfetto, Firefox's profiler and speedscope",
    write,
};

/// Groups of tracks are "processes" in this format: those of the program come first, numbered from 1,
/// then one of the cores and one of the locks.
const CORES: usize = 1_000_000;
const LOCKS: usize = 1_000_001;

/// So that cutting off gives back the nanosecond that was meant.
const ROUNDING: f64 = 0.0002;

fn write(run: &Run<'_>, out: &mut dyn Write) -> io::Result<()> {
    let other = json!({
        "generator": concat!("gilscope ", env!("CARGO_PKG_VERSION")),
        "program": run.program,
        "runtime": run.runtime,
        "seed": run.seed,
        "costs": run.costs,
        "cores": run.trace.core_count(),
    });
    write!(
        out,
        "{{\"displayTimeUnit\":\"ns\",\"otherData\":{other},\"traceEvents\":["
    )?;
    let mut separator = "\n";
    let mut events = Vec::new();
    names(run.trace, &mut events);
    slices(run.trace, &mut events);
    moments(run.trace, &mut events);
    for event in events {
        write!(out, "{separator}{event}")?;
        separator = ",\n";
    }
    writeln!(out, "\n]}}")
}

fn micros(at: VirtualTime) -> f64 {
    at.nanos() as f64 / 1000.0 + ROUNDING
}

fn group(process: ProcessId) -> usize {
    process.index() + 1
}

fn of_thread(thread: ThreadId) -> usize {
    thread.index() + 1
}

fn names(trace: &Trace, events: &mut Vec<Value>) {
    for process in 0..trace.process_count() {
        let name = match process {
            0 => "Threads".to_owned(),
            _ => format!("Threads of process {process}"),
        };
        name_group(process + 1, &name, process, events);
    }
    for (id, thread) in trace.threads() {
        let name = format!("{} {}", thread.letter, thread.name);
        name_track(group(thread.process), of_thread(id), &name, events);
    }
    name_group(CORES, "Cores", trace.process_count(), events);
    for core in 0..trace.core_count() {
        name_track(CORES, core, &format!("core {core}"), events);
    }
    name_group(LOCKS, "Locks", trace.process_count() + 1, events);
    for (place, (_, lock)) in trace.locks().enumerate() {
        name_track(LOCKS, place, &super::name_of(place, lock), events);
    }
}

fn name_group(pid: usize, name: &str, place: usize, events: &mut Vec<Value>) {
    let meta = |what: &str, args: Value| json!({"ph": "M", "name": what, "pid": pid, "tid": 0, "args": args});
    events.push(meta("process_name", json!({ "name": name })));
    events.push(meta("process_sort_index", json!({ "sort_index": place })));
}

fn name_track(pid: usize, tid: usize, name: &str, events: &mut Vec<Value>) {
    events.push(json!({
        "ph": "M", "name": "thread_name", "pid": pid, "tid": tid, "args": {"name": name},
    }));
}

fn slices(trace: &Trace, events: &mut Vec<Value>) {
    for (id, thread) in trace.threads() {
        for slice in super::stays(trace, thread.lanes()) {
            if matches!(slice.class, Lane::NotStarted | Lane::Done) {
                continue;
            }
            let line = thread.state_at(slice.start).map_or(0, |s| s.place.line);
            let args = json!({ "line": line });
            let track = (group(thread.process), of_thread(id));
            push(
                track,
                slice.class.word(),
                "thread_state",
                slice,
                args,
                events,
            );
        }
    }
    for core in 0..trace.core_count() {
        for slice in super::stays(trace, trace.core(CoreId(core as u16))) {
            if let Some(thread) = slice.class {
                let name = &trace.thread(thread).name;
                push((CORES, core), name, "core", slice, json!({}), events);
            }
        }
    }
    for (place, (_, lock)) in trace.locks().enumerate() {
        for slice in super::stays(trace, lock.holders()) {
            if let Some(thread) = slice.class {
                held(trace, (place, lock), thread, slice, events);
            }
        }
    }
}

fn held(
    trace: &Trace,
    (place, lock): (usize, &LockTrack),
    thread: ThreadId,
    slice: Slice<Option<ThreadId>>,
    events: &mut Vec<Value>,
) {
    let (name, category) = match lock.kind {
        LockKind::Gil => (format!("holds {}", trace.word_for_gil()), "gil"),
        LockKind::Lock | LockKind::RLock | LockKind::Semaphore => ("holds".to_owned(), "lock"),
    };
    let args = json!({ "thread": &*trace.thread(thread).name });
    push((LOCKS, place), &name, category, slice, args, events);
}

fn push<C>(
    (pid, tid): (usize, usize),
    name: &str,
    category: &str,
    slice: Slice<C>,
    args: Value,
    events: &mut Vec<Value>,
) {
    let length = slice.end.nanos() - slice.start.nanos();
    if length == 0 {
        return;
    }
    events.push(json!({
        "ph": "X", "name": name, "cat": category, "pid": pid, "tid": tid,
        "ts": micros(slice.start), "dur": length as f64 / 1000.0 + ROUNDING, "args": args,
    }));
}

/// Requests to drop a GIL, hand-offs, and marks.
fn moments(trace: &Trace, events: &mut Vec<Value>) {
    let mut flows = 0;
    // By lock: who gave it up last, and when.
    let mut dropped: BTreeMap<LockId, (ThreadId, VirtualTime)> = BTreeMap::new();
    for event in trace.events() {
        let thread = trace.thread(event.thread);
        let track = (group(thread.process), of_thread(event.thread));
        match &event.kind {
            EventKind::DropRequest { .. } => {
                events.push(instant(track, "gil_drop_request", "gil", event.at));
            }
            EventKind::Mark { text } => events.push(instant(track, text, "mark", event.at)),
            EventKind::DropGil { lock, .. } => {
                dropped.insert(*lock, (event.thread, event.at));
            }
            EventKind::TakeGil {
                lock,
                switched: true,
                ..
            } => {
                let giver = dropped.get(lock).copied();
                if let Some((giver, at)) = giver.filter(|(giver, _)| *giver != event.thread) {
                    flows += 1;
                    let from = (group(trace.thread(giver).process), of_thread(giver));
                    // The last nanosecond of the slice in which it held the GIL.
                    events.push(flow("s", flows, from, at.nanos().saturating_sub(1)));
                    events.push(flow("f", flows, track, event.at.nanos()));
                }
            }
            _ => {}
        }
    }
}

fn instant((pid, tid): (usize, usize), name: &str, category: &str, at: VirtualTime) -> Value {
    json!({
        "ph": "i", "s": "t", "name": name, "cat": category, "pid": pid, "tid": tid, "ts": micros(at),
    })
}

/// An end of a hand-off's arrow; it binds to the slice around it.
fn flow(phase: &str, id: usize, (pid, tid): (usize, usize), nanos: u64) -> Value {
    let mut event = json!({
        "ph": phase, "name": "handoff", "cat": "gil", "id": id, "pid": pid, "tid": tid,
        "ts": micros(VirtualTime(nanos)),
    });
    if phase == "f" {
        event["bp"] = json!("e");
    }
    event
}
