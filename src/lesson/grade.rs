//! Owns holding a learner's program against a lesson's goal, for autograders: whether it is met, which
//! part of it is not, and why, in words for the learner. Owns no printing.

use std::collections::BTreeMap;

use crate::base::Source;
use crate::frontend;
use crate::sim::policy::{Schedule, Turn};

use super::attempt::{Attempted, Scheduled};
use super::check::make;
use super::facts::RunFacts;
use super::goal::{Clause, Expr};
use super::model::{KnobValue, Lesson, NamedRun};
use super::over::{Trials, WithVerdicts};
use super::parse::listed;
use super::runner::Runner;
use super::tries::Tries;

/// What became of a program.
#[derive(Clone, PartialEq, Debug)]
pub struct Grade {
    pub met: bool,
    /// Every part of the goal; empty when the program does not come so far.
    pub clauses: Vec<Clause>,
    /// Why the goal is not met, one sentence each.
    pub reasons: Vec<String>,
}

/// Why a lesson does not grade what was handed in.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum GradeError {
    #[error("the task of this lesson is done by turning knobs: there is no program to hand in")]
    NoProgram,
    #[error("the task of this lesson is a schedule: hand in what the screen shows, gs1:…; {0}")]
    NoSchedule(String),
}

/// Holds a program, or a schedule where that is the task, against the goal; a program where the task is a
/// schedule, against the goal of what is to be made last. `seed` is added to the seed of
/// every run; a schedule needs none.
///
/// # Errors
/// When the task is not about a program.
pub fn grade(
    lesson: &Lesson,
    program: &Source,
    seed: u64,
    runner: &dyn Runner,
) -> Result<Grade, GradeError> {
    if let Some(scheduled) = &lesson.change.schedule {
        if let Some((goal, run)) = made(lesson, program, seed) {
            return Ok(held(lesson, goal, &[run], runner));
        }
        let turns = turns(lesson, scheduled, program).map_err(GradeError::NoSchedule)?;
        let attempted = Attempted {
            turns,
            ..lesson.start()
        };
        let runs = lesson.attempt(&attempted);
        return Ok(held(lesson, &lesson.change.goal.expr, &runs, runner));
    }
    let handed_in = handed_in(lesson).ok_or(GradeError::NoProgram)?;
    if let Some(others) = is_none_of(lesson, program) {
        return Ok(failed(format!(
            "The task is to choose, and this program is none of {}.",
            listed(others.iter().map(String::as_str))
        )));
    }
    let runs = |attempted: Attempted| {
        let attempted = Attempted {
            text: None,
            ..attempted
        };
        lesson.attempt(&attempted)
    };
    if let Some(other) = lesson.other_variant(&program.text) {
        return Ok(failed(other));
    }
    // What is handed in must reach the goal by itself: no knob is turned for it.
    let start = runs(lesson.start()).into_iter();
    let mut start = start.filter(|run| handed_in.contains(&run.name));
    let mut runs = runs(lesson.solution());
    let mut known = false;
    for run in &mut runs {
        if handed_in.contains(&run.name)
            && let Some(learners) = start.next()
        {
            *run = learners;
            run.settings.text = Some(program.clone());
            run.settings.constants.clear();
            known = true;
        }
        run.settings.seed = run.settings.seed.wrapping_add(seed);
    }
    if !known {
        return Err(GradeError::NoProgram);
    }
    Ok(held(lesson, &lesson.change.goal.expr, &runs, runner))
}

/// Where the task is to choose among programs: those, when what was handed in is another one.
fn is_none_of(lesson: &Lesson, program: &Source) -> Option<Vec<String>> {
    let mut knobs = lesson.change.knobs.iter();
    let knob = knobs.find(|knob| knob.is_choice)?;
    let files = knob.values.iter().filter_map(|value| match value {
        KnobValue::Program(file) => Some(file.clone()),
        _ => None,
    });
    let files: Vec<String> = files.collect();
    let is_it = |file: &String| {
        let offered = lesson.file(file);
        offered.is_some_and(|offered| frontend::is_same(&offered.text, &program.text))
    };
    (!files.iter().any(is_it)).then_some(files)
}

/// A program where a schedule is asked for is what the last beat asks for, if that has a goal.
fn made<'l>(lesson: &'l Lesson, program: &Source, seed: u64) -> Option<(&'l Expr, NamedRun)> {
    let make = lesson.make.as_ref()?;
    let goal = make.goal.as_ref()?;
    if program.text.trim_start().starts_with("gs1:") {
        return None;
    }
    let mut run = make.run.clone();
    run.settings.seed = run.settings.seed.wrapping_add(seed);
    run.settings.text = Some(program.clone());
    Some((&goal.expr, run))
}

/// The turns of a schedule that was handed in.
fn turns(lesson: &Lesson, scheduled: &Scheduled, text: &Source) -> Result<Vec<Turn>, String> {
    let schedule: Schedule = text.text.parse()?;
    let mut runs = lesson.change.runs.iter();
    let run = runs
        .find(|run| run.name == scheduled.run)
        .ok_or("the lesson has no such run")?;
    let program = lesson
        .program(&run.settings)
        .ok_or("the lesson has no such program")?;
    run.settings.takes(&schedule, &program)?;
    Ok(schedule.turns)
}

/// The runs of the task whose program is the learner's; `None` where each of several runs has one of its own.
fn handed_in(lesson: &Lesson) -> Option<Vec<String>> {
    let change = &lesson.change;
    let running = |file: &str| -> Vec<String> {
        let runs = change.runs.iter().filter(|r| r.settings.program == file);
        runs.map(|run| run.name.clone()).collect()
    };
    if let Some(edit) = &change.edit {
        return Some(running(&edit.start));
    }
    if let Some(lines) = &change.lines {
        return Some(running(&lines.program));
    }
    let is_program = |value: &KnobValue| matches!(value, KnobValue::Program(_));
    let knobs = change.knobs.iter();
    let mut programs = knobs.filter(|knob| knob.values.iter().any(is_program));
    let first = programs.next().map(|knob| knob.runs.clone());
    match programs.next() {
        None => Some(first.unwrap_or_default()),
        Some(_) => None,
    }
}

/// What does not come so far as to be measured.
fn failed(reason: String) -> Grade {
    Grade {
        met: false,
        clauses: Vec::new(),
        reasons: vec![reason],
    }
}

fn held(lesson: &Lesson, goal: &Expr, runs: &[NamedRun], runner: &dyn Runner) -> Grade {
    let mut facts: BTreeMap<String, RunFacts> = BTreeMap::new();
    for run in runs {
        let asks = lesson.asks(&run.name);
        match make(lesson, runner, &run.settings, &asks) {
            Ok(ran) => drop(facts.insert(run.name.clone(), ran.facts)),
            Err(error) => return failed(format!("The program does not run: {error}.")),
        }
    }
    let mut trials = Trials::of([goal], runs);
    let mut tries = Tries::new(lesson, runner);
    while !trials.are_done() && !goal.is_lost(&facts) {
        trials.step(&mut tries);
    }
    let verdicts = trials.verdicts();
    let known = WithVerdicts {
        runs: &facts,
        verdicts: &verdicts,
    };
    let met = goal.holds(&known).unwrap_or(false);
    let clauses = goal.clauses(&known, runs);
    let reasons = if met {
        Vec::new()
    } else {
        reasons(&facts, &clauses)
    };
    Grade {
        met,
        clauses,
        reasons,
    }
}

/// First how the program ended, if not well: it usually explains the rest.
fn reasons(facts: &BTreeMap<String, RunFacts>, clauses: &[Clause]) -> Vec<String> {
    let mut reasons = Vec::new();
    for facts in facts.values() {
        if let Some(deadlock) = &facts.deadlock {
            reasons.push(format!("The program ends in a {deadlock}."));
        } else if let Some(last) = facts.stderr.trim_end().lines().last()
            && !facts.raised().is_empty()
        {
            reasons.push(format!("The program raises {last}"));
        } else if facts.exit != 0 {
            reasons.push(format!("The program ends with exit code {}.", facts.exit));
        }
    }
    for clause in clauses.iter().filter(|clause| !clause.met) {
        let mut said = clause.said.chars();
        let first = said.next().map(char::to_uppercase);
        let first = first.into_iter().flatten();
        reasons.push(format!("{}.", first.chain(said).collect::<String>()));
    }
    reasons.dedup();
    reasons
}
