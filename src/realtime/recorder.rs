//! Owns what one thread notes of itself while it runs: changes of state with their moments, the core it is
//! on, and gaps in which the operating system had taken the core away. The notes are the thread's own until
//! it has leisure: no lock on the hot path. Owns no trace (`merge`).

use std::sync::Arc;

use super::clock::Clock;
use super::machine;
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
        let mut recorder = Recorder::new(ThreadId(0), Clock::start(), Arc::default());
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

/// A stretch without a look at the clock that is longer than this may hide that the core was taken away.
const SUSPICIOUS: u64 = 300_000;
/// Shorter absences are not noted.
const ABSENT: u64 = 150_000;
/// A thread that never waits hands its notes in so often.
const HAND_IN: u64 = 10_000_000;

#[derive(Debug)]
pub(super) struct Recorder {
    thread: ThreadId,
    clock: Clock,
    desk: Arc<Desk>,
    notes: Vec<Note>,
    core: Option<CoreId>,
    /// The last look at the clock, and what the time on a core was compared with.
    last: VirtualTime,
    looks: u64,
    base: (VirtualTime, u64),
    handed_in: VirtualTime,
}

impl Recorder {
    pub(super) fn new(thread: ThreadId, clock: Clock, desk: Arc<Desk>) -> Self {
        Self {
            thread,
            clock,
            desk,
            notes: Vec::new(),
            core: None,
            last: VirtualTime::ZERO,
            looks: 0,
            base: (VirtualTime::ZERO, 0),
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
        let core = machine::current_core();
        self.core = Some(core);
        self.note_at(at, What::On(core), None);
        self.measure_from(at);
    }

    /// The stretch that is measured begins here.
    fn measure_from(&mut self, at: VirtualTime) {
        self.last = at;
        self.base = (at, machine::time_on_core());
    }

    /// At a check point: is it still on the same core, and has it been there all the time?
    pub(super) fn look(&mut self) -> VirtualTime {
        let now = self.now();
        if self.desk.closed {
            return now;
        }
        self.looks += 1;
        if now.since(self.last).nanos() > SUSPICIOUS {
            self.find_gap(now);
        }
        self.last = now;
        let core = machine::current_core();
        if self.core != Some(core) {
            self.core = Some(core);
            self.note_at(now, What::On(core), None);
        }
        if now.since(self.handed_in).nanos() > HAND_IN {
            self.hand_in();
            self.handed_in = now;
        }
        now
    }

    fn find_gap(&mut self, now: VirtualTime) {
        let on_core = machine::time_on_core();
        let (from, before) = self.base;
        let absent = now
            .since(from)
            .nanos()
            .saturating_sub(on_core.saturating_sub(before));
        let stretch = now.since(self.last).nanos();
        if absent.min(stretch) > ABSENT {
            let gone = VirtualTime(now.nanos() - absent.min(stretch));
            self.note_at(gone, What::Off, None);
            let core = machine::current_core();
            self.core = Some(core);
            self.note_at(now, What::On(core), None);
        }
        self.base = (now, on_core);
    }

    pub(super) fn hand_in(&mut self) {
        self.desk.hand_in(&mut self.notes, &mut self.looks);
    }
}

impl Drop for Recorder {
    fn drop(&mut self) {
        self.hand_in();
    }
}
