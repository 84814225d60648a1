//! Owns class statements and calls of metaclasses: bases that stand for others, the most derived
//! metaclass, `__prepare__`, and `type` itself. Owns no type object's making (`class`).

use super::attr;
use super::class;
use super::cx::Cx;
use super::glance;
use super::instantiate::push_keywords;
use super::memory::Memory;
use super::names::NameTable;
use super::native::{Args, BodyCode, Flow, NativeDef, NativeFrame, NativeResult, Raise, Values};
use super::object::Body;
use super::symbols as s;
use super::types;
use super::value::Value;
use crate::base::{ObjId, Symbol};

struct Tables<M: Memory>(std::marker::PhantomData<M>);

impl<M: Memory> Tables<M> {
    const TYPE: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", type_new),
        NativeDef::new("__init__", type_init),
        NativeDef::new("__call__", type_call),
        NativeDef::new("~__prepare__", type_prepare),
        NativeDef::new("__instancecheck__", type_instancecheck),
        NativeDef::new("__subclasscheck__", type_subclasscheck),
        NativeDef::new("__subclasses__", type_subclasses),
        NativeDef::new("mro", type_mro),
        NativeDef::new("__or__", type_or),
        NativeDef::new("__ror__", type_ror),
    ];
}

/// The methods of `type`.
pub(super) fn methods<M: Memory>() -> &'static [NativeDef<M>] {
    Tables::<M>::TYPE
}

/// Where things are in the values of a frame of a class statement.
mod at {
    /// The function of the body.
    pub(super) const BODY: usize = 0;
    pub(super) const NAME: usize = 1;
    /// The bases as written, a tuple.
    pub(super) const ORIGINAL: usize = 2;
    /// The bases they stand for, a list that grows, later a tuple.
    pub(super) const BASES: usize = 3;
    pub(super) const METACLASS: usize = 4;
    pub(super) const NAMESPACE: usize = 5;
    /// Names and values of the keywords, `metaclass` left out.
    pub(super) const KEYWORDS: usize = 6;
}

/// `__build_class__(body, name, *bases, **keywords)`.
///
/// # Errors
/// TypeError for bases that are no classes, or metaclasses in conflict.
pub(super) fn build_class<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [body, name, bases @ ..] = args.pos else {
        return Err(cx.type_error("__build_class__: not enough arguments"));
    };
    let is_function = |id: ObjId| matches!(cx.mem.get(id).body, Body::Function(_));
    if !body.obj().is_some_and(is_function) {
        return Err(cx.type_error("__build_class__: func must be a function"));
    }
    let original = cx.tuple(bases.to_vec());
    let resolved = cx.list(Vec::new());
    let meta = args.kw.iter().find(|(name, _)| *name == s::METACLASS);
    let meta = meta.map_or(Value::Null, |(_, value)| *value);
    let mut vals = vec![*body, *name, original, resolved, meta, Value::Null];
    let others = args.kw.iter().filter(|(name, _)| *name != s::METACLASS);
    let kw: Vec<_> = others.copied().collect();
    push_keywords(cx, &mut vals, &kw);
    resolve_bases(cx, NativeFrame::new(base_resolved, vals))
}

/// Takes bases over one by one; one that is no class may name others with `__mro_entries__`.
fn resolve_bases<M: Memory>(cx: &mut Cx<'_, M>, mut frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    let bases = glance::tuple_items(cx.mem, frame.vals[at::ORIGINAL]);
    while let Some(base) = bases.get(frame.n as usize) {
        frame.n += 1;
        if types::as_class(cx.mem, *base).is_none()
            && let Some(entries) = attr::lookup_special(cx.mem, *base, s::MRO_ENTRIES)
        {
            let original = frame.vals[at::ORIGINAL];
            return Flow::call(entries, &[*base, original], frame);
        }
        extend(cx, frame.vals[at::BASES], &[*base]);
    }
    choose_metaclass(cx, frame)
}

fn extend<M: Memory>(cx: &mut Cx<'_, M>, list: Value, more: &[Value]) {
    if let Value::Obj(list) = list
        && let Body::List(items) = &mut cx.mem.get_mut(list).body
    {
        items.extend_from_slice(more);
    }
}

fn base_resolved<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let entries = input?;
    if cx.type_of(entries) != types::TUPLE {
        return Err(cx.type_error("__mro_entries__ must return a tuple"));
    }
    let entries = glance::tuple_items(cx.mem, entries);
    extend(cx, frame.vals[at::BASES], &entries);
    resolve_bases(cx, frame)
}

/// Objects/typeobject.c: _PyType_CalculateMetaclass.
fn most_derived<M: Memory>(
    cx: &mut Cx<'_, M>,
    metaclass: ObjId,
    bases: &[Value],
) -> Result<ObjId, Raise> {
    let mut winner = metaclass;
    for base in bases {
        let of_base = cx.type_of(*base);
        if types::is_subclass(cx.mem, winner, of_base) {
            continue;
        }
        if !types::is_subclass(cx.mem, of_base, winner) {
            return Err(cx.type_error(
                "metaclass conflict: the metaclass of a derived class must be a (non-strict) \
                 subclass of the metaclasses of all its bases",
            ));
        }
        winner = of_base;
    }
    Ok(winner)
}

fn choose_metaclass<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
) -> NativeResult<M> {
    let bases = glance::tuple_items(cx.mem, frame.vals[at::BASES]);
    let given = match (frame.vals[at::METACLASS], bases.first()) {
        (Value::Null, Some(base)) => Value::Obj(cx.type_of(*base)),
        (Value::Null, None) => Value::Obj(types::TYPE),
        (given, _) => given,
    };
    let metaclass = match types::as_class(cx.mem, given) {
        Some(class) => Value::Obj(most_derived(cx, class, &bases)?),
        None => given,
    };
    frame.vals[at::METACLASS] = metaclass;
    frame.vals[at::BASES] = cx.tuple(bases);
    let plain = match types::as_class(cx.mem, metaclass) {
        Some(class) => {
            let own = types::find_method(cx.mem, class, s::PREPARE);
            own == types::find_method(cx.mem, types::TYPE, s::PREPARE)
        }
        None => false,
    };
    if plain {
        let names = cx.alloc(Body::Namespace(Box::default()));
        return run_body(cx, frame, names);
    }
    frame.step = prepare_found;
    match attr::get(cx, metaclass, s::PREPARE) {
        Ok(Flow::Value(prepare)) => prepare_found(cx, frame, Ok(prepare)),
        Err(raise) => prepare_found(cx, frame, Err(raise)),
        Ok(flow) => Ok(types::flow::after(flow, frame)),
    }
}

fn keywords<M: Memory>(cx: &mut Cx<'_, M>, pairs: &[Value]) -> Vec<(Symbol, Value)> {
    let pairs = pairs.chunks_exact(2);
    pairs
        .map(|pair| (glance::symbol_of(cx.mem, pair[0]), pair[1]))
        .collect()
}

fn prepare_found<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let prepare = match input {
        Ok(prepare) => prepare,
        Err(raise) if cx.is_instance(raise.0, types::ATTRIBUTE_ERROR) => {
            let names = cx.alloc(Body::Namespace(Box::default()));
            return run_body(cx, frame, names);
        }
        Err(raise) => return Err(raise),
    };
    frame.step = prepared;
    let args = Values::from_slice(&[frame.vals[at::NAME], frame.vals[at::BASES]]);
    let kw = keywords(cx, &frame.vals[at::KEYWORDS..]);
    Ok(Flow::CallKw {
        callee: prepare,
        args,
        kw,
        then: Some(frame),
    })
}

fn prepared<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let names = input?;
    let is_mapping = names.obj().is_some()
        && (cx.is_instance(names, types::DICT)
            || attr::lookup_special(cx.mem, names, s::GETITEM).is_some());
    if !is_mapping {
        let given = cx.type_name(names);
        let metaclass = match types::as_class(cx.mem, frame.vals[at::METACLASS]) {
            Some(class) => types::type_name(cx.mem, class),
            None => "<metaclass>".into(),
        };
        return Err(cx.type_error(format!(
            "{metaclass}.__prepare__() must return a mapping, not {given}"
        )));
    }
    run_body(cx, frame, names)
}

fn run_body<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    names: Value,
) -> NativeResult<M> {
    let body = frame.vals[at::BODY].obj().expect("a function");
    let (code, globals) = match &cx.mem.get(body).body {
        Body::Function(f) => (f.code, f.globals),
        _ => unreachable!("looked at before"),
    };
    frame.vals[at::NAMESPACE] = names;
    frame.step = body_done;
    Ok(Flow::Body {
        body: BodyCode {
            code,
            globals,
            names: names.obj().expect("a namespace is an object"),
            function: Some(body),
        },
        then: frame,
    })
}

/// The class body has run: the metaclass makes a class of its names.
fn body_done<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    input?;
    let original = glance::tuple_items(cx.mem, frame.vals[at::ORIGINAL]);
    let bases = glance::tuple_items(cx.mem, frame.vals[at::BASES]);
    let renamed = original != bases;
    let metaclass = frame.vals[at::METACLASS];
    let names = frame.vals[at::NAMESPACE];
    let id = names.obj().expect("a namespace is an object");
    if renamed && let Body::Namespace(table) = &mut cx.mem.get_mut(id).body {
        table.set(s::ORIG_BASES, frame.vals[at::ORIGINAL]);
    }
    let table = match &cx.mem.get(id).body {
        Body::Namespace(table) => Some((**table).clone()),
        _ => None,
    };
    let pairs = frame.vals[at::KEYWORDS..].to_vec();
    if metaclass == Value::Obj(types::TYPE)
        && let Some(table) = table
    {
        return make(cx, types::TYPE, frame.vals[at::NAME], &bases, table, &pairs);
    }
    let names = match table {
        Some(table) => super::interp::dict_of_names(cx, &table.iter().collect::<Vec<_>>()),
        None => names,
    };
    let args = Values::from_slice(&[frame.vals[at::NAME], frame.vals[at::BASES], names]);
    let kw = keywords(cx, &pairs);
    Ok(Flow::CallKw {
        callee: metaclass,
        args,
        kw,
        then: None,
    })
}

/// A new class of this metaclass, announced.
fn make<M: Memory>(
    cx: &mut Cx<'_, M>,
    metaclass: ObjId,
    name: Value,
    bases: &[Value],
    mut names: NameTable,
    pairs: &[Value],
) -> NativeResult<M> {
    let cell = names.remove(s::CLASSCELL);
    let Some(text) = cx.text(name) else {
        let given = cx.type_name(name);
        return Err(cx.type_error(format!(
            "type.__new__() argument 1 must be str, not {given}"
        )));
    };
    let class = class::new_class(cx, text, bases, names, metaclass)?;
    if let Some(Value::Obj(cell)) = cell {
        cx.mem.get_mut(cell).body = Body::Cell(Value::Obj(class));
        types::stored(cx.mem, cell, Value::Obj(class));
    }
    class::announce(cx, class, pairs)
}

/// `type.__new__(metaclass, name, bases, namespace, **keywords)`.
fn type_new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let Some(metaclass) = args.pos.first().and_then(|m| types::as_class(cx.mem, *m)) else {
        return Err(cx.type_error("type.__new__(X): X is not a type object"));
    };
    let [_, name, bases, namespace] = args.pos else {
        let given = args.pos.len() - 1;
        return Err(if metaclass == types::TYPE {
            cx.type_error("type() takes 1 or 3 arguments")
        } else {
            cx.type_error(format!(
                "type.__new__() takes exactly 3 arguments ({given} given)"
            ))
        });
    };
    if !cx.is_instance(*bases, types::TUPLE) {
        let given = cx.type_name(*bases);
        return Err(cx.type_error(format!(
            "type.__new__() argument 2 must be tuple, not {given}"
        )));
    }
    let items = glance::tuple_items(cx.mem, *bases);
    for base in &items {
        if types::as_class(cx.mem, *base).is_none()
            && attr::lookup_special(cx.mem, *base, s::MRO_ENTRIES).is_some()
        {
            return Err(
                cx.type_error("type() doesn't support MRO entry resolution; use types.new_class()")
            );
        }
    }
    let winner = most_derived(cx, metaclass, &items)?;
    let own = types::find_method(cx.mem, winner, s::NEW);
    if winner != metaclass
        && own != types::find_method(cx.mem, types::TYPE, s::NEW)
        && let Ok(Flow::Value(new)) = attr::get(cx, Value::Obj(winner), s::NEW)
    {
        let args_new = Values::from_slice(&[Value::Obj(winner), *name, *bases, *namespace]);
        return Ok(Flow::CallKw {
            callee: new,
            args: args_new,
            kw: args.kw.to_vec(),
            then: None,
        });
    }
    let mut names = NameTable::new();
    if !cx.is_instance(*namespace, types::DICT) {
        let given = cx.type_name(*namespace);
        return Err(cx.type_error(format!(
            "type.__new__() argument 3 must be dict, not {given}"
        )));
    }
    for (name, value) in glance::keywords(cx, *namespace)? {
        names.set(name, value);
    }
    if names.get(s::MODULE).is_none() {
        let module = match &cx.mem.get(cx.globals).body {
            Body::Module(module) => module.dict.get(s::NAME),
            _ => None,
        };
        names.set(s::MODULE, module.unwrap_or(Value::None));
    }
    let mut pairs = Vec::new();
    push_keywords(cx, &mut pairs, args.kw);
    make(cx, winner, *name, &items, names, &pairs)
}

fn type_init<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    match args.pos.len() {
        2 | 4 => Ok(Flow::Value(Value::None)),
        _ => Err(cx.type_error("type.__init__() takes 1 or 3 arguments")),
    }
}

/// `type.__call__(class, …)`: the call of a class, past its metaclass.
fn type_call<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    match args
        .pos
        .first()
        .and_then(|class| types::as_class(cx.mem, *class))
    {
        Some(class) => super::instantiate::call_class(cx, class, &args.pos[1..], args.kw),
        None => Err(cx.type_error("descriptor '__call__' requires a 'type' object")),
    }
}

fn type_prepare<M: Memory>(cx: &mut Cx<'_, M>, _: Args<'_>) -> NativeResult<M> {
    let dict = super::interp::dict_of_names(cx, &[]);
    Ok(Flow::Value(dict))
}

fn receiver<M: Memory>(cx: &mut Cx<'_, M>, name: &str, args: Args<'_>) -> Result<ObjId, Raise> {
    match args
        .pos
        .first()
        .and_then(|class| types::as_class(cx.mem, *class))
    {
        Some(class) => Ok(class),
        None => Err(cx.type_error(format!("descriptor '{name}' requires a 'type' object"))),
    }
}

fn type_instancecheck<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let class = receiver(cx, "__instancecheck__", args)?;
    let Some(value) = args.pos.get(1) else {
        return Err(cx.type_error("type.__instancecheck__() takes exactly one argument (0 given)"));
    };
    Ok(Flow::Value(cx.is_instance(*value, class).into()))
}

fn type_subclasscheck<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let class = receiver(cx, "__subclasscheck__", args)?;
    match args.pos.get(1).and_then(|of| types::as_class(cx.mem, *of)) {
        Some(of) => Ok(Flow::Value(types::is_subclass(cx.mem, of, class).into())),
        None => Err(cx.type_error("issubclass() arg 1 must be a class")),
    }
}

fn class_list<M: Memory>(
    cx: &mut Cx<'_, M>,
    class: ObjId,
    pick: fn(&super::object::TypeObject) -> &[ObjId],
) -> Value {
    let ids = match &cx.mem.get(class).body {
        Body::Type(class) => pick(class).to_vec(),
        _ => Vec::new(),
    };
    cx.list(ids.into_iter().map(Value::Obj).collect())
}

fn type_subclasses<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let class = receiver(cx, "__subclasses__", args)?;
    Ok(Flow::Value(class_list(cx, class, |class| {
        &class.subclasses
    })))
}

fn type_mro<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let class = receiver(cx, "mro", args)?;
    Ok(Flow::Value(class_list(cx, class, |class| &class.mro)))
}

fn type_or<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    match args.pos {
        [a, b] => union(cx, *a, *b),
        _ => Err(cx.type_error("expected 1 argument")),
    }
}

fn type_ror<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    match args.pos {
        [a, b] => union(cx, *b, *a),
        _ => Err(cx.type_error("expected 1 argument")),
    }
}

/// The library module that says what aliases and unions are.
const GENERIC: &str = "_generic";

/// `int | None`: what unions and aliases are is a library module's to say, in Python.
pub(super) fn union<M: Memory>(cx: &mut Cx<'_, M>, a: Value, b: Value) -> NativeResult<M> {
    super::import::call_in(
        cx,
        GENERIC,
        "union",
        Args {
            pos: &[a, b],
            kw: &[],
        },
    )
}

/// `list[int]`.
pub(super) fn alias<M: Memory>(cx: &mut Cx<'_, M>, origin: ObjId, key: Value) -> NativeResult<M> {
    super::import::call_in(
        cx,
        GENERIC,
        "alias",
        Args {
            pos: &[Value::Obj(origin), key],
            kw: &[],
        },
    )
}
