//! Owns the runs that a lesson is about: what is compiled and under which conditions, and the facts of
//! those that have ended. Owns no trying out (that is `trial`).

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::{Diagnostic, Source};
use crate::lesson::{Finished, Lesson, NamedRun, RunFacts, Runs, Settings, Verdict};
use crate::runtime;
use crate::session::{DEFAULT_UNTIL, Program, RunConfig, Session};

/// The facts that expressions may name: of the attempt first, then of the lesson's own runs.
pub(in crate::app) struct Known<'a> {
    pub(in crate::app) trial: &'a BTreeMap<String, RunFacts>,
    pub(in crate::app) lesson: &'a BTreeMap<String, RunFacts>,
    pub(in crate::app) verdicts: &'a BTreeMap<String, Verdict>,
}

impl Runs for Known<'_> {
    fn facts(&self, run: &str) -> Option<&RunFacts> {
        self.trial.get(run).or_else(|| self.lesson.get(run))
    }

    fn verdict(&self, question: &str) -> Option<&Verdict> {
        self.verdicts.get(question)
    }
}

/// The numbers of a run; `None` while it has not ended.
pub(super) fn facts(lesson: &Lesson, session: &Session, run: &NamedRun) -> Option<RunFacts> {
    let end = session.end()?;
    let asks = lesson.asks(&run.name).into_iter();
    let values = asks.map(|text| {
        let value = session.evaluate(&text);
        (text, value)
    });
    let finished = Finished {
        trace: session.trace(),
        program: session.program().source(),
        exit: end.exit_code,
        pickled_bytes: session.piped_bytes(),
        preemptions: session.preemptions(),
        values: values.collect(),
    };
    Some(RunFacts::of(finished, run.settings.clone()))
}

/// Why there is no run.
#[derive(Clone, Debug)]
pub(in crate::app) struct Broken {
    /// In words, over several lines.
    pub(in crate::app) why: String,
    /// The program with the line at which it is wrong, when it is the program.
    pub(in crate::app) at: Option<(Source, u32)>,
}

impl Broken {
    /// The folder of a lesson's own program is nothing that a learner has.
    fn for_learner(mut self, lesson: &Lesson) -> Self {
        if let Some((source, _)) = &self.at {
            let short = source.name.rsplit('/').next().unwrap_or(&source.name);
            let of_lesson = lesson
                .file(short)
                .is_some_and(|own| own.name == source.name);
            if of_lesson {
                self.why = self.why.replace(&*source.name, short);
            }
        }
        self
    }
}

impl From<String> for Broken {
    fn from(why: String) -> Self {
        Self { why, at: None }
    }
}

impl From<Vec<Diagnostic>> for Broken {
    fn from(wrong: Vec<Diagnostic>) -> Self {
        let first = wrong.first();
        let why = first.map_or_else(
            || "the program does not compile".to_owned(),
            ToString::to_string,
        );
        let at = first.map(|wrong| (wrong.source.clone(), wrong.position().0));
        Self { why, at }
    }
}

/// The compiled program and the conditions of a run.
pub(super) fn prepare(
    lesson: &Lesson,
    settings: &Settings,
    programs: &mut Vec<(Source, Arc<Program>)>,
) -> Result<(Arc<Program>, RunConfig), Broken> {
    let source = lesson
        .program(settings)
        .ok_or_else(|| format!("the lesson has no program {}", settings.program))?;
    let known = programs.iter().find(|(text, _)| *text == source);
    let program = match known {
        Some((_, program)) => program.clone(),
        None => {
            let program = Program::compile_in(&source, lesson.surroundings())
                .map_err(|wrong| Broken::from(wrong).for_learner(lesson))?;
            let program = Arc::new(program);
            programs.push((source, program.clone()));
            program
        }
    };
    let runtime = runtime::find(&settings.runtime)
        .ok_or_else(|| format!("there is no runtime called {}", settings.runtime))?;
    let config = RunConfig {
        runtime,
        cores: settings.cores,
        seed: settings.seed,
        switch_interval: Some(settings.switch_interval),
        until: DEFAULT_UNTIL,
        schedule: settings.schedule_of(program.source()).map(Arc::new),
        ..RunConfig::default()
    };
    Ok((program, config))
}
