//! What holds of calls into native code, one test each: which keep the GIL for their whole length and
//! which let go of it (measured on CPython 3.13 and 3.14 with a thread that wakes every 10 ms), how that
//! is shown, and what threads that native code starts are. No noise.

use super::tests::{config, output, run_well};
use super::*;
use crate::base::Source;
use crate::runtime;
use crate::trace::{EventKind, Lane, Trace, Window, why};

fn run(runtime: &str, text: &str, cores: u16) -> (Sim, Trace) {
    run_well(text, config(runtime, cores))
}

/// How long a call took, and the longest time between two beats of a thread that sleeps 10 ms each
/// time, both in microseconds.
fn heartbeat(runtime: &str, prepare: &str, call: &str) -> (u64, u64) {
    let program = format!(
        "\
import threading, time
{prepare}
gaps = []
def beat():
    last = time.perf_counter_ns()
    while not stop.is_set():
        time.sleep(0.01)
        now = time.perf_counter_ns()
        gaps.append(now - last)
        last = now
stop = threading.Event()
heart = threading.Thread(target=beat)
heart.start()
time.sleep(0.025)
start = time.perf_counter_ns()
{call}
took = time.perf_counter_ns() - start
stop.set()
heart.join()
print(took // 1000, max(gaps) // 1000)
"
    );
    let printed = output(&run(runtime, &program, 2).1);
    let mut numbers = printed
        .split_whitespace()
        .map(|n| n.parse().expect("a number"));
    (
        numbers.next().expect("how long"),
        numbers.next().expect("the gap"),
    )
}

#[track_caller]
fn keeps(prepare: &str, call: &str) {
    let (took, gap) = heartbeat("gil", prepare, call);
    assert!(took > 15_000, "{call} takes only {took} µs");
    assert!(
        gap > took && gap < took + 11_000,
        "{call}: {gap} of {took} µs"
    );
    let (took, gap) = heartbeat("free-threaded", prepare, call);
    assert!(gap < 11_000, "without a GIL, {call}: {gap} of {took} µs");
}

#[track_caller]
fn lets_go(prepare: &str, call: &str) {
    let (took, gap) = heartbeat("gil", prepare, call);
    assert!(took > 15_000, "{call} takes only {took} µs");
    assert!(gap < 11_000, "{call}: {gap} of {took} µs");
}

#[test]
fn a_call_into_c_freezes_the_others_for_its_whole_length() {
    keeps("", "sum(range(5_000_000))");
    keeps(
        "import random\nxs = [random.random() for _ in range(100_000)]",
        "sorted(xs)",
    );
    keeps("import re", "re.match(r'(a+)+b', 'a' * 20)");
    keeps("m = 2**4000 + 1", "pow(3, 10**300, m)");
    keeps("x = 7 ** 200_000", "x * x");
    keeps(
        "import json\ntext = json.dumps([{'key': n} for n in range(120_000)])",
        "json.loads(text)",
    );
}

#[test]
fn hashing_compressing_and_waiting_let_the_others_run() {
    lets_go(
        "import hashlib\ndata = bytes(50_000_000)",
        "hashlib.sha256(data)",
    );
    lets_go(
        "import zlib\ndata = bytes(8_000_000)",
        "zlib.compress(data)",
    );
    lets_go("import zlib\ndata = bytes(200_000_000)", "zlib.crc32(data)");
    lets_go("", "time.sleep(0.1)");
    lets_go(
        "import os\nr, w = os.pipe()\nthreading.Timer(0.1, os.write, (w, b'x')).start()",
        "os.read(r, 1)",
    );
}

#[test]
fn an_extension_keeps_the_lock_unless_it_detaches() {
    let text = "import native\ntext = 'the lock\\n' * 5_000_000";
    keeps(text, "native.word_count(text, 'lock')");
    lets_go(text, "native.word_count_detached(text, 'lock')");
    lets_go("import native", "native.fetch_detached(0.1)");
    let (took, gap) = heartbeat("gil", "import native", "native.fetch(0.1)");
    assert!(gap > took, "a wait that keeps the lock: {gap} of {took} µs");
    let (took, gap) = heartbeat("free-threaded", "import native", "native.fetch(0.1)");
    assert!(gap < 11_000, "without a GIL: {gap} of {took} µs");
}

/// How often the GIL is let go of by a program, beyond what importing costs.
fn releases(text: &str) -> usize {
    let count = |text: &str| {
        let trace = run("gil", text, 2).1;
        let events = trace.events().iter();
        events
            .filter(|event| matches!(event.kind, EventKind::DropGil { .. }))
            .count()
    };
    count(&format!("import hashlib\n{text}")) - count("import hashlib\n")
}

#[test]
fn hashlib_lets_go_from_2048_bytes_on_and_then_for_ever() {
    assert_eq!(releases("hashlib.sha256(bytes(2047))"), 0);
    assert_eq!(releases("hashlib.sha256(bytes(2048))"), 1);
    let update = "h = hashlib.sha256()\n";
    assert_eq!(
        releases(&format!("{update}h.update(bytes(2047))\nh.update(b'x')")),
        0
    );
    assert_eq!(
        releases(&format!(
            "{update}h.update(bytes(2048))\nh.update(b'x')\nh.update(b'x')"
        )),
        3
    );
    assert_eq!(
        releases(&format!(
            "{update}h.update(bytes(2048))\nh.copy().update(b'x')"
        )),
        2
    );
}

/// The time that the main thread spends in a lane, in microseconds.
fn time_in(trace: &Trace, lane: Lane) -> u64 {
    let track = trace.thread(ThreadId(0)).lanes();
    track.total(lane, trace.end()).nanos() / 1000
}

#[test]
fn native_code_is_shown_as_what_it_does_with_the_lock() {
    let keeps = run("gil", "sum(range(2_000_000))\n", 2).1;
    assert!((10_000..12_000).contains(&time_in(&keeps, Lane::NativeHolding)));
    let program = "import native\nnative.word_count_detached('the lock ' * 1_000_000, 'lock')\n";
    let free = run("gil", program, 2).1;
    assert!((5_000..5_500).contains(&time_in(&free, Lane::NativeFree)));
    let waits = run("gil", "import native\nnative.fetch(0.02)\n", 2).1;
    assert!((20_000..20_200).contains(&time_in(&waits, Lane::IoHolding)));
    let loops = run("gil", "for n in range(400_000): pass\n", 2).1;
    assert_eq!(time_in(&loops, Lane::NativeHolding), 0);
}

/// What is said of the main thread, and of the one that waits for it, 15 ms into a call.
fn explained(call: &str) -> String {
    let program = format!(
        "\
import threading, native
def work():
    while not done:
        pass
done = False
thread = threading.Thread(target=work, name='other')
thread.start()
{call}
done = True
thread.join()
"
    );
    let trace = run("gil", &program, 2).1;
    let holding = [Lane::NativeHolding, Lane::IoHolding];
    let lanes = trace.thread(ThreadId(0)).lanes();
    let all = Window::new(VirtualTime::ZERO, trace.end());
    let long = lanes
        .slices(all)
        .find(|s| holding.contains(&s.class) && s.end.since(s.start).nanos() > 20_000_000)
        .expect("the call is shown");
    let at = VirtualTime(long.start.nanos() + 15_000_000);
    let words = &runtime::find("gil").expect("registered").vocabulary;
    let both: Vec<String> = [0, 1]
        .map(|t| why(&trace, ThreadId(t), at, words).to_string())
        .into();
    both.join("\n--\n")
}

#[test]
fn a_freeze_is_explained() {
    let native = explained("sum(range(8_000_000))");
    assert!(
        native.contains("MainThread is inside one native call, which never checks, on core"),
        "{native}"
    );
    assert!(
        native.contains("MainThread cannot notice before its native call returns"),
        "{native}"
    );
    let waiting = explained("native.fetch(0.04)");
    assert!(
        waiting
            .contains("it keeps the GIL meanwhile: the native call that waits never let go of it"),
        "{waiting}"
    );
    assert!(waiting.contains("other wants the GIL since"), "{waiting}");
}

#[test]
fn threads_of_native_code_share_the_work_and_are_none_of_pythons() {
    let program = "\
import native, threading
text = 'the lock ' * 1_000_000
print(native.word_count_parallel(text, 'lock', 3), threading.active_count(), threading.enumerate())
";
    for runtime in ["gil", "free-threaded"] {
        let trace = run(runtime, program, 4).1;
        assert!(
            output(&trace).starts_with("1000000 1 [<_MainThread"),
            "{}",
            output(&trace)
        );
        let crew: Vec<_> = trace.threads().skip(1).map(|(_, track)| track).collect();
        assert_eq!(crew.len(), 3);
        for track in crew {
            assert!(track.name.starts_with("native-"));
            let busy = track.lanes().total(Lane::NativeFree, trace.end()).nanos();
            assert!((1_700_000..1_850_000).contains(&busy), "{busy}");
        }
        let joining = time_in(&trace, Lane::Joining);
        assert!((1_600..2_000).contains(&joining), "{joining}");
    }
    // More threads than cores share the cores.
    let trace = run("gil", &program.replace(", 3)", ", 8)"), 2).1;
    let cores = trace.core_count();
    let busy: u64 = (0..cores)
        .map(|core| trace.core(crate::base::CoreId(core as u16)))
        .map(|track| trace.end().nanos() - track.total(None, trace.end()).nanos())
        .sum();
    assert!(busy > 5_300_000, "{busy}");
}

#[test]
fn a_run_with_native_threads_can_be_copied_anywhere() {
    let program = "\
import native, threading
text = 'the lock ' * 400_000
def work(n):
    print(n, native.word_count_parallel(text, 'lock', n))
threads = [threading.Thread(target=work, args=(n,)) for n in (1, 2, 5)]
for thread in threads:
    thread.start()
native.fetch(0.001)
for thread in threads:
    thread.join()
";
    let program = Program::compile(Source::new("test.py", program)).expect("it compiles");
    let config = SimConfig {
        cores: 2,
        ..SimConfig::default()
    };
    let mut trace = Trace::new(2);
    let mut sim = Sim::new(&program, config);
    let mut copies = Vec::new();
    for step in 0..60 {
        sim.run_until(&mut trace, VirtualTime(step * 137_000));
        copies.push(sim.clone());
    }
    sim.run_until(&mut trace, VirtualTime::NEVER);
    for mut copy in copies {
        // What a copy writes is held against the trace.
        copy.run_until(&mut trace, VirtualTime::NEVER);
        assert_eq!(copy.end(), sim.end());
    }
}
