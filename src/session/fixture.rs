//! Owns a scripted engine for the tests of the screen: two threads that compute, taking turns on a GIL or
//! side by side, as regular as no real run is, so that pictures can be compared.

use std::sync::Arc;

use super::engine::{End, Engine};
use super::program::{Program, RunConfig};
use super::watched::Session;
use crate::base::{CoreId, LockId, ProcessId, ThreadId, VirtualDuration, VirtualTime};
use crate::sim::{Found, FrameView};
use crate::trace::{
    AttachState, BlockReason, DetachReason, Event, EventKind, LockKind, Place, SchedState,
    ThreadState, Trace, WakeCause,
};

/// What the scripted run pretends to execute.
pub(crate) const HOGS: &str = "\
import threading

def burn(n):
    while n > 0:
        n -= 1

a = threading.Thread(target=burn, args=(400_000,), name=\"A\")
b = threading.Thread(target=burn, args=(400_000,), name=\"B\")
a.start()
b.start()
a.join()
b.join()
print(\"done\")
";

const GIL: LockId = LockId(0);
/// Work of each thread.
const WORK_US: u64 = 20_000;
/// One instruction, for stepping.
const INSTRUCTION: VirtualDuration = VirtualDuration::from_micros(10);

/// Plays a prepared list of events.
#[derive(Clone, Debug)]
struct Scripted {
    events: Arc<[Event]>,
    position: usize,
    now: VirtualTime,
    program: Arc<Program>,
}

/// A session whose run is scripted.
pub(crate) fn launch(program: Arc<Program>, config: &RunConfig) -> Session {
    let events = if config.runtime.exclusive() {
        with_gil(config)
    } else {
        without_gil()
    };
    let engine = Scripted {
        events: events.into(),
        position: 0,
        now: VirtualTime::ZERO,
        program: program.clone(),
    };
    let mut trace = Trace::new(config.cores.max(2));
    trace.source_id(&program.source().name);
    Session::new(program, config.clone(), Box::new(engine), trace)
}

impl Engine for Scripted {
    fn now(&self) -> VirtualTime {
        self.now
    }

    fn run_until(&mut self, trace: &mut Trace, until: VirtualTime) {
        while let Some(event) = self.events.get(self.position)
            && event.at <= until
        {
            self.position = trace.write(self.position, event.clone());
        }
        let last = self
            .events
            .last()
            .map_or(VirtualTime::ZERO, |event| event.at);
        self.now = self.now.max(until.min(last));
        trace.extend_to(self.now);
    }

    fn run_noting(
        &mut self,
        trace: &mut Trace,
        until: VirtualTime,
        most: usize,
    ) -> Option<Vec<(VirtualTime, ThreadId)>> {
        let from = self.now.nanos() / INSTRUCTION.nanos() + 1;
        let to = until.nanos() / INSTRUCTION.nanos();
        self.run_until(trace, until);
        let all = (from..=to).map(|n| (VirtualTime(n * INSTRUCTION.nanos()), ThreadId(1)));
        let all: Vec<_> = all.collect();
        (all.len() <= most).then_some(all)
    }

    fn step_instruction(&mut self, trace: &mut Trace, _thread: ThreadId) -> bool {
        if self.end().is_some() {
            return false;
        }
        let next = (self.now.nanos() / INSTRUCTION.nanos() + 1) * INSTRUCTION.nanos();
        self.run_until(trace, VirtualTime(next));
        true
    }

    fn instructions(&self, _thread: ThreadId) -> u64 {
        self.now.nanos() / INSTRUCTION.nanos()
    }

    fn end(&self) -> Option<End> {
        (self.position == self.events.len()).then_some(End {
            exit_code: 0,
            trouble: None,
        })
    }

    fn frames(&self, thread: ThreadId) -> Vec<FrameView> {
        if thread.0 == 0 || self.end().is_some() {
            return Vec::new();
        }
        vec![FrameView {
            code: self.program.compiled().code.clone(),
            next: 0,
            line: if self.instructions(thread).is_multiple_of(2) {
                4
            } else {
                5
            },
            locals: vec![(
                "n".into(),
                (400_000 - self.instructions(thread)).to_string(),
            )],
        }]
    }

    fn evaluate(&self, expression: &str) -> Result<Found, String> {
        Err(format!("a script has no `{expression}`"))
    }

    fn piped_bytes(&self) -> u64 {
        0
    }

    fn fork(&self) -> Box<dyn Engine> {
        Box::new(self.clone())
    }
}

/// Writes events in microseconds.
#[derive(Default)]
struct Script {
    events: Vec<Event>,
}

impl Script {
    fn push(&mut self, us: u64, thread: u32, kind: EventKind) {
        self.events.push(Event {
            at: VirtualTime(us * 1000),
            thread: ThreadId(thread),
            kind,
        });
    }

    fn create(&mut self, us: u64, thread: u32, name: &str) {
        let kind = EventKind::ThreadCreated {
            name: name.into(),
            process: ProcessId(0),
            parent: (thread > 0).then_some(ThreadId(0)),
            daemon: false,
        };
        self.push(us, thread, kind);
    }

    fn state(&mut self, us: u64, thread: u32, sched: SchedState, attach: AttachState, line: u32) {
        let state = ThreadState {
            sched,
            attach,
            native: false,
            place: Place {
                line,
                ..Place::default()
            },
        };
        self.push(us, thread, EventKind::State(state));
    }

    /// Onto a core and into the interpreter.
    fn enter(&mut self, us: u64, thread: u32, core: u16, line: u32) {
        let on = SchedState::Running(CoreId(core));
        self.state(
            us,
            thread,
            SchedState::Runnable,
            AttachState::Detached,
            line,
        );
        self.state(us, thread, on, AttachState::Attaching, line);
        self.state(us, thread, on, AttachState::Attached, line);
    }

    fn done(&mut self, us: u64, thread: u32, core: u16) {
        let on = SchedState::Running(CoreId(core));
        self.state(us, thread, on, AttachState::Detached, 0);
        self.state(us, thread, SchedState::Exited, AttachState::Detached, 0);
    }
}

fn print_done(script: &mut Script, us: u64) {
    let text = "done\n".into();
    script.push(us, 0, EventKind::Output { stream: 1, text });
}

fn without_gil() -> Vec<Event> {
    let mut s = Script::default();
    let on = |core| SchedState::Running(CoreId(core));
    s.create(0, 0, "MainThread");
    s.enter(0, 0, 0, 1);
    s.create(500, 1, "A");
    s.create(500, 2, "B");
    s.state(500, 0, on(0), AttachState::Detached, 11);
    let join = SchedState::Blocked(BlockReason::Join(ThreadId(1)));
    s.state(500, 0, join, AttachState::Detached, 11);
    s.enter(500, 1, 0, 4);
    s.enter(500, 2, 1, 4);
    s.done(500 + WORK_US, 1, 0);
    s.done(500 + WORK_US, 2, 1);
    s.enter(500 + WORK_US, 0, 0, 13);
    print_done(&mut s, 600 + WORK_US);
    s.done(700 + WORK_US, 0, 0);
    s.events
}

fn with_gil(config: &RunConfig) -> Vec<Event> {
    let mut s = Script::default();
    let kind = LockKind::Gil;
    let name = "GIL".into();
    s.push(
        0,
        0,
        EventKind::LockCreated {
            lock: GIL,
            kind,
            name,
        },
    );
    let take = |s: &mut Script, us, thread, waited_us| {
        let kind = EventKind::TakeGil {
            lock: GIL,
            waited: VirtualDuration::from_micros(waited_us),
            switched: true,
        };
        s.push(us, thread, kind);
    };
    let on = |core| SchedState::Running(CoreId(core));
    let wants = SchedState::Blocked(BlockReason::Gil(GIL));
    s.create(0, 0, "MainThread");
    s.state(0, 0, SchedState::Runnable, AttachState::Detached, 1);
    s.state(0, 0, on(0), AttachState::Attaching, 1);
    take(&mut s, 0, 0, 0);
    s.state(0, 0, on(0), AttachState::Attached, 1);
    s.create(500, 1, "A");
    s.create(500, 2, "B");
    let drop = |s: &mut Script, us, thread, why| {
        s.push(us, thread, EventKind::DropGil { lock: GIL, why });
    };
    drop(&mut s, 500, 0, DetachReason::Blocking);
    s.state(500, 0, on(0), AttachState::Detached, 11);
    let join = SchedState::Blocked(BlockReason::Join(ThreadId(1)));
    s.state(500, 0, join, AttachState::Detached, 11);
    s.state(500, 1, SchedState::Runnable, AttachState::Detached, 4);
    s.state(500, 1, on(0), AttachState::Attaching, 4);
    take(&mut s, 500, 1, 0);
    s.state(500, 1, on(0), AttachState::Attached, 4);
    s.state(500, 2, SchedState::Runnable, AttachState::Detached, 4);
    s.state(500, 2, on(1), AttachState::Attaching, 4);
    s.state(500, 2, wants, AttachState::Attaching, 4);
    let slice = config.interval().nanos() / 1000;
    let mut at = 500;
    let (mut runs, mut waits) = (1u32, 2u32);
    let mut left = [WORK_US, WORK_US];
    loop {
        let work = &mut left[runs as usize - 1];
        let part = slice.min(*work);
        *work -= part;
        at += part;
        let core = runs as u16 - 1;
        if *work == 0 {
            drop(&mut s, at, runs, DetachReason::Exit);
            s.done(at, runs, core);
        } else {
            let holder = ThreadId(runs);
            s.push(at, waits, EventKind::DropRequest { lock: GIL, holder });
            drop(&mut s, at, runs, DetachReason::DropRequest);
            let woken = ThreadId(waits);
            let cause = WakeCause::GilReleased;
            s.push(at, runs, EventKind::Wake { woken, cause });
            s.state(at, runs, on(core), AttachState::Detached, 5);
            let switching = SchedState::Blocked(BlockReason::GilSwitch(GIL));
            s.state(at, runs, switching, AttachState::Detached, 5);
        }
        if left[waits as usize - 1] == 0 {
            break;
        }
        let core = waits as u16 - 1;
        s.state(at, waits, SchedState::Runnable, AttachState::Attaching, 5);
        s.state(at, waits, on(core), AttachState::Attaching, 5);
        take(&mut s, at, waits, part);
        s.state(at, waits, on(core), AttachState::Attached, 5);
        if left[runs as usize - 1] > 0 {
            let core = runs as u16 - 1;
            s.state(at, runs, SchedState::Runnable, AttachState::Detached, 5);
            s.state(at, runs, on(core), AttachState::Attaching, 5);
            s.state(at, runs, wants, AttachState::Attaching, 5);
        }
        std::mem::swap(&mut runs, &mut waits);
    }
    s.state(at, 0, SchedState::Runnable, AttachState::Detached, 13);
    s.state(at, 0, on(0), AttachState::Attaching, 13);
    take(&mut s, at, 0, 0);
    s.state(at, 0, on(0), AttachState::Attached, 13);
    print_done(&mut s, at + 100);
    drop(&mut s, at + 200, 0, DetachReason::Exit);
    s.done(at + 200, 0, 0);
    s.events
}
