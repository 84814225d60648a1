//! Owns which method an operator calls: built-in operands first, then the operands' classes with
//! reflection and in-place forms. Owns no arithmetic of built-in types (`types::ops`).

use super::attr;
use super::cx::Cx;
use super::memory::Memory;
use super::native::{Flow, NativeFrame, NativeResult, Raise};
use super::object::Body;
use super::symbols as s;
use super::type_operators;
use super::types;
use super::value::Value;
use crate::base::Symbol;
use crate::bytecode::{BinaryOp, CompareOp};

/// Whether a value's class was made by the program or a native module, and may have methods for operators.
pub fn is_user<M: Memory>(mem: &M, value: Value) -> bool {
    value.obj().is_some_and(|id| match &mem.get(id).body {
        Body::Instance(_) | Body::Ext(_) => true,
        Body::Type(class) => class.metaclass != types::TYPE,
        _ => false,
    })
}

/// The stem of the special method: `add` of `__add__`, `__radd__`, `__iadd__`.
fn stem(op: BinaryOp) -> &'static str {
    match op.plain() {
        BinaryOp::Add => "add",
        BinaryOp::And => "and",
        BinaryOp::FloorDivide => "floordiv",
        BinaryOp::LeftShift => "lshift",
        BinaryOp::MatrixMultiply => "matmul",
        BinaryOp::Multiply => "mul",
        BinaryOp::Remainder => "mod",
        BinaryOp::Or => "or",
        BinaryOp::Power => "pow",
        BinaryOp::RightShift => "rshift",
        BinaryOp::Subtract => "sub",
        BinaryOp::TrueDivide => "truediv",
        _ => "xor",
    }
}

/// `a op b`.
///
/// # Errors
/// TypeError when neither operand supports it, or what a method raises.
pub fn binary<M: Memory>(cx: &mut Cx<'_, M>, op: BinaryOp, a: Value, b: Value) -> NativeResult<M> {
    if op == BinaryOp::Subscr {
        return subscript(cx, a, b);
    }
    if !is_user(cx.mem, a) && !is_user(cx.mem, b) {
        return match types::ops::binary(cx, op, a, b)? {
            Some(value) => Ok(Flow::Value(value)),
            None => built_in_flow(cx, op, a, b),
        };
    }
    let mut frame = NativeFrame::new(binary_step, vec![a, b]);
    frame.n = i64::from(op as u8);
    binary_step(cx, frame, Ok(Value::NotImplemented))
}

/// Tries the candidates one after another; `n` is the operator and, from bit 8 on, the next candidate.
fn binary_step<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let result = input?;
    if result != Value::NotImplemented {
        return Ok(Flow::Value(result));
    }
    let op = BinaryOp::from_arg((frame.n & 0xff) as u32);
    let (a, b) = (frame.vals[0], frame.vals[1]);
    let reflected_first = reflected_first(cx, op, a, b);
    loop {
        let stage = frame.n >> 8;
        frame.n += 1 << 8;
        let candidate = match stage {
            0 if op.is_inplace() => method(cx, a, "i", op).map(|m| (m, a, b)),
            1 if reflected_first => method(cx, b, "r", op).map(|m| (m, b, a)),
            2 => method(cx, a, "", op).map(|m| (m, a, b)),
            3 if !reflected_first && cx.type_of(a) != cx.type_of(b) => {
                method(cx, b, "r", op).map(|m| (m, b, a))
            }
            0 | 1 | 3 => None,
            _ => break,
        };
        if let Some((function, receiver, other)) = candidate {
            return Flow::call(function, &[receiver, other], frame);
        }
    }
    let (inner_a, inner_b) = (types::unwrap(cx.mem, a), types::unwrap(cx.mem, b));
    if !is_user(cx.mem, inner_a)
        && !is_user(cx.mem, inner_b)
        && let Some(value) = types::ops::binary(cx, op.plain(), inner_a, inner_b)?
    {
        return Ok(Flow::Value(value));
    }
    built_in_flow(cx, op, a, b)
}

/// Operators of built-in types that run Python code (`"%s" % user_object`, `list += generator`).
fn built_in_flow<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: BinaryOp,
    a: Value,
    b: Value,
) -> NativeResult<M> {
    match types::ops::binary_flow(cx, op, a, b) {
        Some(flow) => flow,
        None if op.plain() == BinaryOp::Or && type_operators::makes_union(cx.mem, a, b) => {
            super::metaclass::union(cx, a, b)
        }
        None => Err(unsupported(cx, op, a, b)),
    }
}

/// A subclass that overrides the reflected method goes before its base class's own.
fn reflected_first<M: Memory>(cx: &mut Cx<'_, M>, op: BinaryOp, a: Value, b: Value) -> bool {
    let (class_a, class_b) = (cx.type_of(a), cx.type_of(b));
    class_a != class_b
        && types::is_subclass(cx.mem, class_b, class_a)
        && method(cx, b, "r", op).is_some_and(|of_b| method(cx, a, "r", op) != Some(of_b))
}

/// A method of a class that Python code or a native module made.
fn method<M: Memory>(
    cx: &mut Cx<'_, M>,
    value: Value,
    prefix: &str,
    op: BinaryOp,
) -> Option<Value> {
    if !is_user(cx.mem, value) {
        return None;
    }
    types::overrides(cx.mem, value, &format!("__{prefix}{}__", stem(op)))
}

fn user_method<M: Memory>(cx: &mut Cx<'_, M>, value: Value, name: &str) -> Option<Value> {
    types::user_method(cx.mem, value, name)
}

fn unsupported<M: Memory>(cx: &mut Cx<'_, M>, op: BinaryOp, a: Value, b: Value) -> Raise {
    let (left, right) = (cx.type_name(a), cx.type_name(b));
    let shown = if op.plain() == BinaryOp::Power {
        if op.is_inplace() {
            "**="
        } else {
            "** or pow()"
        }
    } else {
        op.text()
    };
    cx.type_error(format!(
        "unsupported operand type(s) for {shown}: '{left}' and '{right}'"
    ))
}

/// `-x`, `+x`, `~x`: by the name of the special method.
///
/// # Errors
/// TypeError when the operand does not support it, or what a method raises.
pub fn unary<M: Memory>(cx: &mut Cx<'_, M>, name: Symbol, value: Value) -> NativeResult<M> {
    let text = cx.mem.symbol_text(name);
    if is_user(cx.mem, value)
        && let Some(function) = user_method(cx, value, &text)
    {
        return Flow::tail(function, &[value]);
    }
    let inner = types::unwrap(cx.mem, value);
    let op = match name {
        s::NEG => types::ops::Unary::Negative,
        s::POS => types::ops::Unary::Positive,
        _ => types::ops::Unary::Invert,
    };
    if let Some(result) = types::ops::unary(cx, op, inner)? {
        return Ok(Flow::Value(result));
    }
    let sign = match name {
        s::NEG => "-",
        s::POS => "+",
        _ => "~",
    };
    let class = cx.type_name(value);
    Err(cx.type_error(format!("bad operand type for unary {sign}: '{class}'")))
}

/// `a op b` for comparisons.
///
/// # Errors
/// TypeError when the operands have no order, or what a method raises.
pub fn compare<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: CompareOp,
    a: Value,
    b: Value,
) -> NativeResult<M> {
    if !is_user(cx.mem, a)
        && !is_user(cx.mem, b)
        && let Some(value) = types::ops::compare(cx, op, a, b)?
    {
        return Ok(Flow::Value(value));
    }
    let mut frame = NativeFrame::new(compare_step, vec![a, b]);
    frame.n = i64::from(op as u8);
    compare_step(cx, frame, Ok(Value::NotImplemented))
}

fn compare_step<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let result = input?;
    if result != Value::NotImplemented {
        return Ok(Flow::Value(result));
    }
    let op = CompareOp::from_arg((frame.n & 0xff) as u32);
    let (a, b) = (frame.vals[0], frame.vals[1]);
    let (class_a, class_b) = (cx.type_of(a), cx.type_of(b));
    let reflected_first = class_a != class_b && types::is_subclass(cx.mem, class_b, class_a);
    loop {
        let stage = frame.n >> 8;
        frame.n += 1 << 8;
        let (value, other, with) = match (stage, reflected_first) {
            (0, true) | (1, false) => (b, a, type_operators::swapped(op)),
            (0, false) | (1, true) => (a, b, op),
            _ => break,
        };
        if !is_user(cx.mem, value) {
            continue;
        }
        if let Some(function) = user_method(cx, value, type_operators::compare_name(with)) {
            return Flow::call(function, &[value, other], frame);
        }
        // The default `__ne__` is the opposite of `__eq__`.
        if op == CompareOp::Ne
            && let Some(function) = user_method(cx, value, "__eq__")
        {
            let mut then = NativeFrame::new(opposite, Vec::new());
            then.then = Some(frame);
            return Flow::call(function, &[value, other], then);
        }
    }
    compare_default(cx, op, a, b)
}

fn opposite<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let result = input?;
    if result == Value::NotImplemented {
        let back = frame.then.take().expect("set when it was made");
        return compare_step(cx, back, Ok(result));
    }
    truth(cx, result, true)
}

fn compare_default<M: Memory>(
    cx: &mut Cx<'_, M>,
    op: CompareOp,
    a: Value,
    b: Value,
) -> NativeResult<M> {
    let (inner_a, inner_b) = (types::unwrap(cx.mem, a), types::unwrap(cx.mem, b));
    if !is_user(cx.mem, inner_a) && !is_user(cx.mem, inner_b) {
        return types::compare::compare(cx, op, inner_a, inner_b);
    }
    match op {
        CompareOp::Eq => Ok(Flow::Value(Value::Bool(a.is(b)))),
        CompareOp::Ne => Ok(Flow::Value(Value::Bool(!a.is(b)))),
        _ => {
            let (left, right) = (cx.type_name(a), cx.type_name(b));
            Err(cx.type_error(format!(
                "'{}' not supported between instances of '{left}' and '{right}'",
                op.text()
            )))
        }
    }
}

/// `bool(value)`, or its opposite.
///
/// # Errors
/// What `__bool__` or `__len__` raises.
pub fn truth<M: Memory>(cx: &mut Cx<'_, M>, value: Value, negate: bool) -> NativeResult<M> {
    if let Some(known) = types::truth(cx.mem, value) {
        return Ok(Flow::Value(Value::Bool(known != negate)));
    }
    let mut then = NativeFrame::new(truth_step, Vec::new());
    then.n = i64::from(negate);
    if let Some(function) = types::overrides(cx.mem, value, "__bool__") {
        then.vals.push(Value::None);
        return Flow::call(function, &[value], then);
    }
    match types::overrides(cx.mem, value, "__len__") {
        Some(function) => Flow::call(function, &[value], then),
        None => Ok(Flow::Value(Value::Bool(!negate))),
    }
}

fn truth_step<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let result = input?;
    let from_bool = !frame.vals.is_empty();
    let known = match result {
        Value::Bool(b) => b,
        Value::Int(i) if !from_bool && i >= 0 => i != 0,
        Value::Int(_) if !from_bool => return Err(cx.value_error("__len__() should return >= 0")),
        other => {
            let class = cx.type_name(other);
            return Err(if from_bool {
                cx.type_error(format!("__bool__ should return bool, returned {class}"))
            } else {
                cx.type_error(format!(
                    "'{class}' object cannot be interpreted as an integer"
                ))
            });
        }
    };
    Ok(Flow::Value(Value::Bool(known != (frame.n == 1))))
}

/// `container[key]`.
///
/// # Errors
/// TypeError, KeyError, IndexError, or what `__getitem__` raises.
pub fn subscript<M: Memory>(cx: &mut Cx<'_, M>, container: Value, key: Value) -> NativeResult<M> {
    if let Some(function) = item_method(cx, container, s::GETITEM) {
        return Flow::tail(function, &[container, key]);
    }
    let inner = types::unwrap(cx.mem, container);
    if let Value::Obj(id) = inner
        && matches!(cx.mem.get(id).body, Body::Type(_))
    {
        let name = types::type_name(cx.mem, id);
        let hook = types::find_method(cx.mem, id, s::CLASS_GETITEM);
        return match hook.and_then(|hook| type_operators::class_method(cx.mem, hook)) {
            Some(function) => Flow::tail(function, &[container, key]),
            None if type_operators::takes_parameters(cx.mem, id) => {
                super::metaclass::alias(cx, id, key)
            }
            None => Err(cx.type_error(format!("type '{name}' is not subscriptable"))),
        };
    }
    if is_user(cx.mem, inner) {
        let class = cx.type_name(container);
        return Err(cx.type_error(format!("'{class}' object is not subscriptable")));
    }
    match types::subscript::subscript(cx, inner, key) {
        Ok(Some(value)) => Ok(Flow::Value(value)),
        Ok(None) => types::subscript::subscript_slow(cx, container, key),
        Err(raise) => missing_key(cx, container, key, raise),
    }
}

/// A subclass of dict may define `__missing__`.
fn missing_key<M: Memory>(
    cx: &mut Cx<'_, M>,
    container: Value,
    key: Value,
    raise: Raise,
) -> NativeResult<M> {
    if is_user(cx.mem, container)
        && cx.is_instance(raise.0, types::KEY_ERROR)
        && let Some(function) = user_method(cx, container, "__missing__")
    {
        return Flow::tail(function, &[container, key]);
    }
    Err(raise)
}

/// A special method for items: of the program's class, or of a module's own type.
fn item_method<M: Memory>(cx: &mut Cx<'_, M>, container: Value, name: Symbol) -> Option<Value> {
    let id = container.obj()?;
    let instance = match &cx.mem.get(id).body {
        Body::Ext(_) => false,
        Body::Instance(_) => true,
        Body::Type(class) if class.metaclass != types::TYPE => true,
        _ => return None,
    };
    if instance {
        let text = cx.mem.symbol_text(name);
        return user_method(cx, container, &text);
    }
    attr::lookup_special(cx.mem, container, name)
}

/// `container[key] = value`.
///
/// # Errors
/// As [`subscript`].
pub fn store_subscript<M: Memory>(
    cx: &mut Cx<'_, M>,
    container: Value,
    key: Value,
    value: Value,
) -> NativeResult<M> {
    if type_operators::is_proxy(cx.mem, container) {
        let message = "'mappingproxy' object does not support item assignment";
        return Err(cx.type_error(message));
    }
    if let Some(function) = item_method(cx, container, s::SETITEM) {
        return Flow::call(
            function,
            &[container, key, value],
            NativeFrame::new(attr::nothing, Vec::new()),
        );
    }
    let inner = types::unwrap(cx.mem, container);
    if is_user(cx.mem, inner) {
        let class = cx.type_name(container);
        return Err(cx.type_error(format!("'{class}' object does not support item assignment")));
    }
    match types::subscript::store_subscript(cx, inner, key, value)? {
        Some(()) => Ok(Flow::Value(Value::Null)),
        None => {
            let flow = types::subscript::store_subscript_slow(cx, inner, key, value);
            types::flow::and_then(cx, flow, NativeFrame::new(attr::nothing, Vec::new()))
        }
    }
}

/// `del container[key]`.
///
/// # Errors
/// As [`subscript`].
pub fn delete_subscript<M: Memory>(
    cx: &mut Cx<'_, M>,
    container: Value,
    key: Value,
) -> NativeResult<M> {
    if type_operators::is_proxy(cx.mem, container) {
        let message = "'mappingproxy' object does not support item deletion";
        return Err(cx.type_error(message));
    }
    if let Some(function) = item_method(cx, container, s::DELITEM) {
        return Flow::call(
            function,
            &[container, key],
            NativeFrame::new(attr::nothing, Vec::new()),
        );
    }
    let inner = types::unwrap(cx.mem, container);
    if is_user(cx.mem, inner) {
        let class = cx.type_name(container);
        return Err(cx.type_error(format!("'{class}' object doesn't support item deletion")));
    }
    match types::subscript::delete_subscript(cx, inner, key)? {
        Some(()) => Ok(Flow::Value(Value::Null)),
        None => {
            let flow = types::subscript::delete_subscript_slow(cx, inner, key);
            types::flow::and_then(cx, flow, NativeFrame::new(attr::nothing, Vec::new()))
        }
    }
}

/// `item in container`, or its opposite.
///
/// # Errors
/// TypeError, or what `__contains__`, `__eq__` or an iterator raises.
pub fn contains<M: Memory>(
    cx: &mut Cx<'_, M>,
    container: Value,
    item: Value,
    negate: bool,
) -> NativeResult<M> {
    let mut then = NativeFrame::new(contains_step, Vec::new());
    then.n = i64::from(negate);
    if let Some(function) = item_method(cx, container, s::CONTAINS) {
        return Flow::call(function, &[container, item], then);
    }
    let inner = types::unwrap(cx.mem, container);
    match types::subscript::contains(cx, inner, item)? {
        Some(found) => Ok(Flow::Value(Value::Bool(found != negate))),
        None => {
            let flow = types::subscript::contains_slow(cx, container, item);
            types::flow::and_then(cx, flow, then)
        }
    }
}

fn contains_step<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    truth(cx, input?, frame.n == 1)
}
