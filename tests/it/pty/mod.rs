//! Owns the proof that the terminal is taken and given back properly, in a real pseudo-terminal.
//!
//! `shell` asks it of the terminal layer alone, with an application of its own that can be made to
//! fail; `lab` of the whole program, and `run` of what a long run shows without a screen.
#![cfg(unix)]

mod harness;
mod lab;
mod run;
mod shell;
