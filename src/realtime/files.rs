//! Owns calls about files in real runs: a process's descriptors, and letting go for each call, as CPython
//! does (fileio.c, posixmodule.c). Owns no file (`files`).

use std::collections::BTreeMap;

use super::worker::{Gone, Worker};
use crate::files::{BAD_DESCRIPTOR, BEGIN, INVALID, NO_SEEK, Problem, Reply, as_error, as_object};
use crate::trace::DetachReason;
use crate::vm::file_call::FileCall;
use crate::vm::memory::Memory;
use crate::vm::system_call::Number;

/// What a descriptor of a process is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Descriptor {
    Stdin,
    /// Standard output (1) or standard error (2).
    Out(u8),
    /// A file, by its number.
    File(i64),
}

/// The descriptors of a process.
#[derive(Debug)]
pub(super) struct Descriptors(BTreeMap<Number, Descriptor>);

impl Default for Descriptors {
    fn default() -> Self {
        let standard = [Descriptor::Stdin, Descriptor::Out(1), Descriptor::Out(2)];
        Self((0..).zip(standard).collect())
    }
}

impl Descriptors {
    /// Under the lowest number that is free.
    fn install(&mut self, descriptor: Descriptor) -> Number {
        let free = (0..).find(|fd| !self.0.contains_key(fd));
        let fd = free.expect("numbers do not run out");
        self.0.insert(fd, descriptor);
        fd
    }
}

/// What a call is about, as the process's descriptors have it.
enum On {
    Path,
    File(i64),
    Stream(Descriptor),
    Nothing,
}

impl<M: Memory + Send> Worker<M> {
    pub(super) fn file_call(&mut self, call: &FileCall) -> Result<(), Gone> {
        let on = match call.descriptor() {
            None => On::Path,
            Some(fd) => match self.process.descriptors.lock().0.get(&fd).copied() {
                Some(Descriptor::File(file)) => On::File(file),
                Some(other) => On::Stream(other),
                None => On::Nothing,
            },
        };
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
                let mut descriptors = self.process.descriptors.lock();
                Ok(Reply::Int(descriptors.install(Descriptor::File(file))))
            }
            reply => reply,
        }
    }

    fn on_file(&self, call: &FileCall, file: i64, now: i64) -> Result<Reply, Problem> {
        let mut files = self.run.files.lock();
        if let FileCall::Close { fd } = call {
            self.process.descriptors.lock().0.remove(fd);
            files.close(file);
            return Ok(Reply::None);
        }
        files.call(&call.on(file), now)
    }

    fn on_stream(
        &mut self,
        call: &FileCall,
        stream: Descriptor,
        now: i64,
    ) -> Result<Reply, Problem> {
        /// The mode of a pipe: S_IFIFO, for its owner.
        const PIPE: i64 = 0o010_600;
        match (call, stream) {
            (FileCall::Read { size, .. }, Descriptor::Stdin) => {
                let mut at = self.run.stdin_at.lock();
                let rest = &self.run.config.stdin.as_bytes()[*at..];
                let count = size.map_or(rest.len(), |most| (most as usize).min(rest.len()));
                *at += count;
                Ok(Reply::Bytes(rest[..count].into()))
            }
            (FileCall::Write { data, .. }, Descriptor::Out(number)) => {
                let text = String::from_utf8_lossy(data).into_owned();
                self.write(number, text.into());
                Ok(Reply::Int(data.len() as i64))
            }
            (FileCall::Close { fd }, _) => {
                self.process.descriptors.lock().0.remove(fd);
                Ok(Reply::None)
            }
            (FileCall::StatOpen { fd }, _) => Ok(Reply::Stat([PIPE, *fd, 0, now])),
            (FileCall::Seek { .. }, _) => Err(NO_SEEK),
            (FileCall::Read { .. } | FileCall::Write { .. }, _) => Err(BAD_DESCRIPTOR),
            _ => Err(INVALID),
        }
    }
}
