//! Owns the instructions that build, index, slice and unpack data, and those of f-strings.

use super::super::glance;
use super::super::link::{Exec, Op};
use super::super::memory::Memory;
use super::super::native::{Flow, NativeFrame, NativeResult};
use super::super::object::Body;
use super::super::operators;
use super::super::types;
use super::super::types::keyed::{self, Access};
use super::super::value::Value;
use super::Interp;
use super::containers;
use super::frame::Frame;
use super::slow::Slow;

impl<M: Memory> Interp<M> {
    pub(super) fn subscripts(&mut self, mem: &mut M, op: Op) -> Slow {
        match op.exec {
            Exec::BuildSlice => {
                let parts = self.pop_many(op.arg as usize);
                let step = parts.get(2).copied().unwrap_or(Value::None);
                let slice = self
                    .cx(mem)
                    .alloc(Body::Slice(Box::new([parts[0], parts[1], step])));
                self.push(slice);
                Ok(None)
            }
            Exec::BinarySlice => {
                let (stop, start, container) = (self.pop(), self.pop(), self.pop());
                let slice = self
                    .cx(mem)
                    .alloc(Body::Slice(Box::new([start, stop, Value::None])));
                self.flow(mem, |cx| operators::subscript(cx, container, slice))
            }
            Exec::StoreSlice => {
                let (stop, start, container, value) =
                    (self.pop(), self.pop(), self.pop(), self.pop());
                let slice = self
                    .cx(mem)
                    .alloc(Body::Slice(Box::new([start, stop, Value::None])));
                self.flow(mem, |cx| {
                    operators::store_subscript(cx, container, slice, value)
                })
            }
            Exec::StoreSubscr => {
                let (key, container, value) = (self.pop(), self.pop(), self.pop());
                self.flow(mem, |cx| {
                    operators::store_subscript(cx, container, key, value)
                })
            }
            _ => {
                let (key, container) = (self.pop(), self.pop());
                self.flow(mem, |cx| operators::delete_subscript(cx, container, key))
            }
        }
    }

    pub(super) fn build(&mut self, mem: &mut M, op: Op) -> Slow {
        let count = op.arg as usize;
        match op.exec {
            Exec::BuildTuple => {
                let items = self.pop_many(count);
                let value = self.cx(mem).tuple(items.into_vec());
                self.push(value);
                Ok(None)
            }
            Exec::BuildList => {
                let items = self.pop_many(count);
                let value = self.cx(mem).list(items.into_vec());
                self.push(value);
                Ok(None)
            }
            Exec::BuildSet => {
                let items = self.pop_many(count).into_vec();
                self.flow(mem, |cx| containers::set_of(cx, items))
            }
            Exec::BuildMap => {
                let items = self.pop_many(count * 2).into_vec();
                self.flow(mem, |cx| containers::dict_of(cx, items))
            }
            Exec::BuildString => {
                let parts = self.pop_many(count);
                let mut text = String::new();
                for part in &parts {
                    text.push_str(&self.cx(mem).text(*part).expect("BUILD_STRING joins str"));
                }
                let mut cx = self.cx(mem);
                cx.charge(text.len() as u64 * 300);
                let value = cx.str(text);
                self.push(value);
                Ok(None)
            }
            Exec::ListAppend => {
                let item = self.pop();
                let list = self.peek(count);
                types::list::push(&mut self.cx(mem), list.obj().expect("a list"), item);
                Ok(None)
            }
            Exec::SetAdd => {
                let item = self.pop();
                let set = self.peek(count);
                self.flow(mem, |cx| {
                    let flow = keyed::access(cx, Access::Add, set, item, Value::None);
                    // It pushes nothing, also when a `__hash__` in Python has to answer first.
                    let nothing = NativeFrame::new(
                        |_, _, answer| answer.map(|_| Flow::Value(Value::Null)),
                        Vec::new(),
                    );
                    types::flow::and_then(cx, flow, nothing)
                })
            }
            Exec::MapAdd => {
                let (value, key) = (self.pop(), self.pop());
                let dict = self.peek(count);
                self.flow(mem, |cx| operators::store_subscript(cx, dict, key, value))
            }
            Exec::ListExtend => {
                let items = self.pop();
                let list = self.peek(count);
                self.flow(mem, |cx| containers::add_all(cx, list, items))
            }
            Exec::SetUpdate => {
                let items = self.pop();
                let set = self.peek(count);
                self.flow(mem, |cx| containers::add_all(cx, set, items))
            }
            Exec::DictUpdate | Exec::DictMerge => {
                let other = self.pop();
                let dict = self.peek(count);
                // Above the callee: NULL and the positional arguments.
                let callee = (op.exec == Exec::DictMerge).then(|| self.peek(count + 3));
                self.flow(mem, |cx| containers::merge(cx, dict, other, callee))
            }
            Exec::UnpackSequence => {
                let value = self.pop();
                self.flow_many(mem, |cx| containers::unpack(cx, value, count, None))
            }
            Exec::UnpackEx => {
                let value = self.pop();
                let (before, after) = (count & 0xff, count >> 8);
                self.flow_many(mem, |cx| containers::unpack(cx, value, before, Some(after)))
            }
            Exec::ConvertValue => {
                let value = self.pop();
                self.flow(mem, |cx| match op.arg {
                    1 => types::text::str_of(cx, value),
                    2 => types::text::repr(cx, value),
                    _ => types::text::ascii(cx, value),
                })
            }
            Exec::FormatSimple => {
                let value = self.pop();
                let spec = self.cx(mem).str("");
                self.flow(mem, |cx| types::text::format(cx, value, spec))
            }
            _ => {
                let (spec, value) = (self.pop(), self.pop());
                self.flow(mem, |cx| types::text::format(cx, value, spec))
            }
        }
    }

    /// UNPACK_*: the operation gives a tuple, whose items are pushed last first.
    pub(super) fn flow_many(
        &mut self,
        mem: &mut M,
        operation: impl FnOnce(&mut super::super::cx::Cx<'_, M>) -> NativeResult<M>,
    ) -> Slow {
        match operation(&mut self.cx(mem))? {
            Flow::Value(tuple) => {
                for item in glance::tuple_items(mem, tuple).into_iter().rev() {
                    self.push(item);
                }
                Ok(None)
            }
            other => {
                self.frames.push(Frame::Spread);
                Ok(self.settle(mem, Ok(other)))
            }
        }
    }
}
