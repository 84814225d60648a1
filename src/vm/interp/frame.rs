//! Owns the frames of a thread: Python frames, native functions that wait for a call, and the markers of
//! loops that wait for an iterator. Owns no operand: those are on the thread's one stack.

use super::super::frames::Record;
use super::super::memory::Memory;
use super::super::native::NativeFrame;
use super::super::value::Value;
use crate::base::{CodeId, ObjId};

/// What becomes of the value a Python frame returns.
#[derive(Clone, Copy, PartialEq, Debug)]
pub(super) enum Returns {
    /// It is the result of the call.
    Value,
    /// The frame is `__init__`: it must be None, and the result is this instance.
    Instance(Value),
    /// The frame is a generator's: it ends the iteration.
    Generator(ObjId),
}

/// A running piece of Python code.
#[derive(Clone, Debug)]
pub(super) struct PyFrame {
    pub code: CodeId,
    /// The next instruction to execute.
    pub pc: u32,
    /// Where its variables start on the stack; its operands follow them.
    pub base: u32,
    /// One past its top operand.
    pub sp: u32,
    /// One past its last stack slot.
    pub limit: u32,
    pub globals: ObjId,
    /// The namespace of a module or class body (the module, or a `Namespace`).
    pub names: Option<ObjId>,
    /// The function it runs, for its closure.
    pub function: Option<ObjId>,
    pub returns: Returns,
    /// The exception its caller was handling (generators put it back when they leave).
    pub outer_handled: Value,
}

#[derive(Clone, Debug)]
pub(super) enum Frame<M: Memory> {
    Py(PyFrame),
    Native(Box<NativeFrame<M>>),
    /// FOR_ITER waits for a `__next__` in Python; jumps to `exit` when the iterator is finished.
    ForIter {
        exit: u32,
    },
    /// SEND waits for a generator; jumps to `exit` with its result when it is finished.
    Send {
        exit: u32,
    },
    /// UNPACK_SEQUENCE waits for a tuple, whose items it pushes.
    Spread,
    /// CHECK_EG_MATCH waits for what matches, which becomes the exception being handled, and the rest.
    Split,
}

/// A generator's frame while it is not running: the frame, with its variables and operands.
#[derive(Clone, Debug)]
pub struct Suspended {
    pub(super) frame: PyFrame,
    pub(super) slots: Vec<Value>,
    /// The exception it was handling when it yielded.
    pub(super) handled: Value,
    /// Whether it has run at all.
    pub(super) started: bool,
}

impl Suspended {
    pub fn trace(&self, visit: &mut dyn FnMut(Value)) {
        self.frame.trace(visit);
        self.slots.iter().for_each(|value| visit(*value));
        visit(self.handled);
    }

    pub fn has_started(&self) -> bool {
        self.started
    }

    /// The operand on top: in a `yield from` or `await`, what is waited for.
    pub fn innermost(&self) -> Value {
        self.slots.last().copied().unwrap_or(Value::None)
    }

    /// What a frame object shows of it.
    pub fn record(&self) -> Record {
        Record {
            code: self.frame.code,
            instr: self.frame.at(),
            globals: self.frame.globals,
            names: self.frame.names,
            slots: Some(self.slots.clone().into()),
        }
    }

    /// The code and the instruction it is suspended at.
    pub fn position(&self) -> (CodeId, u32) {
        (self.frame.code, self.frame.pc.saturating_sub(1))
    }
}

impl PyFrame {
    pub(super) fn trace(&self, visit: &mut dyn FnMut(Value)) {
        visit(Value::Obj(self.globals));
        self.names
            .into_iter()
            .chain(self.function)
            .for_each(|id| visit(Value::Obj(id)));
        match self.returns {
            Returns::Instance(value) => visit(value),
            Returns::Generator(id) => visit(Value::Obj(id)),
            Returns::Value => {}
        }
        visit(self.outer_handled);
    }

    /// The instruction being executed (the one before the next).
    pub(super) fn at(&self) -> u32 {
        self.pc.saturating_sub(1)
    }
}
