//! Owns what a native function is given: the memory, who runs it, what it costs, and short ways to make
//! values and raise exceptions. Owns no frames: a native function cannot see the stack.

use std::sync::Arc;

use num_bigint::BigInt;
use num_traits::ToPrimitive;
use smallvec::SmallVec;

use super::exceptions;
use super::memory::Memory;
use super::native::{Flow, NativeResult, Raise};
use super::object::{Body, Str};
use super::types;
use super::value::Value;
use crate::base::{LockId, ObjId, Symbol, ThreadId};

/// What the engine is told of without being asked: (thread clock in picoseconds, what).
pub type Log = Vec<(u64, Notice)>;

/// Something that happened inside a run of instructions and that a trace should show.
#[derive(Clone, PartialEq, Debug)]
pub enum Notice {
    Acquired(LockId),
    Released(LockId),
    /// The program marked a moment.
    Mark(Arc<str>),
    /// An instruction began whose native work takes long enough to be shown; the thread stops at its end.
    Native,
}

/// What a thread knows of the virtual time without asking: the engine says what it is now, and up to
/// when nothing can come between this thread and its own work.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct KnownTime {
    /// The thread's clock, in picoseconds, at the moment `nanos`.
    pub zero: u64,
    pub nanos: u64,
    /// The first moment, in nanoseconds, that must be asked for; 0 when all must.
    pub until: u64,
    /// The core it is on.
    pub core: u16,
    /// The first moment, in nanoseconds, at which it may lose that core to a thread that waits for it.
    pub undisturbed: u64,
}

impl KnownTime {
    /// The virtual time in picoseconds at this point of the thread's clock, should nothing come between.
    pub(super) const fn moment(&self, clock: u64) -> u64 {
        self.nanos * 1000 + clock.saturating_sub(self.zero)
    }

    /// The virtual time at this point of the thread's clock, when it is known.
    fn at(&self, clock: u64) -> Option<u64> {
        let nanos = self.nanos + clock.saturating_sub(self.zero) / 1000;
        (nanos < self.until).then_some(nanos)
    }
}

/// The surroundings of a native function.
#[derive(Debug)]
pub struct Cx<'a, M: Memory> {
    pub mem: &'a mut M,
    pub thread: ThreadId,
    /// The thread's clock: picoseconds of work since it started, this call's charges included.
    pub clock: &'a mut u64,
    pub known: &'a KnownTime,
    pub log: &'a mut Log,
    /// The exception being handled by the calling frame, or `None`.
    pub handled: Value,
    /// The module whose code made the call (`globals()`, `__import__`).
    pub globals: ObjId,
    /// `sys.setrecursionlimit`: frames deep before RecursionError.
    pub recursion_limit: &'a mut usize,
    /// How many iterators are asking one inside of the other (`map` of `map` of …).
    pub asking: usize,
}

impl<M: Memory> Cx<'_, M> {
    /// Charges virtual work, in picoseconds as measured on CPython 3.14; scaled to the runtime.
    pub fn charge(&mut self, ps: u64) {
        let scale = u64::from(self.mem.world().costs.native_scale);
        // `sum(range(10**18))` would take years: the clock stands still at its end instead of wrapping.
        *self.clock = self.clock.saturating_add(ps.saturating_mul(scale) / 1000);
    }

    /// Charges what the runtime's table says itself.
    pub fn charge_exactly(&mut self, ps: u64) {
        *self.clock = self.clock.saturating_add(ps);
    }

    /// The virtual time in nanoseconds, where it is known; else the engine must be asked.
    pub fn now(&self) -> Option<u64> {
        self.known.at(*self.clock)
    }

    pub fn notice(&mut self, what: Notice) {
        let at = *self.clock;
        self.log.push((at, what));
    }

    pub fn alloc(&mut self, body: Body) -> Value {
        Value::Obj(self.mem.alloc(body, self.thread))
    }

    pub fn str(&mut self, text: impl Into<Arc<str>>) -> Value {
        let text: Arc<str> = text.into();
        if let &[byte] = text.as_bytes() {
            return types::ascii_char(byte);
        }
        self.alloc(Body::Str(Str::new(text)))
    }

    pub fn bytes(&mut self, bytes: impl Into<Arc<[u8]>>) -> Value {
        self.alloc(Body::Bytes(bytes.into()))
    }

    pub fn list(&mut self, items: Vec<Value>) -> Value {
        self.alloc(Body::List(items))
    }

    pub fn tuple(&mut self, items: impl Into<Box<[Value]>>) -> Value {
        self.alloc(Body::Tuple(items.into()))
    }

    /// An int of any size, in canonical form.
    pub fn int(&mut self, value: BigInt) -> Value {
        match value.to_i64() {
            Some(small) => Value::Int(small),
            None => self.alloc(Body::BigInt(Box::new(value))),
        }
    }

    /// The text of a str (or of an instance of a subclass of str).
    pub fn text(&self, value: Value) -> Option<Arc<str>> {
        match &self.mem.get(types::unwrap(self.mem, value).obj()?).body {
            Body::Str(s) => Some(s.text.clone()),
            _ => None,
        }
    }

    pub fn intern(&mut self, name: &str) -> Symbol {
        self.mem.intern(name)
    }

    /// The class of a value.
    pub fn type_of(&self, value: Value) -> ObjId {
        types::type_of(self.mem, value)
    }

    /// Its class's name, for messages.
    pub fn type_name(&self, value: Value) -> Arc<str> {
        types::type_name(self.mem, self.type_of(value))
    }

    pub fn is_instance(&self, value: Value, class: ObjId) -> bool {
        types::is_subclass(self.mem, self.type_of(value), class)
    }

    /// A new exception of a built-in class with one argument, its message.
    pub fn raise(&mut self, class: ObjId, message: impl Into<Arc<str>>) -> Raise {
        let message = self.str(message);
        Raise(exceptions::new(self.mem, self.thread, class, vec![message]))
    }

    /// A new exception with these arguments.
    pub fn raise_with(&mut self, class: ObjId, args: Vec<Value>) -> Raise {
        Raise(exceptions::new(self.mem, self.thread, class, args))
    }

    pub fn type_error(&mut self, message: impl Into<Arc<str>>) -> Raise {
        self.raise(types::TYPE_ERROR, message)
    }

    pub fn value_error(&mut self, message: impl Into<Arc<str>>) -> Raise {
        self.raise(types::VALUE_ERROR, message)
    }

    pub fn index_error(&mut self, message: impl Into<Arc<str>>) -> Raise {
        self.raise(types::INDEX_ERROR, message)
    }

    /// KeyError(key): the key itself is the argument, as in CPython.
    pub fn key_error(&mut self, key: Value) -> Raise {
        self.raise_with(types::KEY_ERROR, vec![key])
    }

    pub fn overflow_error(&mut self, message: impl Into<Arc<str>>) -> Raise {
        self.raise(types::OVERFLOW_ERROR, message)
    }

    pub fn zero_division(&mut self, message: impl Into<Arc<str>>) -> Raise {
        self.raise(types::ZERO_DIVISION_ERROR, message)
    }

    /// StopIteration without a value.
    pub fn stop_iteration(&mut self) -> Raise {
        self.raise_with(types::STOP_ITERATION, Vec::new())
    }
}

impl<M: Memory> Flow<M> {
    /// Calls `callee(*args)`; its result is the native function's result.
    pub fn tail(callee: Value, args: &[Value]) -> NativeResult<M> {
        Ok(Self::Call {
            callee,
            args: SmallVec::from_slice(args),
            then: None,
        })
    }

    /// Calls `callee(*args)` and goes on in `then`.
    pub fn call(
        callee: Value,
        args: &[Value],
        then: Box<super::native::NativeFrame<M>>,
    ) -> NativeResult<M> {
        Ok(Self::Call {
            callee,
            args: SmallVec::from_slice(args),
            then: Some(then),
        })
    }

    /// Asks the engine; its answer is the result.
    pub fn ask(ask: super::native::Ask) -> NativeResult<M> {
        Ok(Self::Ask { ask, then: None })
    }
}
