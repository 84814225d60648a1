//! Owns a set of lessons: loading them from a folder or from the binary, their order, and finding one
//! by what a user types. A broken lesson is reported and the others stay usable.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::{Diagnostic, Source, Span};

use super::format::RawOrder;
use super::glossary::{self, GLOSSARY_FILE, Part, Term};
use super::model::{Lesson, LessonFiles};
use super::read::{check_version, folder_name, from_toml, read_lesson, written};
use super::report::{Helped, diagnostic};

pub(super) const ORDER_FILE: &str = "lessons.toml";
const LESSON_FILE: &str = "lesson.toml";
const PAGE_FILE: &str = "page.md";

/// Lessons in the order of the course.
#[derive(Clone, Debug)]
pub struct Library {
    lessons: Vec<Arc<Lesson>>,
    parts: Vec<Part>,
    terms: Vec<Term>,
    broken: Vec<Diagnostic>,
}

/// Why a folder of lessons cannot be read at all.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{}: the file is not UTF-8 text; save it as UTF-8", path.display())]
    NotText { path: PathBuf },
    #[error(
        "{}: no lessons here; the folder needs a `lessons.toml` (a course) or a `lesson.toml` (one lesson)",
        path.display()
    )]
    NoLessons { path: PathBuf },
}

/// The files of a course before they are understood.
pub(super) struct CourseFiles {
    /// `lessons.toml`; absent when the folder is a single lesson.
    pub(super) order: Option<Source>,
    pub(super) glossary: Option<Source>,
    /// Each folder's name and its files by name, sorted.
    pub(super) folders: Vec<(String, Vec<(String, Source)>)>,
}

impl Library {
    /// The lessons that are built into the binary.
    pub fn embedded() -> Self {
        Self::read(super::embedded::files())
    }

    /// The lessons in a folder: a course (with `lessons.toml`) or a single lesson.
    pub fn load(path: &Path) -> Result<Self, LoadError> {
        Ok(Self::read(course_files(path)?))
    }

    /// The lessons that can be used, in the order of the course.
    pub fn lessons(&self) -> &[Arc<Lesson>] {
        &self.lessons
    }

    /// Some of the lessons, for tests that are to stay as they are when the course grows.
    #[cfg(test)]
    pub fn only(mut self, names: &[&str]) -> Self {
        self.lessons
            .retain(|lesson| names.contains(&lesson.name.as_str()));
        self
    }

    /// What the course is cut into.
    pub fn parts(&self) -> &[Part] {
        &self.parts
    }

    /// The words of the course, in alphabetical order.
    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    /// What is wrong with the lessons that cannot be used, and with their order.
    pub fn broken(&self) -> &[Diagnostic] {
        &self.broken
    }

    /// A lesson by number (`5`), name (`the-convoy`), folder (`06-the-convoy`), or a part of its name or
    /// title that no other lesson has (`convoy`).
    pub fn find(&self, what: &str) -> Option<&Arc<Lesson>> {
        let wanted = what.trim().to_lowercase();
        if let Ok(number) = wanted.parse::<u32>() {
            return self.lessons.iter().find(|l| l.number == number);
        }
        let exact = |l: &&Arc<Lesson>| l.name == wanted || l.folder() == wanted;
        if let Some(lesson) = self.lessons.iter().find(exact) {
            return Some(lesson);
        }
        let mut partly = self
            .lessons
            .iter()
            .filter(|l| l.name.contains(&wanted) || l.title.to_lowercase().contains(&wanted));
        match (partly.next(), partly.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        }
    }

    pub(super) fn read(files: CourseFiles) -> Self {
        let mut library = Self {
            lessons: Vec::new(),
            parts: Vec::new(),
            terms: Vec::new(),
            broken: Vec::new(),
        };
        let glossary = files.glossary.clone();
        let folders = library.ordered(files);
        if let Some(glossary) = glossary {
            let names = folders.iter().filter_map(|(folder, _)| folder_name(folder));
            let names: Vec<String> = names.map(|(_, name)| name.to_owned()).collect();
            library.terms = glossary::terms(&glossary, &names, &mut library.broken);
        }
        for (folder, files) in folders {
            match lesson_files(&folder, files).and_then(|files| read_lesson(&folder, files)) {
                Ok(lesson) => library.lessons.push(Arc::new(lesson)),
                Err(wrong) => library.broken.extend(wrong),
            }
        }
        library
    }

    /// The folders in the order that `lessons.toml` gives.
    fn ordered(&mut self, files: CourseFiles) -> Vec<(String, Vec<(String, Source)>)> {
        let mut folders = files.folders;
        let Some(source) = files.order else {
            return folders;
        };
        let order: RawOrder = match from_toml(&source) {
            Ok(order) => order,
            Err(wrong) => {
                self.broken.push(wrong);
                return folders;
            }
        };
        self.broken
            .extend(check_version(&source, &order.format_version).err());
        self.parts = glossary::parts(&source, &order, &mut self.broken);
        let mut sorted = Vec::new();
        for name in &order.order {
            match folders
                .iter()
                .position(|(folder, _)| folder == name.get_ref())
            {
                Some(at) => sorted.push(folders.remove(at)),
                None => self.broken.push(written(&source, name).whole(format!(
                    "there is no folder `{}` (or it is listed twice)",
                    name.get_ref()
                ))),
            }
        }
        for (folder, _) in &folders {
            self.broken.push(
                diagnostic(
                    &source,
                    Span::default(),
                    format!("the folder `{folder}` is not in `order`"),
                )
                .help("list it, or move it out of the course"),
            );
        }
        sorted
    }
}

impl Lesson {
    /// The name of its folder.
    pub fn folder(&self) -> String {
        format!("{:02}-{}", self.number, self.name)
    }
}

fn lesson_files(
    folder: &str,
    files: Vec<(String, Source)>,
) -> Result<LessonFiles, Vec<Diagnostic>> {
    let (mut lesson, mut page, mut programs, mut wrong) = (None, None, Vec::new(), Vec::new());
    for (name, source) in files {
        match name.as_str() {
            LESSON_FILE => lesson = Some(source),
            PAGE_FILE => page = Some(source),
            _ if name.ends_with(".py") => programs.push((name, source)),
            _ => wrong.push(
                diagnostic(
                    &source,
                    Span::default(),
                    format!("`{name}` is not part of a lesson"),
                )
                .help("a lesson is `lesson.toml`, `page.md` and programs (`*.py`)"),
            ),
        }
    }
    let absent = |name: &str| {
        let source = Source::new(format!("{folder}/{name}"), "");
        diagnostic(
            &source,
            Span::default(),
            format!("the lesson `{folder}` has no `{name}`"),
        )
    };
    match (lesson, page, wrong.is_empty()) {
        (Some(lesson), Some(page), true) => Ok(LessonFiles {
            lesson,
            page,
            programs,
        }),
        (lesson, page, _) => {
            wrong.extend(lesson.is_none().then(|| absent(LESSON_FILE)));
            wrong.extend(page.is_none().then(|| absent(PAGE_FILE)));
            Err(wrong)
        }
    }
}

fn course_files(path: &Path) -> Result<CourseFiles, LoadError> {
    let order = path.join(ORDER_FILE);
    if path.join(LESSON_FILE).is_file() && !order.is_file() {
        let absolute = fs::canonicalize(path).map_err(|source| io_error(path, source))?;
        let name = absolute
            .file_name()
            .map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        return Ok(CourseFiles {
            order: None,
            glossary: None,
            folders: vec![(name, texts_in(path)?)],
        });
    }
    let entries = entries(path)?;
    if !order.is_file() {
        return Err(LoadError::NoLessons {
            path: path.to_owned(),
        });
    }
    let mut folders = Vec::new();
    for entry in entries.iter().filter(|e| e.is_dir()) {
        let name = file_name(entry);
        if folder_name(&name).is_some() || entry.join(LESSON_FILE).is_file() {
            folders.push((name, texts_in(entry)?));
        }
    }
    let glossary = path.join(GLOSSARY_FILE);
    Ok(CourseFiles {
        order: Some(text(&order)?),
        glossary: glossary.is_file().then(|| text(&glossary)).transpose()?,
        folders,
    })
}

fn io_error(path: &Path, source: io::Error) -> LoadError {
    LoadError::Io {
        path: path.to_owned(),
        source,
    }
}

fn file_name(path: &Path) -> String {
    path.file_name()
        .map_or_else(String::new, |n| n.to_string_lossy().into_owned())
}

/// What is in a folder, sorted, without what editors, Python and operating systems leave behind.
fn entries(folder: &Path) -> Result<Vec<PathBuf>, LoadError> {
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(|source| io_error(folder, source))? {
        let path = entry.map_err(|source| io_error(folder, source))?.path();
        let name = file_name(&path);
        if !(name.starts_with('.') || name.ends_with('~') || name == "__pycache__") {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn texts_in(folder: &Path) -> Result<Vec<(String, Source)>, LoadError> {
    entries(folder)?
        .iter()
        .filter(|path| path.is_file())
        .map(|path| Ok((file_name(path), text(path)?)))
        .collect()
}

fn text(path: &Path) -> Result<Source, LoadError> {
    let bytes = fs::read(path).map_err(|source| io_error(path, source))?;
    let text = String::from_utf8(bytes).map_err(|_| LoadError::NotText {
        path: path.to_owned(),
    })?;
    Ok(Source::new(path.display().to_string(), text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_embedded_lessons_can_be_read() {
        let library = Library::embedded();
        let wrong: Vec<String> = library.broken().iter().map(ToString::to_string).collect();
        assert_eq!(wrong.join("\n\n"), "");
        assert!(!library.lessons().is_empty());
    }

    #[test]
    fn lessons_are_found_by_number_name_folder_and_part() {
        let library = Library::embedded();
        for what in [
            "1",
            "01",
            "one-core-two-jobs",
            "01-one-core-two-jobs",
            "two jobs",
        ] {
            let found = library.find(what).map(|l| l.number);
            assert_eq!(found, Some(1), "{what}");
        }
        assert!(library.find("no such lesson").is_none());
    }
}
