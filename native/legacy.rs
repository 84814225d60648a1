//! The module `native_legacy` as a real extension, with PyO3. To build it for your own Python:
//!
//!     cargo new --lib native_legacy && cd native_legacy
//!     cargo add pyo3 --features extension-module
//!     gilscope native --legacy --rust > src/lib.rs
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

/// Keeps the lock: no other Python thread runs until it returns.
#[pyfunction]
fn word_count(text: &str, word: &str) -> usize {
    let words = text.split(is_space).filter(|found| !found.is_empty());
    words.filter(|found| *found == word).count()
}

/// Waits for a server and keeps the lock meanwhile.
#[pyfunction]
fn fetch(seconds: f64) -> PyResult<()> {
    let time = Duration::try_from_secs_f64(seconds)
        .map_err(|_| PyValueError::new_err("seconds must not be negative"))?;
    thread::sleep(time);
    Ok(())
}

/// As extensions were before there was a Python without a GIL: without `gil_used = false` a free-threaded
/// build turns its GIL on to load it.
#[pymodule(gil_used = true)]
fn native_legacy(m: &Bound<'_, PyModule>) -> PyResult<()> {
    m.add_function(wrap_pyfunction!(word_count, m)?)?;
    m.add_function(wrap_pyfunction!(fetch, m)?)
}
