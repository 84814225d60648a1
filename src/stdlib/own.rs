//! Owns a program's own modules: files and packages beside it that it may import, found in its folder
//! and compiled. Owns neither the folder (`base`) nor importing (`vm`).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::cpython;
use super::imports::{self, Import};
use crate::base::{Diagnostic, DiagnosticKind, Entry, ProgramFolder, Source, Span};
use crate::bytecode::{CodeObject, Dialect};
use crate::frontend::{self, Options};
use crate::vm::world::{OwnModule, Sources};

/// The program's folder, as the interpreter sees it.
#[derive(Debug)]
pub(super) struct OwnModules {
    pub(super) folder: ProgramFolder,
    /// The program itself; none while it is being compiled.
    pub(super) program: Option<Arc<CodeObject>>,
    pub(super) dialect: Dialect,
}

/// A file or folder that a module's name leads to.
struct Place {
    path: String,
    /// The folder of a package.
    package: Option<String>,
    is_file: bool,
}

impl OwnModules {
    /// Folders to search, as paths inside the program's folder.
    fn roots(&self, path: Option<&[Arc<str>]>) -> Vec<String> {
        let Some(path) = path else {
            return vec![String::new()];
        };
        let own = self.folder.path();
        let inside = |folder: &Arc<str>| {
            // What is not absolute is seen from the working directory, which is the program's folder.
            let rest = match folder.strip_prefix(own) {
                Some(rest) if rest.is_empty() || rest.starts_with('/') => rest,
                _ if folder.starts_with('/') => return None,
                _ => folder,
            };
            let parts = rest.split('/').filter(|part| !matches!(*part, "" | "."));
            let parts: Vec<&str> = parts.collect();
            (!parts.contains(&"..")).then(|| parts.join("/"))
        };
        path.iter().filter_map(inside).collect()
    }

    fn place(&self, name: &str, path: Option<&[Arc<str>]>) -> Option<Place> {
        let is_file = |path: &str| matches!(self.folder.entry(path), Some(Entry::File { .. }));
        let relative = name.replace('.', "/");
        let mut namespace = None;
        for root in self.roots(path) {
            let base = if root.is_empty() {
                relative.clone()
            } else {
                format!("{root}/{relative}")
            };
            let init = format!("{base}/__init__.py");
            if is_file(&init) {
                return Some(Place {
                    path: init,
                    package: Some(base),
                    is_file: true,
                });
            }
            let file = format!("{base}.py");
            if is_file(&file) {
                return Some(Place {
                    path: file,
                    package: None,
                    is_file: true,
                });
            }
            if namespace.is_none() && self.folder.entry(&base) == Some(Entry::Folder) {
                namespace = Some(Place {
                    path: base.clone(),
                    package: Some(base),
                    is_file: false,
                });
            }
        }
        // A plain folder stands for a module only where the library has none of that name.
        namespace.filter(|_| !super::is_ours(name))
    }

    fn shown(&self, path: &str) -> String {
        format!("{}/{path}", self.folder.path())
    }

    fn compiled(&self, path: &str) -> Result<Arc<CodeObject>, Vec<Diagnostic>> {
        let shown = self.shown(path);
        let unreadable = |kind, message: String, help: Option<String>| {
            vec![Diagnostic {
                kind,
                source: Source::new(shown.clone(), ""),
                span: Span::default(),
                message,
                help,
            }]
        };
        let bytes = self.folder.read(path).map_err(|why| {
            let help = Some("make it readable, or leave the import out".to_owned());
            unreadable(DiagnosticKind::Unsupported, why, help)
        })?;
        let text = std::str::from_utf8(&bytes).map_err(|error| {
            let at = error.valid_up_to();
            let byte = bytes[at];
            let message = format!(
                "(unicode error) 'utf-8' codec can't decode byte 0x{byte:02x} in position {at}: \
                 invalid start byte"
            );
            unreadable(DiagnosticKind::SyntaxError, message, None)
        })?;
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let options = Options {
            dialect: self.dialect,
            ..Options::default()
        };
        frontend::compile(&Source::new(shown, text), options)
    }
}

impl Sources for OwnModules {
    fn has(&self, name: &str, path: Option<&[Arc<str>]>) -> bool {
        self.place(name, path).is_some()
    }

    fn module(&self, name: &str, path: Option<&[Arc<str>]>) -> Option<OwnModule> {
        let place = self.place(name, path)?;
        let code = place.is_file.then(|| {
            let code = self.compiled(&place.path)?;
            let refused = imports::refused(&imports::of(&code), |name| self.has(name, path));
            if refused.is_empty() {
                Ok(code)
            } else {
                Err(refused)
            }
        });
        Some(OwnModule {
            file: self.shown(&place.path).into(),
            package: place.package.map(|path| self.shown(&path).into()),
            code,
        })
    }

    fn folder(&self) -> &str {
        self.folder.path()
    }

    fn cpython_has(&self, owner: &str, name: &str) -> bool {
        cpython::has(owner, name)
    }

    fn is_cpythons_module(&self, name: &str) -> bool {
        imports::is_cpythons(name)
    }

    fn program(&self) -> Option<Arc<CodeObject>> {
        self.program.clone()
    }
}

/// What gilscope does not have, in every module of its own that a program may come to import. What
/// Python itself would reject is left to the import.
pub(super) fn refused(own: &OwnModules, program: &CodeObject) -> Vec<Diagnostic> {
    let mut found = imports::refused(&imports::of(program), |name| own.has(name, None));
    let (_, problems) = reachable(own, program);
    found.extend(problems);
    found
}

/// The modules of its own that a program may come to import, and what gilscope does not have in them.
pub(super) fn reachable(
    own: &OwnModules,
    program: &CodeObject,
) -> (Vec<Arc<CodeObject>>, Vec<Diagnostic>) {
    let (mut codes, mut found) = (Vec::new(), Vec::new());
    let mut seen = BTreeSet::new();
    let mut todo = names(&imports::of(program), "");
    while let Some(name) = todo.pop() {
        let top = name.split('.').next().unwrap_or(&name);
        if !seen.insert(name.clone()) || imports::is_before_the_program(top) {
            continue;
        }
        let Some(place) = own.place(&name, None).filter(|place| place.is_file) else {
            continue;
        };
        match own.compiled(&place.path) {
            Ok(code) => {
                let imported = imports::of(&code);
                found.extend(imports::refused(&imported, |name| own.has(name, None)));
                let package = match place.package {
                    Some(_) => &*name,
                    None => name.rsplit_once('.').map_or("", |(parent, _)| parent),
                };
                todo.extend(names(&imported, package));
                codes.push(code);
            }
            Err(problems) => {
                let refused = |p: &Diagnostic| p.kind == DiagnosticKind::Unsupported;
                if problems.iter().all(refused) {
                    found.extend(problems);
                }
            }
        }
    }
    (codes, found)
}

/// The full names of modules that these imports may load, seen from a package.
fn names(imports: &[Import], package: &str) -> Vec<String> {
    let mut names = Vec::new();
    for import in imports {
        let mut base = package;
        for _ in 1..import.level {
            base = base.rsplit_once('.').map_or("", |(parent, _)| parent);
        }
        let whole = match (import.level, &*import.name) {
            (0, name) => name.to_owned(),
            (_, "") => base.to_owned(),
            (_, name) => format!("{base}.{name}"),
        };
        let ends = whole.match_indices('.').map(|(at, _)| at);
        names.extend(ends.chain([whole.len()]).map(|end| whole[..end].to_owned()));
        names.extend(import.from.iter().map(|name| format!("{whole}.{name}")));
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::MemoryFolder;

    fn refusals(program: &str, files: &[(&str, &str)]) -> Vec<String> {
        let folder = ProgramFolder::new(MemoryFolder::new("/p", files.iter().copied()));
        let source = Source::new("p.py", program);
        match crate::stdlib::compile(&source, &folder) {
            Ok(_) => Vec::new(),
            Err(found) => found
                .iter()
                .map(|d| format!("{}:{}: {}", d.source.name, d.position().0, d.message))
                .collect(),
        }
    }

    #[test]
    fn what_is_missing_is_found_in_modules_of_its_own_before_the_run() {
        let files = [
            ("a.py", "from pack import b\nimport broken\n"),
            ("pack/__init__.py", "from .inner import thing\n"),
            ("pack/inner.py", "import curses\n"),
            ("pack/b.py", "import tkinter\n"),
            ("broken.py", "x = = 1\n"),
            ("never.py", "import tkinter\n"),
        ];
        assert_eq!(
            refusals("import a\n", &files),
            [
                "/p/pack/b.py:1: gilscope does not have the module `tkinter` yet",
                "/p/pack/inner.py:1: gilscope does not have the module `curses` yet",
            ]
        );
    }

    #[test]
    fn a_file_beside_the_program_stands_in_for_a_module_of_the_library() {
        assert_eq!(refusals("import curses\n", &[("curses.py", "")]).len(), 0);
        assert_eq!(refusals("import curses\n", &[]).len(), 1);
        let modules = |files: &[(&str, &str)]| OwnModules {
            program: None,
            dialect: Dialect::default(),
            folder: ProgramFolder::new(MemoryFolder::new("/p", files.iter().copied())),
        };
        assert!(modules(&[("queue.py", "")]).has("queue", None));
        assert!(!modules(&[("queue/readme.txt", "")]).has("queue", None));
        assert!(modules(&[("data/readme.txt", "")]).has("data", None));
        let path = ["/p/lib".into(), "/elsewhere".into()];
        assert!(modules(&[("lib/tool.py", "")]).has("tool", Some(&path)));
        assert!(!modules(&[("tool.py", "")]).has("tool", Some(&path)));
    }
}
