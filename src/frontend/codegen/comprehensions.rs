//! Owns comprehensions: inlined into the code around them (PEP 709), generator expressions as functions.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::{Codegen, Params};
use crate::base::Span;
use crate::bytecode::{Opcode, VarKind};
use crate::frontend::ast::{Clause, Comp, CompKind, Expr, ExprKind};
use crate::frontend::code::{Label, Op};
use crate::frontend::scope::{Resolved, ScopeKind};

impl<'a> Codegen<'a> {
    pub(super) fn comprehension(&mut self, comp: &'a Comp, span: Span) {
        let outermost = &comp.clauses[0].iter;
        if !self.scope_of(comp.scope).inlined() {
            self.function(comp, span);
            self.expr(outermost);
            self.emit(get_iter(&comp.clauses[0]), 0, outermost.span);
            self.call_of(0, span);
            return;
        }
        self.iterable(outermost);
        self.emit(get_iter(&comp.clauses[0]), 0, outermost.span);
        let (saved, cleanup) = self.start_inlined(comp, span);
        self.emit(build(comp), 0, span);
        self.emit(Opcode::Swap, 2, span);
        self.clause(comp, 0, 1, span);
        self.end_inlined(&saved, cleanup, span);
    }

    /// Pushes the function that a generator expression is, and until 3.11 every comprehension.
    fn function(&mut self, comp: &'a Comp, span: Span) {
        let params = Params {
            names: vec![".0".into()],
            args: 1,
            ..Params::default()
        };
        let name = match comp.kind {
            CompKind::Generator => "<genexpr>",
            CompKind::List => "<listcomp>",
            CompKind::Set => "<setcomp>",
            CompKind::Dict => "<dictcomp>",
        };
        self.enter(comp.scope, name.into(), span, params);
        let handler = self.start_generator();
        if comp.kind == CompKind::Generator {
            self.clause(comp, 0, 0, span);
            self.none(None);
        } else {
            self.emit(build(comp), 0, span);
            self.clause(comp, 0, 0, span);
        }
        self.emit_nowhere(Opcode::ReturnValue, 0);
        self.end_generator(handler);
        let code = self.leave(None);
        self.make_function(code, &mut Vec::new(), span);
    }

    /// Isolates the names that the comprehension binds: their outer values are saved on the stack, below
    /// the iterator. The variables saved, and where an exception restores them.
    fn start_inlined(&mut self, comp: &'a Comp, span: Span) -> (Vec<u32>, Option<Label>) {
        let inner = self.scope_of(comp.scope);
        let in_class = self.scope().kind == ScopeKind::Class && self.unit().overrides.is_empty();
        let mut names: BTreeMap<Arc<str>, Resolved> = BTreeMap::new();
        let mut saved = Vec::new();
        for symbol in inner.symbols() {
            let isolated = symbol.uses.assigned && !symbol.uses.nonlocal && !symbol.uses.global;
            if symbol.uses.param || !(isolated || in_class) {
                continue;
            }
            let outer = self.resolve(&symbol.name).0;
            // A local of the comprehension that is a cell outside keeps being a cell.
            let kept = symbol.resolved == Resolved::Free && outer == Resolved::Cell;
            if !kept {
                let mut resolved = symbol.resolved;
                if isolated && self.unit().var_index.contains_key(&symbol.name) {
                    resolved = self.slot_kind(&symbol.name, resolved);
                }
                names.insert(symbol.name.clone(), resolved);
            }
            if isolated {
                let var = self.unit().variable(&symbol.name, VarKind::Local);
                self.emit(Opcode::LoadFastAndClear, var, span);
                if self.unit().vars[var as usize].1 != VarKind::Local {
                    self.emit(Opcode::MakeCell, var, span);
                }
                saved.push(var);
            }
        }
        self.unit().overrides.push(names);
        if saved.is_empty() {
            return (saved, None);
        }
        self.emit(Opcode::Swap, saved.len() as u32 + 1, span);
        let cleanup = self.label();
        self.code().setup(cleanup, false, 0, None);
        (saved, Some(cleanup))
    }

    /// A variable that has a cell for any use is used through the cell everywhere.
    fn slot_kind(&mut self, name: &str, resolved: Resolved) -> Resolved {
        let var = self.unit().var_index[name] as usize;
        match self.unit().vars[var].1 {
            VarKind::Local => resolved,
            VarKind::Cell | VarKind::Free => Resolved::Cell,
        }
    }

    fn end_inlined(&mut self, saved: &[u32], cleanup: Option<Label>, span: Span) {
        self.unit().overrides.pop();
        let Some(cleanup) = cleanup else { return };
        let end = self.label();
        self.code().pop_block();
        self.jump(end);
        self.place(cleanup);
        // The incomplete result goes, the exception stays on top.
        self.emit_nowhere(Opcode::Swap, 2);
        self.emit_nowhere(Opcode::PopTop, 0);
        self.restore(saved, span);
        self.emit_nowhere(Opcode::Reraise, 0);
        self.place(end);
        self.restore(saved, span);
    }

    fn restore(&mut self, saved: &[u32], span: Span) {
        self.emit(Opcode::Swap, saved.len() as u32 + 1, span);
        for var in saved.iter().rev() {
            self.code()
                .push(Op::StoreFastMaybeNull, *var, None, Some(span));
        }
    }

    /// One `for` of a comprehension and everything in it. `depth`: iterators on the stack above the
    /// result, this clause's own excluded except for the first of an inlined one.
    fn clause(&mut self, comp: &'a Comp, at: usize, depth: u32, span: Span) {
        let clause = &comp.clauses[at];
        let (top, skip, done) = (self.label(), self.label(), self.label());
        let mut depth = depth;
        let mut loops = true;
        if at > 0 {
            if let Some(only) = single_item(&clause.iter).filter(|_| !clause.is_async) {
                self.expr(only);
                loops = false;
            } else {
                self.iterable(&clause.iter);
                self.emit(get_iter(clause), 0, clause.iter.span);
                depth += 1;
            }
        } else if !self.scope_of(comp.scope).inlined() {
            self.emit(Opcode::LoadFast, 0, clause.iter.span);
            depth += 1;
        }
        if clause.is_async {
            self.place(top);
            self.next_awaited(done, clause.iter.span);
        } else if loops {
            self.place(top);
            self.branch(Opcode::ForIter, done, clause.iter.span);
        }
        self.store(&clause.target);
        for test in &clause.ifs {
            self.jump_if(test, skip, false);
        }
        let element = if at + 1 < comp.clauses.len() {
            self.clause(comp, at + 1, depth, span);
            span
        } else {
            self.element(comp, depth)
        };
        self.place(skip);
        if loops {
            self.code().jump(Op::Jump, top, Some(element));
            self.place(done);
            if clause.is_async {
                self.emit(Opcode::EndAsyncFor, 0, clause.iter.span);
            } else {
                self.emit_nowhere(Opcode::EndFor, 0);
                self.emit_nowhere(Opcode::PopIter, 0);
            }
        }
    }

    fn element(&mut self, comp: &'a Comp, depth: u32) -> Span {
        let mut span = comp.element.span;
        self.expr(&comp.element);
        match comp.kind {
            CompKind::List => self.emit(Opcode::ListAppend, depth + 1, span),
            CompKind::Set => self.emit(Opcode::SetAdd, depth + 1, span),
            CompKind::Dict => {
                if let Some(value) = &comp.value {
                    self.expr(value);
                    span.end = value.span.end;
                }
                self.emit(Opcode::MapAdd, depth + 1, span);
            }
            CompKind::Generator => {
                self.yield_value(span);
                self.emit(Opcode::PopTop, 0, span);
            }
        }
        span
    }

    /// What a loop runs over: a list display of constants may as well be a tuple.
    pub(super) fn iterable(&mut self, iter: &'a Expr) {
        self.expr(iter);
    }
}

/// What makes the empty result.
fn build(comp: &Comp) -> Opcode {
    match comp.kind {
        CompKind::List => Opcode::BuildList,
        CompKind::Set => Opcode::BuildSet,
        CompKind::Dict | CompKind::Generator => Opcode::BuildMap,
    }
}

fn get_iter(clause: &Clause) -> Opcode {
    if clause.is_async {
        Opcode::GetAiter
    } else {
        Opcode::GetIter
    }
}

/// The item of a display with exactly one: `for y in [f(x)]` is an assignment.
fn single_item(iter: &Expr) -> Option<&Expr> {
    match &iter.kind {
        ExprKind::List(items) | ExprKind::Tuple(items) => match &items[..] {
            [only] if !matches!(only.kind, ExprKind::Starred(_)) => Some(only),
            _ => None,
        },
        _ => None,
    }
}
