//! Owns what an inspector may see of a run while it is paused: threads, frames, variables, places.
//! Changes nothing.

use std::sync::Arc;

use super::Sim;
use crate::base::{ThreadId, VirtualTime};
use crate::bytecode::CodeObject;
use crate::stdlib;
use crate::trace::{BlockReason, Place, SchedState, ThreadState, Trace};
use crate::vm::memory::{Heap, Memory};
use crate::vm::object::Body;
use crate::vm::types;
use crate::vm::value::Value;

/// Longest text shown for a value, in characters, and most elements of a container.
const BRIEF: usize = 60;
const SHOWN: usize = 6;

/// One thread, as it is now.
#[derive(Clone, Debug)]
pub struct ThreadView {
    pub thread: ThreadId,
    pub name: Arc<str>,
    pub daemon: bool,
    pub state: ThreadState,
    /// CPython instructions executed so far.
    pub instructions: u64,
    /// Innermost first; the library's own frames included (`code.flags.library`).
    pub frames: Vec<FrameView>,
}

/// One Python frame.
#[derive(Clone, Debug)]
pub struct FrameView {
    pub code: Arc<CodeObject>,
    /// Index of the instruction that executes next.
    pub next: u32,
    /// 1-based line of it.
    pub line: u32,
    /// Bound variables and the text an inspector shows for them.
    pub locals: Vec<(Arc<str>, String)>,
}

impl Sim {
    /// All threads that were ever created, as they are now.
    pub fn threads(&self) -> Vec<ThreadView> {
        self.threads
            .iter()
            .map(|t| ThreadView {
                thread: t.id,
                name: t.name.clone(),
                daemon: t.daemon,
                state: t.state(),
                instructions: t.interp.instructions,
                frames: self.frames(t.id),
            })
            .collect()
    }

    fn frames(&self, thread: ThreadId) -> Vec<FrameView> {
        let frames = self.threads[thread.index()].interp.frames(self.mem(thread));
        frames
            .into_iter()
            .map(|frame| FrameView {
                line: frame.line(),
                next: frame.next,
                locals: frame
                    .locals
                    .iter()
                    .map(|(name, value)| (name.clone(), self.brief(self.mem(thread), *value)))
                    .collect(),
                code: frame.code,
            })
            .collect()
    }

    /// The frames of one thread, innermost first; none when there is no such thread.
    pub fn frames_of(&self, thread: ThreadId) -> Vec<FrameView> {
        if thread.index() < self.threads.len() {
            self.frames(thread)
        } else {
            Vec::new()
        }
    }

    /// CPython instructions that one thread has executed so far.
    pub fn instructions_of(&self, thread: ThreadId) -> u64 {
        self.threads
            .get(thread.index())
            .map_or(0, |t| t.interp.instructions)
    }

    /// The names bound in the program's module, with the text an inspector shows for their values.
    pub fn globals(&self) -> Vec<(Arc<str>, String)> {
        let home = &self.interpreters[0];
        let names = home.main_names();
        names
            .into_iter()
            .filter(|(name, _)| !name.starts_with("__"))
            .map(|(name, value)| (name, self.brief(&home.mem, value)))
            .collect()
    }

    /// Virtual time so far.
    pub fn now(&self) -> VirtualTime {
        self.now
    }

    /// Where the thread is in the program: the innermost frame that is not the library's.
    pub(super) fn place_of(&self, trace: &mut Trace, thread: ThreadId) -> Place {
        let t = &self.threads[thread.index()];
        match t.interp.user_place(self.mem(thread)) {
            Some((code, line)) => Place {
                file: trace.source_id(&code.source.name),
                line,
                library: None,
            },
            None => Place {
                library: self
                    .waits_in_library(thread)
                    .and_then(|module| trace.library_id(&module)),
                ..t.place
            },
        }
    }

    /// The module of the library that a thread waits in which has none of the program's frames left: a
    /// worker between two jobs. A main thread is behind its last line then.
    fn waits_in_library(&self, thread: ThreadId) -> Option<String> {
        let t = &self.threads[thread.index()];
        let waits = matches!(
            t.sched,
            SchedState::Blocked(reason) if !matches!(
                reason,
                BlockReason::Gil(_) | BlockReason::GilSwitch(_) | BlockReason::StopTheWorld { .. }
            )
        );
        if !waits || self.is_main(thread) {
            return None;
        }
        let files = t.interp.source_names(self.mem(thread));
        let mut modules = files.iter().filter_map(|file| stdlib::module_of_file(file));
        let first = modules.next()?;
        // Every thread begins in the module that starts threads.
        if first == "threading" {
            return Some(modules.find(|name| *name != first).unwrap_or(first));
        }
        Some(first)
    }

    /// Variables of the thread's frames in the program.
    pub(super) fn user_locals(&self, thread: ThreadId) -> Vec<(Arc<str>, Value)> {
        self.threads[thread.index()]
            .interp
            .frames(self.mem(thread))
            .into_iter()
            .filter(|frame| !frame.code.flags.library)
            .flat_map(|frame| frame.locals)
            .collect()
    }

    /// A short text for a value, made without running any Python.
    pub(super) fn brief(&self, mem: &Heap, value: Value) -> String {
        let text = self.text(mem, value, 2);
        if text.chars().count() <= BRIEF {
            return text;
        }
        text.chars().take(BRIEF - 1).chain(['…']).collect()
    }

    /// The text of a str as it is, of anything else as an inspector shows it.
    pub(super) fn plain_text(&self, mem: &Heap, value: Value) -> String {
        if let Value::Obj(id) = value
            && let Body::Str(s) = &mem.get(id).body
        {
            return s.text.to_string();
        }
        self.text(mem, value, 2)
    }

    fn text(&self, mem: &Heap, value: Value, depth: u32) -> String {
        let id = match value {
            Value::Null => return "(unbound)".to_owned(),
            Value::None => return "None".to_owned(),
            Value::NotImplemented => return "NotImplemented".to_owned(),
            Value::Ellipsis => return "Ellipsis".to_owned(),
            Value::Bool(b) => return if b { "True" } else { "False" }.to_owned(),
            Value::Int(i) => return i.to_string(),
            Value::Float(x) => return format!("{x:?}"),
            Value::Obj(id) => id,
        };
        let items = |values: &[Value], open: &str, close: &str| {
            let shown: Vec<String> = match depth {
                0 => vec!["…".to_owned()],
                _ => values
                    .iter()
                    .take(SHOWN)
                    .map(|v| self.text(mem, *v, depth - 1))
                    .collect(),
            };
            let more = if values.len() > SHOWN { ", …" } else { "" };
            format!("{open}{}{more}{close}", shown.join(", "))
        };
        match &mem.get(id).body {
            Body::Str(s) => format!("{:?}", s.text),
            Body::BigInt(i) => i.to_string(),
            Body::List(values) => items(values, "[", "]"),
            Body::Tuple(values) => items(values, "(", ")"),
            Body::Dict(dict) => format!("dict of {}", dict.len()),
            Body::Set(set) => format!("set of {}", set.len()),
            Body::Range { start, stop, step } => format!("range({start}, {stop}, {step})"),
            Body::Function(f) => {
                format!("function {}", self.text(mem, f.name, 0).trim_matches('"'))
            }
            Body::Method(pair) => format!("method {}", self.text(mem, pair.0, 0)),
            Body::Type(class) => format!("class {}", class.name),
            Body::Module(module) => format!("module {}", module.name),
            Body::Lock(lock) => match lock.holder {
                Some(holder) => format!("locked by {}", self.threads[holder.index()].name),
                None => "unlocked".to_owned(),
            },
            Body::Thread(handle) => match handle.thread {
                Some(thread) => format!("handle of {}", self.threads[thread.index()].name),
                None => "handle of no thread yet".to_owned(),
            },
            _ => format!(
                "{} object",
                types::type_name(mem, types::type_of(mem, value))
            ),
        }
    }
}
