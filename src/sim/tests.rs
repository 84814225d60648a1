//! What runs look like: programs in, pictures and numbers out. Latencies are exact here: no noise.

use super::*;
use crate::base::{Source, VirtualDuration};
use crate::runtime::{self, RUNTIMES};
use crate::trace::{EventKind, Lane, Metrics, SchedState, Trace, Window, ascii};

pub(super) fn config(runtime: &str, cores: u16) -> SimConfig {
    SimConfig {
        runtime: runtime::find(runtime).expect("registered"),
        cores,
        noise: false,
        ..SimConfig::default()
    }
}

pub(super) fn program(text: &str) -> Program {
    match Program::compile(Source::new("test.py", text)) {
        Ok(program) => program,
        Err(problems) => panic!("{}", problems[0]),
    }
}

pub(super) fn run_with(text: &str, config: SimConfig) -> (Sim, Trace) {
    let mut trace = Trace::new(config.cores);
    let mut sim = Sim::new(&program(text), config);
    sim.run_until(&mut trace, VirtualTime::NEVER);
    (sim, trace)
}

pub(super) fn run(text: &str, runtime: &str, cores: u16) -> (Sim, Trace) {
    run_with(text, config(runtime, cores))
}

/// A run that ends well.
pub(super) fn run_well(text: &str, config: SimConfig) -> (Sim, Trace) {
    let runtime = config.runtime.name;
    let (sim, trace) = run_with(text, config);
    assert_eq!(
        sim.end(),
        Some(&End::Exit { code: 0 }),
        "{runtime}: {}",
        output(&trace)
    );
    (sim, trace)
}

pub(super) fn output(trace: &Trace) -> String {
    trace.output().map(|(_, _, _, text)| &**text).collect()
}

pub(super) fn exit_code(sim: &Sim) -> i32 {
    match sim.end() {
        Some(End::Exit { code }) => *code,
        other => panic!("{other:?}"),
    }
}

/// The picture of a whole run, up to the next multiple of 5 ms: fitting a cost again by a microsecond
/// need not change it.
fn picture(text: &str, runtime: &str, cores: u16) -> String {
    let (sim, trace) = run(text, runtime, cores);
    assert_eq!(exit_code(&sim), 0, "{}", output(&trace));
    let step = 5_000_000;
    let end = VirtualTime((trace.end().nanos() / step + 1) * step);
    ascii(&trace, Window::new(VirtualTime::ZERO, end), 60)
}

fn ends_in_limit(text: &str, limits: Limits) -> (LimitKind, String) {
    let config = SimConfig {
        limits,
        ..config("gil", 2)
    };
    match run_with(text, config).0.end() {
        Some(End::Limit { kind, text }) => (*kind, text.clone()),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_program_prints_and_ends() {
    let (sim, trace) = run("print('hello', 6 * 7)\n", "gil", 2);
    assert_eq!(output(&trace), "hello 42\n");
    assert_eq!(exit_code(&sim), 0);
}

#[test]
fn an_uncaught_exception_is_reported_and_exits_with_1() {
    let (sim, trace) = run("1 / 0\n", "gil", 1);
    assert_eq!(exit_code(&sim), 1);
    insta::assert_snapshot!(output(&trace), @r#"
    Traceback (most recent call last):
      File "test.py", line 1, in <module>
        1 / 0
        ~~^~~
    ZeroDivisionError: division by zero
    "#);
}

#[test]
fn the_exit_status_is_the_programs() {
    let exits = |text: &str| exit_code(&run(text, "gil", 1).0);
    assert_eq!(exits("raise SystemExit(7)"), 7);
    assert_eq!(exits("raise SystemExit"), 0);
    let (sim, trace) = run("raise SystemExit('enough')", "gil", 1);
    assert_eq!((exit_code(&sim), output(&trace).as_str()), (1, "enough\n"));
}

/// Started directly, as `_thread` lets it: no library in between that would take locks.
const TWO_COUNTERS: &str = "\
import _thread

def count():
    n = 0
    while n < 2_000_000:
        n += 1

handles = [_thread.start_joinable_thread(count) for _ in range(2)]
for handle in handles:
    handle.join()
";

#[test]
fn two_counters_under_the_gil_take_turns() {
    insta::assert_snapshot!(picture(TWO_COUNTERS, "gil", 2), @"
    core 0       |AAAAAA------AAAAAA-------AAAAAA------AAAAAA------AAA---     |
    core 1       |------BBBBBB------BBBBBBB------BBBBBB------BBBBBB---BBB     |
    GIL          |AAAAAABBBBBBAAAAAABBBBBBBAAAAAABBBBBBAAAAAABBBBBBAAABBB     |
    M MainThread |jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj     |
    A Thread-1   |######wwwwww######wwwwwww######wwwwww######wwwwww###...     |
    B Thread-2   |wwwwww######wwwwww#######wwwwww######wwwwww######www###     |
                  0 ns                                                50.000 ms
    ");
    insta::assert_snapshot!(picture(TWO_COUNTERS, "gil", 1), @"
    core 0       |AAAAAAAAAAABBBBBBBBBAAAAAAAAAABBBBBBBBBBAAAAAAABBBBBBBB     |
    GIL          |AAAAAAAAAAABBBBBBBBBAAAAAAAAAABBBBBBBBBBAAAAAAABBBBBBBB     |
    M MainThread |jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjrr     |
    A Thread-1   |###########rrrwwwwww##########rrrrwwwwww#######rrrrrr..     |
    B Thread-2   |rrrrrwwwwww#########rrrrwwwwww##########rrrwwww########     |
                  0 ns                                                50.000 ms
    ");
}

#[test]
fn two_counters_without_a_gil_run_at_once() {
    insta::assert_snapshot!(picture(TWO_COUNTERS, "free-threaded", 2), @"
    core 0       |BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB         |
    core 1       |AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA-         |
    M MainThread |jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj         |
    A Thread-1   |##################################################.         |
    B Thread-2   |###################################################         |
                  0 ns                                                30.000 ms
    ");
    let gil = run(TWO_COUNTERS, "gil", 2).1;
    let free = run(TWO_COUNTERS, "free-threaded", 2).1;
    let ratio = free.end().nanos() * 1000 / gil.end().nanos();
    assert!((500..620).contains(&ratio), "{ratio} permille");
    let one_core = run(TWO_COUNTERS, "free-threaded", 1).1;
    assert!(one_core.end() >= gil.end());
}

#[test]
fn slices_are_the_interval_and_the_time_to_ask() {
    let (_, trace) = run(TWO_COUNTERS, "gil", 2);
    let holders = trace.lock(runtime::GIL).expect("it exists").holders();
    let whole = Window::new(VirtualTime::ZERO, trace.end());
    let slices: Vec<u64> = holders
        .slices(whole)
        .filter(|slice| slice.class.is_some())
        .map(|slice| slice.end.since(slice.start).nanos() / 1000)
        .collect();
    let forced = slices
        .iter()
        .filter(|us| (5_090..5_105).contains(*us))
        .count();
    assert!(forced >= 5, "{slices:?}");
    let metrics = Metrics::of(&trace, VirtualTime::NEVER);
    assert_eq!(metrics.gils[0].drop_requests, metrics.gils[0].forced);
}

#[test]
fn sleeping_releases_the_gil() {
    let program = "\
import _thread, time

def nap():
    time.sleep(0.5)

handles = [_thread.start_joinable_thread(nap) for _ in range(2)]
for handle in handles:
    handle.join()
";
    insta::assert_snapshot!(picture(program, "gil", 1), @"
    core 0       |------------------------------------------------------------|
    GIL          |------------------------------------------------------------|
    M MainThread |jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjj|
    A Thread-1   |ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss|
    B Thread-2   |ssssssssssssssssssssssssssssssssssssssssssssssssssssssssssss|
                  0 ns                                               505.000 ms
    ");
}

/// `hrtimer_interrupt`: who may wake up wakes up with who has to, on the core that both went to sleep on.
#[test]
fn threads_that_slept_on_one_core_wake_up_in_one_interrupt() {
    let program = "\
import _thread, time

def nap():
    time.sleep(0.01)

handles = [_thread.start_joinable_thread(nap) for _ in range(2)]
for handle in handles:
    handle.join()
";
    let (_, trace) = run(program, "gil", 1);
    let whole = Window::new(VirtualTime::ZERO, trace.end());
    let sleeps: Vec<_> = trace
        .threads()
        .flat_map(|(_, track)| track.lanes().slices(whole))
        .filter(|slice| slice.class == Lane::Sleeping)
        .map(|slice| (slice.start, slice.end))
        .collect();
    let [(first, one), (second, other)] = sleeps[..] else {
        panic!("two threads sleep: {sleeps:?}")
    };
    assert!(first < second);
    assert_eq!(one, other, "the second is woken with the first");
}

#[test]
fn a_thread_that_sleeps_beside_a_busy_one_is_late_by_the_interval() {
    let program = "\
import _thread, time

def spin():
    while not done:
        pass

done = False
handle = _thread.start_joinable_thread(spin)
for _ in range(3):
    time.sleep(0.001)
    print(time.perf_counter_ns() // 1_000)
done = True
handle.join()
";
    let (_, trace) = run(program, "gil", 2);
    let text = output(&trace);
    let at: Vec<i64> = text
        .lines()
        .map(|line| line.parse().expect("a number"))
        .collect();
    for pair in at.windows(2) {
        assert!((6_130..6_200).contains(&(pair[1] - pair[0])), "{at:?}");
    }
    let (_, trace) = run(program, "free-threaded", 2);
    let text = output(&trace);
    let at: Vec<i64> = text
        .lines()
        .map(|line| line.parse().expect("a number"))
        .collect();
    assert!((1_060..1_080).contains(&(at[2] - at[1])), "{at:?}");
}

const LOCKED: &str = "\
import _thread, time

lock = _thread.allocate_lock()
order = []

def work(name):
    def run():
        for _ in range(2):
            with lock:
                time.sleep(0.01)
    return run

handles = [_thread.start_joinable_thread(work(name)) for name in 'xy']
for handle in handles:
    handle.join()
";

#[test]
fn a_lock_held_over_a_sleep_keeps_the_others_out() {
    insta::assert_snapshot!(picture(LOCKED, "gil", 2), @"
    core 0       |-------------------------------------------------------     |
    core 1       |-------------------------------------------------------     |
    GIL          |-------------------------------------------------------     |
    lock         |AAAAAAAAAAAAAABBBBBBBBBBBBBAAAAAAAAAAAAABBBBBBBBBBBBBB-     |
    M MainThread |jjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjjr     |
    A Thread-1   |sssssssssssssbbbbbbbbbbbbbbsssssssssssss...............     |
    B Thread-2   |bbbbbbbbbbbbbbsssssssssssssbbbbbbbbbbbbbbsssssssssssss.     |
                  0 ns                                                45.000 ms
    ");
    let (_, trace) = run(LOCKED, "gil", 2);
    let metrics = Metrics::of(&trace, VirtualTime::NEVER);
    let lock = &metrics.locks[0];
    assert_eq!((lock.name.as_str(), lock.acquisitions), ("lock", 4));
    assert!(lock.contended >= 1);
}

#[test]
fn takings_too_many_to_be_recorded_are_counted() {
    let program = "\
import _thread, time

lock = _thread.allocate_lock()

def work():
    for _ in range(150_000):
        with lock:
            pass
    with lock:
        time.sleep(0.001)
    for _ in range(2500):
        lock.acquire()
        lock.release()

handles = [_thread.start_joinable_thread(work, daemon=False) for _ in range(2)]
for handle in handles:
    handle.join()
lock.acquire()
";
    let (_, trace) = run(program, "gil", 2);
    let metrics = Metrics::of(&trace, VirtualTime::NEVER);
    let lock = &metrics.locks[0];
    assert_eq!(lock.acquisitions, 2 * (150_000 + 1 + 2500) + 1);
    assert!(trace.events().len() < 250_000);
    let (_, track) = trace.locks().nth(1).expect("the GIL, and it");
    let holds = track.holds(trace.end());
    assert_eq!(holds.len() as u64, lock.acquisitions);
    let held: VirtualDuration = holds.into_iter().sum();
    assert_eq!(held, lock.held);
    assert!(held > VirtualDuration::from_millis(2) && held < metrics.makespan);
    assert_eq!(track.holder_at(VirtualTime(trace.end().nanos() - 1)), None);
}

#[test]
fn a_deadlock_is_named() {
    let program = "\
import _thread, time

left = _thread.allocate_lock()
right = _thread.allocate_lock()

def one():
    with left:
        time.sleep(0.01)
        with right:
            pass

def two():
    with right:
        time.sleep(0.01)
        with left:
            pass

handles = [_thread.start_joinable_thread(f, daemon=False) for f in (one, two)]
for handle in handles:
    handle.join()
";
    for spec in RUNTIMES {
        let (sim, _) = run(program, spec.name, 2);
        let Some(End::Deadlock { text }) = sim.end() else {
            panic!("{:?}", sim.end())
        };
        assert_eq!(
            text,
            "deadlock: Thread-1 waits for lock right held by Thread-2 (line 9); \
             Thread-2 waits for lock left held by Thread-1 (line 15)"
        );
    }
    let (sim, _) = run(
        "import _thread\nlock = _thread.allocate_lock()\nlock.acquire()\nlock.acquire()\n",
        "gil",
        1,
    );
    let end = sim.end().cloned();
    let text = "deadlock: MainThread waits for lock lock held by itself (line 4)".to_owned();
    assert_eq!(end, Some(End::Deadlock { text }));
}

#[test]
fn an_event_loop_that_nobody_will_wake_is_a_deadlock() {
    let program = "\
import asyncio
async def main():
    await asyncio.Queue().get()
asyncio.run(main())
";
    let (sim, _) = run(program, "gil", 2);
    let text = "deadlock: MainThread waits in its event loop's selector, \
                which no timer and no thread will wake (line 4)"
        .to_owned();
    assert_eq!(sim.end(), Some(&End::Deadlock { text }));
}

#[test]
fn limits_say_which_and_what_to_do() {
    let endless = "while True:\n    pass\n";
    let limits = Limits {
        until: VirtualTime(5_000_000),
        ..Limits::default()
    };
    let (kind, text) = ends_in_limit(endless, limits);
    assert_eq!(kind, LimitKind::Time);
    assert_eq!(
        text,
        "stopped after 5.000 ms of virtual time; allow more with --until"
    );
    let limits = Limits {
        instructions: 1_000_000,
        ..Limits::default()
    };
    assert_eq!(ends_in_limit(endless, limits).0, LimitKind::Instructions);
    let hog = "kept = ()\nwhile True:\n    kept = (kept, kept, 1.5)\n";
    let limits = Limits {
        memory_bytes: 20 << 20,
        ..Limits::default()
    };
    let (kind, text) = ends_in_limit(hog, limits);
    assert_eq!(kind, LimitKind::Memory);
    assert!(text.contains("20 MiB"), "{text}");
}

#[test]
fn too_many_threads_are_refused_as_cpython_refuses_them() {
    let program = "\
import _thread, time
try:
    for _ in range(100):
        _thread.start_joinable_thread(lambda: time.sleep(1))
except RuntimeError as error:
    print(error)
";
    let config = SimConfig {
        limits: Limits {
            threads: 10,
            ..Limits::default()
        },
        ..config("gil", 2)
    };
    let (sim, trace) = run_with(program, config);
    assert_eq!(output(&trace), "can't start new thread\n");
    assert_eq!(trace.thread_count(), 10);
    assert_eq!(exit_code(&sim), 0);
}

/// Contention of every kind at once: locks, sleeps, joins, globals.
const MIXED: &str = "\
import _thread, time

lock = _thread.allocate_lock()
total = 0

def work(rounds):
    global total
    for i in range(rounds):
        total += 1
        if i % 700 == 0:
            with lock:
                time.sleep(0.0005)
        if i % 900 == 0:
            time.sleep(0)

def start(rounds):
    return _thread.start_joinable_thread(lambda: work(rounds))

handles = [start(rounds) for rounds in (3000, 200000, 4000)]
for handle in handles:
    handle.join()
print(total)
";

#[test]
fn the_same_seed_gives_the_same_run_and_another_only_other_latencies() {
    for spec in RUNTIMES {
        let seeded = |seed: u64| {
            let config = SimConfig {
                seed,
                noise: true,
                ..config(spec.name, 2)
            };
            run_with(MIXED, config).1
        };
        let first = seeded(1);
        assert_eq!(first.events(), seeded(1).events(), "{}", spec.name);
        // An operating system has nothing to decide among the tasks of one thread.
        let decided = spec.carrier != runtime::Carrier::Task;
        assert_eq!(decided, first.end() != seeded(2).end(), "{}", spec.name);
    }
    assert_eq!(output(&run(MIXED, "gil", 2).1), "207000\n");
}

#[test]
fn pausing_changes_nothing() {
    for spec in RUNTIMES {
        for cores in [1, 2] {
            let (_, whole) = run(MIXED, spec.name, cores);
            let mut trace = Trace::new(cores);
            let mut sim = Sim::new(&program(MIXED), config(spec.name, cores));
            let mut pauses = 0;
            while sim.run_until(&mut trace, VirtualTime(pauses * 77_777)) == Progress::Paused {
                pauses += 1;
            }
            assert!(pauses > 50, "{pauses}");
            same(&whole, &trace, spec.name);
        }
    }
}

#[test]
fn a_checkpoint_repeats_what_was_recorded() {
    for spec in RUNTIMES {
        let mut trace = Trace::new(2);
        let mut sim = Sim::new(&program(MIXED), config(spec.name, 2));
        sim.run_until(&mut trace, VirtualTime(3_000_000));
        let mut checkpoint = sim.clone();
        sim.run_until(&mut trace, VirtualTime::NEVER);
        let events = trace.events().len();
        checkpoint.run_until(&mut trace, VirtualTime::NEVER);
        assert_eq!(
            trace.events().len(),
            events,
            "nothing new: all was compared"
        );
        assert_eq!(checkpoint.end(), sim.end());
    }
}

#[test]
fn single_steps_execute_one_instruction_each_and_change_nothing() {
    let source =
        "def f(n):\n    return n + 1\n\nx = 0\nfor i in range(5):\n    x = f(x)\nprint(x)\n";
    for spec in RUNTIMES {
        let (done, whole) = run(source, spec.name, 1);
        let mut trace = Trace::new(1);
        let mut sim = Sim::new(&program(source), config(spec.name, 1));
        let mut lines = Vec::new();
        let mut steps = 0;
        while sim.step_instruction(&mut trace, ThreadId(0)) == Progress::Paused {
            steps += 1;
            let view = &sim.threads()[0];
            assert_eq!(view.instructions, steps);
            if let Some(frame) = view.frames.first()
                && lines.last() != Some(&frame.line)
            {
                lines.push(frame.line);
            }
        }
        assert!(
            lines.starts_with(&[1, 4, 5, 6, 1, 2, 6, 5, 6, 1, 2]),
            "{lines:?}"
        );
        assert_eq!(sim.instructions(), done.instructions());
        same(&whole, &trace, spec.name);
    }
}

fn same(a: &Trace, b: &Trace, what: &str) {
    let first = a.events().iter().zip(b.events()).find(|(a, b)| a != b);
    assert_eq!(first, None, "{what}");
    assert_eq!(a.events().len(), b.events().len(), "{what}");
}

#[test]
fn an_inspector_sees_frames_and_variables() {
    let source = "import time\n\ndef pause(seconds):\n    note = [1, 'two']\n    time.sleep(seconds)\n\npause(5)\n";
    let mut trace = Trace::new(1);
    let mut sim = Sim::new(&program(source), config("gil", 1));
    sim.run_until(&mut trace, VirtualTime(1_000_000_000));
    let threads = sim.threads();
    let frames: Vec<String> = threads[0]
        .frames
        .iter()
        .map(|frame| format!("{}:{} {:?}", frame.code.name, frame.line, frame.locals))
        .collect();
    assert_eq!(
        frames[0],
        r#"pause:5 [("seconds", "5"), ("note", "[1, \"two\"]")]"#
    );
    let words = &sim.config().runtime.vocabulary;
    let why = crate::trace::why(&trace, ThreadId(0), sim.now(), words);
    assert!(
        why.to_string()
            .starts_with("MainThread is sleeping at line 5 until 5.00"),
        "{why}"
    );
}

/// The drop request is set while the holder is somewhere in a call of `perf_counter`.
#[test]
fn a_holder_that_only_reads_clocks_gives_way_at_its_next_check_point() {
    let program = "\
import _thread, time

end = time.perf_counter() + 0.1

def work():
    while time.perf_counter() < end:
        pass

handles = [_thread.start_joinable_thread(work) for _ in range(2)]
for handle in handles:
    handle.join()
";
    let (sim, trace) = run(program, "gil", 2);
    assert_eq!(exit_code(&sim), 0, "{}", output(&trace));
    let metrics = Metrics::of(&trace, VirtualTime::NEVER);
    assert!(metrics.gils[0].forced >= 15, "{:?}", metrics.gils[0]);
    let holders = trace.lock(runtime::GIL).expect("it exists").holders();
    let whole = Window::new(VirtualTime::ZERO, trace.end());
    for slice in holders.slices(whole).filter(|slice| slice.class.is_some()) {
        let us = slice.end.since(slice.start).nanos() / 1000;
        assert!(us < 5_110, "a slice of {us} µs");
    }
}

/// With `*args`, a call's operands may be all there is on the stack.
#[test]
fn a_call_with_spread_arguments_is_all_there_is_on_the_stack() {
    let program = "import _thread\n_thread.start_joinable_thread(lambda: None).join()\n\
                   print(*['a', 'b'])\n";
    for spec in RUNTIMES {
        let (_, trace) = run(program, spec.name, 2);
        assert_eq!(output(&trace), "a b\n");
    }
}

const STARTS: &str = "\
import threading
def work():
    n = 0
    while n < 1_500_000:
        n += 1
a = threading.Thread(target=work)
b = threading.Thread(target=work)
a.start()
b.start()
";

/// Where it was created is no line that it runs.
#[test]
fn a_thread_stands_nowhere_before_it_runs_a_line_of_its_own() {
    for spec in RUNTIMES {
        let (_, trace) = run(STARTS, spec.name, 2);
        for thread in [ThreadId(1), ThreadId(2)] {
            let mut lines = Vec::new();
            for event in trace.events().iter().filter(|e| e.thread == thread) {
                if let EventKind::State(state) = &event.kind {
                    lines.push(state.place.line);
                }
            }
            let changes_within = spec.name == "cpython-3.14";
            let within = lines.contains(&4) || lines.contains(&5);
            assert!(within || !changes_within, "{lines:?}");
            assert!(
                lines.iter().all(|line| *line < 6),
                "{}: {lines:?}",
                spec.name
            );
        }
    }
}

#[test]
fn why_names_start_where_a_thread_waits_for_another_to_begin() {
    let (_, trace) = run(STARTS, "gil", 2);
    let words = &runtime::find("gil").expect("registered").vocabulary;
    let mut said = Vec::new();
    for event in trace.events() {
        if let EventKind::State(state) = &event.kind
            && state.sched != SchedState::Exited
        {
            said.push(crate::trace::why(&trace, event.thread, event.at, words).to_string());
        }
    }
    let of_start = |text: &String| text.contains("in start()") && text.contains("has begun to run");
    assert!(said.iter().any(of_start), "{said:#?}");
    let nothing_of_the_kind = |text: &String| !text.contains("a condition or a queue");
    assert!(said.iter().all(nothing_of_the_kind), "{said:#?}");
}
