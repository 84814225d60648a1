//! Owns the watching of runs: which run, which moment, which thread, how much time is shown, what is open
//! beside the lanes. Used by lessons and by the lab. Owns no drawing.

mod beside;
mod conditions;
mod window;

pub(super) use window::suitable_length;

use std::sync::Arc;
use std::time::Duration;

use beside::Beside;

use crate::app::hand::Hand;
use crate::app::msg::Action;
use crate::app::pace::Pace;
use crate::base::{ThreadId, VirtualDuration, VirtualTime};
use crate::session::{Budget, Program, RunConfig, Session};
use crate::trace::Window;

/// Starts a session: `session::simulate`, or a scripted one in tests.
pub type Launch = fn(Arc<Program>, &RunConfig) -> Session;

/// Sessions kept at most, so that toggling back is instant; each holds a whole run.
const KEPT: usize = 8;

/// Names a session of a watch.
pub(super) type SessionId = u64;

/// The panes that may be open beside the lanes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Panes {
    pub(super) inspector: bool,
    pub(super) output: bool,
    pub(super) why: bool,
    pub(super) compare: bool,
}

/// Check points of a run in a part of it; none when there are too many to be drawn.
#[derive(Debug)]
struct CheckPoints {
    of: SessionId,
    window: Window,
    moments: Vec<(VirtualTime, ThreadId)>,
}

/// Runs being watched.
#[derive(Debug)]
pub(super) struct Watch {
    launch: Launch,
    sessions: Vec<(SessionId, Session)>,
    next_id: SessionId,
    current: SessionId,
    /// The runs that are stacked when `compare` is on; the current one among them.
    compared: Vec<(SessionId, String)>,
    /// What the shown run is called where there are several to look at, one at a time.
    label: Option<String>,
    /// Runs of this machine, when they are shown.
    beside: Option<Beside>,
    /// The moment that is shown, or aimed at while the run is not known that far.
    pub(super) at: VirtualTime,
    /// The latest moment that has been shown: nothing later is drawn.
    pub(super) seen: VirtualTime,
    pub(super) playing: bool,
    /// The shown moment was come to by single bytecodes.
    pub(super) fine: bool,
    chosen_pace: Option<Pace>,
    /// How much time is shown; `None`: what suits the run.
    span: Option<VirtualDuration>,
    /// Whether the whole run is shown, however many turns it has, until the learner zooms.
    pub(super) whole: bool,
    start: VirtualTime,
    /// The thread that the learner has chosen.
    chosen: Option<ThreadId>,
    pub(super) panes: Panes,
    /// How far the program was scrolled away from the selected thread's line, at this moment.
    scrolled: (VirtualTime, ThreadId, isize),
    /// A moment that the lesson marks.
    pub(super) mark: Option<VirtualTime>,
    /// The check points in the part that is drawn, once they were looked for.
    checks: Option<CheckPoints>,
    /// The run that the learner has scheduled, and whether it is what is shown.
    hand: Option<Box<Hand>>,
    hand_open: bool,
}

impl Watch {
    pub(super) fn new(launch: Launch, program: Arc<Program>, config: &RunConfig) -> Self {
        let mut watch = Self {
            launch,
            sessions: Vec::new(),
            next_id: 0,
            current: 0,
            compared: Vec::new(),
            label: None,
            beside: None,
            at: VirtualTime::ZERO,
            seen: VirtualTime::ZERO,
            playing: false,
            fine: false,
            chosen_pace: None,
            span: None,
            whole: false,
            start: VirtualTime::ZERO,
            chosen: None,
            panes: Panes::default(),
            scrolled: (VirtualTime::ZERO, ThreadId(0), 0),
            mark: None,
            checks: None,
            hand: None,
            hand_open: false,
        };
        watch.current = watch.open(&program, config);
        watch
    }

    /// The session of this run, started when there is none.
    pub(super) fn open(&mut self, program: &Arc<Program>, config: &RunConfig) -> SessionId {
        let same = |session: &Session| {
            session.config() == config && session.program().source() == program.source()
        };
        if let Some(at) = self.sessions.iter().position(|(_, s)| same(s)) {
            let entry = self.sessions.remove(at);
            let id = entry.0;
            self.sessions.push(entry);
            return id;
        }
        if self.sessions.len() >= KEPT {
            let current = self.current;
            let compared = &self.compared;
            let oldest = self
                .sessions
                .iter()
                .position(|(id, _)| *id != current && !compared.iter().any(|(c, _)| c == id));
            if let Some(at) = oldest {
                self.sessions.remove(at);
            }
        }
        let id = self.next_id;
        self.next_id += 1;
        let session = (self.launch)(program.clone(), config);
        self.sessions.push((id, session));
        id
    }

    /// Shows this run from its start, as if it had never been seen.
    pub(super) fn show_afresh(&mut self, id: SessionId) {
        self.forget_machine();
        self.current = id;
        self.at = VirtualTime::ZERO;
        self.seen = VirtualTime::ZERO;
        (self.playing, self.fine) = (false, false);
        self.span = None;
        self.whole = false;
        self.start = VirtualTime::ZERO;
        self.chosen = None;
        self.panes = Panes::default();
        self.mark = None;
        self.label = None;
        self.compared.clear();
        self.session_mut().seek(VirtualTime::ZERO);
    }

    fn find(&self, id: SessionId) -> &Session {
        self.sessions
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, session)| session)
            .expect("sessions that are shown are kept")
    }

    pub(super) fn session(&self) -> &Session {
        self.find(self.current)
    }

    /// Whether this is the run that the keys are about.
    pub(super) fn is_at(&self, id: SessionId) -> bool {
        self.current == id
    }

    pub(super) fn session_of(&self, id: SessionId) -> Option<&Session> {
        self.sessions
            .iter()
            .find(|(known, _)| *known == id)
            .map(|(_, session)| session)
    }

    fn session_mut(&mut self) -> &mut Session {
        let id = self.current;
        self.sessions
            .iter_mut()
            .find(|(known, _)| *known == id)
            .map(|(_, session)| session)
            .expect("sessions that are shown are kept")
    }

    /// Whether time should pass: something plays, or work remains.
    pub(super) fn wants_tick(&self) -> bool {
        self.playing
            || self.hand().is_some_and(|hand| hand.busy)
            || !self.session().settled()
            || self.session().now() != self.at.min(self.session().known())
            || self.sessions.iter().any(|(_, s)| s.end().is_none())
    }

    /// A little work for every run, and the progress of playing.
    pub(super) fn tick(&mut self, elapsed: Duration) {
        if let Some(hand) = self.hand_mut().filter(|hand| hand.busy) {
            return hand.tick();
        }
        let current = self.current;
        let unfinished = self
            .sessions
            .iter_mut()
            .filter(|(_, session)| session.end().is_none());
        // Real runs go on by themselves: what they have noted is fetched.
        let (mut live, mut turns): (Vec<_>, Vec<_>) =
            unfinished.partition(|(_, session)| session.is_live());
        for (_, session) in &mut live {
            session.work(Budget::FRAME);
        }
        // The run that is looked at comes first; one other gets its turn when that is done.
        turns.sort_by_key(|(id, _)| *id != current);
        if let Some((_, session)) = turns.first_mut() {
            session.work(Budget::FRAME);
        }
        self.follow_machine();
        if self.playing {
            // A stopped terminal must not make the run jump.
            let elapsed = elapsed.min(Duration::from_millis(250));
            let passed = self.pace().passed(elapsed);
            self.at = self.at + passed;
            if let Some(end) = self.ends_at()
                && self.at >= end
            {
                self.at = end;
                self.playing = false;
            }
        }
        self.arrive();
    }

    /// Takes the shown moment to the one aimed at, as far as it is known.
    fn arrive(&mut self) {
        let known = self.known();
        if self.playing {
            self.at = self.at.min(known);
        }
        if self.ends_at().is_some() {
            self.at = self.at.min(known);
        }
        let at = self.at;
        self.session_mut().seek(at);
        self.session_mut().settle(Budget::FRAME);
        self.seen = self.seen.max(self.at.min(known));
        self.follow();
        self.look_for_checks();
    }

    /// Up to when the shown runs are known: of all together, when they are compared.
    pub(super) fn known(&self) -> VirtualTime {
        let latest = self.shown().iter().map(|s| s.known()).max();
        latest.unwrap_or(VirtualTime::ZERO)
    }

    /// When the last of the shown runs ends; `None` while that is not known.
    pub(super) fn ends_at(&self) -> Option<VirtualTime> {
        let shown = self.shown();
        if shown.iter().any(|session| session.end().is_none()) {
            return None;
        }
        shown.iter().map(|session| session.known()).max()
    }

    /// The thread that code pane, inspector and why are about. Unless one has been chosen, the first that
    /// the program starts: the main thread mostly waits.
    pub(super) fn selected(&self) -> ThreadId {
        self.chosen.unwrap_or_else(|| {
            let trace = self.session().trace();
            let first = ThreadId(1);
            let started = trace.thread_count() > 1 && trace.thread(first).created <= self.at;
            if started { first } else { ThreadId(0) }
        })
    }

    /// Lines that the program was scrolled by; when something has moved since, none.
    pub(super) fn code_scroll(&self) -> isize {
        let (at, thread, lines) = self.scrolled;
        let still = at == self.at && thread == self.selected();
        if still { lines } else { 0 }
    }

    pub(super) fn scroll_code(&mut self, lines: isize) {
        self.scrolled = (self.at, self.selected(), self.code_scroll() + lines);
    }

    pub(super) fn at_end(&self) -> bool {
        self.ends_at().is_some_and(|end| self.at >= end)
    }

    pub(super) fn pace(&self) -> Pace {
        self.chosen_pace
            .unwrap_or_else(|| Pace::for_run(self.known().since(VirtualTime::ZERO)))
    }

    /// Stops playing and shows this moment.
    pub(super) fn jump(&mut self, t: VirtualTime) {
        self.leave_machine();
        (self.playing, self.fine) = (false, false);
        self.at = t;
        self.arrive();
    }

    /// The run that the learner schedules, when it is what is shown.
    pub(super) fn hand(&self) -> Option<&Hand> {
        self.hand.as_deref().filter(|_| self.hand_open)
    }

    pub(super) fn hand_mut(&mut self) -> Option<&mut Hand> {
        let open = self.hand_open;
        self.hand.as_deref_mut().filter(|_| open)
    }

    /// Lets the learner schedule the program that is shown, from where they left it.
    pub(super) fn be_scheduler(&mut self) {
        self.playing = false;
        let (program, config) = (self.session().program(), self.session().config());
        let known = self
            .hand
            .as_ref()
            .is_some_and(|hand| hand.is_of(program, config));
        if !known {
            self.hand = Some(Box::new(Hand::new(program.clone(), config)));
        }
        self.hand_open = true;
    }

    /// Leaves the scheduling; what was chosen is kept.
    pub(super) fn close_hand(&mut self) {
        self.hand_open = false;
    }

    /// Shows the run that the learner has scheduled like any other.
    pub(super) fn show_by_hand(&mut self) {
        let Some(hand) = self.hand() else { return };
        let schedule = Some(Arc::new(hand.run.schedule()));
        let config = RunConfig {
            schedule,
            ..hand.run.config().clone()
        };
        self.close_hand();
        self.rerun(&config);
        self.act(Action::GoEnd);
    }

    /// What the program may call this: does the action; false when it is none of a watch's.
    pub(super) fn act(&mut self, action: Action) -> bool {
        match action {
            Action::PlayPause => self.play_or_pause(),
            Action::NextEvent => {
                let next = self.session().next_event();
                self.step_to(next);
            }
            Action::PreviousEvent => {
                let before = self.session().previous_event();
                self.jump(before.unwrap_or(VirtualTime::ZERO));
            }
            Action::NextInstruction => self.step_instruction(true),
            Action::PreviousInstruction => self.step_instruction(false),
            Action::NextThread => self.select(1),
            Action::PreviousThread => self.select(-1),
            Action::SelectThread(number) => {
                let count = self.session().trace().thread_count();
                if usize::from(number) < count {
                    self.chosen = Some(ThreadId(u32::from(number)));
                }
            }
            Action::Faster => self.chosen_pace = Some(self.pace().faster()),
            Action::Slower => self.chosen_pace = Some(self.pace().slower()),
            Action::ZoomIn => self.zoom(1, 2),
            Action::ZoomOut => self.zoom(2, 1),
            Action::ScrubForward => self.scrub(64, true),
            Action::ScrubBack => self.scrub(64, false),
            Action::PageForward => self.scrub(2, true),
            Action::PageBack => self.scrub(2, false),
            Action::GoStart => self.jump(VirtualTime::ZERO),
            Action::GoEnd => self.go_end(),
            Action::NextMark => self.next_mark(),
            Action::ToggleRuntime => self.toggle_runtime(),
            Action::MoreCores => self.change_cores(1),
            Action::FewerCores => self.change_cores(-1),
            Action::Compare => self.toggle_compare(),
            Action::Real => self.toggle_real(),
            Action::StopReal => self.stop_machine(),
            Action::NextStrip => self.next_strip(),
            Action::Why => self.panes.why = !self.panes.why,
            Action::BeScheduler => self.be_scheduler(),
            Action::Inspector => self.panes.inspector = !self.panes.inspector,
            Action::Output => self.panes.output = !self.panes.output,
            _ => return false,
        }
        true
    }

    fn play_or_pause(&mut self) {
        self.leave_machine();
        self.fine = false;
        if self.playing {
            self.playing = false;
        } else {
            if self.at_end() {
                self.at = VirtualTime::ZERO;
                self.start = VirtualTime::ZERO;
                self.arrive();
            }
            self.playing = true;
        }
    }

    /// Shows the next event's moment, simulating on when it is not known yet.
    fn step_to(&mut self, next: Option<VirtualTime>) {
        match next {
            Some(t) => self.jump(t),
            None => {
                self.session_mut().work(Budget::FRAME);
                let next = self.session().next_event();
                // Of runs that are compared, another may be known further.
                let least = self.at.min(self.known());
                let target = next.unwrap_or_else(|| self.session().known());
                self.jump(target.max(least));
            }
        }
    }

    fn step_instruction(&mut self, forward: bool) {
        self.leave_machine();
        (self.playing, self.fine) = (false, true);
        let thread = self.selected();
        let session = self.session_mut();
        if forward {
            session.next_instruction(thread);
        } else {
            session.previous_instruction(thread);
        }
        self.at = self.session().now();
        self.arrive();
    }

    fn select(&mut self, by: i64) {
        let count = self.session().trace().thread_count() as i64;
        if count > 0 {
            let next = (i64::from(self.selected().0) + by).rem_euclid(count);
            self.chosen = Some(ThreadId(next as u32));
        }
    }

    fn go_end(&mut self) {
        let target = self.ends_at().unwrap_or(VirtualTime::NEVER);
        self.jump(target);
    }

    fn next_mark(&mut self) {
        let now = self.at;
        let next = self
            .session()
            .trace()
            .marks()
            .map(|event| event.at)
            .chain(self.mark)
            .filter(|at| *at > now)
            .min();
        if let Some(at) = next {
            self.jump(at);
        }
    }
}
