//! Owns changing things: turning knobs, putting lines in order, a program that the learner edits in a file
//! of their own. Owns no trying out (that is `trial`), and no file: `app` only says that it wants one.

use super::{Study, Trial, Work, turned};
use crate::app::keys::Context;
use crate::app::msg::{Action, Cmd, WorkFile};
use crate::base::Source;
use crate::lesson::{Beat, NamedRun};

impl Study {
    /// The runs of the task as the learner has made them.
    pub(super) fn task_runs(&self) -> Vec<NamedRun> {
        match (self.beat, &self.lesson.make) {
            (Beat::Make, Some(make)) => {
                let mut run = make.run.clone();
                run.settings.text.clone_from(&self.made);
                vec![run]
            }
            _ => self.lesson.attempt(&self.attempted),
        }
    }

    pub(super) fn task_contexts(&self) -> Vec<Context> {
        let mut contexts = Vec::new();
        if self.trial == Trial::Turning && self.beat == Beat::Change {
            if self.line().is_some() {
                contexts.push(Context::Lines);
            } else if !self.lesson.change.knobs.is_empty() {
                contexts.push(Context::Knobs);
            }
        }
        if self.edited().is_some() {
            contexts.push(Context::Editing);
        }
        if self.beat == Beat::Change {
            contexts.push(Context::Task);
        }
        contexts
    }

    /// Whether the task is to schedule a run, and no schedule is about to be tried.
    pub(in crate::app) fn schedules(&self) -> bool {
        let asked = self.beat == Beat::Change && self.lesson.change.schedule.is_some();
        asked && !self.solution_shown
    }

    /// What the learner does as the scheduler.
    pub(super) fn act_by_hand(&mut self, action: Action) {
        let schedules = self.schedules();
        let Some(hand) = self.watch.hand_mut() else {
            return;
        };
        if action != Action::Accept || !hand.has_ended() {
            hand.act(action);
        } else if schedules {
            self.attempted.turns = hand.run.schedule().turns;
            self.watch.close_hand();
            self.begin_trial();
            // They have just seen it.
            self.watch.act(Action::GoEnd);
        } else {
            self.watch.show_by_hand();
        }
    }

    /// How many knobs and lines there are to choose from.
    pub(super) fn items(&self) -> usize {
        let lines = self.shown_lines().len();
        if self.beat == Beat::Change {
            self.lesson.change.knobs.len() + lines
        } else {
            0
        }
    }

    /// The lines in the order in which they are shown: those in the program, then the others.
    pub(in crate::app) fn shown_lines(&self) -> Vec<usize> {
        let Some(lines) = &self.lesson.change.lines else {
            return Vec::new();
        };
        let chosen = &self.attempted.lines;
        let others = (0..lines.lines.len())
            .filter(|line| !chosen.contains(line) && !self.eliminated.contains(line));
        chosen.iter().copied().chain(others).collect()
    }

    /// The chosen line.
    pub(in crate::app) fn line(&self) -> Option<usize> {
        let at = self.item.checked_sub(self.lesson.change.knobs.len())?;
        self.shown_lines().get(at).copied()
    }

    /// The chosen knob's neighbouring value; the chosen line one place down or up.
    pub(super) fn turn(&mut self, forward: bool) {
        if let Some(line) = self.line() {
            self.move_line(line, forward);
        } else if let (Some(knob), Some(at)) = (
            self.lesson.change.knobs.get(self.item),
            self.attempted.knobs.get_mut(self.item),
        ) {
            *at = turned(*at, knob.values.len(), forward);
        }
        self.changed();
    }

    fn move_line(&mut self, line: usize, down: bool) {
        let lines = &mut self.attempted.lines;
        let Some(at) = lines.iter().position(|known| *known == line) else {
            return;
        };
        let to = if down { at + 1 } else { at.wrapping_sub(1) };
        if to < lines.len() {
            lines.swap(at, to);
            self.choose_line(line);
        }
    }

    /// Keeps the cursor on a line wherever it has gone.
    fn choose_line(&mut self, line: usize) {
        let at = self.shown_lines().iter().position(|known| *known == line);
        self.item = self.lesson.change.knobs.len() + at.unwrap_or(0);
    }

    /// Puts the chosen line into the program, at its end, or takes it out.
    pub(super) fn toggle_line(&mut self) {
        let Some(line) = self.line() else { return };
        let lines = &mut self.attempted.lines;
        match lines.iter().position(|known| *known == line) {
            Some(at) => drop(lines.remove(at)),
            None => lines.push(line),
        }
        self.choose_line(line);
        self.changed();
    }

    /// Takes one wrong line away; what is wrong with it is told.
    pub(super) fn eliminate(&mut self) {
        let Some(lines) = &self.lesson.change.lines else {
            return;
        };
        let wrong = (0..lines.lines.len())
            .find(|line| lines.is_distractor(*line) && !self.eliminated.contains(line));
        if let Some(line) = wrong {
            self.eliminated.push(line);
            self.attempted.lines.retain(|known| *known != line);
            self.item = self.item.min(self.items().saturating_sub(1));
            self.changed();
        }
    }

    fn changed(&mut self) {
        self.trial = Trial::Turning;
        self.solution_shown = false;
        self.scroll = 0;
        self.show_trial();
    }

    /// The program that the learner edits now: its file name and what it is at first.
    pub(in crate::app) fn edited(&self) -> Option<&Source> {
        let file = match self.beat {
            Beat::Change => &self.lesson.change.edit.as_ref()?.start,
            Beat::Make => &self.lesson.make.as_ref()?.run.settings.program,
            _ => return None,
        };
        self.lesson.file(file)
    }

    pub(super) fn wants_work(&self) -> bool {
        self.work == Work::None && self.edited().is_some()
    }

    /// The file that the learner should have for editing, when it has not been asked for yet.
    pub(in crate::app) fn ask_for_work(&mut self) -> Option<WorkFile> {
        if !self.wants_work() {
            return None;
        }
        self.work = Work::Asked;
        self.work_file(false)
    }

    fn work_file(&self, afresh: bool) -> Option<WorkFile> {
        let source = self.edited()?;
        let file = source
            .name
            .rsplit(['/', '\\'])
            .next()
            .unwrap_or("program.py");
        Some(WorkFile {
            lesson: self.lesson.name.clone(),
            file: file.to_owned(),
            start: source.text.clone(),
            afresh,
        })
    }

    /// Begins the edited program, or everything that was turned and moved, again.
    pub(super) fn start_over(&mut self) -> Cmd {
        self.attempted = self.lesson.start();
        self.made = None;
        self.changed();
        match self.work_file(true) {
            Some(file) => Cmd::OpenWork(file),
            None => Cmd::None,
        }
    }

    /// The learner's file is there.
    pub(in crate::app) fn work_is_at(&mut self, path: String, source: Source) {
        if self.edited().is_none() {
            return;
        }
        self.work = Work::At(path);
        self.take_text(source);
        self.changed();
    }

    /// The learner has saved their file: it is tried out at once.
    pub(in crate::app) fn saved(&mut self, source: Source) {
        if self.edited().is_none() {
            return;
        }
        self.take_text(source);
        self.solution_shown = false;
        self.begin_trial();
    }

    fn take_text(&mut self, source: Source) {
        // Messages name the file that the learner has.
        let name = match &self.work {
            Work::At(path) => path.as_str().into(),
            Work::None | Work::Asked => source.name,
        };
        let source = Source::new(name, source.text);
        match self.beat {
            Beat::Make => self.made = Some(source),
            _ => self.attempted.text = Some(source),
        }
    }
}
