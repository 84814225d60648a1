//! Owns generators and coroutines: making one from a running frame, resuming it, suspending it.

use super::super::attr;
use super::super::cx::Cx;
use super::super::generator_methods;
use super::super::link::Exec;
use super::super::memory::Memory;
use super::super::native::{Flow, Input, NativeFrame, NativeResult, Raise};
use super::super::object::{Body, Generator, GeneratorKind, GeneratorState};
use super::super::symbols as s;
use super::super::types;
use super::super::value::Value;
use super::checks::From;
use super::frame::{Frame, Returns, Suspended};
use super::{Interp, Stop};
use crate::base::ObjId;
use crate::bytecode::CodeObject;

impl<M: Memory> Interp<M> {
    /// RETURN_GENERATOR: the frame becomes a generator, which is the result of the call.
    pub(super) fn return_generator(&mut self, mem: &mut M) -> Option<Stop> {
        let linked = self.linked_top();
        let name = self.cx(mem).str(linked.code.name.clone());
        let qualname = self.cx(mem).str(linked.code.qualname.clone());
        let frame = self.drop_frame();
        let code = frame.code;
        let base = frame.base as usize;
        let slots = self.stack[base..frame.sp as usize].to_vec();
        let suspended = Suspended {
            frame,
            slots,
            handled: Value::None,
            started: false,
        };
        let state = GeneratorState::Suspended(Box::new(suspended));
        let generator = Generator {
            name,
            qualname,
            code,
            kind: kind_of(&linked.code),
            closed: false,
            busy: false,
            state,
        };
        let value = self.cx(mem).alloc(Body::Generator(Box::new(generator)));
        self.settle_from(mem, Ok(Flow::Value(value)), From::Python)
    }

    /// YIELD_VALUE: the frame is put into its generator, and its caller gets the value.
    pub(super) fn yield_value(&mut self, mem: &mut M) -> Option<Stop> {
        let value = self.pop();
        let handled = self.handled;
        let frame = self.drop_frame();
        let Returns::Generator(id) = frame.returns else {
            panic!("YIELD_VALUE outside a generator")
        };
        let slots = self.stack[frame.base as usize..frame.sp as usize].to_vec();
        let suspended = Suspended {
            frame,
            slots,
            handled,
            started: true,
        };
        if let Body::Generator(generator) = &mut mem.get_mut(id).body {
            generator.state = GeneratorState::Suspended(Box::new(suspended));
        }
        if mem.get(id).share.is_shared() {
            mem.publish(Value::Obj(id));
        }
        self.settle(mem, Ok(Flow::Value(value)))
    }

    /// Puts a generator's frame on top, with the sent value as the result of its `yield`.
    pub(super) fn resume_generator(
        &mut self,
        mem: &mut M,
        id: ObjId,
        input: Input,
    ) -> Result<Option<Flow<M>>, Raise> {
        let (kind, state) = match &mut mem.get_mut(id).body {
            Body::Generator(generator) => (
                generator.kind,
                std::mem::replace(&mut generator.state, GeneratorState::Running),
            ),
            _ => panic!("only generators are resumed"),
        };
        let suspended = match state {
            GeneratorState::Suspended(suspended) => suspended,
            GeneratorState::Running => {
                let message = format!("{} already executing", kind.text());
                return Err(self.cx(mem).value_error(message));
            }
            GeneratorState::Finished => {
                self.set_generator(mem, id, GeneratorState::Finished);
                return self.resume_finished(mem, kind, input).map(|()| None);
            }
        };
        if self.frames.len() >= self.recursion_limit {
            self.set_generator(mem, id, GeneratorState::Suspended(suspended));
            return Err(self.recursion_error(mem));
        }
        self.enter_suspended(mem, id, *suspended, input)
    }

    fn set_generator(&self, mem: &mut M, id: ObjId, state: GeneratorState) {
        if let Body::Generator(generator) = &mut mem.get_mut(id).body {
            generator.state = state;
        }
    }

    fn resume_finished(
        &mut self,
        mem: &mut M,
        kind: GeneratorKind,
        input: Input,
    ) -> Result<(), Raise> {
        if kind == GeneratorKind::Coroutine {
            let message = "cannot reuse already awaited coroutine";
            return Err(self.cx(mem).raise(types::RUNTIME_ERROR, message));
        }
        match input {
            Input::Throw(exception) => Err(Raise(exception)),
            Input::Send(_) if kind == GeneratorKind::AsyncGenerator => Err(self
                .cx(mem)
                .raise_with(types::STOP_ASYNC_ITERATION, Vec::new())),
            Input::Send(_) => match self.frames.last() {
                Some(Frame::ForIter { exit } | Frame::Send { exit }) => {
                    let exit = *exit;
                    let sends = matches!(self.frames.last(), Some(Frame::Send { .. }));
                    self.frames.pop();
                    self.top().pc = exit;
                    if sends {
                        self.push(Value::None);
                    }
                    Ok(())
                }
                _ => Err(self.cx(mem).stop_iteration()),
            },
        }
    }

    fn enter_suspended(
        &mut self,
        mem: &mut M,
        id: ObjId,
        suspended: Suspended,
        input: Input,
    ) -> Result<Option<Flow<M>>, Raise> {
        let Suspended {
            mut frame,
            slots,
            handled,
            started,
        } = suspended;
        if let (false, Input::Send(value)) = (started, input)
            && !value.is_none()
        {
            let code = frame.code;
            let suspended = Suspended {
                frame,
                slots,
                handled,
                started,
            };
            self.set_generator(mem, id, GeneratorState::Suspended(Box::new(suspended)));
            let kind = kind_of(&self.load_code(mem, code).code).text();
            let message = format!("can't send non-None value to a just-started {kind}");
            return Err(self.cx(mem).type_error(message));
        }
        let linked = self.load_code(mem, frame.code);
        let base = self.stack_top();
        self.reserve(base, linked.frame_size);
        self.stack[base..base + slots.len()].copy_from_slice(&slots);
        frame.base = base as u32;
        frame.sp = (base + slots.len()) as u32;
        frame.limit = (base + linked.frame_size) as u32;
        frame.returns = Returns::Generator(id);
        frame.outer_handled = std::mem::replace(&mut self.handled, handled);
        self.frames.push(Frame::Py(frame));
        match input {
            Input::Send(value) => {
                self.push(value);
                Ok(None)
            }
            Input::Throw(exception) => match self.delegate(mem) {
                Some(inner) => self.throw_into(mem, inner, exception),
                None => Err(Raise(exception)),
            },
        }
    }

    /// What the top frame waits for in `yield from` or `await`. The frame is put back to its SEND, so that
    /// what comes from there is dealt with as that instruction's result.
    fn delegate(&mut self, mem: &mut M) -> Option<Value> {
        let linked = self.linked_top();
        let send = self.top().at().checked_sub(1)?;
        let op = linked.plain[send as usize];
        if op.exec != Exec::Send {
            return None;
        }
        let inner = self.peek(1);
        let generator =
            matches!(inner, Value::Obj(id) if matches!(mem.get(id).body, Body::Generator(_)));
        let mut cx = self.cx(mem);
        if !generator && attr::get(&mut cx, inner, s::THROW).is_err() {
            return None;
        }
        self.top().pc = send + 1;
        self.frames.push(Frame::Send { exit: op.arg });
        Some(inner)
    }

    /// Throws into what the frame waits for; GeneratorExit closes it first and goes on outside
    /// (Objects/genobject.c: _gen_throw).
    fn throw_into(
        &mut self,
        mem: &mut M,
        inner: Value,
        exception: Value,
    ) -> Result<Option<Flow<M>>, Raise> {
        let exits = self.cx(mem).is_instance(exception, types::GENERATOR_EXIT);
        if exits {
            self.wait_in(NativeFrame::new(raise_after, vec![exception]));
        }
        let generator = match inner {
            Value::Obj(id) => match &mut mem.get_mut(id).body {
                Body::Generator(generator) if exits => Some((id, generator.finish_unstarted())),
                Body::Generator(_) => Some((id, false)),
                _ => None,
            },
            _ => None,
        };
        match generator {
            Some((_, true)) => Err(Raise(exception)),
            Some((id, false)) => {
                if exits {
                    self.wait_in(NativeFrame::new(generator_methods::closed, vec![inner]));
                }
                self.resume_generator(mem, id, Input::Throw(exception))
            }
            None if exits => {
                let close = attr::get(&mut self.cx(mem), inner, s::CLOSE);
                self.wait_in(NativeFrame::new(call_with, Vec::new()));
                close.map(Some)
            }
            None => {
                let throw = attr::get(&mut self.cx(mem), inner, s::THROW)?;
                self.wait_in(NativeFrame::new(call_with, vec![exception]));
                Ok(Some(throw))
            }
        }
    }
}

/// What a code object that makes a generator makes.
pub(super) fn kind_of(code: &CodeObject) -> GeneratorKind {
    if code.flags.coroutine {
        GeneratorKind::Coroutine
    } else if code.flags.async_generator {
        GeneratorKind::AsyncGenerator
    } else {
        GeneratorKind::Generator
    }
}

/// Calls the method that was looked up; an object without one has nothing to close.
fn call_with<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    match input {
        Ok(method) => Flow::tail(method, &frame.vals),
        Err(raise) if frame.vals.is_empty() && cx.is_instance(raise.0, types::ATTRIBUTE_ERROR) => {
            Ok(Flow::Value(Value::None))
        }
        Err(raise) => Err(raise),
    }
}

/// What was waited for is closed: the exception goes on in the outer one.
fn raise_after<M: Memory>(
    _: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    input.and(Err(Raise(frame.vals[0])))
}
