//! Owns the variants of a lesson: the same questions and tasks with other numbers and names, for exams.
//! Which values there are, the lesson says; which of them, a number does. Owns no proof.

use std::collections::BTreeMap;

use crate::base::{Diagnostic, Source};

use super::format::{RawLesson, RawValue};
use super::model::{Lesson, LessonFiles, constant_in};
use super::read::{from_toml, read_whole};

impl Lesson {
    /// This lesson in another variant, from 0.
    ///
    /// # Errors
    /// What is wrong with the lesson in that variant.
    pub fn in_variant(&self, variant: usize) -> Result<Self, Vec<Diagnostic>> {
        read_variant(&self.folder(), self.original.clone(), variant)
    }

    /// Says so when a program has the constants of another variant of this lesson.
    pub(super) fn other_variant(&self, program: &str) -> Option<String> {
        let raw: RawLesson = from_toml(&self.original.lesson).ok()?;
        let own = raw.variant.get(self.variant)?;
        own.iter().find_map(|(name, value)| {
            let value = value.get_ref().to_string();
            let found = &program[constant_in(program, name)?];
            let of = |set: &BTreeMap<String, toml::Spanned<RawValue>>| {
                set.get(name).is_some_and(|other| other.get_ref().to_string() == found)
            };
            let other = raw.variant.iter().position(of)?;
            (found != value).then(|| {
                format!(
                    "The program is of another variant: it has `{name} = {found}`, as variant {other}; \
                     this is variant {}, with `{name} = {value}`.",
                    self.variant
                )
            })
        })
    }
}

/// Reads a lesson with one of its sets of values put in.
pub(super) fn read_variant(
    folder: &str,
    files: LessonFiles,
    variant: usize,
) -> Result<Lesson, Vec<Diagnostic>> {
    let raw: RawLesson = from_toml(&files.lesson).map_err(|wrong| vec![wrong])?;
    let Some(values) = raw.variant.get(variant) else {
        return read_whole(folder, files.clone(), files, 0);
    };
    let values: BTreeMap<&str, String> = values
        .iter()
        .map(|(name, value)| (name.as_str(), value.get_ref().to_string()))
        .collect();
    let put_in = |source: &Source| Source::new(source.name.clone(), filled(&source.text, &values));
    let programs = files.programs.iter().map(|(file, source)| {
        let text = with_constants(&filled(&source.text, &values), &values);
        (file.clone(), Source::new(source.name.clone(), text))
    });
    let put = LessonFiles {
        lesson: put_in(&files.lesson),
        page: put_in(&files.page),
        programs: programs.collect(),
    };
    read_whole(folder, put, files, variant)
}

/// The text with every `$NAME` replaced that has a value.
fn filled(text: &str, values: &BTreeMap<&str, String>) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        filled.push_str(&rest[..at]);
        let after = &rest[at + 1..];
        let end = after
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(after.len());
        match values.get(&after[..end]) {
            Some(value) => filled.push_str(value),
            None => {
                filled.push('$');
                filled.push_str(&after[..end]);
            }
        }
        rest = &after[end..];
    }
    filled.push_str(rest);
    filled
}

/// The program with its constants of these names set.
fn with_constants(text: &str, values: &BTreeMap<&str, String>) -> String {
    let mut text = text.to_owned();
    for (name, value) in values {
        if let Some(range) = constant_in(&text, name) {
            text.replace_range(range, value);
        }
    }
    text
}

impl RawLesson {
    /// Names that not every variant has a value for.
    pub(super) fn uneven_variant(&self) -> Option<(&str, std::ops::Range<usize>)> {
        let names = |set: &BTreeMap<String, toml::Spanned<RawValue>>| -> Vec<String> {
            set.keys().cloned().collect()
        };
        let first = self.variant.first()?;
        let odd = self.variant.iter().find(|set| names(set) != names(first))?;
        let missing = first.iter().find(|(name, _)| !odd.contains_key(*name));
        let extra = odd.iter().find(|(name, _)| !first.contains_key(*name));
        let (name, value) = missing.or(extra)?;
        Some((name, value.span()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_replaced_and_constants_set() {
        let values = BTreeMap::from([("WORK", "30".to_owned()), ("WORKER", "B".to_owned())]);
        assert_eq!(
            filled("$WORKER does $WORK of $5, $WORKS", &values),
            "B does 30 of $5, $WORKS"
        );
        assert_eq!(
            with_constants("WORK = 40  # ms\n", &values),
            "WORK = 30  # ms\n"
        );
    }
}
