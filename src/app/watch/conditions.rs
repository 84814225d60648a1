//! Owns running the watched program under other conditions, several runs on one clock, and what the runs
//! that are shown are called.

use super::{SessionId, Watch};
use crate::runtime::{Build, RUNTIMES, RuntimeSpec};
use crate::session::{RunConfig, Session};

/// Most and fewest cores that `)` and `(` choose.
const CORES: std::ops::RangeInclusive<u16> = 1..=16;

impl Watch {
    /// Shows the same moment of the same program under other conditions.
    pub(in crate::app) fn rerun(&mut self, config: &RunConfig) {
        if self.measure_again(config) {
            return;
        }
        let program = self.session().program().clone();
        self.current = self.open(&program, config);
        if self.panes.compare {
            self.compare_builds();
        }
        self.arrive();
    }

    pub(super) fn toggle_runtime(&mut self) {
        let config = self.conditions();
        if let Some(other) = other_build(config.runtime) {
            self.rerun(&config.under(other));
        }
    }

    pub(in crate::app) fn run_under(&mut self, runtime: &'static RuntimeSpec) {
        let config = self.conditions().under(runtime);
        self.rerun(&config);
    }

    pub(super) fn change_cores(&mut self, by: i32) {
        if self.is_beside() {
            // The machine's are what they are.
            return;
        }
        let config = self.session().config().clone();
        let cores = (i32::from(config.cores) + by)
            .clamp(i32::from(*CORES.start()), i32::from(*CORES.end())) as u16;
        self.rerun(&RunConfig { cores, ..config });
    }

    pub(super) fn toggle_compare(&mut self) {
        if self.is_beside() {
            return self.end_beside();
        }
        self.panes.compare = !self.panes.compare;
        if self.panes.compare {
            self.compare_builds();
        } else {
            self.compared.clear();
        }
        self.arrive();
    }

    /// Stacks the run with a GIL and the one without: what has the lock first, it is what the other is
    /// compared to.
    pub(super) fn compare_builds(&mut self) {
        let config = self.session().config().clone();
        let program = self.session().program().clone();
        self.compared = vec![(self.current, String::new())];
        if let Some(other) = other_build(config.runtime) {
            let id = self.open(&program, &config.under(other));
            let place = if config.runtime.exclusive() { 1 } else { 0 };
            self.compared.insert(place, (id, String::new()));
        }
    }

    /// Shows this run, one of several that have names.
    pub(in crate::app) fn show_named(&mut self, id: SessionId, name: &str) {
        self.show_afresh(id);
        self.label = Some(name.to_owned());
    }

    /// `run Y`, where the shown run is one of several.
    pub(in crate::app) fn label(&self) -> Option<&str> {
        self.label.as_deref()
    }

    /// The runs to draw, with their titles: the compared ones, or the current one.
    pub(in crate::app) fn titled(&self) -> Vec<(&Session, String)> {
        if self.panes.compare && !self.compared.is_empty() {
            let of = |(id, title): &(SessionId, String)| {
                let session = self.find(*id);
                let conditions = session.title();
                let whole = if title.is_empty() {
                    conditions
                } else {
                    format!("{title}: {conditions}")
                };
                (session, whole)
            };
            self.compared.iter().map(of).collect()
        } else {
            let session = self.session();
            let title = session.config().title();
            let whole = match &self.label {
                Some(label) => format!("{label}: {title}"),
                None => title,
            };
            vec![(session, whole)]
        }
    }

    /// What the runs to draw are called, where they have names of their own.
    pub(in crate::app) fn names(&self) -> Vec<Option<&str>> {
        if self.panes.compare && !self.compared.is_empty() {
            let names = self.compared.iter().map(|(_, title)| title.as_str());
            names
                .map(|name| (!name.is_empty()).then_some(name))
                .collect()
        } else {
            vec![None]
        }
    }

    pub(in crate::app) fn shown(&self) -> Vec<&Session> {
        self.titled()
            .into_iter()
            .map(|(session, _)| session)
            .collect()
    }

    /// Takes the numbers of a comparison away, and the other runs.
    pub(in crate::app) fn compare_no_more(&mut self) {
        if self.panes.compare {
            let current = self.current;
            let name = self.compared.iter().find(|(id, _)| *id == current);
            self.label = name
                .map(|(_, name)| name.clone())
                .filter(|name| !name.is_empty());
            self.toggle_compare();
        }
    }

    /// Stacks these runs.
    pub(in crate::app) fn compare(&mut self, runs: Vec<(SessionId, String)>) {
        self.forget_machine();
        self.panes.compare = true;
        self.compared = runs;
    }
}

/// The runtime of this build that real threads have, too: the first.
pub(super) fn real_one(runtime: &RuntimeSpec) -> Option<&'static RuntimeSpec> {
    let same = |spec: &&&RuntimeSpec| spec.build == runtime.build;
    RUNTIMES.iter().find(same).copied()
}

/// The first runtime that is built the other way.
fn other_build(runtime: &RuntimeSpec) -> Option<&'static RuntimeSpec> {
    let wanted = match runtime.build {
        Build::Gil => Build::FreeThreaded,
        Build::FreeThreaded => Build::Gil,
    };
    RUNTIMES.iter().find(|spec| spec.build == wanted).copied()
}
