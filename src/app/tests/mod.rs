//! Owns the tests of the whole screen: keys in, text out. What they share is here; each subject is a file.

mod lab;
mod questions;
mod real;
mod tasks;
mod whole;

use std::time::Duration;

use super::keys::Key;
use super::model::Route;
use super::{Cmd, Model, Msg, Start, screen, update};
use crate::base::{ProgramFolder, Source};
use crate::lesson::{Beat, Library, Progress};
use crate::runtime;
use crate::session::{RunConfig, fixture};
use crate::view::Size;

pub(super) const SMALL: Size = Size {
    columns: 80,
    rows: 24,
};
pub(super) const LARGE: Size = Size {
    columns: 120,
    rows: 36,
};

fn lab(text: &str) -> Model {
    let start = Start::Lab {
        source: Ok(Source::new("hogs.py", text)),
        folder: ProgramFolder::default(),
        config: Box::new(RunConfig {
            runtime: runtime::find("gil").expect("it exists"),
            cores: 2,
            ..RunConfig::default()
        }),
    };
    model(start)
}

fn lessons() -> Model {
    model(Start::Lessons)
}

/// Three lessons of the course.
fn three() -> Library {
    Library::embedded().only(&["one-core-two-jobs", "meet-the-lock", "waiting-is-free"])
}

fn model(start: Start) -> Model {
    let mut model = Model::new(start, three(), Progress::default(), fixture::launch);
    update(&mut model, Msg::Resize(SMALL));
    ticks(&mut model, 8);
    model
}

/// Lets real time pass in frames of 50 ms.
pub(super) fn ticks(model: &mut Model, frames: usize) {
    for _ in 0..frames {
        if model.wants_tick() {
            let elapsed = Duration::from_millis(50);
            update(model, Msg::Tick { elapsed });
        }
    }
}

/// Presses keys by name; `tick` lets a tenth of a second pass, `wait` a minute. The last command.
pub(super) fn keys(model: &mut Model, text: &str) -> Cmd {
    let mut last = Cmd::None;
    for word in text.split_whitespace() {
        match word {
            "tick" => ticks(model, 2),
            "wait" => ticks(model, 1200),
            name => {
                let key: Key = name.parse().expect("a key's name");
                last = update(model, Msg::Key(key));
                ticks(model, 2);
            }
        }
    }
    last
}

pub(super) fn shown(model: &Model, size: Size) -> String {
    screen(model, size).grid.text()
}

fn masked(model: &Model, size: Size) -> String {
    screen(model, size).grid.mask()
}

/// A lesson whose numbers are those of the scripted runs.
const LESSON: &str = r#"
format_version = 1
title = "Turns"
idea = "One lock, one runner."
misconceptions = ["M7"]

[[run]]
name = "lock"
title = "with the GIL"
program = "hogs.py"
runtime = "cpython-3.14"
cores = 2

[[predict]]
run = "lock"
question = "Two equal jobs, two cores. When does the last one finish?"

[[predict.answer]]
text = "After 20 ms"
misconception = "M7"
expect = "makespan ~ 20ms ± 10%"
feedback = "Only one of the two cores can be used for Python code at a time."

[[predict.answer]]
text = "After 40 ms"
right = true
expect = "makespan ~ 40ms ± 10%"
feedback = "Right."

[see]
run = "lock"
question = "What did you see?"

[[see.answer]]
text = "Both ran all the time"
misconception = "M7"
expect = "parallelism > 1.5"
feedback = "Look at the lane of the GIL."

[[see.answer]]
text = "They took turns"
right = true
expect = "parallelism < 1.05"
feedback = "Yes, {{switches}} times."

[[investigate]]
run = "lock"
at = "first drop request of B"
look = "Choose thread B and press `w`."
question = "What does B wait for?"

[[investigate.answer]]
text = "A core"
misconception = "M7"
expect = 'runnable("B") > 5ms'
feedback = "One is free."

[[investigate.answer]]
text = "The GIL"
right = true
expect = 'waiting("B") > 5ms'
feedback = "Right."

[change]
task = "Let the run take half the time."
goal = "x.makespan < 30ms"
hints = ["What do they wait for?", "Turn the knob.", "Without a GIL."]
success = "It took {{x.makespan}}."

[[change.run]]
name = "x"
title = "run X"
program = "hogs.py"
runtime = "cpython-3.14"
cores = 2

[[change.knob]]
label = "runtime"
runs = ["x"]
sets = "runtime"
values = ["cpython-3.14", "free-threaded"]
start = "cpython-3.14"
solution = "free-threaded"
"#;

const PAGE: &str = "\
# Predict

One **lock**, `two` threads.

- an item that is longer than the pane is wide and goes on
- another

# Run

Watch the lane of the GIL.

# Compare

It took {{lock.makespan}}.

# Investigate

Step and look.

# Change

Your turn.
";

fn lesson() -> Model {
    let files = crate::lesson::LessonFiles {
        lesson: Source::new("lesson.toml", LESSON),
        page: Source::new("page.md", PAGE),
        programs: vec![("hogs.py".to_owned(), Source::new("hogs.py", fixture::HOGS))],
    };
    let lesson = match crate::lesson::read_lesson("90-turns", files) {
        Ok(lesson) => lesson,
        Err(wrong) => panic!("{}", wrong[0]),
    };
    model(Start::Lesson(lesson.into()))
}

/// Answers the open question rightly, wrongly first when it has been asked before.
pub(super) fn answer(model: &mut Model, right: bool) {
    let Route::Lesson(study) = &model.route else {
        panic!("a lesson is open");
    };
    let quiz = study.question(&model.progress).expect("a question is open");
    let wrong = (0..quiz.answers.len()).find(|at| *at != quiz.right());
    let at = if right {
        quiz.right()
    } else {
        wrong.expect("there is a wrong answer")
    };
    let letter = crate::view::answer_letter(at);
    keys(model, &format!("{letter} 2 enter"));
}

pub(super) fn asks(model: &Model) -> bool {
    match &model.route {
        Route::Lesson(study) => study.question(&model.progress).is_some(),
        _ => false,
    }
}

pub(super) fn beat(model: &Model) -> Option<Beat> {
    match &model.route {
        Route::Lesson(study) => Some(study.beat),
        _ => None,
    }
}
