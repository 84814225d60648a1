//! Owns the tests of the beats that ask: predictions, and the page and the run beside them.

use super::{LARGE, SMALL, keys, lesson, lessons, masked, shown};
use crate::app::Cmd;
use crate::view::Size;

#[test]
fn predicting_keeps_the_run_locked() {
    let mut model = lesson();
    insta::assert_snapshot!(shown(&model, SMALL), @r#"
     gilscope  90 Turns                      PREDICT▸run▸compare▸investigate▸change
    ┌ Predict ─────────────────────────────┐┌ hogs.py ─────────────────────────────┐
    │One lock, two threads.                ││ 1 import threading                   │
    │                                      ││ 2                                    │
    │• an item that is longer than the pane││ 3 def burn(n):                       │
    │  is wide and goes on                 ││ 4     while n > 0:                   │
    │• another                             ││ 5         n -= 1                     │
    │                                      ││ 6                                    │
    │                                      ││ 7 a = threading.Thread(target=burn, …│
    │                                      ││ 8 b = threading.Thread(target=burn, …│
    │                                      ││ 9 a.start()                          │
    │                                      ││10 b.start()                          │
    │                                      ││11 a.join()                           │
    │                                      ││12 b.join()                           │
    │                                      ││13 print("done")                      │
    │                                      ││                                      │
    └──────────────────────────────────────┘└──────────────────────────────────────┘
    ┌ Predict: question 1 of 1 ────────────────────────────────────────────────────┐
    │Two equal jobs, two cores. When does the last one finish?                     │
    │▸ a After 20 ms                                                               │
    │  b After 40 ms                                                               │
    │How sure are you?  1 guessing   2 fairly sure   3 certain                     │
    └──────────────────────────────────────────────────────────────────────────────┘
     ↑/↓ choose · Enter answer · 1/2/3 how sure · Esc back · ? all keys
    "#);
    insta::assert_snapshot!(masked(&model, SMALL), @r#"
    @@@@@@@@@@ hhhhhhhh                      bbbbbbb................................
    --hhhhhhh---------------------------------hhhhhhh-------------------------------
    -    ssss  NNN                         --ll>KKKKKKcNNNNNNNNN                   -
    -                                      --ll>                                   -
    -..                                    --ll>KKKcNNNNoNoo                       -
    -                                      --ll>ccccKKKKKcNcoc#o                   -
    -..                                    --ll>ccccccccNcooc#                     -
    -                                      --ll>                                   -
    -                                      --ll>NcocNNNNNNNNNoNNNNNNoNNNNNNoNNNNocN-
    -                                      --ll>NcocNNNNNNNNNoNNNNNNoNNNNNNoNNNNocN-
    -                                      --ll>NoNNNNNoo                          -
    -                                      --ll>NoNNNNNoo                          -
    -                                      --ll>NoNNNNoo                           -
    -                                      --ll>NoNNNNoo                           -
    -                                      --ll>UUUUUo""""""o                      -
    -                                      --                                      -
    --------------------------------------------------------------------------------
    ==hhhhhhhhhhhhhhhhhhhhhhhh======================================================
    =                                                                              =
    =*kkk~~~~~~~~~~~                                                               =
    = kkk                                                                          =
    =...................k            k               k                             =
    ================================================================================
     kkk..........kkkkk..........kkkkk............kkk........k.........
    "#);
    keys(&mut model, "space");
    assert!(shown(&model, SMALL).contains("First predict"));
    keys(&mut model, "n");
    assert!(shown(&model, SMALL).contains("PREDICT"));
}

#[test]
fn the_prediction_stays_beside_the_run_and_the_outcome() {
    let mut model = lesson();
    keys(&mut model, "a 3 enter space tick");
    insta::assert_snapshot!(shown(&model, SMALL), @"
     gilscope  90 Turns                      predict▸RUN▸compare▸investigate▸change
    ┌ Run ─────────────────────────────────┐┌ hogs.py ─────────────────────────────┐
    │Watch the lane of the GIL.            ││ 1 import threading                   │
    │                                      ││ 2                                    │
    │You said: After 20 ms  (certain)      ││ 3 def burn(n):                       │
    │                                      ││ 4▸    while n > 0:               ◀A◁B│
    │                                      ││ 5         n -= 1                     │
    │                                      ││ 6                                    │
    │                                      ││ 7 a = threading.Thread(target=burn, …│
    │                                      ││ 8 b = threading.Thread(target=burn, …│
    │                                      ││ 9 a.start()                          │
    │                                      ││10 b.start()                          │
    └──────────────────────────────────────┘└───────────────────────────────────J ▼┘
    ┌ CPython 3.14 · GIL · 2 cores · 5 ms ──────────────────── 1.000 ms  ×1/200  ▶ ┐
    │core 0 MA                                                                     │
    │core 1  │                                                                     │
    │GIL    MA                                                                     │
    │M main █j                                                                     │
    │A      █#                                                                     │
    │B      ░w                                                                     │
    │       0┃ms            10               20               30               40  │
    └ ┃ this moment, by letter · other columns: what filled most of 596.2 µs ──────┘
     w why  A runs Python on core 0
     Enter go on · space pause · ←/→ event · ,/. bytecode · g GIL⇄free · ? all keys
    ");
    keys(&mut model, "wait enter");
    insta::assert_snapshot!(shown(&model, SMALL), @"
     gilscope  90 Turns                      predict▸run▸COMPARE▸investigate▸change
    ┌ Compare ─────────────────────────────────────────────────────────────────────┐
    │Two equal jobs, two cores. When does the last one finish?                     │
    │You said: After 20 ms  (certain)                                              │
    │✗ It was:  After 40 ms                                                        │
    │A common belief: More threads, or more cores, make it faster.                 │
    │Only one of the two cores can be used for Python code at a time.              │
    │Enter: a question about what you saw.                                         │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    └──────────────────────────────────────────────────────────────────────────────┘
    ┌ CPython 3.14 · GIL · 2 cores · 5 ms ───────────────── 40.700 ms  ×1/200  end ┐
    │core 0 MA███████         A███████        A████████        A████████        M  │
    │core 1          B████████        B███████         B███████         B███████   │
    │GIL    MA─────▲▼B──────▲▼A─────▲▼B─────▲▼A──────▲▼B─────▲▼A────────B───────M  │
    │M main █╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ joining ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌█  │
    │A      █████████░░░░░░░↑░████████░░░░░░░↑█████████░░░░░░░↑█████████_________  │
    │B      ░░░░░░░░↓█████████░░░░░░↓░████████░░░░░░░↓░████████░░░░░░░░░████████_  │
    │       0 ms            10               20               30               40  │
    └ a column: what filled most of 596.2 µs ──────────────────────────────────────┘
     w why  The program ended at 40.700 ms; A ended at 35.500 ms
     Enter go on · space play · ←/→ event · ,/. bytecode · g GIL⇄free · ? all keys
    ");
    keys(&mut model, "enter");
    assert!(shown(&model, SMALL).contains("What did you see?"));
    keys(&mut model, "a enter");
    let text = shown(&model, SMALL);
    assert!(text.contains("✗ Not that one."), "{text}");
    assert!(text.contains("Look at the lane of the GIL."), "{text}");
    keys(&mut model, "b enter");
    let text = shown(&model, LARGE);
    assert!(text.contains("Yes, 10 times."), "{text}");
    assert!(text.contains("It took 41 ms."), "{text}");
}

#[test]
fn a_prediction_needs_to_be_sure_or_not_and_is_saved() {
    let mut model = lessons();
    keys(&mut model, "down enter b");
    assert_eq!(keys(&mut model, "enter"), Cmd::None);
    assert!(shown(&model, SMALL).contains("How sure are you? 1, 2 or 3"));
    assert_eq!(keys(&mut model, "2 enter"), Cmd::SaveProgress);
    let kept = model.progress().of("meet-the-lock").expect("it has begun");
    assert_eq!(kept.predict[0].first(), Some(1));
    assert_eq!(kept.predict[0].confidence, 2);
}

#[test]
fn enter_alone_asks_how_sure() {
    let mut model = lessons();
    keys(&mut model, "enter enter");
    assert!(shown(&model, SMALL).contains("How sure are you? 1, 2 or 3"));
    keys(&mut model, "1");
    assert!(!shown(&model, SMALL).contains("How sure are you? 1, 2 or 3"));
}

/// The program beside a question, and the lanes beside an outcome, are those that it is about.
#[test]
fn each_question_stands_beside_its_own_run() {
    let mut model = lessons();
    keys(&mut model, "end enter");
    assert!(shown(&model, SMALL).contains("┌ downloads.py ─"));
    keys(&mut model, "1 enter");
    let text = shown(&model, SMALL);
    assert!(text.contains("question 2 of 2"), "{text}");
    assert!(text.contains("┌ computing.py ─"), "{text}");
    assert!(!text.contains("How sure are you? 1, 2 or 3"), "{text}");
    keys(&mut model, "1 enter n");
    let text = shown(&model, SMALL);
    assert!(text.contains("Each thread waits for a server"), "{text}");
    assert!(text.contains("Enter: your next prediction."), "{text}");
    keys(&mut model, "enter");
    let text = shown(&model, SMALL);
    assert!(text.contains("You said: After 40 ms"), "{text}");
    assert!(text.contains("       0 ms "), "from the start: {text}");
    assert!(text.contains("Enter: a question"), "{text}");
    keys(&mut model, "enter");
    assert!(shown(&model, SMALL).contains("▸ a One thread"));
}

#[test]
fn the_whole_program_can_be_read_before_it_is_predicted() {
    let mut model = lessons();
    keys(&mut model, "end enter");
    let source = model.watch_mut().map(|watch| {
        let program = watch.session().program();
        program.source().text.to_string()
    });
    let source = source.expect("a run to predict");
    let last = source.lines().last().expect("a line");
    let short = Size {
        columns: 80,
        rows: 18,
    };
    model.size = short;
    let top = shown(&model, short);
    assert!(top.contains("J ▼") && !top.contains(last), "{top}");
    keys(&mut model, "J J J J J J J J J J");
    let end = shown(&model, short);
    assert!(end.contains(last) && !end.contains("J ▼"), "{end}");
    keys(&mut model, "K K K K K K K K K K");
    assert_eq!(shown(&model, short), top);
}

#[test]
fn a_page_scrolls_as_far_as_it_goes() {
    let mut model = lessons();
    keys(&mut model, "end enter");
    let top = shown(&model, SMALL);
    keys(&mut model, "pgdn pgdn pgdn pgdn pgdn pgdn pgdn pgdn");
    let end = shown(&model, SMALL);
    assert!(end.contains("Five threads do this."), "{end}");
    keys(&mut model, "pgup");
    assert_ne!(shown(&model, SMALL), end);
    keys(&mut model, "pgup pgup pgup pgup pgup");
    assert_eq!(shown(&model, SMALL), top);
}
