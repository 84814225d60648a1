//! Owns the description of CPython 3.12: with the GIL.

use super::costs::{Groups, table};
use super::words::GIL;
use crate::base::VirtualDuration;
use crate::bytecode::Dialect;
use crate::runtime::{
    Build, Carrier, Gil, Prices, Primitives, Races, RuntimeSpec, SystemCosts, Turn,
};

pub(in crate::runtime) static SPEC: RuntimeSpec = RuntimeSpec {
    name: "cpython-3.12",
    aliases: &[],
    carrier: Carrier::Thread,
    turn: Turn::SwitchInterval,
    prices: Prices::Measured,
    title: "CPython 3.12",
    blurb: "One GIL: a waiting thread asks for it after the switch interval, the holder lets go at its next check.",
    sources: "Python/ceval_gil.c, Python/bytecodes.c, Python/thread_pthread.h of 3.12.5; costs measured on 3.12.1 without profile-guided optimisation",
    version: (3, 12, 1),
    build: Build::Gil,
    gil_may_return: false,
    dialect: Dialect::V3_12,
    primitives: Primitives::SEMAPHORE,
    // ceval_gil.c: DEFAULT_INTERVAL.
    switch_interval: VirtualDuration::from_micros(5_000),
    vocabulary: GIL,
    costs: || {
        table(&GROUPS)
            .with_list_append(8_200)
            .with_new_instance(75_000)
    },
    system: SYSTEM,
    make: |lock, interval| Box::new(Gil::new(lock, interval).racing(Races::V3_12)),
};

/// Fitted to loops of known instructions, 3.12.1 built without profile-guided optimisation,
/// nanoseconds per round: empty `for` 10.5, `x += 1` 23, `x * 1.0000001` 20, call of an empty function
/// 21, `d[i & 1023] = i` 39, `xs[i & 3]` 19.4, `box.value += 1` 28, `while i < n: i += 1` 16.3, global
/// `counter += 1` 31, a method that counts 35, `fib(20)` 23 per call, a call at module level 35, `with
/// lock: pass` 140.
const GROUPS: Groups = Groups {
    load: 441,
    load_two: 1_632,
    store_fast: 1_616,
    shuffle: 834,
    pop_top: 1_736,
    load_global: 267,
    store_global: 11_553,
    load_name: 5_200,
    store_name: 9_800,
    load_attr: 1_361,
    store_attr: 3_619,
    load_special: 45_000,
    store_subscr: 2_000,
    store_key: 20_105,
    add: 8_911,
    multiply: 6_498,
    bitwise: 3_647,
    shift: 10_147,
    subscr: 1_911,
    compare: 468,
    branch: 573,
    for_iter: 6_104,
    jump_backward: 2_932,
    call: 3_707,
    resume: 1_136,
    return_value: 2_991,
    native_scale: 1_450,
};

/// As of 3.14, with what starting and joining an idle thread takes more: 53 µs on two cores (3.12.1).
const SYSTEM: SystemCosts = SystemCosts {
    thread_create: VirtualDuration::from_nanos(21_700),
    unpark: VirtualDuration::from_nanos(350),
    ..super::V3_14.system
};
