//! Owns the tests of being the scheduler: keys in, text out.

use super::lesson_tests::at_the_task;
use super::tests::{LARGE, SMALL, keys, shown, ticks};
use super::{Model, Msg, Start, update};
use crate::base::{ProgramFolder, Source};
use crate::lesson::{Library, Progress};
use crate::session::{RunConfig, simulate};

const COUNTER: &str = "\
from threading import Thread
counter = 0
def add_one(n):
    return n + 1
def work():
    global counter
    counter = add_one(counter)
a = Thread(target=work, name='A')
b = Thread(target=work, name='B')
a.start()
b.start()
a.join()
b.join()
print(counter)
";

fn lab(text: &str) -> Model {
    let start = Start::Lab {
        source: Ok(Source::new("counter.py", text)),
        folder: ProgramFolder::default(),
        config: Box::new(RunConfig {
            cores: 2,
            ..RunConfig::default()
        }),
    };
    let mut model = Model::new(start, Library::embedded(), Progress::default(), simulate);
    update(&mut model, Msg::Resize(SMALL));
    ticks(&mut model, 8);
    model
}

#[test]
fn a_counter_is_broken_in_the_lab() {
    let mut model = lab(COUNTER);
    keys(&mut model, "b tick");
    let text = shown(&model, SMALL);
    assert!(text.contains("You are the scheduler"), "{text}");
    // A goes on into the call; then the main thread starts B, which runs to its end.
    keys(&mut model, "1 tick");
    let text = shown(&model, SMALL);
    for line in [
        "MainThread waits, at line 11. Who goes",
        "▸2 A  line 7  reads counter, 0",
        " 3 B  starts  goes on to line 7",
        "choices 1  preemptions 1  s everywhere",
        "gs1:cpython-3.14:2:8bdbd943:1@9=0",
        "◁ A wants GIL",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
}

#[test]
fn a_line_at_which_nobody_can_be_stopped_is_refused() {
    let mut model = lab(COUNTER);
    keys(&mut model, "b tick l 9 9 enter");
    let text = shown(&model, LARGE);
    assert!(text.contains("At line 99 nobody can be stopped."), "{text}");
    keys(&mut model, "l 9 esc");
    assert!(shown(&model, SMALL).contains("You are the scheduler"));
    keys(&mut model, "u");
    let text = shown(&model, SMALL);
    assert!(text.contains("no choice to take back"), "{text}");
    keys(&mut model, "f wait enter tick");
    let text = shown(&model, SMALL);
    assert!(text.contains("by schedule"), "{text}");
    keys(&mut model, "b esc esc");
}

#[test]
fn a_lesson_asks_for_a_schedule() {
    let (mut model, _) = at_the_task(4);
    keys(&mut model, "enter tick");
    let text = shown(&model, SMALL);
    assert!(text.contains("You are the scheduler"), "{text}");
    assert!(text.contains("with 1 preemption"), "{text}");
    // The rest by itself: long turns end, and that is counted.
    keys(&mut model, "f wait");
    let text = shown(&model, SMALL);
    assert!(text.contains("printed: 159996"), "{text}");
    assert!(text.contains("preemptions 20"), "{text}");
    keys(&mut model, "enter wait");
    let text = shown(&model, LARGE);
    assert!(text.contains("✗ Not yet."), "{text}");
    // Back to the choices, with a hint.
    keys(&mut model, "enter enter tick u x tick");
    let text = shown(&model, SMALL);
    assert!(text.contains("Hint 1"), "{text}");
    assert!(text.contains("choices 0  preemptions 0"), "{text}");
}

#[test]
fn a_thread_keeps_its_number_and_does_what_is_told_at_the_line_that_is_told() {
    let mut model = lab(COUNTER);
    keys(&mut model, "b tick");
    let text = shown(&model, SMALL);
    assert!(text.contains("No clock takes turns here"), "{text}");
    // The main thread stands in a.start(), line 10; B is started in line 11.
    assert!(
        text.contains(" 1 M main  line 11  starts B; waits"),
        "{text}"
    );
    assert!(text.contains("▸2 A  line 7  reads counter, 0"), "{text}");
    keys(&mut model, "1 tick");
    let text = shown(&model, SMALL);
    assert!(
        text.contains("Just now: MainThread: starts B; waits"),
        "{text}"
    );
    assert!(
        text.contains("2 A  line 7") && text.contains("3 B"),
        "{text}"
    );
    keys(&mut model, "9");
    let text = shown(&model, SMALL);
    assert!(text.contains("Thread 9 cannot go on now."), "{text}");
    assert!(text.contains("2 A  line 7"), "{text}");
}
