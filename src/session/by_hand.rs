//! Owns a run that a person schedules: it stands still wherever more than one thread could go on, says who
//! could and why, and goes on with whoever is chosen. A choice can be taken back. Owns no picture of it.
//!
//! The run is made again from its beginning for every choice: what has been chosen is all there is to
//! remember.

use std::sync::Arc;

use super::program::{Program, RunConfig};
use super::simulated::conditions;
use crate::base::ThreadId;
use crate::sim::policy::{ByHand, Direction, Point, PointKind, Schedule, Why, fingerprint};
use crate::sim::{self, Entry, FrameView, Sim};
use crate::trace::Trace;

/// A run under a person's hand.
#[derive(Debug)]
pub struct HandScheduled {
    program: Arc<Program>,
    config: RunConfig,
    choices: Vec<ThreadId>,
    sim: Sim,
    trace: Trace,
}

/// What there is to decide.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    /// Whose turn it is, or was, and at which line of the program; 0: at none.
    pub thread: ThreadId,
    pub line: u32,
    /// Whether that thread could go on.
    pub asked: Asked,
    /// Whoever would go on by itself is first.
    pub offers: Vec<Offer>,
}

/// Why there is something to decide.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    /// A check point: the lock can be taken from the thread here.
    CheckPoint,
    /// It is about to touch what others can see.
    SharedAccess,
    /// It waits for something, or has ended.
    LetGo,
}

/// A thread that may go on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offer {
    pub thread: ThreadId,
    pub name: Arc<str>,
    /// Where in the program; 0: it has not come to its first line, or is past its last.
    pub line: u32,
    /// `has the turn`, `waits for the turn`, `sleeps: time would pass`.
    pub why: &'static str,
}

/// How a run came out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// To its end, whatever that was worth.
    Held,
    /// The program broke: the deadlock in words, or the report of the exception that nobody caught.
    Broke(Arc<str>),
    /// A limit, or something gilscope does not have, ended it before.
    CutShort(Arc<str>),
}

impl HandScheduled {
    /// A run that stands at its first question, or has ended without one.
    pub fn new(program: Arc<Program>, config: &RunConfig) -> Self {
        let choices = Vec::new();
        let (sim, trace) = run(&program, config, &choices);
        Self {
            config: config.clone(),
            program,
            choices,
            sim,
            trace,
        }
    }

    /// What is to be decided; `None` when the run has ended.
    pub fn question(&self) -> Option<Question> {
        let point = self.sim.open_point()?;
        Some(Question {
            thread: point.thread,
            line: point.line,
            asked: match point.kind {
                PointKind::Check => Asked::CheckPoint,
                PointKind::Access => Asked::SharedAccess,
                PointKind::LetGo => Asked::LetGo,
            },
            offers: self.offers(point),
        })
    }

    fn offers(&self, point: &Point) -> Vec<Offer> {
        let offer = |choice: &crate::sim::policy::Choice| Offer {
            thread: choice.thread,
            name: self.trace.thread(choice.thread).name.clone(),
            line: self.line(choice.thread),
            why: match choice.why {
                Why::GoesOn => "has the turn",
                Why::Ready => "waits for the turn",
                Why::Due(_) => "sleeps: time would pass",
            },
        };
        point.options.iter().map(offer).collect()
    }

    fn line(&self, thread: ThreadId) -> u32 {
        let frames = self.frames(thread);
        let own = frames.iter().find(|frame| !frame.code.flags.library);
        own.map_or(0, |frame| frame.line)
    }

    /// Lets a thread go on. Nothing happens when it is none of those that can.
    pub fn choose(&mut self, thread: ThreadId) {
        let open = self.sim.open_point();
        if open.is_some_and(|point| point.options.iter().any(|o| o.thread == thread)) {
            self.choices.push(thread);
            self.again();
        }
    }

    /// Takes the last choice back; false when there is none.
    pub fn take_back(&mut self) -> bool {
        let taken = self.choices.pop().is_some();
        if taken {
            self.again();
        }
        taken
    }

    fn again(&mut self) {
        (self.sim, self.trace) = run(&self.program, &self.config, &self.choices);
    }

    pub fn choices(&self) -> &[ThreadId] {
        &self.choices
    }

    /// Everything so far.
    pub fn trace(&self) -> &Trace {
        &self.trace
    }

    /// The frames of a thread, innermost first.
    pub fn frames(&self, thread: ThreadId) -> Vec<FrameView> {
        self.sim.frames_of(thread)
    }

    /// How the run came out; `None` while there is something to decide.
    pub fn outcome(&self) -> Option<Outcome> {
        let end = self.sim.end()?;
        let journal = self.sim.journal();
        let reports = journal.into_iter().flat_map(|journal| &journal.entries);
        let mut uncaught = reports.filter_map(|entry| match entry {
            Entry::Uncaught { text, .. } => Some(text.clone()),
            _ => None,
        });
        Some(match (uncaught.next_back(), end) {
            (Some(text), _) => Outcome::Broke(text),
            (None, sim::End::Deadlock { text }) => Outcome::Broke(text.as_str().into()),
            (None, sim::End::Exit { .. }) => Outcome::Held,
            (None, sim::End::Limit { text, .. } | sim::End::Refused { text }) => {
                Outcome::CutShort(text.as_str().into())
            }
        })
    }

    /// What was decided, as a schedule that repeats it.
    pub fn schedule(&self) -> Schedule {
        Schedule {
            runtime: self.config.runtime.name.to_owned(),
            cores: self.config.cores,
            fingerprint: fingerprint(&self.program.source().text),
            turns: self
                .sim
                .journal()
                .map(sim::Journal::turns)
                .unwrap_or_default(),
        }
    }
}

/// Runs until the choices are used up.
fn run(program: &Arc<Program>, config: &RunConfig, choices: &[ThreadId]) -> (Sim, Trace) {
    let direction = Direction {
        journal: true,
        ..Direction::by(ByHand::new(choices))
    };
    let mut sim = Sim::new(
        program.compiled(),
        conditions(program, config).directed(direction),
    );
    let mut trace = Trace::new(config.cores);
    sim.run_until(&mut trace, config.until);
    (sim, trace)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Source;

    const COUNTER: &str = "\
import threading
counter = 0
def add_one(n):
    return n + 1
def work():
    global counter
    counter = add_one(counter)
a = threading.Thread(target=work, name='A')
b = threading.Thread(target=work, name='B')
a.start()
b.start()
a.join()
b.join()
assert counter == 2
";

    fn counter() -> HandScheduled {
        let source = Source::new("counter.py", COUNTER);
        let program = Program::compile(&source).expect("the program is valid");
        HandScheduled::new(Arc::new(program), &RunConfig::default())
    }

    fn named(question: &Question, name: &str) -> Option<ThreadId> {
        let mut offers = question.offers.iter();
        offers.find(|offer| &*offer.name == name).map(|o| o.thread)
    }

    #[test]
    fn who_changes_nothing_breaks_nothing() {
        let mut run = counter();
        while let Some(question) = run.question() {
            assert!(question.offers.len() > 1, "{question:?}");
            run.choose(question.offers[0].thread);
        }
        assert_eq!(run.outcome(), Some(Outcome::Held));
        assert!(run.schedule().turns.is_empty());
    }

    /// Breaks the program, and says how many choices that took.
    fn break_it(run: &mut HandScheduled) -> usize {
        while let Some(question) = run.question() {
            let by_itself = question.offers[0].thread;
            let inside = question.asked == Asked::CheckPoint && question.line == 4;
            let a = named(&question, "A") == Some(question.thread);
            let other = named(&question, "MainThread").or(named(&question, "B"));
            let chosen = match other {
                Some(other) if inside && a => other,
                _ => named(&question, "B").unwrap_or(by_itself),
            };
            run.choose(chosen);
        }
        run.choices().len()
    }

    #[test]
    fn a_person_can_break_a_counter_and_take_it_back() {
        let mut run = counter();
        let choices = break_it(&mut run);
        let Some(Outcome::Broke(report)) = run.outcome() else {
            panic!("{:?}", run.outcome())
        };
        assert!(report.contains("AssertionError"), "{report}");
        let schedule = run.schedule();
        assert!(!schedule.turns.is_empty());

        let whole = run.trace().events().len();
        assert!(run.take_back());
        assert_eq!(run.choices().len(), choices - 1);
        assert!(run.trace().events().len() < whole);
        assert!(run.question().is_some());
        break_it(&mut run);
        assert_eq!(run.schedule(), schedule);
    }
}
