//! Owns calls about files: from what a thread asks to the answer as a Python object. Owns no file, and no
//! time that a call takes.

use std::sync::Arc;

use super::{Files, Found, NOT_A_FOLDER, Problem};
use crate::base::ThreadId;
use crate::vm::exceptions;
use crate::vm::file_call::FileCall;
use crate::vm::memory::Memory;
use crate::vm::native::Raise;
use crate::vm::object::{Body, Str};
use crate::vm::types;
use crate::vm::value::Value;

/// What a call gives, before it is a Python object.
#[derive(Debug)]
pub enum Reply {
    None,
    Int(i64),
    Bytes(Arc<[u8]>),
    Names(Vec<String>),
    Stat([i64; 4]),
}

impl Files {
    /// Does the call; `now` in nanoseconds since 1970.
    ///
    /// # Errors
    /// The number and the words of the operating system.
    pub fn call(&mut self, call: &FileCall, now: i64) -> Result<Reply, Problem> {
        match call {
            FileCall::Open { path, flags } => self.open(path, *flags, now).map(Reply::Int),
            FileCall::Read { fd, size } => self.read(*fd, *size).map(Reply::Bytes),
            FileCall::Write { fd, data } => self.write(*fd, data, now).map(Reply::Int),
            FileCall::Seek { fd, offset, whence } => {
                self.seek(*fd, *offset, *whence).map(Reply::Int)
            }
            FileCall::Truncate { fd, size } => {
                self.resize(*fd, *size, now)?;
                Ok(Reply::Int(*size as i64))
            }
            FileCall::Sync { fd } => self.opened(*fd).map(|_| Reply::None),
            FileCall::Close { .. } => unreachable!("descriptors are closed as such"),
            FileCall::Stat { path } => {
                let place = self.place(path)?;
                let found = self.find(&place)?;
                Ok(Reply::Stat(self.stat(&found, &place)))
            }
            FileCall::StatOpen { fd } => {
                let place = self.opened(*fd)?.path.clone();
                let found = match self.orphans.get(fd) {
                    Some(data) => Found::File {
                        data: data.clone(),
                        changed: now,
                    },
                    None => self.find(&place)?,
                };
                Ok(Reply::Stat(self.stat(&found, &place)))
            }
            FileCall::List { path } => {
                let place = self.place(path)?;
                match self.find(&place)? {
                    Found::Folder { .. } => Ok(Reply::Names(self.names(&place))),
                    Found::File { .. } | Found::Device => Err(NOT_A_FOLDER),
                }
            }
            FileCall::MakeFolder { path } => self.make_folder(path, now).map(|()| Reply::None),
            FileCall::RemoveFolder { path } => self.remove_folder(path).map(|()| Reply::None),
            FileCall::Remove { path } => self.remove(path).map(|()| Reply::None),
            FileCall::Rename { from, to } => self.rename(from, to).map(|()| Reply::None),
            FileCall::Touch { path, nanos } => self.touch(path, *nanos).map(|()| Reply::None),
        }
    }
}

/// What a call gave, as a Python object.
pub fn as_object<M: Memory>(mem: &mut M, thread: ThreadId, reply: Reply) -> Value {
    let body = match reply {
        Reply::None => return Value::None,
        Reply::Int(n) => return Value::Int(n),
        Reply::Bytes(bytes) => Body::Bytes(bytes),
        Reply::Stat(parts) => Body::Tuple(parts.into_iter().map(Value::Int).collect()),
        Reply::Names(names) => {
            let name = |name: String| {
                let text = Body::Str(Str::new(name));
                Value::Obj(mem.alloc(text, thread))
            };
            Body::List(names.into_iter().map(name).collect())
        }
    };
    Value::Obj(mem.alloc(body, thread))
}

/// Why a call failed, as an OSError.
pub fn as_error<M: Memory>(
    mem: &mut M,
    thread: ThreadId,
    problem: Problem,
    call: &FileCall,
) -> Raise {
    let mut text = |text: &str| Value::Obj(mem.alloc(Body::Str(Str::new(text)), thread));
    let mut args = vec![Value::Int(problem.0), text(problem.1)];
    if let Some(path) = call.path() {
        args.push(text(path));
    }
    if let FileCall::Rename { to, .. } = call {
        args.push(Value::None);
        args.push(text(to));
    }
    let class = exceptions::class_for(types::OS_ERROR, &args);
    Raise(exceptions::new(mem, thread, class, args))
}
