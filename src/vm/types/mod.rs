//! Owns the built-in types: their fixed ids, their place in the class hierarchy, and the methods of
//! each (one file a type). Owns no user-defined class: those are made by `class`.

use std::sync::Arc;

use super::memory::Memory;
use super::native::NativeDef;
use super::object::{Body, Iter, Payload, ViewKind};
use super::value::Value;
use crate::base::ObjId;

macro_rules! builtin_types {
    ($($name:ident $text:literal $(: $base:ident)?;)*) => {
        #[expect(non_camel_case_types, reason = "a throw-away enum that counts the rows")]
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

    BASE_EXCEPTION "BaseException": OBJECT;
    EXCEPTION "Exception": BASE_EXCEPTION;
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
}

/// The one-character ASCII strings are made at boot, right behind the types.
pub const fn ascii_char(byte: u8) -> Value {
    Value::Obj(ObjId(COUNT + byte as u32))
}

/// The methods of each built-in type.
pub(super) fn methods<M: Memory>() -> [(ObjId, &'static [NativeDef<M>]); 0] {
    []
}

/// The hash of a value whose class is built in, as CPython computes it where that is observable (ints,
/// floats, bools, None); `None` when it is unhashable or its class defines `__hash__` or `__eq__` in Python.
pub fn native_hash<M: Memory>(_mem: &M, value: Value) -> Option<u64> {
    match value {
        Value::Int(i) => Some(i as u64),
        _ => None,
    }
}

/// Whether two values are equal, when that can be said without running Python code.
pub fn native_eq<M: Memory>(_mem: &M, a: Value, b: Value) -> Option<bool> {
    Some(a.is(b))
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
        Body::Generator(_) => GENERATOR,
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
