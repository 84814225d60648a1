//! Owns the way from a finished session to the numbers that questions and goals are about.

use crate::base::{VirtualDuration, VirtualTime};
use crate::lesson::{RunFacts, Settings, ThreadFacts};
use crate::session::Session;
use crate::trace::{EventKind, Lane, LockKind, Metrics};

/// The facts of a run; `None` while it has not ended.
pub(super) fn facts(session: &Session, settings: &Settings) -> Option<RunFacts> {
    let end = session.end()?;
    let trace = session.trace();
    let until = trace.end();
    let metrics = Metrics::of(trace, until);
    let threads = metrics
        .threads
        .iter()
        .map(|thread| {
            let track = trace.thread(thread.thread);
            let lanes = track.lanes();
            let running = thread.running + thread.running_native + thread.native_holding;
            let held = trace
                .locks()
                .filter(|(_, lock)| lock.kind == LockKind::Gil)
                .map(|(_, lock)| lock.holders().total(Some(thread.thread), until))
                .sum();
            let held = if trace.has_gil() {
                held
            } else {
                thread.running + thread.native_holding
            };
            let ended = lanes
                .slice_at(until)
                .filter(|slice| slice.class == Lane::Done)
                .map_or(until, |slice| slice.start);
            ThreadFacts {
                name: thread.name.to_string(),
                running,
                waiting: thread.waiting_lock,
                runnable: thread.runnable,
                blocked: thread.blocked,
                held,
                started: track.created,
                ended,
            }
        })
        .collect();
    let stdout = trace
        .output()
        .filter(|(_, _, stream, _)| *stream == 1)
        .map(|(.., text)| &**text)
        .collect();
    let deadlock = trace.events().iter().rev().find_map(|event| match &event.kind {
        EventKind::Deadlock { text } => Some(text.to_string()),
        _ => None,
    });
    Some(RunFacts {
        settings: settings.clone(),
        makespan: makespan(until),
        switches: metrics.switches(),
        drop_requests: metrics.gils.iter().map(|gil| gil.drop_requests).sum(),
        threads,
        stdout,
        exit: end.exit_code,
        deadlock,
    })
}

fn makespan(until: VirtualTime) -> VirtualDuration {
    until.since(VirtualTime::ZERO)
}
