//! Owns the description of CPython 3.14 with an interpreter for each thread (PEP 684, PEP 734), each with a
//! GIL of its own. What a thread's target is and may be given is the library's affair
//! (`_interpreter_threads`), what interpreters cost the engine's.

use super::cpython;
use super::gil::Gil;
use super::spec::{Build, Carrier, Prices, Primitives, RuntimeSpec, Turn};
use crate::base::VirtualDuration;
use crate::bytecode::Dialect;
use crate::trace::Vocabulary;

pub(super) static SPEC: RuntimeSpec = RuntimeSpec {
    name: "subinterpreters",
    aliases: &["interpreters"],
    carrier: Carrier::Interpreter,
    turn: Turn::SwitchInterval,
    prices: Prices::Measured,
    title: "CPython 3.14, subinterpreters",
    blurb: "CPython 3.14 with an interpreter and a GIL for each thread, as Interpreter.call_in_thread: they run in parallel and share nothing; arguments are copied, globals are each one's own.",
    sources: "PEP 684, PEP 734; Lib/concurrent/interpreters/__init__.py, Python/crossinterp.c of 3.14; measured: 5.7 ms to make one, 0.95 ms to end it",
    version: (3, 14, 0),
    build: Build::Gil,
    gil_may_return: false,
    dialect: Dialect::V3_14,
    primitives: Primitives::PARKING_LOT,
    switch_interval: VirtualDuration::from_micros(5_000),
    vocabulary: Vocabulary {
        lock: "GIL",
        check: "its next check",
        patience: "saw no switch",
        free: "",
    },
    costs: cpython::V3_14.costs,
    system: cpython::V3_14.system,
    make: |lock, interval| Box::new(Gil::new(lock, interval)),
};
