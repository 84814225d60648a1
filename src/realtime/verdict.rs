//! Owns the words about a deadlock: who waits for what, held by whom, at which line. Owns no finding of it:
//! the last thread that was awake finds that it is alone.

use std::sync::Arc;

use super::config::End;
use super::run::{Awaited, Process, Thread};
use super::worker::Worker;
use crate::base::{LockId, ObjId, ProcessId, ThreadId};
use crate::trace::EventKind;
use crate::vm::memory::Memory;
use crate::vm::object::Body;

impl<M: Memory + Send> Worker<M> {
    /// Nobody is left who could wake anybody. Detached: it attaches once more, to look at the locks.
    pub(super) fn deadlock(&mut self) {
        let process = self.process.clone();
        let mem = process.access.attach(&self.holder, &mut self.recorder);
        let threads = self.run.threads.lock().clone();
        let processes = self.run.processes.lock().clone();
        let verdict = Verdict {
            threads: &threads,
            processes: &processes,
            here: process.id,
            mem: mem.as_deref(),
        };
        let text = match verdict.cycle() {
            Some(cycle) => cycle,
            None => verdict.all(),
        };
        let text = format!("deadlock: {text}");
        let event = EventKind::Deadlock {
            text: text.as_str().into(),
        };
        self.recorder.event(event);
        self.run.finish(End::Deadlock { text });
        if let Some(mem) = mem {
            let why = crate::trace::DetachReason::Exit;
            process
                .access
                .detach(&self.holder, mem, why, None, &mut self.recorder);
        }
    }
}

struct Verdict<'a, M: Memory> {
    threads: &'a [Arc<Thread<M>>],
    processes: &'a [Arc<Process<M>>],
    /// The process whose memory can be looked at.
    here: ProcessId,
    mem: Option<&'a M>,
}

impl<M: Memory + Send> Verdict<'_, M> {
    /// Who holds the lock that a thread waits for, if anybody; `None`: it cannot be seen from here.
    fn holder(&self, of: ThreadId, lock: ObjId) -> Option<Option<ThreadId>> {
        if self.threads[of.index()].process != self.here {
            return None;
        }
        match &self.mem?.get(lock).body {
            Body::Lock(lock) => Some(lock.holder),
            _ => None,
        }
    }

    fn waits_for(&self, thread: ThreadId) -> Option<ThreadId> {
        match self.threads[thread.index()].waiting.lock().what? {
            Awaited::Thread(of) => Some(of),
            Awaited::Lock(lock, _) => self.holder(thread, lock)?,
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
            Some(Awaited::Lock(lock, id)) => {
                let lane = self.lock_name(t.process, id);
                let holder = match self.holder(thread, lock) {
                    Some(Some(holder)) if holder == thread => " held by itself".to_owned(),
                    Some(Some(holder)) => {
                        format!(" held by {}", self.threads[holder.index()].name.lock())
                    }
                    Some(None) => " held by nobody".to_owned(),
                    None => String::new(),
                };
                format!("{name} waits for {lane}{holder}{line}")
            }
            Some(Awaited::Semaphore) => format!("{name} waits for a lock{line}"),
            Some(Awaited::Child) => format!("{name} waits for a child process to end{line}"),
            Some(Awaited::Pipe) => format!("{name} waits for I/O (pipe){line}"),
            Some(Awaited::Selector) => format!(
                "{name} waits in its event loop's selector, which no timer and no thread will wake{line}"
            ),
            Some(Awaited::Network) => format!("{name} waits for the network (socket){line}"),
            None => format!("{name} waits{line}"),
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
