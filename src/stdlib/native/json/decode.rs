//! Owns the decoder: a stack of containers that are being filled. Complaints are (text, place) for the
//! Python side, whose exception has a class there.

use std::collections::BTreeMap;
use std::sync::Arc;

use num_bigint::BigInt;

use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeFrame, NativeResult, Raise};
use crate::vm::object::Body;
use crate::vm::types;
use crate::vm::value::Value;

use super::super::kit::{self, Signature};
use super::super::machine;

/// Picoseconds a byte: `json.loads` of a list of small records takes 9.6 ns a byte on CPython 3.13.0.
const BYTE: u64 = 9_600;

/// A container that is being read: what it has, and the key that waits for its value.
#[derive(Clone, Debug)]
enum Open {
    List(Vec<Value>),
    Dict(Vec<Value>),
}

/// What the value of a call becomes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Next {
    Value,
    /// A value is complete: it goes into the innermost container.
    Complete,
}

/// So many containers inside of each other exhaust the C stack of CPython 3.13 (Py_C_RECURSION_LIMIT).
const MAX_DEPTH: usize = 9_998;

#[derive(Clone, Debug)]
struct Decoder {
    text: Arc<str>,
    at: usize,
    charged: usize,
    open: Vec<Open>,
    names: BTreeMap<Arc<str>, Value>,
    /// object_hook, object_pairs_hook, parse_float, parse_int, parse_constant.
    hooks: [Value; 5],
    strict: bool,
}

impl machine::State for Decoder {
    fn values(&self, visit: &mut dyn FnMut(Value)) {
        self.hooks.iter().for_each(|value| visit(*value));
        self.names.values().for_each(|value| visit(*value));
        for open in &self.open {
            match open {
                Open::List(values) | Open::Dict(values) => {
                    values.iter().for_each(|value| visit(*value));
                }
            }
        }
    }

    fn bytes(&self) -> usize {
        self.open.len() * 64
    }
}

/// Why it cannot go on.
enum Stop {
    Raise(Raise),
    /// A complaint about the text at a byte.
    Bad(&'static str, usize),
}

impl From<Raise> for Stop {
    fn from(raise: Raise) -> Self {
        Self::Raise(raise)
    }
}

/// A value, or a call that makes it.
enum Made<M: Memory> {
    Value(Value),
    Call(Flow<M>),
    /// A container was opened: its first element comes next.
    Opened,
}

pub(super) fn decode<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const DECODE: Signature<8> = Signature::function(
        "decode",
        [
            "/text",
            "/start",
            "/object_hook",
            "/object_pairs_hook",
            "/parse_float",
            "/parse_int",
            "/parse_constant",
            "/strict",
        ],
        8,
    );
    let [text, start, a, b, c, d, e, strict] = DECODE.bind(cx, &args)?;
    let Some(text) = cx.text(text) else {
        let name = cx.type_name(text);
        return Err(cx.type_error(format!("first argument must be a string, not {name}")));
    };
    let start = kit::index(cx, start)?.max(0) as usize;
    let at = text
        .char_indices()
        .nth(start)
        .map_or(text.len(), |(at, _)| at);
    let decoder = Box::new(Decoder {
        text,
        at,
        charged: at,
        open: Vec::new(),
        names: BTreeMap::new(),
        hooks: [a, b, c, d, e],
        strict: kit::flag(cx, strict),
    });
    run(cx, decoder, Next::Value, Value::None)
}

fn resume<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let decoder: Box<Decoder> = machine::wake(cx, &frame);
    run(cx, decoder, Next::Complete, input?)
}

fn run<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut decoder: Box<Decoder>,
    mut next: Next,
    mut value: Value,
) -> NativeResult<M> {
    loop {
        let made = match next {
            Next::Value => decoder.value(cx),
            Next::Complete if decoder.open.is_empty() => {
                decoder.pay(cx);
                let end = decoder.place(decoder.at);
                return Ok(Flow::Value(cx.tuple(vec![Value::Bool(true), value, end])));
            }
            Next::Complete => decoder.complete(cx, value),
        };
        match made {
            Ok(Made::Value(made)) => {
                next = Next::Complete;
                value = made;
            }
            Ok(Made::Opened) => next = Next::Value,
            Ok(Made::Call(flow)) => {
                decoder.pay(cx);
                return machine::wait(cx, decoder, flow, resume);
            }
            Err(Stop::Raise(raise)) => return Err(raise),
            Err(Stop::Bad(message, at)) => {
                decoder.pay(cx);
                let place = decoder.place(at);
                let message = cx.str(message);
                let found = vec![Value::Bool(false), message, place];
                return Ok(Flow::Value(cx.tuple(found)));
            }
        }
    }
}

impl Decoder {
    fn pay<M: Memory>(&mut self, cx: &mut Cx<'_, M>) {
        cx.charge((self.at.saturating_sub(self.charged)) as u64 * BYTE);
        self.charged = self.at;
    }

    /// A byte's place in characters.
    fn place(&self, at: usize) -> Value {
        let at = at.min(self.text.len());
        Value::Int(self.text[..at].chars().count() as i64)
    }

    fn peek(&self) -> u8 {
        self.text.as_bytes().get(self.at).copied().unwrap_or(0)
    }

    fn skip_space(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\n' | b'\r') {
            self.at += 1;
        }
    }

    fn value<M: Memory>(&mut self, cx: &mut Cx<'_, M>) -> Result<Made<M>, Stop> {
        let start = self.at;
        let rest = &self.text[start..];
        for (word, value) in [
            ("null", Value::None),
            ("true", Value::Bool(true)),
            ("false", Value::Bool(false)),
        ] {
            if rest.starts_with(word) {
                self.at += word.len();
                return Ok(Made::Value(value));
            }
        }
        for (word, value) in [
            ("NaN", f64::NAN),
            ("Infinity", f64::INFINITY),
            ("-Infinity", f64::NEG_INFINITY),
        ] {
            if rest.starts_with(word) {
                self.at += word.len();
                if self.hooks[4].is_none() {
                    return Ok(Made::Value(Value::Float(value)));
                }
                let word = cx.str(word);
                return Ok(Made::Call(Flow::tail(self.hooks[4], &[word])?));
            }
        }
        match self.peek() {
            b'"' => {
                self.at += 1;
                let text = self.string(start)?;
                Ok(Made::Value(cx.str(text)))
            }
            b'[' => {
                self.at += 1;
                self.skip_space();
                if self.peek() == b']' {
                    self.at += 1;
                    return Ok(Made::Value(cx.list(Vec::new())));
                }
                self.enter(cx, Open::List(Vec::new()), "array")?;
                Ok(Made::Opened)
            }
            b'{' => {
                self.at += 1;
                self.skip_space();
                if self.peek() == b'}' {
                    self.at += 1;
                    return self.close(cx, Vec::new());
                }
                self.enter(cx, Open::Dict(Vec::new()), "object")?;
                self.key(cx, "Expecting property name enclosed in double quotes")?;
                Ok(Made::Opened)
            }
            b'-' | b'0'..=b'9' => self.number(cx, start),
            _ => Err(Stop::Bad("Expecting value", start)),
        }
    }

    fn enter<M: Memory>(
        &mut self,
        cx: &mut Cx<'_, M>,
        container: Open,
        what: &str,
    ) -> Result<(), Stop> {
        if self.open.len() >= MAX_DEPTH {
            let message = format!(
                "maximum recursion depth exceeded while decoding a JSON {what} from a unicode string"
            );
            return Err(cx.raise(types::RECURSION_ERROR, message).into());
        }
        self.open.push(container);
        Ok(())
    }

    fn number<M: Memory>(&mut self, cx: &mut Cx<'_, M>, start: usize) -> Result<Made<M>, Stop> {
        let bytes = self.text.as_bytes();
        let digits = |from: usize| {
            let count = bytes[from..]
                .iter()
                .take_while(|b| b.is_ascii_digit())
                .count();
            from + count
        };
        let first = start + usize::from(bytes[start] == b'-');
        let mut end = match bytes.get(first) {
            Some(b'0') => first + 1,
            Some(b'1'..=b'9') => digits(first),
            _ => return Err(Stop::Bad("Expecting value", start)),
        };
        let mut is_float = false;
        if bytes.get(end) == Some(&b'.') && digits(end + 1) > end + 1 {
            end = digits(end + 1);
            is_float = true;
        }
        if matches!(bytes.get(end), Some(b'e' | b'E')) {
            let sign = usize::from(matches!(bytes.get(end + 1), Some(b'+' | b'-')));
            let from = (end + 1 + sign).min(bytes.len());
            if digits(from) > from {
                end = digits(from);
                is_float = true;
            }
        }
        let text: Arc<str> = self.text[start..end].into();
        self.at = end;
        let hook = self.hooks[if is_float { 2 } else { 3 }];
        if !hook.is_none() {
            let text = cx.str(text);
            return Ok(Made::Call(Flow::tail(hook, &[text])?));
        }
        if is_float {
            let x = text.parse().unwrap_or(f64::INFINITY);
            return Ok(Made::Value(Value::Float(x)));
        }
        if text.len() > types::int_text::MAX_DIGITS {
            return Err(Stop::Raise(types::text::too_many_digits(cx, text.len())));
        }
        let big: BigInt = text.parse().unwrap_or_default();
        Ok(Made::Value(cx.int(big)))
    }

    /// A string behind its opening quote, which is at `start`.
    fn string(&mut self, start: usize) -> Result<String, Stop> {
        let mut out = String::new();
        loop {
            let rest = &self.text[self.at..];
            let Some(c) = rest.chars().next() else {
                return Err(Stop::Bad("Unterminated string starting at", start));
            };
            let here = self.at;
            self.at += c.len_utf8();
            match c {
                '"' => return Ok(out),
                '\\' => self.escape(&mut out, start)?,
                c if (c as u32) < 0x20 && self.strict => {
                    return Err(Stop::Bad("Invalid control character at", here));
                }
                c => out.push(c),
            }
        }
    }

    fn escape(&mut self, out: &mut String, start: usize) -> Result<(), Stop> {
        let here = self.at;
        let Some(c) = self.text[here..].chars().next() else {
            return Err(Stop::Bad("Unterminated string starting at", start));
        };
        self.at += c.len_utf8();
        out.push(match c {
            '"' | '\\' | '/' => c,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => self.unicode(here)?,
            _ => return Err(Stop::Bad("Invalid \\escape", here - 1)),
        });
        Ok(())
    }

    fn hex4(&self, at: usize) -> Option<u32> {
        let digits = self.text.get(at..at + 4)?;
        let hex = digits.bytes().all(|b| b.is_ascii_hexdigit());
        u32::from_str_radix(digits, 16).ok().filter(|_| hex)
    }

    fn unicode(&mut self, here: usize) -> Result<char, Stop> {
        let bad = Stop::Bad("Invalid \\uXXXX escape", here);
        let Some(unit) = self.hex4(self.at) else {
            return Err(bad);
        };
        self.at += 4;
        if let Some(c) = char::from_u32(unit) {
            return Ok(c);
        }
        if (0xd800..0xdc00).contains(&unit)
            && self.text[self.at..].starts_with("\\u")
            && let Some(low) = self.hex4(self.at + 2)
            && (0xdc00..0xe000).contains(&low)
        {
            self.at += 6;
            let code = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
            return char::from_u32(code).ok_or(bad);
        }
        Err(Stop::Bad(
            "gilscope's strings hold no lone surrogates",
            here,
        ))
    }

    /// A key and its colon; the value comes next.
    fn key<M: Memory>(&mut self, cx: &mut Cx<'_, M>, expected: &'static str) -> Result<(), Stop> {
        let start = self.at;
        if self.peek() != b'"' {
            return Err(Stop::Bad(expected, start));
        }
        self.at += 1;
        let text: Arc<str> = self.string(start)?.into();
        let name = match self.names.get(&text) {
            Some(name) => *name,
            None => {
                let name = cx.str(text.clone());
                self.names.insert(text, name);
                name
            }
        };
        self.skip_space();
        if self.peek() != b':' {
            return Err(Stop::Bad("Expecting ':' delimiter", self.at));
        }
        self.at += 1;
        self.skip_space();
        if let Some(Open::Dict(items)) = self.open.last_mut() {
            items.push(name);
        }
        Ok(())
    }

    /// A value goes into the innermost container; what is behind it tells how that goes on.
    fn complete<M: Memory>(&mut self, cx: &mut Cx<'_, M>, value: Value) -> Result<Made<M>, Stop> {
        let is_list = match self.open.last_mut() {
            Some(Open::List(items)) => {
                items.push(value);
                true
            }
            Some(Open::Dict(items)) => {
                items.push(value);
                false
            }
            None => unreachable!("asked only inside a container"),
        };
        self.skip_space();
        let end = if is_list { b']' } else { b'}' };
        match self.peek() {
            byte if byte == end => {
                self.at += 1;
                match self.open.pop() {
                    Some(Open::List(items)) => Ok(Made::Value(cx.list(items))),
                    Some(Open::Dict(items)) => self.close(cx, items),
                    None => unreachable!("asked only inside a container"),
                }
            }
            b',' => {
                let comma = self.at;
                self.at += 1;
                self.skip_space();
                if self.peek() == end {
                    return Err(Stop::Bad(
                        if is_list {
                            "Illegal trailing comma before end of array"
                        } else {
                            "Illegal trailing comma before end of object"
                        },
                        comma,
                    ));
                }
                if !is_list {
                    self.key(cx, "Expecting property name enclosed in double quotes")?;
                }
                Ok(Made::Opened)
            }
            _ => Err(Stop::Bad("Expecting ',' delimiter", self.at)),
        }
    }

    /// An object is complete: a dict, or what the hooks make of it.
    fn close<M: Memory>(&mut self, cx: &mut Cx<'_, M>, items: Vec<Value>) -> Result<Made<M>, Stop> {
        let [object_hook, pairs_hook, ..] = self.hooks;
        if !pairs_hook.is_none() {
            let pairs: Vec<Value> = items
                .chunks(2)
                .map(|pair| cx.tuple(pair.to_vec()))
                .collect();
            let list = cx.list(pairs);
            return Ok(Made::Call(Flow::tail(pairs_hook, &[list])?));
        }
        let dict = cx.alloc(Body::Dict(Box::default()));
        let id = dict.obj().expect("a dict is an object");
        for pair in items.chunks(2) {
            let hash = types::native_hash(cx.mem, pair[0]).expect("a str has a hash");
            match types::dict::find(cx.mem, id, hash, pair[0]) {
                Ok(Some(slot)) => types::dict::replace(cx, id, slot, pair[1]),
                _ => types::dict::insert(cx, id, hash, pair[0], pair[1]),
            }
        }
        if object_hook.is_none() {
            return Ok(Made::Value(dict));
        }
        Ok(Made::Call(Flow::tail(object_hook, &[dict])?))
    }
}
