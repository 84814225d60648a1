//! Owns the tests of the lab: a program of the learner's own.

use super::{LARGE, SMALL, keys, lab, lessons, masked, shown, ticks};
use crate::app::{Model, Msg, Start, update};
use crate::base::{ProgramFolder, Source};
use crate::lesson::{Library, Progress};
use crate::session::{fixture, simulate};
use crate::view::Size;

/// A program that is really simulated.
fn simulated(text: &str) -> Model {
    let start = Start::Lab {
        source: Ok(Source::new("own.py", text)),
        folder: ProgramFolder::default(),
        config: Box::default(),
    };
    let mut model = Model::new(start, Library::embedded(), Progress::default(), simulate);
    update(&mut model, Msg::Resize(SMALL));
    model
}

#[test]
fn a_run_in_the_lab() {
    let mut model = lab(fixture::HOGS);
    insta::assert_snapshot!(shown(&model, SMALL), @"
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
    └───────────────────────────────────J ▼┘└──────────────────────────────────────┘
    ┌ CPython 3.14 · GIL · 2 cores · 5 ms ─────────────────── 0 ns  ×1/200  paused ┐
    │core 0 M                                                                      │
    │core 1 │                                                                      │
    │GIL    M                                                                      │
    │M main #                                                                      │
    │       0 ms            10               20               30               40  │
    └──────────────────────────────────────────────────────────────────────────────┘
     w why  MainThread runs Python on core 0
     space play · ←/→ event · ,/. bytecode · g GIL⇄free · c compare · ? all keys
    ");
    keys(&mut model, "space wait");
    insta::assert_snapshot!(shown(&model, SMALL), @"
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
    └───────────────────────────────────J ▼┘└──────────────────────────────────────┘
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
     space play · ←/→ event · ,/. bytecode · g GIL⇄free · c compare · ? all keys
    ");
    insta::assert_snapshot!(masked(&model, SMALL), @"
    @@@@@@@@@@ hhhh
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
    ------------------------------------kk------------------------------------------
    ==hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh===================sssssssss.............==
    =...... RRRRRRRRR_________RRRRRRRR________RRRRRRRRR________RRRRRRRRR________R__=
    =...... _________RRRRRRRRR________RRRRRRRR_________RRRRRRRR_________RRRRRRRR___=
    =+++    +++++++^v+++++++^v++++++^v++++++^v+++++++^v++++++^v++++++++++++++++++__=
    =s..... RJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJR  =
    =~      RRRRRRRRRWWWWWWWwWRRRRRRRRWWWWWWWwRRRRRRRRRWWWWWWWwRRRRRRRRRDDDDDDDDD  =
    =s      WWWWWWWWwRRRRRRRRRWWWWWWwWRRRRRRRRWWWWWWWwWRRRRRRRRWWWWWWWWWRRRRRRRRD  =
    =       aaaa            aa               aa               aa               a~  =
    =........................................=======================================
    kk......
     kkkkk........kkk.........kkk............k............k...........k.........
    ");
    keys(&mut model, "2 left left left w");
    insta::assert_snapshot!(shown(&model, SMALL), @"
     gilscope  Lab hogs.py
    ┌ hogs.py ────────────────────────────▲┐┌ output ──────────────────────────────┐
    │ 2                                    ││nothing printed yet                   │
    │ 3 def burn(n):                       ││                                      │
    │ 4     while n > 0:        ◀ B running││                                      │
    │ 5         n -= 1                     ││                                      │
    │ 6                                    ││                                      │
    │ 7 a = threading.Thread(target=burn, …││                                      │
    │ 8 b = threading.Thread(target=burn, …││                                      │
    │ 9 a.start()                          ││                                      │
    └───────────────────────────────────J ▼┘└──────────────────────────────────────┘
    ┌ CPython 3.14 · GIL · 2 cores · 5 ms ────────────── 35.500 ms  ×1/200  paused ┐
    │core 0 MA███████         A███████        A████████        A███████│        M  │
    │core 1          B████████        B███████         B███████        BB███████   │
    │GIL    MA─────▲▼B──────▲▼A─────▲▼B─────▲▼A──────▲▼B─────▲▼A───────BB───────M  │
    │M main █╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ joining ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌j╌╌╌╌╌╌╌╌█  │
    │A      █████████░░░░░░░↑░████████░░░░░░░↑█████████░░░░░░░↑████████│_________  │
    │B      ░░░░░░░░↓█████████░░░░░░↓░████████░░░░░░░↓░████████░░░░░░░░#████████_  │
    │       0 ms            10               20               30       ┃       40  │
    └ ┃ this moment, by letter · other columns: what filled most of 596.2 µs ──────┘
    ┌ why ─────────────────────────────────────────────────────────────────────────┐
    │A ended at 35.500 ms                                                          │
    └──────────────────────────────────────────────────────────────────────────────┘
     space play · ←/→ event · ,/. bytecode · g GIL⇄free · c compare · ? all keys
    ");
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
    │core 0 MA████████████              A████████████             A████████████             A████████████│            M    │
    │core 1               B█████████████             B████████████             B████████████             B████████████     │
    │GIL    MA──────────▲▼B───────────▲▼A──────────▲▼B──────────▲▼A──────────▲▼B──────────▲▼A────────────B────────────M    │
    │M main █╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ joining ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌j╌╌╌╌╌╌╌╌╌╌╌╌█    │
    │A       █████████████░░░░░░░░░░░░↑░█████████████░░░░░░░░░░░↑░█████████████░░░░░░░░░░░↑░█████████████│_____________    │
    │B       ░░░░░░░░░░░░↓██████████████░░░░░░░░░░░↓░█████████████░░░░░░░░░░░↓░█████████████░░░░░░░░░░░░░#████████████_    │
    │       0 ms         5            10           15           20           25           30           35┃          40     │
    └ ┃ this moment, by letter · other columns: what filled most of 381.3 µs ──────────────────────────────────────────────┘
    ┌ why ─────────────────────────────────────────────────────────────────────────────────────────────────────────────────┐
    │A ended at 35.500 ms                                                                                                  │
    └──────────────────────────────────────────────────────────────────────────────────────────────────────────────────────┘
     space play · ←/→ event · ,/. bytecode · g GIL⇄free · c compare · r real · b schedule · w why · z/Z zoom · ? all keys
    "#);
    insta::assert_snapshot!(masked(&model, LARGE), @r#"
    @@@@@@@@@@ hhhh
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
    =...... RRRRRRRRRRRRRR______________RRRRRRRRRRRRR_____________RRRRRRRRRRRRR_____________RRRRRRRRRRRRR|____________R____=
    =...... ______________RRRRRRRRRRRRRR_____________RRRRRRRRRRRRR_____________RRRRRRRRRRRRR_____________~RRRRRRRRRRRR_____=
    =+++    ++++++++++++^v++++++++++++^v+++++++++++^v+++++++++++^v+++++++++++^v+++++++++++^v+++++++++++++~+++++++++++++____=
    =s..... RJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJ~JJJJJJJJJJJJR    =
    =~       RRRRRRRRRRRRRWWWWWWWWWWWWwWRRRRRRRRRRRRRWWWWWWWWWWWwWRRRRRRRRRRRRRWWWWWWWWWWWwWRRRRRRRRRRRRR|DDDDDDDDDDDDD    =
    =s       WWWWWWWWWWWWwRRRRRRRRRRRRRRWWWWWWWWWWWwWRRRRRRRRRRRRRWWWWWWWWWWWwWRRRRRRRRRRRRRWWWWWWWWWWWWW~RRRRRRRRRRRRD    =
    =       aaaa         a            aa           aa           aa           aa           aa           aa~          aa     =
    =||......................................................................===============================================
    --hhh-------------------------------------------------------------------------------------------------------------------
    -                                                                                                                      -
    ------------------------------------------------------------------------------------------------------------------------
     kkkkk........kkk.........kkk............k............k...........k........k............k.......kkk........k.........
    "#);
    keys(&mut model, "esc c end");
    insta::assert_snapshot!(shown(&model, SMALL), @"
     gilscope  Lab hogs.py
    ┌ compare: the same program, seed and clock ───────────────────────────────────┐
    │                        CPython 3.14  CPython 3.14t                           │
    │───────────────────────────────────────────────────                           │
    │time                    40.700 ms     20.700 ms                               │
    │speed-up                1.00×         1.97×                                   │
    │threads running Python  1.00 at once  1.97 at once                            │
    │wait for GIL, summed    35.000 ms     0 ns                                    │
    │no core, summed         0 ns          0 ns                                    │
    │hand-offs               10            0                                       │
    └───────────────────────────────────────────────────────────────────────────J ▼┘
    ┌ Compare: one clock ────────────────────────────────── 40.700 ms  ×1/200  end ┐
    │▸ CPython 3.14 · GIL · 2 cores · 5 ms                +3 rows · c one run alone│
    │GIL    MA─────▲▼B──────▲▼A─────▲▼B─────▲▼A──────▲▼B─────▲▼A────────B───────M  │
    │A      █████████░░░░░░░↑░████████░░░░░░░↑█████████░░░░░░░↑█████████_________  │
    │B      ░░░░░░░░↓█████████░░░░░░↓░████████░░░░░░░↓░████████░░░░░░░░░████████_  │
    │  CPython 3.14t · no GIL · 2 cores                   +2 rows · c one run alone│
    │M main █╌╌╌╌╌╌╌╌╌╌╌╌ joining ╌╌╌╌╌╌╌╌╌╌╌╌▞                                    │
    │A      ██████████████████████████████████▞                                    │
    │B      ██████████████████████████████████▞                                    │
    │       0 ms            10               20               30               40  │
    └ a column: what filled most of 596.2 µs ──────────────────────────────────────┘
     w why  The program ended at 40.700 ms; A ended at 35.500 ms
     space play · ←/→ event · ,/. bytecode · g GIL⇄free · c compare · ? all keys
    ");
    insta::assert_snapshot!(shown(&model, LARGE), @r#"
     gilscope  Lab hogs.py
    ┌ compare: the same program, seed and clock ───────────────────┐┌ hogs.py ─────────────────────────────────────────────┐
    │                        CPython 3.14  CPython 3.14t           ││ 1 import threading                                   │
    │───────────────────────────────────────────────────           ││ 2                                                    │
    │time                    40.700 ms     20.700 ms               ││ 3 def burn(n):                                       │
    │speed-up                1.00×         1.97×                   ││ 4     while n > 0:                                   │
    │threads running Python  1.00 at once  1.97 at once            ││ 5         n -= 1                                     │
    │wait for GIL, summed    35.000 ms     0 ns                    ││ 6                                                    │
    │no core, summed         0 ns          0 ns                    ││ 7 a = threading.Thread(target=burn, args=(400_000,),…│
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
    │▸ CPython 3.14 · GIL · 2 cores · 5 ms                                                                                 │
    │core 0 MA████████████              A████████████             A████████████             A████████████             M    │
    │core 1               B█████████████             B████████████             B████████████             B████████████     │
    │GIL    MA──────────▲▼B───────────▲▼A──────────▲▼B──────────▲▼A──────────▲▼B──────────▲▼A────────────B────────────M    │
    │M main █╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ joining ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌█    │
    │A       █████████████░░░░░░░░░░░░↑░█████████████░░░░░░░░░░░↑░█████████████░░░░░░░░░░░↑░█████████████______________    │
    │B       ░░░░░░░░░░░░↓██████████████░░░░░░░░░░░↓░█████████████░░░░░░░░░░░↓░█████████████░░░░░░░░░░░░░█████████████_    │
    │  CPython 3.14t · no GIL · 2 cores                                                                                    │
    │core 0 MA████████████████████████████████████████████████████M                                                        │
    │core 1  B████████████████████████████████████████████████████                                                         │
    │M main █╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌ joining ╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌╌█                                                        │
    │A       █████████████████████████████████████████████████████_                                                        │
    │B       █████████████████████████████████████████████████████_                                                        │
    │       0 ms         5            10           15           20           25           30           35           40┃    │
    └ a column: what filled most of 381.3 µs ──────────────────────────────────────────────────────────────────────────────┘
     w why  The program ended at 40.700 ms; A ended at 35.500 ms
     space play · ←/→ event · ,/. bytecode · g GIL⇄free · c compare · r real · b schedule · w why · z/Z zoom · ? all keys
    "#);
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
     ↓/↑ scroll · PgDn/PgUp page · Esc back · ? all keys · q quit
    "#);
    let fixed = Source::new("hogs.py", fixture::HOGS);
    update(&mut model, Msg::SourceChanged(fixed));
    ticks(&mut model, 5);
    assert!(shown(&model, SMALL).contains("core 0"));
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
    let mut model = simulated(text);
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
    let mut model = simulated(text);
    keys(&mut model, "end tick tick tick");
    let text = shown(&model, LARGE);
    assert!(text.contains("deadlock"), "{text}");
}

const TWO_ORDERS: &str = "\
import threading, time
a, b = threading.Lock(), threading.Lock()
def take(first, second):
    with first:
        time.sleep(0.01)
        with second:
            pass
threading.Thread(target=take, args=(a, b)).start()
threading.Thread(target=take, args=(b, a)).start()
";

#[test]
fn a_deadlock_is_drawn_on_behind_its_end() {
    let mut model = simulated(TWO_ORDERS);
    keys(&mut model, "end wait");
    let text = shown(&model, SMALL);
    assert_eq!(text.matches("━ blocked ━━│").count(), 2, "{text}");
    assert!(text.contains("  deadlock ┐"), "{text}");
    assert!(text.contains("│a  ") && text.contains("│b  "), "{text}");
    keys(&mut model, "w");
    let text = shown(&model, SMALL);
    assert!(text.contains("for ever") && text.contains("│b  "), "{text}");
    keys(&mut model, "w c wait");
    let top = shown(&model, SMALL);
    assert!(
        top.contains("stopped by") && !top.contains("cores busy"),
        "{top}"
    );
    keys(&mut model, "J");
    let text = shown(&model, SMALL);
    assert!(text.contains("cores busy"), "{text}");
    keys(&mut model, "K");
    assert_eq!(shown(&model, SMALL), top);
}

#[test]
fn esc_does_not_leave_the_program() {
    let mut model = lab(fixture::HOGS);
    keys(&mut model, "esc");
    let text = shown(&model, SMALL);
    assert!(
        text.contains("hogs.py") && text.contains("q quits"),
        "{text}"
    );
}

#[test]
fn a_file_that_is_no_text_is_shown_until_it_is_mended() {
    let source = Source::new("own.py", "x = '?'\n");
    let wrong = crate::base::Diagnostic {
        kind: crate::base::DiagnosticKind::SyntaxError,
        span: crate::base::Span::new(5, 6),
        source,
        message: "Non-UTF-8 code".to_owned(),
        help: None,
    };
    let start = Start::Lab {
        source: Err(Box::new(wrong.clone())),
        folder: ProgramFolder::default(),
        config: Box::default(),
    };
    let mut model = Model::new(start, Library::embedded(), Progress::default(), simulate);
    update(&mut model, Msg::Resize(SMALL));
    let text = shown(&model, SMALL);
    assert!(text.contains("This program does not run"), "{text}");
    assert!(text.contains("SyntaxError: Non-UTF-8 code"), "{text}");
    update(
        &mut model,
        Msg::SourceChanged(Source::new("own.py", "x = 1\n")),
    );
    let text = shown(&model, SMALL);
    assert!(!text.contains("does not run"), "{text}");
    update(&mut model, Msg::NoText(Box::new(wrong)));
    let text = shown(&model, SMALL);
    assert!(text.contains("This program does not run"), "{text}");
}

#[test]
fn e_opens_the_editor_also_when_the_program_does_not_run() {
    for text in ["print(1)\n", "def f(:\n"] {
        let mut model = simulated(text);
        let cmd = update(&mut model, Msg::Key(crate::app::Key::Char('e')));
        assert_eq!(cmd, crate::app::Cmd::Edit, "{text}");
    }
}

#[test]
fn a_module_of_others_is_explained_behind_the_output() {
    let mut model = simulated("import numpy\n");
    keys(&mut model, "end wait");
    update(&mut model, Msg::Resize(LARGE));
    let text = shown(&model, LARGE);
    assert!(text.contains("No module named 'numpy'"), "{text}");
    assert!(text.contains("gilscope real --python"), "{text}");
}

#[test]
fn an_idle_worker_of_a_pool_is_at_no_line_of_the_program() {
    let mut model = simulated(
        "import time\nfrom concurrent.futures import ThreadPoolExecutor\n\ndef work(n):\n    time.sleep(n)\n\n\
         with ThreadPoolExecutor(2) as pool:\n    list(pool.map(work, [0.01, 0.1]))\n",
    );
    keys(&mut model, "end wait [ [ [ [ [ [ [ [ 2 w wait");
    update(&mut model, Msg::Resize(LARGE));
    let text = shown(&model, LARGE);
    assert!(text.contains("inside concurrent.futures.thread"), "{text}");
    let at_sleep = text.lines().find(|line| line.contains("time.sleep(n)"));
    let at_sleep = at_sleep.expect("the line is shown");
    assert!(
        at_sleep.contains("B sleeping") || at_sleep.contains("◁B"),
        "{text}"
    );
    assert!(
        !at_sleep.contains("◁ A") && !at_sleep.contains("◁A"),
        "{text}"
    );
}

#[test]
fn the_run_that_the_keys_are_about_is_marked() {
    let mut model = lab(fixture::HOGS);
    keys(&mut model, "end c tick");
    let marked = |model: &Model| {
        let text = shown(model, LARGE);
        let lines = text.lines().filter(|line| line.starts_with("│▸ "));
        lines.map(str::to_owned).collect::<Vec<_>>()
    };
    let first = marked(&model);
    assert!(
        first.len() == 1 && first[0].contains("CPython 3.14 ·"),
        "{first:?}"
    );
    keys(&mut model, "v");
    let second = marked(&model);
    assert!(
        second.len() == 1 && second[0].contains("3.14t"),
        "{second:?}"
    );
    let text = shown(&model, SMALL);
    assert!(text.contains("rows · c one run alone"), "{text}");
}

#[test]
fn help_lists_a_key_with_what_it_means_now() {
    let mut model = lab(fixture::HOGS);
    keys(&mut model, "?");
    let tall = Size {
        columns: 100,
        rows: 200,
    };
    let text = shown(&model, tall);
    assert!(text.contains("Answering a question (not here)"), "{text}");
    assert!(text.contains("Watching a run   "), "{text}");
    assert!(text.contains("from a lesson, back to the list"), "{text}");
    let mut model = lessons();
    keys(&mut model, "?");
    let (now, _) = shown(&model, tall)
        .split_once("(not here)")
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .expect("the rest");
    assert!(
        now.contains("The list of lessons") && !now.contains("play, pause"),
        "{now}"
    );
}

#[test]
fn the_list_of_lessons_names_the_lab() {
    let text = shown(&lessons(), SMALL);
    assert!(
        text.contains("a program of your own: gilscope lab FILE.py"),
        "{text}"
    );
}

/// Some dozen nanoseconds each: more digits than elsewhere.
#[test]
fn single_bytecodes_move_the_clock() {
    let mut model = simulated("n = 0\nwhile n < 5_000:\n    n += 1\n");
    keys(&mut model, "end wait [ [ [ [ [ [ [ [ [ [ [ [");
    let clock = |model: &Model| {
        let text = shown(model, SMALL);
        let title = text
            .lines()
            .find(|line| line.contains("paused"))
            .map(str::to_owned);
        title.expect("the clock")
    };
    keys(&mut model, ".");
    let before = clock(&model);
    keys(&mut model, ". . . . . . . . . . . .");
    let after = clock(&model);
    assert_ne!(after, before);
    keys(&mut model, ", , , , , , , , , , , ,");
    assert_eq!(clock(&model), before);
    // To the nanosecond, but only there.
    keys(&mut model, "right left");
    let digits = |line: &str| line.chars().filter(char::is_ascii_digit).count();
    assert!(digits(&clock(&model)) < digits(&before), "{before}");
}
