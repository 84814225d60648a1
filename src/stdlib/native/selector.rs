//! Owns the module `_selector`: what an event loop waits in between its rounds, an epoll object with the
//! reading end of a pipe in it. Waiting and waking are asked of the engine, and let go of the GIL even
//! when there is nothing to wait for, as epoll_wait(2) and send(2) do in CPython.

use std::any::Any;

use crate::base::{ObjId, VirtualDuration};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Ask, Flow, NativeDef, NativeResult, Raise};
use crate::vm::object::{Body, Ext};
use crate::vm::types;
use crate::vm::value::Value;

use super::kit::{self, Signature};

/// recv(2) of a few bytes from a socket pair.
const RECEIVE: VirtualDuration = VirtualDuration::from_nanos(900);

#[derive(Clone, Debug)]
struct Selector {
    class: ObjId,
    /// Whether there are bytes in the pipe.
    signalled: bool,
}

impl Ext for Selector {
    fn class(&self) -> ObjId {
        self.class
    }
    fn clone_box(&self) -> Box<dyn Ext> {
        Box::new(self.clone())
    }
    fn trace(&self, visit: &mut dyn FnMut(Value)) {
        visit(self.class.into());
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

/// Whether a selector has something to report.
pub fn is_signalled<M: Memory>(mem: &M, selector: ObjId) -> bool {
    match &mem.get(selector).body {
        Body::Ext(ext) => ext
            .as_any()
            .downcast_ref::<Selector>()
            .is_some_and(|selector| selector.signalled),
        _ => false,
    }
}

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("Selector.__new__", new).cost(20_000_000),
            NativeDef::new("Selector.select", select).cost(150_000),
            NativeDef::new("Selector.wake", wake).cost(100_000),
            NativeDef::new("Selector.drain", drain).cost(100_000),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId) -> Result<(), Raise> {
    let class = kit::class(cx, module, "Selector", types::OBJECT);
    kit::methods(cx, module, class, "Selector");
    Ok(())
}

fn new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let class = kit::asked_class(cx, &args)?;
    Signature::method("Selector", [], 0).bind(cx, &args)?;
    let selector = Selector {
        class,
        signalled: false,
    };
    Ok(Flow::Value(kit::instance(cx, selector)))
}

/// `select(timeout)`: whether it was woken; `None` waits for ever.
fn select<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const SELECT: Signature<1> = Signature::method("select", ["/timeout"], 1);
    let [timeout] = SELECT.bind(cx, &args)?;
    kit::ext(cx, &args, "select", |_: &mut Selector| ())?;
    let timeout = match timeout {
        Value::None => None,
        value => match kit::seconds(cx, value) {
            Ok(timeout) => Some(whole_millis(timeout)),
            Err(None) => Some(VirtualDuration::ZERO),
            Err(Some(raise)) => return Err(raise),
        },
    };
    let selector = args.pos[0].obj().expect("a selector is an object");
    Flow::ask(Ask::Select { selector, timeout })
}

/// selectors.py (EpollSelector.select) rounds up: epoll_wait counts in milliseconds.
fn whole_millis(timeout: VirtualDuration) -> VirtualDuration {
    VirtualDuration::from_millis(timeout.nanos().div_ceil(1_000_000))
}

fn wake<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    kit::ext(cx, &args, "wake", |selector: &mut Selector| {
        selector.signalled = true;
    })?;
    let selector = args.pos[0].obj().expect("a selector is an object");
    Flow::ask(Ask::WakeSelector { selector })
}

/// `drain()`: reads from the pipe; whether there was anything.
fn drain<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let signalled = kit::ext(cx, &args, "drain", |selector: &mut Selector| {
        std::mem::take(&mut selector.signalled)
    })?;
    Flow::ask(Ask::Work {
        cost: RECEIVE,
        releases_gil: true,
        result: Value::Bool(signalled),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn timeouts_are_rounded_up_to_milliseconds() {
        let nanos = |n| whole_millis(VirtualDuration::from_nanos(n)).nanos();
        assert_eq!(nanos(0), 0);
        assert_eq!(nanos(1), 1_000_000);
        assert_eq!(nanos(10_000_000), 10_000_000);
        assert_eq!(nanos(10_000_001), 11_000_000);
    }
}
