//! Owns the built-in functions that concern files: `open`, and where `print` and `input` go when the
//! program has put another object in the place of a standard stream. Owns no file (`_io`).

use crate::vm::attr;
use crate::vm::cx::Cx;
use crate::vm::import;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeFrame, NativeResult, Raise};
use crate::vm::object::Body;
use crate::vm::types::flow::and_then;
use crate::vm::value::Value;

/// `open(file, mode, …)`: `_io.open`.
pub(super) fn open<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    import::call_in(cx, "_io", "open", args)
}

/// What the program has put in the place of a standard stream (`sys.stdout = …`): None when it is the
/// stream itself.
pub(super) fn replaced<M: Memory>(cx: &Cx<'_, M>, name: &str) -> Option<Value> {
    let sys = import::loaded(cx.mem, "sys")?.obj()?;
    let bound = |name: &str| {
        let symbol = cx.mem.find_symbol(name)?;
        match &cx.mem.get(sys).body {
            Body::Module(module) => module.dict.get(symbol),
            _ => None,
        }
    };
    let stream = bound(name)?;
    (Some(stream) != bound(&format!("__{name}__"))).then_some(stream)
}

/// Writes pieces of text to an object, one call of `write` each, as CPython's print does; then goes on in
/// `then`.
pub(super) fn write_pieces<M: Memory>(
    cx: &mut Cx<'_, M>,
    file: Value,
    pieces: Vec<Value>,
    then: Box<NativeFrame<M>>,
) -> NativeResult<M> {
    let mut frame = NativeFrame::new(next_piece, pieces);
    frame.vals.push(file);
    let flow = next_piece(cx, frame, Ok(Value::None));
    and_then(cx, flow, then)
}

/// `vals`: the pieces, and the file behind them; `n`: the next one.
fn next_piece<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    input?;
    let at = frame.n as usize;
    let (file, pieces) = frame.vals.split_last().expect("the file is there");
    let file = *file;
    let Some(piece) = pieces.get(at).copied() else {
        return Ok(Flow::Value(Value::None));
    };
    frame.n += 1;
    call_method(cx, file, "write", &[piece], frame)
}

/// Calls a method of an object that stands for a file.
pub(super) fn call_method<M: Memory>(
    cx: &mut Cx<'_, M>,
    object: Value,
    name: &str,
    args: &[Value],
    then: Box<NativeFrame<M>>,
) -> NativeResult<M> {
    let symbol = cx.intern(name);
    let flow = attr::get(cx, object, symbol);
    let frame = NativeFrame::new(
        |_, frame, method| Flow::tail(method?, &frame.vals),
        args.to_vec(),
    );
    let flow = and_then(cx, flow, frame);
    and_then(cx, flow, then)
}
