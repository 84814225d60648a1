//! Owns the text of values: `repr`, `str`, `ascii`, `format`, running user-defined `__repr__`, `__str__`
//! and `__format__` where there are any. Default forms of each type are in `repr`.

use std::sync::Arc;

use super::flow::{after, and_then};
use super::format_spec::{self, Spec};
use super::number::{Number, number};
use super::repr::{Known, Unknown, render};
use super::{list, overrides, unwrap};

use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Flow, NativeFrame, NativeResult, Raise};
use crate::vm::object::{Body, Payload};
use crate::vm::value::Value;
use crate::vm::{exception_groups, exceptions, syntax_errors, unicode_errors};

/// How a value becomes text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[repr(i64)]
pub enum Conversion {
    Str,
    Repr,
    Ascii,
    /// `format(value, spec)`; the spec goes along.
    Format,
}

impl Conversion {
    const ALL: [Self; 4] = [Self::Str, Self::Repr, Self::Ascii, Self::Format];

    pub fn from_code(code: i64) -> Self {
        Self::ALL[code as usize]
    }
}

/// The text of a value; `spec` is a str for [`Conversion::Format`], else not looked at.
pub fn convert<M: Memory>(
    cx: &mut Cx<'_, M>,
    how: Conversion,
    value: Value,
    spec: Value,
) -> NativeResult<M> {
    match how {
        Conversion::Str => str_of(cx, value),
        Conversion::Repr => repr(cx, value),
        Conversion::Ascii => ascii(cx, value),
        Conversion::Format => format(cx, value, spec),
    }
}

/// Gives `then` a list of the texts of several values.
pub(crate) fn texts<M: Memory>(
    cx: &mut Cx<'_, M>,
    items: &[(Conversion, Value, Value)],
    then: Box<NativeFrame<M>>,
) -> NativeResult<M> {
    let out = cx.list(Vec::with_capacity(items.len()));
    let mut vals = vec![out];
    for (how, value, spec) in items {
        vals.extend([Value::Int(*how as i64), *value, *spec]);
    }
    let mut frame = NativeFrame::new(one_text, vals);
    frame.n = 1;
    frame.then = Some(then);
    more_texts(cx, frame)
}

fn more_texts<M: Memory>(cx: &mut Cx<'_, M>, mut frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    let out = frame.vals[0];
    let id = out.obj().expect("a list");
    while (frame.n as usize) < frame.vals.len() {
        let at = frame.n as usize;
        let Value::Int(how) = frame.vals[at] else {
            unreachable!("a conversion");
        };
        frame.n += 3;
        let how = Conversion::from_code(how);
        match convert(cx, how, frame.vals[at + 1], frame.vals[at + 2])? {
            Flow::Value(text) => list::push(cx, id, text),
            waiting => return Ok(after(waiting, frame)),
        }
    }
    super::flow::hand_to(cx, frame.then.take(), out)
}

fn one_text<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let text = result?;
    list::push(cx, frame.vals[0].obj().expect("a list"), text);
    more_texts(cx, frame)
}

/// `repr(value)`.
pub fn repr<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> NativeResult<M> {
    if let Some(method) = overrides(cx.mem, value, "__repr__") {
        return Flow::call(method, &[value], NativeFrame::new(check_repr, Vec::new()));
    }
    builtin_repr(cx, value)
}

fn check_repr<M: Memory>(
    cx: &mut Cx<'_, M>,
    _frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    must_be_str(cx, "__repr__", result?)
}

fn must_be_str<M: Memory>(cx: &mut Cx<'_, M>, method: &str, value: Value) -> NativeResult<M> {
    if cx.text(value).is_some() {
        return Ok(Flow::Value(value));
    }
    let given = cx.type_name(value);
    Err(cx.type_error(format!("{method} returned non-string (type {given})")))
}

/// `repr(value)` as its built-in type has it, with the texts of user objects inside asked for.
pub(crate) fn builtin_repr<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> NativeResult<M> {
    repr_with(cx, NativeFrame::new(asked, vec![value]))
}

/// `vals`: the value, then objects and (once known) their texts in turn.
fn repr_with<M: Memory>(cx: &mut Cx<'_, M>, mut frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    let mut known: Vec<Known> = Vec::new();
    for pair in frame.vals[1..].chunks(2) {
        known.push((pair[0], cx.text(pair[1]).unwrap_or_else(|| "".into())));
    }
    match render(cx.mem, frame.vals[0], &known) {
        Ok(text) => {
            cx.charge(text.len() as u64 * 1_500);
            Ok(Flow::Value(cx.str(text)))
        }
        Err(Unknown::TooDeep) => Err(cx.raise(
            super::RECURSION_ERROR,
            "maximum recursion depth exceeded while getting the repr of an object",
        )),
        Err(Unknown::TooLong(digits)) => Err(too_many_digits(cx, digits)),
        Err(Unknown::Objects(objects)) => {
            frame.n = frame.vals.len() as i64;
            for object in objects {
                frame.vals.extend([object, Value::Null]);
            }
            ask_next(cx, frame)
        }
    }
}

fn ask_next<M: Memory>(cx: &mut Cx<'_, M>, mut frame: Box<NativeFrame<M>>) -> NativeResult<M> {
    loop {
        let at = frame.n as usize;
        let Some(object) = frame.vals.get(at).copied() else {
            return repr_with(cx, frame);
        };
        match repr(cx, object)? {
            Flow::Value(text) => {
                frame.vals[at + 1] = text;
                frame.n += 2;
            }
            waiting => return Ok(after(waiting, frame)),
        }
    }
}

fn asked<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let at = frame.n as usize + 1;
    frame.vals[at] = result?;
    frame.n += 2;
    ask_next(cx, frame)
}

pub(crate) fn too_many_digits<M: Memory>(cx: &mut Cx<'_, M>, _digits: usize) -> Raise {
    cx.value_error(
        "Exceeds the limit (4300 digits) for integer string conversion; \
         use sys.set_int_max_str_digits() to increase the limit",
    )
}

/// `str(value)`.
pub fn str_of<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> NativeResult<M> {
    if let Value::Obj(id) = value {
        if matches!(cx.mem.get(id).body, Body::Str(_)) {
            return Ok(Flow::Value(value));
        }
        if let Some(method) = overrides(cx.mem, value, "__str__") {
            return Flow::call(method, &[value], NativeFrame::new(check_str, Vec::new()));
        }
        return builtin_str(cx, value);
    }
    builtin_repr(cx, value)
}

fn check_str<M: Memory>(
    cx: &mut Cx<'_, M>,
    _frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    must_be_str(cx, "__str__", result?)
}

/// `str(value)` as its built-in type has it.
pub(crate) fn builtin_str<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> NativeResult<M> {
    if let Some(args) = exception_args(cx.mem, value) {
        return exception_str(cx, value, &args);
    }
    if overrides(cx.mem, value, "__repr__").is_none() {
        let inner = unwrap(cx.mem, value);
        if let Some(text) = cx.text(inner) {
            return Ok(Flow::Value(cx.str(text)));
        }
    }
    repr(cx, value)
}

fn exception_args<M: Memory>(mem: &M, value: Value) -> Option<Vec<Value>> {
    match &mem.get(value.obj()?).body {
        Body::Instance(instance) => match &instance.payload {
            Payload::Exception(data) => Some(data.args.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// `str()` of an exception with these arguments.
pub(crate) fn exception_str<M: Memory>(
    cx: &mut Cx<'_, M>,
    value: Value,
    args: &[Value],
) -> NativeResult<M> {
    if let Some(group) = exceptions::data(cx.mem, value).and_then(|data| data.group) {
        return exception_groups::text(cx, &group);
    }
    if let Some(text) = unicode_errors::text(cx, value, args) {
        return Ok(Flow::Value(cx.str(text)));
    }
    match args {
        [] => Ok(Flow::Value(cx.str(""))),
        [key] if cx.is_instance(value, super::KEY_ERROR) => repr(cx, *key),
        [message] => str_of(cx, *message),
        [code, message, rest @ ..] if cx.is_instance(value, super::OS_ERROR) => {
            let mut parts = vec![
                (Conversion::Str, *code, Value::None),
                (Conversion::Str, *message, Value::None),
            ];
            // One file, or two: `rename` has (errno, message, from, None, to).
            for name in [rest.first(), rest.get(2)].into_iter().flatten() {
                parts.push((Conversion::Repr, *name, Value::None));
            }
            texts(cx, &parts, NativeFrame::new(os_error_text, Vec::new()))
        }
        _ => {
            if cx.is_instance(value, super::SYNTAX_ERROR)
                && let Some(text) = syntax_errors::str_of(cx.mem, value)
            {
                return Ok(Flow::Value(cx.str(text)));
            }
            let all = cx.tuple(args);
            repr(cx, all)
        }
    }
}

fn os_error_text<M: Memory>(
    cx: &mut Cx<'_, M>,
    _frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let parts = text_list(cx, result?);
    let name = match parts.get(2..).unwrap_or_default() {
        [from, to] => format!(": {from} -> {to}"),
        [name] => format!(": {name}"),
        _ => String::new(),
    };
    let text = format!("[Errno {}] {}{name}", parts[0], parts[1]);
    Ok(Flow::Value(cx.str(text)))
}

/// The texts of a list of strs.
pub(crate) fn text_list<M: Memory>(cx: &Cx<'_, M>, list: Value) -> Vec<Arc<str>> {
    let items = list::items(cx.mem, list.obj().expect("a list"));
    let text = |item: &Value| cx.text(*item).expect("conversions give strs");
    items.iter().map(text).collect()
}

/// `ascii(value)`.
pub fn ascii<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> NativeResult<M> {
    let flow = repr(cx, value);
    and_then(cx, flow, NativeFrame::new(escape_wide, Vec::new()))
}

fn escape_wide<M: Memory>(
    cx: &mut Cx<'_, M>,
    _frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let value = result?;
    let text = cx.text(value).expect("repr gives a str");
    if text.is_ascii() {
        return Ok(Flow::Value(value));
    }
    let mut out = String::new();
    for c in text.chars() {
        super::repr::push_escaped(&mut out, c, true);
    }
    Ok(Flow::Value(cx.str(out)))
}

/// `format(value, spec)`; `spec` is a str.
pub fn format<M: Memory>(cx: &mut Cx<'_, M>, value: Value, spec: Value) -> NativeResult<M> {
    if let Some(method) = overrides(cx.mem, value, "__format__") {
        let frame = NativeFrame::new(check_format, Vec::new());
        return Flow::call(method, &[value, spec], frame);
    }
    builtin_format(cx, value, spec)
}

fn check_format<M: Memory>(
    cx: &mut Cx<'_, M>,
    _frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let value = result?;
    if cx.text(value).is_some() {
        return Ok(Flow::Value(value));
    }
    let given = cx.type_name(value);
    Err(cx.type_error(format!("__format__ must return a str, not {given}")))
}

/// `format(value, spec)` as its built-in type has it.
pub(crate) fn builtin_format<M: Memory>(
    cx: &mut Cx<'_, M>,
    value: Value,
    spec: Value,
) -> NativeResult<M> {
    let Some(spec_text) = cx.text(spec) else {
        let given = cx.type_name(spec);
        return Err(cx.type_error(format!("format() argument 2 must be str, not {given}")));
    };
    if spec_text.is_empty() {
        return str_of(cx, value);
    }
    let inner = unwrap(cx.mem, value);
    let refused = if let Some(n) = number(cx.mem, inner) {
        format_number(&n, &spec_text, matches!(inner, Value::Bool(_)))
    } else if let Some(text) = cx.text(inner) {
        Spec::parse(&spec_text, "str").and_then(|spec| format_spec::format_str(&text, &spec))
    } else {
        let name = cx.type_name(value);
        return Err(cx.type_error(format!(
            "unsupported format string passed to {name}.__format__"
        )));
    };
    cx.charge(100_000);
    match refused {
        Ok(text) => Ok(Flow::Value(cx.str(text))),
        Err(message) if message.starts_with("%c") => Err(cx.overflow_error(message)),
        Err(message) => Err(cx.value_error(message)),
    }
}

fn format_number(n: &Number, spec: &str, is_bool: bool) -> Result<String, String> {
    let name = match n {
        Number::Int(_) if is_bool => "bool",
        Number::Int(_) | Number::Big(_) => "int",
        Number::Float(_) => "float",
        Number::Complex(..) => "complex",
    };
    let spec = Spec::parse(spec, name)?;
    match n {
        Number::Float(x) => format_spec::format_float(*x, &spec),
        Number::Complex(re, im) => format_spec::format_complex(*re, *im, &spec),
        whole => {
            let whole = whole.to_big().expect("an int");
            format_spec::format_int(&whole, &spec)
        }
    }
}
