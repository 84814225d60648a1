//! Owns running the watched program under other conditions, and several runs on one clock.

use super::{SessionId, Watch};
use crate::runtime::{Build, RUNTIMES, RuntimeSpec};
use crate::session::RunConfig;

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
