//! Owns the tests of the crate as its users and its builders meet it.

mod architecture;
mod lessons;
mod licences;
mod pty;
mod types;
mod vm;
