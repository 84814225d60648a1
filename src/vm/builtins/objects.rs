//! Owns the built-in functions that ask about any object: `isinstance`, `issubclass`, `callable`,
//! `hash`, `id`.

use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeFrame, NativeResult, Raise};
use crate::vm::object::Body;
use crate::vm::operators;
use crate::vm::symbols as s;
use crate::vm::types::{self, args, keyed};
use crate::vm::value::Value;

/// A question about classes under way: is `subject` an instance (or a subclass) of one of these?
struct Question {
    subject: Value,
    /// What is left to be asked, the next one last.
    classes: Vec<Value>,
    subclass: bool,
}

impl Question {
    fn frame<M: Memory>(self) -> Box<NativeFrame<M>> {
        let mut vals = vec![self.subject];
        vals.extend(self.classes);
        let mut frame = NativeFrame::new(hook_answered, vals);
        frame.n = i64::from(self.subclass);
        frame
    }

    fn of<M: Memory>(frame: &NativeFrame<M>) -> Self {
        Self {
            subject: frame.vals[0],
            classes: frame.vals[1..].to_vec(),
            subclass: frame.n == 1,
        }
    }

    /// Objects/abstract.c: object_recursive_isinstance, with the tuple's items as a list of work.
    fn ask<M: Memory>(mut self, cx: &mut Cx<'_, M>) -> NativeResult<M> {
        while let Some(class) = self.classes.pop() {
            if self.is_exactly(cx, class) {
                return Ok(Flow::Value(true.into()));
            }
            if cx.type_of(class) == types::TUPLE {
                let items = types::sequence::items(cx, class).unwrap_or_default();
                self.classes.extend(items.into_iter().rev());
                continue;
            }
            if let Some(hook) = self.hook(cx.mem, class) {
                let subject = self.subject;
                return Flow::call(hook, &[class, subject], self.frame());
            }
            if self.plainly(cx, class)? {
                return Ok(Flow::Value(true.into()));
            }
        }
        Ok(Flow::Value(false.into()))
    }

    fn is_exactly<M: Memory>(&self, cx: &Cx<'_, M>, class: Value) -> bool {
        !self.subclass && Value::Obj(cx.type_of(self.subject)) == class
    }

    /// What the class's own class has to say, when it is not `type`.
    fn hook<M: Memory>(&self, mem: &M, class: Value) -> Option<Value> {
        let name = if self.subclass {
            s::SUBCLASSCHECK
        } else {
            s::INSTANCECHECK
        };
        let found = types::find_method(mem, types::type_of(mem, class), name)?;
        (Some(found) != types::find_method(mem, types::TYPE, name)).then_some(found)
    }

    fn plainly<M: Memory>(&self, cx: &mut Cx<'_, M>, class: Value) -> Result<bool, Raise> {
        let base = types::as_class(cx.mem, class);
        if !self.subclass {
            return match base {
                Some(base) => Ok(cx.is_instance(self.subject, base)),
                None => Err(cx
                    .type_error("isinstance() arg 2 must be a type, a tuple of types, or a union")),
            };
        }
        let Some(subject) = types::as_class(cx.mem, self.subject) else {
            return Err(cx.type_error("issubclass() arg 1 must be a class"));
        };
        match base {
            Some(base) => Ok(types::is_subclass(cx.mem, subject, base)),
            None => Err(
                cx.type_error("issubclass() arg 2 must be a class, a tuple of classes, or a union")
            ),
        }
    }
}

fn hook_answered<M: Memory>(
    cx: &mut Cx<'_, M>,
    mut frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    frame.step = truth_known;
    let truth = operators::truth(cx, input?, false);
    types::flow::and_then(cx, truth, frame)
}

fn truth_known<M: Memory>(
    cx: &mut Cx<'_, M>,
    frame: Box<NativeFrame<M>>,
    input: Result<Value, Raise>,
) -> NativeResult<M> {
    match input? {
        Value::Bool(true) => Ok(Flow::Value(true.into())),
        _ => Question::of(&frame).ask(cx),
    }
}

pub(super) fn isinstance<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [subject, class] = args::exact(cx, "isinstance", args, 0)?;
    let question = Question {
        subject,
        classes: vec![class],
        subclass: false,
    };
    question.ask(cx)
}

pub(super) fn issubclass<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [subject, class] = args::exact(cx, "issubclass", args, 0)?;
    let question = Question {
        subject,
        classes: vec![class],
        subclass: true,
    };
    question.ask(cx)
}

/// Whether a value can be called.
pub(in crate::vm) fn is_callable<M: Memory>(cx: &mut Cx<'_, M>, value: Value) -> bool {
    let Value::Obj(id) = value else { return false };
    let class = match &cx.mem.get(id).body {
        Body::Function(_) | Body::Method(_) | Body::Native(_) | Body::Type(_) => return true,
        Body::Instance(instance) => instance.class,
        Body::Ext(ext) => ext.class(),
        _ => return false,
    };
    let name = cx.mem.intern("__call__");
    types::find_method(cx.mem, class, name).is_some()
}

pub(super) fn callable<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [value] = args::exact(cx, "callable", args, 0)?;
    Ok(Flow::Value(is_callable(cx, value).into()))
}

pub(super) fn hash<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [value] = args::exact(cx, "hash", args, 0)?;
    keyed::hash_value(cx, value)
}

pub(super) fn id<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let [value] = args::exact(cx, "id", args, 0)?;
    Ok(Flow::Value(Value::Int(types::address(value) as i64)))
}
