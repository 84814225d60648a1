//! Owns the native part of `itertools`: `count`, whose `__next__` is one uninterruptible step (CPython's
//! `threading` numbers its threads with it). The rest is `py/itertools.py`.

use std::any::Any;

use num_bigint::BigInt;

use crate::base::ObjId;
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeDef, NativeResult, Raise};
use crate::vm::object::Ext;
use crate::vm::types;
use crate::vm::value::Value;

use super::kit::{self, Signature};

#[derive(Clone, Copy, Debug)]
enum Next {
    Int { next: i64, step: i64 },
    Float { next: f64, step: f64 },
}

#[derive(Clone, Debug)]
struct Count {
    class: ObjId,
    next: Next,
}

impl Ext for Count {
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

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("count.__new__", new),
            NativeDef::new("count.__iter__", |_, args| Ok(Flow::Value(args.pos[0]))),
            NativeDef::new("count.__next__", next).cost(6_000),
            NativeDef::new("count.__repr__", repr),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId) -> Result<(), Raise> {
    let class = kit::class(cx, module, "count", types::OBJECT);
    kit::methods(cx, module, class, "count");
    Ok(())
}

fn new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const COUNT: Signature<2> = Signature::method("count", ["start", "step"], 0);
    let class = kit::asked_class(cx, &args)?;
    let [start, step] = COUNT.bind(cx, &args)?;
    let start = if start.is_null() {
        Value::Int(0)
    } else {
        start
    };
    let step = if step.is_null() { Value::Int(1) } else { step };
    let next = match (kit::bigint(cx, start), kit::bigint(cx, step)) {
        (Some(_), Some(_)) => Next::Int {
            next: kit::index(cx, start)?,
            step: kit::index(cx, step)?,
        },
        _ => match (kit::float(cx, start), kit::float(cx, step)) {
            (Ok(next), Ok(step)) => Next::Float { next, step },
            _ => return Err(cx.type_error("a number is required")),
        },
    };
    Ok(Flow::Value(kit::instance(cx, Count { class, next })))
}

fn next<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let now = kit::ext(cx, &args, "__next__", |count: &mut Count| {
        let now = count.next;
        match &mut count.next {
            Next::Int { next, step } => *next = next.saturating_add(*step),
            Next::Float { next, step } => *next += *step,
        }
        now
    })?;
    Ok(Flow::Value(match now {
        Next::Int { next, .. } => cx.int(BigInt::from(next)),
        Next::Float { next, .. } => Value::Float(next),
    }))
}

fn repr<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let now = kit::ext(cx, &args, "__repr__", |count: &mut Count| count.next)?;
    let text = match now {
        Next::Int { next, step: 1 } => format!("count({next})"),
        Next::Int { next, step } => format!("count({next}, {step})"),
        Next::Float { next, step } => format!("count({next:?}, {step:?})"),
    };
    Ok(Flow::Value(cx.str(text)))
}
