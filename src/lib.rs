//! gilscope: a laboratory that makes Python's Global Interpreter Lock visible.
//!
//! # Map
//!
//! Python text goes through `frontend` to `bytecode`; `vm` executes it until it must ask; `sim` drives
//! the VM's threads in virtual time on modelled cores under a `runtime`'s lock rules and writes a
//! `trace`; `realtime` runs the same on real threads instead; `session` is a run being watched; `lesson` asks questions about runs; `view` projects it all
//! to drawable data; `app` is the state of the program without a terminal; `tui` paints it; `export`
//! writes it for other tools; `cli` is the command line.
//!
//! # Layers
//!
//! A module may import only what its row names (and the standard library and external crates). The
//! table is the rule: `tests/it/architecture` parses it.
//!
//! | module   | may import |
//! |----------|------------|
//! | base     | |
//! | bytecode | base |
//! | frontend | base, bytecode |
//! | vm       | base, bytecode |
//! | stdlib   | base, bytecode, frontend, vm |
//! | trace    | base |
//! | files    | base, vm |
//! | runtime  | base, bytecode, trace |
//! | sim      | base, bytecode, frontend, vm, stdlib, files, runtime, trace |
//! | realtime | base, bytecode, frontend, vm, stdlib, files, runtime, trace |
//! | session  | base, bytecode, frontend, vm, stdlib, runtime, trace, sim, explore, realtime |
//! | lesson   | base, bytecode, frontend, runtime, trace, sim, explore, session |
//! | view     | base, bytecode, trace, runtime, sim, session, lesson |
//! | app      | base, bytecode, trace, runtime, sim, session, lesson, view |
//! | explore  | base, bytecode, frontend, vm, stdlib, runtime, trace, sim |
//! | export   | base, trace, view |
//! | tui      | base, app, view, export |
//! | cli      | base, bytecode, frontend, vm, stdlib, trace, runtime, sim, explore, realtime, session, lesson, view, app, tui, export |
//!
//! # Terms
//!
//! *Thread* always means the Python thread ([`base::ThreadId`]). A *core* is a simulated CPU.
//! *Attached* means allowed to run bytecode (with a GIL: holding it); *running* means on a core. A
//! thread may be running and not attached (C code that released the GIL), or attached and not running
//! (descheduled by the OS while holding the GIL): two state machines, never one merged enum.

pub mod app;
pub mod base;
pub mod bytecode;
pub mod cli;
pub mod explore;
pub mod export;
pub mod files;
pub mod frontend;
pub mod lesson;
pub mod realtime;
pub mod runtime;
pub mod session;
pub mod sim;
pub mod stdlib;
pub mod trace;
#[cfg(feature = "tui")]
pub mod tui;
pub mod view;
pub mod vm;
