//! Owns making the runs that a lesson's questions need, one or many, by a runner. Owns no question.

use crate::base::{Source, VirtualDuration};
use crate::sim::policy::{Schedule, fingerprint};

use super::check::make;
use super::facts::RunFacts;
use super::model::{Lesson, NamedRun};
use super::node::Assertion;
use super::runner::{Exploring, Job, Runner};

/// Makes runs of a lesson.
pub struct Tries<'a> {
    lesson: &'a Lesson,
    runner: &'a dyn Runner,
    /// Simulated work so far, all runs together.
    pub spent: VirtualDuration,
}

impl std::fmt::Debug for Tries<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Tries")
            .field("spent", &self.spent)
            .finish_non_exhaustive()
    }
}

impl<'a> Tries<'a> {
    pub fn new(lesson: &'a Lesson, runner: &'a dyn Runner) -> Self {
        Self {
            lesson,
            runner,
            spent: VirtualDuration::ZERO,
        }
    }

    /// One run; in words why it has no end.
    pub(super) fn run(&mut self, run: &NamedRun) -> Result<RunFacts, String> {
        let asks = self.lesson.asks(&run.name);
        let ran = make(self.lesson, self.runner, &run.settings, &asks);
        let facts = ran.map_err(|error| error.to_string())?.facts;
        self.spent += facts.busy();
        Ok(facts)
    }

    /// Begins to try all schedules of a run, with what is asserted at the program's end.
    pub(super) fn explore(
        &mut self,
        run: &NamedRun,
        preemptions: u32,
        assertions: &[Assertion],
    ) -> Result<Box<dyn Exploring>, String> {
        let program = self
            .lesson
            .program(&run.settings)
            .ok_or("there is no such program")?;
        let mut text = program.text.trim_end().to_owned();
        text.push('\n');
        for Assertion { condition, message } in assertions {
            text.push_str(&format!("assert {condition}, {message}\n"));
        }
        let job = Job {
            program: &Source::new(program.name.clone(), text),
            folder: &self.lesson.surroundings(),
            settings: &run.settings,
            asks: &[],
        };
        let exploring = self.runner.explore(job, preemptions);
        exploring.map_err(|error| error.to_string())
    }

    /// Makes a schedule of the program with its assertions one of the program without them: they stand
    /// behind everything that can be scheduled.
    pub(super) fn without_assertions(&self, run: &NamedRun, schedule: &mut Schedule) {
        if let Some(program) = self.lesson.program(&run.settings) {
            schedule.fingerprint = fingerprint(&program.text);
        }
    }
}
