//! Owns questions: answers, which of them are right, what a wrong one says about its chooser, and one
//! learner's attempt. Owns no drawing and no proof (that is `check`).

use serde::{Deserialize, Serialize};

use super::goal::Expr;
use super::markdown::Text;
use super::misconceptions::Misconception;

/// A question with answers to choose from, exactly one of which is right.
#[derive(Clone, PartialEq, Debug)]
pub struct Quiz {
    /// The run that the question is about.
    pub run: String,
    pub question: Text,
    pub answers: Vec<Answer>,
}

#[derive(Clone, PartialEq, Debug)]
pub struct Answer {
    pub text: Text,
    pub right: bool,
    /// What believing a wrong answer means.
    pub misconception: Option<&'static Misconception>,
    /// Whether the belief is quoted to one who chose this answer; not where it speaks of something else.
    pub quotes_belief: bool,
    /// Said after the run, to one who chose this answer.
    pub feedback: Text,
    /// True over the runs exactly when the answer is right.
    pub expect: Expr,
    /// Where the answer stands in `lesson.toml`, for messages.
    pub(super) place: super::report::Written,
}

impl Quiz {
    /// Index of the right answer.
    pub fn right(&self) -> usize {
        self.answers
            .iter()
            .position(|a| a.right)
            .expect("a lesson is only read when every question has one right answer")
    }
}

/// What a learner has answered to one question. The first choice is kept: it stays on the screen
/// beside the outcome.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attempt {
    /// Indices of the answers chosen, in order; the last one is the current one.
    pub chosen: Vec<usize>,
    /// 1 (guessing) to 3 (sure), as given with the first choice.
    pub confidence: u8,
}

impl Attempt {
    /// Chooses an answer; `confidence` counts with the first choice only.
    pub fn choose(&mut self, answer: usize, confidence: u8) {
        if self.chosen.is_empty() {
            self.confidence = confidence.clamp(1, 3);
        }
        if self.chosen.last() != Some(&answer) {
            self.chosen.push(answer);
        }
    }

    pub fn first(&self) -> Option<usize> {
        self.chosen.first().copied()
    }

    pub fn current(&self) -> Option<usize> {
        self.chosen.last().copied()
    }

    pub fn is_right(&self, quiz: &Quiz) -> bool {
        self.current() == Some(quiz.right())
    }
}
