//! Owns the layout of heap objects. Owns no behaviour: methods of built-in types are in `types`,
//! attribute lookup in `attr`, execution in `interp`.

use std::any::Any;
use std::fmt::Debug;
use std::sync::Arc;

use num_bigint::BigInt;

use super::dict::Dict;
use super::interp::Suspended;
use super::names::NameTable;
use super::native::NativeId;
use super::set::Set;
use super::value::Value;
use crate::base::{CodeId, LockId, ObjId, Symbol, ThreadId};

/// An object: what it is, and who can see it.
#[derive(Clone, Debug)]
pub struct Object {
    pub body: Body,
    pub share: Share,
}

/// Who made an object, whether others can reach it, and whether references to it are counted. A
/// free-threaded run orders accesses to shared objects by virtual time, and pays for counting.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Share(u32);

impl Share {
    const SHARED: u32 = 1 << 31;
    const UNCOUNTED: u32 = 1 << 30;

    /// Of an object that `thread` makes: nobody else can reach it.
    pub const fn of(thread: ThreadId, body: &Body) -> Self {
        // Deferred counts (functions that are no closures, modules), counts per thread (classes, code),
        // or immortal (CPython's static functions and types): Include/internal/pycore_object.h.
        let uncounted = match body {
            Body::Function(function) => function.closure.is_empty(),
            Body::Native(_) | Body::Type(_) | Body::Module(_) | Body::Code(_) => true,
            _ => false,
        };
        Self(thread.0 | if uncounted { Self::UNCOUNTED } else { 0 })
    }

    pub const fn is_shared(self) -> bool {
        self.0 & Self::SHARED != 0
    }

    /// The thread that counts references to it without atomic operations (biased counting).
    pub const fn owner(self) -> u32 {
        self.0 & !(Self::SHARED | Self::UNCOUNTED)
    }

    /// Whether threads that use it write its reference count, where others can feel it.
    pub const fn is_counted(self) -> bool {
        self.0 & (Self::SHARED | Self::UNCOUNTED) == Self::SHARED
    }

    /// Others can reach it from now on.
    pub const fn publish(&mut self) {
        self.0 |= Self::SHARED;
    }

    /// It stays for ever, and nobody counts references to it.
    pub const fn immortalize(&mut self) {
        self.0 |= Self::SHARED | Self::UNCOUNTED;
    }

    /// A forked process has its own copy, in which `to` is who `from` was.
    pub const fn hand_over(&mut self, from: ThreadId, to: ThreadId) {
        if self.owner() == from.0 {
            self.0 = self.0 & (Self::SHARED | Self::UNCOUNTED) | to.0;
        }
    }
}

/// A string and its length in characters (equal to the byte length when it is ASCII).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Str {
    pub text: Arc<str>,
    pub chars: u32,
}

impl Str {
    pub fn new(text: impl Into<Arc<str>>) -> Self {
        let text = text.into();
        let chars = if text.is_ascii() {
            text.len()
        } else {
            text.chars().count()
        };
        Self {
            chars: chars as u32,
            text,
        }
    }

    pub fn is_ascii(&self) -> bool {
        self.chars as usize == self.text.len()
    }
}

#[derive(Clone, Debug)]
pub enum Body {
    /// A free slot of the arena.
    Free,
    Str(Str),
    Bytes(Arc<[u8]>),
    ByteArray(Vec<u8>),
    /// Always outside the range of `i64`.
    BigInt(Box<BigInt>),
    Complex(f64, f64),
    List(Vec<Value>),
    Tuple(Box<[Value]>),
    Dict(Box<Dict>),
    Set(Box<Set>),
    FrozenSet(Box<Set>),
    Range {
        start: i64,
        stop: i64,
        step: i64,
    },
    Slice(Box<[Value; 3]>),
    Cell(Value),
    Code(CodeId),
    Function(Box<Function>),
    /// A bound method: function, receiver.
    Method(Box<(Value, Value)>),
    /// A function implemented in Rust.
    Native(NativeId),
    Type(Box<TypeObject>),
    /// An object of a class, or of an exception type.
    Instance(Box<Instance>),
    Module(Box<Module>),
    /// The namespace of a class body while it runs.
    Namespace(Box<NameTable>),
    /// A generator, coroutine or asynchronous generator.
    Generator(Box<Generator>),
    AsyncCall(Box<AsyncCall>),
    /// What an asynchronous generator yields to its consumer, as opposed to what passes through it to the
    /// event loop (`async_generator_wrapped_value`).
    AsyncYield(Value),
    Iter(Box<Iter>),
    /// `d.keys()`, `d.values()`, `d.items()`.
    DictView(ViewKind, ObjId),
    /// fget, fset, fdel, doc.
    Property(Box<[Value; 4]>),
    StaticMethod(Value),
    ClassMethod(Value),
    /// `super()`: the class after which the search starts, the object (or class) it is bound to.
    Super {
        class: ObjId,
        receiver: Value,
    },
    Lock(Box<Lock>),
    Thread(Box<ThreadHandle>),
    /// An object of a standard library module that the VM need not know.
    Ext(Box<dyn Ext>),
}

/// An object type of a native module of `stdlib`.
pub trait Ext: Debug + Send + Sync + 'static {
    /// The type object of instances (registered by the module), for method lookup.
    fn class(&self) -> ObjId;
    fn clone_box(&self) -> Box<dyn Ext>;
    /// Calls `visit` for every value it holds.
    fn trace(&self, visit: &mut dyn FnMut(Value));
    fn as_any(&self) -> &dyn Any;
    fn as_any_mut(&mut self) -> &mut dyn Any;
    /// Bytes held outside the arena, for the memory limit.
    fn heap_bytes(&self) -> usize {
        0
    }
}

impl Clone for Box<dyn Ext> {
    fn clone(&self) -> Self {
        self.clone_box()
    }
}

#[derive(Clone, Debug)]
pub struct Function {
    pub code: CodeId,
    /// The module whose namespace is its globals.
    pub globals: ObjId,
    pub name: Value,
    pub qualname: Value,
    pub doc: Value,
    /// Values of the last positional parameters.
    pub defaults: Box<[Value]>,
    /// Values of keyword-only parameters, in the order of the parameters; `Null` where there is none.
    pub kw_defaults: Box<[Value]>,
    pub closure: Box<[ObjId]>,
    /// What evaluates its annotations, or the dict of those; `Null` when there are none.
    pub annotations: Value,
    pub attrs: NameTable,
}

#[derive(Clone, Debug)]
pub struct TypeObject {
    pub name: Arc<str>,
    pub qualname: Arc<str>,
    pub module: Arc<str>,
    pub bases: Vec<ObjId>,
    /// Method resolution order, itself first.
    pub mro: Vec<ObjId>,
    pub dict: NameTable,
    /// The built-in type whose layout its instances have (`object`, `list`, `BaseException`, …).
    pub layout: ObjId,
    /// The class of this class, when it is not `type`.
    pub metaclass: ObjId,
    /// The names its instances may have, when `__slots__` leaves them without a `__dict__`.
    pub slots: Option<Arc<[Symbol]>>,
    /// The classes that name it as a base, in the order in which they were made.
    pub subclasses: Vec<ObjId>,
}

#[derive(Clone, Debug)]
pub struct Instance {
    pub class: ObjId,
    pub attrs: NameTable,
    /// The dict that `__dict__` gave, if anybody asked: kept equal to `attrs`.
    pub dict: Option<ObjId>,
    pub payload: Payload,
}

/// What an instance has beside its attributes.
#[derive(Clone, Debug)]
pub enum Payload {
    None,
    Exception(Box<ExceptionData>),
    /// An instance of a subclass of a built-in container or number: the built-in object itself.
    Wrapped(Value),
}

#[derive(Clone, Debug, Default)]
pub struct ExceptionData {
    pub args: Vec<Value>,
    pub cause: Value,
    pub context: Value,
    pub suppress_context: bool,
    /// Innermost entry first, in the order in which frames were left.
    pub traceback: Vec<TracebackEntry>,
    /// Of an exception group: its message and the exceptions in it.
    pub group: Option<Box<(Value, Vec<Value>)>>,
    /// What a NameError's traceback adds: made while the frame's variables could be looked at.
    pub hint: Option<Arc<str>>,
}

/// One frame an exception passed through.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TracebackEntry {
    pub code: CodeId,
    pub instr: u32,
    pub globals: ObjId,
}

#[derive(Clone, Debug)]
pub struct Module {
    pub name: Arc<str>,
    pub dict: NameTable,
    /// The dict that `__dict__` or `globals()` gave, if anybody asked: kept equal to `dict`.
    pub shown: Option<ObjId>,
}

#[derive(Clone, Debug)]
pub struct Generator {
    pub name: Value,
    pub qualname: Value,
    pub code: CodeId,
    pub kind: GeneratorKind,
    /// An asynchronous generator that is finished or was told to finish (`ag_closed`).
    pub closed: bool,
    /// An asynchronous generator that a call of `asend()` or the like is advancing (`ag_running`).
    pub busy: bool,
    pub state: GeneratorState,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum GeneratorKind {
    Generator,
    Coroutine,
    AsyncGenerator,
}

impl GeneratorKind {
    /// As messages call it.
    pub const fn text(self) -> &'static str {
        match self {
            Self::Generator => "generator",
            Self::Coroutine => "coroutine",
            Self::AsyncGenerator => "async generator",
        }
    }
}

/// An awaitable that advances something: `agen.asend(x)`, `anext(it, default)`, `coro.__await__()`.
#[derive(Clone, Debug)]
pub struct AsyncCall {
    pub kind: AsyncCallKind,
    /// The asynchronous generator or coroutine; for `NextOr` what is waited for.
    pub of: Value,
    /// What to send or throw first; the default of `NextOr`.
    pub arg: Value,
    pub state: AsyncCallState,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AsyncCallKind {
    Send,
    Throw,
    Close,
    Wrapper,
    NextOr,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AsyncCallState {
    Init,
    Iter,
    Closed,
}

impl AsyncCall {
    pub const fn new(kind: AsyncCallKind, of: Value, arg: Value) -> Self {
        Self {
            kind,
            of,
            arg,
            state: AsyncCallState::Init,
        }
    }
}

#[derive(Clone, Debug)]
pub enum GeneratorState {
    /// Created or suspended at a `yield`: its frame and operands.
    Suspended(Box<Suspended>),
    Running,
    Finished,
}

impl Generator {
    /// Ends a generator that has not started or has ended already; whether that was so.
    pub fn finish_unstarted(&mut self) -> bool {
        let ends = match &self.state {
            GeneratorState::Suspended(frame) => !frame.has_started(),
            GeneratorState::Running => false,
            GeneratorState::Finished => true,
        };
        if ends {
            self.state = GeneratorState::Finished;
        }
        ends
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum ViewKind {
    Keys,
    Values,
    Items,
}

/// Iterators that need no Python code to advance, unless the iterator they wrap does.
#[derive(Clone, Debug)]
pub enum Iter {
    /// list, tuple, str, bytes, range, bytearray: the container and the next index (str: next byte).
    Sequence {
        of: Value,
        next: usize,
    },
    Range {
        next: i64,
        step: i64,
        left: u64,
    },
    /// Dict iteration with the length it must keep.
    Dict {
        of: ObjId,
        kind: ViewKind,
        next: usize,
        length: usize,
    },
    Set {
        of: ObjId,
        next: usize,
        length: usize,
    },
    Reversed {
        of: Value,
        next: i64,
    },
    /// An object with `__getitem__` only.
    GetItem {
        of: Value,
        next: i64,
    },
    /// `iter(callable, sentinel)`.
    Callable {
        callee: Value,
        sentinel: Value,
    },
    Enumerate {
        inner: Value,
        next: i64,
    },
    Zip {
        inner: Box<[Value]>,
        strict: bool,
    },
    Map {
        function: Value,
        inner: Box<[Value]>,
    },
    Filter {
        predicate: Value,
        inner: Value,
    },
    Exhausted,
}

/// `_thread.lock` and `_thread.RLock`: the word itself. Who waits is the kernel's business (`sim`).
#[derive(Clone, Debug)]
pub struct Lock {
    pub id: LockId,
    pub reentrant: bool,
    pub holder: Option<ThreadId>,
    /// How often the holder has taken it (RLock); 1 for a plain lock.
    pub depth: u32,
    /// Threads wait for it: a release must ask the kernel.
    pub parked: bool,
    /// Who waits for it waits for the simulated network.
    pub network: bool,
}

/// `_thread._ThreadHandle`.
#[derive(Clone, Debug)]
pub struct ThreadHandle {
    pub thread: Option<ThreadId>,
    pub done: bool,
    pub daemon: bool,
}
