//! Owns starting a real run and watching it from outside: its output, its trace so far, its end, and
//! stopping it. Owns no thread's doings.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::thread;

use super::access::{Access, Exclusive};
use super::clock::Clock;
use super::config::{End, Job, RealConfig};
use super::free::Free;
use super::machine;
use super::merge::Merger;
use super::run::{Home, Process, Run, Thread};
use super::shared::SharedMemory;
use super::worker::Worker;
use crate::base::{ProcessId, ThreadId, VirtualDuration, VirtualTime};
use crate::bytecode::{CodeObject, Sharing};
use crate::files::Files;
use crate::runtime::{Build, GIL, RuntimeSpec};
use crate::stdlib;
use crate::trace::{EventKind, LockKind, Trace};
use crate::vm::boot;
use crate::vm::interp::Interp;
use crate::vm::memory::{Heap, Memory};
use crate::vm::world::World;

/// Threads of the operating system that run Python are called so: whoever installs a panic hook can tell
/// that such a thread's panic is caught and reported as the end of the run.
pub const THREAD_NAME: &str = "gilscope-python";

/// A thread's stack: the interpreter keeps Python's frames elsewhere, but some native functions recurse.
const STACK: usize = 8 << 20;

/// How long a stopped run's threads may take to notice: one of them may be in a long native call, or wait
/// for a core of a busy machine.
const PATIENCE: VirtualDuration = VirtualDuration::from_millis(2_000);

/// A thread that has told nothing for so long, in one long call that is no native one or without a core, is
/// not waited for any longer: what it tells later is shown later.
const LATE: VirtualDuration = VirtualDuration::from_millis(300);

/// What a thread that broke down calls it.
const MAIN: ThreadId = ThreadId(0);

/// A program that runs on real threads.
pub struct RealRun {
    run: Box<dyn Watched>,
    merger: Box<Merger>,
}

impl std::fmt::Debug for RealRun {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RealRun").finish_non_exhaustive()
    }
}

/// A run from outside, whatever its memory.
trait Watched: Send {
    fn now(&self) -> VirtualTime;
    fn end(&self) -> Option<(End, VirtualTime)>;
    fn finish(&self, how: End);
    fn wait_quiet(&self, until: VirtualTime) -> bool;
    fn output(&self) -> Vec<(u8, Arc<str>)>;
    /// Brings the notes that are there; until when they are all there can be.
    fn collect(&self, merger: &mut Merger) -> VirtualTime;
    fn until(&self) -> VirtualDuration;
    fn requests(&self) -> u64;
    fn recording(&self) -> VirtualDuration;
    fn living(&self) -> usize;
}

impl<M: Memory + Send> Watched for Arc<Run<M>> {
    fn now(&self) -> VirtualTime {
        self.clock.now()
    }

    fn end(&self) -> Option<(End, VirtualTime)> {
        Run::end(self)
    }

    fn finish(&self, how: End) {
        Run::finish(self, how);
    }

    fn wait_quiet(&self, until: VirtualTime) -> bool {
        Run::wait_quiet(self, until)
    }

    fn output(&self) -> Vec<(u8, Arc<str>)> {
        std::mem::take(&mut self.output.lock().pieces)
    }

    fn collect(&self, merger: &mut Merger) -> VirtualTime {
        // In this order: what is told by now is on the desk by then.
        let now = self.clock.now();
        let told = self.told().unwrap_or(now);
        merger.add(self.desk.take());
        told.min(now).max(now.saturating_sub(LATE))
    }

    fn until(&self) -> VirtualDuration {
        self.config.limits.until
    }

    fn requests(&self) -> u64 {
        self.requests.load(Ordering::Relaxed)
    }

    fn recording(&self) -> VirtualDuration {
        self.desk.cost()
    }

    fn living(&self) -> usize {
        self.alive.load(Ordering::SeqCst)
    }
}

impl RealRun {
    /// Starts a program.
    ///
    /// # Errors
    /// The operating system does not let a thread start.
    pub fn start(job: &Job, config: RealConfig) -> std::io::Result<Self> {
        let run: Box<dyn Watched> = match config.runtime.build {
            Build::Gil => Box::new(start_exclusive(job, config)?),
            Build::FreeThreaded => Box::new(start_free(job, config)?),
        };
        Ok(Self {
            run,
            merger: Box::default(),
        })
    }

    /// An empty trace for such a run.
    pub fn trace() -> Trace {
        Trace::new(machine::cores())
    }

    pub fn now(&self) -> VirtualTime {
        self.run.now()
    }

    /// How it ended, when it has, and when.
    pub fn end(&self) -> Option<(End, VirtualTime)> {
        self.run.end()
    }

    /// What the program has written since the last call: stream and text.
    pub fn output(&self) -> Vec<(u8, Arc<str>)> {
        self.run.output()
    }

    /// To the simulated network.
    pub fn requests(&self) -> u64 {
        self.run.requests()
    }

    /// What it has cost the threads to be recorded, about.
    pub fn recording(&self) -> VirtualDuration {
        self.run.recording()
    }

    /// Threads of the operating system that run this program now.
    pub fn living(&self) -> usize {
        self.run.living()
    }

    pub fn stop(&self) {
        self.run.finish(End::Stopped);
    }

    /// Waits a little, at most until the end; ends what lasts too long. True while it goes on.
    pub fn watch(&self, most: VirtualDuration) -> bool {
        if self.end().is_some() {
            return false;
        }
        let limit = VirtualTime(self.run.until().nanos());
        let until = (self.now() + most).min(limit);
        if self.run.wait_quiet(until) {
            return false;
        }
        if self.now() >= limit && self.end().is_none() {
            let text = format!(
                "stopped after {} of real time; allow more with --until",
                VirtualDuration(limit.nanos())
            );
            self.run.finish(End::Limit { text });
        }
        self.end().is_none()
    }

    /// Waits until all its threads are gone; false when one of them is stuck in a native call.
    pub fn settle(&self) -> bool {
        loop {
            let before = self.living();
            if self.run.wait_quiet(self.now() + PATIENCE) {
                return true;
            }
            // As long as some go, the others may.
            if self.living() >= before {
                return false;
            }
        }
    }

    /// Whether it has ended and nothing more will come of it: all its threads are gone, or the rest has had
    /// its time.
    pub fn is_over(&self) -> bool {
        let ended = self.run.end().map(|(_, at)| at);
        ended.is_some_and(|at| self.living() == 0 || self.now() > at + PATIENCE)
    }

    /// Brings the trace up to what is known now; all of it when the run has ended and settled.
    pub fn record(&mut self, trace: &mut Trace) {
        let ended = self.run.end();
        let known = self.run.collect(&mut self.merger);
        match ended {
            Some((_, at)) if self.is_over() => self.merger.write(trace, at, true),
            _ => self.merger.write(trace, known, false),
        }
    }
}

impl Drop for RealRun {
    fn drop(&mut self) {
        self.run.finish(End::Stopped);
    }
}

fn start_exclusive(job: &Job, config: RealConfig) -> std::io::Result<Arc<Run<Heap>>> {
    let runtime = config.runtime;
    let modules = stdlib::modules();
    let sources = stdlib::sources(job.folder.clone(), job.code.clone());
    let costs = ((runtime.costs)(), runtime.dialect);
    let mut mem = boot::heap_with_args(&modules, costs, &config.argv, Some(sources));
    let interp = program(&mut mem, job);
    let access = Exclusive::new(mem, GIL, interval(&config));
    begin(job, config, Box::new(access), interp)
}

fn start_free(job: &Job, config: RealConfig) -> std::io::Result<Arc<Run<SharedMemory>>> {
    let runtime = config.runtime;
    let mut costs = (runtime.costs)();
    // What a cache line costs on its way between cores it really costs here.
    costs.sharing = Sharing::default();
    let mut world = World::new(&stdlib::modules(), costs);
    world.argv = config.argv.iter().map(|arg| arg.as_str().into()).collect();
    world.dialect = runtime.dialect;
    world.sources = Some(stdlib::sources(job.folder.clone(), job.code.clone()));
    let mut mem = SharedMemory::boot(Arc::new(world), MAIN);
    let interp = program(&mut mem, job);
    let access = Free::new(MAIN, mem, interval(&config));
    begin(job, config, Box::new(access), interp)
}

/// Microseconds.
fn interval(config: &RealConfig) -> u64 {
    let own = config.runtime.switch_interval;
    config.switch_interval.unwrap_or(own).nanos() / 1000
}

/// The main thread, about to run the program.
fn program<M: Memory>(mem: &mut M, job: &Job) -> Box<Interp<M>> {
    main_thread(mem, MAIN, &job.source.name, job.code.clone())
}

/// The main thread of an interpreter, about to run its module.
pub(super) fn main_thread<M: Memory>(
    mem: &mut M,
    id: ThreadId,
    file: &str,
    code: Arc<CodeObject>,
) -> Box<Interp<M>> {
    let module = boot::main_module(mem, file);
    let mut interp = Box::new(Interp::new(id));
    interp.start_program(mem, code, module);
    interp
}

/// The first thread of the first process.
fn begin<M: Memory + Send>(
    job: &Job,
    config: RealConfig,
    access: Box<dyn Access<M>>,
    interp: Box<Interp<M>>,
) -> std::io::Result<Arc<Run<M>>> {
    let lock = access.lock();
    let name = config.runtime.vocabulary.lock;
    let clock = Clock::start();
    let run = Arc::new(Run::new(config, clock, Files::new(job.folder.clone())));
    let main = Arc::new(Thread::new(MAIN, ProcessId(0), "MainThread".into(), false));
    *main.interp.lock() = Some(interp);
    let process = Arc::new(Process::new(main.clone(), access, Home::default()));
    run.threads.lock().push(main.clone());
    run.processes.lock().push(process.clone());
    let mut worker = Worker::new(run.clone(), process, main.clone());
    worker.is_main = true;
    let created = EventKind::ThreadCreated {
        name: main.name.lock().clone(),
        process: ProcessId(0),
        parent: None,
        daemon: false,
    };
    let begun = VirtualTime::ZERO;
    worker.recorder.event_of(begun, MAIN, created);
    if let Some(lock) = lock {
        let (kind, name) = (LockKind::Gil, name.into());
        let gil = EventKind::LockCreated { lock, kind, name };
        worker.recorder.event_of(begun, MAIN, gil);
    }
    spawn(worker)?;
    Ok(run)
}

/// Gives a Python thread a thread of the operating system.
pub(super) fn spawn<M: Memory + Send>(mut worker: Worker<M>) -> std::io::Result<()> {
    let run = worker.run.clone();
    run.begins();
    let started = thread::Builder::new()
        .name(THREAD_NAME.to_owned())
        .stack_size(STACK)
        .spawn(move || {
            let run = worker.run.clone();
            let lived = catch_unwind(AssertUnwindSafe(|| worker.live()));
            if let Err(panic) = lived {
                let text = match panic.downcast_ref::<String>() {
                    Some(text) => text.clone(),
                    None => panic.downcast_ref::<&str>().unwrap_or(&"?").to_string(),
                };
                run.finish(End::Broken { text });
            }
            drop(worker);
            run.is_gone();
        });
    if started.is_err() {
        use super::parker::Activity;
        run.rests();
        run.is_gone();
    }
    started.map(drop)
}

/// Whether real runs have this runtime: the newest lock, or none.
pub fn has(runtime: &RuntimeSpec) -> bool {
    runtime.aliases.contains(&"gil") || runtime.aliases.contains(&"free-threaded")
}
