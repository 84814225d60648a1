//! Owns the runs of this machine that stand below the simulated one: on real threads, and under a real
//! interpreter. They take place now, and what is shown follows them. Owns no such run.

use super::conditions::real_one;
use super::{SessionId, Watch};
use crate::base::VirtualTime;
use crate::session::{RealPython, RunConfig, Session, machine_cores};

/// The strips below the model's.
#[derive(Debug)]
pub(super) struct Beside {
    /// What was shown before.
    before: RunConfig,
    model: SessionId,
    /// The shown moment follows what is being measured.
    pub(super) following: bool,
}

impl Watch {
    /// Whether runs of this machine are shown.
    pub(in crate::app) fn is_beside(&self) -> bool {
        self.beside.is_some()
    }

    /// How many cores the simulated run had before it stood beside one of this machine.
    pub(in crate::app) fn cores_before(&self) -> Option<u16> {
        self.beside.as_ref().map(|beside| beside.before.cores)
    }

    /// Whether a run of this machine goes on now.
    pub(in crate::app) fn is_measuring(&self) -> bool {
        self.beside.is_some()
            && self
                .sessions
                .iter()
                .any(|(_, session)| session.config().is_of_machine() && session.end().is_none())
    }

    /// Whether the shown moment follows what is being measured.
    pub(in crate::app) fn is_following(&self) -> bool {
        self.beside.as_ref().is_some_and(|beside| beside.following)
    }

    /// The same program on real threads, below the simulated run and on one clock; pressed again, away with
    /// it. Each time it is run anew.
    pub(super) fn toggle_real(&mut self) {
        if self.beside.is_some() {
            self.end_beside();
        } else {
            let config = self.session().config().clone();
            self.measure(&config, config.clone());
        }
    }

    /// Measures under these conditions; the model has as many cores as the machine.
    pub(super) fn measure(&mut self, config: &RunConfig, before: RunConfig) {
        let Some(runtime) = real_one(config.runtime) else {
            return;
        };
        self.forget_machine();
        let program = self.session().program().clone();
        let model = RunConfig {
            cores: machine_cores(),
            schedule: None,
            ..config.under(runtime)
        };
        let real = RunConfig {
            real: true,
            ..model.clone()
        };
        let model = self.open(&program, &model);
        self.current = model;
        let measured = self.open(&program, &real);
        self.compared = vec![
            (model, "model".to_owned()),
            (measured, "measured".to_owned()),
        ];
        self.panes.compare = true;
        self.playing = false;
        self.at = VirtualTime::ZERO;
        self.seen = VirtualTime::ZERO;
        self.span = None;
        self.beside = Some(Beside {
            before,
            model,
            following: true,
        });
        self.arrive();
    }

    /// The conditions that the learner has chosen, wherever they look.
    pub(super) fn conditions(&self) -> RunConfig {
        match &self.beside {
            Some(beside) => self.find(beside.model).config().clone(),
            None => self.session().config().clone(),
        }
    }

    /// Other conditions: what is measured is measured anew.
    pub(super) fn measure_again(&mut self, config: &RunConfig) -> bool {
        let Some(beside) = &self.beside else {
            return false;
        };
        let before = RunConfig {
            cores: beside.before.cores,
            ..config.clone()
        };
        self.measure(config, before);
        true
    }

    /// Shows only what was there before.
    pub(super) fn end_beside(&mut self) {
        let Some(beside) = self.beside.take() else {
            return;
        };
        let program = self.session().program().clone();
        self.compared.clear();
        self.panes.compare = false;
        self.current = self.open(&program, &beside.before);
        self.sessions
            .retain(|(_, session)| !session.config().is_of_machine());
        self.arrive();
    }

    /// Ends what runs on this machine; the model remains.
    pub(in crate::app) fn forget_machine(&mut self) {
        if let Some(beside) = self.beside.take() {
            self.current = beside.model;
            self.compared.clear();
            self.sessions
                .retain(|(_, session)| !session.config().is_of_machine());
        }
    }

    fn python(&self) -> Option<SessionId> {
        let mut ids = self.sessions.iter();
        ids.find(|(_, session)| session.config().python.is_some())
            .map(|(id, _)| *id)
    }

    /// Takes the strip of a real interpreter away; false when there is none.
    pub(in crate::app) fn close_python(&mut self) -> bool {
        let (Some(python), Some(beside)) = (self.python(), &self.beside) else {
            return false;
        };
        if self.current == python {
            self.current = beside.model;
        }
        self.compared.retain(|(id, _)| *id != python);
        self.sessions.retain(|(id, _)| *id != python);
        self.arrive();
        true
    }

    /// Runs the very same file under a real interpreter, below what is measured.
    pub(in crate::app) fn run_python(&mut self, python: RealPython) {
        self.close_python();
        if self.beside.is_none() {
            return;
        }
        let program = self.session().program().clone();
        let config = RunConfig {
            python: Some(python),
            ..self.conditions()
        };
        let id = self.open(&program, &config);
        self.compared.push((id, "your Python".to_owned()));
        if let Some(beside) = &mut self.beside {
            beside.following = true;
        }
        self.playing = false;
        self.arrive();
    }

    /// Ends what goes on on this machine; what was measured stays.
    pub(super) fn stop_machine(&mut self) {
        for (_, session) in &mut self.sessions {
            if session.config().is_of_machine() {
                session.stop();
            }
        }
    }

    /// Code, why, output and steps are about the next of the strips.
    pub(super) fn next_strip(&mut self) {
        let ids: Vec<SessionId> = self.compared.iter().map(|(id, _)| *id).collect();
        let here = ids.iter().position(|id| *id == self.current);
        if let (Some(here), true) = (here, self.panes.compare) {
            self.current = ids[(here + 1) % ids.len()];
            self.checks = None;
            self.arrive();
        }
    }

    /// Whether the keys are about this run.
    pub(in crate::app) fn is_current(&self, session: &Session) -> bool {
        std::ptr::eq(session, self.session())
    }

    /// Takes the shown moment along with what is being measured.
    pub(super) fn follow_machine(&mut self) {
        if !self.is_following() {
            return;
        }
        let measured = self.sessions.iter().map(|(_, session)| session);
        let latest = measured
            .filter(|session| session.config().is_of_machine())
            .map(Session::known)
            .max();
        self.at = self.at.max(latest.unwrap_or(VirtualTime::ZERO));
        if !self.is_measuring() {
            self.leave_machine();
            // The model may take longer than what was measured.
            if let Some(end) = self.ends_at() {
                self.at = end;
            }
        }
    }

    /// The learner looks at another moment.
    pub(super) fn leave_machine(&mut self) {
        if let Some(beside) = &mut self.beside {
            beside.following = false;
        }
    }
}
