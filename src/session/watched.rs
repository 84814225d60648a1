//! Owns one run being watched: it is simulated ahead of what is shown, recorded, and can be shown at any
//! moment again. Owns no pace: how fast the shown moment moves is `app`'s.
//!
//! Two engines: the *head* carries the run on and writes the trace; the *cursor* repeats it up to the
//! moment that is shown, for frames and variables. What the cursor repeats is held against the trace.

use std::sync::Arc;

use super::checkpoints::Checkpoints;
use super::engine::{End, Engine};
use super::program::{Program, RunConfig};
use super::state::{StateAt, ThreadAt, word};
use crate::base::{CoreId, ThreadId, VirtualDuration, VirtualTime};
use crate::sim::Found;
use crate::trace::{Event, EventKind, Lane, Metrics, Trace, Window};

/// How much work one call may do: so much time of busy cores, and so many events. A few milliseconds of
/// real time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Budget {
    pub busy: VirtualDuration,
    pub events: usize,
}

impl Budget {
    /// What a frame of the screen can spare.
    pub const FRAME: Self = Self {
        busy: VirtualDuration::from_millis(20),
        events: 20_000,
    };
}

/// Virtual time that the engine is asked for at once.
const STRIDE: VirtualDuration = VirtualDuration::from_millis(1);

/// Threads whose frames a picture has.
const FRAMES: usize = 32;

/// Virtual time that is crossed instruction by instruction.
const SINGLE_STEPS: VirtualDuration = VirtualDuration::from_micros(5);

/// Longest stride over time in which nothing happens.
const LONG_STRIDE: VirtualDuration = VirtualDuration::from_millis(1024);

/// One run being watched.
#[derive(Debug)]
pub struct Session {
    program: Arc<Program>,
    config: RunConfig,
    trace: Trace,
    head: Box<dyn Engine>,
    cursor: Box<dyn Engine>,
    checkpoints: Checkpoints,
    /// The moment that is shown.
    now: VirtualTime,
    stride: VirtualDuration,
    /// Of the whole run, once it has ended.
    metrics: Option<Metrics>,
}

impl Session {
    /// A run of `program`, not begun yet. `engine` must be at its start, `trace` what it has written.
    pub fn new(
        program: Arc<Program>,
        config: RunConfig,
        engine: Box<dyn Engine>,
        trace: Trace,
    ) -> Self {
        Self {
            program,
            config,
            trace,
            cursor: engine.fork(),
            checkpoints: Checkpoints::new(engine.fork()),
            head: engine,
            now: VirtualTime::ZERO,
            stride: STRIDE,
            metrics: None,
        }
    }

    pub fn program(&self) -> &Arc<Program> {
        &self.program
    }

    pub fn config(&self) -> &RunConfig {
        &self.config
    }

    /// Everything simulated so far, which may be later than what is shown.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// How the run ended; `None` while it has not been simulated to its end.
    pub fn end(&self) -> Option<End> {
        self.head.end()
    }

    /// The value of a Python expression in the program's module, as far as the run has been simulated.
    ///
    /// # Errors
    /// In words, why it has none.
    pub fn evaluate(&self, expression: &str) -> Result<Found, String> {
        self.head.evaluate(expression)
    }

    /// Bytes that processes have sent each other through pipes.
    pub fn piped_bytes(&self) -> u64 {
        self.head.piped_bytes()
    }

    /// What is run where: `CPython 3.14 · GIL · 2 cores · 5 ms`.
    pub fn title(&self) -> String {
        self.head.title().unwrap_or_else(|| self.config.title())
    }

    /// Why the times of a real run say little, when they do: in two words and in a sentence.
    pub fn caution(&self) -> Option<(&'static str, &'static str)> {
        self.head.caution()
    }

    /// What it has cost a real run that has ended to be recorded.
    pub fn recording(&self) -> Option<VirtualDuration> {
        self.head.recording()
    }

    /// Ends a real run at once; what is known of it stays.
    pub fn stop(&mut self) {
        self.head.stop();
    }

    /// How often a schedule took the turn from a thread that could have gone on; `None` when time decides.
    pub fn preemptions(&self) -> Option<u32> {
        self.head.preemptions()
    }

    /// Whether the run takes place in real time.
    pub fn is_live(&self) -> bool {
        self.head.is_live()
    }

    /// Up to when the run is known.
    pub fn known(&self) -> VirtualTime {
        self.trace.end()
    }

    /// The moment that is shown.
    pub fn now(&self) -> VirtualTime {
        self.now
    }

    /// Simulates ahead; true when more remains to be done.
    pub fn work(&mut self, budget: Budget) -> bool {
        if self.head.is_live() {
            self.head.run_until(&mut self.trace, VirtualTime::NEVER);
            return self.summed_up();
        }
        let busy = self.busy();
        let events = self.trace.events().len();
        while self.head.end().is_none() {
            let before = (self.busy(), self.trace.events().len());
            let until = self.head.now() + self.stride;
            self.head.run_until(&mut self.trace, until);
            self.checkpoints.offer(self.head.as_ref());
            let (busy_now, events_now) = (self.busy(), self.trace.events().len());
            self.stride = if before == (busy_now, events_now) {
                VirtualDuration((self.stride.nanos() * 2).min(LONG_STRIDE.nanos()))
            } else {
                STRIDE
            };
            let spent = VirtualDuration(busy_now.nanos() - busy.nanos());
            if spent >= budget.busy || events_now - events >= budget.events {
                break;
            }
        }
        self.summed_up()
    }

    /// True when more remains to be done; the numbers of a run that has ended are made once.
    fn summed_up(&mut self) -> bool {
        let more = self.head.end().is_none();
        if !more && self.metrics.is_none() {
            self.metrics = Some(Metrics::of(&self.trace, self.trace.end()));
        }
        more
    }

    /// The numbers of the run, as far as it is known.
    pub fn metrics(&self) -> Metrics {
        match &self.metrics {
            Some(metrics) => metrics.clone(),
            None => Metrics::of(&self.trace, self.trace.end()),
        }
    }

    /// Simulates until the end of the run. For tests, and for callers without a screen.
    pub fn finish(&mut self) {
        while self.work(Budget::FRAME) {}
    }

    /// Time that cores were busy so far.
    fn busy(&self) -> VirtualDuration {
        let end = self.trace.end();
        (0..self.trace.core_count())
            .map(|core| {
                let idle = self.trace.core(CoreId(core as u16)).total(None, end);
                VirtualDuration(end.nanos() - idle.nanos())
            })
            .sum()
    }

    /// Shows another moment, at most the last known one. Frames follow with [`Self::settle`].
    pub fn seek(&mut self, t: VirtualTime) {
        self.now = t.min(self.known());
    }

    /// The check points that threads pass in a part of the run, from a checkpoint on once more; `None` when
    /// there are more than `most`, or the run is not known so far.
    pub fn checks_in(
        &mut self,
        window: Window,
        most: usize,
    ) -> Option<Vec<(VirtualTime, ThreadId)>> {
        let end = window.end.min(self.known());
        if end <= window.start {
            return None;
        }
        let mut engine = self.checkpoints.before(window.start);
        engine.run_until(&mut self.trace, window.start);
        engine.run_noting(&mut self.trace, end, most)
    }

    /// Brings frames and variables to the moment that is shown; true when more remains to be done.
    pub fn settle(&mut self, budget: Budget) -> bool {
        if self.cursor.is_live() {
            self.cursor.run_until(&mut self.trace, self.now);
            return false;
        }
        let behind = self.now.since(self.cursor.now());
        if self.cursor.now() > self.now || behind > self.checkpoints.gap() {
            let nearest = self.checkpoints.before(self.now);
            if self.cursor.now() > self.now || nearest.now() > self.cursor.now() {
                self.cursor = nearest;
            }
        }
        let mut spent = VirtualDuration::ZERO;
        while !self.settled() {
            if spent >= budget.busy {
                return true;
            }
            let until = self.now.min(self.cursor.now() + STRIDE);
            let busy_cores = self.trace.core_count().max(1) as u64;
            spent += VirtualDuration(until.since(self.cursor.now()).nanos() * busy_cores);
            self.cursor.run_until(&mut self.trace, until);
        }
        false
    }

    /// Whether frames and variables are those of the moment that is shown.
    pub fn settled(&self) -> bool {
        self.cursor.now() == self.now
            || (self.cursor.end().is_some() && self.cursor.now() <= self.now)
    }

    /// What the run looks like at the moment that is shown. Frames are looked up for `selected` and the
    /// first [`FRAMES`] threads only; of the others the line is that of their last change of state.
    pub fn state(&self, selected: ThreadId) -> StateAt {
        let exact = self.settled();
        let threads = self
            .trace
            .threads()
            .filter(|(_, track)| track.created <= self.now)
            .map(|(id, track)| {
                let frames = if exact && (id.index() < FRAMES || id == selected) {
                    self.cursor.frames(id)
                } else {
                    Vec::new()
                };
                let slice = track.lanes().slice_at(self.now);
                let here = frames
                    .iter()
                    .find(|frame| frame.code.source.name == self.program.source().name);
                let recorded = track.state_at(self.now).map(|state| state.place);
                let recorded = recorded.filter(|place| place.library.is_none());
                let recorded = recorded.map_or(0, |place| place.line);
                let lane = slice.map_or(Lane::NotStarted, |slice| slice.class);
                ThreadAt {
                    id,
                    name: track.name.clone(),
                    letter: track.letter,
                    lane,
                    word: word(
                        &self.trace,
                        lane,
                        self.now,
                        self.config.runtime.vocabulary.lock,
                    ),
                    since: slice.map_or(track.created, |slice| slice.start),
                    line: here.map_or(recorded, |frame| frame.line),
                    frames,
                }
            })
            .collect();
        StateAt {
            at: self.now,
            exact,
            threads,
        }
    }

    /// The moment of the next scheduling event after the one shown.
    pub fn next_event(&self) -> Option<VirtualTime> {
        let event = self.trace.next_event_after(self.now, is_scheduling)?;
        Some(event.at)
    }

    /// The moment of the scheduling event before the one shown.
    pub fn previous_event(&self) -> Option<VirtualTime> {
        let event = self.trace.prev_event_before(self.now, is_scheduling)?;
        Some(event.at)
    }

    /// Shows the moment behind the thread's next instruction; false when it executes none any more.
    pub fn next_instruction(&mut self, thread: ThreadId) -> bool {
        while self.settle(Budget::FRAME) {}
        let stepped = self.cursor.step_instruction(&mut self.trace, thread);
        self.now = self.cursor.now();
        stepped
    }

    /// Shows the moment behind the instruction before the thread's last one; false at its first.
    pub fn previous_instruction(&mut self, thread: ThreadId) -> bool {
        while self.settle(Budget::FRAME) {}
        let Some(count) = self.cursor.instructions(thread).checked_sub(1) else {
            return false;
        };
        let mut engine = self.checkpoints.before_instruction(thread, count);
        // Single steps over a checkpoint's distance would take long: halve the distance first.
        let mut behind = self.now;
        while behind.since(engine.now()) > SINGLE_STEPS {
            let mut probe = engine.fork();
            let middle = engine.now().nanos().midpoint(behind.nanos());
            probe.run_until(&mut self.trace, VirtualTime(middle));
            if probe.instructions(thread) > count || probe.end().is_some() {
                behind = VirtualTime(middle);
            } else {
                engine = probe;
            }
        }
        while engine.instructions(thread) < count {
            if !engine.step_instruction(&mut self.trace, thread) {
                break;
            }
        }
        self.cursor = engine;
        self.now = self.cursor.now();
        true
    }
}

#[cfg(test)]
impl Session {
    pub(super) fn checkpoint_count(&self) -> usize {
        self.checkpoints.len()
    }

    pub(super) fn checkpoint_bytes(&self) -> usize {
        self.checkpoints.bytes()
    }
}

/// What a step by event stops at: what happens to threads and locks, not bookkeeping.
fn is_scheduling(event: &Event) -> bool {
    match &event.kind {
        EventKind::ThreadCreated { .. }
        | EventKind::State(_)
        | EventKind::Acquired { .. }
        | EventKind::Released { .. }
        | EventKind::DropRequest { .. }
        | EventKind::DropGil { .. }
        | EventKind::TakeGil { .. }
        | EventKind::Wake { .. }
        | EventKind::Mark { .. }
        | EventKind::Output { .. }
        | EventKind::Deadlock { .. } => true,
        EventKind::ThreadRenamed { .. }
        | EventKind::Takings { .. }
        | EventKind::LockCreated { .. }
        | EventKind::LockRenamed { .. } => false,
    }
}
