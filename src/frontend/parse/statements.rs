//! Owns the conversion of ruff's statements and patterns to ours.

use ruff_python_ast as ast;
use ruff_text_size::Ranged;

use super::expressions::inplace;
use super::{Convert, alias, ident, span};
use crate::base::Span;
use crate::bytecode::Const;
use crate::frontend::ast::{
    ClassDef, Expr, FunctionDef, Handler, Keyword, MatchCase, Param, Params, Pattern, PatternKind,
    ScopeId, Stmt, StmtKind, Try, WithItem,
};

impl Convert<'_> {
    pub(super) fn scope(&mut self) -> ScopeId {
        self.scopes += 1;
        ScopeId(self.scopes - 1)
    }

    pub(super) fn stmts(&mut self, body: &[ast::Stmt]) -> Vec<Stmt> {
        let mut stmts = Vec::with_capacity(body.len());
        for stmt in body {
            let stmt = self.stmt(stmt, &mut stmts);
            stmts.push(stmt);
        }
        stmts
    }

    pub(super) fn exprs<'e>(
        &mut self,
        items: impl IntoIterator<Item = &'e ast::Expr>,
    ) -> Vec<Expr> {
        items.into_iter().map(|e| self.expr(e)).collect()
    }

    pub(super) fn boxed(&mut self, expr: &ast::Expr) -> Box<Expr> {
        Box::new(self.expr(expr))
    }

    pub(super) fn optional(&mut self, expr: Option<&ast::Expr>) -> Option<Expr> {
        expr.map(|e| self.expr(e))
    }

    /// `before`: takes what stands for the statement besides the one returned.
    fn stmt(&mut self, stmt: &ast::Stmt, before: &mut Vec<Stmt>) -> Stmt {
        let mut at = span(stmt.range());
        let kind = match stmt {
            ast::Stmt::FunctionDef(def) => {
                at.start = self.keyword_start(at.start, &def.decorator_list);
                self.function(def, at, before)
            }
            ast::Stmt::ClassDef(def) => {
                at.start = self.keyword_start(at.start, &def.decorator_list);
                self.class(def, at, before)
            }
            ast::Stmt::Return(s) => StmtKind::Return(self.optional(s.value.as_deref())),
            ast::Stmt::Delete(s) => StmtKind::Delete(self.exprs(&s.targets)),
            ast::Stmt::TypeAlias(s) => self.type_alias(s, before),
            ast::Stmt::Assign(s) => {
                let value = self.expr(&s.value);
                StmtKind::Assign {
                    targets: self.exprs(&s.targets),
                    value,
                }
            }
            ast::Stmt::AugAssign(s) => StmtKind::AugAssign {
                target: self.expr(&s.target),
                op: inplace(s.op),
                value: self.expr(&s.value),
            },
            ast::Stmt::AnnAssign(s) => {
                self.annotate_target(s);
                StmtKind::AnnAssign {
                    target: self.expr(&s.target),
                    value: self.optional(s.value.as_deref()),
                    simple: s.simple,
                }
            }
            ast::Stmt::For(s) => StmtKind::For {
                is_async: s.is_async,
                target: self.expr(&s.target),
                iter: self.expr(&s.iter),
                body: self.stmts(&s.body),
                orelse: self.stmts(&s.orelse),
            },
            ast::Stmt::While(s) => StmtKind::While {
                test: self.expr(&s.test),
                body: self.stmts(&s.body),
                orelse: self.stmts(&s.orelse),
            },
            ast::Stmt::If(s) => self.if_stmt(s),
            ast::Stmt::With(s) => StmtKind::With {
                is_async: s.is_async,
                items: s
                    .items
                    .iter()
                    .map(|item| WithItem {
                        context: self.expr(&item.context_expr),
                        target: self.optional(item.optional_vars.as_deref()),
                    })
                    .collect(),
                body: self.stmts(&s.body),
            },
            ast::Stmt::Match(s) => StmtKind::Match {
                subject: self.expr(&s.subject),
                cases: s.cases.iter().map(|case| self.case(case)).collect(),
            },
            ast::Stmt::Raise(s) => StmtKind::Raise {
                exc: self.optional(s.exc.as_deref()),
                cause: self.optional(s.cause.as_deref()),
            },
            ast::Stmt::Try(s) => self.try_stmt(s),
            ast::Stmt::Assert(s) => StmtKind::Assert {
                test: self.expr(&s.test),
                msg: self.optional(s.msg.as_deref()),
            },
            ast::Stmt::Import(s) => StmtKind::Import(s.names.iter().map(alias).collect()),
            ast::Stmt::ImportFrom(s) => StmtKind::ImportFrom {
                module: s.module.as_ref().map(|m| m.as_str().into()),
                names: s.names.iter().map(alias).collect(),
                level: s.level,
            },
            ast::Stmt::Global(s) => StmtKind::Global(s.names.iter().map(ident).collect()),
            ast::Stmt::Nonlocal(s) => StmtKind::Nonlocal(s.names.iter().map(ident).collect()),
            ast::Stmt::Expr(s) => StmtKind::Expr(self.expr(&s.value)),
            ast::Stmt::Pass(_) | ast::Stmt::IpyEscapeCommand(_) => StmtKind::Pass,
            ast::Stmt::Break(_) => StmtKind::Break,
            ast::Stmt::Continue(_) => StmtKind::Continue,
        };
        Stmt { span: at, kind }
    }

    /// Where `def`, `async` or `class` begins, behind the decorators.
    fn keyword_start(&self, start: u32, decorators: &[ast::Decorator]) -> u32 {
        let Some(last) = decorators.last() else {
            return start;
        };
        let from = last.range().end().to_usize();
        let mut at = from;
        for line in self.text[from..].split_inclusive('\n') {
            let code = line.trim_start();
            let blank = code.is_empty() || code.starts_with(['#', '\\']);
            if at > from && !blank {
                return (at + line.len() - code.len()) as u32;
            }
            at += line.len();
        }
        start
    }

    fn function(
        &mut self,
        def: &ast::StmtFunctionDef,
        at: Span,
        before: &mut Vec<Stmt>,
    ) -> StmtKind {
        let decorators = self.exprs(def.decorator_list.iter().map(|d| &d.expression));
        let params = self.params(&def.parameters);
        let annotations = self.signature_annotations(def);
        let scope = self.scope();
        self.annotated.push(Vec::new());
        let body = self.stmts(&def.body);
        self.annotated.pop();
        let made = FunctionDef {
            name: ident(&def.name),
            bound: ident(&def.name),
            is_async: def.is_async,
            decorators,
            params,
            annotations,
            body,
            scope,
        };
        match def.type_params.as_deref() {
            Some(params) => self.generic_function(made, params, at, before),
            None => StmtKind::FunctionDef(Box::new(made)),
        }
    }

    fn class(&mut self, def: &ast::StmtClassDef, at: Span, before: &mut Vec<Stmt>) -> StmtKind {
        let decorators = self.exprs(def.decorator_list.iter().map(|d| &d.expression));
        let (args, keywords) = def
            .arguments
            .as_deref()
            .map_or_else(Default::default, |a| self.arguments(a));
        let scope = self.scope();
        self.annotated.push(Vec::new());
        let body = self.stmts(&def.body);
        let annotations = self.end_annotations();
        let made = ClassDef {
            name: ident(&def.name),
            bound: ident(&def.name),
            decorators,
            args,
            keywords,
            annotations,
            body,
            scope,
        };
        match def.type_params.as_deref() {
            Some(params) => self.generic_class(made, params, at, before),
            None => StmtKind::ClassDef(Box::new(made)),
        }
    }

    pub(super) fn params(&mut self, params: &ast::Parameters) -> Params {
        let mut list = |items: &[ast::ParameterWithDefault]| -> Vec<Param> {
            items
                .iter()
                .map(|p| Param {
                    ident: ident(&p.parameter.name),
                    default: p.default.as_deref().map(|e| self.expr(e)),
                })
                .collect()
        };
        Params {
            pos_only: list(&params.posonlyargs),
            args: list(&params.args),
            kw_only: list(&params.kwonlyargs),
            vararg: params.vararg.as_ref().map(|p| ident(&p.name)),
            kwarg: params.kwarg.as_ref().map(|p| ident(&p.name)),
        }
    }

    pub(super) fn arguments(&mut self, arguments: &ast::Arguments) -> (Vec<Expr>, Vec<Keyword>) {
        let mut args = self.exprs(&*arguments.args);
        if let ([ast::Expr::Generator(only)], [arg]) = (&*arguments.args, &mut args[..])
            && !only.parenthesized
        {
            // The call's brackets are the generator expression's.
            arg.span = span(arguments.range);
        }
        let keywords = arguments
            .keywords
            .iter()
            .map(|k| Keyword {
                span: span(k.range),
                name: k.arg.as_ref().map(ident),
                value: self.expr(&k.value),
            })
            .collect();
        (args, keywords)
    }

    fn if_stmt(&mut self, s: &ast::StmtIf) -> StmtKind {
        let mut branches = vec![(self.expr(&s.test), self.stmts(&s.body))];
        let mut orelse = Vec::new();
        for clause in &s.elif_else_clauses {
            match &clause.test {
                Some(test) => branches.push((self.expr(test), self.stmts(&clause.body))),
                None => orelse = self.stmts(&clause.body),
            }
        }
        StmtKind::If { branches, orelse }
    }

    fn try_stmt(&mut self, s: &ast::StmtTry) -> StmtKind {
        StmtKind::Try(Box::new(Try {
            body: self.stmts(&s.body),
            handlers: s
                .handlers
                .iter()
                .map(|ast::ExceptHandler::ExceptHandler(h)| Handler {
                    span: span(h.range),
                    class: self.optional(h.type_.as_deref()),
                    name: h.name.as_ref().map(ident),
                    body: self.stmts(&h.body),
                })
                .collect(),
            orelse: self.stmts(&s.orelse),
            finalbody: self.stmts(&s.finalbody),
            is_star: s.is_star,
        }))
    }

    fn case(&mut self, case: &ast::MatchCase) -> MatchCase {
        MatchCase {
            pattern: self.pattern(&case.pattern),
            guard: self.optional(case.guard.as_deref()),
            body: self.stmts(&case.body),
        }
    }

    fn patterns(&mut self, patterns: &[ast::Pattern]) -> Vec<Pattern> {
        patterns.iter().map(|p| self.pattern(p)).collect()
    }

    fn pattern(&mut self, pattern: &ast::Pattern) -> Pattern {
        let kind = match pattern {
            ast::Pattern::MatchValue(p) => PatternKind::Value(self.expr(&p.value)),
            ast::Pattern::MatchSingleton(p) => PatternKind::Singleton(match p.value {
                ast::Singleton::None => Const::None,
                ast::Singleton::True => Const::Bool(true),
                ast::Singleton::False => Const::Bool(false),
            }),
            ast::Pattern::MatchSequence(p) => PatternKind::Sequence(self.patterns(&p.patterns)),
            ast::Pattern::MatchMapping(p) => PatternKind::Mapping {
                keys: self.exprs(&p.keys),
                patterns: self.patterns(&p.patterns),
                rest: p.rest.as_ref().map(ident),
            },
            ast::Pattern::MatchClass(p) => PatternKind::Class {
                class: self.expr(&p.cls),
                patterns: self.patterns(&p.arguments.patterns),
                keywords: p
                    .arguments
                    .keywords
                    .iter()
                    .map(|k| (ident(&k.attr), self.pattern(&k.pattern)))
                    .collect(),
            },
            ast::Pattern::MatchStar(p) => PatternKind::Star(p.name.as_ref().map(ident)),
            ast::Pattern::MatchAs(p) => PatternKind::As {
                pattern: p.pattern.as_ref().map(|p| Box::new(self.pattern(p))),
                name: p.name.as_ref().map(ident),
            },
            ast::Pattern::MatchOr(p) => PatternKind::Or(self.patterns(&p.patterns)),
        };
        Pattern {
            span: span(pattern.range()),
            kind,
        }
    }
}
