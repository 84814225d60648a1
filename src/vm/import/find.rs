//! Owns where a module is looked for: the program's own folder, then the library, as `sys.path` has it;
//! except for modules that CPython has built in or has loaded before the program begins. Loads nothing.

use std::sync::Arc;

use super::{get, is_package, loaded, set};
use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::exceptions;
use crate::vm::memory::Memory;
use crate::vm::native::Raise;
use crate::vm::object::Body;
use crate::vm::symbols as s;
use crate::vm::types;
use crate::vm::value::Value;
use crate::vm::world::{ModuleDef, OwnModule, World};

/// Modules that no file of the program's stands in for: `sys.builtin_module_names` of CPython 3.13, and
/// what `sys.modules` holds when a program begins.
pub const BEFORE_THE_PROGRAM: &[&str] = &[
    "_abc",
    "_ast",
    "_codecs",
    "_collections",
    "_collections_abc",
    "_functools",
    "_imp",
    "_io",
    "_locale",
    "_operator",
    "_signal",
    "_sitebuiltins",
    "_sre",
    "_stat",
    "_string",
    "_symtable",
    "_thread",
    "_tracemalloc",
    "_typing",
    "_warnings",
    "_weakref",
    "abc",
    "atexit",
    "builtins",
    "codecs",
    "encodings",
    "errno",
    "faulthandler",
    "gc",
    "genericpath",
    "io",
    "itertools",
    "linecache",
    "marshal",
    "os",
    "posix",
    "posixpath",
    "pwd",
    "site",
    "stat",
    "sys",
    "time",
    "zipimport",
];

/// Where a module comes from.
pub(super) enum Found<M: Memory> {
    Library(ModuleDef<M>, u16),
    Own(OwnModule),
}

/// Whether a name is looked for in the program's own folders.
fn may_be_own(name: &str) -> bool {
    let top = name.split('.').next().unwrap_or(name);
    !BEFORE_THE_PROGRAM.contains(&top)
}

/// Whether the top-level module of a name is the program's own.
fn top_is_own<M: Memory>(world: &World<M>, name: &str, path: Option<&[Arc<str>]>) -> bool {
    let top = name.split('.').next().unwrap_or(name);
    may_be_own(top) && world.sources.as_ref().is_some_and(|s| s.has(top, path))
}

/// `sys.path`, once `sys` is loaded.
fn search_path<M: Memory>(cx: &Cx<'_, M>) -> Option<Vec<Arc<str>>> {
    let sys = loaded(cx.mem, "sys")?.obj()?;
    let list = get(cx.mem, sys, s::PATH)?;
    let folders = crate::vm::glance::tuple_items(cx.mem, list);
    Some(folders.into_iter().filter_map(|f| cx.text(f)).collect())
}

/// Whether there is such a module.
pub(super) fn exists<M: Memory>(cx: &Cx<'_, M>, name: &str) -> bool {
    let world = cx.mem.world();
    let path = search_path(cx);
    if top_is_own(world, name, path.as_deref()) {
        let own = world.sources.as_ref();
        return own.is_some_and(|sources| sources.has(name, path.as_deref()));
    }
    world.module(name).is_some()
}

/// Finds a module, the packages it is in being loaded.
///
/// # Errors
/// ModuleNotFoundError.
pub(super) fn find<M: Memory>(cx: &mut Cx<'_, M>, name: &str) -> Result<Found<M>, Raise> {
    let world = cx.mem.world().clone();
    let path = search_path(cx);
    let found = if top_is_own(&world, name, path.as_deref()) {
        let sources = world.sources.as_ref();
        sources
            .and_then(|sources| sources.module(name, path.as_deref()))
            .map(Found::Own)
    } else {
        world
            .module(name)
            .map(|(def, first)| Found::Library(def, first))
    };
    found.ok_or_else(|| not_found(cx, name))
}

fn not_found<M: Memory>(cx: &mut Cx<'_, M>, name: &str) -> Raise {
    let parent = name.rsplit_once('.').map(|(parent, _)| parent);
    let plain_parent = parent.filter(|parent| {
        let module = loaded(cx.mem, parent).and_then(Value::obj);
        !module.is_some_and(|module| is_package(cx.mem, module))
    });
    let message = match plain_parent {
        Some(parent) => format!("No module named '{name}'; '{parent}' is not a package"),
        None => format!("No module named '{name}'"),
    };
    let raise = cx.raise(types::MODULE_NOT_FOUND_ERROR, message);
    let name = cx.str(name);
    let keyword = [(s::PLAIN_NAME, name)];
    match exceptions::set_keywords(cx, types::MODULE_NOT_FOUND_ERROR, raise.0, &keyword) {
        Ok(()) => raise,
        Err(wrong) => wrong,
    }
}

/// The folder of a package of the library: a module that has others inside.
pub(super) fn library_package<M: Memory>(cx: &Cx<'_, M>, name: &str) -> Option<String> {
    // `os.path` is no module inside of `os`, but another name of `posixpath`.
    if name == "os" {
        return None;
    }
    let inside = format!("{name}.");
    let mut names = cx.mem.world().module_names();
    names
        .any(|other| other.starts_with(&inside))
        .then(|| format!("/usr/lib/python3.14/{}", name.replace('.', "/")))
}

/// The full name behind dots: `level` of them before `name`, seen from the code that imports.
///
/// # Errors
/// ImportError in CPython's words.
pub(super) fn absolute<M: Memory>(
    cx: &mut Cx<'_, M>,
    name: &str,
    level: usize,
) -> Result<String, Raise> {
    let text_of = |cx: &Cx<'_, M>, symbol| {
        let value = get(cx.mem, cx.globals, symbol);
        value.and_then(|value| cx.text(value))
    };
    let package = text_of(cx, s::PACKAGE).or_else(|| {
        let own = text_of(cx, s::NAME)?;
        if is_package(cx.mem, cx.globals) {
            return Some(own);
        }
        own.rsplit_once('.').map(|(parent, _)| parent.into())
    });
    let Some(package) = package.filter(|package| !package.is_empty()) else {
        let message = "attempted relative import with no known parent package";
        return Err(cx.raise(types::IMPORT_ERROR, message));
    };
    let mut base = &*package;
    for _ in 1..level {
        base = match base.rsplit_once('.') {
            Some((parent, _)) => parent,
            None => {
                let message = "attempted relative import beyond top-level package";
                return Err(cx.raise(types::IMPORT_ERROR, message));
            }
        };
    }
    Ok(if name.is_empty() {
        base.to_owned()
    } else {
        format!("{base}.{name}")
    })
}

/// A module's code has run: its package has it as an attribute.
pub(super) fn finished<M: Memory>(cx: &mut Cx<'_, M>, name: &str) {
    // A module may have put another object in its own place.
    let Some(module) = loaded(cx.mem, name) else {
        return;
    };
    if let Value::Obj(id) = module
        && let Some(Value::Obj(spec)) = get(cx.mem, id, s::SPEC)
        && let Body::Instance(spec) = &mut cx.mem.get_mut(spec).body
    {
        spec.attrs.set(s::INITIALIZING, Value::Bool(false));
    }
    let Some((parent, child)) = name.rsplit_once('.') else {
        return;
    };
    if let Some(Value::Obj(parent)) = loaded(cx.mem, parent) {
        let child = cx.intern(child);
        set(cx, parent, child, module);
    }
}

/// Whether a module's code is still running.
pub(super) fn is_initializing<M: Memory>(mem: &M, module: ObjId) -> bool {
    let Some(Value::Obj(spec)) = get(mem, module, s::SPEC) else {
        return false;
    };
    match &mem.get(spec).body {
        Body::Instance(spec) => spec.attrs.get(s::INITIALIZING) == Some(Value::Bool(true)),
        _ => false,
    }
}
