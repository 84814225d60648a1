//! Owns the journal of a directed run: every decision, and what threads touched between them. Owns
//! neither deciding nor running.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Sim;
use super::policy::{Point, Turn};
use crate::base::{ObjId, Symbol, ThreadId};
use crate::vm::interp::Touch;
use crate::vm::memory::{Heap, Memory};
use crate::vm::native::Ask;
use crate::vm::object::{Body, Payload};
use crate::vm::types;
use crate::vm::value::Value;

/// Entries after which a journal is full: what comes then is not told.
const LONGEST: usize = 300_000;

/// Stands for files, processes and whatever else is no object of the program.
const OUTSIDE: ObjId = ObjId(u32::MAX);

/// Stands for the order in which sleeps and timeouts end.
pub(super) const CLOCK: ObjId = ObjId(u32::MAX - 1);

/// What happened, in order.
#[derive(Clone, Debug, Default)]
pub struct Journal {
    pub entries: Vec<Entry>,
    pub(super) in_words: bool,
}

#[derive(Clone, Debug)]
pub enum Entry {
    /// More than one thread could have gone on; `chosen` did.
    Decision { point: Point, chosen: ThreadId },
    /// The thread looked at or changed what others can see.
    Access {
        thread: ThreadId,
        object: ObjId,
        /// The global or attribute; None: any part of it.
        name: Option<Symbol>,
        writes: bool,
        words: Option<Box<Words>>,
    },
    /// The thread's turn ended by itself: it waits, or has ended.
    LetGo {
        thread: ThreadId,
        line: u32,
        ends: bool,
    },
    /// The thread started another one.
    Started {
        by: ThreadId,
        thread: ThreadId,
        line: u32,
    },
    /// An exception that nobody caught was reported.
    Uncaught { thread: ThreadId, text: Arc<str> },
}

/// An access, for people.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Words {
    pub verb: Verb,
    /// What the program calls it: `counter`, `account.balance`.
    pub what: String,
    /// The value found or put there.
    pub value: Option<String>,
    /// In the program.
    pub line: u32,
    /// Whether the program itself did it, and not the library on its behalf.
    pub own: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Verb {
    /// Of one value.
    Reads,
    Writes,
    /// Of an object with more than one value in it.
    LooksAt,
    Changes,
    /// A lock that is free, one that the thread itself holds, one that another thread holds.
    Takes,
    GivesBack,
    Wants(ThreadId),
}

impl Journal {
    /// The turns that the run would not have taken by itself.
    pub fn turns(&self) -> Vec<Turn> {
        let turn = |entry: &Entry| match entry {
            Entry::Decision { point, chosen } => {
                let by_itself = point.options.first()?.thread;
                (by_itself != *chosen).then_some(Turn {
                    thread: point.thread,
                    number: point.number,
                    to: *chosen,
                })
            }
            _ => None,
        };
        self.entries.iter().filter_map(turn).collect()
    }

    pub(super) fn write(&mut self, entry: Entry) {
        if self.entries.len() < LONGEST {
            self.entries.push(entry);
        }
    }

    /// Whether something is missing at the end.
    pub fn is_full(&self) -> bool {
        self.entries.len() >= LONGEST
    }
}

impl Sim {
    /// What was decided and touched so far, of a directed run that keeps a journal.
    pub fn journal(&self) -> Option<&Journal> {
        self.directed.as_ref()?.journal.as_ref()
    }

    /// From here on a directed run keeps a journal, with lines and values.
    pub fn begin_journal(&mut self) {
        if let Some(directed) = &mut self.directed {
            directed.journal = Some(Journal {
                in_words: true,
                ..Journal::default()
            });
        }
    }

    /// What the journal has so far is done with.
    pub fn clear_journal(&mut self) {
        if let Some(directed) = &mut self.directed
            && let Some(journal) = &mut directed.journal
        {
            journal.entries.clear();
        }
    }

    pub(super) fn write_journal(&mut self, entry: Entry) {
        if let Some(directed) = &mut self.directed
            && let Some(journal) = &mut directed.journal
        {
            journal.write(entry);
        }
    }

    pub(super) fn keeps_journal(&self) -> bool {
        self.directed.as_ref().is_some_and(|d| d.journal.is_some())
    }

    /// The thread is about to execute an instruction that concerns others.
    pub(super) fn journal_instruction(&mut self, thread: ThreadId) {
        if !self.keeps_journal() {
            return;
        }
        let touches = self.threads[thread.index()]
            .interp
            .next_touches(self.mem(thread));
        for touch in touches {
            self.journal_touch(thread, touch);
        }
    }

    /// The thread changes an object in another way than by an instruction.
    pub(super) fn journal_change(&mut self, thread: ThreadId, object: ObjId) {
        if self.keeps_journal() {
            let touch = Touch {
                object,
                name: None,
                writes: true,
                key: None,
                value: None,
            };
            self.journal_touch(thread, touch);
        }
    }

    /// What the outside is asked for can concern others, too.
    pub(super) fn journal_ask(&mut self, thread: ThreadId, ask: &Ask) {
        match ask {
            Ask::Select { selector, .. } | Ask::WakeSelector { selector } => {
                self.journal_change(thread, *selector);
            }
            Ask::System(_) | Ask::File(_) | Ask::ReadLine | Ask::ReadInput { .. } => {
                self.journal_change(thread, OUTSIDE);
            }
            Ask::References(_) | Ask::Frames => self.journal_change(thread, OUTSIDE),
            _ => {}
        }
    }

    fn journal_touch(&mut self, thread: ThreadId, touch: Touch) {
        let in_words = self
            .journal()
            .is_some_and(|journal| journal.in_words && !journal.is_full());
        let words = in_words.then(|| Box::new(self.words(thread, &touch)));
        self.write_journal(Entry::Access {
            thread,
            object: touch.object,
            name: touch.name,
            writes: touch.writes,
            words,
        });
    }

    fn words(&self, thread: ThreadId, touch: &Touch) -> Words {
        let mem = self.mem(thread);
        if touch.object == OUTSIDE || touch.object == CLOCK {
            return Words {
                verb: Verb::Changes,
                what: "the outside".to_owned(),
                value: None,
                line: self.line_of(thread),
                own: false,
            };
        }
        let name = touch.name.map(|name| mem.symbol_text(name).to_string());
        let main = self.home(thread).main_module() == Some(Value::Obj(touch.object));
        let what = match name {
            Some(name) if main => name,
            Some(name) => format!("{}.{name}", self.name_of(thread, touch.object)),
            None => self.name_of(thread, touch.object),
        };
        let what = match touch.key {
            Some(key) => format!("{what}[{}]", self.brief(mem, key)),
            None => what,
        };
        Words {
            verb: self.verb(thread, touch),
            what,
            value: touch.value.map(|value| self.brief(mem, value)),
            line: self.line_of(thread),
            own: self.threads[thread.index()].interp.is_in_program(mem),
        }
    }

    fn verb(&self, thread: ThreadId, touch: &Touch) -> Verb {
        let outside = touch.object == OUTSIDE || touch.object == CLOCK;
        // Only what changes a lock takes it or gives it back.
        if !outside
            && touch.writes
            && let Body::Lock(lock) = &self.mem(thread).get(touch.object).body
        {
            return match lock.holder {
                None => Verb::Takes,
                Some(holder) if holder == thread => Verb::GivesBack,
                Some(holder) => Verb::Wants(holder),
            };
        }
        match (touch.writes, touch.value) {
            (false, Some(_)) => Verb::Reads,
            (true, Some(_)) => Verb::Writes,
            (false, None) => Verb::LooksAt,
            (true, None) => Verb::Changes,
        }
    }

    /// Objects through which the library keeps its books about threads: in which order threads come by
    /// here makes no difference to a program. The tables of all threads, unless the program looks into
    /// them, and the events that `Thread.start` waits for.
    pub fn bookkeeping(&self, with_tables: bool) -> BTreeSet<ObjId> {
        let home = &self.interpreters[0];
        let mut found = BTreeSet::new();
        if with_tables {
            let tables = ["_active", "_limbo", "_active_limbo_lock"];
            let values = tables
                .iter()
                .filter_map(|name| home.library_function("threading", name));
            found.extend(values.filter_map(Value::obj));
        }
        let thread = home.library_function("threading", "Thread");
        let (Some(Value::Obj(thread)), Some(started)) = (thread, home.mem.find_symbol("_started"))
        else {
            return found;
        };
        let is_thread = |class| types::is_subclass(&home.mem, class, thread);
        let mut todo: Vec<Value> = home
            .mem
            .objects()
            .filter_map(|body| match body {
                Body::Instance(it) if is_thread(it.class) => it.attrs.get(started),
                _ => None,
            })
            .collect();
        while let Some(value) = todo.pop() {
            let Some(id) = value.obj() else { continue };
            let body = &home.mem.get(id).body;
            let part = matches!(
                body,
                Body::Instance(_) | Body::Lock(_) | Body::Ext(_) | Body::Method(_)
            );
            if part && found.insert(id) {
                body.trace(&mut |inner| todo.push(inner));
            }
        }
        found
    }

    /// Whether the object exists.
    pub fn exists(&self, object: ObjId) -> bool {
        let body = self.interpreters[0].mem.objects().nth(object.index());
        body.is_some_and(|body| !matches!(body, Body::Free))
    }

    /// The class of an object, if it exists.
    pub fn class_of(&self, object: ObjId) -> Option<ObjId> {
        let mem = &self.interpreters[0].mem;
        self.exists(object)
            .then(|| types::type_of(mem, Value::Obj(object)))
    }

    /// Where the thread is in the program; 0: nowhere.
    pub(super) fn line_of(&self, thread: ThreadId) -> u32 {
        let t = &self.threads[thread.index()];
        let place = t.interp.user_place(self.mem(thread));
        place.map_or(0, |(_, line)| line)
    }

    /// What the program calls an object: a global, a variable of the thread, an element or attribute of
    /// one; else its class.
    fn name_of(&self, thread: ThreadId, object: ObjId) -> String {
        let globals = self.home(thread).main_names().into_iter();
        let named: Vec<(Arc<str>, Value)> = globals.chain(self.user_locals(thread)).collect();
        let mem = self.mem(thread);
        let direct = named.iter().find(|(_, value)| *value == Value::Obj(object));
        if let Some((name, _)) = direct {
            return name.to_string();
        }
        let inside = named
            .iter()
            .find_map(|(name, value)| inside(mem, name, *value, object));
        inside.unwrap_or_else(|| self.brief(mem, Value::Obj(object)))
    }
}

/// The name of an object that is an element or attribute of a named one.
fn inside(mem: &Heap, name: &str, value: Value, object: ObjId) -> Option<String> {
    let wanted = Value::Obj(object);
    match &mem.get(value.obj()?).body {
        Body::List(items) => {
            let at = items.iter().position(|item| *item == wanted)?;
            Some(format!("{name}[{at}]"))
        }
        Body::Tuple(items) => {
            let at = items.iter().position(|item| *item == wanted)?;
            Some(format!("{name}[{at}]"))
        }
        Body::Instance(instance) if matches!(instance.payload, Payload::None) => {
            let (attr, _) = instance.attrs.iter().find(|(_, value)| *value == wanted)?;
            Some(format!("{name}.{}", mem.symbol_text(attr)))
        }
        _ => None,
    }
}
