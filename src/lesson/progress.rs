//! Owns what a learner has done: which beat of which lesson, which answers, and keeping it in a file
//! that is never half written. Owns no content of lessons.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use etcetera::BaseStrategy;
use serde::{Deserialize, Serialize};

use super::model::Beat;
use super::quiz::Attempt;

const FORMAT_VERSION: u32 = 1;
const FILE: &str = "progress.toml";
/// Overrides the folder that the progress is kept in.
pub const STATE_DIR: &str = "GILSCOPE_STATE_DIR";

/// What a learner has done in all lessons.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Progress {
    format_version: u32,
    /// By the lesson's name, which survives a new numbering.
    #[serde(default)]
    lesson: BTreeMap<String, LessonProgress>,
}

/// What a learner has done in one lesson.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LessonProgress {
    /// The beat to resume at.
    #[serde(default)]
    pub beat: Beat,
    /// The task's goal was met.
    #[serde(default)]
    pub done: bool,
    /// How many hints were asked for.
    #[serde(default)]
    pub hints: u8,
    /// One per question of the beat, in the lesson's order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub predict: Vec<Attempt>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub investigate: Vec<Attempt>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub see: Option<Attempt>,
    /// One per review question of the lesson.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub review: Vec<Attempt>,
}

impl Default for Progress {
    fn default() -> Self {
        Self {
            format_version: FORMAT_VERSION,
            lesson: BTreeMap::new(),
        }
    }
}

impl Progress {
    /// Progress in the lesson with this name, if it was begun.
    pub fn of(&self, lesson: &str) -> Option<&LessonProgress> {
        self.lesson.get(lesson)
    }

    pub fn of_mut(&mut self, lesson: &str) -> &mut LessonProgress {
        self.lesson.entry(lesson.to_owned()).or_default()
    }

    /// Forgets what was done in a lesson.
    pub fn forget(&mut self, lesson: &str) {
        self.lesson.remove(lesson);
    }

    pub fn is_done(&self, lesson: &str) -> bool {
        self.of(lesson).is_some_and(|l| l.done)
    }
}

/// Why progress is not kept; the session goes on with what is in memory.
#[derive(Debug, thiserror::Error)]
pub enum ProgressError {
    #[error("no home folder is known, so progress is not kept; set {STATE_DIR} to a folder")]
    NoHome,
    #[error("{}: progress is not kept: {source}; set {STATE_DIR} to a folder that can be written", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{}: this is not progress that gilscope can read ({reason}); it is kept as {} and a new one is begun", path.display(), aside.display())]
    NotReadable {
        path: PathBuf,
        aside: PathBuf,
        reason: String,
    },
}

/// The file that progress is kept in.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProgressFile {
    path: PathBuf,
}

impl ProgressFile {
    /// `progress.toml` in [`STATE_DIR`] when that is set, else in `$XDG_STATE_HOME/gilscope`
    /// (`~/.local/state/gilscope`), on every platform.
    pub fn find() -> Result<Self, ProgressError> {
        if let Some(folder) = std::env::var_os(STATE_DIR).filter(|f| !f.is_empty()) {
            return Ok(Self::in_folder(Path::new(&folder)));
        }
        let base = etcetera::base_strategy::Xdg::new().map_err(|_| ProgressError::NoHome)?;
        let state = base.state_dir().ok_or(ProgressError::NoHome)?;
        Ok(Self::in_folder(&state.join("gilscope")))
    }

    pub fn in_folder(folder: &Path) -> Self {
        Self {
            path: folder.join(FILE),
        }
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The folder beside it in which the learner's own programs are kept.
    pub fn work_folder(&self) -> PathBuf {
        self.path.with_file_name("work")
    }

    /// Reads the progress; a file that is not there is an empty one. A file that cannot be understood
    /// is moved aside, never overwritten, and reported.
    pub fn load(&self) -> (Progress, Option<ProgressError>) {
        let text = match fs::read(&self.path) {
            Ok(bytes) => String::from_utf8_lossy(&bytes).into_owned(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return (Progress::default(), None);
            }
            Err(error) => return (Progress::default(), Some(self.io(error))),
        };
        let reason = match toml::from_str::<Progress>(&text) {
            Ok(progress) if progress.format_version == FORMAT_VERSION => return (progress, None),
            Ok(other) => format!("format version {}", other.format_version),
            Err(error) => error.message().to_owned(),
        };
        let aside = self.path.with_extension("toml.unreadable");
        let error = match fs::rename(&self.path, &aside) {
            Ok(()) => ProgressError::NotReadable {
                path: self.path.clone(),
                aside,
                reason,
            },
            Err(error) => self.io(error),
        };
        (Progress::default(), Some(error))
    }

    /// Writes the progress to a temporary file beside the old one and then renames it, so that a full
    /// disk or a crash leaves the old one whole.
    pub fn save(&self, progress: &Progress) -> Result<(), ProgressError> {
        let text =
            toml::to_string(progress).expect("progress has only string keys and plain values");
        let temporary = self
            .path
            .with_extension(format!("toml.{}", std::process::id()));
        let written = self.write(&temporary, &text);
        if written.is_err() {
            // The error that matters is the first one; a temporary file that stays harms nobody.
            let _ = fs::remove_file(&temporary);
        }
        written.map_err(|error| self.io(error))
    }

    fn write(&self, temporary: &Path, text: &str) -> io::Result<()> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = File::create(temporary)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
        fs::rename(temporary, &self.path)
    }

    fn io(&self, source: io::Error) -> ProgressError {
        ProgressError::Io {
            path: self.path.clone(),
            source,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A folder of its own, removed at the end.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let path = std::env::temp_dir().join(format!("gilscope-{name}-{}", std::process::id()));
            fs::create_dir_all(&path).unwrap();
            Self(path)
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn some_progress() -> Progress {
        let mut progress = Progress::default();
        let lesson = progress.of_mut("meet-the-lock");
        lesson.beat = Beat::Investigate;
        let mut attempt = Attempt::default();
        attempt.choose(2, 3);
        attempt.choose(1, 1);
        lesson.predict.push(attempt);
        progress
    }

    #[test]
    fn what_is_saved_is_loaded() {
        let folder = Folder::new("saved");
        let file = ProgressFile::in_folder(&folder.0.join("not/there/yet"));
        let progress = some_progress();
        file.save(&progress).unwrap();
        file.save(&progress).unwrap();
        let (loaded, error) = file.load();
        assert!(error.is_none(), "{error:?}");
        assert_eq!(loaded, progress);
        let attempt = &loaded.of("meet-the-lock").unwrap().predict[0];
        assert_eq!(
            (attempt.first(), attempt.current(), attempt.confidence),
            (Some(2), Some(1), 3)
        );
        let left: Vec<_> = fs::read_dir(file.path().parent().unwrap())
            .unwrap()
            .collect();
        assert_eq!(left.len(), 1, "no temporary file stays");
    }

    #[test]
    fn nothing_saved_is_an_empty_progress() {
        let folder = Folder::new("empty");
        let (progress, error) = ProgressFile::in_folder(&folder.0).load();
        assert_eq!(progress, Progress::default());
        assert!(error.is_none());
    }

    #[test]
    fn an_unreadable_file_is_kept_aside_and_reported() {
        let folder = Folder::new("unreadable");
        let file = ProgressFile::in_folder(&folder.0);
        fs::write(file.path(), "format_version = 99\n").unwrap();
        let (progress, error) = file.load();
        assert_eq!(progress, Progress::default());
        assert!(error.unwrap().to_string().contains("format version 99"));
        let kept = fs::read_to_string(folder.0.join("progress.toml.unreadable")).unwrap();
        assert_eq!(kept, "format_version = 99\n");
    }

    #[test]
    fn a_folder_that_cannot_be_written_is_reported_with_the_remedy() {
        let folder = Folder::new("unwritable");
        let blocked = folder.0.join("a file");
        fs::write(&blocked, "").unwrap();
        let file = ProgressFile::in_folder(&blocked.join("inside"));
        let error = file.save(&some_progress()).unwrap_err().to_string();
        assert!(
            error.contains("a file") && error.contains(STATE_DIR),
            "{error}"
        );
    }
}
