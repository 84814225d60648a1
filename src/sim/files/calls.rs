//! Owns calls about files: from what a thread asks to the answer as a Python object, and how long that
//! takes. Owns no file.

use std::sync::Arc;

use super::{BAD_DESCRIPTOR, BEFORE, Files, Found, INVALID, NO_SEEK, NOT_A_FOLDER, Problem};
use crate::base::{ThreadId, VirtualDuration};
use crate::sim::Sim;
use crate::sim::thread::Op;
use crate::trace::{DetachReason, Trace};
use crate::vm::exceptions;
use crate::vm::file_call::FileCall;
use crate::vm::memory::Memory;
use crate::vm::native::Raise;
use crate::vm::object::{Body, Str};
use crate::vm::system_call::SystemCall;
use crate::vm::types;
use crate::vm::value::Value;

/// When every run begins.
const BEGIN: i64 = BEFORE + 3_600_000_000_000;

/// What a call costs beside the copying of bytes, measured on Linux 6.1 with warm caches (ext4, strace -T
/// less its own overhead): a path of three parts is walked in about 1 µs, open and close take 3 µs, a
/// page-cached read or write 0.4 µs, creating or removing an entry 8 µs.
const WALK: u64 = 1_000;
const OPEN: u64 = 2_500;
const COPY: u64 = 400;
const CLOSE: u64 = 300;
const CHANGE: u64 = 8_000;
/// Bytes copied in a microsecond between the page cache and a process: 8 GB/s.
const BYTES_PER_MICRO: u64 = 8_000;
/// fsync(2) on an NVMe drive with a journal commit: about a millisecond.
const SYNC: u64 = 1_000_000;

/// What is asked of a pipe in one go by a reader that wants everything.
const WHOLE: usize = 65_536;
/// The mode of a pipe: S_IFIFO, for its owner.
const PIPE: i64 = 0o010_600;

/// What a call gives, before it is a Python object.
enum Reply {
    None,
    Int(i64),
    Bytes(Arc<[u8]>),
    Names(Vec<String>),
    Stat([i64; 4]),
}

impl Files {
    /// Does the call; `now` in nanoseconds since 1970.
    fn call(&mut self, call: &FileCall, now: i64) -> Result<Reply, Problem> {
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

/// How long a call takes.
fn latency(call: &FileCall, reply: &Result<Reply, Problem>) -> VirtualDuration {
    let copied = |bytes: usize| COPY + bytes as u64 * 1_000 / BYTES_PER_MICRO;
    VirtualDuration::from_nanos(match (call, reply) {
        (FileCall::Open { flags, .. }, Ok(_)) if flags.truncate || flags.exclusive => OPEN + CHANGE,
        (FileCall::Open { .. }, Ok(_)) => OPEN,
        (FileCall::Read { .. }, Ok(Reply::Bytes(bytes))) => copied(bytes.len()),
        (FileCall::Write { data, .. }, _) => copied(data.len()),
        (FileCall::Sync { .. }, _) => SYNC,
        (FileCall::List { .. }, Ok(Reply::Names(names))) => OPEN + CLOSE + names.len() as u64 * 200,
        (
            FileCall::MakeFolder { .. }
            | FileCall::RemoveFolder { .. }
            | FileCall::Remove { .. }
            | FileCall::Rename { .. },
            Ok(_),
        ) => CHANGE,
        (FileCall::Seek { .. } | FileCall::StatOpen { .. }, _) => COPY,
        _ => WALK,
    })
}

impl Sim {
    /// A thread makes a call about files: CPython lets the GIL go for each (fileio.c, posixmodule.c).
    pub(in crate::sim) fn file_call(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        call: &FileCall,
    ) {
        let now = BEGIN + self.now.nanos() as i64;
        let process = self.process_of(thread);
        let reply = match call.descriptor() {
            None => match self.files.call(call, now) {
                Ok(Reply::Int(file)) if matches!(call, FileCall::Open { .. }) => {
                    Ok(Reply::Int(self.install_file(process, file)))
                }
                reply => reply,
            },
            Some(fd) => match (self.file_of(process, fd), call) {
                (_, FileCall::Close { .. }) => {
                    return self.system_call(trace, thread, SystemCall::Close(fd));
                }
                (Some(file), call) => self.files.call(&call.on(file), now),
                (None, FileCall::Read { size, .. }) => {
                    let count = size.map_or(WHOLE, |size| size as usize);
                    return self.system_call(trace, thread, SystemCall::Read { fd, count });
                }
                (None, FileCall::Write { data, .. }) => {
                    let data = data.clone();
                    return self.system_call(trace, thread, SystemCall::Write { fd, data });
                }
                (None, call) if self.has_descriptor(process, fd) => match call {
                    FileCall::StatOpen { .. } => Ok(Reply::Stat([PIPE, fd, 0, now])),
                    FileCall::Seek { .. } => Err(NO_SEEK),
                    _ => Err(INVALID),
                },
                (None, _) => Err(BAD_DESCRIPTOR),
            },
        };
        let cost = latency(call, &reply);
        let answer = match reply {
            Ok(reply) => Ok(self.as_object(thread, reply)),
            Err(problem) => Err(self.as_error(thread, problem, call)),
        };
        let op = Op::File { cost, answer };
        self.let_go(trace, thread, op, DetachReason::Blocking);
    }

    fn as_object(&mut self, thread: ThreadId, reply: Reply) -> Value {
        let body = match reply {
            Reply::None => return Value::None,
            Reply::Int(n) => return Value::Int(n),
            Reply::Bytes(bytes) => Body::Bytes(bytes),
            Reply::Stat(parts) => Body::Tuple(parts.into_iter().map(Value::Int).collect()),
            Reply::Names(names) => {
                let name = |name: String| {
                    let text = Body::Str(Str::new(name));
                    Value::Obj(self.mem_mut(thread).alloc(text, thread))
                };
                Body::List(names.into_iter().map(name).collect())
            }
        };
        Value::Obj(self.mem_mut(thread).alloc(body, thread))
    }

    fn as_error(&mut self, thread: ThreadId, problem: Problem, call: &FileCall) -> Raise {
        let mut text = |text: &str| {
            Value::Obj(
                self.mem_mut(thread)
                    .alloc(Body::Str(Str::new(text)), thread),
            )
        };
        let mut args = vec![Value::Int(problem.0), text(problem.1)];
        if let Some(path) = call.path() {
            args.push(text(path));
        }
        if let FileCall::Rename { to, .. } = call {
            args.push(Value::None);
            args.push(text(to));
        }
        let class = exceptions::class_for(types::OS_ERROR, &args);
        Raise(exceptions::new(self.mem_mut(thread), thread, class, args))
    }
}
