//! Owns what a learner does to solve a task: positions of knobs, an order of lines, a text of their own;
//! where they begin, what meets the goal, and the runs that come of it. Owns no judging.

use crate::base::Source;
use crate::sim::policy::Turn;

use super::markdown::Text;
use super::misconceptions::Misconception;
use super::model::{Lesson, NamedRun};
use super::report::Written;

/// What the learner has done to the task's runs.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Attempted {
    /// One position per knob.
    pub knobs: Vec<usize>,
    /// The lines that stand in the program, in order; indices into [`Lines::lines`].
    pub lines: Vec<usize>,
    /// The program as the learner has edited it; `None` while it is as it was.
    pub text: Option<Source>,
    /// The turns that the learner has made threads take.
    pub turns: Vec<Turn>,
}

/// A run in which the learner decides which thread goes on.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Scheduled {
    /// Its name.
    pub run: String,
    /// Turns with which the goal is met.
    pub solution: Vec<Turn>,
}

/// A program that the learner edits with an editor of their own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// The file as it is at first: every run of the task that runs it, runs the learner's text.
    pub start: String,
    /// A file that meets the goal.
    pub solution: String,
}

/// Lines to be put into a program, in the right order, without the wrong ones (a Parsons problem).
#[derive(Clone, PartialEq, Debug)]
pub struct Lines {
    /// The program that they are put into.
    pub program: String,
    /// The line whose place they take, without its indentation.
    pub at: String,
    pub lines: Vec<OfferedLine>,
    /// Indices into `lines`.
    pub start: Vec<usize>,
    pub solution: Vec<usize>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct OfferedLine {
    /// With its indentation.
    pub text: String,
    /// Why somebody would take a line that is not in the solution; and what is said to them.
    pub misconception: Option<&'static Misconception>,
    pub feedback: Text,
    /// The line of the solution that it tempts to leave out.
    pub(super) instead_of: Option<usize>,
    pub(super) place: Written,
}

impl Lines {
    /// The program with these lines in it.
    pub fn compose(&self, program: &Source, chosen: &[usize]) -> Source {
        let mut text = String::new();
        for line in program.text.split_inclusive('\n') {
            if line.trim() != self.at {
                text.push_str(line);
                continue;
            }
            let lines = chosen.iter().filter_map(|at| self.lines.get(*at));
            for chosen in lines {
                text.push_str(&chosen.text);
                text.push('\n');
            }
        }
        Source::new(program.name.clone(), text)
    }

    /// Whether the line is no part of the solution.
    pub fn is_distractor(&self, line: usize) -> bool {
        !self.solution.contains(&line)
    }
}

impl Lesson {
    /// Where the learner begins.
    pub fn start(&self) -> Attempted {
        let change = &self.change;
        Attempted {
            knobs: change.knobs.iter().map(|knob| knob.start).collect(),
            lines: change
                .lines
                .as_ref()
                .map_or(Vec::new(), |l| l.start.clone()),
            text: None,
            turns: Vec::new(),
        }
    }

    /// What meets the goal.
    pub fn solution(&self) -> Attempted {
        let change = &self.change;
        let edit = change.edit.as_ref();
        Attempted {
            knobs: change.knobs.iter().map(|knob| knob.solution).collect(),
            lines: change
                .lines
                .as_ref()
                .map_or(Vec::new(), |l| l.solution.clone()),
            text: edit.and_then(|edit| self.file(&edit.solution)).cloned(),
            turns: change
                .schedule
                .as_ref()
                .map_or(Vec::new(), |scheduled| scheduled.solution.clone()),
        }
    }

    /// The task's runs as the learner has made them.
    pub fn attempt(&self, attempted: &Attempted) -> Vec<NamedRun> {
        let change = &self.change;
        let mut runs = change.runs.clone();
        if let (Some(edit), Some(text)) = (&change.edit, &attempted.text) {
            for run in runs.iter_mut().filter(|r| r.settings.program == edit.start) {
                run.settings.text = Some(text.clone());
            }
        }
        if let Some(lines) = &change.lines
            && let Some(program) = self.file(&lines.program)
        {
            let text = lines.compose(program, &attempted.lines);
            for run in runs
                .iter_mut()
                .filter(|r| r.settings.program == lines.program)
            {
                run.settings.text = Some(text.clone());
            }
        }
        if let Some(scheduled) = &change.schedule {
            for run in runs.iter_mut().filter(|r| r.name == scheduled.run) {
                run.settings.schedule = Some(attempted.turns.clone());
            }
        }
        for (knob, at) in change.knobs.iter().zip(&attempted.knobs) {
            for run in runs.iter_mut().filter(|r| knob.runs.contains(&r.name)) {
                knob.turn(*at, &mut run.settings);
            }
        }
        runs
    }
}
