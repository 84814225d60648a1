//! Owns the folder of a program on the disk, as the only part of the disk that the program can see.
//! Owns no writing: what programs write stays in memory.

use std::fs;
use std::path::{Path, PathBuf};

use crate::base::{Entry, Folder, MemoryFolder, ProgramFolder};

/// Files over this many bytes are not read.
const MOST_BYTES: u64 = 256 << 20;

/// The folder that a program's file is in.
pub(super) fn of(file: &Path) -> ProgramFolder {
    let parent = match file.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    match parent.canonicalize() {
        Ok(root) => ProgramFolder::new(OnDisk {
            path: root.display().to_string().trim_end_matches('/').to_owned(),
            root,
        }),
        // The program itself could not be read either: that is told elsewhere.
        Err(_) => ProgramFolder::new(MemoryFolder::default()),
    }
}

#[derive(Debug)]
struct OnDisk {
    root: PathBuf,
    path: String,
}

impl OnDisk {
    /// The real place of a path, when it is inside.
    fn place(&self, path: &str) -> Option<Result<PathBuf, Entry>> {
        let place = self.root.join(path).canonicalize().ok()?;
        Some(if place.starts_with(&self.root) {
            Ok(place)
        } else {
            Err(Entry::Outside)
        })
    }
}

impl Folder for OnDisk {
    fn path(&self) -> &str {
        &self.path
    }

    fn entry(&self, path: &str) -> Option<Entry> {
        let place = match self.place(path)? {
            Ok(place) => place,
            Err(outside) => return Some(outside),
        };
        let about = fs::metadata(place).ok()?;
        if about.is_dir() {
            Some(Entry::Folder)
        } else {
            about.is_file().then_some(Entry::File { size: about.len() })
        }
    }

    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let Some(Ok(place)) = self.place(path) else {
            return Err("No such file or directory".to_owned());
        };
        let about = fs::metadata(&place).map_err(|error| error.to_string())?;
        if about.len() > MOST_BYTES {
            let most = MOST_BYTES >> 20;
            return Err(format!("the file is longer than {most} MB"));
        }
        fs::read(place).map_err(|error| error.to_string())
    }

    fn list(&self, path: &str) -> Vec<String> {
        let Some(Ok(place)) = self.place(path) else {
            return Vec::new();
        };
        let Ok(entries) = fs::read_dir(place) else {
            return Vec::new();
        };
        let names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        let mut names: Vec<String> = names.collect();
        names.sort();
        names
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_outside_the_folder_can_be_seen() {
        let folder = of(Path::new("src/cli/folder.rs"));
        assert!(matches!(
            folder.entry("folder.rs"),
            Some(Entry::File { .. })
        ));
        assert_eq!(folder.entry("../cli"), Some(Entry::Folder));
        assert_eq!(folder.entry("../lib.rs"), Some(Entry::Outside));
        assert!(folder.read("../lib.rs").is_err());
        assert!(folder.list("..").is_empty());
        assert!(folder.list("").contains(&"mod.rs".to_owned()));
    }
}
