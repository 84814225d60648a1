//! Owns what the lab in the terminal needs of the world: the learner's progress, their own copies of
//! programs, their editor, and the files that are watched. Owns neither terminal nor picture.

use std::env;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::program::{self, Unread};
use crate::app::{Model, Msg, WorkFile};
use crate::base::Source;
use crate::lesson::{Library, Progress, ProgressError, ProgressFile};
use crate::realtime;
use crate::tui::Outside;

/// Where progress goes and programs come from.
pub(super) struct World {
    pub(super) progress: Result<ProgressFile, ProgressError>,
    /// The watched program.
    pub(super) file: Option<PathBuf>,
    /// The folder that the lessons come from, when they are not the built-in ones.
    pub(super) lessons: Option<PathBuf>,
}

impl World {
    /// The progress so far, and what was in the way of reading it.
    pub(super) fn progress(&self) -> (Progress, Option<String>) {
        match &self.progress {
            Ok(file) => {
                let (progress, error) = file.load();
                (progress, error.map(|error| error.to_string()))
            }
            Err(error) => (Progress::default(), Some(error.to_string())),
        }
    }
}

impl Outside<Model> for World {
    fn save_progress(&mut self, model: &Model) -> Result<(), String> {
        match &self.progress {
            Ok(file) => file
                .save(model.progress())
                .map_err(|error| error.to_string()),
            // Said at the start; it would be noise after every answer.
            Err(_) => Ok(()),
        }
    }

    fn reload(&mut self) -> Result<Source, Msg> {
        let failed = |why: String| Msg::Failed(why);
        let file = self.file.as_ref();
        let file = file.ok_or_else(|| failed("no file is watched".to_owned()))?;
        match program::open(file) {
            Ok(source) => Ok(source),
            Err(Unread::NoText(wrong)) => Err(Msg::NoText(Box::new(wrong))),
            Err(why) => Err(failed(format!("{}; its last text stays", why.sentence()))),
        }
    }

    fn open_work(&mut self, work: &WorkFile) -> Result<PathBuf, String> {
        let folder = match &self.progress {
            Ok(file) => file.work_folder().join(&work.lesson),
            Err(error) => return Err(error.to_string()),
        };
        let path = folder.join(&work.file);
        let failed =
            |error: std::io::Error| format!("{} cannot be written: {error}", path.display());
        fs::create_dir_all(&folder).map_err(failed)?;
        if work.afresh && path.exists() {
            fs::rename(&path, free_copy(&path)).map_err(failed)?;
        }
        if !path.exists() {
            fs::write(&path, &*work.start).map_err(failed)?;
        }
        self.file = Some(path.clone());
        Ok(path)
    }

    fn edit(&mut self) -> Result<(), String> {
        let file = self.file.as_ref().ok_or(
            "This program is no file; gilscope lab FILE.py opens one of yours, which e edits.",
        )?;
        let named = ["VISUAL", "EDITOR"]
            .into_iter()
            .filter_map(|name| env::var(name).ok())
            .find(|editor| !editor.trim().is_empty());
        if let Some(editor) = named {
            return run_editor(&editor, file).unwrap_or_else(|error| {
                Err(format!("the editor `{editor}` does not start: {error}"))
            });
        }
        let ran = USUAL_EDITORS
            .iter()
            .find_map(|editor| run_editor(editor, file).ok());
        ran.unwrap_or_else(|| {
            let path = file.display();
            Err(format!(
                "set EDITOR, or open the file elsewhere: it runs when it is saved: {path}"
            ))
        })
    }

    fn interpreters(&mut self) -> Msg {
        Msg::Interpreters {
            found: realtime::python::found(),
            file: self.file.clone(),
        }
    }

    fn reload_lessons(&mut self) -> Result<Msg, String> {
        let folder = self.lessons.as_ref().ok_or("no lessons are watched")?;
        let library = Library::load(folder).map_err(|error| error.to_string())?;
        Ok(Msg::LessonsChanged(library))
    }
}

/// Tried in this order where neither VISUAL nor EDITOR is set, as git does with the first.
const USUAL_EDITORS: [&str; 2] = ["vi", "nano"];

/// What the editor has come to, or why it does not start.
fn run_editor(editor: &str, file: &Path) -> io::Result<Result<(), String>> {
    let mut words = editor.split_whitespace();
    let program = words.next().unwrap_or_default();
    let status = Command::new(program).args(words).arg(file).status()?;
    Ok(if status.success() {
        Ok(())
    } else {
        Err(format!("the editor `{editor}` ended with {status}"))
    })
}

/// `counter.py.1`, or the next number that no file has.
fn free_copy(path: &Path) -> PathBuf {
    let numbered = |number: u32| {
        let mut name = path.as_os_str().to_owned();
        name.push(format!(".{number}"));
        PathBuf::from(name)
    };
    (1..)
        .map(numbered)
        .find(|copy| !copy.exists())
        .expect("some number is free")
}
