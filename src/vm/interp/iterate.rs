//! Owns the instructions of iteration and of generators' delegation, the intrinsics, and imports.

use super::super::attr;
use super::super::glance;
use super::super::import;
use super::super::link::{Exec, Op};
use super::super::memory::Memory;
use super::super::native::{Ask, Flow, Input, NativeFrame, Raise};
use super::super::object::{Body, GeneratorKind};
use super::super::operators;
use super::super::symbols as s;
use super::super::types;
use super::super::types::iter::Next;
use super::super::value::Value;
use super::Interp;
use super::frame::Frame;
use super::names::namespace_set;
use super::slow::Slow;
use crate::base::Symbol;
use crate::bytecode::IntrinsicOp;

impl<M: Memory> Interp<M> {
    pub(super) fn iteration(&mut self, mem: &mut M, op: Op) -> Slow {
        match op.exec {
            Exec::GetIter | Exec::GetYieldFromIter => {
                if op.exec == Exec::GetYieldFromIter {
                    self.refuse_coroutine(mem)?;
                }
                let value = self.pop();
                self.flow(mem, |cx| types::iter::get_iter(cx, value))
            }
            Exec::ForIter => self.op_for_iter(mem, op),
            Exec::EndSend => {
                let value = self.pop();
                self.drop_operands(1);
                self.push(value);
                Ok(None)
            }
            _ => self.op_send(mem, op),
        }
    }

    pub(super) fn op_for_iter(&mut self, mem: &mut M, op: Op) -> Slow {
        let iterator = self.peek(1);
        if let Value::Obj(id) = iterator
            && matches!(mem.get(id).body, Body::Generator(_))
        {
            self.frames.push(Frame::ForIter { exit: op.arg });
            let flow = self.resume_generator(mem, id, Input::Send(Value::None))?;
            return Ok(flow.and_then(|flow| self.settle(mem, Ok(flow))));
        }
        match types::iter::next(&mut self.cx(mem), iterator)? {
            Next::Item(value) => {
                self.push(value);
                Ok(None)
            }
            Next::Done => {
                self.top().pc = op.arg;
                Ok(None)
            }
            Next::Wait(flow) => {
                self.frames.push(Frame::ForIter { exit: op.arg });
                Ok(self.settle(mem, Ok(flow)))
            }
        }
    }

    pub(super) fn op_send(&mut self, mem: &mut M, op: Op) -> Slow {
        let value = self.pop();
        let receiver = self.peek(1);
        if let Value::Obj(id) = receiver
            && matches!(mem.get(id).body, Body::Generator(_))
        {
            self.frames.push(Frame::Send { exit: op.arg });
            let flow = self.resume_generator(mem, id, Input::Send(value))?;
            return Ok(flow.and_then(|flow| self.settle(mem, Ok(flow))));
        }
        if !value.is_none() {
            let send = attr::get(&mut self.cx(mem), receiver, s::SEND)?;
            self.frames.push(Frame::Send { exit: op.arg });
            self.wait_in(NativeFrame::new(call_with, vec![value]));
            return Ok(self.settle(mem, Ok(send)));
        }
        match types::iter::next(&mut self.cx(mem), receiver)? {
            Next::Item(value) => self.push(value),
            Next::Done => {
                self.top().pc = op.arg;
                self.push(Value::None);
            }
            Next::Wait(flow) => {
                self.frames.push(Frame::Send { exit: op.arg });
                return Ok(self.settle(mem, Ok(flow)));
            }
        }
        Ok(None)
    }

    pub(super) fn intrinsic(&mut self, mem: &mut M, op: Op) -> Slow {
        let value = self.pop();
        match IntrinsicOp::from_arg(op.arg) {
            IntrinsicOp::UnaryPositive => self.flow(mem, |cx| operators::unary(cx, s::POS, value)),
            IntrinsicOp::ListToTuple => {
                let items = glance::tuple_items(mem, value);
                let tuple = self.cx(mem).tuple(items);
                self.push(tuple);
                Ok(None)
            }
            IntrinsicOp::StopIterationError => {
                let replaced = self.stop_iteration_error(mem, value);
                self.push(replaced);
                Ok(None)
            }
            IntrinsicOp::Print if value.is_none() => {
                self.push(value);
                Ok(None)
            }
            IntrinsicOp::Print => self.flow(mem, |cx| {
                let shown = types::text::repr(cx, value);
                types::flow::and_then(cx, shown, NativeFrame::new(print_shown, Vec::new()))
            }),
            IntrinsicOp::AsyncGenWrap => {
                let wrapped = self.cx(mem).alloc(Body::AsyncYield(value));
                self.push(wrapped);
                Ok(None)
            }
            IntrinsicOp::ImportStar => {
                self.import_star(mem, value);
                self.push(Value::None);
                Ok(None)
            }
        }
    }

    /// PEP 479: StopIteration leaving a generator or coroutine becomes RuntimeError.
    pub(super) fn stop_iteration_error(&mut self, mem: &mut M, exception: Value) -> Value {
        let kind = super::generator::kind_of(&self.linked_top().code);
        let mut cx = self.cx(mem);
        let ends_async = kind == GeneratorKind::AsyncGenerator
            && cx.is_instance(exception, types::STOP_ASYNC_ITERATION);
        let what = match ends_async {
            true => "StopAsyncIteration",
            false if cx.is_instance(exception, types::STOP_ITERATION) => "StopIteration",
            false => return exception,
        };
        let message = format!("{} raised {what}", kind.text());
        let error = cx.raise(types::RUNTIME_ERROR, message);
        super::super::exceptions::set_cause(mem, error.0, exception);
        super::super::exceptions::set_context(mem, error.0, exception);
        error.0
    }

    pub(super) fn import_star(&mut self, mem: &mut M, module: Value) {
        let Value::Obj(id) = module else { return };
        let all: Vec<(Symbol, Value)> = match &mem.get(id).body {
            Body::Module(module) => module.dict.iter().collect(),
            _ => Vec::new(),
        };
        let listed = all
            .iter()
            .find(|(name, _)| *name == s::ALL)
            .map(|(_, list)| glance::tuple_items(mem, *list));
        let listed: Option<Vec<Symbol>> = listed.map(|names| {
            names
                .into_iter()
                .map(|name| glance::symbol_of(mem, name))
                .collect()
        });
        let space = self.top().names.unwrap_or(self.top().globals);
        for (name, value) in all {
            let wanted = match &listed {
                Some(names) => names.contains(&name),
                None => !mem.symbol_text(name).starts_with('_'),
            };
            if wanted {
                namespace_set(mem, space, name, value);
                types::stored(mem, space, value);
                types::dict::attribute_changed(&mut self.cx(mem), space, name, Some(value));
            }
        }
    }

    pub(super) fn imports(&mut self, mem: &mut M, op: Op) -> Slow {
        let name = self.name(op.arg);
        if op.exec == Exec::ImportFrom {
            let module = self.peek(1);
            return self.flow(mem, |cx| import::import_from(cx, module, name));
        }
        let (names, level) = (self.pop(), self.pop());
        let text = mem.symbol_text(name);
        let level = match level {
            Value::Int(level) => level as usize,
            _ => 0,
        };
        self.flow(mem, |cx| import::import(cx, &text, names, level))
    }
}

type Step<M> = Result<Flow<M>, Raise>;

/// `sys.displayhook`: the value of an expression at the prompt.
fn print_shown<M: Memory>(
    cx: &mut super::super::cx::Cx<'_, M>,
    _: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> Step<M> {
    let text = cx.text(input?).unwrap_or_default();
    Flow::ask(Ask::Write {
        stream: 1,
        text: format!("{text}\n").into(),
    })
}

fn call_with<M: Memory>(
    _: &mut super::super::cx::Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> Step<M> {
    Flow::tail(input?, &frame.vals)
}
