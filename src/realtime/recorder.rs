//! Owns what one thread notes of itself while it runs: changes of state with their moments. The notes are the
//! thread's own until it has leisure: no lock on the hot path. Owns neither what it finds out about its core
//! (`presence`) nor the trace (`merge`).

use std::sync::Arc;

use super::clock::Clock;
use super::machine;
use super::presence::Presence;
use super::sync::Mutex;
use super::sync::atomic::{AtomicU64, Ordering};
use crate::base::{CoreId, ThreadId, VirtualDuration, VirtualTime};
use crate::trace::{BlockReason, EventKind};

/// Where in the program: a file and a line.
pub(super) type Spot = (Arc<str>, u32);

#[derive(Clone, Debug)]
pub(super) enum What {
    /// Something that has no state of its own in the thread.
    Event(EventKind),
    /// On a core from now on.
    On(CoreId),
    /// The operating system took the core away.
    Off,
    Attaching,
    Attached,
    Detached,
    Blocked(BlockReason),
    /// In one long native call, or out of it.
    Native(bool),
    Exited,
}

#[derive(Clone, Debug)]
pub(super) struct Note {
    pub(super) at: VirtualTime,
    pub(super) thread: ThreadId,
    pub(super) what: What,
    pub(super) spot: Option<Spot>,
}

/// The notes that threads have handed in, and how much work recording was.
#[derive(Debug, Default)]
pub(super) struct Desk {
    /// Nothing is noted: to see what noting costs.
    closed: bool,
    bundles: Mutex<Vec<Vec<Note>>>,
    looks: AtomicU64,
    notes: AtomicU64,
}

impl Desk {
    pub(super) fn new(open: bool) -> Self {
        Self {
            closed: !open,
            ..Self::default()
        }
    }

    fn hand_in(&self, notes: &mut Vec<Note>, looks: &mut u64) {
        self.looks
            .fetch_add(std::mem::take(looks), Ordering::Relaxed);
        if !notes.is_empty() {
            self.notes.fetch_add(notes.len() as u64, Ordering::Relaxed);
            self.bundles.lock().push(std::mem::take(notes));
        }
    }

    pub(super) fn take(&self) -> Vec<Vec<Note>> {
        std::mem::take(&mut self.bundles.lock())
    }

    /// What recording has cost all threads together: what they did for it, at what that takes on this
    /// machine, measured now.
    pub(super) fn cost(&self) -> VirtualDuration {
        const TIMES: u64 = 20_000;
        let mut recorder =
            Recorder::new(ThreadId(0), Clock::start(), Arc::default(), Arc::default());
        let begun = recorder.now();
        for _ in 0..TIMES {
            recorder.look();
        }
        let looked = recorder.now();
        for _ in 0..TIMES {
            recorder.note(What::Attached);
        }
        let noted = recorder.now();
        let looks = self.looks.load(Ordering::Relaxed);
        let notes = self.notes.load(Ordering::Relaxed);
        let total = looked.since(begun).nanos() * looks + noted.since(looked).nanos() * notes;
        VirtualDuration(total / TIMES)
    }
}

/// A thread that never waits hands its notes in so often.
const HAND_IN: u64 = 10_000_000;

/// Until when a thread has told everything: its notes are handed in, and it has not done anything since
/// that it would have noted.
#[derive(Debug)]
pub(super) struct Told(AtomicU64);

impl Told {
    /// It does nothing that it would have to tell, for now.
    const EVERYTHING: u64 = u64::MAX;

    /// `None`: everything.
    pub(super) fn until(&self) -> Option<VirtualTime> {
        let until = self.0.load(Ordering::SeqCst);
        (until != Self::EVERYTHING).then_some(VirtualTime(until))
    }

    fn set(&self, until: VirtualTime) {
        self.0.store(until.nanos(), Ordering::SeqCst);
    }

    fn set_everything(&self) {
        self.0.store(Self::EVERYTHING, Ordering::SeqCst);
    }
}

impl Default for Told {
    fn default() -> Self {
        Self(AtomicU64::new(Self::EVERYTHING))
    }
}

#[derive(Debug)]
pub(super) struct Recorder {
    thread: ThreadId,
    clock: Clock,
    desk: Arc<Desk>,
    told: Arc<Told>,
    notes: Vec<Note>,
    presence: Presence,
    looks: u64,
    handed_in: VirtualTime,
}

impl Recorder {
    pub(super) fn new(thread: ThreadId, clock: Clock, desk: Arc<Desk>, told: Arc<Told>) -> Self {
        Self {
            thread,
            clock,
            desk,
            told,
            notes: Vec::new(),
            presence: Presence::default(),
            looks: 0,
            handed_in: VirtualTime::ZERO,
        }
    }

    pub(super) fn now(&self) -> VirtualTime {
        self.clock.now()
    }

    pub(super) fn note_at(&mut self, at: VirtualTime, what: What, spot: Option<Spot>) {
        if self.desk.closed {
            return;
        }
        let thread = self.thread;
        self.notes.push(Note {
            at,
            thread,
            what,
            spot,
        });
    }

    pub(super) fn note(&mut self, what: What) {
        let at = self.now();
        self.note_at(at, what, None);
    }

    pub(super) fn event(&mut self, kind: EventKind) {
        self.note(What::Event(kind));
    }

    /// What another thread did not do itself: it is created.
    pub(super) fn event_of(&mut self, at: VirtualTime, thread: ThreadId, kind: EventKind) {
        if self.desk.closed {
            return;
        }
        self.notes.push(Note {
            at,
            thread,
            what: What::Event(kind),
            spot: None,
        });
    }

    /// The thread is on a core again, after a wait or at its beginning.
    pub(super) fn resumes(&mut self) {
        let at = self.now();
        self.told.set(at);
        let core = machine::current_core();
        self.presence.begins(at, core, machine::time_on_core(at));
        self.note_at(at, What::On(core), None);
    }

    /// The thread is about to wait: nothing of its doings stays unsaid.
    pub(super) fn blocks(&mut self, reason: BlockReason) {
        let at = self.settles();
        self.note_at(at, What::Blocked(reason), None);
    }

    /// The thread is at its end.
    pub(super) fn exits(&mut self) {
        let at = self.settles();
        self.note_at(at, What::Exited, None);
        self.rests();
    }

    /// It has told the last thing that it tells.
    pub(super) fn falls_silent(&mut self) {
        self.rests();
        self.desk = Arc::new(Desk::new(false));
    }

    /// The accounts of its presence up to now.
    fn settles(&mut self) -> VirtualTime {
        let now = self.now();
        if self.desk.closed {
            return now;
        }
        let (core, exact) = (machine::current_core(), machine::time_on_core(now));
        let (thread, notes) = (self.thread, &mut self.notes);
        self.presence.ends(now, core, exact, &mut |at, what| {
            note(notes, thread, at, what)
        });
        now
    }

    /// At a check point: is it still on the same core, and has it been there all the time?
    pub(super) fn look(&mut self) -> VirtualTime {
        let now = self.now();
        if self.desk.closed {
            return now;
        }
        self.looks += 1;
        let core = machine::current_core();
        let (thread, notes) = (self.thread, &mut self.notes);
        self.presence
            .look(now, core, || machine::time_on_core(now), &mut |at, what| {
                note(notes, thread, at, what);
            });
        if now.since(self.handed_in).nanos() > HAND_IN {
            self.hand_in();
            self.told.set(self.presence.told());
            self.handed_in = now;
        }
        now
    }

    /// In one long native call from here on, in which it tells nothing.
    pub(super) fn enters_native(&mut self) {
        let at = self.settles();
        self.note_at(at, What::Native(true), None);
        self.rests();
    }

    pub(super) fn leaves_native(&mut self) {
        self.told.set(self.presence.told());
        let at = self.settles();
        self.note_at(at, What::Native(false), None);
    }

    /// Hands in everything, and has nothing to tell until it resumes.
    pub(super) fn rests(&mut self) {
        self.hand_in();
        self.told.set_everything();
    }

    pub(super) fn hand_in(&mut self) {
        self.desk.hand_in(&mut self.notes, &mut self.looks);
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.rests();
    }
}

fn note(notes: &mut Vec<Note>, thread: ThreadId, at: VirtualTime, what: What) {
    notes.push(Note {
        at,
        thread,
        what,
        spot: None,
    });
}
