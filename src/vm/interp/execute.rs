//! Owns the instruction loop: the fast cases of the frequent instructions, and leaving it for anything
//! that needs other frames, Python code or an exception (`slow`, `call`, `unwind`).

use super::super::glance;
use super::super::lines::{Answer, Place, Touch, touch};
use super::super::link::{Exec, Op};
use super::super::memory::Memory;
use super::super::value::Value;
use super::super::{object::Body, types};
use super::checks::From;
use super::direct::{Direct, Leave, Left};
use super::frame::Frame;
use super::quick::{
    Advance, advance, arithmetic, compare, global, has_method, instance_get, instance_set,
    is_definition, list_item, module_store, sum,
};
use super::turn::counted;
use super::{Budget, Interp, Stop};
use crate::base::ObjId;
use crate::bytecode::{BinaryOp, Check};

impl<M: Memory> Interp<M> {
    /// Runs the top frame until it is left; `None`: go on with whatever frame is on top now.
    pub(super) fn execute<const STEP: bool, const OFTEN: bool>(
        &mut self,
        mem: &mut M,
        budget: &Budget,
    ) -> Option<Stop> {
        let left = self.run_frames::<STEP, OFTEN>(mem, budget);
        let begun = self.native_begins();
        let stop = match left {
            Left::For(Leave::Slow(op)) => {
                let depth = self.frames.len();
                if M::CONCURRENT {
                    self.enter_sections(mem, op);
                }
                let result = self.slow(mem, op, budget);
                mem.leave();
                let stop = match result {
                    Ok(None) if OFTEN && self.frames.len() == depth => match op.check {
                        Check::Always | Check::Converted => self.look(),
                        _ => None,
                    },
                    Ok(stop) => stop,
                    Err(raise) => self.settle(mem, Err(raise)),
                };
                stop.or_else(|| (STEP && op.covers > 0).then_some(Stop::Stepped))
            }
            Left::For(Leave::Return) => {
                let stop = self.leave_frame(mem);
                stop.or_else(|| STEP.then_some(Stop::Stepped))
            }
            Left::Native(result) => self.settle(mem, result),
            Left::For(Leave::Check) => Some(Stop::EvalBreaker),
            Left::For(Leave::Shared) => Some(Stop::SharedAccess),
            Left::For(Leave::Stepped) => Some(Stop::Stepped),
            Left::For(Leave::Worked) => Some(Stop::Worked),
        };
        self.native_ends(begun, stop)
    }

    /// The loop itself, which does not look everywhere unless it must (`OFTEN`): runs the top frame, those it calls and those it returns to, as long as that is
    /// simple. On return the top frame holds the next instruction and the height of its stack.
    fn run_frames<const STEP: bool, const OFTEN: bool>(
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
            let mut clock = self.clock;
            let mut instructions = self.instructions;
            let mut ticks = self.ticks;

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
                clock += u64::from(op.cost);
                instructions += u64::from(op.covers);
                if OFTEN {
                    ticks += u64::from(op.ticks);
                }
                // A fused instruction whose fast case does not apply is done again as the plain one.
                macro_rules! plainly {
                    () => {{
                        clock -= u64::from(op.cost);
                        instructions -= u64::from(op.covers);
                        ticks -= u64::from(op.ticks);
                        op = linked.plain[pc];
                        clock += u64::from(op.cost);
                        instructions += u64::from(op.covers);
                        ticks += u64::from(op.ticks);
                        continue;
                    }};
                }
                macro_rules! slow {
                    () => {
                        break 'run Leave::Slow(op)
                    };
                }
                // The instruction touches an object: if others can reach it, it may have to wait.
                macro_rules! touch {
                    ($id:expr, $how:expr) => {
                        if parallel && mem.get($id).share.is_shared() {
                            let start = clock - u64::from(op.cost);
                            let at = Place {
                                core: known.core,
                                now: known.moment(start),
                                in_turn: start <= shared_limit,
                                instruction: instructions,
                            };
                            match touch(mem, held, at, $id, $how) {
                                Answer::Go(cost) => clock += cost,
                                Answer::Wait(time) => {
                                    clock = start + time;
                                    instructions -= u64::from(op.covers);
                                    ticks -= u64::from(op.ticks);
                                    break 'run Leave::Shared;
                                }
                            }
                        }
                    };
                }
                // It reads items of a list, or of a tuple whose count shares its line.
                macro_rules! touch_items {
                    ($id:expr) => {
                        if parallel
                            && (mem.get($id).share.is_counted()
                                || !matches!(mem.get($id).body, Body::Tuple(_)))
                        {
                            touch!($id, Touch::Read);
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
                                clock += u64::from(mem.world().costs.sharing.atomic);
                            }
                        }
                    };
                }
                let next = loop {
                    // Check points inside a fused instruction: none of them may be passed over.
                    if OFTEN && op.covers > 1 && (clock >= deadline || ticks >= last_tick) {
                        plainly!();
                    }
                    break match op.exec {
                        Exec::FusedCompareLocals => {
                            let (Value::Int(a), Value::Int(b)) =
                                (stack[op.a as usize], stack[op.b as usize])
                            else {
                                plainly!()
                            };
                            if compare(op.arg >> 28 & 7, &a, &b) {
                                pc + op.covers as usize
                            } else {
                                instructions -= u64::from(op.arg >> 31);
                                (op.arg & 0x0fff_ffff) as usize
                            }
                        }
                        Exec::FusedCompareConst => {
                            let (Value::Int(a), Value::Int(b)) =
                                (stack[op.a as usize], linked.consts[op.b as usize])
                            else {
                                plainly!()
                            };
                            if compare(op.arg >> 28 & 7, &a, &b) {
                                pc + op.covers as usize
                            } else {
                                instructions -= u64::from(op.arg >> 31);
                                (op.arg & 0x0fff_ffff) as usize
                            }
                        }
                        Exec::FusedAddConst => {
                            let (Value::Int(a), Value::Int(b)) =
                                (stack[op.a as usize], linked.consts[op.b as usize])
                            else {
                                plainly!()
                            };
                            let Some(sum) = a.checked_add(b) else {
                                plainly!()
                            };
                            stack[op.arg as usize] = Value::Int(sum);
                            pc + op.covers as usize
                        }
                        Exec::FusedAddConstJump => {
                            let (Value::Int(a), Value::Int(b)) =
                                (stack[op.a as usize], linked.consts[op.b as usize])
                            else {
                                plainly!()
                            };
                            let Some(sum) = a.checked_add(b) else {
                                plainly!()
                            };
                            stack[op.a as usize] = Value::Int(sum);
                            if !OFTEN && clock >= deadline {
                                pc = op.arg as usize;
                                break 'run Leave::Check;
                            }
                            op.arg as usize
                        }
                        Exec::FusedAddLocals => {
                            let sum = match (stack[op.a as usize], stack[op.b as usize]) {
                                (Value::Int(a), Value::Int(b)) => a.checked_add(b).map(Value::Int),
                                (Value::Float(a), Value::Float(b)) => Some(Value::Float(a + b)),
                                _ => None,
                            };
                            let Some(sum) = sum else { plainly!() };
                            stack[op.arg as usize] = sum;
                            pc + op.covers as usize
                        }
                        Exec::FusedForStore => {
                            let Value::Obj(id) = stack[sp - 1] else {
                                plainly!()
                            };
                            touch!(id, Touch::Write);
                            if parallel {
                                for of in glance::iterated(mem, id) {
                                    touch!(of, Touch::Read);
                                }
                            }
                            match advance(mem, id) {
                                Advance::Item(value) => {
                                    stack[op.a as usize] = value;
                                    pc + 2
                                }
                                Advance::Done | Advance::Slow => plainly!(),
                            }
                        }
                        Exec::Nop | Exec::NotTaken | Exec::EndFor => pc + 1,
                        Exec::Resume | Exec::JumpBackward => {
                            let next = if op.exec == Exec::Resume {
                                pc + 1
                            } else {
                                op.arg as usize
                            };
                            if !OFTEN
                                && clock >= deadline
                                && (op.exec == Exec::JumpBackward || op.arg & 3 < 2)
                            {
                                pc = next;
                                break 'run Leave::Check;
                            }
                            next
                        }
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
                            let value = stack[op.arg as usize];
                            if value.is_null() {
                                slow!();
                            }
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
                            let (a, b) = (
                                stack[(op.arg >> 16) as usize],
                                stack[(op.arg & 0xffff) as usize],
                            );
                            if a.is_null() || b.is_null() {
                                slow!();
                            }
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
                            let value = stack[(op.arg & 0xffff) as usize];
                            if value.is_null() {
                                slow!();
                            }
                            stack[sp - 1] = value;
                            pc + 1
                        }
                        Exec::LoadDeref => {
                            let Value::Obj(cell) = stack[op.arg as usize] else {
                                slow!()
                            };
                            touch!(cell, Touch::Read);
                            let Body::Cell(value) = mem.get(cell).body else {
                                slow!()
                            };
                            if value.is_null() {
                                slow!();
                            }
                            count!(value);
                            push!(value);
                            pc + 1
                        }
                        Exec::StoreDeref => {
                            let Value::Obj(cell) = stack[op.arg as usize] else {
                                slow!()
                            };
                            touch!(cell, Touch::Write);
                            let value = pop!();
                            mem.get_mut(cell).body = Body::Cell(value);
                            types::stored(mem, cell, value);
                            pc + 1
                        }
                        Exec::LoadGlobal => {
                            let name = linked.names[(op.arg >> 1) as usize];
                            let Some(value) = global(mem, globals, caches[pc], name) else {
                                slow!()
                            };
                            if parallel && !is_definition(mem, value) {
                                touch!(globals, Touch::Read);
                                count!(value);
                            }
                            push!(value);
                            if op.arg & 1 == 1 {
                                push!(Value::Null);
                            }
                            pc + 1
                        }
                        Exec::LoadName => {
                            if !module_body {
                                slow!();
                            }
                            let name = linked.names[op.arg as usize];
                            let Some(value) = global(mem, globals, caches[pc], name) else {
                                slow!()
                            };
                            if parallel && !is_definition(mem, value) {
                                touch!(globals, Touch::Read);
                                count!(value);
                            }
                            push!(value);
                            pc + 1
                        }
                        Exec::StoreName => {
                            let name = linked.names[op.arg as usize];
                            let value = stack[sp - 1];
                            let slot = caches[pc].found as usize;
                            if !module_body {
                                slow!();
                            }
                            touch!(globals, Touch::Write);
                            if !module_store(mem, globals, slot, name, value) {
                                slow!();
                            }
                            sp -= 1;
                            types::stored(mem, globals, value);
                            pc + 1
                        }
                        Exec::StoreGlobal => {
                            touch!(globals, Touch::Write);
                            let name = linked.names[op.arg as usize];
                            let value = stack[sp - 1];
                            if !module_store(mem, globals, caches[pc].found as usize, name, value) {
                                slow!();
                            }
                            sp -= 1;
                            types::stored(mem, globals, value);
                            pc + 1
                        }
                        Exec::LoadAttr => {
                            let cache = caches[pc];
                            let Value::Obj(id) = stack[sp - 1] else {
                                slow!()
                            };
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
                                touch!(id, Touch::Read);
                                let Some(value) = instance_get(mem, id, cache, name) else {
                                    slow!()
                                };
                                count!(value);
                                stack[sp - 1] = value;
                            }
                            pc + 1
                        }
                        Exec::StoreAttr => {
                            let cache = caches[pc];
                            let Value::Obj(id) = stack[sp - 1] else {
                                slow!()
                            };
                            touch!(id, Touch::Write);
                            let name = linked.names[op.arg as usize];
                            let value = stack[sp - 2];
                            if cache.version != mem.type_version()
                                || !instance_set(mem, id, cache, name, value)
                            {
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
                                touch_items!(id);
                                let Some(item) = list_item(mem, id, index) else {
                                    slow!()
                                };
                                count!(item);
                                sp -= 1;
                                stack[sp - 1] = item;
                            } else {
                                let (a, b) = (stack[sp - 2], stack[sp - 1]);
                                let Some(value) = arithmetic(op.arg, a, b) else {
                                    slow!()
                                };
                                sp -= 1;
                                stack[sp - 1] = value;
                            }
                            pc + 1
                        }
                        Exec::CompareOp => {
                            let result = match (stack[sp - 2], stack[sp - 1]) {
                                (Value::Int(a), Value::Int(b)) => compare(op.arg & 15, &a, &b),
                                (Value::Float(a), Value::Float(b)) => compare(op.arg & 15, &a, &b),
                                _ => slow!(),
                            };
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
                            let Value::Bool(b) = stack[sp - 1] else {
                                slow!()
                            };
                            stack[sp - 1] = Value::Bool(!b);
                            pc + 1
                        }
                        Exec::ToBool => {
                            let truth = match stack[sp - 1] {
                                Value::Bool(b) => b,
                                _ if OFTEN && op.check == Check::Converted => slow!(),
                                Value::Int(i) => i != 0,
                                Value::None => false,
                                _ => slow!(),
                            };
                            stack[sp - 1] = Value::Bool(truth);
                            pc + 1
                        }
                        Exec::PopJumpIfFalse | Exec::PopJumpIfTrue => {
                            let Value::Bool(b) = stack[sp - 1] else {
                                slow!()
                            };
                            sp -= 1;
                            if b == (op.exec == Exec::PopJumpIfTrue) {
                                op.arg as usize
                            } else {
                                pc + 1
                            }
                        }
                        Exec::PopJumpIfNone | Exec::PopJumpIfNotNone => {
                            let none = pop!().is_none();
                            if none == (op.exec == Exec::PopJumpIfNone) {
                                op.arg as usize
                            } else {
                                pc + 1
                            }
                        }
                        Exec::ForIter => {
                            let Value::Obj(id) = stack[sp - 1] else {
                                slow!()
                            };
                            touch!(id, Touch::Write);
                            if parallel {
                                for of in glance::iterated(mem, id) {
                                    touch!(of, Touch::Read);
                                }
                            }
                            match advance(mem, id) {
                                Advance::Item(value) => {
                                    push!(value);
                                    pc + 1
                                }
                                Advance::Done => op.arg as usize,
                                Advance::Slow => slow!(),
                            }
                        }
                        Exec::ReturnValue => break 'run Leave::Return,
                        _ => slow!(),
                    };
                };
                if OFTEN && (clock >= deadline || ticks >= last_tick) {
                    let looks = match op.check {
                        Check::Always => true,
                        Check::Taken => next != pc + usize::from(op.covers),
                        _ => false,
                    };
                    if looks && !linked.plain[next].shields {
                        pc = next;
                        break Leave::Check;
                    }
                }
                pc = next;
                if STEP && op.covers > 0 {
                    break Leave::Stepped;
                }
            };
            frame.pc = match leave {
                Leave::Slow(_) | Leave::Return => pc as u32 + 1,
                _ => pc as u32,
            };
            frame.sp = (base + sp) as u32;
            self.clock = clock;
            self.instructions = instructions;
            self.ticks = ticks;
            match leave {
                Leave::Slow(op) if !STEP && op.exec == Exec::Call => {
                    match self.call_directly(mem, op, budget) {
                        Direct::Done => {}
                        Direct::Not => return Left::For(leave),
                        Direct::Shared => return Left::For(Leave::Shared),
                        Direct::Check => return Left::For(Leave::Check),
                        Direct::Worked => return Left::For(Leave::Worked),
                        Direct::Native(result) => return Left::Native(result),
                    }
                }
                Leave::Return if !STEP && self.return_directly() => {
                    if OFTEN && self.look_after_return(From::Python).is_some() {
                        return Left::For(Leave::Check);
                    }
                }
                leave => return Left::For(leave),
            }
        }
    }
}
