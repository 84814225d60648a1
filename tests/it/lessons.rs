//! Lessons are true, and broken ones are reported exactly.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use gilscope::base::Source;
use gilscope::lesson::{GradeError, Lesson, Library, Runner, Simulated, check, grade, scaffold};
use serde::{Deserialize, Serialize};

/// One mistake in a good lesson, and what is said about it.
#[derive(Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// The folder of the good lesson.
    #[serde(default = "two_sleepers")]
    of: String,
    file: String,
    replace: String,
    with: String,
    says: String,
}

fn data(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/data/lessons")
        .join(path)
}

/// Everything that `gilscope check` says about a folder, with paths from that folder.
fn said(folder: &Path, runner: &dyn Runner) -> String {
    let library = Library::load(folder).expect("the folder can be read");
    let said: Vec<String> = check(&library, runner)
        .iter()
        .map(|wrong| wrong.to_string().trim_end().to_owned())
        .collect();
    said.join("\n\n")
        .replace(&format!("{}/", folder.display()), "")
}

fn two_sleepers() -> String {
    "good/01-two-sleepers".to_owned()
}

/// A copy of a good lesson in a folder of its own, removed at the end.
struct Copy {
    course: PathBuf,
    lesson: String,
}

impl Copy {
    fn new(name: &str) -> Self {
        Self::of(name, &two_sleepers())
    }

    fn of(name: &str, lesson: &str) -> Self {
        let course =
            std::env::temp_dir().join(format!("gilscope-lesson-{name}-{}", std::process::id()));
        let (_, folder) = lesson.split_once('/').expect("a lesson is in a course");
        fs::create_dir_all(course.join(folder)).expect("the temporary folder can be written");
        for entry in fs::read_dir(data(lesson)).expect("the good lesson is there") {
            let path = entry.expect("the folder can be read").path();
            let file = path.file_name().expect("a file has a name");
            fs::copy(&path, course.join(folder).join(file)).expect("the copy can be written");
        }
        let order = format!("format_version = 1\norder = [\"{folder}\"]\n");
        fs::write(course.join("lessons.toml"), order).expect("the copy can be written");
        Self {
            course,
            lesson: folder.to_owned(),
        }
    }

    fn edit(&self, case: &Case) {
        let path = self.course.join(&self.lesson).join(&case.file);
        let text = fs::read_to_string(&path).expect("the case names a file of the lesson");
        let (old, new) = (case.replace.trim_end(), case.with.trim_end());
        assert_eq!(
            text.matches(old).count(),
            1,
            "{old:?} stands once in {}",
            case.file
        );
        fs::write(&path, text.replace(old, new)).expect("the copy can be written");
    }
}

impl Drop for Copy {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.course);
    }
}

#[test]
fn a_good_lesson_has_nothing_to_report() {
    assert_eq!(said(&data("good"), &Simulated), "");
}

#[test]
fn a_single_lesson_can_be_checked_by_itself() {
    let library = Library::load(&data("good/01-two-sleepers")).expect("the folder can be read");
    assert_eq!(library.lessons().len(), 1);
    assert_eq!(library.lessons()[0].folder(), "01-two-sleepers");
}

#[test]
fn folders_that_are_no_course_are_errors_with_a_remedy() {
    let error = |path: &Path| match Library::load(path) {
        Ok(_) => panic!("{} can be loaded", path.display()),
        Err(error) => error.to_string(),
    };
    let nowhere = data("nowhere");
    assert!(error(&nowhere).starts_with(&nowhere.display().to_string()));
    assert!(error(&data("broken")).contains("the folder needs a `lessons.toml`"));
    let copy = Copy::new("not-text");
    let page = copy.course.join("01-two-sleepers/page.md");
    fs::write(&page, [0xff, 0xfe, 0x00]).expect("the copy can be written");
    assert_eq!(
        error(&copy.course),
        format!(
            "{}: the file is not UTF-8 text; save it as UTF-8",
            page.display()
        )
    );
}

#[test]
fn a_course_in_disorder_is_reported_and_its_good_lessons_stay() {
    let copy = Copy::new("disorder");
    let order = "format_version = 1\norder = [\"01-two-sleepers\", \"02-gone\"]\n";
    fs::write(copy.course.join("lessons.toml"), order).expect("the copy can be written");
    fs::create_dir(copy.course.join("03-extra")).expect("the copy can be written");
    fs::write(copy.course.join("01-two-sleepers/notes.txt~"), "").expect("the copy can be written");
    insta::assert_snapshot!(said(&copy.course, &Simulated), @r#"
    lessons.toml:2:29: there is no folder `02-gone` (or it is listed twice)
        order = ["01-two-sleepers", "02-gone"]
                                    ^^^^^^^^^

    lessons.toml:1:1: the folder `03-extra` is not in `order`
        format_version = 1
        ^
    help: list it, or move it out of the course
    "#);
    let library = Library::load(&copy.course).expect("the folder can be read");
    assert_eq!(library.lessons().len(), 1);
    fs::remove_file(copy.course.join("01-two-sleepers/page.md")).expect("it was there");
    fs::write(copy.course.join("01-two-sleepers/notes.txt"), "").expect("the copy can be written");
    fs::write(
        copy.course.join("lessons.toml"),
        order.replace(", \"02-gone\"", ""),
    )
    .expect("as before");
    fs::remove_dir(copy.course.join("03-extra")).expect("it was there");
    insta::assert_snapshot!(said(&copy.course, &Simulated), @r"
    01-two-sleepers/notes.txt:1:1: `notes.txt` is not part of a lesson
        
        ^
    help: a lesson is `lesson.toml`, `page.md` and programs (`*.py`)

    01-two-sleepers/page.md:1:1: the lesson `01-two-sleepers` has no `page.md`
        
        ^
    ");
}

/// `INSTA_UPDATE=always` writes what is said into the cases.
#[test]
fn broken_lessons_are_reported_exactly() {
    let mut cases: Vec<PathBuf> = fs::read_dir(data("broken"))
        .expect("the cases are there")
        .map(|entry| entry.expect("the folder can be read").path())
        .collect();
    cases.sort();
    assert!(cases.len() >= 20);
    let update = std::env::var("INSTA_UPDATE").is_ok_and(|v| v == "always");
    let mut failed = Vec::new();
    for path in cases {
        let name = path
            .file_stem()
            .expect("a file has a name")
            .to_string_lossy()
            .into_owned();
        let text = fs::read_to_string(&path).expect("a case is text");
        let mut case: Case = toml::from_str(&text).unwrap_or_else(|e| panic!("{name}: {e}"));
        let copy = Copy::of(&name, &case.of);
        copy.edit(&case);
        let said = said(&copy.course, &Simulated);
        assert_ne!(said, "", "{name}: nothing was reported");
        if update && said != case.says.trim_end() {
            case.says = said + "\n";
            let text = toml::to_string_pretty(&case).expect("a case is plain text");
            fs::write(&path, text).expect("the case can be written");
        } else if said != case.says.trim_end() {
            failed.push(format!("--- {name}\n{said}\n"));
        }
    }
    assert!(failed.is_empty(), "{}", failed.join("\n"));
}

/// Programs that are edited, lines that are put in order, reviews, variants.
#[test]
fn all_kinds_of_tasks_are_proved() {
    assert_eq!(said(&data("tasks"), &Simulated), "");
    let library = Library::load(&data("tasks")).expect("the folder can be read");
    assert_eq!(library.lessons().len(), 4);
    assert_eq!(library.lessons()[2].variants, 2);
    assert_eq!(library.parts().len(), 2);
    assert_eq!(library.terms()[0].name, "deadlock");
}

/// The worked example of the manual, which is also what a new lesson is.
#[test]
fn a_new_lesson_is_the_manuals_example_and_true() {
    let folder = std::env::temp_dir().join(format!("gilscope-new-lessons-{}", std::process::id()));
    let made = scaffold(&folder, "my-own").expect("the temporary folder can be written");
    assert_eq!(made, folder.join("01-my-own"));
    let second = scaffold(&folder, "another").expect("the temporary folder can be written");
    assert_eq!(second, folder.join("02-another"));
    let taken = scaffold(&folder, "another").expect_err("the name is taken");
    assert!(
        taken
            .to_string()
            .ends_with("there is a lesson of this name already")
    );
    assert!(scaffold(&folder, "My Own").is_err());
    let wrong = said(&folder, &Simulated);
    let library = Library::load(&folder).expect("the folder can be read");
    fs::remove_dir_all(&folder).expect("it was just made");
    assert_eq!(wrong, "");
    assert_eq!(library.lessons().len(), 2);
    assert_eq!(library.lessons()[0].title, "My own");
}

/// The stored solution passes, the start does not, and says why.
#[test]
fn programs_are_graded() {
    let library = Library::load(&data("tasks")).expect("the folder can be read");
    let lesson = &library.lessons()[1];
    let grade_of = |file: &str| {
        let program = lesson.file(file).expect("it is a program of the lesson");
        grade(lesson, program, 0, &Simulated).expect("the task is about a program")
    };
    let good = grade_of("mended.py");
    assert!(good.met && good.reasons.is_empty(), "{good:?}");
    let bad = grade_of("transfer.py");
    assert!(!bad.met);
    insta::assert_snapshot!(bad.reasons.join("\n"));
    let broken = Source::new("answer.py", "def f(:\n");
    let broken = grade(lesson, &broken, 0, &Simulated).expect("the task is about a program");
    assert_eq!(
        broken.reasons,
        ["The program does not run: line 1: invalid syntax."]
    );
    // Where the task is a schedule, a program is what the last beat asks for.
    let course = Library::embedded();
    let deadlock = course.find("deadlock").expect("the course has it");
    let made = |file: &str| {
        let program = deadlock.file(file).expect("it is a program of the lesson");
        grade(deadlock, program, 0, &Simulated).expect("it is what can be made")
    };
    assert!(made("ordered.py").met);
    assert!(!made("once.py").met);
    let tool = course.find("the-right-tool");
    let tool = tool.expect("the course has it");
    let labels = |knob: usize| tool.change.knobs[knob].labels.join(", ");
    assert_eq!(labels(0), "one thread, four threads");
    assert_eq!(labels(4), "with GIL, free-threaded");
    let knobs = &library.lessons()[2];
    let program = knobs
        .file("naps.py")
        .expect("it is a program of the lesson");
    assert!(grade(knobs, program, 0, &Simulated).is_err());
}

/// The programs of a folder, with the numbers of the lessons that they are handed in for: `10-name.py`.
fn handed_in(folder: &str) -> Vec<(u32, Source, String)> {
    let entries = fs::read_dir(data(folder)).expect("the folder can be read");
    let mut paths: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be read").path())
        .collect();
    paths.sort();
    let of = |path: PathBuf| {
        let file = path.file_name().and_then(|name| name.to_str());
        let (number, _) = file
            .and_then(|name| name.split_once('-'))
            .expect("the name is a lesson's number, `-` and what it is");
        let number: u32 = number.parse().expect("it is a number");
        let text = fs::read_to_string(&path).expect("the program can be read");
        let program = Source::new("answer.py", text.as_str());
        (number, program, path.display().to_string())
    };
    paths.into_iter().map(of).collect()
}

/// What reaches a goal without doing the task: the known result printed, the work left out, nothing changed.
#[test]
fn what_is_no_solution_does_not_pass() {
    let course = Library::embedded();
    let mut graded = BTreeSet::new();
    let mut passed = Vec::new();
    for (number, program, path) in handed_in("cheats") {
        let lessons = course.lessons();
        let lesson = lessons.iter().find(|lesson| lesson.number == number);
        let lesson = lesson.expect("the course has the lesson");
        let found = grade(lesson, &program, 0, &Simulated).expect("the lesson grades it");
        if found.met {
            passed.push(path);
        } else {
            assert!(!found.reasons.is_empty(), "{path}: no reason");
        }
        graded.insert(number);
    }
    assert!(passed.is_empty(), "{}", passed.join("\n"));
    // Every lesson whose task is not only knobs.
    let start = |lesson: &Lesson| {
        let program = &lesson.change.runs[0].settings.program;
        let program = lesson.file(program).expect("the run has a program");
        grade(lesson, program, 0, &Simulated)
    };
    for lesson in course.lessons() {
        let is_graded = !matches!(start(lesson), Err(GradeError::NoProgram));
        assert_eq!(
            graded.contains(&lesson.number),
            is_graded,
            "{}",
            lesson.name
        );
    }
}

/// Right answers that are not the stored ones.
#[test]
fn what_solves_a_task_otherwise_passes() {
    let course = Library::embedded();
    let mut wrong = Vec::new();
    for (lesson, program, path) in handed_in("right") {
        let lesson = course.lessons().iter().find(|l| l.number == lesson);
        let lesson = lesson.expect("the course has the lesson");
        let found = grade(lesson, &program, 0, &Simulated).expect("the lesson grades it");
        if !found.met {
            wrong.push(format!("{path}: {}", found.reasons.join(" ")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_lessons_of_the_course_are_true() {
    let library = Library::embedded();
    let wrong: Vec<String> = check(&library, &Simulated)
        .iter()
        .map(ToString::to_string)
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    assert!(library.lessons().len() >= 3);
}
