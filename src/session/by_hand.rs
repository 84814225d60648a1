//! Owns a run that a person schedules: it stands still wherever more than one thread could go on, says who
//! could, why, and what it would do, and goes on with whoever is chosen. A choice can be taken back. Owns
//! no picture of it.
//!
//! What has been chosen is all there is to remember: the run is made again from a copy of an earlier
//! moment. It is made in small pieces, so that a screen stays alive while a long stretch is run.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::offers::{Question, question};
use super::program::{Program, RunConfig};
use super::simulated::conditions;
use super::state::{StateAt, ThreadAt, word};
use super::watched::Budget;
use crate::base::{ThreadId, VirtualDuration};
use crate::explore::Shared;
use crate::sim::policy::{ByHand, Direction, Schedule, Until, fingerprint};
use crate::sim::{self, Found, Sim};
use crate::trace::{Lane, Trace};

/// Copies kept at most, beside the one of the start.
const COPIES: usize = 12;

/// Virtual time that is asked for at once.
const STRIDE: VirtualDuration = VirtualDuration::from_millis(1);
const LONG_STRIDE: VirtualDuration = VirtualDuration::from_millis(1024);

/// A run under a person's hand.
#[derive(Debug)]
pub struct HandScheduled {
    program: Arc<Program>,
    config: RunConfig,
    shared: Shared,
    /// Whether somebody is asked at points only where what follows touches what threads share.
    only_shared: bool,
    choices: Vec<Choice>,
    /// How many of the choices have been carried out.
    done: usize,
    run: Run,
    /// Earlier moments, each with how many choices were carried out by then; the first is the start.
    copies: Vec<(usize, Run)>,
    question: Option<Question>,
}

/// The run itself, at a moment.
#[derive(Clone, Debug)]
struct Run {
    sim: Sim,
    trace: Trace,
}

/// What a person wants: who goes on, and how far.
#[derive(Clone, Debug)]
struct Choice {
    thread: ThreadId,
    until: Until,
    quiet: Arc<BTreeSet<u32>>,
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
    /// A run that has not begun: [`Self::work`] takes it to its first question.
    pub fn new(program: Arc<Program>, config: &RunConfig) -> Self {
        let simulated = conditions(&program, config);
        let shared = Shared::of(program.compiled(), &simulated);
        let policy = ByHand::new(Until::Next, Arc::default());
        let direction = Direction::by(policy);
        let run = Run {
            sim: Sim::new(program.compiled(), simulated.directed(direction)),
            trace: Trace::new(config.cores),
        };
        Self {
            config: config.clone(),
            program,
            shared,
            only_shared: false,
            choices: Vec::new(),
            done: 0,
            copies: vec![(0, run.clone())],
            run,
            question: None,
        }
    }

    pub fn program(&self) -> &Arc<Program> {
        &self.program
    }

    pub fn config(&self) -> &RunConfig {
        &self.config
    }

    /// Carries the run on; true when more remains to be done before there is something to say.
    pub fn work(&mut self, budget: Budget) -> bool {
        let mut stride = STRIDE;
        let mut spent = VirtualDuration::ZERO;
        while self.is_under_way() {
            if spent >= budget.busy {
                return true;
            }
            self.carry_out();
            let (before, events) = (self.run.sim.now(), self.run.trace.events().len());
            let Run { sim, trace } = &mut self.run;
            sim.run_until(trace, before + stride);
            // Sleeping is no work.
            if self.run.trace.events().len() == events {
                stride = VirtualDuration((stride.nanos() * 2).min(LONG_STRIDE.nanos()));
            } else {
                stride = STRIDE;
            }
            spent += STRIDE;
        }
        if self.question.is_none() && self.run.sim.open_point().is_some() {
            self.question = question(&self.run.sim, &self.run.trace, &self.shared);
        }
        false
    }

    /// Carries the run on until there is something to say. For callers without a screen.
    pub fn finish(&mut self) {
        while self.work(Budget::FRAME) {}
    }

    fn is_under_way(&self) -> bool {
        let waits = self.run.sim.open_point().is_some() && self.done == self.choices.len();
        self.run.sim.end().is_none() && !waits
    }

    /// At a point whose choice was made: makes it.
    fn carry_out(&mut self) {
        if self.run.sim.open_point().is_none() {
            return;
        }
        let Some(choice) = self.choices.get(self.done).cloned() else {
            return;
        };
        self.keep_copy();
        self.run.sim.choose(choice.thread);
        let policy = ByHand::new(choice.until, choice.quiet);
        self.run.sim.set_policy(Box::new(policy));
        self.done += 1;
    }

    fn keep_copy(&mut self) {
        if self.copies.iter().any(|(done, _)| *done == self.done) {
            return;
        }
        self.copies.push((self.done, self.run.clone()));
        if self.copies.len() > COPIES {
            // The latest ones stay close together: it is they that are gone back to.
            let mut index = 0;
            let old = self.copies.len() - COPIES / 2;
            self.copies.retain(|_| {
                index += 1;
                index > old || index % 2 == 1
            });
        }
    }

    /// What is to be decided; `None` while the run is under way, and when it has ended.
    pub fn question(&self) -> Option<&Question> {
        self.question.as_ref()
    }

    /// Lets a thread go on. Nothing happens when it is none of those that can.
    pub fn choose(&mut self, thread: ThreadId, until: Until) {
        let can = |q: &Question| q.offers.iter().any(|offer| offer.thread == thread);
        if self.question.as_ref().is_some_and(can) {
            self.question = None;
            self.choices.push(Choice {
                thread,
                until,
                quiet: self.quiet(),
            });
        }
    }

    fn quiet(&self) -> Arc<BTreeSet<u32>> {
        if self.only_shared {
            Arc::new(self.shared.quiet_lines())
        } else {
            Arc::default()
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

    /// Takes all choices back.
    pub fn begin_again(&mut self) {
        self.choices.clear();
        self.again();
    }

    fn again(&mut self) {
        let most = self.choices.len();
        self.copies.retain(|(done, _)| *done <= most);
        let (done, run) = self.copies.last().expect("the start is kept").clone();
        (self.done, self.run, self.question) = (done, run, None);
    }

    /// How many choices have been made.
    pub fn choices(&self) -> usize {
        self.choices.len()
    }

    /// Whether somebody is asked only where threads come to what they share.
    pub fn only_shared(&self) -> bool {
        self.only_shared
    }

    /// From the next choice on.
    pub fn ask_only_shared(&mut self, only: bool) {
        self.only_shared = only;
    }

    /// Lines of the program at which there can be something to decide.
    pub fn lines(&self) -> Vec<u32> {
        self.shared.lines().collect()
    }

    /// Everything so far.
    pub fn trace(&self) -> &Trace {
        &self.run.trace
    }

    /// The value of a Python expression in the program's module as it is now.
    ///
    /// # Errors
    /// In words, why it has none.
    pub fn evaluate(&self, expression: &str) -> Result<Found, String> {
        Sim::evaluate(&mut self.run.sim.clone(), expression)
    }

    /// The run as it is now.
    pub fn state(&self) -> StateAt {
        let Run { sim, trace } = &self.run;
        let now = sim.now();
        let threads = trace.threads().map(|(id, track)| {
            let slice = track.lanes().slice_at(now);
            let lane = slice.map_or(Lane::NotStarted, |slice| slice.class);
            let frames = sim.frames_of(id);
            let here = frames.iter().find(|frame| !frame.code.flags.library);
            ThreadAt {
                id,
                name: track.name.clone(),
                letter: track.letter,
                lane,
                word: word(trace, lane, now, self.config.runtime.vocabulary.lock),
                since: slice.map_or(track.created, |slice| slice.start),
                line: here.map_or(0, |frame| frame.line),
                frames,
            }
        });
        StateAt {
            at: now,
            exact: true,
            threads: threads.collect(),
        }
    }

    /// How the run came out; `None` while it has not ended.
    pub fn outcome(&self) -> Option<Outcome> {
        let end = self.run.sim.end()?;
        let uncaught = self.run.sim.uncaught();
        Some(match (uncaught, end) {
            (Some((_, text)), _) => Outcome::Broke(text),
            (None, sim::End::Deadlock { text }) => Outcome::Broke(text.as_str().into()),
            (None, sim::End::Exit { .. }) => Outcome::Held,
            (None, sim::End::Limit { text, .. } | sim::End::Refused { text }) => {
                Outcome::CutShort(text.as_str().into())
            }
        })
    }

    /// How often the turn was taken from a thread that could have gone on.
    pub fn preemptions(&self) -> u32 {
        self.run.sim.preemptions().unwrap_or(0)
    }

    /// What was decided, as a schedule that repeats it.
    pub fn schedule(&self) -> Schedule {
        Schedule {
            runtime: self.config.runtime.name.to_owned(),
            cores: self.config.cores,
            fingerprint: fingerprint(&self.program.source().text),
            turns: self.run.sim.turns().to_vec(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::offers::Asked;
    use super::super::simulated::simulate;
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

    fn by_hand(text: &str) -> HandScheduled {
        let source = Source::new("counter.py", text);
        let program = Program::compile(&source).expect("the program is valid");
        let mut run = HandScheduled::new(Arc::new(program), &RunConfig::default());
        run.finish();
        run
    }

    fn choose(run: &mut HandScheduled, thread: ThreadId, until: Until) {
        run.choose(thread, until);
        run.finish();
    }

    fn named(question: &Question, name: &str) -> Option<ThreadId> {
        let mut offers = question.offers.iter();
        offers.find(|offer| &*offer.name == name).map(|o| o.thread)
    }

    #[test]
    fn who_changes_nothing_breaks_nothing() {
        let mut run = by_hand(COUNTER);
        while let Some(question) = run.question().cloned() {
            assert!(question.offers.len() > 1, "{question:?}");
            choose(&mut run, question.offers[0].thread, Until::Next);
        }
        assert_eq!(run.outcome(), Some(Outcome::Held));
        assert!(run.schedule().turns.is_empty());
        assert_eq!(run.preemptions(), 0);
    }

    /// Breaks the program, and says how many choices that took.
    fn break_it(run: &mut HandScheduled) -> usize {
        while let Some(question) = run.question().cloned() {
            let by_itself = question.offers[0].thread;
            let inside = question.asked == Asked::CheckPoint && question.line == 4;
            let a = named(&question, "A") == Some(question.thread);
            let other = named(&question, "MainThread").or(named(&question, "B"));
            let chosen = match other {
                Some(other) if inside && a => other,
                _ => named(&question, "B").unwrap_or(by_itself),
            };
            choose(run, chosen, Until::Next);
        }
        run.choices()
    }

    #[test]
    fn a_person_can_break_a_counter_and_take_it_back() {
        let mut run = by_hand(COUNTER);
        let choices = break_it(&mut run);
        let Some(Outcome::Broke(report)) = run.outcome() else {
            panic!("{:?}", run.outcome())
        };
        assert!(report.contains("AssertionError"), "{report}");
        let schedule = run.schedule();
        assert!(!schedule.turns.is_empty());
        assert!(run.preemptions() > 0);

        let whole = run.trace().events().len();
        assert!(run.take_back());
        run.finish();
        assert_eq!(run.choices(), choices - 1);
        assert!(run.trace().events().len() < whole);
        assert!(run.question().is_some());
        break_it(&mut run);
        assert_eq!(run.schedule(), schedule);

        // The schedule is all that is needed to have the same run again.
        let config = RunConfig {
            schedule: Some(Arc::new(schedule)),
            ..RunConfig::default()
        };
        let mut again = simulate(run.program().clone(), &config);
        again.finish();
        assert_eq!(again.trace().events(), run.trace().events());
        assert_eq!(again.preemptions(), Some(run.preemptions()));
        run.begin_again();
        run.finish();
        assert_eq!((run.choices(), run.preemptions()), (0, 0));
    }

    #[test]
    fn a_thread_says_what_it_would_do() {
        let mut run = by_hand(COUNTER);
        let mut told = Vec::new();
        while let Some(question) = run.question().cloned() {
            for offer in &question.offers {
                told.push(format!("{}: {}", offer.name, offer.would));
            }
            choose(&mut run, question.offers[0].thread, Until::Next);
        }
        for deed in [
            "A: reads counter, 0",
            "A: sets counter to 1; ends",
            "B: reads counter, 1",
        ] {
            assert!(told.iter().any(|t| t == deed), "{deed}: {told:#?}");
        }
    }

    const ROUNDS: &str = "\
from threading import Thread
counter = 0
def add_one(n):
    return n + 1
def work():
    global counter
    for _ in range(30_000):
        counter = add_one(counter)
a = Thread(target=work, name='A')
b = Thread(target=work, name='B')
a.start()
b.start()
a.join()
b.join()
";

    /// Long turns are whoever's who takes them: nobody is asked, and nobody's turn ends by itself.
    #[test]
    fn sixty_thousand_points_are_passed_without_a_question() {
        let mut run = by_hand(ROUNDS);
        let question = run.question().cloned().expect("A and the main thread");
        let a = named(&question, "A").expect("A can go on");
        choose(&mut run, a, Until::Line(a, 4));
        let question = run.question().cloned().expect("A is inside");
        assert_eq!((question.thread, question.line), (a, 4));
        let main = named(&question, "MainThread").expect("it can go on");
        choose(&mut run, main, Until::LetsGo(main));
        let question = run.question().cloned().expect("B has been started");
        let b = named(&question, "B").expect("B can go on");
        choose(&mut run, b, Until::LetsGo(b));
        choose(&mut run, a, Until::LetsGo(a));
        let before = run.choices();
        assert_eq!(run.evaluate("counter"), Ok(Found::Int(30_000)));
        assert_eq!((before, run.preemptions()), (4, 1));
        let schedule = run.schedule();
        let rest = run.question().map(|q| q.offers[0].thread);
        if let Some(thread) = rest {
            choose(&mut run, thread, Until::End);
        }
        assert_eq!(run.outcome(), Some(Outcome::Held));
        assert_eq!(run.schedule().turns[..schedule.turns.len()], schedule.turns);
    }

    #[test]
    fn lines_that_concern_nobody_can_be_left_out() {
        let mut run = by_hand(
            "from threading import Thread\nshared = []\ndef work():\n    for n in range(5):\n        \
             n += 1\n    for n in range(5):\n        n += 1\n    shared.append(n)\n\
             a = Thread(target=work)\nb = Thread(target=work)\na.start()\nb.start()\n\
             a.join()\nb.join()\n",
        );
        run.ask_only_shared(true);
        // The first question was there before.
        let first = run.question().map(|q| q.offers[0].thread);
        choose(&mut run, first.expect("two can go on"), Until::Next);
        let mut lines = BTreeSet::new();
        while let Some(question) = run.question().cloned() {
            if question.asked == Asked::CheckPoint {
                lines.insert(question.line);
            }
            choose(&mut run, question.offers[0].thread, Until::Next);
        }
        assert!(run.lines().contains(&4), "{:?}", run.lines());
        assert!(!lines.contains(&4), "{lines:?}");
        assert!(lines.contains(&6), "{lines:?}");
    }
}
