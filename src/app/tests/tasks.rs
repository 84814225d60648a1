//! Owns the tests of the beats after the run: what is seen, investigated and changed.

use super::{LARGE, SMALL, answer, asks, beat, keys, lesson, masked, shown};
use crate::app::lesson_tests::at_the_task;
use crate::app::model::Route;
use crate::app::{Cmd, Model, Msg, Start, update};
use crate::lesson::{Beat, Library, Progress};
use crate::session::{fixture, simulate};
use crate::view::Size;

#[test]
fn an_investigation_goes_to_its_moment() {
    let mut model = lesson();
    keys(&mut model, "b 1 enter end enter enter b enter enter w");
    insta::assert_snapshot!(shown(&model, SMALL), @"
     gilscope  90 Turns                      predict▸run▸compare▸INVESTIGATE▸change
    ┌ Investigate ─────────────────────────┐┌ hogs.py ────────────────────────────▲┐
    │Marked: first drop request of B       ││ 2                                    │
    │Choose thread B and press w.          ││ 3 def burn(n):                       │
    │                                      ││ 4▸    while n > 0:               ◁A◀B│
    │Step and look.                        ││ 5         n -= 1                     │
    │                                      ││ 6                                    │
    │Looked? Enter shows the question.     ││ 7 a = threading.Thread(target=burn, …│
    │                                      ││ 8 b = threading.Thread(target=burn, …│
    │                                      ││ 9 a.start()                          │
    └──────────────────────────────────────┘└───────────────────────────────────J ▼┘
    ┌ CPython 3.14 · GIL · 2 cores · 5 ms ─────────────── 5.500 ms  ×1/200  paused ┐
    │core 0 MA███████│        A███████        A████████        A████████        M  │
    │core 1          B████████        B███████         B███████         B███████   │
    │GIL    MA─────▲▼B──────▲▼A─────▲▼B─────▲▼A──────▲▼B─────▲▼A────────B───────M  │
    │M main █╌╌╌╌╌╌╌╌j╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ joining ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌█  │
    │A      █████████w░░░░░░↑░████████░░░░░░░↑█████████░░░░░░░↑█████████_________  │
    │B      ░░░░░░░░↓#████████░░░░░░↓░████████░░░░░░░↓░████████░░░░░░░░░████████_  │
    │       0 ms     ◆      10               20               30               40  │
    └ ┃ this moment, by letter · other columns: what filled most of 596.2 µs ──────┘
    ┌ why ─────────────────────────────────────────────────────────────────────────┐
    │A wants the GIL since 5.500 ms: B has held it since 5.500 ms                  │
    └──────────────────────────────────────────────────────────────────────────────┘
     Enter go on · space play · ←/→ event · ,/. bytecode · g GIL⇄free · ? all keys
    ");
    insta::assert_snapshot!(shown(&model, LARGE), @r#"
     gilscope  90 Turns                                                              predict▸run▸compare▸INVESTIGATE▸change
    ┌ Investigate ─────────────────────────────────────────────┐┌ hogs.py ─────────────────────────────────────────────────┐
    │Marked: first drop request of B                           ││ 1 import threading                                       │
    │Choose thread B and press w.                              ││ 2                                                        │
    │                                                          ││ 3 def burn(n):                                           │
    │Step and look.                                            ││ 4▸    while n > 0:              ◁ A wants GIL ◀ B running│
    │                                                          ││ 5         n -= 1                                         │
    │Looked? Enter shows the question.                         ││ 6                                                        │
    │                                                          ││ 7 a = threading.Thread(target=burn, args=(400_000,), nam…│
    │                                                          ││ 8 b = threading.Thread(target=burn, args=(400_000,), nam…│
    │                                                          ││ 9 a.start()                                              │
    │                                                          ││10 b.start()                                              │
    │                                                          ││11 a.join()                                    ◁ M joining│
    │                                                          ││12 b.join()                                               │
    │                                                          ││13 print("done")                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    │                                                          ││                                                          │
    └──────────────────────────────────────────────────────────┘└──────────────────────────────────────────────────────────┘
    ┌ CPython 3.14 · GIL · 2 cores · 5 ms ─────────────────────────────────────────────────────── 5.500 ms  ×1/200  paused ┐
    │core 0 MA████████████│             A████████████             A████████████             A████████████             M    │
    │core 1               B█████████████             B████████████             B████████████             B████████████     │
    │GIL    MA──────────▲▼B───────────▲▼A──────────▲▼B──────────▲▼A──────────▲▼B──────────▲▼A────────────B────────────M    │
    │M main █╌╌ joining ╌╌j╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ joining ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌█    │
    │A       █████████████w░░░░░░░░░░░↑░█████████████░░░░░░░░░░░↑░█████████████░░░░░░░░░░░↑░█████████████______________    │
    │B       ░░░░░░░░░░░░↓#█████████████░░░░░░░░░░░↓░█████████████░░░░░░░░░░░↓░█████████████░░░░░░░░░░░░░█████████████_    │
    │       0 ms         5◆           10           15           20           25           30           35           40     │
    └ ┃ this moment, by letter · other columns: what filled most of 381.3 µs ──────────────────────────────────────────────┘
    ┌ why ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────┐
    │A wants the GIL since 5.500 ms: B has held it since 5.500 ms                                                          │
    └──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘
     Enter go on · space play · ←/→ event · ,/. bytecode · g GIL⇄free · c compare · r real · b schedule · w why · ? all keys
    "#);
    insta::assert_snapshot!(masked(&model, LARGE), @r#"
    @@@@@@@@@@ hhhhhhhh                                                              ....................bbbbbbbbbbb........
    --hhhhhhhhhhh-------------------------------------------------hhhhhhh---------------------------------------------------
    -mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm                           --ll>KKKKKKcNNNNNNNNN                                       -
    -                          N                               --ll>                                                       -
    -                                                          --ll>KKKcNNNNoNoo                                           -
    -                                                          --~~>ccccKKKKKcNcoc#o              WWWWWWWWWWWWW RRRRRRRRRRR-
    -                                                          --ll>ccccccccNcooc#                                         -
    -kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk                         --ll>                                                       -
    -                                                          --ll>NcocNNNNNNNNNoNNNNNNoNNNNNNoNNNNocNNNNoo#######ooocNNNN-
    -                                                          --ll>NcocNNNNNNNNNoNNNNNNoNNNNNNoNNNNocNNNNoo#######ooocNNNN-
    -                                                          --ll>NoNNNNNoo                                              -
    -                                                          --ll>NoNNNNNoo                                              -
    -                                                          --ll>NoNNNNoo                                    JJJJJJJJJJJ-
    -                                                          --ll>NoNNNNoo                                               -
    -                                                          --ll>UUUUUo""""""o                                          -
    -                                                          --                                                          -
    -                                                          --                                                          -
    -                                                          --                                                          -
    -                                                          --                                                          -
    -                                                          --                                                          -
    -                                                          --                                                          -
    -                                                          --                                                          -
    ------------------------------------------------------------------------------------------------------------------------
    ==hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh=========================================================ssssssss................==
    =...... RRRRRRRRRRRRRR|_____________RRRRRRRRRRRRR_____________RRRRRRRRRRRRR_____________RRRRRRRRRRRRR_____________R____=
    =...... ______________~RRRRRRRRRRRRR_____________RRRRRRRRRRRRR_____________RRRRRRRRRRRRR_____________RRRRRRRRRRRRR_____=
    =+++    ++++++++++++^v~+++++++++++^v+++++++++++^v+++++++++++^v+++++++++++^v+++++++++++^v+++++++++++++++++++++++++++____=
    =s..... RJJJJJJJJJJJJJ~JJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJR    =
    =~       RRRRRRRRRRRRR~WWWWWWWWWWWwWRRRRRRRRRRRRRWWWWWWWWWWWwWRRRRRRRRRRRRRWWWWWWWWWWWwWRRRRRRRRRRRRRDDDDDDDDDDDDDD    =
    =s       WWWWWWWWWWWWw~RRRRRRRRRRRRRWWWWWWWWWWWwWRRRRRRRRRRRRRWWWWWWWWWWWwWRRRRRRRRRRRRRWWWWWWWWWWWWWRRRRRRRRRRRRRD    =
    =       aaaa         a~           aa           aa           aa           aa           aa           aa           aa     =
    =||......................................................................===============================================
    --hhh-------------------------------------------------------------------------------------------------------------------
    -                                                                                                                      -
    ------------------------------------------------------------------------------------------------------------------------
     kkkkk.........kkkkk........kkk.........kkk............k............k...........k........k............k.......k.........
    "#);
    keys(&mut model, "enter a enter");
    let text = shown(&model, SMALL);
    assert!(text.contains("One is free."), "{text}");
    keys(&mut model, "b enter enter");
    assert!(shown(&model, SMALL).contains("CHANGE"));
}

#[test]
fn a_goal_is_missed_hinted_at_and_met() {
    let mut model = lesson();
    keys(&mut model, "b 1 enter n n n");
    insta::assert_snapshot!(shown(&model, SMALL), @"
     gilscope  90 Turns                      predict▸run▸compare▸investigate▸CHANGE
    ┌ Change ──────────────────────────────┐┌ hogs.py ─────────────────────────────┐
    │Let the run take half the time.       ││ 1 import threading                   │
    │                                      ││ 2                                    │
    │▸ runtime: ← CPython 3.14 →           ││ 3 def burn(n):                       │
    │                                      ││ 4     while n > 0:                   │
    │Enter runs it. x: a hint.             ││ 5         n -= 1                     │
    │                                      ││ 6                                    │
    │Your turn.                            ││ 7 a = threading.Thread(target=burn, …│
    │                                      ││ 8 b = threading.Thread(target=burn, …│
    │                                      ││ 9 a.start()                          │
    │                                      ││10 b.start()                          │
    │                                      ││11 a.join()                           │
    │                                      ││12 b.join()                           │
    └──────────────────────────────────────┘└───────────────────────────────────J ▼┘
    ┌ CPython 3.14 · GIL · 2 cores · 5 ms ─────────────────── 0 ns  ×1/200  paused ┐
    │core 0 M                                                                      │
    │core 1 │                                                                      │
    │GIL    M                                                                      │
    │M main #                                                                      │
    │       0 ms            10               20               30               40  │
    └──────────────────────────────────────────────────────────────────────────────┘
     w why  MainThread runs Python on core 0
     ↑/↓ knob · →/← change · Enter run it · x hint · ,/. bytecode · ? all keys
    ");
    keys(&mut model, "s enter wait");
    let text = shown(&model, SMALL);
    assert!(text.contains("✗ Not yet."), "{text}");
    keys(&mut model, "x enter x");
    let text = shown(&model, SMALL);
    assert!(text.contains("Hint 2: Turn the knob."), "{text}");
    keys(&mut model, "x s enter wait");
    insta::assert_snapshot!(shown(&model, SMALL), @"
     gilscope  90 Turns                      predict▸run▸compare▸investigate▸CHANGE
    ┌ Change ──────────────────────────────────────────────────────────────────────┐
    │✓ Goal met.                                                                   │
    │It took 21 ms.                                                                │
    │Enter ends the lesson. s: a solution.                                         │
    │✓ duration: 20.7 ms; wanted: less than 30.0 ms                                │
    │                                                                              │
    │Hint 3: Without a GIL.                                                        │
    │                                                                              │
    │Let the run take half the time.                                               │
    │                                                                              │
    │  runtime: ← CPython 3.14t →                                                  │
    │                                                                              │
    └──────────────────────────────────────────────────────────────────────Ctrl-D ▼┘
    ┌ CPython 3.14t · no GIL · 2 cores ──────────────────── 20.700 ms  ×1/500  end ┐
    │core 0 M█A█████████████████████████████████████████████████████████████████M  │
    │core 1   B█████████████████████████████████████████████████████████████████   │
    │M main ██╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ joining ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌█  │
    │A       ███████████████████████████████████████████████████████████████████_  │
    │B       ███████████████████████████████████████████████████████████████████_  │
    │       0 ms            5               10               15              20 ┃  │
    └ a column: what filled most of 303.2 µs ──────────────────────────────────────┘
     w why  The program ended at 20.700 ms; A ended at 20.500 ms
     x hint · Enter go on · space play · ←/→ event · ,/. bytecode · ? all keys
    ");
    assert!(model.progress().is_done("turns"));
    keys(&mut model, "enter");
    let text = shown(&model, SMALL);
    assert!(text.contains("Lesson 90 is done."), "{text}");
}

#[test]
fn what_a_wrong_answer_means_is_in_sight() {
    let library = Library::embedded();
    let mut hidden = String::new();
    for lesson in library.lessons() {
        let start = Start::Lesson(lesson.clone());
        let mut model = Model::new(start, library.clone(), Progress::default(), simulate);
        update(&mut model, Msg::Resize(SMALL));
        while beat(&model) == Some(Beat::Predict) {
            answer(&mut model, true);
        }
        for beat in ["n", "n"] {
            keys(&mut model, beat);
            keys(&mut model, "wait w");
            while !asks(&model) {
                keys(&mut model, "enter");
            }
            answer(&mut model, false);
            let text = shown(&model, SMALL);
            let answered = text.contains("✗ a") || text.contains("✗ b");
            if !(text.contains("✗ Not that one.") && answered) {
                hidden.push_str(&format!("{}: {text}\n", lesson.name));
            }
        }
    }
    assert!(hidden.is_empty(), "{hidden}");
}

#[test]
fn the_solution_takes_the_verdict_away() {
    let mut model = lesson();
    keys(&mut model, "b 1 enter n n n enter end tick x x x");
    assert!(shown(&model, SMALL).contains("Not yet."));
    keys(&mut model, "s");
    let text = shown(&model, SMALL);
    assert!(!text.contains("Not yet."), "{text}");
    assert!(text.contains("This is the solution: run it."), "{text}");
    keys(&mut model, "enter tick end tick");
    assert!(shown(&model, SMALL).contains("Goal met."));
}

fn open_again(model: &Model) -> Model {
    let Route::Lesson(study) = &model.route else {
        panic!("a lesson is open");
    };
    let start = Start::Lesson(study.lesson.clone());
    let progress = model.progress().clone();
    Model::new(start, super::three(), progress, fixture::launch)
}

#[test]
fn a_goal_counts_when_it_is_met_and_the_lesson_is_then_read_from_its_beginning() {
    let mut model = lesson();
    keys(&mut model, "b 1 enter n n");
    assert_eq!(keys(&mut model, "n"), Cmd::SaveProgress);
    assert_eq!(beat(&open_again(&model)), Some(Beat::Change));
    // Both runs have ended and are skipped: nothing but this key says that the goal is met.
    keys(&mut model, "right end enter");
    assert_eq!(keys(&mut model, "enter"), Cmd::SaveProgress);
    assert!(shown(&model, SMALL).contains("✓ Goal met."));
    assert!(model.progress().is_done("turns"));
    let again = open_again(&model);
    assert_eq!(beat(&again), Some(Beat::Predict));
    let text = shown(&again, SMALL);
    assert!(
        text.contains("One lock, two threads.") && text.contains("You said: After 40 ms"),
        "{text}"
    );
}

#[test]
fn what_a_key_brings_is_in_sight() {
    let mut model = lesson();
    keys(&mut model, "b 1 enter n n n");
    let low = Size {
        columns: 80,
        rows: 14,
    };
    update(&mut model, Msg::Resize(low));
    for (hint, words) in [("x", "Hint 1"), ("x", "Hint 2"), ("x", "Hint 3")] {
        keys(&mut model, "ctrl-d ctrl-d");
        keys(&mut model, hint);
        let text = shown(&model, low);
        assert!(text.contains(words), "{text}");
    }
    keys(&mut model, "ctrl-u ctrl-u right");
    let text = shown(&model, low);
    assert!(text.contains("▸ runtime: ← CPython 3.14t →"), "{text}");
    keys(&mut model, "left ctrl-d ctrl-d ctrl-d s");
    let text = shown(&model, low);
    assert!(
        text.contains("▸ runtime: ← CPython 3.14t →") && text.contains("This is the solution"),
        "{text}"
    );
}

#[test]
fn after_a_try_the_knobs_are_back() {
    let (mut model, _) = at_the_task(3);
    keys(&mut model, "enter end wait enter");
    let text = shown(&model, SMALL);
    assert!(text.contains('▸') && !text.contains("speed-up"), "{text}");
}

#[test]
fn an_open_question_leaves_room_for_what_a_key_opens() {
    let mut model = lesson();
    keys(&mut model, "b 1 enter end enter enter b enter enter enter");
    assert!(asks(&model));
    assert!(!shown(&model, SMALL).contains("inspector"));
    keys(&mut model, "i");
    let text = shown(&model, SMALL);
    assert!(text.contains("┌ inspector"), "{text}");
    assert!(text.contains("What does B wait for?"), "{text}");
}

#[test]
fn the_run_of_the_chosen_knob_is_shown_and_named() {
    let library = Library::embedded();
    let lesson = library
        .lessons()
        .iter()
        .find(|lesson| lesson.name == "one-core-two-jobs");
    let start = Start::Lesson(lesson.expect("it is there").clone());
    let mut model = Model::new(start, library.clone(), Progress::default(), simulate);
    update(&mut model, Msg::Resize(LARGE));
    while beat(&model) == Some(Beat::Predict) {
        answer(&mut model, true);
    }
    keys(&mut model, "n n n");
    let text = shown(&model, LARGE);
    assert!(text.contains("run X: CPython"), "{text}");
    let mut names = Vec::new();
    for _ in 0..6 {
        keys(&mut model, "down");
        let text = shown(&model, LARGE);
        let of_y = text.contains("run Y: CPython");
        let knob = text
            .lines()
            .find(|line| line.contains("│▸ "))
            .map(str::to_owned);
        names.push((of_y, knob.unwrap_or_default()));
    }
    for (of_y, knob) in &names {
        assert_eq!(*of_y, knob.contains("run Y"), "{names:?}");
    }
    assert!(names.iter().any(|(of_y, _)| *of_y), "{names:?}");
}

#[test]
fn enter_is_named_below_what_there_is_to_read() {
    let mut model = lesson();
    keys(&mut model, "b 1 enter end enter enter b enter");
    let after = |model: &Model, words: &str, key: &str| {
        let text = shown(model, LARGE);
        let place = |part: &str| text.rfind(part).unwrap_or_else(|| panic!("{part}: {text}"));
        assert!(place(words) < place(key), "{text}");
    };
    after(&model, "It took", "Press Enter to go on.");
    after(&model, "You said", "Press Enter to go on.");
    keys(&mut model, "enter");
    after(
        &model,
        "Step and look.",
        "Looked? Enter shows the question.",
    );
    keys(&mut model, "enter b enter");
    after(&model, "Step and look.", "Press Enter to go on.");
}

#[test]
fn an_answer_that_comes_before_its_question_makes_nobody_the_scheduler() {
    let mut model = lesson();
    keys(&mut model, "b 1 enter end enter b");
    let text = shown(&model, SMALL);
    assert!(
        text.contains("COMPARE") && text.contains("First the question"),
        "{text}"
    );
    keys(&mut model, "enter b enter enter b");
    let text = shown(&model, SMALL);
    assert!(text.contains("You are the scheduler"), "{text}");
}
