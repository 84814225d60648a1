//! Owns the description of CPython 3.13: with the GIL.

use super::costs::{Groups, table};
use super::words::GIL;
use crate::base::VirtualDuration;
use crate::bytecode::Dialect;
use crate::runtime::{
    Build, Carrier, Gil, Prices, Primitives, Races, RuntimeSpec, SystemCosts, Turn,
};

pub(in crate::runtime) static SPEC: RuntimeSpec = RuntimeSpec {
    name: "cpython-3.13",
    aliases: &[],
    carrier: Carrier::Thread,
    turn: Turn::SwitchInterval,
    prices: Prices::Measured,
    title: "CPython 3.13",
    blurb: "One GIL: a waiting thread asks for it after the switch interval, the holder lets go at its next check.",
    sources: "Python/ceval_gil.c, Python/bytecodes.c, Python/lock.c of 3.13.15; costs measured on 3.13.15 with profile-guided optimisation",
    version: (3, 13, 0),
    build: Build::Gil,
    gil_may_return: false,
    dialect: Dialect::V3_13,
    primitives: Primitives::PARKING_LOT_BUT_RLOCK,
    // ceval_gil.c: DEFAULT_INTERVAL.
    switch_interval: VirtualDuration::from_micros(5_000),
    vocabulary: GIL,
    costs: || table(&GROUPS).with_list_append(6_850),
    system: SYSTEM,
    make: |lock, interval| Box::new(Gil::new(lock, interval).racing(Races::V3_13)),
};

/// Fitted to loops of known instructions, 3.13.15 built with profile-guided optimisation, nanoseconds
/// per round: empty `for` 7.1, `x += 1` 16.1, `x * 1.0000001` 13.5, call of an empty function 16.4,
/// `d[i & 1023] = i` 29.4, `xs[i & 3]` 16, `box.value += 1` 19.5, `while i < n: i += 1` 19.9, global
/// `counter += 1` 25, a method that counts 33, `fib(20)` 21.5 per call, a call at module level 28, `with
/// lock: pass` 71. What
/// was measured on 3.13.0 only, without that optimisation, is scaled by what it gains on 3.11.
const GROUPS: Groups = Groups {
    load: 806,
    load_two: 1_662,
    store_fast: 1_833,
    shuffle: 650,
    pop_top: 1_324,
    load_global: 780,
    store_global: 8_816,
    load_name: 5_200,
    store_name: 9_000,
    load_attr: 2_589,
    store_attr: 1_284,
    load_special: 19_000,
    store_subscr: 2_300,
    store_key: 13_327,
    add: 5_378,
    multiply: 3_010,
    bitwise: 3_184,
    shift: 9_684,
    subscr: 1_882,
    compare: 2_544,
    branch: 1_061,
    for_iter: 614,
    jump_backward: 4_639,
    call: 3_037,
    resume: 945,
    return_value: 2_456,
    native_scale: 1_080,
};

/// As of 3.14, with what starting and joining an idle thread takes more: 48 µs on two cores, 43 on one (3.13.15).
const SYSTEM: SystemCosts = SystemCosts {
    thread_create: VirtualDuration::from_nanos(17_700),
    ..super::V3_14.system
};
