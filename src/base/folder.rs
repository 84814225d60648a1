//! Owns what a program can see of the machine's disk: one folder, read-only, each file as it was when it
//! was first looked at, so that a run that is repeated or stepped back sees the same bytes.
//! Owns no disk: the folder is given from above. Owns nothing that programs write.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// What is at a place in a folder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Entry {
    File {
        size: u64,
    },
    Folder,
    /// A link that leads out of the folder.
    Outside,
}

/// A folder on a disk, in the binary or in memory. Paths are relative, their parts separated by `/`;
/// the folder itself is the empty path.
pub trait Folder: Debug + Send + Sync {
    /// Its absolute path, as the program sees it; no `/` at the end.
    fn path(&self) -> &str;
    fn entry(&self, path: &str) -> Option<Entry>;
    /// # Errors
    /// Why the file cannot be read, in the operating system's words.
    fn read(&self, path: &str) -> Result<Vec<u8>, String>;
    /// The names in a folder, sorted.
    fn list(&self, path: &str) -> Vec<String>;
}

/// A program's own folder, looked at once: clones share what was seen.
#[derive(Clone, Debug)]
pub struct ProgramFolder {
    folder: Arc<dyn Folder>,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Debug, Default)]
struct Seen {
    entries: BTreeMap<String, Option<Entry>>,
    files: BTreeMap<String, Result<Arc<[u8]>, String>>,
    lists: BTreeMap<String, Vec<String>>,
}

impl Default for ProgramFolder {
    fn default() -> Self {
        Self::new(MemoryFolder::default())
    }
}

impl ProgramFolder {
    pub fn new(folder: impl Folder + 'static) -> Self {
        Self {
            folder: Arc::new(folder),
            seen: Arc::default(),
        }
    }

    /// The same folder, to be looked at anew: the program was saved again.
    #[must_use]
    pub fn afresh(&self) -> Self {
        Self {
            folder: self.folder.clone(),
            seen: Arc::default(),
        }
    }

    pub fn path(&self) -> &str {
        self.folder.path()
    }

    pub fn entry(&self, path: &str) -> Option<Entry> {
        if let Some(entry) = self.seen().entries.get(path) {
            return *entry;
        }
        let entry = self.folder.entry(path);
        self.seen().entries.insert(path.to_owned(), entry);
        entry
    }

    /// # Errors
    /// Why the file cannot be read, in the operating system's words.
    pub fn read(&self, path: &str) -> Result<Arc<[u8]>, String> {
        if let Some(seen) = self.seen().files.get(path) {
            return seen.clone();
        }
        let read = self.folder.read(path).map(Arc::from);
        self.seen().files.insert(path.to_owned(), read.clone());
        read
    }

    /// The names in a folder, sorted.
    pub fn list(&self, path: &str) -> Vec<String> {
        if let Some(names) = self.seen().lists.get(path) {
            return names.clone();
        }
        let names = self.folder.list(path);
        self.seen().lists.insert(path.to_owned(), names.clone());
        names
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        // What was seen is complete after every single insertion.
        self.seen.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A folder of files that are in memory: a lesson's, a test's, or an empty one.
#[derive(Clone, Debug)]
pub struct MemoryFolder {
    path: String,
    files: BTreeMap<String, Arc<[u8]>>,
}

impl Default for MemoryFolder {
    fn default() -> Self {
        Self::new("/home/learner/program", [])
    }
}

impl MemoryFolder {
    pub fn new<'a>(
        path: impl Into<String>,
        files: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        let files = files.into_iter();
        Self {
            path: path.into(),
            files: files
                .map(|(name, text)| (name.to_owned(), text.as_bytes().into()))
                .collect(),
        }
    }

    fn below(path: &str) -> String {
        if path.is_empty() {
            String::new()
        } else {
            format!("{path}/")
        }
    }
}

impl Folder for MemoryFolder {
    fn path(&self) -> &str {
        &self.path
    }

    fn entry(&self, path: &str) -> Option<Entry> {
        if let Some(file) = self.files.get(path) {
            let size = file.len() as u64;
            return Some(Entry::File { size });
        }
        let below = Self::below(path);
        let is_folder = below.is_empty() || self.files.keys().any(|name| name.starts_with(&below));
        is_folder.then_some(Entry::Folder)
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let file = self.files.get(path);
        file.map(|bytes| bytes.to_vec())
            .ok_or_else(|| "No such file or directory".to_owned())
    }

    fn list(&self, path: &str) -> Vec<String> {
        let below = Self::below(path);
        let inside = self.files.keys().filter_map(|name| {
            let rest = name.strip_prefix(&below)?;
            Some(rest.split('/').next().unwrap_or(rest).to_owned())
        });
        let mut names: Vec<String> = inside.collect();
        names.dedup();
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_in_memory_have_folders_inside() {
        let folder = MemoryFolder::new("/p", [("a.py", "1"), ("b/c.py", "22"), ("b/d/e", "")]);
        assert_eq!(folder.list(""), ["a.py", "b"]);
        assert_eq!(folder.list("b"), ["c.py", "d"]);
        assert_eq!(folder.entry("b/d"), Some(Entry::Folder));
        assert_eq!(folder.entry("b/c.py"), Some(Entry::File { size: 2 }));
        assert_eq!(folder.entry("b/c"), None);
        assert!(folder.read("b").is_err());
    }

    #[derive(Debug)]
    struct Changing(Mutex<u8>);

    impl Folder for Changing {
        fn path(&self) -> &str {
            "/p"
        }
        fn entry(&self, _: &str) -> Option<Entry> {
            None
        }
        fn read(&self, _: &str) -> Result<Vec<u8>, String> {
            let mut count = self.0.lock().unwrap();
            *count += 1;
            Ok(vec![*count])
        }
        fn list(&self, _: &str) -> Vec<String> {
            Vec::new()
        }
    }

    #[test]
    fn a_file_stays_as_it_was_when_it_was_first_read() {
        let folder = ProgramFolder::new(Changing(Mutex::new(0)));
        assert_eq!(&*folder.read("x").unwrap(), [1]);
        assert_eq!(&*folder.clone().read("x").unwrap(), [1]);
        assert_eq!(&*folder.afresh().read("x").unwrap(), [2]);
    }
}
