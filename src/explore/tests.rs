//! What the search finds, what it proves, and that what it leaves out changes nothing.

use std::collections::BTreeSet;

use super::branches::branches;
use super::conflicts::Conflicts;
use super::runs::{Ran, Start, conditions};
use super::*;
use crate::base::{Source, VirtualTime};
use crate::runtime;
use crate::sim::policy::{Direction, Replay, Schedule, Turn};
use crate::sim::{Entry, Program, Sim, SimConfig};
use crate::trace::{Event, Trace};

fn config(runtime: &str, arguments: &[&str]) -> SimConfig {
    let mut argv = vec!["test.py".to_owned()];
    argv.extend(arguments.iter().map(|argument| (*argument).to_owned()));
    SimConfig {
        runtime: runtime::find(runtime).expect("registered"),
        argv,
        ..SimConfig::default()
    }
}

fn program(text: &str) -> Program {
    let source = Source::new("test.py", text);
    Program::compile(source).unwrap_or_else(|problems| panic!("{}", problems[0]))
}

fn stored(name: &str) -> Program {
    let path = format!(
        "{}/tests/data/schedules/{name}.py",
        env!("CARGO_MANIFEST_DIR")
    );
    program(&std::fs::read_to_string(path).expect("the program is there"))
}

fn search(name: &str, runtime: &str, arguments: &[&str]) -> Report {
    explore(&stored(name), &config(runtime, arguments), Bound::default())
}

fn found(report: Report) -> Found {
    match report.outcome {
        Outcome::Found(found) => *found,
        other => panic!("nothing was found: {other:?} {:?}", report.covered),
    }
}

fn proved(report: &Report) {
    assert!(
        matches!(report.outcome, Outcome::Nothing),
        "{:?}",
        report.outcome
    );
    assert_eq!(report.covered.proved(), Some(2), "{:?}", report.covered);
}

#[test]
fn bugs_are_found_with_as_few_preemptions_as_they_need() {
    for (name, arguments, preemptions, said) in [
        ("lost_update", [].as_slice(), 1, "counter = 1, is lost"),
        ("two_locks", &[], 1, "A waits for lock right held by B"),
        ("philosophers", &["3"], 2, "Nobody can go on"),
        ("lost_notify", &[], 1, "IndexError: pop from empty list"),
        ("check_then_act", &[], 1, "AssertionError: ['BOB', 'ADA']"),
        ("double_checked", &[], 1, "KeyError: 'port'"),
        ("hidden_by_sleep", &[], 2, "AssertionError"),
    ] {
        let found = found(search(name, "cpython-3.14", arguments));
        let story = found.story.join("\n");
        assert!(story.contains(said), "{name}:\n{story}");
        assert!(found.preemptions == preemptions, "{name}:\n{story}");
    }
}

#[test]
fn a_sleep_that_has_ended_does_not_end_the_next_wait() {
    let text = "import threading, time\nlock = threading.Lock()\ndef hold():\n    with lock:\n        time.sleep(0.02)\nt = threading.Thread(target=hold)\nt.start()\ntime.sleep(0.01)\nwith lock:\n    assert lock.locked()\nt.join()\n";
    proved(&explore(
        &program(text),
        &config("cpython-3.14", &[]),
        Bound::default(),
    ));
}

#[test]
fn what_is_repaired_is_free_of_it_under_all_schedules_with_up_to_two_preemptions() {
    for name in [
        "lost_update_fixed",
        "two_locks_fixed",
        "double_checked_fixed",
        "hidden_by_sleep_fixed",
    ] {
        proved(&search(name, "cpython-3.14", &[]));
    }
}

#[test]
fn adding_to_a_global_is_torn_where_a_switch_can_fall_inside_and_only_there() {
    proved(&search("plus_equals", "cpython-3.13", &[]));
    proved(&search("plus_equals", "cpython-3.14", &[]));
    for runtime in ["cpython-3.9", "cpython-3.14t"] {
        let found = found(search("plus_equals", runtime, &[]));
        let story = found.story.join("\n");
        assert!(story.contains("is lost"), "{runtime}:\n{story}");
        assert_eq!(found.preemptions, 1, "{runtime}:\n{story}");
    }
}

fn events(program: &Program, config: &SimConfig, schedule: &Schedule) -> (Vec<Event>, Sim) {
    let direction = Direction::by(Replay::new(schedule.turns.as_slice()));
    let mut trace = Trace::new(config.cores);
    let mut sim = Sim::new(program, conditions(config, direction));
    sim.run_until(&mut trace, VirtualTime::NEVER);
    (trace.events().to_vec(), sim)
}

#[test]
fn a_found_schedule_fails_again_however_the_run_is_watched() {
    for (name, runtime) in [
        ("lost_update", "cpython-3.14"),
        ("two_locks", "cpython-3.14"),
        ("plus_equals", "cpython-3.14t"),
        ("hidden_by_sleep", "cpython-3.14"),
    ] {
        let (program, config) = (stored(name), config(runtime, &[]));
        let found = found(explore(&program, &config, Bound::default()));
        let text = found.schedule.to_string();
        let schedule: Schedule = text.parse().expect("it is read back");
        let (whole, sim) = events(&program, &config, &schedule);
        assert_eq!(sim.fault(), None, "{name}");
        let failed =
            sim.uncaught().is_some() || matches!(sim.end(), Some(crate::sim::End::Deadlock { .. }));
        assert!(failed, "{name}: {:?}", sim.end());

        let direction = Direction::by(Replay::new(schedule.turns.as_slice()));
        let mut trace = Trace::new(config.cores);
        let mut sim = Sim::new(&program, conditions(&config, direction));
        let mut pause = VirtualTime::ZERO;
        while sim.end().is_none() {
            pause = VirtualTime(pause.nanos() + 700_003);
            sim.run_until(&mut trace, pause);
        }
        assert_eq!(trace.events(), whole, "{name}: pausing changes nothing");
    }
}

#[test]
fn a_schedule_of_another_program_is_told() {
    let found = found(search("lost_update", "cpython-3.14", &[]));
    let config = config("cpython-3.14", &[]);
    let (_, sim) = events(&program("print('alone')\n"), &config, &found.schedule);
    let fault = sim.fault().expect("it does not fit").to_string();
    assert!(fault.contains("never comes to its point"), "{fault}");
}

#[test]
fn a_program_with_one_thread_has_one_schedule() {
    let report = explore(
        &program("total = sum(range(10))\nassert total == 45\n"),
        &config("cpython-3.14", &[]),
        Bound::default(),
    );
    proved(&report);
    assert_eq!(
        report.covered.lines(),
        ["all schedules with up to 2 preemptions: 1 of 1"]
    );
}

#[test]
fn how_much_was_covered_is_said_honestly() {
    let bound = Bound {
        preemptions: 2,
        schedules: 100,
    };
    let report = explore(
        &stored("two_locks_fixed"),
        &config("cpython-3.14", &[]),
        bound,
    );
    assert_eq!(report.covered.runs, 100);
    assert_ne!(report.covered.proved(), Some(2));
    let lines = report.covered.lines().join("\n");
    assert!(lines.contains("there are more"), "{lines}");
    assert!(lines.contains("by seeded priorities"), "{lines}");
    assert!(lines.contains("1/(n·k^2)"), "{lines}");
}

#[test]
fn a_loop_that_looks_again_and_again_ends() {
    let waits = "\
import threading
done = False
def work():
    global done
    done = True
thread = threading.Thread(target=work)
thread.start()
while not done:
    pass
";
    let bound = Bound {
        preemptions: 0,
        ..Bound::default()
    };
    let report = explore(&program(waits), &config("cpython-3.14", &[]), bound);
    assert!(matches!(report.outcome, Outcome::Nothing), "{report:?}");
    assert_eq!(report.covered.cut, 0);
}

#[test]
fn of_two_sleeps_the_one_that_is_due_first_ends_first() {
    let sleepers = "\
import threading, time
order = []
def nap(seconds):
    time.sleep(seconds)
    order.append(seconds)
long = threading.Thread(target=nap, args=(0.2,))
short = threading.Thread(target=nap, args=(0.1,))
long.start()
short.start()
long.join()
short.join()
assert order == [0.1, 0.2]
";
    let bound = Bound {
        preemptions: 0,
        ..Bound::default()
    };
    let report = explore(&program(sleepers), &config("cpython-3.14", &[]), bound);
    assert!(matches!(report.outcome, Outcome::Nothing), "{report:?}");
}

#[test]
fn what_is_refused_is_refused() {
    let text = "import threading\nthreading.settrace(print)\n";
    let report = explore(
        &program(text),
        &config("cpython-3.14", &[]),
        Bound::default(),
    );
    assert!(matches!(report.outcome, Outcome::Refused(_)), "{report:?}");
}

/// The last lines that runs print, over all schedules with so many preemptions, each decision taken both
/// ways everywhere.
fn every_outcome(start: &Start, most: u32) -> (BTreeSet<String>, usize) {
    let mut outcomes = BTreeSet::new();
    let mut runs = 0;
    let mut todo = vec![(Vec::<Turn>::new(), 0)];
    while let Some((turns, preemptions)) = todo.pop() {
        let ran = start.by_turns(&turns);
        runs += 1;
        outcomes.insert(outcome(&ran));
        let points = ran.journal.entries.iter().filter_map(|entry| match entry {
            Entry::Decision { point, chosen } => Some((point, *chosen)),
            _ => None,
        });
        let after = turns.last().map_or(0, |last: &Turn| {
            let is_last = |(point, _): &(&crate::sim::policy::Point, _)| {
                (point.thread, point.number) == (last.thread, last.number)
            };
            points
                .clone()
                .position(|p| is_last(&p))
                .map_or(0, |at| at + 1)
        });
        for (point, chosen) in points.skip(after) {
            for option in point.options.iter().filter(|o| o.thread != chosen) {
                let preemptions = preemptions + u32::from(option.preempts);
                if preemptions <= most {
                    let mut turns = turns.clone();
                    turns.push(Turn {
                        thread: point.thread,
                        number: point.number,
                        to: option.thread,
                    });
                    todo.push((turns, preemptions));
                }
            }
        }
    }
    (outcomes, runs)
}

/// The same, with everything left out that the search leaves out.
fn reduced_outcomes(start: &Start, most: u32) -> (BTreeSet<String>, usize) {
    let mut conflicts = Conflicts::default();
    loop {
        let mut outcomes = BTreeSet::new();
        let mut learnt = false;
        let mut runs = 0;
        let mut todo = vec![(Vec::<Turn>::new(), 0)];
        while let Some((turns, preemptions)) = todo.pop() {
            let ran = start.by_turns(&turns);
            runs += 1;
            outcomes.insert(outcome(&ran));
            learnt |= conflicts.learn(start, &ran);
            for branch in branches(start, &conflicts, &ran, turns.last()) {
                if preemptions + branch.preemptions <= most {
                    let mut turns = turns.clone();
                    turns.push(branch.turn);
                    todo.push((turns, preemptions + branch.preemptions));
                }
            }
        }
        if !learnt {
            return (outcomes, runs);
        }
    }
}

fn outcome(ran: &Ran) -> String {
    let output: String = ran.trace.output().map(|(_, _, _, text)| &**text).collect();
    format!("{:?} {output}", ran.ending)
}

/// What two threads do, in programs without the library: `first` and `second` are started, joined, and
/// then `shown` is printed.
const PAIRS: &[(&str, &str)] = &[
    (
        "n = 0\ndef same(x): return x\ndef first():\n    global n\n    n = same(n) + 1\ndef second():\n    global n\n    n = same(n) + 10\n",
        "n",
    ),
    (
        "log = []\ndef note(x): log.append(x)\ndef first():\n    note(1)\n    note(2)\ndef second():\n    note(3)\n    note(4)\n",
        "log",
    ),
    (
        "class C: total = 0\ndef keep(x): return x\ndef first():\n    C.total = keep(C.total + 1)\ndef second():\n    c = C()\n    C.total = keep(c.total * 5 + 7)\n",
        "C.total",
    ),
    (
        "box = {'a': [1], 'b': [2]}\ndef same(x): return x\ndef first():\n    box['a'].append(same(len(box['b'])))\n    box['b'].append(same(3))\ndef second():\n    a, b = same(box['a']), same(box['b'])\n    b.extend(same(a))\n",
        "box",
    ),
    (
        "import _thread\nlock = _thread.allocate_lock()\nn = 0\nseen = []\ndef same(x): return x\ndef first():\n    global n\n    with lock:\n        n = same(n) + 1\n    seen.append(n)\ndef second():\n    global n\n    with lock:\n        n = same(n) * 2 + 5\n    seen.append(same(n))\n",
        "n, seen",
    ),
    (
        "items = [1, 2, 3]\nout = []\ndef same(x): return x\ndef first():\n    for item in items:\n        out.append(same(item))\ndef second():\n    items.append(same(4))\n    items.pop(0)\n",
        "items, out",
    ),
    (
        "import time\nstage = []\ndef mark(x): stage.append(x)\ndef first():\n    time.sleep(0.02)\n    mark('f')\ndef second():\n    mark('s')\n    time.sleep(0.01)\n    mark('t')\n",
        "stage",
    ),
];

#[test]
fn leaving_out_equivalent_schedules_leaves_out_no_outcome() {
    for (text, shown) in PAIRS {
        let text = format!(
            "import _thread\n{text}handles = [_thread.start_joinable_thread(f) for f in (first, second)]\nfor handle in handles:\n    handle.join()\nprint({shown})\n"
        );
        for runtime in ["cpython-3.14", "cpython-3.9", "cpython-3.14t"] {
            let start = Start::new(&program(&text), &config(runtime, &[]));
            let (every, runs) = every_outcome(&start, 2);
            let (reduced, fewer) = reduced_outcomes(&start, 2);
            assert_eq!(every, reduced, "{runtime}: {runs} and {fewer} runs\n{text}");
            assert!(every.len() > 1, "{runtime}: {every:?}\n{text}");
            assert!(fewer <= runs, "{runtime}");
        }
    }
}

/// There is one way only, and it fails.
#[test]
fn a_failure_before_anything_can_be_decided_is_found() {
    let report = explore(
        &program("assert 1 == 2\n"),
        &config("gil", &[]),
        Bound::default(),
    );
    let found = found(report);
    assert_eq!((found.preemptions, found.schedule.turns.len()), (0, 0));
}

/// A signal kills who has the turn: the others go on.
#[test]
fn a_killed_process_does_not_keep_the_turn() {
    let text = "\
import os, signal
pid = os.fork()
if pid == 0:
    os.kill(os.getpid(), signal.SIGKILL)
_, status = os.waitpid(pid, 0)
assert os.WTERMSIG(status) == signal.SIGKILL
";
    let report = explore(&program(text), &config("gil", &[]), Bound::default());
    proved(&report);
}

#[test]
fn a_search_can_be_made_a_run_at_a_time() {
    let program = stored("two_locks_fixed");
    let config = config("gil", &[]);
    let whole = explore(&program, &config, Bound::default());
    let mut search = Search::new(&program, &config, Bound::default());
    let mut runs = 0;
    let report = loop {
        if let Some(report) = search.step() {
            break report;
        }
        assert!(search.progress().0 >= runs);
        runs = search.progress().0;
    };
    assert_eq!(report.covered, whole.covered);
    assert_eq!(search.progress(), (whole.covered.runs, 2));
}
