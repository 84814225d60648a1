//! Owns the description of CPython 2.7, whose GIL is that of 3.0 and 3.1, too: today's Python under the old
//! lock. Its language is not 2.7's.

use super::costs::{Groups, table};
use crate::base::VirtualDuration;
use crate::bytecode::Dialect;
use crate::runtime::{Build, Carrier, OldGil, Prices, Primitives, RuntimeSpec, SystemCosts, Turn};
use crate::trace::Vocabulary;

pub(in crate::runtime) static SPEC: RuntimeSpec = RuntimeSpec {
    name: "cpython-2.7",
    aliases: &["legacy"],
    carrier: Carrier::Thread,
    turn: Turn::Own("100 ticks"),
    prices: Prices::Measured,
    title: "CPython 2.7",
    blurb: "Today's Python under the old lock (up to 3.1): let go every 100 ticks and taken again at once; whoever was woken for it mostly finds it gone.",
    sources: "Python/ceval.c, Python/thread_pthread.h of 2.7.8; costs measured with 2.7.18",
    // Of the language, which is today's.
    version: (3, 14, 0),
    build: Build::Gil,
    gil_may_return: false,
    dialect: Dialect::V2_7,
    primitives: Primitives::SEMAPHORE_AND_SELECT,
    switch_interval: VirtualDuration::from_micros(5_000),
    vocabulary: Vocabulary {
        lock: "GIL",
        check: "its 100th tick",
        patience: "",
        free: "",
    },
    costs: || table(&GROUPS),
    system: SYSTEM,
    make: |lock, interval| Box::new(OldGil::new(lock, interval)),
};

/// Fitted to loops of known instructions, 2.7.18, nanoseconds per round: empty `for` 7.3, `while c < n:
/// c += 1` 11.5, on a global 20.7, `total += i` 14.6, global `counter += 1` 22, a call 30, `a.inc()` 73,
/// `len(xs)` 22, `with lock: pass` 84, `d['a'] += 1` 27.
const GROUPS: Groups = Groups {
    load: 500,
    load_two: 1_000,
    store_fast: 1_500,
    shuffle: 400,
    pop_top: 700,
    load_global: 3_300,
    store_global: 6_500,
    load_name: 6_500,
    store_name: 8_900,
    load_attr: 13_000,
    store_attr: 14_000,
    load_special: 10_000,
    store_subscr: 2_666,
    store_key: 5_334,
    add: 3_500,
    multiply: 4_500,
    bitwise: 3_000,
    shift: 3_000,
    subscr: 4_000,
    compare: 1_700,
    branch: 800,
    for_iter: 3_800,
    jump_backward: 2_000,
    call: 10_000,
    resume: 3_000,
    return_value: 4_500,
    native_scale: 1_000,
};

/// Those of 3.14; a write(2) to /dev/null takes 0.1 µs more.
const SYSTEM: SystemCosts = SystemCosts {
    write: VirtualDuration::from_nanos(1_100),
    ..super::V3_14.system
};
