//! Owns the answer to an import of what is not here: a refusal, with what to use instead, when CPython
//! would have it; silence when CPython would not have it either, so that ModuleNotFoundError is raised
//! when (and if) the import is executed.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::base::{Diagnostic, Source, Span};
use crate::bytecode::{CodeObject, Const, Opcode};

/// The top-level modules of CPython 3.13's standard library (`sys.stdlib_module_names`).
pub(super) const CPYTHON: &str = "\
__future__ _abc _aix_support _android_support _ast _asyncio _bisect _blake2 _bz2 _codecs \
_codecs_cn _codecs_hk _codecs_iso2022 _codecs_jp _codecs_kr _codecs_tw _collections \
_collections_abc _colorize _compat_pickle _compression _contextvars _csv _ctypes _curses \
_curses_panel _datetime _dbm _decimal _elementtree _frozen_importlib _frozen_importlib_external \
_functools _gdbm _hashlib _heapq _imp _interpchannels _interpqueues _interpreters _io \
_ios_support _json _locale _lsprof _lzma _markupbase _md5 _multibytecodec _multiprocessing \
_opcode _opcode_metadata _operator _osx_support _overlapped _pickle _posixshmem \
_posixsubprocess _py_abc _pydatetime _pydecimal _pyio _pylong _pyrepl _queue _random _scproxy \
_sha1 _sha2 _sha3 _signal _sitebuiltins _socket _sqlite3 _sre _ssl _stat _statistics _string \
_strptime _struct _suggestions _symtable _sysconfig _thread _threading_local _tkinter _tokenize \
_tracemalloc _typing _uuid _warnings _weakref _weakrefset _winapi _wmi _zoneinfo abc \
antigravity argparse array ast asyncio atexit base64 bdb binascii bisect builtins bz2 cProfile \
calendar cmath cmd code codecs codeop collections colorsys compileall concurrent configparser \
contextlib contextvars copy copyreg csv ctypes curses dataclasses datetime dbm decimal difflib \
dis doctest email encodings ensurepip enum errno faulthandler fcntl filecmp fileinput fnmatch \
fractions ftplib functools gc genericpath getopt getpass gettext glob graphlib grp gzip hashlib \
heapq hmac html http idlelib imaplib importlib inspect io ipaddress itertools json keyword \
linecache locale logging lzma mailbox marshal math mimetypes mmap modulefinder msvcrt \
multiprocessing netrc nt ntpath nturl2path numbers opcode operator optparse os pathlib pdb \
pickle pickletools pkgutil platform plistlib poplib posix posixpath pprint profile pstats pty \
pwd py_compile pyclbr pydoc pydoc_data pyexpat queue quopri random re readline reprlib resource \
rlcompleter runpy sched secrets select selectors shelve shlex shutil signal site smtplib socket \
socketserver sqlite3 sre_compile sre_constants sre_parse ssl stat statistics string stringprep \
struct subprocess symtable sys sysconfig syslog tabnanny tarfile tempfile termios textwrap this \
threading time timeit tkinter token tokenize tomllib trace traceback tracemalloc tty turtle \
turtledemo types typing unicodedata unittest urllib uuid venv warnings wave weakref webbrowser \
winreg winsound wsgiref xml xmlrpc zipapp zipfile zipimport zlib zoneinfo";

/// Whether CPython's library has a top-level module of this name.
pub(super) fn is_cpythons(name: &str) -> bool {
    CPYTHON.split_whitespace().any(|known| known == name)
}

/// An import statement.
#[derive(Debug)]
pub(super) struct Import {
    pub(super) name: Arc<str>,
    /// Dots in front of the name.
    pub(super) level: u32,
    /// The names behind `import` of a `from` statement.
    pub(super) from: Vec<Arc<str>>,
    source: Source,
    span: Span,
}

/// Every import of a module that CPython has and gilscope has not, in the order of the text; `own` are
/// the program's own modules.
pub(super) fn refused(imports: &[Import], own: impl Fn(&str) -> bool) -> Vec<Diagnostic> {
    let ours: BTreeSet<&str> = super::modules::<crate::vm::memory::Heap>()
        .iter()
        .map(|module| module.name)
        .collect();
    let mut found = Vec::new();
    for import in imports {
        let name = &import.name;
        let top = name.split('.').next().unwrap_or(name);
        let known = CPYTHON.split_whitespace().any(|known| known == top);
        if import.level > 0
            || ours.contains(&**name)
            || &**name == "builtins"
            || !known
            || (!is_before_the_program(top) && own(top))
        {
            continue;
        }
        found.push(Diagnostic::unsupported(
            &import.source,
            import.span,
            format!("gilscope does not have the module `{name}` yet"),
            instead(top),
        ));
    }
    found.sort_by_key(|diagnostic| diagnostic.span);
    found.dedup_by_key(|diagnostic| diagnostic.span);
    found
}

/// Whether no file of the program's can stand in for a module.
pub(super) fn is_before_the_program(name: &str) -> bool {
    crate::vm::import::BEFORE_THE_PROGRAM.contains(&name)
}

/// Every import statement of a module.
pub(super) fn of(code: &CodeObject) -> Vec<Import> {
    let mut found = Vec::new();
    search(code, &mut found);
    found
}

fn search(code: &CodeObject, found: &mut Vec<Import>) {
    for (at, instr) in code.instrs.iter().enumerate() {
        if instr.op != Opcode::ImportName {
            continue;
        }
        // Pushed right before: the level and the names.
        let pushed = |back: usize| at.checked_sub(back).map(|at| code.instrs[at]);
        let level = match pushed(2) {
            Some(instr) if instr.op == Opcode::LoadSmallInt => instr.arg,
            _ => 0,
        };
        let from = match pushed(1).map(|instr| code.consts.get(instr.arg as usize)) {
            Some(Some(Const::Tuple(names))) => names.iter().filter_map(text_of).collect(),
            _ => Vec::new(),
        };
        found.push(Import {
            name: imported(code, instr.arg),
            level,
            from,
            source: code.source.clone(),
            span: code.spans.get(at).copied().unwrap_or_default(),
        });
    }
    for constant in &code.consts {
        if let Const::Code(inner) = constant {
            search(inner, found);
        }
    }
}

fn text_of(constant: &Const) -> Option<Arc<str>> {
    match constant {
        Const::Str(text) => Some(text.clone()),
        _ => None,
    }
}

fn imported(code: &CodeObject, arg: u32) -> Arc<str> {
    let name = code.names.get(arg as usize);
    name.cloned().unwrap_or_else(|| "?".into())
}

fn instead(module: &str) -> String {
    let advice = match module {
        "subprocess" | "pty" => {
            "other programs cannot be started: use `multiprocessing` or `threading`"
        }
        "pprint" => "use `print`",
        "tkinter" | "curses" | "turtle" => "there are no windows here: use `print`",
        "statistics" | "cmath" | "decimal" | "fractions" => "use `math`",
        "secrets" => "use `random`",
        "sqlite3" | "dbm" | "shelve" => "keep the data in a dict, or in a file with `json`",
        _ => "the README lists the modules that there are",
    };
    advice.to_owned()
}

#[cfg(test)]
mod tests {
    use crate::base::Source;
    use crate::frontend::{self, Options};

    fn check(text: &str) -> String {
        let source = Source::new("p.py", text);
        let code = frontend::compile(&source, Options::default()).expect("it compiles");
        let refused = super::refused(&super::of(&code), |_| false);
        refused.iter().map(|d| format!("{d}\n")).collect()
    }

    #[test]
    fn an_import_of_what_cpython_has_is_refused_with_advice() {
        let text = "import time\ndef f():\n    import sqlite3\n    from subprocess import run\n";
        let expected = "\
p.py:3:5: gilscope does not have the module `sqlite3` yet
        import sqlite3
        ^^^^^^^^^^^^^^
help: keep the data in a dict, or in a file with `json`
p.py:4:5: gilscope does not have the module `subprocess` yet
        from subprocess import run
        ^^^^^^^^^^^^^^^^^^^^^^^^^^
help: other programs cannot be started: use `multiprocessing` or `threading`
";
        assert_eq!(check(text), expected);
    }

    #[test]
    fn an_import_of_what_nobody_has_is_left_to_python() {
        assert_eq!(
            check("import word_count_helpers\nimport threading, queue\n"),
            ""
        );
    }
}
