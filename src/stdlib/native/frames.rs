//! Owns the native module `_frames`: looks at stacks and at source text, for `sys`, `traceback`,
//! `linecache`, `warnings`, `logging` and `dis`. Owns no frame object (`vm::frames`).

use crate::base::{ObjId, ThreadId};
use crate::bytecode::{self, CodeObject};
use crate::vm::cx::Cx;
use crate::vm::frames;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Ask, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use crate::vm::object::Body;
use crate::vm::types;
use crate::vm::types::repr_text::thread_ident;
use crate::vm::value::Value;

use super::kit::{self, Signature};

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("getframe", get_frame).cost(40_000),
            NativeDef::new("current_frames", current_frames).cost(1_000_000),
            NativeDef::new("excerpt", excerpt).cost(20_000_000),
            NativeDef::new("hint", hint).cost(20_000_000),
            NativeDef::new("source", source).cost(50_000_000),
            NativeDef::new("instructions", instructions).cost(50_000_000),
            NativeDef::new("handlers", handlers).cost(5_000_000),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(
    _cx: &mut Cx<'_, M>,
    _module: ObjId,
) -> Result<(), Raise> {
    Ok(())
}

/// `getframe(depth=0)`: the frame object `depth` frames out from the caller.
fn get_frame<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const GETFRAME: Signature<1> = Signature::function("_getframe", ["/depth"], 0);
    let [depth] = GETFRAME.bind(cx, &args)?;
    let depth = if depth.is_null() {
        0
    } else {
        kit::index(cx, depth)?.max(0)
    };
    Ok(Flow::After {
        flow: Box::new(Flow::Frame {
            depth: depth as usize,
        }),
        then: NativeFrame::new(
            |cx, _, frame| match frame? {
                Value::None => Err(cx.value_error("call stack is not deep enough")),
                frame => Ok(Flow::Value(frame)),
            },
            Vec::new(),
        ),
    })
}

/// `current_frames()`: a list of (thread identifier, frame object).
fn current_frames<M: Memory>(_: &mut Cx<'_, M>, _: Args<'_>) -> NativeResult<M> {
    Ok(Flow::Ask {
        ask: Ask::Frames,
        then: Some(NativeFrame::new(with_identifiers, Vec::new())),
    })
}

fn with_identifiers<M: Memory>(
    cx: &mut Cx<'_, M>,
    _: Box<NativeFrame<M>>,
    pairs: Result<Value, Raise>,
) -> NativeResult<M> {
    let items = |cx: &Cx<'_, M>, value: Value| match value.obj().map(|id| cx.mem.get(id)) {
        Some(object) => match &object.body {
            Body::List(items) => items.clone(),
            Body::Tuple(items) => items.to_vec(),
            _ => Vec::new(),
        },
        None => Vec::new(),
    };
    let pairs = pairs?;
    let mut named = Vec::new();
    for pair in items(cx, pairs) {
        if let [Value::Int(thread), frame] = *items(cx, pair) {
            let number = Value::Int(thread_ident(ThreadId(thread as u32)));
            named.push(cx.tuple(vec![number, frame]));
        }
    }
    Ok(Flow::Value(cx.list(named)))
}

/// `excerpt(frame)`: the lines a traceback shows of it, with the marks under them.
fn excerpt<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const EXCERPT: Signature<1> = Signature::function("excerpt", ["/frame"], 1);
    let [frame] = EXCERPT.bind(cx, &args)?;
    let Some(frame) = frames::frame_of(cx.mem, frame) else {
        return Err(cx.type_error("a frame object is needed"));
    };
    let lines = frames::excerpt(cx.mem, &frame);
    let lines = lines.into_iter().map(|line| cx.str(line)).collect();
    Ok(Flow::Value(cx.list(lines)))
}

/// `hint(exception)`: what a traceback adds to its last line (". Did you mean: 'x'?").
fn hint<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const HINT: Signature<1> = Signature::function("hint", ["/exception"], 1);
    let [exception] = HINT.bind(cx, &args)?;
    let hint = frames::hint(cx.mem, exception);
    Ok(Flow::Value(cx.str(hint)))
}

/// `source(file)`: the text of a file that code was loaded from; None for any other.
fn source<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const SOURCE: Signature<1> = Signature::function("source", ["/file"], 1);
    let [file] = SOURCE.bind(cx, &args)?;
    let Some(name) = cx.text(file) else {
        return Err(cx.raise(types::TYPE_ERROR, "a file's name is a str"));
    };
    Ok(Flow::Value(match cx.mem.source(&name) {
        Some(source) => cx.str(source.text),
        None => Value::None,
    }))
}

/// The code behind a code object.
fn code_argument<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: &Args<'_>,
) -> Result<std::sync::Arc<CodeObject>, Raise> {
    const CODE: Signature<1> = Signature::function("code", ["/code"], 1);
    let [value] = CODE.bind(cx, args)?;
    let id = match value.obj().map(|id| cx.mem.get(id)) {
        Some(object) => match object.body {
            Body::Code(id) => Some(id),
            _ => None,
        },
        None => None,
    };
    match id {
        Some(id) => Ok(cx.mem.code(id).code.clone()),
        None => Err(cx.type_error("a code object is needed")),
    }
}

/// `instructions(code)`: a list of (name, argument, its meaning, line, target of a jump or None). The name
/// is None for what the version does not have.
fn instructions<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let code = code_argument(cx, &args)?;
    let mut rows = Vec::with_capacity(code.instrs.len());
    for (index, instr) in code.instrs.iter().enumerate() {
        let name = bytecode::name(&code, index);
        let number = i64::from(instr.arg);
        let target = if instr.op.jumps() {
            Value::Int(number)
        } else {
            Value::None
        };
        let row = vec![
            name.map_or(Value::None, |name| cx.str(name)),
            Value::Int(number),
            cx.str(bytecode::describe(&code, index)),
            Value::Int(i64::from(code.line(index))),
            target,
        ];
        rows.push(cx.tuple(row));
    }
    Ok(Flow::Value(cx.list(rows)))
}

/// `handlers(code)`: a list of (start, end, target, depth, whether the index is pushed).
fn handlers<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let code = code_argument(cx, &args)?;
    let mut rows = Vec::with_capacity(code.exceptions.len());
    for entry in &code.exceptions {
        let numbers = [entry.start, entry.end, entry.target, entry.depth];
        let mut row: Vec<Value> = numbers.map(|n| Value::Int(i64::from(n))).to_vec();
        row.push(Value::Bool(entry.lasti));
        rows.push(cx.tuple(row));
    }
    Ok(Flow::Value(cx.list(rows)))
}
