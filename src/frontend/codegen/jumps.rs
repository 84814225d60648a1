//! Owns conditions: code that jumps on the truth of an expression, comparisons and `and`/`or`.

use super::Codegen;
use crate::base::Span;
use crate::bytecode::{Const, Dialect, Opcode, Shown};
use crate::frontend::ast::{Comparison, Expr, ExprKind, UnaryOp};
use crate::frontend::code::{Label, Op};

/// The truth of a constant.
fn truth(value: &Const) -> bool {
    match value {
        Const::None => false,
        Const::Bool(b) => *b,
        Const::Int(i) => *i != 0,
        Const::Float(x) => *x != 0.0,
        Const::Complex(re, im) => *re != 0.0 || *im != 0.0,
        Const::Str(s) => !s.is_empty(),
        Const::Bytes(b) => !b.is_empty(),
        Const::Tuple(items) | Const::FrozenSet(items) => !items.is_empty(),
        Const::Ellipsis | Const::BigInt(_) | Const::Code(_) => true,
    }
}

impl<'a> Codegen<'a> {
    /// Jumps to `target` when the truth of the expression is `when`, else falls through.
    pub(super) fn jump_if(&mut self, expr: &'a Expr, target: Label, when: bool) {
        let span = expr.span;
        match &expr.kind {
            ExprKind::Unary {
                op: UnaryOp::Not,
                operand,
            } => self.jump_if(operand, target, !when),
            ExprKind::BoolOp { is_and, values } => {
                let (last, before) = values.split_last().expect("`and` has operands");
                // What decides early: false for `and`, true for `or`.
                let early = !*is_and;
                let end = (early != when).then(|| self.label());
                for value in before {
                    self.jump_if(value, end.unwrap_or(target), early);
                }
                self.jump_if(last, target, when);
                if let Some(end) = end {
                    self.place(end);
                }
            }
            ExprKind::IfExp { test, body, orelse } => {
                let (end, other) = (self.label(), self.label());
                self.jump_if(test, other, false);
                self.jump_if(body, target, when);
                self.jump(end);
                self.place(other);
                self.jump_if(orelse, target, when);
                self.place(end);
            }
            ExprKind::Compare { left, rest } if rest.len() > 1 => {
                self.jump_if_chain(left, rest, span, target, when);
            }
            ExprKind::Constant(value) => {
                self.emit(Opcode::Nop, 0, span);
                if truth(value) == when {
                    self.code().jump(Op::Jump, target, Some(span));
                }
            }
            _ => {
                self.expr(expr);
                self.branch_on_top(target, when, span);
            }
        }
    }

    fn branch_on_top(&mut self, target: Label, when: bool, span: Span) {
        self.emit(Opcode::ToBool, 0, span);
        let op = if when {
            Opcode::PopJumpIfTrue
        } else {
            Opcode::PopJumpIfFalse
        };
        self.branch(op, target, span);
    }

    fn jump_if_chain(
        &mut self,
        left: &'a Expr,
        rest: &'a [(Comparison, Expr)],
        span: Span,
        target: Label,
        when: bool,
    ) {
        let (last, before) = rest.split_last().expect("a comparison has operands");
        let (cleanup, end) = (self.label(), self.label());
        self.expr(left);
        for (op, right) in before {
            self.expr(right);
            self.keep_right(span);
            self.compare(*op, span);
            self.branch_on_top(cleanup, false, span);
        }
        self.expr(&last.1);
        self.compare(last.0, span);
        self.branch_on_top(target, when, span);
        self.jump(end);
        self.place(cleanup);
        self.emit(Opcode::PopTop, 0, span);
        if !when {
            self.jump(target);
        }
        self.place(end);
    }

    /// In a chain of comparisons: the right operand below a copy of it and the left one.
    fn keep_right(&mut self, span: Span) {
        if self.since(Dialect::V3_11) {
            self.emit(Opcode::Swap, 2, span);
            self.emit(Opcode::Copy, 2, span);
        } else {
            self.shown_as("DUP_TOP", Opcode::Swap, 2, Some(span));
            self.shown_as("ROT_THREE", Opcode::Copy, 2, Some(span));
        }
    }

    /// Jumps with the value on top if its truth is `when`, else drops it.
    fn jump_or_pop(&mut self, target: Label, when: bool, span: Span) {
        self.emit(Opcode::Copy, 1, span);
        self.new_in(Dialect::V3_12);
        self.branch_on_top(target, when, span);
        if !self.since(Dialect::V3_12) {
            self.code().show(Shown::As(match when {
                true => "JUMP_IF_TRUE_OR_POP",
                false => "JUMP_IF_FALSE_OR_POP",
            }));
        }
        self.emit(Opcode::PopTop, 0, span);
        self.new_in(Dialect::V3_12);
    }

    pub(super) fn compare(&mut self, op: Comparison, span: Span) {
        match op {
            Comparison::Rich(op) => self.emit(Opcode::CompareOp, op as u32, span),
            Comparison::Is => self.emit(Opcode::IsOp, 0, span),
            Comparison::IsNot => self.emit(Opcode::IsOp, 1, span),
            Comparison::In => self.emit(Opcode::ContainsOp, 0, span),
            Comparison::NotIn => self.emit(Opcode::ContainsOp, 1, span),
        }
    }

    pub(super) fn comparison(
        &mut self,
        left: &'a Expr,
        rest: &'a [(Comparison, Expr)],
        span: Span,
    ) {
        let (last, before) = rest.split_last().expect("a comparison has operands");
        self.expr(left);
        if before.is_empty() {
            self.expr(&last.1);
            self.compare(last.0, span);
            return;
        }
        let (cleanup, end) = (self.label(), self.label());
        for (op, right) in before {
            self.expr(right);
            self.keep_right(span);
            self.compare(*op, span);
            self.jump_or_pop(cleanup, false, span);
        }
        self.expr(&last.1);
        self.compare(last.0, span);
        self.jump(end);
        self.place(cleanup);
        self.emit(Opcode::Swap, 2, span);
        self.emit(Opcode::PopTop, 0, span);
        self.place(end);
    }

    pub(super) fn bool_op(&mut self, is_and: bool, values: &'a [Expr], span: Span) {
        let (last, before) = values.split_last().expect("`and` has operands");
        let end = self.label();
        for value in before {
            self.expr(value);
            self.jump_or_pop(end, !is_and, span);
        }
        self.expr(last);
        self.place(end);
    }

    pub(super) fn conditional(&mut self, test: &'a Expr, body: &'a Expr, orelse: &'a Expr) {
        let (end, other) = (self.label(), self.label());
        self.jump_if(test, other, false);
        self.expr(body);
        self.jump(end);
        self.place(other);
        self.expr(orelse);
        self.place(end);
    }
}
