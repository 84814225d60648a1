//! Owns running the program once more, under another name, as a process with a fresh interpreter does.

use super::{describe, forget, loaded, new_module, run, set};
use crate::vm::boot::MODULES;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Flow, NativeFrame, NativeResult};
use crate::vm::types;
use crate::vm::value::Value;

const MAIN: &str = "__main__";

/// The program's module gets a second name.
pub fn name_program<M: Memory>(cx: &mut Cx<'_, M>, name: &str) {
    let module = loaded(cx.mem, MAIN).unwrap_or(Value::None);
    let name = cx.intern(name);
    set(cx, MODULES, name, module);
}

/// Runs the program as the module `name`, which then takes the place of `__main__`.
///
/// # Errors
/// What the program raises; ImportError when there is no program.
pub fn run_program<M: Memory>(cx: &mut Cx<'_, M>, name: &str) -> NativeResult<M> {
    let sources = cx.mem.world().sources.clone();
    let Some(code) = sources.and_then(|sources| sources.program()) else {
        return Err(cx.raise(types::IMPORT_ERROR, "there is no program to import"));
    };
    forget(cx, name);
    let module = new_module(cx, name);
    describe(cx, module, name, Some(&code.source.name), None);
    let text = cx.str(name);
    let frame = NativeFrame::new(
        |cx, frame, answer| {
            let name = cx.text(frame.vals[0]).expect("it is a str");
            if let Err(raise) = answer {
                forget(cx, &name);
                return Err(raise);
            }
            let module = loaded(cx.mem, &name).unwrap_or(Value::None);
            let main = cx.intern(MAIN);
            set(cx, MODULES, main, module);
            Ok(Flow::Value(Value::None))
        },
        vec![text],
    );
    Ok(run(cx, module, code, frame))
}
