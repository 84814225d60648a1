//! Owns importing: the table of loaded modules, running a module's code once, and what `from` gives.
//! Owns no module: the library is `stdlib`'s, the program's own ones come from `World::sources`. Where a
//! name is looked for is `find`'s.

mod find;
mod locks;
mod program;

use std::sync::Arc;

use super::cx::Cx;
use super::exceptions;
use super::memory::Memory;
use super::names::NameTable;
use super::native::{
    Args, Ask, BodyCode, Flow, NativeDef, NativeFrame, NativeId, NativeResult, Raise, Values,
};
use super::object::{Body, Instance, Module, Payload};
use super::symbols as s;
use super::syntax_errors;
use super::types;
use super::value::Value;
use super::world::{ModuleDef, OwnModule};
use crate::base::{DiagnosticKind, ObjId, Symbol};
use crate::bytecode::CodeObject;
use find::Found;

pub use find::BEFORE_THE_PROGRAM;
pub use program::{name_program, run_program};

/// The module object `name`, if it is loaded or being loaded.
pub fn loaded<M: Memory>(mem: &M, name: &str) -> Option<Value> {
    let symbol = mem.find_symbol(name)?;
    match &mem.get(super::boot::MODULES).body {
        Body::Module(table) => table.dict.get(symbol),
        _ => unreachable!("the table of modules is a module"),
    }
}

/// The names of all modules that are loaded, in the order in which they were.
pub fn all<M: Memory>(mem: &M) -> Vec<Arc<str>> {
    match &mem.get(super::boot::MODULES).body {
        Body::Module(table) => {
            let names = table.dict.iter();
            names.map(|(symbol, _)| mem.symbol_text(symbol)).collect()
        }
        _ => unreachable!("the table of modules is a module"),
    }
}

/// A new, empty module in the table of modules.
pub(super) fn new_module<M: Memory>(cx: &mut Cx<'_, M>, name: &str) -> ObjId {
    let module = Module {
        name: name.into(),
        dict: NameTable::new(),
        shown: None,
    };
    let Value::Obj(id) = cx.alloc(Body::Module(Box::new(module))) else {
        unreachable!("just made")
    };
    let text = cx.str(name);
    set(cx, id, s::NAME, text);
    set(cx, id, s::DOC, Value::None);
    let symbol = cx.intern(name);
    set(cx, super::boot::MODULES, symbol, Value::Obj(id));
    cx.mem.publish(Value::Obj(id));
    id
}

/// Binds a name in a module.
pub(super) fn set<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId, name: Symbol, value: Value) {
    if let Body::Module(module) = &mut cx.mem.get_mut(module).body {
        module.dict.set(name, value);
    }
    types::stored(cx.mem, module, value);
    types::dict::attribute_changed(cx, module, name, Some(value));
}

/// Binds a name in a module's spec, or takes it out.
fn set_in_spec<M: Memory>(cx: &mut Cx<'_, M>, spec: ObjId, name: Symbol, value: Option<Value>) {
    if let Body::Instance(spec) = &mut cx.mem.get_mut(spec).body {
        match value {
            Some(value) => {
                spec.attrs.set(name, value);
            }
            None => {
                spec.attrs.remove(name);
            }
        }
    }
    if let Some(value) = value {
        types::stored(cx.mem, spec, value);
    }
}

/// What a name is bound to in a module.
fn get<M: Memory>(mem: &M, module: ObjId, name: Symbol) -> Option<Value> {
    match &mem.get(module).body {
        Body::Module(module) => module.dict.get(name),
        _ => None,
    }
}

/// Whether a module is a package: only those have modules inside.
fn is_package<M: Memory>(mem: &M, module: ObjId) -> bool {
    get(mem, module, s::PACKAGE_PATH).is_some()
}

/// `import name` and `from name import …`: every package on the way is loaded. `from` is the tuple of
/// names (the module `name` itself is given), or None (the first part of the name is given). With a
/// `level`, the name is relative to the package of the code that imports.
///
/// # Errors
/// ModuleNotFoundError, or what the module's code raises.
pub fn import<M: Memory>(
    cx: &mut Cx<'_, M>,
    name: &str,
    from: Value,
    level: usize,
) -> NativeResult<M> {
    let name = match level {
        0 => name.to_owned(),
        level => find::absolute(cx, name, level)?,
    };
    let text = cx.str(name);
    let frame = NativeFrame::new(import_step, vec![text, from, Value::None]);
    next_part(cx, frame)
}

/// Until this native step is over no other thread looks whether a module is there, or says that one is being
/// loaded (the global import lock, Python/import.c).
fn alone<M: Memory>(cx: &mut Cx<'_, M>) {
    cx.mem.enter(&[super::boot::MODULES]);
}

/// What was being loaded is loaded, or has failed. `vals`: the whole name, the names after `from`, and
/// what is being loaded; `n`: how many of the names after `from` have been seen to.
fn import_step<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    alone(cx);
    if let Some(part) = cx.text(std::mem::replace(&mut frame.vals[2], Value::None)) {
        let lock = locks::end(cx, &part);
        let then = match input {
            Err(raise) => {
                forget(cx, &part);
                Err(raise)
            }
            Ok(_) => {
                find::finished(cx, &part);
                Ok(frame)
            }
        };
        return match lock {
            Some(lock) => locks::let_go(cx, lock, then),
            None => next_part(cx, then?),
        };
    }
    next_part(cx, frame)
}

/// A module whose code failed is not there.
fn forget<M: Memory>(cx: &mut Cx<'_, M>, name: &str) {
    let symbol = cx.intern(name);
    if let Body::Module(table) = &mut cx.mem.get_mut(super::boot::MODULES).body {
        table.dict.remove(symbol);
    }
}

/// Loads the first part that is not loaded yet, until all are.
fn next_part<M: Memory>(cx: &mut Cx<'_, M>, frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    alone(cx);
    let name = cx
        .text(frame.vals[0])
        .expect("the name of a module is a str");
    let ends = name.match_indices('.').map(|(at, _)| at);
    for end in ends.chain([name.len()]) {
        let part = &name[..end];
        match loaded(cx.mem, part) {
            None => return load(cx, part, frame),
            Some(module) => {
                if let Some(spec) = locks::busy(cx, module) {
                    return locks::wait(cx, spec, part, frame);
                }
            }
        }
    }
    if frame.vals[1].is_none() {
        let first = name.split('.').next().unwrap_or(&name);
        let module = loaded(cx.mem, first).expect("all parts are loaded");
        return Ok(Flow::Value(module));
    }
    from_list(cx, &name, frame)
}

/// `from package import module`: what is no attribute of a package may be a module inside.
fn from_list<M: Memory>(
    cx: &mut Cx<'_, M>,
    name: &str,
    mut frame: Box<NativeFrame<M>>,
) -> NativeResult<M> {
    let module = loaded(cx.mem, name).expect("all parts are loaded");
    let Value::Obj(id) = module else {
        return Ok(Flow::Value(module));
    };
    if !is_package(cx.mem, id) {
        return Ok(Flow::Value(module));
    }
    let mut wanted = super::glance::tuple_items(cx.mem, frame.vals[1]);
    if let [only] = wanted[..]
        && cx.text(only).as_deref() == Some("*")
    {
        let all = get(cx.mem, id, s::ALL).unwrap_or(Value::None);
        wanted = super::glance::tuple_items(cx.mem, all);
    }
    while let Some(text) = wanted.get(frame.n as usize).map(|name| cx.text(*name)) {
        frame.n += 1;
        let Some(text) = text else { continue };
        let symbol = cx.intern(&text);
        if get(cx.mem, id, symbol).is_some() {
            continue;
        }
        let inside = format!("{name}.{text}");
        if loaded(cx.mem, &inside).is_none() && find::exists(cx, &inside) {
            return load(cx, &inside, frame);
        }
    }
    Ok(Flow::Value(module))
}

/// Makes the module and runs its code; then the import goes on in `frame`.
fn load<M: Memory>(
    cx: &mut Cx<'_, M>,
    part: &str,
    mut frame: Box<NativeFrame<M>>,
) -> NativeResult<M> {
    let found = find::find(cx, part)?;
    frame.vals[2] = cx.str(part);
    match found {
        Found::Library(def, first) => load_library(cx, part, &def, first, frame),
        Found::Own(own) => load_own(cx, part, own, frame),
    }
}

fn load_library<M: Memory>(
    cx: &mut Cx<'_, M>,
    part: &str,
    def: &ModuleDef<M>,
    first: u16,
    frame: Box<NativeFrame<M>>,
) -> NativeResult<M> {
    let module = new_module(cx, part);
    for (at, native) in def.natives.iter().enumerate() {
        add_native(cx, module, native, NativeId(first + at as u16));
    }
    if let Some(setup) = def.setup {
        setup(cx, module)?;
    }
    let package = find::library_package(cx, part);
    let source = def.source.map(|source| source(cx.mem.world().dialect));
    let file = source.as_ref().map(|code| code.source.name.clone());
    describe(cx, module, part, file.as_deref(), package.as_deref());
    locks::begin(cx, module);
    // CPython runs a module from its cached bytecode: about 0.2 ms for a module such as threading.
    let Some(code) = source else {
        return import_step(cx, frame, Ok(Value::None));
    };
    Ok(run(cx, module, code, frame))
}

fn load_own<M: Memory>(
    cx: &mut Cx<'_, M>,
    part: &str,
    own: OwnModule,
    frame: Box<NativeFrame<M>>,
) -> NativeResult<M> {
    let code = match own.code {
        Some(Err(problems)) => {
            if problems
                .iter()
                .all(|p| p.kind == DiagnosticKind::Unsupported)
            {
                let lines: Vec<String> = problems.iter().map(ToString::to_string).collect();
                let text = lines.join("\n").into();
                return Flow::ask(Ask::Refuse { text });
            }
            return Err(syntax_errors::raise(cx, &problems[0]));
        }
        Some(Ok(code)) => Some(code),
        None => None,
    };
    let module = new_module(cx, part);
    let file = code.as_ref().map(|_| own.file.clone());
    describe(cx, module, part, file.as_deref(), own.package.as_deref());
    locks::begin(cx, module);
    match code {
        Some(code) => Ok(run(cx, module, code, frame)),
        None => import_step(cx, frame, Ok(Value::None)),
    }
}

fn run<M: Memory>(
    cx: &mut Cx<'_, M>,
    module: ObjId,
    code: Arc<CodeObject>,
    then: Box<NativeFrame<M>>,
) -> Flow<M> {
    let body = BodyCode {
        code: cx.mem.add_code(code),
        globals: module,
        names: module,
        function: None,
    };
    Flow::Body { body, then }
}

/// What a module knows about itself: `__file__`, `__package__`, `__path__`, `__spec__`.
fn describe<M: Memory>(
    cx: &mut Cx<'_, M>,
    module: ObjId,
    name: &str,
    file: Option<&str>,
    package: Option<&str>,
) {
    let parent = match package {
        Some(_) => name,
        None => name.rsplit_once('.').map_or("", |(parent, _)| parent),
    };
    let parent = cx.str(parent);
    let name = cx.str(name);
    set(cx, module, s::PACKAGE, parent);
    let mut spec = NameTable::new();
    spec.set(s::PLAIN_NAME, name);
    spec.set(s::PARENT, parent);
    spec.set(s::INITIALIZING, Value::Bool(true));
    let origin = file.map_or(Value::None, |file| cx.str(file));
    spec.set(s::ORIGIN, origin);
    if !origin.is_none() {
        set(cx, module, s::FILE, origin);
    }
    let mut locations = Value::None;
    if let Some(folder) = package {
        let folder = cx.str(folder);
        locations = cx.list(vec![folder]);
        set(cx, module, s::PACKAGE_PATH, locations);
    }
    spec.set(s::LOCATIONS, locations);
    spec.set(s::SPEC_LOADER, Value::None);
    let spec = cx.alloc(Body::Instance(Box::new(Instance {
        class: types::MODULE_SPEC,
        attrs: spec,
        dict: None,
        payload: Payload::None,
    })));
    set(cx, module, s::SPEC, spec);
    set(cx, module, s::LOADER, Value::None);
}

fn add_native<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId, native: &NativeDef<M>, id: NativeId) {
    let value = cx.alloc(Body::Native(id));
    let name = cx.intern(native.name);
    set(cx, module, name, value);
}

/// Calls a function of a library module, which is imported first. Waits with the names and values of
/// keyword arguments behind `n` positional ones, and the function's name.
///
/// # Errors
/// What the import or the function raises.
pub(super) fn call_in<M: Memory>(
    cx: &mut Cx<'_, M>,
    module: &str,
    function: &str,
    args: Args<'_>,
) -> NativeResult<M> {
    let mut vals = args.pos.to_vec();
    for (name, value) in args.kw {
        let text = cx.mem.symbol_text(*name);
        vals.push(cx.str(text));
        vals.push(*value);
    }
    vals.push(cx.str(function));
    let nothing = cx.tuple([]);
    let flow = import(cx, module, nothing, 0);
    let mut frame = NativeFrame::new(call_imported, vals);
    frame.n = args.pos.len() as i64;
    types::flow::and_then(cx, flow, frame)
}

fn call_imported<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let module = input?;
    let name = frame.vals.pop().expect("the name of the function");
    let name = super::glance::symbol_of(cx.mem, name);
    match super::attr::get(cx, module, name)? {
        Flow::Value(function) => {
            let (pos, named) = frame.vals.split_at(frame.n as usize);
            let mut name_of = |name| super::glance::symbol_of(cx.mem, name);
            Ok(Flow::CallKw {
                callee: function,
                args: Values::from_slice(pos),
                kw: named.chunks(2).map(|p| (name_of(p[0]), p[1])).collect(),
                then: None,
            })
        }
        _ => unreachable!("a module's own name is there"),
    }
}

/// `from module import name`: the attribute, or a submodule that is loaded.
///
/// # Errors
/// ImportError in CPython's words.
pub(super) fn import_from<M: Memory>(
    cx: &mut Cx<'_, M>,
    module: Value,
    name: Symbol,
) -> NativeResult<M> {
    let Value::Obj(id) = module else {
        unreachable!("IMPORT_NAME pushed a module")
    };
    if let Some(value) = get(cx.mem, id, name) {
        return Ok(Flow::Value(value));
    }
    let text = cx.mem.symbol_text(name);
    let path = format!("{}.{text}", name_of(cx.mem, id));
    if let Some(module) = loaded(cx.mem, &path) {
        return Ok(Flow::Value(module));
    }
    if let Some(hook) = super::attr::module_getattr(cx.mem, module) {
        let text = cx.str(text);
        let then = NativeFrame::new(from_hook, vec![module, text]);
        return Flow::call(hook, &[text], then);
    }
    let owner = name_of(cx.mem, id);
    if !text.starts_with('_')
        && !is_librarys(cx, cx.globals)
        && cx.mem.world().cpython_has(&owner, &text)
    {
        return super::attr::refuse(&owner, &text);
    }
    Err(cannot_import(cx, id, &text))
}

/// Whether the code of this namespace is the library's, which asks before it takes.
pub(super) fn is_librarys<M: Memory>(cx: &Cx<'_, M>, globals: ObjId) -> bool {
    let world = cx.mem.world();
    let name = name_of(cx.mem, globals);
    let own = world.sources.as_ref();
    world.module(&name).is_some() && !own.is_some_and(|sources| sources.has(&name, None))
}

fn name_of<M: Memory>(mem: &M, module: ObjId) -> Arc<str> {
    match &mem.get(module).body {
        Body::Module(module) => module.name.clone(),
        _ => "?".into(),
    }
}

/// What the module's `__getattr__` gave; its AttributeError becomes an ImportError.
fn from_hook<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    match input {
        Err(raise) if cx.is_instance(raise.0, types::ATTRIBUTE_ERROR) => {
            let module = frame.vals[0].obj().expect("a module");
            let text = cx.text(frame.vals[1]).expect("a name is a str");
            Err(cannot_import(cx, module, &text))
        }
        other => other.map(Flow::Value),
    }
}

fn cannot_import<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId, text: &str) -> Raise {
    let own_name = name_of(cx.mem, module);
    let place = get(cx.mem, module, s::FILE).and_then(|file| cx.text(file));
    let place = place.map_or_else(|| "unknown location".to_owned(), |file| file.to_string());
    let message = if find::is_initializing(cx.mem, module) {
        format!(
            "cannot import name '{text}' from partially initialized module '{own_name}' \
             (most likely due to a circular import) ({place})"
        )
    } else {
        format!("cannot import name '{text}' from '{own_name}' ({place})")
    };
    let raise = cx.raise(types::IMPORT_ERROR, message);
    let (own_name, text) = (cx.str(own_name), cx.str(text));
    let keywords = [(s::PLAIN_NAME, own_name), (s::NAME_FROM, text)];
    match exceptions::set_keywords(cx, types::IMPORT_ERROR, raise.0, &keywords) {
        Ok(()) => raise,
        Err(wrong) => wrong,
    }
}
