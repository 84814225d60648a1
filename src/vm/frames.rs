//! Owns frame objects and traceback objects: looks at a thread's stack as it was at one moment.
//! Owns neither the stack (`interp`) nor the text of a traceback (`exceptions`).

use std::any::Any;
use std::sync::Arc;

use super::cx::Cx;
use super::memory::Memory;
use super::names::NameTable;
use super::object::{Body, Ext, GeneratorState, Instance, Object, Payload, TracebackEntry};
use super::symbols as s;
use super::types;
use super::value::Value;
use crate::base::{CodeId, ObjId, Symbol};

/// One frame at the moment it was looked at.
#[derive(Clone, Debug)]
pub struct Record {
    pub code: CodeId,
    /// The instruction being executed.
    pub instr: u32,
    pub globals: ObjId,
    /// The namespace of a module or class body.
    pub names: Option<ObjId>,
    /// The values of its variables; `None` for a frame that an exception has left.
    pub slots: Option<Box<[Value]>>,
}

/// A frame object: a record and those of its callers, shared by all objects of one look.
#[derive(Clone, Debug)]
pub struct FrameObject {
    records: Arc<[Record]>,
    at: usize,
}

impl FrameObject {
    /// The innermost of `records` that is `depth` frames out.
    pub fn new(records: Vec<Record>, depth: usize) -> Option<Self> {
        (depth < records.len()).then(|| Self {
            records: records.into(),
            at: depth,
        })
    }

    pub fn record(&self) -> &Record {
        &self.records[self.at]
    }

    fn caller(&self) -> Option<Self> {
        (self.at + 1 < self.records.len()).then(|| Self {
            records: self.records.clone(),
            at: self.at + 1,
        })
    }
}

impl Ext for FrameObject {
    fn class(&self) -> ObjId {
        types::FRAME
    }
    fn clone_box(&self) -> Box<dyn Ext> {
        Box::new(self.clone())
    }
    fn trace(&self, visit: &mut dyn FnMut(Value)) {
        for record in &self.records[self.at..] {
            visit(record.globals.into());
            record.names.iter().for_each(|id| visit((*id).into()));
            let slots = record.slots.iter().flat_map(|slots| slots.iter());
            slots.for_each(|value| visit(*value));
        }
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

/// The frame object behind a value.
pub fn frame_of<M: Memory>(mem: &M, value: Value) -> Option<FrameObject> {
    match &mem.get(value.obj()?).body {
        Body::Ext(ext) => ext.as_any().downcast_ref::<FrameObject>().cloned(),
        _ => None,
    }
}

/// `gi_frame` and the like: the frame of a suspended generator, None when it has ended. (A running one's is
/// on the stack of its thread, which is not looked at here.)
pub(super) fn of_generator<M: Memory>(cx: &mut Cx<'_, M>, generator: ObjId) -> Option<Value> {
    let record = match &cx.mem.get(generator).body {
        Body::Generator(generator) => match &generator.state {
            GeneratorState::Finished => return Some(Value::None),
            GeneratorState::Running => return None,
            GeneratorState::Suspended(frame) => frame.record(),
        },
        _ => return None,
    };
    let frame = FrameObject::new(vec![record], 0)?;
    Some(cx.alloc(Body::Ext(Box::new(frame))))
}

/// `__traceback__`: an object for every frame that the exception passed, the outermost first; None
/// before it was raised.
pub(super) fn traceback<M: Memory>(cx: &mut Cx<'_, M>, entries: &[TracebackEntry]) -> Value {
    let records = entries.iter().map(|entry| Record {
        code: entry.code,
        instr: entry.instr,
        globals: entry.globals,
        names: None,
        slots: None,
    });
    let records: Arc<[Record]> = records.collect();
    let mut next = Value::None;
    for at in 0..records.len() {
        let Record { code, instr, .. } = records[at];
        let line = cx.mem.code(code).code.line(instr as usize);
        let records = records.clone();
        let frame = cx.alloc(Body::Ext(Box::new(FrameObject { records, at })));
        let mut attrs = NameTable::new();
        attrs.set(s::TB_NEXT, next);
        attrs.set(s::TB_FRAME, frame);
        attrs.set(s::TB_LASTI, Value::Int(i64::from(instr) * 2));
        attrs.set(s::TB_LINENO, Value::Int(i64::from(line)));
        next = cx.alloc(Body::Instance(Box::new(Instance {
            class: types::TRACEBACK,
            attrs,
            dict: None,
            payload: Payload::None,
        })));
    }
    next
}

/// The entries that a traceback object stands for, the innermost first.
pub(super) fn entries<M: Memory>(mem: &M, traceback: Value) -> Vec<TracebackEntry> {
    let mut found = Vec::new();
    let mut at = traceback;
    while let Some(attrs) = traceback_attrs(mem, at) {
        let frame = attrs.get(s::TB_FRAME);
        if let Some(frame) = frame.and_then(|frame| frame_of(mem, frame)) {
            let Record {
                code,
                instr,
                globals,
                ..
            } = *frame.record();
            found.push(TracebackEntry {
                code,
                instr,
                globals,
            });
        }
        at = attrs.get(s::TB_NEXT).unwrap_or(Value::None);
    }
    found.reverse();
    found
}

fn traceback_attrs<M: Memory>(mem: &M, value: Value) -> Option<NameTable> {
    match &mem.get(value.obj()?).body {
        Body::Instance(instance) if instance.class == types::TRACEBACK => {
            Some(instance.attrs.clone())
        }
        _ => None,
    }
}

/// The source lines of the instruction that a frame is at, with the marks under them.
pub fn excerpt<M: Memory>(mem: &M, frame: &FrameObject) -> Vec<String> {
    let record = frame.record();
    let code = mem.code(record.code).code.clone();
    let line = code.line(record.instr as usize);
    super::carets::excerpt(&code, record.instr as usize, line)
}

/// What a traceback adds to an exception's last line; empty for most.
pub fn hint<M: Memory>(mem: &M, exception: Value) -> String {
    super::suggestions::hint(mem, exception)
}

/// An attribute of a frame object.
pub(super) fn frame_attribute<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: &FrameObject,
    name: Symbol,
) -> Option<Value> {
    let record = frame.record().clone();
    match &*cx.mem.symbol_text(name) {
        "f_code" => Some(cx.alloc(Body::Code(record.code))),
        "f_lineno" => {
            let line = cx.mem.code(record.code).code.line(record.instr as usize);
            Some(Value::Int(i64::from(line)))
        }
        "f_lasti" => Some(Value::Int(i64::from(record.instr) * 2)),
        "f_back" => Some(match frame.caller() {
            Some(caller) => cx.alloc(Body::Ext(Box::new(caller))),
            None => Value::None,
        }),
        "f_globals" => namespace(cx, record.globals),
        "f_builtins" => namespace(cx, super::boot::BUILTINS),
        "f_locals" => locals(cx, &record),
        "f_trace" => Some(Value::None),
        _ => None,
    }
}

/// The dict of a module.
fn namespace<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId) -> Option<Value> {
    super::special::get(cx, Value::Obj(module), s::DICT)
        .ok()
        .flatten()
}

fn locals<M: Memory>(cx: &mut Cx<'_, M>, record: &Record) -> Option<Value> {
    let code = cx.mem.code(record.code).code.clone();
    if !code.flags.optimized {
        let names: Option<Vec<_>> = record.names.and_then(|id| match &cx.mem.get(id).body {
            Body::Namespace(names) => Some(names.iter().collect()),
            _ => None,
        });
        return match names {
            Some(names) => Some(super::interp::dict_of_names(cx, &names)),
            None => namespace(cx, record.globals),
        };
    }
    let slots = record.slots.as_ref()?;
    let mut names = Vec::new();
    for (name, slot) in code.varnames.iter().zip(slots) {
        let value = match slot.obj().map(|id| cx.mem.get(id)).as_deref() {
            Some(Object {
                body: Body::Cell(inner),
                ..
            }) => *inner,
            _ => *slot,
        };
        if !value.is_null() {
            names.push((cx.intern(name), value));
        }
    }
    Some(super::interp::dict_of_names(cx, &names))
}
