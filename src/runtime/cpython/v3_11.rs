//! Owns the description of CPython 3.11: with the GIL.

use super::costs::{Groups, table};
use super::words::GIL;
use crate::base::VirtualDuration;
use crate::bytecode::Dialect;
use crate::runtime::{
    Build, Carrier, Gil, Prices, Primitives, Races, RuntimeSpec, SystemCosts, Turn,
};

pub(in crate::runtime) static SPEC: RuntimeSpec = RuntimeSpec {
    name: "cpython-3.11",
    aliases: &[],
    carrier: Carrier::Thread,
    turn: Turn::SwitchInterval,
    prices: Prices::Measured,
    title: "CPython 3.11",
    blurb: "One GIL: a waiting thread asks for it after the switch interval, the holder lets go at its next check.",
    sources: "Python/ceval_gil.c, Python/ceval.c, Python/thread_pthread.h of 3.11.11; costs measured on 3.11.7 without profile-guided optimisation",
    version: (3, 11, 7),
    build: Build::Gil,
    gil_may_return: false,
    dialect: Dialect::V3_11,
    primitives: Primitives::SEMAPHORE,
    // ceval_gil.c: DEFAULT_INTERVAL.
    switch_interval: VirtualDuration::from_micros(5_000),
    vocabulary: GIL,
    costs: || {
        table(&GROUPS)
            .with_list_append(3_250)
            .with_new_instance(75_000)
    },
    system: SYSTEM,
    make: |lock, interval| Box::new(Gil::new(lock, interval).racing(Races::V3_11)),
};

/// Fitted to loops of known instructions, 3.11.7 built without profile-guided optimisation,
/// nanoseconds per round: empty `for` 9.1, `x += 1` 16.7, `x * 1.0000001` 13.9, call of an empty function
/// 20, `d[i & 1023] = i` 32, `xs[i & 3]` 14.2, `box.value += 1` 20, `while i < n: i += 1` 11.3, global
/// `counter += 1` 25, a method that counts 31, `fib(15)` 25 per call, a call at module level 31, `with
/// lock: pass` 109.
const GROUPS: Groups = Groups {
    load: 529,
    load_two: 1_368,
    store_fast: 706,
    shuffle: 390,
    pop_top: 461,
    load_global: 1_696,
    store_global: 8_140,
    load_name: 5_500,
    store_name: 7_500,
    load_attr: 1_109,
    store_attr: 1_874,
    load_special: 32_000,
    store_subscr: 2_000,
    store_key: 14_486,
    add: 5_646,
    multiply: 4_872,
    bitwise: 2_874,
    shift: 9_374,
    subscr: 1_828,
    compare: 1_589,
    branch: 710,
    for_iter: 5_530,
    jump_backward: 2_088,
    call: 4_956,
    resume: 1_081,
    return_value: 3_573,
    native_scale: 1_430,
};

/// Not measured, as 3.10.
const SYSTEM: SystemCosts = super::V3_10.system;
