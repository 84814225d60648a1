//! `gilscope lessons`: the lessons of the course; beginning one, and exams.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use super::args::{LessonsAction, LessonsArgs};
use super::{Exit, Trouble, learner, output, program};
use crate::lesson::{self, Job, Lesson, Library, MISCONCEPTIONS, RunFacts, Runner, Simulated};
use crate::trace::Trace;

/// The lessons in a folder, or the built-in ones.
pub(super) fn library(folder: Option<&Path>) -> Result<Library, Trouble> {
    match folder {
        None => Ok(Library::embedded()),
        Some(folder) if !folder.is_dir() => {
            let found = if folder.exists() {
                "it is a file"
            } else {
                "there is no such folder"
            };
            let shown = folder.display();
            Err(Trouble::Usage(format!(
                "can't open '{shown}': {found}; name a folder of lessons"
            )))
        }
        Some(folder) => Library::load(folder).map_err(|error| Trouble::Usage(error.to_string())),
    }
}

/// A lesson by number or name.
pub(super) fn find(library: &Library, wanted: &str) -> Result<Arc<Lesson>, Trouble> {
    library.find(wanted).cloned().ok_or_else(|| {
        let names: Vec<&str> = library.lessons().iter().map(|l| l.name.as_str()).collect();
        let names = names.join(", ");
        Trouble::Usage(format!("no lesson is called `{wanted}`; there are {names}"))
    })
}

/// A lesson in the variant that a seed decides.
pub(super) fn variant(lesson: &Arc<Lesson>, seed: u64) -> Result<Arc<Lesson>, Trouble> {
    let variant = (seed % lesson.variants as u64) as usize;
    if variant == lesson.variant {
        return Ok(lesson.clone());
    }
    match lesson.in_variant(variant) {
        Ok(other) => Ok(Arc::new(other)),
        Err(wrong) => {
            program::report(&wrong)?;
            Err(Trouble::Told(Exit::Failed))
        }
    }
}

pub(super) fn run(args: &LessonsArgs) -> Result<Exit, Trouble> {
    match &args.action {
        None => list(args),
        Some(LessonsAction::New { name, dir }) => new(dir, name),
        Some(LessonsAction::Misconceptions) => misconceptions(args),
        Some(LessonsAction::Progress) => learner::progress(args),
        Some(LessonsAction::Reset { lesson, yes }) => learner::reset(args, lesson.as_deref(), *yes),
        Some(LessonsAction::Exam {
            lesson,
            seed,
            answers,
        }) => exam(args, lesson, *seed, *answers),
    }
}

fn new(folder: &Path, name: &str) -> Result<Exit, Trouble> {
    let made = lesson::scaffold(folder, name).map_err(|error| Trouble::Usage(error.to_string()))?;
    let (made, folder) = (made.display(), folder.display());
    output::out(&format!(
        "{made}\ncheck it with `gilscope check {made}`, look at it with `gilscope learn --lessons {folder} {name}`\n"
    ))?;
    Ok(Exit::Ok)
}

/// The tags of wrong answers, and the beliefs that they stand for.
fn misconceptions(args: &LessonsArgs) -> Result<Exit, Trouble> {
    if args.json {
        let all = MISCONCEPTIONS.iter();
        let all = all.map(|m| serde_json::json!({ "tag": m.tag, "belief": m.belief }));
        let document =
            serde_json::json!({ "version": 1, "misconceptions": all.collect::<Vec<_>>() });
        output::out(&format!("{document:#}\n"))?;
        return Ok(Exit::Ok);
    }
    let lines = MISCONCEPTIONS
        .iter()
        .map(|m| format!("{:<4} {}\n", m.tag, m.belief));
    output::out(&lines.collect::<String>())?;
    Ok(Exit::Ok)
}

/// The sheet of questions, or of the right answers.
fn exam(args: &LessonsArgs, wanted: &str, seed: u64, answers: bool) -> Result<Exit, Trouble> {
    let library = library(args.lessons.as_deref())?;
    let lesson = variant(&find(&library, wanted)?, seed)?;
    let mut facts: BTreeMap<String, RunFacts> = BTreeMap::new();
    let mut traces: BTreeMap<String, Trace> = BTreeMap::new();
    for run in &lesson.runs {
        let asks = lesson.asks(&run.name);
        let program = lesson.program(&run.settings);
        let ran = program.map(|program| {
            Simulated.run(Job {
                program: &program,
                folder: &lesson.surroundings(),
                settings: &run.settings,
                asks: &asks,
            })
        });
        if let Some(Ok(ran)) = ran {
            facts.insert(run.name.clone(), ran.facts);
            traces.insert(run.name.clone(), ran.trace);
        }
    }
    let questions = lesson::questions(&lesson, seed, &facts, &traces);
    if args.json {
        return exam_document(&lesson, seed, answers, &questions);
    }
    let mut text = format!("{} (sheet {seed})\n", lesson.title);
    for (number, question) in (1..).zip(&questions) {
        if answers {
            let belief = question.misconceptions.iter().zip('a'..);
            let others =
                belief.filter_map(|(tag, letter)| tag.map(|t| format!("{letter} shows {t}")));
            let others: Vec<String> = others.collect();
            let right = letter(question.right);
            text.push_str(&format!("{number}. {right}  ({})\n", others.join(", ")));
            continue;
        }
        text.push_str(&format!(
            "\n{number}. ({}; {}) {}\n",
            question.program, question.run, question.text
        ));
        if let Some(lanes) = &question.lanes {
            text.push_str(&format!("\n{lanes}\n"));
        }
        for (at, answer) in question.answers.iter().enumerate() {
            text.push_str(&format!("   {}  {answer}\n", letter(at)));
        }
    }
    if !answers {
        for (file, source) in &lesson.files.programs {
            if questions.iter().any(|question| question.program == *file) {
                text.push_str(&format!("\n--- {file}\n{}", source.text));
            }
        }
    }
    output::out(&text)?;
    Ok(Exit::Ok)
}

fn letter(at: usize) -> char {
    char::from(b'a' + (at % 26) as u8)
}

fn exam_document(
    lesson: &Lesson,
    seed: u64,
    answers: bool,
    questions: &[lesson::Question],
) -> Result<Exit, Trouble> {
    let questions = questions.iter().map(|question| {
        let mut shown = serde_json::json!({
            "question": question.text, "program": question.program, "run": question.run,
            "lanes": question.lanes, "answers": question.answers,
        });
        if answers {
            shown["right"] = letter(question.right).to_string().into();
            shown["misconceptions"] = question.misconceptions.clone().into();
        }
        shown
    });
    let document = serde_json::json!({
        "version": 1, "lesson": lesson.name, "seed": seed, "variant": lesson.variant,
        "questions": questions.collect::<Vec<_>>(),
    });
    output::out(&format!("{document:#}\n"))?;
    Ok(Exit::Ok)
}

fn list(args: &LessonsArgs) -> Result<Exit, Trouble> {
    let library = library(args.lessons.as_deref())?;
    if args.json {
        let lessons: Vec<_> = library.lessons().iter().collect();
        let lessons: Vec<serde_json::Value> = lessons
            .iter()
            .map(|lesson| {
                serde_json::json!({
                    "number": lesson.number, "name": lesson.name, "title": lesson.title,
                })
            })
            .collect();
        let document = serde_json::json!({ "version": 1, "lessons": lessons });
        output::out(&format!("{document:#}\n"))?;
    } else {
        let mut text = String::new();
        for lesson in library.lessons() {
            text.push_str(&format!("{:>3}  {}\n", lesson.number, lesson.title));
        }
        output::out(&text)?;
    }
    if library.broken().is_empty() {
        return Ok(Exit::Ok);
    }
    program::report(library.broken())?;
    Ok(Exit::Failed)
}
