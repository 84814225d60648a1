//! Owns the built-in functions that make text: `print`, `input`, `repr`, `ascii`, `format`.

use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Ask, Flow, NativeFrame, NativeResult, Raise};
use crate::vm::types::flow::{after, and_then};
use crate::vm::types::text::{self, Conversion};
use crate::vm::types::{args, find_method};
use crate::vm::value::Value;

/// `vals`: sep, end, file, flush; then the joined text while it is written.
pub(super) fn print<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let options = Args {
        pos: &[],
        kw: args.kw,
    };
    let names = ["sep", "end", "file", "flush"];
    let mut options = args::bind(cx, "print", options, 0, names, (0, 0))?;
    for option in &mut options {
        if option.is_null() {
            *option = Value::None;
        }
    }
    for (at, name) in ["sep", "end"].into_iter().enumerate() {
        if !options[at].is_none() && cx.text(options[at]).is_none() {
            let given = cx.type_name(options[at]);
            return Err(cx.type_error(format!("{name} must be None or a string, not {given}")));
        }
    }
    let wanted: Vec<_> = args
        .pos
        .iter()
        .map(|v| (Conversion::Str, *v, Value::None))
        .collect();
    text::texts(cx, &wanted, NativeFrame::new(write_line, options.to_vec()))
}

fn write_line<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let parts = text::text_list(cx, result?);
    let sep = cx.text(frame.vals[0]).unwrap_or_else(|| " ".into());
    let end = cx.text(frame.vals[1]).unwrap_or_else(|| "\n".into());
    let line = parts.join(&*sep) + &end;
    cx.charge(line.len() as u64 * 1_000);
    let file = frame.vals[2];
    if file.is_none() {
        frame.step = written;
        let ask = Ask::Write {
            stream: 1,
            text: line.into(),
        };
        return Ok(after(Flow::Ask { ask, then: None }, frame));
    }
    let line = cx.str(line);
    frame.step = written;
    call_method(cx, file, "write", &[line], frame)
}

/// Calls a method of an object that stands for a file.
fn call_method<M: Memory>(
    cx: &mut Cx<'_, M>,
    object: Value,
    name: &str,
    more: &[Value],
    then: Box<NativeFrame<M>>,
) -> NativeResult<M> {
    let symbol = cx.mem.intern(name);
    let class = cx.type_of(object);
    let Some(method) = find_method(cx.mem, class, symbol) else {
        let class = cx.type_name(object);
        let message = format!("'{class}' object has no attribute '{name}'");
        return Err(cx.raise(crate::vm::types::ATTRIBUTE_ERROR, message));
    };
    let mut call_args = vec![object];
    call_args.extend(more);
    Flow::call(method, &call_args, then)
}

fn written<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    result?;
    frame.step = flushed;
    let flush = frame.vals[3];
    if crate::vm::types::truth(cx.mem, flush) != Some(true) {
        return Ok(Flow::Value(Value::None));
    }
    let file = frame.vals[2];
    if file.is_none() {
        let ask = Ask::Flush { stream: 1 };
        return Ok(after(Flow::Ask { ask, then: None }, frame));
    }
    call_method(cx, file, "flush", &[], frame)
}

fn flushed<M: Memory>(
    _cx: &mut Cx<'_, M>,
    _frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    result?;
    Ok(Flow::Value(Value::None))
}

pub(super) fn repr<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [value] = args::exact(cx, "repr", args, 0)?;
    text::repr(cx, value)
}

pub(super) fn ascii<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [value] = args::exact(cx, "ascii", args, 0)?;
    text::ascii(cx, value)
}

pub(super) fn format<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    args::between(cx, "format", args, 0, (1, 2))?;
    let spec = match args.pos.get(1) {
        Some(spec) => *spec,
        None => cx.str(""),
    };
    text::format(cx, args.pos[0], spec)
}

/// `input(prompt)`: the prompt is written and the output flushed, then a line is read.
pub(super) fn input<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    args::between(cx, "input", args, 0, (0, 1))?;
    let Some(prompt) = args.pos.first() else {
        return Ok(Flow::Ask {
            ask: Ask::ReadLine,
            then: None,
        });
    };
    let flow = text::str_of(cx, *prompt);
    and_then(cx, flow, NativeFrame::new(write_prompt, Vec::new()))
}

fn write_prompt<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    let text = cx.text(result?).expect("str gives a str");
    frame.step = read_line;
    Ok(Flow::Ask {
        ask: Ask::Write { stream: 1, text },
        then: Some(frame),
    })
}

fn read_line<M: Memory>(
    _cx: &mut Cx<'_, M>,
    _frame: Box<NativeFrame<M>>,
    result: Result<Value, Raise>,
) -> NativeResult<M> {
    result?;
    Ok(Flow::Ask {
        ask: Ask::ReadLine,
        then: None,
    })
}
