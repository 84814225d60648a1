//! Owns what the text pane of a lesson says in each beat, and the question card.

use super::super::keys::key_for;
use super::super::model::Model;
use super::super::msg::Action;
use super::super::study::Study;
use super::canvas::Pane;
use super::task::{change_text, make_lines};
use crate::lesson::{Attempt, Beat, Quiz};
use crate::view::{Attrs, Line, QuizCard, Role, answer_letter, confidence_word, inline, page};

/// The text pane of the beat that is on.
pub(super) fn text_pane(model: &Model, study: &Study, width: usize) -> Pane {
    let mut news = None;
    let mut lines = match study.beat {
        Beat::Predict if study.reviewed().is_some() => again(width),
        Beat::Predict if study.question(&model.progress).is_none() => {
            said_lines(model, study, width)
        }
        Beat::Predict => Vec::new(),
        Beat::Run => run_lines(model, study, width),
        Beat::Compare => compare_lines(model, study, width),
        Beat::Investigate => investigate_lines(model, study, width),
        Beat::Change => {
            let text = change_text(model, study, width);
            news = text.news;
            text.lines
        }
        Beat::Make => make_lines(study, width),
    };
    // What the page says gives the answer away.
    let told = match study.beat {
        Beat::Compare => study.has_seen(&model.progress),
        Beat::Investigate => study.question(&model.progress).is_none(),
        Beat::Predict => study.reviewed().is_none(),
        _ => true,
    };
    if told {
        let words = page(study.lesson.page.beat(study.beat), &study.facts, width);
        let after = matches!(study.beat, Beat::Predict | Beat::Run);
        if after {
            let mut all = words;
            gap(&mut all);
            all.append(&mut lines);
            lines = all;
        } else {
            gap(&mut lines);
            lines.extend(words);
            if study.beat == Beat::Compare {
                gap(&mut lines);
                lines.extend(outcomes(model, study, width));
            }
        }
    }
    if let Some(text) = enter_after(model, study) {
        gap(&mut lines);
        lines.push(Line::new().with_attrs(text, Role::Key, Attrs::BOLD));
    }
    Pane {
        title: Line::of(study.beat.name(), Role::Heading),
        lines,
        scroll: study.scroll,
        news,
        page: true,
        more: key_for(&model.contexts(), Action::TextDown),
        focused: study.question(&model.progress).is_some() && study.beat != Beat::Predict,
        ..Pane::default()
    }
}

fn gap(lines: &mut Vec<Line>) {
    if lines.last().is_some_and(|line| line.width() > 0) {
        lines.push(Line::new());
    }
}

fn card<'a>(study: &'a Study, quiz: &'a Quiz, attempt: &'a Attempt) -> QuizCard<'a> {
    QuizCard {
        quiz,
        runs: &study.facts,
        attempt,
        cursor: study.cursor,
        confidence: study.confidence,
        asks_confidence: study.beat == Beat::Predict,
        told: study.beat != Beat::Predict,
    }
}

/// The question of the first beat.
pub(super) fn question_pane(model: &Model, study: &Study, width: usize) -> Option<Pane> {
    if let (Some(quiz), Some(told)) = (study.reviewed(), study.told) {
        return Some(reviewed_pane(study, quiz, told, width));
    }
    let quiz = study.question(&model.progress)?;
    let attempt = Attempt::default();
    if study.reviewed().is_some() {
        return Some(Pane {
            title: Line::new().with_attrs("Once more", Role::Heading, Attrs::BOLD),
            lines: card(study, quiz, &attempt).lines(width),
            focused: true,
            ..Pane::default()
        });
    }
    let count = study.lesson.predict.len();
    Some(Pane {
        title: Line::new().with_attrs(
            &format!("Predict: question {} of {count}", study.at_question + 1),
            Role::Heading,
            Attrs::BOLD,
        ),
        lines: card(study, quiz, &attempt).lines(width),
        focused: true,
        ..Pane::default()
    })
}

/// Before a question about something that was wrong in an earlier lesson.
fn again(width: usize) -> Vec<Line> {
    let text = "Before you begin: a question about something that you met in an earlier lesson, with \
                another program.";
    Line::of(text, Role::Text).wrap(width, 0)
}

/// What has become of the answer to a question from an earlier lesson.
fn reviewed_pane(study: &Study, quiz: &Quiz, told: usize, width: usize) -> Pane {
    let mut attempt = Attempt::default();
    attempt.choose(told, 1);
    let card = card(study, quiz, &attempt);
    let right = quiz.right();
    let (mark, role) = if told == right {
        ("✓ It is:  ", Role::Right)
    } else {
        ("✗ It is:  ", Role::Wrong)
    };
    let mut line = Line::new().with_attrs(mark, role, Attrs::BOLD);
    line.extend(inline(&quiz.answers[right].text, &study.facts).emphasised(Attrs::BOLD));
    let mut lines = line.wrap(width, 4);
    lines.extend(card.feedback(told, width));
    lines.push(Line::new().with_attrs("Press Enter to go on.", Role::Key, Attrs::BOLD));
    Pane {
        title: Line::new().with_attrs("Once more", Role::Heading, Attrs::BOLD),
        lines,
        focused: true,
        ..Pane::default()
    }
}

/// The predictions of a lesson that is read again.
fn said_lines(model: &Model, study: &Study, width: usize) -> Vec<Line> {
    let kept = study.kept(&model.progress);
    let mut lines = Vec::new();
    for (quiz, attempt) in study.lesson.predict.iter().zip(&kept.predict) {
        let question = inline(&quiz.question, &study.facts);
        lines.extend(question.emphasised(Attrs::BOLD).wrap(width, 0));
        lines.extend(said(study, quiz, attempt, width));
    }
    lines.push(Line::new().with_attrs("Press Enter to go on.", Role::Key, Attrs::BOLD));
    lines
}

/// `You said: …`, once something was said.
fn said(study: &Study, quiz: &Quiz, attempt: &Attempt, width: usize) -> Vec<Line> {
    let Some(first) = attempt.first() else {
        return Vec::new();
    };
    let mut line = Line::of("You said: ", Role::Prediction);
    line.extend(inline(&quiz.answers[first].text, &study.facts).emphasised(Attrs::BOLD));
    let sure = format!("  ({})", confidence_word(attempt.confidence));
    line.push(&sure, Role::Muted, Attrs::NONE);
    line.wrap(width, 4)
}

/// The predictions made, kept in sight while the run is watched.
fn run_lines(model: &Model, study: &Study, width: usize) -> Vec<Line> {
    let runs = study.predicted_runs();
    let mut lines = Vec::new();
    if let Some(run) = runs.get(study.at_run) {
        if runs.len() > 1 {
            let text = format!("Run {} of {}: {}", study.at_run + 1, runs.len(), run.title);
            let heading = Line::new().with_attrs(&text, Role::Strong, Attrs::BOLD);
            lines.extend(heading.wrap(width, 0));
        }
        let kept = study.kept(&model.progress);
        for (quiz, attempt) in study.lesson.predict.iter().zip(&kept.predict) {
            if quiz.run == run.name {
                lines.extend(said(study, quiz, attempt, width));
            }
        }
    }
    let next = if study.watch.seen.nanos() == 0 {
        "Press space to play."
    } else if study.watch.at_end() {
        "Press Enter to go on."
    } else {
        ""
    };
    if !next.is_empty() {
        lines.push(Line::new().with_attrs(next, Role::Key, Attrs::BOLD));
    }
    lines
}

/// First what has become of each prediction, one at a time; then the question about what was to be seen.
fn compare_lines(model: &Model, study: &Study, width: usize) -> Vec<Line> {
    if study.asking || study.has_seen(&model.progress) {
        let none = Attempt::default();
        let kept = study.kept(&model.progress);
        let attempt = kept.see.as_ref().unwrap_or(&none);
        return asked(study, &study.lesson.see, attempt, width);
    }
    let mut lines = outcome(model, study, study.at_question, width);
    let next = if study.at_question + 1 < study.lesson.predict.len() {
        "Enter: your next prediction."
    } else {
        "Enter: a question about what you saw."
    };
    lines.push(Line::new().with_attrs(next, Role::Key, Attrs::BOLD));
    lines
}

/// What has become of this prediction.
fn outcome(model: &Model, study: &Study, at: usize, width: usize) -> Vec<Line> {
    let kept = study.kept(&model.progress);
    let (Some(quiz), Some(attempt)) = (study.lesson.predict.get(at), kept.predict.get(at)) else {
        return Vec::new();
    };
    let mut lines = inline(&quiz.question, &study.facts)
        .emphasised(Attrs::BOLD)
        .wrap(width, 0);
    lines.extend(card(study, quiz, attempt).outcome(width));
    lines
}

fn outcomes(model: &Model, study: &Study, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for at in 0..study.lesson.predict.len() {
        gap(&mut lines);
        lines.extend(outcome(model, study, at, width));
    }
    lines
}

/// A question after the run: to be answered until the answer is right, with what each wrong one means.
fn asked(study: &Study, quiz: &Quiz, attempt: &Attempt, width: usize) -> Vec<Line> {
    let card = card(study, quiz, attempt);
    if attempt.is_right(quiz) {
        let right = quiz.right();
        let mut lines = inline(&quiz.question, &study.facts)
            .emphasised(Attrs::BOLD)
            .wrap(width, 0);
        let mut line = Line::new().with_attrs("✓ ", Role::Right, Attrs::BOLD);
        line.push(
            &format!("{} ", answer_letter(right)),
            Role::Key,
            Attrs::BOLD,
        );
        line.extend(inline(&quiz.answers[right].text, &study.facts));
        lines.extend(line.wrap(width, 4));
        lines.extend(card.feedback(right, width));
        return lines;
    }
    let mut lines = Vec::new();
    if let Some(told) = study.told {
        let mut feedback = Line::new().with_attrs("✗ Not that one. ", Role::Wrong, Attrs::BOLD);
        feedback.extend(inline(&quiz.answers[told].feedback, &study.facts));
        lines.extend(feedback.wrap(width, 0));
    }
    lines.extend(card.lines(width));
    lines
}

fn investigate_lines(model: &Model, study: &Study, width: usize) -> Vec<Line> {
    let Some(task) = study.investigation() else {
        return Vec::new();
    };
    let none = Attempt::default();
    let kept = study.kept(&model.progress);
    let attempt = kept.investigate.get(study.at_investigation);
    let attempt = attempt.unwrap_or(&none);
    if study.asking {
        return asked(study, &task.quiz, attempt, width);
    }
    let mut lines = Vec::new();
    let count = study.lesson.investigate.len();
    let heading = if count > 1 {
        format!(
            "Task {} of {count}. Marked: {}",
            study.at_investigation + 1,
            task.moment.text
        )
    } else {
        format!("Marked: {}", task.moment.text)
    };
    let heading = Line::new().with_attrs(&heading, Role::Mark, Attrs::BOLD);
    lines.extend(heading.wrap(width, 0));
    lines.extend(inline(&task.look, &study.facts).wrap(width, 0));
    lines.push(Line::new());
    if study.investigation_done(&model.progress) {
        lines.extend(asked(study, &task.quiz, attempt, width));
    }
    lines
}

/// What Enter does once the page has been read: it stands below all of it, or who obeys reads no further.
fn enter_after(model: &Model, study: &Study) -> Option<&'static str> {
    match study.beat {
        Beat::Compare if study.has_seen(&model.progress) => Some("Press Enter to go on."),
        Beat::Investigate if study.investigation_done(&model.progress) => {
            Some("Press Enter to go on.")
        }
        Beat::Investigate if !study.asking => Some("Looked? Enter shows the question."),
        _ => None,
    }
}
