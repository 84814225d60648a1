//! Owns what a system call gives back and how the program sees it: an object, or an OSError with the number
//! of Linux. Owns no call (`system_call`) and no kernel: those are the engines'.

use super::exceptions;
use super::memory::Memory;
use super::native::Raise;
use super::object::{Body, Str};
use super::types;
use super::value::Value;
use crate::base::ThreadId;

/// What a call gives back, before it is a Python object.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reply {
    None,
    Bool(bool),
    Int(i64),
    Bytes(Vec<u8>),
    Tuple(Vec<i64>),
    Error(Errno),
}

impl Reply {
    /// The object for a thread.
    ///
    /// # Errors
    /// An OSError, or the subclass that the number stands for.
    pub fn object<M: Memory>(self, mem: &mut M, thread: ThreadId) -> Result<Value, Raise> {
        let body = match self {
            Self::None => return Ok(Value::None),
            Self::Bool(b) => return Ok(Value::Bool(b)),
            Self::Int(n) => return Ok(Value::Int(n)),
            Self::Bytes(bytes) => Body::Bytes(bytes.into()),
            Self::Tuple(items) => Body::Tuple(items.into_iter().map(Value::Int).collect()),
            Self::Error(errno) => return Err(errno.raise(mem, thread)),
        };
        Ok(Value::Obj(mem.alloc(body, thread)))
    }
}

/// Numbers of errors, as on Linux.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Errno {
    NoEntry = 2,
    NoProcess = 3,
    BadDescriptor = 9,
    NoChild = 10,
    WouldBlock = 11,
    Exists = 17,
    Invalid = 22,
    BrokenPipe = 32,
}

impl Errno {
    /// `strerror`, as glibc words it.
    const fn text(self) -> &'static str {
        match self {
            Self::NoEntry => "No such file or directory",
            Self::NoProcess => "No such process",
            Self::BadDescriptor => "Bad file descriptor",
            Self::NoChild => "No child processes",
            Self::WouldBlock => "Resource temporarily unavailable",
            Self::Exists => "File exists",
            Self::Invalid => "Invalid argument",
            Self::BrokenPipe => "Broken pipe",
        }
    }

    fn raise<M: Memory>(self, mem: &mut M, thread: ThreadId) -> Raise {
        let text = Body::Str(Str::new(self.text()));
        let text = Value::Obj(mem.alloc(text, thread));
        let args = vec![Value::Int(self as i64), text];
        let class = exceptions::class_for(types::OS_ERROR, &args);
        Raise(exceptions::new(mem, thread, class, args))
    }
}
