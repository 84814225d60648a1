//! Owns the tests of the crate as its users and its builders meet it.

mod architecture;
mod atomicity;
mod calibrate;
mod checkpoints;
mod cli;
mod determinism;
mod disassembly;
mod explore;
mod export;
mod facts;
mod interpreters;
mod lessons;
mod licences;
mod programs;
mod pty;
mod readme;
mod real;
mod runaway;
mod same_for_real;
mod vm;
