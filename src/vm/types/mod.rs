//! Owns the built-in types: their fixed ids, their place in the class hierarchy, and the methods of
//! each (one file a type). Owns no user-defined class: those are made by `class`.

use std::cmp::Ordering;
use std::sync::Arc;

use super::cx::Cx;
use super::memory::Memory;
use super::names::NameTable;
use super::native::NativeDef;
use super::object::{AsyncCallKind, Body, GeneratorKind, Instance, Iter, Payload, ViewKind};
use super::value::Value;
use crate::base::ObjId;

pub(crate) mod args;
mod bytes_methods;
mod bytes_split;
mod bytes_text;
pub(crate) mod codec;
pub mod collect;
pub mod compare;
pub(crate) mod complex;
mod complex_methods;
pub mod contains;
pub(crate) mod dict;
mod dict_methods;
pub(crate) mod equality;
pub(crate) mod float;
mod float_methods;
pub(crate) mod float_text;
pub(crate) mod flow;
pub(crate) mod format_spec;
pub(crate) mod int;
pub(crate) mod int_text;
pub mod iter;
mod iter_compound;
mod iterators;
pub mod keyed;
pub(crate) mod list;
mod list_methods;
mod lookup;
pub(crate) mod number;
mod number_methods;
pub(crate) mod object;
mod operator_methods;
pub mod ops;
pub(crate) mod percent;
mod percent_bytes;
mod proxy;
pub(crate) mod range;
pub(crate) mod repr;
pub(crate) mod repr_text;
pub(crate) mod sequence;
pub(crate) mod set;
mod set_methods;
pub(crate) mod sort;
mod str_format;
mod str_methods;
pub(crate) mod str_search;
pub mod subscript;
pub mod text;

pub use equality::truth;
pub(crate) use lookup::{class_overrides, overrides};
pub use lookup::{find_in_mro, find_method, user_method};

macro_rules! builtin_types {
    ($($name:ident $text:literal $(: $base:ident)?;)*) => {
        #[expect(
            non_camel_case_types,
            clippy::upper_case_acronyms,
            reason = "a throw-away enum that counts the rows"
        )]
        #[repr(u32)]
        enum Number { $($name,)* COUNT }

        $(pub const $name: ObjId = ObjId(Number::$name as u32);)*

        /// How many types there are; their ids are 0 to COUNT - 1.
        pub const COUNT: u32 = Number::COUNT as u32;

        /// (name, base) of each, in order of their ids.
        pub(super) const TABLE: &[(&str, Option<ObjId>)] = &[$(($text, builtin_types!(@ $($base)?)),)*];
    };
    (@ $base:ident) => { Some($base) };
    (@) => { None };
}

builtin_types! {
    OBJECT "object";
    TYPE "type": OBJECT;
    NONE_TYPE "NoneType": OBJECT;
    NOT_IMPLEMENTED_TYPE "NotImplementedType": OBJECT;
    ELLIPSIS_TYPE "ellipsis": OBJECT;
    INT "int": OBJECT;
    BOOL "bool": INT;
    FLOAT "float": OBJECT;
    COMPLEX "complex": OBJECT;
    STR "str": OBJECT;
    BYTES "bytes": OBJECT;
    BYTEARRAY "bytearray": OBJECT;
    LIST "list": OBJECT;
    TUPLE "tuple": OBJECT;
    DICT "dict": OBJECT;
    SET "set": OBJECT;
    FROZENSET "frozenset": OBJECT;
    RANGE "range": OBJECT;
    SLICE "slice": OBJECT;
    CELL "cell": OBJECT;
    CODE "code": OBJECT;
    FUNCTION "function": OBJECT;
    METHOD "method": OBJECT;
    BUILTIN_FUNCTION "builtin_function_or_method": OBJECT;
    MODULE "module": OBJECT;
    NAMESPACE "mappingproxy": OBJECT;
    GENERATOR "generator": OBJECT;
    COROUTINE "coroutine": OBJECT;
    COROUTINE_WRAPPER "coroutine_wrapper": OBJECT;
    ASYNC_GENERATOR "async_generator": OBJECT;
    ASYNC_GENERATOR_ASEND "async_generator_asend": OBJECT;
    ASYNC_GENERATOR_ATHROW "async_generator_athrow": OBJECT;
    ASYNC_GENERATOR_WRAPPED_VALUE "async_generator_wrapped_value": OBJECT;
    ANEXT_AWAITABLE "anext_awaitable": OBJECT;
    PROPERTY "property": OBJECT;
    STATICMETHOD "staticmethod": OBJECT;
    CLASSMETHOD "classmethod": OBJECT;
    SUPER "super": OBJECT;
    LOCK "lock": OBJECT;
    RLOCK "RLock": OBJECT;
    THREAD_HANDLE "_ThreadHandle": OBJECT;
    DICT_KEYS "dict_keys": OBJECT;
    DICT_VALUES "dict_values": OBJECT;
    DICT_ITEMS "dict_items": OBJECT;
    LIST_ITERATOR "list_iterator": OBJECT;
    TUPLE_ITERATOR "tuple_iterator": OBJECT;
    STR_ITERATOR "str_iterator": OBJECT;
    BYTES_ITERATOR "bytes_iterator": OBJECT;
    RANGE_ITERATOR "range_iterator": OBJECT;
    DICT_KEYITERATOR "dict_keyiterator": OBJECT;
    DICT_VALUEITERATOR "dict_valueiterator": OBJECT;
    DICT_ITEMITERATOR "dict_itemiterator": OBJECT;
    SET_ITERATOR "set_iterator": OBJECT;
    REVERSED "reversed": OBJECT;
    ITERATOR "iterator": OBJECT;
    CALLABLE_ITERATOR "callable_iterator": OBJECT;
    ENUMERATE "enumerate": OBJECT;
    ZIP "zip": OBJECT;
    MAP "map": OBJECT;
    FILTER "filter": OBJECT;
    TRACEBACK "traceback": OBJECT;
    MODULE_SPEC "ModuleSpec": OBJECT;
    FRAME "frame": OBJECT;

    BASE_EXCEPTION "BaseException": OBJECT;
    EXCEPTION "Exception": BASE_EXCEPTION;
    BASE_EXCEPTION_GROUP "BaseExceptionGroup": BASE_EXCEPTION;
    EXCEPTION_GROUP "ExceptionGroup": BASE_EXCEPTION_GROUP;
    SYSTEM_EXIT "SystemExit": BASE_EXCEPTION;
    KEYBOARD_INTERRUPT "KeyboardInterrupt": BASE_EXCEPTION;
    GENERATOR_EXIT "GeneratorExit": BASE_EXCEPTION;
    ARITHMETIC_ERROR "ArithmeticError": EXCEPTION;
    FLOATING_POINT_ERROR "FloatingPointError": ARITHMETIC_ERROR;
    OVERFLOW_ERROR "OverflowError": ARITHMETIC_ERROR;
    ZERO_DIVISION_ERROR "ZeroDivisionError": ARITHMETIC_ERROR;
    ASSERTION_ERROR "AssertionError": EXCEPTION;
    ATTRIBUTE_ERROR "AttributeError": EXCEPTION;
    BUFFER_ERROR "BufferError": EXCEPTION;
    EOF_ERROR "EOFError": EXCEPTION;
    IMPORT_ERROR "ImportError": EXCEPTION;
    MODULE_NOT_FOUND_ERROR "ModuleNotFoundError": IMPORT_ERROR;
    LOOKUP_ERROR "LookupError": EXCEPTION;
    INDEX_ERROR "IndexError": LOOKUP_ERROR;
    KEY_ERROR "KeyError": LOOKUP_ERROR;
    MEMORY_ERROR "MemoryError": EXCEPTION;
    NAME_ERROR "NameError": EXCEPTION;
    UNBOUND_LOCAL_ERROR "UnboundLocalError": NAME_ERROR;
    OS_ERROR "OSError": EXCEPTION;
    BLOCKING_IO_ERROR "BlockingIOError": OS_ERROR;
    CONNECTION_ERROR "ConnectionError": OS_ERROR;
    BROKEN_PIPE_ERROR "BrokenPipeError": CONNECTION_ERROR;
    CONNECTION_ABORTED_ERROR "ConnectionAbortedError": CONNECTION_ERROR;
    CONNECTION_REFUSED_ERROR "ConnectionRefusedError": CONNECTION_ERROR;
    CONNECTION_RESET_ERROR "ConnectionResetError": CONNECTION_ERROR;
    IS_A_DIRECTORY_ERROR "IsADirectoryError": OS_ERROR;
    NOT_A_DIRECTORY_ERROR "NotADirectoryError": OS_ERROR;
    CHILD_PROCESS_ERROR "ChildProcessError": OS_ERROR;
    INTERRUPTED_ERROR "InterruptedError": OS_ERROR;
    PROCESS_LOOKUP_ERROR "ProcessLookupError": OS_ERROR;
    FILE_EXISTS_ERROR "FileExistsError": OS_ERROR;
    FILE_NOT_FOUND_ERROR "FileNotFoundError": OS_ERROR;
    PERMISSION_ERROR "PermissionError": OS_ERROR;
    TIMEOUT_ERROR "TimeoutError": OS_ERROR;
    REFERENCE_ERROR "ReferenceError": EXCEPTION;
    RUNTIME_ERROR "RuntimeError": EXCEPTION;
    NOT_IMPLEMENTED_ERROR "NotImplementedError": RUNTIME_ERROR;
    RECURSION_ERROR "RecursionError": RUNTIME_ERROR;
    STOP_ITERATION "StopIteration": EXCEPTION;
    STOP_ASYNC_ITERATION "StopAsyncIteration": EXCEPTION;
    SYNTAX_ERROR "SyntaxError": EXCEPTION;
    INDENTATION_ERROR "IndentationError": SYNTAX_ERROR;
    TAB_ERROR "TabError": INDENTATION_ERROR;
    SYSTEM_ERROR "SystemError": EXCEPTION;
    TYPE_ERROR "TypeError": EXCEPTION;
    VALUE_ERROR "ValueError": EXCEPTION;
    UNICODE_ERROR "UnicodeError": VALUE_ERROR;
    UNICODE_DECODE_ERROR "UnicodeDecodeError": UNICODE_ERROR;
    UNICODE_ENCODE_ERROR "UnicodeEncodeError": UNICODE_ERROR;
    WARNING "Warning": EXCEPTION;
    DEPRECATION_WARNING "DeprecationWarning": WARNING;
    RUNTIME_WARNING "RuntimeWarning": WARNING;
    USER_WARNING "UserWarning": WARNING;
    PENDING_DEPRECATION_WARNING "PendingDeprecationWarning": WARNING;
    SYNTAX_WARNING "SyntaxWarning": WARNING;
    IMPORT_WARNING "ImportWarning": WARNING;
    FUTURE_WARNING "FutureWarning": WARNING;
    UNICODE_WARNING "UnicodeWarning": WARNING;
    BYTES_WARNING "BytesWarning": WARNING;
    RESOURCE_WARNING "ResourceWarning": WARNING;
    ENCODING_WARNING "EncodingWarning": WARNING;
}

/// The one-character ASCII strings are made at boot, right behind the types.
pub const fn ascii_char(byte: u8) -> Value {
    Value::Obj(ObjId(COUNT + byte as u32))
}

/// The methods of each built-in type.
pub(super) fn methods<M: Memory>() -> Vec<(ObjId, &'static [NativeDef<M>])> {
    let iterator = iterators::table::<M>();
    let mut tables = operator_methods::tables();
    tables.extend([
        (OBJECT, object::methods()),
        (INT, number_methods::int_table()),
        (BOOL, number_methods::bool_table()),
        (FLOAT, float_methods::float_table()),
        (COMPLEX, complex_methods::complex_table()),
        (STR, str_methods::table()),
        (BYTES, bytes_methods::table()),
        (BYTES, &bytes_text::Table::COMMON),
        (BYTEARRAY, bytes_methods::mutable_table()),
        (BYTEARRAY, &bytes_text::Table::COMMON),
        (BYTEARRAY, &bytes_text::Table::MUTABLE),
        (LIST, list_methods::list_table()),
        (TUPLE, list_methods::tuple_table()),
        (DICT, dict_methods::table()),
        (NAMESPACE, proxy::table()),
        (DICT_KEYS, dict_methods::view_table()),
        (DICT_VALUES, dict_methods::view_table()),
        (DICT_ITEMS, dict_methods::view_table()),
        (SET, set_methods::table()),
        (FROZENSET, set_methods::frozen_table()),
        (RANGE, range::methods()),
        (SLICE, iterators::slice_table()),
        (REVERSED, iterators::reversed_table()),
        (ENUMERATE, iterators::enumerate_table()),
        (ZIP, iterators::zip_table()),
        (MAP, iterators::map_table()),
        (FILTER, iterators::filter_table()),
        (LIST_ITERATOR, iterator),
        (TUPLE_ITERATOR, iterator),
        (STR_ITERATOR, iterator),
        (BYTES_ITERATOR, iterator),
        (RANGE_ITERATOR, iterator),
        (DICT_KEYITERATOR, iterator),
        (DICT_VALUEITERATOR, iterator),
        (DICT_ITEMITERATOR, iterator),
        (SET_ITERATOR, iterator),
        (ITERATOR, iterator),
        (CALLABLE_ITERATOR, iterator),
    ]);
    tables
}

/// The hash of a value whose class is built in, as CPython computes it where that is observable (ints,
/// floats, bools, None); `None` when it is unhashable or its class defines `__hash__` or `__eq__` in Python.
pub fn native_hash<M: Memory>(mem: &M, value: Value) -> Option<u64> {
    equality::quick_hash(mem, value).ok()
}

/// Whether two values are equal, when that can be said without running Python code.
pub fn native_eq<M: Memory>(mem: &M, a: Value, b: Value) -> Option<bool> {
    equality::equal(mem, a, b, 0).ok()
}

/// The order of two values of ordered built-in types; `None` when there is none, or when only Python
/// code can say.
pub fn native_cmp<M: Memory>(mem: &M, a: Value, b: Value) -> Option<Ordering> {
    equality::order(mem, a, b, 0).ok().flatten()
}

/// What `id()` gives and reprs show: an address that is the same in every run.
pub fn address(value: Value) -> u64 {
    /// About where a Linux process has its heap of mapped pages.
    const HEAP: u64 = 0x7f00_0000_0000;
    /// Where small values would be, as CPython's static objects are.
    const STATIC: u64 = 0x5500_0000_0000;
    match value {
        Value::Null => 0,
        Value::None => STATIC,
        Value::NotImplemented => STATIC + 32,
        Value::Ellipsis => STATIC + 64,
        Value::Bool(b) => STATIC + 96 + 32 * u64::from(b),
        Value::Int(i) => STATIC + (1 << 20) + ((i as u64).wrapping_mul(32) & 0xff_ffff_ffff),
        Value::Float(x) => HEAP + (1 << 41) + ((x.to_bits() >> 12 << 4) & 0xff_ffff_ffff),
        Value::Obj(id) => HEAP + u64::from(id.0) * 64,
    }
}

/// Tells the memory that a container now holds a value: what a shared container holds is shared.
pub fn stored<M: Memory>(mem: &mut M, container: ObjId, value: Value) {
    if matches!(value, Value::Obj(_)) && mem.get(container).share.is_shared() {
        mem.publish(value);
    }
}

/// Changes an object's body.
pub(crate) fn edit<M: Memory, R>(
    cx: &mut Cx<'_, M>,
    id: ObjId,
    change: impl FnOnce(&mut Body) -> R,
) -> R {
    change(&mut cx.mem.get_mut(id).body)
}

/// A new instance of `class` around the built-in object `inner`; `inner` itself when `class` is its own.
pub(crate) fn wrap<M: Memory>(
    cx: &mut Cx<'_, M>,
    class: ObjId,
    base: ObjId,
    inner: Value,
) -> Value {
    if class == base {
        return inner;
    }
    let instance = Instance {
        class,
        attrs: NameTable::new(),
        dict: None,
        payload: Payload::Wrapped(inner),
    };
    cx.alloc(Body::Instance(Box::new(instance)))
}

/// A mapping that only reads another: what `__dict__` of a class is.
pub(crate) fn mapping_proxy<M: Memory>(cx: &mut Cx<'_, M>, mapping: Value) -> Value {
    wrap(cx, NAMESPACE, DICT, mapping)
}

/// The class of a value.
pub fn type_of<M: Memory>(mem: &M, value: Value) -> ObjId {
    match value {
        Value::Null => unreachable!("NULL has no type"),
        Value::None => NONE_TYPE,
        Value::NotImplemented => NOT_IMPLEMENTED_TYPE,
        Value::Ellipsis => ELLIPSIS_TYPE,
        Value::Bool(_) => BOOL,
        Value::Int(_) => INT,
        Value::Float(_) => FLOAT,
        Value::Obj(id) => match &mem.get(id).body {
            Body::Instance(instance) => instance.class,
            Body::Type(class) => class.metaclass,
            Body::Ext(ext) => ext.class(),
            body => body_type(body),
        },
    }
}

fn body_type(body: &Body) -> ObjId {
    match body {
        Body::Free => unreachable!("a freed object was reached"),
        Body::Instance(_) | Body::Type(_) | Body::Ext(_) => unreachable!("they know their class"),
        Body::Str(_) => STR,
        Body::Bytes(_) => BYTES,
        Body::ByteArray(_) => BYTEARRAY,
        Body::BigInt(_) => INT,
        Body::Complex(..) => COMPLEX,
        Body::List(_) => LIST,
        Body::Tuple(_) => TUPLE,
        Body::Dict(_) => DICT,
        Body::Set(_) => SET,
        Body::FrozenSet(_) => FROZENSET,
        Body::Range { .. } => RANGE,
        Body::Slice(_) => SLICE,
        Body::Cell(_) => CELL,
        Body::Code(_) => CODE,
        Body::Function(_) => FUNCTION,
        Body::Method(_) => METHOD,
        Body::Native(_) => BUILTIN_FUNCTION,
        Body::Module(_) => MODULE,
        Body::Namespace(_) => NAMESPACE,
        Body::Generator(generator) => match generator.kind {
            GeneratorKind::Generator => GENERATOR,
            GeneratorKind::Coroutine => COROUTINE,
            GeneratorKind::AsyncGenerator => ASYNC_GENERATOR,
        },
        Body::AsyncCall(call) => match call.kind {
            AsyncCallKind::Send => ASYNC_GENERATOR_ASEND,
            AsyncCallKind::Throw | AsyncCallKind::Close => ASYNC_GENERATOR_ATHROW,
            AsyncCallKind::Wrapper => COROUTINE_WRAPPER,
            AsyncCallKind::NextOr => ANEXT_AWAITABLE,
        },
        Body::AsyncYield(_) => ASYNC_GENERATOR_WRAPPED_VALUE,
        Body::Iter(iter) => iter_type(iter),
        Body::DictView(ViewKind::Keys, _) => DICT_KEYS,
        Body::DictView(ViewKind::Values, _) => DICT_VALUES,
        Body::DictView(ViewKind::Items, _) => DICT_ITEMS,
        Body::Property(_) => PROPERTY,
        Body::StaticMethod(_) => STATICMETHOD,
        Body::ClassMethod(_) => CLASSMETHOD,
        Body::Super { .. } => SUPER,
        Body::Lock(lock) if lock.reentrant => RLOCK,
        Body::Lock(_) => LOCK,
        Body::Thread(_) => THREAD_HANDLE,
    }
}

fn iter_type(iter: &Iter) -> ObjId {
    match iter {
        Iter::Sequence { .. } => LIST_ITERATOR,
        Iter::Range { .. } => RANGE_ITERATOR,
        Iter::Dict {
            kind: ViewKind::Keys,
            ..
        } => DICT_KEYITERATOR,
        Iter::Dict {
            kind: ViewKind::Values,
            ..
        } => DICT_VALUEITERATOR,
        Iter::Dict {
            kind: ViewKind::Items,
            ..
        } => DICT_ITEMITERATOR,
        Iter::Set { .. } => SET_ITERATOR,
        Iter::Reversed { .. } => REVERSED,
        Iter::GetItem { .. } | Iter::Exhausted => ITERATOR,
        Iter::Callable { .. } => CALLABLE_ITERATOR,
        Iter::Enumerate { .. } => ENUMERATE,
        Iter::Zip { .. } => ZIP,
        Iter::Map { .. } => MAP,
        Iter::Filter { .. } => FILTER,
    }
}

/// The name of a class.
pub fn type_name<M: Memory>(mem: &M, class: ObjId) -> Arc<str> {
    match &mem.get(class).body {
        Body::Type(class) => class.name.clone(),
        _ => unreachable!("a class is a type object"),
    }
}

/// The class a value is, when it is one.
pub(crate) fn as_class<M: Memory>(mem: &M, value: Value) -> Option<ObjId> {
    let id = value.obj()?;
    matches!(mem.get(id).body, Body::Type(_)).then_some(id)
}

/// Whether `class` is `of` or derives from it.
pub fn is_subclass<M: Memory>(mem: &M, class: ObjId, of: ObjId) -> bool {
    class == of
        || match &mem.get(class).body {
            Body::Type(class) => class.mro.contains(&of),
            _ => false,
        }
}

/// The built-in object inside an instance of a subclass of a built-in type; otherwise the value itself.
pub fn unwrap<M: Memory>(mem: &M, value: Value) -> Value {
    if let Value::Obj(id) = value
        && let Body::Instance(instance) = &mem.get(id).body
        && let Payload::Wrapped(inner) = instance.payload
    {
        return inner;
    }
    value
}
