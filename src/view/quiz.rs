//! Owns how a question looks: its answers, how sure the learner is, the locked prediction, the outcome.
//! Owns no choosing.

use crate::lesson::{Attempt, Quiz, Runs};

use super::page::inline;
use super::role::{Attrs, Role};
use super::text::Line;

/// A question as it is shown.
#[derive(Clone, Copy)]
pub struct QuizCard<'a> {
    pub quiz: &'a Quiz,
    pub runs: &'a dyn Runs,
    pub attempt: &'a Attempt,
    /// The answer that the cursor is on.
    pub cursor: usize,
    /// 0 while not given; 1 to 3.
    pub confidence: u8,
    /// Whether confidence is asked for (before the run, not after it).
    pub asks_confidence: bool,
    /// Whether the outcome may be told.
    pub told: bool,
}

impl std::fmt::Debug for QuizCard<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("QuizCard")
            .field("quiz", self.quiz)
            .finish_non_exhaustive()
    }
}

/// `a`, `b`, `c`, …
pub fn answer_letter(index: usize) -> char {
    char::from(b'a' + (index % 26) as u8)
}

/// What a confidence is called.
pub const fn confidence_word(confidence: u8) -> &'static str {
    match confidence {
        1 => "guessing",
        2 => "fairly sure",
        3 => "certain",
        _ => "not said",
    }
}

impl QuizCard<'_> {
    /// The question and its answers, to be chosen from.
    pub fn lines(&self, width: usize) -> Vec<Line> {
        let mut lines = inline(&self.quiz.question, self.runs)
            .emphasised(Attrs::BOLD)
            .wrap(width, 0);
        for (index, answer) in self.quiz.answers.iter().enumerate() {
            let text = inline(&answer.text, self.runs);
            lines.extend(self.answer(index, text, width));
        }
        if self.asks_confidence {
            lines.push(self.confidence_line());
        }
        lines
    }

    fn answer(&self, index: usize, text: Line, width: usize) -> Vec<Line> {
        let here = index == self.cursor;
        let tried = self.attempt.chosen.contains(&index);
        let right = self.quiz.answers[index].right;
        let (mark, role) = match (self.told && tried, right) {
            (true, true) => ("✓", Role::Right),
            (true, false) => ("✗", Role::Wrong),
            (false, _) if here => ("▸", Role::Selected),
            (false, _) => (" ", Role::Text),
        };
        let mut line = Line::new().with_attrs(mark, role, Attrs::BOLD).with_attrs(
            &format!(" {} ", answer_letter(index)),
            Role::Key,
            Attrs::BOLD,
        );
        let mut body = text;
        if self.told && tried && !right {
            body = body.muted();
        } else if here {
            body = body.emphasised(Attrs::REVERSE);
        }
        line.extend(body);
        line.wrap(width, 4)
    }

    fn confidence_line(&self) -> Line {
        let mut line = Line::of("How sure are you?  ", Role::Muted);
        for level in 1..=3u8 {
            let chosen = self.confidence == level;
            let attrs = if chosen { Attrs::REVERSE } else { Attrs::NONE };
            line.push(&level.to_string(), Role::Key, Attrs::BOLD);
            line.push(" ", Role::Text, Attrs::NONE);
            let role = if chosen { Role::Selected } else { Role::Text };
            line.push(confidence_word(level), role, attrs);
            line.push("   ", Role::Text, Attrs::NONE);
        }
        line
    }

    /// The prediction beside the outcome, and what a wrong one means.
    pub fn outcome(&self, width: usize) -> Vec<Line> {
        let mut lines = Vec::new();
        let Some(first) = self.attempt.first() else {
            return lines;
        };
        let said = &self.quiz.answers[first];
        let right = &self.quiz.answers[self.quiz.right()];
        let mut line = Line::of("You said: ", Role::Prediction);
        line.extend(inline(&said.text, self.runs).emphasised(Attrs::BOLD));
        line.push(
            &format!("  ({})", confidence_word(self.attempt.confidence)),
            Role::Muted,
            Attrs::NONE,
        );
        lines.extend(line.wrap(width, 4));
        let (mark, role) = if said.right {
            ("✓ It was:  ", Role::Right)
        } else {
            ("✗ It was:  ", Role::Wrong)
        };
        let mut line = Line::new().with_attrs(mark, role, Attrs::BOLD);
        line.extend(inline(&right.text, self.runs).emphasised(Attrs::BOLD));
        lines.extend(line.wrap(width, 4));
        lines.extend(self.feedback(first, width));
        lines
    }

    /// What is said to one who chose this answer.
    pub fn feedback(&self, index: usize, width: usize) -> Vec<Line> {
        let answer = &self.quiz.answers[index];
        let mut lines = Vec::new();
        if let Some(misconception) = answer.misconception.filter(|_| answer.quotes_belief) {
            lines.extend(
                Line::of("A common belief: ", Role::Muted)
                    .with(misconception.belief, Role::Wrong)
                    .wrap(width, 2),
            );
        }
        lines.extend(inline(&answer.feedback, self.runs).wrap(width, 0));
        lines
    }
}
