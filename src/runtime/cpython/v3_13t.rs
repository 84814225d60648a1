//! Owns the description of the free-threaded build of CPython 3.13.

use super::costs::{Groups, parallel, table};
use crate::base::VirtualDuration;
use crate::bytecode::{Dialect, Sharing};
use crate::runtime::{
    Build, Carrier, FreeThreaded, Gil, Prices, Primitives, RuntimeSpec, SystemCosts, Turn,
};
use crate::trace::Vocabulary;

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
    dialect: Dialect::V3_13T,
    primitives: Primitives::PARKING_LOT_BUT_RLOCK,
    switch_interval: VirtualDuration::from_micros(5_000),
    vocabulary: Vocabulary {
        lock: "GIL",
        check: "its next check",
        patience: "saw no switch",
        free: "there is no GIL: it runs whenever it has a core",
    },
    costs: || parallel(&GROUPS, SHARING),
    system: SYSTEM,
    make: |_, interval| Box::new(FreeThreaded::new(interval)),
};

/// The same build with its GIL turned on (`-X gil=1`).
pub(in crate::runtime) static WITH_GIL: RuntimeSpec = RuntimeSpec {
    aliases: &[],
    title: "CPython 3.13t, GIL on",
    blurb: "The free-threaded build with its GIL turned on: one thread runs Python at a time.",
    build: Build::Gil,
    vocabulary: Vocabulary {
        free: "",
        ..SPEC.vocabulary
    },
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
    store_subscr: 19_800,
    add: 8_400,
    multiply: 7_900,
    bitwise: 4_000,
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

/// Two threads that add to one attribute take 1.08 of the time of one after the other, two that hold on to
/// one object 1.5 (speed-ups of 0.92 and 0.66). On one core, where no line moves, a `with` of another
/// thread's lock, which is counted twice, takes 1.15 of one's own, and an append to another's list 1.48.
const SHARING: Sharing = Sharing {
    transfer: 90_000,
    hold: 1_000_000,
    count_hold: 150_000,
    atomic: 6_600,
    counts_locals: true,
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
