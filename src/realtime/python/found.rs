//! Owns finding real interpreters on this machine, to be offered, and asking one that the user has named
//! what it is. None is run unasked.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::realtime::clock::Clock;
use crate::realtime::machine;

/// What an interpreter says of itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Interpreter {
    /// Where it really is: what was named may be a script that looks for it.
    pub path: PathBuf,
    /// `3.13.0`
    pub version: String,
    pub gil: bool,
}

const ASK: &str = "import sys; sys.stdout.write('%s %d %s' % ('.'.join(map(str, sys.version_info[:3])), \
                   getattr(sys, '_is_gil_enabled', lambda: True)(), sys.executable))";

/// An interpreter that does not answer for so long is none.
const PATIENCE: Duration = Duration::from_secs(10);

/// So often is looked whether it has answered.
const LOOK: Duration = Duration::from_millis(2);

/// Starts the interpreter, which says what it is.
///
/// # Errors
/// It cannot be run, or is no Python.
pub(super) fn ask(path: &Path, stop: &AtomicBool) -> io::Result<Interpreter> {
    let clock = Clock::start();
    let mut child = Command::new(path)
        .args(["-c", ASK])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()?;
    while child.try_wait()?.is_none() {
        let late = u128::from(clock.now().nanos()) > PATIENCE.as_nanos();
        if late || stop.load(Ordering::SeqCst) {
            child.kill()?;
            child.wait()?;
            let why = if late {
                "it does not answer"
            } else {
                "stopped"
            };
            return Err(io::Error::other(why));
        }
        machine::rest(LOOK);
    }
    let mut said = String::new();
    if let Some(mut stdout) = child.stdout.take() {
        // What is no text is no answer of Python's either.
        let _ = stdout.read_to_string(&mut said);
    }
    let mut words = said.trim().splitn(3, ' ');
    match (words.next(), words.next(), words.next()) {
        (Some(version), Some(gil @ ("0" | "1")), executable) => Ok(Interpreter {
            path: executable.map_or_else(|| path.to_owned(), PathBuf::from),
            version: version.to_owned(),
            gil: gil == "1",
        }),
        _ => Err(io::Error::other("it does not run Python")),
    }
}

/// Names that interpreters have, the newest first.
const NAMES: &[&str] = &[
    "python3.15t",
    "python3.15",
    "python3.14t",
    "python3.14",
    "python3.13t",
    "python3.13",
    "python3.12",
    "python3",
];

/// Folders below the user's own in which installers keep interpreters, one folder each.
const KEPT: &[&str] = &[".pyenv/versions", ".local/share/uv/python"];

/// Interpreters on the way (`PATH`) and where installers keep them, to be offered; none is run for it.
pub fn found() -> Vec<PathBuf> {
    let mut found = Vec::new();
    if let Some(path) = std::env::var_os("PATH") {
        let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        for name in NAMES {
            let mut all = folders.iter().map(|folder| folder.join(name));
            found.extend(all.find(|file| file.is_file()));
        }
    }
    let home = std::env::var_os("HOME").map(PathBuf::from);
    for folder in KEPT
        .iter()
        .filter_map(|kept| Some(home.as_ref()?.join(kept)))
    {
        let Ok(entries) = std::fs::read_dir(folder) else {
            continue;
        };
        let mut kept: Vec<PathBuf> = entries
            .filter_map(|entry| Some(entry.ok()?.path().join("bin/python3")))
            .filter(|file| file.is_file() && !found.contains(file))
            .collect();
        kept.sort_unstable_by(|a, b| b.cmp(a));
        found.extend(kept);
    }
    found
}
