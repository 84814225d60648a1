//! Owns how threads come by the right to run Python and by the memory to run it on: `Exclusive`, the real
//! GIL, hands the one heap to one thread at a time. Without a GIL it is `Free`. Owns no thread.

use std::sync::Arc;

use super::engine;
use super::gil::{Gil, Holder, Moment};
use super::recorder::{Recorder, Spot, What};
use crate::base::{LockId, ThreadId, VirtualTime};
use crate::bytecode::CodeObject;
use crate::trace::{BlockReason, DetachReason, EventKind};
use crate::vm::boot;
use crate::vm::interp::Interp;
use crate::vm::memory::{Heap, Memory};
use crate::vm::native::References;
use crate::vm::value::Value;
use crate::vm::world::World;

/// The memory of a new process, and the state of its one thread.
pub(super) type NewProcess<M> = (Box<dyn Access<M>>, Box<Interp<M>>);

/// An interpreter's memory and who may use it.
pub(super) trait Access<M: Memory>: Send + Sync {
    /// `None`: the interpreter has ended.
    fn attach(&self, me: &Holder, recorder: &mut Recorder) -> Option<Box<M>>;
    fn detach(
        &self,
        me: &Holder,
        mem: Box<M>,
        why: DetachReason,
        spot: Option<Spot>,
        recorder: &mut Recorder,
    );
    /// Makes ready for a thread that is about to start.
    fn prepare(&self, mem: &mut M, child: ThreadId);
    /// Makes ready for a thread of another interpreter that is about to come.
    fn admit(&self, visitor: ThreadId);
    /// The thread is at a check point.
    fn look(&self, mem: &mut M);
    /// Waits until all other threads have let go, having asked them to; false: another thread has stopped
    /// the world, and this one must let go first.
    fn stop_the_world(&self, me: &Holder, ask: &dyn Fn()) -> bool;
    fn start_the_world(&self);
    /// Nobody attaches any more.
    fn close(&self);
    /// The lane of the lock, when there is one.
    fn lock(&self) -> Option<LockId>;
    /// Microseconds.
    fn interval(&self) -> u64;
    fn set_interval(&self, micros: u64);
    /// A copy of the memory for a process that the first of the two threads has forked; the second is the
    /// one thread in it. `lane` is that of its lock. While the world stands still.
    fn fork(
        &self,
        mem: &mut M,
        interp: &Interp<M>,
        from_to: (ThreadId, ThreadId),
        lane: LockId,
    ) -> NewProcess<M>;
    /// A fresh interpreter that is about to run this.
    fn fresh(
        &self,
        world: Arc<World<M>>,
        main: ThreadId,
        lane: LockId,
        start: Arc<CodeObject>,
    ) -> NewProcess<M>;
    /// What CPython's reference counts say; `held` is what all frames hold.
    fn references(&self, mem: &mut M, what: References, held: &[Value]) -> Value;
}

/// With the GIL.
#[derive(Debug)]
pub(super) struct Exclusive {
    gil: Gil<Box<Heap>>,
    lock: LockId,
}

impl Exclusive {
    pub(super) fn new(mem: Heap, lock: LockId, interval: u64) -> Self {
        Self {
            gil: Gil::new(Box::new(mem), interval),
            lock,
        }
    }
}

impl Access<Heap> for Exclusive {
    fn attach(&self, me: &Holder, recorder: &mut Recorder) -> Option<Box<Heap>> {
        let lock = self.lock;
        let mut since: Option<VirtualTime> = None;
        recorder.note(What::Attaching);
        self.gil.take(me, &mut |moment| match moment {
            Moment::Waits => {
                since = Some(recorder.now());
                recorder.blocks(BlockReason::Gil(lock));
            }
            Moment::Requests { holder } => {
                recorder.event(EventKind::DropRequest { lock, holder });
                recorder.rests();
            }
            Moment::Takes { switched } => {
                if since.is_some() {
                    recorder.resumes();
                }
                let at = recorder.now();
                let waited = at.since(since.unwrap_or(at));
                let taken = EventKind::TakeGil {
                    lock,
                    waited,
                    switched,
                };
                recorder.note_at(at, What::Event(taken), None);
                recorder.note_at(at, What::Attached, None);
            }
            Moment::Drops | Moment::WaitsForSwitch | Moment::Switched => {}
        })
    }

    fn detach(
        &self,
        me: &Holder,
        mem: Box<Heap>,
        why: DetachReason,
        spot: Option<Spot>,
        recorder: &mut Recorder,
    ) {
        let lock = self.lock;
        let mut spot = spot;
        let last = why == DetachReason::Exit;
        self.gil.drop(me, mem, last, &mut |moment| match moment {
            Moment::Drops => {
                let at = recorder.now();
                let dropped = EventKind::DropGil { lock, why };
                recorder.note_at(at, What::Event(dropped), None);
                recorder.note_at(at, What::Detached, spot.take());
            }
            Moment::WaitsForSwitch => {
                recorder.blocks(BlockReason::GilSwitch(lock));
            }
            Moment::Switched => recorder.resumes(),
            Moment::Waits | Moment::Requests { .. } | Moment::Takes { .. } => {}
        });
    }

    fn prepare(&self, _mem: &mut Heap, _child: ThreadId) {}

    fn admit(&self, _visitor: ThreadId) {}

    fn look(&self, _mem: &mut Heap) {}

    fn stop_the_world(&self, _me: &Holder, _ask: &dyn Fn()) -> bool {
        // Whoever has the lock is alone.
        true
    }

    fn start_the_world(&self) {}

    fn close(&self) {
        self.gil.close();
    }

    fn lock(&self) -> Option<LockId> {
        Some(self.lock)
    }

    fn interval(&self) -> u64 {
        self.gil.interval()
    }

    fn set_interval(&self, micros: u64) {
        self.gil.set_interval(micros);
    }

    fn fork(
        &self,
        mem: &mut Heap,
        interp: &Interp<Heap>,
        (from, to): (ThreadId, ThreadId),
        lane: LockId,
    ) -> NewProcess<Heap> {
        let access = Self::new(mem.fork(from, to), lane, self.interval());
        (Box::new(access), Box::new(interp.clone()))
    }

    fn fresh(
        &self,
        world: Arc<World<Heap>>,
        main: ThreadId,
        lane: LockId,
        start: Arc<CodeObject>,
    ) -> NewProcess<Heap> {
        let mut mem = boot::heap_of(world);
        mem.belongs_to(main);
        let interp = engine::main_thread(&mut mem, main, "<string>", start);
        let access = Self::new(mem, lane, self.interval());
        (Box::new(access), interp)
    }

    fn references(&self, mem: &mut Heap, what: References, held: &[Value]) -> Value {
        mem.answer(what, held)
    }
}
