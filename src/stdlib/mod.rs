//! Owns what a program may import: modules in Python (`py/`), in our words, on top of small native ones
//! (`native/`), as CPython builds them, so that the number of lock acquisitions and GIL releases is
//! CPython's. Owns no built-in type or function (`vm`).
//!
//! To add a module: a file in `py/`, or in `native/`, or both under one name, and a row in the table
//! below. A package is a folder of `py/` with an `__init__.py`; its modules have dotted names.

pub mod cpython;
mod imports;
mod native;
mod own;

use std::sync::{Arc, OnceLock};

use crate::base::{Diagnostic, ProgramFolder, Source};
use crate::bytecode::{CodeObject, Dialect};
use crate::frontend::{self, Options};
use crate::vm::memory::Memory;
use crate::vm::system_call::Spawned;
use crate::vm::world::{ModuleDef, Sources};

pub use native::selector::is_signalled;
pub use native::sys::exit_status;

/// Where CPython's own library lies on many systems; shown in messages that name a module's file.
const FOLDER: &str = "/usr/lib/python3.14";

/// The library's module that is in this file, as it would be imported.
pub fn module_of_file(file: &str) -> Option<String> {
    let inside = file.strip_prefix(FOLDER)?.strip_prefix('/')?;
    let inside = inside.strip_suffix(".py")?;
    let module = inside.strip_suffix("/__init__").unwrap_or(inside);
    Some(module.replace('/', "."))
}

/// A module of `py/`, compiled for each dialect at most once a process.
type Compiled = [OnceLock<Arc<CodeObject>>; Dialect::ALL.len()];

fn compiled(
    cells: &'static Compiled,
    file: &str,
    text: &'static str,
    dialect: Dialect,
) -> Arc<CodeObject> {
    let code = cells[dialect.index()].get_or_init(|| {
        let file = file.trim_start_matches("py/");
        let source = Source::new(format!("{FOLDER}/{file}"), text);
        match frontend::compile(
            &source,
            Options {
                library: true,
                dialect,
                ..Options::default()
            },
        ) {
            Ok(code) => code,
            Err(problems) => panic!(
                "the library's file {file} does not compile: {}",
                problems[0]
            ),
        }
    });
    code.clone()
}

macro_rules! table {
    ($M:ident; $($name:literal $(native $native:ident)? $(, $py:literal)?;)*) => {
        &[$(ModuleDef {
            name: $name,
            natives: table!(@natives $($native, $M)?),
            source: table!(@source $($py)?),
            setup: table!(@setup $($native)?),
        },)*]
    };
    (@natives $native:ident, $M:ident) => { native::$native::natives::<$M>() };
    (@natives) => { &[] };
    (@setup $native:ident) => { Some(native::$native::setup) };
    (@setup) => { None };
    (@source $py:literal) => {
        Some(|dialect| {
            static CODE: Compiled = [const { OnceLock::new() }; Dialect::ALL.len()];
            compiled(&CODE, $py, include_str!($py), dialect)
        })
    };
    (@source) => { None };
}

/// All modules a program may import, in alphabetical order.
pub fn modules<M: Memory>() -> Vec<ModuleDef<M>> {
    let table: &[ModuleDef<M>] = table! { M;
        "__future__", "py/__future__.py";
        "_async_contextlib", "py/_async_contextlib.py";
        "_codecs" native codecs;
        "_collections" native deque, "py/_collections.py";
        "_compiler" native compiler;
        "_contextvars" native contextvars;
        "_dataclasses" native compiled;
        "_datetime", "py/_datetime.py";
        "_exceptiongroups" native exceptiongroups, "py/_exceptiongroups.py";
        "_files" native files;
        "_frames" native frames;
        "_generic", "py/_generic.py";
        "_gilscope" native gilscope;
        "_hashlib" native hashes;
        "_input", "py/_input.py";
        "_interpreter_entry", "py/_interpreter_entry.py";
        "_interpreter_threads", "py/_interpreter_threads.py";
        "_interpreters" native interpreters, "py/_interpreters.py";
        "_io", "py/_io.py";
        "_io_memory", "py/_io_memory.py";
        "_json" native json;
        "_mp_main" native mp_main;
        "_multiprocessing" native multiprocessing;
        "_pickle" native pickle;
        "_posixsubprocess" native posixsubprocess;
        "_queue" native queue;
        "_random" native random;
        "_references" native references;
        "_selector" native selector;
        "_simulated_network", "py/_simulated_network.py";
        "_sre" native sre;
        "_strptime", "py/_strptime.py";
        "_struct" native packing;
        "_structseq", "py/_structseq.py";
        "_thread" native thread, "py/_thread.py";
        "_user_containers", "py/_user_containers.py";
        "abc", "py/abc.py";
        "argparse", "py/argparse/__init__.py";
        "argparse._actions", "py/argparse/_actions.py";
        "argparse._help", "py/argparse/_help.py";
        "argparse._matching", "py/argparse/_matching.py";
        "array", "py/array.py";
        "asyncio", "py/asyncio/__init__.py";
        "asyncio.base_events", "py/asyncio/base_events.py";
        "asyncio.coroutines", "py/asyncio/coroutines.py";
        "asyncio.events", "py/asyncio/events.py";
        "asyncio.exceptions", "py/asyncio/exceptions.py";
        "asyncio.formatting", "py/asyncio/formatting.py";
        "asyncio.futures", "py/asyncio/futures.py";
        "asyncio.locks", "py/asyncio/locks.py";
        "asyncio.log", "py/asyncio/log.py";
        "asyncio.mixins", "py/asyncio/mixins.py";
        "asyncio.queues", "py/asyncio/queues.py";
        "asyncio.runners", "py/asyncio/runners.py";
        "asyncio.taskgroups", "py/asyncio/taskgroups.py";
        "asyncio.tasks", "py/asyncio/tasks.py";
        "asyncio.threads", "py/asyncio/threads.py";
        "asyncio.timeouts", "py/asyncio/timeouts.py";
        "asyncio.unix_events", "py/asyncio/unix_events.py";
        "asyncio.waiting", "py/asyncio/waiting.py";
        "atexit", "py/atexit.py";
        "base64", "py/base64.py";
        "binascii" native binascii;
        "bisect", "py/bisect.py";
        "calendar", "py/calendar.py";
        "codecs", "py/codecs.py";
        "collections", "py/collections.py";
        "collections.abc", "py/collections_abc.py";
        "concurrent", "py/concurrent/__init__.py";
        "concurrent.futures", "py/concurrent/futures/__init__.py";
        "concurrent.futures._base", "py/concurrent/futures/_base.py";
        "concurrent.futures._waiting", "py/concurrent/futures/_waiting.py";
        "concurrent.futures.interpreter", "py/concurrent/futures/interpreter.py";
        "concurrent.futures.process", "py/concurrent/futures/process.py";
        "concurrent.futures.process_worker", "py/concurrent/futures/process_worker.py";
        "concurrent.futures.thread", "py/concurrent/futures/thread.py";
        "concurrent.interpreters", "py/concurrent/interpreters/__init__.py";
        "concurrent.interpreters._queues", "py/concurrent/interpreters/_queues.py";
        "contextlib", "py/contextlib.py";
        "contextvars", "py/contextvars.py";
        "copy", "py/copy.py";
        "copyreg", "py/copyreg.py";
        "csv", "py/csv.py";
        "ctypes", "py/ctypes.py";
        "dataclasses", "py/dataclasses.py";
        "datetime", "py/datetime.py";
        "decimal", "py/decimal.py";
        "dis", "py/dis.py";
        "enum", "py/enum.py";
        "errno", "py/errno.py";
        "fileinput", "py/fileinput.py";
        "fnmatch", "py/fnmatch.py";
        "fractions", "py/fractions.py";
        "functools", "py/functools.py";
        "gc", "py/gc.py";
        "getopt", "py/getopt.py";
        "getpass", "py/getpass.py";
        "glob", "py/glob.py";
        "hashlib", "py/hashlib.py";
        "heapq", "py/heapq.py";
        "hmac", "py/hmac.py";
        "http", "py/http/__init__.py";
        "http.client", "py/http/client.py";
        "http.server", "py/http/server.py";
        "importlib", "py/importlib/__init__.py";
        "inspect", "py/inspect.py";
        "io", "py/io.py";
        "itertools" native itertools, "py/itertools.py";
        "json", "py/json/__init__.py";
        "json.decoder", "py/json/decoder.py";
        "json.encoder", "py/json/encoder.py";
        "keyword", "py/keyword.py";
        "linecache", "py/linecache.py";
        "logging", "py/logging/__init__.py";
        "logging._handlers", "py/logging/_handlers.py";
        "logging._records", "py/logging/_records.py";
        "logging.config", "py/logging/config.py";
        "logging.handlers", "py/logging/handlers.py";
        "math" native math, "py/math.py";
        "multiprocessing", "py/multiprocessing/__init__.py";
        "multiprocessing.connection", "py/multiprocessing/connection.py";
        "multiprocessing.context", "py/multiprocessing/context.py";
        "multiprocessing.dummy", "py/multiprocessing/dummy/__init__.py";
        "multiprocessing.dummy.connection", "py/multiprocessing/dummy/connection.py";
        "multiprocessing.forkserver", "py/multiprocessing/forkserver.py";
        "multiprocessing.heap", "py/multiprocessing/heap.py";
        "multiprocessing.listener", "py/multiprocessing/listener.py";
        "multiprocessing.manager_server", "py/multiprocessing/manager_server.py";
        "multiprocessing.managers", "py/multiprocessing/managers.py";
        "multiprocessing.pool", "py/multiprocessing/pool.py";
        "multiprocessing.pool_results", "py/multiprocessing/pool_results.py";
        "multiprocessing.pool_worker", "py/multiprocessing/pool_worker.py";
        "multiprocessing.popen_fork", "py/multiprocessing/popen_fork.py";
        "multiprocessing.popen_forkserver", "py/multiprocessing/popen_forkserver.py";
        "multiprocessing.popen_spawn_posix", "py/multiprocessing/popen_spawn_posix.py";
        "multiprocessing.process", "py/multiprocessing/process.py";
        "multiprocessing.proxies", "py/multiprocessing/proxies.py";
        "multiprocessing.proxy_types", "py/multiprocessing/proxy_types.py";
        "multiprocessing.queues", "py/multiprocessing/queues.py";
        "multiprocessing.reduction", "py/multiprocessing/reduction.py";
        "multiprocessing.shared_memory", "py/multiprocessing/shared_memory.py";
        "multiprocessing.sharedctypes", "py/multiprocessing/sharedctypes.py";
        "multiprocessing.spawn", "py/multiprocessing/spawn.py";
        "multiprocessing.synchronize", "py/multiprocessing/synchronize.py";
        "multiprocessing.util", "py/multiprocessing/util.py";
        "native" native extension;
        "native_legacy" native legacy, "py/native_legacy.py";
        "numbers", "py/numbers.py";
        "operator", "py/operator.py";
        "os", "py/os.py";
        "os.path", "py/os_path.py";
        "pathlib", "py/pathlib.py";
        "pickle", "py/pickle.py";
        "platform", "py/platform.py";
        "posix" native posix, "py/posix.py";
        "posixpath", "py/posixpath.py";
        "pprint", "py/pprint.py";
        "queue", "py/queue.py";
        "random", "py/random.py";
        "re", "py/re.py";
        "reprlib", "py/reprlib.py";
        "requests", "py/requests/__init__.py";
        "requests.exceptions", "py/requests/exceptions.py";
        "requests.models", "py/requests/models.py";
        "sched", "py/sched.py";
        "secrets", "py/secrets.py";
        "select" native select, "py/select.py";
        "selectors", "py/selectors.py";
        "shlex", "py/shlex.py";
        "shutil", "py/shutil.py";
        "signal" native signal, "py/signal.py";
        "socket", "py/socket.py";
        "socketserver", "py/socketserver.py";
        "ssl", "py/ssl.py";
        "stat", "py/stat.py";
        "statistics", "py/statistics.py";
        "string", "py/string.py";
        "struct", "py/struct.py";
        "sys" native sys, "py/sys.py";
        "sysconfig", "py/sysconfig.py";
        "tempfile", "py/tempfile.py";
        "textwrap", "py/textwrap.py";
        "this", "py/this.py";
        "threading", "py/threading.py";
        "time" native time, "py/time.py";
        "timeit", "py/timeit.py";
        "traceback", "py/traceback.py";
        "types", "py/types.py";
        "typing", "py/typing.py";
        "urllib", "py/urllib/__init__.py";
        "urllib.error", "py/urllib/error.py";
        "urllib.parse", "py/urllib/parse.py";
        "urllib.request", "py/urllib/request.py";
        "uuid", "py/uuid.py";
        "warnings", "py/warnings.py";
        "weakref", "py/weakref.py";
        "zlib" native zlib;
    };
    table.to_vec()
}

/// Compiles a program that is in a folder.
///
/// # Errors
/// What Python would not accept; else what gilscope does not have, imports of other modules included,
/// in the program and in the modules of its own that it may import.
pub fn compile(
    source: &Source,
    folder: &ProgramFolder,
) -> Result<Arc<CodeObject>, Vec<Diagnostic>> {
    let code = frontend::compile(source, Options::default())?;
    let own = own::OwnModules {
        folder: folder.clone(),
        program: None,
        dialect: Dialect::default(),
    };
    let refused = own::refused(&own, &code);
    if refused.is_empty() {
        Ok(code)
    } else {
        Err(refused)
    }
}

/// The code of the modules of its own that a program may come to import.
pub fn own_modules(program: &CodeObject, folder: &ProgramFolder) -> Vec<Arc<CodeObject>> {
    let own = own::OwnModules {
        folder: folder.clone(),
        program: None,
        dialect: Dialect::default(),
    };
    own::reachable(&own, program).0
}

/// The program and the modules in its folder, for the interpreter.
pub fn sources(folder: ProgramFolder, program: Arc<CodeObject>) -> Arc<dyn Sources> {
    Arc::new(own::OwnModules {
        folder,
        dialect: program.dialect,
        program: Some(program),
    })
}

/// The same program, which compiles, for another dialect.
///
/// # Panics
/// When it does not compile.
pub fn recompiled(source: &Source, dialect: Dialect) -> Arc<CodeObject> {
    let options = Options {
        dialect,
        ..Options::default()
    };
    frontend::compile(source, options).expect("it compiles in every dialect or in none")
}

/// What a fresh interpreter runs (CPython: `python -c 'from … import main; main(…)'`).
///
/// # Panics
/// When that does not compile: it is ours.
pub fn start_up(spawned: &Spawned, dialect: Dialect) -> Arc<CodeObject> {
    let Spawned {
        module,
        function,
        inherited,
        ..
    } = spawned;
    let text = format!(
        "import sys\nfrom {module} import {function}\nsys.exit({function}({inherited:?}))\n"
    );
    match frontend::compile(
        &Source::new("<string>", text),
        Options {
            library: true,
            dialect,
            ..Options::default()
        },
    ) {
        Ok(code) => code,
        Err(problems) => panic!("the start of a process does not compile: {}", problems[0]),
    }
}

/// Whether a module of this name is in the table.
fn is_ours(name: &str) -> bool {
    let table = modules::<crate::vm::memory::Heap>();
    table.iter().any(|module| module.name == name)
}

/// Names of the modules that are meant to be imported by programs.
pub fn names() -> impl Iterator<Item = &'static str> {
    modules::<crate::vm::memory::Heap>()
        .into_iter()
        .map(|module| module.name)
        .filter(|name| *name == "__future__" || !name.split('.').any(|part| part.starts_with('_')))
}

#[cfg(test)]
mod tests {
    use crate::vm::memory::Heap;

    #[test]
    fn every_library_module_compiles() {
        for module in super::modules::<Heap>() {
            if let Some(source) = module.source {
                assert!(
                    source(crate::bytecode::Dialect::default()).flags.library,
                    "{} is marked as ours",
                    module.name
                );
            }
        }
    }

    #[test]
    fn modules_are_in_order_and_once() {
        let names: Vec<_> = super::modules::<Heap>().iter().map(|m| m.name).collect();
        let mut sorted = names.clone();
        sorted.sort_unstable();
        sorted.dedup();
        assert_eq!(names, sorted);
    }
}
