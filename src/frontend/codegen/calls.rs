//! Owns the instructions of calls: plain, of methods, of `super()`, with `*` and `**`.

use std::sync::Arc;

use super::expressions::{Display, STACK_USE_GUIDELINE};
use super::{Codegen, Context};
use crate::base::Span;
use crate::bytecode::{Const, Dialect, Opcode, Shown};
use crate::frontend::ast::{Expr, ExprKind, Ident, Keyword};
use crate::frontend::scope::{Resolved, mangle};

fn starred(expr: &Expr) -> bool {
    matches!(expr.kind, ExprKind::Starred(_))
}

/// What an expression that is called leaves on the stack.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Callee {
    Function,
    /// A function and the receiver, or a function and NULL.
    Method,
}

impl<'a> Codegen<'a> {
    pub(super) fn call(
        &mut self,
        func: &'a Expr,
        args: &'a [Expr],
        keywords: &'a [Keyword],
        span: Span,
    ) {
        if let ExprKind::Attribute { value, attr } = &func.kind
            && self.method_call(func, value, attr, args, keywords, span)
        {
            return;
        }
        self.callee(func);
        self.arguments((0, Callee::Function), args, keywords, span);
    }

    /// Pushes what is called and the NULL that stands for no receiver.
    fn callee(&mut self, func: &'a Expr) {
        let null_first = self.since(Dialect::V3_11) && !self.since(Dialect::V3_13);
        if null_first && !self.is_global(func) {
            // It is part of a LOAD_GLOBAL that follows at once.
            if !self.starts_global(func) {
                self.formality("PUSH_NULL", Some(func.span));
            }
            self.expr(func);
            self.hidden(Opcode::PushNull, 0, func.span);
        } else {
            self.expr(func);
            self.emit(Opcode::PushNull, 0, func.span);
        }
    }

    /// Whether the expression compiles to LOAD_GLOBAL, which pushes the NULL itself.
    fn is_global(&mut self, func: &Expr) -> bool {
        let ExprKind::Name(name) = &func.kind else {
            return false;
        };
        let name = mangle(self.unit().class.as_deref(), name);
        match self.resolve(&name).0 {
            Resolved::GlobalExplicit => true,
            Resolved::GlobalImplicit => self.scope().function_like(),
            _ => false,
        }
    }

    fn starts_global(&mut self, func: &Expr) -> bool {
        match &func.kind {
            ExprKind::Attribute { value, .. } | ExprKind::Subscript { value, .. } => {
                self.starts_global(value)
            }
            _ => self.is_global(func),
        }
    }

    /// A call of so many arguments.
    pub(super) fn call_of(&mut self, count: u32, span: Span) {
        self.precall(Some(span));
        self.emit(Opcode::Call, count, span);
    }

    /// The same for what LOAD_METHOD found.
    pub(super) fn method_call_of(&mut self, count: u32, span: Span) {
        self.call_of(count, span);
        if !self.since(Dialect::V3_11) && self.since(Dialect::PyPy) {
            self.code().show(Shown::As("CALL_METHOD"));
        }
    }

    pub(super) fn precall(&mut self, span: Option<Span>) {
        if self.options.dialect == Dialect::V3_11 {
            self.formality("PRECALL", span);
        }
    }

    /// `value.attr(…)` without building a bound method, where CPython does it.
    fn method_call(
        &mut self,
        func: &'a Expr,
        value: &'a Expr,
        attr: &'a Ident,
        args: &'a [Expr],
        keywords: &'a [Keyword],
        span: Span,
    ) -> bool {
        let many = args.len() + keywords.len() + usize::from(!keywords.is_empty());
        let unpacks = args.iter().any(starred) || keywords.iter().any(|k| k.name.is_none());
        if unpacks || many >= STACK_USE_GUIDELINE {
            return false;
        }
        if self.since(Dialect::V3_11) && self.imported_module(value) {
            return false;
        }
        // Until 3.10 CALL_METHOD takes no keywords; 2.7 has none.
        if !keywords.is_empty() && !self.since(Dialect::V3_11) || !self.since(Dialect::PyPy) {
            return false;
        }
        let place = self.attribute_span(func);
        let span = Span::new(place.start, span.end);
        let index = self.attribute_index(&attr.name);
        if let Some(two) = self.super_parts(value) {
            self.emit(Opcode::LoadSuperAttr, index << 2 | two << 1 | 1, place);
        } else {
            self.expr(value);
            self.emit(Opcode::LoadAttr, index << 1 | 1, place);
        }
        self.arguments((0, Callee::Method), args, keywords, span);
        true
    }

    /// Whether the expression is a name that the module imports: its attributes are functions.
    fn imported_module(&self, value: &Expr) -> bool {
        let ExprKind::Name(name) = &value.kind else {
            return false;
        };
        self.scopes[0].get(name).is_some_and(|s| s.uses.imported)
    }

    /// Pushes what LOAD_SUPER_ATTR needs when the expression is a `super(…)` call that it can replace;
    /// whether arguments were given.
    pub(super) fn super_parts(&mut self, value: &'a Expr) -> Option<u32> {
        let ExprKind::Call {
            func,
            args,
            keywords,
        } = &value.kind
        else {
            return None;
        };
        let ExprKind::Name(name) = &func.kind else {
            return None;
        };
        let scope = self.scope();
        let plain = &**name == "super" && keywords.is_empty() && !args.iter().any(starred);
        if !plain || !scope.function_like() {
            return None;
        }
        let global = |r: Resolved| matches!(r, Resolved::GlobalImplicit);
        let shadowed = self.scopes[0].get("super").is_some_and(|s| s.uses.bound());
        if !global(self.resolve("super").0) || shadowed {
            return None;
        }
        let first: Option<Arc<str>> = self.unit().params.names.first().cloned();
        match (&args[..], first) {
            ([_, _], _) => {
                self.name(name, Context::Load, Some(func.span));
                args.iter().for_each(|arg| self.expr(arg));
                self.super_called(value.span);
                Some(1)
            }
            ([], Some(first)) if self.unit().params.args > 0 => {
                if self.resolve("__class__").0 != Resolved::Free {
                    return None;
                }
                self.name(name, Context::Load, Some(func.span));
                self.name(&"__class__".into(), Context::Load, Some(value.span));
                self.new_in(Dialect::V3_12);
                self.name(&first, Context::Load, Some(value.span));
                self.new_in(Dialect::V3_12);
                self.super_called(value.span);
                Some(0)
            }
            _ => None,
        }
    }

    /// Until 3.11 `super` is called like any class.
    fn super_called(&mut self, span: Span) {
        if self.since(Dialect::V3_12) {
            return;
        }
        self.precall(Some(span));
        let call = if self.since(Dialect::V3_11) {
            "CALL"
        } else {
            "CALL_FUNCTION"
        };
        self.formality(call, Some(span));
    }

    /// Arguments and the call itself; `pushed` arguments are on the stack already.
    pub(super) fn arguments(
        &mut self,
        (pushed, callee): (u32, Callee),
        args: &'a [Expr],
        keywords: &'a [Keyword],
        span: Span,
    ) {
        let unpacks = args.iter().any(starred) || keywords.iter().any(|k| k.name.is_none());
        let many = args.len() + keywords.len() * 2 > STACK_USE_GUIDELINE;
        if pushed == 0 && (unpacks || many) {
            self.call_ex(args, keywords, span);
            return;
        }
        debug_assert!(!unpacks, "class definitions with * are called by class_ex");
        args.iter().for_each(|arg| self.expr(arg));
        let count = pushed + (args.len() + keywords.len()) as u32;
        if keywords.is_empty() {
            match callee {
                Callee::Function => self.call_of(count, span),
                Callee::Method => self.method_call_of(count, span),
            }
            return;
        }
        keywords.iter().for_each(|k| self.expr(&k.value));
        let names = keywords.iter().flat_map(|k| &k.name);
        let names = names.map(|n| Const::Str(n.name.clone())).collect();
        self.constant(Const::Tuple(names), Some(span));
        if self.since(Dialect::V3_11) && !self.since(Dialect::V3_13) {
            self.code().show(Shown::As("KW_NAMES"));
            self.precall(Some(span));
        }
        self.emit(Opcode::CallKw, count, span);
    }

    fn call_ex(&mut self, args: &'a [Expr], keywords: &'a [Keyword], span: Span) {
        if let [
            Expr {
                kind: ExprKind::Starred(only),
                ..
            },
        ] = args
        {
            self.expr(only);
        } else {
            self.display(args, Display::TUPLE, span);
        }
        self.keyword_dict(keywords, span);
        self.emit(Opcode::CallFunctionEx, 0, span);
    }

    /// The dict of keyword arguments for CALL_FUNCTION_EX, or NULL.
    pub(super) fn keyword_dict(&mut self, keywords: &'a [Keyword], span: Span) {
        if keywords.is_empty() {
            self.emit(Opcode::PushNull, 0, span);
            self.new_in(Dialect::V3_14);
            return;
        }
        let mut have = false;
        let mut from = 0;
        for (at, keyword) in keywords.iter().enumerate() {
            if keyword.name.is_some() {
                continue;
            }
            self.some_keywords(&keywords[from..at], &mut have, span);
            from = at + 1;
            if !have {
                self.emit(Opcode::BuildMap, 0, span);
                have = true;
            }
            self.expr(&keyword.value);
            self.emit(Opcode::DictMerge, 1, span);
        }
        self.some_keywords(&keywords[from..], &mut have, span);
    }

    fn some_keywords(&mut self, keywords: &'a [Keyword], have: &mut bool, span: Span) {
        if keywords.is_empty() {
            return;
        }
        let big = keywords.len() * 2 > STACK_USE_GUIDELINE;
        if big {
            self.emit(Opcode::BuildMap, 0, span);
        }
        for keyword in keywords {
            if let Some(name) = &keyword.name {
                self.constant(Const::Str(name.name.clone()), Some(span));
            }
            self.expr(&keyword.value);
            if big {
                self.emit(Opcode::MapAdd, 1, span);
            }
        }
        if !big {
            self.emit(Opcode::BuildMap, keywords.len() as u32, span);
        }
        if *have {
            self.emit(Opcode::DictMerge, 1, span);
        }
        *have = true;
    }
}
