//! Owns the native part of the module `sys`: facts of the runtime, the switch interval, the standard
//! streams. What needs answers of the engine at import is in `py/sys.py`.

use std::any::Any;

use crate::base::ObjId;
use crate::vm::attr;
use crate::vm::boot;
use crate::vm::cx::Cx;
use crate::vm::exceptions;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Ask, Fact, Flow, NativeDef, NativeFrame, NativeResult, Raise};
use crate::vm::object::{Body, Ext, Payload};
use crate::vm::symbols;
use crate::vm::types;
use crate::vm::value::Value;

use super::kit::{self, Signature};

/// A standard stream: 1 or 2.
#[derive(Clone, Debug)]
struct Stream {
    class: ObjId,
    number: u8,
}

impl Ext for Stream {
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

/// `sys.path` behind the program's own folder, as an interpreter in /usr has it.
const LIBRARY_PATH: &[&str] = &[
    "/usr/lib/python314.zip",
    "/usr/lib/python3.14",
    "/usr/lib/python3.14/lib-dynload",
];

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("exit", exit),
            NativeDef::new("exc_info", exc_info),
            NativeDef::new("getswitchinterval", get_switch_interval),
            NativeDef::new("setswitchinterval", set_switch_interval),
            NativeDef::new("_check_interval", check_interval),
            NativeDef::new("_is_gil_enabled", |_, _| {
                Flow::ask(Ask::Fact(Fact::GilEnabled))
            }),
            NativeDef::new("_version_number", |_, _| {
                Flow::ask(Ask::Fact(Fact::Version))
            }),
            NativeDef::new("_free_threaded_build", |_, _| {
                Flow::ask(Ask::Fact(Fact::FreeThreadedBuild))
            }),
            NativeDef::new("_cores", |_, _| Flow::ask(Ask::Fact(Fact::Cores))),
            NativeDef::new("intern", intern),
            NativeDef::new("_modules", modules),
            NativeDef::new("_stdlib_names", |cx, _| {
                Ok(Flow::Value(cx.str(crate::stdlib::imports::CPYTHON)))
            }),
            NativeDef::new("getrecursionlimit", get_recursion_limit),
            NativeDef::new("setrecursionlimit", set_recursion_limit),
            NativeDef::new("TextIOWrapper.write", stream_write).cost(60_000),
            NativeDef::new("TextIOWrapper.writelines", stream_write_lines).cost(60_000),
            NativeDef::new("TextIOWrapper.flush", stream_flush),
            NativeDef::new("TextIOWrapper.isatty", |_, _| {
                Ok(Flow::Value(Value::Bool(false)))
            }),
            NativeDef::new("TextIOWrapper.writable", |_, _| {
                Ok(Flow::Value(Value::Bool(true)))
            }),
            NativeDef::new("TextIOWrapper.readable", |_, _| {
                Ok(Flow::Value(Value::Bool(false)))
            }),
            NativeDef::new("TextIOWrapper.fileno", stream_fileno),
            NativeDef::new("TextIOWrapper.reconfigure", |_, _| {
                Ok(Flow::Value(Value::None))
            }),
            NativeDef::new("TextIOWrapper.seekable", |_, _| {
                Ok(Flow::Value(Value::Bool(false)))
            }),
            NativeDef::new("TextIOWrapper.name", stream_name),
            NativeDef::new("TextIOWrapper.__repr__", stream_repr),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId) -> Result<(), Raise> {
    let class = kit::class_of(cx, module, "TextIOWrapper", "_io", types::OBJECT);
    kit::methods(cx, module, class, "TextIOWrapper");
    kit::property(cx, class, "name");
    for (name, value) in [("encoding", "utf-8"), ("errors", "strict"), ("mode", "w")] {
        let value = cx.str(value);
        kit::class_set(cx, class, name, value);
    }
    for name in ["closed", "line_buffering", "write_through"] {
        kit::class_set(cx, class, name, Value::Bool(false));
    }
    kit::class_set(cx, class, "newlines", Value::None);
    for (name, number) in [("stdout", 1), ("stderr", 2)] {
        let stream = cx.alloc(Body::Ext(Box::new(Stream { class, number })));
        kit::set(cx, module, name, stream);
        kit::set(cx, module, &format!("__{name}__"), stream);
    }
    let argv: Vec<_> = cx.mem.world().argv.clone();
    let argv = argv.into_iter().map(|arg| cx.str(arg)).collect();
    let argv = cx.list(argv);
    kit::set(cx, module, "argv", argv);
    let mut path: Vec<Value> = Vec::new();
    if let Some(sources) = cx.mem.world().sources.clone() {
        path.push(cx.str(sources.folder()));
    }
    for folder in LIBRARY_PATH {
        path.push(cx.str(*folder));
    }
    let path = cx.list(path);
    kit::set(cx, module, "path", path);
    kit::set(cx, module, "maxsize", Value::Int(i64::MAX));
    kit::set(cx, module, "maxunicode", Value::Int(0x10_FFFF));
    kit::set(cx, module, "dont_write_bytecode", Value::Bool(false));
    for (name, text) in [
        ("platform", "linux"),
        ("byteorder", "little"),
        ("executable", "/usr/bin/python3"),
        ("prefix", "/usr"),
        ("base_prefix", "/usr"),
        ("exec_prefix", "/usr"),
        (
            "copyright",
            "Copyright (c) 2001 Python Software Foundation.",
        ),
    ] {
        kit::set_str(cx, module, name, text);
    }
    Ok(())
}

fn exit<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const EXIT: Signature<1> = Signature::function("exit", ["/status"], 0);
    let [status] = EXIT.bind(cx, &args)?;
    let args = if status.is_null() {
        Vec::new()
    } else {
        vec![status]
    };
    Err(cx.raise_with(types::SYSTEM_EXIT, args))
}

/// (type, value, traceback) of the exception being handled.
fn exc_info<M: Memory>(cx: &mut Cx<'_, M>, _args: Args<'_>) -> NativeResult<M> {
    let value = cx.handled;
    let info = if value.is_none() || value.is_null() {
        [Value::None; 3]
    } else {
        let traceback = exceptions::traceback_object(cx, value);
        [cx.type_of(value).into(), value, traceback]
    };
    Ok(Flow::Value(cx.tuple(info)))
}

fn get_switch_interval<M: Memory>(_cx: &mut Cx<'_, M>, _args: Args<'_>) -> NativeResult<M> {
    Ok(Flow::Ask {
        ask: Ask::SwitchInterval { set: None },
        then: Some(NativeFrame::new(
            |_, _, micros| match micros? {
                Value::Int(micros) => Ok(Flow::Value(Value::Float(1e-6 * micros as f64))),
                other => Ok(Flow::Value(other)),
            },
            Vec::new(),
        )),
    })
}

fn set_switch_interval<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const SET: Signature<1> = Signature::function("sys.setswitchinterval", ["/interval"], 1);
    let [interval] = SET.bind(cx, &args)?;
    let seconds = kit::float(cx, interval)?;
    if seconds <= 0.0 {
        return Err(cx.value_error("switch interval must be strictly positive"));
    }
    Ok(Flow::Ask {
        ask: Ask::SwitchInterval {
            set: Some((seconds * 1e6) as u64),
        },
        then: Some(NativeFrame::new(
            |_, _, answer| answer.map(|_| Flow::Value(Value::None)),
            Vec::new(),
        )),
    })
}

/// `_check_interval(set)`: the check interval, after setting it when it is a number.
fn check_interval<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const SIGNATURE: Signature<1> = Signature::function("_check_interval", ["/set"], 1);
    let [set] = SIGNATURE.bind(cx, &args)?;
    let set = match set {
        Value::Int(ticks) => Some(u32::try_from(ticks.max(1)).unwrap_or(u32::MAX)),
        _ => None,
    };
    Flow::ask(Ask::CheckInterval { set })
}

/// `sys.modules`: a dict through which the table of modules is changed too.
fn modules<M: Memory>(cx: &mut Cx<'_, M>, _args: Args<'_>) -> NativeResult<M> {
    attr::get(cx, Value::Obj(boot::MODULES), symbols::DICT)
}

fn intern<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const INTERN: Signature<1> = Signature::function("sys.intern", ["/string"], 1);
    let [string] = INTERN.bind(cx, &args)?;
    match cx.text(string) {
        Some(_) => Ok(Flow::Value(string)),
        None => {
            let class = cx.type_name(string);
            Err(cx.type_error(format!("intern() argument must be str, not {class}")))
        }
    }
}

fn get_recursion_limit<M: Memory>(cx: &mut Cx<'_, M>, _args: Args<'_>) -> NativeResult<M> {
    Ok(Flow::Value(Value::Int(*cx.recursion_limit as i64)))
}

/// Of the calling thread; CPython's is the interpreter's.
fn set_recursion_limit<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const SET: Signature<1> = Signature::function("sys.setrecursionlimit", ["/limit"], 1);
    let [limit] = SET.bind(cx, &args)?;
    let limit = kit::index(cx, limit)?;
    if limit < 1 {
        return Err(cx.value_error("recursion limit must be greater or equal than 1"));
    }
    *cx.recursion_limit = limit as usize;
    Ok(Flow::Value(Value::None))
}

fn stream_write<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const WRITE: Signature<1> = Signature::method("write", ["/text"], 1);
    let [text] = WRITE.bind(cx, &args)?;
    let stream = kit::ext(cx, &args, "write", |stream: &mut Stream| stream.number)?;
    let Some(text) = cx.text(text) else {
        let class = cx.type_name(text);
        return Err(cx.type_error(format!("write() argument must be str, not {class}")));
    };
    let mut then = NativeFrame::new(
        |_, frame, answer| answer.map(|_| Flow::Value(Value::Int(frame.n))),
        Vec::new(),
    );
    then.n = text.chars().count() as i64;
    Ok(Flow::Ask {
        ask: Ask::Write { stream, text },
        then: Some(then),
    })
}

fn stream_write_lines<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const WRITE_LINES: Signature<1> = Signature::method("writelines", ["/lines"], 1);
    let [lines] = WRITE_LINES.bind(cx, &args)?;
    let stream = kit::ext(cx, &args, "writelines", |stream: &mut Stream| stream.number)?;
    let items = match types::unwrap(cx.mem, lines).obj().map(|id| cx.mem.get(id)) {
        Some(object) => match &object.body {
            Body::List(items) => Some(items.clone()),
            Body::Tuple(items) => Some(items.to_vec()),
            _ => None,
        },
        None => None,
    };
    let Some(items) = items else {
        return Err(cx.type_error("writelines() takes a list or tuple of str"));
    };
    let mut text = String::new();
    for item in items {
        match cx.text(item) {
            Some(line) => text.push_str(&line),
            None => return Err(cx.type_error("write() argument must be str")),
        }
    }
    Flow::ask(Ask::Write {
        stream,
        text: text.into(),
    })
}

fn stream_flush<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let stream = kit::ext(cx, &args, "flush", |stream: &mut Stream| stream.number)?;
    Flow::ask(Ask::Flush { stream })
}

fn stream_fileno<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let number = kit::ext(cx, &args, "fileno", |stream: &mut Stream| stream.number)?;
    Ok(Flow::Value(Value::Int(i64::from(number))))
}

fn name_of(number: u8) -> &'static str {
    if number == 1 { "<stdout>" } else { "<stderr>" }
}

fn stream_name<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let number = kit::ext(cx, &args, "name", |stream: &mut Stream| stream.number)?;
    Ok(Flow::Value(cx.str(name_of(number))))
}

fn stream_repr<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    let number = kit::ext(cx, &args, "__repr__", |stream: &mut Stream| stream.number)?;
    let name = name_of(number);
    let text = format!("<_io.TextIOWrapper name='{name}' mode='w' encoding='utf-8'>");
    Ok(Flow::Value(cx.str(text)))
}

/// What `sys.exit(status)` makes of the process: the exit status, and what is printed on standard
/// error before it ends.
pub fn exit_status<M: Memory>(mem: &M, exception: Value) -> (i32, Option<Value>) {
    let status = match exception.obj().map(|id| mem.get(id)) {
        Some(object) => match &object.body {
            Body::Instance(instance) => match &instance.payload {
                Payload::Exception(data) => data.args.first().copied(),
                _ => None,
            },
            _ => None,
        },
        None => None,
    };
    match status {
        None | Some(Value::None) => (0, None),
        Some(Value::Int(code)) => ((code & 0xff) as i32, None),
        Some(Value::Bool(code)) => (i32::from(code), None),
        Some(other) => (1, Some(other)),
    }
}
