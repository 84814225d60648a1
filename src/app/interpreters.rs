//! Owns the offer to run the very same file under a real interpreter: the list of those found, the
//! learner's consent, once for each. Owns no finding and no running: none is run unasked.

use std::path::{Path, PathBuf};

use super::model::{Card, Model, Route};
use super::msg::{Action, Cmd};
use crate::session::RealPython;
use crate::view::{Attrs, Line, Role};

/// The strip of a real interpreter: away with it, or which one?
pub(super) fn toggle(model: &mut Model) -> Cmd {
    if !matches!(model.route, Route::Lab(_)) {
        model.message = Some("Your own Python runs files: gilscope lab FILE.py".to_owned());
        return Cmd::None;
    }
    let Some(watch) = model.watch_mut() else {
        return Cmd::None;
    };
    if !watch.close_python() && watch.is_beside() {
        return Cmd::FindInterpreters;
    }
    Cmd::None
}

/// Shows what was found.
pub(super) fn offer(model: &mut Model, found: Vec<PathBuf>, file: Option<PathBuf>) {
    if file.is_none() {
        model.message = Some("Your own Python runs files: gilscope lab FILE.py".to_owned());
    } else if found.is_empty() {
        model.message =
            Some("No Python was found; gilscope real --python PATH FILE.py names one.".to_owned());
    } else {
        model.interpreters = found;
        model.file = file;
        model.card_scroll = 0;
        model.card = Some(Card::Interpreters { cursor: 0 });
    }
}

/// What a key does in the list, and in the question.
pub(super) fn act(model: &mut Model, action: Action) {
    let last = model.interpreters.len().saturating_sub(1);
    match (model.card, action) {
        (Some(Card::Interpreters { cursor }), Action::Up) => {
            let cursor = cursor.saturating_sub(1);
            model.card = Some(Card::Interpreters { cursor });
        }
        (Some(Card::Interpreters { cursor }), Action::Down) => {
            let cursor = (cursor + 1).min(last);
            model.card = Some(Card::Interpreters { cursor });
        }
        (Some(Card::Interpreters { cursor }), Action::Accept) => {
            let asked = model
                .interpreters
                .get(cursor)
                .is_some_and(|path| model.consented.contains(path));
            if asked {
                run(model, cursor);
            } else {
                model.card = Some(Card::Consent { cursor });
            }
        }
        (Some(Card::Consent { cursor }), Action::Accept) => {
            let chosen = model.interpreters.get(cursor).cloned();
            model.consented.extend(chosen);
            run(model, cursor);
        }
        _ => {}
    }
}

fn run(model: &mut Model, at: usize) {
    model.card = None;
    let (Some(interpreter), Some(file)) = (model.interpreters.get(at), &model.file) else {
        return;
    };
    let python = RealPython {
        interpreter: interpreter.as_path().into(),
        file: file.as_path().into(),
    };
    if let Some(watch) = model.watch_mut() {
        watch.run_python(python);
    }
}

/// The list.
pub(super) fn list(model: &Model, cursor: usize, width: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = model
        .interpreters
        .iter()
        .enumerate()
        .map(|(at, path)| {
            let here = at == cursor;
            let (mark, role, attrs) = if here {
                ("▸ ", Role::Selected, Attrs::REVERSE.and(Attrs::BOLD))
            } else {
                ("  ", Role::Strong, Attrs::NONE)
            };
            let mut line = Line::of(mark, Role::Selected).with_attrs(
                &format!("{:<8}", version(path).unwrap_or("?")),
                role,
                attrs,
            );
            line.push(&format!("  {}", path.display()), Role::Text, Attrs::NONE);
            if model.consented.contains(path) {
                line.push("  run before", Role::Muted, Attrs::NONE);
            }
            line.cut(width)
        })
        .collect();
    lines.push(Line::new());
    let words = "Versions are what the paths say: none of them has been run.";
    lines.extend(Line::of(words, Role::Muted).wrap(width, 0));
    lines
}

/// The question.
pub(super) fn question(model: &Model, cursor: usize, width: usize) -> Vec<Line> {
    let shown = |path: Option<&PathBuf>| path.map_or_else(String::new, |p| p.display().to_string());
    let command = format!(
        "{} {}",
        shown(model.interpreters.get(cursor)),
        shown(model.file.as_ref())
    );
    let mut lines = Line::of(&command, Role::Strong).wrap(width, 4);
    lines.push(Line::new());
    for words in [
        "This is no simulation: the program may do whatever you may, with your files and on the network.",
        "Its threads are looked at from outside, about every millisecond: on a core or asleep. Waiting for \
         the GIL looks the same as waiting for anything else.",
        "It is killed when you stop it (x), close the strip or quit, or when it takes too long.",
        "Enter runs it; Esc does not. You are asked once for each interpreter.",
    ] {
        lines.extend(Line::of(words, Role::Text).wrap(width, 0));
    }
    lines
}

/// `3.13.0` of `/…/versions/3.13.0/bin/python3`, `3.14t` of `/usr/bin/python3.14t`.
fn version(path: &Path) -> Option<&str> {
    let parts = path.iter().rev().filter_map(|part| part.to_str());
    parts
        .filter_map(|part| {
            let from = part.find("3.")?;
            let rest = &part[from..];
            let is_version = |c: char| c.is_ascii_digit() || c == '.' || c == 't';
            let end = rest.find(|c| !is_version(c)).unwrap_or(rest.len());
            Some(&rest[..end])
        })
        .next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_tell_versions() {
        for (path, expected) in [
            ("/home/a/.pyenv/versions/3.13.0/bin/python3", Some("3.13.0")),
            ("/usr/bin/python3.14t", Some("3.14t")),
            (
                "/a/uv/python/cpython-3.14.0-linux-x86_64-gnu/bin/python3",
                Some("3.14.0"),
            ),
            ("/usr/bin/python3", None),
        ] {
            assert_eq!(version(Path::new(path)), expected, "{path}");
        }
    }
}
