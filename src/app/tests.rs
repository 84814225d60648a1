//! Owns the tests of the whole screen: keys in, text out.

use std::time::Duration;

use super::keys::Key;
use super::{Cmd, Model, Msg, Start, screen, update};
use crate::base::Source;
use crate::lesson::{Library, Progress};
use crate::runtime;
use crate::session::{RunConfig, fixture};
use crate::view::Size;

const SMALL: Size = Size {
    columns: 80,
    rows: 24,
};
const LARGE: Size = Size {
    columns: 120,
    rows: 36,
};

fn lab(text: &str) -> Model {
    let start = Start::Lab {
        source: Source::new("hogs.py", text),
        config: RunConfig {
            runtime: runtime::find("gil").expect("it exists"),
            cores: 2,
            ..RunConfig::default()
        },
    };
    model(start)
}

fn lessons() -> Model {
    model(Start::Lessons)
}

fn model(start: Start) -> Model {
    let mut model = Model::new(
        start,
        Library::embedded(),
        Progress::default(),
        fixture::launch,
    );
    update(&mut model, Msg::Resize(SMALL));
    ticks(&mut model, 8);
    model
}

/// Lets real time pass in frames of 50 ms.
fn ticks(model: &mut Model, frames: usize) {
    for _ in 0..frames {
        if model.wants_tick() {
            let elapsed = Duration::from_millis(50);
            update(model, Msg::Tick { elapsed });
        }
    }
}

/// Presses keys by name; `tick` lets a tenth of a second pass, `wait` a minute. The last command.
fn keys(model: &mut Model, text: &str) -> Cmd {
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

fn shown(model: &Model, size: Size) -> String {
    screen(model, size).grid.text()
}

fn masked(model: &Model, size: Size) -> String {
    screen(model, size).grid.mask()
}

#[test]
fn the_list_of_lessons() {
    let mut model = lessons();
    insta::assert_snapshot!(shown(&model, SMALL), @r#"
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
    ┌ about ───────────────────────────────────────────────────────────────────────┐
    │Concurrency is taking turns. Parallelism is running at the same time.         │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    │                                                                              │
    └──────────────────────────────────────────────────────────────────────────────┘
     ↑/↓ choose · Enter open · Esc back · ? all keys · q quit
    "#);
    keys(&mut model, "down");
    insta::assert_snapshot!(masked(&model, SMALL), @r#"
    @@@@@@@@@@hhhhhhhh
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
    --hhhhh-------------------------------------------------------------------------
    -                                                                              -
    -                                                                              -
    -                                                                              -
    -                                                                              -
    -                                                                              -
    --------------------------------------------------------------------------------
     kkk..........kkkkk........kkk........k............k.....
    "#);
}

#[test]
fn a_run_in_the_lab() {
    let mut model = lab(fixture::HOGS);
    insta::assert_snapshot!(shown(&model, SMALL), @r#"
     gilscope  Lab hogs.py
    ┌ hogs.py ─────────────────────────────┐┌ output ──────────────────────────────┐
    │ 1 import threading                   ││nothing printed yet                   │
    │ 2                                    ││                                      │
    │ 3 def burn(n):                       ││                                      │
    │ 4     while n > 0:                   ││                                      │
    │ 5         n -= 1                     ││                                      │
    │ 6                                    ││                                      │
    │ 7 a = threading.Thread(target=burn, …││                                      │
    │ 8 b = threading.Thread(target=burn, …││                                      │
    │ 9 a.start()                          ││                                      │
    │10 b.start()                          ││                                      │
    │11 a.join()                           ││                                      │
    │12 b.join()                           ││                                      │
    └──────────────────────────────────────┘└──────────────────────────────────────┘
    ┌ CPython 3.14 · GIL · 2 cores · 5 ms ─────────────────── 0 ns  ×1/200  paused ┐
    │core 0 M                                                                      │
    │core 1                                                                        │
    │GIL    M                                                                      │
    │M main █                                                                      │
    │       0 ms            10               20               30               40  │
    └──────────────────────────────────────────────────────────────────────────────┘
     why  MainThread runs Python on core 0
     space play · ←/→ event · ,/. bytecode · g GIL⇄free · c compare · ? all keys
    "#);
    keys(&mut model, "space wait");
    insta::assert_snapshot!(shown(&model, SMALL), @r#"
     gilscope  Lab hogs.py
    ┌ hogs.py ─────────────────────────────┐┌ output ──────────────────────────────┐
    │ 1 import threading                   ││done                                  │
    │ 2                                    ││ended                                 │
    │ 3 def burn(n):                       ││                                      │
    │ 4     while n > 0:                   ││                                      │
    │ 5         n -= 1                     ││                                      │
    │ 6                                    ││                                      │
    │ 7 a = threading.Thread(target=burn, …││                                      │
    │ 8 b = threading.Thread(target=burn, …││                                      │
    │ 9 a.start()                          ││                                      │
    │10 b.start()                          ││                                      │
    └──────────────────────────────────────┘└──────────────────────────────────────┘
    ┌ CPython 3.14 · GIL · 2 cores · 5 ms ───────────────── 40.700 ms  ×1/200  end ┐
    │core 0 MA███████         A███████        A████████        A████████        M  │
    │core 1          B████████        B███████         B███████         B███████   │
    │GIL    MA─────▲▼B──────▲▼A─────▲▼B─────▲▼A──────▲▼B─────▲▼A────────B───────M  │
    │M main █╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ joining ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌█  │
    │A      █████████░░░░░░░↑░████████░░░░░░░↑█████████░░░░░░░↑█████████_________  │
    │B      ░░░░░░░░↓█████████░░░░░░↓░████████░░░░░░░↓░████████░░░░░░░░░████████_  │
    │       0 ms            10               20               30               40  │
    └──────────────────────────────────────────────────────────────────────────────┘
     why  MainThread ended at 40.700 ms
     space play · ←/→ event · ,/. bytecode · g GIL⇄free · c compare · ? all keys
    "#);
    insta::assert_snapshot!(masked(&model, SMALL), @r#"
    @@@@@@@@@@hhhhh
    --hhhhhhh---------------------------------hhhhhh--------------------------------
    -ll>KKKKKKcNNNNNNNNN                   --                                      -
    -ll>                                   --.....                                 -
    -ll>KKKcNNNNoNoo                       --                                      -
    -ll>ccccKKKKKcNcoc#o                   --                                      -
    -ll>ccccccccNcooc#                     --                                      -
    -ll>                                   --                                      -
    -ll>NcocNNNNNNNNNoNNNNNNoNNNNNNoNNNNocN--                                      -
    -ll>NcocNNNNNNNNNoNNNNNNoNNNNNNoNNNNocN--                                      -
    -ll>NoNNNNNoo                          --                                      -
    -ll>NoNNNNNoo                          --                                      -
    --------------------------------------------------------------------------------
    ==hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh===================sssssssss.............==
    =...... RRRRRRRRR_________RRRRRRRR________RRRRRRRRR________RRRRRRRRR________~__=
    =...... _________RRRRRRRRR________RRRRRRRR_________RRRRRRRR_________RRRRRRRR~__=
    =+++    +++++++^v+++++++^v++++++^v++++++^v+++++++^v++++++^v+++++++++++++++++~__=
    =~***** RJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJ~  =
    =s      RRRRRRRRRWWWWWWWwWRRRRRRRRWWWWWWWwRRRRRRRRRWWWWWWWwRRRRRRRRRDDDDDDDD~  =
    =s      WWWWWWWWwRRRRRRRRRWWWWWWwWRRRRRRRRWWWWWWWwWRRRRRRRRWWWWWWWWWRRRRRRRR~  =
    =       aaaa            aa               aa               aa               a~  =
    ================================================================================
    kkkkk
     kkkkk........kkk.........kkk............k............k...........k.........
    "#);
    keys(&mut model, "2 left left left w");
    insta::assert_snapshot!(shown(&model, SMALL), @r#"
     gilscope  Lab hogs.py
    ┌ hogs.py ─────────────────────────────┐┌ output ──────────────────────────────┐
    │ 2                                    ││nothing printed yet                   │
    │ 3 def burn(n):                       ││                                      │
    │ 4▸    while n > 0:        ◀ B running││                                      │
    │ 5         n -= 1                     ││                                      │
    │ 6                                    ││                                      │
    │ 7 a = threading.Thread(target=burn, …││                                      │
    │ 8 b = threading.Thread(target=burn, …││                                      │
    │ 9 a.start()                          ││                                      │
    └──────────────────────────────────────┘└──────────────────────────────────────┘
    ┌ CPython 3.14 · GIL · 2 cores · 5 ms ────────────── 35.500 ms  ×1/200  paused ┐
    │core 0 MA███████         A███████        A████████        A████████        M  │
    │core 1          B████████        B███████         B███████         B███████   │
    │GIL    MA─────▲▼B──────▲▼A─────▲▼B─────▲▼A──────▲▼B─────▲▼A────────B───────M  │
    │M main █╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ joining ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌█  │
    │A      █████████░░░░░░░↑░████████░░░░░░░↑█████████░░░░░░░↑█████████_________  │
    │B      ░░░░░░░░↓█████████░░░░░░↓░████████░░░░░░░↓░████████░░░░░░░░░████████_  │
    │       0 ms            10               20               30       ┃       40  │
    └──────────────────────────────────────────────────────────────────────────────┘
    ┌ why ─────────────────────────────────────────────────────────────────────────┐
    │A ended at 35.500 ms                                                          │
    └──────────────────────────────────────────────────────────────────────────────┘
     space play · ←/→ event · ,/. bytecode · g GIL⇄free · c compare · ? all keys
    "#);
    keys(&mut model, "i");
    insta::assert_snapshot!(shown(&model, LARGE), @r#"
     gilscope  Lab hogs.py
    ┌ inspector ───────────────────────────┐┌ hogs.py ─────────────────────────────┐┌ output ──────────────────────────────┐
    │A A _ done since 35.500 ms            ││ 1 import threading                   ││nothing printed yet                   │
    │▸ <module>()  line 4                  ││ 2                                    ││                                      │
    │  n = 396450                          ││ 3 def burn(n):                       ││                                      │
    │▸    0  RESUME               0        ││ 4▸    while n > 0:        ◀ B running││                                      │
    │     1  LOAD_SMALL_INT       0        ││ 5         n -= 1                     ││                                      │
    │     2  LOAD_CONST           None     ││ 6                                    ││                                      │
    │     3  IMPORT_NAME          threading││ 7 a = threading.Thread(target=burn, …││                                      │
    │     4  STORE_NAME           threading││ 8 b = threading.Thread(target=burn, …││                                      │
    │     5  LOAD_CONST           <code ob…││ 9 a.start()                          ││                                      │
    │     6  MAKE_FUNCTION                 ││10 b.start()                          ││                                      │
    │     7  STORE_NAME           burn     ││11 a.join()                ◁ M joining││                                      │
    │     8  LOAD_NAME            threading││12 b.join()                           ││                                      │
    │                                      ││13 print("done")                      ││                                      │
    │                                      ││                                      ││                                      │
    │                                      ││                                      ││                                      │
    │                                      ││                                      ││                                      │
    │                                      ││                                      ││                                      │
    │                                      ││                                      ││                                      │
    │                                      ││                                      ││                                      │
    │                                      ││                                      ││                                      │
    └──────────────────────────────────────┘└──────────────────────────────────────┘└──────────────────────────────────────┘
    ┌ CPython 3.14 · GIL · 2 cores · 5 ms ────────────────────────────────────────────────────── 35.500 ms  ×1/200  paused ┐
    │core 0 MA████████████              A████████████             A████████████             A████████████             M    │
    │core 1               B█████████████             B████████████             B████████████             B████████████     │
    │GIL    MA──────────▲▼B───────────▲▼A──────────▲▼B──────────▲▼A──────────▲▼B──────────▲▼A────────────B────────────M    │
    │M main █╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ joining ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌█    │
    │A       █████████████░░░░░░░░░░░░↑░█████████████░░░░░░░░░░░↑░█████████████░░░░░░░░░░░↑░█████████████______________    │
    │B       ░░░░░░░░░░░░↓██████████████░░░░░░░░░░░↓░█████████████░░░░░░░░░░░↓░█████████████░░░░░░░░░░░░░█████████████_    │
    │       0 ms         5            10           15           20           25           30           35┃          40     │
    └──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘
    ┌ why ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────┐
    │A ended at 35.500 ms                                                                                                  │
    └──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘
     space play · ←/→ event · ,/. bytecode · g GIL⇄free · c compare · w why · z/Z zoom · m runtime · Esc back · ? all keys
    "#);
    keys(&mut model, "esc c end");
    insta::assert_snapshot!(shown(&model, SMALL), @r#"
     gilscope  Lab hogs.py
    ┌ compare: the same program, seed and clock ───────────────────────────────────┐
    │                        CPython 3.14  CPython 3.14t                           │
    │───────────────────────────────────────────────────                           │
    │time                    40.700 ms     20.700 ms                               │
    │speed-up                1.00×         1.97×                                   │
    │threads running Python  1.00 at once  1.97 at once                            │
    │waiting for the GIL     35.000 ms     0 ns                                    │
    │no core                 0 ns          0 ns                                    │
    │hand-offs               10            0                                       │
    └─────────────────────────────────────────────────────────────────────────────▼┘
    ┌ Compare: one clock ────────────────────────────────── 40.700 ms  ×1/200  end ┐
    │CPython 3.14 · GIL · 2 cores · 5 ms                                           │
    │GIL    MA─────▲▼B──────▲▼A─────▲▼B─────▲▼A──────▲▼B─────▲▼A────────B───────M  │
    │A      █████████░░░░░░░↑░████████░░░░░░░↑█████████░░░░░░░↑█████████_________  │
    │B      ░░░░░░░░↓█████████░░░░░░↓░████████░░░░░░░↓░████████░░░░░░░░░████████_  │
    │CPython 3.14t · no GIL · 2 cores                                              │
    │M main █╌╌╌╌╌╌╌╌╌╌╌╌ joining ╌╌╌╌╌╌╌╌╌╌╌╌▞                                    │
    │A      ██████████████████████████████████▞                                    │
    │B      ██████████████████████████████████▞                                    │
    │       0 ms            10               20               30               40  │
    └──────────────────────────────────────────────────────────────────────────────┘
     why  A ended at 35.500 ms
     space play · ←/→ event · ,/. bytecode · g GIL⇄free · c compare · ? all keys
    "#);
    insta::assert_snapshot!(shown(&model, LARGE), @r#"
     gilscope  Lab hogs.py
    ┌ compare: the same program, seed and clock ───────────────────┐┌ hogs.py ─────────────────────────────────────────────┐
    │                        CPython 3.14  CPython 3.14t           ││ 1 import threading                                   │
    │───────────────────────────────────────────────────           ││ 2                                                    │
    │time                    40.700 ms     20.700 ms               ││ 3 def burn(n):                                       │
    │speed-up                1.00×         1.97×                   ││ 4     while n > 0:                                   │
    │threads running Python  1.00 at once  1.97 at once            ││ 5         n -= 1                                     │
    │waiting for the GIL     35.000 ms     0 ns                    ││ 6                                                    │
    │no core                 0 ns          0 ns                    ││ 7 a = threading.Thread(target=burn, args=(400_000,),…│
    │hand-offs               10            0                       ││ 8 b = threading.Thread(target=burn, args=(400_000,),…│
    │cores busy              51 % 50 %     100 % 97 %              ││ 9 a.start()                                          │
    │                                                              ││10 b.start()                                          │
    │                                                              ││11 a.join()                                           │
    │                                                              ││12 b.join()                                           │
    │                                                              ││13 print("done")                                      │
    │                                                              ││                                                      │
    │                                                              ││                                                      │
    └──────────────────────────────────────────────────────────────┘└──────────────────────────────────────────────────────┘
    ┌ Compare: one clock ────────────────────────────────────────────────────────────────────────── 40.700 ms  ×1/200  end ┐
    │CPython 3.14 · GIL · 2 cores · 5 ms                                                                                   │
    │core 0 MA████████████              A████████████             A████████████             A████████████             M    │
    │core 1               B█████████████             B████████████             B████████████             B████████████     │
    │GIL    MA──────────▲▼B───────────▲▼A──────────▲▼B──────────▲▼A──────────▲▼B──────────▲▼A────────────B────────────M    │
    │M main █╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ joining ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌█    │
    │A       █████████████░░░░░░░░░░░░↑░█████████████░░░░░░░░░░░↑░█████████████░░░░░░░░░░░↑░█████████████______________    │
    │B       ░░░░░░░░░░░░↓██████████████░░░░░░░░░░░↓░█████████████░░░░░░░░░░░↓░█████████████░░░░░░░░░░░░░█████████████_    │
    │CPython 3.14t · no GIL · 2 cores                                                                                      │
    │core 0 MA████████████████████████████████████████████████████M                                                        │
    │core 1  B████████████████████████████████████████████████████                                                         │
    │M main █╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ joining ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌█                                                        │
    │A       █████████████████████████████████████████████████████_                                                        │
    │B       █████████████████████████████████████████████████████_                                                        │
    │       0 ms         5            10           15           20           25           30           35           40┃    │
    └──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘
     why  A ended at 35.500 ms
     space play · ←/→ event · ,/. bytecode · g GIL⇄free · c compare · w why · z/Z zoom · m runtime · Esc back · ? all keys
    "#);
}
