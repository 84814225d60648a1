//! Owns constant folding, with CPython's limits (`ast_opt.c`, `flowgraph.c`). What would raise when it
//! runs, or grow too large, is left as it is.

mod arithmetic;

use super::ast::{
    Clause, Comparison, Expr, ExprKind, FPart, Keyword, Module, Params, Stmt, StmtKind,
};
use crate::bytecode::Const;

pub(super) fn fold(module: &mut Module) {
    stmts(&mut module.body);
}

fn stmts(body: &mut [Stmt]) {
    body.iter_mut().for_each(stmt);
}

fn all<'a>(items: impl IntoIterator<Item = &'a mut Expr>) {
    items.into_iter().for_each(expr);
}

fn keywords(items: &mut [Keyword]) {
    all(items.iter_mut().map(|k| &mut k.value));
}

fn params(params: &mut Params) {
    let positional = params.pos_only.iter_mut().chain(&mut params.args);
    let every = positional.chain(&mut params.kw_only);
    all(every.filter_map(|p| p.default.as_mut()));
}

fn stmt(stmt: &mut Stmt) {
    match &mut stmt.kind {
        StmtKind::FunctionDef(def) => {
            all(&mut def.decorators);
            params(&mut def.params);
            stmts(&mut def.body);
        }
        StmtKind::ClassDef(def) => {
            all(&mut def.decorators);
            all(&mut def.args);
            keywords(&mut def.keywords);
            stmts(&mut def.body);
        }
        StmtKind::Return(value) => all(value),
        StmtKind::Delete(targets) => all(targets.iter_mut().flat_map(parts)),
        StmtKind::Assign { targets, value } => {
            expr(value);
            all(targets.iter_mut().flat_map(parts));
        }
        StmtKind::AugAssign { target, value, .. } => {
            all(parts(target));
            expr(value);
        }
        StmtKind::AnnAssign { target, value, .. } => {
            all(parts(target));
            all(value);
        }
        StmtKind::For {
            target,
            iter,
            body,
            orelse,
            ..
        } => {
            all(parts(target));
            iterable(iter);
            stmts(body);
            stmts(orelse);
        }
        StmtKind::While { test, body, orelse } => {
            expr(test);
            stmts(body);
            stmts(orelse);
        }
        StmtKind::If { branches, orelse } => {
            for (test, body) in branches {
                expr(test);
                stmts(body);
            }
            stmts(orelse);
        }
        StmtKind::With { items, body, .. } => {
            for item in items {
                expr(&mut item.context);
                all(item.target.iter_mut().flat_map(parts));
            }
            stmts(body);
        }
        StmtKind::Match { subject, cases } => {
            expr(subject);
            for case in cases {
                all(&mut case.guard);
                stmts(&mut case.body);
            }
        }
        StmtKind::Raise { exc, cause } => all(exc.iter_mut().chain(cause)),
        StmtKind::Try(t) => {
            stmts(&mut t.body);
            for handler in &mut t.handlers {
                all(&mut handler.class);
                stmts(&mut handler.body);
            }
            stmts(&mut t.orelse);
            stmts(&mut t.finalbody);
        }
        StmtKind::Assert { test, msg } => {
            expr(test);
            all(msg);
        }
        StmtKind::Expr(value) => expr(value),
        StmtKind::Import(_)
        | StmtKind::ImportFrom { .. }
        | StmtKind::Global(_)
        | StmtKind::Nonlocal(_)
        | StmtKind::Pass
        | StmtKind::Break
        | StmtKind::Continue => {}
    }
}

/// The expressions inside a target that are evaluated; the target itself stays what it is.
fn parts(target: &mut Expr) -> Vec<&mut Expr> {
    match &mut target.kind {
        ExprKind::Attribute { value, .. } => vec![value],
        ExprKind::Subscript { value, slice } => vec![value, slice],
        ExprKind::Tuple(items) | ExprKind::List(items) => {
            items.iter_mut().flat_map(parts).collect()
        }
        ExprKind::Starred(inner) => parts(inner),
        _ => Vec::new(),
    }
}

fn expr(e: &mut Expr) {
    match &mut e.kind {
        ExprKind::BoolOp { values, .. } | ExprKind::Set(values) | ExprKind::List(values) => {
            all(values);
        }
        ExprKind::Tuple(values) => {
            all(&mut *values);
            if let Some(folded) = constants(values) {
                e.kind = ExprKind::Constant(Const::Tuple(folded));
            }
        }
        ExprKind::Named { value, .. } => expr(value),
        ExprKind::Binary { left, op, right } => {
            expr(left);
            expr(right);
            if let (ExprKind::Constant(a), ExprKind::Constant(b)) = (&left.kind, &right.kind)
                && let Some(folded) = arithmetic::binary(a, *op, b)
            {
                e.kind = ExprKind::Constant(folded);
            }
        }
        ExprKind::Unary { op, operand } => {
            expr(operand);
            if let ExprKind::Constant(value) = &operand.kind
                && let Some(folded) = arithmetic::unary(*op, value)
            {
                e.kind = ExprKind::Constant(folded);
            }
        }
        ExprKind::Lambda(lambda) => {
            params(&mut lambda.params);
            expr(&mut lambda.body);
        }
        ExprKind::IfExp { test, body, orelse } => all([&mut **test, body, orelse]),
        ExprKind::Dict(items) => {
            for (key, value) in items {
                all(key);
                expr(value);
            }
        }
        ExprKind::Comp(comp) => {
            comp.clauses.iter_mut().for_each(clause);
            expr(&mut comp.element);
            all(&mut comp.value);
        }
        ExprKind::Await(value) | ExprKind::YieldFrom(value) | ExprKind::Starred(value) => {
            expr(value);
        }
        ExprKind::Yield(value) => all(value.iter_mut().map(|v| &mut **v)),
        ExprKind::Compare { left, rest } => {
            expr(left);
            for (op, right) in rest {
                if matches!(op, Comparison::In | Comparison::NotIn) {
                    iterable(right);
                } else {
                    expr(right);
                }
            }
        }
        ExprKind::Call {
            func,
            args,
            keywords: named,
        } => {
            expr(func);
            all(args);
            keywords(named);
        }
        ExprKind::FString(items) => fparts(items),
        ExprKind::Attribute { value, .. } => expr(value),
        ExprKind::Subscript { value, slice } => {
            all([&mut **value, slice]);
            if let (ExprKind::Constant(of), ExprKind::Constant(index)) = (&value.kind, &slice.kind)
                && let Some(folded) = arithmetic::item(of, index)
            {
                e.kind = ExprKind::Constant(folded);
            }
        }
        ExprKind::Slice { lower, upper, step } => {
            all([lower, upper, step]
                .into_iter()
                .flatten()
                .map(|part| &mut **part));
        }
        ExprKind::Name(name) if &**name == "__debug__" => {
            e.kind = ExprKind::Constant(Const::Bool(true));
        }
        ExprKind::Name(_) | ExprKind::Constant(_) | ExprKind::TString => {}
    }
}

fn clause(clause: &mut Clause) {
    all(parts(&mut clause.target));
    iterable(&mut clause.iter);
    all(&mut clause.ifs);
}

fn fparts(items: &mut [FPart]) {
    for part in items {
        if let FPart::Value {
            expr: value, spec, ..
        } = part
        {
            expr(value);
            if let Some(spec) = spec {
                fparts(spec);
            }
        }
    }
}

fn constants(items: &[Expr]) -> Option<Vec<Const>> {
    items
        .iter()
        .map(|e| match &e.kind {
            ExprKind::Constant(c) => Some(c.clone()),
            _ => None,
        })
        .collect()
}

/// A list or set display of constants that is only looked into needs not be built each time.
fn iterable_constant(e: &mut Expr) {
    expr(e);
    let folded = match &e.kind {
        ExprKind::List(items) => constants(items).map(Const::Tuple),
        ExprKind::Set(items) => constants(items).map(Const::FrozenSet),
        _ => None,
    };
    if let Some(folded) = folded {
        e.kind = ExprKind::Constant(folded);
    }
}

/// What a loop runs over: any list display may as well be a tuple.
fn iterable(e: &mut Expr) {
    iterable_constant(e);
    if let ExprKind::List(items) = &mut e.kind
        && items
            .iter()
            .all(|i| !matches!(i.kind, ExprKind::Starred(_)))
    {
        e.kind = ExprKind::Tuple(std::mem::take(items));
    }
}
