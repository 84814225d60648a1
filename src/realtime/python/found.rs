//! Owns finding real interpreters on this machine, to be offered, and asking one that the user has named
//! what it is. None is run unasked.

use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
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
        .stderr(Stdio::piped())
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
        _ => Err(io::Error::other(match complaint(&mut child) {
            Some(said) => format!("it does not run Python, but says: {said}"),
            None => "it does not run Python".to_owned(),
        })),
    }
}

/// The first thing that a process which has ended wrote to standard error.
fn complaint(child: &mut Child) -> Option<String> {
    const LONGEST: u64 = 4096;
    let mut said = Vec::new();
    let stderr = child.stderr.take()?;
    // What cannot be read is no reason to be told.
    let _ = stderr.take(LONGEST).read_to_end(&mut said);
    let said = String::from_utf8_lossy(&said);
    let first = said.lines().map(str::trim).find(|line| !line.is_empty())?;
    Some(first.to_owned())
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

/// Where version managers keep scripts that look for an interpreter, of that name or of none at all.
const SHIMS: &str = "shims";

/// Interpreters on the way (`PATH`) and where installers keep them, to be offered; none is run for it.
/// Scripts that only look for one come last.
pub fn found() -> Vec<PathBuf> {
    let variable = |name: &str| std::env::var_os(name);
    let path = variable("PATH").unwrap_or_default();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    found_in(&folders, variable("HOME").map(PathBuf::from))
}

fn found_in(path: &[PathBuf], home: Option<PathBuf>) -> Vec<PathBuf> {
    let (shims, folders): (Vec<_>, Vec<_>) = path.iter().partition(|f| f.ends_with(SHIMS));
    let on_the_way = |folders: &[&PathBuf]| {
        let first = |name| {
            let mut all = folders.iter().map(|folder| folder.join(name));
            all.find(|file| file.is_file())
        };
        NAMES.iter().filter_map(first).collect::<Vec<_>>()
    };
    let mut found = on_the_way(&folders);
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
    found.extend(on_the_way(&shims));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let unique = format!("gilscope-{name}-{}", std::process::id());
            Self(std::env::temp_dir().join(unique))
        }

        fn file(&self, name: &str, text: &str) -> PathBuf {
            let path = self.0.join(name);
            std::fs::create_dir_all(path.parent().expect("it has one")).expect("a folder");
            std::fs::write(&path, text).expect("a file");
            path
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            // It is a folder for temporary files: what is left is no harm.
            let _ = std::fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn scripts_that_look_for_an_interpreter_are_offered_last() {
        let home = Folder::new("found");
        let shim = home.file(".pyenv/shims/python3.13", "");
        let kept = home.file(".pyenv/versions/3.13.0/bin/python3", "");
        let system = home.file("bin/python3.13", "");
        let path = [home.0.join(".pyenv/shims"), home.0.join("bin")];
        assert_eq!(found_in(&path, Some(home.0.clone())), [system, kept, shim]);
    }

    #[cfg(unix)]
    #[test]
    fn what_does_not_run_python_is_told_in_its_own_words() {
        use std::os::unix::fs::PermissionsExt;
        let folder = Folder::new("asked");
        let text = "#!/bin/sh\necho 'pyenv: python3.13: command not found' >&2\nexit 127\n";
        let script = folder.file("python3.13", text);
        std::fs::set_permissions(&script, PermissionsExt::from_mode(0o755)).expect("it is ours");
        let why = ask(&script, &AtomicBool::new(false)).expect_err("it is none");
        assert_eq!(
            why.to_string(),
            "it does not run Python, but says: pyenv: python3.13: command not found"
        );
    }
}
