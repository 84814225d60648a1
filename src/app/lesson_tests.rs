//! Owns the tests of the way through lessons of all kinds: keys in, text out.

use std::path::Path;
use std::sync::Arc;

use super::keys::Key;
use super::model::Route;
use super::tests::{LARGE, SMALL, answer, asks, beat, keys, shown, ticks};
use super::{Cmd, Model, Msg, Start, update};
use crate::base::Source;
use crate::lesson::{Beat, Lesson, Library, Progress};
use crate::session::simulate;
use crate::sim::policy::fingerprint;

/// Lessons with every kind of task.
fn tasks() -> Library {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/lessons/tasks");
    Library::load(&folder).expect("the lessons are there")
}

fn open(library: &Library, lesson: &Arc<Lesson>, progress: Progress) -> Model {
    let start = Start::Lesson(lesson.clone());
    let mut model = Model::new(start, library.clone(), progress, simulate);
    update(&mut model, Msg::Resize(SMALL));
    model
}

/// A lesson of [`tasks`] in its fifth beat.
pub(super) fn at_the_task(number: usize) -> (Model, Arc<Lesson>) {
    let library = tasks();
    let lesson = library.lessons()[number - 1].clone();
    let mut model = open(&library, &lesson, Progress::default());
    while beat(&model) == Some(Beat::Predict) {
        answer(&mut model, true);
    }
    keys(&mut model, "n n n");
    assert_eq!(beat(&model), Some(Beat::Change));
    (model, lesson)
}

/// Wrong first, wherever that is possible; the task by its stored solution.
fn walk(library: &Library, lesson: &Arc<Lesson>, progress: Progress) {
    let mut model = open(library, lesson, progress);
    while beat(&model) == Some(Beat::Predict) {
        if asks(&model) {
            answer(&mut model, false);
        } else {
            keys(&mut model, "enter");
        }
    }
    for steps in 0..80 {
        assert!(steps < 79, "{}: {}", lesson.name, shown(&model, SMALL));
        match beat(&model) {
            None => break,
            Some(_) if asks(&model) => {
                answer(&mut model, false);
                let text = shown(&model, SMALL);
                assert!(text.contains("✗ Not that one."), "{}: {text}", lesson.name);
                answer(&mut model, true);
            }
            Some(Beat::Change) => {
                keys(&mut model, "x x x x s enter tick enter");
                ticks(&mut model, 400);
                let text = shown(&model, LARGE);
                assert!(text.contains("✓ Goal met."), "{}: {text}", lesson.name);
                assert!(model.progress().is_done(&lesson.name), "{}", lesson.name);
                keys(&mut model, "enter");
            }
            Some(Beat::Make) => {
                let make = lesson.make.as_ref().expect("the lesson has this beat");
                let solution = make.solution.as_ref().and_then(|file| lesson.file(file));
                if let Some(solution) = solution {
                    update(&mut model, Msg::SourceChanged(solution.clone()));
                }
                keys(&mut model, "enter wait");
                // Without a goal there is nothing to meet, and no solution.
                assert_eq!(solution.is_some(), make.goal.is_some(), "{}", lesson.name);
                let text = shown(&model, LARGE);
                let met = text.contains("✓ Goal met.");
                assert_eq!(met, make.goal.is_some(), "{}: {text}", lesson.name);
                keys(&mut model, "enter");
            }
            Some(Beat::Investigate) => {
                ticks(&mut model, 50);
                let text = shown(&model, LARGE);
                assert!(text.contains('◆'), "{}: {text}", lesson.name);
                keys(&mut model, "enter");
            }
            Some(_) => {
                keys(&mut model, "end wait enter");
            }
        }
    }
    assert!(model.progress().is_done(&lesson.name), "{}", lesson.name);
}

#[test]
fn every_lesson_of_the_course_can_be_finished() {
    let library = Library::embedded();
    for lesson in library.lessons() {
        walk(&library, lesson, Progress::default());
    }
}

#[test]
fn tasks_of_every_kind_can_be_finished() {
    let library = tasks();
    for lesson in library.lessons() {
        walk(&library, lesson, Progress::default());
    }
}

#[test]
fn a_program_is_edited_in_a_file_and_run_when_it_is_saved() {
    let (mut model, lesson) = at_the_task(2);
    let Cmd::OpenWork(work) = keys(&mut model, "R") else {
        panic!("a file is asked for");
    };
    assert_eq!(
        (work.lesson.as_str(), work.file.as_str()),
        ("mend-the-transfer", "transfer.py")
    );
    let start = Source::new("/home/me/transfer.py", work.start.clone());
    let path = "/home/me/transfer.py".to_owned();
    update(
        &mut model,
        Msg::WorkReady {
            path,
            source: start,
        },
    );
    let text = shown(&model, LARGE);
    assert!(text.contains("/home/me/transfer.py"), "{text}");
    assert_eq!(update(&mut model, Msg::Key(Key::Char('e'))), Cmd::Edit);

    let broken = Source::new("/home/me/transfer.py", "def give(:\n");
    update(&mut model, Msg::SourceChanged(broken));
    for key in ["tick", "enter"] {
        keys(&mut model, key);
        let text = shown(&model, LARGE);
        assert!(text.contains("1 def give(:"), "the text as it is: {text}");
        assert!(
            text.contains("SyntaxError") && text.contains("File \"/home/me/transfer.py\", line 1"),
            "{text}"
        );
        assert!(!text.contains("core 0"), "lanes of another program: {text}");
        assert!(!text.contains("space play"), "{text}");
    }

    let unsafe_one = lesson.file("transfer.py").expect("it is there").clone();
    update(&mut model, Msg::SourceChanged(unsafe_one.clone()));
    keys(&mut model, "enter wait wait wait");
    let text = shown(&model, LARGE);
    assert!(
        text.contains("✗ Not yet.") && text.contains("The lanes show that run"),
        "{text}"
    );
    let (_, verdict) = text.split_once("✗ Not yet.").expect("there is one");
    let (missing, met) = (verdict.find('✗'), verdict.find('✓'));
    assert!(missing.is_some() && missing < met, "{text}");
    let watch = model.watch_mut().expect("a run is shown");
    let session = watch.session();
    let schedule = session.config().schedule.as_ref().expect("one of many");
    assert_eq!(session.program().source().text, unsafe_one.text);
    assert_eq!(schedule.fingerprint, fingerprint(&unsafe_one.text));
    let trouble = session.end().and_then(|end| end.trouble.clone());
    let trouble = trouble.unwrap_or_default();
    assert!(
        text.contains("deadlock") && trouble.contains("deadlock"),
        "{trouble}: {text}"
    );

    let mended = lesson.file("mended.py").expect("it is there").text.clone();
    update(&mut model, Msg::SourceChanged(Source::new("x.py", mended)));
    keys(&mut model, "enter wait");
    let text = shown(&model, SMALL);
    assert!(text.contains("✓ Goal met."), "{text}");

    let Cmd::OpenWork(afresh) = keys(&mut model, "R") else {
        panic!("a new file is asked for");
    };
    assert!(afresh.afresh);
    assert!(!shown(&model, SMALL).contains("Goal met."));
}

#[test]
fn lines_are_put_in_order() {
    let (mut model, _) = at_the_task(1);
    insta::assert_snapshot!(shown(&model, SMALL));
    keys(&mut model, "enter wait");
    ticks(&mut model, 100);
    assert!(
        shown(&model, SMALL).contains("Not yet."),
        "{}",
        shown(&model, SMALL)
    );
    keys(&mut model, "enter d");
    let text = shown(&model, LARGE);
    assert!(
        text.contains("Every round makes a lock of its own"),
        "{text}"
    );
    // Down to the lock, into the program, up to the top.
    keys(&mut model, "down down space left left enter wait");
    ticks(&mut model, 100);
    let text = shown(&model, SMALL);
    assert!(text.contains("✓ Goal met."), "{text}");
    assert!(text.contains("the balance is 40000"), "{text}");
}

#[test]
fn what_was_wrong_is_asked_again_two_lessons_later() {
    let library = tasks();
    let first = &library.lessons()[0];
    let mut model = open(&library, first, Progress::default());
    while beat(&model) == Some(Beat::Predict) {
        answer(&mut model, false);
    }
    let progress = model.progress().clone();
    let second = open(&library, &library.lessons()[1], progress.clone());
    assert!(!shown(&second, SMALL).contains("Once more"));
    let mut third = open(&library, &library.lessons()[2], progress);
    let text = shown(&third, SMALL);
    assert!(
        text.contains("Once more") && text.contains("naps.py"),
        "{text}"
    );
    answer(&mut third, true);
    assert!(
        shown(&third, SMALL).contains("✓ It is"),
        "{}",
        shown(&third, SMALL)
    );
    keys(&mut third, "enter");
    assert!(shown(&third, SMALL).contains("When are both awake?"));
    let progress = third.progress().clone();
    let again = open(&library, &library.lessons()[2], progress);
    assert!(!shown(&again, SMALL).contains("Once more"));
}

#[test]
fn glossary_map_and_forgetting() {
    let library = tasks();
    let first = &library.lessons()[0];
    let mut model = open(&library, first, Progress::default());
    keys(&mut model, "t");
    let text = shown(&model, SMALL);
    assert!(
        text.contains("deadlock") && text.contains("(more in lesson 1)"),
        "{text}"
    );
    keys(&mut model, "esc M");
    insta::assert_snapshot!(shown(&model, SMALL));
    keys(&mut model, "esc b 2 enter esc D");
    assert!(shown(&model, SMALL).contains("Forget your answers in lesson 1"));
    keys(&mut model, "n D");
    assert_eq!(keys(&mut model, "y"), Cmd::SaveProgress);
    assert!(model.progress().of(&first.name).is_none());
}

#[test]
fn a_lesson_is_read_again_where_the_learner_is() {
    let (mut model, _) = at_the_task(3);
    update(&mut model, Msg::Failed("lesson.toml:1:1: wrong".to_owned()));
    assert!(shown(&model, SMALL).contains("lesson.toml:1:1: wrong"));
    update(&mut model, Msg::LessonsChanged(tasks()));
    assert!(!shown(&model, SMALL).contains("wrong"));
    assert_eq!(beat(&model), Some(Beat::Change));
    assert!(matches!(&model.route, Route::Lesson(study) if study.lesson.name == "asked-again"));
}

#[test]
fn lines_that_make_no_program_are_shown_with_what_is_wrong() {
    let (mut model, lesson) = at_the_task(1);
    keys(&mut model, "down down space enter");
    let text = shown(&model, SMALL);
    let path = &lesson.file("deposit.py").expect("it is there").name;
    assert!(text.contains("IndentationError"), "{text}");
    assert!(text.contains("File \"deposit.py\", line"), "{text}");
    assert!(!text.contains(&**path) || !path.contains('/'), "{text}");
    assert!(text.contains("with lock:"), "{text}");
    keys(&mut model, "enter space");
    assert!(!shown(&model, SMALL).contains("IndentationError"));
}
