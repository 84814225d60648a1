//! Owns the instructions outside the fast loop: those that may call Python code, need another frame, or
//! raise. Each family is a function; the match names every instruction.

use super::super::attr;
use super::super::link::{Exec, Op};
use super::super::memory::Memory;
use super::super::native::{Flow, NativeFrame, NativeResult, Raise};
use super::super::operators;
use super::super::symbols as s;
use super::super::types;
use super::super::value::Value;

use super::{Budget, Interp, Stop};
use crate::base::Symbol;
use crate::bytecode::{BinaryOp, CompareOp};

/// What a slow instruction leads to.
pub(super) type Slow = Result<Option<Stop>, Raise>;

impl<M: Memory> Interp<M> {
    /// Executes one instruction that the fast loop left; `frame.pc` is behind it.
    pub(super) fn slow(&mut self, mem: &mut M, op: Op, budget: &Budget) -> Slow {
        if self.waits_for_turn(mem, op, budget) {
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
            Exec::GetAwaitable | Exec::GetAiter | Exec::GetAnext | Exec::EndAsyncFor => {
                self.asynchronous(mem, op)
            }
            Exec::CheckEgMatch | Exec::CallIntrinsic2 => self.groups(mem, op),
            Exec::MatchMapping
            | Exec::MatchSequence
            | Exec::MatchKeys
            | Exec::MatchClass
            | Exec::GetLen => self.patterns(mem, op),
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

    /// Follows what a native operation gives.
    pub(super) fn flow(
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

    pub(super) fn name(&mut self, index: u32) -> Symbol {
        let code = self.top().code;
        self.codes.get(code.index()).linked.names[index as usize]
    }

    pub(super) fn unbound(&mut self, mem: &mut M, variable: u32) -> Raise {
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
        self.undo(op);
        self.flow(mem, |cx| operators::truth(cx, value, false))
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
