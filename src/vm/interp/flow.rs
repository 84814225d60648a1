//! Owns what happens between instructions: results going to whoever waits for them, native functions
//! calling and asking, frames ending. Owns neither binding arguments (`call`) nor unwinding (`unwind`).

use super::super::glance;
use super::super::memory::Memory;
use super::super::native::{Flow, NativeFrame, NativeResult, Raise};
use super::super::object::{Body, GeneratorKind, GeneratorState};
use super::super::types;
use super::super::value::Value;
use super::call::Called;
use super::checks::From;
use super::frame::{Frame, PyFrame, Returns};
use super::unwind::Unwound;
use super::{Interp, Pending, Stop};
use crate::bytecode::Dialect;

/// Picoseconds that a Python function takes more when C code calls it, an evaluation loop of its own
/// included (CPython 3.11 to 3.13: `a == b` with `__eq__` in Python against a call of a method, 12 to 20 ns).
const CALL_FROM_C: u64 = 12_000;

impl<M: Memory> Interp<M> {
    /// Follows a result until a Python frame can execute (`None`) or the thread must stop.
    pub(super) fn settle(&mut self, mem: &mut M, result: NativeResult<M>) -> Option<Stop> {
        self.settle_from(mem, result, From::Native)
    }

    /// The same for what a Python function gave.
    pub(super) fn settle_from(
        &mut self,
        mem: &mut M,
        mut result: NativeResult<M>,
        mut from: From,
    ) -> Option<Stop> {
        loop {
            result = match result {
                Ok(Flow::Value(value)) => match self.frames.last_mut() {
                    None => return Some(Stop::Done(value)),
                    Some(Frame::Py(_)) => {
                        if !value.is_null() {
                            self.push(value);
                        }
                        return self.look_after_return(from);
                    }
                    Some(Frame::ForIter { .. } | Frame::Send { .. }) => {
                        self.frames.pop();
                        Ok(Flow::Value(value))
                    }
                    Some(Frame::Spread) => {
                        self.frames.pop();
                        for item in glance::tuple_items(mem, value).into_iter().rev() {
                            self.push(item);
                        }
                        return None;
                    }
                    Some(Frame::Split) => {
                        self.frames.pop();
                        let parts = glance::tuple_items(mem, value);
                        if !parts[0].is_none() {
                            self.handled = parts[0];
                        }
                        self.push(parts[1]);
                        self.push(parts[0]);
                        return None;
                    }
                    Some(Frame::Native(_)) => {
                        from = From::Native;
                        self.step_native(mem, Ok(value))
                    }
                },
                Ok(Flow::Call { callee, args, then }) => {
                    // What nobody waits for in C is a call that the instruction itself makes.
                    let from_c = then.is_some();
                    self.frames.extend(then.map(Frame::Native));
                    match self.call(mem, callee, &args, &[]) {
                        Called::Frame => {
                            if from_c {
                                self.cx(mem).charge(CALL_FROM_C);
                            }
                            return None;
                        }
                        Called::Flow(result) => result,
                    }
                }
                Ok(Flow::CallKw {
                    callee,
                    args,
                    kw,
                    then,
                }) => {
                    self.frames.extend(then.map(Frame::Native));
                    match self.call(mem, callee, &args, &kw) {
                        Called::Frame => return None,
                        Called::Flow(result) => result,
                    }
                }
                Ok(Flow::After { flow, then }) => {
                    self.frames.push(Frame::Native(then));
                    Ok(*flow)
                }
                Ok(Flow::Callee(value)) => {
                    self.push(value);
                    self.push(Value::Null);
                    return None;
                }
                Ok(Flow::Body { body, then }) => {
                    self.frames.push(Frame::Native(then));
                    self.push_body(mem, body);
                    return None;
                }
                Ok(Flow::Frame { depth }) => Ok(Flow::Value(self.frame_object(mem, depth))),
                Ok(Flow::Locals { then }) => {
                    let locals = self.locals(mem);
                    self.frames.extend(then.map(Frame::Native));
                    locals
                }
                Ok(Flow::Resume { generator, input }) => {
                    match self.resume_generator(mem, generator, input) {
                        Ok(None) => return None,
                        Ok(Some(flow)) => Ok(flow),
                        Err(raise) => Err(raise),
                    }
                }
                Ok(Flow::Ask { ask, then }) => {
                    self.frames.extend(then.map(Frame::Native));
                    self.pending = Pending::Asked;
                    return Some(Stop::Ask(ask));
                }
                Err(raise) => match self.unwind(mem, raise) {
                    Unwound::Handler => return None,
                    Unwound::Native => self.step_native(mem, Err(raise)),
                    Unwound::Escaped => return Some(Stop::Raised(raise.0)),
                },
            };
        }
    }

    /// Gives the native function on top what it waited for.
    fn step_native(&mut self, mem: &mut M, input: Result<Value, Raise>) -> NativeResult<M> {
        let Some(Frame::Native(frame)) = self.frames.pop() else {
            panic!("no native function waits")
        };
        let step = frame.step;
        let result = step(&mut self.cx(mem), frame, input);
        mem.leave();
        result
    }

    /// Makes a native function wait for whatever is called next.
    pub(super) fn wait_in(&mut self, frame: Box<NativeFrame<M>>) {
        self.frames.push(Frame::Native(frame));
    }

    /// Takes the top Python frame off and clears its part of the stack.
    pub(super) fn drop_frame(&mut self) -> PyFrame {
        let Some(Frame::Py(frame)) = self.frames.pop() else {
            panic!("no Python frame ends")
        };
        if let Returns::Generator(_) = frame.returns {
            self.handled = frame.outer_handled;
        }
        frame
    }

    /// The top Python frame returns a value.
    pub(super) fn finish_frame(&mut self, mem: &mut M, value: Value) -> Option<Stop> {
        let frame = self.drop_frame();
        let mut from = From::Python;
        let result = match frame.returns {
            Returns::Value => Ok(Flow::Value(value)),
            Returns::Instance(instance) if value.is_none() => {
                // Since 3.13 CALL enters `__init__` itself (CALL_ALLOC_AND_ENTER_INIT).
                if mem.world().dialect < Dialect::V3_13 {
                    from = From::Native;
                }
                Ok(Flow::Value(instance))
            }
            Returns::Instance(_) => {
                let mut cx = self.cx(mem);
                let name = cx.type_name(value);
                Err(cx.type_error(format!("__init__() should return None, not '{name}'")))
            }
            Returns::Generator(id) => {
                let mut kind = GeneratorKind::Generator;
                if let Body::Generator(generator) = &mut mem.get_mut(id).body {
                    generator.state = GeneratorState::Finished;
                    kind = generator.kind;
                }
                return self.generator_finished(mem, kind, value);
            }
        };
        self.settle_from(mem, result, from)
    }

    /// A generator returned `value`: the loop around it ends, or StopIteration is raised.
    fn generator_finished(
        &mut self,
        mem: &mut M,
        kind: GeneratorKind,
        value: Value,
    ) -> Option<Stop> {
        if kind == GeneratorKind::AsyncGenerator {
            let raise = self
                .cx(mem)
                .raise_with(types::STOP_ASYNC_ITERATION, Vec::new());
            return self.settle(mem, Err(raise));
        }
        match self.frames.last() {
            Some(Frame::ForIter { exit }) => {
                let exit = *exit;
                self.frames.pop();
                self.top().pc = exit;
                None
            }
            Some(Frame::Send { exit }) => {
                let exit = *exit;
                self.frames.pop();
                self.top().pc = exit;
                self.push(value);
                None
            }
            _ => {
                let args = if value.is_none() {
                    Vec::new()
                } else {
                    vec![value]
                };
                let raise = self.cx(mem).raise_with(types::STOP_ITERATION, args);
                self.settle(mem, Err(raise))
            }
        }
    }
}
