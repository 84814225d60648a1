//! Owns how tasks in which a program is written are read: editing one, putting lines in order, making
//! one of one's own. Owns no knobs (that is `read_change`) and no proof that a task can be solved.

use toml::Spanned;

use crate::base::VirtualDuration;
use crate::runtime::RUNTIMES;
use crate::sim::policy::Schedule;

use super::attempt::{Edit, Lines, OfferedLine, Scheduled};
use super::format::{RawChange, RawLine, RawLines, RawMake};
use super::markdown::Text;
use super::model::{Ending, Goal, Make, NamedRun, Settings};
use super::parse::{self, Scope, instead, listed};
use super::read::Reader;
use super::report::{Helped, Written};

/// What the run of a learner's own program is called.
const OWN: &str = "own";
const OWN_CORES: u16 = 4;

impl Reader<'_> {
    /// `edit` and `solution` of `[change]`.
    pub(super) fn edit(&mut self, raw: &RawChange, runs: &[NamedRun]) -> Option<Edit> {
        let (start, solution) = match (&raw.edit, &raw.solution) {
            (Some(start), Some(solution)) => (start, solution),
            (None, None) => return None,
            // Then it is a schedule.
            (None, Some(_)) if raw.schedule.is_some() => return None,
            (Some(start), None) => {
                let wrong = self
                    .words(start)
                    .whole("a program to `edit` needs a `solution`")
                    .help("name a program that meets the goal: `solution = \"repaired.py\"`");
                self.wrong.push(wrong);
                return None;
            }
            (None, Some(solution)) => {
                let wrong = self
                    .words(solution)
                    .whole("`solution` says how to `edit` a program, and none is edited")
                    .help("knobs and lines have a `solution` of their own");
                self.wrong.push(wrong);
                return None;
            }
        };
        let known = self.program_exists(start) & self.program_exists(solution);
        self.is_run(start, runs);
        known.then(|| Edit {
            start: start.get_ref().clone(),
            solution: solution.get_ref().clone(),
        })
    }

    /// `schedule` and `solution` of `[change]`.
    pub(super) fn scheduled(
        &mut self,
        name: &Spanned<String>,
        raw: &RawChange,
        runs: &[NamedRun],
    ) -> Option<Scheduled> {
        let Some(run) = runs.iter().find(|run| run.name == *name.get_ref()) else {
            let names = runs.iter().map(|run| run.name.as_str());
            let wrong = self
                .words(name)
                .whole(format!(
                    "there is no run named `{}` in `[change]`",
                    name.get_ref()
                ))
                .help(format!("its runs are {}", listed(names)));
            self.wrong.push(wrong);
            return None;
        };
        let Some(solution) = &raw.solution else {
            let wrong = self
                .words(name)
                .whole("a run to `schedule` needs a `solution`")
                .help("a schedule that meets the goal, as the screen shows it: `solution = \"gs1:…\"`");
            self.wrong.push(wrong);
            return None;
        };
        let place = self.words(solution);
        let schedule = match solution.get_ref().parse::<Schedule>() {
            Ok(schedule) => schedule,
            Err(why) => {
                self.wrong.push(place.whole(why));
                return None;
            }
        };
        let program = self.files.programs.iter();
        let mut program = program.filter(|(file, _)| *file == run.settings.program);
        if let Some((_, source)) = program.next()
            && let Err(why) = run.settings.takes(&schedule, source)
        {
            self.wrong.push(place.whole(why));
            return None;
        }
        Some(Scheduled {
            run: run.name.clone(),
            solution: schedule.turns,
        })
    }

    /// What is changed must be seen in some run.
    fn is_run(&mut self, program: &Spanned<String>, runs: &[NamedRun]) {
        let file = program.get_ref();
        if !runs.iter().any(|run| run.settings.program == *file) {
            let programs = runs.iter().map(|run| run.settings.program.as_str());
            let wrong = self
                .words(program)
                .whole(format!("no `[[change.run]]` runs `{file}`"))
                .help(instead(file, "their programs", programs));
            self.wrong.push(wrong);
        }
    }

    /// `[change.lines]`.
    pub(super) fn lines(
        &mut self,
        raw: &RawLines,
        runs: &[NamedRun],
        scope: Scope<'_>,
    ) -> Option<Lines> {
        self.is_run(&raw.program, runs);
        if !self.program_exists(&raw.program) {
            return None;
        }
        let at = raw.at.get_ref().trim();
        let program = self
            .files
            .programs
            .iter()
            .find(|(file, _)| file == raw.program.get_ref());
        let places = program.map_or(0, |(_, source)| {
            source.text.lines().filter(|line| line.trim() == at).count()
        });
        if places != 1 {
            let message = format!("`{}` has {places} lines `{at}`", raw.program.get_ref());
            let wrong = self
                .words(&raw.at)
                .whole(message)
                .help("exactly one line of the program says where the lines go: `# your lines`");
            self.wrong.push(wrong);
        }
        let count = raw.line.len();
        let numbers = |reader: &mut Self, numbers: &[Spanned<usize>]| -> Vec<usize> {
            let known = |number: &&Spanned<usize>| (1..=count).contains(number.get_ref());
            for number in numbers.iter().filter(|number| !known(number)) {
                let message = format!("there is no line {}", number.get_ref());
                let wrong = reader
                    .at(number.span(), message)
                    .help(format!("the lines are numbered 1 to {count}"));
                reader.wrong.push(wrong);
            }
            numbers
                .iter()
                .filter(known)
                .map(|n| n.get_ref() - 1)
                .collect()
        };
        let start = numbers(self, &raw.start);
        let solution = numbers(self, raw.solution.get_ref());
        let lines: Vec<Option<OfferedLine>> = raw
            .line
            .iter()
            .enumerate()
            .map(|(at, line)| self.line(line, at, &solution, scope))
            .collect();
        Some(Lines {
            program: raw.program.get_ref().clone(),
            at: at.to_owned(),
            lines: lines.into_iter().collect::<Option<Vec<_>>>()?,
            start,
            solution,
        })
    }

    fn line(
        &mut self,
        raw: &RawLine,
        at: usize,
        solution: &[usize],
        scope: Scope<'_>,
    ) -> Option<OfferedLine> {
        let right = solution.contains(&at);
        let misconception = raw.misconception.as_ref().and_then(|tag| self.tag(tag));
        let place = self.words(&raw.text);
        let whole = raw.feedback.is_some() && raw.instead_of.is_some();
        match (right, &raw.misconception, whole) {
            (true, Some(_), _) => {
                let wrong = place.whole("this line is in the solution and has a misconception");
                self.wrong.push(wrong);
            }
            (false, Some(_), false) | (false, None, _) => {
                let wrong = place
                    .whole("a line that is not in the solution is a misconception")
                    .help("give it `misconception = \"M20\"`, `feedback`, and `instead_of`: the number of the line of the solution that it tempts to leave out");
                self.wrong.push(wrong);
            }
            (true, None, _) | (false, Some(_), true) => {}
        }
        let instead_of = raw.instead_of.as_ref().and_then(|number| {
            let line = number.get_ref().checked_sub(1);
            let known = line.filter(|line| solution.contains(line));
            if known.is_none() {
                let message = format!("line {} is not in the solution", number.get_ref());
                self.wrong.push(self.at(number.span(), message));
            }
            known
        });
        let feedback = match &raw.feedback {
            Some(feedback) => self.prose(feedback, scope),
            None => Text::new(),
        };
        Some(OfferedLine {
            text: raw.text.get_ref().clone(),
            misconception,
            feedback,
            instead_of,
            place,
        })
    }

    /// `[make]`.
    pub(super) fn make(&mut self, raw: &RawMake) -> Option<Make> {
        self.program_exists(&raw.program);
        let run = self.own_run(raw)?;
        let programs = self.programs_of(std::slice::from_ref(&run));
        let names = [OWN.to_owned()];
        let scope = Scope {
            runs: &names,
            default: Some(OWN),
            programs: &programs,
        };
        let task = self.text(&raw.task, scope);
        self.task_numbers(
            &raw.task,
            raw.goal.as_ref().map(|goal| goal.get_ref().as_str()),
        );
        let goal = match &raw.goal {
            Some(goal) => {
                let place: Written = self.words(goal);
                let expr = self.keep(parse::condition(&place, scope))?;
                Some(Goal { expr, place })
            }
            None => None,
        };
        self.goal_and_solution(raw, goal.as_ref());
        Some(Make {
            task,
            run,
            goal,
            solution: raw.solution.as_ref().map(|file| file.get_ref().clone()),
        })
    }

    /// The run of the learner's own program.
    fn own_run(&mut self, raw: &RawMake) -> Option<NamedRun> {
        let runtime = match &raw.runtime {
            Some(name) => self.runtime(name.get_ref(), name.span()),
            None => Some(RUNTIMES[0].name),
        };
        let cores = match &raw.cores {
            Some(cores) => self.cores_possible(i64::from(*cores.get_ref()), cores.span()),
            None => Some(OWN_CORES),
        };
        Some(NamedRun {
            name: OWN.to_owned(),
            title: "your program".to_owned(),
            place: self.words(&raw.program),
            ends: Ending::Well,
            settings: Settings {
                program: raw.program.get_ref().clone(),
                runtime: runtime?.to_owned(),
                cores: cores?,
                seed: 0,
                switch_interval: VirtualDuration::from_millis(5),
                constants: Vec::new(),
                text: None,
                schedule: None,
            },
        })
    }

    /// A goal can be met, and what is said to meet it has one.
    fn goal_and_solution(&mut self, raw: &RawMake, goal: Option<&Goal>) {
        match (goal, &raw.solution) {
            (Some(goal), None) => {
                let wrong = goal
                    .place
                    .whole("a goal needs a `solution` that meets it")
                    .help("name a program of the lesson, or leave the goal out");
                self.wrong.push(wrong);
            }
            (None, Some(solution)) => {
                let wrong = self
                    .words(solution)
                    .whole("a `solution` needs a `goal` that it meets");
                self.wrong.push(wrong);
            }
            (_, Some(solution)) => drop(self.program_exists(solution)),
            (None, None) => {}
        }
    }
}
