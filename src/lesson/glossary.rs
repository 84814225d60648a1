//! Owns the words of the course: one definition each, and the lesson that is about it; and the parts that
//! the course is cut into. Owns no drawing.

use crate::base::{Diagnostic, Source};

use super::format::{RawGlossary, RawOrder};
use super::parse::instead;
use super::read::{check_version, folder_name, from_toml, written};
use super::report::Helped;

pub(super) const GLOSSARY_FILE: &str = "glossary.toml";
/// Longest definition, in characters: three lines of the card at 80 columns.
const LONGEST: usize = 220;

/// A word of the course.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Term {
    pub name: String,
    pub says: String,
    /// Name of the lesson that is about it.
    pub lesson: Option<String>,
}

/// A part of the course: from its first lesson to the next part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Part {
    pub title: String,
    /// Name of its first lesson.
    pub first: String,
}

/// The terms, in alphabetical order. `lessons` are the names of those there are.
pub(super) fn terms(source: &Source, lessons: &[String], wrong: &mut Vec<Diagnostic>) -> Vec<Term> {
    let raw: RawGlossary = match from_toml(source) {
        Ok(raw) => raw,
        Err(error) => {
            wrong.push(error);
            return Vec::new();
        }
    };
    wrong.extend(check_version(source, &raw.format_version).err());
    let mut terms: Vec<Term> = Vec::new();
    for term in &raw.term {
        let name = term.name.get_ref();
        if terms.iter().any(|known| known.name == *name) {
            let place = written(source, &term.name);
            wrong.push(place.whole(format!("`{name}` is defined twice")));
        }
        let length = term.says.get_ref().chars().count();
        if length > LONGEST {
            let message = format!("a definition has at most {LONGEST} letters, this one {length}");
            wrong.push(written(source, &term.says).whole(message));
        }
        if let Some(lesson) = &term.lesson
            && !lessons.contains(lesson.get_ref())
        {
            let names = lessons.iter().map(String::as_str);
            let fault = written(source, lesson)
                .whole(format!("there is no lesson `{}`", lesson.get_ref()))
                .help(instead(lesson.get_ref(), "the lessons", names));
            wrong.push(fault);
        }
        terms.push(Term {
            name: name.clone(),
            says: term.says.get_ref().clone(),
            lesson: term.lesson.as_ref().map(|lesson| lesson.get_ref().clone()),
        });
    }
    terms.sort_by_key(|term| term.name.to_lowercase());
    terms
}

/// The parts of the course, in the order in which they are written.
pub(super) fn parts(source: &Source, raw: &RawOrder, wrong: &mut Vec<Diagnostic>) -> Vec<Part> {
    let known: Vec<&str> = raw
        .order
        .iter()
        .map(|name| name.get_ref().as_str())
        .collect();
    let mut parts = Vec::new();
    for part in &raw.part {
        let first = part.first.get_ref();
        if !known.contains(&first.as_str()) {
            let fault = written(source, &part.first)
                .whole(format!("`{first}` is not in `order`"))
                .help(instead(first, "the lessons", known.iter().copied()));
            wrong.push(fault);
        }
        parts.push(Part {
            title: part.title.get_ref().clone(),
            first: folder_name(first)
                .map_or(first.as_str(), |(_, name)| name)
                .to_owned(),
        });
    }
    parts
}
