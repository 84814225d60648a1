//! Owns what threads ask of the file system: one value a system call. Owns no file (`sim`).

use std::sync::Arc;

/// How a file is opened: the flags of open(2).
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct OpenFlags {
    pub read: bool,
    pub write: bool,
    pub create: bool,
    pub exclusive: bool,
    pub truncate: bool,
    pub append: bool,
}

/// A system call about files. Paths are absolute and normalised, or relative to the program's folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum FileCall {
    /// Answer: a descriptor, an int.
    Open {
        path: Arc<str>,
        flags: OpenFlags,
    },
    /// At most `size` bytes, or all there are. Answer: bytes.
    Read {
        fd: i64,
        size: Option<u64>,
    },
    /// Answer: how many bytes, an int.
    Write {
        fd: i64,
        data: Arc<[u8]>,
    },
    /// Answer: the new position, an int.
    Seek {
        fd: i64,
        offset: i64,
        whence: i64,
    },
    /// Cut or filled up to a size. Answer: the size, an int.
    Truncate {
        fd: i64,
        size: u64,
    },
    /// fsync(2). Answer: None.
    Sync {
        fd: i64,
    },
    /// Answer: None.
    Close {
        fd: i64,
    },
    /// Answer: (mode, inode, size, time of the last change in nanoseconds since 1970).
    Stat {
        path: Arc<str>,
    },
    StatOpen {
        fd: i64,
    },
    /// The names in a folder. Answer: a list of str.
    List {
        path: Arc<str>,
    },
    MakeFolder {
        path: Arc<str>,
    },
    RemoveFolder {
        path: Arc<str>,
    },
    Remove {
        path: Arc<str>,
    },
    Rename {
        from: Arc<str>,
        to: Arc<str>,
    },
    /// Changes the time of the last change.
    Touch {
        path: Arc<str>,
        nanos: i64,
    },
}

impl FileCall {
    /// The descriptor that it is about.
    pub fn descriptor(&self) -> Option<i64> {
        match self {
            Self::Read { fd, .. }
            | Self::Write { fd, .. }
            | Self::Seek { fd, .. }
            | Self::Truncate { fd, .. }
            | Self::Sync { fd }
            | Self::Close { fd }
            | Self::StatOpen { fd } => Some(*fd),
            _ => None,
        }
    }

    /// The same about another number: that of the open file behind the descriptor.
    #[must_use]
    pub fn on(&self, file: i64) -> Self {
        let mut call = self.clone();
        if let Self::Read { fd, .. }
        | Self::Write { fd, .. }
        | Self::Seek { fd, .. }
        | Self::Truncate { fd, .. }
        | Self::Sync { fd }
        | Self::Close { fd }
        | Self::StatOpen { fd } = &mut call
        {
            *fd = file;
        }
        call
    }

    /// The path that an error names.
    pub fn path(&self) -> Option<&Arc<str>> {
        match self {
            Self::Open { path, .. }
            | Self::Stat { path }
            | Self::List { path }
            | Self::MakeFolder { path }
            | Self::RemoveFolder { path }
            | Self::Remove { path }
            | Self::Touch { path, .. } => Some(path),
            Self::Rename { from, .. } => Some(from),
            _ => None,
        }
    }
}
