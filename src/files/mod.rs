//! Owns the files of a run: the program's own folder, read-only; above it, in memory, whatever the
//! program writes, and `/tmp`. Owns no buffering and no Python object of a file (`_io`); what each call takes and gives is `calls`'.
//!
//! What a clone of a run shares stays shared until somebody writes. Nothing reaches the disk, and nothing
//! outside the folder is seen: an attempt is a PermissionError that says so.

mod calls;

pub use calls::{Reply, as_error, as_object};

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::{Entry, ProgramFolder};
use crate::vm::file_call::OpenFlags;

/// When the files of the folder were last changed, as far as the program can tell: nanoseconds since
/// 1970, 2026-01-01 08:00 UTC, an hour before every run begins.
const BEFORE: i64 = 1_767_254_400_000_000_000;
/// When every run begins, as far as files can tell.
pub const BEGIN: i64 = BEFORE + 3_600_000_000_000;
const OUTSIDE: &str = "Permission denied (gilscope shows a program only its own folder and /tmp)";

/// Bytes that the files of a run may have together.
const ROOM: u64 = 512 << 20;

/// The one device that a program sees: takes all and gives nothing (`os.devnull`).
const NULL_DEVICE: &str = "/dev/null";

pub type Problem = (i64, &'static str);
/// Numbers of errors on Linux, and glibc's words.
const NO_ENTRY: Problem = (2, "No such file or directory");
pub const BAD_DESCRIPTOR: Problem = (9, "Bad file descriptor");
const DENIED: Problem = (13, OUTSIDE);
const EXISTS: Problem = (17, "File exists");
const NOT_A_FOLDER: Problem = (20, "Not a directory");
const IS_A_FOLDER: Problem = (21, "Is a directory");
pub const INVALID: Problem = (22, "Invalid argument");
const FULL: Problem = (28, "No space left on device");
const NOT_EMPTY: Problem = (39, "Directory not empty");
pub const NO_SEEK: Problem = (29, "Illegal seek");
const UNREADABLE: Problem = (5, "Input/output error");

/// What lies above the folder at a path.
#[derive(Clone, Debug)]
enum Node {
    File { data: Arc<Vec<u8>>, changed: i64 },
    Folder { changed: i64 },
    Gone,
}

/// What is at a path.
#[derive(Clone, Debug)]
enum Found {
    /// The null device.
    Device,
    File {
        data: Arc<Vec<u8>>,
        changed: i64,
    },
    Folder {
        changed: i64,
    },
}

#[derive(Clone, Debug)]
struct OpenFile {
    path: String,
    position: u64,
    flags: OpenFlags,
}

/// The file system of a run. A clone is part of a checkpoint.
#[derive(Clone, Debug)]
pub struct Files {
    folder: ProgramFolder,
    above: Arc<BTreeMap<String, Node>>,
    /// Open files, by numbers of their own: descriptors are the processes'.
    open: BTreeMap<i64, OpenFile>,
    opened: i64,
    /// What open files hold although nothing has that name any more.
    orphans: BTreeMap<i64, Arc<Vec<u8>>>,
}

impl Files {
    pub fn new(folder: ProgramFolder) -> Self {
        let tmp = Node::Folder { changed: BEFORE };
        Self {
            folder,
            above: Arc::new([("/tmp".to_owned(), tmp)].into()),
            open: BTreeMap::new(),
            opened: 0,
            orphans: BTreeMap::new(),
        }
    }

    /// The absolute path without `.` and `..`, if the program may see it.
    fn place(&self, path: &str) -> Result<String, Problem> {
        if path.is_empty() {
            return Err(NO_ENTRY);
        }
        let whole = if path.starts_with('/') {
            path.to_owned()
        } else {
            format!("{}/{path}", self.folder.path())
        };
        let mut parts: Vec<&str> = Vec::new();
        for part in whole.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop();
                }
                part => parts.push(part),
            }
        }
        let place = format!("/{}", parts.join("/"));
        let inside = |folder: &str| {
            let rest = place.strip_prefix(folder);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        if inside(self.folder.path()) || inside("/tmp") || place == NULL_DEVICE {
            Ok(place)
        } else {
            Err(DENIED)
        }
    }

    /// The same place inside the program's folder.
    fn relative<'a>(&self, place: &'a str) -> Option<&'a str> {
        let rest = place.strip_prefix(self.folder.path())?;
        Some(rest.trim_start_matches('/'))
    }

    fn find(&self, place: &str) -> Result<Found, Problem> {
        if place == NULL_DEVICE {
            return Ok(Found::Device);
        }
        match self.above.get(place) {
            Some(Node::File { data, changed }) => {
                return Ok(Found::File {
                    data: data.clone(),
                    changed: *changed,
                });
            }
            Some(Node::Folder { changed }) => return Ok(Found::Folder { changed: *changed }),
            Some(Node::Gone) => return Err(NO_ENTRY),
            None => {}
        }
        let Some(relative) = self.relative(place) else {
            return Err(self.absent(place));
        };
        match self.folder.entry(relative) {
            Some(Entry::File { .. }) => {
                let data = self.folder.read(relative).map_err(|_| UNREADABLE)?;
                Ok(Found::File {
                    data: Arc::new(data.to_vec()),
                    changed: BEFORE,
                })
            }
            Some(Entry::Folder) => Ok(Found::Folder { changed: BEFORE }),
            Some(Entry::Outside) => Err(DENIED),
            None => Err(self.absent(place)),
        }
    }

    /// Nothing is there: because a part on the way is a file, or just so.
    fn absent(&self, place: &str) -> Problem {
        match place.rsplit_once('/') {
            Some((parent, _)) if matches!(self.above.get(parent), Some(Node::File { .. })) => {
                NOT_A_FOLDER
            }
            _ => NO_ENTRY,
        }
    }

    fn parent_is_folder(&self, place: &str) -> Result<(), Problem> {
        let parent = place.rsplit_once('/').map_or("", |(parent, _)| parent);
        match self.find(parent) {
            Ok(Found::Folder { .. }) => Ok(()),
            Ok(Found::File { .. } | Found::Device) => Err(NOT_A_FOLDER),
            Err(_) if parent.is_empty() => Err(DENIED),
            Err(problem) => Err(problem),
        }
    }

    fn put(&mut self, place: &str, node: Node) {
        Arc::make_mut(&mut self.above).insert(place.to_owned(), node);
    }

    fn names(&self, place: &str) -> Vec<String> {
        let mut names = match self.relative(place) {
            Some(relative) => self.folder.list(relative),
            None => Vec::new(),
        };
        let below = format!("{place}/");
        for (path, node) in self.above.range(below.clone()..) {
            let Some(name) = path.strip_prefix(&below) else {
                break;
            };
            if name.contains('/') {
                continue;
            }
            names.retain(|known| known != name);
            if !matches!(node, Node::Gone) {
                names.push(name.to_owned());
            }
        }
        names.sort();
        names
    }

    fn open(&mut self, path: &str, flags: OpenFlags, now: i64) -> Result<i64, Problem> {
        let place = self.place(path)?;
        match self.find(&place) {
            Ok(Found::Folder { .. }) if flags.write || flags.create => return Err(IS_A_FOLDER),
            Ok(_) if flags.exclusive => return Err(EXISTS),
            Ok(Found::File { .. }) if flags.truncate => self.put(&place, empty(now)),
            Ok(_) => {}
            Err(NO_ENTRY) if flags.create => {
                self.parent_is_folder(&place)?;
                self.put(&place, empty(now));
            }
            Err(problem) => return Err(problem),
        }
        let file = OpenFile {
            path: place,
            position: 0,
            flags,
        };
        self.opened += 1;
        self.open.insert(self.opened, file);
        Ok(self.opened)
    }

    /// The last descriptor of an open file is gone.
    pub fn close(&mut self, file: i64) {
        self.orphans.remove(&file);
        self.open.remove(&file);
    }

    fn opened(&self, fd: i64) -> Result<&OpenFile, Problem> {
        self.open.get(&fd).ok_or(BAD_DESCRIPTOR)
    }

    fn data(&self, fd: i64) -> Result<Arc<Vec<u8>>, Problem> {
        if let Some(data) = self.orphans.get(&fd) {
            return Ok(data.clone());
        }
        match self.find(&self.opened(fd)?.path)? {
            Found::File { data, .. } => Ok(data),
            Found::Device => Ok(Arc::default()),
            Found::Folder { .. } => Err(IS_A_FOLDER),
        }
    }

    fn change(
        &mut self,
        fd: i64,
        now: i64,
        change: impl FnOnce(&mut Vec<u8>),
    ) -> Result<(), Problem> {
        let file = self.opened(fd)?;
        if !file.flags.write {
            return Err(BAD_DESCRIPTOR);
        }
        let path = file.path.clone();
        if let Some(data) = self.orphans.get_mut(&fd) {
            change(Arc::make_mut(data));
            return Ok(());
        }
        if !matches!(self.above.get(&path), Some(Node::File { .. })) {
            let data = self.data(fd)?;
            self.put(&path, Node::File { data, changed: now });
        }
        if let Some(Node::File { data, changed }) = Arc::make_mut(&mut self.above).get_mut(&path) {
            change(Arc::make_mut(data));
            *changed = now;
        }
        Ok(())
    }

    /// Makes a file longer or shorter. The files of a run lie in memory: together they have `ROOM`.
    fn resize(&mut self, fd: i64, size: u64, now: i64) -> Result<(), Problem> {
        let old = self.data(fd)?.len() as u64;
        // What all files take is looked at once a mebibyte: small writes stay cheap.
        if size > ROOM || size >> 20 > old >> 20 && self.stored() + (size - old) > ROOM {
            return Err(FULL);
        }
        self.change(fd, now, |data| data.resize(size as usize, 0))
    }

    fn stored(&self) -> u64 {
        let lengths = self.above.values().map(|node| match node {
            Node::File { data, .. } => data.len() as u64,
            Node::Folder { .. } | Node::Gone => 0,
        });
        let orphans = self.orphans.values().map(|data| data.len() as u64);
        lengths.chain(orphans).sum()
    }

    fn write(&mut self, fd: i64, bytes: &[u8], now: i64) -> Result<i64, Problem> {
        if self.opened(fd)?.path == NULL_DEVICE {
            return Ok(bytes.len() as i64);
        }
        let size = self.data(fd)?.len();
        let file = self.opened(fd)?;
        let at = if file.flags.append {
            size
        } else {
            file.position as usize
        };
        let end = at + bytes.len();
        if size < end {
            self.resize(fd, end as u64, now)?;
        }
        self.change(fd, now, |data| data[at..end].copy_from_slice(bytes))?;
        if let Some(file) = self.open.get_mut(&fd) {
            file.position = end as u64;
        }
        Ok(bytes.len() as i64)
    }

    fn read(&mut self, fd: i64, size: Option<u64>) -> Result<Arc<[u8]>, Problem> {
        if !self.opened(fd)?.flags.read {
            return Err(BAD_DESCRIPTOR);
        }
        let data = self.data(fd)?;
        let file = self.open.get_mut(&fd).ok_or(BAD_DESCRIPTOR)?;
        let start = (file.position as usize).min(data.len());
        let most = size.map_or(usize::MAX, |size| size as usize);
        let end = start.saturating_add(most).min(data.len());
        file.position = file.position.max(end as u64);
        Ok(data[start..end].into())
    }

    fn seek(&mut self, fd: i64, offset: i64, whence: i64) -> Result<i64, Problem> {
        let from = match whence {
            0 => 0,
            1 => self.opened(fd)?.position as i64,
            2 => self.data(fd)?.len() as i64,
            _ => return Err(INVALID),
        };
        let to = from.checked_add(offset).filter(|to| *to >= 0);
        let to = to.ok_or(INVALID)?;
        let file = self.open.get_mut(&fd).ok_or(BAD_DESCRIPTOR)?;
        file.position = to as u64;
        Ok(to)
    }

    fn stat(&self, found: &Found, place: &str) -> [i64; 4] {
        // An inode number that is the same in every run: a hash of the path (FNV-1a).
        let inode = place.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
        });
        let (mode, size, changed) = match found {
            Found::File { data, changed } => (0o100_644, data.len() as i64, *changed),
            Found::Folder { changed } => (0o040_755, 4096, *changed),
            Found::Device => (0o020_666, 0, BEFORE),
        };
        [mode, (inode >> 40) as i64, size, changed]
    }

    fn remove(&mut self, path: &str) -> Result<(), Problem> {
        let place = self.place(path)?;
        let data = match self.find(&place)? {
            Found::File { data, .. } => data,
            Found::Device => return Err(DENIED),
            Found::Folder { .. } => return Err(IS_A_FOLDER),
        };
        self.keep_for_open(&place, &data);
        self.put(&place, Node::Gone);
        Ok(())
    }

    /// A file whose name goes away stays readable for those who have it open.
    fn keep_for_open(&mut self, place: &str, data: &Arc<Vec<u8>>) {
        let holders = self.open.iter().filter(|(_, file)| file.path == place);
        let holders: Vec<i64> = holders.map(|(fd, _)| *fd).collect();
        for fd in holders {
            self.orphans.entry(fd).or_insert_with(|| data.clone());
        }
    }

    fn remove_folder(&mut self, path: &str) -> Result<(), Problem> {
        let place = self.place(path)?;
        let Found::Folder { .. } = self.find(&place)? else {
            return Err(NOT_A_FOLDER);
        };
        if !self.names(&place).is_empty() {
            return Err(NOT_EMPTY);
        }
        self.put(&place, Node::Gone);
        Ok(())
    }

    fn make_folder(&mut self, path: &str, now: i64) -> Result<(), Problem> {
        let place = self.place(path)?;
        if self.find(&place).is_ok() {
            return Err(EXISTS);
        }
        self.parent_is_folder(&place)?;
        self.put(&place, Node::Folder { changed: now });
        Ok(())
    }

    fn rename(&mut self, from: &str, to: &str) -> Result<(), Problem> {
        let (from, to) = (self.place(from)?, self.place(to)?);
        let moved = self.find(&from)?;
        self.parent_is_folder(&to)?;
        match (&moved, self.find(&to)) {
            _ if from == to => return Ok(()),
            (Found::Device, _) | (_, Ok(Found::Device)) => return Err(DENIED),
            (Found::File { .. }, Ok(Found::Folder { .. })) => return Err(IS_A_FOLDER),
            (Found::Folder { .. }, Ok(Found::File { .. })) => return Err(NOT_A_FOLDER),
            (Found::Folder { .. }, Ok(Found::Folder { .. })) if !self.names(&to).is_empty() => {
                return Err(NOT_EMPTY);
            }
            (Found::File { .. }, Ok(Found::File { data, .. })) => self.keep_for_open(&to, &data),
            _ => {}
        }
        self.relocate(&from, &to)
    }

    fn relocate(&mut self, from: &str, to: &str) -> Result<(), Problem> {
        match self.find(from)? {
            Found::File { data, changed } => {
                for file in self.open.values_mut().filter(|file| file.path == from) {
                    file.path = to.to_owned();
                }
                self.put(to, Node::File { data, changed });
            }
            Found::Device => return Err(DENIED),
            Found::Folder { changed } => {
                self.put(to, Node::Folder { changed });
                for name in self.names(from) {
                    self.relocate(&format!("{from}/{name}"), &format!("{to}/{name}"))?;
                }
            }
        }
        self.put(from, Node::Gone);
        Ok(())
    }

    fn touch(&mut self, path: &str, nanos: i64) -> Result<(), Problem> {
        let place = self.place(path)?;
        let node = match self.find(&place)? {
            Found::File { data, .. } => Node::File {
                data,
                changed: nanos,
            },
            Found::Folder { .. } => Node::Folder { changed: nanos },
            Found::Device => return Err(DENIED),
        };
        self.put(&place, node);
        Ok(())
    }
}

fn empty(now: i64) -> Node {
    Node::File {
        data: Arc::default(),
        changed: now,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::MemoryFolder;

    fn files() -> Files {
        let folder = MemoryFolder::new("/p", [("a.txt", "one\n"), ("sub/b.txt", "two\n")]);
        Files::new(ProgramFolder::new(folder))
    }

    const READ: OpenFlags = OpenFlags {
        read: true,
        write: false,
        create: false,
        exclusive: false,
        truncate: false,
        append: false,
    };
    const APPEND: OpenFlags = OpenFlags {
        read: true,
        write: true,
        create: true,
        append: true,
        ..READ
    };

    #[test]
    fn what_is_written_lies_above_the_folder() {
        let mut files = files();
        let before = files.clone();
        let fd = files.open("a.txt", APPEND, 1).unwrap();
        files.write(fd, b"more\n", 1).unwrap();
        files.seek(fd, 0, 0).unwrap();
        assert_eq!(&*files.read(fd, None).unwrap(), b"one\nmore\n");
        let mut old = before;
        let fd = old.open("/p/sub/../a.txt", READ, 1).unwrap();
        assert_eq!(&*old.read(fd, Some(2)).unwrap(), b"on");
        assert_eq!(&*old.read(fd, None).unwrap(), b"e\n");
    }

    #[test]
    fn nothing_else_can_be_seen() {
        let mut files = files();
        for path in ["/etc/passwd", "../x", "/p/../q", "/tmpx", "/"] {
            assert_eq!(files.open(path, READ, 0), Err(DENIED), "{path}");
        }
        assert_eq!(files.open("none", READ, 0), Err(NO_ENTRY));
        assert_eq!(files.open("/tmp/new", READ, 0), Err(NO_ENTRY));
        assert!(files.open("/tmp/new", APPEND, 0).is_ok());
    }

    #[test]
    fn there_is_no_room_for_everything() {
        let mut files = files();
        let fd = files.open("/tmp/large", APPEND, 0).unwrap();
        assert_eq!(files.resize(fd, ROOM + 1, 0), Err(FULL));
        assert_eq!(files.resize(fd, u64::MAX, 0), Err(FULL));
        files.resize(fd, 1 << 20, 0).unwrap();
        let other = files.open("/tmp/other", APPEND, 0).unwrap();
        assert_eq!(files.resize(other, ROOM, 0), Err(FULL));
        assert_eq!(files.write(other, b"small", 0), Ok(5));
    }

    #[test]
    fn a_removed_file_stays_with_those_who_have_it_open() {
        let mut files = files();
        let fd = files.open("a.txt", READ, 0).unwrap();
        files.remove("a.txt").unwrap();
        assert_eq!(&*files.read(fd, None).unwrap(), b"one\n");
        assert_eq!(files.open("a.txt", READ, 0), Err(NO_ENTRY));
        assert_eq!(files.names("/p"), ["sub"]);
    }

    #[test]
    fn folders_move_with_what_is_in_them() {
        let mut files = files();
        files.rename("sub", "/tmp/moved").unwrap();
        assert_eq!(files.names("/tmp/moved"), ["b.txt"]);
        assert_eq!(files.names("/p"), ["a.txt"]);
        assert_eq!(files.remove_folder("/tmp/moved"), Err(NOT_EMPTY));
        files.remove("/tmp/moved/b.txt").unwrap();
        files.remove_folder("/tmp/moved").unwrap();
        assert!(files.names("/tmp").is_empty());
    }
}
