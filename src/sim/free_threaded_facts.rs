//! What holds of CPython's free-threaded builds and what simulators get wrong, one test each: measured on
//! 3.13.15t and 3.14.7t. Latencies are exact here: no noise.

use super::tests::{config, output, run_well};
use super::*;
use crate::runtime::{self, RuntimeSpec};

fn run(runtime: &'static RuntimeSpec, cores: u16, text: &str) -> String {
    let config = SimConfig {
        runtime,
        ..config(runtime.name, cores)
    };
    output(&run_well(text, config).1)
}

fn build(name: &str) -> &'static RuntimeSpec {
    runtime::find(name).expect("registered")
}

/// How much faster two threads are than one after the other, each doing all of `body`, in hundredths.
fn speed_up(runtime: &str, set_up: &str, body: &str) -> u32 {
    let program = format!(
        "\
import _thread, time
{set_up}
def work():
    global counter
    n = 0
    for i in range(40_000):
        {body}
def run(threads):
    start = time.perf_counter_ns()
    handles = [_thread.start_joinable_thread(work) for _ in range(threads)]
    for handle in handles:
        handle.join()
    return time.perf_counter_ns() - start
one = run(1)
print(200 * one // run(2))
"
    );
    let text = run(build(runtime), 2, &program);
    text.trim().parse().expect("a number")
}

#[test]
fn local_work_and_calls_of_module_functions_scale() {
    assert!(speed_up("cpython-3.14t", "", "n += 1") > 160);
    assert!(speed_up("cpython-3.14t", "def f(): pass", "f()") > 160);
}

#[test]
fn what_threads_write_together_is_slower_than_one_thread() {
    for (set_up, body) in [
        ("counter = 0", "counter += 1"),
        ("class Box: pass\nbox = Box()\nbox.n = 0", "box.n += 1"),
        ("items = []", "items.append(i)"),
    ] {
        let gain = speed_up("cpython-3.14t", set_up, body);
        assert!((60..115).contains(&gain), "{body}: {gain}");
    }
}

#[test]
fn even_reading_a_shared_mortal_global_does_not_scale() {
    let gain = speed_up("cpython-3.14t", "thing = object()", "thing");
    assert!((45..95).contains(&gain), "{gain}");
    // A constant of the code is immortal: nobody counts.
    let gain = speed_up("cpython-3.14t", "thing = 'text'", "thing");
    assert!(gain > 160, "{gain}");
}

#[test]
fn single_methods_are_atomic_and_compound_statements_are_not() {
    let program = "\
import _thread
counter = 0
class Box: pass
box = Box()
box.n = 0
cells = [0]
table = {'n': 0}
items = []
keyed = {}
members = set()
def work(me):
    global counter
    for i in range(5_000):
        counter += 1
        box.n += 1
        cells[0] += 1
        table['n'] += 1
        items.append(i)
        keyed[me, i] = i
        members.add((me, i))
handles = [_thread.start_joinable_thread(lambda me=me: work(me)) for me in range(2)]
for handle in handles:
    handle.join()
print(*[n < 10_000 for n in (counter, box.n, cells[0], table['n'])])
print(len(items), len(keyed), len(members))
";
    let older = run(build("cpython-3.13t"), 2, program);
    assert!(older.starts_with("True "), "{older}");
    assert!(older.ends_with("\n10000 10000 10000\n"), "{older}");
    let newer = run(build("cpython-3.14t"), 2, program);
    assert!(newer.starts_with("True "), "{newer}");
    assert!(newer.ends_with("\n10000 10000 10000\n"), "{newer}");
}

#[test]
fn the_switch_interval_does_nothing_without_a_gil() {
    let program = "\
import _thread, sys, time
sys.setswitchinterval(0.05)
stop = []
def spin():
    while not stop:
        pass
handle = _thread.start_joinable_thread(spin)
time.sleep(0.001)
start = time.perf_counter_ns()
time.sleep(0.001)
print((time.perf_counter_ns() - start) // 1000)
stop.append(1)
handle.join()
";
    let took: u32 = run(build("cpython-3.14t"), 2, program)
        .trim()
        .parse()
        .expect("a number");
    assert!((1_060..1_200).contains(&took), "{took} µs");
}

#[test]
fn on_one_core_a_busy_lock_is_yielded_for_until_all_others_have_had_56_ms() {
    let program = "\
import threading, time
stop = []
def spin():
    while not stop:
        pass
thread = threading.Thread(target=spin)
start = time.perf_counter_ns()
thread.start()
print((time.perf_counter_ns() - start) // 1_000_000)
stop.append(1)
thread.join()
";
    let took: u32 = run(build("cpython-3.14t"), 1, program)
        .trim()
        .parse()
        .expect("a number");
    assert!((50..65).contains(&took), "{took} ms");
}

#[test]
fn with_its_gil_on_a_free_threaded_build_loses_no_update() {
    let program = "\
import _thread, sys, sysconfig
counter = 0
def work():
    global counter
    for _ in range(20_000):
        counter += 1
handles = [_thread.start_joinable_thread(work) for _ in range(2)]
for handle in handles:
    handle.join()
print(sys._is_gil_enabled(), sysconfig.get_config_var('Py_GIL_DISABLED'), counter)
";
    for name in ["cpython-3.13t", "cpython-3.14t"] {
        let locked = runtime::with_gil(build(name), true).expect("it can be");
        assert_eq!(run(locked, 2, program), "True 1 40000\n");
    }
}
