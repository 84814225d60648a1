//! Owns open files of a real run: what the descriptors of all processes stand for, counted, and the kernel's
//! buffer of a pipe between readers and writers. Owns no wait: who must wait is told so (`system`).

use std::collections::{BTreeMap, VecDeque};

use super::{Change, Errno, Reply};
use crate::vm::system_call::{Number, poll};

/// Bytes that a pipe holds (pipe(7), Linux since 2.6.11).
const CAPACITY: usize = 65_536;
/// A write of at most so many bytes is not torn (PIPE_BUF).
const ATOMIC: usize = 4_096;

/// What an open file is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::realtime) enum Kind {
    Stdin,
    /// Standard output (1) or standard error (2).
    Out(u8),
    ReadEnd(usize),
    WriteEnd(usize),
    /// A file in a folder, by its number there.
    Disk(i64),
}

#[derive(Debug)]
struct OpenFile {
    kind: Kind,
    /// Descriptors of all processes that are this file.
    uses: u32,
    waits: bool,
}

#[derive(Debug)]
struct Pipe {
    data: VecDeque<u8>,
    has_reader: bool,
    has_writer: bool,
}

/// The descriptors of a process: which open file each one is.
#[derive(Clone, Debug)]
pub(in crate::realtime) struct Descriptors(BTreeMap<Number, usize>);

impl Default for Descriptors {
    /// Those of the first process.
    fn default() -> Self {
        Self((0..3).map(|n| (n, n as usize)).collect())
    }
}

impl Descriptors {
    /// The lowest number that is free.
    fn lowest(&self) -> Number {
        (0..)
            .find(|fd| !self.0.contains_key(fd))
            .expect("numbers do not run out")
    }
}

#[derive(Debug)]
pub(super) struct OpenFiles {
    open: Vec<OpenFile>,
    pipes: Vec<Pipe>,
}

impl Default for OpenFiles {
    fn default() -> Self {
        let open = [Kind::Stdin, Kind::Out(1), Kind::Out(2)].map(OpenFile::new);
        Self {
            open: open.into(),
            pipes: Vec::new(),
        }
    }
}

impl OpenFile {
    fn new(kind: Kind) -> Self {
        Self {
            kind,
            uses: 1,
            waits: true,
        }
    }
}

impl OpenFiles {
    pub(super) fn kind(&self, of: &Descriptors, fd: Number) -> Option<Kind> {
        let file = of.0.get(&fd)?;
        Some(self.open[*file].kind)
    }

    pub(super) fn install(&mut self, to: &mut Descriptors, kind: Kind) -> Number {
        let fd = to.lowest();
        to.0.insert(fd, self.open.len());
        self.open.push(OpenFile::new(kind));
        fd
    }

    pub(super) fn pipe(&mut self, to: &mut Descriptors) -> Reply {
        let pipe = self.pipes.len();
        self.pipes.push(Pipe {
            data: VecDeque::new(),
            has_reader: true,
            has_writer: true,
        });
        let reader = self.install(to, Kind::ReadEnd(pipe));
        let writer = self.install(to, Kind::WriteEnd(pipe));
        Reply::Tuple(vec![reader, writer])
    }

    /// From a pipe; `None`: there is nothing yet.
    pub(super) fn read(
        &mut self,
        of: &Descriptors,
        fd: Number,
        count: usize,
        changes: &mut Vec<Change>,
    ) -> Option<Reply> {
        let bad = Some(Reply::Error(Errno::BadDescriptor));
        let Some(file) = of.0.get(&fd) else {
            return bad;
        };
        let file = &self.open[*file];
        let Kind::ReadEnd(number) = file.kind else {
            return bad;
        };
        let pipe = &mut self.pipes[number];
        if pipe.data.is_empty() {
            return match (pipe.has_writer, file.waits) {
                (false, _) => Some(Reply::Bytes(Vec::new())),
                (true, true) => None,
                (true, false) => Some(Reply::Error(Errno::WouldBlock)),
            };
        }
        let count = count.min(pipe.data.len());
        changes.push(Change::Pipe(number));
        Some(Reply::Bytes(pipe.data.drain(..count).collect()))
    }

    /// Into a pipe, as much as fits; `None`: the rest, from `written` on, has no room yet.
    pub(super) fn write(
        &mut self,
        of: &Descriptors,
        fd: Number,
        data: &[u8],
        written: &mut usize,
        changes: &mut Vec<Change>,
    ) -> Option<Reply> {
        let bad = Some(Reply::Error(Errno::BadDescriptor));
        let Some(file) = of.0.get(&fd) else {
            return bad;
        };
        let file = &self.open[*file];
        let Kind::WriteEnd(number) = file.kind else {
            return bad;
        };
        let pipe = &mut self.pipes[number];
        if !pipe.has_reader {
            return Some(Reply::Error(Errno::BrokenPipe));
        }
        let rest = &data[*written..];
        let fits = (CAPACITY - pipe.data.len()).min(rest.len());
        if fits < rest.len() && (rest.len() <= ATOMIC || fits == 0) {
            return (!file.waits).then_some(Reply::Error(Errno::WouldBlock));
        }
        pipe.data.extend(&rest[..fits]);
        *written += fits;
        changes.push(Change::Pipe(number));
        (*written == data.len() || !file.waits).then_some(Reply::Int(*written as i64))
    }

    /// The file in a folder that was closed by this, if one was.
    pub(super) fn close(
        &mut self,
        of: &mut Descriptors,
        fd: Number,
        changes: &mut Vec<Change>,
    ) -> Result<Option<i64>, Errno> {
        let file = of.0.remove(&fd).ok_or(Errno::BadDescriptor)?;
        Ok(self.release(file, changes))
    }

    /// The process is over. The files in folders that were closed by this.
    pub(super) fn close_all(&mut self, of: Descriptors, changes: &mut Vec<Change>) -> Vec<i64> {
        let files = of.0.into_values();
        files
            .filter_map(|file| self.release(file, changes))
            .collect()
    }

    /// One descriptor less for an open file; the last closes it.
    fn release(&mut self, file: usize, changes: &mut Vec<Change>) -> Option<i64> {
        let open = &mut self.open[file];
        open.uses -= 1;
        if open.uses > 0 {
            return None;
        }
        match open.kind {
            Kind::ReadEnd(pipe) => {
                self.pipes[pipe].has_reader = false;
                changes.push(Change::Pipe(pipe));
            }
            Kind::WriteEnd(pipe) => {
                self.pipes[pipe].has_writer = false;
                changes.push(Change::Pipe(pipe));
            }
            Kind::Disk(file) => return Some(file),
            Kind::Stdin | Kind::Out(_) => {}
        }
        None
    }

    /// The same open file for another process, or under another number: the lowest, or `to`. And the file
    /// in a folder that was there before and closed by this.
    pub(super) fn share(
        &mut self,
        from: &Descriptors,
        fd: Number,
        with: &mut Descriptors,
        to: Option<Number>,
        changes: &mut Vec<Change>,
    ) -> Result<(Number, Option<i64>), Errno> {
        let file = *from.0.get(&fd).ok_or(Errno::BadDescriptor)?;
        let to = to.unwrap_or_else(|| with.lowest());
        self.open[file].uses += 1;
        let old = with.0.insert(to, file);
        let closed = old.and_then(|old| self.release(old, changes));
        Ok((to, closed))
    }

    pub(super) fn blocking(&mut self, of: &Descriptors, fd: Number, set: Option<bool>) -> Reply {
        let Some(file) = of.0.get(&fd) else {
            return Reply::Error(Errno::BadDescriptor);
        };
        let file = &mut self.open[*file];
        file.waits = set.unwrap_or(file.waits);
        Reply::Bool(file.waits)
    }

    /// Which of the descriptors are ready; `None` when none is and there is time left.
    pub(super) fn poll(
        &self,
        of: &Descriptors,
        wanted: &[(Number, u16)],
        last: bool,
    ) -> Option<Reply> {
        let ready: Vec<i64> = wanted
            .iter()
            .map(|(fd, events)| (*fd, self.ready(of, *fd, *events)))
            .filter(|(_, events)| *events != 0)
            .flat_map(|(fd, events)| [fd, i64::from(events)])
            .collect();
        (last || !ready.is_empty()).then_some(Reply::Tuple(ready))
    }

    fn ready(&self, of: &Descriptors, fd: Number, events: u16) -> u16 {
        let Some(kind) = self.kind(of, fd) else {
            return poll::NVAL;
        };
        let when = |holds: bool, event: u16| if holds { event } else { 0 };
        match kind {
            Kind::ReadEnd(pipe) => {
                let pipe = &self.pipes[pipe];
                when(!pipe.data.is_empty(), poll::IN & events) | when(!pipe.has_writer, poll::HUP)
            }
            Kind::WriteEnd(pipe) => {
                let pipe = &self.pipes[pipe];
                let room = CAPACITY - pipe.data.len();
                when(room >= ATOMIC, poll::OUT & events) | when(!pipe.has_reader, poll::ERR)
            }
            Kind::Stdin => poll::IN & events,
            Kind::Out(_) => poll::OUT & events,
            Kind::Disk(_) => (poll::IN | poll::OUT) & events,
        }
    }

    /// Whether a descriptor has to do with a pipe.
    pub(super) fn is_of(&self, of: &Descriptors, fd: Number, pipe: usize) -> bool {
        matches!(self.kind(of, fd), Some(Kind::ReadEnd(p) | Kind::WriteEnd(p)) if p == pipe)
    }

    /// A forked process has all files of its parent; a spawned one the standard ones and `only`.
    pub(super) fn inherit(&mut self, from: &Descriptors, only: Option<&[Number]>) -> Descriptors {
        let mut inherited = from.clone();
        if let Some(only) = only {
            inherited.0.retain(|fd, _| *fd < 3 || only.contains(fd));
        }
        for file in inherited.0.values() {
            self.open[*file].uses += 1;
        }
        inherited
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pipe() -> (OpenFiles, Descriptors) {
        let (mut files, mut of) = (OpenFiles::default(), Descriptors::default());
        assert_eq!(files.pipe(&mut of), Reply::Tuple(vec![3, 4]));
        (files, of)
    }

    #[test]
    fn a_small_write_is_not_torn_and_a_large_one_goes_in_pieces() {
        let (mut files, of) = pipe();
        let (mut written, mut changes) = (0, Vec::new());
        let large = vec![7; CAPACITY + 10];
        let whole = files.write(&of, 4, &large, &mut written, &mut changes);
        assert_eq!((whole, written), (None, CAPACITY));
        assert_eq!(changes, [Change::Pipe(0)]);
        let mut read = Vec::new();
        let some = files.read(&of, 3, 100, &mut read);
        assert_eq!(some, Some(Reply::Bytes(vec![7; 100])));
        let mut small = 0;
        let none = files.write(&of, 4, &[1; 101], &mut small, &mut changes);
        assert_eq!((none, small), (None, 0));
        let whole = files.write(&of, 4, &large, &mut written, &mut changes);
        assert_eq!(whole, Some(Reply::Int(large.len() as i64)));
    }

    #[test]
    fn the_last_end_that_is_closed_is_what_the_other_side_sees() {
        let (mut files, mut parent) = pipe();
        let mut child = files.inherit(&parent, None);
        let mut changes = Vec::new();
        assert_eq!(files.close(&mut parent, 4, &mut changes), Ok(None));
        assert_eq!(files.read(&parent, 3, 1, &mut changes), None);
        assert!(changes.is_empty(), "the child may still write");
        assert_eq!(files.close(&mut child, 4, &mut changes), Ok(None));
        assert_eq!(changes, [Change::Pipe(0)]);
        let end = files.read(&parent, 3, 1, &mut changes);
        assert_eq!(end, Some(Reply::Bytes(Vec::new())));
        let bad = files.close(&mut child, 4, &mut changes);
        assert_eq!(bad, Err(Errno::BadDescriptor));
    }
}
