//! Owns code while it is being generated: basic blocks of instructions with labels, spans and the
//! handlers that protect them. Owns neither the choice of instructions (`codegen`) nor what becomes of
//! the blocks (`optimize`, `assemble`).

use crate::base::Span;
use crate::bytecode::{Opcode, Shown};

/// A basic block, or the promise of one.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub(super) struct Label(pub(super) u32);

impl Label {
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// An instruction of the machine, or one that only the compiler knows.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Op {
    Real(Opcode),
    /// Becomes JUMP_FORWARD or JUMP_BACKWARD.
    Jump,
    /// Becomes JUMP_FORWARD or JUMP_BACKWARD_NO_INTERRUPT.
    JumpNoInterrupt,
    /// From here on the handler `arg` protects; vanishes.
    Setup,
    /// LOAD_FAST of a cell itself, for a closure.
    LoadClosure,
    /// STORE_FAST of what LOAD_FAST_AND_CLEAR saved: possibly nothing.
    StoreFastMaybeNull,
}

impl Op {
    pub(super) fn is(self, op: Opcode) -> bool {
        self == Self::Real(op)
    }

    /// Whether the next instruction is not reached from this one.
    pub(super) fn ends_flow(self) -> bool {
        match self {
            Self::Jump | Self::JumpNoInterrupt => true,
            Self::Real(op) => matches!(
                op,
                Opcode::ReturnValue
                    | Opcode::RaiseVarargs
                    | Opcode::Reraise
                    | Opcode::JumpForward
                    | Opcode::JumpBackward
                    | Opcode::JumpBackwardNoInterrupt
            ),
            _ => false,
        }
    }

    /// Whether control leaves the code object here.
    pub(super) fn exits(self) -> bool {
        self.is(Opcode::ReturnValue) || self.is(Opcode::RaiseVarargs) || self.is(Opcode::Reraise)
    }

    pub(super) fn conditional(self) -> bool {
        matches!(
            self,
            Self::Real(
                Opcode::PopJumpIfFalse
                    | Opcode::PopJumpIfTrue
                    | Opcode::PopJumpIfNone
                    | Opcode::PopJumpIfNotNone
            )
        )
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Ins {
    pub(super) op: Op,
    pub(super) arg: u32,
    pub(super) target: Option<Label>,
    /// `None`: that of what runs before (CPython's NO_LOCATION).
    pub(super) span: Option<Span>,
    /// The innermost handler, as an index into [`Code::handlers`].
    pub(super) handler: Option<u32>,
    pub(super) shown: Shown,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub(super) struct Block {
    pub(super) ins: Vec<Ins>,
}

impl Block {
    pub(super) fn falls_through(&self) -> bool {
        self.ins.last().is_none_or(|last| !last.op.ends_flow())
    }
}

/// What happens to an exception in a protected range.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Protection {
    pub(super) target: Label,
    pub(super) lasti: bool,
    /// Operands on top at the Setup that the handler does not keep (the result of `__enter__`).
    pub(super) drop: u32,
    pub(super) outer: Option<u32>,
}

#[derive(Clone, Debug)]
pub(super) struct Code {
    pub(super) blocks: Vec<Block>,
    /// The blocks in the order of the text.
    pub(super) order: Vec<Label>,
    pub(super) handlers: Vec<Protection>,
    handler: Option<u32>,
}

impl Code {
    pub(super) fn new() -> Self {
        Self {
            blocks: vec![Block::default()],
            order: vec![Label(0)],
            handlers: Vec::new(),
            handler: None,
        }
    }

    pub(super) fn label(&mut self) -> Label {
        self.blocks.push(Block::default());
        Label(self.blocks.len() as u32 - 1)
    }

    /// The block of the label starts here.
    pub(super) fn place(&mut self, label: Label) {
        debug_assert!(!self.order.contains(&label), "a label is placed once");
        self.order.push(label);
    }

    pub(super) fn emit(&mut self, op: Opcode, arg: u32, span: Option<Span>) {
        self.push(Op::Real(op), arg, None, span);
    }

    pub(super) fn jump(&mut self, op: Op, target: Label, span: Option<Span>) {
        self.push(op, 0, Some(target), span);
    }

    pub(super) fn push(&mut self, op: Op, arg: u32, target: Option<Label>, span: Option<Span>) {
        let mut current = self.order[self.order.len() - 1];
        let closed = self.blocks[current.index()]
            .ins
            .last()
            .is_some_and(|last| last.target.is_some() || last.op.ends_flow());
        if closed {
            current = self.label();
            self.order.push(current);
        }
        let handler = self.handler;
        self.blocks[current.index()].ins.push(Ins {
            op,
            arg,
            target,
            span,
            handler,
            shown: Shown::Usual,
        });
    }

    /// How the version shows the last instruction.
    pub(super) fn show(&mut self, shown: Shown) {
        let current = self.order[self.order.len() - 1];
        let last = self.blocks[current.index()].ins.last_mut();
        last.expect("an instruction was just emitted").shown = shown;
    }

    /// Protects what follows, until [`Self::pop_block`].
    pub(super) fn setup(&mut self, target: Label, lasti: bool, drop: u32, span: Option<Span>) {
        let id = self.handlers.len() as u32;
        self.handlers.push(Protection {
            target,
            lasti,
            drop,
            outer: self.handler,
        });
        self.push(Op::Setup, id, None, span);
        self.handler = Some(id);
    }

    /// Ends the innermost protection.
    pub(super) fn pop_block(&mut self) {
        let id = self.handler.expect("pop_block follows a setup");
        self.handler = self.handlers[id as usize].outer;
    }

    /// The protection in force, to be put back after code that leaves it early (`return`).
    pub(super) fn protection(&self) -> Option<u32> {
        self.handler
    }

    pub(super) fn set_protection(&mut self, handler: Option<u32>) {
        self.handler = handler;
    }
}
