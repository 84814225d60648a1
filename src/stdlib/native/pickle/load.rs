//! Owns the unpickler: its stack, its memo, reading the data, and the loop over opcodes. Owns no opcode that
//! calls Python (`operations`).

use std::sync::Arc;

use num_bigint::BigInt;

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Flow, NativeFrame, NativeResult, Raise};
use crate::vm::object::Body;
use crate::vm::sizes::room;
use crate::vm::types;
use crate::vm::value::Value;

use super::super::machine;
use super::error;
use super::operations::{self, Then};

/// Picoseconds, fitted to CPython 3.13.0: 22 ns an int in a list, 50 ns a str, 290 ns an instance with one
/// attribute.
const OPCODE: u64 = 14_000;
const TEXT: u64 = 25_000;
const BYTE: u64 = 60;

#[derive(Clone, Debug)]
pub(super) struct Unpickler {
    data: Arc<[u8]>,
    at: usize,
    pub stack: Vec<Value>,
    /// Lengths of the stack where marks were set.
    marks: Vec<usize>,
    memo: Vec<Value>,
    /// What to do with the result of the call that is waited for.
    pub then: Then,
    /// Whether to say how long the pickle was, too.
    first: bool,
    cost: u64,
}

impl machine::State for Unpickler {
    fn values(&self, visit: &mut dyn FnMut(Value)) {
        self.stack.iter().for_each(|value| visit(*value));
        self.memo.iter().for_each(|value| visit(*value));
        self.then.values(visit);
    }

    fn bytes(&self) -> usize {
        (room(self.stack.len()) + room(self.memo.len())) * 16
    }
}

pub(super) fn start<M: Memory>(
    cx: &mut Cx<'_, M>,
    data: Arc<[u8]>,
    first: bool,
) -> NativeResult<M> {
    let unpickler = Box::new(Unpickler {
        data,
        at: 0,
        stack: Vec::new(),
        marks: Vec::new(),
        memo: Vec::new(),
        then: Then::Nothing,
        first,
        cost: 0,
    });
    run(cx, unpickler)
}

fn resume<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let mut unpickler: Box<Unpickler> = machine::wake(cx, &frame);
    let went = operations::go_on(cx, &mut unpickler, input);
    proceed(cx, unpickler, went)
}

fn run<M: Memory>(cx: &mut Cx<'_, M>, unpickler: Box<Unpickler>) -> NativeResult<M> {
    proceed(cx, unpickler, Ok(None))
}

/// Opcodes until one must wait, or the end.
fn proceed<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut unpickler: Box<Unpickler>,
    mut went: Result<Option<Flow<M>>, Raise>,
) -> NativeResult<M> {
    loop {
        match went? {
            Some(Flow::Value(value)) => {
                went = operations::go_on(cx, &mut unpickler, Ok(value));
                continue;
            }
            Some(waiting) => {
                cx.charge(std::mem::take(&mut unpickler.cost));
                return machine::wait(cx, unpickler, waiting, resume);
            }
            None => {}
        }
        let opcode = unpickler.byte(cx)?;
        if opcode == b'.' {
            cx.charge(unpickler.cost);
            let value = unpickler.pop(cx)?;
            if unpickler.first {
                let used = Value::Int(unpickler.at as i64);
                return Ok(Flow::Value(cx.tuple(vec![value, used])));
            }
            return Ok(Flow::Value(value));
        }
        unpickler.cost += OPCODE;
        went = unpickler.execute(cx, opcode);
    }
}

fn truncated<M: Memory>(cx: &mut Cx<'_, M>) -> Raise {
    error(cx, "UnpicklingError", "pickle data was truncated")
}

pub(super) fn underflow<M: Memory>(cx: &mut Cx<'_, M>) -> Raise {
    error(cx, "UnpicklingError", "unpickling stack underflow")
}

impl Unpickler {
    /// The next opcode.
    fn byte<M: Memory>(&mut self, cx: &mut Cx<'_, M>) -> Result<u8, Raise> {
        match self.data.get(self.at) {
            Some(byte) => {
                self.at += 1;
                Ok(*byte)
            }
            None => Err(cx.raise(types::EOF_ERROR, "Ran out of input")),
        }
    }

    fn take<M: Memory>(&mut self, cx: &mut Cx<'_, M>, length: usize) -> Result<&[u8], Raise> {
        let end = self.at.checked_add(length);
        match end.filter(|end| *end <= self.data.len()) {
            Some(end) => {
                let bytes = &self.data[self.at..end];
                self.at = end;
                Ok(bytes)
            }
            None => Err(truncated(cx)),
        }
    }

    fn number<M: Memory>(&mut self, cx: &mut Cx<'_, M>, width: usize) -> Result<usize, Raise> {
        let mut bytes = [0; 8];
        bytes[..width].copy_from_slice(self.take(cx, width)?);
        Ok(u64::from_le_bytes(bytes) as usize)
    }

    /// A line of the text protocols.
    pub(super) fn line<M: Memory>(&mut self, cx: &mut Cx<'_, M>) -> Result<String, Raise> {
        let rest = &self.data[self.at..];
        match rest.iter().position(|byte| *byte == b'\n') {
            Some(length) => {
                let bytes = &rest[..length];
                // Names are UTF-8, text of protocol 0 is Latin-1.
                let line = match std::str::from_utf8(bytes) {
                    Ok(line) => line.to_owned(),
                    Err(_) => bytes.iter().map(|byte| char::from(*byte)).collect(),
                };
                self.at += length + 1;
                Ok(line)
            }
            None => Err(truncated(cx)),
        }
    }

    pub(super) fn pop<M: Memory>(&mut self, cx: &mut Cx<'_, M>) -> Result<Value, Raise> {
        let floor = self.marks.last().copied().unwrap_or(0);
        if self.stack.len() <= floor {
            return Err(underflow(cx));
        }
        Ok(self.stack.pop().expect("above the floor"))
    }

    pub(super) fn top<M: Memory>(&mut self, cx: &mut Cx<'_, M>) -> Result<Value, Raise> {
        match self.stack.last() {
            Some(value) => Ok(*value),
            None => Err(underflow(cx)),
        }
    }

    /// Everything above the last mark.
    pub(super) fn marked<M: Memory>(&mut self, cx: &mut Cx<'_, M>) -> Result<Vec<Value>, Raise> {
        match self.marks.pop() {
            Some(mark) if mark <= self.stack.len() => Ok(self.stack.split_off(mark)),
            _ => Err(error(cx, "UnpicklingError", "could not find MARK")),
        }
    }

    fn remember<M: Memory>(&mut self, cx: &mut Cx<'_, M>, index: usize) -> Result<(), Raise> {
        let value = self.top(cx)?;
        if index > self.data.len() {
            return Err(truncated(cx));
        }
        if self.memo.len() <= index {
            self.memo.resize(index + 1, Value::Null);
        }
        self.memo[index] = value;
        Ok(())
    }

    fn recall<M: Memory>(&mut self, cx: &mut Cx<'_, M>, index: usize) -> Result<(), Raise> {
        match self.memo.get(index) {
            Some(value) if !value.is_null() => {
                self.stack.push(*value);
                Ok(())
            }
            _ => {
                let message = format!("Memo value not found at index {index}");
                Err(error(cx, "UnpicklingError", message))
            }
        }
    }

    fn text<M: Memory>(&mut self, cx: &mut Cx<'_, M>, length: usize) -> Result<(), Raise> {
        let bytes = self.take(cx, length)?.to_vec();
        self.cost += TEXT + length as u64 * BYTE;
        let bytes = cx.bytes(bytes);
        let text = types::codec::decode_value(cx, bytes, Value::Null, Value::Null)?;
        self.stack.push(text);
        Ok(())
    }

    fn bytes<M: Memory>(&mut self, cx: &mut Cx<'_, M>, length: usize) -> Result<(), Raise> {
        let bytes = self.take(cx, length)?.to_vec();
        self.cost += TEXT + length as u64 * BYTE;
        let value = cx.bytes(bytes);
        self.stack.push(value);
        Ok(())
    }

    fn big<M: Memory>(&mut self, cx: &mut Cx<'_, M>, length: usize) -> Result<(), Raise> {
        let value = BigInt::from_signed_bytes_le(self.take(cx, length)?);
        let value = cx.int(value);
        self.stack.push(value);
        Ok(())
    }

    fn tuple<M: Memory>(&mut self, cx: &mut Cx<'_, M>, length: usize) -> Result<(), Raise> {
        if self.stack.len() < length {
            return Err(underflow(cx));
        }
        let items = self.stack.split_off(self.stack.len() - length);
        let value = cx.tuple(items);
        self.stack.push(value);
        Ok(())
    }

    fn execute<M: Memory>(
        &mut self,
        cx: &mut Cx<'_, M>,
        opcode: u8,
    ) -> Result<Option<Flow<M>>, Raise> {
        let value = match opcode {
            b'N' => Value::None,
            0x88 => Value::Bool(true),
            0x89 => Value::Bool(false),
            b'K' => Value::Int(self.number(cx, 1)? as i64),
            b'M' => Value::Int(self.number(cx, 2)? as i64),
            b'J' => Value::Int(i64::from(self.number(cx, 4)? as u32 as i32)),
            b'G' => {
                let mut bytes = [0; 8];
                bytes.copy_from_slice(self.take(cx, 8)?);
                Value::Float(f64::from_be_bytes(bytes))
            }
            b']' => cx.list(Vec::new()),
            b'}' => cx.alloc(Body::Dict(Box::default())),
            0x8f => cx.alloc(Body::Set(Box::default())),
            b')' => cx.tuple(Vec::new()),
            b'I' | b'L' | b'F' | b'V' => self.text_value(cx, opcode)?,
            _ => return self.without_value(cx, opcode),
        };
        self.stack.push(value);
        Ok(None)
    }

    /// Values of protocol 0: a line each.
    fn text_value<M: Memory>(&mut self, cx: &mut Cx<'_, M>, opcode: u8) -> Result<Value, Raise> {
        let line = self.line(cx)?;
        let value = match opcode {
            b'I' if line == "01" => Some(Value::Bool(true)),
            b'I' if line == "00" => Some(Value::Bool(false)),
            b'I' | b'L' => {
                let digits = line.trim_end_matches('L');
                digits.parse::<BigInt>().ok().map(|int| cx.int(int))
            }
            b'F' => types::float_text::parse(&line).map(Value::Float),
            _ => Some(cx.str(raw_unicode(&line))),
        };
        match value {
            Some(value) => Ok(value),
            None => Err(cx.value_error("could not convert string to int")),
        }
    }

    fn without_value<M: Memory>(
        &mut self,
        cx: &mut Cx<'_, M>,
        opcode: u8,
    ) -> Result<Option<Flow<M>>, Raise> {
        match opcode {
            0x80 => {
                let protocol = self.number(cx, 1)?;
                if protocol > 5 {
                    let message = format!("unsupported pickle protocol: {protocol}");
                    return Err(cx.value_error(message));
                }
            }
            0x95 => {
                let length = self.number(cx, 8)?;
                if length > self.data.len() - self.at {
                    return Err(truncated(cx));
                }
            }
            0x8a => {
                let length = self.number(cx, 1)?;
                self.big(cx, length)?;
            }
            0x8b => {
                let length = self.number(cx, 4)?;
                self.big(cx, length)?;
            }
            0x8c | b'X' | 0x8d => {
                let width = match opcode {
                    0x8c => 1,
                    b'X' => 4,
                    _ => 8,
                };
                let length = self.number(cx, width)?;
                self.text(cx, length)?;
            }
            b'C' | b'B' | 0x8e => {
                let width = match opcode {
                    b'C' => 1,
                    b'B' => 4,
                    _ => 8,
                };
                let length = self.number(cx, width)?;
                self.bytes(cx, length)?;
            }
            0x96 => {
                let length = self.number(cx, 8)?;
                let bytes = self.take(cx, length)?.to_vec();
                let value = cx.alloc(Body::ByteArray(bytes));
                self.stack.push(value);
            }
            b'(' => self.marks.push(self.stack.len()),
            b'0' => match self.marks.last() {
                Some(mark) if *mark == self.stack.len() => {
                    self.marks.pop();
                }
                _ => drop(self.pop(cx)?),
            },
            b'1' => drop(self.marked(cx)?),
            b'2' => {
                let value = self.top(cx)?;
                self.stack.push(value);
            }
            0x85..=0x87 => self.tuple(cx, usize::from(opcode - 0x84))?,
            b't' => {
                let items = self.marked(cx)?;
                let value = cx.tuple(items);
                self.stack.push(value);
            }
            b'l' => {
                let items = self.marked(cx)?;
                let value = cx.list(items);
                self.stack.push(value);
            }
            0x94 => {
                let index = self.memo.len();
                self.remember(cx, index)?;
            }
            b'q' => {
                let index = self.number(cx, 1)?;
                self.remember(cx, index)?;
            }
            b'r' => {
                let index = self.number(cx, 4)?;
                self.remember(cx, index)?;
            }
            b'p' => {
                let index = self.line(cx)?.parse().unwrap_or(usize::MAX);
                self.remember(cx, index)?;
            }
            b'h' => {
                let index = self.number(cx, 1)?;
                self.recall(cx, index)?;
            }
            b'j' => {
                let index = self.number(cx, 4)?;
                self.recall(cx, index)?;
            }
            b'g' => {
                let index = self.line(cx)?.parse().unwrap_or(usize::MAX);
                self.recall(cx, index)?;
            }
            _ => return operations::execute(cx, self, opcode),
        }
        Ok(None)
    }

    pub(super) fn charge(&mut self, ps: u64) {
        self.cost += ps;
    }
}

/// Text of protocol 0.
fn raw_unicode(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find('\\') {
        out.push_str(&rest[..at]);
        let escape = &rest[at..];
        let width = match escape.as_bytes().get(1) {
            Some(b'u') => 4,
            Some(b'U') => 8,
            _ => 0,
        };
        let code = escape
            .get(2..2 + width)
            .filter(|digits| !digits.is_empty())
            .and_then(|digits| u32::from_str_radix(digits, 16).ok())
            .and_then(char::from_u32);
        match code {
            Some(c) => {
                out.push(c);
                rest = &escape[2 + width..];
            }
            None => {
                out.push('\\');
                rest = &escape[1..];
            }
        }
    }
    out.push_str(rest);
    out
}

/// Whether an object is exactly of a built-in type that is filled in place.
pub(super) fn exact<M: Memory>(cx: &Cx<'_, M>, value: Value, class: ObjId) -> Option<ObjId> {
    (cx.type_of(value) == class).then(|| value.obj()).flatten()
}
