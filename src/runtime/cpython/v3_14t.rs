//! Owns the description of the free-threaded build of CPython 3.14.

use super::costs::{Groups, parallel, table};
use super::words::{GIL, NO_GIL};
use crate::base::VirtualDuration;
use crate::bytecode::{Dialect, Sharing};
use crate::runtime::{
    Build, Carrier, FreeThreaded, Gil, Prices, Primitives, RuntimeSpec, SystemCosts, Turn,
};

pub(in crate::runtime) static SPEC: RuntimeSpec = RuntimeSpec {
    name: "cpython-3.14t",
    aliases: &["free-threaded"],
    carrier: Carrier::Thread,
    turn: Turn::SwitchInterval,
    prices: Prices::Measured,
    title: "CPython 3.14t",
    blurb: "No GIL: threads run Python in parallel, each object has a lock of its own, sharing costs.",
    sources: "Python/pystate.c, Python/critical_section.c, Python/lock.c of 3.14.7; costs measured on a free-threaded build with profile-guided optimisation",
    version: (3, 14, 0),
    build: Build::FreeThreaded,
    gil_may_return: true,
    dialect: Dialect::V3_14,
    primitives: Primitives::PARKING_LOT,
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
    title: "CPython 3.14t, GIL on",
    blurb: "The free-threaded build with its GIL turned on: one thread runs Python at a time.",
    build: Build::Gil,
    gil_may_return: false,
    vocabulary: GIL,
    costs: || table(&GROUPS),
    make: |lock, interval| Box::new(Gil::new(lock, interval)),
    ..SPEC
};

/// Fitted as 3.14's, nanoseconds per round on 3.14.7t: empty `for` 7.2, `x += 1` 14.5, a call 16.4,
/// `d[i & 1023] = i` 29.2, `xs[i & 3]` 14.0, `box.value += 1` 24.5, `while i < n: i += 1` 11.9, global
/// `counter += 1` 25, `with lock: pass` 60, `fib(20)` 19.7 per call, a call at module level 32.
const GROUPS: Groups = Groups {
    load: 800,
    load_two: 1_200,
    store_fast: 1_500,
    shuffle: 400,
    pop_top: 700,
    load_global: 1_300,
    store_global: 12_200,
    load_name: 7_700,
    store_name: 10_700,
    load_attr: 1_500,
    store_attr: 8_500,
    load_special: 6_000,
    store_subscr: 5_000,
    store_key: 12_100,
    add: 4_200,
    multiply: 4_200,
    bitwise: 2_000,
    shift: 8_500,
    subscr: 2_100,
    compare: 1_300,
    branch: 700,
    for_iter: 4_200,
    jump_backward: 1_500,
    call: 3_200,
    resume: 800,
    return_value: 2_500,
    native_scale: 1_000,
};

/// Two threads that add to one attribute take 1.08 of the time of one after the other, two that hold on to
/// one object 1.5 (speed-ups of 0.92 and 0.66). On one core, where no line moves, a `with` of another
/// thread's lock, which is counted twice, takes 1.15 of one's own, and an append to another's list 1.48.
pub(super) const SHARING: Sharing = Sharing {
    transfer: 90_000,
    hold: 1_000_000,
    count_hold: 150_000,
    atomic: 6_600,
    counts_locals: false,
    growth: 11_600,
};

/// Fitted so that starting and joining an idle thread takes 205 µs on one core and on two: a thread's
/// heap, its copies of bytecode and its queues of deferred frees are made and taken down.
const SYSTEM: SystemCosts = SystemCosts {
    thread_create: VirtualDuration::from_nanos(77_000),
    thread_boot: VirtualDuration::from_nanos(38_000),
    thread_exit: VirtualDuration::from_nanos(80_000),
    thread_join: VirtualDuration::from_nanos(4_000),
    park: VirtualDuration::from_nanos(700),
    unpark: VirtualDuration::from_nanos(600),
    write: VirtualDuration::from_nanos(1_000),
};
