//! Owns the trace: the append-only, time-ordered list of events and the tracks derived from it.
//! Owns neither counting (`metrics`) nor explaining (`why`).

use std::collections::BTreeMap;
use std::num::NonZeroU16;
use std::sync::Arc;

use super::ascii::free_letter;
use super::event::{
    BlockReason, DetachReason, Event, EventKind, LockKind, Place, SchedState, ThreadState,
};
use super::lane::Lane;
use super::legality;
use super::lock::LockTrack;
use super::track::{Column, Track, Window};
use crate::base::{CoreId, LockId, ProcessId, ThreadId, VirtualTime};

/// Everything that happened in a run so far.
#[derive(Clone, Debug, Default)]
pub struct Trace {
    events: Vec<Event>,
    threads: Vec<ThreadTrack>,
    locks: BTreeMap<LockId, LockTrack>,
    cores: Vec<Track<Option<ThreadId>>>,
    sources: Vec<Arc<str>>,
    /// Modules of the library in which threads wait.
    libraries: Vec<Arc<str>>,
    /// Indices of the marks and of the pieces of output.
    marks: Vec<u32>,
    outputs: Vec<u32>,
    /// Up to when everything is known.
    end: VirtualTime,
    has_gil: bool,
    /// Every so often a look from outside: nothing is known of the interpreter.
    sampled: bool,
}

/// One thread's history.
#[derive(Clone, Debug)]
pub struct ThreadTrack {
    pub name: Arc<str>,
    /// Stands for the thread everywhere: [`Trace::letter`].
    pub letter: char,
    pub process: ProcessId,
    pub parent: Option<ThreadId>,
    pub daemon: bool,
    pub created: VirtualTime,
    states: Vec<(VirtualTime, ThreadState)>,
    lanes: Track<Lane>,
    /// When it took a GIL.
    pub(super) takes: Vec<VirtualTime>,
}

impl ThreadTrack {
    /// How long the thread was what, and when.
    pub fn lanes(&self) -> &Track<Lane> {
        &self.lanes
    }

    /// The state at a moment; `None` before the thread existed.
    pub fn state_at(&self, t: VirtualTime) -> Option<ThreadState> {
        self.state_since(t).map(|(_, state)| state)
    }

    /// The state at a moment and since when it has been exactly that.
    pub fn state_since(&self, t: VirtualTime) -> Option<(VirtualTime, ThreadState)> {
        let after = self.states.partition_point(|(at, _)| *at <= t);
        Some(self.states[after.checked_sub(1)?])
    }

    /// When the thread's state changed for the last time.
    pub fn last_change(&self) -> Option<VirtualTime> {
        self.states.last().map(|(at, _)| *at)
    }

    /// The first moment at which it is known to stand in a line of the program.
    pub fn first_line_at(&self) -> Option<VirtualTime> {
        let placed = self.states.iter().find(|(_, state)| state.place.line > 0);
        placed.map(|(at, _)| *at)
    }

    fn set(&mut self, at: VirtualTime, state: ThreadState) {
        match self.states.last_mut() {
            Some((last, old)) if *last == at => *old = state,
            Some((_, old)) if *old == state => {}
            _ => self.states.push((at, state)),
        }
    }
}

impl Trace {
    /// An empty trace of a machine with this many cores.
    pub fn new(cores: u16) -> Self {
        let mut idle = Track::default();
        idle.set(VirtualTime::ZERO, None);
        Self {
            cores: vec![idle; usize::from(cores)],
            ..Self::default()
        }
    }

    /// The same of a run that is looked at from outside every so often.
    pub fn sampled(cores: u16) -> Self {
        Self {
            sampled: true,
            ..Self::new(cores)
        }
    }

    /// Appends an event.
    ///
    /// # Panics
    /// When it is earlier than the last one, or shows an impossible change: the engine is broken.
    pub fn push(&mut self, event: Event) {
        assert!(
            event.at >= self.end,
            "the trace is ordered by time: {event:?} after {}",
            self.end
        );
        self.end = event.at;
        self.apply(&event);
        self.events.push(event);
    }

    /// Writes the event that has this number: appends it, or, when a run is repeated from a
    /// checkpoint, holds it against the recorded one. Returns the number of the next event.
    ///
    /// # Panics
    /// When a repeated run differs from the recorded one: the engine is not deterministic.
    pub fn write(&mut self, position: usize, event: Event) -> usize {
        match self.events.get(position) {
            None => {
                assert_eq!(position, self.events.len(), "no event may be skipped");
                self.push(event);
            }
            Some(recorded) => assert_eq!(
                *recorded, event,
                "a repeated run differs from the recorded one at {} (event {position})",
                event.at
            ),
        }
        position + 1
    }

    /// Nothing more happens before `t`.
    pub fn extend_to(&mut self, t: VirtualTime) {
        self.end = self.end.max(t);
    }

    /// Up to when the run is known.
    pub fn end(&self) -> VirtualTime {
        self.end
    }

    /// The number of a source's name, for [`super::Place::file`].
    pub fn source_id(&mut self, name: &str) -> u16 {
        if let Some(known) = self.sources.iter().position(|s| &**s == name) {
            return known as u16;
        }
        self.sources.push(name.into());
        (self.sources.len() - 1) as u16
    }

    /// The number of a module of the library, in which threads wait.
    pub fn library_id(&mut self, module: &str) -> Option<NonZeroU16> {
        let known = self.libraries.iter().position(|name| &**name == module);
        let at = known.unwrap_or_else(|| {
            self.libraries.push(module.into());
            self.libraries.len() - 1
        });
        NonZeroU16::new(at as u16 + 1)
    }

    /// The name of the module of the library in which a thread waits.
    pub fn library(&self, place: Place) -> Option<&str> {
        let at = usize::from(place.library?.get()) - 1;
        self.libraries.get(at).map(|name| &**name)
    }

    pub fn source_name(&self, file: u16) -> &str {
        self.sources.get(usize::from(file)).map_or("?", |s| s)
    }

    fn apply(&mut self, event: &Event) {
        let (at, thread) = (event.at, event.thread);
        let number = self.events.len() as u32;
        match &event.kind {
            EventKind::ThreadCreated {
                name,
                process,
                parent,
                daemon,
            } => self.create_thread(event, name.clone(), *process, *parent, *daemon),
            EventKind::ThreadRenamed { name } => {
                self.threads[thread.index()].name = name.clone();
            }
            EventKind::State(state) => self.set_state(at, thread, state),
            EventKind::LockCreated { lock, kind, name } => {
                self.create_lock(event, *lock, *kind, name.clone());
            }
            EventKind::LockRenamed { lock, name } => self.lock_mut(*lock).name = name.clone(),
            EventKind::Acquired { lock } => {
                let track = self.lock_mut(*lock);
                track.acquired.push(at);
                track.holders.set(at, Some(thread));
            }
            EventKind::Released { lock } => self.lock_mut(*lock).holders.set(at, None),
            EventKind::Takings { lock, takings } => {
                self.lock_mut(*lock).counted.push((at, takings.clone()));
            }
            EventKind::DropRequest { lock, .. } => self.lock_mut(*lock).requested.push(at),
            EventKind::DropGil { lock, why } => self.drop_gil(at, thread, *lock, *why),
            EventKind::TakeGil { lock, switched, .. } => {
                self.take_gil(at, thread, *lock, *switched);
            }
            EventKind::Mark { .. } => self.marks.push(number),
            EventKind::Output { .. } => self.outputs.push(number),
            EventKind::Wake { .. } | EventKind::Deadlock { .. } => {}
        }
    }

    fn create_thread(
        &mut self,
        event: &Event,
        name: Arc<str>,
        process: ProcessId,
        parent: Option<ThreadId>,
        daemon: bool,
    ) {
        assert_eq!(
            event.thread.index(),
            self.threads.len(),
            "threads are numbered in order of creation"
        );
        let mut track = ThreadTrack {
            letter: free_letter(&name, self.threads.iter().map(|thread| thread.letter)),
            name,
            process,
            parent,
            daemon,
            created: event.at,
            states: Vec::new(),
            lanes: Track::default(),
            takes: Vec::new(),
        };
        let first = ThreadState::NEW;
        track.set(event.at, first);
        track.lanes.set(event.at, Lane::of(&first, self.has_gil));
        self.threads.push(track);
    }

    fn create_lock(&mut self, event: &Event, lock: LockId, kind: LockKind, name: Arc<str>) {
        self.has_gil |= kind == LockKind::Gil;
        let maker = self.threads.get(event.thread.index());
        let mut holders = Track::default();
        holders.set(event.at, None);
        let track = LockTrack {
            kind,
            name,
            process: maker.map_or(ProcessId(0), |thread| thread.process),
            created: event.at,
            holders,
            acquired: Vec::new(),
            counted: Vec::new(),
            contended: Vec::new(),
            switched: Vec::new(),
            requested: Vec::new(),
            forced: Vec::new(),
        };
        let old = self.locks.insert(lock, track);
        assert!(old.is_none(), "{lock:?} was created twice");
    }

    fn lock_mut(&mut self, lock: LockId) -> &mut LockTrack {
        self.locks
            .get_mut(&lock)
            .expect("a lock is created before anything happens to it")
    }

    fn set_state(&mut self, at: VirtualTime, thread: ThreadId, state: &ThreadState) {
        let lane = if self.sampled {
            Lane::sampled(state)
        } else {
            Lane::of(state, self.has_gil)
        };
        let track = &mut self.threads[thread.index()];
        let old = track
            .states
            .last()
            .map_or(ThreadState::NEW, |(_, state)| *state);
        // Looks from outside miss what happens between them.
        if let Some(fault) = legality::fault(&old, state)
            && !self.sampled
        {
            panic!("{fault}: {} at {at}: {old:?} to {state:?}", track.name);
        }
        track.set(at, *state);
        track.lanes.set(at, lane);
        self.occupy(at, thread, old.sched, state.sched);
        if let (SchedState::Running(_), SchedState::Blocked(BlockReason::Lock(lock))) =
            (old.sched, state.sched)
        {
            self.lock_mut(lock).contended.push(at);
        }
    }

    fn occupy(&mut self, at: VirtualTime, thread: ThreadId, old: SchedState, new: SchedState) {
        if old == new {
            return;
        }
        if let SchedState::Running(core) = old {
            self.cores[core.index()].set(at, None);
        }
        if let SchedState::Running(core) = new {
            let track = &mut self.cores[core.index()];
            assert_eq!(
                track.at(at).flatten(),
                None,
                "{core:?} is taken at {at} when {thread:?} comes"
            );
            track.set(at, Some(thread));
        }
    }

    fn take_gil(&mut self, at: VirtualTime, thread: ThreadId, lock: LockId, switched: bool) {
        self.threads[thread.index()].takes.push(at);
        let track = self.lock_mut(lock);
        let holder = track.holder_at(at);
        assert_eq!(holder, None, "{thread:?} takes a GIL that is held, at {at}");
        track.acquired.push(at);
        if switched {
            track.switched.push(at);
        }
        track.holders.set(at, Some(thread));
    }

    fn drop_gil(&mut self, at: VirtualTime, thread: ThreadId, lock: LockId, why: DetachReason) {
        let track = self.lock_mut(lock);
        let holder = track.holder_at(at);
        assert_eq!(holder, Some(thread), "only the holder drops a GIL, at {at}");
        if matches!(why, DetachReason::DropRequest | DetachReason::Ticks) {
            track.forced.push(at);
        }
        track.holders.set(at, None);
    }
}

/// The questions.
impl Trace {
    /// What the runtime calls the main process's interpreter lock; `GIL` where there is none.
    pub fn word_for_gil(&self) -> &str {
        let gil = self.locks().find(|(_, track)| track.kind == LockKind::Gil);
        gil.map_or("GIL", |(_, track)| &*track.name)
    }

    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// The events at or after the start of the window and before its end.
    pub fn events_in(&self, window: Window) -> &[Event] {
        let first = self.events.partition_point(|e| e.at < window.start);
        let last = self.events.partition_point(|e| e.at < window.end);
        &self.events[first..last.max(first)]
    }

    /// The first event later than `t` that `wanted` accepts.
    pub fn next_event_after(
        &self,
        t: VirtualTime,
        wanted: impl Fn(&Event) -> bool,
    ) -> Option<&Event> {
        let first = self.events.partition_point(|e| e.at <= t);
        self.events[first..].iter().find(|event| wanted(event))
    }

    /// The last event earlier than `t` that `wanted` accepts.
    pub fn prev_event_before(
        &self,
        t: VirtualTime,
        wanted: impl Fn(&Event) -> bool,
    ) -> Option<&Event> {
        let behind = self.events.partition_point(|e| e.at < t);
        self.events[..behind]
            .iter()
            .rev()
            .find(|event| wanted(event))
    }

    /// Whether it ends with threads that wait for ever.
    pub fn is_deadlocked(&self) -> bool {
        let last = self.events.last();
        last.is_some_and(|event| matches!(event.kind, EventKind::Deadlock { .. }))
    }

    /// The moments the program marked.
    pub fn marks(&self) -> impl Iterator<Item = &Event> {
        self.marks
            .iter()
            .map(|number| &self.events[*number as usize])
    }

    /// What the program wrote, in order: (when, by whom, stream, text).
    pub fn output(&self) -> impl Iterator<Item = (VirtualTime, ThreadId, u8, &Arc<str>)> {
        self.outputs.iter().filter_map(|number| {
            let event = &self.events[*number as usize];
            match &event.kind {
                EventKind::Output { stream, text } => Some((event.at, event.thread, *stream, text)),
                _ => None,
            }
        })
    }

    pub fn threads(&self) -> impl Iterator<Item = (ThreadId, &ThreadTrack)> {
        (0..).map(ThreadId).zip(&self.threads)
    }

    /// # Panics
    /// When there is no such thread.
    /// The letter that stands for a thread everywhere: `M` for the main thread; of a thread whose name is a
    /// capital letter, that; for the others `A`, `B`, … as far as they are free, then `a`, `b`, …; then `*`.
    pub fn letter(&self, thread: ThreadId) -> char {
        self.thread(thread).letter
    }

    pub fn thread(&self, thread: ThreadId) -> &ThreadTrack {
        &self.threads[thread.index()]
    }

    /// How many processes there are, or were.
    pub fn process_count(&self) -> usize {
        let last = self.threads.iter().map(|thread| thread.process).max();
        last.map_or(0, |process| process.index() + 1)
    }

    pub fn thread_count(&self) -> usize {
        self.threads.len()
    }

    /// All locks, GILs first.
    pub fn locks(&self) -> impl Iterator<Item = (LockId, &LockTrack)> {
        let of = |gil: bool| {
            self.locks
                .iter()
                .filter(move |(_, track)| (track.kind == LockKind::Gil) == gil)
                .map(|(id, track)| (*id, track))
        };
        of(true).chain(of(false))
    }

    pub fn lock(&self, lock: LockId) -> Option<&LockTrack> {
        self.locks.get(&lock)
    }

    /// Whether a global interpreter lock exists.
    pub fn has_gil(&self) -> bool {
        self.has_gil
    }

    /// Whether a run was looked at from outside, every so often.
    pub fn is_sampled(&self) -> bool {
        self.sampled
    }

    pub fn core_count(&self) -> usize {
        self.cores.len()
    }

    /// Who had the core when.
    ///
    /// # Panics
    /// When there is no such core.
    pub fn core(&self, core: CoreId) -> &Track<Option<ThreadId>> {
        &self.cores[core.index()]
    }

    /// A thread's state at a moment; `None` before it existed.
    pub fn state_at(&self, thread: ThreadId, t: VirtualTime) -> Option<ThreadState> {
        self.threads.get(thread.index())?.state_at(t)
    }

    /// A thread's lane in a window, cut into columns; `None` where it did not exist or is not known.
    pub fn occupancy(
        &self,
        thread: ThreadId,
        window: Window,
        columns: usize,
    ) -> Vec<Option<Column<Lane>>> {
        self.thread(thread).lanes.columns(window, columns, self.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::VirtualDuration;
    use crate::trace::fixture::{GIL, two_threads};

    #[test]
    fn a_repeated_run_may_write_the_same_again() {
        let mut trace = two_threads();
        let copy = trace.clone();
        let mut position = 0;
        for event in copy.events() {
            position = trace.write(position, event.clone());
        }
        assert_eq!(trace.events(), copy.events());
    }

    #[test]
    #[should_panic(expected = "a repeated run differs from the recorded one at 6.001 ms")]
    fn a_repeated_run_that_differs_is_caught() {
        let mut trace = two_threads();
        let copy = trace.clone();
        let at = |e: &Event| matches!(e.kind, EventKind::DropGil { .. });
        let position = copy.events().iter().position(at).expect("there is one");
        let mut event = copy.events()[position].clone();
        event.thread = ThreadId(1);
        trace.write(position, event);
    }

    #[test]
    #[should_panic(expected = "takes a GIL that is held")]
    fn mutual_exclusion_is_checked() {
        let mut trace = two_threads();
        let (at, thread, lock) = (trace.end(), ThreadId(0), GIL);
        let (waited, switched) = (VirtualDuration::ZERO, true);
        let kind = EventKind::TakeGil {
            lock,
            waited,
            switched,
        };
        trace.push(Event { at, thread, kind });
    }

    #[test]
    #[should_panic(expected = "ordered by time")]
    fn time_never_runs_backwards() {
        let mut trace = two_threads();
        let event = trace.events()[3].clone();
        trace.push(event);
    }

    #[test]
    fn a_thread_named_by_a_letter_has_it_when_it_is_free() {
        let mut trace = Trace::new(1);
        let names = ["MainThread", "E", "hog", "A", "E", "M", "beat"];
        for (number, name) in names.into_iter().enumerate() {
            trace.push(Event {
                at: VirtualTime(0),
                thread: ThreadId(number as u32),
                kind: EventKind::ThreadCreated {
                    name: name.into(),
                    process: ProcessId(0),
                    parent: None,
                    daemon: false,
                },
            });
        }
        let letters: String = trace.threads().map(|(id, _)| trace.letter(id)).collect();
        assert_eq!(letters, "MEABCDF");
    }

    #[test]
    fn of_many_threads_each_has_a_letter_as_long_as_there_are_any() {
        let mut trace = Trace::new(1);
        for number in 0..60 {
            trace.push(Event {
                at: VirtualTime(0),
                thread: ThreadId(number),
                kind: EventKind::ThreadCreated {
                    name: format!("Thread-{number}").into(),
                    process: ProcessId(0),
                    parent: None,
                    daemon: false,
                },
            });
        }
        let letters: Vec<char> = trace.threads().map(|(id, _)| trace.letter(id)).collect();
        let some: String = [0, 1, 2, 12, 13, 25, 26, 51, 52]
            .map(|n| letters[n])
            .iter()
            .collect();
        assert_eq!(some, "MABLNZaz*");
    }

    #[test]
    fn events_are_found_by_time() {
        let trace = two_threads();
        let drop = |e: &Event| matches!(e.kind, EventKind::DropGil { .. });
        let found = trace.next_event_after(VirtualTime(0), drop).expect("one");
        assert_eq!(found.at, VirtualTime(6_001_000));
        assert!(trace.next_event_after(found.at, drop).is_none());
        assert!(trace.prev_event_before(found.at, drop).is_none());
        let window = Window::new(found.at, VirtualTime(6_001_001));
        assert_eq!(trace.events_in(window).len(), 5);
    }
}
