//! Owns running the very same file under a real interpreter that the user names: how long it takes from
//! start to end, and what it prints. Owns no choice of one: none is run unasked.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use super::clock::Clock;
use super::machine;
use crate::base::{VirtualDuration, VirtualTime};

/// A run under a real interpreter.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PythonRun {
    /// As it says itself: `3.13.0`.
    pub version: String,
    pub gil: bool,
    /// From the start of the process to its end.
    pub time: VirtualDuration,
    pub stdout: String,
    /// None: it was killed, by us when it took too long.
    pub exit: Option<i32>,
}

/// So often is looked whether it has ended.
const LOOK: Duration = Duration::from_millis(1);

/// What says of itself what it is.
const ASK: &str = "import sys; print('.'.join(map(str, sys.version_info[:3])), \
                   int(getattr(sys, '_is_gil_enabled', lambda: True)()))";

/// Runs `file` under the interpreter.
///
/// # Errors
/// It cannot be run, or is no Python.
pub fn run(
    interpreter: &Path,
    file: &Path,
    args: &[String],
    stdin: &str,
    most: VirtualDuration,
) -> io::Result<PythonRun> {
    let about = Command::new(interpreter).args(["-c", ASK]).output()?;
    let about = String::from_utf8_lossy(&about.stdout).into_owned();
    let Some((version, gil)) = about.trim().split_once(' ') else {
        return Err(io::Error::other("it does not run Python"));
    };
    let clock = Clock::start();
    let mut child = Command::new(interpreter)
        .arg(file)
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    let (mut input, output) = (child.stdin.take(), child.stdout.take());
    let text = stdin.to_owned();
    // A program that does not read all of its input breaks the pipe: that is its own affair.
    let writer = thread::Builder::new().spawn(move || {
        let written = input.as_mut().map(|to| to.write_all(text.as_bytes()));
        written.is_some_and(|result| result.is_ok())
    })?;
    let reader = thread::Builder::new().spawn(move || {
        let mut bytes = Vec::new();
        let read = output.map(|mut from| from.read_to_end(&mut bytes));
        (bytes, read.is_some_and(|result| result.is_ok()))
    })?;
    let (exit, ended) = wait(&mut child, &clock, most)?;
    drop(writer.join());
    let (stdout, _) = reader.join().unwrap_or_default();
    Ok(PythonRun {
        version: version.to_owned(),
        gil: gil == "1",
        time: ended.since(VirtualTime::ZERO),
        stdout: String::from_utf8_lossy(&stdout).into_owned(),
        exit,
    })
}

fn wait(
    child: &mut Child,
    clock: &Clock,
    most: VirtualDuration,
) -> io::Result<(Option<i32>, VirtualTime)> {
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok((status.code(), clock.now()));
        }
        if clock.now().nanos() > most.nanos() {
            child.kill()?;
            child.wait()?;
            return Ok((None, clock.now()));
        }
        machine::rest(LOOK);
    }
}

/// Interpreters on the way (`PATH`), to be offered.
pub fn found() -> Vec<PathBuf> {
    let Some(path) = std::env::var_os("PATH") else {
        return Vec::new();
    };
    let names = [
        "python3.14t",
        "python3.14",
        "python3.13t",
        "python3.13",
        "python3",
    ];
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    let first = |name: &str| {
        let mut all = folders.iter().map(|folder| folder.join(name));
        all.find(|file| file.is_file())
    };
    names.into_iter().filter_map(first).collect()
}
