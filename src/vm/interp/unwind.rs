//! Owns raising: traceback entries, the search for a handler, frames left on the way.

use super::super::memory::Memory;
use super::super::native::Raise;
use super::super::object::{
    Body, ExceptionData, GeneratorState, Instance, Payload, TracebackEntry,
};
use super::super::types;
use super::super::value::Value;
use super::Interp;
use super::frame::{Frame, Returns};
use crate::base::ObjId;

/// Who deals with an exception.
pub(super) enum Unwound {
    /// The Python frame on top, at its handler.
    Handler,
    /// The native function on top.
    Native,
    /// Nobody: the thread's callable is left.
    Escaped,
}

/// Frames noted in a traceback before the rest is left out: a bound against runaway recursion.
const TRACEBACK_LIMIT: usize = 5_000;

impl<M: Memory> Interp<M> {
    /// Finds the handler of an exception raised by the instruction (or call) under way.
    pub(super) fn unwind(&mut self, mem: &mut M, raise: Raise) -> Unwound {
        let Value::Obj(exception) = raise.0 else {
            panic!("an exception is an object")
        };
        self.set_context(mem, exception);
        loop {
            match self.frames.last() {
                None => return Unwound::Escaped,
                Some(Frame::Native(_)) => return Unwound::Native,
                Some(Frame::Spread | Frame::Split) => {
                    self.frames.pop();
                }
                Some(Frame::ForIter { exit } | Frame::Send { exit }) => {
                    let exit = *exit;
                    let sends = matches!(self.frames.last(), Some(Frame::Send { .. }));
                    self.frames.pop();
                    if types::is_subclass(mem, types::type_of(mem, raise.0), types::STOP_ITERATION)
                    {
                        self.top().pc = exit;
                        if sends {
                            let value =
                                exception_data(mem, exception, |data| data.args.first().copied());
                            self.push(value.flatten().unwrap_or(Value::None));
                        }
                        return Unwound::Handler;
                    }
                }
                Some(Frame::Py(_)) => {
                    if self.unwind_frame(mem, exception) {
                        return Unwound::Handler;
                    }
                }
            }
        }
    }

    /// Goes to the handler in the top Python frame; without one, leaves the frame.
    fn unwind_frame(&mut self, mem: &mut M, exception: ObjId) -> bool {
        let linked = self.linked_top();
        let reraised = self.take_reraised();
        let frame = self.top();
        let at = frame.at();
        let (code, base, globals) = (frame.code, frame.base, frame.globals);
        if !reraised {
            let entry = TracebackEntry {
                code,
                instr: at,
                globals,
            };
            note_traceback(mem, exception, entry);
        }
        if let Some(entry) = linked.code.handler(at) {
            let variables = linked.code.varnames.len() as u32;
            let frame = self.top();
            frame.sp = base + variables + entry.depth;
            frame.pc = entry.target;
            if entry.lasti {
                self.push(Value::Int(i64::from(at)));
            }
            self.push(Value::Obj(exception));
            return true;
        }
        let frame = self.drop_frame();
        if let Returns::Generator(id) = frame.returns
            && let Body::Generator(generator) = &mut mem.get_mut(id).body
        {
            generator.state = GeneratorState::Finished;
        }
        false
    }

    /// `__context__` of a new exception is the one being handled.
    fn set_context(&self, mem: &mut M, exception: ObjId) {
        let fresh = exception_data(mem, exception, |data| {
            data.context.is_none() && data.traceback.is_empty()
        });
        if fresh == Some(true) {
            self.replace_context(mem, exception);
        }
    }

    /// `raise` makes the exception being handled the context, whatever was it before
    /// (Python/errors.c: _PyErr_SetObject).
    pub(super) fn replace_context(&self, mem: &mut M, exception: ObjId) {
        let Value::Obj(handled) = self.handled else {
            return;
        };
        if handled == exception {
            return;
        }
        // A chain that leads back here would be a cycle: cut it there, as CPython does.
        let mut at = handled;
        while let Some(Value::Obj(next)) = exception_data(mem, at, |data| data.context) {
            if next == exception {
                change_context(mem, at, Value::None);
                break;
            }
            at = next;
        }
        change_context(mem, exception, Value::Obj(handled));
    }
}

fn change_context<M: Memory>(mem: &mut M, exception: ObjId, context: Value) {
    super::super::exceptions::set_context(mem, Value::Obj(exception), context);
}

fn note_traceback<M: Memory>(mem: &mut M, exception: ObjId, entry: TracebackEntry) {
    if let Body::Instance(instance) = &mut mem.get_mut(exception).body
        && let Payload::Exception(data) = &mut instance.payload
        && data.traceback.len() < TRACEBACK_LIMIT
    {
        data.traceback.push(entry);
    }
}

/// Reads something of an exception; `None` for other objects.
pub(super) fn exception_data<M: Memory, T>(
    mem: &M,
    id: ObjId,
    read: impl FnOnce(&ExceptionData) -> T,
) -> Option<T> {
    match &mem.get(id).body {
        Body::Instance(instance) => match &**instance {
            Instance {
                payload: Payload::Exception(data),
                ..
            } => Some(read(data)),
            Instance { .. } => None,
        },
        _ => None,
    }
}
