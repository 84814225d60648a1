//! Owns importing: the table of loaded modules and running a module's code once.
//! Owns no module: the registry is given by `stdlib`.

use std::sync::Arc;

use super::cx::Cx;
use super::exceptions;
use super::memory::Memory;
use super::names::NameTable;
use super::native::{BodyCode, Flow, NativeDef, NativeFrame, NativeId, NativeResult, Raise};
use super::object::{Body, Module};
use super::symbols as s;
use super::types;
use super::value::Value;
use crate::base::{ObjId, Symbol};

/// The module object `name`, if it is loaded or being loaded.
pub(super) fn loaded<M: Memory>(mem: &M, name: &str) -> Option<Value> {
    let symbol = mem.find_symbol(name)?;
    match &mem.get(super::boot::MODULES).body {
        Body::Module(table) => table.dict.get(symbol),
        _ => unreachable!("the table of modules is a module"),
    }
}

/// A new, empty module in the table of modules.
pub(super) fn new_module<M: Memory>(cx: &mut Cx<'_, M>, name: &str) -> ObjId {
    let module = Module {
        name: name.into(),
        dict: NameTable::new(),
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
}

/// `import name` (dotted): every package on the way is loaded; gives the first module, or with
/// `last`, the last.
///
/// # Errors
/// ModuleNotFoundError, or what the module's code raises.
pub(super) fn import<M: Memory>(cx: &mut Cx<'_, M>, name: &str, last: bool) -> NativeResult<M> {
    let text = cx.str(name);
    let mut frame = NativeFrame::new(import_step, vec![text]);
    frame.n = i64::from(last);
    import_step(cx, frame, Ok(Value::None))
}

/// Loads the first part that is not loaded yet, until all are.
fn import_step<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    input?;
    let name = cx
        .text(frame.vals[0])
        .expect("the name of a module is a str");
    let ends = name
        .match_indices('.')
        .map(|(at, _)| at)
        .chain([name.len()]);
    let mut parent = None;
    for end in ends {
        let part = &name[..end];
        match loaded(cx.mem, part) {
            Some(Value::Obj(module)) => {
                if let Some(parent) = parent {
                    let child = part.rsplit('.').next().unwrap_or(part);
                    let symbol = cx.intern(child);
                    set(cx, parent, symbol, Value::Obj(module));
                }
                parent = Some(module);
            }
            _ => return load(cx, part, &name, frame),
        }
    }
    let wanted = if frame.n == 1 {
        &*name
    } else {
        name.split('.').next().unwrap_or(&name)
    };
    Ok(Flow::Value(
        loaded(cx.mem, wanted).expect("all parts are loaded"),
    ))
}

/// Makes the module and runs its code; then the import goes on in `frame`.
fn load<M: Memory>(
    cx: &mut Cx<'_, M>,
    part: &str,
    whole: &str,
    frame: Box<NativeFrame<M>>,
) -> NativeResult<M> {
    let world = cx.mem.world().clone();
    let Some((def, first)) = world.module(part) else {
        let parent_is_package = part.rsplit_once('.').is_some();
        let message = match part.rsplit_once('.') {
            Some((parent, _)) if parent_is_package => {
                format!("No module named '{whole}'; '{parent}' is not a package")
            }
            _ => format!("No module named '{part}'"),
        };
        let raise = cx.raise(types::MODULE_NOT_FOUND_ERROR, message);
        let name = cx.str(part);
        let keyword = [(super::symbols::PLAIN_NAME, name)];
        exceptions::set_keywords(cx, types::MODULE_NOT_FOUND_ERROR, raise.0, &keyword)?;
        return Err(raise);
    };
    let module = new_module(cx, part);
    for (at, native) in def.natives.iter().enumerate() {
        add_native(cx, module, native, NativeId(first + at as u16));
    }
    if let Some(setup) = def.setup {
        setup(cx, module)?;
    }
    // CPython runs a module from its cached bytecode: about 0.2 ms for a module such as threading.
    let Some(source) = def.source else {
        return import_step(cx, frame, Ok(Value::None));
    };
    let code = cx.mem.add_code(source());
    set_file(cx, module, &source().source.name.clone());
    let body = BodyCode {
        code,
        globals: module,
        names: module,
        function: None,
    };
    Ok(Flow::Body { body, then: frame })
}

fn set_file<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId, file: &Arc<str>) {
    let text = cx.str(file.clone());
    set(cx, module, s::FILE, text);
}

fn add_native<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId, native: &NativeDef<M>, id: NativeId) {
    let value = cx.alloc(Body::Native(id));
    let name = cx.intern(native.name);
    set(cx, module, name, value);
}

/// Calls a function of a library module, which is imported first.
///
/// # Errors
/// What the import or the function raises.
pub(super) fn call_in<M: Memory>(
    cx: &mut Cx<'_, M>,
    module: &str,
    function: &str,
    args: &[Value],
) -> NativeResult<M> {
    let mut vals = args.to_vec();
    vals.push(cx.str(function));
    let flow = import(cx, module, true);
    types::flow::and_then(cx, flow, NativeFrame::new(call_imported, vals))
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
        Flow::Value(function) => Flow::tail(function, &frame.vals),
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
    let (found, own_name, file) = match &cx.mem.get(id).body {
        Body::Module(module) => (
            module.dict.get(name),
            module.name.clone(),
            module.dict.get(s::FILE),
        ),
        _ => (None, "?".into(), None),
    };
    if let Some(value) = found {
        return Ok(Flow::Value(value));
    }
    let text = cx.mem.symbol_text(name);
    let path = format!("{own_name}.{text}");
    if let Some(module) = loaded(cx.mem, &path) {
        return Ok(Flow::Value(module));
    }
    if cx.mem.world().module(&path).is_some() {
        return import(cx, &path, true);
    }
    if let Some(hook) = super::attr::module_getattr(cx.mem, module) {
        let text = cx.str(text);
        let then = NativeFrame::new(from_hook, vec![module, text]);
        return Flow::call(hook, &[text], then);
    }
    Err(cannot_import(cx, &text, &own_name, file))
}

/// What the module's `__getattr__` gave; its AttributeError becomes an ImportError.
fn from_hook<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    match input {
        Err(raise) if cx.is_instance(raise.0, types::ATTRIBUTE_ERROR) => {
            let (own_name, file) = match &cx.mem.get(frame.vals[0].obj().expect("a module")).body {
                Body::Module(module) => (module.name.clone(), module.dict.get(s::FILE)),
                _ => unreachable!("only modules are imported from"),
            };
            let text = cx.text(frame.vals[1]).expect("a name is a str");
            Err(cannot_import(cx, &text, &own_name, file))
        }
        other => other.map(Flow::Value),
    }
}

fn cannot_import<M: Memory>(
    cx: &mut Cx<'_, M>,
    text: &str,
    own_name: &str,
    file: Option<Value>,
) -> Raise {
    let place = match file.and_then(|file| cx.text(file)) {
        Some(file) => file.to_string(),
        None => "unknown location".to_owned(),
    };
    cx.raise(
        types::IMPORT_ERROR,
        format!("cannot import name '{text}' from '{own_name}' ({place})"),
    )
}
