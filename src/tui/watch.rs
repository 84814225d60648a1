//! Noticing that the program's file was saved.
//!
//! Owns: the watcher, its fallback to polling, and the debounce. Does not read the file.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::Duration;

use notify::{Config, Event, EventKind, PollWatcher, RecommendedWatcher, RecursiveMode, Watcher};

use super::wake::Wake;

/// Editors write a file in several steps; a save is over when nothing has happened for this long.
const DEBOUNCE: Duration = Duration::from_millis(100);

/// How often a file is looked at where the operating system reports nothing (network shares, WSL2).
const POLL_INTERVAL: Duration = Duration::from_millis(500);

/// Keeps the watcher alive; dropping it ends the watch.
pub(super) struct FileWatch {
    _watcher: Box<dyn Watcher + Send>,
}

/// Sends [`Wake::FileSaved`] whenever `path` has been saved.
///
/// The *folder* is watched: most editors replace a file rather than write into it, and a watch on the
/// file would follow the old one into oblivion.
///
/// # Errors
/// When neither the operating system nor polling can watch the folder.
pub(super) fn watch(path: &Path, wakes: Sender<Wake>) -> anyhow::Result<FileWatch> {
    let name = path.file_name().map(OsStr::to_owned);
    let concerns = move |changed: &Path| changed.file_name() == name.as_deref();
    watch_folder(
        folder_of(path),
        RecursiveMode::NonRecursive,
        concerns,
        move || wakes.send(Wake::FileSaved).is_ok(),
    )
}

/// Sends [`Wake::LessonsSaved`] whenever a file of lessons in `folder` has been saved.
///
/// # Errors
/// When neither the operating system nor polling can watch the folder.
pub(super) fn watch_lessons(folder: &Path, wakes: Sender<Wake>) -> anyhow::Result<FileWatch> {
    let concerns = |changed: &Path| {
        let kind = changed.extension().and_then(OsStr::to_str);
        matches!(kind, Some("toml" | "md" | "py"))
    };
    watch_folder(
        folder.to_owned(),
        RecursiveMode::Recursive,
        concerns,
        move || wakes.send(Wake::LessonsSaved).is_ok(),
    )
}

fn folder_of(path: &Path) -> PathBuf {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent.to_owned(),
        _ => PathBuf::from("."),
    }
}

/// Calls `saved` after each burst of changes that `concerns` us, until it says that nobody listens.
fn watch_folder(
    folder: PathBuf,
    mode: RecursiveMode,
    concerns: impl Fn(&Path) -> bool + Clone + Send + 'static,
    saved: impl Fn() -> bool + Send + 'static,
) -> anyhow::Result<FileWatch> {
    let (touched, touches) = mpsc::channel();
    let on_event = move |event: notify::Result<Event>| {
        let concerns_us = event.as_ref().is_ok_and(|event| {
            !matches!(event.kind, EventKind::Access(_))
                && event.paths.iter().any(|path| concerns(path))
        });
        if concerns_us {
            // Nobody listens any more when the program is ending.
            let _ = touched.send(());
        }
    };
    thread::Builder::new()
        .name("file watch".to_owned())
        .spawn(move || debounce(&touches, &saved))?;
    Ok(FileWatch {
        _watcher: watcher_of(&folder, mode, on_event)?,
    })
}

fn watcher_of(
    folder: &Path,
    mode: RecursiveMode,
    on_event: impl Fn(notify::Result<Event>) + Clone + Send + 'static,
) -> notify::Result<Box<dyn Watcher + Send>> {
    let recommended = RecommendedWatcher::new(on_event.clone(), Config::default());
    if let Ok(mut watcher) = recommended
        && watcher.watch(folder, mode).is_ok()
    {
        return Ok(Box::new(watcher));
    }
    let config = Config::default().with_poll_interval(POLL_INTERVAL);
    let mut watcher = PollWatcher::new(on_event, config)?;
    watcher.watch(folder, mode)?;
    Ok(Box::new(watcher))
}

/// Turns bursts of touches into one wake each, until either end hangs up.
fn debounce(touches: &Receiver<()>, saved: &dyn Fn() -> bool) {
    while touches.recv().is_ok() {
        loop {
            match touches.recv_timeout(DEBOUNCE) {
                Ok(()) => {}
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        if !saved() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// Long enough for the slowest machine; only a failing test waits for it.
    const PATIENCE: Duration = Duration::from_secs(20);

    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let unique = format!("gilscope-{name}-{}", std::process::id());
            let path = std::env::temp_dir().join(unique);
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn a_file_replaced_by_renaming_is_noticed_and_its_neighbours_are_not() {
        let folder = Folder::new("watch");
        let file = folder.0.join("program.py");
        fs::write(&file, "print(1)\n").unwrap();
        let (wakes, woken) = mpsc::channel();
        let _watch = watch(&file, wakes).unwrap();

        fs::write(folder.0.join("neighbour.py"), "print(0)\n").unwrap();
        let quiet = woken.recv_timeout(3 * DEBOUNCE);
        assert!(quiet.is_err(), "{quiet:?}");

        let temporary = folder.0.join("program.py~");
        fs::write(&temporary, "print(2)\n").unwrap();
        fs::rename(&temporary, &file).unwrap();
        let wake = woken.recv_timeout(PATIENCE).unwrap();
        assert!(matches!(wake, Wake::FileSaved), "{wake:?}");
    }

    #[test]
    fn a_burst_of_writes_is_one_save() {
        let (touched, touches) = mpsc::channel();
        let (wakes, woken) = mpsc::channel();
        for _ in 0..50 {
            touched.send(()).unwrap();
        }
        let worker = thread::Builder::new()
            .spawn(move || debounce(&touches, &|| wakes.send(Wake::FileSaved).is_ok()))
            .unwrap();
        let first = woken.recv_timeout(PATIENCE).unwrap();
        assert!(matches!(first, Wake::FileSaved), "{first:?}");
        drop(touched);
        worker.join().unwrap();
        assert!(woken.recv().is_err(), "no second wake");
    }
}
