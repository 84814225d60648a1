//! Owns the common calls and returns, which the instruction loop follows itself: Python functions with
//! exactly their positional arguments, native functions that answer at once, and the way back to the
//! Python code that called. Owns no other call (`call`) and no other end of a frame (`flow`).

use super::super::cx::Cx;
use super::super::link::{Exec, Op};
use super::super::memory::Memory;
use super::super::native::{Args, Flow, NativeId, NativeResult};
use super::super::object::Body;
use super::super::value::Value;
use super::checks::From;
use super::frame::{Frame, PyFrame, Returns};
use super::leave::{Leave, Left};
use super::sections;
use super::{Budget, Interp};
use crate::base::{CodeId, ObjId};
use crate::bytecode::Check;

/// What became of a CALL.
enum Direct<M: Memory> {
    /// The Python frame on top goes on.
    Done,
    /// Nothing: it is no common call.
    Not,
    /// It has to wait for its turn, and has not happened.
    Shared,
    /// It is done, and the eval breaker is due.
    Check,
    /// It is done, and took long enough to be shown.
    Worked,
    /// A native function goes on in another way than with a value.
    Native(NativeResult<M>),
}

/// A Python function about to run.
#[derive(Clone, Copy)]
struct Target {
    function: ObjId,
    code: CodeId,
    globals: ObjId,
}

enum Callee {
    Python(Target),
    Native(NativeId),
}

impl<M: Memory> Interp<M> {
    /// Follows a call or a return into another Python frame, when it is a common one. Otherwise the loop
    /// over frames is left, too.
    #[inline]
    pub(super) fn follow<const STEP: bool, const OFTEN: bool>(
        &mut self,
        mem: &mut M,
        leave: Leave,
        budget: &Budget,
    ) -> Option<Left<M>> {
        match leave {
            Leave::Slow(op) if !STEP && op.exec == Exec::Call => {
                match self.call_directly(mem, op, budget) {
                    Direct::Done => None,
                    Direct::Not => Some(Left::For(leave)),
                    Direct::Shared => Some(Left::For(Leave::Shared)),
                    Direct::Check => Some(Left::For(Leave::Check)),
                    Direct::Worked => Some(Left::For(Leave::Worked)),
                    Direct::Native(result) => Some(Left::Native(result)),
                }
            }
            Leave::Return if !STEP && self.return_directly() => {
                let due = OFTEN && self.look_after_return(From::Python).is_some();
                due.then_some(Left::For(Leave::Check))
            }
            leave => Some(Left::For(leave)),
        }
    }

    #[inline]
    fn call_directly(&mut self, mem: &mut M, op: Op, budget: &Budget) -> Direct<M> {
        let count = op.arg as usize;
        let sp = self.top().sp as usize;
        let Value::Obj(function) = self.stack[sp - count - 2] else {
            return Direct::Not;
        };
        let given = count + usize::from(!self.stack[sp - count - 1].is_null());
        let callee = match &mem.get(function).body {
            Body::Function(f) => Callee::Python(Target {
                function,
                code: f.code,
                globals: f.globals,
            }),
            Body::Native(native) => Callee::Native(*native),
            _ => return Direct::Not,
        };
        match callee {
            Callee::Python(target) if self.enter(mem, target, count, given) => Direct::Done,
            Callee::Native(_) if self.shared_call(mem, count + 1, op, budget) => Direct::Shared,
            Callee::Native(native) => {
                self.call_native_directly(mem, native, (count, given), op.check)
            }
            _ => Direct::Not,
        }
    }

    /// Pushes the frame of a function with exactly its positional arguments, which are moved from the
    /// caller's operands to its variables. False: nothing was done.
    #[inline]
    fn enter(&mut self, mem: &M, target: Target, count: usize, given: usize) -> bool {
        let code = target.code;
        let linked = &self.codes.load(code.index(), || mem.code(code)).linked;
        if !linked.simple
            || given != linked.args as usize
            || self.frames.len() >= self.recursion_limit
        {
            return false;
        }
        let (variables, frame_size) = (linked.varnames.len(), linked.frame_size);
        let caller = self.top();
        let (sp, base) = (caller.sp as usize, caller.limit as usize);
        caller.sp -= count as u32 + 2;
        if self.stack.len() < base + frame_size {
            self.stack
                .resize((base + frame_size).next_power_of_two().max(64), Value::Null);
        }
        let (operands, slots) = self.stack.split_at_mut(base);
        let slots = &mut slots[..variables];
        for (slot, value) in slots.iter_mut().zip(&operands[sp - given..sp]) {
            *slot = *value;
        }
        slots[given..].fill(Value::Null);
        self.frames.push(Frame::Py(PyFrame {
            code,
            pc: 0,
            base: base as u32,
            sp: (base + variables) as u32,
            limit: (base + frame_size) as u32,
            globals: target.globals,
            names: None,
            function: Some(target.function),
            returns: Returns::Value,
            outer_handled: Value::None,
        }));
        true
    }

    /// Calls a native function with its arguments where they lie on the stack.
    #[inline(never)]
    fn call_native_directly(
        &mut self,
        mem: &mut M,
        native: NativeId,
        (count, given): (usize, usize),
        check: Check,
    ) -> Direct<M> {
        let def = mem.world().native(native);
        let begun = self.native_begins();
        let (sp, globals) = (self.top().sp as usize, self.top().globals);
        let mut cx = Cx {
            mem,
            thread: self.thread,
            clock: &mut self.clock,
            known: &self.known,
            log: &mut self.log,
            handled: self.handled,
            globals,
            recursion_limit: &mut self.recursion_limit,
            asking: 0,
        };
        cx.charge(u64::from(def.cost));
        let args = Args {
            pos: &self.stack[sp - given..sp],
            kw: &[],
        };
        if M::CONCURRENT {
            sections::enter(cx.mem, args.pos);
        }
        let result = (def.call)(&mut cx, args);
        mem.leave();
        self.drop_operands(count + 2);
        let long = self.native_ends(begun, None);
        match result {
            Ok(Flow::Value(value)) => {
                if !value.is_null() {
                    self.push(value);
                }
                let looks = match check {
                    Check::Native => def.checks,
                    Check::Never => false,
                    _ => true,
                };
                if looks && self.is_due() && self.look().is_some() {
                    Direct::Check
                } else if long.is_some() {
                    Direct::Worked
                } else {
                    Direct::Done
                }
            }
            other => Direct::Native(other),
        }
    }

    /// Returns the operand on top from a function to the Python code that called it; false: it was called
    /// by another way.
    #[inline]
    pub(super) fn return_directly(&mut self) -> bool {
        let [
            ..,
            Frame::Py(caller),
            Frame::Py(PyFrame {
                returns: Returns::Value,
                sp,
                ..
            }),
        ] = self.frames.as_mut_slice()
        else {
            return false;
        };
        self.stack[caller.sp as usize] = self.stack[*sp as usize - 1];
        caller.sp += 1;
        self.frames.truncate(self.frames.len() - 1);
        true
    }
}
