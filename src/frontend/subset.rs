//! Owns the list of what Python has and gilscope does not: each refused with what to use instead.

use super::ast::{Annotations, ClassDef, Expr, ExprKind, Module, Stmt, StmtKind};
use super::scope::Scope;
use super::walk::{Child, expr_children, pattern_exprs, stmt_children};
use crate::base::{Diagnostic, Source, Span};

/// Builtins that are not there, with what to use instead.
const ABSENT: &[(&str, &str)] = &[
    ("breakpoint", "step through the run in the lab"),
    ("help", "look the function up in Python's documentation"),
    ("memoryview", "use `bytes` or `bytearray`"),
];

/// Every refusal of a module, in order of place.
pub(super) fn check(source: &Source, module: &Module, scopes: &[Scope]) -> Vec<Diagnostic> {
    let own = |name: &str| {
        let symbols = scopes.iter().filter_map(|scope| scope.get(name));
        symbols.into_iter().any(|symbol| symbol.uses.bound())
    };
    let mut subset = Subset {
        source,
        absent: ABSENT.iter().filter(|(name, _)| !own(name)).collect(),
        refused: Vec::new(),
    };
    subset.annotations(module.annotations.as_ref());
    subset.stmts(&module.body);
    subset.refused.sort_by_key(|d| d.span.start);
    subset.refused
}

struct Subset<'a> {
    source: &'a Source,
    /// Those of [`ABSENT`] that the program does not define itself.
    absent: Vec<&'static (&'static str, &'static str)>,
    refused: Vec<Diagnostic>,
}

impl Subset<'_> {
    fn refuse(&mut self, span: Span, what: &str, instead: &str) {
        let message = format!("gilscope does not run {what} yet");
        let diagnostic = Diagnostic::unsupported(self.source, span, message, instead);
        self.refused.push(diagnostic);
    }

    fn stmts(&mut self, body: &[Stmt]) {
        body.iter().for_each(|s| self.stmt(s));
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.kind {
            StmtKind::ClassDef(def) => {
                self.class(def);
                self.annotations(def.annotations.as_ref());
            }
            StmtKind::FunctionDef(def) => self.annotations(def.annotations.as_ref()),
            _ => {}
        }
        let mut children = Vec::new();
        stmt_children(stmt, &mut |child| children.push(child));
        for child in children {
            match child {
                Child::Expr(e) => self.expr(e),
                Child::Stmts(body) => self.stmts(body),
                Child::Pattern(pattern) => {
                    let mut exprs = Vec::new();
                    pattern_exprs(pattern, &mut |e| exprs.push(e));
                    exprs.into_iter().for_each(|e| self.expr(e));
                }
            }
        }
    }

    fn annotations(&mut self, annotations: Option<&Annotations>) {
        for (_, value) in annotations.into_iter().flat_map(|a| &a.items) {
            match &value.kind {
                ExprKind::Starred(_) => {
                    self.refuse(
                        value.span,
                        "annotations with a star",
                        "leave the annotation out",
                    );
                }
                _ => self.expr(value),
            }
        }
    }

    /// What a class cannot have: a finalizer (objects are not counted here, so nothing would call it when
    /// CPython does).
    fn class(&mut self, def: &ClassDef) {
        for stmt in &def.body {
            if let StmtKind::FunctionDef(function) = &stmt.kind
                && &*function.name.name == "__del__"
            {
                self.refuse(
                    function.name.span,
                    "`__del__`",
                    "use `with` (`__enter__`, `__exit__`), or a method to call when done",
                );
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        match &expr.kind {
            ExprKind::Name(name) => {
                if let Some((name, instead)) = self.absent.iter().find(|(n, _)| *n == &**name) {
                    self.refuse(expr.span, &format!("`{name}`"), instead);
                }
            }
            ExprKind::TString => {
                self.refuse(expr.span, "t-strings", "use an f-string: `f\"…\"`");
            }
            _ => {}
        }
        let mut children = Vec::new();
        expr_children(expr, &mut |e| children.push(e));
        children.into_iter().for_each(|e| self.expr(e));
    }
}
