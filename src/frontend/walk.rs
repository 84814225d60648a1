//! Owns the visit of every node of a tree, outermost first, for passes that only look.

use super::ast::{Expr, ExprKind, FPart, Params, Pattern, PatternKind, Stmt, StmtKind};

/// What a statement contains directly.
pub(super) enum Child<'a> {
    Expr(&'a Expr),
    Stmts(&'a [Stmt]),
    Pattern(&'a Pattern),
}

fn defaults<'a>(params: &'a Params, see: &mut impl FnMut(Child<'a>)) {
    for param in params.positional().chain(&params.kw_only) {
        if let Some(default) = &param.default {
            see(Child::Expr(default));
        }
    }
}

/// Shows the direct children of a statement, in order of evaluation.
pub(super) fn stmt_children<'a>(stmt: &'a Stmt, see: &mut impl FnMut(Child<'a>)) {
    match &stmt.kind {
        StmtKind::FunctionDef(def) => {
            def.decorators.iter().for_each(|e| see(Child::Expr(e)));
            defaults(&def.params, see);
            see(Child::Stmts(&def.body));
        }
        StmtKind::ClassDef(def) => {
            def.decorators.iter().for_each(|e| see(Child::Expr(e)));
            def.args.iter().for_each(|e| see(Child::Expr(e)));
            def.keywords.iter().for_each(|k| see(Child::Expr(&k.value)));
            see(Child::Stmts(&def.body));
        }
        StmtKind::Return(value) => value.iter().for_each(|e| see(Child::Expr(e))),
        StmtKind::Delete(targets) => targets.iter().for_each(|e| see(Child::Expr(e))),
        StmtKind::Assign { targets, value } => {
            see(Child::Expr(value));
            targets.iter().for_each(|e| see(Child::Expr(e)));
        }
        StmtKind::AugAssign { target, value, .. } => {
            see(Child::Expr(target));
            see(Child::Expr(value));
        }
        StmtKind::AnnAssign { target, value, .. } => {
            value.iter().for_each(|e| see(Child::Expr(e)));
            see(Child::Expr(target));
        }
        StmtKind::For {
            target,
            iter,
            body,
            orelse,
            ..
        } => {
            see(Child::Expr(iter));
            see(Child::Expr(target));
            see(Child::Stmts(body));
            see(Child::Stmts(orelse));
        }
        StmtKind::While { test, body, orelse } => {
            see(Child::Expr(test));
            see(Child::Stmts(body));
            see(Child::Stmts(orelse));
        }
        StmtKind::If { branches, orelse } => {
            for (test, body) in branches {
                see(Child::Expr(test));
                see(Child::Stmts(body));
            }
            see(Child::Stmts(orelse));
        }
        StmtKind::With { items, body, .. } => {
            for item in items {
                see(Child::Expr(&item.context));
                item.target.iter().for_each(|e| see(Child::Expr(e)));
            }
            see(Child::Stmts(body));
        }
        StmtKind::Match { subject, cases } => {
            see(Child::Expr(subject));
            for case in cases {
                see(Child::Pattern(&case.pattern));
                case.guard.iter().for_each(|e| see(Child::Expr(e)));
                see(Child::Stmts(&case.body));
            }
        }
        StmtKind::Raise { exc, cause } => {
            exc.iter().chain(cause).for_each(|e| see(Child::Expr(e)));
        }
        StmtKind::Try(t) => {
            see(Child::Stmts(&t.body));
            for handler in &t.handlers {
                handler.class.iter().for_each(|e| see(Child::Expr(e)));
                see(Child::Stmts(&handler.body));
            }
            see(Child::Stmts(&t.orelse));
            see(Child::Stmts(&t.finalbody));
        }
        StmtKind::Assert { test, msg } => {
            see(Child::Expr(test));
            msg.iter().for_each(|e| see(Child::Expr(e)));
        }
        StmtKind::Expr(value) => see(Child::Expr(value)),
        StmtKind::Import(_)
        | StmtKind::ImportFrom { .. }
        | StmtKind::Global(_)
        | StmtKind::Nonlocal(_)
        | StmtKind::Pass
        | StmtKind::Break
        | StmtKind::Continue => {}
    }
}

/// Shows the direct subexpressions of an expression.
pub(super) fn expr_children<'a>(expr: &'a Expr, see: &mut impl FnMut(&'a Expr)) {
    match &expr.kind {
        ExprKind::BoolOp { values: items, .. }
        | ExprKind::Set(items)
        | ExprKind::List(items)
        | ExprKind::Tuple(items) => items.iter().for_each(see),
        ExprKind::Named { target, value } => [target, value].into_iter().for_each(|e| see(e)),
        ExprKind::Binary { left, right, .. } => [left, right].into_iter().for_each(|e| see(e)),
        ExprKind::Unary { operand: e, .. }
        | ExprKind::Await(e)
        | ExprKind::YieldFrom(e)
        | ExprKind::Starred(e)
        | ExprKind::Attribute { value: e, .. } => see(e),
        ExprKind::Lambda(lambda) => {
            defaults(&lambda.params, &mut |child| {
                if let Child::Expr(e) = child {
                    see(e);
                }
            });
            see(&lambda.body);
        }
        ExprKind::IfExp { test, body, orelse } => {
            [test, body, orelse].into_iter().for_each(|e| see(e));
        }
        ExprKind::Dict(items) => {
            for (key, value) in items {
                key.iter().for_each(&mut *see);
                see(value);
            }
        }
        ExprKind::Comp(comp) => {
            for clause in &comp.clauses {
                see(&clause.iter);
                see(&clause.target);
                clause.ifs.iter().for_each(&mut *see);
            }
            see(&comp.element);
            comp.value.iter().for_each(see);
        }
        ExprKind::Yield(value) => value.iter().for_each(|e| see(e)),
        ExprKind::Compare { left, rest } => {
            see(left);
            rest.iter().for_each(|(_, e)| see(e));
        }
        ExprKind::Call {
            func,
            args,
            keywords,
        } => {
            see(func);
            args.iter().for_each(&mut *see);
            keywords.iter().for_each(|k| see(&k.value));
        }
        ExprKind::FString(parts) => fstring_children(parts, see),
        ExprKind::Subscript { value, slice } => [value, slice].into_iter().for_each(|e| see(e)),
        ExprKind::Slice { lower, upper, step } => [lower, upper, step]
            .into_iter()
            .flatten()
            .for_each(|e| see(e)),
        ExprKind::TString | ExprKind::Constant(_) | ExprKind::Name(_) => {}
    }
}

fn fstring_children<'a>(parts: &'a [FPart], see: &mut impl FnMut(&'a Expr)) {
    for part in parts {
        if let FPart::Value { expr, spec, .. } = part {
            see(expr);
            spec.iter().for_each(|spec| fstring_children(spec, see));
        }
    }
}

/// Shows the expressions of a pattern.
pub(super) fn pattern_exprs<'a>(pattern: &'a Pattern, see: &mut impl FnMut(&'a Expr)) {
    match &pattern.kind {
        PatternKind::Value(e) => see(e),
        PatternKind::Sequence(patterns) | PatternKind::Or(patterns) => {
            patterns.iter().for_each(|p| pattern_exprs(p, see));
        }
        PatternKind::Mapping { keys, patterns, .. } => {
            keys.iter().for_each(&mut *see);
            patterns.iter().for_each(|p| pattern_exprs(p, see));
        }
        PatternKind::Class {
            class,
            patterns,
            keywords,
        } => {
            see(class);
            patterns.iter().for_each(|p| pattern_exprs(p, see));
            keywords.iter().for_each(|(_, p)| pattern_exprs(p, see));
        }
        PatternKind::As {
            pattern: Some(p), ..
        } => pattern_exprs(p, see),
        PatternKind::As { pattern: None, .. }
        | PatternKind::Star(_)
        | PatternKind::Singleton(_) => {}
    }
}
