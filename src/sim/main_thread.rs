//! Owns the life of the program: from the first instruction of its module to the interpreter's exit
//! code. Owns no other thread's life (`lives`).

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Sim;
use super::config::{Program, SimConfig};
use super::cores::Core;
use super::directing::Directed;
use super::locks::Locks;
use super::machine::{self, Noise};
use super::process::{Interpreter, Process};
use super::queue::EventQueue;
use super::stopping::Collector;
use super::system::{System, killed_by};
use super::thread::{Next, Thread};
use crate::base::{InterpreterId, ObjId, ProcessId, ThreadId, VirtualTime};
use crate::files::Files;
use crate::runtime::GIL;
use crate::stdlib;
use crate::trace::Trace;
use crate::vm::boot;
use crate::vm::memory::Memory;
use crate::vm::object::Body;
use crate::vm::system_call::signal;
use crate::vm::types;
use crate::vm::value::Value;

const MAIN: ThreadId = ThreadId(0);
const HOME: InterpreterId = InterpreterId(0);

/// What the main thread is running.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Phase {
    /// The program's module.
    Program,
    /// The report of an exception that left it.
    Report,
    /// `threading._shutdown`: waits for the other threads.
    Shutdown,
    /// The functions that `atexit` was given.
    AtExit,
    /// The report of an exception during that, and the end.
    Over,
}

impl Sim {
    /// A run that has not begun.
    pub fn new(program: &Program, config: SimConfig) -> Self {
        let runtime = config.runtime;
        let modules = stdlib::modules();
        let code = program.code_for(runtime);
        let sources = stdlib::sources(program.folder.clone(), code.clone());
        let table = match &config.costs {
            Some(costs) => costs.instructions.clone(),
            None => (runtime.costs)(),
        };
        let costs = (table, runtime.dialect);
        let mut mem = boot::heap_with_args(&modules, costs, &config.argv, Some(sources));
        let module = boot::main_module(&mut mem, &program.source.name);
        let mut main = Thread::new(MAIN, HOME, "MainThread".into(), false, None);
        main.interp.start_program(&mut mem, code, module);
        let interval = config.switch_interval.unwrap_or(runtime.switch_interval);
        let cores = vec![Core::default(); usize::from(config.cores.max(1))];
        Self {
            processes: vec![Process::first()],
            interpreters: vec![Interpreter {
                process: ProcessId(0),
                number: 0,
                mem,
                model: (runtime.make)(GIL, interval),
                has_gil: runtime.exclusive(),
                pause: None,
                collector: Collector::default(),
                gil: GIL,
                main: MAIN,
                phase: Phase::Program,
                exit_code: 0,
                killed: None,
                lane_names: BTreeMap::new(),
                handlers: BTreeMap::new(),
                visitor: None,
                countdown: None,
            }],
            queue: EventQueue::new(),
            now: VirtualTime::ZERO,
            threads: vec![main],
            cores,
            locks: Locks::default(),
            noise: Noise::new(config.seed, config.noise),
            in_interrupt: false,
            end: None,
            booted: false,
            written: 0,
            instructions: 0,
            files: Files::new(program.folder.clone()),
            requests: 0,
            refused_threads: 0,
            stdin_at: 0,
            pause_at: VirtualTime::ZERO,
            stepping: None,
            checks: None,
            system: System::default(),
            directed: config.direction.clone().map(Directed::new),
            config,
        }
    }

    /// What the main thread ran is over.
    pub(super) fn main_returned(&mut self, main: ThreadId) {
        match self.home(main).phase {
            Phase::Program | Phase::Report => self.shut_down(main),
            Phase::Shutdown => self.run_at_exit(main),
            Phase::AtExit | Phase::Over => self.threads[main.index()].next = Next::Finish,
        }
    }

    /// Py_FinalizeEx: after the threads, the functions that `atexit` was given.
    fn run_at_exit(&mut self, main: ThreadId) {
        self.home_mut(main).phase = Phase::AtExit;
        self.call_library(main, "atexit", "_run_exitfuncs");
    }

    /// Makes the main thread call a function of a module; without the module it goes on to the end.
    fn call_library(&mut self, main: ThreadId, module: &str, name: &str) {
        let function = self.home(main).library_function(module, name);
        let t = &mut self.threads[main.index()];
        match function {
            Some(function) => {
                t.interp.start(function, &[]);
                t.next = Next::Python;
            }
            None => self.main_returned(main),
        }
    }

    /// Joins the other threads, as the library does it.
    fn shut_down(&mut self, main: ThreadId) {
        self.home_mut(main).phase = Phase::Shutdown;
        self.threads[main.index()].burst += machine::END_OF_PROGRAM;
        self.call_library(main, "threading", "_shutdown");
    }

    /// An exception left what a thread ran.
    pub(super) fn raised(&mut self, trace: &mut Trace, thread: ThreadId, exception: Value) {
        if !self.is_main(thread) {
            // The library catches what leaves `run()`; this left its own report.
            return self.returned(thread);
        }
        let home = self.home_mut(thread);
        home.phase = match home.phase {
            Phase::Program => Phase::Report,
            Phase::Report | Phase::Shutdown | Phase::AtExit | Phase::Over => Phase::Over,
        };
        let class = types::type_of(&home.mem, exception);
        if types::is_subclass(&home.mem, class, types::SYSTEM_EXIT) {
            let (code, message) = stdlib::exit_status(&home.mem, exception);
            home.exit_code = code;
            if let Some(message) = message {
                let text = self.plain_text(self.mem(thread), message);
                self.write_error(trace, thread, &text);
            }
            self.main_returned(thread);
        } else {
            home.exit_code = 1;
            if types::is_subclass(&home.mem, class, types::KEYBOARD_INTERRUPT) {
                // main.c: exit_sigint, so that a shell stops too.
                home.exit_code = killed_by(signal::INT);
                home.killed = Some(signal::INT);
            }
            let hook = home.own_excepthook();
            let t = &mut self.threads[thread.index()];
            match hook {
                Some(hook) => t.interp.start(hook, &[exception]),
                None => t.interp.start_report(exception),
            }
            t.next = Next::Python;
        }
    }

    fn write_error(&mut self, trace: &mut Trace, thread: ThreadId, text: &str) {
        let text = format!("{text}\n").into();
        let output = crate::trace::EventKind::Output { stream: 2, text };
        self.emit(trace, thread, output);
    }
}

impl Interpreter {
    /// What calls `sys.excepthook`, when the program has put its own there.
    fn own_excepthook(&self) -> Option<Value> {
        let hook = self.library_function("sys", "excepthook");
        if hook == self.library_function("sys", "__excepthook__") {
            return None;
        }
        self.library_function("sys", "_call_excepthook")
    }

    pub(super) fn library_function(&self, module: &str, name: &str) -> Option<Value> {
        self.bound(self.bound(boot::MODULES, module)?.obj()?, name)
    }

    /// What a name is bound to in a module.
    fn bound(&self, module: ObjId, name: &str) -> Option<Value> {
        let symbol = self.mem.find_symbol(name)?;
        match &self.mem.get(module).body {
            Body::Module(module) => module.dict.get(symbol),
            _ => None,
        }
    }

    pub(super) fn main_module(&self) -> Option<Value> {
        self.bound(boot::MODULES, "__main__")
    }

    /// Names bound in the program's module.
    pub(super) fn main_names(&self) -> Vec<(Arc<str>, Value)> {
        let Some(Value::Obj(module)) = self.main_module() else {
            return Vec::new();
        };
        match &self.mem.get(module).body {
            Body::Module(module) => module
                .dict
                .iter()
                .map(|(name, value)| (self.mem.symbol_text(name), value))
                .collect(),
            _ => Vec::new(),
        }
    }
}
