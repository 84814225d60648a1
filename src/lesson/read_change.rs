//! Owns how the task of a lesson is read: its runs, knobs, goal and hints. Owns no other part of a
//! lesson (that is `read`) and no proof that the task can be solved (that is `check`).

use toml::Spanned;

use super::fit::Pane;
use super::format::{RawChange, RawKnob, RawValue};
use super::markdown::Text;
use super::model::{Change, Goal, Knob, KnobValue, NamedRun, constant_in};
use super::parse::{self, Scope, listed};
use super::prose::bare_numbers;
use super::read::Reader;
use super::report::Helped;

impl Reader<'_> {
    pub(super) fn change(&mut self, raw: &RawChange) -> Option<Change> {
        let runs = self.runs(&raw.run);
        let names: Vec<String> = runs.iter().map(|r| r.name.clone()).collect();
        let default = match names.as_slice() {
            [only] => Some(only.as_str()),
            _ => None,
        };
        let programs = self.programs_of(&runs);
        let scope = Scope {
            runs: &names,
            default,
            programs: &programs,
        };
        let task = self.text(&raw.task, scope);
        self.task_numbers(&raw.task, Some(raw.goal.get_ref()));
        let success = self.prose(&raw.success, scope);
        self.measure(Pane::Feedback, &raw.success, &success);
        let hints: Vec<Text> = raw
            .hints
            .get_ref()
            .iter()
            .map(|words| {
                let hint = self.text(words, scope);
                self.measure(Pane::Beside, words, &hint);
                hint
            })
            .collect();
        if hints.len() != 3 {
            let wrong = self
                .at(
                    raw.hints.span(),
                    format!("a task has three hints, not {}", hints.len()),
                )
                .help("a nudge, a pointer to the moment in the lanes, nearly the solution");
            self.wrong.push(wrong);
        }
        let knobs: Vec<Option<Knob>> = raw.knob.iter().map(|knob| self.knob(knob, &runs)).collect();
        let knobs = knobs.into_iter().collect::<Option<Vec<_>>>()?;
        self.constants_exist(&raw.knob, &runs, &knobs);
        let edit = self.edit(raw, &runs);
        let lines = match &raw.lines {
            Some(lines) => Some(self.lines(lines, &runs, scope)?),
            None => None,
        };
        let schedule = match &raw.schedule {
            Some(run) => Some(self.scheduled(run, raw, &runs)?),
            None => None,
        };
        let others = !raw.knob.is_empty() || raw.edit.is_some() || raw.lines.is_some();
        if let (Some(run), true) = (&raw.schedule, others) {
            let wrong = self
                .words(run)
                .whole("a schedule is one of one program: nothing else can be changed")
                .help("leave out the knobs, `edit` and `lines`, or the `schedule`");
            self.wrong.push(wrong);
        }
        if schedule.is_none() && !others {
            let wrong = self.words(&raw.task).whole("there is nothing to change").help(
                "give `[change]` knobs, a program to `edit`, `lines` to be put in order, or a run to \
                 `schedule`",
            );
            self.wrong.push(wrong);
        }
        let place = self.words(&raw.goal);
        let expr = self.keep(parse::condition(&place, scope))?;
        Some(Change {
            task,
            runs,
            knobs,
            edit,
            lines,
            schedule,
            goal: Goal { expr, place },
            hints,
            success,
        })
    }

    /// A task may name the numbers that its goal names.
    pub(super) fn task_numbers(&mut self, task: &Spanned<String>, goal: Option<&str>) {
        let place = self.words(task);
        let goal = goal.unwrap_or("");
        let plain = |number: &str| number.replace(['_', ','], "");
        let goal = plain(goal);
        let named = |number: &str| {
            let numbers = bare_numbers(&goal).into_iter();
            numbers
                .map(|r| &goal[r])
                .any(|known| known == plain(number))
        };
        for range in bare_numbers(&place.text) {
            let number = &place.text[range.clone()];
            if !named(number) {
                let message = format!("the task says {number}, but its goal does not");
                self.wrong.push(place.at(range.clone(), message));
            }
        }
    }

    fn knob(&mut self, raw: &RawKnob, runs: &[NamedRun]) -> Option<Knob> {
        for name in &raw.runs {
            if !runs.iter().any(|r| r.name == *name.get_ref()) {
                let wrong = self
                    .words(name)
                    .whole(format!(
                        "there is no run named `{}` in `[change]`",
                        name.get_ref()
                    ))
                    .help(format!(
                        "its runs are {}",
                        listed(runs.iter().map(|r| r.name.as_str()))
                    ));
                self.wrong.push(wrong);
            }
        }
        if let Some(given) = &raw.labels
            && given.get_ref().len() != raw.values.get_ref().len()
        {
            let message = "there must be as many `labels` as `values`";
            self.wrong.push(self.at(given.span(), message));
            return None;
        }
        let mut values = Vec::new();
        for value in raw.values.get_ref() {
            values.push(self.knob_value(raw, value));
        }
        let start = self.position(raw, &raw.start, "start");
        let solution = self.position(raw, &raw.solution, "solution");
        let values = values.into_iter().collect::<Option<Vec<_>>>()?;
        let labels = raw.labels.as_ref().map_or_else(
            || values.iter().map(KnobValue::label).collect(),
            |labels| labels.get_ref().clone(),
        );
        Some(Knob {
            label: raw.label.get_ref().clone(),
            runs: raw.runs.iter().map(|r| r.get_ref().clone()).collect(),
            values,
            labels,
            start: start?,
            solution: solution?,
            is_choice: raw.choice,
        })
    }

    fn position(&mut self, raw: &RawKnob, wanted: &Spanned<RawValue>, key: &str) -> Option<usize> {
        let found = raw
            .values
            .get_ref()
            .iter()
            .position(|v| v.get_ref() == wanted.get_ref());
        if found.is_none() {
            let message = format!(
                "`{key}` is `{}`, which is not among the `values`",
                wanted.get_ref()
            );
            self.wrong.push(self.at(wanted.span(), message));
        }
        found
    }

    fn knob_value(&mut self, raw: &RawKnob, value: &Spanned<RawValue>) -> Option<KnobValue> {
        let span = value.span();
        match (raw.sets.get_ref().as_str(), value.get_ref()) {
            ("cores", RawValue::Number(n)) => self.cores_possible(*n, span).map(KnobValue::Cores),
            ("runtime", RawValue::Text(name)) => {
                let name = self.runtime(name, span)?;
                Some(KnobValue::Runtime(name.to_owned()))
            }
            ("switch_interval", RawValue::Text(text)) => {
                self.interval(text, span).map(KnobValue::SwitchInterval)
            }
            ("program", RawValue::Text(file)) => {
                let words = Spanned::new(span, file.clone());
                self.program_exists(&words)
                    .then(|| KnobValue::Program(file.clone()))
            }
            ("cores" | "runtime" | "switch_interval" | "program", _) => {
                let message = format!(
                    "`{}` is no value for `{}`",
                    value.get_ref(),
                    raw.sets.get_ref()
                );
                let help = "cores are numbers; runtimes, intervals and programs are in quotes";
                self.wrong.push(self.at(span, message).help(help));
                None
            }
            (constant, value) => Some(KnobValue::Constant {
                name: constant.to_owned(),
                value: value.to_string(),
            }),
        }
    }

    /// Every program that a run may have must have the constants that knobs set in that run.
    fn constants_exist(&mut self, raw: &[RawKnob], runs: &[NamedRun], knobs: &[Knob]) {
        for (raw, knob) in raw.iter().zip(knobs) {
            let Some(KnobValue::Constant { name, .. }) = knob.values.first() else {
                continue;
            };
            for (file, source) in &self.files.programs {
                let has = constant_in(&source.text, name).is_some();
                if !has && may_run(file, &knob.runs, runs, knobs) {
                    let wrong = self
                        .words(&raw.sets)
                        .whole(format!("`{file}` has no constant `{name}`"))
                        .help(
                            "a knob sets `cores`, `runtime`, `switch_interval`, `program`, or a line \
                             `NAME = value` of the program",
                        );
                    self.wrong.push(wrong);
                }
            }
        }
    }
}

/// Whether one of the runs named `turned` has this program, or a knob can give it to one.
fn may_run(file: &str, turned: &[String], runs: &[NamedRun], knobs: &[Knob]) -> bool {
    let at_first = runs
        .iter()
        .any(|run| turned.contains(&run.name) && run.settings.program == file);
    at_first
        || knobs
            .iter()
            .filter(|knob| knob.runs.iter().any(|run| turned.contains(run)))
            .flat_map(|knob| &knob.values)
            .any(|value| matches!(value, KnobValue::Program(f) if f == file))
}
