//! Owns the instructions of `await`, `async for` and `async with` before anything is waited for.
//! Owns neither waiting (SEND, in `iterate`) nor what an object gives to be waited for (`vm::asynchronous`).

use super::super::asynchronous as waiting;
use super::super::link::{Exec, Op};
use super::super::memory::Memory;
use super::super::native::Raise;
use super::super::object::{Body, GeneratorKind, GeneratorState};
use super::super::types;
use super::super::value::Value;
use super::Interp;
use super::slow::Slow;
use crate::base::ObjId;

impl<M: Memory> Interp<M> {
    pub(super) fn asynchronous(&mut self, mem: &mut M, op: Op) -> Slow {
        match op.exec {
            Exec::GetAwaitable => {
                let value = self.peek(1);
                if let Some(coroutine) = waiting::coroutine(mem, value) {
                    self.check_unawaited(mem, coroutine)?;
                    return Ok(None);
                }
                self.drop_operands(1);
                self.flow(mem, |cx| waiting::get_awaitable(cx, value, op.arg))
            }
            Exec::GetAiter => {
                let value = self.pop();
                self.flow(mem, |cx| waiting::get_aiter(cx, value))
            }
            Exec::GetAnext => {
                let iterator = self.peek(1);
                self.flow(mem, |cx| waiting::get_anext(cx, iterator))
            }
            _ => {
                let exception = self.peek(1);
                let ended = self
                    .cx(mem)
                    .is_instance(exception, types::STOP_ASYNC_ITERATION);
                if !ended {
                    self.set_reraised();
                    return Err(Raise(exception));
                }
                self.drop_operands(2);
                Ok(None)
            }
        }
    }

    /// Two cannot wait for one coroutine.
    fn check_unawaited(&mut self, mem: &mut M, id: ObjId) -> Result<(), Raise> {
        if self.is_delegating(mem, id) {
            let message = "coroutine is being awaited already";
            return Err(self.cx(mem).raise(types::RUNTIME_ERROR, message));
        }
        Ok(())
    }

    /// Whether a suspended generator is inside a `yield from` or `await`.
    fn is_delegating(&self, mem: &M, id: ObjId) -> bool {
        let position = match &mem.get(id).body {
            Body::Generator(generator) => match &generator.state {
                GeneratorState::Suspended(suspended) if suspended.has_started() => {
                    suspended.position()
                }
                _ => return false,
            },
            _ => return false,
        };
        waiting::at_send(mem, position)
    }

    /// `yield from` a coroutine only inside one, which the compiler does not allow.
    pub(super) fn refuse_coroutine(&mut self, mem: &mut M) -> Result<(), Raise> {
        let value = self.peek(1);
        let is_coroutine = matches!(value, Value::Obj(id)
            if matches!(&mem.get(id).body, Body::Generator(g) if g.kind == GeneratorKind::Coroutine));
        if is_coroutine {
            return Err(self.cx(mem).type_error(
                "cannot 'yield from' a coroutine object in a non-coroutine generator",
            ));
        }
        Ok(())
    }
}
