//! Owns what the operating system would hold for the processes of a real run: who is whose child, open
//! files, semaphores, shared memory, and who waits for which of them. Everything is under one lock, which
//! nobody holds while waiting: a thread that has to wait is in the list of sleepers before the lock is let
//! go, and whoever changes something wakes all whom it concerns. Owns no thread's life (`processes`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::open::{Descriptors, Kind, OpenFiles};
use super::shared::{Semaphore, Shared};
use super::signals::{Held, Signals};
use super::{Change, Errno, Reply};
use crate::base::{ProcessId, ThreadId};
use crate::realtime::parker::{Activity, Woken};
use crate::realtime::run::Thread;
use crate::vm::memory::Memory;
use crate::vm::system_call::{Number, SystemCall, number_of};

/// The number of the shell that started the first process, and of the one that adopts orphans.
const SHELL: Number = 4_236;
const INIT: Number = 1;

/// At most so many processes at once: what a user's limit (RLIMIT_NPROC) would be for.
const PROCESSES: usize = 500;

pub(in crate::realtime) struct Kernel<M: Memory> {
    pub(super) files: OpenFiles,
    pub(super) shared: Shared,
    pub(super) records: Vec<Record>,
    pub(super) sleepers: Vec<Sleeper<M>>,
    /// Threads that have ever changed what signals they hold back, or were sent one.
    pub(super) held: BTreeMap<ThreadId, Held>,
}

pub(super) struct Sleeper<M: Memory> {
    pub(super) thread: Arc<Thread<M>>,
    pub(super) what: SystemCall,
}

/// What is known of a process.
pub(super) struct Record {
    parent: Option<ProcessId>,
    main: ThreadId,
    life: Life,
    /// Its wait status, once it has ended.
    status: i32,
    descriptors: Descriptors,
    pub(super) signals: Signals,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Life {
    Alive,
    /// Its parent has not asked for its status yet.
    Zombie,
    Gone,
}

/// What a call has led to, beside its reply.
#[derive(Debug, Default)]
pub(in crate::realtime) struct Effects {
    pub(super) changes: Vec<Change>,
    /// Files in folders that nobody has open any more.
    pub(super) closed: Vec<i64>,
}

/// A call under way.
pub(super) struct Attempt<'a> {
    pub(super) process: ProcessId,
    pub(super) thread: ThreadId,
    pub(super) what: &'a SystemCall,
    /// Bytes written so far.
    pub(super) written: &'a mut usize,
    /// It waits no longer.
    pub(super) last: bool,
}

impl Record {
    fn new(parent: Option<ProcessId>, main: ThreadId) -> Self {
        Self {
            parent,
            main,
            life: Life::Alive,
            status: 0,
            descriptors: Descriptors::default(),
            signals: Signals::default(),
        }
    }
}

impl<M: Memory> Kernel<M> {
    /// With the process that the user starts.
    pub(in crate::realtime) fn new(main: ThreadId) -> Self {
        Self {
            files: OpenFiles::default(),
            shared: Shared::default(),
            records: vec![Record::new(None, main)],
            sleepers: Vec::new(),
            held: BTreeMap::new(),
        }
    }

    fn record(&mut self, process: ProcessId) -> &mut Record {
        &mut self.records[process.index()]
    }

    /// A new process; `only`: a fresh one, which inherits these descriptors.
    pub(super) fn born(
        &mut self,
        parent: ProcessId,
        main: ThreadId,
        only: Option<&[Number]>,
    ) -> ProcessId {
        let of = &self.records[parent.index()];
        let descriptors = self.files.inherit(&of.descriptors, only);
        let signals = match only {
            None => of.signals.inherited(),
            Some(_) => Signals::default(),
        };
        self.records.push(Record {
            descriptors,
            signals,
            ..Record::new(Some(parent), main)
        });
        ProcessId(self.records.len() as u32 - 1)
    }

    pub(super) fn is_full(&self) -> bool {
        let alive = self.records.iter().filter(|r| r.life == Life::Alive);
        alive.count() >= PROCESSES
    }

    pub(in crate::realtime) fn kind(&self, process: ProcessId, fd: Number) -> Option<Kind> {
        let descriptors = &self.records[process.index()].descriptors;
        self.files.kind(descriptors, fd)
    }

    /// A file in a folder has been opened: its descriptor.
    pub(in crate::realtime) fn install(&mut self, process: ProcessId, file: i64) -> Number {
        let descriptors = &mut self.records[process.index()].descriptors;
        self.files.install(descriptors, Kind::Disk(file))
    }

    pub(super) fn signals(&mut self, process: ProcessId) -> &mut Signals {
        &mut self.record(process).signals
    }

    pub(in crate::realtime) fn main_of(&self, process: ProcessId) -> ThreadId {
        self.records[process.index()].main
    }

    /// As much as fits, without waiting: what a handler of a signal writes.
    pub(super) fn write_byte(
        &mut self,
        process: ProcessId,
        fd: Number,
        byte: u8,
        changes: &mut Vec<Change>,
    ) {
        let descriptors = &self.records[process.index()].descriptors;
        if matches!(self.files.kind(descriptors, fd), Some(Kind::WriteEnd(_))) {
            let bytes: Arc<[u8]> = [byte].into();
            // Whether it fits is nobody's concern.
            let _ = self.files.write(descriptors, fd, &bytes, &mut 0, changes);
        }
    }

    fn number(&self, process: ProcessId) -> Number {
        number_of(self.records[process.index()].main)
    }

    /// Does what can be done of the call; `None` when it has to wait.
    pub(super) fn attempt(&mut self, call: Attempt<'_>, effects: &mut Effects) -> Option<Reply> {
        let Attempt {
            process,
            thread,
            what,
            written,
            last,
        } = call;
        let changes = &mut effects.changes;
        let files = &mut self.files;
        let of = &mut self.records[process.index()];
        match what {
            SystemCall::Pipe => Some(files.pipe(&mut of.descriptors)),
            SystemCall::Read { fd, count } => files.read(&of.descriptors, *fd, *count, changes),
            SystemCall::Write { fd, data } => {
                files.write(&of.descriptors, *fd, data, written, changes)
            }
            SystemCall::Close(fd) => Some(match files.close(&mut of.descriptors, *fd, changes) {
                Ok(closed) => {
                    effects.closed.extend(closed);
                    Reply::None
                }
                Err(errno) => Reply::Error(errno),
            }),
            SystemCall::Duplicate { fd, to } => Some(self.duplicate(process, *fd, *to, effects)),
            SystemCall::Take { pid, fd } => Some(self.take(process, *pid, *fd)),
            SystemCall::Blocking { fd, set } => Some(files.blocking(&of.descriptors, *fd, *set)),
            SystemCall::Poll { wanted, .. } => files.poll(&of.descriptors, wanted, last),
            SystemCall::Wait { pid, hang } => self.wait_for_child(process, *pid, *hang),
            SystemCall::Parent => Some(Reply::Int(match of.parent {
                Some(parent) => self.number(parent),
                None if process == ProcessId(0) => SHELL,
                None => INIT,
            })),
            SystemCall::Signal { signal, set } => Some(self.dispose(process, *signal, *set)),
            SystemCall::Pause => None,
            SystemCall::SignalWait(set) => {
                let number = self.take_held_back(process, thread, set)?;
                Some(Reply::Int(i64::from(number)))
            }
            SystemCall::SignalsHeldBack => Some(self.held_back(process, thread)),
            SystemCall::WakeupDescriptor(fd) => Some(self.set_wakeup(process, *fd)),
            _ => self.attempt_shared(thread, what, last, changes),
        }
    }

    /// The same for what processes share.
    fn attempt_shared(
        &mut self,
        thread: ThreadId,
        what: &SystemCall,
        last: bool,
        changes: &mut Vec<Change>,
    ) -> Option<Reply> {
        let shared = &mut self.shared;
        match what {
            SystemCall::SemaphoreOpen {
                name,
                value,
                most,
                unlink,
            } => Some(shared.open(name.clone(), *value, *most, *unlink)),
            SystemCall::SemaphoreFind(name) => Some(shared.find(name)),
            SystemCall::SemaphoreUnlink(name) => Some(shared.unlink(name)),
            SystemCall::SemaphoreAcquire { handle, .. } => shared.acquire(thread, *handle, last),
            SystemCall::SemaphoreRelease(handle) => Some(shared.release(*handle, changes)),
            SystemCall::SemaphoreValue(handle) => Some(shared.value(*handle)),
            SystemCall::BlockNew(size) => Some(shared.new_block(*size)),
            SystemCall::BlockRead {
                handle,
                offset,
                count,
            } => Some(shared.read_block(*handle, *offset, *count)),
            SystemCall::BlockWrite {
                handle,
                offset,
                data,
            } => Some(shared.write_block(*handle, *offset, data)),
            other => unreachable!("{other:?} is answered elsewhere"),
        }
    }

    fn duplicate(
        &mut self,
        process: ProcessId,
        fd: Number,
        to: Option<Number>,
        effects: &mut Effects,
    ) -> Reply {
        let of = &mut self.records[process.index()].descriptors;
        if to == Some(fd) && self.files.kind(of, fd).is_some() {
            return Reply::Int(fd);
        }
        let from = of.clone();
        match self.files.share(&from, fd, of, to, &mut effects.changes) {
            Ok((to, closed)) => {
                effects.closed.extend(closed);
                Reply::Int(to)
            }
            Err(errno) => Reply::Error(errno),
        }
    }

    /// A process gets what another has: the same open file.
    fn take(&mut self, process: ProcessId, pid: Number, fd: Number) -> Reply {
        let owner = (0..self.records.len()).map(|at| ProcessId(at as u32));
        let owner = owner
            .filter(|id| self.records[id.index()].life == Life::Alive)
            .find(|id| self.number(*id) == pid);
        let Some(owner) = owner else {
            return Reply::Error(Errno::NoProcess);
        };
        let from = self.records[owner.index()].descriptors.clone();
        let with = &mut self.records[process.index()].descriptors;
        match self.files.share(&from, fd, with, None, &mut Vec::new()) {
            Ok((own, _)) => Reply::Int(own),
            Err(errno) => Reply::Error(errno),
        }
    }

    /// An ended child that can be told of; `None` when there are only living ones and time to wait.
    fn wait_for_child(&mut self, process: ProcessId, pid: Number, hang: bool) -> Option<Reply> {
        let mut any = false;
        for child in &mut self.records {
            let number = number_of(child.main);
            let meant = pid <= 0 || number == pid;
            if child.parent != Some(process) || child.life == Life::Gone || !meant {
                continue;
            }
            any = true;
            if child.life == Life::Zombie {
                child.life = Life::Gone;
                return Some(Reply::Tuple(vec![number, i64::from(child.status)]));
            }
        }
        match (any, hang) {
            (false, _) => Some(Reply::Error(Errno::NoChild)),
            (true, false) => Some(Reply::Tuple(vec![0, 0])),
            (true, true) => None,
        }
    }

    /// The living processes that a signal goes to; `None`: there are none, not even ended ones.
    pub(in crate::realtime) fn targets(&self, pid: Number) -> Option<Vec<ProcessId>> {
        let ids = (0..self.records.len()).map(|at| ProcessId(at as u32));
        // 0 is the process group of the caller: all that the program has started.
        let meant = ids
            .filter(|id| pid == 0 || self.number(*id) == pid)
            .filter(|id| self.records[id.index()].life != Life::Gone);
        let meant: Vec<ProcessId> = meant.collect();
        let alive = meant.iter().copied().filter(|id| self.is_alive(*id));
        (!meant.is_empty()).then(|| alive.collect())
    }

    pub(in crate::realtime) fn is_alive(&self, process: ProcessId) -> bool {
        self.records[process.index()].life == Life::Alive
    }

    /// A process is over, with this wait status; false: it was already. Its children are orphans.
    pub(super) fn end(&mut self, process: ProcessId, status: i32, effects: &mut Effects) -> bool {
        if !self.is_alive(process) {
            return false;
        }
        let parent = self.record(process).parent;
        let waited_for = parent.is_some_and(|parent| self.is_alive(parent));
        let ended = self.record(process);
        ended.status = status;
        ended.life = if waited_for { Life::Zombie } else { Life::Gone };
        let descriptors = std::mem::take(&mut ended.descriptors);
        let closed = self.files.close_all(descriptors, &mut effects.changes);
        effects.closed.extend(closed);
        for child in &mut self.records {
            if child.parent == Some(process) {
                child.parent = None;
                if child.life == Life::Zombie {
                    child.life = Life::Gone;
                }
            }
        }
        self.sleepers.retain(|s| s.thread.process != process);
        effects.changes.extend(parent.map(Change::Child));
        true
    }

    /// What the shell is told when all processes are over; `None` as long as one is not.
    pub(super) fn exit_code(&self) -> Option<i32> {
        let over = self.records.iter().all(|r| r.life != Life::Alive);
        let status = self.records[0].status;
        over.then(|| match status & 0x7f {
            0 => status >> 8 & 0xff,
            signal => 128 + signal,
        })
    }

    pub(in crate::realtime) fn semaphore(&mut self, handle: Number) -> Option<&mut Semaphore> {
        self.shared.semaphore(handle)
    }

    /// The thread waits for what the call needs.
    pub(super) fn sleeps(&mut self, thread: Arc<Thread<M>>, what: SystemCall) {
        self.sleepers.push(Sleeper { thread, what });
    }

    pub(in crate::realtime) fn sleeps_no_more(&mut self, thread: ThreadId) {
        self.sleepers.retain(|sleeper| sleeper.thread.id != thread);
    }

    /// Wakes everybody whom one of the changes concerns; `tell` hears who, before.
    pub(super) fn poke(
        &mut self,
        changes: &[Change],
        activity: &dyn Activity,
        tell: &mut dyn FnMut(ThreadId, Change),
    ) {
        for change in changes {
            let sleepers = std::mem::take(&mut self.sleepers);
            let (woken, rest): (Vec<_>, Vec<_>) = sleepers
                .into_iter()
                .partition(|sleeper| self.concerns(sleeper, *change));
            self.sleepers = rest;
            for sleeper in woken {
                tell(sleeper.thread.id, *change);
                sleeper.thread.parker.wake(Woken::Look, activity);
            }
        }
    }

    fn concerns(&self, sleeper: &Sleeper<M>, change: Change) -> bool {
        let of = &self.records[sleeper.thread.process.index()].descriptors;
        match (&sleeper.what, change) {
            (SystemCall::Read { fd, .. } | SystemCall::Write { fd, .. }, Change::Pipe(pipe)) => {
                self.files.is_of(of, *fd, pipe)
            }
            (SystemCall::Poll { wanted, .. }, Change::Pipe(pipe)) => {
                wanted.iter().any(|(fd, _)| self.files.is_of(of, *fd, pipe))
            }
            (SystemCall::SemaphoreAcquire { handle, .. }, Change::Semaphore(of)) => *handle == of,
            (SystemCall::Wait { .. }, Change::Child(of))
            | (SystemCall::SignalWait(_), Change::Signal(of)) => sleeper.thread.process == of,
            _ => false,
        }
    }
}
