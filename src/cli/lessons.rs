//! `gilscope lessons`: the lessons of the course.

use std::path::Path;

use super::args::LessonsArgs;
use super::{Exit, Trouble, output, program};
use crate::lesson::Library;

/// The lessons in a folder, or the built-in ones.
pub(super) fn library(folder: Option<&Path>) -> Result<Library, Trouble> {
    match folder {
        None => Ok(Library::embedded()),
        Some(folder) if !folder.is_dir() => {
            let found = if folder.exists() {
                "it is a file"
            } else {
                "there is no such folder"
            };
            let shown = folder.display();
            Err(Trouble::Usage(format!(
                "can't open '{shown}': {found}; name a folder of lessons"
            )))
        }
        Some(folder) => Library::load(folder).map_err(|error| Trouble::Usage(error.to_string())),
    }
}

pub(super) fn run(args: &LessonsArgs) -> Result<Exit, Trouble> {
    let library = library(args.lessons.as_deref())?;
    if args.json {
        let lessons: Vec<_> = library.lessons().iter().collect();
        let lessons: Vec<serde_json::Value> = lessons
            .iter()
            .map(|lesson| {
                serde_json::json!({
                    "number": lesson.number, "name": lesson.name, "title": lesson.title,
                })
            })
            .collect();
        let document = serde_json::json!({ "version": 1, "lessons": lessons });
        output::out(&format!("{document:#}\n"))?;
    } else {
        let mut text = String::new();
        for lesson in library.lessons() {
            text.push_str(&format!("{:>3}  {}\n", lesson.number, lesson.title));
        }
        output::out(&text)?;
    }
    if library.broken().is_empty() {
        return Ok(Exit::Ok);
    }
    program::report(library.broken())?;
    Ok(Exit::Failed)
}
