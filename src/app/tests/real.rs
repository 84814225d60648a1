//! Owns the tests of the strips of this machine: keys in, text out. The runs are scripted: what is drawn
//! must not depend on how fast a machine is.

use super::{LARGE, SMALL, keys, lab, shown, ticks};
use crate::app::{Cmd, Msg, update};
use crate::session::fixture;
use crate::view::Size;

#[test]
fn strips_of_this_machine_stand_below_the_model() {
    let mut model = lab(fixture::HOGS);
    keys(&mut model, "r wait");
    for size in [SMALL, LARGE] {
        let text = shown(&model, size);
        for part in [
            "Model and reality: one clock",
            "▸ model: CPython 3.14 · GIL",
            "measured: real threads · GIL",
            "ended",
            "r close",
            "p your Python",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        // Both strips are drawn to their ends, with the threads that matter.
        let rows = |name: &str| text.lines().filter(|line| line.starts_with(name)).count();
        assert_eq!((rows("│A "), rows("│B ")), (2, 2), "{text}");
        assert!(!text.contains("paused"), "{text}");
    }
    assert!(
        shown(&model, LARGE).contains("of the model's"),
        "{}",
        shown(&model, LARGE)
    );
    keys(&mut model, "v");
    let text = shown(&model, LARGE);
    assert!(text.contains("▸ measured"), "{text}");
    // Back to where it was.
    keys(&mut model, "r");
    let text = shown(&model, LARGE);
    assert!(!text.contains("measured"), "{text}");
    assert!(text.contains("CPython 3.14 · GIL · 2 cores"), "{text}");
    keys(&mut model, "r esc");
    assert!(!shown(&model, LARGE).contains("measured"));
}

#[test]
fn other_conditions_are_measured_anew() {
    let mut model = lab(fixture::HOGS);
    keys(&mut model, "r wait g wait");
    let text = shown(&model, LARGE);
    for part in ["▸ model: CPython 3.14t", "measured: real threads · no GIL"] {
        assert!(text.contains(part), "{part}: {text}");
    }
    keys(&mut model, "r");
    let text = shown(&model, LARGE);
    assert!(text.contains("CPython 3.14t · no GIL · 2 cores"), "{text}");
}

#[test]
fn no_interpreter_is_run_unasked() {
    let mut model = lab(fixture::HOGS);
    assert_eq!(keys(&mut model, "p"), Cmd::None);
    assert_eq!(keys(&mut model, "r wait p"), Cmd::FindInterpreters);
    let offer = || Msg::Interpreters {
        found: vec![
            "/usr/bin/python3.14t".into(),
            "/opt/3.13.0/bin/python3".into(),
        ],
        file: Some("hogs.py".into()),
    };
    update(&mut model, offer());
    let text = shown(&model, SMALL);
    assert!(text.contains("▸ 3.14t"), "{text}");
    assert!(text.contains("  3.13.0"), "{text}");
    keys(&mut model, "down enter");
    let text = shown(&model, SMALL);
    assert!(text.contains("/opt/3.13.0/bin/python3 hogs.py"), "{text}");
    assert!(text.contains("no simulation"), "{text}");
    keys(&mut model, "n wait");
    assert!(!shown(&model, LARGE).contains("your Python:"));
    update(&mut model, offer());
    keys(&mut model, "down enter enter wait");
    let text = shown(&model, LARGE);
    assert!(text.contains("your Python:"), "{text}");
    // Pressed again, away with it; the same one needs no second question.
    assert_eq!(keys(&mut model, "p"), Cmd::None);
    assert!(!shown(&model, LARGE).contains("your Python:"));
    assert_eq!(keys(&mut model, "p"), Cmd::FindInterpreters);
    update(&mut model, offer());
    keys(&mut model, "down enter");
    ticks(&mut model, 10);
    let text = shown(&model, SMALL);
    assert!(text.contains("your Python:"), "{text}");
}

#[test]
fn without_a_file_or_an_interpreter_there_is_a_word() {
    let mut model = lab(fixture::HOGS);
    keys(&mut model, "r wait");
    for (found, file, word) in [
        (
            vec!["/usr/bin/python3".into()],
            None,
            "gilscope lab FILE.py",
        ),
        (Vec::new(), Some("hogs.py".into()), "No Python was found"),
    ] {
        update(&mut model, Msg::Interpreters { found, file });
        let text = shown(&model, LARGE);
        assert!(text.contains(word), "{word}: {text}");
    }
}

#[test]
fn it_is_said_whose_cores_a_run_beside_this_machine_has() {
    let mut model = lab(fixture::HOGS);
    let here = crate::session::machine_cores();
    let other = if here == 3 { 4 } else { 3 };
    for _ in 2..other {
        keys(&mut model, ")");
    }
    keys(&mut model, "r wait");
    let text = shown(&model, LARGE);
    let said = format!("{here} as this machine, not {other}");
    assert!(text.contains(&said), "{text}");
    let text = shown(&model, Size { rows: 60, ..LARGE });
    assert!(text.contains("what this machine has"), "{text}");
    assert!(text.contains(&format!("before it had {other}")), "{text}");
}
