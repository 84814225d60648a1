//! Owns the description of CPython 3.9: with the GIL.

use super::costs::{Groups, table};
use super::words::GIL;
use crate::base::VirtualDuration;
use crate::bytecode::Dialect;
use crate::runtime::{
    Build, Carrier, Gil, Prices, Primitives, Races, RuntimeSpec, SystemCosts, Turn,
};

pub(in crate::runtime) static SPEC: RuntimeSpec = RuntimeSpec {
    name: "cpython-3.9",
    aliases: &[],
    carrier: Carrier::Thread,
    turn: Turn::SwitchInterval,
    prices: Prices::Measured,
    title: "CPython 3.9",
    blurb: "One GIL: a waiting thread asks for it after the switch interval, the holder lets go at its next check.",
    sources: "Python/ceval_gil.h, Python/ceval.c, Python/thread_pthread.h of 3.9.18; costs measured on 3.9.18 without profile-guided optimisation",
    version: (3, 9, 18),
    build: Build::Gil,
    gil_may_return: false,
    dialect: Dialect::V3_9,
    primitives: Primitives::SEMAPHORE_AND_SELECT,
    // ceval_gil.c: DEFAULT_INTERVAL.
    switch_interval: VirtualDuration::from_micros(5_000),
    vocabulary: GIL,
    costs: || {
        table(&GROUPS)
            .with_list_append(2_000)
            .with_new_instance(56_000)
    },
    system: SYSTEM,
    make: |lock, interval| Box::new(Gil::new(lock, interval).racing(Races::V3_9)),
};

/// Fitted to loops of known instructions, 3.9.18 built without profile-guided optimisation, nanoseconds
/// per round: empty `for` 13.2, `x += 1` 31, `x * 1.0000001` 25, call of an empty function 38,
/// `d[i & 1023] = i` 44, `xs[i & 3]` 36, `box.value += 1` 54, `while i < n: i += 1` 24, global
/// `counter += 1` 38, a method that counts 87, `fib(20)` 42 per call, a call at module level 45, `with
/// lock: pass` 105.
const GROUPS: Groups = Groups {
    load: 1_426,
    load_two: 2_663,
    store_fast: 1_758,
    shuffle: 960,
    pop_top: 3_849,
    load_global: 1_269,
    store_global: 13_033,
    load_name: 4_500,
    store_name: 4_200,
    load_attr: 8_231,
    store_attr: 14_847,
    load_special: 20_000,
    store_subscr: 4_900,
    store_key: 8_028,
    add: 11_622,
    multiply: 6_946,
    bitwise: 11_283,
    shift: 11_283,
    subscr: 2_968,
    compare: 2_128,
    branch: 217,
    for_iter: 8_980,
    jump_backward: 2_542,
    call: 10_046,
    resume: 1_937,
    return_value: 7_209,
    native_scale: 1_450,
};

/// As of 3.14, with what starting and joining an idle thread takes more: 55 µs on two cores (3.9.18).
const SYSTEM: SystemCosts = SystemCosts {
    thread_create: VirtualDuration::from_nanos(21_500),
    unpark: VirtualDuration::from_nanos(350),
    ..super::V3_14.system
};
