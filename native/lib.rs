//! The module `native` as a real extension, with PyO3. To build it for your own Python:
//!
//!     cargo new --lib native && cd native
//!     cargo add pyo3 --features extension-module
//!     gilscope native --rust > src/lib.rs
//!     maturin develop --release
//!
//! with `crate-type = ["cdylib"]` below `[lib]` in Cargo.toml.

use std::{thread, time::Duration};

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

/// White space, as `str.split` has it.
fn is_space(c: char) -> bool {
    c.is_whitespace() || matches!(c, '\x1c'..='\x1f')
}

fn count(text: &str, word: &str) -> usize {
    let words = text.split(is_space).filter(|found| !found.is_empty());
    words.filter(|found| *found == word).count()
}

/// Keeps the lock: no other Python thread runs until it returns.
#[pyfunction]
fn word_count(text: &str, word: &str) -> usize {
    count(text, word)
}

/// Lets go of the lock while it counts (`detach` was called `allow_threads` before PyO3 0.26).
#[pyfunction]
fn word_count_detached(py: Python<'_>, text: &str, word: &str) -> usize {
    py.detach(|| count(text, word))
}

/// Lets go of the lock and has threads of its own count: they never need it.
#[pyfunction]
fn word_count_parallel(py: Python<'_>, text: &str, word: &str, threads: usize) -> PyResult<usize> {
    if !(1..=64).contains(&threads) {
        return Err(PyValueError::new_err("threads must be 1 to 64"));
    }
    Ok(py.detach(|| {
        thread::scope(|scope| {
            let pieces = pieces(text, threads).into_iter();
            let workers: Vec<_> = pieces
                .map(|piece| scope.spawn(move || count(piece, word)))
                .collect();
            let counts = workers.into_iter().map(|worker| worker.join().expect("it counts"));
            counts.sum()
        })
    }))
}

/// The text in so many pieces of about the same length, cut between words.
fn pieces(text: &str, count: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    for left in (1..=count).rev() {
        let at = rest.ceil_char_boundary(rest.len() / left);
        let end = rest[at..].find(is_space).map_or(rest.len(), |end| at + end);
        let (piece, behind) = rest.split_at(if left == 1 { rest.len() } else { end });
        pieces.push(piece);
        rest = behind;
    }
    pieces
}

fn duration(seconds: f64) -> PyResult<Duration> {
    Duration::try_from_secs_f64(seconds)
        .map_err(|_| PyValueError::new_err("seconds must not be negative"))
}

/// Waits for a server that answers after so long, and forgets to let go of the lock.
#[pyfunction]
fn fetch(seconds: f64) -> PyResult<()> {
    thread::sleep(duration(seconds)?);
    Ok(())
}

/// The same, with the lock let go of.
#[pyfunction]
fn fetch_detached(py: Python<'_>, seconds: f64) -> PyResult<()> {
    let time = duration(seconds)?;
    py.detach(|| thread::sleep(time));
    Ok(())
}

/// Without `gil_used = false`, importing it would turn the lock of a free-threaded Python back on.
#[pymodule(gil_used = false)]
mod native {
    #[pymodule_export]
    use super::{fetch, fetch_detached, word_count, word_count_detached, word_count_parallel};
}
