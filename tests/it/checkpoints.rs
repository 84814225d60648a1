//! Owns the promise that looking at a run does not change it: pauses, copies that go on by themselves
//! and single steps repeat what an undisturbed run recorded, event by event (`Trace::write` compares).

use std::path::{Path, PathBuf};

use gilscope::base::{Source, ThreadId, VirtualTime};
use gilscope::runtime::RUNTIMES;
use gilscope::sim::{End, Program, Progress, Sim, SimConfig};
use gilscope::trace::Trace;

const SEED: u64 = 3;

/// Moments of a run at which it is paused and copied.
const COPIES: u64 = 12;

/// Bytes that the copies of one run take at most, about: a run with a large heap is paused as often, but
/// copied less often.
const MOST_BYTES: usize = 256 << 20;

const CORES: [u16; 3] = [1, 2, 4];

/// Single steps in each of the threads, from each of some copies.
const STEPS: usize = 12;

/// A run nobody disturbed, and its record.
struct Recorded {
    program: Program,
    config: SimConfig,
    sim: Sim,
    trace: Trace,
    what: String,
}

fn record(path: &str, runtime: usize, cores: u16) -> Recorded {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(folder.join(path)).expect("the program can be read");
    let program = Program::compile(Source::new(path, text.as_str()))
        .unwrap_or_else(|problems| panic!("{path}: {}", problems[0]));
    let config = SimConfig {
        runtime: RUNTIMES[runtime],
        cores,
        seed: SEED,
        ..SimConfig::default()
    };
    let what = format!("{path}, {}, {cores} cores", config.runtime.name);
    let mut sim = Sim::new(&program, config.clone());
    let mut trace = Trace::new(cores);
    sim.run_until(&mut trace, VirtualTime::NEVER);
    Recorded {
        program,
        config,
        sim,
        trace,
        what,
    }
}

impl Recorded {
    /// Finishes a run and holds it against the record.
    fn finish(&mut self, mut sim: Sim, how: &str) {
        let (events, end) = (self.trace.events().len(), self.trace.end());
        sim.run_until(&mut self.trace, VirtualTime::NEVER);
        let what = format!("{}, {how}", self.what);
        assert_eq!(sim.end(), self.sim.end(), "{what}");
        // Whoever computes when another interpreter ends the run has been let run ahead of that moment, to
        // the next one at which anything was due: a pause is due, too.
        if !matches!(self.sim.end(), Some(End::Refused { .. })) {
            assert_eq!(sim.instructions(), self.sim.instructions(), "{what}");
        }
        assert_eq!(self.trace.events().len(), events, "{what}");
        assert_eq!(self.trace.end(), end, "{what}");
    }

    /// Copies at moments spread over the run, at times that mean nothing to it; the run that was paused
    /// for them is finished.
    fn copies(&mut self) -> Vec<Sim> {
        let length = self.trace.end().nanos();
        let mut sim = Sim::new(&self.program, self.config.clone());
        let mut copies = vec![sim.clone()];
        for number in 1..COPIES {
            let moment = length / COPIES * number + number * 7 % 13;
            if sim.run_until(&mut self.trace, VirtualTime(moment)) == Progress::Ended {
                break;
            }
            let bytes: usize = copies.iter().map(Sim::copied_bytes).sum();
            if bytes + sim.copied_bytes() <= MOST_BYTES {
                copies.push(sim.clone());
            }
        }
        self.finish(sim, "paused");
        copies
    }

    fn step(&mut self, sim: &mut Sim) {
        for thread in 0..sim.threads().len() {
            let thread = ThreadId(thread as u32);
            for _ in 0..STEPS {
                let before = sim.instructions_of(thread);
                let progress = sim.step_instruction(&mut self.trace, thread);
                let steps = sim.instructions_of(thread) - before;
                let stepped = steps == 1 || (progress == Progress::Ended && steps == 0);
                assert!(stepped, "{}: {steps} instructions at once", self.what);
                if progress == Progress::Ended {
                    return;
                }
            }
        }
    }
}

fn check(path: &str, runtime: usize, cores: u16) {
    let mut recorded = record(path, runtime, cores);
    let copies = recorded.copies();
    for (number, copy) in copies.into_iter().enumerate() {
        let at = copy.now();
        if number % 3 == 1 {
            let mut stepped = copy.clone();
            recorded.step(&mut stepped);
            recorded.finish(stepped, &format!("single steps from {at}"));
        }
        recorded.finish(copy, &format!("copy at {at}"));
    }
}

#[test]
fn copies_and_steps_of_processes_repeat_what_was_recorded() {
    for name in ["mp_pool", "mp_pipeline", "mp_synchronize", "mp_executor"] {
        for runtime in 0..RUNTIMES.len() {
            check(&format!("tests/data/programs/{name}.py"), runtime, 2);
        }
    }
}

#[test]
fn copies_and_steps_repeat_what_was_recorded() {
    for name in [
        "philosophers",
        "threads_basic",
        "threads_conditions",
        "threads_locks",
        "threads_queues",
        "threads_errors",
        "io_two_threads",
        "generators",
        "exceptions",
        "classes",
        "uncaught_chain",
    ] {
        for runtime in 0..RUNTIMES.len() {
            for cores in CORES {
                check(&format!("tests/data/programs/{name}.py"), runtime, cores);
            }
        }
    }
}

#[test]
fn copies_and_steps_of_the_lessons_programs_repeat_them() {
    let lessons = folder("lessons").into_iter().filter(|path| path.is_dir());
    let programs: Vec<PathBuf> = lessons.flat_map(|lesson| programs(&lesson)).collect();
    assert!(programs.len() > 4, "{programs:?}");
    // The whole of it would be thousands of long runs: each program takes two runtimes and a number of
    // cores, and all of them together take each of these several times.
    for (number, program) in programs.iter().enumerate() {
        let path = program.to_str().expect("a UTF-8 path");
        for runtime in [number, number + RUNTIMES.len() / 2] {
            check(path, runtime % RUNTIMES.len(), CORES[number % CORES.len()]);
        }
    }
}

#[test]
fn copies_and_steps_of_the_first_lessons_programs_repeat_them_under_every_runtime() {
    for lesson in [
        "01-one-core-two-jobs",
        "02-meet-the-lock",
        "04-waiting-is-free",
    ] {
        for program in programs(&Path::new("lessons").join(lesson)) {
            let path = program.to_str().expect("a UTF-8 path");
            for runtime in 0..RUNTIMES.len() {
                for cores in CORES {
                    check(path, runtime, cores);
                }
            }
        }
    }
}

fn programs(lesson: &Path) -> impl Iterator<Item = PathBuf> + use<> {
    let is_program = |file: &PathBuf| file.extension().is_some_and(|ending| ending == "py");
    folder(lesson).into_iter().filter(is_program)
}

fn folder(path: impl AsRef<Path>) -> Vec<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    let entries = std::fs::read_dir(path).expect("the folder can be read");
    let mut paths: Vec<PathBuf> = entries.map(|e| e.expect("an entry").path()).collect();
    paths.sort();
    paths
}
