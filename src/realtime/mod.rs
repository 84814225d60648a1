//! Owns real runs: the same program on threads of the operating system, with a real GIL or without one,
//! measured and written into the same trace as a simulation. Real time, real locks, real cores.
//! Owns no Python (`vm`) and no picture.
//!
//! One thread of the operating system for each Python thread. A thread *attaches* to run Python, which gives
//! it the memory, and *detaches* before it waits, leaving its state of execution where the others can see
//! it. With the GIL the memory is one heap that goes from hand to hand: the lock guards exactly what it
//! gives. Nothing here is deterministic, and no checkpoint can be taken.

mod access;
mod asks;
mod breaker;
mod clock;
mod config;
mod engine;
#[cfg(test)]
mod explored;
mod files;
mod free;
mod gil;
mod interpreters;
mod lives;
mod locks;
mod lot;
mod machine;
mod merge;
mod native_code;
mod parker;
mod presence;
pub mod python;
mod recorder;
mod run;
mod shared;
mod signals;
mod sync;
mod system;
mod verdict;
mod worker;

pub use config::{End, Job, Limits, RealConfig};
pub use engine::{RealRun, THREAD_NAME, has};
pub use machine::{KNOWS_CORES, Machine, cores, rest};
