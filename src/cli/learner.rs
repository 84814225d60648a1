//! `gilscope lessons progress` and `reset`: what the learner has done. Owns no format of it.

use std::io::{self, BufRead, IsTerminal};

use super::args::LessonsArgs;
use super::lessons::{find, library};
use super::{Exit, Trouble, output};
use crate::lesson::{Attempt, Lesson, LessonProgress, Progress, ProgressFile, Quiz};

fn kept() -> Result<(ProgressFile, Progress), Trouble> {
    let file = ProgressFile::find().map_err(|error| Trouble::Usage(error.to_string()))?;
    let (progress, trouble) = file.load();
    if let Some(trouble) = trouble {
        output::error_line(&trouble.to_string())?;
    }
    Ok((file, progress))
}

pub(super) fn progress(args: &LessonsArgs) -> Result<Exit, Trouble> {
    let library = library(args.lessons.as_deref())?;
    let (_, progress) = kept()?;
    if args.json {
        let lessons = library.lessons().iter();
        let lessons: Vec<serde_json::Value> = lessons.map(|l| document(l, &progress)).collect();
        let document = serde_json::json!({ "version": 1, "lessons": lessons });
        output::out(&format!("{document:#}\n"))?;
        return Ok(Exit::Ok);
    }
    let mut text = String::new();
    for lesson in library.lessons() {
        let state = match progress.of(&lesson.name) {
            None => "not begun".to_owned(),
            Some(kept) if kept.done => "done".to_owned(),
            Some(kept) => format!("at: {}", kept.beat.name()),
        };
        text.push_str(&format!(
            "{:>3}  {:<40} {state}\n",
            lesson.number, lesson.title
        ));
    }
    output::out(&text)?;
    Ok(Exit::Ok)
}

fn document(lesson: &Lesson, progress: &Progress) -> serde_json::Value {
    let nothing = LessonProgress::default();
    let kept = progress.of(&lesson.name).unwrap_or(&nothing);
    let predicted = lesson.predict.iter().zip(&kept.predict);
    let predicted: Vec<serde_json::Value> = predicted.filter_map(|(q, a)| answered(q, a)).collect();
    serde_json::json!({
        "number": lesson.number,
        "name": lesson.name,
        "begun": progress.of(&lesson.name).is_some(),
        "done": kept.done,
        "beat": kept.beat.name(),
        "hints": kept.hints,
        "predictions": predicted,
    })
}

fn answered(quiz: &Quiz, attempt: &Attempt) -> Option<serde_json::Value> {
    let answer = quiz.answers.get(attempt.first()?)?;
    Some(serde_json::json!({
        "right": answer.right,
        "misconception": answer.misconception.map(|m| m.tag),
        "confidence": attempt.confidence,
    }))
}

pub(super) fn reset(args: &LessonsArgs, lesson: Option<&str>, yes: bool) -> Result<Exit, Trouble> {
    let (file, mut progress) = kept()?;
    let what = match lesson {
        None => "all lessons".to_owned(),
        Some(wanted) => {
            let lesson = find(&library(args.lessons.as_deref())?, wanted)?;
            let what = format!("lesson {}, {}", lesson.number, lesson.title);
            if !yes && !confirmed(&what)? {
                return Ok(Exit::Failed);
            }
            progress.forget(&lesson.name);
            return save(&file, &progress, &what);
        }
    };
    if !yes && !confirmed(&what)? {
        return Ok(Exit::Failed);
    }
    save(&file, &Progress::default(), &what)
}

fn save(file: &ProgressFile, progress: &Progress, what: &str) -> Result<Exit, Trouble> {
    file.save(progress)
        .map_err(|error| Trouble::Usage(error.to_string()))?;
    output::out(&format!("forgotten: {what}\n"))?;
    Ok(Exit::Ok)
}

fn confirmed(what: &str) -> Result<bool, Trouble> {
    if !io::stdin().is_terminal() {
        return Err(Trouble::Usage(format!(
            "forgetting your progress in {what} cannot be undone; add --yes to do it"
        )));
    }
    output::error(&format!(
        "Forget your progress in {what}? It cannot be undone. [y/N] "
    ))?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim(), "y" | "Y" | "yes"))
}
