//! Owns the description of CPython 3.14 as released: with the GIL.

use super::costs::{Groups, table};
use super::words::GIL;
use crate::base::VirtualDuration;
use crate::bytecode::Dialect;
use crate::runtime::{Build, Carrier, Gil, Prices, Primitives, RuntimeSpec, SystemCosts, Turn};

pub(in crate::runtime) static SPEC: RuntimeSpec = RuntimeSpec {
    name: "cpython-3.14",
    aliases: &["gil"],
    carrier: Carrier::Thread,
    turn: Turn::SwitchInterval,
    prices: Prices::Measured,
    title: "CPython 3.14",
    blurb: "One GIL: a waiting thread asks for it after the switch interval, the holder lets go at its next check.",
    sources: "Python/ceval_gil.c, Python/bytecodes.c, Python/lock.c of 3.14.7; costs measured on a build with profile-guided optimisation",
    version: (3, 14, 0),
    build: Build::Gil,
    gil_may_return: false,
    dialect: Dialect::V3_14,
    primitives: Primitives::PARKING_LOT,
    // ceval_gil.c: DEFAULT_INTERVAL.
    switch_interval: VirtualDuration::from_micros(5_000),
    vocabulary: GIL,
    costs: || table(&GROUPS),
    system: SYSTEM,
    make: |lock, interval| Box::new(Gil::new(lock, interval)),
};

/// Fitted to loops of known instructions, 3.14.7, nanoseconds per round: empty `for` 6.0, `x += 1`
/// 12.7, `x * 1.0000001` 13.1, call of an empty function 14.5, `d[i & 1023] = i` 24.7, `xs[i & 3]` 12.6,
/// `box.value += 1` 15.4, `while i < n: i += 1` 11.1, global `counter += 1` 21, `with lock: pass` 57,
/// `fib(20)` 18.1 per call, a call at module level 28.
const GROUPS: Groups = Groups {
    load: 700,
    load_two: 1_100,
    store_fast: 1_200,
    shuffle: 400,
    pop_top: 600,
    load_global: 1_200,
    store_global: 8_300,
    load_name: 6_500,
    store_name: 8_900,
    load_attr: 1_200,
    store_attr: 1_940,
    load_special: 6_000,
    store_subscr: 2_000,
    store_key: 12_200,
    add: 4_060,
    multiply: 4_500,
    bitwise: 2_000,
    shift: 8_500,
    subscr: 2_200,
    compare: 1_200,
    branch: 600,
    for_iter: 3_300,
    jump_backward: 1_500,
    call: 3_000,
    resume: 800,
    return_value: 2_300,
    native_scale: 1_000,
};

/// Fitted so that starting and joining an idle thread takes 48 µs on two cores and 42 µs on one
/// (threading.Thread, 3.14.7), with the wake-up latencies of `sim` and the bytecode of threading.py.
const SYSTEM: SystemCosts = SystemCosts {
    thread_create: VirtualDuration::from_nanos(17_000),
    thread_boot: VirtualDuration::from_nanos(10_000),
    thread_exit: VirtualDuration::from_nanos(10_500),
    thread_join: VirtualDuration::from_nanos(4_000),
    park: VirtualDuration::from_nanos(700),
    unpark: VirtualDuration::from_nanos(600),
    // `os.write` to /dev/null took 0.2 µs; a pipe or file adds the copy and the inode's lock.
    write: VirtualDuration::from_nanos(1_000),
};
