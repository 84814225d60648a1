//! Owns the built-in functions that make text: `print`, `input`, `repr`, `ascii`, `format`.

use super::files;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Ask, Flow, NativeFrame, NativeResult, Raise};
use crate::vm::types::args;
use crate::vm::types::flow::{after, and_then};
use crate::vm::types::text::{self, Conversion};
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
    if frame.vals[2].is_none()
        && let Some(stream) = files::replaced(cx, "stdout")
    {
        if stream.is_none() {
            return Ok(Flow::Value(Value::None));
        }
        frame.vals[2] = stream;
    }
    frame.step = written;
    let file = frame.vals[2];
    if file.is_none() {
        let line = parts.join(&*sep) + &end;
        cx.charge(line.len() as u64 * 1_000);
        let ask = Ask::Write {
            stream: 1,
            text: line.into(),
        };
        return Ok(after(Flow::Ask { ask, then: None }, frame));
    }
    let mut pieces = Vec::new();
    for (at, part) in parts.into_iter().enumerate() {
        if at > 0 {
            pieces.push(cx.str(sep.clone()));
        }
        cx.charge(part.len() as u64 * 1_000);
        pieces.push(cx.str(part));
    }
    pieces.push(cx.str(end));
    files::write_pieces(cx, file, pieces, frame)
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
    files::call_method(cx, file, "flush", &[], frame)
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
    if ["stdin", "stdout"]
        .iter()
        .any(|name| files::replaced(cx, name).is_some())
    {
        return crate::vm::import::call_in(cx, "_input", "ask", args);
    }
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
