//! Owns the walk over the tree that records which names each scope binds and uses.
//! Owns not the decision what they are: that is `scope`.

mod expressions;

use std::sync::Arc;

use super::ast::{
    Annotations, ClassDef, Expr, ExprKind, FunctionDef, Ident, Keyword, Module, Params, ScopeId,
    Stmt, StmtKind,
};
use super::scope::{NameError, Scope, ScopeKind, analyze, mangle};
use crate::base::Span;

type Outcome = Result<(), NameError>;

/// The symbol table of a module, indexed by [`ScopeId`].
/// `inlines`: whether comprehensions are part of the scope around them.
pub(super) fn build(module: &Module, inlines: bool) -> Result<Vec<Scope>, NameError> {
    let count = module.scope_count as usize;
    let mut builder = Builder {
        scopes: vec![Scope::new(ScopeKind::Module); count],
        stack: vec![ScopeId(0)],
        class: None,
        in_iterable: 0,
        inlines,
    };
    builder.stmts(&module.body)?;
    builder.body_annotations("__annotate__", module.annotations.as_ref())?;
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
    inlines: bool,
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
        self.scopes[id.0 as usize].inlines = self.inlines;
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
            StmtKind::Pass | StmtKind::Break | StmtKind::Continue => Ok(()),
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
        self.bind(&def.bound)?;
        self.defaults(&def.params)?;
        self.loads(&def.decorators)?;
        self.annotations(def.annotations.as_ref())?;
        self.enter(def.scope, ScopeKind::Function);
        self.current().coroutine = def.is_async;
        self.params(&def.params)?;
        self.stmts(&def.body)?;
        self.leave();
        Ok(())
    }

    /// Annotations of a body, and the name under which it keeps what evaluates them.
    fn body_annotations(&mut self, name: &str, annotations: Option<&Annotations>) -> Outcome {
        if annotations.is_some() {
            self.current().symbol(&name.into()).uses.assigned = true;
        }
        self.annotations(annotations)
    }

    /// The scope that annotations are evaluated in is like a class body's: it sees names of a class.
    fn annotations(&mut self, annotations: Option<&Annotations>) -> Outcome {
        let Some(annotations) = annotations else {
            return Ok(());
        };
        self.enter(annotations.scope, ScopeKind::Class);
        self.loads(annotations.items.iter().map(|(_, value)| value))?;
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
        self.bind(&def.bound)?;
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
        self.body_annotations("__annotate_func__", def.annotations.as_ref())?;
        self.class = outer;
        self.leave();
        Ok(())
    }

    fn keywords(&mut self, keywords: &[Keyword]) -> Outcome {
        self.loads(keywords.iter().map(|k| &k.value))
    }
}
