//! Owns the blocks around a statement (loops, `try`, `with`) and what `return`, `break` and `continue`
//! must undo of them on their way out.

use std::sync::Arc;

use super::asynchronous::EXIT_RESULT;
use super::{Codegen, Context};
use crate::base::Span;
use crate::bytecode::{Dialect, Opcode, Shown};
use crate::frontend::ast::Stmt;
use crate::frontend::code::{Label, Op};

/// CPython's frame blocks (`compiler_fblock`).
#[derive(Clone)]
pub(super) enum FBlock<'a> {
    While {
        top: Label,
        exit: Label,
    },
    For {
        top: Label,
        exit: Label,
    },
    /// The body of `try … except`.
    TryExcept,
    /// The body of `try … finally`, with the statements of `finally`.
    FinallyTry(&'a [Stmt]),
    /// The handler copy of the statements of `finally`.
    FinallyEnd,
    /// `with`, and whether it is `async with`.
    With(Span, bool),
    /// An `except` clause, with the name it binds.
    HandlerCleanup(Option<Arc<str>>),
    /// The dispatch over `except` clauses.
    ExceptHandler,
    /// A value on the stack while a `finally` runs on the way out.
    PopValue,
}

impl<'a> Codegen<'a> {
    pub(super) fn push_fblock(&mut self, block: FBlock<'a>) {
        self.unit().fblocks.push(block);
    }

    pub(super) fn pop_fblock(&mut self) {
        self.unit().fblocks.pop();
    }

    /// Undoes all blocks (for `return`). `preserve`: a value on top stays there. The caller puts the
    /// protection back.
    pub(super) fn unwind_all(&mut self, preserve: bool, span: &mut Option<Span>) {
        let saved = self.unit().fblocks.clone();
        while let Some(block) = self.unit().fblocks.pop() {
            self.unwind(block, preserve, span);
        }
        self.unit().fblocks = saved;
    }

    /// `break` (`exit` true) and `continue`.
    pub(super) fn leave_loop(&mut self, exit: bool, span: Span) {
        self.emit(Opcode::Nop, 0, span);
        let mut place = Some(span);
        let protection = self.code().protection();
        let saved = self.unit().fblocks.clone();
        while let Some(block) = self.unit().fblocks.pop() {
            let target = match block {
                FBlock::While { top, exit: out } => Some(if exit { out } else { top }),
                FBlock::For { top, exit: out } => {
                    if exit {
                        self.drop_iterator(place);
                    }
                    Some(if exit { out } else { top })
                }
                other => {
                    self.unwind(other, false, &mut place);
                    None
                }
            };
            if let Some(target) = target {
                self.code().jump(Op::Jump, target, place);
                if exit && !self.since(Dialect::V3_10) {
                    self.code().show(Shown::As("JUMP_ABSOLUTE"));
                }
                break;
            }
        }
        self.unit().fblocks = saved;
        self.code().set_protection(protection);
    }

    fn unwind(&mut self, block: FBlock<'a>, preserve: bool, span: &mut Option<Span>) {
        let place = *span;
        match block {
            FBlock::While { .. } | FBlock::ExceptHandler => {}
            FBlock::For { .. } => {
                self.swap_if(preserve, place);
                self.drop_iterator(place);
            }
            FBlock::TryExcept => {
                self.pop_block_shown(place);
                self.code().pop_block();
            }
            FBlock::FinallyTry(body) => {
                self.pop_block_shown(place);
                self.code().pop_block();
                if preserve {
                    self.push_fblock(FBlock::PopValue);
                }
                self.stmts(body);
                if preserve {
                    self.pop_fblock();
                }
                // The finally block should appear to execute after the statement.
                *span = None;
            }
            FBlock::FinallyEnd => {
                self.swap_if(preserve, place);
                self.code().emit(Opcode::PopTop, 0, place);
                self.swap_if(preserve, place);
                self.code().pop_block();
                self.code().emit(Opcode::PopExcept, 0, place);
            }
            FBlock::With(with, is_async) => {
                // Since 3.10 leaving belongs to the line of `with`.
                let place = if self.since(Dialect::V3_10) {
                    Some(with)
                } else {
                    place
                };
                self.pop_block_shown(place);
                self.code().pop_block();
                if preserve {
                    self.code().emit(Opcode::Swap, 3, place);
                    // Until 3.13 there is one value to go below, not two.
                    self.new_in(Dialect::V3_14);
                    self.code().emit(Opcode::Swap, 2, place);
                }
                self.call_exit(with, is_async);
                *span = None;
            }
            FBlock::HandlerCleanup(name) => {
                if name.is_some() {
                    self.pop_block_shown(place);
                    self.code().pop_block();
                }
                self.swap_if(preserve, place);
                if preserve && !self.since(Dialect::V3_11) {
                    self.code().show(Shown::As("ROT_FOUR"));
                }
                self.code().pop_block();
                self.code().emit(Opcode::PopExcept, 0, place);
                if let Some(name) = name {
                    self.none(place);
                    self.name(&name, Context::Store, place);
                    self.name(&name, Context::Del, place);
                }
            }
            FBlock::PopValue => {
                self.swap_if(preserve, place);
                self.code().emit(Opcode::PopTop, 0, place);
            }
        }
    }

    fn drop_iterator(&mut self, span: Option<Span>) {
        self.code().emit(Opcode::PopIter, 0, span);
        if !self.since(Dialect::V3_14) {
            self.code().show(Shown::As("POP_TOP"));
        }
    }

    fn swap_if(&mut self, preserve: bool, span: Option<Span>) {
        if preserve {
            self.code().emit(Opcode::Swap, 2, span);
        }
    }

    /// The call of a `with` block's exit method when nothing was raised.
    pub(super) fn call_exit(&mut self, span: Span, is_async: bool) {
        let place = self.since(Dialect::V3_10).then_some(span);
        for copy in 0..3 {
            self.none(place);
            if copy > 0 && !self.since(Dialect::V3_11) {
                self.code().show(Shown::As("DUP_TOP"));
            }
        }
        // Called with three arguments behind the receiver.
        self.precall(place);
        self.code().emit(Opcode::Call, 3, place);
        if is_async {
            self.awaited(EXIT_RESULT, span);
        }
        self.code().emit(Opcode::PopTop, 0, place);
    }
}
