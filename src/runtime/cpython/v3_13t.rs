//! Owns the description of the free-threaded build of CPython 3.13.

use super::costs::{Groups, parallel, table};
use super::v3_14t;
use super::words::{GIL, NO_GIL};
use crate::base::VirtualDuration;
use crate::bytecode::{Dialect, Sharing};
use crate::runtime::{
    Build, Carrier, FreeThreaded, Gil, Prices, Primitives, RuntimeSpec, SystemCosts, Turn,
};

pub(in crate::runtime) static SPEC: RuntimeSpec = RuntimeSpec {
    name: "cpython-3.13t",
    aliases: &[],
    carrier: Carrier::Thread,
    turn: Turn::SwitchInterval,
    prices: Prices::Measured,
    title: "CPython 3.13t",
    blurb: "No GIL: threads run Python in parallel, each object has a lock of its own, sharing costs.",
    sources: "Python/pystate.c, Python/critical_section.c, Python/lock.c of 3.13.15; costs measured on a free-threaded build with profile-guided optimisation",
    version: (3, 13, 0),
    build: Build::FreeThreaded,
    gil_may_return: true,
    dialect: Dialect::V3_13T,
    primitives: Primitives::PARKING_LOT_BUT_RLOCK,
    switch_interval: VirtualDuration::from_micros(5_000),
    vocabulary: NO_GIL,
    costs: || parallel(&GROUPS, SHARING),
    system: SYSTEM,
    make: |_, interval| Box::new(FreeThreaded::new(interval)),
};

/// The same build when no import may turn its GIL on (`-X gil=0`).
pub(in crate::runtime) static WITHOUT_GIL: RuntimeSpec = RuntimeSpec {
    aliases: &[],
    gil_may_return: false,
    ..SPEC
};

/// The same build with its GIL turned on (`-X gil=1`).
pub(in crate::runtime) static WITH_GIL: RuntimeSpec = RuntimeSpec {
    aliases: &[],
    title: "CPython 3.13t, GIL on",
    blurb: "The free-threaded build with its GIL turned on: one thread runs Python at a time.",
    build: Build::Gil,
    gil_may_return: false,
    vocabulary: GIL,
    costs: || table(&GROUPS),
    make: |lock, interval| Box::new(Gil::new(lock, interval)),
    ..SPEC
};

/// Nothing is specialised. Nanoseconds per round on 3.13.15t: empty `for` 7.4, `x += 1` 19.8, a call 20.3,
/// `d[i & 1023] = i` 35, `xs[i & 3]` 18, `box.value += 1` 45, `while i < n: i += 1` 19, global
/// `counter += 1` 36, `with lock: pass` 81, `fib(20)` 35 per call.
const GROUPS: Groups = Groups {
    load: 1_200,
    load_two: 1_800,
    store_fast: 1_500,
    shuffle: 400,
    pop_top: 700,
    load_global: 3_700,
    store_global: 15_300,
    load_name: 7_700,
    store_name: 10_700,
    load_attr: 3_400,
    store_attr: 23_000,
    load_special: 9_000,
    store_subscr: 6_000,
    store_key: 13_800,
    add: 8_400,
    multiply: 7_900,
    bitwise: 4_000,
    shift: 10_500,
    subscr: 3_100,
    compare: 2_600,
    branch: 1_000,
    for_iter: 4_400,
    jump_backward: 1_500,
    call: 5_600,
    resume: 1_000,
    return_value: 2_800,
    native_scale: 1_000,
};

/// Those of 3.14t, but no local is borrowed yet (LOAD_FAST_BORROW came with 3.14): each load counts.
const SHARING: Sharing = Sharing {
    counts_locals: true,
    ..v3_14t::SHARING
};

/// Those of 3.14t: starting and joining an idle thread takes 205 µs here, too.
const SYSTEM: SystemCosts = super::V3_14T.system;
