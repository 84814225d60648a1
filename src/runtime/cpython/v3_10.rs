//! Owns the description of CPython 3.10: with the GIL.

use super::costs::{Groups, table};
use super::words::GIL;
use crate::base::VirtualDuration;
use crate::bytecode::Dialect;
use crate::runtime::{
    Build, Carrier, Gil, Prices, Primitives, Races, RuntimeSpec, SystemCosts, Turn,
};

pub(in crate::runtime) static SPEC: RuntimeSpec = RuntimeSpec {
    name: "cpython-3.10",
    aliases: &[],
    carrier: Carrier::Thread,
    turn: Turn::SwitchInterval,
    prices: Prices::Measured,
    title: "CPython 3.10",
    blurb: "One GIL: a waiting thread asks for it after the switch interval, the holder lets go at its next check.",
    sources: "Python/ceval_gil.h, Python/ceval.c, Python/thread_pthread.h of 3.10.6; costs measured on 3.10.13 without profile-guided optimisation",
    version: (3, 10, 13),
    build: Build::Gil,
    gil_may_return: false,
    dialect: Dialect::V3_10,
    primitives: Primitives::SEMAPHORE_AND_SELECT,
    // ceval_gil.c: DEFAULT_INTERVAL.
    switch_interval: VirtualDuration::from_micros(5_000),
    vocabulary: GIL,
    costs: || {
        table(&GROUPS)
            .with_list_append(2_700)
            .with_new_instance(56_000)
    },
    system: SYSTEM,
    make: |lock, interval| Box::new(Gil::new(lock, interval).racing(Races::V3_10)),
};

/// Fitted to loops of known instructions, 3.10.13 built without profile-guided optimisation,
/// nanoseconds per round: empty `for` 10.9, `x += 1` 26, `x * 1.0000001` 20, call of an empty function
/// 34, `d[i & 1023] = i` 41, `xs[i & 3]` 35, `box.value += 1` 50, `while i < n: i += 1` 22, global
/// `counter += 1` 36, a method that counts 80, `fib(15)` 43 per call, a call at module level 43, `with
/// lock: pass` 108.
const GROUPS: Groups = Groups {
    load: 1_655,
    load_two: 2_442,
    store_fast: 509,
    shuffle: 874,
    pop_top: 1_889,
    load_global: 4_040,
    store_global: 10_257,
    load_name: 3_000,
    store_name: 4_800,
    load_attr: 7_145,
    store_attr: 11_299,
    load_special: 22_000,
    store_subscr: 4_000,
    store_key: 7_557,
    add: 9_463,
    multiply: 5_660,
    bitwise: 9_619,
    shift: 9_619,
    subscr: 3_849,
    compare: 3_004,
    branch: 199,
    for_iter: 7_108,
    jump_backward: 3_433,
    call: 10_636,
    resume: 1_776,
    return_value: 7_426,
    native_scale: 1_420,
};

/// Not measured, as 3.9.
const SYSTEM: SystemCosts = super::V3_9.system;
