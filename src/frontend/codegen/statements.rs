//! Owns the instructions of simple statements and loops.

use super::unwind::FBlock;
use super::{Codegen, Context};
use crate::base::Span;
use crate::bytecode::{BinaryOp, Const, Dialect, IntrinsicOp, Opcode};
use crate::frontend::Mode;
use crate::frontend::ast::{Alias, Expr, ExprKind, ScopeId, Stmt, StmtKind};

impl<'a> Codegen<'a> {
    pub(super) fn stmts(&mut self, body: &'a [Stmt]) {
        for stmt in body {
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &'a Stmt) {
        let span = stmt.span;
        match &stmt.kind {
            StmtKind::FunctionDef(def) => self.function_def(def, span),
            StmtKind::ClassDef(def) => self.class_def(def, span),
            StmtKind::Return(value) => self.return_stmt(value.as_ref(), span),
            StmtKind::Delete(targets) => targets.iter().for_each(|t| self.delete(t)),
            StmtKind::Assign { targets, value } => self.assign(targets, value, span),
            StmtKind::AugAssign { target, op, value } => self.augmented(target, *op, value, span),
            StmtKind::AnnAssign {
                target,
                value,
                simple,
            } => self.annotated(target, value.as_ref(), *simple, span),
            StmtKind::For {
                is_async: true,
                target,
                iter,
                body,
                orelse,
            } => self.async_for(target, iter, body, orelse),
            StmtKind::For {
                target,
                iter,
                body,
                orelse,
                ..
            } => self.for_loop(target, iter, body, orelse),
            StmtKind::While { test, body, orelse } => self.while_loop(test, body, orelse),
            StmtKind::If { branches, orelse } => self.if_stmt(branches, orelse),
            StmtKind::With {
                is_async,
                items,
                body,
            } => self.with(items, body, *is_async),
            StmtKind::Raise { exc, cause } => {
                let parts = [exc, cause].into_iter().flatten();
                let count = parts.clone().count() as u32;
                parts.for_each(|e| self.expr(e));
                self.emit(Opcode::RaiseVarargs, count, span);
            }
            StmtKind::Try(t) => self.try_stmt(t, span),
            StmtKind::Assert { test, msg } => self.assert(test, msg.as_ref(), span),
            StmtKind::Import(aliases) => self.import(aliases, span),
            StmtKind::ImportFrom {
                module,
                names,
                level,
            } => self.import_from(module.as_deref().unwrap_or(""), names, *level, span),
            StmtKind::Expr(value) => self.expr_stmt(value, span),
            StmtKind::Pass => self.emit(Opcode::Nop, 0, span),
            StmtKind::Break => self.leave_loop(true, span),
            StmtKind::Continue => self.leave_loop(false, span),
            StmtKind::Global(_) | StmtKind::Nonlocal(_) => {}
            StmtKind::Match { subject, cases } => self.match_stmt(subject, cases),
        }
    }

    fn expr_stmt(&mut self, value: &'a Expr, span: Span) {
        if self.options.mode == Mode::Single && self.unit().scope == ScopeId(0) {
            self.expr(value);
            self.emit(Opcode::CallIntrinsic1, IntrinsicOp::Print as u32, span);
            self.emit_nowhere(Opcode::PopTop, 0);
            return;
        }
        if matches!(value.kind, ExprKind::Constant(_)) {
            self.emit(Opcode::Nop, 0, span);
            return;
        }
        self.expr(value);
        self.emit_nowhere(Opcode::PopTop, 0);
    }

    fn return_stmt(&mut self, value: Option<&'a Expr>, span: Span) {
        let constant = value.and_then(|v| match &v.kind {
            ExprKind::Constant(c) => Some(c.clone()),
            _ => None,
        });
        let preserve = value.is_some() && constant.is_none();
        let mut place = Some(span);
        match value {
            Some(value) if preserve => self.expr(value),
            Some(value) => {
                place = Some(value.span);
                self.emit(Opcode::Nop, 0, value.span);
            }
            None => {}
        }
        if value.is_none_or(|v| self.line(v.span) != self.line(span)) {
            place = Some(span);
            self.emit(Opcode::Nop, 0, span);
        }
        let protection = self.code().protection();
        self.unwind_all(preserve, &mut place);
        if !preserve {
            self.constant(constant.unwrap_or(Const::None), place);
        }
        self.code().emit(Opcode::ReturnValue, 0, place);
        self.code().set_protection(protection);
    }

    fn assign(&mut self, targets: &'a [Expr], value: &'a Expr, span: Span) {
        self.expr(value);
        for (at, target) in targets.iter().enumerate() {
            if at + 1 < targets.len() {
                self.emit(Opcode::Copy, 1, span);
            }
            self.store(target);
        }
    }

    /// Stores the top of the stack in a target.
    pub(super) fn store(&mut self, target: &'a Expr) {
        let span = target.span;
        match &target.kind {
            ExprKind::Name(name) => self.name(name, Context::Store, Some(span)),
            ExprKind::Attribute { value, attr } => {
                self.expr(value);
                let index = self.attribute_index(&attr.name);
                let at = self.attribute_span(target);
                self.emit(Opcode::StoreAttr, index, at);
            }
            ExprKind::Subscript { value, slice } => {
                self.expr(value);
                if self.two_element_slice(slice) {
                    self.emit(Opcode::StoreSlice, 0, span);
                } else {
                    self.expr(slice);
                    self.emit(Opcode::StoreSubscr, 0, span);
                }
            }
            ExprKind::Tuple(items) | ExprKind::List(items) => self.unpack(items, span),
            ExprKind::Starred(value) => self.store(value),
            _ => unreachable!("the parser accepts only targets here"),
        }
    }

    fn unpack(&mut self, items: &'a [Expr], span: Span) {
        let starred = items
            .iter()
            .position(|e| matches!(e.kind, ExprKind::Starred(_)));
        match starred {
            Some(at) => {
                let after = items.len() - at - 1;
                self.emit(Opcode::UnpackEx, (at | after << 8) as u32, span);
            }
            None => self.emit(Opcode::UnpackSequence, items.len() as u32, span),
        }
        items.iter().for_each(|item| self.store(item));
    }

    fn delete(&mut self, target: &'a Expr) {
        let span = target.span;
        match &target.kind {
            ExprKind::Name(name) => self.name(name, Context::Del, Some(span)),
            ExprKind::Attribute { value, attr } => {
                self.expr(value);
                let index = self.attribute_index(&attr.name);
                let at = self.attribute_span(target);
                self.emit(Opcode::DeleteAttr, index, at);
            }
            ExprKind::Subscript { value, slice } => {
                self.expr(value);
                if self.two_element_slice(slice) {
                    self.emit(Opcode::BuildSlice, 2, span);
                } else {
                    self.expr(slice);
                }
                self.emit(Opcode::DeleteSubscr, 0, span);
            }
            ExprKind::Tuple(items) | ExprKind::List(items) => {
                items.iter().for_each(|item| self.delete(item));
            }
            _ => unreachable!("the parser accepts only targets here"),
        }
    }

    fn augmented(&mut self, target: &'a Expr, op: BinaryOp, value: &'a Expr, span: Span) {
        let at = target.span;
        match &target.kind {
            ExprKind::Attribute { value: owner, attr } => {
                let place = self.attribute_span(target);
                let index = self.attribute_index(&attr.name);
                self.expr(owner);
                self.emit(Opcode::Copy, 1, place);
                self.emit(Opcode::LoadAttr, index << 1, place);
                self.expr(value);
                self.emit(Opcode::BinaryOp, op as u32, span);
                self.emit(Opcode::Swap, 2, place);
                self.emit(Opcode::StoreAttr, index, place);
            }
            ExprKind::Subscript {
                value: container,
                slice,
            } => {
                self.expr(container);
                let sliced = self.two_element_slice(slice);
                if !sliced {
                    self.expr(slice);
                }
                let held = if sliced { 3 } else { 2 };
                for copy in 0..held {
                    self.emit(Opcode::Copy, held, at);
                    if copy > 0 {
                        // DUP_TOP_TWO
                        self.new_in(Dialect::V3_11);
                    }
                }
                if sliced {
                    self.emit(Opcode::BinarySlice, 0, at);
                } else {
                    self.emit(Opcode::BinaryOp, BinaryOp::Subscr as u32, at);
                }
                self.expr(value);
                self.emit(Opcode::BinaryOp, op as u32, span);
                for depth in (2..=held + 1).rev() {
                    self.emit(Opcode::Swap, depth, at);
                    if depth <= held {
                        // ROT_THREE
                        self.new_in(Dialect::V3_11);
                    }
                }
                let store = if sliced {
                    Opcode::StoreSlice
                } else {
                    Opcode::StoreSubscr
                };
                self.emit(store, 0, at);
            }
            ExprKind::Name(name) => {
                self.name(name, Context::Load, Some(at));
                self.expr(value);
                self.emit(Opcode::BinaryOp, op as u32, span);
                self.name(name, Context::Store, Some(at));
            }
            _ => unreachable!("the parser accepts only single targets here"),
        }
    }

    fn annotated(&mut self, target: &'a Expr, value: Option<&'a Expr>, simple: bool, span: Span) {
        if let Some(value) = value {
            self.expr(value);
            self.store(target);
            return;
        }
        // Only the parts of the target are evaluated.
        match &target.kind {
            ExprKind::Attribute { value, .. } => self.discard(value),
            ExprKind::Subscript { value, slice } => {
                self.discard(value);
                self.discard(slice);
            }
            _ => {
                debug_assert!(simple || matches!(target.kind, ExprKind::Name(_)));
                self.emit(Opcode::Nop, 0, span);
            }
        }
    }

    fn discard(&mut self, expr: &'a Expr) {
        self.expr(expr);
        self.emit(Opcode::PopTop, 0, expr.span);
    }

    fn for_loop(&mut self, target: &'a Expr, iter: &'a Expr, body: &'a [Stmt], orelse: &'a [Stmt]) {
        let (top, done, exit) = (self.label(), self.label(), self.label());
        self.push_fblock(FBlock::For { top, exit });
        self.iterable(iter);
        self.emit(Opcode::GetIter, 0, iter.span);
        self.place(top);
        self.branch(Opcode::ForIter, done, iter.span);
        self.emit(Opcode::Nop, 0, target.span);
        self.store(target);
        self.stmts(body);
        self.jump(top);
        self.place(done);
        // CPython gives the end of the loop the line of the `for`.
        self.emit(Opcode::EndFor, 0, iter.span);
        self.emit(Opcode::PopIter, 0, iter.span);
        self.pop_fblock();
        self.stmts(orelse);
        self.place(exit);
    }

    fn while_loop(&mut self, test: &'a Expr, body: &'a [Stmt], orelse: &'a [Stmt]) {
        let (top, done, exit) = (self.label(), self.label(), self.label());
        self.place(top);
        self.push_fblock(FBlock::While { top, exit });
        self.jump_if(test, done, false);
        if self.since(Dialect::V3_10) && !self.since(Dialect::V3_14) {
            // The condition stands once more at the end, where the jump back is.
            let again = self.label();
            self.place(again);
            self.stmts(body);
            self.jump_if(test, again, true);
        } else {
            self.stmts(body);
            self.jump(top);
        }
        self.pop_fblock();
        self.place(done);
        self.stmts(orelse);
        self.place(exit);
    }

    fn if_stmt(&mut self, branches: &'a [(Expr, Vec<Stmt>)], orelse: &'a [Stmt]) {
        let end = self.label();
        for (at, (test, body)) in branches.iter().enumerate() {
            let last = at + 1 == branches.len() && orelse.is_empty();
            let next = if last { end } else { self.label() };
            self.jump_if(test, next, false);
            self.stmts(body);
            if !last {
                self.jump(end);
                self.place(next);
            }
        }
        self.stmts(orelse);
        self.place(end);
    }

    fn assert(&mut self, test: &'a Expr, msg: Option<&'a Expr>, span: Span) {
        let end = self.label();
        self.jump_if(test, end, true);
        self.emit(Opcode::LoadCommonConstant, 0, span);
        if let Some(msg) = msg {
            self.expr(msg);
            // The message takes the place of self, as CPython calls it.
            self.call_of(0, span);
        }
        self.emit(Opcode::RaiseVarargs, 1, test.span);
        self.place(end);
    }

    fn import(&mut self, aliases: &'a [Alias], span: Span) {
        for alias in aliases {
            let dotted = &alias.name.name;
            self.constant(Const::Int(0), Some(span));
            self.none(Some(span));
            let index = self.unit().name(dotted);
            self.emit(Opcode::ImportName, index, span);
            let Some(asname) = &alias.asname else {
                let first = dotted.split('.').next().unwrap_or("").into();
                self.name(&first, Context::Store, Some(span));
                continue;
            };
            // `import a.b as c` binds b, reached by way of a.
            let mut rest = dotted.split('.').skip(1).peekable();
            let nested = rest.peek().is_some();
            while let Some(part) = rest.next() {
                let index = self.unit().name(&part.into());
                self.emit(Opcode::ImportFrom, index, span);
                if rest.peek().is_some() {
                    self.emit(Opcode::Swap, 2, span);
                    self.emit(Opcode::PopTop, 0, span);
                }
            }
            self.name(&asname.name, Context::Store, Some(span));
            if nested {
                self.emit(Opcode::PopTop, 0, span);
            }
        }
    }

    fn import_from(&mut self, module: &str, names: &'a [Alias], level: u32, span: Span) {
        // Its features are all mandatory by now.
        if module == "__future__" {
            self.emit(Opcode::Nop, 0, span);
        }
        self.constant(Const::Int(i64::from(level)), Some(span));
        let list = names.iter().map(|n| Const::Str(n.name.name.clone()));
        self.constant(Const::Tuple(list.collect()), Some(span));
        let index = self.unit().name(&module.into());
        self.emit(Opcode::ImportName, index, span);
        for alias in names {
            if &*alias.name.name == "*" {
                // IntrinsicOp::ImportStar
                self.emit(Opcode::CallIntrinsic1, 0, span);
                self.emit_nowhere(Opcode::PopTop, 0);
                return;
            }
            let index = self.unit().name(&alias.name.name);
            self.emit(Opcode::ImportFrom, index, span);
            let target = alias.asname.as_ref().unwrap_or(&alias.name);
            self.name(&target.name, Context::Store, Some(span));
        }
        self.emit(Opcode::PopTop, 0, span);
    }
}
