//! Owns how the notes of all threads become one trace: in the order of their moments, with the steps that
//! nobody could note filled in. A thread that wakes was runnable since it was woken; a thread whose core
//! another has taken is descheduled until the other has left, unless it says that it is elsewhere.
//! Owns no measuring.

use std::collections::{BTreeMap, BTreeSet};

use super::recorder::{Note, Spot, What};
use crate::base::{CoreId, LockId, ThreadId, VirtualTime};
use crate::trace::{
    AttachState, BlockReason, Event, EventKind, LockKind, Place, SchedState, ThreadState, Trace,
};

/// Brings notes into a trace.
#[derive(Debug, Default)]
pub(super) struct Merger {
    waiting: Vec<Note>,
    states: Vec<ThreadState>,
    last_core: Vec<Option<CoreId>>,
    /// Where a thread that is awake says it is.
    claims: Vec<Option<CoreId>>,
    on_core: BTreeMap<CoreId, ThreadId>,
    /// Who had to make room for another, the last one last.
    displaced: Vec<(CoreId, ThreadId)>,
    /// The lanes of the machine's cores, by their numbers: a process may be given some of them only.
    lanes: BTreeMap<CoreId, CoreId>,
    holders: BTreeMap<LockId, ThreadId>,
    known: BTreeSet<LockId>,
}

impl Merger {
    /// More notes; each bundle is in the order of its own thread.
    pub(super) fn add(&mut self, bundles: Vec<Vec<Note>>) {
        self.waiting.extend(bundles.into_iter().flatten());
    }

    /// Writes what was until then; `all`: nothing else will come.
    pub(super) fn write(&mut self, trace: &mut Trace, until: VirtualTime, all: bool) {
        self.waiting.sort_by_key(|note| (note.at, rank(&note.what)));
        let known = if all {
            self.waiting.len()
        } else {
            self.waiting.partition_point(|note| note.at <= until)
        };
        let rest = self.waiting.split_off(known);
        let mut held = BTreeSet::new();
        for note in std::mem::replace(&mut self.waiting, rest) {
            let thread = note.thread;
            if held.contains(&thread) || self.is_early(&note) {
                held.insert(thread);
                self.waiting.push(note);
                continue;
            }
            let left = self.core_of(thread);
            self.apply(trace, note);
            if let Some(core) = left {
                self.give_back(trace, core);
            }
        }
        trace.extend_to(until);
    }

    /// Whether a thread has to do with it whose creation has not been told yet: whoever has created it had no
    /// core since, and has handed nothing in.
    fn is_early(&self, note: &Note) -> bool {
        let known = self.states.len();
        let is_new = |thread: ThreadId| thread.index() >= known;
        match &note.what {
            What::Event(EventKind::ThreadCreated { .. }) => note.thread.index() > known,
            What::Event(
                EventKind::Wake { woken: of, .. } | EventKind::DropRequest { holder: of, .. },
            )
            | What::Blocked(BlockReason::Join(of) | BlockReason::StopTheWorld { by: of, .. }) => {
                is_new(note.thread) || is_new(*of)
            }
            _ => is_new(note.thread),
        }
    }

    fn core_of(&self, thread: ThreadId) -> Option<CoreId> {
        match self.states.get(thread.index())?.sched {
            SchedState::Running(core) => Some(core),
            _ => None,
        }
    }

    /// Nobody may be on this core any more: whoever had to make room and has not said that it is elsewhere
    /// was there.
    fn give_back(&mut self, trace: &mut Trace, core: CoreId) {
        if self.on_core.contains_key(&core) {
            return;
        }
        while let Some(at) = self.displaced.iter().rposition(|(of, _)| *of == core) {
            let (_, thread) = self.displaced.remove(at);
            let mut state = self.states[thread.index()];
            let is_there = self.claims[thread.index()] == Some(core);
            if is_there && state.sched == SchedState::Runnable {
                state.sched = SchedState::Running(core);
                self.set(trace, trace.end(), thread, state);
                return;
            }
        }
    }

    /// Its own number, if a lane has it, or the first lane that nobody has.
    fn lane(&mut self, core: CoreId, count: u16) -> CoreId {
        if let Some(lane) = self.lanes.get(&core) {
            return *lane;
        }
        let free = |lane: &CoreId| !self.lanes.values().any(|taken| taken == lane);
        let own = Some(core).filter(|core| core.0 < count && free(core));
        let lane = own.or_else(|| (0..count).map(CoreId).find(free));
        let lane = lane.unwrap_or(CoreId(core.0 % count.max(1)));
        self.lanes.insert(core, lane);
        lane
    }

    fn apply(&mut self, trace: &mut Trace, note: Note) {
        // That threads which wait for ever are ended is no part of the run.
        if trace.is_deadlocked() {
            return;
        }
        // A note that came too late is shown as early as it still can be.
        let at = note.at.max(trace.end());
        let thread = note.thread;
        if let What::Event(kind) = note.what {
            return self.event(trace, at, thread, kind);
        }
        let Some(mut state) = self.states.get(thread.index()).copied() else {
            return;
        };
        if state.sched == SchedState::Exited {
            return;
        }
        if let Some(spot) = &note.spot {
            state.place = place(trace, spot);
        }
        if !matches!(note.what, What::On(_) | What::Off)
            && !matches!(state.sched, SchedState::Running(_))
        {
            let claim = self.claims[thread.index()];
            let core = claim.or(self.last_core[thread.index()]);
            state = self.put_on_core(trace, at, thread, state, core.unwrap_or(CoreId(0)));
        }
        match note.what {
            What::Event(_) => unreachable!("events were written"),
            What::On(core) => {
                let core = self.lane(core, trace.core_count() as u16);
                self.claims[thread.index()] = Some(core);
                self.put_on_core(trace, at, thread, state, core);
                return;
            }
            What::Off => {
                self.claims[thread.index()] = None;
                if matches!(state.sched, SchedState::Running(_)) {
                    state.sched = SchedState::Runnable;
                }
            }
            What::Attaching => state.attach = AttachState::Attaching,
            What::Attached => state.attach = AttachState::Attached,
            What::Detached => state.attach = AttachState::Detached,
            What::Blocked(reason) => {
                match reason {
                    BlockReason::Lock(lock) => {
                        self.introduce(trace, at, thread, lock, LockKind::Lock);
                    }
                    BlockReason::Gil(lock) | BlockReason::GilSwitch(lock) => {
                        self.introduce(trace, at, thread, lock, LockKind::Gil);
                    }
                    _ => {}
                }
                // A thread that was told to let go may have its lock taken before it says so; one that waits
                // in native code may keep it.
                if state.attach == AttachState::Attached && !state.native {
                    state.attach = AttachState::Detached;
                }
                state.sched = SchedState::Blocked(reason);
                self.claims[thread.index()] = None;
            }
            What::Native(native) => state.native = native,
            What::Exited => {
                state.sched = SchedState::Exited;
                state.attach = AttachState::Detached;
                self.claims[thread.index()] = None;
            }
        }
        self.set(trace, at, thread, state);
    }

    /// By way of the run queue, and whoever seemed to be there was not.
    fn put_on_core(
        &mut self,
        trace: &mut Trace,
        at: VirtualTime,
        thread: ThreadId,
        mut state: ThreadState,
        core: CoreId,
    ) -> ThreadState {
        self.last_core[thread.index()] = Some(core);
        if state.sched == SchedState::Running(core) {
            return state;
        }
        if state.sched != SchedState::Runnable {
            state.sched = SchedState::Runnable;
            self.set(trace, at, thread, state);
        }
        if let Some(other) = self.on_core.get(&core).copied() {
            let mut displaced = self.states[other.index()];
            displaced.sched = SchedState::Runnable;
            self.set(trace, at, other, displaced);
            self.displaced.retain(|(_, thread)| *thread != other);
            self.displaced.push((core, other));
        }
        state.sched = SchedState::Running(core);
        self.set(trace, at, thread, state);
        state
    }

    fn set(&mut self, trace: &mut Trace, at: VirtualTime, thread: ThreadId, state: ThreadState) {
        let old = std::mem::replace(&mut self.states[thread.index()], state);
        if old == state {
            return;
        }
        if let SchedState::Running(core) = old.sched
            && old.sched != state.sched
        {
            self.on_core.remove(&core);
        }
        if let SchedState::Running(core) = state.sched {
            self.on_core.insert(core, thread);
        }
        let kind = EventKind::State(state);
        trace.push(Event { at, thread, kind });
    }

    fn event(&mut self, trace: &mut Trace, at: VirtualTime, thread: ThreadId, kind: EventKind) {
        match &kind {
            EventKind::ThreadCreated { .. } => {
                self.states.push(ThreadState::NEW);
                self.last_core.push(None);
                self.claims.push(None);
            }
            EventKind::Wake { woken, .. } => {
                trace.push(Event {
                    at,
                    thread,
                    kind: kind.clone(),
                });
                return self.make_runnable(trace, at, *woken);
            }
            // Something was known of it before its name was.
            EventKind::LockCreated { lock, name, .. } if !self.known.insert(*lock) => {
                let (lock, name) = (*lock, name.clone());
                if !name.is_empty() {
                    let kind = EventKind::LockRenamed { lock, name };
                    trace.push(Event { at, thread, kind });
                }
                return;
            }
            EventKind::LockRenamed { lock, .. } => {
                self.introduce(trace, at, thread, *lock, LockKind::Lock);
            }
            EventKind::DropRequest { lock, .. } => {
                self.introduce(trace, at, thread, *lock, LockKind::Gil);
            }
            EventKind::Acquired { lock } | EventKind::TakeGil { lock, .. } => {
                let kind_of_it = match kind {
                    EventKind::TakeGil { .. } => LockKind::Gil,
                    _ => LockKind::Lock,
                };
                self.introduce(trace, at, thread, *lock, kind_of_it);
                if let Some(holder) = self.holders.insert(*lock, thread)
                    && matches!(kind, EventKind::TakeGil { .. })
                {
                    let why = crate::trace::DetachReason::Blocking;
                    let lock = *lock;
                    let kind = EventKind::DropGil { lock, why };
                    trace.push(Event {
                        at,
                        thread: holder,
                        kind,
                    });
                    // It had no time to say so.
                    let mut state = self.states[holder.index()];
                    if matches!(state.sched, SchedState::Running(_)) {
                        state.attach = AttachState::Detached;
                        self.set(trace, at, holder, state);
                    }
                }
            }
            EventKind::Released { lock } | EventKind::DropGil { lock, .. } => {
                // Somebody else has it already, as far as the clocks can tell.
                if self.holders.get(lock) != Some(&thread) {
                    return;
                }
                self.holders.remove(lock);
            }
            _ => {}
        }
        trace.push(Event { at, thread, kind });
    }

    /// A lock whose creation another thread has noted a little later.
    fn introduce(
        &mut self,
        trace: &mut Trace,
        at: VirtualTime,
        thread: ThreadId,
        lock: LockId,
        kind: LockKind,
    ) {
        if self.known.insert(lock) {
            let name = "".into();
            let kind = EventKind::LockCreated { lock, kind, name };
            trace.push(Event { at, thread, kind });
        }
    }

    /// Somebody woke it.
    fn make_runnable(&mut self, trace: &mut Trace, at: VirtualTime, woken: ThreadId) {
        let Some(mut state) = self.states.get(woken.index()).copied() else {
            return;
        };
        if matches!(state.sched, SchedState::Blocked(_) | SchedState::New) {
            state.sched = SchedState::Runnable;
            self.set(trace, at, woken, state);
        }
    }
}

/// What comes first of what happened at the same moment.
fn rank(what: &What) -> u8 {
    match what {
        What::Event(EventKind::ThreadCreated { .. }) => 0,
        _ => 1,
    }
}

fn place(trace: &mut Trace, spot: &Spot) -> Place {
    Place {
        library: None,
        file: trace.source_id(&spot.0),
        line: spot.1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{ProcessId, VirtualDuration};
    use crate::trace;
    use crate::trace::{DetachReason, WakeCause, Window};

    const GIL: LockId = LockId(0);

    fn note(at: u64, thread: u32, what: What) -> Note {
        Note {
            at: VirtualTime(at),
            thread: ThreadId(thread),
            what,
            spot: None,
        }
    }

    fn created(at: u64, thread: u32, name: &str) -> Note {
        let kind = EventKind::ThreadCreated {
            name: name.into(),
            process: ProcessId(0),
            parent: None,
            daemon: false,
        };
        note(at, thread, What::Event(kind))
    }

    fn takes(at: u64, thread: u32) -> Vec<Note> {
        let kind = EventKind::TakeGil {
            lock: GIL,
            waited: VirtualDuration::ZERO,
            switched: true,
        };
        vec![
            note(at, thread, What::Event(kind)),
            note(at, thread, What::Attached),
        ]
    }

    fn drops(at: u64, thread: u32) -> Vec<Note> {
        let why = DetachReason::Blocking;
        vec![
            note(
                at,
                thread,
                What::Event(EventKind::DropGil { lock: GIL, why }),
            ),
            note(at, thread, What::Detached),
        ]
    }

    fn on(at: u64, thread: u32, core: u16) -> Note {
        note(at, thread, What::On(CoreId(core)))
    }

    fn picture(bundles: Vec<Vec<Note>>, end: u64) -> String {
        let mut trace = Trace::new(2);
        let mut merger = Merger::default();
        merger.add(bundles);
        merger.write(&mut trace, VirtualTime(end), true);
        let window = Window::new(VirtualTime::ZERO, trace.end());
        trace::ascii(&trace, window, 20)
    }

    #[test]
    fn notes_of_two_threads_become_one_trace() {
        let kind = LockKind::Gil;
        let gil = EventKind::LockCreated {
            lock: GIL,
            kind,
            name: "GIL".into(),
        };
        let main = vec![
            vec![
                created(0, 0, "main"),
                note(0, 0, What::Event(gil)),
                on(0, 0, 0),
            ],
            takes(0, 0),
            vec![created(20, 1, "B")],
            drops(100, 0),
            vec![
                note(100, 0, What::Blocked(BlockReason::Join(ThreadId(1)))),
                on(190, 0, 1),
            ],
            takes(190, 0),
            drops(199, 0),
            vec![note(199, 0, What::Exited)],
        ];
        let b = vec![
            vec![
                on(40, 1, 1),
                note(50, 1, What::Attaching),
                note(50, 1, What::Blocked(BlockReason::Gil(GIL))),
                on(110, 1, 1),
            ],
            takes(110, 1),
            drops(150, 1),
            vec![
                note(160, 1, What::Exited),
                note(
                    160,
                    1,
                    What::Event(EventKind::Wake {
                        woken: ThreadId(0),
                        cause: WakeCause::ThreadEnded,
                    }),
                ),
            ],
        ];
        let flat = |bundles: Vec<Vec<Note>>| bundles.into_iter().flatten().collect();
        let picture = picture(vec![flat(b), flat(main)], 200);
        for row in [
            "core 0 |MMMMMMMMMM----------|",
            "core 1 |----B------BBBBB---M|",
            "GIL    |MMMMMMMMMM-BBBB----M|",
        ] {
            assert!(
                picture.contains(row),
                "{row}
{picture}"
            );
        }
    }

    #[test]
    fn whoever_is_where_another_has_come_was_descheduled() {
        let notes = vec![
            vec![
                created(0, 0, "main"),
                on(0, 0, 0),
                note(0, 0, What::Attached),
            ],
            vec![created(1, 1, "B"), on(50, 1, 0), note(90, 1, What::Off)],
            vec![note(50, 0, What::Off), on(100, 0, 0)],
        ];
        let picture = picture(notes, 200);
        assert!(
            picture.contains("core 0 |MMMMMBBBB-MMMMMMMMMM|"),
            "{picture}"
        );
    }

    fn time_of(notes: Vec<Vec<Note>>, end: u64, thread: usize) -> (u64, u64) {
        let mut trace = Trace::new(2);
        let mut merger = Merger::default();
        merger.add(notes);
        merger.write(&mut trace, VirtualTime(end), true);
        let metrics = trace::Metrics::of(&trace, trace.end());
        let times = &metrics.threads[thread];
        // Running Python, or native code.
        let on_core = times.running.nanos() + times.running_native.nanos();
        (on_core, times.runnable.nanos())
    }

    /// A thread starts where another is, and goes to the other core a moment later: too short a time for the
    /// first to notice that it was away.
    #[test]
    fn whoever_made_room_is_back_when_the_other_leaves() {
        let notes = || {
            vec![
                vec![
                    created(0, 0, "main"),
                    on(0, 0, 0),
                    note(0, 0, What::Attached),
                ],
                vec![created(1, 1, "B"), on(500, 1, 0), on(540, 1, 1)],
            ]
        };
        assert_eq!(time_of(notes(), 10_000, 0), (9_960, 40));
        assert_eq!(time_of(notes(), 10_000, 1), (9_500, 0));
    }

    /// Two on one core, and both say when they were away: no nanosecond is lost or counted twice.
    #[test]
    fn two_that_share_a_core_share_its_time() {
        let mut main = vec![
            created(0, 0, "main"),
            created(0, 1, "B"),
            on(0, 0, 1),
            note(0, 0, What::Attached),
        ];
        let mut b = vec![];
        for turn in 0..10 {
            main.push(note(turn * 1000 + 400, 0, What::Off));
            main.push(on(turn * 1000 + 1000, 0, 1));
            b.push(on(turn * 1000 + 400, 1, 1));
            b.push(note(turn * 1000 + 1000, 1, What::Off));
        }
        let notes = || vec![main.clone(), b.clone()];
        assert_eq!(time_of(notes(), 10_000, 0), (4_000, 6_000));
        assert_eq!(time_of(notes(), 10_000, 1).0, 6_000);
    }

    /// What a thread does is known before whoever has started it came to telling so.
    #[test]
    fn a_thread_whose_creation_is_told_late_waits_for_it() {
        let mut trace = Trace::new(2);
        let mut merger = Merger::default();
        let told = |woken: u32| {
            let (woken, cause) = (ThreadId(woken), WakeCause::Started);
            What::Event(EventKind::Wake { woken, cause })
        };
        merger.add(vec![vec![created(0, 0, "main"), on(0, 0, 0)]]);
        merger.add(vec![takes(30, 2), vec![on(30, 2, 1), note(40, 2, told(1))]]);
        merger.add(vec![vec![
            created(25, 2, "C"),
            on(20, 1, 1),
            note(26, 1, told(2)),
        ]]);
        merger.write(&mut trace, VirtualTime(100), false);
        assert_eq!(trace.threads().count(), 1);
        merger.add(vec![vec![created(10, 1, "B"), note(11, 0, told(1))]]);
        merger.write(&mut trace, VirtualTime(200), true);
        assert_eq!(trace.threads().count(), 3);
        assert!(merger.waiting.is_empty(), "{:?}", merger.waiting);
        let metrics = trace::Metrics::of(&trace, trace.end());
        assert_eq!(metrics.threads[1].running.nanos(), 0);
        assert!(metrics.threads[2].running.nanos() > 0);
    }

    /// A process that may use the cores 2 and 6 has two lanes.
    #[test]
    fn cores_with_other_numbers_have_lanes_too() {
        let notes = || {
            vec![
                vec![created(0, 0, "main"), on(0, 0, 2)],
                vec![created(0, 1, "B"), on(100, 1, 6)],
            ]
        };
        assert_eq!(time_of(notes(), 1_000, 0), (1_000, 0));
        assert_eq!(time_of(notes(), 1_000, 1), (900, 0));
    }

    /// It let the lock go, lost its core at once, and says so only when it has one again.
    #[test]
    fn whose_lock_another_has_runs_no_python() {
        let one = vec![
            vec![created(0, 0, "main"), on(0, 0, 0)],
            takes(0, 0),
            drops(150, 0),
        ];
        let other = vec![
            vec![created(1, 1, "B"), on(1, 1, 1)],
            vec![note(50, 1, What::Attaching)],
            takes(100, 1),
        ];
        let flat = |bundles: Vec<Vec<Note>>| bundles.into_iter().flatten().collect();
        let mut trace = Trace::new(2);
        let mut merger = Merger::default();
        merger.add(vec![flat(one), flat(other)]);
        merger.write(&mut trace, VirtualTime(200), true);
        let attached = |at: u64, thread: u32| {
            let state = trace.thread(ThreadId(thread)).state_at(VirtualTime(at));
            state.is_some_and(|state| state.attach == AttachState::Attached)
        };
        assert!(attached(99, 0) && !attached(99, 1));
        assert!(!attached(120, 0) && attached(120, 1));
    }

    #[test]
    fn a_name_that_comes_late_is_a_new_name() {
        let lock = LockId(7);
        let late = EventKind::LockCreated {
            lock,
            kind: LockKind::Lock,
            name: "door".into(),
        };
        let notes = vec![
            vec![created(0, 0, "main"), on(0, 0, 0)],
            vec![note(10, 0, What::Event(EventKind::Acquired { lock }))],
            vec![note(20, 0, What::Event(late))],
            vec![note(30, 0, What::Event(EventKind::Released { lock }))],
        ];
        let mut trace = Trace::new(1);
        let mut merger = Merger::default();
        merger.add(notes);
        merger.write(&mut trace, VirtualTime(40), true);
        assert_eq!(&*trace.lock(lock).unwrap().name, "door");
        assert_eq!(
            trace.lock(lock).unwrap().holder_at(VirtualTime(25)),
            Some(ThreadId(0))
        );
    }
}
