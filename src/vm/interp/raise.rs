//! Owns the instructions of exceptions and `with`, and of making functions.
//! Owns no unwinding (`unwind`).

use super::super::exception_groups;
use super::super::exceptions;
use super::super::glance;
use super::super::link::{Exec, Op};
use super::super::memory::Memory;
use super::super::names::NameTable;
use super::super::native::{Flow, NativeFrame, NativeResult, Raise};
use super::super::object::{Body, Function};
use super::super::types;
use super::super::value::Value;
use super::Interp;
use super::frame::Frame;
use super::slow::Slow;
use crate::base::ObjId;

impl<M: Memory> Interp<M> {
    pub(super) fn exceptions(&mut self, mem: &mut M, op: Op) -> Slow {
        match op.exec {
            Exec::PushExcInfo => {
                let exception = self.pop();
                let previous = std::mem::replace(&mut self.handled, exception);
                self.push(previous);
                self.push(exception);
            }
            Exec::PopExcept => self.handled = self.pop(),
            Exec::CheckExcMatch => {
                let class = self.pop();
                let exception = self.peek(1);
                let matches = self.exception_matches(mem, exception, class)?;
                self.push(Value::Bool(matches));
            }
            Exec::Reraise => {
                // The instruction index that the handler saved (its argument says where) is not
                // needed: the traceback has its entry, and handlers are sought from here.
                let exception = self.pop();
                self.reraised = true;
                return Err(Raise(exception));
            }
            Exec::RaiseVarargs => return self.op_raise(mem, op),
            Exec::WithExceptStart => {
                let exception = self.peek(1);
                let (function, receiver) = (self.peek(5), self.peek(4));
                let class = Value::Obj(self.cx(mem).type_of(exception));
                let traceback = exceptions::traceback_object(&mut self.cx(mem), exception);
                let args = [receiver, class, exception, traceback];
                let args = if receiver.is_null() {
                    &args[1..]
                } else {
                    &args[..]
                };
                return Ok(self.settle(mem, Flow::tail(function, args)));
            }
            _ => {
                // CLEANUP_THROW: a `yield from` that was thrown into ends on StopIteration.
                let (exception, _, _) = (self.pop(), self.pop(), self.pop());
                if !self.cx(mem).is_instance(exception, types::STOP_ITERATION) {
                    self.reraised = true;
                    return Err(Raise(exception));
                }
                let value = glance::exception_args(mem, exception)
                    .first()
                    .copied()
                    .unwrap_or(Value::None);
                self.push(Value::None);
                self.push(value);
            }
        }
        Ok(None)
    }

    fn exception_matches(
        &mut self,
        mem: &mut M,
        exception: Value,
        class: Value,
    ) -> Result<bool, Raise> {
        let classes = if self.cx(mem).type_of(class) == types::TUPLE {
            glance::tuple_items(mem, class)
        } else {
            vec![class]
        };
        let mut matches = false;
        for class in classes {
            let is_exception = match class {
                Value::Obj(id) if matches!(mem.get(id).body, Body::Type(_)) => {
                    matches |= self.cx(mem).is_instance(exception, id);
                    types::is_subclass(mem, id, types::BASE_EXCEPTION)
                }
                _ => false,
            };
            if !is_exception {
                return Err(self.cx(mem).type_error(
                    "catching classes that do not inherit from BaseException is not allowed",
                ));
            }
        }
        Ok(matches)
    }

    fn op_raise(&mut self, mem: &mut M, op: Op) -> Slow {
        if op.arg == 0 {
            if self.handled.is_none() {
                return Err(self
                    .cx(mem)
                    .raise(types::RUNTIME_ERROR, "No active exception to reraise"));
            }
            self.reraised = true;
            return Err(Raise(self.handled));
        }
        let cause = if op.arg == 2 { self.pop() } else { Value::Null };
        let what = self.pop();
        if let Value::Obj(id) = what
            && matches!(mem.get(id).body, Body::Type(_))
        {
            if !types::is_subclass(mem, id, types::BASE_EXCEPTION) {
                return Err(self.not_an_exception(mem));
            }
            return Ok(self.settle(
                mem,
                Flow::call(what, &[], NativeFrame::new(raise_instance, vec![cause])),
            ));
        }
        if !self.cx(mem).is_instance(what, types::BASE_EXCEPTION) {
            return Err(self.not_an_exception(mem));
        }
        if let Value::Obj(id) = what {
            self.replace_context(mem, id);
        }
        with_cause(&mut self.cx(mem), what, cause).map(|_| None)
    }

    fn not_an_exception(&mut self, mem: &mut M) -> Raise {
        self.cx(mem)
            .type_error("exceptions must derive from BaseException")
    }

    /// The instructions of `except*`.
    pub(super) fn groups(&mut self, mem: &mut M, op: Op) -> Slow {
        let (second, first) = (self.pop(), self.pop());
        if op.exec == Exec::CallIntrinsic2 {
            return self.flow(mem, |cx| exception_groups::to_reraise(cx, first, second));
        }
        self.frames.push(Frame::Split);
        let result = exception_groups::check_match(&mut self.cx(mem), first, second);
        Ok(self.settle(mem, result))
    }

    pub(super) fn set_reraised(&mut self) {
        self.reraised = true;
    }

    /// Whether the exception under way was raised again (and so has its traceback entry already).
    pub(super) fn take_reraised(&mut self) -> bool {
        std::mem::take(&mut self.reraised)
    }

    pub(super) fn functions(&mut self, mem: &mut M, op: Op) -> Slow {
        if op.exec == Exec::MakeFunction {
            let code = self.pop();
            let function = self.make_function(mem, code);
            self.push(function);
            return Ok(None);
        }
        let Value::Obj(function) = self.pop() else {
            unreachable!("MAKE_FUNCTION pushed a function")
        };
        let attribute = self.pop();
        self.set_function_attribute(mem, function, op.arg, attribute);
        self.push(Value::Obj(function));
        Ok(None)
    }

    fn make_function(&mut self, mem: &mut M, code: Value) -> Value {
        let code = match code
            .obj()
            .map(|id| mem.get(id))
            .as_deref()
            .map(|object| &object.body)
        {
            Some(Body::Code(code)) => *code,
            _ => unreachable!("MAKE_FUNCTION needs a code object"),
        };
        let linked = self.load_code(mem, code);
        let globals = self.top().globals;
        let mut cx = self.cx(mem);
        let name = cx.str(linked.code.name.clone());
        let qualname = cx.str(linked.code.qualname.clone());
        let doc = match &linked.code.docstring {
            Some(text) => cx.str(text.clone()),
            None => Value::None,
        };
        cx.alloc(Body::Function(Box::new(Function {
            code,
            globals,
            name,
            qualname,
            doc,
            defaults: Box::default(),
            kw_defaults: Box::default(),
            closure: Box::default(),
            annotations: Value::Null,
            attrs: NameTable::new(),
        })))
    }

    fn set_function_attribute(
        &mut self,
        mem: &mut M,
        function: ObjId,
        kind: u32,
        attribute: Value,
    ) {
        let items = glance::tuple_items(mem, attribute);
        let kw_defaults = if kind == 2 {
            self.keyword_defaults(mem, function, attribute)
        } else {
            Box::default()
        };
        let Body::Function(f) = &mut mem.get_mut(function).body else {
            unreachable!("MAKE_FUNCTION pushed a function")
        };
        match kind {
            1 => f.defaults = items.into_boxed_slice(),
            2 => f.kw_defaults = kw_defaults,
            8 => f.closure = items.into_iter().filter_map(Value::obj).collect(),
            16 => f.annotations = attribute,
            _ => {}
        }
    }

    /// The dict of keyword defaults as a list in the order of the parameters.
    fn keyword_defaults(&mut self, mem: &mut M, function: ObjId, dict: Value) -> Box<[Value]> {
        let code = match &mem.get(function).body {
            Body::Function(f) => f.code,
            _ => unreachable!("MAKE_FUNCTION pushed a function"),
        };
        let linked = self.load_code(mem, code);
        let given = glance::keywords(&mut self.cx(mem), dict).unwrap_or_default();
        let first = linked.code.args as usize;
        let names = &linked.varnames[first..first + linked.code.kw_only as usize];
        let value_of = |name| {
            given
                .iter()
                .find(|(key, _)| key == name)
                .map_or(Value::Null, |(_, value)| *value)
        };
        names.iter().map(value_of).collect()
    }
}

/// `raise Class`: the instance is made now.
fn raise_instance<M: Memory>(
    cx: &mut super::super::cx::Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let instance = input?;
    if !cx.is_instance(instance, types::BASE_EXCEPTION) {
        let class = cx.type_name(instance);
        return Err(cx.type_error(format!(
            "calling a class should have returned an instance of BaseException, not {class}"
        )));
    }
    with_cause(cx, instance, frame.vals[0])
}

/// Raises an exception, `from` a cause that may be a class, an instance, None or absent (NULL).
fn with_cause<M: Memory>(
    cx: &mut super::super::cx::Cx<'_, M>,
    exception: Value,
    cause: Value,
) -> NativeResult<M> {
    match cause {
        Value::Null => Err(Raise(exception)),
        Value::None => {
            exceptions::set_cause(cx.mem, exception, Value::None);
            Err(Raise(exception))
        }
        Value::Obj(id) if matches!(cx.mem.get(id).body, Body::Type(_)) => {
            Flow::call(cause, &[], NativeFrame::new(cause_made, vec![exception]))
        }
        _ if cx.is_instance(cause, types::BASE_EXCEPTION) => {
            exceptions::set_cause(cx.mem, exception, cause);
            Err(Raise(exception))
        }
        _ => Err(cx.type_error("exception causes must derive from BaseException")),
    }
}

fn cause_made<M: Memory>(
    cx: &mut super::super::cx::Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    with_cause(cx, frame.vals[0], input?)
}
