//! Owns what all threads of a real run share: who is alive and awake, the output, the end. Owns no thread's
//! doings (`worker`) and no answer (`asks`).

use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hasher};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU32, AtomicU64, AtomicUsize, Ordering};

use super::access::Access;
use super::breaker::{Breaker, OVER};
use super::clock::Clock;
use super::config::{End, RealConfig};
use super::interpreters::Further;
use super::lot::{Lot, Sleeper};
use super::parker::{Activity, Parker};
use super::recorder::{Desk, Spot, Told};
use super::sync::{Condvar, Mutex};
use super::system::Kernel;
use crate::base::{LockId, ObjId, ProcessId, ThreadId, VirtualTime};
use crate::files::Files;
use crate::vm::interp::Interp;
use crate::vm::memory::Memory;
use crate::vm::value::Value;

/// What one thread lets the others see of it.
pub(super) struct Thread<M: Memory> {
    pub(super) id: ThreadId,
    pub(super) process: ProcessId,
    pub(super) name: Mutex<Arc<str>>,
    pub(super) daemon: bool,
    pub(super) breaker: Arc<Breaker>,
    pub(super) parker: Parker,
    /// Its state of execution, while it does not run Python.
    pub(super) interp: Mutex<Option<Box<Interp<M>>>>,
    pub(super) waiting: Arc<Mutex<Waiting>>,
    pub(super) joiners: Mutex<Joiners<M>>,
    /// Nanoseconds on a core so far; of a thread that runs, as of a moment ago.
    pub(super) on_core: Arc<AtomicU64>,
    /// How far its notes are complete.
    pub(super) told: Arc<Told>,
}

/// What a thread waits for, for the words about a deadlock.
#[derive(Clone, Debug, Default)]
pub(super) struct Waiting {
    pub(super) what: Option<Awaited>,
    pub(super) spot: Option<Spot>,
    /// The number of the interpreter whose objects these are.
    pub(super) interpreter: i64,
}

#[derive(Clone, Copy, Debug)]
pub(super) enum Awaited {
    Lock(ObjId, LockId),
    Thread(ThreadId),
    Selector,
    Network,
    /// A semaphore that processes share, by its handle.
    Semaphore(i64),
    Child,
    Pipe,
    Signal,
}

pub(super) struct Joiners<M: Memory> {
    pub(super) ended: bool,
    pub(super) waiting: Vec<Arc<Thread<M>>>,
}

impl<M: Memory> Thread<M> {
    pub(super) fn new(id: ThreadId, process: ProcessId, name: Arc<str>, daemon: bool) -> Self {
        Self {
            id,
            process,
            name: Mutex::new(name),
            daemon,
            breaker: Arc::default(),
            parker: Parker::default(),
            interp: Mutex::new(None),
            waiting: Arc::default(),
            joiners: Mutex::new(Joiners {
                ended: false,
                waiting: Vec::new(),
            }),
            on_core: Arc::default(),
            told: Arc::default(),
        }
    }

    /// The same thread while it runs code of another interpreter of its process.
    pub(super) fn inside(outer: &Self) -> Self {
        Self {
            name: Mutex::new(outer.name.lock().clone()),
            breaker: outer.breaker.clone(),
            waiting: outer.waiting.clone(),
            on_core: outer.on_core.clone(),
            told: outer.told.clone(),
            ..Self::new(outer.id, outer.process, "".into(), outer.daemon)
        }
    }

    /// It goes away, wherever it is.
    pub(super) fn dismiss(&self, activity: &dyn Activity) {
        self.breaker.set(OVER);
        self.parker.finish(activity);
    }

    pub(super) fn has_ended(&self) -> bool {
        self.joiners.lock().ended
    }
}

impl<M: Memory> Sleeper for Thread<M> {
    fn id(&self) -> ThreadId {
        self.id
    }

    fn parker(&self) -> &Parker {
        &self.parker
    }
}

/// What a process is called at first; the one the user starts has no name.
pub(super) fn first_name(process: ProcessId) -> Arc<str> {
    match process.0 {
        0 => "".into(),
        number => format!("Process-{number}").into(),
    }
}

/// Lanes of a process's locks: its GIL, then those of the program by their numbers.
pub(super) fn first_lane(process: ProcessId) -> LockId {
    LockId(process.0 << 20)
}

/// An interpreter in a process of its own, or a further one in the same process.
pub(super) struct Process<M: Memory> {
    pub(super) id: ProcessId,
    /// 0: the process's first.
    pub(super) number: i64,
    /// What the lanes of the process are called by.
    pub(super) name: Arc<Mutex<Arc<str>>>,
    /// Lanes of its locks.
    pub(super) lanes: LockId,
    pub(super) access: Box<dyn Access<M>>,
    /// All threads it ever had, its main thread first.
    pub(super) threads: Mutex<Vec<Arc<Thread<M>>>>,
    /// Who waits for which lock.
    pub(super) parked: Lot<Thread<M>>,
    /// Who waits in which selector.
    pub(super) selecting: Mutex<Vec<(ObjId, Arc<Thread<M>>)>>,
    pub(super) home: Mutex<Home>,
    /// Bytes of its objects that the run has counted.
    pub(super) counted: AtomicUsize,
}

impl<M: Memory> Process<M> {
    pub(super) fn new(main: Arc<Thread<M>>, access: Box<dyn Access<M>>, home: Home) -> Self {
        Self {
            id: main.process,
            number: 0,
            name: Arc::new(Mutex::new(first_name(main.process))),
            lanes: first_lane(main.process),
            access,
            threads: Mutex::new(vec![main]),
            parked: Lot::new(),
            selecting: Mutex::default(),
            home: Mutex::new(home),
            counted: AtomicUsize::new(0),
        }
    }

    /// Another interpreter in the same process.
    pub(super) fn further(
        of: &Self,
        number: i64,
        access: Box<dyn Access<M>>,
        lanes: LockId,
    ) -> Self {
        Self {
            id: of.id,
            number,
            name: of.name.clone(),
            lanes,
            access,
            threads: Mutex::default(),
            parked: Lot::new(),
            selecting: Mutex::default(),
            home: Mutex::default(),
            counted: AtomicUsize::new(0),
        }
    }

    /// All its threads go away, but for the one that does this, which knows.
    pub(super) fn dismiss(&self, run: &Run<M>, by: Option<ThreadId>) {
        self.access.close();
        for thread in self.threads.lock().iter() {
            if Some(thread.id) != by {
                thread.dismiss(run);
            }
        }
        run.count(self, 0);
        if self.number == 0 {
            let further = run.further.lock().remove(&self.id);
            for interpreter in further.into_iter().flat_map(|further| further.alive) {
                interpreter.dismiss(run, by);
            }
        }
    }

    /// Nanoseconds that its threads have been on cores, about.
    pub(super) fn on_core(&self) -> u64 {
        let threads = self.threads.lock();
        let times = threads.iter().map(|t| t.on_core.load(Ordering::Relaxed));
        times.sum()
    }
}

/// What the interpreter's threads have told about it.
#[derive(Debug, Default)]
pub(super) struct Home {
    /// Names given to objects that have no lane yet.
    pub(super) lane_names: BTreeMap<ObjId, Arc<str>>,
    /// Locks that were met; whether they have a lane.
    pub(super) lanes: BTreeMap<LockId, Option<Arc<str>>>,
    pub(super) handlers: BTreeMap<i32, Value>,
    /// What the calls are about that signals have interrupted.
    pub(super) put_off: Vec<ObjId>,
    /// A thread of another interpreter is in this one.
    pub(super) visited: bool,
}

/// What the program wrote, and nobody has fetched yet.
#[derive(Debug, Default)]
pub(super) struct Output {
    pub(super) pieces: Vec<(u8, Arc<str>)>,
}

pub(super) struct Run<M: Memory> {
    pub(super) config: RealConfig,
    pub(super) clock: Clock,
    pub(super) desk: Arc<Desk>,
    pub(super) threads: Mutex<Vec<Arc<Thread<M>>>>,
    pub(super) processes: Mutex<Vec<Arc<Process<M>>>>,
    /// Interpreters that are not their process's first.
    pub(super) further: Mutex<BTreeMap<ProcessId, Further<M>>>,
    /// How many of those there have ever been.
    pub(super) interpreters: AtomicU32,
    pub(super) output: Mutex<Output>,
    pub(super) stdin_at: Mutex<usize>,
    pub(super) files: Mutex<Files>,
    pub(super) kernel: Mutex<Kernel<M>>,
    /// Bytes of the objects of all processes.
    bytes: AtomicUsize,
    pub(super) requests: AtomicU64,
    pub(super) instructions: AtomicU64,
    /// Threads of the operating system that run Python threads.
    pub(super) alive: AtomicUsize,
    /// Python threads that do not wait for others.
    awake: AtomicUsize,
    pub(super) stopping: AtomicBool,
    end: Mutex<Option<(End, VirtualTime)>>,
    /// All threads are gone.
    quiet: Condvar,
    /// Alarms have changed, or all is over. With the kernel's lock.
    pub(super) alarms: Condvar,
}

impl<M: Memory> Run<M> {
    pub(super) fn new(config: RealConfig, clock: Clock, files: Files) -> Self {
        Self {
            desk: Arc::new(Desk::new(config.recorded)),
            config,
            clock,
            threads: Mutex::default(),
            processes: Mutex::default(),
            further: Mutex::default(),
            interpreters: AtomicU32::new(0),
            output: Mutex::default(),
            stdin_at: Mutex::new(0),
            files: Mutex::new(files),
            kernel: Mutex::new(Kernel::new(ThreadId(0))),
            bytes: AtomicUsize::new(0),
            requests: AtomicU64::new(0),
            instructions: AtomicU64::new(0),
            alive: AtomicUsize::new(0),
            awake: AtomicUsize::new(0),
            stopping: AtomicBool::new(false),
            end: Mutex::new(None),
            quiet: Condvar::new(),
            alarms: Condvar::new(),
        }
    }

    /// A thread is about to start.
    pub(super) fn begins(&self) {
        self.alive.fetch_add(1, Ordering::SeqCst);
        self.awake.fetch_add(1, Ordering::SeqCst);
    }

    /// A thread of the operating system has done all it had to.
    pub(super) fn is_gone(&self) {
        let end = self.end.lock();
        self.alive.fetch_sub(1, Ordering::SeqCst);
        drop(end);
        self.quiet.notify_all();
    }

    /// The run is over: everybody goes away.
    pub(super) fn finish(&self, how: End) {
        {
            let mut end = self.end.lock();
            if end.is_none() {
                *end = Some((how, self.clock.now()));
            }
        }
        self.stopping.store(true, Ordering::SeqCst);
        drop(self.kernel.lock());
        self.alarms.notify_all();
        let processes = self.processes.lock().clone();
        for process in &processes {
            process.access.close();
        }
        let further: Vec<Arc<Process<M>>> = {
            let all = self.further.lock();
            all.values()
                .flat_map(|of| of.alive.iter().cloned())
                .collect()
        };
        for interpreter in &further {
            interpreter.access.close();
            let inside = interpreter.threads.lock().clone();
            inside.iter().for_each(|thread| thread.dismiss(self));
        }
        // Those that start now see `stopping`.
        let threads = self.threads.lock().clone();
        for thread in &threads {
            thread.dismiss(self);
        }
    }

    pub(super) fn is_stopping(&self) -> bool {
        self.stopping.load(Ordering::SeqCst)
    }

    pub(super) fn end(&self) -> Option<(End, VirtualTime)> {
        self.end.lock().clone()
    }

    /// Waits until all threads are gone, at most until a moment; whether they are.
    pub(super) fn wait_quiet(&self, until: VirtualTime) -> bool {
        let mut end = self.end.lock();
        while self.alive.load(Ordering::SeqCst) > 0 {
            let Some(instant) = self.clock.instant(until) else {
                return false;
            };
            if self.quiet.wait_until(&mut end, instant).timed_out() {
                return self.alive.load(Ordering::SeqCst) == 0;
            }
        }
        true
    }

    /// A process's objects take so many bytes now; those of all processes.
    pub(super) fn count(&self, process: &Process<M>, now: usize) -> usize {
        let before = process.counted.swap(now, Ordering::Relaxed);
        let change = now.wrapping_sub(before);
        let all = self.bytes.fetch_add(change, Ordering::Relaxed);
        all.wrapping_add(change)
    }

    /// Until when all threads have told what they did: the earliest of all.
    pub(super) fn told(&self) -> Option<VirtualTime> {
        let threads = self.threads.lock();
        threads.iter().filter_map(|t| t.told.until()).min()
    }

    /// Threads that have not ended.
    pub(super) fn living(&self) -> usize {
        let threads = self.threads.lock();
        threads.iter().filter(|t| !t.has_ended()).count()
    }
}

impl<M: Memory> Activity for Run<M> {
    fn rests(&self) -> bool {
        self.awake.fetch_sub(1, Ordering::SeqCst) == 1
    }

    fn stirs(&self) {
        self.awake.fetch_add(1, Ordering::SeqCst);
    }
}

/// 64 bits from the operating system's entropy.
pub(super) fn entropy() -> u64 {
    // The keys of the standard library's hasher are the portable way to it.
    std::collections::hash_map::RandomState::new()
        .build_hasher()
        .finish()
}
