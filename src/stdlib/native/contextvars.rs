//! Owns the native part of `contextvars`: contexts, which one each thread is in, and running a call in
//! one. The variables and tokens themselves are Python.
//!
//! As in CPython a context is an immutable map behind a mutable cell: copying one takes the same time
//! however much is in it.

use std::any::Any;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::{ObjId, ThreadId};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Flow, NativeDef, NativeFrame, NativeResult, Raise, Values};
use crate::vm::object::Ext;
use crate::vm::types;
use crate::vm::value::Value;

use super::kit::{self, Signature};

#[derive(Clone, Debug)]
struct Context {
    class: ObjId,
    /// By identity of the variable.
    vars: Arc<BTreeMap<ObjId, Value>>,
    entered: bool,
}

/// The contexts that threads have entered, the current one last.
#[derive(Clone, Debug)]
struct Stacks {
    class: ObjId,
    contexts: ObjId,
    of: BTreeMap<ThreadId, Vec<Value>>,
}

impl Ext for Context {
    fn class(&self) -> ObjId {
        self.class
    }
    fn clone_box(&self) -> Box<dyn Ext> {
        Box::new(self.clone())
    }
    fn trace(&self, visit: &mut dyn FnMut(Value)) {
        visit(self.class.into());
        for (variable, value) in &*self.vars {
            visit(Value::Obj(*variable));
            visit(*value);
        }
    }
    fn as_any(&self) -> &dyn Any {
        self
    }
    fn as_any_mut(&mut self) -> &mut dyn Any {
        self
    }
}

impl Ext for Stacks {
    fn class(&self) -> ObjId {
        self.class
    }
    fn clone_box(&self) -> Box<dyn Ext> {
        Box::new(self.clone())
    }
    fn trace(&self, visit: &mut dyn FnMut(Value)) {
        visit(self.class.into());
        visit(self.contexts.into());
        self.of
            .values()
            .flatten()
            .for_each(|context| visit(*context));
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
            NativeDef::new("Context.__new__", new).cost(60_000),
            NativeDef::new("Context.run", run).cost(60_000),
            NativeDef::new("Context.copy", copy).cost(40_000),
            NativeDef::new("Context._find", context_find),
            NativeDef::new("Context.__len__", len),
            NativeDef::new("Context._pairs", pairs),
            NativeDef::new("_Stacks.use", use_class),
            NativeDef::new("_Stacks.current", |cx, args| {
                Ok(Flow::Value(current(cx, args.pos[0])))
            }),
            NativeDef::new("_Stacks.copy_context", copy_current).cost(40_000),
            NativeDef::new("_Stacks.find", find),
            NativeDef::new("_Stacks.exchange", exchange),
            NativeDef::new("_Stacks.drop", drop_variable),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId) -> Result<(), Raise> {
    let contexts = kit::class(cx, module, "Context", types::OBJECT);
    kit::methods(cx, module, contexts, "Context");
    let class = kit::class(cx, module, "_Stacks", types::OBJECT);
    kit::methods(cx, module, class, "_Stacks");
    let stacks = Stacks {
        class,
        contexts,
        of: BTreeMap::new(),
    };
    let stacks = kit::instance(cx, stacks);
    kit::set(cx, module, "_stacks", stacks);
    kit::class_set(cx, contexts, "_stacks", stacks);
    Ok(())
}

fn new<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    if args.pos.len() > 1 || !args.kw.is_empty() {
        return Err(cx.type_error("Context() does not accept any arguments"));
    }
    let class = kit::asked_class(cx, &args)?;
    Ok(Flow::Value(make(cx, class, Arc::default())))
}

fn make<M: Memory>(cx: &mut Cx<'_, M>, class: ObjId, vars: Arc<BTreeMap<ObjId, Value>>) -> Value {
    let context = Context {
        class,
        vars,
        entered: false,
    };
    kit::instance(cx, context)
}

/// `use(class)`: contexts made here are of this class.
fn use_class<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    if let Some(class) = args.pos.get(1).and_then(|class| class.obj()) {
        kit::ext(cx, &args, "use", |stacks: &mut Stacks| {
            stacks.contexts = class
        })?;
    }
    Ok(Flow::Value(Value::None))
}

fn copy_of<M: Memory>(cx: &mut Cx<'_, M>, context: Value) -> Value {
    let parts = kit::ext_of(cx, context, |context: &mut Context| {
        (context.class, context.vars.clone())
    });
    let (class, vars) = parts.expect("only contexts are entered");
    make(cx, class, vars)
}

fn copy<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    kit::ext(cx, &args, "copy", |_: &mut Context| ())?;
    Ok(Flow::Value(copy_of(cx, args.pos[0])))
}

/// The context the calling thread is in; made when it is first asked for.
fn current<M: Memory>(cx: &mut Cx<'_, M>, stacks: Value) -> Value {
    let thread = cx.thread;
    let found = kit::ext_of(cx, stacks, |stacks: &mut Stacks| {
        let top = stacks.of.get(&thread).and_then(|stack| stack.last());
        top.copied().ok_or(stacks.contexts)
    });
    match found.expect("the receiver is the table of contexts") {
        Ok(context) => context,
        Err(class) => {
            let context = make(cx, class, Arc::default());
            enter(cx, stacks, context);
            context
        }
    }
}

fn enter<M: Memory>(cx: &mut Cx<'_, M>, stacks: Value, context: Value) {
    let thread = cx.thread;
    kit::stored(cx, stacks, context);
    kit::ext_of(cx, context, |context: &mut Context| context.entered = true);
    kit::ext_of(cx, stacks, |stacks: &mut Stacks| {
        stacks.of.entry(thread).or_default().push(context);
    });
}

fn leave<M: Memory>(cx: &mut Cx<'_, M>, stacks: Value, context: Value) {
    let thread = cx.thread;
    kit::ext_of(cx, context, |context: &mut Context| context.entered = false);
    kit::ext_of(cx, stacks, |stacks: &mut Stacks| {
        if let Some(stack) = stacks.of.get_mut(&thread) {
            stack.pop();
            if stack.is_empty() {
                stacks.of.remove(&thread);
            }
        }
    });
}

/// `run(callable, *args, **kwargs)`: the call, with this context as the thread's current one.
fn run<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let entered = kit::ext(cx, &args, "run", |context: &mut Context| context.entered)?;
    let context = args.pos[0];
    let Some(callee) = args.pos.get(1).copied() else {
        return Err(cx.type_error("run() missing 1 required positional argument"));
    };
    if entered {
        let at = types::address(context);
        return Err(cx.raise(
            types::RUNTIME_ERROR,
            format!(
                "cannot enter context: <_contextvars.Context object at 0x{at:x}> is already entered"
            ),
        ));
    }
    let class = cx.type_of(context);
    let stacks = kit::class_attr(cx, class, "_stacks").expect("set-up stored it");
    enter(cx, stacks, context);
    let then = NativeFrame::new(
        |cx, frame, result| {
            leave(cx, frame.vals[0], frame.vals[1]);
            result.map(Flow::Value)
        },
        vec![stacks, context],
    );
    let rest = Values::from_slice(&args.pos[2..]);
    Ok(if args.kw.is_empty() {
        Flow::Call {
            callee,
            args: rest,
            then: Some(then),
        }
    } else {
        Flow::CallKw {
            callee,
            args: rest,
            kw: args.kw.to_vec(),
            then: Some(then),
        }
    })
}

fn copy_current<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let context = current(cx, args.pos[0]);
    // Of the class in use now, whenever the original was made.
    let class = kit::ext(cx, &args, "copy_context", |stacks: &mut Stacks| {
        stacks.contexts
    })?;
    let vars = kit::ext_of(cx, context, |context: &mut Context| context.vars.clone());
    let copy = make(cx, class, vars.unwrap_or_default());
    Ok(Flow::Value(copy))
}

/// What a context has for a variable.
fn value_in<M: Memory>(cx: &mut Cx<'_, M>, context: Value, variable: Value) -> Option<Value> {
    let variable = variable.obj()?;
    kit::ext_of(cx, context, |context: &mut Context| {
        context.vars.get(&variable).copied()
    })?
}

/// `_find(variable, default)` of one context.
fn context_find<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const FIND: Signature<2> = Signature::method("_find", ["/variable", "/default"], 2);
    let [variable, default] = FIND.bind(cx, &args)?;
    let found = value_in(cx, args.pos[0], variable);
    Ok(Flow::Value(found.unwrap_or(default)))
}

/// `find(variable, default)`: in the current context.
fn find<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const FIND: Signature<2> = Signature::method("find", ["/variable", "/default"], 2);
    let [variable, default] = FIND.bind(cx, &args)?;
    let context = current(cx, args.pos[0]);
    let found = value_in(cx, context, variable);
    Ok(Flow::Value(found.unwrap_or(default)))
}

/// `exchange(variable, value, missing)`: sets it in the current context; what it was before.
fn exchange<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const EXCHANGE: Signature<3> =
        Signature::method("exchange", ["/variable", "/value", "/missing"], 3);
    let [variable, value, missing] = EXCHANGE.bind(cx, &args)?;
    let context = current(cx, args.pos[0]);
    let Some(key) = variable.obj() else {
        return Err(cx.type_error("a ContextVar was expected"));
    };
    kit::stored(cx, context, variable);
    kit::stored(cx, context, value);
    let before = kit::ext_of(cx, context, |context: &mut Context| {
        Arc::make_mut(&mut context.vars).insert(key, value)
    });
    Ok(Flow::Value(before.flatten().unwrap_or(missing)))
}

/// `drop(variable)`: out of the current context.
fn drop_variable<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const DROP: Signature<1> = Signature::method("drop", ["/variable"], 1);
    let [variable] = DROP.bind(cx, &args)?;
    let context = current(cx, args.pos[0]);
    if let Some(key) = variable.obj() {
        kit::ext_of(cx, context, |context: &mut Context| {
            Arc::make_mut(&mut context.vars).remove(&key);
        });
    }
    Ok(Flow::Value(Value::None))
}

fn len<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let length = kit::ext(cx, &args, "__len__", |c: &mut Context| c.vars.len())?;
    Ok(Flow::Value(Value::Int(length as i64)))
}

/// `_pairs()`: a list of (variable, value).
fn pairs<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let vars = kit::ext(cx, &args, "_pairs", |context: &mut Context| {
        context.vars.clone()
    })?;
    let pairs = vars
        .iter()
        .map(|(variable, value)| cx.tuple([Value::Obj(*variable), *value]))
        .collect();
    Ok(Flow::Value(cx.list(pairs)))
}
