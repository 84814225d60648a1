//! Owns the proof that runs on real threads end, every time, and leave no thread behind: each program of the
//! tests, with a GIL and without one, again and again in one process, whose threads are counted after every
//! run. Owns no program, and no word about what they print: that is `it`'s.
//!
//! `GILSCOPE_REAL_RUNS=1000` runs each program a thousand times instead of twice, which takes hours:
//! `GILSCOPE_REAL_RUNS=1000 cargo test --test alone runs_end -- --nocapture`. `GILSCOPE_REAL_ONLY=mp_pool`
//! leaves out all programs whose names do not contain that.

use std::path::Path;
use std::time::Duration;

use gilscope::base::{MemoryFolder, ProgramFolder, Source, VirtualDuration};
use gilscope::realtime::{End, Job, Limits, RealConfig, RealRun};
use gilscope::runtime;
use gilscope::sim::{NETWORK_LATENCY, Program};

#[path = "../it/same_for_real.rs"]
mod same_for_real;

use same_for_real::{SAME, TIMED};

const RUNS: usize = 2;

/// Longer than any run takes on a machine that has other things to do.
const HANGS: VirtualDuration = VirtualDuration::from_secs(900);

/// A thread of the operating system is gone some time after it has said so: as many milliseconds, or more.
const LOOKS: usize = 20_000;

/// How a program that does not end by itself does.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Expected {
    Exit,
    Deadlock,
    Limit,
}

struct Tried {
    name: String,
    job: Job,
    until: VirtualDuration,
    expected: Expected,
}

/// Programs that end otherwise than by themselves, all threads of them in the middle of something.
const CUT_SHORT: &[(&str, Expected, &str)] = &[
    (
        "spinners",
        Expected::Limit,
        "import threading\ndef spin():\n    while True:\n        pass\n\
         for _ in range(4):\n    threading.Thread(target=spin).start()\n",
    ),
    (
        "sleepers",
        Expected::Limit,
        "import threading, time\n\
         for _ in range(20):\n    threading.Thread(target=time.sleep, args=(1000,)).start()\n",
    ),
    (
        "spinning_children",
        Expected::Limit,
        "import os\nfor _ in range(3):\n    if os.fork() == 0:\n        while True:\n            pass\nos.wait()\n",
    ),
    (
        "two_locks",
        Expected::Deadlock,
        "import threading\na, b, both = threading.Lock(), threading.Lock(), threading.Barrier(2)\n\
         def grab(x, y):\n    with x:\n        both.wait()\n        with y:\n            pass\n\
         threading.Thread(target=grab, args=(a, b)).start()\n\
         threading.Thread(target=grab, args=(b, a)).start()\n",
    ),
    (
        "pipe_and_child",
        Expected::Deadlock,
        "import os\nr, w = os.pipe()\nif os.fork() == 0:\n    os.read(r, 1)\nelse:\n    os.wait()\n",
    ),
];

fn job(name: &str, text: &str, folder: &ProgramFolder, runtime: &str) -> Job {
    let source = Source::new(format!("{name}.py"), text);
    let program = Program::compile_in(source, folder.afresh());
    let program = program.unwrap_or_else(|wrong| panic!("{name}: {wrong:?}"));
    let runtime = runtime::find(runtime).expect("it is there");
    Job {
        code: program.code_for(runtime),
        source: program.source,
        folder: program.folder,
    }
}

/// Texts of the folder and those in it.
fn files(root: &Path, below: &str) -> Vec<(String, String)> {
    let mut files = Vec::new();
    let entries = std::fs::read_dir(root.join(below)).expect("it is a folder");
    for entry in entries.map_while(Result::ok) {
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = match below {
            "" => name,
            below => format!("{below}/{name}"),
        };
        if entry.path().is_dir() {
            files.extend(self::files(root, &path));
        } else if let Ok(text) = std::fs::read_to_string(entry.path()) {
            files.push((path, text));
        }
    }
    files
}

fn programs(runtime: &str) -> Vec<Tried> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/programs");
    let read = |name: &str| {
        std::fs::read_to_string(root.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    let texts = files(&root, "");
    let files = texts
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    let folder = ProgramFolder::new(MemoryFolder::new("/home/learner/program", files));
    let only = std::env::var("GILSCOPE_REAL_ONLY").unwrap_or_default();
    let whole = SAME.iter().chain(TIMED).map(|name| Tried {
        name: format!("{name}, {runtime}"),
        job: job(name, &read(&format!("{name}.py")), &folder, runtime),
        until: HANGS,
        expected: Expected::Exit,
    });
    let cut = CUT_SHORT.iter().map(|(name, expected, text)| Tried {
        name: format!("{name}, {runtime}"),
        job: job(name, text, &folder, runtime),
        until: match expected {
            Expected::Limit => VirtualDuration::from_millis(60),
            _ => HANGS,
        },
        expected: *expected,
    });
    let all = whole.chain(cut);
    all.filter(|tried| tried.name.contains(&only)).collect()
}

/// Threads of this process, as the operating system counts them.
fn threads() -> Option<usize> {
    Some(std::fs::read_dir("/proc/self/task").ok()?.count())
}

/// Runs it once; what is wrong with how that went.
fn once(tried: &Tried, runtime: &str) -> Result<(), String> {
    let before = threads();
    let config = RealConfig {
        runtime: runtime::find(runtime).expect("it is there"),
        switch_interval: None,
        limits: Limits {
            until: tried.until,
            ..Limits::default()
        },
        argv: vec![tried.job.source.name.to_string()],
        stdin: String::new(),
        network_latency: NETWORK_LATENCY,
        recorded: true,
    };
    let mut trace = RealRun::trace();
    let mut run = RealRun::start(&tried.job, config).map_err(|error| error.to_string())?;
    let mut written = [String::new(), String::new()];
    loop {
        let goes_on = run.watch(VirtualDuration::from_millis(5));
        for (stream, text) in run.output() {
            written[usize::from(stream == 2)].push_str(&text);
        }
        run.record(&mut trace);
        if !goes_on {
            break;
        }
    }
    // A thread that gets no core for seconds is not hanging: it is given a minute or two.
    if !(0..60).any(|_| run.settle()) {
        return Err(format!("{} threads do not end", run.living()));
    }
    run.record(&mut trace);
    let end = run.end().map(|(end, _)| end);
    let [out, err] = written;
    let as_expected = matches!(
        (&end, tried.expected),
        (Some(End::Exit { .. }), Expected::Exit)
            | (Some(End::Limit { .. }), Expected::Limit)
            | (Some(End::Deadlock { .. }), Expected::Deadlock)
    );
    if !as_expected {
        return Err(format!("{end:?}\n{out}\n{err}"));
    }
    drop(run);
    for _ in 0..LOOKS {
        if threads() <= before {
            return Ok(());
        }
        gilscope::realtime::rest(Duration::from_millis(1));
    }
    Err(format!("{before:?} threads before, {:?} after", threads()))
}

#[test]
fn runs_end_and_leave_no_thread_behind() {
    let _alone = super::machine();
    let runs = match std::env::var("GILSCOPE_REAL_RUNS") {
        Ok(runs) => runs.parse().expect("GILSCOPE_REAL_RUNS is a number"),
        Err(_) => RUNS,
    };
    if threads().is_none() {
        println!("skipped in part: this system does not count the threads of a process");
    }
    let both = ["gil", "free-threaded"].map(|runtime| (runtime, programs(runtime)));
    let mut wrong = Vec::new();
    for round in 1..=runs {
        for (runtime, programs) in &both {
            for tried in programs {
                if let Err(how) = once(tried, runtime) {
                    println!("round {round}, {}: {how}", tried.name);
                    wrong.push(format!("round {round}, {}: {how}", tried.name));
                }
            }
        }
        if round % 10 == 0 {
            let kinds: usize = both.iter().map(|(_, programs)| programs.len()).sum();
            println!(
                "{round} rounds of {kinds} programs, {} went wrong",
                wrong.len()
            );
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
