//! Owns the translation of the tree to instructions, in CPython 3.14's shapes (`Python/codegen.c`).
//! This file: code objects being written, their tables, and what a name compiles to.

mod asynchronous;
mod calls;
mod comprehensions;
mod definitions;
mod exceptions;
mod expressions;
mod jumps;
mod patterns;
mod statements;
mod unwind;

use std::collections::BTreeMap;
use std::sync::Arc;

use self::unwind::FBlock;
use super::assemble::assemble;
use super::ast::{Module, ScopeId, Stmt, StmtKind};
use super::code::{Code, Label, Op};
use super::optimize::optimize;
use super::parse::HIDDEN;
use super::scope::{Resolved, Scope, ScopeKind, Symbol, mangle};
use super::{Mode, Options};
use crate::base::{Source, Span};
use crate::bytecode::{CodeFlags, CodeObject, Const, Dialect, Opcode, Shown, VarKind};

/// The code object of a module that `subset` and `check` have accepted.
pub(super) fn generate(
    source: &Source,
    module: &Module,
    scopes: &[Scope],
    options: Options,
) -> CodeObject {
    let mut codegen = Codegen {
        source,
        scopes,
        options,
        units: Vec::new(),
    };
    let start = Span::new(0, 0);
    codegen.enter(ScopeId(0), "<module>".into(), start, Params::default());
    match (&module.body[..], options.mode) {
        (
            [
                Stmt {
                    kind: StmtKind::Expr(value),
                    ..
                },
            ],
            Mode::Eval,
        ) => codegen.expression_body(value),
        _ => codegen.module_body(&module.body, module.annotations.as_ref()),
    }
    codegen.leave(None)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Context {
    Load,
    Store,
    Del,
}

/// The parameters of a code object being written.
#[derive(Clone, Default)]
struct Params {
    /// In the order of `CodeObject::varnames`.
    names: Vec<Arc<str>>,
    pos_only: u32,
    args: u32,
    kw_only: u32,
    varargs: bool,
    varkeywords: bool,
}

/// A code object being written.
struct Unit<'a> {
    scope: ScopeId,
    name: Arc<str>,
    qualname: Arc<str>,
    home: Span,
    /// The class around, for private names.
    class: Option<Arc<str>>,
    params: Params,
    code: Code,
    consts: Vec<Const>,
    const_index: BTreeMap<String, u32>,
    names: Vec<Arc<str>>,
    name_index: BTreeMap<Arc<str>, u32>,
    vars: Vec<(Arc<str>, VarKind)>,
    var_index: BTreeMap<Arc<str>, u32>,
    fblocks: Vec<FBlock<'a>>,
    /// Names that inlined comprehensions see differently, innermost last.
    overrides: Vec<BTreeMap<Arc<str>, Resolved>>,
}

struct Codegen<'a> {
    source: &'a Source,
    scopes: &'a [Scope],
    options: Options,
    units: Vec<Unit<'a>>,
}

impl<'a> Codegen<'a> {
    fn unit(&mut self) -> &mut Unit<'a> {
        self.units
            .last_mut()
            .expect("a code object is being written")
    }

    fn code(&mut self) -> &mut Code {
        &mut self.unit().code
    }

    fn scope(&mut self) -> &'a Scope {
        let id = self.unit().scope;
        self.scope_of(id)
    }

    fn scope_of(&self, id: ScopeId) -> &'a Scope {
        &self.scopes[id.0 as usize]
    }

    fn emit(&mut self, op: Opcode, arg: u32, span: Span) {
        self.code().emit(op, arg, Some(span));
    }

    /// Whether the code is for this version or a later one.
    fn since(&self, first: Dialect) -> bool {
        self.options.dialect >= first
    }

    /// An instruction that the version does not have.
    fn hidden(&mut self, op: Opcode, arg: u32, span: Span) {
        self.emit(op, arg, span);
        self.code().show(Shown::Hidden);
    }

    /// An instruction that the version calls otherwise.
    fn shown_as(&mut self, name: &'static str, op: Opcode, arg: u32, span: Option<Span>) {
        self.code().emit(op, arg, span);
        self.code().show(Shown::As(name));
    }

    /// An instruction of the version that has nothing to do here.
    fn formality(&mut self, name: &'static str, span: Option<Span>) {
        self.shown_as(name, Opcode::Nop, 0, span);
    }

    /// Hides the last instruction if the version is older than this.
    fn new_in(&mut self, first: Dialect) {
        if !self.since(first) {
            self.code().show(Shown::Hidden);
        }
    }

    /// An instruction that belongs to whatever line runs before it.
    fn emit_nowhere(&mut self, op: Opcode, arg: u32) {
        self.code().emit(op, arg, None);
    }

    fn label(&mut self) -> Label {
        self.code().label()
    }

    fn place(&mut self, label: Label) {
        self.code().place(label);
    }

    fn jump(&mut self, target: Label) {
        self.code().jump(Op::Jump, target, None);
    }

    fn branch(&mut self, op: Opcode, target: Label, span: Span) {
        self.code().jump(Op::Real(op), target, Some(span));
    }

    fn line(&self, span: Span) -> u32 {
        self.source.line(span.start)
    }

    /// Starts a code object: its variables and the instructions before the first statement.
    fn enter(&mut self, id: ScopeId, name: Arc<str>, home: Span, params: Params) {
        let scope = self.scope_of(id);
        let qualname = self.qualname(&name);
        let class = if scope.kind == ScopeKind::Class {
            Some(name.clone())
        } else {
            self.units.last().and_then(|unit| unit.class.clone())
        };
        let mut unit = Unit {
            scope: id,
            name,
            qualname,
            home,
            class,
            params,
            code: Code::new(),
            consts: Vec::new(),
            const_index: BTreeMap::new(),
            names: Vec::new(),
            name_index: BTreeMap::new(),
            vars: Vec::new(),
            var_index: BTreeMap::new(),
            fblocks: Vec::new(),
            overrides: Vec::new(),
        };
        let mut cells = scope.sorted(|s| {
            s.resolved == Resolved::Cell || (s.uses.comp_cell && s.resolved != Resolved::Free)
        });
        let class_is_free = |s: &Symbol| s.resolved == Resolved::Free;
        if scope.needs_class_cell && !scope.get("__class__").is_some_and(class_is_free) {
            cells.push("__class__".into());
        }
        for name in unit.params.names.clone() {
            let kind = if cells.contains(&name) {
                VarKind::Cell
            } else {
                VarKind::Local
            };
            unit.variable(&name, kind);
        }
        for name in &cells {
            unit.variable(name, VarKind::Cell);
        }
        let free = scope.sorted(|s| s.resolved == Resolved::Free || s.uses.free_class);
        for name in &free {
            unit.variable(name, VarKind::Free);
        }
        self.units.push(unit);
        self.prologue(scope, free.len() as u32);
    }

    fn prologue(&mut self, scope: &Scope, free: u32) {
        let home = self.unit().home;
        if free > 0 {
            self.emit(Opcode::CopyFreeVars, free, home);
        }
        for var in 0..self.unit().vars.len() {
            if self.unit().vars[var].1 == VarKind::Cell {
                self.emit(Opcode::MakeCell, var as u32, home);
            }
        }
        if scope.generator || scope.coroutine {
            self.emit(Opcode::ReturnGenerator, 0, home);
            self.emit(Opcode::PopTop, 0, home);
            match self.options.dialect {
                Dialect::V3_10 => self.code().show(Shown::As("GEN_START")),
                _ => self.new_in(Dialect::V3_11),
            }
        }
        if !scope.generator && !scope.coroutine {
            self.emit(Opcode::Resume, 0, home);
        }
    }

    fn qualname(&self, name: &Arc<str>) -> Arc<str> {
        let seen = |unit: &&Unit| !unit.name.starts_with(HIDDEN);
        let Some(outer) = self.units.iter().rev().find(seen) else {
            return name.clone();
        };
        let scope = self.scope_of(outer.scope);
        let mangled = mangle(outer.class.as_deref(), name);
        let declared_global = scope
            .get(&mangled)
            .is_some_and(|s| s.resolved == Resolved::GlobalExplicit);
        match scope.kind {
            ScopeKind::Module => name.clone(),
            _ if declared_global => name.clone(),
            ScopeKind::Class => format!("{}.{name}", outer.qualname).into(),
            ScopeKind::Function | ScopeKind::Comp(_) => {
                format!("{}.<locals>.{name}", outer.qualname).into()
            }
        }
    }

    /// Ends the code object.
    fn leave(&mut self, docstring: Option<Arc<str>>) -> CodeObject {
        let mut unit = self.units.pop().expect("a code object is being written");
        let scope = self.scope_of(unit.scope);
        let order = unit.final_order();
        renumber(&mut unit.code, &order);
        let mut vars: Vec<(Arc<str>, VarKind)> = vec![("".into(), VarKind::Local); order.len()];
        for (var, new) in unit.vars.iter().zip(&order) {
            vars[*new as usize] = var.clone();
        }
        let dialect = self.options.dialect;
        optimize(&mut unit.code, &unit.consts, self.source, dialect);
        let params = unit.params.names.len();
        let bound: Vec<bool> = (0..vars.len()).map(|at| at < params).collect();
        let assembled = assemble(unit.code, &bound, self.source, unit.home, dialect);
        let (varnames, varkinds) = vars.into_iter().unzip();
        CodeObject {
            name: unit.name,
            qualname: unit.qualname,
            source: self.source.clone(),
            first_line: self.source.line(unit.home.start),
            flags: CodeFlags {
                varargs: unit.params.varargs,
                varkeywords: unit.params.varkeywords,
                generator: scope.generator && !scope.coroutine,
                coroutine: scope.coroutine && !scope.generator,
                async_generator: scope.coroutine && scope.generator,
                optimized: scope.function_like(),
                library: self.options.library,
            },
            pos_only: unit.params.pos_only,
            args: unit.params.args,
            kw_only: unit.params.kw_only,
            varnames,
            varkinds,
            names: unit.names,
            consts: unit.consts,
            instrs: assembled.instrs,
            spans: assembled.spans,
            exceptions: assembled.exceptions,
            stack_size: assembled.stack_size,
            docstring,
            dialect,
        }
    }

    /// What a (mangled) name is at this point, and whether an inlined comprehension says so.
    fn resolve(&mut self, name: &str) -> (Resolved, bool) {
        for names in self.unit().overrides.iter().rev() {
            if let Some(resolved) = names.get(name) {
                return (*resolved, true);
            }
        }
        let resolved = self
            .scope()
            .get(name)
            .map_or(Resolved::GlobalImplicit, |s| s.resolved);
        (resolved, false)
    }

    fn name(&mut self, name: &Arc<str>, context: Context, span: Option<Span>) {
        let name = mangle(self.unit().class.as_deref(), name);
        let scope = self.scope();
        let (resolved, overridden) = self.resolve(&name);
        match resolved {
            Resolved::Free | Resolved::Cell => self.deref(&name, context, span),
            Resolved::Local if overridden || scope.function_like() => {
                let var = self.unit().variable(&name, VarKind::Local);
                let op = match context {
                    Context::Load => Opcode::LoadFast,
                    Context::Store => Opcode::StoreFast,
                    Context::Del => Opcode::DeleteFast,
                };
                self.code().emit(op, var, span);
            }
            Resolved::GlobalImplicit if !scope.function_like() => {
                self.namespace(&name, context, span);
            }
            Resolved::GlobalExplicit | Resolved::GlobalImplicit => {
                self.global(&name, context, span);
            }
            Resolved::Local => self.namespace(&name, context, span),
        }
    }

    fn deref(&mut self, name: &Arc<str>, context: Context, span: Option<Span>) {
        let var = self.unit().variable(name, VarKind::Cell);
        let in_class = self.scope().kind == ScopeKind::Class && self.unit().overrides.is_empty();
        let op = match context {
            Context::Load if in_class => {
                self.code().emit(Opcode::LoadLocals, 0, span);
                Opcode::LoadFromDictOrDeref
            }
            Context::Load => Opcode::LoadDeref,
            Context::Store => Opcode::StoreDeref,
            Context::Del => Opcode::DeleteDeref,
        };
        self.code().emit(op, var, span);
    }

    fn global(&mut self, name: &Arc<str>, context: Context, span: Option<Span>) {
        let index = self.unit().name(name);
        match context {
            Context::Load => self.code().emit(Opcode::LoadGlobal, index << 1, span),
            Context::Store => self.code().emit(Opcode::StoreGlobal, index, span),
            Context::Del => self.code().emit(Opcode::DeleteGlobal, index, span),
        }
    }

    /// A name of a module or class body.
    fn namespace(&mut self, name: &Arc<str>, context: Context, span: Option<Span>) {
        // A comprehension in a class body does not see the names of the class.
        let skip_class = self.scope().kind == ScopeKind::Class && !self.unit().overrides.is_empty();
        let index = self.unit().name(name);
        match context {
            Context::Load if skip_class => self.global(name, context, span),
            Context::Load => self.code().emit(Opcode::LoadName, index, span),
            Context::Store => self.code().emit(Opcode::StoreName, index, span),
            Context::Del => self.code().emit(Opcode::DeleteName, index, span),
        }
    }

    fn constant(&mut self, value: Const, span: Option<Span>) {
        if let Const::Int(small @ 0..=255) = value
            && self.since(Dialect::V3_14)
        {
            self.code().emit(Opcode::LoadSmallInt, small as u32, span);
            return;
        }
        let index = self.unit().constant(value);
        self.code().emit(Opcode::LoadConst, index, span);
    }

    fn none(&mut self, span: Option<Span>) {
        self.constant(Const::None, span);
    }

    fn attribute_index(&mut self, name: &Arc<str>) -> u32 {
        let name = mangle(self.unit().class.as_deref(), name);
        self.unit().name(&name)
    }
}

impl Unit<'_> {
    fn name(&mut self, name: &Arc<str>) -> u32 {
        *self.name_index.entry(name.clone()).or_insert_with(|| {
            self.names.push(name.clone());
            self.names.len() as u32 - 1
        })
    }

    fn variable(&mut self, name: &Arc<str>, kind: VarKind) -> u32 {
        *self.var_index.entry(name.clone()).or_insert_with(|| {
            self.vars.push((name.clone(), kind));
            self.vars.len() as u32 - 1
        })
    }

    /// The index of a constant; equal constants of one type share one. Code objects never do.
    fn constant(&mut self, value: Const) -> u32 {
        if matches!(value, Const::Code(_)) {
            self.consts.push(value);
            return self.consts.len() as u32 - 1;
        }
        // Debug text tells types and signs of zero apart, which `==` on floats does not.
        let key = format!("{value:?}");
        *self.const_index.entry(key).or_insert_with(|| {
            self.consts.push(value);
            self.consts.len() as u32 - 1
        })
    }

    /// For each variable its place in `CodeObject::varnames`: parameters, locals, cells, free.
    fn final_order(&self) -> Vec<u32> {
        let params = self.params.names.len();
        let rank = |at: usize| {
            if at < params {
                return 0;
            }
            match self.vars[at].1 {
                VarKind::Local => 1,
                VarKind::Cell => 2,
                VarKind::Free => 3,
            }
        };
        let mut old: Vec<usize> = (0..self.vars.len()).collect();
        old.sort_by_key(|at| rank(*at));
        let mut new = vec![0; old.len()];
        for (place, at) in old.into_iter().enumerate() {
            new[at] = place as u32;
        }
        new
    }
}

fn renumber(code: &mut Code, order: &[u32]) {
    for block in &mut code.blocks {
        for ins in &mut block.ins {
            let variable = matches!(
                ins.op,
                Op::LoadClosure
                    | Op::StoreFastMaybeNull
                    | Op::Real(
                        Opcode::LoadFast
                            | Opcode::StoreFast
                            | Opcode::DeleteFast
                            | Opcode::LoadFastAndClear
                            | Opcode::MakeCell
                            | Opcode::LoadDeref
                            | Opcode::StoreDeref
                            | Opcode::DeleteDeref
                            | Opcode::LoadFromDictOrDeref
                    )
            );
            if variable {
                ins.arg = order[ins.arg as usize];
            }
        }
    }
}
