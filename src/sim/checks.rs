//! Owns the noting of check points that threads pass: where a switch could have fallen. To note them the
//! interpreter is made to stop at each; what it does there is what it does anyway. Owns no check point:
//! which instructions are some is the dialect's.

use std::collections::BTreeMap;

use super::Sim;
use crate::base::{ThreadId, VirtualTime};
use crate::trace::{Place, Trace};

/// Check points that have been passed.
#[derive(Clone, Debug, Default)]
pub struct Checks {
    /// Notes so many more.
    left: u64,
    /// When, and by whom; empty when only counted.
    moments: Vec<(VirtualTime, ThreadId)>,
    lists: bool,
    /// How many on each line of the program.
    counts: BTreeMap<(u16, u32), u64>,
}

impl Checks {
    /// Whether there were more than were to be noted.
    pub fn is_full(&self) -> bool {
        self.left == 0
    }

    pub fn moments(&self) -> &[(VirtualTime, ThreadId)] {
        &self.moments
    }

    /// By file ([`Place::file`]) and line.
    pub fn counts(&self) -> &BTreeMap<(u16, u32), u64> {
        &self.counts
    }
}

impl Sim {
    /// From now on check points are counted by line, up to `most` of them; with `moments`, each is listed.
    pub fn note_checks(&mut self, most: u64, moments: bool) {
        self.checks = Some(Box::new(Checks {
            left: most,
            lists: moments,
            ..Checks::default()
        }));
    }

    /// What has been noted.
    pub fn checks(&self) -> Option<&Checks> {
        self.checks.as_deref()
    }

    pub(super) fn notes_checks(&self) -> bool {
        self.checks.as_ref().is_some_and(|checks| !checks.is_full())
    }

    /// A thread is at a check point.
    pub(super) fn note_check(&mut self, trace: &mut Trace, thread: ThreadId) {
        if !self.notes_checks() {
            return;
        }
        let Place { file, line, .. } = self.place_of(trace, thread);
        let now = self.now;
        if let Some(checks) = &mut self.checks {
            checks.left -= 1;
            if checks.lists {
                checks.moments.push((now, thread));
            }
            *checks.counts.entry((file, line)).or_default() += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Source;
    use crate::runtime;
    use crate::sim::{Program, SimConfig};

    const PROGRAM: &str = "\
import threading
counter = 0
def work():
    global counter
    for _ in range(30_000):
        counter += 1
        sum([counter])
threads = [threading.Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(counter)
";

    fn run(runtime: &str, notes: bool) -> (Sim, Trace) {
        let config = SimConfig {
            runtime: runtime::find(runtime).expect("registered"),
            cores: 2,
            switch_interval: Some(crate::base::VirtualDuration::from_micros(200)),
            ..SimConfig::default()
        };
        let program = Program::compile(Source::new("test.py", PROGRAM)).expect("it compiles");
        let mut trace = Trace::new(2);
        let mut sim = Sim::new(&program, config);
        if notes {
            sim.note_checks(1_000_000, false);
        }
        sim.run_until(&mut trace, VirtualTime::NEVER);
        (sim, trace)
    }

    #[test]
    fn noting_check_points_changes_nothing_of_a_run() {
        for spec in runtime::RUNTIMES {
            let (plain, trace) = run(spec.name, false);
            let (noted, same) = run(spec.name, true);
            assert_eq!(plain.end(), noted.end(), "{}", spec.name);
            assert_eq!(trace.events(), same.events(), "{}", spec.name);
        }
    }

    #[test]
    fn check_points_are_counted_by_line() {
        let (sim, _) = run("cpython-3.13", true);
        let counts = sim.checks().expect("they were noted").counts();
        let on = |line: u32| counts.get(&(0, line)).copied().unwrap_or(0);
        // The call is one; the jump back is seen from where it leads to. What the library does on behalf
        // of a line counts there as well.
        assert_eq!(on(6), 0, "{counts:?}");
        for line in [5, 7] {
            assert!((60_000..60_050).contains(&on(line)), "{counts:?}");
        }
    }

    #[test]
    fn no_more_are_noted_than_asked_for() {
        let program = Program::compile(Source::new("test.py", PROGRAM)).expect("it compiles");
        let mut trace = Trace::new(4);
        let mut sim = Sim::new(&program, SimConfig::default());
        sim.note_checks(100, true);
        sim.run_until(&mut trace, VirtualTime::NEVER);
        let checks = sim.checks().expect("they were noted");
        assert!(checks.is_full());
        assert_eq!(checks.moments().len(), 100);
        assert!(checks.moments().is_sorted());
    }
}
