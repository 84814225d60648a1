//! Owns the tests of what holds for every screen: its size, any keys, help, going back, clicks.

use super::{SMALL, keys, lab, lessons, masked, shown, ticks};
use crate::app::keys::Key;
use crate::app::{Cmd, KEYS, Msg, screen, update};
use crate::session::fixture;
use crate::view::Size;

#[test]
fn the_list_of_lessons() {
    let mut model = lessons();
    insta::assert_snapshot!(shown(&model, SMALL), @"
     gilscope  Lessons
    ┌ Lessons ──────────────────────────────────────────────────────── 0 of 3 done ┐
    │▸    1  One core, two jobs                                                    │
    │     2  Meet the lock                                                         │
    │     4  Waiting is free                                                       │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    └──────────────────────────────────────────────────────────────────────────────┘
    ┌ about ────────────────────────── a program of your own: gilscope lab FILE.py ┐
    │Concurrency is taking turns. Parallelism is running at the same time.         │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    └──────────────────────────────────────────────────────────────────────────────┘
     ↑/↓ choose · Enter open · Esc back · ? all keys · q quit
    ");
    keys(&mut model, "down");
    insta::assert_snapshot!(masked(&model, SMALL), @"
    @@@@@@@@@@ hhhhhhh
    ==hhhhhhh==========================================================...........==
    =**.                                                                           =
    =**.~~~~~~~~~~~~~~~~~~~                                                        =
    =**.                                                                           =
    =                                                                              =
    =                                                                              =
    =                                                                              =
    =                                                                              =
    =                                                                              =
    =                                                                              =
    =                                                                              =
    =                                                                              =
    =                                                                              =
    =                                                                              =
    ================================================================================
    --hhhhh----------------------------.......................ssssssssssssssssssss--
    -                                                                              -
    -                                                                              -
    -                                                                              -
    -                                                                              -
    -                                                                              -
    --------------------------------------------------------------------------------
     kkk..........kkkkk........kkk........k............k.....
    ");
}

#[test]
fn the_help_lists_every_binding_of_the_table() {
    let mut model = lab(fixture::HOGS);
    keys(&mut model, "?");
    let tall = Size {
        columns: 100,
        rows: 160,
    };
    let text = shown(&model, tall);
    for binding in KEYS.iter().filter(|binding| !binding.help.is_empty()) {
        assert!(text.contains(binding.help), "{}", binding.help);
    }
}

#[test]
fn every_size_draws_something() {
    let mut models = vec![lessons(), lab(fixture::HOGS), lab("def f(:\n")];
    let mut asked = lessons();
    keys(&mut asked, "enter");
    let mut run = lessons();
    keys(&mut run, "down enter b 1 enter space tick wait w i");
    let mut compared = lab(fixture::HOGS);
    keys(&mut compared, "end c w i o");
    models.extend([asked, run, compared]);
    let cards = ["", "?", "l", "m"];
    for model in &mut models {
        for card in cards {
            keys(model, card);
            for columns in (1..=130).step_by(if card.is_empty() { 3 } else { 17 }) {
                for rows in [1, 2, 3, 4, 5, 7, 9, 10, 11, 14, 17, 20, 23, 24, 25, 31, 40] {
                    let size = Size { columns, rows };
                    let screen = screen(model, size);
                    assert_eq!(screen.grid.size(), size);
                    assert!(!screen.grid.text().trim().is_empty(), "{columns}x{rows}");
                    let inside = |(x, y): (u16, u16)| x < columns && y < rows;
                    assert!(screen.cursor.is_none_or(inside), "{columns}x{rows}");
                }
            }
            keys(model, "esc");
            if card.is_empty() {
                break;
            }
        }
    }
}

#[test]
fn any_keys_in_any_order_do_no_harm() {
    let names: Vec<Key> = KEYS
        .iter()
        .flat_map(|binding| binding.keys.iter().copied())
        .filter(|key| !matches!(key, Key::Char('q') | Key::Ctrl(_)))
        .collect();
    // A fixed congruential sequence: the same keys in every run of the test.
    let mut state = 7u64;
    for start in [lessons(), lab(fixture::HOGS), lab("x = (\n")] {
        let mut model = start;
        for step in 0..1500 {
            state = state
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            let key = names[(state >> 33) as usize % names.len()];
            update(&mut model, Msg::Key(key));
            ticks(&mut model, (state >> 60) as usize % 3);
            if step % 50 == 0 {
                assert!(!shown(&model, SMALL).trim().is_empty());
            }
        }
    }
}

#[test]
fn quitting_suspending_and_going_back() {
    let mut model = lessons();
    assert_eq!(keys(&mut model, "esc"), Cmd::None);
    assert_eq!(keys(&mut model, "Ctrl-Z"), Cmd::Suspend);
    assert_eq!(keys(&mut model, "T"), Cmd::NextTheme);
    keys(&mut model, "enter ?");
    assert!(shown(&model, SMALL).contains("All keys"));
    keys(&mut model, "esc esc");
    assert!(shown(&model, SMALL).contains("0 of 3 done"));
    assert_eq!(keys(&mut model, "q"), Cmd::Quit);
    assert_eq!(keys(&mut model, "Ctrl-C"), Cmd::Quit);
}

#[test]
fn clicks_do_what_keys_do() {
    let mut model = lessons();
    let picture = screen(&model, SMALL);
    let action = picture.target(10, 3).expect("the second lesson");
    update(&mut model, Msg::Do(action));
    assert!(shown(&model, SMALL).contains("2 Meet the lock"));
}

#[test]
fn a_title_is_cut_after_everything_else() {
    for lesson in crate::lesson::Library::embedded().lessons() {
        let start = crate::app::Start::Lesson(lesson.clone());
        let model = super::model(start);
        for columns in [60, 80, 120] {
            let size = Size { columns, rows: 24 };
            let text = shown(&model, size);
            let head = text.lines().next().expect("the first line");
            let title = format!("{} {}", lesson.number, lesson.title);
            assert!(head.contains("PREDICT") && head.contains(&title), "{head}");
            assert!(!head.contains(&format!("{title}p")), "{head}");
            assert!(!head.contains(&format!("{title}P")), "{head}");
        }
    }
}
