//! Owns what all threads of a run share and nobody changes: the table of native functions, the modules
//! a program may import, and the way to those of its own.

use std::sync::Arc;

use super::cx::Cx;
use super::memory::Memory;
use super::native::{NativeDef, NativeId, Raise};
use crate::base::{Diagnostic, ObjId};
use crate::bytecode::{CodeObject, CostTable, Dialect};

/// Adds constants and types to a new module.
pub type Setup<M> = fn(&mut Cx<'_, M>, ObjId) -> Result<(), Raise>;

/// A module that a program may import: native functions, Python source, or both (the native functions
/// are in the namespace before the source runs).
pub struct ModuleDef<M: Memory> {
    pub name: &'static str,
    pub natives: &'static [NativeDef<M>],
    /// Compiled when the module is first imported.
    pub source: Option<fn(Dialect) -> Arc<CodeObject>>,
    /// Adds constants and types to the new module.
    pub setup: Option<Setup<M>>,
}

impl<M: Memory> Clone for ModuleDef<M> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<M: Memory> Copy for ModuleDef<M> {}

/// A module of the program's own.
#[derive(Debug)]
pub struct OwnModule {
    /// Its file, or its folder when that has no `__init__.py`.
    pub file: Arc<str>,
    /// Its folder, when it is a package.
    pub package: Option<Arc<str>>,
    /// What is in it; none for a folder without `__init__.py`. Wrong is what Python rejects, or else
    /// what gilscope does not have.
    pub code: Option<Result<Arc<CodeObject>, Vec<Diagnostic>>>,
}

/// How Python text comes to a program while it runs: from its own folder.
pub trait Sources: std::fmt::Debug + Send + Sync {
    /// Whether the folders `path` (or, without any, the program's own) hold a module of this dotted name.
    fn has(&self, name: &str, path: Option<&[Arc<str>]>) -> bool;
    fn module(&self, name: &str, path: Option<&[Arc<str>]>) -> Option<OwnModule>;
    /// The folder that is first in `sys.path`.
    fn folder(&self) -> &str;
    /// Whether `owner` (`module` or `module.Class`) has a public name in CPython, here or not.
    fn cpython_has(&self, owner: &str, name: &str) -> bool;
    /// Whether CPython's library has a top-level module of this name.
    fn is_cpythons_module(&self, name: &str) -> bool;
    /// The program itself, which a spawned process runs once more.
    fn program(&self) -> Option<Arc<CodeObject>>;
}

/// What all threads of a run share.
pub struct World<M: Memory> {
    natives: Vec<NativeDef<M>>,
    /// Which of them are methods of which type.
    pub(super) methods: Vec<(ObjId, std::ops::Range<u16>)>,
    builtins: std::ops::Range<u16>,
    modules: Vec<(ModuleDef<M>, u16)>,
    pub costs: CostTable,
    /// Whose bytecode the run executes.
    pub dialect: Dialect,
    /// `sys.argv`: the program's name and its arguments. Empty unless set before the run.
    pub argv: Vec<Arc<str>>,
    /// None when there is nothing but the library.
    pub sources: Option<Arc<dyn Sources>>,
}

impl<M: Memory> std::fmt::Debug for World<M> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("World")
            .field("natives", &self.natives.len())
            .finish_non_exhaustive()
    }
}

impl<M: Memory> World<M> {
    /// The built-in functions and types, and `modules`.
    pub fn new(modules: &[ModuleDef<M>], costs: CostTable) -> Self {
        let mut natives = vec![NativeDef::new(
            "__build_class__",
            super::metaclass::build_class,
        )];
        let mut methods = Vec::new();
        let tables = super::types::methods::<M>()
            .into_iter()
            .chain(super::core_types::methods::<M>())
            .chain(super::generator_methods::methods::<M>())
            .chain(super::async_calls::methods::<M>())
            .chain(super::exception_groups::methods::<M>());
        for (class, table) in tables {
            let first = natives.len() as u16;
            natives.extend_from_slice(table);
            methods.push((class, first..natives.len() as u16));
        }
        let first_builtin = natives.len() as u16;
        natives.extend_from_slice(super::builtins::functions::<M>());
        natives.extend_from_slice(super::core_types::functions::<M>());
        natives.extend_from_slice(super::asynchronous::functions::<M>());
        natives.extend_from_slice(super::evaluate::functions::<M>());
        let builtins = first_builtin..natives.len() as u16;
        let mut placed = Vec::new();
        for module in modules {
            placed.push((*module, natives.len() as u16));
            natives.extend_from_slice(module.natives);
        }
        Self {
            natives,
            methods,
            builtins,
            modules: placed,
            costs,
            dialect: Dialect::default(),
            argv: Vec::new(),
            sources: None,
        }
    }

    /// The numbers of the functions in `builtins`.
    pub(super) fn builtin_functions(&self) -> std::ops::Range<u16> {
        self.builtins.clone()
    }

    #[inline]
    pub fn native(&self, id: NativeId) -> NativeDef<M> {
        self.natives[id.0 as usize]
    }

    /// A module and the number of its first native function.
    pub(super) fn module(&self, name: &str) -> Option<(ModuleDef<M>, u16)> {
        self.modules
            .iter()
            .find(|(module, _)| module.name == name)
            .copied()
    }

    /// Whether the library's `owner` (`module` or `module.Class`) has a public name in CPython; never
    /// so for a module of the program's own.
    pub fn cpython_has(&self, owner: &str, name: &str) -> bool {
        let sources = self.sources.as_ref();
        let module = owner.split('.').next().unwrap_or(owner);
        sources.is_some_and(|s| s.cpython_has(owner, name) && !s.has(module, None))
    }

    /// Names of all modules a program may import.
    pub fn module_names(&self) -> impl Iterator<Item = &'static str> + '_ {
        self.modules.iter().map(|(module, _)| module.name)
    }
}
