//! Owns the instructions outside the fast loop: those that may call Python code, need another frame, or
//! raise. Each family is a function; the match names every instruction.

use super::super::attr;
use super::super::import;
use super::super::link::{Exec, Op};
use super::super::memory::Memory;
use super::super::native::{Flow, Input, NativeFrame, NativeResult, Raise};
use super::super::object::Body;
use super::super::operators;
use super::super::symbols as s;
use super::super::types;
use super::super::types::iter::Next;
use super::super::types::keyed::{self, Access};
use super::super::value::Value;
use super::cache::Cache;
use super::containers;
use super::execute::transfer;
use super::frame::Frame;
use super::{Budget, Interp, Stop};
use crate::base::{ObjId, Symbol};
use crate::bytecode::{BinaryOp, CompareOp, IntrinsicOp};

/// What a slow instruction leads to.
pub(super) type Slow = Result<Option<Stop>, Raise>;

impl<M: Memory> Interp<M> {
    /// Executes one instruction that the fast loop left; `frame.pc` is behind it.
    pub(super) fn slow(&mut self, mem: &mut M, op: Op, budget: &Budget) -> Slow {
        if self.waits_for_turn(mem, op, budget) {
            self.undo(op);
            return Ok(Some(Stop::SharedAccess));
        }
        match op.exec {
            Exec::Call => Ok(self.op_call(mem, op, budget)),
            Exec::CallKw => Ok(self.op_call_kw(mem, op, budget)),
            Exec::CallFunctionEx => Ok(self.op_call_ex(mem, op, budget)),
            Exec::LoadAttr => self.op_load_attr(mem, op),
            Exec::StoreAttr => self.op_store_attr(mem, op),
            Exec::DeleteAttr => {
                let owner = self.pop();
                let name = self.name(op.arg);
                self.flow(mem, |cx| attr::delete(cx, owner, name))
            }
            Exec::LoadSuperAttr => self.op_load_super(mem, op),
            Exec::LoadSpecial => self.op_load_special(mem, op),
            Exec::LoadFast | Exec::LoadFastBorrow | Exec::LoadFastCheck => {
                Err(self.unbound(mem, op.arg))
            }
            Exec::LoadFastBorrowLoadFastBorrow => {
                let (first, second) = (op.arg >> 16, op.arg & 0xffff);
                let base = self.top().base as usize;
                let which = if self.stack[base + first as usize].is_null() {
                    first
                } else {
                    second
                };
                Err(self.unbound(mem, which))
            }
            Exec::StoreFastLoadFast => Err(self.unbound(mem, op.arg & 0xffff)),
            Exec::DeleteFast => {
                let slot = self.top().base as usize + op.arg as usize;
                if std::mem::take(&mut self.stack[slot]).is_null() {
                    return Err(self.unbound(mem, op.arg));
                }
                Ok(None)
            }
            Exec::MakeCell
            | Exec::CopyFreeVars
            | Exec::LoadDeref
            | Exec::StoreDeref
            | Exec::DeleteDeref
            | Exec::LoadFromDictOrDeref
            | Exec::LoadLocals => self.cells(mem, op),
            Exec::LoadName
            | Exec::StoreName
            | Exec::DeleteName
            | Exec::LoadGlobal
            | Exec::StoreGlobal
            | Exec::DeleteGlobal => self.names(mem, op),
            Exec::LoadBuildClass => {
                let value = super::super::boot::build_class_function(mem);
                self.push(value);
                Ok(None)
            }
            Exec::LoadCommonConstant => {
                let class = if op.arg == 0 {
                    types::ASSERTION_ERROR
                } else {
                    types::NOT_IMPLEMENTED_ERROR
                };
                self.push(Value::Obj(class));
                Ok(None)
            }
            Exec::BinaryOp => {
                let (b, a) = (self.pop(), self.pop());
                self.flow(mem, |cx| {
                    operators::binary(cx, BinaryOp::from_arg(op.arg), a, b)
                })
            }
            Exec::CompareOp => self.op_compare(mem, op),
            Exec::ContainsOp => {
                let (container, item) = (self.pop(), self.pop());
                self.flow(mem, |cx| {
                    operators::contains(cx, container, item, op.arg == 1)
                })
            }
            Exec::UnaryNegative | Exec::UnaryInvert => {
                let value = self.pop();
                let name = if op.exec == Exec::UnaryNegative {
                    s::NEG
                } else {
                    s::INVERT
                };
                self.flow(mem, |cx| operators::unary(cx, name, value))
            }
            Exec::ToBool => {
                let value = self.pop();
                self.flow(mem, |cx| operators::truth(cx, value, false))
            }
            Exec::UnaryNot => {
                let value = self.pop();
                self.flow(mem, |cx| operators::truth(cx, value, true))
            }
            Exec::PopJumpIfFalse | Exec::PopJumpIfTrue => self.jump_on_truth(mem, op),
            Exec::BinarySlice
            | Exec::StoreSlice
            | Exec::StoreSubscr
            | Exec::DeleteSubscr
            | Exec::BuildSlice => self.subscripts(mem, op),
            Exec::BuildTuple
            | Exec::BuildList
            | Exec::BuildSet
            | Exec::BuildMap
            | Exec::BuildString
            | Exec::ListAppend
            | Exec::ListExtend
            | Exec::SetAdd
            | Exec::SetUpdate
            | Exec::MapAdd
            | Exec::DictUpdate
            | Exec::DictMerge
            | Exec::UnpackSequence
            | Exec::UnpackEx
            | Exec::ConvertValue
            | Exec::FormatSimple
            | Exec::FormatWithSpec => self.build(mem, op),
            Exec::GetIter | Exec::ForIter | Exec::GetYieldFromIter | Exec::Send | Exec::EndSend => {
                self.iteration(mem, op)
            }
            Exec::MakeFunction | Exec::SetFunctionAttribute => self.functions(mem, op),
            Exec::CallIntrinsic1 => self.intrinsic(mem, op),
            Exec::ReturnGenerator => Ok(self.return_generator(mem)),
            Exec::YieldValue => Ok(self.yield_value(mem)),
            Exec::PushExcInfo
            | Exec::CheckExcMatch
            | Exec::PopExcept
            | Exec::Reraise
            | Exec::RaiseVarargs
            | Exec::WithExceptStart
            | Exec::CleanupThrow => self.exceptions(mem, op),
            Exec::ImportName | Exec::ImportFrom => self.imports(mem, op),
            Exec::CheckEgMatch
            | Exec::GetAwaitable
            | Exec::GetAiter
            | Exec::GetAnext
            | Exec::EndAsyncFor
            | Exec::MatchMapping
            | Exec::MatchSequence
            | Exec::MatchKeys
            | Exec::MatchClass
            | Exec::GetLen => unreachable!("{:?} is refused by the compiler", op.exec),
            Exec::Nop
            | Exec::Resume
            | Exec::NotTaken
            | Exec::PopTop
            | Exec::Copy
            | Exec::Swap
            | Exec::PushNull
            | Exec::LoadConst
            | Exec::LoadSmallInt
            | Exec::LoadFastAndClear
            | Exec::StoreFast
            | Exec::StoreFastStoreFast
            | Exec::IsOp
            | Exec::JumpForward
            | Exec::JumpBackward
            | Exec::JumpBackwardNoInterrupt
            | Exec::PopJumpIfNone
            | Exec::PopJumpIfNotNone
            | Exec::EndFor
            | Exec::PopIter
            | Exec::ReturnValue
            | Exec::FusedCompareLocals
            | Exec::FusedCompareConst
            | Exec::FusedAddConst
            | Exec::FusedAddConstJump
            | Exec::FusedAddLocals
            | Exec::FusedForStore => unreachable!("{:?} never leaves the fast loop", op.exec),
        }
    }

    /// Whether the instruction touches a shared object and it is not this thread's turn yet. Calls look
    /// themselves, since only those into native code count.
    fn waits_for_turn(&mut self, mem: &M, op: Op, budget: &Budget) -> bool {
        if self.clock - u64::from(op.cost) <= budget.shared_limit {
            return false;
        }
        let operands = match op.exec {
            Exec::LoadAttr
            | Exec::StoreAttr
            | Exec::DeleteAttr
            | Exec::ForIter
            | Exec::GetIter
            | Exec::ToBool => 1,
            Exec::BinaryOp | Exec::CompareOp | Exec::ContainsOp | Exec::DeleteSubscr => 2,
            Exec::StoreSubscr | Exec::BinarySlice => 3,
            Exec::StoreSlice => 4,
            Exec::StoreGlobal | Exec::DeleteGlobal => return true,
            _ => 0,
        };
        (1..=operands).any(|depth| {
            let value = self.peek(depth);
            attr::is_shared_mutable(mem, value)
        })
    }

    /// Follows what a native operation gives.
    fn flow(
        &mut self,
        mem: &mut M,
        operation: impl FnOnce(&mut super::super::cx::Cx<'_, M>) -> NativeResult<M>,
    ) -> Slow {
        match operation(&mut self.cx(mem))? {
            Flow::Value(Value::Null) => Ok(None),
            Flow::Value(value) => {
                self.push(value);
                Ok(None)
            }
            other => Ok(self.settle(mem, Ok(other))),
        }
    }

    fn name(&mut self, index: u32) -> Symbol {
        self.linked_top().names[index as usize]
    }

    fn unbound(&mut self, mem: &mut M, variable: u32) -> Raise {
        let linked = self.linked_top();
        let name = linked.code.varnames[variable as usize].clone();
        let free = linked.code.varkinds[variable as usize] == crate::bytecode::VarKind::Free;
        let mut cx = self.cx(mem);
        if free {
            return cx.raise(
                types::NAME_ERROR,
                format!("cannot access free variable '{name}' where it is not associated with a value in enclosing scope"),
            );
        }
        cx.raise(
            types::UNBOUND_LOCAL_ERROR,
            format!(
                "cannot access local variable '{name}' where it is not associated with a value"
            ),
        )
    }

    fn op_load_attr(&mut self, mem: &mut M, op: Op) -> Slow {
        let linked = self.linked_top();
        let name = linked.names[(op.arg >> 1) as usize];
        let owner = self.pop();
        if op.arg & 1 == 1 {
            if let Some(function) = attr::method(&mut self.cx(mem), owner, name)? {
                let class = types::type_of(mem, owner);
                if let Value::Obj(found) = function {
                    self.remember(Cache {
                        version: mem.type_version(),
                        class: class.0,
                        found: found.0,
                    });
                }
                self.push(function);
                self.push(owner);
                return Ok(None);
            }
            // An attribute that is no method: it is called without a receiver.
            let result = attr::get(&mut self.cx(mem), owner, name)?;
            if let Flow::Value(value) = result {
                self.push(value);
                self.push(Value::Null);
                return Ok(None);
            }
            self.wait_in(NativeFrame::new(with_null, Vec::new()));
            return Ok(self.settle(mem, Ok(result)));
        }
        self.remember_instance_attribute(mem, owner, name);
        self.move_attribute(mem, owner, name);
        self.flow(mem, |cx| attr::get(cx, owner, name))
    }

    /// Lets the fast loop read (or write) the attribute in the instance next time, when no class stands
    /// in the way.
    fn remember_instance_attribute(&mut self, mem: &M, owner: Value, name: Symbol) {
        let Value::Obj(id) = owner else { return };
        let (class, slot) = match &mem.get(id).body {
            Body::Instance(instance) => (instance.class, instance.attrs.slot(name)),
            _ => return,
        };
        let hooks = attr::hooks(mem, class);
        let Some(slot) = slot else { return };
        if !hooks.getattribute && !hooks.setattr && types::find_method(mem, class, name).is_none() {
            self.remember(Cache {
                version: mem.type_version(),
                class: class.0,
                found: slot as u32,
            });
        }
    }

    /// What the fast loop charges for an attribute in a shared instance: a cost must not depend on what
    /// happens to be remembered.
    fn move_attribute(&mut self, mem: &mut M, owner: Value, name: Symbol) {
        let Value::Obj(id) = owner else { return };
        let own = match &mem.get(id).body {
            Body::Instance(instance) => instance.attrs.slot(name).is_some(),
            _ => false,
        };
        if own && mem.get(id).share.is_shared() {
            self.clock += transfer(mem, id, self.thread.0);
        }
    }

    /// What the instruction under way found, for the next time it executes.
    fn remember(&mut self, cache: Cache) {
        let (code, at) = (self.top().code.index(), self.top().at() as usize);
        self.codes.get_mut(code).enter().1[at] = cache;
    }

    fn op_store_attr(&mut self, mem: &mut M, op: Op) -> Slow {
        let name = self.name(op.arg);
        let (owner, value) = (self.pop(), self.pop());
        self.remember_instance_attribute(mem, owner, name);
        self.move_attribute(mem, owner, name);
        self.flow(mem, |cx| attr::set(cx, owner, name, value))
    }

    fn op_load_super(&mut self, mem: &mut M, op: Op) -> Slow {
        let name = self.name(op.arg >> 2);
        let (receiver, class, callee) = (self.pop(), self.pop(), self.pop());
        if callee != Value::Obj(types::SUPER) {
            // The program has its own `super`.
            let then = NativeFrame::new(attribute_of, vec![self.symbol_value(mem, name)]);
            if op.arg & 1 == 1 {
                self.wait_in(NativeFrame::new(with_null, Vec::new()));
            }
            let args: &[Value] = if op.arg & 2 == 2 {
                &[class, receiver]
            } else {
                &[]
            };
            return Ok(self.settle(mem, Flow::call(callee, args, then)));
        }
        let Value::Obj(class) = class else {
            return Err(self
                .cx(mem)
                .raise(types::RUNTIME_ERROR, "super(): empty __class__ cell"));
        };
        let object = self.cx(mem).alloc(Body::Super { class, receiver });
        if op.arg & 1 == 1 {
            self.wait_in(NativeFrame::new(with_null, Vec::new()));
        }
        let result = attr::get(&mut self.cx(mem), object, name);
        Ok(self.settle(mem, result))
    }

    fn symbol_value(&mut self, mem: &mut M, name: Symbol) -> Value {
        let text = mem.symbol_text(name);
        self.cx(mem).str(text)
    }

    fn op_load_special(&mut self, mem: &mut M, op: Op) -> Slow {
        let owner = self.pop();
        let name = if op.arg == 0 { s::ENTER } else { s::EXIT };
        match attr::lookup_special(mem, owner, name) {
            Some(function) => {
                self.push(function);
                self.push(owner);
                Ok(None)
            }
            None => {
                let mut cx = self.cx(mem);
                let class = cx.type_name(owner);
                let enters = attr::lookup_special(cx.mem, owner, s::ENTER).is_some();
                let missed = if enters {
                    " (missed __exit__ method)"
                } else {
                    ""
                };
                Err(cx.type_error(format!(
                    "'{class}' object does not support the context manager protocol{missed}"
                )))
            }
        }
    }

    fn op_compare(&mut self, mem: &mut M, op: Op) -> Slow {
        let (b, a) = (self.pop(), self.pop());
        let compare = CompareOp::from_arg(op.arg & 15);
        if op.arg & 16 == 0 {
            return self.flow(mem, |cx| operators::compare(cx, compare, a, b));
        }
        match operators::compare(&mut self.cx(mem), compare, a, b)? {
            Flow::Value(value @ Value::Bool(_)) => {
                self.push(value);
                Ok(None)
            }
            Flow::Value(value) => self.flow(mem, |cx| operators::truth(cx, value, false)),
            other => {
                self.wait_in(NativeFrame::new(make_bool, Vec::new()));
                Ok(self.settle(mem, Ok(other)))
            }
        }
    }

    /// The operand of a conditional jump that is no bool (CPython's compiler always converts first).
    fn jump_on_truth(&mut self, mem: &mut M, op: Op) -> Slow {
        let value = self.pop();
        self.top().pc -= 1;
        self.clock -= u64::from(op.cost);
        self.instructions -= 1;
        self.flow(mem, |cx| operators::truth(cx, value, false))
    }

    fn cells(&mut self, mem: &mut M, op: Op) -> Slow {
        let base = self.top().base as usize;
        let slot = base + op.arg as usize;
        match op.exec {
            Exec::MakeCell => {
                let value = self.stack[slot];
                self.stack[slot] = self.cx(mem).alloc(Body::Cell(value));
            }
            Exec::CopyFreeVars => {
                let function = self
                    .top()
                    .function
                    .expect("a closure belongs to a function");
                let closure = match &mem.get(function).body {
                    Body::Function(f) => f.closure.clone(),
                    _ => unreachable!("a frame's function is a function"),
                };
                let first = base + self.linked_top().code.varnames.len() - closure.len();
                for (slot, cell) in self.stack[first..].iter_mut().zip(closure) {
                    *slot = Value::Obj(cell);
                }
            }
            Exec::LoadLocals => {
                let names = self.top().names.expect("a class body has a namespace");
                self.push(Value::Obj(names));
            }
            Exec::LoadFromDictOrDeref => return self.load_from_dict_or_cell(mem, op, slot),
            _ => return self.cell_access(mem, op, slot),
        }
        Ok(None)
    }

    fn load_from_dict_or_cell(&mut self, mem: &mut M, op: Op, slot: usize) -> Slow {
        let names = self.pop();
        let name = self.linked_top().varnames[op.arg as usize];
        if let Value::Obj(id) = names
            && let Some(value) = namespace_get(mem, id, name)
        {
            self.push(value);
            return Ok(None);
        }
        self.cell_access(
            mem,
            Op {
                exec: Exec::LoadDeref,
                ..op
            },
            slot,
        )
    }

    fn cell_access(&mut self, mem: &mut M, op: Op, slot: usize) -> Slow {
        let Value::Obj(cell) = self.stack[slot] else {
            return Err(self.unbound(mem, op.arg));
        };
        let Body::Cell(value) = mem.get(cell).body else {
            return Err(self.unbound(mem, op.arg));
        };
        match op.exec {
            Exec::StoreDeref => {
                let value = self.pop();
                mem.get_mut(cell).body = Body::Cell(value);
                types::stored(mem, cell, value);
            }
            _ if value.is_null() => return Err(self.unbound(mem, op.arg)),
            Exec::DeleteDeref => mem.get_mut(cell).body = Body::Cell(Value::Null),
            _ => self.push(value),
        }
        Ok(None)
    }

    fn names(&mut self, mem: &mut M, op: Op) -> Slow {
        let global = matches!(
            op.exec,
            Exec::LoadGlobal | Exec::StoreGlobal | Exec::DeleteGlobal
        );
        let index = if op.exec == Exec::LoadGlobal {
            op.arg >> 1
        } else {
            op.arg
        };
        let name = self.name(index);
        let globals = self.top().globals;
        let space = if global {
            globals
        } else {
            self.top().names.unwrap_or(globals)
        };
        match op.exec {
            Exec::StoreName | Exec::StoreGlobal => {
                let value = self.pop();
                namespace_set(mem, space, name, value);
                types::stored(mem, space, value);
                if op.exec == Exec::StoreGlobal {
                    self.clock += transfer(mem, space, self.thread.0);
                }
                self.remember_slot(mem, space, name);
            }
            Exec::DeleteName | Exec::DeleteGlobal => {
                if !namespace_remove(mem, space, name) {
                    return Err(self.name_error(mem, name));
                }
            }
            _ => {
                let found =
                    namespace_get(mem, space, name).or_else(|| namespace_get(mem, globals, name));
                let value = match found
                    .or_else(|| namespace_get(mem, super::super::boot::BUILTINS, name))
                {
                    Some(value) => value,
                    None => return Err(self.name_error(mem, name)),
                };
                if global {
                    self.remember_slot(mem, globals, name);
                }
                self.push(value);
                if global && op.arg & 1 == 1 {
                    self.push(Value::Null);
                }
            }
        }
        Ok(None)
    }

    /// Where a name was found: in the module, or else among the builtins.
    fn remember_slot(&mut self, mem: &M, space: ObjId, name: Symbol) {
        let (slot, slots) = match &mem.get(space).body {
            Body::Module(module) => (module.dict.slot(name), module.dict.slots()),
            _ => return,
        };
        if let Some(slot) = slot {
            self.remember(Cache {
                version: 0,
                class: 0,
                found: slot as u32,
            });
            return;
        }
        let builtin = match &mem.get(super::super::boot::BUILTINS).body {
            Body::Module(module) => module.dict.slot(name),
            _ => None,
        };
        if let Some(slot) = builtin {
            self.remember(Cache {
                version: slots as u32,
                class: 0,
                found: slot as u32,
            });
        }
    }

    fn name_error(&mut self, mem: &mut M, name: Symbol) -> Raise {
        let text = mem.symbol_text(name);
        self.cx(mem)
            .raise(types::NAME_ERROR, format!("name '{text}' is not defined"))
    }

    fn subscripts(&mut self, mem: &mut M, op: Op) -> Slow {
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

    fn build(&mut self, mem: &mut M, op: Op) -> Slow {
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
                    keyed::access(cx, Access::Add, set, item, Value::None).map(no_value)
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
    fn flow_many(
        &mut self,
        mem: &mut M,
        operation: impl FnOnce(&mut super::super::cx::Cx<'_, M>) -> NativeResult<M>,
    ) -> Slow {
        match operation(&mut self.cx(mem))? {
            Flow::Value(tuple) => {
                for item in attr::tuple_items(mem, tuple).into_iter().rev() {
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

    fn iteration(&mut self, mem: &mut M, op: Op) -> Slow {
        match op.exec {
            Exec::GetIter | Exec::GetYieldFromIter => {
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

    fn op_for_iter(&mut self, mem: &mut M, op: Op) -> Slow {
        let iterator = self.peek(1);
        if let Value::Obj(id) = iterator
            && matches!(mem.get(id).body, Body::Generator(_))
        {
            self.frames.push(Frame::ForIter { exit: op.arg });
            self.resume_generator(mem, id, Input::Send(Value::None))?;
            return Ok(None);
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

    fn op_send(&mut self, mem: &mut M, op: Op) -> Slow {
        let value = self.pop();
        let receiver = self.peek(1);
        if let Value::Obj(id) = receiver
            && matches!(mem.get(id).body, Body::Generator(_))
        {
            self.frames.push(Frame::Send { exit: op.arg });
            self.resume_generator(mem, id, Input::Send(value))?;
            return Ok(None);
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

    fn intrinsic(&mut self, mem: &mut M, op: Op) -> Slow {
        let value = self.pop();
        match IntrinsicOp::from_arg(op.arg) {
            IntrinsicOp::UnaryPositive => self.flow(mem, |cx| operators::unary(cx, s::POS, value)),
            IntrinsicOp::ListToTuple => {
                let items = attr::tuple_items(mem, value);
                let tuple = self.cx(mem).tuple(items);
                self.push(tuple);
                Ok(None)
            }
            IntrinsicOp::StopIterationError => {
                let replaced = self.stop_iteration_error(mem, value);
                self.push(replaced);
                Ok(None)
            }
            IntrinsicOp::ImportStar => {
                self.import_star(mem, value);
                self.push(Value::None);
                Ok(None)
            }
        }
    }

    /// PEP 479: StopIteration leaving a generator becomes RuntimeError.
    fn stop_iteration_error(&mut self, mem: &mut M, exception: Value) -> Value {
        if !self.cx(mem).is_instance(exception, types::STOP_ITERATION) {
            return exception;
        }
        let error = self
            .cx(mem)
            .raise(types::RUNTIME_ERROR, "generator raised StopIteration");
        super::super::exceptions::set_cause(mem, error.0, exception);
        super::super::exceptions::set_context(mem, error.0, exception);
        error.0
    }

    fn import_star(&mut self, mem: &mut M, module: Value) {
        let Value::Obj(id) = module else { return };
        let all: Vec<(Symbol, Value)> = match &mem.get(id).body {
            Body::Module(module) => module.dict.iter().collect(),
            _ => Vec::new(),
        };
        let listed = all
            .iter()
            .find(|(name, _)| *name == s::ALL)
            .map(|(_, list)| attr::tuple_items(mem, *list));
        let listed: Option<Vec<Symbol>> = listed.map(|names| {
            names
                .into_iter()
                .map(|name| attr::symbol_of(mem, name))
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
            }
        }
    }

    fn imports(&mut self, mem: &mut M, op: Op) -> Slow {
        let name = self.name(op.arg);
        if op.exec == Exec::ImportFrom {
            let module = self.peek(1);
            return self.flow(mem, |cx| import::import_from(cx, module, name));
        }
        let (names, _level) = (self.pop(), self.pop());
        let text = mem.symbol_text(name);
        let last = !names.is_none();
        self.flow(mem, |cx| import::import(cx, &text, last))
    }
}

/// A statement's operation pushes nothing, whatever it answers.
fn no_value<M: Memory>(flow: Flow<M>) -> Flow<M> {
    match flow {
        Flow::Value(_) => Flow::Value(Value::Null),
        other => other,
    }
}

pub(super) fn namespace_get<M: Memory>(mem: &M, space: ObjId, name: Symbol) -> Option<Value> {
    match &mem.get(space).body {
        Body::Module(module) => module.dict.get(name),
        Body::Namespace(names) => names.get(name),
        _ => None,
    }
}

fn namespace_set<M: Memory>(mem: &mut M, space: ObjId, name: Symbol, value: Value) {
    match &mut mem.get_mut(space).body {
        Body::Module(module) => module.dict.set(name, value),
        Body::Namespace(names) => names.set(name, value),
        _ => unreachable!("names live in modules and class bodies"),
    }
}

fn namespace_remove<M: Memory>(mem: &mut M, space: ObjId, name: Symbol) -> bool {
    match &mut mem.get_mut(space).body {
        Body::Module(module) => module.dict.remove(name).is_some(),
        Body::Namespace(names) => names.remove(name).is_some(),
        _ => false,
    }
}

type Step<M> = Result<Flow<M>, Raise>;

fn make_bool<M: Memory>(
    cx: &mut super::super::cx::Cx<'_, M>,
    _: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> Step<M> {
    operators::truth(cx, input?, false)
}

fn call_with<M: Memory>(
    _: &mut super::super::cx::Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> Step<M> {
    Flow::tail(input?, &frame.vals)
}

fn attribute_of<M: Memory>(
    cx: &mut super::super::cx::Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> Step<M> {
    let name = attr::symbol_of(cx.mem, frame.vals[0]);
    attr::get(cx, input?, name)
}

/// The attribute that LOAD_ATTR's method form found is called without a receiver.
fn with_null<M: Memory>(
    _: &mut super::super::cx::Cx<'_, M>,
    _: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> Step<M> {
    input.map(Flow::Callee)
}
