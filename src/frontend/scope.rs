//! Owns the symbol table: which scope each name belongs to, and CPython's complaints about names
//! (`symtable.c`). Owns no instruction: `codegen` asks it what a name is.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ast::{CompKind, ScopeId};
use crate::base::Span;

/// A mistake in the use of names, in CPython's words.
pub(super) struct NameError {
    pub(super) span: Span,
    pub(super) message: String,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum ScopeKind {
    Module,
    Class,
    /// Also lambdas.
    Function,
    Comp(CompKind),
}

/// What a name is in a scope, after analysis.
#[derive(Clone, Copy, PartialEq, Eq, Debug, PartialOrd, Ord)]
pub(super) enum Resolved {
    Local,
    GlobalExplicit,
    GlobalImplicit,
    Free,
    Cell,
}

/// How a name occurs in a scope.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(super) struct Uses {
    pub(super) global: bool,
    pub(super) nonlocal: bool,
    /// Assigned, imported, defined, deleted.
    pub(super) assigned: bool,
    pub(super) param: bool,
    pub(super) used: bool,
    /// Target of a `for` of a comprehension.
    pub(super) comp_target: bool,
    /// A class's name that a method also uses from a scope further out.
    pub(super) free_class: bool,
    /// A cell of an inlined comprehension.
    pub(super) comp_cell: bool,
    /// Bound by an import.
    pub(super) imported: bool,
}

impl Uses {
    pub(super) fn bound(self) -> bool {
        self.assigned || self.param
    }
}

#[derive(Clone, Debug)]
pub(super) struct Symbol {
    pub(super) name: Arc<str>,
    pub(super) uses: Uses,
    pub(super) resolved: Resolved,
    /// Of the `global` or `nonlocal` declaration.
    pub(super) declared: Span,
}

#[derive(Clone, Debug)]
pub(super) struct Scope {
    pub(super) kind: ScopeKind,
    pub(super) children: Vec<ScopeId>,
    pub(super) generator: bool,
    pub(super) coroutine: bool,
    /// A class whose methods use `super()` or `__class__`.
    pub(super) needs_class_cell: bool,
    /// Whether the version inlines comprehensions.
    pub(super) inlines: bool,
    symbols: Vec<Symbol>,
    index: BTreeMap<Arc<str>, usize>,
}

impl Scope {
    pub(super) fn new(kind: ScopeKind) -> Self {
        Self {
            kind,
            children: Vec::new(),
            generator: false,
            coroutine: false,
            needs_class_cell: false,
            inlines: true,
            symbols: Vec::new(),
            index: BTreeMap::new(),
        }
    }

    /// Whether names live in fast locals.
    pub(super) fn function_like(&self) -> bool {
        matches!(self.kind, ScopeKind::Function | ScopeKind::Comp(_))
    }

    /// Whether the comprehension is compiled into the code around it (3.12; here those that await, whatever
    /// the version).
    pub(super) fn inlined(&self) -> bool {
        let may = self.inlines || self.coroutine;
        matches!(self.kind, ScopeKind::Comp(kind) if kind != CompKind::Generator) && may
    }

    pub(super) fn get(&self, name: &str) -> Option<&Symbol> {
        self.index.get(name).map(|at| &self.symbols[*at])
    }

    pub(super) fn symbols(&self) -> &[Symbol] {
        &self.symbols
    }

    pub(super) fn symbol(&mut self, name: &Arc<str>) -> &mut Symbol {
        let at = *self.index.entry(name.clone()).or_insert_with(|| {
            self.symbols.push(Symbol {
                name: name.clone(),
                uses: Uses::default(),
                resolved: Resolved::GlobalImplicit,
                declared: Span::default(),
            });
            self.symbols.len() - 1
        });
        &mut self.symbols[at]
    }

    /// Names that satisfy a condition, sorted.
    pub(super) fn sorted(&self, keep: impl Fn(&Symbol) -> bool) -> Vec<Arc<str>> {
        self.index
            .iter()
            .filter(|(_, at)| keep(&self.symbols[**at]))
            .map(|(name, _)| name.clone())
            .collect()
    }
}

/// `__name` inside class `Owner` is `_Owner__name`.
pub(super) fn mangle(class: Option<&str>, name: &Arc<str>) -> Arc<str> {
    let Some(class) = class else {
        return name.clone();
    };
    if !name.starts_with("__") || name.ends_with("__") || name.contains('.') {
        return name.clone();
    }
    let class = class.trim_start_matches('_');
    if class.is_empty() {
        return name.clone();
    }
    format!("_{class}{name}").into()
}

type Names = std::collections::BTreeSet<Arc<str>>;

/// Decides for every name of every scope what it is.
pub(super) fn analyze(scopes: &mut [Scope]) -> Result<(), NameError> {
    let mut analysis = Analysis { scopes };
    declare_in_module(analysis.scopes);
    analysis.block(ScopeId(0), None, &mut Names::new(), &Names::new())
}

/// A name that any function declares `global` is one in the module's own code as well
/// (`symtable_add_def_helper`).
fn declare_in_module(scopes: &mut [Scope]) {
    let declared: Names = scopes
        .iter()
        .flat_map(|scope| &scope.symbols)
        .filter(|symbol| symbol.uses.global)
        .map(|symbol| symbol.name.clone())
        .collect();
    for symbol in &mut scopes[0].symbols {
        symbol.uses.global |= declared.contains(&symbol.name);
    }
}

struct Analysis<'a> {
    scopes: &'a mut [Scope],
}

impl Analysis<'_> {
    fn scope(&mut self, id: ScopeId) -> &mut Scope {
        &mut self.scopes[id.0 as usize]
    }

    /// `analyze_block` of `symtable.c`. `bound`: names of enclosing functions (`None` for the module);
    /// `free`: receives the names that must come from there.
    fn block(
        &mut self,
        id: ScopeId,
        bound: Option<&Names>,
        free: &mut Names,
        global: &Names,
    ) -> Result<(), NameError> {
        let mut bound_here = bound.cloned();
        let mut global_here = global.clone();
        let mut local = Names::new();
        let is_class = self.scope(id).kind == ScopeKind::Class;
        // A class's names are not visible in its methods: what they see is fixed before.
        let mut inner_bound = if is_class {
            bound.cloned().unwrap_or_default()
        } else {
            Names::new()
        };
        let mut inner_global = if is_class {
            global.clone()
        } else {
            Names::new()
        };

        for symbol in &mut self.scope(id).symbols {
            symbol.resolved = resolve(symbol, &mut bound_here, &mut local, free, &mut global_here)?;
        }
        if is_class {
            inner_bound.insert("__class__".into());
        } else {
            if self.scope(id).function_like() {
                inner_bound.extend(local.iter().cloned());
            }
            inner_bound.extend(bound_here.iter().flatten().cloned());
            inner_global.extend(global_here.iter().cloned());
        }

        let mut inner_free = Names::new();
        let mut inlined_cells = Names::new();
        let children = self.scope(id).children.clone();
        let mut spliced = Vec::new();
        for child in children {
            let mut child_free = Names::new();
            self.block(child, Some(&inner_bound), &mut child_free, &inner_global)?;
            if self.scope(child).inlined() {
                self.inline(id, child, &mut child_free, &mut inlined_cells);
                spliced.extend(self.scope(child).children.clone());
            } else {
                spliced.push(child);
            }
            inner_free.extend(child_free);
        }
        self.scope(id).children = spliced;

        if self.scope(id).function_like() {
            self.cells(id, &mut inner_free, &inlined_cells);
        } else if is_class && inner_free.remove("__class__") {
            self.scope(id).needs_class_cell = true;
        }
        self.pass_through(id, bound, &inner_free, &inlined_cells);
        free.extend(inner_free);
        Ok(())
    }

    /// Locals that inner functions use become cells.
    fn cells(&mut self, id: ScopeId, free: &mut Names, inlined_cells: &Names) {
        for symbol in &mut self.scope(id).symbols {
            if symbol.resolved != Resolved::Local {
                continue;
            }
            if free.contains(&symbol.name) || inlined_cells.contains(&symbol.name) {
                symbol.resolved = Resolved::Cell;
                free.remove(&symbol.name);
            }
        }
    }

    /// Names that inner scopes take from further out become free variables here.
    fn pass_through(
        &mut self,
        id: ScopeId,
        bound: Option<&Names>,
        free: &Names,
        inlined_cells: &Names,
    ) {
        let scope = self.scope(id);
        let is_class = scope.kind == ScopeKind::Class;
        for symbol in &mut scope.symbols {
            symbol.uses.comp_cell |= inlined_cells.contains(&symbol.name);
        }
        for name in free {
            if scope.get(name).is_some() {
                if is_class {
                    scope.symbol(name).uses.free_class = true;
                }
                continue;
            }
            if bound.is_some_and(|bound| !bound.contains(name)) {
                continue;
            }
            scope.symbol(name).resolved = Resolved::Free;
        }
    }

    /// `inline_comprehension`: the names of the comprehension join those of the scope around it.
    fn inline(&mut self, id: ScopeId, comp: ScopeId, comp_free: &mut Names, cells: &mut Names) {
        let symbols = self.scope(comp).symbols.clone();
        let inner: Vec<ScopeId> = self.scope(comp).children.clone();
        let is_class = self.scope(id).kind == ScopeKind::Class;
        for symbol in symbols {
            if symbol.uses.param {
                continue;
            }
            if symbol.resolved == Resolved::Cell || symbol.uses.comp_cell {
                cells.insert(symbol.name.clone());
            }
            let existing = self.scope(id).get(&symbol.name).map(|s| s.uses);
            if let Some(uses) = existing {
                let in_child = inner.iter().any(|child| {
                    let child = &self.scopes[child.0 as usize];
                    child
                        .get(&symbol.name)
                        .is_some_and(|s| s.resolved == Resolved::Free)
                });
                if uses.bound() && !is_class && !in_child {
                    comp_free.remove(&symbol.name);
                }
                continue;
            }
            let mut resolved = symbol.resolved;
            if resolved == Resolved::Free && is_class && &*symbol.name == "__class__" {
                resolved = Resolved::GlobalImplicit;
                comp_free.remove(&symbol.name);
            }
            let copy = self.scope(id).symbol(&symbol.name);
            copy.uses = symbol.uses;
            copy.resolved = resolved;
        }
    }
}

/// `analyze_name` of `symtable.c`.
fn resolve(
    symbol: &Symbol,
    bound: &mut Option<Names>,
    local: &mut Names,
    free: &mut Names,
    global: &mut Names,
) -> Result<Resolved, NameError> {
    let name = &symbol.name;
    let error = |message: String| NameError {
        span: symbol.declared,
        message,
    };
    if symbol.uses.global {
        if symbol.uses.nonlocal {
            return Err(error(format!("name '{name}' is nonlocal and global")));
        }
        global.insert(name.clone());
        if let Some(bound) = bound {
            bound.remove(name);
        }
        return Ok(Resolved::GlobalExplicit);
    }
    if symbol.uses.nonlocal {
        let Some(bound) = bound else {
            return Err(error(
                "nonlocal declaration not allowed at module level".to_owned(),
            ));
        };
        if !bound.contains(name) {
            return Err(error(format!("no binding for nonlocal '{name}' found")));
        }
        free.insert(name.clone());
        return Ok(Resolved::Free);
    }
    if symbol.uses.bound() {
        local.insert(name.clone());
        global.remove(name);
        return Ok(Resolved::Local);
    }
    if bound.as_ref().is_some_and(|bound| bound.contains(name)) {
        free.insert(name.clone());
        return Ok(Resolved::Free);
    }
    Ok(Resolved::GlobalImplicit)
}
