//! Owns the first objects of a run: types, one-character strings, the tables of modules and builtins, at
//! fixed ids. Owns no method: the tables are `types`', `core_types`' and `builtins`'.

use std::sync::Arc;

use super::memory::{Heap, Memory};
use super::names::NameTable;
use super::native::NativeId;
use super::object::{Body, Module, Str, TypeObject};
use super::symbols;
use super::types;
use super::value::Value;
use super::world::{ModuleDef, Sources, World};
use crate::base::{ObjId, ThreadId};
use crate::bytecode::{CostTable, Dialect};

/// The table of loaded modules (`sys.modules`), itself a module whose names are theirs.
pub const MODULES: ObjId = ObjId(types::COUNT + 128);
/// The module `builtins`.
pub const BUILTINS: ObjId = ObjId(types::COUNT + 129);
/// `__build_class__`, the first native function of all.
const BUILD_CLASS: ObjId = ObjId(types::COUNT + 130);

/// What LOAD_BUILD_CLASS pushes.
pub(super) fn build_class_function<M: Memory>(_mem: &M) -> Value {
    Value::Obj(BUILD_CLASS)
}

/// An arena with everything a program finds when it starts, `modules` ready to be imported.
pub fn heap(modules: &[ModuleDef<Heap>], costs: CostTable) -> Heap {
    heap_with_args(modules, (costs, Dialect::default()), &[], None)
}

/// The same for a program that is called with arguments (`sys.argv`, its own name first) and may have
/// modules of its own.
pub fn heap_with_args(
    modules: &[ModuleDef<Heap>],
    (costs, dialect): (CostTable, Dialect),
    argv: &[String],
    sources: Option<Arc<dyn Sources>>,
) -> Heap {
    let mut world = World::new(modules, costs);
    world.argv = argv.iter().map(|arg| arg.as_str().into()).collect();
    world.dialect = dialect;
    world.sources = sources;
    heap_of(Arc::new(world))
}

/// The same for another interpreter of the run.
pub fn heap_of(world: Arc<World<Heap>>) -> Heap {
    let mut heap = Heap::empty(world);
    fill(&mut heap);
    heap.seal();
    heap
}

const BOOT: ThreadId = ThreadId(0);

/// Makes the first objects of an arena that has none.
pub fn fill<M: Memory>(mem: &mut M) {
    for name in symbols::TABLE {
        mem.intern(name);
    }
    for (at, (name, base)) in types::TABLE.iter().enumerate() {
        let id = mem.alloc(
            Body::Type(Box::new(builtin_type(mem, ObjId(at as u32), name, *base))),
            BOOT,
        );
        assert_eq!(id.index(), at, "types come first");
        if let Some(base) = base
            && let Body::Type(base) = &mut mem.get_mut(*base).body
        {
            base.subclasses.push(id);
        }
    }
    for byte in 0..128_u8 {
        let text = char::from(byte).to_string();
        mem.alloc(Body::Str(Str::new(text)), BOOT);
    }
    let modules = Module {
        name: "sys.modules".into(),
        dict: NameTable::new(),
        shown: None,
    };
    assert_eq!(mem.alloc(Body::Module(Box::new(modules)), BOOT), MODULES);
    let builtins = Module {
        name: "builtins".into(),
        dict: NameTable::new(),
        shown: None,
    };
    assert_eq!(mem.alloc(Body::Module(Box::new(builtins)), BOOT), BUILTINS);
    assert_eq!(mem.alloc(Body::Native(NativeId(0)), BOOT), BUILD_CLASS);
    bind_builtins(mem);
    bind_methods(mem);
}

fn builtin_type<M: Memory>(mem: &M, id: ObjId, name: &str, base: Option<ObjId>) -> TypeObject {
    let mut mro = vec![id];
    if let Some(base) = base {
        match &mem.get(base).body {
            Body::Type(base) => mro.extend_from_slice(&base.mro),
            _ => unreachable!("bases come before what derives from them"),
        }
    }
    let mut bases: Vec<ObjId> = base.into_iter().collect();
    if id == types::EXCEPTION_GROUP {
        // The one built-in class with two bases.
        bases.push(types::EXCEPTION);
        mro.insert(2, types::EXCEPTION);
    }
    let module = match id {
        types::LOCK | types::RLOCK | types::THREAD_HANDLE => "_thread",
        types::MODULE_SPEC => "importlib.machinery",
        _ => "builtins",
    };
    TypeObject {
        name: name.into(),
        qualname: name.into(),
        module: module.into(),
        bases,
        mro,
        dict: NameTable::new(),
        layout: id,
        metaclass: types::TYPE,
        slots: None,
        subclasses: Vec::new(),
    }
}

fn bind<M: Memory>(mem: &mut M, module: ObjId, name: &str, value: Value) {
    let symbol = mem.intern(name);
    match &mut mem.get_mut(module).body {
        Body::Module(module) => module.dict.set(symbol, value),
        Body::Type(class) => class.dict.set(symbol, value),
        _ => unreachable!("names are bound in modules and types"),
    }
}

/// Types that a program sees by name in `builtins`.
fn is_builtin_name(name: &str) -> bool {
    const HIDDEN: &[&str] = &[
        "NoneType",
        "NotImplementedType",
        "ellipsis",
        "cell",
        "code",
        "function",
        "method",
        "module",
        "builtin_function_or_method",
        "mappingproxy",
        "generator",
        "coroutine",
        "coroutine_wrapper",
        "anext_awaitable",
        "traceback",
        "ModuleSpec",
        "frame",
        "lock",
        "RLock",
        "iterator",
        "dict_keys",
        "dict_values",
        "dict_items",
    ];
    !HIDDEN.contains(&name)
        && !name.ends_with("iterator")
        && !name.starts_with('_')
        && !name.starts_with("async_")
}

fn bind_builtins<M: Memory>(mem: &mut M) {
    for (at, (name, _)) in types::TABLE.iter().enumerate() {
        if is_builtin_name(name) {
            bind(mem, BUILTINS, name, Value::Obj(ObjId(at as u32)));
        }
    }
    for (name, value) in [
        ("None", Value::None),
        ("True", Value::Bool(true)),
        ("False", Value::Bool(false)),
        ("NotImplemented", Value::NotImplemented),
        ("Ellipsis", Value::Ellipsis),
        ("EnvironmentError", Value::Obj(types::OS_ERROR)),
        ("IOError", Value::Obj(types::OS_ERROR)),
        ("__build_class__", Value::Obj(BUILD_CLASS)),
        ("__debug__", Value::Bool(true)),
    ] {
        bind(mem, BUILTINS, name, value);
    }
    let world = mem.world().clone();
    for at in world.builtin_functions() {
        let function = mem.alloc(Body::Native(NativeId(at)), BOOT);
        bind(
            mem,
            BUILTINS,
            world.native(NativeId(at)).name,
            Value::Obj(function),
        );
    }
    bind(mem, MODULES, "builtins", Value::Obj(BUILTINS));
    let name = mem.alloc(Body::Str(Str::new("builtins")), BOOT);
    bind(mem, BUILTINS, "__name__", Value::Obj(name));
}

/// Names in the tables of methods say by their first character what they are: `@` an attribute that is
/// computed (read-only property), `%` a static method, `~` a class method.
fn bind_methods<M: Memory>(mem: &mut M) {
    for mutable in [types::LIST, types::DICT, types::SET, types::BYTEARRAY] {
        bind(mem, mutable, "__hash__", Value::None);
    }
    let world = mem.world().clone();
    for (class, ids) in &world.methods {
        for at in ids.clone() {
            let function = Value::Obj(mem.alloc(Body::Native(NativeId(at)), BOOT));
            let full = world.native(NativeId(at)).name;
            let name = full.trim_start_matches(['@', '%', '~']);
            let body = match full.as_bytes()[0] {
                b'@' => Body::Property(Box::new([function, Value::None, Value::None, Value::None])),
                b'%' => Body::StaticMethod(function),
                b'~' => Body::ClassMethod(function),
                _ => {
                    bind(mem, *class, name, function);
                    continue;
                }
            };
            let wrapped = mem.alloc(body, BOOT);
            bind(mem, *class, name, Value::Obj(wrapped));
        }
    }
}

/// The module a program runs in.
pub fn main_module<M: Memory>(mem: &mut M, file: &str) -> ObjId {
    let module = Module {
        name: "__main__".into(),
        dict: NameTable::new(),
        shown: None,
    };
    let id = mem.alloc(Body::Module(Box::new(module)), BOOT);
    for (name, text) in [("__name__", "__main__"), ("__file__", file)] {
        let text = mem.alloc(Body::Str(Str::new(text)), BOOT);
        bind(mem, id, name, Value::Obj(text));
    }
    bind(mem, id, "__builtins__", Value::Obj(BUILTINS));
    for name in ["__doc__", "__package__", "__spec__", "__loader__"] {
        bind(mem, id, name, Value::None);
    }
    bind(mem, MODULES, "__main__", Value::Obj(id));
    mem.publish(Value::Obj(id));
    id
}
