//! Owns the copy of `lessons/` inside the binary, so that gilscope needs no installation beside itself.

use include_dir::{Dir, DirEntry, include_dir};

use crate::base::Source;

use super::glossary::GLOSSARY_FILE;
use super::library::CourseFiles;

static LESSONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/lessons");

pub(super) fn files() -> CourseFiles {
    let (mut order, mut glossary) = (None, None);
    let mut folders = Vec::new();
    for entry in LESSONS.entries() {
        match entry {
            DirEntry::File(file) => {
                if file.path().as_os_str() == "lessons.toml" {
                    order = Some(source(file));
                } else if file.path().as_os_str() == GLOSSARY_FILE {
                    glossary = Some(source(file));
                }
            }
            DirEntry::Dir(folder) => {
                let mut texts: Vec<(String, Source)> = folder
                    .files()
                    .map(|file| (name(file.path()), source(file)))
                    .collect();
                texts.sort_by(|a, b| a.0.cmp(&b.0));
                folders.push((name(folder.path()), texts));
            }
        }
    }
    folders.sort_by(|a: &(String, _), b| a.0.cmp(&b.0));
    CourseFiles {
        order,
        glossary,
        folders,
    }
}

fn name(path: &std::path::Path) -> String {
    path.file_name()
        .map_or_else(String::new, |n| n.to_string_lossy().into_owned())
}

fn source(file: &include_dir::File<'_>) -> Source {
    let text = file
        .contents_utf8()
        .expect("tests/it/lessons.rs reads every embedded file as UTF-8 text");
    Source::new(format!("lessons/{}", file.path().display()), text)
}
