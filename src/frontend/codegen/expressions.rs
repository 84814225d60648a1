//! Owns the instructions of expressions other than calls, conditions and comprehensions.

use super::{Codegen, Context};
use crate::base::Span;
use crate::bytecode::{BinaryOp, Const, Dialect, IntrinsicOp, Opcode, Shown};
use crate::frontend::ast::{Expr, ExprKind, FPart, UnaryOp};
use crate::frontend::code::Op;

/// Displays and calls with more parts than this are built piece by piece (CPython's
/// `_PY_STACK_USE_GUIDELINE`).
pub(super) const STACK_USE_GUIDELINE: usize = 30;

/// How a display is built: all at once, item by item, from an iterable.
#[derive(Clone, Copy)]
pub(super) struct Display {
    build: Opcode,
    add: Opcode,
    extend: Opcode,
    to_tuple: bool,
}

impl Display {
    const LIST: Self = Self {
        build: Opcode::BuildList,
        add: Opcode::ListAppend,
        extend: Opcode::ListExtend,
        to_tuple: false,
    };
    const SET: Self = Self {
        build: Opcode::BuildSet,
        add: Opcode::SetAdd,
        extend: Opcode::SetUpdate,
        to_tuple: false,
    };
    pub(super) const TUPLE: Self = Self {
        to_tuple: true,
        ..Self::LIST
    };
}

impl<'a> Codegen<'a> {
    pub(super) fn expr(&mut self, expr: &'a Expr) {
        let span = expr.span;
        match &expr.kind {
            ExprKind::BoolOp { is_and, values } => self.bool_op(*is_and, values, span),
            ExprKind::Named { target, value } => {
                self.expr(value);
                self.emit(Opcode::Copy, 1, span);
                self.store(target);
            }
            ExprKind::Binary { left, op, right } => {
                self.expr(left);
                self.expr(right);
                self.emit(Opcode::BinaryOp, *op as u32, span);
            }
            ExprKind::Unary { op, operand } => self.unary(*op, operand, span),
            ExprKind::Lambda(lambda) => self.lambda(lambda, span),
            ExprKind::IfExp { test, body, orelse } => self.conditional(test, body, orelse),
            ExprKind::Dict(items) => self.dict(items, span),
            ExprKind::Set(items) => self.display(items, Display::SET, span),
            ExprKind::List(items) => self.display(items, Display::LIST, span),
            ExprKind::Tuple(items) => self.display(items, Display::TUPLE, span),
            ExprKind::Comp(comp) => self.comprehension(comp, span),
            ExprKind::Yield(value) => {
                match value {
                    Some(value) => self.expr(value),
                    None => self.none(Some(span)),
                }
                self.yield_value(span);
            }
            ExprKind::YieldFrom(value) => {
                self.expr(value);
                self.emit(Opcode::GetYieldFromIter, 0, span);
                self.none(Some(span));
                self.yield_from(span, false);
            }
            ExprKind::Compare { left, rest } => self.comparison(left, rest, span),
            ExprKind::Call {
                func,
                args,
                keywords,
            } => self.call(func, args, keywords, span),
            ExprKind::FString(parts) => self.fstring(parts, span),
            ExprKind::Constant(value) => self.constant(value.clone(), Some(span)),
            ExprKind::Attribute { value, attr } => {
                let place = self.attribute_span(expr);
                let index = self.attribute_index(&attr.name);
                if let Some(two) = self.super_parts(value) {
                    self.emit(Opcode::LoadSuperAttr, index << 2 | two << 1, place);
                } else {
                    self.expr(value);
                    self.emit(Opcode::LoadAttr, index << 1, place);
                }
            }
            ExprKind::Subscript { value, slice } => {
                self.expr(value);
                if self.two_element_slice(slice) {
                    self.emit(Opcode::BinarySlice, 0, span);
                } else {
                    self.expr(slice);
                    self.emit(Opcode::BinaryOp, BinaryOp::Subscr as u32, span);
                }
            }
            ExprKind::Name(name) => self.name(name, Context::Load, Some(span)),
            ExprKind::Slice { lower, upper, step } => {
                self.slice_part(lower.as_deref(), span);
                self.slice_part(upper.as_deref(), span);
                if let Some(step) = step {
                    self.expr(step);
                }
                self.emit(Opcode::BuildSlice, 2 + u32::from(step.is_some()), span);
            }
            ExprKind::Await(value) => {
                self.expr(value);
                self.awaited(0, span);
            }
            ExprKind::Starred(_) | ExprKind::TString => {
                unreachable!("the parser and the subset refuse this expression")
            }
        }
    }

    fn unary(&mut self, op: UnaryOp, operand: &'a Expr, span: Span) {
        self.expr(operand);
        match op {
            UnaryOp::Invert => self.emit(Opcode::UnaryInvert, 0, span),
            UnaryOp::Negative => self.emit(Opcode::UnaryNegative, 0, span),
            UnaryOp::Not => {
                self.emit(Opcode::ToBool, 0, span);
                self.emit(Opcode::UnaryNot, 0, span);
            }
            // IntrinsicOp::UnaryPositive
            UnaryOp::Positive => self.emit(Opcode::CallIntrinsic1, 2, span),
        }
    }

    /// The place of an attribute access: when it begins on an earlier line, only from the name on.
    pub(super) fn attribute_span(&self, expr: &Expr) -> Span {
        match &expr.kind {
            ExprKind::Attribute { attr, .. } if self.line(expr.span) != self.line(attr.span) => {
                Span::new(attr.span.start, expr.span.end)
            }
            _ => expr.span,
        }
    }

    /// Pushes start and stop of a slice without a step; `false`, and nothing, for anything else.
    pub(super) fn two_element_slice(&mut self, slice: &'a Expr) -> bool {
        let ExprKind::Slice {
            lower,
            upper,
            step: None,
        } = &slice.kind
        else {
            return false;
        };
        if !self.since(Dialect::V3_12) {
            return false;
        }
        self.slice_part(lower.as_deref(), slice.span);
        self.slice_part(upper.as_deref(), slice.span);
        true
    }

    fn slice_part(&mut self, part: Option<&'a Expr>, span: Span) {
        match part {
            Some(part) => self.expr(part),
            None => self.none(Some(span)),
        }
    }

    /// CPython's `starunpack_helper`.
    pub(super) fn display(&mut self, items: &'a [Expr], kind: Display, span: Span) {
        let constants: Option<Vec<Const>> = items
            .iter()
            .map(|e| match &e.kind {
                ExprKind::Constant(c) => Some(c.clone()),
                _ => None,
            })
            .collect();
        let starred = |e: &Expr| matches!(e.kind, ExprKind::Starred(_));
        if let Some(constants) = constants.as_ref().filter(|_| kind.to_tuple) {
            self.constant(Const::Tuple(constants.clone()), Some(span));
            return;
        }
        if let Some(constants) = constants.filter(|c| c.len() > 2) {
            let folded = if kind.build == Opcode::BuildSet {
                Const::FrozenSet(constants)
            } else {
                Const::Tuple(constants)
            };
            self.emit(kind.build, 0, span);
            self.constant(folded, Some(span));
            self.emit(kind.extend, 1, span);
            return;
        }
        let big = items.len() > STACK_USE_GUIDELINE;
        if !big && !items.iter().any(starred) {
            items.iter().for_each(|e| self.expr(e));
            let build = if kind.to_tuple {
                Opcode::BuildTuple
            } else {
                kind.build
            };
            self.emit(build, items.len() as u32, span);
            return;
        }
        let mut built = big;
        if big {
            self.emit(kind.build, 0, span);
        }
        for (at, item) in items.iter().enumerate() {
            if let ExprKind::Starred(value) = &item.kind {
                if !built {
                    self.emit(kind.build, at as u32, span);
                    built = true;
                }
                self.expr(value);
                self.emit(kind.extend, 1, span);
            } else {
                self.expr(item);
                if built {
                    self.emit(kind.add, 1, span);
                }
            }
        }
        if kind.to_tuple {
            // IntrinsicOp::ListToTuple
            self.emit(Opcode::CallIntrinsic1, 3, span);
        }
    }

    fn dict(&mut self, items: &'a [(Option<Expr>, Expr)], span: Span) {
        let mut have = false;
        let mut from = 0;
        for (at, (key, value)) in items.iter().enumerate() {
            if key.is_none() {
                self.sub_dict(&items[from..at], &mut have, span);
                from = at + 1;
                if !have {
                    self.emit(Opcode::BuildMap, 0, span);
                    have = true;
                }
                self.expr(value);
                self.emit(Opcode::DictUpdate, 1, span);
            } else if (at - from) * 2 > STACK_USE_GUIDELINE {
                self.sub_dict(&items[from..=at], &mut have, span);
                from = at + 1;
            }
        }
        self.sub_dict(&items[from..], &mut have, span);
        if !have {
            self.emit(Opcode::BuildMap, 0, span);
        }
    }

    fn sub_dict(&mut self, items: &'a [(Option<Expr>, Expr)], have: &mut bool, span: Span) {
        if items.is_empty() {
            return;
        }
        let big = items.len() * 2 > STACK_USE_GUIDELINE;
        if big {
            self.emit(Opcode::BuildMap, 0, span);
        }
        let constant = |(key, _): &(Option<Expr>, Expr)| {
            let kind = key.as_ref().map(|key| &key.kind);
            matches!(kind, Some(ExprKind::Constant(_)))
        };
        let keyed = items.len() > 1 && items.iter().all(constant) && !self.since(Dialect::V3_14);
        for (key, value) in items {
            if let Some(key) = key {
                self.expr(key);
                if keyed && !big {
                    self.code().show(Shown::Hidden);
                }
            }
            self.expr(value);
            if big {
                self.emit(Opcode::MapAdd, 1, span);
            }
        }
        if !big {
            self.build_map(items.len() as u32, keyed, span);
        }
        if *have {
            self.emit(Opcode::DictUpdate, 1, span);
        }
        *have = true;
    }

    /// A dict of so many pairs; `keyed`: the version has the keys as one constant.
    pub(super) fn build_map(&mut self, pairs: u32, keyed: bool, span: Span) {
        if keyed {
            self.formality("LOAD_CONST", Some(span));
            self.shown_as("BUILD_CONST_KEY_MAP", Opcode::BuildMap, pairs, Some(span));
        } else {
            self.emit(Opcode::BuildMap, pairs, span);
        }
    }

    fn fstring(&mut self, parts: &'a [FPart], span: Span) {
        if parts.len() > STACK_USE_GUIDELINE {
            self.constant(Const::Str("".into()), Some(span));
            let join = self.unit().name(&"join".into());
            self.emit(Opcode::LoadAttr, join << 1 | 1, span);
            self.emit(Opcode::BuildList, 0, span);
            for part in parts {
                self.fpart(part);
                self.emit(Opcode::ListAppend, 1, span);
            }
            self.method_call_of(1, span);
            return;
        }
        if parts.is_empty() {
            self.constant(Const::Str("".into()), Some(span));
            return;
        }
        parts.iter().for_each(|part| self.fpart(part));
        if parts.len() > 1 {
            self.emit(Opcode::BuildString, parts.len() as u32, span);
        }
    }

    fn fpart(&mut self, part: &'a FPart) {
        match part {
            FPart::Literal(text, span) => self.constant(Const::Str(text.clone()), Some(*span)),
            FPart::Value {
                span,
                expr,
                conversion,
                spec,
            } => {
                self.expr(expr);
                if let Some(conversion) = conversion {
                    self.emit(Opcode::ConvertValue, *conversion, *span);
                }
                match spec {
                    Some(spec) => {
                        self.fstring(spec, *span);
                        self.emit(Opcode::FormatWithSpec, 0, *span);
                    }
                    None => self.emit(Opcode::FormatSimple, 0, *span),
                }
            }
        }
    }

    pub(super) fn yield_value(&mut self, span: Span) {
        if self.scope().coroutine {
            self.emit(
                Opcode::CallIntrinsic1,
                IntrinsicOp::AsyncGenWrap as u32,
                span,
            );
        }
        self.emit(Opcode::YieldValue, 0, span);
        self.emit(Opcode::Resume, 1, span);
    }

    /// The loop of `yield from` and `await`; the iterator and the first value to send are on the stack.
    pub(super) fn yield_from(&mut self, span: Span, is_await: bool) {
        let (send, fail, exit) = (self.label(), self.label(), self.label());
        self.place(send);
        self.branch(Opcode::Send, exit, span);
        // StopIteration raised by close() or throw() ends the loop as well.
        self.code().setup(fail, false, 0, Some(span));
        self.emit(Opcode::YieldValue, 1, span);
        self.code().pop_block();
        self.emit(Opcode::Resume, if is_await { 3 } else { 2 }, span);
        self.code().jump(Op::JumpNoInterrupt, send, Some(span));
        self.place(fail);
        self.emit(Opcode::CleanupThrow, 0, span);
        self.place(exit);
        self.emit(Opcode::EndSend, 0, span);
    }
}
