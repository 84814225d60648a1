//! Owns questions and answers: which one waits, what may still be chosen, and what an answer leads to.
//! Owns no question: those are the lesson's.

use super::Study;
use crate::app::msg::Cmd;
use crate::lesson::{Attempt, Beat, Investigation, Progress, Quiz};

impl Study {
    /// The question that waits for an answer.
    pub(in crate::app) fn question(&self, progress: &Progress) -> Option<&Quiz> {
        let kept = self.kept(progress);
        let open = |quiz: &'_ Quiz, attempt: Option<&Attempt>| {
            !attempt.is_some_and(|attempt| attempt.is_right(quiz))
        };
        match self.beat {
            Beat::Predict if self.reviewed().is_some() => {
                self.reviewed().filter(|_| self.told.is_none())
            }
            Beat::Predict => {
                let attempt = kept.predict.get(self.at_question)?;
                let quiz = self.lesson.predict.get(self.at_question)?;
                attempt.first().is_none().then_some(quiz)
            }
            Beat::Compare if self.asking => {
                let quiz = &self.lesson.see;
                open(quiz, kept.see.as_ref()).then_some(quiz)
            }
            Beat::Investigate if self.asking => {
                let quiz = &self.investigation()?.quiz;
                open(quiz, kept.investigate.get(self.at_investigation)).then_some(quiz)
            }
            Beat::Run | Beat::Compare | Beat::Investigate | Beat::Change | Beat::Make => None,
        }
    }

    /// The question from an earlier lesson that is asked now, or whose outcome is told.
    pub(in crate::app) fn reviewed(&self) -> Option<&Quiz> {
        let review = self.lesson.reviews.get(*self.due.first()?)?;
        (self.beat == Beat::Predict).then_some(&review.quiz)
    }

    pub(in crate::app) fn investigation(&self) -> Option<&Investigation> {
        self.lesson.investigate.get(self.at_investigation)
    }

    /// Whether the question about what was to be seen has been answered rightly.
    pub(in crate::app) fn has_seen(&self, progress: &Progress) -> bool {
        let attempt = self.kept(progress).see.as_ref();
        attempt.is_some_and(|attempt| attempt.is_right(&self.lesson.see))
    }

    pub(in crate::app) fn investigation_done(&self, progress: &Progress) -> bool {
        let attempt = self.kept(progress).investigate.get(self.at_investigation);
        match (self.investigation(), attempt) {
            (Some(task), Some(attempt)) => attempt.is_right(&task.quiz),
            _ => true,
        }
    }

    /// Gives the answer under the cursor. A prediction counts only with how sure the learner is.
    pub(super) fn answer(&mut self, progress: &mut Progress) -> Cmd {
        if self.is_eliminated(self.cursor, progress) {
            return Cmd::None;
        }
        let (answer, confidence) = (self.cursor, self.confidence);
        let kept = progress.of_mut(&self.lesson.name);
        match self.beat {
            Beat::Predict => {
                if confidence == 0 {
                    return Cmd::None;
                }
                if let Some(review) = self.due.first() {
                    kept.review[*review].choose(answer, confidence);
                    self.told = Some(answer);
                    self.confidence = 0;
                    return Cmd::SaveProgress;
                }
                kept.predict[self.at_question].choose(answer, confidence);
                self.cursor = 0;
                self.confidence = 0;
                if self.at_question + 1 < self.lesson.predict.len() {
                    self.at_question += 1;
                    self.show_predicted();
                }
            }
            Beat::Compare => {
                kept.see
                    .get_or_insert_with(Attempt::default)
                    .choose(answer, confidence.max(1));
                self.told = Some(answer);
            }
            Beat::Investigate => {
                kept.investigate[self.at_investigation].choose(answer, confidence.max(1));
                self.told = Some(answer);
            }
            Beat::Run | Beat::Change | Beat::Make => {}
        }
        self.scroll = 0;
        if self.is_eliminated(self.cursor, progress) {
            self.cursor = self.first_open(progress);
        }
        if self.beat == Beat::Predict && self.told.is_none() && self.question(progress).is_none() {
            self.go_on(progress);
        }
        Cmd::SaveProgress
    }

    /// Whether the answer has been given before, and was wrong: it is not offered again.
    pub(in crate::app) fn is_eliminated(&self, answer: usize, progress: &Progress) -> bool {
        let kept = self.kept(progress);
        let attempt = match self.beat {
            Beat::Compare => kept.see.as_ref(),
            Beat::Investigate => kept.investigate.get(self.at_investigation),
            _ => None,
        };
        attempt.is_some_and(|attempt| attempt.chosen.contains(&answer))
    }

    /// The first answer that is still offered.
    pub(super) fn first_open(&self, progress: &Progress) -> usize {
        let count = self.question(progress).map_or(0, |quiz| quiz.answers.len());
        (0..count)
            .find(|answer| !self.is_eliminated(*answer, progress))
            .unwrap_or(0)
    }

    /// Whether every prediction has been made: before that no run is shown.
    pub(in crate::app) fn has_predicted(&self, progress: &Progress) -> bool {
        self.kept(progress)
            .predict
            .iter()
            .all(|attempt| attempt.first().is_some())
    }
}
