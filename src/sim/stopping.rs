//! Owns stop-the-world pauses of free-threaded builds (Python/pystate.c: stop_the_world): every attached
//! thread of an interpreter comes to a check point or detaches before the one that asked goes on, and none
//! gets in until it is done. What it is done for: the cyclic collector, twice for each collection
//! (Python/gc_free_threading.c), and turning the GIL on for an extension that needs it
//! (Python/ceval_gil.c: _PyEval_EnableGILTransient). Owns no counting of references (`vm`).
//!
//! Where a schedule decides who runs nobody is ever ahead of anybody, and there are no pauses.

use std::collections::BTreeSet;

use super::Sim;
use super::machine;
use super::thread::{Next, Op};
use crate::base::{ThreadId, VirtualDuration, VirtualTime};
use crate::runtime;
use crate::trace::{
    AttachState, BlockReason, EventKind, Halt, LockKind, SchedState, Trace, WakeCause,
};
use crate::vm::native::References;
use crate::vm::value::Value;

/// Why a thread stops the world, and what it goes on with.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) struct Request {
    halt: Halt,
    /// Something waits for an answer: `gc.collect()`, and not a collection that came by itself.
    asked: bool,
}

/// A pause, from the request until the world is started again.
#[derive(Clone, Debug)]
pub(super) struct Pause {
    by: ThreadId,
    request: Request,
    /// What the collection found, from then on.
    found: Option<i64>,
    /// The second pause of a collection: for what finalizers may have brought back.
    second: bool,
    /// From when on others heed it: none may have run ahead of that.
    from: VirtualTime,
    /// Attached threads that have not come to a check point yet.
    awaited: BTreeSet<ThreadId>,
    kept_out: Vec<ThreadId>,
}

/// When an interpreter collects by itself (gc_free_threading.c: gc_should_collect).
#[derive(Clone, Debug)]
pub(super) struct Collector {
    /// `gc.get_threshold()[0]`; 0 when it is disabled.
    threshold: usize,
    /// Objects of the program's that the last collection left, and their bytes.
    left: usize,
    bytes: usize,
}

impl Default for Collector {
    fn default() -> Self {
        Self {
            threshold: machine::YOUNG,
            left: 0,
            bytes: 0,
        }
    }
}

impl Collector {
    /// So many new objects are wanted for a collection: they are, but for a quarter, the old ones.
    fn wanted(&self) -> usize {
        self.threshold
            .max((machine::LIBRARY_OBJECTS + self.left) / 4)
    }
}

/// What a thread knows of objects that it has made. Others may be ahead of it, so it looks at nothing that
/// they could have changed: else a run that is paused would collect at other moments.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Young {
    /// When on its own clock it looks next, and at how many objects made.
    pub(super) look_at: u64,
    enough: u64,
    /// Private ones, and those shown to others, when the world was last stopped for a collection.
    private: usize,
    shown: u64,
}

impl Sim {
    /// `gc.collect()`, or a collection that came by itself.
    pub(super) fn collection(&mut self, trace: &mut Trace, thread: ThreadId, asked: bool) {
        if self.is_exclusive(thread) || self.is_directed() {
            let found = self.references(thread, References::Collect);
            let cost = self.collection_cost(thread);
            return self.work(trace, thread, cost, false, found);
        }
        let halt = Halt::Collection;
        self.stop_the_world(trace, thread, Request { halt, asked });
    }

    /// An extension that has not said that it can do without the GIL is about to be loaded.
    pub(super) fn enable_gil(&mut self, trace: &mut Trace, thread: ThreadId) {
        if self.is_exclusive(thread) || !self.config.runtime.gil_may_return {
            return self.answer(thread, Value::Bool(false));
        }
        if self.is_directed() {
            let what = "gilscope does not have an import that turns the GIL on where every switch is decided";
            return self.unsupported(thread, what.to_owned(), "leave the import out");
        }
        let (halt, asked) = (Halt::EnableGil, true);
        self.stop_the_world(trace, thread, Request { halt, asked });
    }

    /// Asks all others to stop. One thread at a time does so: who comes second stops first.
    pub(super) fn stop_the_world(&mut self, trace: &mut Trace, thread: ThreadId, request: Request) {
        if self.home(thread).pause.is_some() {
            return self.keep_out(trace, thread, Some(Op::Halt(request)));
        }
        self.begin_pause(trace, thread, request, None);
    }

    fn begin_pause(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        request: Request,
        found: Option<i64>,
    ) {
        let home = self.threads[thread.index()].home;
        let others = self.threads.iter().filter(|t| {
            t.id != thread && t.home == home && t.attach == AttachState::Attached && t.is_alive()
        });
        let awaited: BTreeSet<ThreadId> = others.map(|t| t.id).collect();
        let alone = awaited.is_empty();
        self.interpreters[home.index()].pause = Some(Box::new(Pause {
            by: thread,
            request,
            found,
            second: found.is_some(),
            from: self.now + machine::LOOKAHEAD,
            awaited,
            kept_out: Vec::new(),
        }));
        self.threads[thread.index()].next = Next::Halted;
        if !alone {
            let (by, halt) = (thread, request.halt);
            self.vacate(
                trace,
                thread,
                SchedState::Blocked(BlockReason::StopTheWorld { by, halt }),
            );
        }
    }

    /// From when on the thread has to stop, where the world is being stopped and waits for it.
    pub(super) fn stops_from(&self, thread: ThreadId) -> VirtualTime {
        let pause = self.home(thread).pause.as_ref();
        let awaits = pause.filter(|pause| pause.awaited.contains(&thread));
        awaits.map_or(VirtualTime::NEVER, |pause| pause.from)
    }

    pub(super) fn has_to_stop(&self, thread: ThreadId) -> bool {
        self.stops_from(thread) <= self.now
    }

    /// Whether the world is stopped, or being stopped, by another.
    pub(super) fn is_kept_out(&self, thread: ThreadId) -> bool {
        let pause = self.home(thread).pause.as_ref();
        pause.is_some_and(|pause| pause.by != thread)
    }

    /// The thread stops until the world is started again; then it attaches, and goes on with `op`.
    pub(super) fn keep_out(&mut self, trace: &mut Trace, thread: ThreadId, op: Option<Op>) {
        let Some(pause) = &mut self.home_mut(thread).pause else {
            panic!("a thread is kept out by a pause")
        };
        pause.kept_out.push(thread);
        let (by, halt) = (pause.by, pause.request.halt);
        let t = &mut self.threads[thread.index()];
        if op.is_some() {
            t.op = op;
        }
        t.attach = AttachState::Suspended;
        t.native = false;
        t.next = Next::Attach;
        self.vacate(
            trace,
            thread,
            SchedState::Blocked(BlockReason::StopTheWorld { by, halt }),
        );
        self.has_stopped(trace, thread);
    }

    /// The thread is not attached any more: if it was the last, the one that waits goes on.
    pub(super) fn has_stopped(&mut self, trace: &mut Trace, thread: ThreadId) {
        let Some(pause) = &mut self.home_mut(thread).pause else {
            return;
        };
        if pause.awaited.remove(&thread) && pause.awaited.is_empty() {
            let by = pause.by;
            self.wake(trace, thread, by, WakeCause::WorldStopped);
        }
    }

    /// The world stands still: what it was stopped for.
    pub(super) fn halted(&mut self, trace: &mut Trace, thread: ThreadId) {
        let Some(pause) = &self.home(thread).pause else {
            panic!("the world is stopped")
        };
        let (halt, second, asked) = (pause.request.halt, pause.second, pause.request.asked);
        let cost = match (halt, second) {
            (Halt::Collection, false) if !asked && !self.is_worth_collecting(thread) => {
                // The objects are gone: others had them.
                if let Some(pause) = &mut self.home_mut(thread).pause {
                    pause.second = true;
                }
                machine::SYSTEM_CALL
            }
            (Halt::Collection, false) => {
                let Value::Int(found) = self.references(thread, References::Collect) else {
                    panic!("it is told how many objects were found")
                };
                if let Some(pause) = &mut self.home_mut(thread).pause {
                    pause.found = Some(found);
                }
                self.collection_cost(thread)
            }
            (Halt::Collection, true) => machine::SECOND_LOOK,
            (Halt::EnableGil | Halt::Inspection, _) => machine::SYSTEM_CALL,
        };
        self.set_native(trace, thread, true);
        let t = &mut self.threads[thread.index()];
        t.burst += cost;
        t.next = Next::StartWorld;
    }

    /// Everybody may go on.
    pub(super) fn start_the_world(&mut self, trace: &mut Trace, thread: ThreadId) {
        self.set_native(trace, thread, false);
        let Some(pause) = self.home_mut(thread).pause.take() else {
            panic!("the world was stopped")
        };
        let t = &mut self.threads[thread.index()];
        t.next = match (pause.request.asked, pause.found) {
            (false, _) => Next::Python,
            (true, Some(found)) => Next::Answer(Value::Int(found)),
            (true, None) => Next::Answer(Value::Bool(true)),
        };
        if pause.request.halt == Halt::EnableGil {
            self.turn_gil_on(trace, thread);
        }
        for kept in pause.kept_out {
            self.wake(trace, thread, kept, WakeCause::WorldStarted);
        }
        if pause.request.halt == Halt::Collection && !pause.second {
            self.begin_pause(trace, thread, pause.request, pause.found);
        }
    }

    /// `gc.set_threshold`, `gc.enable`, `gc.disable`.
    pub(super) fn set_collection_threshold(&mut self, thread: ThreadId, threshold: usize) {
        self.home_mut(thread).collector.threshold = threshold;
        self.answer(thread, Value::None);
    }

    /// A thread at a check point: has it made enough that has come to stay?
    pub(super) fn wants_collection(&mut self, thread: ThreadId) -> bool {
        let t = &mut self.threads[thread.index()];
        if t.interp.clock < t.young.look_at {
            return false;
        }
        t.young.look_at = (t.interp.clock / machine::LOOK_PS + 1) * machine::LOOK_PS;
        let t = &self.threads[thread.index()];
        let home = &self.interpreters[t.home.index()];
        let (made, shown) = home.mem.made_by(thread);
        if home.has_gil || home.collector.threshold == 0 || made < t.young.enough {
            return false;
        }
        let private = self.private_objects(thread);
        let home = self.home(thread);
        let young = self.threads[thread.index()].young;
        let new = private.saturating_sub(young.private) + (shown - young.shown) as usize;
        let wanted = home.collector.wanted();
        // Looking takes time in proportion to what is there: seldom enough for it not to matter.
        let next = (wanted - new.min(wanted))
            .max(private / 4)
            .max(machine::YOUNG / 4);
        self.threads[thread.index()].young.enough = made + next as u64;
        new > wanted
    }

    fn private_objects(&self, thread: ThreadId) -> usize {
        let t = &self.threads[thread.index()];
        let mut roots = Vec::new();
        t.held(t.home, &mut |value| roots.push(value));
        self.interpreters[t.home.index()]
            .mem
            .private(&mut roots.into_iter())
    }

    /// The world stands still: whether there really is so much more than after the last collection.
    fn is_worth_collecting(&mut self, thread: ThreadId) -> bool {
        let (made, shown) = self.mem(thread).made_by(thread);
        let private = self.private_objects(thread);
        let (count, bytes) = self.survey(thread);
        let version = self.config.runtime.version;
        let collector = &self.home(thread).collector;
        let wanted = collector.wanted();
        let grown = bytes > collector.bytes + (machine::RESIDENT + collector.bytes) / 10;
        let young = &mut self.threads[thread.index()].young;
        *young = Young {
            enough: made + wanted as u64,
            private,
            shown,
            ..*young
        };
        let worth = count > self.home(thread).collector.left + wanted;
        worth && (grown || version < machine::COLLECTS_WHEN_GROWN)
    }

    /// Objects of the program's that are held, and their bytes.
    pub(super) fn survey(&self, thread: ThreadId) -> (usize, usize) {
        let home = self.threads[thread.index()].home;
        let mut roots = Vec::new();
        for thread in &self.threads {
            thread.held(home, &mut |value| roots.push(value));
        }
        self.interpreters[home.index()]
            .mem
            .survey(&mut roots.into_iter())
    }

    /// What the collector's look at everything takes; it remembers how much there is.
    fn collection_cost(&mut self, thread: ThreadId) -> VirtualDuration {
        let (count, bytes) = self.survey(thread);
        let home = self.home_mut(thread);
        home.collector.left = count;
        home.collector.bytes = bytes;
        let objects = (machine::LIBRARY_OBJECTS + count) as u64;
        VirtualDuration(machine::COLLECTED_OBJECT.nanos() * objects)
    }

    /// From now on threads of the interpreter take the GIL when they attach; this one has it.
    fn turn_gil_on(&mut self, trace: &mut Trace, thread: ThreadId) {
        let locked = runtime::with_gil(self.config.runtime, true).expect("it may return");
        let home = self.home_mut(thread);
        let (lock, kind) = (home.gil, LockKind::Gil);
        home.model = (locked.make)(lock, home.model.switch_interval());
        home.has_gil = true;
        let name = self.lane_name(
            self.threads[thread.index()].home,
            self.config.runtime.vocabulary.lock,
        );
        self.emit(trace, thread, EventKind::LockCreated { lock, kind, name });
        self.consult(trace, thread, |model, cx| model.attach(cx, thread));
    }
}
