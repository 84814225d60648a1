//! Owns a small hand-written trace for the tests of this layer: two threads sharing a GIL on two cores.

use super::event::{
    AttachState, BlockReason, DetachReason, Event, EventKind, LockKind, Place, SchedState,
    ThreadState, WakeCause,
};
use super::store::Trace;
use super::why::Vocabulary;
use crate::base::{CoreId, LockId, ProcessId, ThreadId, VirtualDuration, VirtualTime};

pub(super) const GIL: LockId = LockId(0);
pub(super) const WORDS: Vocabulary = Vocabulary {
    lock: "GIL",
    check: "its next check",
    patience: "saw no switch",
    free: "",
};

/// A writer in microseconds.
pub(super) struct Script {
    pub(super) trace: Trace,
}

impl Script {
    pub(super) fn new(cores: u16, gil: bool) -> Self {
        let mut script = Self {
            trace: Trace::new(cores),
        };
        script.trace.source_id("hogs.py");
        if gil {
            let (lock, kind, name) = (GIL, LockKind::Gil, "GIL".into());
            script.push(0, 0, EventKind::LockCreated { lock, kind, name });
        }
        script
    }

    pub(super) fn push(&mut self, us: u64, thread: u32, kind: EventKind) -> &mut Self {
        let at = VirtualTime(us * 1000);
        let thread = ThreadId(thread);
        self.trace.push(Event { at, thread, kind });
        self
    }

    pub(super) fn thread(&mut self, us: u64, thread: u32, name: &str) -> &mut Self {
        let kind = EventKind::ThreadCreated {
            name: name.into(),
            process: ProcessId(0),
            parent: None,
            daemon: false,
        };
        self.push(us, thread, kind);
        self.state(us, thread, SchedState::Runnable, AttachState::Detached, 0)
    }

    pub(super) fn state(
        &mut self,
        us: u64,
        thread: u32,
        sched: SchedState,
        attach: AttachState,
        line: u32,
    ) -> &mut Self {
        let state = ThreadState {
            sched,
            attach,
            native: false,
            place: Place {
                line,
                ..Place::default()
            },
        };
        self.push(us, thread, EventKind::State(state))
    }

    pub(super) fn take(&mut self, us: u64, thread: u32, waited: u64) -> &mut Self {
        let kind = EventKind::TakeGil {
            lock: GIL,
            waited: VirtualDuration::from_micros(waited),
            switched: true,
        };
        self.push(us, thread, kind)
    }
}

/// A computes from 0; B wants the GIL from 1 ms on, asks at 6 ms and has it from 6.01 ms until 10 ms.
pub(super) fn two_threads() -> Trace {
    use AttachState::{Attached, Attaching, Detached};
    use SchedState::{Blocked, Runnable, Running};
    let core = |n| Running(CoreId(n));
    let gil = Blocked(BlockReason::Gil(GIL));
    let mut s = Script::new(2, true);
    s.thread(0, 0, "A").state(0, 0, core(0), Attaching, 4);
    s.take(0, 0, 0).state(0, 0, core(0), Attached, 5);
    s.thread(900, 1, "B").state(1000, 1, core(1), Attaching, 4);
    s.state(1000, 1, gil, Attaching, 4);
    s.state(6000, 1, Runnable, Attaching, 4)
        .state(6000, 1, core(1), Attaching, 4);
    let (lock, holder) = (GIL, ThreadId(0));
    s.push(6000, 1, EventKind::DropRequest { lock, holder });
    s.state(6000, 1, gil, Attaching, 4);
    let why = DetachReason::DropRequest;
    s.push(6001, 0, EventKind::DropGil { lock, why });
    let (woken, cause) = (ThreadId(1), WakeCause::GilReleased);
    s.push(6001, 0, EventKind::Wake { woken, cause });
    s.state(6001, 0, core(0), Detached, 5);
    let switch = Blocked(BlockReason::GilSwitch(GIL));
    s.state(6001, 0, switch, Detached, 5)
        .state(6001, 1, Runnable, Attaching, 4)
        .state(6010, 1, core(1), Attaching, 4);
    s.take(6010, 1, 5010).state(6010, 1, core(1), Attached, 6);
    s.state(6010, 0, Runnable, Detached, 5)
        .state(6012, 0, core(0), Attaching, 5)
        .state(6012, 0, gil, Attaching, 5);
    s.trace.extend_to(VirtualTime(10_000_000));
    s.trace
}
