//! Owns the type `complex` as a class: construction and methods of its own. Arithmetic is in `complex`.

use super::number::{Number, number};
use super::number_methods::{imag, real, receiver, value_of};
use super::object::class_argument;
use super::{args, float_text, wrap};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeDef, NativeResult, Raise};
use crate::vm::object::Body;
use crate::vm::types;
use crate::vm::value::Value;

struct Table<M>(std::marker::PhantomData<M>);

impl<M: Memory> Table<M> {
    const COMPLEX: &'static [NativeDef<M>] = &[
        NativeDef::new("__new__", complex_new).cost(40_000),
        NativeDef::new("conjugate", conjugate),
        NativeDef::new("@real", real),
        NativeDef::new("@imag", imag),
    ];
}

pub(crate) fn complex_table<M: Memory>() -> &'static [NativeDef<M>] {
    Table::<M>::COMPLEX
}

fn complex_new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let class = class_argument(cx, "complex", args)?;
    let [re, im] = args::bind(cx, "complex", args, 1, ["real", "imag"], (0, 2))?;
    let pair = if let Some(text) = cx.text(re) {
        match parse_complex(&text) {
            Some(pair) => pair,
            None => return Err(cx.value_error("complex() arg is a malformed string")),
        }
    } else {
        let (a, b) = (part(cx, re)?, part(cx, im)?);
        if b.1 == 0.0 && a.1 == 0.0 {
            // Two real numbers are taken as they are, a zero's sign included.
            (a.0, if im.is_null() { a.1 } else { b.0 })
        } else {
            (a.0 - b.1, a.1 + b.0)
        }
    };
    let inner = cx.alloc(Body::Complex(pair.0, pair.1));
    Ok(Flow::Value(wrap(cx, class, types::COMPLEX, inner)))
}

fn part<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> Result<(f64, f64), Raise> {
    if value.is_null() {
        return Ok((0.0, 0.0));
    }
    match number(cx.mem, value) {
        Some(Number::Complex(re, im)) => Ok((re, im)),
        Some(real) => Ok((super::ops::real(cx, &real)?, 0.0)),
        None => {
            let given = cx.type_name(value);
            Err(cx.type_error(format!(
                "complex() argument must be a string or a number, not {given}"
            )))
        }
    }
}

fn parse_complex(text: &str) -> Option<(f64, f64)> {
    let text = text.trim();
    let text = text
        .strip_prefix('(')
        .and_then(|t| t.strip_suffix(')'))
        .unwrap_or(text);
    let Some(body) = text.strip_suffix(['j', 'J']) else {
        return Some((float_text::parse(text)?, 0.0));
    };
    let unit = |t: &str| match t {
        "" | "+" => Some(1.0),
        "-" => Some(-1.0),
        _ => float_text::parse(t),
    };
    let split = body
        .char_indices()
        .rev()
        .find(|(at, c)| {
            let before = body[..*at].chars().next_back();
            *at > 0 && matches!(c, '+' | '-') && !matches!(before, Some('e' | 'E'))
        })
        .map(|(at, _)| at);
    match split {
        Some(at) => Some((float_text::parse(&body[..at])?, unit(&body[at..])?)),
        None => Some((0.0, unit(body)?)),
    }
}

fn conjugate<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    match receiver(cx, args, "conjugate")? {
        Number::Complex(re, im) => Ok(Flow::Value(cx.alloc(Body::Complex(re, -im)))),
        real => Ok(Flow::Value(value_of(cx, real))),
    }
}
