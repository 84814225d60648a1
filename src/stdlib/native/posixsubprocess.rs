//! Owns the module `_posixsubprocess`: processes with a fresh interpreter. CPython's has `fork_exec`, of
//! any executable file; there is none to execute here but Python, so `spawn_python` is what it is for.

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, NativeDef, NativeResult, Raise};
use crate::vm::system_call::{Spawned, SystemCall};

use super::kit::{self, Signature};
use super::posix::{descriptor, system};

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("spawn_python", spawn_python),
            NativeDef::new("name_process", name_process),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(_: &mut Cx<'_, M>, _: ObjId) -> Result<(), Raise> {
    Ok(())
}

/// `spawn_python(main, fds)`: a process with a new interpreter, which calls `main`, a
/// str such as `"package.module:function"`, with a list of the descriptors that it inherits. Its number.
fn spawn_python<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const SPAWN: Signature<2> = Signature::function("spawn_python", ["main", "fds"], 2);
    let [main, fds] = SPAWN.bind(cx, &args)?;
    let main = cx.text(main).unwrap_or_default();
    let name = |text: &str| {
        let mut parts = text.split('.');
        parts.all(|part| {
            part.chars().all(|c| c == '_' || c.is_alphanumeric())
                && part.chars().next().is_some_and(|c| !c.is_numeric())
        })
    };
    let Some((module, function)) = main.split_once(':').filter(|(m, f)| name(m) && name(f)) else {
        return Err(cx.value_error("main must be 'module:function'"));
    };
    let Some(items) = kit::elements(cx, fds) else {
        return Err(cx.type_error("fds must be a list or tuple"));
    };
    let mut inherited = Vec::new();
    for item in items {
        inherited.push(descriptor(cx, item)?);
    }
    let spawned = Spawned {
        module: module.into(),
        function: function.into(),
        inherited,
    };
    system(SystemCall::Spawn(Box::new(spawned)))
}

/// `name_process(name)`: what the lanes of this process are called by (`Process-1/MainThread`).
fn name_process<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const NAME: Signature<1> = Signature::function("name_process", ["name"], 1);
    let [name] = NAME.bind(cx, &args)?;
    match cx.text(name) {
        Some(name) => system(SystemCall::Name(name)),
        None => Err(cx.type_error("name must be a str")),
    }
}
