//! Owns the life of the program: from the first instruction of its module to the interpreter's exit
//! code. Owns no other thread's life (`lives`).

use std::sync::Arc;

use super::Sim;
use super::config::{Program, SimConfig};
use super::cores::Core;
use super::locks::Locks;
use super::machine::Noise;
use super::queue::EventQueue;
use super::thread::{Next, Thread};
use crate::base::{ObjId, ThreadId, VirtualDuration, VirtualTime};
use crate::stdlib;
use crate::trace::Trace;
use crate::vm::boot;
use crate::vm::memory::Memory;
use crate::vm::object::Body;
use crate::vm::types;
use crate::vm::value::Value;

const MAIN: ThreadId = ThreadId(0);

/// What the main thread is running.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Phase {
    /// The program's module.
    Program,
    /// The report of an exception that left it.
    Report,
    /// `threading._shutdown`: waits for the other threads.
    Shutdown,
    /// The report of an exception during that, and the end.
    Over,
}

impl Sim {
    /// A run that has not begun.
    pub fn new(program: &Program, config: SimConfig) -> Self {
        let runtime = config.runtime;
        let modules = stdlib::modules();
        let sources = stdlib::sources(program.folder.clone());
        let mut mem =
            boot::heap_with_args(&modules, (runtime.costs)(), &config.argv, Some(sources));
        let module = boot::main_module(&mut mem, &program.source.name);
        let mut main = Thread::new(MAIN, "MainThread".into(), false, None);
        main.interp
            .start_program(&mut mem, program.code.clone(), module);
        let interval = config.switch_interval.unwrap_or(runtime.switch_interval);
        let cores = vec![Core::default(); usize::from(config.cores.max(1))];
        Self {
            mem,
            model: (runtime.make)(interval),
            queue: EventQueue::new(),
            now: VirtualTime::ZERO,
            threads: vec![main],
            cores,
            locks: Locks::default(),
            noise: Noise::new(config.seed, config.noise),
            end: None,
            exit_code: 0,
            phase: Phase::Program,
            booted: false,
            written: 0,
            instructions: 0,
            cpu: VirtualDuration::ZERO,
            stdin_at: 0,
            lane_names: std::collections::BTreeMap::new(),
            pause_at: VirtualTime::ZERO,
            stepping: None,
            config,
        }
    }

    /// What the main thread ran is over.
    pub(super) fn main_returned(&mut self) {
        match self.phase {
            Phase::Program | Phase::Report => self.shut_down(),
            Phase::Shutdown | Phase::Over => self.threads[0].next = Next::Finish,
        }
    }

    /// Joins the other threads, as the library does it.
    fn shut_down(&mut self) {
        self.phase = Phase::Shutdown;
        match self.library_function("threading", "_shutdown") {
            Some(function) => {
                self.threads[0].interp.start(function, &[]);
                self.threads[0].next = Next::Python;
            }
            None => self.threads[0].next = Next::Finish,
        }
    }

    /// An exception left what a thread ran.
    pub(super) fn raised(&mut self, trace: &mut Trace, thread: ThreadId, exception: Value) {
        if thread != MAIN {
            // The library catches what leaves `run()`; this left its own report.
            return self.returned(thread);
        }
        self.phase = match self.phase {
            Phase::Program => Phase::Report,
            Phase::Report | Phase::Shutdown | Phase::Over => Phase::Over,
        };
        let class = types::type_of(&self.mem, exception);
        if types::is_subclass(&self.mem, class, types::SYSTEM_EXIT) {
            let (code, message) = stdlib::exit_status(&self.mem, exception);
            self.exit_code = code;
            if let Some(message) = message {
                let text = self.plain_text(message);
                self.write_error(trace, &text);
            }
            self.main_returned();
        } else {
            self.exit_code = 1;
            self.threads[0].interp.start_report(exception);
            self.threads[0].next = Next::Python;
        }
    }

    fn write_error(&mut self, trace: &mut Trace, text: &str) {
        let text = format!("{text}\n").into();
        let output = crate::trace::EventKind::Output { stream: 2, text };
        self.emit(trace, MAIN, output);
    }

    fn library_function(&self, module: &str, name: &str) -> Option<Value> {
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

    /// Names bound in the program's module.
    pub(super) fn main_names(&self) -> Vec<(Arc<str>, Value)> {
        let Some(Value::Obj(module)) = self.bound(boot::MODULES, "__main__") else {
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
