//! Owns the proof that the terminal is taken and given back properly, in a real pseudo-terminal.
//!
//! `shell` asks it of the terminal layer alone, with an application of its own that can be made to
//! fail; `lab` of the whole program.
#![cfg(unix)]

mod harness;
mod lab;
mod shell;
