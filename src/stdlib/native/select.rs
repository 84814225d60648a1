//! Owns the native part of the module `select`: one look at descriptors, or a wait for them.
//! What `select` and `poll` make of it is in `py/select.py`.

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, NativeDef, NativeResult, Raise};
use crate::vm::system_call::{Number, SystemCall, poll};
use crate::vm::types;
use crate::vm::value::Value;

use super::kit::{self, Signature};
use super::posix::{descriptor, system};

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const { &[NativeDef::new("_poll", look)] }
}

pub(in crate::stdlib) fn setup<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId) -> Result<(), Raise> {
    for (name, value) in [
        ("POLLIN", poll::IN),
        ("POLLPRI", 2),
        ("POLLOUT", poll::OUT),
        ("POLLERR", poll::ERR),
        ("POLLHUP", poll::HUP),
        ("POLLNVAL", poll::NVAL),
    ] {
        kit::set(cx, module, name, Value::Int(i64::from(value)));
    }
    kit::set(cx, module, "PIPE_BUF", Value::Int(4_096));
    kit::set(cx, module, "error", types::OS_ERROR.into());
    Ok(())
}

/// `_poll([fd, events, fd, events, …], timeout)`: a tuple of the same form of those that are ready;
/// the timeout is in seconds, None for ever.
fn look<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const POLL: Signature<2> = Signature::function("_poll", ["/wanted", "/timeout"], 2);
    let [wanted, timeout] = POLL.bind(cx, &args)?;
    let Some(items) = kit::elements(cx, wanted) else {
        return Err(cx.type_error("_poll() takes a list"));
    };
    let mut pairs: Vec<(Number, u16)> = Vec::new();
    for pair in items.chunks_exact(2) {
        let fd = descriptor(cx, pair[0])?;
        pairs.push((fd, kit::index(cx, pair[1])? as u16));
    }
    let timeout = match timeout {
        Value::None => None,
        timeout => match kit::seconds(cx, timeout) {
            Ok(timeout) => Some(timeout),
            Err(None) => return Err(cx.value_error("timeout must be non-negative")),
            Err(Some(raise)) => return Err(raise),
        },
    };
    let wanted = pairs.into();
    system(SystemCall::Poll { wanted, timeout })
}
