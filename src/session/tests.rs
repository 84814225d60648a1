//! Owns the tests of sessions on the real simulation: there and back again.

use std::sync::Arc;

use super::{Budget, Program, RunConfig, Session, launch, simulate};
use crate::base::{Source, ThreadId, VirtualTime};
use crate::runtime;

const TURNS: &str = "\
import threading

def burn(n):
    while n > 0:
        n -= 1

a = threading.Thread(target=burn, args=(3_600_000,), name='A')
b = threading.Thread(target=burn, args=(3_600_000,), name='B')
a.start()
b.start()
a.join()
b.join()
print('done')
";

fn session(text: &str, runtime: &str) -> Session {
    let source = Source::new("turns.py", text);
    let program = Program::compile(&source).expect("the program is valid");
    let config = RunConfig {
        runtime: runtime::find(runtime).expect("the runtime exists"),
        cores: 2,
        ..RunConfig::default()
    };
    simulate(Arc::new(program), &config)
}

fn finished(text: &str, runtime: &str) -> Session {
    let mut session = session(text, runtime);
    session.finish();
    session
}

fn settle(session: &mut Session) {
    while session.settle(Budget::FRAME) {}
}

/// Line and variables of one thread. Others may have run ahead between two shared accesses.
fn thread_picture(session: &mut Session, id: ThreadId) -> String {
    settle(session);
    let state = session.state(id);
    let thread = state.thread(id).expect("it exists");
    format!(
        "{:?} {} {:?}",
        thread.lane,
        thread.line,
        thread.frames.first().map(|f| &f.locals)
    )
}

/// Lines and variables of all threads.
fn picture(session: &mut Session) -> String {
    settle(session);
    let state = session.state(ThreadId(0));
    assert!(state.exact);
    let threads = state.threads.iter().map(|thread| {
        let locals = thread.frames.first().map(|frame| frame.locals.clone());
        format!(
            "{} {:?} {} {locals:?}\n",
            thread.name, thread.lane, thread.line
        )
    });
    threads.collect()
}

#[test]
fn work_is_bounded_and_ends() {
    let mut session = session(TURNS, "gil");
    let mut calls = 0;
    while session.work(Budget::FRAME) {
        calls += 1;
        assert!(calls < 1000);
    }
    assert!(
        calls >= 1,
        "a run of 20 ms of work does not fit into one frame's budget"
    );
    let end = session.end().expect("it has ended");
    assert_eq!((end.exit_code, end.trouble), (0, None));
    assert!(!session.work(Budget::FRAME));
}

#[test]
fn an_endless_loop_is_cut_off_with_a_word_about_it() {
    let source = Source::new("loop.py", "while True:\n    pass\n");
    let program = Program::compile(&source).expect("the program is valid");
    let config = RunConfig {
        until: VirtualTime(50_000_000),
        ..RunConfig::default()
    };
    let mut session = simulate(Arc::new(program), &config);
    session.finish();
    let end = session.end().expect("it has ended");
    assert_eq!(end.exit_code, 4);
    assert!(end.trouble.is_some_and(|text| text.contains("--until")));
}

#[test]
fn any_moment_looks_the_same_whichever_way_it_is_reached() {
    for runtime in ["gil", "free-threaded"] {
        let mut session = finished(TURNS, runtime);
        let end = session.known().nanos();
        let moments: Vec<VirtualTime> = (0..12).map(|i| VirtualTime(end * i / 11)).collect();
        let forwards: Vec<String> = moments
            .iter()
            .map(|at| {
                session.seek(*at);
                picture(&mut session)
            })
            .collect();
        for (at, expected) in moments.iter().zip(&forwards).rev() {
            session.seek(*at);
            assert_eq!(&picture(&mut session), expected, "{runtime} at {at}");
        }
        let mut afresh = finished(TURNS, runtime);
        afresh.seek(moments[7]);
        assert_eq!(picture(&mut afresh), forwards[7]);
    }
}

#[test]
fn instructions_step_there_and_back_again() {
    for runtime in ["gil", "free-threaded"] {
        let mut session = finished(TURNS, runtime);
        let middle = VirtualTime(session.known().nanos() / 3);
        session.seek(middle);
        settle(&mut session);
        let thread = ThreadId(1);
        assert!(session.next_instruction(thread));
        let mut seen = vec![(session.now(), thread_picture(&mut session, thread))];
        for _ in 0..6 {
            assert!(session.next_instruction(thread));
            seen.push((session.now(), thread_picture(&mut session, thread)));
        }
        for pair in seen.windows(2) {
            assert!(pair[0].0 <= pair[1].0);
        }
        for (at, expected) in seen.iter().rev().skip(1) {
            assert!(session.previous_instruction(thread));
            assert_eq!(session.now(), *at, "{runtime}");
            assert_eq!(&thread_picture(&mut session, thread), expected, "{runtime}");
        }
    }
}

#[test]
fn events_step_there_and_back_again() {
    let mut session = finished(TURNS, "gil");
    session.seek(VirtualTime(session.known().nanos() / 2));
    let mut moments = vec![];
    for _ in 0..10 {
        let next = session.next_event().expect("the run is not over");
        assert!(next > session.now());
        moments.push(next);
        session.seek(next);
    }
    moments.pop();
    for at in moments.into_iter().rev() {
        assert_eq!(session.previous_event(), Some(at));
        session.seek(at);
    }
}

#[test]
fn checkpoints_are_bounded() {
    let sleeper = "import time\nfor i in range(3000):\n    time.sleep(0.01)\n";
    let session = finished(sleeper, "gil");
    assert!(session.known().nanos() > 29_000_000_000);
    assert!(session.checkpoint_count() <= 32);
    assert!(session.checkpoint_count() > 8);
}

/// Each of its lists takes 16 MB, some of them at a time.
const LARGE_HEAP: &str = "\
kept = []
for i in range(40):
    kept = kept[-3:] + [[i] * 1_000_000]
    for j in range(20_000):
        pass
";

#[test]
fn checkpoints_of_large_heaps_are_few() {
    let mut session = finished(LARGE_HEAP, "gil");
    assert!(session.known().nanos() > 10_000_000);
    let bytes = session.checkpoint_bytes();
    assert!(bytes <= 160 << 20, "{bytes}");
    let last = session.known();
    for part in [3, 1, 2] {
        let at = VirtualTime(last.nanos() / 4 * part);
        session.seek(at);
        assert_eq!(session.now(), at);
    }
}

/// Only its shape is certain: what a thread does when is up to this machine.
#[test]
fn a_real_run_is_watched_like_a_simulated_one() {
    let source = Source::new(
        "real.py",
        "import threading\n\
         def work():\n    print('hello')\n\
         thread = threading.Thread(target=work)\n\
         thread.start()\nthread.join()\n",
    );
    for runtime in ["gil", "free-threaded"] {
        let program = Program::compile(&source).expect("it compiles");
        let config = RunConfig {
            runtime: crate::runtime::find(runtime).expect("registered"),
            real: true,
            ..RunConfig::default()
        };
        let mut session = launch(Arc::new(program), &config);
        while session.work(Budget::FRAME) {
            crate::realtime::rest(std::time::Duration::from_millis(1));
        }
        let end = session.end().expect("it has ended");
        assert_eq!((end.exit_code, end.trouble), (0, None), "{runtime}");
        let written: String = session
            .trace()
            .output()
            .map(|(_, _, _, text)| &**text)
            .collect();
        assert_eq!(written, "hello\n", "{runtime}");
        assert_eq!(session.trace().thread_count(), 2, "{runtime}");
        session.seek(session.known());
        assert!(!session.settle(Budget::FRAME) && session.settled());
        assert!(session.config().title().starts_with("real threads · "));
    }
}
