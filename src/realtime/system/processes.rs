//! Owns the lives of processes in real runs: fork, fresh interpreters, exit, signals that end one. A process
//! is a heap of its own with a lock of its own, and its threads are threads of the operating system like
//! all others: nothing of it is shared but what the kernel holds. Owns no thread's life within a process
//! (`lives`).

use std::sync::Arc;

use super::{Effects, Errno, Reply};
use crate::base::{ObjId, ProcessId, ThreadId};
use crate::realtime::config::End;
use crate::realtime::engine;
use crate::realtime::recorder::Recorder;
use crate::realtime::run::{Home, Process, Run, Thread, first_lane, first_name};
use crate::realtime::signals::PutOff;
use crate::realtime::worker::{Gone, Phase, Worker};
use crate::stdlib;
use crate::trace::{DetachReason, EventKind, LockKind, WakeCause};
use crate::vm::memory::Memory;
use crate::vm::system_call::{Number, Spawned, number_of, signal};
use crate::vm::value::Value;

/// So many in a run: each has a heap of its own, and lanes.
const EVER: usize = 1_000;

impl<M: Memory + Send> Worker<M> {
    pub(super) fn fork(&mut self) -> Result<(), Gone> {
        if !self.may_have_children()? {
            return Ok(());
        }
        // Nobody is in the middle of a change of what is copied.
        self.stop_the_world()?;
        let main = self.conceive(None);
        let own = self.process.clone();
        let ids = (self.id(), main.id);
        let lane = first_lane(main.process);
        let (mem, interp) = self.both();
        let (access, mut forked) = own.access.fork(mem, interp, ids, lane);
        self.start_the_world();
        forked.thread = main.id;
        forked.instructions = 0;
        forked.answer(Value::Int(0));
        *main.interp.lock() = Some(forked);
        let home = Home {
            handlers: own.home.lock().handlers.clone(),
            put_off: self.put_off.iter().filter_map(PutOff::object).collect(),
            ..Home::default()
        };
        let process = Process::new(main.clone(), access, home);
        let going_on = (self.phase, self.handle, self.put_off.clone());
        self.give_birth(process, going_on);
        Ok(())
    }

    /// CPython lets the GIL go while the new process is made; its interpreter starts there.
    pub(super) fn spawn_python(&mut self, spawned: &Spawned) -> Result<(), Gone> {
        if !self.may_have_children()? {
            return Ok(());
        }
        let main = self.conceive(Some(&spawned.inherited));
        let world = self.mem().world().clone();
        self.detach(DetachReason::Blocking);
        let start = stdlib::start_up(spawned, self.run.config.runtime.dialect);
        let own = self.process.clone();
        let lane = first_lane(main.process);
        let (access, interp) = own.access.fresh(world, main.id, lane, start);
        *main.interp.lock() = Some(interp);
        if self.attach().is_err() {
            self.end_process(main.process, signal::KILL);
            return Err(Gone::ForEver);
        }
        let process = Process::new(main.clone(), access, Home::default());
        self.give_birth(process, (Phase::Program, None, Vec::new()));
        Ok(())
    }

    /// Whether there may be one more; if not, the answer is given.
    fn may_have_children(&mut self) -> Result<bool, Gone> {
        let run = self.run.clone();
        if run.processes.lock().len() >= EVER {
            let text = format!(
                "stopped after the start of {EVER} processes; let the program start fewer, such as \
                 one for each core"
            );
            run.finish(End::Limit { text });
            return Err(Gone::ForEver);
        }
        if run.kernel.lock().is_full() || run.living() >= run.config.limits.threads {
            self.reply(Reply::Error(Errno::WouldBlock));
            return Ok(false);
        }
        Ok(true)
    }

    /// The main thread of a process that is about to exist; `only`: a fresh one, which inherits these
    /// descriptors.
    fn conceive(&mut self, only: Option<&[Number]>) -> Arc<Thread<M>> {
        let run = self.run.clone();
        let mut threads = run.threads.lock();
        let id = ThreadId(threads.len() as u32);
        let process = run.kernel.lock().born(self.process.id, id, only);
        let name: Arc<str> = format!("{}/MainThread", first_name(process)).into();
        let main = Arc::new(Thread::new(id, process, name.clone(), false));
        threads.push(main.clone());
        if only.is_none() {
            run.kernel.lock().inherit_mask(id, self.id());
        }
        let created = EventKind::ThreadCreated {
            name,
            process,
            parent: Some(self.id()),
            daemon: false,
        };
        let at = run.clock.now();
        drop(threads);
        self.recorder.event_of(at, id, created);
        main
    }

    /// `going_on` is what its main thread is in the middle of.
    fn give_birth(
        &mut self,
        process: Process<M>,
        (phase, handle, put_off): (Phase, Option<ObjId>, Vec<PutOff>),
    ) {
        let run = self.run.clone();
        let process = Arc::new(process);
        let main = process.threads.lock()[0].clone();
        run.processes.lock().push(process.clone());
        let mut worker = Self::new(run.clone(), process.clone(), main.clone());
        worker.is_main = true;
        worker.phase = phase;
        worker.handle = handle;
        worker.put_off = put_off;
        let at = self.recorder.now();
        if let Some(lock) = process.access.lock() {
            let name = worker.lane_name(run.config.runtime.vocabulary.lock);
            let kind = LockKind::Gil;
            let created = EventKind::LockCreated { lock, kind, name };
            self.recorder.event_of(at, main.id, created);
        }
        let (woken, cause) = (main.id, WakeCause::Started);
        self.recorder.event(EventKind::Wake { woken, cause });
        // Somebody may have killed it before it was to be seen.
        if !run.kernel.lock().is_alive(process.id) {
            process.dismiss(&run, None);
        }
        if engine::spawn(worker).is_err() {
            main.joiners.lock().ended = true;
            self.end_process(process.id, signal::KILL);
            return self.reply(Reply::Error(Errno::WouldBlock));
        }
        self.answer(Value::Int(number_of(main.id)));
    }

    pub(in crate::realtime) fn end_process(&mut self, of: ProcessId, status: i32) {
        let run = self.run.clone();
        run.end_process(of, status, Some(self.me.id), &mut self.recorder);
    }
}

impl<M: Memory + Send> Run<M> {
    /// A process is over: by its main thread, by `_exit`, or by a signal. All its threads go away, the one
    /// that calls this last.
    pub(in crate::realtime) fn end_process(
        &self,
        of: ProcessId,
        status: i32,
        by: Option<ThreadId>,
        recorder: &mut Recorder,
    ) {
        let mut effects = Effects::default();
        let exit = {
            let mut kernel = self.kernel.lock();
            if !kernel.end(of, status, &mut effects) {
                return;
            }
            self.spread(&mut kernel, &effects, recorder);
            self.alarms.notify_all();
            kernel.exit_code()
        };
        self.close_files(&effects);
        let processes = self.processes.lock();
        let process = processes.iter().find(|process| process.id == of).cloned();
        drop(processes);
        if let Some(process) = process {
            process.dismiss(self, by);
        }
        if let Some(code) = exit {
            self.finish(End::Exit { code });
        }
    }
}
