//! Owns calling: finding out what a callable is, and pushing frames. Owns neither binding arguments to
//! parameters (`bind`) nor making instances (`class`).

use super::super::bind;
use super::super::glance;
use super::super::instantiate;
use super::super::link::Op;
use super::super::memory::Memory;
use super::super::native::{
    Args, BodyCode, Flow, NativeFrame, NativeId, NativeResult, Raise, Values,
};
use super::super::object::Body;
use super::super::types;
use super::super::value::Value;
use super::containers;
use super::frame::{Frame, PyFrame, Returns};
use super::{Budget, Interp, Stop, sections};
use crate::base::{ObjId, Symbol};
use crate::bytecode::Check;

/// What a call led to.
pub(super) enum Called<M: Memory> {
    /// A Python frame is on top.
    Frame,
    /// A native function answered.
    Flow(NativeResult<M>),
}

/// What a callable turns out to be.
enum Callable {
    Function(ObjId),
    Native(NativeId),
    /// Call this with the receiver before the arguments.
    Bound(Value, Value),
    Class(ObjId),
    /// Call this instead.
    Instead(Value),
    Instance,
}

fn classify<M: Memory>(mem: &M, callee: Value) -> Callable {
    let Value::Obj(id) = callee else {
        return Callable::Instance;
    };
    match &mem.get(id).body {
        Body::Function(_) => Callable::Function(id),
        Body::Native(native) => Callable::Native(*native),
        Body::Method(pair) => Callable::Bound(pair.0, pair.1),
        Body::Type(_) => Callable::Class(id),
        Body::StaticMethod(inner) => Callable::Instead(*inner),
        _ => Callable::Instance,
    }
}

impl<M: Memory> Interp<M> {
    /// Calls any callable.
    pub(super) fn call(
        &mut self,
        mem: &mut M,
        callee: Value,
        pos: &[Value],
        kw: &[(Symbol, Value)],
    ) -> Called<M> {
        match classify(mem, callee) {
            Callable::Function(id) => match self.push_function(mem, id, pos, kw, Returns::Value) {
                Ok(()) => Called::Frame,
                Err(raise) => Called::Flow(Err(raise)),
            },
            Callable::Native(id) => Called::Flow(self.call_native(mem, id, Args { pos, kw })),
            Callable::Bound(function, receiver) => {
                let mut all = Values::with_capacity(pos.len() + 1);
                all.push(receiver);
                all.extend_from_slice(pos);
                self.call(mem, function, &all, kw)
            }
            Callable::Class(id) => self.construct(mem, id, pos, kw),
            Callable::Instead(inner) => self.call(mem, inner, pos, kw),
            Callable::Instance => self.call_instance(mem, callee, pos, kw),
        }
    }

    fn call_instance(
        &mut self,
        mem: &mut M,
        callee: Value,
        pos: &[Value],
        kw: &[(Symbol, Value)],
    ) -> Called<M> {
        let class = types::type_of(mem, callee);
        match types::find_method(mem, class, super::super::symbols::CALL) {
            Some(method) => {
                let mut all = Values::with_capacity(pos.len() + 1);
                all.push(callee);
                all.extend_from_slice(pos);
                self.call(mem, method, &all, kw)
            }
            None => {
                let mut cx = self.cx(mem);
                let name = cx.type_name(callee);
                Called::Flow(Err(
                    cx.type_error(format!("'{name}' object is not callable"))
                ))
            }
        }
    }

    pub(super) fn call_native(
        &mut self,
        mem: &mut M,
        id: NativeId,
        args: Args<'_>,
    ) -> NativeResult<M> {
        let def = mem.world().native(id);
        if M::CONCURRENT {
            sections::enter(mem, args.pos);
        }
        let mut cx = self.cx(mem);
        cx.charge(u64::from(def.cost));
        let result = (def.call)(&mut cx, args);
        mem.leave();
        result
    }

    /// Instances: `__new__`, then `__init__`.
    fn construct(
        &mut self,
        mem: &mut M,
        class: ObjId,
        pos: &[Value],
        kw: &[(Symbol, Value)],
    ) -> Called<M> {
        if let Some(call) = metaclass_call(mem, class) {
            let mut all = Values::with_capacity(pos.len() + 1);
            all.push(Value::Obj(class));
            all.extend_from_slice(pos);
            return self.call(mem, call, &all, kw);
        }
        let made = instantiate::instantiate(&mut self.cx(mem), class, pos, kw);
        match made {
            Ok(instantiate::Made::Init { init, instance }) => {
                let cost = u64::from(mem.world().costs.new_instance);
                self.cx(mem).charge_exactly(cost);
                let mut all = Values::with_capacity(pos.len() + 1);
                all.push(instance);
                all.extend_from_slice(pos);
                if let Callable::Function(function) = classify(mem, init) {
                    return match self.push_function(
                        mem,
                        function,
                        &all,
                        kw,
                        Returns::Instance(instance),
                    ) {
                        Ok(()) => Called::Frame,
                        Err(raise) => Called::Flow(Err(raise)),
                    };
                }
                self.wait_in(NativeFrame::new(after_init, vec![instance]));
                self.call(mem, init, &all, kw)
            }
            Ok(instantiate::Made::New { new }) => {
                let mut all = Values::with_capacity(pos.len() + 1);
                all.push(Value::Obj(class));
                all.extend_from_slice(pos);
                let args = self.cx(mem).tuple(pos.to_vec());
                let mut vals = vec![Value::Obj(class), args];
                for (name, value) in kw {
                    let text = mem.symbol_text(*name);
                    vals.push(self.cx(mem).str(text));
                    vals.push(*value);
                }
                self.wait_in(NativeFrame::new(instantiate::after_new, vals));
                self.call(mem, new, &all, kw)
            }
            Ok(instantiate::Made::Flow(flow)) => Called::Flow(Ok(flow)),
            Err(raise) => Called::Flow(Err(raise)),
        }
    }

    /// Pushes the frame of a Python function with its arguments bound.
    pub(super) fn push_function(
        &mut self,
        mem: &mut M,
        function: ObjId,
        pos: &[Value],
        kw: &[(Symbol, Value)],
        returns: Returns,
    ) -> Result<(), Raise> {
        if self.frames.len() >= self.recursion_limit {
            return Err(self.recursion_error(mem));
        }
        let (code, globals) = match &mem.get(function).body {
            Body::Function(f) => (f.code, f.globals),
            _ => panic!("a function is called"),
        };
        let linked = self.load_code(mem, code);
        let base = self.stack_top();
        self.reserve(base, linked.frame_size);
        if linked.simple && kw.is_empty() && pos.len() == linked.code.args as usize {
            self.stack[base..base + pos.len()].copy_from_slice(pos);
        } else {
            let mut slots = vec![Value::Null; linked.code.varnames.len()];
            bind::bind(
                &mut self.cx(mem),
                &linked,
                function,
                Args { pos, kw },
                &mut slots,
            )?;
            self.stack[base..base + slots.len()].copy_from_slice(&slots);
        }
        let sp = (base + linked.code.varnames.len()) as u32;
        self.frames.push(Frame::Py(PyFrame {
            code,
            pc: 0,
            base: base as u32,
            sp,
            limit: (base + linked.frame_size) as u32,
            globals,
            names: None,
            function: Some(function),
            returns,
            outer_handled: Value::None,
        }));
        Ok(())
    }

    /// Pushes the frame of a module or class body.
    pub(super) fn push_body(&mut self, mem: &mut M, body: BodyCode) {
        let linked = self.load_code(mem, body.code);
        let base = self.stack_top();
        self.reserve(base, linked.frame_size);
        let sp = (base + linked.code.varnames.len()) as u32;
        self.frames.push(Frame::Py(PyFrame {
            code: body.code,
            pc: 0,
            base: base as u32,
            sp,
            limit: (base + linked.frame_size) as u32,
            globals: body.globals,
            names: Some(body.names),
            function: body.function,
            returns: Returns::Value,
            outer_handled: Value::None,
        }));
    }

    /// The first stack slot that no frame uses.
    pub(super) fn stack_top(&self) -> usize {
        self.current().map_or(0, |frame| frame.limit as usize)
    }

    /// Makes room for a frame, with every slot unbound.
    pub(super) fn reserve(&mut self, base: usize, size: usize) {
        if self.stack.len() < base + size {
            self.stack
                .resize((base + size).next_power_of_two().max(64), Value::Null);
        }
        self.stack[base..base + size].fill(Value::Null);
    }

    pub(super) fn linked_top(&mut self) -> std::sync::Arc<super::super::link::Linked> {
        let code = self.top().code;
        self.codes.get(code.index()).linked.clone()
    }

    pub(super) fn recursion_error(&mut self, mem: &mut M) -> Raise {
        self.cx(mem)
            .raise(types::RECURSION_ERROR, "maximum recursion depth exceeded")
    }

    /// CALL: stack is callable, self or NULL, arguments.
    pub(super) fn op_call(&mut self, mem: &mut M, op: Op, budget: &Budget) -> Option<Stop> {
        let count = op.arg as usize;
        let callee = self.peek(count + 2);
        let receiver = self.peek(count + 1);
        if let Callable::Function(id) = classify(mem, callee) {
            let args = if receiver.is_null() {
                self.pop_many(count)
            } else {
                self.pop_many(count + 1)
            };
            let left = if receiver.is_null() { 2 } else { 1 };
            self.drop_operands(left);
            return match self.push_function(mem, id, &args, &[], Returns::Value) {
                Ok(()) => None,
                Err(raise) => self.settle(mem, Err(raise)),
            };
        }
        if self.shared_call(mem, count + 1, op, budget) {
            return Some(Stop::SharedAccess);
        }
        let mut args = self.pop_many(count);
        if !receiver.is_null() {
            args.insert(0, receiver);
        }
        self.drop_operands(2);
        self.call_and_check(mem, callee, &args, &[], op.check)
    }

    /// Calls, and when a native function answers at once looks at the eval breaker if the instruction
    /// does after such a call.
    fn call_and_check(
        &mut self,
        mem: &mut M,
        callee: Value,
        pos: &[Value],
        kw: &[(Symbol, Value)],
        check: Check,
    ) -> Option<Stop> {
        let looks = match check {
            Check::Always | Check::AnyNative => true,
            Check::Native => self.checks_after(mem, callee),
            Check::Never | Check::Taken | Check::Converted => false,
        };
        match self.call(mem, callee, pos, kw) {
            Called::Frame => None,
            Called::Flow(Ok(Flow::Value(value))) => {
                if let Some(Frame::Py(_)) = self.frames.last() {
                    if !value.is_null() {
                        self.push(value);
                    }
                    if looks { self.look() } else { None }
                } else {
                    self.settle(mem, Ok(Flow::Value(value)))
                }
            }
            Called::Flow(result) => self.settle(mem, result),
        }
    }

    fn checks_after(&self, mem: &M, callee: Value) -> bool {
        match classify(mem, callee) {
            Callable::Native(id) => mem.world().native(id).checks,
            Callable::Bound(function, _) => self.checks_after(mem, function),
            _ => true,
        }
    }

    pub(super) fn drop_operands(&mut self, count: usize) {
        let frame = self.top();
        frame.sp -= count as u32;
        let from = frame.sp as usize;
        self.stack[from..from + count].fill(Value::Null);
    }

    /// CALL_KW: the names of the last arguments are in a tuple on top.
    pub(super) fn op_call_kw(&mut self, mem: &mut M, op: Op, budget: &Budget) -> Option<Stop> {
        let names = self.peek(1);
        let count = op.arg as usize;
        if self.shared_call(mem, count + 2, op, budget) {
            return Some(Stop::SharedAccess);
        }
        self.drop_operands(1);
        let args = self.pop_many(count);
        let receiver = self.pop();
        let callee = self.pop();
        let names = glance::tuple_items(mem, names);
        let split = count - names.len();
        let kw: Vec<(Symbol, Value)> = names
            .iter()
            .zip(&args[split..])
            .map(|(name, value)| (glance::symbol_of(mem, *name), *value))
            .collect();
        let mut pos = Values::new();
        if !receiver.is_null() {
            pos.push(receiver);
        }
        pos.extend_from_slice(&args[..split]);
        self.call_and_check(mem, callee, &pos, &kw, op.check)
    }

    /// CALL_FUNCTION_EX: callable, NULL, arguments (a tuple by now), keywords (a dict) or NULL.
    pub(super) fn op_call_ex(&mut self, mem: &mut M, op: Op, budget: &Budget) -> Option<Stop> {
        if self.shared_call(mem, 3, op, budget) {
            return Some(Stop::SharedAccess);
        }
        let kwargs = self.peek(1);
        let args = self.peek(2);
        self.drop_operands(3);
        let callee = self.pop();
        if !glance::tuple_or_list(mem, args) {
            if !glance::has_iter(mem, args) {
                let mut cx = self.cx(mem);
                let (function, class) =
                    (containers::function_text(&cx, callee), cx.type_name(args));
                let message =
                    format!("{function} argument after * must be an iterable, not {class}");
                let raise = cx.type_error(message);
                return self.settle(mem, Err(raise));
            }
            let then = NativeFrame::new(spread_done, vec![callee, kwargs]);
            let result = types::collect::collect(&mut self.cx(mem), args, then);
            return self.settle(mem, result);
        }
        let pos = glance::tuple_items(mem, args);
        let kw = match glance::keywords(&mut self.cx(mem), kwargs) {
            Ok(kw) => kw,
            Err(raise) => return self.settle(mem, Err(raise)),
        };
        self.call_and_check(mem, callee, &pos, &kw, op.check)
    }
}

/// What a metaclass of the program does instead of making an instance.
fn metaclass_call<M: Memory>(mem: &M, class: ObjId) -> Option<Value> {
    let metaclass = match &mem.get(class).body {
        Body::Type(class) => class.metaclass,
        _ => unreachable!("a class is called"),
    };
    if metaclass == types::TYPE {
        return None;
    }
    let call = types::find_method(mem, metaclass, super::super::symbols::CALL)?;
    let native = matches!(call, Value::Obj(id) if matches!(mem.get(id).body, Body::Native(_)));
    (!native).then_some(call)
}

/// The items of `*iterable` are a list now.
fn spread_done<M: Memory>(
    cx: &mut super::super::cx::Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    let items = glance::tuple_items(cx.mem, input?);
    let kw = glance::keywords(cx, frame.vals[1])?;
    Ok(Flow::CallKw {
        callee: frame.vals[0],
        args: Values::from_vec(items),
        kw,
        then: None,
    })
}

/// `__init__` written in Rust came back: the result of the call is the instance.
fn after_init<M: Memory>(
    _cx: &mut super::super::cx::Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    input.map(|_| Flow::Value(frame.vals[0]))
}
