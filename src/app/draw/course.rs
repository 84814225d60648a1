//! Owns the cards about the whole course: its words, its map, forgetting what was done.

use std::collections::BTreeMap;

use super::super::model::Model;
use crate::lesson::{Lesson, RunFacts};
use crate::view::{Attrs, Line, Role, inline, ticked};

/// Every word of the course, with its one definition and the lesson that is about it.
pub(super) fn glossary(model: &Model, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for term in model.library.terms() {
        let mut line = Line::new().with_attrs(&term.name, Role::Strong, Attrs::BOLD);
        line.push("  ", Role::Text, Attrs::NONE);
        line.extend(ticked(&term.says, Role::Text));
        let mut lessons = model.library.lessons().iter();
        if let Some(lesson) = lessons.find(|lesson| Some(&lesson.name) == term.lesson.as_ref()) {
            let about = format!("  (more in lesson {})", lesson.number);
            line.push(&about, Role::Muted, Attrs::NONE);
        }
        lines.extend(line.wrap(width, 4));
    }
    if lines.is_empty() {
        lines.push(Line::of("These lessons have no glossary.", Role::Muted));
    }
    lines
}

/// The lessons in their parts, what each is about and how far the learner is.
pub(super) fn map(model: &Model, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for lesson in model.library.lessons() {
        let mut parts = model.library.parts().iter();
        if let Some(part) = parts.find(|part| part.first == lesson.name) {
            if !lines.is_empty() {
                lines.push(Line::new());
            }
            lines.push(Line::new().with_attrs(&part.title, Role::Heading, Attrs::BOLD));
        }
        lines.extend(entry(model, lesson, width));
    }
    lines
}

/// Whether the lesson is done, or begun.
pub(super) fn progress_mark(model: &Model, lesson: &Lesson) -> Line {
    let (mark, role) = if model.progress.is_done(&lesson.name) {
        ("✓", Role::Right)
    } else if model.progress.of(&lesson.name).is_some() {
        ("…", Role::Beat)
    } else {
        (" ", Role::Muted)
    };
    Line::new().with_attrs(mark, role, Attrs::BOLD)
}

fn entry(model: &Model, lesson: &Lesson, width: usize) -> Vec<Line> {
    let mut line = progress_mark(model, lesson);
    line.push(
        &format!(" {:>2}  ", lesson.number),
        Role::Muted,
        Attrs::NONE,
    );
    line.push(&lesson.title, Role::Strong, Attrs::BOLD);
    line.push("  ", Role::Text, Attrs::NONE);
    let nothing: BTreeMap<String, RunFacts> = BTreeMap::new();
    line.extend(inline(&lesson.idea, &nothing));
    line.wrap(width, 6)
}

/// Asks before what the learner has done in a lesson is forgotten.
pub(super) fn reset(model: &Model, width: usize) -> Vec<Line> {
    let Some(lesson) = model.library.lessons().get(model.chosen) else {
        return Vec::new();
    };
    let text = format!(
        "Forget your answers in lesson {}, {}? It cannot be undone. Your own programs are kept.",
        lesson.number, lesson.title
    );
    let mut lines = Line::of(&text, Role::Text).wrap(width.min(72), 0);
    let keys = "y or Enter: forget it.  n or Esc: keep it.";
    lines.push(Line::new().with_attrs(keys, Role::Key, Attrs::BOLD));
    lines
}
