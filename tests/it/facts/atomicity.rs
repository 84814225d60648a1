//! Owns the facts about where a switch can fall and what it tears (11 to 20).

use super::run_noisy;

/// The versions with a GIL and a switch interval, the oldest first.
const VERSIONS: [&str; 6] = [
    "cpython-3.9",
    "cpython-3.10",
    "cpython-3.11",
    "cpython-3.12",
    "cpython-3.13",
    "cpython-3.14",
];

/// Four threads that each execute `body` 6000 times with the shortest interval; what is printed is how
/// many of 24000 updates were lost. Fewer rounds would be over before the first switch.
fn updates(before: &str, body: &str, total: &str) -> String {
    let body = body.replace('\n', "\n        ");
    format!(
        "\
import sys
from collections import Counter, defaultdict
from threading import Thread

sys.setswitchinterval(1e-6)
c = 0
d = {{'k': 0}}
L = [0]
class Box:
    v = 0
b = Box()
b.v = 0
dd = defaultdict(int)
cn = Counter()
def f():
    return 1
def same(x):
    return x
def read():
    return c
{before}
def work():
    global c
    for _ in range(6000):
        {body}

threads = [Thread(target=work) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(24000 - ({total}))
"
    )
}

/// Whether any of some seeds loses an update.
fn torn(runtime: &str, program: &str) -> bool {
    (0..6).any(|seed| run_noisy(program, runtime, 2, seed).number() > 0.0)
}

/// Holds a statement against the versions in which it is torn.
fn check(what: &str, program: &str, torn_in: &[&str]) {
    for version in VERSIONS {
        assert_eq!(
            torn(version, program),
            torn_in.contains(&version),
            "{what} under {version}"
        );
    }
}

#[test]
fn fact_11_an_increment_is_torn_up_to_3_9_and_never_since() {
    check("c += 1", &updates("", "c += 1", "c"), &["cpython-3.9"]);
    check(
        "b.v += 1",
        &updates("", "b.v += 1", "b.v"),
        &["cpython-3.9"],
    );
    check(
        "L[0] += 1",
        &updates("", "L[0] += 1", "L[0]"),
        &["cpython-3.9"],
    );
}

#[test]
fn fact_12_one_tear_loses_a_whole_slice_of_the_others_updates() {
    let program = "\
from threading import Thread
c = 0
def work():
    global c
    for _ in range(600_000):
        c += 1
threads = [Thread(target=work) for _ in range(2)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print(1_200_000 - c)
";
    let worst = (0..6)
        .map(|seed| {
            let run = run_noisy(program, "cpython-3.9", 2, seed);
            run.number() / run.metrics().switches() as f64
        })
        .fold(0.0, f64::max);
    assert!(worst > 1_000.0, "{worst} updates lost for each switch");
}

#[test]
fn fact_13_the_operand_is_read_before_the_call() {
    check("c += f()", &updates("", "c += f()", "c"), &VERSIONS);
    let before = updates("", "x = f()\nc += x", "c");
    check("x = f(); c += x", &before, &["cpython-3.9"]);
}

#[test]
fn fact_14_len_is_torn_in_3_10_and_atomic_since_and_int_torn_in_all() {
    let len = updates("s = 'x'", "c += len(s)", "c");
    check("c += len(s)", &len, &["cpython-3.9", "cpython-3.10"]);
    check("c += int(1)", &updates("", "c += int(1)", "c"), &VERSIONS);
    check("c += abs(1)", &updates("", "c += abs(1)", "c"), &VERSIONS);
}

#[test]
fn fact_15_a_dict_s_get_and_store_are_torn_and_its_increment_is_not() {
    let get = updates("", "d['k'] = d.get('k', 0) + 1", "d['k']");
    check("d[k] = d.get(k, 0) + 1", &get, &VERSIONS);
    for (what, total) in [
        ("d['k'] += 1", "d['k']"),
        ("dd['k'] += 1", "dd['k']"),
        ("cn['k'] += 1", "cn['k']"),
    ] {
        let before = if what.starts_with("cn") {
            "cn['k'] = 0"
        } else {
            "dd['k'] = 0"
        };
        check(what, &updates(before, what, total), &["cpython-3.9"]);
    }
}

#[test]
fn fact_16_a_taken_forward_jump_is_a_check_point_in_3_10_only() {
    let body = "t = c\nif flag:\n    pass\nelse:\n    t = t + 0\nc = t + 1";
    let program = updates("flag = False", body, "c");
    check(
        "a taken forward jump between read and write",
        &program,
        &["cpython-3.9", "cpython-3.10"],
    );
}

/// In how many percent of the preemptions of a thread that increments under a lock the lock is held. Without
/// noise every window would end at the same place of the loop.
const LOCK_HELD: &str = "\
import sys, time
from threading import Lock, Thread
sys.setswitchinterval(1e-5)
lock = Lock()
c = 0
stop = False
def work():
    global c
    while not stop:
        with lock:
            c += 1
thread = Thread(target=work)
thread.start()
seen = held = 0
for _ in range(600):
    n = 0
    while n < 30:
        n += 1
    time.sleep(0.0001)
    seen += 1
    held += lock.locked()
stop = True
thread.join()
print(100 * held / seen)
";

#[test]
fn fact_17_the_body_of_with_lock_is_interrupted_since_3_14() {
    for version in ["cpython-3.10", "cpython-3.12", "cpython-3.13"] {
        let percent = run_noisy(LOCK_HELD, version, 2, 0).number();
        assert!(percent < 2.0, "{version}: held in {percent} %");
    }
    let percent = run_noisy(LOCK_HELD, "cpython-3.14", 2, 0).number();
    assert!((20.0..80.0).contains(&percent), "3.14: held in {percent} %");
}

const OVERSHOOT: &str = "\
import sys
from threading import Thread
sys.setswitchinterval(1e-6)
over = 0
def work():
    global count
    while count < 20_000:
        count += 1
for _ in range(10):
    count = 0
    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    over += count > 20_000
print(over)
";

#[test]
fn fact_18_a_rotated_while_overshoots_in_3_10_to_3_13_and_never_in_3_14() {
    let over = |version: &str| -> f64 {
        (0..4)
            .map(|seed| run_noisy(OVERSHOOT, version, 2, seed).number())
            .sum()
    };
    for version in [
        "cpython-3.10",
        "cpython-3.11",
        "cpython-3.12",
        "cpython-3.13",
    ] {
        assert!(over(version) > 0.0, "{version} never overshoots");
    }
    assert_eq!(over("cpython-3.14"), 0.0);
}

#[test]
fn fact_19_entering_a_python_function_is_a_check_point_and_returning_none_since_3_11() {
    // Read inside the function: the check at its entry comes before, one after the return would tear.
    let program = updates("", "c = read() + 1", "c");
    check("c = read() + 1", &program, &["cpython-3.9", "cpython-3.10"]);
    check(
        "c = same(c) + 1",
        &updates("", "c = same(c) + 1", "c"),
        &VERSIONS,
    );
}

#[test]
fn fact_20_resuming_after_yield_from_is_no_check_point() {
    // Between the read and the write lies only an empty `yield from`: its loop never checks.
    let program = updates(
        "def step():\n    global c\n    t = c\n    yield from ()\n    c = t + 1\n    yield",
        "next(step())",
        "c",
    );
    for version in [
        "cpython-3.11",
        "cpython-3.12",
        "cpython-3.13",
        "cpython-3.14",
    ] {
        assert!(!torn(version, &program), "{version}");
    }
    let with_a_loop = program.replace("yield from ()", "for _ in range(1):\n        pass");
    assert!(
        torn("cpython-3.13", &with_a_loop),
        "a loop's jump back does"
    );
}
