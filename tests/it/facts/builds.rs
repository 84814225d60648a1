//! Owns the facts about free-threaded builds and several interpreters (32 to 37).

use super::{run, run_noisy};

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
