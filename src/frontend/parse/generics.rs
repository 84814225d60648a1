//! Owns type parameters and `type` statements (PEP 695): written out as what they mean. The definition
//! stands in a function of its own, whose variables are the type parameters, as in CPython; the names that
//! begin with a dot are nobody else's. (CPython's function also sees the names of a class around it.)

use std::sync::Arc;

use ruff_python_ast as ast;
use ruff_text_size::Ranged;

use super::{Convert, ident, span};
use crate::base::Span;
use crate::bytecode::Const;
use crate::frontend::ast::{
    Alias, ClassDef, Expr, ExprKind, FunctionDef, Ident, Lambda, Param, Params, Stmt, StmtKind,
};

/// What the hidden function's name begins with; qualified names leave it out.
pub(crate) const HIDDEN: &str = "<generic parameters of ";

/// The definition, under way, in its hidden function.
const DEFINED: &str = ".defined";
/// The hidden function, for the moment in which it is called.
const MAKER: &str = ".maker";

fn name(text: &str, at: Span) -> Expr {
    expr(ExprKind::Name(text.into()), at)
}

fn named(text: &str, at: Span) -> Ident {
    Ident {
        name: text.into(),
        span: at,
    }
}

fn expr(kind: ExprKind, at: Span) -> Expr {
    Expr { span: at, kind }
}

fn stmt(kind: StmtKind, at: Span) -> Stmt {
    Stmt { span: at, kind }
}

fn call(func: Expr, args: Vec<Expr>, at: Span) -> Expr {
    let kind = ExprKind::Call {
        func: Box::new(func),
        args,
        keywords: Vec::new(),
    };
    expr(kind, at)
}

fn assign(target: Expr, value: Expr) -> Stmt {
    let at = target.span;
    let targets = vec![target];
    stmt(StmtKind::Assign { targets, value }, at)
}

/// `from typing import word as .word`
fn import(word: &str, at: Span) -> Stmt {
    let alias = Alias {
        span: at,
        name: named(word, at),
        asname: Some(named(&format!(".{word}"), at)),
    };
    let kind = StmtKind::ImportFrom {
        module: Some("typing".into()),
        names: vec![alias],
        level: 0,
    };
    stmt(kind, at)
}

fn text(value: &str, at: Span) -> Expr {
    expr(ExprKind::Constant(Const::Str(value.into())), at)
}

fn parameter_name(param: &ast::TypeParam) -> &ast::Identifier {
    match param {
        ast::TypeParam::TypeVar(p) => &p.name,
        ast::TypeParam::ParamSpec(p) => &p.name,
        ast::TypeParam::TypeVarTuple(p) => &p.name,
    }
}

impl Convert<'_> {
    /// A function that gives a value when it is asked for it.
    fn lazily(&mut self, value: Option<&ast::Expr>, at: Span) -> Expr {
        let Some(value) = value else {
            return expr(ExprKind::Constant(Const::None), at);
        };
        let body = self.expr(value);
        let lambda = Lambda {
            params: Params::default(),
            body,
            scope: self.scope(),
        };
        expr(ExprKind::Lambda(Box::new(lambda)), span(value.range()))
    }

    /// What makes the type parameters, and the expression that is all of them.
    fn type_parameters(&mut self, params: &ast::TypeParams) -> (Vec<Stmt>, Expr) {
        let at = span(params.range);
        let mut body = vec![import("_parameter", at)];
        let mut all = Vec::new();
        for param in params {
            let here = span(param.range());
            let (kind, bound, default) = match param {
                ast::TypeParam::TypeVar(p) => ("TypeVar", p.bound.as_deref(), &p.default),
                ast::TypeParam::ParamSpec(p) => ("ParamSpec", None, &p.default),
                ast::TypeParam::TypeVarTuple(p) => ("TypeVarTuple", None, &p.default),
            };
            let id = ident(parameter_name(param));
            let constrained = matches!(bound, Some(ast::Expr::Tuple(_)));
            let args = vec![
                text(kind, here),
                text(&id.name, here),
                self.lazily(bound, here),
                expr(ExprKind::Constant(Const::Bool(constrained)), here),
                self.lazily(default.as_deref(), here),
            ];
            let made = call(name("._parameter", here), args, here);
            body.push(assign(name(&id.name, here), made));
            all.push(name(&id.name, here));
        }
        (body, expr(ExprKind::Tuple(all), at))
    }

    /// Defines and calls the hidden function; the value of the call. `outside`: values of its parameters.
    fn hidden(
        &mut self,
        what: &str,
        body: Vec<Stmt>,
        outside: Vec<(Param, Expr)>,
        at: Span,
        before: &mut Vec<Stmt>,
    ) -> Expr {
        let (params, args): (Vec<Param>, Vec<Expr>) = outside.into_iter().unzip();
        let maker = FunctionDef {
            name: named(&format!("{HIDDEN}{what}>"), at),
            bound: named(MAKER, at),
            is_async: false,
            decorators: Vec::new(),
            params: Params {
                args: params,
                ..Params::default()
            },
            annotations: None,
            body,
            scope: self.scope(),
        };
        before.push(stmt(StmtKind::FunctionDef(Box::new(maker)), at));
        call(name(MAKER, at), args, at)
    }

    /// `f = decorators(.maker(defaults))`, and the last of its names goes.
    fn bind_made(made: Expr, decorators: Vec<Expr>, to: Ident, before: &mut Vec<Stmt>) -> StmtKind {
        let at = made.span;
        let decorated = decorators
            .into_iter()
            .rev()
            .fold(made, |inner, decorator| call(decorator, vec![inner], at));
        before.push(assign(expr(ExprKind::Name(to.name), to.span), decorated));
        StmtKind::Delete(vec![name(MAKER, at)])
    }

    pub(super) fn generic_function(
        &mut self,
        mut def: FunctionDef,
        params: &ast::TypeParams,
        at: Span,
        before: &mut Vec<Stmt>,
    ) -> StmtKind {
        let (mut body, all) = self.type_parameters(params);
        let mut outside = Vec::new();
        let own = &mut def.params;
        let lists = [&mut own.pos_only, &mut own.args, &mut own.kw_only];
        for param in lists.into_iter().flatten() {
            // Defaults belong to the place around the definition.
            if let Some(value) = &mut param.default {
                let ident = named(&format!(".{}", outside.len()), value.span);
                let inside = expr(ExprKind::Name(ident.name.clone()), value.span);
                let given = std::mem::replace(value, inside);
                let default = None;
                outside.push((Param { ident, default }, given));
            }
        }
        let decorators = std::mem::take(&mut def.decorators);
        let to = std::mem::replace(&mut def.bound, named(DEFINED, at));
        let what = def.name.name.clone();
        body.push(stmt(StmtKind::FunctionDef(Box::new(def)), at));
        let attribute = ExprKind::Attribute {
            value: Box::new(name(DEFINED, at)),
            attr: named("__type_params__", at),
        };
        body.push(assign(expr(attribute, at), all));
        body.push(stmt(StmtKind::Return(Some(name(DEFINED, at))), at));
        let made = self.hidden(&what, body, outside, at, before);
        Self::bind_made(made, decorators, to, before)
    }

    pub(super) fn generic_class(
        &mut self,
        mut def: ClassDef,
        params: &ast::TypeParams,
        at: Span,
        before: &mut Vec<Stmt>,
    ) -> StmtKind {
        let (mut body, all) = self.type_parameters(params);
        body.push(import("Generic", at));
        let arguments = params.iter().map(|param| {
            let variable = name(parameter_name(param).as_str(), at);
            match param {
                ast::TypeParam::TypeVarTuple(_) => expr(ExprKind::Starred(Box::new(variable)), at),
                _ => variable,
            }
        });
        let arguments = arguments.collect();
        let base = ExprKind::Subscript {
            value: Box::new(name(".Generic", at)),
            slice: Box::new(expr(ExprKind::Tuple(arguments), at)),
        };
        def.args.push(expr(base, at));
        let is_doc = |stmt: &Stmt| {
            matches!(
                &stmt.kind,
                StmtKind::Expr(Expr {
                    kind: ExprKind::Constant(Const::Str(_)),
                    ..
                })
            )
        };
        let first = usize::from(def.body.first().is_some_and(is_doc));
        let place = name("__type_params__", at);
        def.body.insert(first, assign(place, all));
        let decorators = std::mem::take(&mut def.decorators);
        let to = std::mem::replace(&mut def.bound, named(DEFINED, at));
        let what = def.name.name.clone();
        body.push(stmt(StmtKind::ClassDef(Box::new(def)), at));
        body.push(stmt(StmtKind::Return(Some(name(DEFINED, at))), at));
        let made = self.hidden(&what, body, Vec::new(), at, before);
        Self::bind_made(made, decorators, to, before)
    }

    pub(super) fn type_alias(
        &mut self,
        alias: &ast::StmtTypeAlias,
        before: &mut Vec<Stmt>,
    ) -> StmtKind {
        let at = span(alias.range);
        let ast::Expr::Name(target) = &*alias.name else {
            unreachable!("the parser accepts only a name here");
        };
        let what: Arc<str> = target.id.as_str().into();
        let (mut body, all) = match alias.type_params.as_deref() {
            Some(params) => self.type_parameters(params),
            None => (Vec::new(), expr(ExprKind::Tuple(Vec::new()), at)),
        };
        body.push(import("_alias", at));
        let value = self.lazily(Some(&alias.value), at);
        let args = vec![text(&what, at), all, value];
        let made = call(name("._alias", at), args, at);
        body.push(stmt(StmtKind::Return(Some(made)), at));
        let made = self.hidden(&what, body, Vec::new(), at, before);
        let to = named(&what, span(target.range));
        Self::bind_made(made, Vec::new(), to, before)
    }
}
