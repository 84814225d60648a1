//! Owns the pickler: a stack of tasks instead of recursion, and the opcodes of the built-in types, as
//! `_pickle.c` writes them. Owns no instances (`reduce`) and no names (`globals`).

use std::collections::{BTreeMap, BTreeSet};
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
use super::written_names::raw_unicode_escape;
use super::{globals, reduce};

/// pickle.py: `_Framer`'s limits.
const FRAME_MIN: usize = 4;
const FRAME_TARGET: usize = 64 * 1024;

/// Picoseconds, fitted to CPython 3.13.0: a list of ints costs 6.6 ns each, of texts 52 ns each, of
/// dicts with three items 170 ns; a byte of bytes 15 ps.
const OBJECT: u64 = 7_000;
const REMEMBER: u64 = 38_000;
const BYTE: u64 = 15;

/// CPython 3.13: Py_C_RECURSION_LIMIT.
const MAX_DEPTH: usize = 10_000;

/// What an object is remembered under. Names are one object in CPython wherever they stand.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(super) enum Key {
    Object(ObjId),
    Name(Arc<str>),
}

#[derive(Clone, Debug)]
pub(super) enum Task {
    Save(Value),
    Emit(&'static [u8]),
    /// The end of a tuple: its number of items and where it is.
    Tuple(ObjId, usize),
    FrozenSet(ObjId),
    Batch(Batch),
    /// An object that is rebuilt by a call: remembered, unless it was met again on the way.
    Built(Option<ObjId>),
    /// Steps of pickling an instance, each given what the last call made.
    Reduce(reduce::Step),
}

impl Task {
    /// How often `_pickle.c` calls itself until this task can be done: the elements of a list are saved
    /// two calls deeper than the list, the state of an instance three.
    fn depth(&self) -> usize {
        match self {
            Self::Save(_) | Self::Reduce(_) => 0,
            Self::Batch(batch) if batch.open.is_some() => 2,
            Self::Batch(_) | Self::Emit(_) | Self::Tuple(..) | Self::FrozenSet(_) => 1,
            Self::Built(_) => 1,
        }
    }
}

/// Elements of a container, in groups.
#[derive(Clone, Debug)]
pub(super) struct Batch {
    pub items: Vec<Value>,
    pub at: usize,
    /// Values an element: 1, or 2 for the items of a dict.
    pub width: usize,
    /// The opcodes that store one element (where there is one for that) and many.
    pub single: Option<&'static [u8]>,
    pub many: &'static [u8],
    /// Whether a last group of one uses `single`, too: `_pickle.c` reads ahead in iterators only.
    pub looks_ahead: bool,
    pub open: Option<usize>,
}

#[derive(Clone, Debug)]
pub(super) struct Pickler {
    pub protocol: u8,
    out: Vec<u8>,
    frame: Option<usize>,
    framing: bool,
    pub memo: BTreeMap<Key, u32>,
    next: u32,
    pub tasks: Vec<Task>,
    /// How deep the tasks are in all.
    depth: usize,
    /// What the last call gave.
    pub result: Value,
    /// Objects that only the memo knows: they must live as long as it.
    kept: Vec<Value>,
    /// Strs that were made for names of attributes.
    names: BTreeSet<ObjId>,
    cost: u64,
}

impl machine::State for Pickler {
    fn values(&self, visit: &mut dyn FnMut(Value)) {
        visit(self.result);
        self.kept.iter().for_each(|value| visit(*value));
        for key in self.memo.keys() {
            if let Key::Object(id) = key {
                visit(Value::Obj(*id));
            }
        }
        for task in &self.tasks {
            match task {
                Task::Save(value) => visit(*value),
                Task::Tuple(id, _) | Task::FrozenSet(id) | Task::Built(Some(id)) => {
                    visit(Value::Obj(*id));
                }
                Task::Batch(batch) => batch.items.iter().for_each(|value| visit(*value)),
                Task::Reduce(step) => step.values(visit),
                Task::Emit(_) | Task::Built(None) => {}
            }
        }
    }

    fn bytes(&self) -> usize {
        room(self.out.len()) + self.memo.len() * 32 + self.tasks.len() * 32
    }
}

/// Starts `dumps`.
pub(super) fn start<M: Memory>(cx: &mut Cx<'_, M>, object: Value, protocol: u8) -> NativeResult<M> {
    let mut pickler = Box::new(Pickler {
        protocol,
        out: Vec::new(),
        frame: None,
        framing: false,
        memo: BTreeMap::new(),
        next: 0,
        tasks: vec![Task::Save(object)],
        depth: 0,
        result: Value::None,
        kept: Vec::new(),
        names: BTreeSet::new(),
        cost: 0,
    });
    if protocol >= 2 {
        pickler.out.extend_from_slice(&[0x80, protocol]);
    }
    pickler.framing = protocol >= 4;
    run(cx, pickler)
}

fn resume<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let mut pickler: Box<Pickler> = machine::wake(cx, &frame);
    pickler.result = input?;
    run(cx, pickler)
}

fn run<M: Memory>(cx: &mut Cx<'_, M>, mut pickler: Box<Pickler>) -> NativeResult<M> {
    while let Some(task) = pickler.tasks.pop() {
        pickler.depth -= task.depth();
        let rest = pickler.tasks.len();
        let flow = pickler.step(cx, task)?;
        pickler.depth += pickler.tasks[rest..].iter().map(Task::depth).sum::<usize>();
        if pickler.depth >= MAX_DEPTH {
            let message = "maximum recursion depth exceeded while pickling an object";
            return Err(cx.raise(types::RECURSION_ERROR, message));
        }
        if let Some(flow) = flow {
            match flow {
                Flow::Value(value) => pickler.result = value,
                waiting => {
                    cx.charge(std::mem::take(&mut pickler.cost));
                    return machine::wait(cx, pickler, waiting, resume);
                }
            }
        }
    }
    pickler.write(b".");
    pickler.close_frame();
    cx.charge(pickler.cost);
    Ok(Flow::Value(cx.bytes(pickler.out)))
}

impl Pickler {
    fn step<M: Memory>(
        &mut self,
        cx: &mut Cx<'_, M>,
        task: Task,
    ) -> Result<Option<Flow<M>>, Raise> {
        match task {
            Task::Save(value) => return self.save(cx, value),
            Task::Emit(bytes) => self.write(bytes),
            Task::Tuple(id, length) => self.end_tuple(id, length),
            Task::FrozenSet(id) => {
                if self.recall(&Key::Object(id), b"1") {
                    return Ok(None);
                }
                self.write(b"\x91");
                self.memoize(Key::Object(id));
            }
            Task::Batch(batch) => self.batch(batch),
            Task::Built(None) => {}
            Task::Built(Some(id)) => {
                let key = Key::Object(id);
                if !self.recall(&key, b"0") {
                    self.memoize(key);
                }
            }
            Task::Reduce(step) => return reduce::go_on(cx, self, step),
        }
        Ok(None)
    }

    pub(super) fn write(&mut self, bytes: &[u8]) {
        if self.framing && self.frame.is_none() {
            self.frame = Some(self.out.len());
            self.out.extend_from_slice(&[0; 9]);
        }
        self.out.extend_from_slice(bytes);
    }

    /// The frame ends where an object begins, once it is long enough.
    pub(super) fn boundary(&mut self) {
        if let Some(start) = self.frame
            && self.out.len() - start - 9 >= FRAME_TARGET
        {
            self.close_frame();
        }
    }

    fn close_frame(&mut self) {
        let Some(start) = self.frame.take() else {
            return;
        };
        let length = self.out.len() - start - 9;
        if length < FRAME_MIN {
            self.out.drain(start..start + 9);
            return;
        }
        self.out[start] = 0x95;
        self.out[start + 1..start + 9].copy_from_slice(&(length as u64).to_le_bytes());
    }

    /// Long data stands outside of frames.
    fn payload(&mut self, header: &[u8], data: &[u8]) {
        let framing = self.framing;
        if framing && data.len() >= FRAME_TARGET {
            self.close_frame();
            self.framing = false;
        }
        self.write(header);
        self.write(data);
        self.framing = framing;
        self.cost += data.len() as u64 * BYTE;
    }

    pub(super) fn memoize(&mut self, key: Key) {
        let index = self.next;
        self.next += 1;
        self.memo.insert(key, index);
        self.cost += REMEMBER;
        match (self.protocol, u8::try_from(index)) {
            (4.., _) => self.write(b"\x94"),
            (0, _) => self.write(format!("p{index}\n").as_bytes()),
            (_, Ok(index)) => self.write(&[b'q', index]),
            (_, Err(_)) => {
                self.write(b"r");
                self.write(&index.to_le_bytes());
            }
        }
    }

    /// Writes `before` and a reference, if the object was written already.
    pub(super) fn recall(&mut self, key: &Key, before: &[u8]) -> bool {
        let Some(index) = self.memo.get(key).copied() else {
            return false;
        };
        self.write(before);
        match (self.protocol, u8::try_from(index)) {
            (0, _) => self.write(format!("g{index}\n").as_bytes()),
            (_, Ok(index)) => self.write(&[b'h', index]),
            (_, Err(_)) => {
                self.write(b"j");
                self.write(&index.to_le_bytes());
            }
        }
        true
    }

    fn save<M: Memory>(
        &mut self,
        cx: &mut Cx<'_, M>,
        value: Value,
    ) -> Result<Option<Flow<M>>, Raise> {
        self.boundary();
        self.cost += OBJECT;
        match value {
            Value::None | Value::Null => self.write(b"N"),
            Value::Bool(b) if self.protocol >= 2 => self.write(if b { b"\x88" } else { b"\x89" }),
            Value::Bool(b) => self.write(if b { b"I01\n" } else { b"I00\n" }),
            Value::Int(i) => self.int(i),
            Value::Float(x) if self.protocol == 0 => {
                let text = types::float_text::repr(x);
                self.write(format!("F{text}\n").as_bytes());
            }
            Value::Float(x) => {
                self.write(b"G");
                self.write(&x.to_be_bytes());
            }
            Value::Ellipsis => self.global("builtins", "Ellipsis"),
            Value::NotImplemented => self.global("builtins", "NotImplemented"),
            Value::Obj(id) => return self.object(cx, id),
        }
        Ok(None)
    }

    fn object<M: Memory>(
        &mut self,
        cx: &mut Cx<'_, M>,
        id: ObjId,
    ) -> Result<Option<Flow<M>>, Raise> {
        let text = match &cx.mem.get(id).body {
            Body::Str(s) => Some(s.text.clone()),
            _ => None,
        };
        if let Some(text) = text {
            let one = text.len() <= 1 || text.chars().count() == 1;
            let is_name = self.names.contains(&id) || cx.mem.interned(&text) == Some(id);
            let key = if one || is_name {
                Key::Name(text.clone())
            } else {
                Key::Object(id)
            };
            self.text(&text, key);
            return Ok(None);
        }
        if self.recall(&Key::Object(id), b"") {
            return Ok(None);
        }
        enum Kind {
            Done,
            Sequence(Vec<Value>),
            Tuple(Vec<Value>),
            Dict,
            Set(Vec<Value>),
            FrozenSet(Vec<Value>),
            Global,
            Instance,
        }
        let kind = match &cx.mem.get(id).body {
            Body::BigInt(big) => {
                let big = (**big).clone();
                self.big(&big);
                Kind::Done
            }
            Body::Bytes(bytes) if self.protocol >= 3 => {
                let bytes = bytes.clone();
                self.bytes(&bytes, Key::Object(id));
                Kind::Done
            }
            Body::ByteArray(bytes) if self.protocol >= 5 => {
                let bytes = bytes.clone();
                let mut header = vec![0x96];
                header.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
                self.payload(&header, &bytes);
                self.memoize(Key::Object(id));
                Kind::Done
            }
            Body::List(items) => Kind::Sequence(items.clone()),
            Body::Tuple(items) => Kind::Tuple(items.to_vec()),
            Body::Dict(_) => Kind::Dict,
            Body::Set(set) if self.protocol >= 4 => {
                Kind::Set(set.iter().map(|(_, value)| value).collect())
            }
            Body::FrozenSet(set) if self.protocol >= 4 => {
                Kind::FrozenSet(set.iter().map(|(_, value)| value).collect())
            }
            Body::Type(_) if id != types::NONE_TYPE => Kind::Global,
            Body::Function(_) | Body::Native(_) => Kind::Global,
            _ => Kind::Instance,
        };
        match kind {
            Kind::Done => {}
            Kind::Sequence(items) => self.list(id, items),
            Kind::Tuple(items) => self.tuple(id, &items),
            Kind::Dict => self.dict(cx, id),
            Kind::Set(items) => {
                self.write(b"\x8f");
                self.memoize(Key::Object(id));
                self.elements(items, (1, None, b"\x90"), false);
            }
            Kind::FrozenSet(items) => {
                self.write(b"(");
                self.tasks.push(Task::FrozenSet(id));
                self.tasks.extend(items.into_iter().rev().map(Task::Save));
            }
            Kind::Global => {
                if let Some(function) = globals::registered(cx, cx.type_of(Value::Obj(id)).into()) {
                    return reduce::call(self, Value::Obj(id), function, &[Value::Obj(id)]);
                }
                let (module, name) = globals::locate(cx, Value::Obj(id), None)?;
                self.global_of(&module, &name, Some(id));
            }
            Kind::Instance => return reduce::begin(cx, self, id),
        }
        Ok(None)
    }

    fn int(&mut self, value: i64) {
        let small = i32::try_from(value);
        match (small, value) {
            (Ok(_), _) if self.protocol == 0 => self.write(format!("I{value}\n").as_bytes()),
            (Ok(_), 0..=0xff) => self.write(&[b'K', value as u8]),
            (Ok(_), 0..=0xffff) => {
                self.write(b"M");
                self.write(&(value as u16).to_le_bytes());
            }
            (Ok(small), _) => {
                self.write(b"J");
                self.write(&small.to_le_bytes());
            }
            (Err(_), _) => self.big(&BigInt::from(value)),
        }
    }

    fn big(&mut self, value: &BigInt) {
        if self.protocol < 2 {
            return self.write(format!("L{value}L\n").as_bytes());
        }
        let bytes = value.to_signed_bytes_le();
        match u8::try_from(bytes.len()) {
            Ok(length) => self.write(&[0x8a, length]),
            Err(_) => {
                self.write(b"\x8b");
                self.write(&(bytes.len() as u32).to_le_bytes());
            }
        }
        self.write(&bytes);
    }

    pub(super) fn text(&mut self, text: &str, key: Key) {
        if self.recall(&key, b"") {
            return;
        }
        let data = text.as_bytes();
        match (self.protocol, u8::try_from(data.len())) {
            (0, _) => {
                self.write(b"V");
                self.write(&raw_unicode_escape(text));
                self.write(b"\n");
            }
            (4.., Ok(length)) => self.payload(&[0x8c, length], data),
            _ => {
                let mut header = vec![b'X'];
                header.extend_from_slice(&(data.len() as u32).to_le_bytes());
                self.payload(&header, data);
            }
        }
        self.memoize(key);
    }

    fn bytes(&mut self, data: &[u8], key: Key) {
        match u8::try_from(data.len()) {
            Ok(length) => self.payload(&[b'C', length], data),
            Err(_) => {
                let mut header = vec![b'B'];
                header.extend_from_slice(&(data.len() as u32).to_le_bytes());
                self.payload(&header, data);
            }
        }
        self.memoize(key);
    }

    pub(super) fn charge(&mut self, ps: u64) {
        self.cost += ps;
    }

    /// A str for the name of an attribute.
    pub(super) fn name<M: Memory>(&mut self, cx: &mut Cx<'_, M>, text: &Arc<str>) -> Value {
        let name = match cx.mem.interned(text) {
            Some(id) => Value::Obj(id),
            None => cx.str(text.clone()),
        };
        self.names.extend(name.obj());
        self.kept.push(name);
        name
    }

    /// Keeps an object that was made on the way: its number must not be given to another.
    pub(super) fn keep(&mut self, value: Value) {
        self.kept.push(value);
    }
}
