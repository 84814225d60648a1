//! Owns the `repr` of every built-in type, recursion guards included. Owns no calls: objects whose
//! `__repr__` is written in Python are reported, and their texts come back with the next attempt.

use std::sync::Arc;

use super::{address, float_text, int_text, overrides, repr_text, unwrap};
use crate::base::ObjId;
use crate::vm::memory::Memory;
use crate::vm::object::{Body, Payload, ViewKind};
use crate::vm::value::Value;

/// A user object and its text.
pub(crate) type Known = (Value, Arc<str>);

/// Why there is no text yet.
#[derive(Clone, PartialEq, Debug)]
pub(crate) enum Unknown {
    /// The texts of these objects must be asked for.
    Objects(Vec<Value>),
    TooDeep,
    /// An int with more digits than `sys.get_int_max_str_digits()`.
    TooLong(usize),
}

/// `repr(value)`, where the value's own `__repr__` is the built-in one.
pub(crate) fn render<M: Memory>(mem: &M, value: Value, known: &[Known]) -> Result<String, Unknown> {
    let mut renderer = Renderer {
        mem,
        known,
        out: String::new(),
        missing: Vec::new(),
        active: Vec::new(),
    };
    renderer.own(value)?;
    if renderer.missing.is_empty() {
        Ok(renderer.out)
    } else {
        Err(Unknown::Objects(renderer.missing))
    }
}

struct Renderer<'a, M: Memory> {
    mem: &'a M,
    known: &'a [Known],
    out: String,
    missing: Vec<Value>,
    /// The containers around the current value.
    active: Vec<ObjId>,
}

/// Deeper nesting than this raises RecursionError.
const DEPTH: usize = 900;

type Done = Result<(), Unknown>;

impl<M: Memory> Renderer<'_, M> {
    fn push(&mut self, text: &str) -> Done {
        self.out.push_str(text);
        Ok(())
    }

    /// A value inside another.
    fn value(&mut self, value: Value) -> Done {
        if overrides(self.mem, value, "__repr__").is_none() {
            return self.own(value);
        }
        match self.known.iter().find(|(object, _)| object.is(value)) {
            Some((_, text)) => self.out.push_str(text),
            None if self.missing.iter().any(|object| object.is(value)) => {}
            None => self.missing.push(value),
        }
        Ok(())
    }

    fn own(&mut self, value: Value) -> Done {
        match value {
            Value::Null => self.push("<NULL>"),
            Value::None => self.push("None"),
            Value::NotImplemented => self.push("NotImplemented"),
            Value::Ellipsis => self.push("Ellipsis"),
            Value::Bool(b) => self.push(if b { "True" } else { "False" }),
            Value::Int(i) => self.push(&i.to_string()),
            Value::Float(x) => self.push(&float_text::repr(x)),
            Value::Obj(id) => self.object(id),
        }
    }

    fn object(&mut self, id: ObjId) -> Done {
        if super::type_of(self.mem, Value::Obj(id)) == super::NAMESPACE {
            self.push("mappingproxy(")?;
            self.own(unwrap(self.mem, Value::Obj(id)))?;
            return self.push(")");
        }
        // Containers are copied out, so that nothing of the heap is held while their items are read.
        enum Group {
            List(Vec<Value>),
            Tuple(Vec<Value>),
            Dict(Vec<(Value, Value)>),
            Set(Vec<Value>, bool),
        }
        let group = match &self.mem.get(id).body {
            Body::List(items) => Group::List(items.clone()),
            Body::Tuple(items) => Group::Tuple(items.to_vec()),
            Body::Dict(dict) => Group::Dict(dict.iter().map(|e| (e.key, e.value)).collect()),
            Body::Set(set) => Group::Set(set.iter().map(|(_, v)| v).collect(), false),
            Body::FrozenSet(set) => Group::Set(set.iter().map(|(_, v)| v).collect(), true),
            _ => return self.simple(id),
        };
        let (empty, again) = match &group {
            Group::List(_) => ("[]", "[...]"),
            Group::Tuple(_) => ("()", "(...)"),
            Group::Dict(_) => ("{}", "{...}"),
            Group::Set(_, false) => ("set()", "set(...)"),
            Group::Set(_, true) => ("frozenset()", "frozenset(...)"),
        };
        if self.active.contains(&id) {
            return self.push(again);
        }
        if self.active.len() >= DEPTH {
            return Err(Unknown::TooDeep);
        }
        self.active.push(id);
        match group {
            Group::List(items) if !items.is_empty() => self.items("[", &items, "]")?,
            Group::Tuple(items) if !items.is_empty() => {
                self.items("(", &items, if items.len() == 1 { ",)" } else { ")" })?;
            }
            Group::Dict(pairs) if !pairs.is_empty() => self.pairs(&pairs)?,
            Group::Set(items, false) if !items.is_empty() => self.items("{", &items, "}")?,
            Group::Set(items, true) if !items.is_empty() => {
                self.items("frozenset({", &items, "})")?;
            }
            _ => self.push(empty)?,
        }
        self.active.pop();
        Ok(())
    }

    fn items(&mut self, open: &str, items: &[Value], close: &str) -> Done {
        self.push(open)?;
        for (at, item) in items.iter().enumerate() {
            if at > 0 {
                self.push(", ")?;
            }
            self.value(*item)?;
        }
        self.push(close)
    }

    fn pairs(&mut self, pairs: &[(Value, Value)]) -> Done {
        self.push("{")?;
        for (at, (key, value)) in pairs.iter().enumerate() {
            if at > 0 {
                self.push(", ")?;
            }
            self.value(*key)?;
            self.push(": ")?;
            self.value(*value)?;
        }
        self.push("}")
    }

    /// Objects that are no containers of the language.
    fn simple(&mut self, id: ObjId) -> Done {
        let value = Value::Obj(id);
        let at = format!("0x{:x}", address(value));
        enum More {
            Text(String),
            Str(Arc<str>),
            Bytes(Vec<u8>, bool),
            Function(Value),
            Generator(&'static str, Value),
            Slice([Value; 3]),
            View(ViewKind, ObjId),
            Method(Value, Value),
            StaticMethod(&'static str, Value),
            Instance,
            Names(Vec<(crate::base::Symbol, Value)>),
            Code(crate::base::CodeId),
            Native(crate::vm::native::NativeId),
            Super(ObjId, Value),
            Plain,
        }
        let more = match &self.mem.get(id).body {
            Body::Str(s) => More::Str(s.text.clone()),
            Body::Bytes(b) => More::Bytes(b.to_vec(), false),
            Body::ByteArray(b) => More::Bytes(b.clone(), true),
            Body::BigInt(i) => More::Text(int_text::decimal(i).map_err(Unknown::TooLong)?),
            Body::Complex(re, im) => More::Text(super::complex::repr(*re, *im)),
            Body::Range {
                start,
                stop,
                step: 1,
            } => More::Text(format!("range({start}, {stop})")),
            Body::Range { start, stop, step } => {
                More::Text(format!("range({start}, {stop}, {step})"))
            }
            Body::Slice(parts) => More::Slice(**parts),
            Body::Function(f) => More::Function(f.qualname),
            Body::Generator(g) => More::Generator(g.kind.text(), g.qualname),
            Body::Method(pair) => More::Method(pair.0, pair.1),
            Body::Native(native) => More::Native(*native),
            Body::Type(class) => More::Text(if &*class.module == "builtins" {
                format!("<class '{}'>", class.qualname)
            } else {
                format!("<class '{}.{}'>", class.module, class.qualname)
            }),
            Body::Module(module) => More::Text(repr_text::module(self.mem, module)),
            Body::DictView(kind, dict) => More::View(*kind, *dict),
            Body::Namespace(names) => More::Names(names.iter().collect()),
            Body::StaticMethod(inner) => More::StaticMethod("staticmethod", *inner),
            Body::ClassMethod(inner) => More::StaticMethod("classmethod", *inner),
            Body::Code(code) => More::Code(*code),
            Body::Lock(lock) => More::Text(repr_text::lock(self.mem, id, lock)),
            Body::Super { class, receiver } => More::Super(*class, *receiver),
            Body::Instance(_) | Body::Ext(_) => More::Instance,
            _ => More::Plain,
        };
        match more {
            More::Text(text) => self.push(&text),
            More::Str(text) => self.push(&quoted(&text)),
            More::Bytes(bytes, false) => self.push(&quoted_bytes(&bytes)),
            More::Bytes(bytes, true) => self.push(&format!("bytearray({})", quoted_bytes(&bytes))),
            More::Function(name) => self.push(&format!("<function {} at {at}>", self.text(name))),
            More::Generator(kind, name) => {
                let kind = kind.replace(' ', "_");
                self.push(&format!("<{kind} object {} at {at}>", self.text(name)))
            }
            More::Slice(parts) => self.items("slice(", &parts, ")"),
            More::View(kind, dict) => self.view(kind, dict),
            More::Method(function, receiver) => self.method(function, receiver),
            More::StaticMethod(what, inner) => {
                self.push(&format!("<{what}("))?;
                self.value(inner)?;
                self.push(")>")
            }
            More::Names(names) => {
                self.push("mappingproxy({")?;
                for (at, (name, value)) in names.into_iter().enumerate() {
                    let name = quoted(&self.mem.symbol_text(name));
                    self.push(&format!("{}{name}: ", if at > 0 { ", " } else { "" }))?;
                    self.value(value)?;
                }
                self.push("})")
            }
            More::Code(code) => {
                let code = self.mem.code(code);
                let name = &code.code.name;
                self.push(&format!("<code object {name} at {at}>"))
            }
            More::Native(native) => {
                let text = self.native(native);
                self.push(&text)
            }
            More::Super(class, receiver) => {
                let name = super::type_name(self.mem, class);
                let object = super::type_name(self.mem, super::type_of(self.mem, receiver));
                self.push(&format!("<super: <class '{name}'>, <{object} object>>"))
            }
            More::Instance => self.instance(id, &at),
            More::Plain => {
                let name = super::type_name(self.mem, super::type_of(self.mem, value));
                self.push(&format!("<{name} object at {at}>"))
            }
        }
    }

    /// A function, or a method that is not bound.
    fn native(&self, native: crate::vm::native::NativeId) -> String {
        let world = self.mem.world();
        let full = world.native(native).name;
        let name = full.trim_start_matches(['@', '%', '~']);
        let class = world
            .methods
            .iter()
            .find(|(_, ids)| ids.contains(&native.0));
        match class {
            None => format!("<built-in function {name}>"),
            Some((class, _)) => {
                let class = super::type_name(self.mem, *class);
                let what = if name.starts_with("__") {
                    "slot wrapper"
                } else {
                    "method"
                };
                format!("<{what} '{name}' of '{class}' objects>")
            }
        }
    }

    fn text(&self, value: Value) -> Arc<str> {
        match value.obj().map(|id| self.mem.get(id)) {
            Some(object) => match &object.body {
                Body::Str(s) => s.text.clone(),
                _ => "?".into(),
            },
            None => "?".into(),
        }
    }

    fn view(&mut self, kind: ViewKind, dict: ObjId) -> Done {
        let pairs: Vec<(Value, Value)> = super::dict::entries(self.mem, dict)
            .into_iter()
            .map(|entry| (entry.key, entry.value))
            .collect();
        match kind {
            ViewKind::Keys => {
                let keys: Vec<Value> = pairs.iter().map(|(key, _)| *key).collect();
                self.items("dict_keys([", &keys, "])")
            }
            ViewKind::Values => {
                let values: Vec<Value> = pairs.iter().map(|(_, value)| *value).collect();
                self.items("dict_values([", &values, "])")
            }
            ViewKind::Items => {
                self.push("dict_items([")?;
                for (at, (key, value)) in pairs.into_iter().enumerate() {
                    self.items(if at > 0 { ", (" } else { "(" }, &[key, value], ")")?;
                }
                self.push("])")
            }
        }
    }

    fn method(&mut self, function: Value, receiver: Value) -> Done {
        enum Callee {
            Python(Value),
            Native(crate::vm::native::NativeId),
            Other,
        }
        let callee = match function.obj().map(|id| self.mem.get(id)) {
            Some(object) => match &object.body {
                Body::Function(f) => Callee::Python(f.qualname),
                Body::Native(native) => Callee::Native(*native),
                _ => Callee::Other,
            },
            None => Callee::Other,
        };
        match callee {
            Callee::Native(native) => {
                let name = self.mem.world().native(native).name;
                let name = name.rsplit('.').next().unwrap_or(name);
                let class = repr_text::c_name(self.mem, super::type_of(self.mem, receiver));
                let at = address(receiver);
                self.push(&format!(
                    "<built-in method {name} of {class} object at 0x{at:x}>"
                ))
            }
            Callee::Python(name) => {
                let name = self.text(name);
                self.push(&format!("<bound method {name} of "))?;
                self.value(receiver)?;
                self.push(">")
            }
            Callee::Other => {
                self.push("<bound method ? of ")?;
                self.value(receiver)?;
                self.push(">")
            }
        }
    }

    fn instance(&mut self, id: ObjId, at: &str) -> Done {
        let value = Value::Obj(id);
        let args = match &self.mem.get(id).body {
            Body::Instance(instance) => match &instance.payload {
                Payload::Exception(data) => Some(data.args.clone()),
                _ => None,
            },
            _ => None,
        };
        let class = super::type_of(self.mem, value);
        if let Some(args) = args {
            let name = super::type_name(self.mem, class);
            self.push(&name)?;
            return self.items("(", &args, ")");
        }
        let inner = unwrap(self.mem, value);
        if !inner.is(value) {
            let is_set = super::set::set_id(self.mem, inner).is_some();
            if !is_set {
                return self.own(inner);
            }
            let name = super::type_name(self.mem, class);
            if super::sequence::len(self.mem, inner) == Some(0) {
                return self.push(&format!("{name}()"));
            }
            let items = super::set::elements(self.mem, inner.obj().expect("a set"));
            let items: Vec<Value> = items.into_iter().map(|(_, v)| v).collect();
            return self.items(&format!("{name}({{"), &items, "})");
        }
        let shown = match &self.mem.get(class).body {
            Body::Type(class) if &*class.module == "builtins" => class.qualname.to_string(),
            Body::Type(class) => format!("{}.{}", class.module, class.qualname),
            _ => unreachable!("a class is a type object"),
        };
        self.push(&format!("<{shown} object at {at}>"))
    }
}

/// `repr` of a str.
pub(crate) fn quoted(text: &str) -> String {
    let quote = if text.contains('\'') && !text.contains('"') {
        '"'
    } else {
        '\''
    };
    let mut out = String::with_capacity(text.len() + 2);
    out.push(quote);
    for c in text.chars() {
        match c {
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if c == quote => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_ascii_graphic() || c == ' ' => out.push(c),
            c => push_escaped(&mut out, c, !printable(c)),
        }
    }
    out.push(quote);
    out
}

/// A character as it is, or (when it is not ASCII or a control) as an escape.
pub(crate) fn push_escaped(out: &mut String, c: char, escape_wide: bool) {
    let code = c as u32;
    if (0x20..0x7f).contains(&code) || (!escape_wide && code >= 0x80) || c == '\n' {
        out.push(c);
    } else if code < 0x100 {
        out.push_str(&format!("\\x{code:02x}"));
    } else if code < 0x10000 {
        out.push_str(&format!("\\u{code:04x}"));
    } else {
        out.push_str(&format!("\\U{code:08x}"));
    }
}

/// About `str.isprintable`: no control, no separator but the space, no format character, no private use.
pub(crate) fn printable(c: char) -> bool {
    let code = c as u32;
    let hidden = c.is_control()
        || (c.is_whitespace() && c != ' ')
        || matches!(code, 0xad | 0x600..=0x605 | 0x61c | 0x6dd | 0x70f | 0x180e)
        || matches!(code, 0x200b..=0x200f | 0x202a..=0x202e | 0x2060..=0x206f | 0xfeff)
        || matches!(code, 0xfff9..=0xfffb | 0xe000..=0xf8ff | 0xe0000..=0x10ffff)
        || code & 0xfffe == 0xfffe;
    !hidden
}

/// `repr` of bytes.
pub(crate) fn quoted_bytes(bytes: &[u8]) -> String {
    let quote = if bytes.contains(&b'\'') && !bytes.contains(&b'"') {
        '"'
    } else {
        '\''
    };
    let mut out = format!("b{quote}");
    for byte in bytes {
        match byte {
            b'\\' => out.push_str("\\\\"),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            b if char::from(*b) == quote => {
                out.push('\\');
                out.push(quote);
            }
            b if b.is_ascii_graphic() || *b == b' ' => out.push(char::from(*b)),
            b => out.push_str(&format!("\\x{b:02x}")),
        }
    }
    out.push(quote);
    out
}
