//! Owns the tests of the whole screen: keys in, text out.

use std::time::Duration;

use super::keys::Key;
use super::model::Route;
use super::{Cmd, Model, Msg, Start, screen, update};
use crate::base::{ProgramFolder, Source};
use crate::lesson::{Beat, Library, Progress};
use crate::runtime;
use crate::session::{RunConfig, fixture, simulate};
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
        source: Source::new("hogs.py", text),
        folder: ProgramFolder::default(),
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
     w why  MainThread runs Python on core 0
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
     w why  The program ended at 40.700 ms; A ended at 35.500 ms
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
    =s..... RJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJ~  =
    =~      RRRRRRRRRWWWWWWWwWRRRRRRRRWWWWWWWwRRRRRRRRRWWWWWWWwRRRRRRRRRDDDDDDDD~  =
    =s      WWWWWWWWwRRRRRRRRRWWWWWWwWRRRRRRRRWWWWWWWwWRRRRRRRRWWWWWWWWWRRRRRRRR~  =
    =       aaaa            aa               aa               aa               a~  =
    ================================================================================
    kk......
     kkkkk........kkk.........kkk............k............k...........k.........
    "#);
    keys(&mut model, "2 left left left w");
    insta::assert_snapshot!(shown(&model, SMALL), @r#"
     gilscope  Lab hogs.py
    ┌ hogs.py ─────────────────────────────┐┌ output ──────────────────────────────┐
    │ 2                                    ││nothing printed yet                   │
    │ 3 def burn(n):                       ││                                      │
    │ 4     while n > 0:        ◀ B running││                                      │
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
    │▸    0 *RESUME               0        ││ 4     while n > 0:        ◀ B running││                                      │
    │     1  LOAD_SMALL_INT       0        ││ 5         n -= 1                     ││                                      │
    │     2  LOAD_CONST           None     ││ 6                                    ││                                      │
    │     3  IMPORT_NAME          threading││ 7 a = threading.Thread(target=burn, …││                                      │
    │     4  STORE_NAME           threading││ 8 b = threading.Thread(target=burn, …││                                      │
    │     5  LOAD_CONST           <code ob…││ 9 a.start()                          ││                                      │
    │     6  MAKE_FUNCTION                 ││10 b.start()                          ││                                      │
    │     7  STORE_NAME           burn     ││11 a.join()                ◁ M joining││                                      │
    │     8  LOAD_NAME            threading││12 b.join()                           ││                                      │
    │  * check point  ? on a jump or C call││13 print("done")                      ││                                      │
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
     space play · ←/→ event · ,/. bytecode · g GIL⇄free · c compare · r real · w why · z/Z zoom · m runtime · ? all keys
    "#);
    insta::assert_snapshot!(masked(&model, LARGE), @r#"
    @@@@@@@@@@hhhhh
    --hhhhhhhhh-------------------------------hhhhhhh---------------------------------hhhhhh--------------------------------
    -ssssDDDDDDDDDDDDDDDDDDDDDD            --ll>KKKKKKcNNNNNNNNN                   --...................                   -
    ->>NNNNNNNNNN........                  --ll>                                   --                                      -
    -NNNooocccccc                          --ll>KKKcNNNNoNoo                       --                                      -
    ->>>>>>>>>>>>>>>>>>>>>>>>>>>>>>        --ll>ccccKKKKKcNcoc#o        RRRRRRRRRRR--                                      -
    -cccccccccccccccccccccccccccccc        --ll>ccccccccNcooc#                     --                                      -
    -ccccccccccccccccccccccccccccccccc     --ll>                                   --                                      -
    -cccccccccccccccccccccccccccccccccccccc--ll>NcocNNNNNNNNNoNNNNNNoNNNNNNoNNNNocN--                                      -
    -cccccccccccccccccccccccccccccccccccccc--ll>NcocNNNNNNNNNoNNNNNNoNNNNNNoNNNNocN--                                      -
    -cccccccccccccccccccccccccccccccccccccc--ll>NoNNNNNoo                          --                                      -
    -ccccccccccccccccccccc                 --ll>NoNNNNNoo                          --                                      -
    -ccccccccccccccccccccccccccccccccc     --ll>NoNNNNoo                JJJJJJJJJJJ--                                      -
    -cccccccccccccccccccccccccccccccccccccc--ll>NoNNNNoo                           --                                      -
    -......................................--ll>UUUUUo""""""o                      --                                      -
    -                                      --                                      --                                      -
    -                                      --                                      --                                      -
    -                                      --                                      --                                      -
    -                                      --                                      --                                      -
    -                                      --                                      --                                      -
    -                                      --                                      --                                      -
    -                                      --                                      --                                      -
    ------------------------------------------------------------------------------------------------------------------------
    ==hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh========================================================sssssssss................==
    =...... RRRRRRRRRRRRRR______________RRRRRRRRRRRRR_____________RRRRRRRRRRRRR_____________RRRRRRRRRRRRR~____________R____=
    =...... ______________RRRRRRRRRRRRRR_____________RRRRRRRRRRRRR_____________RRRRRRRRRRRRR_____________~RRRRRRRRRRRR_____=
    =+++    ++++++++++++^v++++++++++++^v+++++++++++^v+++++++++++^v+++++++++++^v+++++++++++^v+++++++++++++~+++++++++++++____=
    =s..... RJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJ~JJJJJJJJJJJJR    =
    =~       RRRRRRRRRRRRRWWWWWWWWWWWWwWRRRRRRRRRRRRRWWWWWWWWWWWwWRRRRRRRRRRRRRWWWWWWWWWWWwWRRRRRRRRRRRRR~DDDDDDDDDDDDD    =
    =s       WWWWWWWWWWWWwRRRRRRRRRRRRRRWWWWWWWWWWWwWRRRRRRRRRRRRRWWWWWWWWWWWwWRRRRRRRRRRRRRWWWWWWWWWWWWW~RRRRRRRRRRRRD    =
    =       aaaa         a            aa           aa           aa           aa           aa           aa~          aa     =
    ========================================================================================================================
    --hhh-------------------------------------------------------------------------------------------------------------------
    -                                                                                                                      -
    ------------------------------------------------------------------------------------------------------------------------
     kkkkk........kkk.........kkk............k............k...........k........k.......kkk........k...........k.........
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
    │waiting for the lock    35.000 ms     0 ns                                    │
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
     w why  The program ended at 40.700 ms; A ended at 35.500 ms
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
    │waiting for the lock    35.000 ms     0 ns                    ││ 6                                                    │
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
     w why  The program ended at 40.700 ms; A ended at 35.500 ms
     space play · ←/→ event · ,/. bytecode · g GIL⇄free · c compare · r real · w why · z/Z zoom · m runtime · ? all keys
    "#);
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
    @@@@@@@@@@hhhhhhhhh                      bbbbbbb................................
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
    insta::assert_snapshot!(shown(&model, SMALL), @r#"
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
    └──────────────────────────────────────┘└──────────────────────────────────────┘
    ┌ CPython 3.14 · GIL · 2 cores · 5 ms ──────────────────── 1.000 ms  ×1/200  ▶ ┐
    │core 0 MA                                                                     │
    │core 1                                                                        │
    │GIL    MA                                                                     │
    │M main █╌                                                                     │
    │A      ██                                                                     │
    │B      ░░                                                                     │
    │       0┃ms            10               20               30               40  │
    └──────────────────────────────────────────────────────────────────────────────┘
     w why  A runs Python on core 0
     Enter go on · space pause · ←/→ event · ,/. bytecode · g GIL⇄free · ? all keys
    "#);
    keys(&mut model, "wait enter");
    insta::assert_snapshot!(shown(&model, SMALL), @r#"
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
    └──────────────────────────────────────────────────────────────────────────────┘
     w why  The program ended at 40.700 ms; A ended at 35.500 ms
     Enter go on · space play · ←/→ event · ,/. bytecode · g GIL⇄free · ? all keys
    "#);
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
fn an_investigation_goes_to_its_moment() {
    let mut model = lesson();
    keys(&mut model, "b 1 enter end enter enter b enter enter w");
    insta::assert_snapshot!(shown(&model, SMALL), @r#"
     gilscope  90 Turns                      predict▸run▸compare▸INVESTIGATE▸change
    ┌ Investigate ─────────────────────────┐┌ hogs.py ─────────────────────────────┐
    │Marked: first drop request of B       ││ 2                                    │
    │Choose thread B and press w.          ││ 3 def burn(n):                       │
    │                                      ││ 4▸    while n > 0:               ◁A◀B│
    │Looked? Enter shows the question.     ││ 5         n -= 1                     │
    │                                      ││ 6                                    │
    │Step and look.                        ││ 7 a = threading.Thread(target=burn, …│
    │                                      ││ 8 b = threading.Thread(target=burn, …│
    │                                      ││ 9 a.start()                          │
    └──────────────────────────────────────┘└──────────────────────────────────────┘
    ┌ CPython 3.14 · GIL · 2 cores · 5 ms ─────────────── 5.500 ms  ×1/200  paused ┐
    │core 0 MA███████         A███████        A████████        A████████        M  │
    │core 1          B████████        B███████         B███████         B███████   │
    │GIL    MA─────▲▼B──────▲▼A─────▲▼B─────▲▼A──────▲▼B─────▲▼A────────B───────M  │
    │M main █╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ joining ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌█  │
    │A      █████████░░░░░░░↑░████████░░░░░░░↑█████████░░░░░░░↑█████████_________  │
    │B      ░░░░░░░░↓█████████░░░░░░↓░████████░░░░░░░↓░████████░░░░░░░░░████████_  │
    │       0 ms     ◆      10               20               30               40  │
    └──────────────────────────────────────────────────────────────────────────────┘
    ┌ why ─────────────────────────────────────────────────────────────────────────┐
    │A wants the GIL since 5.500 ms: B has held it since 5.500 ms                  │
    └──────────────────────────────────────────────────────────────────────────────┘
     Enter go on · space play · ←/→ event · ,/. bytecode · g GIL⇄free · ? all keys
    "#);
    insta::assert_snapshot!(shown(&model, LARGE), @r#"
     gilscope  90 Turns                                                              predict▸run▸compare▸INVESTIGATE▸change
    ┌ Investigate ─────────────────────────────────────────────┐┌ hogs.py ─────────────────────────────────────────────────┐
    │Marked: first drop request of B                           ││ 1 import threading                                       │
    │Choose thread B and press w.                              ││ 2                                                        │
    │                                                          ││ 3 def burn(n):                                           │
    │Looked? Enter shows the question.                         ││ 4▸    while n > 0:              ◁ A wants GIL ◀ B running│
    │                                                          ││ 5         n -= 1                                         │
    │Step and look.                                            ││ 6                                                        │
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
    │core 0 MA████████████              A████████████             A████████████             A████████████             M    │
    │core 1               B█████████████             B████████████             B████████████             B████████████     │
    │GIL    MA──────────▲▼B───────────▲▼A──────────▲▼B──────────▲▼A──────────▲▼B──────────▲▼A────────────B────────────M    │
    │M main █╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ joining ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌█    │
    │A       █████████████░░░░░░░░░░░░↑░█████████████░░░░░░░░░░░↑░█████████████░░░░░░░░░░░↑░█████████████______________    │
    │B       ░░░░░░░░░░░░↓██████████████░░░░░░░░░░░↓░█████████████░░░░░░░░░░░↓░█████████████░░░░░░░░░░░░░█████████████_    │
    │       0 ms         5◆           10           15           20           25           30           35           40     │
    └──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘
    ┌ why ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────┐
    │A wants the GIL since 5.500 ms: B has held it since 5.500 ms                                                          │
    └──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘
     Enter go on · space play · ←/→ event · ,/. bytecode · g GIL⇄free · c compare · r real · w why · z/Z zoom · ? all keys
    "#);
    insta::assert_snapshot!(masked(&model, LARGE), @r#"
    @@@@@@@@@@hhhhhhhhh                                                              ....................bbbbbbbbbbb........
    --hhhhhhhhhhh-------------------------------------------------hhhhhhh---------------------------------------------------
    -mmmmmmmmmmmmmmmmmmmmmmmmmmmmmmm                           --ll>KKKKKKcNNNNNNNNN                                       -
    -                          N                               --ll>                                                       -
    -                                                          --ll>KKKcNNNNoNoo                                           -
    -kkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkkk                         --~~>ccccKKKKKcNcoc#o              WWWWWWWWWWWWW RRRRRRRRRRR-
    -                                                          --ll>ccccccccNcooc#                                         -
    -                                                          --ll>                                                       -
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
    =...... RRRRRRRRRRRRRR~_____________RRRRRRRRRRRRR_____________RRRRRRRRRRRRR_____________RRRRRRRRRRRRR_____________R____=
    =...... ______________~RRRRRRRRRRRRR_____________RRRRRRRRRRRRR_____________RRRRRRRRRRRRR_____________RRRRRRRRRRRRR_____=
    =+++    ++++++++++++^v~+++++++++++^v+++++++++++^v+++++++++++^v+++++++++++^v+++++++++++^v+++++++++++++++++++++++++++____=
    =s..... RJJJJJJJJJJJJJ~JJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJR    =
    =~       RRRRRRRRRRRRR~WWWWWWWWWWWwWRRRRRRRRRRRRRWWWWWWWWWWWwWRRRRRRRRRRRRRWWWWWWWWWWWwWRRRRRRRRRRRRRDDDDDDDDDDDDDD    =
    =s       WWWWWWWWWWWWw~RRRRRRRRRRRRRWWWWWWWWWWWwWRRRRRRRRRRRRRWWWWWWWWWWWwWRRRRRRRRRRRRRWWWWWWWWWWWWWRRRRRRRRRRRRRD    =
    =       aaaa         a~           aa           aa           aa           aa           aa           aa           aa     =
    ========================================================================================================================
    --hhh-------------------------------------------------------------------------------------------------------------------
    -                                                                                                                      -
    ------------------------------------------------------------------------------------------------------------------------
     kkkkk.........kkkkk........kkk.........kkk............k............k...........k........k.......kkk........k.........
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
    insta::assert_snapshot!(shown(&model, SMALL), @r#"
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
    └──────────────────────────────────────┘└──────────────────────────────────────┘
    ┌ CPython 3.14 · GIL · 2 cores · 5 ms ─────────────────── 0 ns  ×1/200  paused ┐
    │core 0 M                                                                      │
    │core 1                                                                        │
    │GIL    M                                                                      │
    │M main █                                                                      │
    │       0 ms            10               20               30               40  │
    └──────────────────────────────────────────────────────────────────────────────┘
     w why  MainThread runs Python on core 0
     ↑/↓ knob · →/← change · Enter run it · x hint · ,/. bytecode · ? all keys
    "#);
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
    │x.makespan = 20.7 ms                                                          │
    │                                                                              │
    │Hint 3: Without a GIL.                                                        │
    │                                                                              │
    │Let the run take half the time.                                               │
    │                                                                              │
    │  runtime: ← CPython 3.14t →                                                  │
    │                                                                              │
    └─────────────────────────────────────────────────────────────────────────────▼┘
    ┌ CPython 3.14t · no GIL · 2 cores ──────────────────── 20.700 ms  ×1/500  end ┐
    │core 0 M█A█████████████████████████████████████████████████████████████████M  │
    │core 1   B█████████████████████████████████████████████████████████████████   │
    │M main ██╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ joining ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌█  │
    │A       ███████████████████████████████████████████████████████████████████_  │
    │B       ███████████████████████████████████████████████████████████████████_  │
    │       0 ms            5               10               15              20 ┃  │
    └──────────────────────────────────────────────────────────────────────────────┘
     w why  The program ended at 20.700 ms; A ended at 20.500 ms
     x hint · Enter go on · space play · ←/→ event · ,/. bytecode · ? all keys
    ");
    assert!(model.progress().is_done("turns"));
    keys(&mut model, "enter");
    let text = shown(&model, SMALL);
    assert!(text.contains("Lesson 90 is done."), "{text}");
}

#[test]
fn the_help_lists_every_binding_of_the_table() {
    let mut model = lab(fixture::HOGS);
    keys(&mut model, "?");
    let tall = Size {
        columns: 100,
        rows: 120,
    };
    let text = shown(&model, tall);
    for binding in super::KEYS
        .iter()
        .filter(|binding| !binding.help.is_empty())
    {
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
    let names: Vec<Key> = super::KEYS
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
fn states_stay_distinct_without_colours() {
    let mut model = lab(fixture::HOGS);
    keys(&mut model, "end");
    let text = shown(&model, SMALL);
    let lane = |name: &str| {
        let line = text.lines().find(|line| line.starts_with(name));
        line.expect("the lane is shown").to_owned()
    };
    let (a, b) = (lane("│A "), lane("│B "));
    let turns = a
        .chars()
        .zip(b.chars())
        .filter(|(a, b)| (*a, *b) == ('█', '░') || (*a, *b) == ('░', '█'))
        .count();
    assert!(turns > 40, "{text}");
    assert!(
        !a.chars().zip(b.chars()).any(|pair| pair == ('█', '█')),
        "{text}"
    );
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
fn what_a_wrong_answer_means_is_in_sight() {
    let library = Library::embedded();
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
            assert!(text.contains("✗ Not that one."), "{}: {text}", lesson.name);
            assert!(text.contains("✗ a") || text.contains("✗ b"), "{text}");
        }
    }
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

#[test]
fn at_the_end_nobody_is_on_a_line() {
    let mut model = lab(fixture::HOGS);
    keys(&mut model, "space");
    assert!(shown(&model, SMALL).contains("space pause"));
    assert!(shown(&model, SMALL).contains("4▸"));
    keys(&mut model, "wait");
    let text = shown(&model, SMALL);
    assert!(!text.contains('▸'), "{text}");
    assert!(text.contains("The program ended at"), "{text}");
    assert!(text.contains("space play"), "{text}");
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
fn the_same_moment_under_the_other_runtime() {
    let mut model = lab(fixture::HOGS);
    keys(&mut model, "end home right g");
    let text = shown(&model, SMALL);
    assert!(text.contains("no GIL"), "{text}");
    assert!(text.contains("500.0 µs"), "{text}");
    keys(&mut model, "g");
    assert!(shown(&model, SMALL).contains("· GIL ·"));
}

#[test]
fn a_program_that_does_not_compile_shows_where_and_why() {
    let mut model = lab("def f(:\n    pass\n");
    insta::assert_snapshot!(shown(&model, SMALL), @r#"
     gilscope  Lab hogs.py
    ┌ This program does not run ───────────────────────────────────────────────────┐
    │  File "hogs.py", line 1                                                      │
    │    def f(:                                                                   │
    │          ^                                                                   │
    │SyntaxError: invalid syntax                                                   │
    │                                                                              │
    │Mend the file and save it: it runs again by itself.                           │
    └──────────────────────────────────────────────────────────────────────────────┘
    ┌ hogs.py ─────────────────────────────────────────────────────────────────────┐
    │   1 def f(:                                                                  │
    │   2     pass                                                                 │
    │   3                                                                          │
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
     ↓/↑ scroll · Esc back · ? all keys · q quit
    "#);
    let fixed = Source::new("hogs.py", fixture::HOGS);
    update(&mut model, Msg::SourceChanged(fixed));
    ticks(&mut model, 5);
    assert!(shown(&model, SMALL).contains("core 0"));
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

#[test]
fn of_many_threads_those_that_do_something_have_a_row() {
    let text = "\
from threading import Thread
def count():
    n = 10000
    while n:
        n -= 1
threads = [Thread(target=count) for _ in range(50)]
for t in threads: t.start()
for t in threads: t.join()
";
    let start = Start::Lab {
        source: Source::new("many.py", text),
        folder: ProgramFolder::default(),
        config: RunConfig::default(),
    };
    let mut model = Model::new(start, Library::embedded(), Progress::default(), simulate);
    update(&mut model, Msg::Resize(SMALL));
    keys(&mut model, "end wait");
    let text = shown(&model, SMALL);
    let busy = |line: &str| line.contains(" Thread-") && line.contains('█');
    assert!(
        text.lines().filter(|line| busy(line)).count() >= 2,
        "{text}"
    );
}

#[test]
fn a_deadlock_is_named() {
    let text = "\
import threading
a, b = threading.Lock(), threading.Lock()
both = threading.Barrier(2)
def grab(x, y):
    with x:
        both.wait()
        with y:
            pass
threading.Thread(target=grab, args=(a, b)).start()
threading.Thread(target=grab, args=(b, a)).start()
";
    let start = Start::Lab {
        source: Source::new("stuck.py", text),
        folder: ProgramFolder::default(),
        config: RunConfig::default(),
    };
    let mut model = Model::new(start, Library::embedded(), Progress::default(), simulate);
    keys(&mut model, "end tick tick tick");
    let text = shown(&model, LARGE);
    assert!(text.contains("deadlock"), "{text}");
}
