//! Owns descriptors and pipes: open files shared by processes, counted, with the kernel's buffer of a
//! pipe between readers and writers. Owns nothing of what is in a folder (`sim::files`).

use std::collections::{BTreeMap, VecDeque};

use super::{Cause, Errno, Reply};
use crate::base::{ProcessId, ThreadId};
use crate::sim::Sim;
use crate::trace::{EventKind, Trace};
use crate::vm::system_call::{Number, poll};

/// Bytes that a pipe holds (pipe(7), Linux since 2.6.11).
const CAPACITY: usize = 65_536;
/// A write of at most so many bytes is not torn (PIPE_BUF).
const ATOMIC: usize = 4_096;

/// The descriptors of a process: which open file each one is.
pub(in crate::sim) type Descriptors = BTreeMap<Number, usize>;

/// All open files, numbered for the whole run.
#[derive(Clone, Debug)]
pub(super) struct Files {
    open: Vec<OpenFile>,
    pipes: Vec<Pipe>,
}

#[derive(Clone, Debug)]
struct OpenFile {
    kind: Kind,
    /// Descriptors of all processes that are this file.
    uses: u32,
    waits: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Stdin,
    /// Standard output (1) or standard error (2).
    Out(u8),
    ReadEnd(usize),
    WriteEnd(usize),
    /// A file in a folder, by its number there.
    Disk(i64),
}

#[derive(Clone, Debug, Default)]
struct Pipe {
    data: VecDeque<u8>,
    has_reader: bool,
    has_writer: bool,
}

impl Default for Files {
    fn default() -> Self {
        let file = |kind| OpenFile {
            kind,
            uses: 1,
            waits: true,
        };
        Self {
            open: vec![file(Kind::Stdin), file(Kind::Out(1)), file(Kind::Out(2))],
            pipes: Vec::new(),
        }
    }
}

/// The descriptors of the first process.
pub(in crate::sim) fn standard() -> Descriptors {
    (0..3).map(|n| (n, n as usize)).collect()
}

impl Sim {
    fn file(&self, process: ProcessId, fd: Number) -> Option<usize> {
        self.processes[process.index()]
            .descriptors
            .get(&fd)
            .copied()
    }

    fn kind(&self, process: ProcessId, fd: Number) -> Option<Kind> {
        let file = self.file(process, fd)?;
        Some(self.system.files.open[file].kind)
    }

    pub(super) fn pipe_read_by(&self, process: ProcessId, fd: Number) -> Option<usize> {
        match self.kind(process, fd) {
            Some(Kind::ReadEnd(pipe)) => Some(pipe),
            _ => None,
        }
    }

    pub(super) fn pipe_written_by(&self, process: ProcessId, fd: Number) -> Option<usize> {
        match self.kind(process, fd) {
            Some(Kind::WriteEnd(pipe)) => Some(pipe),
            _ => None,
        }
    }

    /// The lowest number that is free.
    fn lowest(&self, process: ProcessId) -> Number {
        let used = &self.processes[process.index()].descriptors;
        (0..)
            .find(|fd| !used.contains_key(fd))
            .expect("numbers do not run out")
    }

    fn install(&mut self, process: ProcessId, kind: Kind) -> Number {
        let fd = self.lowest(process);
        let file = self.system.files.open.len();
        self.system.files.open.push(OpenFile {
            kind,
            uses: 1,
            waits: true,
        });
        self.processes[process.index()].descriptors.insert(fd, file);
        fd
    }

    /// A file in a folder has been opened: its descriptor.
    pub(in crate::sim) fn install_file(&mut self, process: ProcessId, file: i64) -> Number {
        self.install(process, Kind::Disk(file))
    }

    /// The file in a folder that a descriptor is.
    pub(in crate::sim) fn file_of(&self, process: ProcessId, fd: Number) -> Option<i64> {
        match self.kind(process, fd) {
            Some(Kind::Disk(file)) => Some(file),
            _ => None,
        }
    }

    pub(in crate::sim) fn has_descriptor(&self, process: ProcessId, fd: Number) -> bool {
        self.file(process, fd).is_some()
    }

    pub(super) fn pipe(&mut self, process: ProcessId) -> Reply {
        let pipe = self.system.files.pipes.len();
        self.system.files.pipes.push(Pipe {
            data: VecDeque::new(),
            has_reader: true,
            has_writer: true,
        });
        let reader = self.install(process, Kind::ReadEnd(pipe));
        let writer = self.install(process, Kind::WriteEnd(pipe));
        Reply::Tuple(vec![reader, writer])
    }

    pub(super) fn read(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        fd: Number,
        count: usize,
    ) -> Option<Reply> {
        let process = self.process_of(thread);
        let bad = Some(Reply::Error(Errno::BadDescriptor));
        let Some(file) = self.file(process, fd) else {
            return bad;
        };
        let waits = self.system.files.open[file].waits;
        let pipe = match self.system.files.open[file].kind {
            Kind::ReadEnd(pipe) => pipe,
            Kind::Stdin => return Some(self.read_stdin(count)),
            Kind::Out(_) | Kind::WriteEnd(_) | Kind::Disk(_) => return bad,
        };
        let state = &mut self.system.files.pipes[pipe];
        if state.data.is_empty() {
            return match (state.has_writer, waits) {
                (false, _) => Some(Reply::Bytes(Vec::new())),
                (true, true) => None,
                (true, false) => Some(Reply::Error(Errno::WouldBlock)),
            };
        }
        let count = count.min(state.data.len());
        let bytes: Vec<u8> = state.data.drain(..count).collect();
        let more = !state.data.is_empty();
        self.charge_copy(thread, bytes.len());
        self.poke(trace, thread, Cause::Writable(pipe), false);
        if more {
            self.poke(trace, thread, Cause::Readable(pipe), false);
        }
        Some(Reply::Bytes(bytes))
    }

    fn read_stdin(&mut self, count: usize) -> Reply {
        let rest = &self.config.stdin.as_bytes()[self.stdin_at..];
        let count = count.min(rest.len());
        let bytes = rest[..count].to_vec();
        self.stdin_at += count;
        Reply::Bytes(bytes)
    }

    pub(super) fn write(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        fd: Number,
        data: &[u8],
        written: &mut usize,
    ) -> Option<Reply> {
        let process = self.process_of(thread);
        let bad = Some(Reply::Error(Errno::BadDescriptor));
        let Some(file) = self.file(process, fd) else {
            return bad;
        };
        let waits = self.system.files.open[file].waits;
        let pipe = match self.system.files.open[file].kind {
            Kind::WriteEnd(pipe) => pipe,
            Kind::Out(stream) => {
                let text = String::from_utf8_lossy(data).as_ref().into();
                self.charge_copy(thread, data.len());
                self.emit(trace, thread, EventKind::Output { stream, text });
                return Some(Reply::Int(data.len() as i64));
            }
            Kind::Stdin | Kind::ReadEnd(_) | Kind::Disk(_) => return bad,
        };
        let state = &mut self.system.files.pipes[pipe];
        if !state.has_reader {
            return Some(Reply::Error(Errno::BrokenPipe));
        }
        let rest = &data[*written..];
        let room = CAPACITY - state.data.len();
        let fits = room.min(rest.len());
        if fits < rest.len() && (rest.len() <= ATOMIC || fits == 0) {
            return (!waits).then_some(Reply::Error(Errno::WouldBlock));
        }
        state.data.extend(&rest[..fits]);
        *written += fits;
        self.system.piped_bytes += fits as u64;
        let all = *written == data.len();
        let has_room = state.data.len() < CAPACITY;
        self.charge_copy(thread, fits);
        self.poke(trace, thread, Cause::Readable(pipe), false);
        if all && has_room {
            self.poke(trace, thread, Cause::Writable(pipe), false);
        }
        (all || !waits).then_some(Reply::Int(*written as i64))
    }

    /// The byte that a signal's C handler writes: never waits, and is lost when the pipe is full.
    pub(super) fn write_wakeup(
        &mut self,
        trace: &mut Trace,
        by: ThreadId,
        process: ProcessId,
        fd: Number,
        byte: u8,
    ) {
        let Some(pipe) = self.pipe_written_by(process, fd) else {
            return;
        };
        let state = &mut self.system.files.pipes[pipe];
        if state.data.len() < CAPACITY {
            state.data.push_back(byte);
            self.poke(trace, by, Cause::Readable(pipe), false);
        }
    }

    fn charge_copy(&mut self, thread: ThreadId, bytes: usize) {
        self.threads[thread.index()].burst += super::machine::pipe_copy(bytes);
    }

    pub(super) fn close(&mut self, trace: &mut Trace, thread: ThreadId, fd: Number) -> Reply {
        let process = self.process_of(thread);
        match self.processes[process.index()].descriptors.remove(&fd) {
            Some(file) => {
                self.release_file(trace, thread, file);
                Reply::None
            }
            None => Reply::Error(Errno::BadDescriptor),
        }
    }

    /// One descriptor less for an open file; the last closes it.
    pub(super) fn release_file(&mut self, trace: &mut Trace, by: ThreadId, file: usize) {
        let open = &mut self.system.files.open[file];
        open.uses -= 1;
        if open.uses > 0 {
            return;
        }
        match open.kind {
            Kind::ReadEnd(pipe) => {
                self.system.files.pipes[pipe].has_reader = false;
                self.poke(trace, by, Cause::Writable(pipe), true);
            }
            Kind::WriteEnd(pipe) => {
                self.system.files.pipes[pipe].has_writer = false;
                self.poke(trace, by, Cause::Readable(pipe), true);
            }
            Kind::Disk(file) => self.files.close(file),
            Kind::Stdin | Kind::Out(_) => {}
        }
    }

    /// A process gets what another has: the same open file.
    pub(super) fn take_descriptor(&mut self, process: ProcessId, pid: Number, fd: Number) -> Reply {
        let Some(owner) = self.living(pid) else {
            return Reply::Error(Errno::NoProcess);
        };
        let Some(file) = self.file(owner, fd) else {
            return Reply::Error(Errno::BadDescriptor);
        };
        let own = self.lowest(process);
        self.system.files.open[file].uses += 1;
        let descriptors = &mut self.processes[process.index()].descriptors;
        descriptors.insert(own, file);
        Reply::Int(own)
    }

    pub(super) fn duplicate(
        &mut self,
        trace: &mut Trace,
        thread: ThreadId,
        fd: Number,
        to: Option<Number>,
    ) -> Reply {
        let process = self.process_of(thread);
        let Some(file) = self.file(process, fd) else {
            return Reply::Error(Errno::BadDescriptor);
        };
        let to = to.unwrap_or_else(|| self.lowest(process));
        if to == fd {
            return Reply::Int(to);
        }
        self.system.files.open[file].uses += 1;
        let descriptors = &mut self.processes[process.index()].descriptors;
        if let Some(old) = descriptors.insert(to, file) {
            self.release_file(trace, thread, old);
        }
        Reply::Int(to)
    }

    pub(super) fn blocking(&mut self, process: ProcessId, fd: Number, set: Option<bool>) -> Reply {
        let Some(file) = self.file(process, fd) else {
            return Reply::Error(Errno::BadDescriptor);
        };
        let file = &mut self.system.files.open[file];
        file.waits = set.unwrap_or(file.waits);
        Reply::Bool(file.waits)
    }

    /// Which of the descriptors are ready; `None` when none is and there is time left.
    pub(super) fn poll_files(
        &self,
        process: ProcessId,
        wanted: &[(Number, u16)],
        last: bool,
    ) -> Option<Reply> {
        let ready: Vec<i64> = wanted
            .iter()
            .map(|(fd, events)| (*fd, self.ready(process, *fd, *events)))
            .filter(|(_, events)| *events != 0)
            .flat_map(|(fd, events)| [fd, i64::from(events)])
            .collect();
        (last || !ready.is_empty()).then_some(Reply::Tuple(ready))
    }

    fn ready(&self, process: ProcessId, fd: Number, events: u16) -> u16 {
        let Some(kind) = self.kind(process, fd) else {
            return poll::NVAL;
        };
        let when = |holds: bool, event: u16| if holds { event } else { 0 };
        match kind {
            Kind::ReadEnd(pipe) => {
                let pipe = &self.system.files.pipes[pipe];
                when(!pipe.data.is_empty(), poll::IN & events) | when(!pipe.has_writer, poll::HUP)
            }
            Kind::WriteEnd(pipe) => {
                let pipe = &self.system.files.pipes[pipe];
                let room = CAPACITY - pipe.data.len();
                when(room >= ATOMIC, poll::OUT & events) | when(!pipe.has_reader, poll::ERR)
            }
            Kind::Stdin => poll::IN & events,
            Kind::Out(_) => poll::OUT & events,
            Kind::Disk(_) => (poll::IN | poll::OUT) & events,
        }
    }

    /// A forked process has all files of its parent; a spawned one the standard ones and `only`.
    pub(super) fn inherit(&mut self, from: ProcessId, only: Option<&[Number]>) -> Descriptors {
        let mut inherited = self.processes[from.index()].descriptors.clone();
        if let Some(only) = only {
            inherited.retain(|fd, _| *fd < 3 || only.contains(fd));
        }
        for file in inherited.values() {
            self.system.files.open[*file].uses += 1;
        }
        inherited
    }
}
