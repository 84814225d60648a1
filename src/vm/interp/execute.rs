//! Owns the instruction loop: the fast cases of the frequent instructions. Owns nothing that needs other
//! frames, Python code or an exception: for that the loop is left (`leave`, `direct`).

use super::super::glance;
use super::super::lines::{Answer, Place, Touch, touch};
use super::super::link::{Exec, Op};
use super::super::memory::Memory;
use super::super::value::Value;
use super::super::{object::Body, types};
use super::checks::looks_after;
use super::frame::Frame;
use super::leave::{Leave, Left};
use super::meter::Meter;
use super::quick::{
    Advance, add, advance, arithmetic, boolean, compare, compare_numbers, global, has_method,
    instance_get, instance_set, instance_sets, is_definition, list_item, module_store,
    module_stores, set_list_item, sum, truth,
};
use super::turn::counted;
use super::{Budget, Interp};
use crate::base::ObjId;
use crate::bytecode::{BinaryOp, Check};

impl<M: Memory> Interp<M> {
    /// The loop itself, which does not look everywhere unless it must (`OFTEN`): runs the top frame, those
    /// it calls and those it returns to, as long as that is simple. On return the top frame holds the next
    /// instruction and the height of its stack.
    pub(super) fn run_frames<const STEP: bool, const OFTEN: bool>(
        &mut self,
        mem: &mut M,
        budget: &Budget,
    ) -> Left<M> {
        let thread = self.thread;
        let deadline = budget.deadline;
        let shared_limit = budget.shared_limit;
        let last_tick = self.stops_at.1;
        let parallel = budget.orders_accesses();
        let counts_locals = parallel && mem.world().costs.sharing.counts_locals;
        let known = self.known;
        loop {
            let Some(Frame::Py(frame)) = self.frames.last_mut() else {
                panic!("no Python frame executes")
            };
            let (linked, caches) = self.codes.get_mut(frame.code.index()).enter();
            let ops: &[Op] = if STEP { &linked.plain } else { &linked.ops };
            let base = frame.base as usize;
            let stack = &mut self.stack[base..base + linked.frame_size];
            let globals = frame.globals;
            let module_body = frame.names == Some(globals);
            let mut sp = frame.sp as usize - base;
            let mut pc = frame.pc as usize;
            let mut meter = Meter::of(self.clock, self.instructions, self.ticks);
            let held = &mut self.held;

            macro_rules! pop {
                () => {{
                    sp -= 1;
                    stack[sp]
                }};
            }
            macro_rules! push {
                ($value:expr) => {{
                    stack[sp] = $value;
                    sp += 1;
                }};
            }

            let leave = 'run: loop {
                let mut op = ops[pc];
                meter.add::<OFTEN>(op);
                // A fused instruction whose fast case does not apply is done again as the plain one.
                macro_rules! plainly {
                    () => {{
                        meter.take_back(op);
                        op = linked.plain[pc];
                        meter.add::<OFTEN>(op);
                        continue;
                    }};
                }
                macro_rules! slow {
                    () => {
                        break 'run Leave::Slow(op)
                    };
                }
                macro_rules! found {
                    ($found:expr) => {
                        match $found {
                            Some(found) => found,
                            None => slow!(),
                        }
                    };
                }
                // The instruction touches an object: if others can reach it, it may have to wait.
                macro_rules! touch {
                    ($id:expr, $how:expr) => {
                        if parallel && mem.get($id).share.is_shared() {
                            let start = meter.clock - u64::from(op.cost);
                            let at = Place::of(&known, start, shared_limit, meter.instructions);
                            match touch(mem, held, at, $id, $how) {
                                Answer::Go(cost) => meter.clock += cost,
                                Answer::Wait(time) => {
                                    meter.take_back(op);
                                    meter.clock = start + time;
                                    break 'run Leave::Shared;
                                }
                            }
                        }
                    };
                }
                // It writes an object, unless it leaves for the slow way, which touches it itself.
                macro_rules! touch_if {
                    ($id:expr, $stays:expr) => {
                        if parallel && $stays {
                            touch!($id, Touch::Write);
                        }
                    };
                }
                // It takes hold of a value: the last thing before its effect.
                macro_rules! count {
                    ($value:expr) => {
                        if parallel && let Some(id) = counted(mem, $value) {
                            if !matches!(mem.get(id).body, Body::Lock(_)) {
                                touch!(id, Touch::Count);
                            }
                            if mem.get(id).share.owner() != thread.0 {
                                meter.clock += u64::from(mem.world().costs.sharing.atomic);
                            }
                        }
                    };
                }
                // Takes the next item of an iterator.
                macro_rules! advance {
                    ($id:expr) => {{
                        touch!($id, Touch::Write);
                        if parallel {
                            for of in glance::iterated(mem, $id) {
                                touch!(of, Touch::Read);
                            }
                        }
                        match advance(mem, $id) {
                            Advance::Stored(value) => {
                                meter.clock -= u64::from(linked.plain[pc].cost);
                                Advance::Item(value)
                            }
                            next => next,
                        }
                    }};
                }
                macro_rules! push_global {
                    ($name:expr) => {{
                        let name = linked.names[$name as usize];
                        let value = found!(global(mem, globals, caches[pc], name));
                        if parallel && !is_definition(mem, value) {
                            touch!(globals, Touch::Read);
                            count!(value);
                        }
                        push!(value);
                    }};
                }
                macro_rules! jump_if {
                    ($condition:expr) => {
                        if $condition { op.arg as usize } else { pc + 1 }
                    };
                }
                // Where the eval breaker is looked at, unless that is done after each instruction.
                macro_rules! check_point {
                    ($next:expr) => {{
                        if !OFTEN && meter.clock >= deadline {
                            pc = $next;
                            break 'run Leave::Check;
                        }
                        $next
                    }};
                }
                // Goes on behind a fused instruction when its comparison holds.
                macro_rules! compare_or_jump {
                    ($with:expr) => {{
                        let (Value::Int(a), Value::Int(b)) = (stack[op.a as usize], $with) else {
                            plainly!()
                        };
                        if compare(op.arg >> 28 & 7, &a, &b) {
                            pc + op.covers as usize
                        } else {
                            meter.instructions -= u64::from(op.arg >> 31);
                            (op.arg & 0x0fff_ffff) as usize
                        }
                    }};
                }
                macro_rules! add_const {
                    () => {
                        match (stack[op.a as usize], linked.consts[op.b as usize]) {
                            (Value::Int(a), Value::Int(b)) => match a.checked_add(b) {
                                Some(sum) => Value::Int(sum),
                                None => plainly!(),
                            },
                            _ => plainly!(),
                        }
                    };
                }
                let next = loop {
                    // Check points inside a fused instruction: none of them may be passed over.
                    if OFTEN && op.covers > 1 && meter.is_due(deadline, last_tick) {
                        plainly!();
                    }
                    break match op.exec {
                        Exec::FusedCompareLocals => compare_or_jump!(stack[op.b as usize]),
                        Exec::FusedCompareConst => compare_or_jump!(linked.consts[op.b as usize]),
                        Exec::FusedAddConst => {
                            stack[op.arg as usize] = add_const!();
                            pc + op.covers as usize
                        }
                        Exec::FusedAddConstJump => {
                            stack[op.a as usize] = add_const!();
                            check_point!(op.arg as usize)
                        }
                        Exec::FusedAddLocals => {
                            let Some(sum) = add(stack[op.a as usize], stack[op.b as usize]) else {
                                plainly!()
                            };
                            stack[op.arg as usize] = sum;
                            pc + op.covers as usize
                        }
                        Exec::FusedForStore => {
                            let Value::Obj(id) = stack[sp - 1] else {
                                plainly!()
                            };
                            match advance!(id) {
                                Advance::Item(value) => {
                                    stack[op.a as usize] = value;
                                    pc + 2
                                }
                                _ => plainly!(),
                            }
                        }
                        Exec::Resume if op.arg & 3 < 2 => check_point!(pc + 1),
                        Exec::Nop | Exec::NotTaken | Exec::EndFor | Exec::Resume => pc + 1,
                        Exec::JumpBackward => check_point!(op.arg as usize),
                        Exec::JumpForward | Exec::JumpBackwardNoInterrupt => op.arg as usize,
                        Exec::PopTop | Exec::PopIter => {
                            let _ = pop!();
                            pc + 1
                        }
                        Exec::Copy => {
                            // A borrowed local is copied without counting.
                            if parallel
                                && (counts_locals
                                    || pc > 0 && linked.plain[pc - 1].exec == Exec::LoadGlobal)
                            {
                                count!(stack[sp - op.arg as usize]);
                            }
                            push!(stack[sp - op.arg as usize]);
                            pc + 1
                        }
                        Exec::Swap => {
                            stack.swap(sp - 1, sp - op.arg as usize);
                            pc + 1
                        }
                        Exec::PushNull => {
                            push!(Value::Null);
                            pc + 1
                        }
                        Exec::LoadConst => {
                            push!(linked.consts[op.arg as usize]);
                            pc + 1
                        }
                        Exec::LoadSmallInt => {
                            push!(Value::Int(i64::from(op.arg)));
                            pc + 1
                        }
                        Exec::LoadFast | Exec::LoadFastBorrow | Exec::LoadFastCheck => {
                            let value = found!(stack[op.arg as usize].bound());
                            if counts_locals {
                                count!(value);
                            }
                            push!(value);
                            pc + 1
                        }
                        Exec::LoadFastAndClear => {
                            let value = std::mem::take(&mut stack[op.arg as usize]);
                            push!(value);
                            pc + 1
                        }
                        Exec::LoadFastBorrowLoadFastBorrow => {
                            let a = found!(stack[(op.arg >> 16) as usize].bound());
                            let b = found!(stack[(op.arg & 0xffff) as usize].bound());
                            if counts_locals {
                                count!(a);
                                count!(b);
                            }
                            push!(a);
                            push!(b);
                            pc + 1
                        }
                        Exec::StoreFast => {
                            stack[op.arg as usize] = pop!();
                            pc + 1
                        }
                        Exec::StoreFastStoreFast => {
                            stack[(op.arg >> 16) as usize] = pop!();
                            stack[(op.arg & 0xffff) as usize] = pop!();
                            pc + 1
                        }
                        Exec::StoreFastLoadFast => {
                            stack[(op.arg >> 16) as usize] = stack[sp - 1];
                            stack[sp - 1] = found!(stack[(op.arg & 0xffff) as usize].bound());
                            pc + 1
                        }
                        Exec::LoadDeref => {
                            let cell = found!(stack[op.arg as usize].obj());
                            touch!(cell, Touch::Read);
                            let Body::Cell(value) = mem.get(cell).body else {
                                slow!()
                            };
                            let value = found!(value.bound());
                            count!(value);
                            push!(value);
                            pc + 1
                        }
                        Exec::StoreDeref => {
                            let cell = found!(stack[op.arg as usize].obj());
                            touch!(cell, Touch::Write);
                            let value = pop!();
                            mem.get_mut(cell).body = Body::Cell(value);
                            types::stored(mem, cell, value);
                            pc + 1
                        }
                        Exec::LoadGlobal => {
                            push_global!(op.arg >> 1);
                            if op.arg & 1 == 1 {
                                push!(Value::Null);
                            }
                            pc + 1
                        }
                        Exec::LoadName => {
                            if !module_body {
                                slow!();
                            }
                            push_global!(op.arg);
                            pc + 1
                        }
                        Exec::StoreName | Exec::StoreGlobal => {
                            if op.exec == Exec::StoreName && !module_body {
                                slow!();
                            }
                            let name = linked.names[op.arg as usize];
                            let value = stack[sp - 1];
                            let slot = caches[pc].found as usize;
                            touch_if!(globals, module_stores(mem, globals, slot, name));
                            if !module_store(mem, globals, slot, name, value) {
                                slow!();
                            }
                            sp -= 1;
                            types::stored(mem, globals, value);
                            pc + 1
                        }
                        Exec::LoadAttr => {
                            let cache = caches[pc];
                            let id = found!(stack[sp - 1].obj());
                            let name = linked.names[(op.arg >> 1) as usize];
                            if cache.version != mem.type_version() {
                                slow!();
                            }
                            if op.arg & 1 == 1 {
                                if !has_method(mem, id, cache.class, name) {
                                    slow!();
                                }
                                stack[sp - 1] = Value::Obj(ObjId(cache.found));
                                push!(Value::Obj(id));
                            } else {
                                let value = found!(instance_get(mem, id, cache, name));
                                touch!(id, Touch::Read);
                                count!(value);
                                stack[sp - 1] = value;
                            }
                            pc + 1
                        }
                        Exec::StoreAttr => {
                            let cache = caches[pc];
                            let id = found!(stack[sp - 1].obj());
                            let name = linked.names[op.arg as usize];
                            let value = stack[sp - 2];
                            let fresh = cache.version == mem.type_version();
                            touch_if!(id, fresh && instance_sets(mem, id, cache, name));
                            if !fresh || !instance_set(mem, id, cache, name, value) {
                                slow!();
                            }
                            sp -= 2;
                            types::stored(mem, id, value);
                            pc + 1
                        }
                        Exec::BinaryOp => {
                            // Looked at in place, and written as an int: a copy of a whole `Value` has
                            // to wait until its parts, just written, have left the store buffer.
                            if let (Value::Int(a), Value::Int(b)) = (&stack[sp - 2], &stack[sp - 1])
                                && let Some(sum) = sum(op.arg, *a, *b)
                            {
                                sp -= 1;
                                stack[sp - 1] = Value::Int(sum);
                            } else if op.arg == BinaryOp::Subscr as u32 {
                                let (Value::Obj(id), Value::Int(index)) =
                                    (stack[sp - 2], stack[sp - 1])
                                else {
                                    slow!()
                                };
                                // A tuple is read without its line, unless its count is in it.
                                if parallel
                                    && (mem.get(id).share.is_counted()
                                        || !matches!(mem.get(id).body, Body::Tuple(_)))
                                {
                                    touch!(id, Touch::Read);
                                }
                                let item = found!(list_item(mem, id, index));
                                count!(item);
                                sp -= 1;
                                stack[sp - 1] = item;
                            } else {
                                let (a, b) = (stack[sp - 2], stack[sp - 1]);
                                let value = found!(arithmetic(op.arg, a, b));
                                sp -= 1;
                                stack[sp - 1] = value;
                            }
                            pc + 1
                        }
                        Exec::StoreSubscr if !parallel && !M::CONCURRENT => {
                            found!(set_list_item(mem, &stack[..sp]));
                            sp -= 3;
                            pc + 1
                        }
                        Exec::CompareOp => {
                            let (a, b) = (stack[sp - 2], stack[sp - 1]);
                            let result = found!(compare_numbers(op.arg & 15, a, b));
                            sp -= 1;
                            stack[sp - 1] = Value::Bool(result);
                            pc + 1
                        }
                        Exec::IsOp => {
                            let b = pop!();
                            let same = stack[sp - 1].is(b);
                            stack[sp - 1] = Value::Bool(same != (op.arg == 1));
                            pc + 1
                        }
                        Exec::UnaryNot => {
                            let b = found!(boolean(stack[sp - 1]));
                            stack[sp - 1] = Value::Bool(!b);
                            pc + 1
                        }
                        Exec::ToBool => {
                            let truth = if OFTEN && op.check == Check::Converted {
                                boolean(stack[sp - 1])
                            } else {
                                truth(stack[sp - 1])
                            };
                            stack[sp - 1] = Value::Bool(found!(truth));
                            pc + 1
                        }
                        Exec::PopJumpIfFalse | Exec::PopJumpIfTrue => {
                            let b = found!(boolean(stack[sp - 1]));
                            sp -= 1;
                            jump_if!(b == (op.exec == Exec::PopJumpIfTrue))
                        }
                        Exec::PopJumpIfNone | Exec::PopJumpIfNotNone => {
                            jump_if!(pop!().is_none() == (op.exec == Exec::PopJumpIfNone))
                        }
                        Exec::ForIter => {
                            let id = found!(stack[sp - 1].obj());
                            match advance!(id) {
                                Advance::Item(value) => {
                                    push!(value);
                                    pc + 1
                                }
                                Advance::Done => op.arg as usize,
                                _ => slow!(),
                            }
                        }
                        Exec::ReturnValue => break 'run Leave::Return,
                        _ => slow!(),
                    };
                };
                let due = OFTEN && meter.is_due(deadline, last_tick) && looks_after(op, pc, next);
                pc = next;
                if due && !linked.plain[next].shields {
                    break Leave::Check;
                }
                if STEP && op.covers > 0 {
                    break Leave::Stepped;
                }
            };
            frame.pc = match leave {
                Leave::Slow(_) | Leave::Return => pc as u32 + 1,
                _ => pc as u32,
            };
            frame.sp = (base + sp) as u32;
            (self.clock, self.instructions, self.ticks) = meter.counts();
            if let Some(left) = self.follow::<STEP, OFTEN>(mem, leave, budget) {
                return left;
            }
        }
    }
}
