//! Owns the facts about free-threaded builds and several interpreters (32 to 37).

use gilscope::base::{ThreadId, VirtualTime};
use gilscope::runtime::{self, GIL};
use gilscope::sim::{Program, Sim, SimConfig};
use gilscope::trace::{AttachState, BlockReason, EventKind, Halt, SchedState, Trace, why};

use super::{Run, millis, run, run_noisy};

/// Two threads that do `body` again and again, and one that does it as often as both together; prints
/// how much faster the two are (2 is perfect).
fn speed_up(before: &str, setup: &str, body: &str) -> String {
    format!(
        "\
import time
from threading import Lock, Thread

class Box:
    v = 0
class Thing:
    pass
box = Box()
box.v = 0
counter = 0
thing = Thing()
shared = (Thing(), Thing())
everything = []
lock = Lock()
def same(x):
    return x
{before}
def work(rounds):
    global counter
    {setup}
    for i in range(rounds):
        {body}

def timed(threads, rounds):
    threads = [Thread(target=work, args=(rounds,)) for _ in range(threads)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start

timed(1, 100)
one = timed(1, 60_000)
two = timed(2, 60_000)
print(2 * one / two)
"
    )
}

fn scaling(runtime: &str, setup: &str, body: &str) -> f64 {
    run_noisy(&speed_up("", setup, body), runtime, 2, 0).number()
}

#[test]
fn fact_32_free_threaded_is_not_simply_faster() {
    let count = "\
import time
def work(rounds):
    n = 0
    for i in range(rounds):
        n += i
start = time.perf_counter()
for _ in range(200):
    work(500)
print((time.perf_counter() - start) * 1000)
";
    let price = |free: &str, gil: &str| run(count, free, 2).number() / run(count, gil, 2).number();
    let older = price("cpython-3.13t", "cpython-3.13");
    let newer = price("cpython-3.14t", "cpython-3.14");
    assert!((1.0..1.8).contains(&older), "3.13t: {older}");
    assert!((0.98..1.25).contains(&newer), "3.14t: {newer}");

    let local = scaling("cpython-3.14t", "n = 0", "n += i");
    assert!((1.75..=2.05).contains(&local), "local work: {local}");
    for (what, setup, body) in [
        ("a global that is written", "", "counter = i"),
        ("an attribute that is written", "", "box.v = i"),
        ("a list that grows", "", "everything.append(i)"),
        ("a lock", "", "with lock: pass"),
    ] {
        let factor = scaling("cpython-3.14t", setup, body);
        assert!((0.3..1.25).contains(&factor), "{what}: {factor}");
    }
}

#[test]
fn fact_33_even_reading_a_shared_mortal_object_does_not_scale() {
    let read = scaling("cpython-3.14t", "", "thing");
    assert!((0.3..1.1).contains(&read), "a global: {read}");
    let element = scaling("cpython-3.14t", "s = shared", "s[0]");
    assert!((0.3..1.1).contains(&element), "an element: {element}");
    let call = scaling("cpython-3.14t", "", "same(i)");
    assert!(call > 1.7, "a module's function is not counted: {call}");
}

#[test]
fn fact_34_object_locks_make_methods_atomic_and_statements_not() {
    let program = |body: &str, total: &str| {
        format!(
            "\
import sys
from threading import Thread
c = 0
L = []
d = {{'k': 0}}
def work():
    global c
    for i in range(20_000):
        {body}
threads = [Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(80_000 - ({total}))
"
        )
    };
    for runtime in ["cpython-3.13t", "cpython-3.14t"] {
        let append = run_noisy(&program("L.append(i)", "len(L)"), runtime, 4, 0).number();
        assert_eq!(append, 0.0, "append under {runtime}");
        for (body, total) in [("c += 1", "c"), ("d['k'] += 1", "d['k']")] {
            let lost = run_noisy(&program(body, total), runtime, 4, 0).number();
            assert!(lost > 0.0, "{body} under {runtime}");
        }
    }
    let interval = "import sys\nsys.setswitchinterval(1e-6)\n";
    let text = program("c += 1", "1");
    let plain = run(&text, "cpython-3.14t", 4);
    let set = run(&format!("{interval}{text}"), "cpython-3.14t", 4);
    let difference = (set.milliseconds() - plain.milliseconds()).abs();
    assert!(
        difference < 0.2,
        "the switch interval changes nothing: {difference} ms"
    );
}

/// The pauses of a run in which somebody was stopped: by whom, for what, from when to when in milliseconds.
fn pauses(run: &Run) -> Vec<(ThreadId, Halt, f64, f64)> {
    let mut since = std::collections::BTreeMap::new();
    let mut pauses = Vec::new();
    for event in run.events() {
        let EventKind::State(state) = event.kind else {
            continue;
        };
        if let Some((by, halt, start)) = since.remove(&event.thread) {
            pauses.push((by, halt, start, millis(event.at.since(VirtualTime::ZERO))));
        }
        if let SchedState::Blocked(BlockReason::StopTheWorld { by, halt }) = state.sched
            && state.attach == AttachState::Suspended
        {
            let start = millis(event.at.since(VirtualTime::ZERO));
            since.insert(event.thread, (by, halt, start));
        }
    }
    pauses
}

#[test]
fn fact_35_the_collector_stops_the_world_for_as_long_as_the_slowest_needs_to_stop() {
    let program = |others: &str| {
        format!(
            "\
import gc, time
from threading import Thread

stop = False
longest = 0.0

def watch():
    global longest
    last = time.perf_counter()
    while not stop:
        now = time.perf_counter()
        longest = max(longest, now - last)
        last = now

def call():
    sum(range(2_000_000))

kept = [[i] for i in range(30_000)]
watcher = Thread(target=watch, name='watcher')
{others}
watcher.start()
time.sleep(0.001)
start = time.perf_counter()
gc.collect()
took = time.perf_counter() - start
time.sleep(0.001)
stop = True
watcher.join()
print(longest * 1000, took * 1000)
"
        )
    };
    for runtime in ["cpython-3.13t", "cpython-3.14t"] {
        let quick = run(&program(""), runtime, 4);
        let (longest, took) = (quick.numbers()[0], quick.numbers()[1]);
        assert!(
            longest > 0.8 * took && longest > 1.0,
            "{runtime}: the watcher stood still for {longest} of {took} ms"
        );
        let all = pauses(&quick);
        let watcher = quick.thread("watcher");
        let mut collections = all.iter().filter(|(_, halt, ..)| *halt == Halt::Collection);
        assert!(collections.clone().count() >= 1, "{runtime}");
        let (by, _, start, end) = collections.next_back().expect("there is one");
        let middle = VirtualTime(((start + end) / 2.0 * 1e6) as u64);
        let words = &runtime::find(runtime).expect("registered").vocabulary;
        let told = why(&quick.trace, watcher, middle, words).to_string();
        assert!(
            told.contains("stopped") && told.contains("to collect garbage"),
            "{told}"
        );
        assert_eq!(*by, ThreadId(0));

        // One call into C that does not look: everybody waits until it has returned.
        let slow = run(
            &program("Thread(target=call, name='call').start()"),
            runtime,
            4,
        );
        let delayed = slow.numbers()[1];
        assert!(
            delayed > took + 3.0,
            "{runtime}: {delayed} ms, without the call {took}"
        );
    }
    let locked = run(&program(""), "cpython-3.14", 4);
    assert_eq!(pauses(&locked), [], "with a GIL nobody has to be stopped");
}

#[test]
fn fact_35_objects_that_come_to_stay_make_the_collector_come_by_itself() {
    let program = "\
from threading import Thread

def spin():
    n = 0
    while n < 2_000_000:
        n += 1

def keep():
    kept = [[i] for i in range(60_000)]

threads = [Thread(target=spin, name='spin'), Thread(target=keep, name='keep')]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
";
    let run_of = |text: &str| run(text, "cpython-3.13t", 4);
    let kept = run_of(program);
    let by = kept.thread("keep");
    let all = pauses(&kept);
    assert!(all.len() > 3, "{all:?}");
    assert!(all.iter().all(|(who, ..)| *who == by), "{all:?}");
    // A quarter of what is there has to be new: pauses grow, and come more and more seldom.
    let (first, last) = (all[0], all[all.len() - 1]);
    assert!(last.3 - last.2 > first.3 - first.2, "{all:?}");
    assert_eq!(pauses(&run_of(&program.replace("[[i] for", "[i for"))), []);
    let disabled = format!("import gc\ngc.disable()\n{program}");
    assert_eq!(pauses(&run_of(&disabled)), []);
}

const UNPREPARED: &str = "\
import sys
from threading import Thread

def spin():
    n = 0
    while n < 2_000_000:
        n += 1

threads = [Thread(target=spin, name=name) for name in ('one', 'two')]
for thread in threads:
    thread.start()
print(sys._is_gil_enabled())
import native_legacy
print(sys._is_gil_enabled(), native_legacy.word_count('to be or not to be', 'be'))
for thread in threads:
    thread.join()
";

#[test]
fn fact_36_importing_an_unprepared_extension_turns_the_gil_on_for_good() {
    for (runtime, line) in [("cpython-3.13t", 488), ("cpython-3.14t", 491)] {
        let warning = format!(
            "<frozen importlib._bootstrap>:{line}: RuntimeWarning: The global interpreter lock (GIL) has \
             been enabled to load module 'native_legacy', which has not declared that it can run safely \
             without the GIL. To override this behavior and keep the GIL disabled (at your own risk), run \
             with PYTHON_GIL=0 or -Xgil=0.\n"
        );
        let on = run(UNPREPARED, runtime, 4);
        assert_eq!(on.output(), format!("False\n{warning}True 2\n"));
        let all = pauses(&on);
        assert!(
            all.iter().any(|(_, halt, ..)| *halt == Halt::EnableGil),
            "{all:?}"
        );
        // From then on two threads share a lock.
        assert!(on.stays(GIL).len() > 3, "{:?}", on.stays(GIL));
        let requests = on.metrics().gils[0].drop_requests;
        assert!(requests > 1, "{requests} drop requests");
    }
    for runtime in ["cpython-3.14", "cpython-3.9"] {
        let program = UNPREPARED.replace("sys._is_gil_enabled()", "True");
        assert_eq!(run(&program, runtime, 2).output(), "True\nTrue 2\n");
    }
}

#[test]
fn fact_36_a_build_that_was_told_to_keeps_its_gil_off() {
    let free = runtime::find("cpython-3.14t").expect("registered");
    let kept = runtime::with_gil(free, false).expect("it is off");
    let config = SimConfig {
        runtime: kept,
        ..SimConfig::default()
    };
    let source = gilscope::base::Source::new("fact.py", UNPREPARED);
    let program = Program::compile(source).expect("it is right");
    let mut trace = Trace::new(config.cores);
    let mut sim = Sim::new(&program, config);
    sim.run_until(&mut trace, VirtualTime::NEVER);
    let text: String = trace.output().map(|(_, _, _, text)| &**text).collect();
    assert_eq!(text, "False\nFalse 2\n");
    assert!(!trace.has_gil());
}

#[test]
fn fact_37_interpreters_run_in_parallel_with_a_thread_each_and_share_nothing() {
    let program = "\
import time
from concurrent import interpreters
from threading import Thread

WORK = '''
n = 0
while n < 2_000_000:
    n += 1
'''

def timed(run):
    start = time.perf_counter()
    run()
    return time.perf_counter() - start

a, b = interpreters.create(), interpreters.create()

def in_turn():
    a.exec(WORK)
    b.exec(WORK)

def together():
    threads = [Thread(target=i.exec, args=(WORK,)) for i in (a, b)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

one, two = timed(in_turn), timed(together)
a.prepare_main(items=(1, 2))
a.exec('items += (3,)')
b.exec('print(\"items\" in globals())')
print(one / two)
";
    let run = run(program, "gil", 2);
    assert!(run.output().starts_with("False\n"), "{}", run.output());
    let factor = run.number();
    assert!(factor > 1.8, "{factor}");
}
