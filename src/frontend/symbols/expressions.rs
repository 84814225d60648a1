//! Owns the names in expressions, patterns and comprehensions.

use std::sync::Arc;

use super::{Builder, Context, Outcome};
use crate::base::Span;
use crate::frontend::ast::{Comp, CompKind, Expr, ExprKind, FPart, Pattern, PatternKind};
use crate::frontend::scope::{ScopeKind, mangle};

impl Builder {
    pub(super) fn pattern(&mut self, pattern: &Pattern) -> Outcome {
        match &pattern.kind {
            PatternKind::Value(e) => self.load(e),
            PatternKind::Singleton(_) => Ok(()),
            PatternKind::Sequence(patterns) | PatternKind::Or(patterns) => {
                patterns.iter().try_for_each(|p| self.pattern(p))
            }
            PatternKind::Mapping {
                keys,
                patterns,
                rest,
            } => {
                self.loads(keys)?;
                patterns.iter().try_for_each(|p| self.pattern(p))?;
                rest.iter().try_for_each(|name| self.bind(name))
            }
            PatternKind::Class {
                class,
                patterns,
                keywords,
            } => {
                self.load(class)?;
                patterns.iter().try_for_each(|p| self.pattern(p))?;
                keywords.iter().try_for_each(|(_, p)| self.pattern(p))
            }
            PatternKind::Star(name) => name.iter().try_for_each(|name| self.bind(name)),
            PatternKind::As { pattern, name } => {
                if let Some(pattern) = pattern {
                    self.pattern(pattern)?;
                }
                name.iter().try_for_each(|name| self.bind(name))
            }
        }
    }

    pub(super) fn expr(&mut self, expr: &Expr, context: Context) -> Outcome {
        match &expr.kind {
            ExprKind::Name(name) => self.name(name, expr.span, context),
            ExprKind::Tuple(items) | ExprKind::List(items) => {
                items.iter().try_for_each(|e| self.expr(e, context))
            }
            ExprKind::Starred(value) => self.expr(value, context),
            ExprKind::BoolOp { values: items, .. } | ExprKind::Set(items) => self.loads(items),
            ExprKind::Named { target, value } => self.named(target, value, expr.span),
            ExprKind::Binary { left, right, .. } => self.loads([&**left, right]),
            ExprKind::Unary { operand: e, .. } => self.load(e),
            ExprKind::Lambda(lambda) => {
                self.defaults(&lambda.params)?;
                self.enter(lambda.scope, ScopeKind::Function);
                self.params(&lambda.params)?;
                self.load(&lambda.body)?;
                self.leave();
                Ok(())
            }
            ExprKind::IfExp { test, body, orelse } => self.loads([&**test, body, orelse]),
            ExprKind::Dict(items) => {
                for (key, value) in items {
                    self.loads(key)?;
                    self.load(value)?;
                }
                Ok(())
            }
            ExprKind::Comp(comp) => self.comp(comp),
            ExprKind::Await(value) => {
                // In a function only `async` decides.
                if self.current().kind != ScopeKind::Function {
                    self.current().coroutine = true;
                }
                self.load(value)
            }
            ExprKind::Yield(value) => {
                self.yields(expr.span, "yield")?;
                self.loads(value.as_deref())
            }
            ExprKind::YieldFrom(value) => {
                self.yields(expr.span, "yield from")?;
                self.load(value)
            }
            ExprKind::Compare { left, rest } => {
                self.load(left)?;
                self.loads(rest.iter().map(|(_, e)| e))
            }
            ExprKind::Call {
                func,
                args,
                keywords,
            } => {
                self.load(func)?;
                self.loads(args)?;
                self.keywords(keywords)
            }
            ExprKind::FString(parts) => self.fparts(parts),
            ExprKind::TString | ExprKind::Constant(_) => Ok(()),
            ExprKind::Attribute { value, attr } => {
                if context != Context::Load && &*attr.name == "__debug__" {
                    return Self::error(expr.span, "cannot assign to __debug__");
                }
                self.load(value)
            }
            ExprKind::Subscript { value, slice } => self.loads([&**value, slice]),
            ExprKind::Slice { lower, upper, step } => {
                for part in [lower, upper, step].into_iter().flatten() {
                    self.load(part)?;
                }
                Ok(())
            }
        }
    }

    fn fparts(&mut self, parts: &[FPart]) -> Outcome {
        for part in parts {
            if let FPart::Value { expr, spec, .. } = part {
                self.load(expr)?;
                if let Some(spec) = spec {
                    self.fparts(spec)?;
                }
            }
        }
        Ok(())
    }

    fn yields(&mut self, span: Span, what: &str) -> Outcome {
        match self.current().kind {
            ScopeKind::Function => {
                self.current().generator = true;
                Ok(())
            }
            ScopeKind::Comp(kind) => {
                let place = match kind {
                    CompKind::List => "list comprehension",
                    CompKind::Set => "set comprehension",
                    CompKind::Dict => "dict comprehension",
                    CompKind::Generator => "generator expression",
                };
                Self::error(span, format!("'yield' inside {place}"))
            }
            ScopeKind::Module | ScopeKind::Class => {
                Self::error(span, format!("'{what}' outside function"))
            }
        }
    }

    fn comp(&mut self, comp: &Comp) -> Outcome {
        let [first, rest @ ..] = &comp.clauses[..] else {
            return Ok(());
        };
        self.in_iterable += 1;
        self.load(&first.iter)?;
        self.in_iterable -= 1;
        self.enter(comp.scope, ScopeKind::Comp(comp.kind));
        self.current().symbol(&".0".into()).uses.param = true;
        self.current().generator = comp.kind == CompKind::Generator;
        self.current().coroutine = first.is_async;
        self.expr(&first.target, Context::CompTarget)?;
        self.loads(&first.ifs)?;
        for clause in rest {
            self.current().coroutine |= clause.is_async;
            self.expr(&clause.target, Context::CompTarget)?;
            self.in_iterable += 1;
            self.load(&clause.iter)?;
            self.in_iterable -= 1;
            self.loads(&clause.ifs)?;
        }
        self.loads(&comp.value)?;
        self.load(&comp.element)?;
        let spreads = self.current().coroutine && comp.kind != CompKind::Generator;
        self.leave();
        // A comprehension that waits makes the one around it wait.
        if spreads && matches!(self.current().kind, ScopeKind::Comp(_)) {
            self.current().coroutine = true;
        }
        Ok(())
    }

    /// `target := value`: in a comprehension the target belongs to the function around it.
    fn named(&mut self, target: &Expr, value: &Expr, span: Span) -> Outcome {
        if self.in_iterable > 0 {
            return Self::error(
                span,
                "assignment expression cannot be used in a comprehension iterable expression",
            );
        }
        if let (ExprKind::Name(name), ScopeKind::Comp(_)) = (&target.kind, self.current().kind) {
            self.extend(name, target.span)?;
        }
        self.load(value)?;
        self.store(target)
    }

    fn extend(&mut self, name: &Arc<str>, span: Span) -> Outcome {
        let name = mangle(self.class.as_deref(), name);
        for at in (0..self.stack.len()).rev() {
            let scope = &mut self.scopes[self.stack[at].0 as usize];
            match scope.kind {
                ScopeKind::Comp(_) => {
                    if scope.get(&name).is_some_and(|s| s.uses.comp_target) {
                        let what =
                            "assignment expression cannot rebind comprehension iteration variable";
                        return Self::error(span, format!("{what} '{name}'"));
                    }
                }
                ScopeKind::Function => {
                    let symbol = scope.symbol(&name);
                    let global = symbol.uses.global;
                    symbol.uses.assigned = true;
                    self.share(&name, span, global);
                    return Ok(());
                }
                ScopeKind::Module => {
                    scope.symbol(&name).uses.global = true;
                    self.share(&name, span, true);
                    return Ok(());
                }
                ScopeKind::Class => {
                    let what = "assignment expression within a comprehension cannot be used in a class body";
                    return Self::error(span, what);
                }
            }
        }
        Ok(())
    }

    /// Makes the innermost scope see a name of a scope further out.
    fn share(&mut self, name: &Arc<str>, span: Span, global: bool) {
        let symbol = self.current().symbol(name);
        symbol.declared = span;
        symbol.uses.global |= global;
        symbol.uses.nonlocal |= !global;
    }
}
