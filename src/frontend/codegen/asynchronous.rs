//! Owns the instructions of `await` and of the loop of `async for`.
//! Owns neither `async with` (`exceptions`) nor the clauses of comprehensions (`comprehensions`).

use super::Codegen;
use super::unwind::FBlock;
use crate::base::Span;
use crate::bytecode::Opcode;
use crate::frontend::ast::{Expr, Stmt};
use crate::frontend::code::Label;

/// Arguments of GET_AWAITABLE: what was called, for the message when its result cannot be awaited.
pub(super) const ENTER_RESULT: u32 = 1;
pub(super) const EXIT_RESULT: u32 = 2;

impl<'a> Codegen<'a> {
    /// Waits for the object on top; its result takes the place.
    pub(super) fn awaited(&mut self, what: u32, span: Span) {
        self.emit(Opcode::GetAwaitable, what, span);
        self.none(Some(span));
        self.yield_from(span, true);
    }

    /// Waits for the next item of the asynchronous iterator on top; `ended` gets the exception that ends it.
    pub(super) fn next_awaited(&mut self, ended: Label, span: Span) {
        self.code().setup(ended, false, 0, Some(span));
        self.emit(Opcode::GetAnext, 0, span);
        self.none(Some(span));
        self.yield_from(span, true);
        self.code().pop_block();
        self.emit(Opcode::NotTaken, 0, span);
    }

    pub(super) fn async_for(
        &mut self,
        target: &'a Expr,
        iter: &'a Expr,
        body: &'a [Stmt],
        orelse: &'a [Stmt],
    ) {
        let (top, ended, exit) = (self.label(), self.label(), self.label());
        self.iterable(iter);
        self.emit(Opcode::GetAiter, 0, iter.span);
        self.place(top);
        self.push_fblock(FBlock::For { top, exit });
        self.next_awaited(ended, iter.span);
        self.store(target);
        self.stmts(body);
        self.jump(top);
        self.pop_fblock();
        self.place(ended);
        self.emit(Opcode::EndAsyncFor, 0, iter.span);
        self.stmts(orelse);
        self.place(exit);
    }
}
