//! Owns calls about files as the simulation makes them: through a process's descriptors, and how long each
//! takes. Owns no file (`files`).

use super::Sim;
use super::thread::Op;
use crate::base::{ThreadId, VirtualDuration};
use crate::files::{BAD_DESCRIPTOR, BEGIN, INVALID, NO_SEEK, Problem, Reply, as_error, as_object};
use crate::trace::{DetachReason, Trace};
use crate::vm::file_call::FileCall;
use crate::vm::system_call::SystemCall;

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
    pub(super) fn file_call(&mut self, trace: &mut Trace, thread: ThreadId, call: &FileCall) {
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
        let mem = self.mem_mut(thread);
        let answer = match reply {
            Ok(reply) => Ok(as_object(mem, thread, reply)),
            Err(problem) => Err(as_error(mem, thread, problem, call)),
        };
        let op = Op::File { cost, answer };
        self.let_go(trace, thread, op, DetachReason::Blocking);
    }
}
