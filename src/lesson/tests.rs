//! Owns tests that go through several files of this layer: expressions from text to value, texts from
//! Markdown to words, proofs with runs made by hand.

use crate::base::Source;

use super::goal::Expr;
use super::markdown::{Block, plain};
use super::number::NumberFormat;
use super::parse::{Scope, condition, quantity};
use super::report::Written;
use super::testing::runs;
use super::value::Value;
use super::*;

fn names() -> Vec<String> {
    vec!["lock".to_owned(), "free".to_owned()]
}

fn parse(text: &str) -> Result<Expr, String> {
    let source = Source::new("goal", text);
    let names = names();
    let programs = [("lock".to_owned(), super::testing::facts(80, 2).program)];
    let scope = Scope {
        runs: &names,
        default: Some("lock"),
        programs: &programs,
    };
    let written = Written::new(text, &source, 0..text.len());
    quantity(&written, scope).map_err(|wrong| wrong.to_string())
}

#[track_caller]
fn check_value(text: &str, expected: &str) {
    let value = parse(text)
        .expect("it parses")
        .value(&runs())
        .expect("it has a value");
    assert_eq!(value.to_string(), expected, "{text}");
}

#[test]
fn expressions_have_values() {
    check_value("makespan", "80.0 ms");
    check_value("free.makespan", "40.0 ms");
    check_value("lock.makespan / free.makespan", "2");
    check_value("0.5 * makespan + 1ms", "41.0 ms");
    check_value("wait%(\"A\")", "50 %");
    check_value("held%(\"A\") * 2", "100 %");
    check_value("makespan ~ 80ms ± 5%", "true");
    check_value("makespan ~ 81 ms +- 2 ms", "true");
    check_value("makespan ~ 90ms within 5%", "false");
    check_value(
        "free.parallelism > 1.9 and not lock.parallelism > 1.05",
        "true",
    );
    check_value("switches = 17 or switches = 18", "true");
    check_value("switches == 18 or switches != 17", "false");
    check_value("same_work(lock, free)", "true");
    check_value("stdout contains \"done\"", "true");
    check_value(
        "runtime = 'cpython-3.14' and cores = 2 and exit = 0",
        "true",
    );
    check_value("ends(\"B\") >= makespan and starts(\"B\") < 1us", "false");
    check_value("switches / (cores - 2) > 3", "true");
}

#[test]
fn what_the_course_asks_of_runs_has_values() {
    check_value("max(latency(\"A\"))", "6.0 ms");
    check_value(
        "lock.p50(latency(\"A\")) = p50(lock.latency(\"A\"))",
        "true",
    );
    check_value(
        "p95(lock_hold(\"lock\")) <= 3ms and contended(\"lock\") = 1",
        "true",
    );
    check_value("count(turn(\"A\")) + takes(\"A\")", "11");
    check_value("max_gap(\"A\")", "9.0 ms");
    check_value("mean(gap(\"A\")) = 7ms", "true");
    check_value("failed%", "25 %");
    check_value("gil% > 99%", "true");
    check_value(
        "locks = 1 and processes = 1 and pickled_bytes < 1_000",
        "true",
    );
    check_value("value(counter)", "187000");
    check_value(
        "value(counter) < 200_000 and value(name) = \"spam\"",
        "true",
    );
    check_value("value(counter) / 1000 - 87", "100");
    check_value("value(done) and not value(done) = false", "true");
    check_value("seconds(late) ~ 7ms ± 1%", "true");
    check_value("invariant(sum(x for x in (1, 2)) == 3)", "true");
    check_value(
        "deadlock_free and not raised and not raised(\"IndexError\")",
        "true",
    );
    check_value("uses(\"threading\")", "true");
    check_value("uses(\"threading.Lock\")", "false");
    check_value("source_unchanged(add_one)", "true");
    check_value("only_changed(add_one)", "true");
    check_value("asleep < 1s", "true");
}

#[test]
fn values_that_are_not_there_say_why() {
    let failure = |text: &str| {
        let expr = parse(text).expect("it can be read");
        expr.holds(&runs())
            .expect_err("it has no value")
            .to_string()
    };
    assert_eq!(
        failure("value(gone) = 1"),
        "`gone` has no value at the end: NameError: name 'gone' is not defined"
    );
    assert_eq!(failure("value(name) < 3"), "\"spam\" is not a number");
    assert_eq!(
        failure("p95(lock_hold(\"other\")) < 1ms"),
        "run `lock` has no lock named \"other\"; its locks are lock"
    );
    assert_eq!(
        failure("for_all(seeds=10): value(counter) = 1"),
        "the many runs that this needs have not been made"
    );
}

/// Every second run takes longer; the seeds are noted.
struct Counting<'a>(&'a std::cell::RefCell<Vec<u64>>);

impl Runner for Counting<'_> {
    fn run(&self, job: Job<'_>) -> Result<Ran, RunError> {
        let seed = job.settings.seed;
        self.0.borrow_mut().push(seed);
        Ok(Ran {
            facts: super::testing::facts(80 + seed % 2 * 20, 2),
            trace: crate::trace::Trace::new(1),
        })
    }

    fn explore(&self, _: Job<'_>, _: u32) -> Result<Box<dyn Exploring>, RunError> {
        Err(RunError::Failed("nothing is explored here".to_owned()))
    }
}

#[test]
fn questions_about_many_runs_count_them() {
    let mut all = parse("for_all(seeds=4): value(counter) > 1 and lock.makespan < 90ms");
    let all = all.as_mut().expect("it can be read");
    let share = parse("share(makespan > 80ms, seeds=4) = 50%").expect("it can be read");
    let named = NamedRun {
        name: "lock".to_owned(),
        title: String::new(),
        settings: Settings {
            program: "together.py".to_owned(),
            ..super::testing::settings(2)
        },
        ends: Ending::Well,
        place: Written::new("", &Source::new("goal", ""), 0..0),
    };
    let mut trials = Trials::of([&*all, &share], &[named]);
    let seeds = std::cell::RefCell::new(Vec::new());
    let runner = Counting(&seeds);
    let library = Library::embedded();
    let mut tries = Tries::new(&library.lessons()[0], &runner);
    while !trials.are_done() {
        trials.step(&mut tries);
    }
    // What is decided waits until the other is, too.
    assert_eq!(*seeds.borrow(), [0, 1, 0, 1, 2, 3, 2, 3]);
    let verdicts = trials.verdicts();
    let known = WithVerdicts {
        runs: &runs(),
        verdicts: &verdicts,
    };
    assert_eq!(all.holds(&known), Ok(false));
    assert_eq!(share.holds(&known), Ok(true));
    assert_eq!(
        all.evidence(&known),
        [
            "holds in 2 of 4 runs; not with seed 1: lock.value(counter) = 187000, lock.makespan = 100 ms"
        ]
    );
}

#[track_caller]
fn check_error(text: &str, expected: &str) {
    let wrong = parse(text).expect_err("it is wrong");
    assert_eq!(wrong.trim_end(), expected);
}

#[test]
fn errors_point_at_the_token() {
    check_error(
        "makespan < 80",
        "goal:1:12: a duration cannot be compared with a number\n    \
         makespan < 80\n    \
         \u{20}          ^^\nhelp: add a unit: `80ms`",
    );
    check_error(
        "slow.makespan < 80ms",
        "goal:1:1: there is no run named `slow`\n    \
         slow.makespan < 80ms\n    \
         ^^^^\nhelp: the runs here are `lock` and `free`",
    );
    check_error(
        "makespan ~ 80ms",
        "goal:1:15: expected `±` and a tolerance after `~`, found the end of the expression\n    \
         makespan ~ 80ms\n    \
         \u{20}             ^\nhelp: write how near: `makespan ~ 80ms ± 5%`",
    );
    check_error(
        "running > 1ms",
        "goal:1:1: `running` needs a thread\n    \
         running > 1ms\n    \
         ^^^^^^^\nhelp: write the thread's name: `running(\"A\")`",
    );
    check_error(
        "makespan < 1ms and (switches > 3",
        "goal:1:32: expected `)`, found the end of the expression\n    \
         makespan < 1ms and (switches > 3\n    \
         \u{20}                              ^",
    );
    check_error(
        "makespan and switches > 3",
        "goal:1:1: expected true or false, found a duration\n    \
         makespan and switches > 3\n    \
         ^^^^^^^^",
    );
    check_error(
        "stdout contains \"x",
        "goal:1:17: this text has no closing quote\n    \
         stdout contains \"x\n    \
         \u{20}               ^^",
    );
    check_error(
        "switches > 3 switches",
        "goal:1:14: expected the end of the expression, found `switches`\n    \
         switches > 3 switches\n    \
         \u{20}            ^^^^^^^^",
    );
}

#[test]
fn errors_guess_what_was_meant() {
    check_error(
        "makspan < 80ms",
        "goal:1:1: there is no metric named `makspan`\n    \
         makspan < 80ms\n    \
         ^^^^^^^\nhelp: did you mean `makespan`?",
    );
    check_error(
        "latency(\"A\") < 80ms",
        "goal:1:1: `latency` is a series, not a number\n    \
         latency(\"A\") < 80ms\n    \
         ^^^^^^^\nhelp: say what of it: `p95(latency(\"A\"))`; there are `p50`, `p95`, `p99`, `max`, \
         `min`, `mean`, `total` and `count`",
    );
    check_error(
        "p95(latncy(\"A\")) < 80ms",
        "goal:1:5: there is no series named `latncy`\n    \
         p95(latncy(\"A\")) < 80ms\n    \
         \u{20}   ^^^^^^\nhelp: did you mean `latency`?",
    );
    check_error(
        "value(counter +) = 3",
        "goal:1:7: this is no Python expression: invalid syntax\n    \
         value(counter +) = 3\n    \
         \u{20}     ^^^^^^^^^",
    );
    check_error(
        "value(counter = 3",
        "goal:1:6: this bracket is never closed\n    \
         value(counter = 3\n    \
         \u{20}    ^^^^^^^^^^^^",
    );
    check_error(
        "value(late) < 3ms",
        "goal:1:15: a value of the program cannot be compared with a duration\n    \
         value(late) < 3ms\n    \
         \u{20}             ^^^\nhelp: write `seconds(…)` for a variable that holds a number of seconds",
    );
    check_error(
        "for_all(seeds=10000): exit = 0",
        "goal:1:15: there can be 1 to 1000 seeds\n    \
         for_all(seeds=10000): exit = 0\n    \
         \u{20}             ^^^^^",
    );
    check_error(
        "for_all(seeds=10): some(seeds=3): exit = 0",
        "goal:1:20: a question about many runs cannot be inside of another\n    \
         for_all(seeds=10): some(seeds=3): exit = 0\n    \
         \u{20}                  ^^^^",
    );
    check_error(
        "explore(preemptions=2): makespan < 3ms",
        "goal:1:25: this cannot be asked of every schedule\n    \
         explore(preemptions=2): makespan < 3ms\n    \
         \u{20}                       ^^^^^^^^^^^^^^\nhelp: what can: `deadlock_free`, `not raised`, \
         `invariant(…)`, and `value(…)` or `refcount(…)` compared with a constant, joined by `and`; put \
         the rest before `explore`",
    );
    check_error(
        "source_unchanged(add_on)",
        "goal:1:18: the program defines no `add_on`\n    \
         source_unchanged(add_on)\n    \
         \u{20}                ^^^^^^\nhelp: did you mean `add_one`?",
    );
}

#[test]
fn a_goal_must_be_true_or_false() {
    let source = Source::new("goal", "makespan");
    let names = names();
    let scope = Scope {
        runs: &names,
        default: Some("lock"),
        programs: &[],
    };
    let written = Written::new("makespan", &source, 0..8);
    let wrong = condition(&written, scope).expect_err("a duration is no goal");
    assert_eq!(wrong.message, "this is a duration, not a condition");
}

#[test]
fn an_unknown_thread_is_named_with_the_ones_there_are() {
    let expr = parse("running(\"C\") > 1ms").expect("threads are known only after the run");
    let failure = expr.holds(&runs()).expect_err("there is no C");
    assert_eq!(
        failure.to_string(),
        "run `lock` has no thread named \"C\"; its threads are A, B"
    );
}

#[test]
fn references_and_containers_are_counted() {
    let text = "refcount(x) = 4 and shared_mutable = 2 and refcount(5 +) = 1";
    let wrong = parse(text).expect_err("half a sum");
    assert!(
        wrong.contains("goal:1:53: this is no Python expression"),
        "{wrong}"
    );
    let expr = parse("refcount(x) = 3 and shared_mutable = 2").expect("it parses");
    let program = "import threading\nx = []\ny = x\nz = {1: x}\nn = 5\n";
    let ran = Simulated.run(Job {
        program: &Source::new("p.py", program),
        folder: &Library::embedded().lessons()[0].surroundings(),
        settings: &super::testing::settings(2),
        asks: &expr.asks("lock"),
    });
    let facts = ran.expect("it runs").facts;
    let runs = std::collections::BTreeMap::from([("lock".to_owned(), facts)]);
    assert_eq!(expr.holds(&runs), Ok(true), "{:?}", expr.evidence(&runs));
}

#[test]
fn goals_are_told_in_words() {
    let settings = super::testing::settings(2);
    let run = |name: &str, title: &str| NamedRun {
        name: name.to_owned(),
        title: title.to_owned(),
        settings: settings.clone(),
        ends: Ending::Well,
        place: Written::new("", &Source::new("goal", ""), 0..0),
    };
    let named = [run("lock", "run X: with a lock"), run("free", "without")];
    let told = |text: &str| -> Vec<String> {
        let goal = parse(text).expect("it parses");
        let clauses = goal.clauses(&runs(), &named).into_iter();
        clauses.map(|clause| clause.said).collect()
    };
    assert_eq!(
        told("p50(gap(\"B\")) < 1ms and switches <= 10 and value(counter) = 200_000"),
        [
            "pause of B between two turns, in half of the cases at most: 5.0 ms; wanted: less than 1.0 ms",
            "hand-offs of the GIL: 17; wanted: at most 10",
            "`counter` at the end: 187000; wanted: 200000",
        ]
    );
    assert_eq!(
        told("lock.running(\"A\") <= 0.5 * free.running(\"A\") and not lock.deadlock_free"),
        [
            "time A is on a core (run X): 40.0 ms; wanted: at most 0.50 × time A is on a core (without) \
             = 20.0 ms",
            "wanted: a deadlock (run X)",
        ]
    );
    assert_eq!(
        told("source_unchanged(add_one) and not uses(\"threading.Lock\") and waiting(\"C\") = 0ms"),
        [
            "wanted: `add_one` as it was",
            "wanted: `threading.Lock` is not used",
            "run `lock` has no thread named \"C\"; its threads are A, B",
        ]
    );
    assert_eq!(
        told("threads = 3 and (switches <= 10 or uses(\"threading.Lock\"))"),
        [
            "threads, the main thread among them: 2; wanted: 3",
            "hand-offs of the GIL: 17; wanted: at most 10; or wanted: `threading.Lock` is used",
        ]
    );
}

#[test]
fn evidence_shows_what_was_measured() {
    let expr =
        parse("lock.makespan ~ free.makespan ± 2% and wait%(\"B\") > 10%").expect("it parses");
    assert_eq!(
        expr.evidence(&runs()),
        [
            "lock.makespan = 80.0 ms",
            "free.makespan = 40.0 ms",
            "lock.wait%(\"B\") = 50 %"
        ]
    );
}

#[test]
fn numbers_are_written_for_readers() {
    let time = Value::Time(80_440_000.0);
    for (format, expected) in [
        (NumberFormat::Plain, "80 ms"),
        (NumberFormat::TenthsOfMilliseconds, "80.4 ms"),
        (NumberFormat::Microseconds, "80440 µs"),
        (NumberFormat::Seconds, "0.08 s"),
    ] {
        assert_eq!(format.write(&time), expected);
    }
    assert_eq!(NumberFormat::Times.write(&Value::Number(1.98)), "2.0×");
    assert_eq!(NumberFormat::Percent.write(&Value::Share(0.52)), "52 %");
    assert_eq!(NumberFormat::Plain.write(&Value::Number(19.0)), "19");
}

#[test]
fn brackets_without_end_are_refused() {
    let wrong = parse(&"(".repeat(100_000)).expect_err("nobody can read this");
    assert!(wrong.contains("nested more than 32 levels deep"));
    let wrong = parse(&"not ".repeat(100_000)).expect_err("nor this");
    assert!(wrong.contains("nested more than 32 levels deep"));
}

proptest::proptest! {
    #[test]
    fn no_text_makes_reading_panic(text in r#"[ -~\n±×µé{}|~`()"'.]{0,80}"#) {
        let _ = parse(&text);
        let _ = blocks(&text);
        let source = Source::new("lesson.toml", text.as_str());
        let files = LessonFiles {
            lesson: source.clone(),
            page: source.clone(),
            programs: vec![("p.py".to_owned(), source)],
        };
        proptest::prop_assert!(read_lesson("01-x", files).is_err());
    }
}

/// The blocks of a page, one line each.
fn blocks(text: &str) -> String {
    let source = Source::new("page.md", text);
    let names = names();
    let scope = Scope {
        runs: &names,
        default: None,
        programs: &[],
    };
    let (blocks, wrong) = markdown::page(&source, scope);
    let mut lines: Vec<String> = blocks
        .iter()
        .map(|placed| match &placed.block {
            Block::Heading { level, text } => format!("h{level} {}", plain(text, &runs())),
            Block::Paragraph(text) => format!("p {}", plain(text, &runs())),
            Block::List { first, items } => {
                let items: Vec<String> = items.iter().map(|i| plain(i, &runs())).collect();
                format!("list {first:?} {}", items.join(" | "))
            }
            Block::Code {
                language,
                text,
                span,
            } => {
                let from = &source.text[span.start as usize..span.end as usize];
                assert_eq!(from, text, "the span is that of the code");
                format!("code {language} {text:?}")
            }
            Block::Quote(text) => format!("quote {}", plain(text, &runs())),
            Block::Note(text) => format!("note {}", plain(text, &runs())),
            Block::Table { head, rows } => {
                let row = |cells: &Vec<Text>| {
                    let cells: Vec<String> = cells.iter().map(|c| plain(c, &runs())).collect();
                    cells.join("|")
                };
                let rows: Vec<String> = rows.iter().map(row).collect();
                format!("table {} / {}", row(head), rows.join(" / "))
            }
        })
        .collect();
    lines.extend(wrong.iter().map(|w| {
        let (line, column) = w.position();
        format!("{line}:{column} {}", w.message)
    }));
    lines.join("\n")
}

#[test]
fn markdown_becomes_flat_blocks() {
    let page = "\
# Run

One *two* **three** `four_five`
six.

- a
- b `c`

3. x
4. y

```py
while n > 0:
    n -= 1
```

> quoted

> [!NOTE]
> noted
> twice

| a | b |
|---|---|
| 1 | {{lock.makespan\\|ms.1}} |
";
    insta::assert_snapshot!(blocks(page), @r#"
    h1 Run
    p One two three four_five six.
    list None a | b c
    list Some(3) x | y
    code py "while n > 0:\n    n -= 1\n"
    quote quoted
    note noted twice
    table a|b / 1|80.0 ms
    "#);
}

#[test]
fn numbers_in_prose_are_computed_or_claimed() {
    insta::assert_snapshot!(blocks(
        "It took {{lock.makespan}}, that is {{2 = lock.makespan / free.makespan}} times {{free.makespan|s}}; {{lock.running(\"A\")|ms}} of A.\n"
    ), @"p It took 80 ms, that is 2 times 0.04 s; 40 ms of A.");
}

#[test]
fn what_a_lesson_cannot_have_is_refused_where_it_stands() {
    insta::assert_snapshot!(blocks(
        "See [here](https://example.org).\n\n<b>x</b>\n\n{{lock.speed}} {{lock.makespan|furlongs}} {{makespan}} {{oops\n\n- a\n  - b\n"
    ), @"
    p See here.
    p x
    p    {{oops
    list None ab
    1:5 a link cannot be used in a lesson
    3:1 HTML cannot be used in a lesson
    3:5 HTML cannot be used in a lesson
    5:8 there is no metric named `speed`
    5:32 there is no number format `furlongs`
    5:45 which run's `makespan` is meant?
    5:56 `{{` has no `}}`
    8:3 a block inside a list or quote cannot be used in a lesson
    ");
}

#[test]
fn knobs_turn_runs_and_rewrite_constants() {
    let library = Library::embedded();
    let lesson = library
        .find("waiting-is-free")
        .expect("it is in the course");
    let start = &lesson.attempt(&lesson.start())[0];
    assert_eq!(start.settings.program, "one_by_one.py");
    let solved = &lesson.attempt(&lesson.solution())[0];
    assert_eq!(solved.settings.program, "downloads.py");
    let program = lesson
        .program(&solved.settings)
        .expect("it has the constant");
    assert!(program.text.contains("\nDOWNLOADS = 6\n"));
    let untouched = &lesson
        .files
        .programs
        .iter()
        .find(|(f, _)| f == "downloads.py");
    let (_, source) = untouched.expect("it is a file of the lesson");
    assert_eq!(
        program.text.replace("DOWNLOADS = 6", "DOWNLOADS = 5"),
        *source.text
    );
}

#[test]
fn constants_are_whole_lines_at_the_margin() {
    let text = "WORKER = 1\nif x:\n    WORK = 2\nWORK == 3\nWORK  =  4_000  # rounds\n";
    let range = model::constant_in(text, "WORK").expect("it is there");
    assert_eq!(&text[range], "4_000");
    assert_eq!(model::constant_in(text, "x"), None);
}

#[test]
fn the_first_answer_and_its_confidence_are_kept() {
    let library = Library::embedded();
    let quiz = &library.lessons()[0].predict[0];
    let mut attempt = Attempt::default();
    assert!(!attempt.is_right(quiz));
    attempt.choose(0, 3);
    attempt.choose(0, 1);
    attempt.choose(quiz.right(), 1);
    assert!(attempt.is_right(quiz));
    assert_eq!(
        (attempt.first(), attempt.confidence, attempt.chosen.len()),
        (Some(0), 3, 2)
    );
}

#[test]
fn every_beat_of_every_lesson_has_words() {
    for lesson in Library::embedded().lessons() {
        for beat in Beat::ALL.into_iter().filter(|beat| *beat != Beat::Make) {
            assert!(
                !lesson.page.beat(beat).is_empty(),
                "{} {beat:?}",
                lesson.name
            );
        }
    }
}
