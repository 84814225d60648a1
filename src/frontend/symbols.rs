//! Owns the walk over the tree that records which names each scope binds and uses.
//! Owns not the decision what they are: that is `scope`.

use std::sync::Arc;

use super::ast::{
    ClassDef, Comp, CompKind, Expr, ExprKind, FPart, FunctionDef, Ident, Keyword, Module, Params,
    Pattern, PatternKind, ScopeId, Stmt, StmtKind,
};
use super::scope::{NameError, Scope, ScopeKind, analyze, mangle};
use crate::base::Span;

type Outcome = Result<(), NameError>;

/// The symbol table of a module, indexed by [`ScopeId`].
pub(super) fn build(module: &Module) -> Result<Vec<Scope>, NameError> {
    let count = module.scope_count as usize;
    let mut builder = Builder {
        scopes: vec![Scope::new(ScopeKind::Module); count],
        stack: vec![ScopeId(0)],
        class: None,
        in_iterable: 0,
    };
    builder.stmts(&module.body)?;
    analyze(&mut builder.scopes)?;
    Ok(builder.scopes)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    Load,
    Store,
    /// Target of a comprehension's `for`.
    CompTarget,
}

struct Builder {
    scopes: Vec<Scope>,
    stack: Vec<ScopeId>,
    /// For private names.
    class: Option<Arc<str>>,
    /// Depth of comprehension iterables around here.
    in_iterable: u32,
}

impl Builder {
    fn current(&mut self) -> &mut Scope {
        let top = self.stack[self.stack.len() - 1];
        &mut self.scopes[top.0 as usize]
    }

    fn enter(&mut self, id: ScopeId, kind: ScopeKind) {
        self.current().children.push(id);
        self.scopes[id.0 as usize] = Scope::new(kind);
        self.stack.push(id);
    }

    fn leave(&mut self) {
        self.stack.pop();
    }

    fn error<T>(span: Span, message: impl Into<String>) -> Result<T, NameError> {
        Err(NameError {
            span,
            message: message.into(),
        })
    }

    fn name(&mut self, name: &Arc<str>, span: Span, context: Context) -> Outcome {
        if context != Context::Load && &**name == "__debug__" {
            return Self::error(span, "cannot assign to __debug__");
        }
        let name = mangle(self.class.as_deref(), name);
        let is_function = self.current().function_like();
        if context == Context::Load && &*name == "super" && is_function {
            self.current().symbol(&"__class__".into()).uses.used = true;
        }
        let uses = &mut self.current().symbol(&name).uses;
        match context {
            Context::Load => uses.used = true,
            Context::Store => uses.assigned = true,
            Context::CompTarget => {
                uses.assigned = true;
                uses.comp_target = true;
            }
        }
        Ok(())
    }

    fn bind(&mut self, ident: &Ident) -> Outcome {
        self.name(&ident.name, ident.span, Context::Store)
    }

    fn stmts(&mut self, body: &[Stmt]) -> Outcome {
        body.iter().try_for_each(|s| self.stmt(s))
    }

    fn loads<'e>(&mut self, exprs: impl IntoIterator<Item = &'e Expr>) -> Outcome {
        exprs.into_iter().try_for_each(|e| self.load(e))
    }

    fn load(&mut self, expr: &Expr) -> Outcome {
        self.expr(expr, Context::Load)
    }

    fn store(&mut self, expr: &Expr) -> Outcome {
        self.expr(expr, Context::Store)
    }

    fn stmt(&mut self, stmt: &Stmt) -> Outcome {
        match &stmt.kind {
            StmtKind::FunctionDef(def) => self.function(def),
            StmtKind::ClassDef(def) => self.class(def),
            StmtKind::Return(value) => self.loads(value),
            StmtKind::Delete(targets) => targets.iter().try_for_each(|t| self.store(t)),
            StmtKind::Assign { targets, value } => {
                self.load(value)?;
                targets.iter().try_for_each(|t| self.store(t))
            }
            StmtKind::AugAssign { target, value, .. } => {
                if let ExprKind::Name(name) = &target.kind {
                    self.name(name, target.span, Context::Load)?;
                }
                self.store(target)?;
                self.load(value)
            }
            StmtKind::AnnAssign {
                target,
                value,
                simple,
            } => self.annotated(target, value.as_ref(), *simple),
            StmtKind::For {
                target,
                iter,
                body,
                orelse,
                ..
            } => {
                self.load(iter)?;
                self.store(target)?;
                self.stmts(body)?;
                self.stmts(orelse)
            }
            StmtKind::While { test, body, orelse } => {
                self.load(test)?;
                self.stmts(body)?;
                self.stmts(orelse)
            }
            StmtKind::If { branches, orelse } => {
                for (test, body) in branches {
                    self.load(test)?;
                    self.stmts(body)?;
                }
                self.stmts(orelse)
            }
            StmtKind::With { items, body, .. } => {
                for item in items {
                    self.load(&item.context)?;
                    if let Some(target) = &item.target {
                        self.store(target)?;
                    }
                }
                self.stmts(body)
            }
            StmtKind::Match { subject, cases } => {
                self.load(subject)?;
                for case in cases {
                    self.pattern(&case.pattern)?;
                    self.loads(&case.guard)?;
                    self.stmts(&case.body)?;
                }
                Ok(())
            }
            StmtKind::Raise { exc, cause } => {
                self.loads(exc)?;
                self.loads(cause)
            }
            StmtKind::Try(t) => {
                self.stmts(&t.body)?;
                for handler in &t.handlers {
                    self.loads(&handler.class)?;
                    if let Some(name) = &handler.name {
                        self.bind(name)?;
                    }
                    self.stmts(&handler.body)?;
                }
                self.stmts(&t.orelse)?;
                self.stmts(&t.finalbody)
            }
            StmtKind::Assert { test, msg } => {
                self.load(test)?;
                self.loads(msg)
            }
            StmtKind::Import(aliases) | StmtKind::ImportFrom { names: aliases, .. } => {
                self.import(aliases)
            }
            StmtKind::Global(names) => names
                .iter()
                .try_for_each(|n| self.declare(n, stmt.span, true)),
            StmtKind::Nonlocal(names) => names
                .iter()
                .try_for_each(|n| self.declare(n, stmt.span, false)),
            StmtKind::Expr(e) => self.load(e),
            StmtKind::TypeAlias | StmtKind::Pass | StmtKind::Break | StmtKind::Continue => Ok(()),
        }
    }

    fn annotated(&mut self, target: &Expr, value: Option<&Expr>, simple: bool) -> Outcome {
        if let ExprKind::Name(name) = &target.kind {
            let mangled = mangle(self.class.as_deref(), name);
            let module = self.current().kind == ScopeKind::Module;
            let uses = self
                .current()
                .get(&mangled)
                .map(|s| s.uses)
                .unwrap_or_default();
            if simple && (uses.global || uses.nonlocal) && !module {
                let kind = if uses.global { "global" } else { "nonlocal" };
                return Self::error(
                    target.span,
                    format!("annotated name '{name}' can't be {kind}"),
                );
            }
            if simple || value.is_some() {
                self.store(target)?;
            }
        } else {
            self.store(target)?;
        }
        self.loads(value)
    }

    fn import(&mut self, aliases: &[super::ast::Alias]) -> Outcome {
        for alias in aliases {
            if &*alias.name.name == "*" {
                if self.current().kind != ScopeKind::Module {
                    return Self::error(alias.span, "import * only allowed at module level");
                }
                continue;
            }
            let bound: Arc<str> = match &alias.asname {
                Some(name) => name.name.clone(),
                None => alias.name.name.split('.').next().unwrap_or("").into(),
            };
            self.name(&bound, alias.span, Context::Store)?;
            let bound = mangle(self.class.as_deref(), &bound);
            self.current().symbol(&bound).uses.imported = true;
        }
        Ok(())
    }

    fn declare(&mut self, ident: &Ident, span: Span, global: bool) -> Outcome {
        let name = mangle(self.class.as_deref(), &ident.name);
        let kind = if global { "global" } else { "nonlocal" };
        let module = self.current().kind == ScopeKind::Module;
        if let Some(symbol) = self.current().get(&name) {
            let uses = symbol.uses;
            let what = if uses.param {
                format!("is parameter and {kind}")
            } else if uses.assigned {
                format!("is assigned to before {kind} declaration")
            } else if uses.used {
                format!("is used prior to {kind} declaration")
            } else {
                String::new()
            };
            if !what.is_empty() {
                return Self::error(span, format!("name '{name}' {what}"));
            }
        }
        let symbol = self.current().symbol(&name);
        symbol.declared = span;
        if global {
            symbol.uses.global = true;
        } else {
            if module {
                return Self::error(span, "nonlocal declaration not allowed at module level");
            }
            symbol.uses.nonlocal = true;
        }
        Ok(())
    }

    fn function(&mut self, def: &FunctionDef) -> Outcome {
        self.bind(&def.name)?;
        self.defaults(&def.params)?;
        self.loads(&def.decorators)?;
        self.enter(def.scope, ScopeKind::Function);
        self.current().coroutine = def.is_async;
        self.params(&def.params)?;
        self.stmts(&def.body)?;
        self.leave();
        Ok(())
    }

    fn defaults(&mut self, params: &Params) -> Outcome {
        let all = params.positional().chain(&params.kw_only);
        self.loads(all.filter_map(|p| p.default.as_ref()))
    }

    fn params(&mut self, params: &Params) -> Outcome {
        for ident in params.idents() {
            if &*ident.name == "__debug__" {
                return Self::error(ident.span, "cannot assign to __debug__");
            }
            let name = mangle(self.class.as_deref(), &ident.name);
            let symbol = self.current().symbol(&name);
            if symbol.uses.param {
                let message = format!("duplicate argument '{name}' in function definition");
                return Self::error(ident.span, message);
            }
            symbol.uses.param = true;
        }
        Ok(())
    }

    fn class(&mut self, def: &ClassDef) -> Outcome {
        self.bind(&def.name)?;
        self.loads(&def.args)?;
        self.keywords(&def.keywords)?;
        self.loads(&def.decorators)?;
        self.enter(def.scope, ScopeKind::Class);
        let outer = self.class.replace(def.name.name.clone());
        for name in ["__name__", "__module__", "__qualname__"] {
            let uses = &mut self.current().symbol(&name.into()).uses;
            uses.used = name == "__name__";
            uses.assigned = name != "__name__";
        }
        self.stmts(&def.body)?;
        self.class = outer;
        self.leave();
        Ok(())
    }

    fn keywords(&mut self, keywords: &[Keyword]) -> Outcome {
        self.loads(keywords.iter().map(|k| &k.value))
    }

    fn pattern(&mut self, pattern: &Pattern) -> Outcome {
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

    fn expr(&mut self, expr: &Expr, context: Context) -> Outcome {
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
                self.current().coroutine = true;
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
        self.expr(&first.target, Context::CompTarget)?;
        self.loads(&first.ifs)?;
        for clause in rest {
            self.expr(&clause.target, Context::CompTarget)?;
            self.in_iterable += 1;
            self.load(&clause.iter)?;
            self.in_iterable -= 1;
            self.loads(&clause.ifs)?;
        }
        self.loads(&comp.value)?;
        self.load(&comp.element)?;
        self.leave();
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
