//! Owns calls about files in real runs: letting go for each call, as CPython does (fileio.c, posixmodule.c).
//! Owns neither files (`files`) nor descriptors and pipes (`system`).

use super::system::Kind;
use super::worker::{Gone, Worker};
use crate::files::{BAD_DESCRIPTOR, BEGIN, INVALID, NO_SEEK, Problem, Reply, as_error, as_object};
use crate::trace::DetachReason;
use crate::vm::file_call::FileCall;
use crate::vm::memory::Memory;
use crate::vm::system_call::SystemCall;

/// What is asked of a pipe in one go by a reader that wants everything.
const WHOLE: usize = 65_536;

/// What a call is about, as the process's descriptors have it.
enum On {
    Path,
    File(i64),
    Stream(Kind),
    Nothing,
}

impl<M: Memory + Send> Worker<M> {
    pub(super) fn file_call(&mut self, call: &FileCall) -> Result<(), Gone> {
        if let FileCall::Close { fd } = call {
            return self.kernel_call(&SystemCall::Close(*fd));
        }
        let kind = |fd| self.run.kernel.lock().kind(self.process.id, fd);
        let on = match call.descriptor().map(kind) {
            None => On::Path,
            Some(Some(Kind::Disk(file))) => On::File(file),
            Some(Some(other)) => On::Stream(other),
            Some(None) => On::Nothing,
        };
        match (call, &on) {
            (FileCall::Read { fd, size }, On::Stream(Kind::ReadEnd(_))) => {
                let (fd, count) = (*fd, size.map_or(WHOLE, |size| size as usize));
                return self.kernel_call(&SystemCall::Read { fd, count });
            }
            (FileCall::Write { fd, data }, On::Stream(Kind::WriteEnd(_))) => {
                let (fd, data) = (*fd, data.clone());
                return self.kernel_call(&SystemCall::Write { fd, data });
            }
            _ => {}
        }
        let now = BEGIN + self.recorder.now().nanos() as i64;
        self.detach(DetachReason::Blocking);
        let reply = match on {
            On::Path => self.on_path(call, now),
            On::File(file) => self.on_file(call, file, now),
            On::Stream(stream) => self.on_stream(call, stream, now),
            On::Nothing => Err(BAD_DESCRIPTOR),
        };
        self.attach()?;
        let thread = self.id();
        match reply {
            Ok(reply) => {
                let value = as_object(self.mem(), thread, reply);
                self.answer(value);
            }
            Err(problem) => {
                let error = as_error(self.mem(), thread, problem, call);
                self.answer_error(error);
            }
        }
        Ok(())
    }

    fn on_path(&self, call: &FileCall, now: i64) -> Result<Reply, Problem> {
        match self.run.files.lock().call(call, now) {
            Ok(Reply::Int(file)) if matches!(call, FileCall::Open { .. }) => {
                let mut kernel = self.run.kernel.lock();
                Ok(Reply::Int(kernel.install(self.process.id, file)))
            }
            reply => reply,
        }
    }

    fn on_file(&self, call: &FileCall, file: i64, now: i64) -> Result<Reply, Problem> {
        self.run.files.lock().call(&call.on(file), now)
    }

    fn on_stream(&mut self, call: &FileCall, stream: Kind, now: i64) -> Result<Reply, Problem> {
        /// The mode of a pipe: S_IFIFO, for its owner.
        const PIPE: i64 = 0o010_600;
        match (call, stream) {
            (FileCall::Read { size, .. }, Kind::Stdin) => {
                let mut at = self.run.stdin_at.lock();
                let rest = &self.run.config.stdin.as_bytes()[*at..];
                let count = size.map_or(rest.len(), |most| (most as usize).min(rest.len()));
                *at += count;
                Ok(Reply::Bytes(rest[..count].into()))
            }
            (FileCall::Write { data, .. }, Kind::Out(number)) => {
                let text = String::from_utf8_lossy(data).into_owned();
                self.write(number, text.into());
                Ok(Reply::Int(data.len() as i64))
            }
            (FileCall::StatOpen { fd }, _) => Ok(Reply::Stat([PIPE, *fd, 0, now])),
            (FileCall::Seek { .. }, _) => Err(NO_SEEK),
            (FileCall::Read { .. } | FileCall::Write { .. }, _) => Err(BAD_DESCRIPTOR),
            _ => Err(INVALID),
        }
    }
}
