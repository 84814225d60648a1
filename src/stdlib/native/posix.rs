//! Owns the native part of the module `posix`, which `os` re-exports: processes, pipes and descriptors.
//! Each function is a system call, asked of the engine. Owns no file on a disk.

use std::sync::Arc;

use crate::base::{ObjId, ThreadId};
use crate::vm::boot;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Ask, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use crate::vm::object::Body;
use crate::vm::system_call::{Number, SystemCall, number_of};
use crate::vm::types;
use crate::vm::value::Value;

use super::kit::{self, Signature};

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("_fork", |_, _| system(SystemCall::Fork)),
            NativeDef::new("_loaded", loaded),
            NativeDef::new("_exit", exit),
            NativeDef::new("waitpid", waitpid),
            NativeDef::new("getpid", getpid).cost(40_000),
            NativeDef::new("getppid", |_, _| system(SystemCall::Parent)),
            NativeDef::new("kill", kill),
            NativeDef::new("pipe", |_, _| system(SystemCall::Pipe)),
            NativeDef::new("read", read),
            NativeDef::new("write", write),
            NativeDef::new("close", close),
            NativeDef::new("dup", duplicate),
            NativeDef::new("dup2", duplicate_to),
            NativeDef::new("set_blocking", set_blocking),
            NativeDef::new("get_blocking", get_blocking),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId) -> Result<(), Raise> {
    kit::set(cx, module, "WNOHANG", Value::Int(1));
    kit::set(cx, module, "WUNTRACED", Value::Int(2));
    kit::set(cx, module, "WCONTINUED", Value::Int(8));
    kit::set(cx, module, "error", types::OS_ERROR.into());
    Ok(())
}

pub(super) fn system<M: Memory>(call: SystemCall) -> NativeResult<M> {
    Flow::ask(Ask::System(call))
}

/// A descriptor: an int, as C takes it.
pub(super) fn descriptor<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<Number, Raise> {
    let fd = kit::index(cx, value)?;
    if i32::try_from(fd).is_err() {
        return Err(cx.overflow_error("Python int too large to convert to C int"));
    }
    Ok(fd)
}

fn exit<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const EXIT: Signature<1> = Signature::function("_exit", ["status"], 1);
    let [status] = EXIT.bind(cx, &args)?;
    let status = kit::index(cx, status)?;
    system(SystemCall::Exit((status & 0xff) as i32))
}

fn getpid<M: Memory>(cx: &mut Cx<'_, M>, _args: Args<'_>) -> NativeResult<M> {
    let main: ThreadId = cx.mem.main_thread();
    Ok(Flow::Value(Value::Int(number_of(main))))
}

/// `_loaded(name)`: a module if it was imported, else None.
fn loaded<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const LOADED: Signature<1> = Signature::function("_loaded", ["/name"], 1);
    let [name] = LOADED.bind(cx, &args)?;
    let name = cx.text(name).unwrap_or_default();
    let symbol = cx.intern(&name);
    let module = match &cx.mem.get(boot::MODULES).body {
        Body::Module(modules) => modules.dict.get(symbol),
        _ => None,
    };
    Ok(Flow::Value(module.unwrap_or(Value::None)))
}

fn waitpid<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const WAITPID: Signature<2> = Signature::function("waitpid", ["/pid", "/options"], 2);
    let [pid, options] = WAITPID.bind(cx, &args)?;
    let pid = kit::index(cx, pid)?;
    let hang = kit::index(cx, options)? & 1 == 0;
    system(SystemCall::Wait { pid, hang })
}

fn kill<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const KILL: Signature<2> = Signature::function("kill", ["/pid", "/signal"], 2);
    let [pid, signal] = KILL.bind(cx, &args)?;
    let pid = descriptor(cx, pid)?;
    let signal = descriptor(cx, signal)? as i32;
    system(SystemCall::Kill { pid, signal })
}

fn read<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const READ: Signature<2> = Signature::function("read", ["/fd", "/length"], 2);
    let [fd, length] = READ.bind(cx, &args)?;
    let fd = descriptor(cx, fd)?;
    match usize::try_from(kit::index(cx, length)?) {
        Ok(count) => system(SystemCall::Read { fd, count }),
        Err(_) => {
            let text = cx.str("Invalid argument");
            Err(cx.raise_with(types::OS_ERROR, vec![Value::Int(22), text]))
        }
    }
}

fn write<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const WRITE: Signature<2> = Signature::function("write", ["/fd", "/data"], 2);
    let [fd, data] = WRITE.bind(cx, &args)?;
    let fd = descriptor(cx, fd)?;
    let data: Arc<[u8]> = kit::bytes(cx, data)?;
    system(SystemCall::Write { fd, data })
}

fn close<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const CLOSE: Signature<1> = Signature::function("close", ["fd"], 1);
    let [fd] = CLOSE.bind(cx, &args)?;
    let fd = descriptor(cx, fd)?;
    system(SystemCall::Close(fd))
}

fn duplicate<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const DUP: Signature<1> = Signature::function("dup", ["/fd"], 1);
    let [fd] = DUP.bind(cx, &args)?;
    let fd = descriptor(cx, fd)?;
    system(SystemCall::Duplicate { fd, to: None })
}

fn duplicate_to<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const DUP2: Signature<3> = Signature::function("dup2", ["fd", "fd2", "inheritable"], 2);
    let [fd, to, _] = DUP2.bind(cx, &args)?;
    let (fd, to) = (descriptor(cx, fd)?, Some(descriptor(cx, to)?));
    system(SystemCall::Duplicate { fd, to })
}

fn set_blocking<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const SET: Signature<2> = Signature::function("set_blocking", ["/fd", "/blocking"], 2);
    let [fd, blocking] = SET.bind(cx, &args)?;
    let fd = descriptor(cx, fd)?;
    let set = Some(kit::flag(cx, blocking));
    Ok(Flow::Ask {
        ask: Ask::System(SystemCall::Blocking { fd, set }),
        then: Some(NativeFrame::new(
            |_, _, answer| answer.map(|_| Flow::Value(Value::None)),
            Vec::new(),
        )),
    })
}

fn get_blocking<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const GET: Signature<1> = Signature::function("get_blocking", ["/fd"], 1);
    let [fd] = GET.bind(cx, &args)?;
    let fd = descriptor(cx, fd)?;
    system(SystemCall::Blocking { fd, set: None })
}
