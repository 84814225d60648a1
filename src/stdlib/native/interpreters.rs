//! Owns the module `_interpreters`: the interpreters of a process and the queues between them, each
//! function a question to the engine. Owns no pickling: `concurrent.interpreters` has it.

use std::sync::Arc;

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::import;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, NativeDef, NativeResult, Raise};
use crate::vm::system_call::{InterpreterCall, Number, SystemCall};
use crate::vm::value::Value;

use super::kit::{self, Signature};
use super::posix::system;

/// The name of the program where it is loaded for its functions only (CPython: crossinterp.c).
const PROGRAM: &str = "<fake __main__>";

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("create", |_, _| ask(InterpreterCall::New)),
            NativeDef::new("destroy", |cx, args| one(cx, &args, InterpreterCall::End)),
            NativeDef::new("list_all", |_, _| ask(InterpreterCall::All)),
            NativeDef::new("get_current", |_, _| ask(InterpreterCall::Current)),
            NativeDef::new("is_running", |cx, args| {
                one(cx, &args, InterpreterCall::IsRunning)
            }),
            NativeDef::new("enter", |cx, args| {
                two(cx, &args, |number, data| InterpreterCall::Enter {
                    number,
                    data,
                })
            }),
            NativeDef::new("run_program", |cx, _| import::run_program(cx, PROGRAM)),
            NativeDef::new("queue_create", queue_create),
            NativeDef::new("queue_destroy", |cx, args| {
                one(cx, &args, InterpreterCall::QueueEnd)
            }),
            NativeDef::new("queue_put", |cx, args| {
                two(cx, &args, |queue, data| InterpreterCall::QueuePut {
                    queue,
                    data,
                })
            }),
            NativeDef::new("queue_get", |cx, args| {
                one(cx, &args, InterpreterCall::QueueGet)
            }),
            NativeDef::new("queue_size", |cx, args| {
                one(cx, &args, InterpreterCall::QueueSize)
            }),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(_: &mut Cx<'_, M>, _: ObjId) -> Result<(), Raise> {
    Ok(())
}

fn ask<M: Memory>(call: InterpreterCall) -> NativeResult<M> {
    system(SystemCall::Interpreters(call))
}

/// A question about one number.
fn one<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: &Args<'_>,
    call: fn(Number) -> InterpreterCall,
) -> NativeResult<M> {
    const SIGNATURE: Signature<1> = Signature::function("_interpreters", ["/id"], 1);
    let [id] = SIGNATURE.bind(cx, args)?;
    ask(call(kit::index(cx, id)?))
}

/// A question about a number, with bytes.
fn two<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: &Args<'_>,
    call: fn(Number, Arc<[u8]>) -> InterpreterCall,
) -> NativeResult<M> {
    const SIGNATURE: Signature<2> = Signature::function("_interpreters", ["/id", "/data"], 2);
    let [id, data] = SIGNATURE.bind(cx, args)?;
    let id = kit::index(cx, id)?;
    ask(call(id, kit::bytes(cx, data)?))
}

/// `queue_create(maxsize)`: 0 or less: of any size.
fn queue_create<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const SIGNATURE: Signature<1> = Signature::function("queue_create", ["/maxsize"], 1);
    let [most]: [Value; 1] = SIGNATURE.bind(cx, &args)?;
    let most = kit::index(cx, most)?;
    ask(InterpreterCall::QueueNew(
        usize::try_from(most).unwrap_or(0),
    ))
}
