//! `gilscope grade`: holds a program against the goal of a lesson's task. Owns no judgement.

use super::args::GradeArgs;
use super::lessons::{find, library, variant};
use super::{Exit, Trouble, output, program};
use crate::lesson::{self, Grade, Lesson, Simulated};

pub(super) fn run(args: &GradeArgs) -> Result<Exit, Trouble> {
    let library = library(args.lessons.as_deref())?;
    let lesson = variant(&find(&library, &args.lesson)?, args.variant)?;
    let source = program::read(&args.file)?;
    let grade = lesson::grade(&lesson, &source, args.seed, &Simulated)
        .map_err(|error| Trouble::Usage(error.to_string()))?;
    if args.json {
        let document = document(args, &lesson, &grade);
        output::out(&format!("{document:#}\n"))?;
    } else {
        output::out(&text(&lesson, &grade))?;
    }
    Ok(if grade.met { Exit::Ok } else { Exit::Failed })
}

fn text(lesson: &Lesson, grade: &Grade) -> String {
    let verdict = if grade.met { "passed" } else { "not passed" };
    let mut text = format!("lesson {}, {}: {verdict}\n", lesson.number, lesson.title);
    for reason in &grade.reasons {
        text.push_str(&format!("  {reason}\n"));
    }
    text
}

fn document(args: &GradeArgs, lesson: &Lesson, grade: &Grade) -> serde_json::Value {
    let clauses = grade.clauses.iter().map(|clause| {
        serde_json::json!({ "goal": clause.text, "met": clause.met, "measured": clause.measured })
    });
    serde_json::json!({
        "version": 1,
        "lesson": lesson.name,
        "number": lesson.number,
        "variant": lesson.variant,
        "seed": args.seed,
        "passed": grade.met,
        "reasons": grade.reasons,
        "goals": clauses.collect::<Vec<_>>(),
    })
}
