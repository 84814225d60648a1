//! Owns what a thread gets when its interpreter asks: real sleeps, real waits, the real time.
//! Owns neither locks' queues (`locks`) nor threads' lives (`lives`).

use std::sync::Arc;
use std::sync::atomic::Ordering;

use super::config::End;
use super::machine;
use super::parker::Woken;
use super::run::{Awaited, entropy};
use super::signals::PutOff;
use super::worker::{Gone, Worker};
use crate::base::{Diagnostic, ObjId, Source, Span, VirtualDuration, VirtualTime};
use crate::runtime::Build;
use crate::stdlib;
use crate::trace::{BlockReason, DetachReason, EventKind, WakeCause};
use crate::vm::memory::Memory;
use crate::vm::native::{Ask, Fact};
use crate::vm::object::{Body, Str};
use crate::vm::types;
use crate::vm::value::Value;

impl<M: Memory + Send> Worker<M> {
    /// The interpreter asks for what it cannot do alone.
    pub(super) fn ask(&mut self, ask: Ask) -> Result<(), Gone> {
        if !self.is_main {
            return self.grant(ask);
        }
        let call = PutOff::of(&ask, self.recorder.now());
        match self.grant(ask) {
            Err(Gone::ForSignal) => {
                self.leave_queues();
                self.attach()?;
                self.call_handler(call)
            }
            done => done,
        }
    }

    fn grant(&mut self, ask: Ask) -> Result<(), Gone> {
        match ask {
            Ask::Sleep(d) => {
                let until = self.recorder.now() + d;
                self.rest(BlockReason::Sleep { until }, until)?;
                self.answer(Value::None);
            }
            Ask::AcquireLock { lock, timeout } => self.acquire(lock, timeout)?,
            Ask::ReleaseLock { lock } => self.release(lock),
            Ask::StartThread {
                handle,
                callee,
                args,
                daemon,
            } => self.start_thread(handle, callee, &args, daemon),
            Ask::JoinThread { handle, timeout } => self.join(handle, timeout)?,
            Ask::JoinAll => self.join_all()?,
            Ask::Select { selector, timeout } => self.select(selector, timeout)?,
            Ask::WakeSelector { selector } => self.wake_selector(selector)?,
            Ask::Now => {
                let now = self.recorder.now();
                self.answer(Value::Int(now.nanos() as i64));
            }
            // The work was done on the way here.
            Ask::Work { result, .. } => self.answer(result),
            Ask::Compute { task, releases_gil } => self.compute(&task, releases_gil)?,
            Ask::Wait {
                time,
                releases_gil,
                result,
            } => self.native_wait(time, releases_gil, result)?,
            Ask::Crew { tasks } => self.crew(&tasks)?,
            Ask::Write { stream, text } => {
                self.write(stream, text);
                self.answer(Value::None);
            }
            Ask::Flush { .. } => {
                self.detach(DetachReason::Blocking);
                self.attach()?;
                self.answer(Value::None);
            }
            Ask::SwitchInterval { set } => {
                if let Some(micros) = set {
                    self.process.access.set_interval(micros);
                }
                let micros = self.process.access.interval();
                self.answer(Value::Int(micros as i64));
            }
            Ask::Fact(fact) => {
                let value = self.fact(fact);
                self.answer(value);
            }
            Ask::Name { object, name } => self.name(object, name),
            Ask::ReadLine => self.read_line(),
            Ask::ReadInput { whole } => self.read_input(whole),
            Ask::Network { timeout } => self.request(timeout)?,
            Ask::Frames => {
                self.stop_the_world()?;
                self.current_frames();
                self.start_the_world();
            }
            Ask::SignalHandler { signal, callee } => self.set_handler(signal, callee),
            Ask::Entropy => self.answer(Value::Int((entropy() >> 1) as i64)),
            Ask::CollectionThreshold { .. } => self.answer(Value::None),
            Ask::EnableGil => {
                if self.run.config.runtime.gil_may_return {
                    return self.not_real("an import that turns the GIL on");
                }
                self.answer(Value::Bool(false));
            }
            Ask::References(what) => {
                self.stop_the_world()?;
                let mut held = Vec::new();
                for thread in self.process.threads.lock().iter() {
                    if let Some(interp) = &*thread.interp.lock() {
                        interp.held(&mut |value| held.push(value));
                    }
                }
                self.interp().held(&mut |value| held.push(value));
                let process = self.process.clone();
                let answer = process.access.references(self.mem(), what, &held);
                self.start_the_world();
                self.answer(answer);
            }
            Ask::Refuse { text } => {
                let text = text.to_string();
                self.run.finish(End::Refused { text });
                return Err(Gone::ForEver);
            }
            Ask::Unsupported { what, instead } => {
                return self.unsupported(format!("gilscope does not have {what} yet"), &instead);
            }
            Ask::Forbidden { what, instead } => {
                let runtime = self.run.config.runtime.name;
                return self.unsupported(format!("{runtime}: {what}"), &instead);
            }
            Ask::File(call) => self.file_call(&call)?,
            Ask::System(call) => return self.system_call(&call),
            // Real runs are of versions that have none.
            Ask::CheckInterval { .. } => self.answer(Value::None),
            Ask::SignalHandled => return self.after_handler(),
        }
        Ok(())
    }

    /// The simulation has it, real runs have not.
    pub(super) fn not_real(&mut self, what: &str) -> Result<(), Gone> {
        let message = format!("gilscope does not have {what} on real threads yet");
        self.unsupported(message, "run it simulated: gilscope run")
    }

    /// Ends the run: whatever came out of it from here on would be a guess.
    fn unsupported(&mut self, message: String, instead: &str) -> Result<(), Gone> {
        let (mem, interp) = self.both();
        let (source, span) = interp
            .user_span(mem)
            .unwrap_or_else(|| (Source::new("<library>", ""), Span::default()));
        let text = Diagnostic::unsupported(&source, span, message, instead).to_string();
        self.run.finish(End::Refused { text });
        Err(Gone::ForEver)
    }

    /// Lets go and waits for a moment.
    pub(super) fn rest(&mut self, reason: BlockReason, until: VirtualTime) -> Result<(), Gone> {
        self.detach(DetachReason::Blocking);
        self.me.parker.prepare();
        self.block(reason, None, Some(until))?;
        self.attach()
    }

    pub(super) fn write(&mut self, stream: u8, text: Arc<str>) {
        let run = self.run.clone();
        let mut output = run.output.lock();
        output.pieces.push((stream, text.clone()));
        self.recorder.event(EventKind::Output { stream, text });
    }

    fn fact(&mut self, fact: Fact) -> Value {
        let runtime = self.run.config.runtime;
        match fact {
            Fact::GilEnabled => Value::Bool(runtime.build == Build::Gil),
            Fact::Version => {
                let (major, minor, micro) = runtime.version;
                Value::Int(i64::from(major * 1_000_000 + minor * 1000 + micro))
            }
            Fact::ThreadsApart => Value::Bool(false),
            Fact::FreeThreadedBuild => Value::Bool(runtime.build == Build::FreeThreaded),
            Fact::Cores => Value::Int(i64::from(machine::cores())),
            Fact::CpuTime => {
                self.tell_time_on_core();
                Value::Int(self.process.on_core() as i64)
            }
            Fact::ThreadTime { .. } => {
                let now = self.recorder.now();
                Value::Int(machine::time_on_core(now) as i64)
            }
            Fact::ThreadCount => {
                let threads = self.process.threads.lock();
                Value::Int(threads.iter().filter(|t| !t.has_ended()).count() as i64)
            }
        }
    }

    fn name(&mut self, object: ObjId, name: Arc<str>) {
        enum Named {
            Thread(crate::base::ThreadId),
            Lock(crate::base::LockId, bool),
            Other,
        }
        let named = match &self.mem().get(object).body {
            Body::Thread(handle) => handle.thread.map_or(Named::Other, Named::Thread),
            Body::Lock(lock) => Named::Lock(lock.id, lock.reentrant),
            _ => Named::Other,
        };
        match named {
            Named::Thread(of) => {
                let name = self.lane_name(&name);
                if let Some(thread) = self.run.threads.lock().get(of.index()) {
                    *thread.name.lock() = name.clone();
                }
                let at = self.recorder.now();
                self.recorder
                    .event_of(at, of, EventKind::ThreadRenamed { name });
            }
            Named::Lock(lock, reentrant) => self.name_lock(lock, reentrant, name),
            Named::Other => {
                self.process.home.lock().lane_names.insert(object, name);
            }
        }
        self.answer(Value::None);
    }

    fn str(&mut self, text: &str) -> Value {
        let thread = self.id();
        Value::Obj(self.mem().alloc(Body::Str(Str::new(text)), thread))
    }

    /// The next line of what the program was given as standard input.
    fn read_line(&mut self) {
        let run = self.run.clone();
        let mut at = run.stdin_at.lock();
        let rest = &run.config.stdin[*at..];
        if rest.is_empty() {
            let error = self.exception(types::EOF_ERROR, "EOF when reading a line");
            return self.answer_error(error);
        }
        let line = rest.split_inclusive('\n').next().unwrap_or(rest);
        *at += line.len();
        let text = line.trim_end_matches('\n').trim_end_matches('\r');
        let value = self.str(text);
        self.answer(value);
    }

    /// Standard input as a file: a line with its end, or the rest.
    fn read_input(&mut self, whole: bool) {
        let run = self.run.clone();
        let mut at = run.stdin_at.lock();
        let rest = &run.config.stdin[*at..];
        let taken = if whole {
            rest
        } else {
            rest.split_inclusive('\n').next().unwrap_or("")
        };
        *at += taken.len();
        let value = self.str(taken);
        self.answer(value);
    }

    /// A request to the simulated network: its latency, a tenth more or less.
    fn request(&mut self, timeout: Option<VirtualDuration>) -> Result<(), Gone> {
        self.run.requests.fetch_add(1, Ordering::Relaxed);
        let mean = self.run.config.network_latency.nanos();
        let latency = VirtualDuration(mean - mean / 10 + entropy() % (mean / 5 + 1));
        let in_time = timeout.is_none_or(|most| latency <= most);
        let until = self.recorder.now() + timeout.map_or(latency, |most| latency.min(most));
        self.deaf = true;
        let rested = self.rest(BlockReason::Io { until }, until);
        self.deaf = false;
        rested?;
        self.answer(Value::Bool(in_time));
        Ok(())
    }

    /// A frame object for every thread of the interpreter that runs Python.
    fn current_frames(&mut self) {
        let me = self.id();
        let mut pairs = Vec::new();
        let threads = self.process.threads.lock().clone();
        for thread in threads.iter().filter(|t| !t.has_ended()) {
            let frame = if thread.id == me {
                let (mem, interp) = self.both();
                interp.frame_object(mem, 0)
            } else {
                match &*thread.interp.lock() {
                    Some(interp) => interp.frame_object(self.mem(), 0),
                    None => Value::None,
                }
            };
            if !frame.is_none() {
                let pair = Box::new([Value::Int(i64::from(thread.id.0)), frame]);
                pairs.push(Value::Obj(self.mem().alloc(Body::Tuple(pair), me)));
            }
        }
        let list = Value::Obj(self.mem().alloc(Body::List(pairs), me));
        self.answer(list);
    }

    /// Waits in an event loop's selector until it is signalled or the moment has come.
    fn select(&mut self, selector: ObjId, timeout: Option<VirtualDuration>) -> Result<(), Gone> {
        let until = timeout.map(|most| self.recorder.now() + most);
        self.me.parker.prepare();
        self.process
            .selecting
            .lock()
            .push((selector, self.me.clone()));
        self.will_wait_here();
        let signalled = stdlib::is_signalled(self.mem(), selector);
        self.detach(DetachReason::Blocking);
        if !signalled && timeout != Some(VirtualDuration::ZERO) {
            let reason = BlockReason::Io {
                until: until.unwrap_or(VirtualTime::NEVER),
            };
            self.block(reason, Some(Awaited::Selector), until)?;
        }
        let me = self.me.id;
        self.process.selecting.lock().retain(|(_, t)| t.id != me);
        self.attach()?;
        let woken = stdlib::is_signalled(self.mem(), selector);
        self.answer(Value::Bool(woken));
        Ok(())
    }

    /// A byte for the selector's pipe.
    fn wake_selector(&mut self, selector: ObjId) -> Result<(), Gone> {
        self.detach(DetachReason::Blocking);
        let waiting = {
            let selecting = self.process.selecting.lock();
            let found = selecting.iter().find(|(of, _)| *of == selector);
            found.map(|(_, thread)| thread.clone())
        };
        if let Some(thread) = waiting {
            let (woken, cause) = (thread.id, WakeCause::IoDone);
            self.recorder.event(EventKind::Wake { woken, cause });
            thread.parker.wake(Woken::Look, &*self.run);
        }
        self.attach()?;
        self.answer(Value::None);
        Ok(())
    }
}
