//! Owns what fits the panes of a screen of 80x24: questions with their answers, feedback, hints. Owns no
//! drawing: a text is measured as plain words.

use std::collections::BTreeMap;

use super::facts::RunFacts;
use super::markdown::{NOT_YET, Text, plain};
use super::report::Written;

/// Where a text is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Pane {
    /// A question with its answers, across the screen.
    Question,
    /// What is said of an answer or a solved task, across the screen, below what was asked.
    Feedback,
    /// Beside the code: a hint above the task, or where to look.
    Beside,
}

/// Columns inside a frame, and lines that leave room for what else must be in sight.
impl Pane {
    const fn columns(self) -> usize {
        match self {
            Self::Question | Self::Feedback => 78,
            Self::Beside => 38,
        }
    }

    const fn lines(self) -> usize {
        match self {
            Self::Question => 10,
            Self::Feedback => 4,
            Self::Beside => 8,
        }
    }
}

/// A text, and how many lines it takes.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Measured {
    pane: Pane,
    lines: usize,
    pub(super) place: Written,
}

impl Measured {
    /// The texts below each other, all but the first after an answer's letter.
    pub(super) fn of<'t>(
        pane: Pane,
        texts: impl IntoIterator<Item = &'t Text>,
        place: Written,
    ) -> Self {
        let texts = texts.into_iter().enumerate();
        let lines = texts.map(|(at, text)| {
            let letter = if at == 0 { 0 } else { 4 };
            wrapped(&words(text), pane.columns() - letter)
        });
        Self {
            pane,
            lines: lines.sum(),
            place,
        }
    }

    /// What is wrong with it.
    pub(super) fn too_long(&self) -> Option<String> {
        let (lines, most, columns) = (self.lines, self.pane.lines(), self.pane.columns());
        let what = match self.pane {
            Pane::Question => "this question takes, with its answers,",
            Pane::Feedback | Pane::Beside => "this text takes",
        };
        (lines > most).then(|| {
            format!("{what} {lines} lines of {columns} columns; {most} fit on a screen of 80x24")
        })
    }
}

/// So long is a number that a run decides, as a rule.
const NUMBER: &str = "000.0 ms";

/// As it reads once its numbers are known.
fn words(text: &Text) -> String {
    let nothing: BTreeMap<String, RunFacts> = BTreeMap::new();
    plain(text, &nothing).replace(NOT_YET, NUMBER)
}

/// How many lines it takes.
fn wrapped(text: &str, columns: usize) -> usize {
    let (mut lines, mut column) = (1, 0);
    for word in text.split_whitespace() {
        let width = word.chars().count();
        if column > 0 && column + 1 + width > columns {
            lines += 1;
            column = width;
        } else {
            column += width + usize::from(column > 0);
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::wrapped;

    #[test]
    fn words_are_not_cut() {
        assert_eq!(wrapped("", 10), 1);
        assert_eq!(wrapped("four five six", 13), 1);
        assert_eq!(wrapped("four five six", 12), 2);
        assert_eq!(wrapped("four five six", 5), 3);
    }
}
