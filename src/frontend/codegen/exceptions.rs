//! Owns the instructions of `try` and `with`.

use super::asynchronous::{ENTER_RESULT, EXIT_RESULT};
use super::unwind::FBlock;
use super::{Codegen, Context};
use crate::base::Span;
use crate::bytecode::{Dialect, Opcode, Shown};
use crate::frontend::ast::{Handler, Stmt, Try, WithItem};
use crate::frontend::code::{Label, Op};

/// Arguments of LOAD_SPECIAL.
const ENTER: u32 = 0;
const EXIT: u32 = 1;
const ASYNC_ENTER: u32 = 2;
const ASYNC_EXIT: u32 = 3;

/// Argument of CALL_INTRINSIC_2.
const PREP_RERAISE_STAR: u32 = 1;

impl<'a> Codegen<'a> {
    pub(super) fn try_stmt(&mut self, stmt: &'a Try, span: Span) {
        if stmt.finalbody.is_empty() {
            self.try_except(stmt, span);
        } else {
            self.try_finally(stmt, span);
        }
    }

    /// Starts protecting what follows. The NOP lets a trace stop at the line of `try`.
    fn protect(&mut self, target: Label, lasti: bool, span: Option<Span>) {
        if let Some(span) = span {
            if self.since(Dialect::V3_11) {
                self.emit(Opcode::Nop, 0, span);
            } else {
                self.formality("SETUP_FINALLY", Some(span));
            }
        }
        self.code().setup(target, lasti, 0, span);
    }

    fn try_finally(&mut self, stmt: &'a Try, span: Span) {
        let (handler, cleanup, exit) = (self.label(), self.label(), self.label());
        self.protect(handler, false, Some(span));
        self.push_fblock(FBlock::FinallyTry(&stmt.finalbody));
        if stmt.handlers.is_empty() {
            self.stmts(&stmt.body);
        } else {
            self.try_except(stmt, span);
        }
        self.pop_block_shown(None);
        self.code().pop_block();
        self.pop_fblock();
        self.stmts(&stmt.finalbody);
        self.jump(exit);

        self.place(handler);
        self.push_fblock(FBlock::FinallyEnd);
        self.protect(cleanup, true, None);
        self.emit_nowhere(Opcode::PushExcInfo, 0);
        self.stmts(&stmt.finalbody);
        self.pop_fblock();
        self.emit_nowhere(Opcode::Reraise, 0);
        self.code().pop_block();
        self.end_handler(cleanup);
        self.place(exit);
    }

    /// Until 3.10 an instruction ends the protection.
    pub(super) fn pop_block_shown(&mut self, span: Option<Span>) {
        if !self.since(Dialect::V3_11) {
            self.formality("POP_BLOCK", span);
        }
    }

    /// An exception inside a handler: the one being handled goes, the new one continues.
    fn end_handler(&mut self, cleanup: Label) {
        self.place(cleanup);
        for (op, arg) in [
            (Opcode::Copy, 3),
            (Opcode::PopExcept, 0),
            (Opcode::Reraise, 1),
        ] {
            self.emit_nowhere(op, arg);
            self.new_in(Dialect::V3_11);
        }
    }

    fn try_except(&mut self, stmt: &'a Try, span: Span) {
        if stmt.is_star {
            self.try_star(stmt, span);
            return;
        }
        let (except, cleanup, end) = (self.label(), self.label(), self.label());
        self.protect(except, false, Some(span));
        self.push_fblock(FBlock::TryExcept);
        self.stmts(&stmt.body);
        self.pop_fblock();
        self.pop_block_shown(None);
        self.code().pop_block();
        self.stmts(&stmt.orelse);
        self.jump(end);

        self.place(except);
        self.protect(cleanup, true, None);
        self.emit_nowhere(Opcode::PushExcInfo, 0);
        self.push_fblock(FBlock::ExceptHandler);
        let guarded = self.code().protection();
        for handler in &stmt.handlers {
            let next = self.label();
            self.except_clause(handler, next, end);
            self.code().set_protection(guarded);
            self.place(next);
        }
        self.pop_fblock();
        self.emit_nowhere(Opcode::Reraise, 0);
        self.code().pop_block();
        self.end_handler(cleanup);
        self.place(end);
    }

    fn except_clause(&mut self, handler: &'a Handler, next: Label, end: Label) {
        // Until 3.10 an exception is three values on the stack.
        let three = !self.since(Dialect::V3_11);
        if let Some(class) = &handler.class {
            if three {
                self.formality("DUP_TOP", Some(handler.span));
            }
            self.expr(class);
            self.emit(Opcode::CheckExcMatch, 0, handler.span);
            self.branch(Opcode::PopJumpIfFalse, next, handler.span);
            if three {
                self.code().show(Shown::As("JUMP_IF_NOT_EXC_MATCH"));
            }
        }
        if three {
            self.formality("POP_TOP", Some(handler.span));
        }
        let Some(name) = &handler.name else {
            self.emit(Opcode::PopTop, 0, handler.span);
            if three {
                self.formality("POP_TOP", Some(handler.span));
            }
            self.push_fblock(FBlock::HandlerCleanup(None));
            self.stmts(&handler.body);
            self.pop_fblock();
            self.code().pop_block();
            self.emit_nowhere(Opcode::PopExcept, 0);
            self.code().jump(Op::JumpNoInterrupt, end, None);
            return;
        };
        let guarded = self.code().protection();
        let cleanup = self.label();
        self.name(&name.name, Context::Store, Some(handler.span));
        if three {
            self.formality("POP_TOP", Some(handler.span));
        }
        self.protect(cleanup, true, Some(handler.span));
        self.push_fblock(FBlock::HandlerCleanup(Some(name.name.clone())));
        self.stmts(&handler.body);
        self.pop_fblock();
        self.pop_block_shown(None);
        self.code().pop_block();
        self.code().pop_block();
        self.emit_nowhere(Opcode::PopExcept, 0);
        self.unbind(handler);
        self.code().jump(Op::JumpNoInterrupt, end, None);

        self.place(cleanup);
        self.code().set_protection(guarded);
        self.unbind(handler);
        self.emit_nowhere(Opcode::Reraise, 1);
    }

    /// `try … except*`. On the stack while handlers run: what was raised, the list of what handlers
    /// raised, and the part of the group that no handler has matched yet.
    fn try_star(&mut self, stmt: &'a Try, span: Span) {
        let (except, orelse) = (self.label(), self.label());
        let (cleanup, end) = (self.label(), self.label());
        self.protect(except, false, Some(span));
        self.push_fblock(FBlock::TryExcept);
        self.stmts(&stmt.body);
        self.pop_fblock();
        self.code().pop_block();
        self.jump(orelse);

        self.place(except);
        self.protect(cleanup, true, None);
        self.emit_nowhere(Opcode::PushExcInfo, 0);
        self.push_fblock(FBlock::ExceptHandler);
        for (at, handler) in stmt.handlers.iter().enumerate() {
            if at == 0 {
                self.emit(Opcode::BuildList, 0, handler.span);
                self.emit(Opcode::Copy, 2, handler.span);
            }
            self.star_clause(handler);
        }
        self.pop_fblock();
        self.emit_nowhere(Opcode::ListAppend, 1);
        let reraise = self.label();
        self.emit_nowhere(Opcode::CallIntrinsic2, PREP_RERAISE_STAR);
        self.emit_nowhere(Opcode::Copy, 1);
        self.code()
            .jump(Op::Real(Opcode::PopJumpIfNotNone), reraise, None);
        self.emit_nowhere(Opcode::PopTop, 0);
        let guarded = self.code().protection();
        self.code().pop_block();
        self.emit_nowhere(Opcode::PopExcept, 0);
        self.jump(end);

        self.code().set_protection(guarded);
        self.place(reraise);
        self.code().pop_block();
        self.emit_nowhere(Opcode::Swap, 2);
        self.emit_nowhere(Opcode::PopExcept, 0);
        self.emit_nowhere(Opcode::Reraise, 0);
        self.end_handler(cleanup);
        self.place(orelse);
        self.stmts(&stmt.orelse);
        self.place(end);
    }

    fn star_clause(&mut self, handler: &'a Handler) {
        let (no_match, failed) = (self.label(), self.label());
        let next = self.label();
        if let Some(class) = &handler.class {
            self.expr(class);
            self.emit(Opcode::CheckEgMatch, 0, handler.span);
            self.emit(Opcode::Copy, 1, handler.span);
            self.branch(Opcode::PopJumpIfNone, no_match, handler.span);
        }
        match &handler.name {
            Some(name) => self.name(&name.name, Context::Store, Some(handler.span)),
            None => self.emit(Opcode::PopTop, 0, handler.span),
        }
        let guarded = self.code().protection();
        self.protect(failed, true, Some(handler.span));
        let bound = handler.name.as_ref().map(|name| name.name.clone());
        self.push_fblock(FBlock::HandlerCleanup(bound));
        self.stmts(&handler.body);
        self.pop_fblock();
        self.code().pop_block();
        self.unbind(handler);
        self.jump(next);

        self.place(failed);
        self.code().set_protection(guarded);
        self.unbind(handler);
        // What the handler raised joins the list; the index of the instruction goes.
        self.emit_nowhere(Opcode::ListAppend, 3);
        self.emit_nowhere(Opcode::PopTop, 0);
        self.jump(next);
        self.place(no_match);
        self.emit(Opcode::PopTop, 0, handler.span);
        self.place(next);
    }

    /// The name of an `except … as` clause is set, so that it surely exists, and deleted.
    fn unbind(&mut self, handler: &'a Handler) {
        if let Some(name) = &handler.name {
            self.none(None);
            self.name(&name.name, Context::Store, None);
            self.name(&name.name, Context::Del, None);
        }
    }

    pub(super) fn with(&mut self, items: &'a [WithItem], body: &'a [Stmt], is_async: bool) {
        let Some((item, rest)) = items.split_first() else {
            self.stmts(body);
            return;
        };
        let span = item.context.span;
        let (handler, exit) = (self.label(), self.label());
        let (enters, exits) = if is_async {
            (ASYNC_ENTER, ASYNC_EXIT)
        } else {
            (ENTER, EXIT)
        };
        self.expr(&item.context);
        for (op, arg) in [
            (Opcode::Copy, 1),
            (Opcode::LoadSpecial, exits),
            (Opcode::Swap, 2),
            (Opcode::Swap, 3),
            (Opcode::LoadSpecial, enters),
            (Opcode::Call, 0),
        ] {
            self.emit(op, arg, span);
            self.new_in(Dialect::V3_14);
        }
        // One instruction did all that.
        let entering = match (is_async, self.since(Dialect::V3_11)) {
            (true, _) => "BEFORE_ASYNC_WITH",
            (false, true) => "BEFORE_WITH",
            (false, false) => "SETUP_WITH",
        };
        if !self.since(Dialect::V3_14) {
            self.code().show(Shown::As(entering));
        }
        if is_async {
            self.awaited(ENTER_RESULT, span);
            if !self.since(Dialect::V3_11) {
                self.formality("SETUP_ASYNC_WITH", Some(span));
            }
        }
        self.code().setup(handler, true, 1, Some(span));
        self.push_fblock(FBlock::With(span, is_async));
        match &item.target {
            Some(target) => self.store(target),
            None => self.emit(Opcode::PopTop, 0, span),
        }
        self.with(rest, body, is_async);
        self.pop_block_shown(None);
        self.code().pop_block();
        self.pop_fblock();
        self.call_exit(span, is_async);
        let place = self.since(Dialect::V3_10).then_some(span);
        self.code().jump(Op::Jump, exit, place);

        self.place(handler);
        self.with_except_finish(exit, span, is_async);
        self.place(exit);
    }

    fn with_except_finish(&mut self, exit: Label, span: Span, is_async: bool) {
        let (cleanup, suppress) = (self.label(), self.label());
        // Until 3.9 all this belongs to the last line of the body.
        let place = self.since(Dialect::V3_10).then_some(span);
        self.protect(cleanup, true, None);
        self.code().emit(Opcode::PushExcInfo, 0, place);
        self.code().emit(Opcode::WithExceptStart, 0, place);
        if is_async {
            self.awaited(EXIT_RESULT, span);
        }
        self.code().emit(Opcode::ToBool, 0, place);
        self.code()
            .jump(Op::Real(Opcode::PopJumpIfTrue), suppress, place);
        self.code().emit(Opcode::Reraise, 2, place);
        let guarded = self.code().protection();
        let early = !self.since(Dialect::V3_12);
        if early {
            self.code().pop_block();
            self.end_handler(cleanup);
            self.code().set_protection(guarded);
        }
        self.place(suppress);
        let three = !self.since(Dialect::V3_11);
        if three {
            self.formality("POP_TOP", place);
            self.formality("POP_TOP", place);
        }
        self.code().emit(Opcode::PopTop, 0, place);
        self.code().pop_block();
        self.code().emit(Opcode::PopExcept, 0, place);
        for pop in 0..3 {
            self.code().emit(Opcode::PopTop, 0, place);
            // Before 3.14 the exit method is one value, not a function and its receiver.
            if three && pop > 0 || pop > 1 && !self.since(Dialect::V3_14) {
                self.code().show(Shown::Hidden);
            }
        }
        let jump = if self.since(Dialect::V3_14) {
            Op::JumpNoInterrupt
        } else {
            Op::Jump
        };
        // Before 3.12 the exit follows at once.
        if !early {
            self.code().jump(jump, exit, None);
            self.end_handler(cleanup);
        }
    }
}
