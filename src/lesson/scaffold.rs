//! Owns how a new lesson begins: as the worked example of the page that documents the format, which is
//! true. Owns no format.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::library::ORDER_FILE;
use super::read::folder_name;

/// The page that documents the format.
const MANUAL: &str = include_str!("../../lessons/README.md");

/// Why no lesson was begun.
#[derive(Debug, thiserror::Error)]
pub enum ScaffoldError {
    #[error(
        "`{0}` is no name for a lesson; use lower-case letters, digits and hyphens: `two-counters`"
    )]
    Name(String),
    #[error("{}: there is a lesson of this name already", .0.display())]
    Exists(PathBuf),
    #[error("{}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
    #[error("{}: the list `order = [ … ]` is not found; add the lesson to it by hand", .0.display())]
    Order(PathBuf),
}

/// The files of the worked example, by name.
pub fn example() -> Vec<(String, String)> {
    let mut files = Vec::new();
    let mut open: Option<(String, String)> = None;
    for line in MANUAL.split_inclusive('\n') {
        if let Some((_, text)) = &mut open {
            if line.trim_end() == "~~~" {
                files.extend(open.take());
            } else {
                text.push_str(line);
            }
        } else if let Some(rest) = line.trim_end().strip_prefix("~~~")
            && let Some((_, file)) = rest.split_once(' ')
        {
            open = Some((file.to_owned(), String::new()));
        }
    }
    files
}

/// Makes a lesson in a folder of lessons, which is made when it is not there: the worked example under
/// another name. Its folder.
///
/// # Errors
/// When the name will not do, is taken, or the files cannot be written.
pub fn scaffold(folder: &Path, name: &str) -> Result<PathBuf, ScaffoldError> {
    if folder_name(&format!("01-{name}")).is_none() {
        return Err(ScaffoldError::Name(name.to_owned()));
    }
    let io = |path: &Path| {
        let path = path.to_owned();
        move |source: io::Error| ScaffoldError::Io { path, source }
    };
    fs::create_dir_all(folder).map_err(io(folder))?;
    let mut last = 0;
    for entry in fs::read_dir(folder).map_err(io(folder))? {
        let entry = entry.map_err(io(folder))?.file_name();
        let entry = entry.to_string_lossy().into_owned();
        if let Some((number, known)) = folder_name(&entry) {
            if known == name {
                return Err(ScaffoldError::Exists(folder.join(entry)));
            }
            last = last.max(number);
        }
    }
    let lesson = format!("{:02}-{name}", last + 1);
    let made = folder.join(&lesson);
    fs::create_dir(&made).map_err(io(&made))?;
    let title = format!("title = \"{}\"", title_of(name));
    for (file, text) in example() {
        let text = match text.lines().find(|line| line.starts_with("title = ")) {
            Some(old) if file == "lesson.toml" => text.replacen(old, &title, 1),
            _ => text,
        };
        let path = made.join(file);
        fs::write(&path, text).map_err(io(&path))?;
    }
    list(&folder.join(ORDER_FILE), &lesson)?;
    Ok(made)
}

/// `two-counters` is `Two counters`.
fn title_of(name: &str) -> String {
    let words = name.replace('-', " ");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

/// Adds a lesson to the end of the course's order.
fn list(path: &Path, lesson: &str) -> Result<(), ScaffoldError> {
    let io = |source: io::Error| ScaffoldError::Io {
        path: path.to_owned(),
        source,
    };
    if !path.is_file() {
        let text = format!("format_version = 1\norder = [\"{lesson}\"]\n");
        return fs::write(path, text).map_err(io);
    }
    let text = fs::read_to_string(path).map_err(io)?;
    let open = text
        .find("order")
        .and_then(|at| Some(at + text[at..].find('[')?));
    let close = open.and_then(|at| Some(at + text[at..].find(']')?));
    let (Some(open), Some(close)) = (open, close) else {
        return Err(ScaffoldError::Order(path.to_owned()));
    };
    let inside = text[open + 1..close].trim_end();
    let comma = if inside.trim().is_empty() || inside.ends_with(',') {
        ""
    } else {
        ","
    };
    let space = if inside.trim().is_empty() { "" } else { " " };
    let text = format!(
        "{}{inside}{comma}{space}\"{lesson}\"{}",
        &text[..=open],
        &text[close..]
    );
    fs::write(path, text).map_err(io)
}
