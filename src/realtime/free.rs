//! Owns who may run Python where there is no GIL: everybody, unless somebody has stopped the world. While
//! a thread is detached its way to the memory lies here. Owns no object.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::access::{Access, NewProcess};
use super::engine;
use super::gil::Holder;
use super::recorder::{Recorder, Spot, What};
use super::shared::{SharedMemory, kept};
use super::sync::{Condvar, Mutex};
use crate::base::{LockId, ThreadId};
use crate::bytecode::CodeObject;
use crate::trace::{BlockReason, DetachReason, Halt};
use crate::vm::interp::Interp;
use crate::vm::native::References;
use crate::vm::value::Value;
use crate::vm::world::World;

#[derive(Debug, Default)]
struct State {
    /// Of threads that do not run Python.
    ways: BTreeMap<ThreadId, Box<SharedMemory>>,
    /// Nobody's, to make others from: of an interpreter that has no threads of its own.
    spare: Option<Box<SharedMemory>>,
    attached: usize,
    stopped_by: Option<ThreadId>,
    closed: bool,
}

#[derive(Debug)]
pub(super) struct Free {
    state: Mutex<State>,
    changed: Condvar,
    /// What `sys.getswitchinterval()` says: nothing follows from it.
    interval: Mutex<u64>,
}

impl Free {
    pub(super) fn new(main: ThreadId, way: SharedMemory, interval: u64) -> Self {
        let state = State {
            ways: [(main, Box::new(way))].into(),
            ..State::default()
        };
        Self {
            state: Mutex::new(state),
            changed: Condvar::new(),
            interval: Mutex::new(interval),
        }
    }
}

impl Access<SharedMemory> for Free {
    fn attach(&self, me: &Holder, recorder: &mut Recorder) -> Option<Box<SharedMemory>> {
        let mut state = self.state.lock();
        let mut waited = false;
        while !state.closed && state.stopped_by.is_some_and(|by| by != me.thread) {
            if !waited {
                recorder.note(What::Attaching);
                let by = state.stopped_by.unwrap_or(me.thread);
                let halt = Halt::Inspection;
                recorder.blocks(BlockReason::StopTheWorld { by, halt });
                recorder.rests();
                waited = true;
            }
            self.changed.wait(&mut state);
        }
        if state.closed {
            return None;
        }
        let way = state.ways.remove(&me.thread)?;
        state.attached += 1;
        drop(state);
        if waited {
            recorder.resumes();
        }
        recorder.note(What::Attached);
        Some(way)
    }

    fn detach(
        &self,
        me: &Holder,
        mem: Box<SharedMemory>,
        why: DetachReason,
        spot: Option<Spot>,
        recorder: &mut Recorder,
    ) {
        let at = recorder.now();
        recorder.note_at(at, What::Detached, spot);
        let mut state = self.state.lock();
        state.attached -= 1;
        if why != DetachReason::Exit && !state.closed {
            state.ways.insert(me.thread, mem);
        }
        if state.stopped_by.is_some() {
            self.changed.notify_all();
        }
    }

    fn prepare(&self, mem: &mut SharedMemory, child: ThreadId) {
        let way = Box::new(mem.for_another());
        self.state.lock().ways.insert(child, way);
    }

    fn admit(&self, visitor: ThreadId) {
        let mut state = self.state.lock();
        if state.spare.is_none() {
            state.spare = state.ways.pop_first().map(|(_, way)| way);
        }
        if let Some(spare) = &state.spare {
            let way = Box::new(spare.for_another());
            state.ways.insert(visitor, way);
        }
    }

    fn look(&self, mem: &mut SharedMemory) {
        mem.refresh();
    }

    fn stop_the_world(&self, me: &Holder, ask: &dyn Fn()) -> bool {
        let mut state = self.state.lock();
        if state.stopped_by.is_some() {
            return false;
        }
        state.stopped_by = Some(me.thread);
        // Those that attach from here on wait.
        ask();
        while state.attached > 1 && !state.closed {
            self.changed.wait(&mut state);
        }
        true
    }

    fn start_the_world(&self) {
        self.state.lock().stopped_by = None;
        self.changed.notify_all();
    }

    fn close(&self) {
        let ways = {
            let mut state = self.state.lock();
            state.closed = true;
            (std::mem::take(&mut state.ways), state.spare.take())
        };
        self.changed.notify_all();
        drop(ways);
    }

    fn lock(&self) -> Option<LockId> {
        None
    }

    fn interval(&self) -> u64 {
        *self.interval.lock()
    }

    fn set_interval(&self, micros: u64) {
        *self.interval.lock() = micros;
    }

    fn fork(
        &self,
        mem: &mut SharedMemory,
        interp: &Interp<SharedMemory>,
        (from, to): (ThreadId, ThreadId),
        _lane: LockId,
    ) -> NewProcess<SharedMemory> {
        let access = Self::new(to, mem.fork(from, to), self.interval());
        (Box::new(access), Box::new(interp.clone()))
    }

    fn fresh(
        &self,
        world: Arc<World<SharedMemory>>,
        main: ThreadId,
        _lane: LockId,
        start: Arc<CodeObject>,
    ) -> NewProcess<SharedMemory> {
        let mut mem = SharedMemory::boot(world, main);
        let interp = engine::main_thread(&mut mem, main, "<string>", start);
        (Box::new(Self::new(main, mem, self.interval())), interp)
    }

    fn references(&self, mem: &mut SharedMemory, what: References, held: &[Value]) -> Value {
        let state = self.state.lock();
        kept::answer(mem, state.ways.values().map(|way| &**way), what, held)
    }
}
