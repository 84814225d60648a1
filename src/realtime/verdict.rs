//! Owns the words about a deadlock: who waits for what, held by whom, at which line. Owns no finding of it:
//! the last thread that was awake finds that it is alone.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::config::End;
use super::gil::Holder;
use super::recorder::{Desk, Recorder};
use super::run::{Awaited, Process, Run, Thread};
use crate::base::{LockId, ProcessId, ThreadId};
use crate::trace::{DetachReason, EventKind};
use crate::vm::memory::Memory;
use crate::vm::object::Body;

impl<M: Memory + Send> Run<M> {
    /// Nobody is left who could wake anybody. Detached.
    pub(super) fn deadlock(&self, recorder: &mut Recorder) {
        let threads = self.threads.lock().clone();
        let processes = self.processes.lock().clone();
        let mut holders = BTreeMap::new();
        let further: Vec<Arc<Process<M>>> = {
            let all = self.further.lock();
            all.values()
                .flat_map(|of| of.alive.iter().cloned())
                .collect()
        };
        for interpreter in processes.iter().chain(&further) {
            self.look_for_holders(interpreter, &mut holders);
        }
        let verdict = Verdict {
            threads: &threads,
            processes: &processes,
            holders,
        };
        let text = match verdict.cycle() {
            Some(cycle) => cycle,
            None => verdict.all(),
        };
        let text = format!("deadlock: {text}");
        let event = EventKind::Deadlock {
            text: text.as_str().into(),
        };
        recorder.event(event);
        // It waits as the others do: what ends it is no part of the run.
        recorder.falls_silent();
        self.finish(End::Deadlock { text });
    }

    /// Who holds what the threads of a process wait for. All of them wait, so nobody has its memory: it is
    /// attached to in the name of one of them, and never again, since the run is over.
    fn look_for_holders(
        &self,
        process: &Process<M>,
        holders: &mut BTreeMap<ThreadId, Option<ThreadId>>,
    ) {
        let mut waits = Vec::new();
        for thread in process.threads.lock().iter() {
            let waiting = thread.waiting.lock().clone();
            match waiting.what {
                _ if thread.has_ended() || waiting.interpreter != process.number => {}
                Some(Awaited::Lock(lock, _)) => waits.push((thread.clone(), lock)),
                Some(Awaited::Semaphore(handle)) => {
                    let mut kernel = self.kernel.lock();
                    if let Some(semaphore) = kernel.semaphore(handle)
                        && semaphore.is_lock
                    {
                        holders.insert(thread.id, semaphore.holder);
                    }
                }
                _ => {}
            }
        }
        let Some((one, _)) = waits.first() else {
            return;
        };
        let one = Holder {
            thread: one.id,
            breaker: one.breaker.clone(),
        };
        let closed = Arc::new(Desk::new(false));
        let mut unseen = Recorder::new(one.thread, self.clock, closed, Arc::default());
        let Some(mem) = process.access.attach(&one, &mut unseen) else {
            return;
        };
        for (thread, lock) in &waits {
            if let Body::Lock(lock) = &mem.get(*lock).body {
                holders.insert(thread.id, lock.holder);
            }
        }
        let why = DetachReason::Exit;
        process.access.detach(&one, mem, why, None, &mut unseen);
    }
}

struct Verdict<'a, M: Memory> {
    threads: &'a [Arc<Thread<M>>],
    processes: &'a [Arc<Process<M>>],
    /// Of the lock that a thread waits for, if anybody holds it.
    holders: BTreeMap<ThreadId, Option<ThreadId>>,
}

impl<M: Memory + Send> Verdict<'_, M> {
    fn waits_for(&self, thread: ThreadId) -> Option<ThreadId> {
        match self.threads[thread.index()].waiting.lock().what? {
            Awaited::Thread(of) => Some(of),
            Awaited::Lock(..) | Awaited::Semaphore(_) => *self.holders.get(&thread)?,
            _ => None,
        }
    }

    /// The threads that wait for each other in a circle, in words.
    fn cycle(&self) -> Option<String> {
        for start in self.threads.iter().filter(|t| !t.has_ended()) {
            let mut path = vec![start.id];
            while let Some(next) = self.waits_for(*path.last()?) {
                if let Some(from) = path.iter().position(|t| *t == next) {
                    let waits: Vec<String> = path[from..].iter().map(|t| self.text(*t)).collect();
                    return Some(waits.join("; "));
                }
                path.push(next);
            }
        }
        None
    }

    fn all(&self) -> String {
        let blocked =
            |t: &&Arc<Thread<M>>| !t.daemon && !t.has_ended() && t.waiting.lock().what.is_some();
        let waits: Vec<String> = self
            .threads
            .iter()
            .filter(blocked)
            .map(|t| self.text(t.id))
            .collect();
        waits.join("; ")
    }

    fn text(&self, thread: ThreadId) -> String {
        let t = &self.threads[thread.index()];
        let waiting = t.waiting.lock().clone();
        let name = t.name.lock().clone();
        let line = match waiting.spot {
            Some((_, line)) => format!(" (line {line})"),
            None => String::new(),
        };
        match waiting.what {
            Some(Awaited::Thread(of)) => {
                let of = self.threads[of.index()].name.lock().clone();
                format!("{name} waits for {of} to end{line}")
            }
            Some(Awaited::Lock(_, id)) => {
                let (lane, holder) = (self.lock_name(t.process, id), self.held_by(thread));
                format!("{name} waits for {lane}{holder}{line}")
            }
            Some(Awaited::Semaphore(_)) => {
                let holder = self.held_by(thread);
                format!("{name} waits for a lock{holder}{line}")
            }
            Some(Awaited::Child) => format!("{name} waits for a child process to end{line}"),
            Some(Awaited::Signal) => format!("{name} waits for a signal{line}"),
            Some(Awaited::Pipe) => format!("{name} waits for I/O (pipe){line}"),
            Some(Awaited::Selector) => format!(
                "{name} waits in its event loop's selector, which no timer and no thread will wake{line}"
            ),
            Some(Awaited::Network) => format!("{name} waits for the network (socket){line}"),
            None => format!("{name} waits{line}"),
        }
    }

    /// ` held by One`
    fn held_by(&self, thread: ThreadId) -> String {
        match self.holders.get(&thread) {
            Some(Some(holder)) if *holder == thread => " held by itself".to_owned(),
            Some(Some(holder)) => {
                format!(" held by {}", self.threads[holder.index()].name.lock())
            }
            Some(None) => " held by nobody".to_owned(),
            None => String::new(),
        }
    }

    fn lock_name(&self, process: ProcessId, lock: LockId) -> String {
        let process = self.processes.iter().find(|p| p.id == process);
        let lane = process.and_then(|p| p.home.lock().lanes.get(&lock).cloned().flatten());
        match lane {
            Some(name) if !name.is_empty() => format!("lock {name}"),
            _ => "a lock".to_owned(),
        }
    }
}
