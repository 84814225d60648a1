//! Owns what the text pane says of a task: knobs, lines, the learner's file, how an attempt went.

use std::ops::Range;

use super::super::model::Model;
use super::super::study::{Known, News, Study, Trial, Work};
use crate::lesson::{Beat, Trials};
use crate::view::{Attrs, Line, Role, inline, ticked};

/// What the pane of a task says, and which of its lines a key has just brought.
#[derive(Default)]
pub(super) struct TaskText {
    pub(super) lines: Vec<Line>,
    pub(super) news: Option<Range<usize>>,
}

/// What matters now comes first: the outcome of an attempt, the newest hint, then the task.
pub(super) fn change_text(model: &Model, study: &Study, width: usize) -> TaskText {
    let mut news = None;
    let change = &study.lesson.change;
    let hints = usize::from(study.kept(&model.progress).hints).min(change.hints.len());
    let hint = |number: usize| {
        let mut line = Line::of(&format!("Hint {number}: "), Role::Mark);
        line.extend(inline(&change.hints[number - 1], &study.facts));
        line.wrap(width, 2)
    };
    let mut lines = Vec::new();
    if study.trial != Trial::Turning {
        lines.extend(trial_lines(study, width));
        lines.push(Line::new());
    }
    if hints > 0 {
        let from = lines.len();
        lines.extend(hint(hints));
        if study.news == Some(News::Hint) {
            news = Some(from..lines.len());
        }
        lines.push(Line::new());
    }
    let task = inline(&change.task, &study.facts).emphasised(Attrs::BOLD);
    lines.extend(task.wrap(width, 0));
    lines.push(Line::new());
    let from = lines.len();
    lines.extend(knob_lines(study, width));
    lines.extend(order_lines(study, width));
    lines.extend(file_lines(study, width));
    if study.solution_shown && study.trial == Trial::Turning {
        let text = "This is the solution: run it.";
        lines.push(Line::of(text, Role::Mark));
        let turns = study.attempted.turns.iter().map(ToString::to_string);
        let turns: Vec<String> = turns.collect();
        if !turns.is_empty() {
            lines.extend(Line::of(&turns.join(", "), Role::Strong).wrap(width, 2));
        }
        if study.news == Some(News::Solution) {
            news = Some(from..lines.len());
        }
    }
    lines.push(Line::new());
    if study.trial == Trial::Turning {
        lines.extend(trial_lines(study, width));
    }
    for number in 1..hints {
        lines.extend(hint(number));
    }
    TaskText { lines, news }
}

/// What a lesson wants of a schedule that is being made, and the newest hint.
pub(super) fn scheduling_lines(model: &Model, study: &Study) -> Vec<Line> {
    if !study.schedules() {
        return Vec::new();
    }
    let change = &study.lesson.change;
    let task = inline(&change.task, &study.facts).emphasised(Attrs::BOLD);
    let hints = usize::from(study.kept(&model.progress).hints).min(change.hints.len());
    let newest = hints.checked_sub(1).map(|at| {
        let mut line = Line::of(&format!("Hint {hints}: "), Role::Mark);
        line.extend(inline(&change.hints[at], &study.facts));
        line
    });
    newest.into_iter().chain([task]).collect()
}

fn knob_lines(study: &Study, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for (at, knob) in study.lesson.change.knobs.iter().enumerate() {
        let here = at == study.item && study.trial == Trial::Turning;
        let mark = if here { "▸ " } else { "  " };
        let value = &knob.labels[study.attempted.knobs[at]];
        let mut line = Line::new()
            .with_attrs(mark, Role::Selected, Attrs::BOLD)
            .with(&format!("{}: ", knob.label), Role::Text);
        let attrs = if here { Attrs::REVERSE } else { Attrs::BOLD };
        line.push(&format!("← {value} →"), Role::Selected, attrs);
        lines.extend(line.wrap(width, 4));
    }
    lines
}

/// The lines in the program, numbered, and those beside it.
fn order_lines(study: &Study, width: usize) -> Vec<Line> {
    let Some(order) = &study.lesson.change.lines else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    let count = study.attempted.lines.len();
    let chosen = study.line().filter(|_| study.trial == Trial::Turning);
    for (at, line) in study.shown_lines().into_iter().enumerate() {
        if at == 0 && count > 0 {
            lines.push(Line::of("In the program:", Role::Muted));
        }
        if at == count {
            lines.push(Line::of("Not in the program:", Role::Muted));
        }
        let here = chosen == Some(line);
        let mark = if here { "▸ " } else { "  " };
        let attrs = if here { Attrs::REVERSE } else { Attrs::NONE };
        let role = if at < count {
            Role::CodeText
        } else {
            Role::Muted
        };
        let text = Line::new()
            .with_attrs(mark, Role::Selected, Attrs::BOLD)
            .with_attrs(&order.lines[line].text, role, attrs);
        lines.push(text.cut(width));
    }
    for line in &study.eliminated {
        let offered = &order.lines[*line];
        let mut text = Line::new().with_attrs("✗ ", Role::Wrong, Attrs::BOLD);
        text.push(offered.text.trim(), Role::CodeName, Attrs::NONE);
        text.push("  ", Role::Muted, Attrs::NONE);
        text.extend(inline(&offered.feedback, &study.facts));
        lines.extend(text.wrap(width, 2));
    }
    lines
}

/// Where the learner's own program is.
fn file_lines(study: &Study, width: usize) -> Vec<Line> {
    let Work::At(path) = &study.work else {
        return Vec::new();
    };
    let mut line = Line::of("Your program: ", Role::Text);
    line.push(path, Role::Strong, Attrs::BOLD);
    let mut lines = line.wrap(width, 2);
    let text = "e opens it in your editor. It runs whenever it is saved.";
    lines.extend(Line::of(text, Role::Text).wrap(width, 0));
    lines
}

/// The task without a fixed answer.
pub(super) fn make_lines(study: &Study, width: usize) -> Vec<Line> {
    let Some(make) = &study.lesson.make else {
        return Vec::new();
    };
    let mut lines = Vec::new();
    if study.trial != Trial::Turning {
        lines.extend(trial_lines(study, width));
        lines.push(Line::new());
    }
    let task = inline(&make.task, &study.facts).emphasised(Attrs::BOLD);
    lines.extend(task.wrap(width, 0));
    lines.push(Line::new());
    lines.extend(file_lines(study, width));
    if study.trial == Trial::Turning {
        lines.push(Line::new());
        lines.push(Line::new().with_attrs("Enter runs it.", Role::Key, Attrs::BOLD));
    }
    lines
}

/// What was wrong with the wrong lines that stood in the program.
fn wrong_lines(study: &Study, width: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    let Some(order) = &study.lesson.change.lines else {
        return lines;
    };
    let wrong = study
        .attempted
        .lines
        .iter()
        .filter(|line| order.is_distractor(**line));
    for line in wrong {
        let offered = &order.lines[*line];
        if let Some(misconception) = offered.misconception {
            let belief = Line::of("A common belief: ", Role::Muted);
            lines.extend(
                belief
                    .with(misconception.belief, Role::Wrong)
                    .wrap(width, 2),
            );
        }
        let mut text = Line::of(offered.text.trim(), Role::CodeName);
        text.push("  ", Role::Muted, Attrs::NONE);
        text.extend(inline(&offered.feedback, &study.facts));
        lines.extend(text.wrap(width, 0));
    }
    lines
}

/// How the attempt went, in words.
fn trial_lines(study: &Study, width: usize) -> Vec<Line> {
    let lines = trial_words(study, width).into_iter();
    lines.flat_map(|line| line.wrap(width, 0)).collect()
}

fn trial_words(study: &Study, width: usize) -> Vec<Line> {
    let key = |text: &str| Line::new().with_attrs(text, Role::Key, Attrs::BOLD);
    match &study.trial {
        Trial::Turning if study.lesson.change.lines.is_some() => {
            vec![key("Enter runs it. x: a hint. d: one wrong line less.")]
        }
        Trial::Turning if study.schedules() => {
            vec![key("Enter: be the scheduler. x: a hint.")]
        }
        Trial::Turning => vec![key("Enter runs it. x: a hint.")],
        Trial::Running => vec![
            Line::of("Running. The goal is checked at the end.", Role::Muted),
            key("Enter skips to the end."),
        ],
        Trial::Trying => {
            let schedules = study.trials.as_ref().and_then(Trials::schedules);
            let text = match schedules {
                Some((tried, most)) => {
                    format!("Schedule after schedule: {tried} tried, preemptions ≤ {most}.")
                }
                None => {
                    let (tried, of) = study.trials.as_ref().map_or((0, 0), Trials::progress);
                    format!("Run after run, each with another seed: {tried} of {of}.")
                }
            };
            let mut lines = Line::of(&text, Role::Muted).wrap(width, 0);
            lines.push(key("Esc stops it."));
            lines
        }
        Trial::Judged { met: true, .. } if study.beat == Beat::Make => {
            let asked = study
                .lesson
                .make
                .as_ref()
                .is_some_and(|make| make.goal.is_some());
            let text = if asked {
                "✓ Goal met."
            } else {
                "✓ It has run."
            };
            vec![
                Line::new().with_attrs(text, Role::Right, Attrs::BOLD),
                key("Enter ends the lesson. Save the program to run it again."),
            ]
        }
        Trial::Judged { met, evidence } => {
            let mut lines = Vec::new();
            if *met {
                lines.push(Line::new().with_attrs("✓ Goal met.", Role::Right, Attrs::BOLD));
                let known = Known {
                    trial: &study.trial_facts,
                    lesson: &study.facts,
                    verdicts: &study.verdicts,
                };
                lines.extend(inline(&study.lesson.change.success, &known).wrap(width, 0));
            } else if study.broken.is_some() {
                let text = "✗ It does not run.";
                lines.push(Line::new().with_attrs(text, Role::Wrong, Attrs::BOLD));
            } else {
                lines.push(Line::new().with_attrs("✗ Not yet.", Role::Wrong, Attrs::BOLD));
                lines.extend(wrong_lines(study, width));
            }
            let more = study.lesson.make.is_some();
            lines.push(key(match (*met, study.beat) {
                (true, Beat::Change) if more => "Enter: make one of your own. s: a solution.",
                (true, _) => "Enter ends the lesson. s: a solution.",
                (false, _) if study.broken.is_some() && study.edited().is_some() => {
                    "Mend the file and save it: it runs by itself. x: a hint."
                }
                (false, Beat::Make) => "Enter: change it and try again.",
                (false, _) => "Enter: change it and try again. x: a hint.",
            }));
            let texts = evidence.iter();
            lines.extend(texts.flat_map(|text| ticked(text, Role::Muted).wrap(width, 2)));
            if study.counterexample {
                let text = "The lanes show that run: go back in it with ←, ask why with w.";
                lines.extend(Line::of(text, Role::Mark).wrap(width, 0));
            }
            lines
        }
    }
}
