//! Owns the mistakes that CPython finds while it generates code, in its words: `break` outside a loop,
//! `return` outside a function, too many nested blocks.

use super::ast::{CompKind, Expr, ExprKind, Keyword, Module, Stmt, StmtKind, Try};
use super::scope::{NameError, Scope, ScopeKind};
use super::walk::{Child, expr_children, stmt_children};
use crate::base::Span;

/// CPython's limit of nested loops, `try` and `with` (`CO_MAXBLOCKS`).
const MAX_BLOCKS: u32 = 20;

pub(super) fn check(module: &Module, scopes: &[Scope]) -> Result<(), NameError> {
    let mut check = Check {
        scopes,
        function: None,
        in_loop: false,
        blocks: 0,
        star: Star::Outside,
    };
    check.futures(&module.body)?;
    check.stmts(&module.body)
}

struct Check<'a> {
    scopes: &'a [Scope],
    function: Option<&'a Scope>,
    in_loop: bool,
    blocks: u32,
    star: Star,
}

/// Where a statement stands in an `except*` handler.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Star {
    Outside,
    /// In a loop of the handler's own.
    Inside,
    /// Where `break` would leave the handler.
    Loop,
}

const NO_JUMP: &str = "'break', 'continue' and 'return' cannot appear in an except* block";

fn error<T>(span: Span, message: impl Into<String>) -> Result<T, NameError> {
    Err(NameError {
        span,
        message: message.into(),
    })
}

impl Check<'_> {
    fn stmts(&mut self, body: &[Stmt]) -> Result<(), NameError> {
        body.iter().try_for_each(|s| self.stmt(s))
    }

    fn stmt(&mut self, stmt: &Stmt) -> Result<(), NameError> {
        match &stmt.kind {
            StmtKind::Break | StmtKind::Continue if !self.in_loop && self.star == Star::Loop => {
                return error(stmt.span, NO_JUMP);
            }
            StmtKind::Break if !self.in_loop => return error(stmt.span, "'break' outside loop"),
            StmtKind::Continue if !self.in_loop => {
                return error(stmt.span, "'continue' not properly in loop");
            }
            StmtKind::Return(_) if self.star != Star::Outside => {
                return error(stmt.span, NO_JUMP);
            }
            StmtKind::Return(value) => match self.function {
                None => return error(stmt.span, "'return' outside function"),
                Some(f) if f.coroutine && f.generator && value.is_some() => {
                    return error(stmt.span, "'return' with value in async generator");
                }
                Some(_) => {}
            },
            StmtKind::For { is_async: true, .. } if !self.waits() => {
                return error(stmt.span, "'async for' outside async function");
            }
            StmtKind::With { is_async: true, .. } if !self.waits() => {
                return error(stmt.span, "'async with' outside async function");
            }
            StmtKind::Assign { targets, .. } => targets.iter().try_for_each(target)?,
            StmtKind::For { target: t, .. } => target(t)?,
            StmtKind::ClassDef(def) => keywords(&def.keywords)?,
            StmtKind::Match { cases, .. } => super::patterns::check(cases)?,
            StmtKind::Break | StmtKind::Continue if self.star == Star::Loop => {
                return error(stmt.span, NO_JUMP);
            }
            StmtKind::Try(t) => {
                let default = t.handlers.iter().position(|h| h.class.is_none());
                if let Some(at) = default.filter(|at| at + 1 < t.handlers.len()) {
                    return error(t.handlers[at].span, "default 'except:' must be last");
                }
            }
            _ => {}
        }
        let outer = (self.function, self.in_loop, self.blocks);
        let star = self.star;
        match &stmt.kind {
            StmtKind::FunctionDef(def) => {
                self.children_but_body(stmt)?;
                self.function = Some(&self.scopes[def.scope.0 as usize]);
                (self.in_loop, self.blocks) = (false, 0);
                self.star = Star::Outside;
                self.stmts(&def.body)?;
            }
            StmtKind::ClassDef(def) => {
                self.children_but_body(stmt)?;
                self.function = None;
                (self.in_loop, self.blocks) = (false, 0);
                self.star = Star::Outside;
                self.stmts(&def.body)?;
            }
            StmtKind::For { body, orelse, .. } | StmtKind::While { body, orelse, .. } => {
                self.children_but_body(stmt)?;
                self.nest(stmt.span, 1)?;
                self.in_loop = true;
                if star == Star::Loop {
                    self.star = Star::Inside;
                }
                self.stmts(body)?;
                self.star = star;
                (self.in_loop, self.blocks) = (outer.1, outer.2);
                self.stmts(orelse)?;
            }
            StmtKind::Try(t) => {
                let both = !t.handlers.is_empty() && !t.finalbody.is_empty();
                self.nest(stmt.span, 1 + u32::from(both))?;
                if t.is_star {
                    self.try_star(t)?;
                } else {
                    self.all(stmt)?;
                }
            }
            StmtKind::With { items, .. } => {
                self.nest(stmt.span, items.len() as u32)?;
                self.all(stmt)?;
            }
            _ => self.all(stmt)?,
        }
        self.star = star;
        (self.function, self.in_loop, self.blocks) = outer;
        Ok(())
    }

    /// A handler of `except*` cannot be left but through its end.
    fn try_star(&mut self, t: &Try) -> Result<(), NameError> {
        self.stmts(&t.body)?;
        let outer = std::mem::replace(&mut self.star, Star::Loop);
        for handler in &t.handlers {
            handler.class.iter().try_for_each(|e| self.expr(e))?;
            self.stmts(&handler.body)?;
        }
        self.star = outer;
        self.stmts(&t.orelse)?;
        self.stmts(&t.finalbody)
    }

    /// Whether this is the body of a coroutine.
    fn waits(&self) -> bool {
        self.function.is_some_and(|f| f.coroutine)
    }

    fn nest(&mut self, span: Span, by: u32) -> Result<(), NameError> {
        self.blocks += by;
        if self.blocks > MAX_BLOCKS {
            return error(span, "too many statically nested blocks");
        }
        Ok(())
    }

    fn all(&mut self, stmt: &Stmt) -> Result<(), NameError> {
        let mut children = Vec::new();
        stmt_children(stmt, &mut |child| children.push(child));
        for child in children {
            match child {
                Child::Expr(e) => self.expr(e)?,
                Child::Stmts(body) => self.stmts(body)?,
                Child::Pattern(_) => {}
            }
        }
        Ok(())
    }

    fn children_but_body(&mut self, stmt: &Stmt) -> Result<(), NameError> {
        let mut exprs = Vec::new();
        stmt_children(stmt, &mut |child| {
            if let Child::Expr(e) = child {
                let bases = matches!(stmt.kind, StmtKind::ClassDef(_));
                exprs.push(if bases { unpacked(e) } else { e });
            }
        });
        exprs.into_iter().try_for_each(|e| self.expr(e))
    }

    fn expr(&mut self, expr: &Expr) -> Result<(), NameError> {
        match &expr.kind {
            ExprKind::Call { keywords: k, .. } => keywords(k)?,
            ExprKind::Comp(comp) if comp.kind != CompKind::Generator => {
                let waits = self.scopes[comp.scope.0 as usize].coroutine;
                if waits && !self.function.is_some_and(|f| f.coroutine) {
                    let message = "asynchronous comprehension outside of an asynchronous function";
                    return error(expr.span, message);
                }
            }
            ExprKind::Await(_) => match self.function {
                None => return error(expr.span, "'await' outside function"),
                Some(f) if !f.coroutine => {
                    return error(expr.span, "'await' outside async function");
                }
                Some(_) => {}
            },
            ExprKind::Starred(_) => return error(expr.span, "can't use starred expression here"),
            ExprKind::YieldFrom(_) if self.function.is_some_and(|f| f.coroutine) => {
                return error(expr.span, "'yield from' inside async function");
            }
            _ => {}
        }
        let outer = self.function;
        if let ExprKind::Lambda(lambda) = &expr.kind {
            self.function = Some(&self.scopes[lambda.scope.0 as usize]);
        }
        // A generator expression with `await` is an asynchronous one, wherever it stands.
        if let ExprKind::Comp(comp) = &expr.kind
            && comp.kind == CompKind::Generator
        {
            self.function = Some(&self.scopes[comp.scope.0 as usize]);
        }
        let unpacks = matches!(
            expr.kind,
            ExprKind::List(_)
                | ExprKind::Tuple(_)
                | ExprKind::Set(_)
                | ExprKind::Call { .. }
                | ExprKind::Subscript { .. }
        );
        let mut children = Vec::new();
        expr_children(expr, &mut |e| {
            children.push(if unpacks { unpacked(e) } else { e })
        });
        let result = children.into_iter().try_for_each(|e| self.expr(e));
        self.function = outer;
        result
    }

    /// `from __future__ import …` comes first and names what exists.
    fn futures(&self, body: &[Stmt]) -> Result<(), NameError> {
        debug_assert!(self.scopes[0].kind == ScopeKind::Module);
        let mut early = true;
        for (at, stmt) in body.iter().enumerate() {
            let StmtKind::ImportFrom { module, names, .. } = &stmt.kind else {
                let doc = at == 0
                    && matches!(&stmt.kind, StmtKind::Expr(e) if matches!(e.kind, ExprKind::Constant(_)));
                early &= doc;
                continue;
            };
            if module.as_deref() != Some("__future__") {
                early = false;
                continue;
            }
            if !early {
                let message = "from __future__ imports must occur at the beginning of the file";
                return error(stmt.span, message);
            }
            for alias in names {
                let name = &*alias.name.name;
                if name == "braces" {
                    return error(stmt.span, "not a chance");
                }
                if !FEATURES.contains(&name) {
                    return error(stmt.span, format!("future feature {name} is not defined"));
                }
            }
        }
        Ok(())
    }
}

const FEATURES: &[&str] = &[
    "nested_scopes",
    "generators",
    "division",
    "absolute_import",
    "with_statement",
    "print_function",
    "unicode_literals",
    "barry_as_FLUFL",
    "generator_stop",
    "annotations",
];

/// What is unpacked where the place allows `*`.
fn unpacked(expr: &Expr) -> &Expr {
    match &expr.kind {
        ExprKind::Starred(inner) => inner,
        _ => expr,
    }
}

/// A starred target stands in a list or tuple, once.
fn target(expr: &Expr) -> Result<(), NameError> {
    match &expr.kind {
        ExprKind::Starred(_) => error(
            expr.span,
            "starred assignment target must be in a list or tuple",
        ),
        ExprKind::Tuple(items) | ExprKind::List(items) => {
            let mut seen = false;
            for item in items {
                let ExprKind::Starred(inner) = &item.kind else {
                    target(item)?;
                    continue;
                };
                if std::mem::replace(&mut seen, true) {
                    return error(expr.span, "multiple starred expressions in assignment");
                }
                target(inner)?;
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

fn keywords(keywords: &[Keyword]) -> Result<(), NameError> {
    for (at, keyword) in keywords.iter().enumerate() {
        let Some(name) = &keyword.name else { continue };
        let twice = |k: &Keyword| k.name.as_ref().is_some_and(|n| n.name == name.name);
        if keywords[..at].iter().any(twice) {
            let message = format!("keyword argument repeated: {}", name.name);
            return error(keyword.span, message);
        }
    }
    Ok(())
}
