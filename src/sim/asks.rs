//! Owns what the engine does when the interpreter asks: blocking calls, from the release of the
//! interpreter lock to the answer. Owns neither locks' queues (`locks`) nor threads' lives (`lives`).

use super::Sim;
use super::config::End;
use super::cores::Waker;
use super::machine;
use super::native_code::Crew;
use super::thread::{Next, Op};
use crate::base::{Diagnostic, ObjId, Source, Span, ThreadId, VirtualDuration, VirtualTime};
use crate::runtime::{Carrier, SleepCall};
use crate::stdlib;
use crate::trace::{BlockReason, DetachReason, EventKind, SchedState, Trace};
use crate::vm::exceptions;
use crate::vm::memory::Memory;
use crate::vm::native::{Ask, Fact, Raise, References, VISIBLE, scaled};
use crate::vm::object::{Body, Str};
use crate::vm::types;
use crate::vm::value::Value;

impl Sim {
    /// The interpreter asks for what it cannot do alone.
    pub(super) fn ask(&mut self, trace: &mut Trace, thread: ThreadId, ask: Ask) {
        self.journal_ask(thread, &ask);
        match ask {
            Ask::Sleep(d) => {
                let select = self.config.runtime.primitives.sleep == SleepCall::Select;
                let (until, length) = (self.now + d, select.then_some(d));
                self.block_in(trace, thread, Op::Sleep { until, length });
            }
            Ask::AcquireLock { lock, timeout } => self.acquire(trace, thread, lock, timeout),
            Ask::ReleaseLock { lock } => self.release(trace, thread, lock),
            Ask::StartThread {
                handle,
                callee,
                args,
                daemon,
            } => self.start_thread(thread, handle, callee, args, daemon),
            Ask::JoinThread { handle, timeout } => self.join(trace, thread, handle, timeout),
            Ask::Select { selector, timeout } => {
                let until = timeout.map(|d| self.now + d);
                self.block_in(trace, thread, Op::Select { selector, until });
            }
            Ask::WakeSelector { selector } => {
                self.block_in(trace, thread, Op::WakeSelector { selector });
            }
            Ask::JoinAll => self.block_in(trace, thread, Op::JoinAll),
            Ask::Now => self.answer(thread, Value::Int(self.now.nanos() as i64)),
            Ask::Work {
                cost,
                releases_gil,
                result,
            } => self.work(trace, thread, cost, releases_gil, result),
            Ask::Wait {
                time,
                releases_gil,
                result,
            } => self.native_wait(trace, thread, time, releases_gil, result),
            Ask::Compute { task, releases_gil } => {
                let (done, ps) = task.run();
                let mem = self.mem_mut(thread);
                let result = done.into_value(mem, thread);
                let cost = scaled(ps, mem.world().costs.native_scale);
                self.work(trace, thread, cost, releases_gil, result);
            }
            Ask::Crew { tasks } => {
                let scale = self.mem(thread).world().costs.native_scale;
                let crew = Crew::new(&tasks, scale);
                self.block_in(trace, thread, Op::Crew(Box::new(crew)));
            }
            Ask::Write { stream, text } => {
                if stream == 2 && self.is_uncaught(thread, &text) {
                    self.failed(thread, &text);
                }
                self.emit(trace, thread, EventKind::Output { stream, text });
                self.answer(thread, Value::None);
            }
            Ask::Flush { .. } => self.block_in(trace, thread, Op::Write),
            Ask::SwitchInterval { set } => {
                if let Some(micros) = set {
                    let interval = VirtualDuration(micros.saturating_mul(1000));
                    self.home_mut(thread).model.set_switch_interval(interval);
                }
                let micros = self.home(thread).model.switch_interval().nanos() / 1000;
                self.answer(thread, Value::Int(micros as i64));
            }
            Ask::CheckInterval { set } => {
                let interval = self.home_mut(thread).model.check_interval(set);
                let answer = interval.map_or(Value::None, |ticks| Value::Int(i64::from(ticks)));
                self.answer(thread, answer);
            }
            Ask::Fact(fact) => {
                let value = self.fact(thread, fact);
                self.answer(thread, value);
            }
            Ask::Name { object, name } => self.name(trace, thread, object, name),
            Ask::System(call) => self.system_call(trace, thread, call),
            Ask::Frames => self.current_frames(thread),
            Ask::SignalHandler { signal, callee } => self.set_handler(thread, signal, callee),
            Ask::SignalHandled => self.after_handler(trace, thread),
            Ask::ReadLine => self.read_line(thread),
            Ask::ReadInput { whole } => self.read_input(thread, whole),
            Ask::File(call) => self.file_call(trace, thread, &call),
            Ask::Network { timeout } => self.request(trace, thread, timeout),
            Ask::Refuse { text } => {
                self.end.get_or_insert(End::Refused {
                    text: text.to_string(),
                });
            }
            Ask::Entropy => {
                let bits = self.noise.entropy();
                self.answer(thread, Value::Int(bits));
            }
            Ask::References(References::Collect) => self.collection(trace, thread, true),
            Ask::CollectionThreshold { threshold } => {
                self.set_collection_threshold(thread, threshold);
            }
            Ask::EnableGil => self.enable_gil(trace, thread),
            Ask::References(what) => {
                let answer = self.references(thread, what);
                self.answer(thread, answer);
            }
            Ask::Unsupported { what, instead } => {
                let message = format!("gilscope does not have {what} yet");
                self.unsupported(thread, message, &instead);
            }
            Ask::Forbidden { what, instead } => {
                let message = format!("{}: {what}", self.config.runtime.name);
                self.unsupported(thread, message, &instead);
            }
        }
    }

    /// Ends the run: whatever came out of it from here on would be a guess.
    pub(super) fn unsupported(&mut self, thread: ThreadId, message: String, instead: &str) {
        // A thread of the library's own is at no line of the program's: whoever waits for it may be.
        let everybody = (0..self.threads.len()).map(|index| ThreadId(index as u32));
        let place = std::iter::once(thread).chain(everybody).find_map(|thread| {
            let interp = &self.threads[thread.index()].interp;
            interp.user_span(self.mem(thread))
        });
        let (source, span) =
            place.unwrap_or_else(|| (Source::new("<library>", ""), Span::default()));
        let diagnostic = Diagnostic::unsupported(&source, span, message, instead);
        let text = diagnostic.to_string();
        self.end.get_or_insert(End::Refused { text });
    }

    fn block_in(&mut self, trace: &mut Trace, thread: ThreadId, op: Op) {
        self.let_go(trace, thread, op, DetachReason::Blocking);
    }

    fn fact(&self, thread: ThreadId, fact: Fact) -> Value {
        let runtime = self.config.runtime;
        match fact {
            Fact::GilEnabled => Value::Bool(self.is_exclusive(thread)),
            Fact::Version => {
                let (major, minor, micro) = runtime.version;
                Value::Int(i64::from(major * 1_000_000 + minor * 1000 + micro))
            }
            Fact::FreeThreadedBuild => Value::Bool(runtime.is_free_threaded_build()),
            Fact::ThreadsApart => Value::Bool(runtime.carrier == Carrier::Interpreter),
            Fact::Cores => Value::Int(self.cores.len() as i64),
            Fact::CpuTime => Value::Int(self.cpu_time(self.process_of(thread)).nanos() as i64),
            Fact::ThreadTime { modelled } => Value::Int(modelled as i64),
            Fact::ThreadCount => Value::Int(self.alive_in(self.process_of(thread)) as i64),
        }
    }

    /// A frame object for every thread of the interpreter that runs Python.
    fn current_frames(&mut self, thread: ThreadId) {
        let home = self.threads[thread.index()].home;
        let mem = &mut self.interpreters[home.index()].mem;
        let mut pairs = Vec::new();
        for t in &self.threads {
            if t.home != home || !t.is_alive() {
                continue;
            }
            let frame = t.interp.frame_object(mem, 0);
            if !frame.is_none() {
                let pair = Box::new([Value::Int(i64::from(t.id.0)), frame]);
                pairs.push(Value::Obj(mem.alloc(Body::Tuple(pair), thread)));
            }
        }
        let list = Value::Obj(mem.alloc(Body::List(pairs), thread));
        self.answer(thread, list);
    }

    /// The next line of what the program was given as standard input.
    fn read_line(&mut self, thread: ThreadId) {
        let rest = &self.config.stdin[self.stdin_at..];
        if rest.is_empty() {
            let error = self.exception(thread, types::EOF_ERROR, "EOF when reading a line");
            let t = &mut self.threads[thread.index()];
            t.interp.answer_error(error);
            t.next = Next::Python;
            return;
        }
        let line = rest.split_inclusive('\n').next().unwrap_or(rest);
        let text = line.trim_end_matches('\n').trim_end_matches('\r');
        let body = Body::Str(Str::new(text));
        self.stdin_at += line.len();
        let value = Value::Obj(self.mem_mut(thread).alloc(body, thread));
        self.answer(thread, value);
    }

    /// Standard input as a file: a line with its end, or the rest.
    fn read_input(&mut self, thread: ThreadId, whole: bool) {
        let rest = &self.config.stdin[self.stdin_at..];
        let taken = if whole {
            rest
        } else {
            rest.split_inclusive('\n').next().unwrap_or("")
        };
        let body = Body::Str(Str::new(taken));
        self.stdin_at += taken.len();
        let value = Value::Obj(self.mem_mut(thread).alloc(body, thread));
        self.answer(thread, value);
    }

    /// A request to the simulated network: its latency, a tenth more or less.
    fn request(&mut self, trace: &mut Trace, thread: ThreadId, timeout: Option<VirtualDuration>) {
        self.requests += 1;
        let latency = self.noise.around(self.config.network_latency, 100);
        let in_time = timeout.is_none_or(|most| latency <= most);
        let until = self.now + timeout.map_or(latency, |most| latency.min(most));
        self.block_in(trace, thread, Op::Network { until, in_time });
    }

    /// An exception with a message, for an ask that cannot be granted.
    pub(super) fn exception(&mut self, thread: ThreadId, class: ObjId, message: &str) -> Raise {
        let text = Body::Str(Str::new(message));
        let message = Value::Obj(self.mem_mut(thread).alloc(text, thread));
        Raise(exceptions::new(
            self.mem_mut(thread),
            thread,
            class,
            vec![message],
        ))
    }

    pub(super) fn work(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        cost: VirtualDuration,
        releases_gil: bool,
        result: Value,
    ) {
        if releases_gil {
            return self.block_in(trace, thread, Op::Native { cost, result });
        }
        if cost >= VISIBLE {
            self.set_native(trace, thread, true);
        }
        let t = &mut self.threads[thread.index()];
        t.burst += cost;
        t.next = Next::Answer(result);
    }

    /// Detached: starts what the thread let the interpreter go for.
    pub(super) fn begin(&mut self, trace: &mut Trace, thread: ThreadId) {
        let t = &mut self.threads[thread.index()];
        t.next = Next::Attach;
        match t.op.clone() {
            Some(Op::Yield | Op::Forked | Op::Halt(_)) | None => {}
            Some(Op::Sleep {
                length: Some(VirtualDuration::ZERO),
                ..
            }) => t.burst += machine::SYSTEM_CALL,
            Some(Op::Sleep { until, length }) => {
                let until = length.map_or(until, |length| self.now + length);
                let length = None;
                t.op = Some(Op::Sleep { until, length });
                match self.config.runtime.carrier {
                    // One thread waits for all timers of an event loop: they go off in their order.
                    Carrier::Task => {
                        self.set_timer(thread, until.max(self.now) + machine::SLEEP_SLACK);
                    }
                    _ => self.sleep_until(thread, until),
                }
                self.block(trace, thread, BlockReason::Sleep { until });
            }
            Some(Op::Lock(wait)) => self.park(trace, thread, wait),
            Some(Op::Join {
                thread: of, until, ..
            }) => self.wait_for_end(trace, thread, of, until),
            Some(Op::JoinAll) => {
                if let Some(of) = self.next_to_join(thread) {
                    self.wait_for_end(trace, thread, of, None);
                }
            }
            Some(Op::Select { selector, until }) => self.select(trace, thread, selector, until),
            Some(Op::WakeSelector { selector }) => self.wake_selector(trace, thread, selector),
            Some(Op::Native { cost, .. }) => {
                let cost = self.beside_others(thread, cost);
                self.threads[thread.index()].burst += cost;
                self.set_native(trace, thread, true);
            }
            Some(Op::Wait { until, .. }) => self.wait_outside(trace, thread, until),
            Some(Op::Crew(_)) => self.go_on_with_crew(trace, thread),
            Some(Op::File { cost, .. }) => {
                t.burst += cost;
                self.set_native(trace, thread, true);
            }
            Some(Op::Network { until, .. }) => {
                self.set_timer(thread, until.max(self.now));
                self.block(trace, thread, BlockReason::Io { until });
            }
            Some(Op::Write) => {
                t.burst += self.config.system().write;
            }
            Some(Op::Enter { interpreter, .. }) => self.go_inside(trace, thread, interpreter),
            Some(Op::Leave { .. }) => self.go_outside(trace, thread),
            Some(Op::Exit) => self.exit(trace, thread, None),
            Some(Op::ProcessExit { status }) => self.exit(trace, thread, Some(status)),
            Some(Op::System(call)) => self.begin_call(trace, thread, *call),
        }
    }

    fn wait_for_end(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        of: ThreadId,
        until: Option<VirtualTime>,
    ) {
        if !self.threads[of.index()].is_alive() {
            return;
        }
        self.threads[of.index()].joiners.push(thread);
        if let Some(until) = until {
            self.sleep_until(thread, until);
        }
        self.block(trace, thread, BlockReason::Join(of));
    }

    /// A thread's timer went off.
    pub(super) fn expire(&mut self, trace: &mut Trace, thread: ThreadId) {
        let t = &mut self.threads[thread.index()];
        if !t.is_blocked() {
            return;
        }
        t.next = Next::Attach;
        if let SchedState::Blocked(BlockReason::Gil(_)) = t.sched {
            t.next = Next::TimedOut;
        } else {
            t.burst += self.config.system().park;
            match &mut t.op {
                Some(Op::Lock(_)) => self.unpark_late(thread),
                Some(Op::Join {
                    thread: of,
                    timed_out,
                    ..
                }) => {
                    *timed_out = true;
                    let of = *of;
                    self.threads[of.index()].joiners.retain(|t| *t != thread);
                }
                Some(Op::System(_)) => self.call_expired(thread),
                Some(Op::Wait { holding: true, .. }) => t.next = Next::Resume,
                _ => {}
            }
        }
        self.make_runnable(trace, thread, Waker::Timer);
    }

    /// Attached again: what the thread let go for is over.
    pub(super) fn resume(&mut self, trace: &mut Trace, thread: ThreadId) {
        let t = &mut self.threads[thread.index()];
        if std::mem::take(&mut t.interrupted)
            && let Some(op) = t.op.take()
        {
            return if self.has_signal(thread) {
                self.call_handler(thread, Some(op))
            } else {
                self.let_go(trace, thread, op, DetachReason::Blocking)
            };
        }
        match t.op.take() {
            None | Some(Op::Yield) => t.next = Next::Python,
            Some(Op::Sleep { .. } | Op::Write | Op::WakeSelector { .. }) => {
                self.answer(thread, Value::None);
            }
            Some(Op::Select { selector, .. }) => {
                let woken = stdlib::is_signalled(self.mem(thread), selector);
                self.answer(thread, Value::Bool(woken));
            }
            Some(Op::Halt(request)) => self.stop_the_world(trace, thread, request),
            Some(Op::Forked) => self.work(trace, thread, machine::FORKED, false, Value::Int(0)),
            Some(Op::Lock(wait)) => self.unparked(trace, thread, wait),
            Some(Op::Join { thread: of, .. }) => {
                t.burst += self.config.system().thread_join;
                let ended = !self.threads[of.index()].is_alive();
                self.answer(thread, Value::Bool(ended));
            }
            Some(Op::JoinAll) => match self.next_to_join(thread) {
                Some(_) => self.block_in(trace, thread, Op::JoinAll),
                None => self.answer(thread, Value::None),
            },
            Some(Op::Native { result, .. }) => self.answer(thread, result),
            Some(Op::Wait { result, .. }) => {
                self.set_native(trace, thread, false);
                self.answer(thread, result);
            }
            Some(Op::Crew(crew)) => self.answer(thread, crew.result),
            Some(Op::System(call)) => self.end_call(thread, *call),
            Some(Op::Enter { data, .. }) => self.call_inside(thread, &data),
            Some(Op::Leave { data }) => self.answer_bytes(thread, &data),
            Some(Op::Exit | Op::ProcessExit { .. }) => panic!("an ended thread does not attach"),
            Some(Op::File { answer, .. }) => {
                self.set_native(trace, thread, false);
                match answer {
                    Ok(value) => self.answer(thread, value),
                    Err(error) => {
                        let t = &mut self.threads[thread.index()];
                        t.interp.answer_error(error);
                        t.next = Next::Python;
                    }
                }
            }
            Some(Op::Network { in_time, .. }) => self.answer(thread, Value::Bool(in_time)),
        }
    }

    /// A name for a thread's or lock's lane.
    fn name(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        object: ObjId,
        name: std::sync::Arc<str>,
    ) {
        let named = match &self.mem(thread).get(object).body {
            Body::Thread(handle) => handle.thread,
            Body::Lock(lock) => {
                let (id, reentrant) = (lock.id, lock.reentrant);
                self.name_lock(trace, thread, id, reentrant, name);
                return self.answer(thread, Value::None);
            }
            _ => None,
        };
        match named {
            Some(of) => {
                let name = self.lane_name(self.threads[of.index()].born_in(), &name);
                self.threads[of.index()].name = name.clone();
                self.emit(trace, of, EventKind::ThreadRenamed { name });
            }
            None => {
                self.home_mut(thread).lane_names.insert(object, name);
            }
        }
        self.answer(thread, Value::None);
    }
}
