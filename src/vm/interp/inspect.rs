//! Owns looking at a thread from outside: its frames, positions and variables. Changes nothing.

use std::sync::Arc;

use super::super::attr;
use super::super::frames::{FrameObject, Record};
use super::super::memory::Memory;
use super::super::native::{Flow, NativeResult};
use super::super::object::Body;
use super::super::symbols;
use super::super::value::Value;
use super::Interp;
use super::containers::dict_of_names;
use super::frame::{Frame, PyFrame};
use crate::base::{CodeId, Source, Span, Symbol};
use crate::bytecode::CodeObject;

/// One Python frame as an inspector shows it.
#[derive(Clone, Debug)]
pub struct FrameView {
    pub code: Arc<CodeObject>,
    /// The instruction that executes next.
    pub next: u32,
    /// Bound variables: names and values (cells are looked into).
    pub locals: Vec<(Arc<str>, Value)>,
}

impl FrameView {
    /// 1-based line of the next instruction.
    pub fn line(&self) -> u32 {
        self.code.line(self.next as usize)
    }
}

impl<M: Memory> Interp<M> {
    fn python_frames(&self) -> impl DoubleEndedIterator<Item = &PyFrame> {
        self.frames.iter().filter_map(|frame| match frame {
            Frame::Py(frame) => Some(frame),
            _ => None,
        })
    }

    /// The innermost code and the instruction that executes next.
    pub fn position(&self) -> Option<(CodeId, u32)> {
        self.current().map(|frame| (frame.code, frame.pc))
    }

    /// The innermost frame that is not the library's: its code and the line it is at. While the thread
    /// waits inside a call, that is the line of the call.
    pub fn user_place(&self, mem: &M) -> Option<(Arc<CodeObject>, u32)> {
        let innermost = self.current().map(|frame| frame.base);
        self.python_frames().rev().find_map(|frame| {
            let code = mem.code(frame.code).code.clone();
            if code.flags.library {
                return None;
            }
            let executing = Some(frame.base) == innermost && !self.is_waiting();
            let at = if executing { frame.pc } else { frame.at() };
            let line = code.line(at as usize);
            Some((code, line))
        })
    }

    /// The names of the sources that its frames are in, outermost first.
    pub fn source_names(&self, mem: &M) -> Vec<Arc<str>> {
        let names = self.python_frames();
        names
            .map(|frame| mem.code(frame.code).code.source.name.clone())
            .collect()
    }

    /// The text of the innermost frame that is not the library's, and what of it is being executed.
    pub fn user_span(&self, mem: &M) -> Option<(Source, Span)> {
        self.python_frames().rev().find_map(|frame| {
            let code = &mem.code(frame.code).code;
            let span = code.spans.get(frame.at() as usize).copied();
            (!code.flags.library).then(|| (code.source.clone(), span.unwrap_or_default()))
        })
    }

    /// Whether the innermost frame is the program's own, not the library's.
    pub fn is_in_program(&self, mem: &M) -> bool {
        self.current()
            .is_some_and(|frame| !mem.code(frame.code).code.flags.library)
    }

    fn is_waiting(&self) -> bool {
        matches!(self.pending, super::Pending::Asked)
    }

    /// How many Python frames there are.
    pub fn depth(&self) -> usize {
        self.python_frames().count()
    }

    /// All Python frames, innermost first.
    pub fn frames(&self, mem: &M) -> Vec<FrameView> {
        self.python_frames()
            .rev()
            .map(|frame| self.view(mem, frame))
            .collect()
    }

    /// The frame object of the frame `depth` Python frames out; None beyond the last.
    pub fn frame_object(&self, mem: &mut M, depth: usize) -> Value {
        let records = self.python_frames().rev().map(|frame| {
            let base = frame.base as usize;
            let variables = mem.code(frame.code).code.varnames.len();
            Record {
                code: frame.code,
                instr: frame.at(),
                globals: frame.globals,
                names: frame.names,
                slots: Some(self.stack[base..base + variables].into()),
            }
        });
        match FrameObject::new(records.collect(), depth) {
            Some(frame) => Value::Obj(mem.alloc(Body::Ext(Box::new(frame)), self.thread)),
            None => Value::None,
        }
    }

    /// The variables of the innermost frame: a new dict for a function, the namespace itself for a module.
    pub(super) fn locals(&mut self, mem: &mut M) -> NativeResult<M> {
        let frame = self.current().expect("a Python frame calls").clone();
        let code = mem.code(frame.code).code.clone();
        let space = frame.names.unwrap_or(frame.globals);
        let body = mem.get(space).body.clone();
        let names: Vec<(Symbol, Value)> = match body {
            _ if code.flags.optimized => {
                let bound = self.view(mem, &frame).locals;
                let visible = bound.into_iter().filter(|(name, _)| !name.starts_with('.'));
                visible
                    .map(|(name, value)| (mem.intern(&name), value))
                    .collect()
            }
            Body::Module(_) => {
                return attr::get(&mut self.cx(mem), Value::Obj(space), symbols::DICT);
            }
            Body::Namespace(names) => names.iter().collect(),
            _ => return Ok(Flow::Value(Value::Obj(space))),
        };
        let dict = dict_of_names(&mut self.cx(mem), &names);
        Ok(Flow::Value(dict))
    }

    pub(super) fn view(&self, mem: &M, frame: &PyFrame) -> FrameView {
        let code = mem.code(frame.code).code.clone();
        let base = frame.base as usize;
        let slots = &self.stack[base..base + code.varnames.len()];
        let mut locals = Vec::new();
        for (name, slot) in code.varnames.iter().zip(slots) {
            let value = match slot {
                Value::Obj(id) => match mem.get(*id).body {
                    Body::Cell(inner) => inner,
                    _ => *slot,
                },
                other => *other,
            };
            if !value.is_null() {
                locals.push((name.clone(), value));
            }
        }
        FrameView {
            code,
            next: frame.pc,
            locals,
        }
    }
}
