//! Owns which questions come back: those about a misconception that a learner has shown two lessons ago or
//! earlier (in the last lesson, in any lesson before it), and has not been asked about rightly since. Owns no asking.

use std::sync::Arc;

use super::misconceptions::Misconception;
use super::model::Lesson;
use super::progress::Progress;
use super::quiz::{Attempt, Quiz};

/// So many lessons lie between a wrong answer and its being asked about again.
const DISTANCE: usize = 2;

/// The last lesson asks about the one before it, too: no other will.
const AT_THE_END: usize = 1;

/// Which of the lesson's reviews are due. `lessons` are those of the course, in their order.
pub fn due(lessons: &[Arc<Lesson>], lesson: &Lesson, progress: &Progress) -> Vec<usize> {
    let Some(here) = lessons.iter().position(|known| known.name == lesson.name) else {
        return Vec::new();
    };
    let is_last = here + 1 == lessons.len();
    let distance = if is_last { AT_THE_END } else { DISTANCE };
    let earlier = &lessons[..(here + 1).saturating_sub(distance)];
    let missed: Vec<&Misconception> = earlier
        .iter()
        .flat_map(|earlier| shown(earlier, progress))
        .collect();
    let reviews = lesson.reviews.iter().enumerate();
    reviews
        .filter(|(_, review)| missed.contains(&review.misconception))
        .filter(|(at, review)| {
            let kept = progress.of(&lesson.name);
            let attempt = kept.and_then(|kept| kept.review.get(*at));
            attempt.is_none_or(|attempt| attempt.first().is_none())
                && !is_settled(lessons, review.misconception, progress)
        })
        .map(|(at, _)| at)
        .collect()
}

/// The misconceptions that first answers in a lesson have shown.
fn shown<'a>(lesson: &'a Lesson, progress: &Progress) -> Vec<&'a Misconception> {
    let Some(kept) = progress.of(&lesson.name) else {
        return Vec::new();
    };
    let predicted = lesson.predict.iter().zip(&kept.predict);
    let seen = std::iter::once(&lesson.see).zip(&kept.see);
    let quizzes = lesson.investigate.iter().map(|task| &task.quiz);
    let investigated = quizzes.zip(&kept.investigate);
    let wrong = |(quiz, attempt): (&'a Quiz, &Attempt)| {
        let answer = quiz.answers.get(attempt.first()?)?;
        answer.misconception
    };
    predicted
        .chain(seen)
        .chain(investigated)
        .filter_map(wrong)
        .collect()
}

/// Whether some review of it has been answered rightly at once.
fn is_settled(lessons: &[Arc<Lesson>], misconception: &Misconception, progress: &Progress) -> bool {
    lessons.iter().any(|lesson| {
        let Some(kept) = progress.of(&lesson.name) else {
            return false;
        };
        let mut reviews = lesson.reviews.iter().zip(&kept.review);
        reviews.any(|(review, attempt)| {
            review.misconception == misconception && attempt.first() == Some(review.quiz.right())
        })
    })
}
