//! Owns generators: making one from a running frame, resuming it, suspending it.

use super::super::core_types;
use super::super::cx::Cx;
use super::super::link::Exec;
use super::super::memory::Memory;
use super::super::native::{Input, NativeFrame, NativeResult, Raise};
use super::super::object::{Body, Generator, GeneratorState};
use super::super::types;
use super::super::value::Value;
use super::frame::{Frame, Returns, Suspended};
use super::{Interp, Stop};
use crate::base::ObjId;

impl<M: Memory> Interp<M> {
    /// RETURN_GENERATOR: the frame becomes a generator, which is the result of the call.
    pub(super) fn return_generator(&mut self, mem: &mut M) -> Option<Stop> {
        let linked = self.linked_top();
        let name = self.cx(mem).str(linked.code.name.clone());
        let qualname = self.cx(mem).str(linked.code.qualname.clone());
        let frame = self.drop_frame();
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
            state,
        };
        let value = self.cx(mem).alloc(Body::Generator(Box::new(generator)));
        self.settle(mem, Ok(super::super::native::Flow::Value(value)))
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
        self.settle(mem, Ok(super::super::native::Flow::Value(value)))
    }

    /// Puts a generator's frame on top, with the sent value as the result of its `yield`.
    pub(super) fn resume_generator(
        &mut self,
        mem: &mut M,
        id: ObjId,
        input: Input,
    ) -> Result<(), Raise> {
        let state = match &mut mem.get_mut(id).body {
            Body::Generator(generator) => {
                std::mem::replace(&mut generator.state, GeneratorState::Running)
            }
            _ => panic!("only generators are resumed"),
        };
        let suspended = match state {
            GeneratorState::Suspended(suspended) => suspended,
            GeneratorState::Running => {
                return Err(self.cx(mem).value_error("generator already executing"));
            }
            GeneratorState::Finished => {
                self.set_generator(mem, id, GeneratorState::Finished);
                return self.resume_finished(mem, input);
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

    fn resume_finished(&mut self, mem: &mut M, input: Input) -> Result<(), Raise> {
        match input {
            Input::Throw(exception) => Err(Raise(exception)),
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
    ) -> Result<(), Raise> {
        let Suspended {
            mut frame,
            slots,
            handled,
            started,
        } = suspended;
        if let (false, Input::Send(value)) = (started, input)
            && !value.is_none()
        {
            let suspended = Suspended {
                frame,
                slots,
                handled,
                started,
            };
            self.set_generator(mem, id, GeneratorState::Suspended(Box::new(suspended)));
            return Err(self
                .cx(mem)
                .type_error("can't send non-None value to a just-started generator"));
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
                Ok(())
            }
            Input::Throw(exception) => match self.delegate(mem) {
                Some(inner) => self.throw_into(mem, inner, exception),
                None => Err(Raise(exception)),
            },
        }
    }

    /// The generator that the top frame waits for in `yield from`. The frame is put back to its SEND,
    /// so that what comes from there is dealt with as that instruction's result.
    fn delegate(&mut self, mem: &mut M) -> Option<ObjId> {
        let linked = self.linked_top();
        let send = self.top().at().checked_sub(1)?;
        let op = linked.plain[send as usize];
        if op.exec != Exec::Send {
            return None;
        }
        let Value::Obj(inner) = self.peek(1) else {
            return None;
        };
        if !matches!(mem.get(inner).body, Body::Generator(_)) {
            return None;
        }
        self.top().pc = send + 1;
        self.frames.push(Frame::Send { exit: op.arg });
        Some(inner)
    }

    /// Throws into the inner generator; GeneratorExit closes it first and goes on outside
    /// (Objects/genobject.c: _gen_throw).
    fn throw_into(&mut self, mem: &mut M, inner: ObjId, exception: Value) -> Result<(), Raise> {
        if self.cx(mem).is_instance(exception, types::GENERATOR_EXIT) {
            self.wait_in(NativeFrame::new(raise_after, vec![exception]));
            let unstarted = match &mut mem.get_mut(inner).body {
                Body::Generator(generator) => generator.finish_unstarted(),
                _ => unreachable!("the caller looked"),
            };
            if unstarted {
                return Err(Raise(exception));
            }
            self.wait_in(NativeFrame::new(core_types::closed, Vec::new()));
        }
        self.resume_generator(mem, inner, Input::Throw(exception))
    }
}

/// The inner generator is closed: the exception goes on in the outer one.
fn raise_after<M: Memory>(
    _: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    input.and(Err(Raise(frame.vals[0])))
}
