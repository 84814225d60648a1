//! Owns directed runs, in which a policy decides who goes on, instead of time. One thread has the turn;
//! whoever else could run Python waits for it. There is something to decide
//!
//! - with a GIL: at every check point of the thread that has the turn;
//! - without: before its every access to an object that others can see;
//! - when it has let go: it blocks, or has ended.
//!
//! By itself a run goes on with the same thread as long as that can, then with the next one in the order
//! of creation; sleeps and timeouts end, the earliest first, when nobody else can go on. A policy may
//! decide otherwise, and let the earliest sleep end while others could go on: how long computing takes
//! is not relied on. Before each decision everything that is under way settles, so that what can be
//! chosen does not depend on cores and latencies. Owns no policy.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::Sim;
use super::cores::Waker;
use super::journal::{self, Entry, Journal};
use super::main_thread::Phase;
use super::policy::{Choice, Direction, Point, PointKind, Policy, Turn, Why};
use super::thread::{Next, Op};
use crate::base::{ThreadId, VirtualTime};
use crate::runtime::Carrier;
use crate::trace::{
    AttachState, BlockReason, DetachReason, EventKind, SchedState, Trace, WakeCause,
};
use crate::vm::interp::Stop;

/// Points in a row after which the turn goes round by itself while others wait for it: what the switch
/// interval is for, so that a loop that waits for another thread's doing ends. Who wants the thread to go
/// on has to say so.
const LONG_TURN: u32 = 20_000;

/// How `threading` and `_thread` begin to report what left a thread's callable.
const REPORTS: &[&str] = &[
    "Exception in thread ",
    "Exception ignored in thread started by ",
];

#[derive(Clone, Debug)]
pub(super) struct Directed {
    pub(super) policy: Box<dyn Policy>,
    pub(super) journal: Option<Journal>,
    stop_at_failure: bool,
    /// The first exception that nobody caught: whose, and its report.
    pub(super) failed: Option<(ThreadId, Arc<str>)>,
    /// Who may run Python.
    turn: Option<ThreadId>,
    /// Who had the turn last.
    last: ThreadId,
    /// Who could, if it were their turn.
    waiting: BTreeSet<ThreadId>,
    /// On its core, at a point, until everything under way has settled.
    held: Option<ThreadId>,
    /// Whose next access is decided.
    granted: Option<ThreadId>,
    /// Ends of sleeps and timeouts: when, whose, its number among the thread's timers.
    timers: Vec<(VirtualTime, ThreadId, u64)>,
    /// Points so far, of each thread.
    points: BTreeMap<ThreadId, u32>,
    /// Points in a row at which the turn stayed.
    stayed: u32,
    /// The point that is being decided, and the decision when it is made.
    pub(super) open: Option<(Point, Option<ThreadId>)>,
    /// Where the run went another way than it would have by itself.
    pub(super) turns: Vec<Turn>,
    pub(super) preemptions: u32,
}

impl Directed {
    pub(super) fn new(direction: Direction) -> Self {
        let in_words = direction.in_words;
        Self {
            policy: direction.policy,
            journal: direction.journal.then(|| Journal {
                in_words,
                ..Journal::default()
            }),
            stop_at_failure: direction.stop_at_failure,
            failed: None,
            turn: None,
            last: ThreadId(0),
            waiting: BTreeSet::new(),
            held: None,
            granted: None,
            timers: Vec::new(),
            points: BTreeMap::new(),
            stayed: 0,
            open: None,
            turns: Vec::new(),
            preemptions: 0,
        }
    }
}

impl Sim {
    pub(super) fn is_directed(&self) -> bool {
        self.directed.is_some()
    }

    /// A sleep or timeout ends when the policy says so, at this moment or later.
    pub(super) fn direct_timer(&mut self, thread: ThreadId, at: VirtualTime, timer: u64) {
        self.journal_change(thread, journal::CLOCK);
        if let Some(directed) = &mut self.directed {
            directed.timers.retain(|(_, whose, _)| *whose != thread);
            directed.timers.push((at, thread, timer));
        }
    }

    /// Whether the thread, which wants to run Python, has to wait for its turn.
    pub(super) fn stands_by(&self, thread: ThreadId) -> bool {
        self.directed
            .as_ref()
            .is_some_and(|d| d.turn != Some(thread))
    }

    /// Off its core, until it gets the turn.
    pub(super) fn stand_by(&mut self, trace: &mut Trace, thread: ThreadId) {
        let t = &mut self.threads[thread.index()];
        t.next = Next::Attach;
        t.native = false;
        if t.attach == AttachState::Detached {
            t.attach = AttachState::Attaching;
        }
        let state = if self.is_exclusive(thread) {
            self.emit_state(trace, thread);
            SchedState::Blocked(BlockReason::Gil(self.home(thread).gil))
        } else {
            SchedState::Runnable
        };
        self.wait_for_turn(trace, thread, state);
    }

    fn wait_for_turn(&mut self, trace: &mut Trace, thread: ThreadId, state: SchedState) {
        if let Some(directed) = &mut self.directed {
            directed.waiting.insert(thread);
        }
        self.vacate(trace, thread, state);
    }

    /// The thread has detached by itself.
    pub(super) fn turn_is_over(&mut self, thread: ThreadId, why: DetachReason) {
        let Some(directed) = &mut self.directed else {
            return;
        };
        if directed.turn == Some(thread) {
            directed.turn = None;
            if directed.journal.is_some() {
                let line = self.line_of(thread);
                let ends = why == DetachReason::Exit;
                self.write_journal(Entry::LetGo { thread, line, ends });
            }
        }
    }

    /// Whether the thread's core waits with it for a decision.
    pub(super) fn is_held(&self, thread: ThreadId) -> bool {
        self.directed
            .as_ref()
            .is_some_and(|d| d.held == Some(thread))
    }

    /// How far an attached thread may run before it must come back: to its next check point, or to its
    /// next access that others could observe.
    pub(super) fn directed_limits(&self, thread: ThreadId) -> Option<(u64, u64)> {
        let directed = self.directed.as_ref()?;
        let t = &self.threads[thread.index()];
        let exclusive = self.is_exclusive(thread);
        let deadline = if exclusive { 0 } else { t.next_chunk };
        let shared = if exclusive && directed.journal.is_none() {
            u64::MAX
        } else if directed.granted == Some(thread) {
            t.interp.clock
        } else {
            0
        };
        Some((deadline, shared))
    }

    /// The interpreter has used what was granted.
    pub(super) fn use_grant(&mut self) {
        if let Some(directed) = &mut self.directed {
            directed.granted = None;
        }
    }

    /// The thread that has the turn is at a check point, or before an access.
    pub(super) fn at_point(&mut self, trace: &mut Trace, thread: ThreadId, stop: Stop) {
        let exclusive = self.is_exclusive(thread);
        let access = stop == Stop::SharedAccess;
        let alone = self.is_alone();
        // A task runs until it waits.
        let decides = access != exclusive && self.config.runtime.carrier != Carrier::Task;
        if decides && !alone && !self.is_settled() {
            self.threads[thread.index()].next = Next::Handle(stop);
            if let Some(directed) = &mut self.directed {
                directed.held = Some(thread);
            }
            return;
        }
        let kind = if access {
            PointKind::Access
        } else {
            PointKind::Check
        };
        let choice = match decides && !alone {
            true => self.decide(kind),
            false => Some(thread),
        };
        let Some(choice) = choice else {
            // Undecided: it stays where it is.
            self.threads[thread.index()].next = Next::Handle(stop);
            if let Some(directed) = &mut self.directed {
                directed.held = Some(thread);
            }
            return;
        };
        if choice != thread {
            return self.take_turn_from(trace, thread, choice);
        }
        if access {
            self.grant(thread);
        }
    }

    fn grant(&mut self, thread: ThreadId) {
        self.journal_instruction(thread);
        if let Some(directed) = &mut self.directed {
            directed.granted = Some(thread);
        }
    }

    /// Nothing is under way but what waits for a decision.
    fn is_settled(&self) -> bool {
        self.queue.next() == VirtualTime::NEVER
    }

    /// Nobody could go on but the thread that has the turn.
    fn is_alone(&self) -> bool {
        let waits = |d: &Directed| d.waiting.is_empty() && d.timers.is_empty();
        self.directed.as_ref().is_none_or(waits) && self.is_settled()
    }

    fn take_turn_from(&mut self, trace: &mut Trace, thread: ThreadId, to: ThreadId) {
        if self.is_exclusive(thread) {
            if self
                .directed
                .as_ref()
                .is_some_and(|d| d.waiting.contains(&to))
            {
                let lock = self.home(thread).gil;
                let holder = thread;
                self.emit(trace, to, EventKind::DropRequest { lock, holder });
            }
            if let Some(directed) = &mut self.directed {
                directed.turn = None;
            }
            self.let_go(trace, thread, Op::Yield, DetachReason::DropRequest);
        } else {
            self.threads[thread.index()].next = Next::Python;
            self.wait_for_turn(trace, thread, SchedState::Runnable);
        }
        self.give_turn(trace, thread, to);
    }

    fn give_turn(&mut self, trace: &mut Trace, by: ThreadId, to: ThreadId) {
        let Some(directed) = &mut self.directed else {
            return;
        };
        directed.turn = Some(to);
        directed.last = to;
        directed.stayed = 0;
        if directed.waiting.remove(&to) {
            // Before an access already: it is decided now, too.
            let at_access = matches!(self.threads[to.index()].next, Next::Python);
            if self.is_exclusive(to) {
                let (woken, cause) = (to, WakeCause::GilReleased);
                self.emit(trace, by, EventKind::Wake { woken, cause });
            } else if at_access {
                self.grant(to);
            }
            self.make_runnable(trace, to, Waker::Itself);
        } else if let Some((at, ..)) = self.next_timer() {
            self.now = self.now.max(at);
            // Or it would end the thread's next wait, too, which may have no timeout.
            if let Some(directed) = &mut self.directed {
                directed.timers.retain(|(_, whose, _)| *whose != to);
            }
            self.expire(trace, to);
        }
    }

    /// The sleep or timeout that ends first.
    fn next_timer(&self) -> Option<(VirtualTime, ThreadId)> {
        let directed = self.directed.as_ref()?;
        let valid = |(_, thread, timer): &&(VirtualTime, ThreadId, u64)| {
            let t = &self.threads[thread.index()];
            t.timer == *timer && t.is_blocked() && t.is_alive()
        };
        let timers = directed.timers.iter().filter(valid);
        timers.map(|(at, thread, _)| (*at, *thread)).min()
    }

    /// Nothing is due: a decision makes things go on. False when there is none to make, or none is made.
    pub(super) fn direct(&mut self, trace: &mut Trace) -> bool {
        let Some(directed) = &self.directed else {
            return false;
        };
        if matches!(directed.open, Some((_, None))) || self.lies_ahead() {
            return false;
        }
        let Some(directed) = &mut self.directed else {
            return false;
        };
        // A signal may have killed who had the turn.
        let threads = &self.threads;
        let alive = |thread: &ThreadId| threads[thread.index()].is_alive();
        directed.turn = directed.turn.filter(alive);
        directed.held = directed.held.filter(alive);
        if let Some(thread) = directed.held.take() {
            let core = self.core_of(thread).expect("it waits on its core");
            self.schedule_burst(core);
            return true;
        }
        if directed.turn.is_some() {
            return false;
        }
        let by = directed.last;
        let Some(choice) = self.decide(PointKind::LetGo) else {
            return false;
        };
        self.give_turn(trace, by, choice);
        true
    }

    /// What was decided is to happen after the pause.
    fn lies_ahead(&self) -> bool {
        let Some((point, Some(choice))) = self.directed.as_ref().and_then(|d| d.open.as_ref())
        else {
            return false;
        };
        let pause = self.pause_at;
        point.options.iter().any(|option| {
            option.thread == *choice && matches!(option.why, Why::Due(at) if at > pause)
        })
    }

    /// Whether a directed run stands still for want of a decision, or of time.
    pub(super) fn can_be_directed(&self) -> bool {
        self.directed.as_ref().is_some_and(|d| {
            d.open.is_some() || d.held.is_some() || !self.options(PointKind::LetGo).is_empty()
        })
    }

    /// Who goes on. None: undecided, or nobody can, or it lies beyond the pause.
    fn decide(&mut self, kind: PointKind) -> Option<ThreadId> {
        let options = self.options(kind);
        let choice = if options.len() < 2 {
            *options.first()?
        } else {
            self.ask_policy(kind, &options)?
        };
        if let Why::Due(at) = choice.why
            && at > self.pause_at
        {
            return None;
        }
        let by_itself = *options.first()?;
        let stays = choice.why == Why::GoesOn && by_itself.why == Why::GoesOn;
        let directed = self.directed.as_mut()?;
        directed.stayed = if stays { directed.stayed + 1 } else { 0 };
        if let Some((point, _)) = directed.open.take() {
            directed.points.insert(point.thread, point.number);
            let chosen = choice.thread;
            directed.preemptions += u32::from(choice.preempts);
            if chosen != by_itself.thread {
                directed.turns.push(Turn {
                    thread: point.thread,
                    number: point.number,
                    to: chosen,
                });
            }
            self.write_journal(Entry::Decision { point, chosen });
        }
        Some(choice.thread)
    }

    fn ask_policy(&mut self, kind: PointKind, options: &[Choice]) -> Option<Choice> {
        let directed = self.directed.as_ref()?;
        let thread = directed.last;
        if directed.open.is_none() {
            let point = Point {
                thread,
                number: directed.points.get(&thread).copied().unwrap_or(0) + 1,
                kind,
                line: self.line_of(thread),
                in_program: self.threads[thread.index()]
                    .interp
                    .is_in_program(self.mem(thread)),
                options: options.to_vec(),
            };
            let directed = self.directed.as_mut()?;
            let choice = directed.policy.choose(&point);
            directed.open = Some((point, choice));
        }
        let (_, choice) = self.directed.as_ref()?.open.as_ref()?;
        let choice = (*choice)?;
        options
            .iter()
            .find(|option| option.thread == choice)
            .copied()
    }

    /// Who may go on, whoever would by itself first.
    fn options(&self, kind: PointKind) -> Vec<Choice> {
        let Some(directed) = &self.directed else {
            return Vec::new();
        };
        let here = kind != PointKind::LetGo;
        let last = directed.last;
        let alive = |thread: &&ThreadId| self.threads[thread.index()].is_alive();
        let after = directed.waiting.range(ThreadId(last.0 + 1)..);
        let before = directed.waiting.range(..=last);
        let mut options: Vec<Choice> = after
            .chain(before)
            .filter(alive)
            .map(|thread| Choice {
                thread: *thread,
                why: Why::Ready,
                preempts: here,
            })
            .collect();
        let goes_on = Choice {
            thread: last,
            why: Why::GoesOn,
            preempts: false,
        };
        if here && directed.stayed >= LONG_TURN && !options.is_empty() {
            options.truncate(1);
            options.push(goes_on);
            return options;
        }
        if here {
            options.insert(0, goes_on);
        }
        if let Some((at, thread)) = self.next_timer() {
            options.push(Choice {
                thread,
                why: Why::Due(at),
                preempts: !options.is_empty(),
            });
        }
        options
    }

    /// Whether a text for standard error is the report of an exception that nobody caught.
    pub(super) fn is_uncaught(&self, thread: ThreadId, text: &str) -> bool {
        let reporting = self.home(thread).phase == Phase::Report;
        self.is_directed()
            && (self.is_main(thread) && reporting
                || REPORTS.iter().any(|heading| text.starts_with(heading)))
    }

    /// Somebody's exception was reported on standard error, and nobody had caught it.
    pub(super) fn failed(&mut self, thread: ThreadId, text: &Arc<str>) {
        let (report, text) = (text.clone(), text.clone());
        self.write_journal(Entry::Uncaught { thread, text });
        if let Some(directed) = &mut self.directed {
            directed.failed.get_or_insert((thread, report));
            if directed.stop_at_failure {
                self.end.get_or_insert(super::End::Exit { code: 1 });
            }
        }
    }
}
