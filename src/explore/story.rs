//! Owns telling a run as a story: who runs, what it reads and writes that others do, too, where it has
//! to stop, who comes in between, and what is lost by that. Owns no running beyond the one it tells.

use std::collections::BTreeMap;

use super::conflicts::Access;
use super::runs::conditions;
use crate::base::{ObjId, Source, Symbol, ThreadId, VirtualTime};
use crate::sim::policy::{Direction, PointKind, Replay, Turn, Why};
use crate::sim::{End, Entry, Journal, Program, Sim, SimConfig, Verb, Words};
use crate::trace::Trace;

/// What is told of one turn at most; the middle of a longer one is left out.
const TOLD: usize = 8;

pub(super) struct Told {
    pub(super) lines: Vec<String>,
    pub(super) preemptions: u32,
}

/// Runs the schedule from the beginning, and tells what happens.
pub(super) fn tell(program: &Program, config: &SimConfig, turns: &[Turn]) -> Told {
    let direction = Direction {
        journal: true,
        in_words: true,
        stop_at_failure: true,
        ..Direction::by(Replay::new(turns))
    };
    let mut sim = Sim::new(program, conditions(config, direction));
    let mut trace = Trace::new(config.cores);
    sim.run_until(&mut trace, VirtualTime::NEVER);
    let journal = sim.journal().cloned().unwrap_or_default();
    let mut teller = Teller {
        source: &program.source,
        trace: &trace,
        shared: shared(&journal),
        lock: config
            .runtime
            .exclusive()
            .then_some(config.runtime.vocabulary.lock),
        scenes: Vec::new(),
        preemptions: 0,
        begun: false,
        moment: 0,
        read: BTreeMap::new(),
        changed: BTreeMap::new(),
    };
    for entry in &journal.entries {
        teller.hear(entry);
    }
    if let Some(End::Deadlock { text }) = sim.end() {
        teller.scenes.push(Scene {
            thread: None,
            back: false,
            deeds: vec![Deed {
                text: format!(
                    "Nobody can go on: {}.",
                    text.trim_start_matches("deadlock: ")
                ),
                line: 0,
            }],
            background: false,
        });
    }
    Told {
        lines: teller.lines(),
        preemptions: teller.preemptions,
    }
}

type Key = (ObjId, Option<Symbol>);

/// What the program itself touches with more than one thread, one of them changing it, once there is a
/// second thread.
fn shared(journal: &Journal) -> Vec<Key> {
    let entries = journal.entries.iter();
    let own = entries.skip_while(|entry| !matches!(entry, Entry::Started { .. }));
    let own =
        own.filter(|entry| matches!(entry, Entry::Access { words: Some(words), .. } if words.own));
    let mut seen: Vec<Access> = Vec::new();
    for access in own.filter_map(Access::of) {
        let same = |a: &Access| {
            (a.thread, a.object, a.name, a.writes)
                == (access.thread, access.object, access.name, access.writes)
        };
        if !seen.iter().any(same) {
            seen.push(access);
        }
    }
    let conflicted = seen
        .iter()
        .filter(|access| seen.iter().any(|other| access.conflicts_with(other)));
    conflicted.map(|a| (a.object, a.name)).collect()
}

/// One thread's doing without interruption.
struct Scene {
    /// None: the end.
    thread: Option<ThreadId>,
    /// Whether it has been on the scene before.
    back: bool,
    deeds: Vec<Deed>,
    /// Nothing in it concerns the story.
    background: bool,
}

/// What a thread does, and where in the program.
#[derive(PartialEq, Eq)]
struct Deed {
    text: String,
    line: u32,
}

struct Teller<'a> {
    source: &'a Source,
    trace: &'a Trace,
    shared: Vec<Key>,
    /// What a thread has to let go of when it is preempted.
    lock: Option<&'static str>,
    scenes: Vec<Scene>,
    preemptions: u32,
    /// Whether there is a second thread yet; what happens before concerns nobody.
    begun: bool,
    /// Counts what is heard.
    moment: usize,
    /// What each thread read last, and when.
    read: BTreeMap<(ThreadId, Key), (usize, Option<String>)>,
    /// Who changed what last, when, and to what.
    changed: BTreeMap<Key, (usize, ThreadId, Option<String>)>,
}

impl Teller<'_> {
    fn name(&self, thread: ThreadId) -> String {
        self.trace.thread(thread).name.to_string()
    }

    /// ``line 7: `counter = value + 1` ``
    fn place(&self, line: u32) -> String {
        let text = self
            .source
            .text
            .lines()
            .nth((line as usize).wrapping_sub(1));
        match text.map(str::trim) {
            Some(text) if !text.is_empty() => format!("line {line}: `{text}`"),
            _ => "its first line".to_owned(),
        }
    }

    /// The scene of this thread: the present one, or a new one.
    fn scene(&mut self, thread: ThreadId) -> &mut Scene {
        let same = self.scenes.last().is_some_and(|s| s.thread == Some(thread));
        if !same {
            let back = self.scenes.iter().any(|s| s.thread == Some(thread));
            self.scenes.push(Scene {
                thread: Some(thread),
                back,
                deeds: Vec::new(),
                background: true,
            });
        }
        self.scenes.last_mut().expect("one was pushed")
    }

    /// `line`: 0 when the text says where, or that does not matter.
    fn deed(&mut self, thread: ThreadId, text: String, line: u32) {
        let scene = self.scene(thread);
        scene.background = false;
        let deed = Deed { text, line };
        if scene.deeds.last() != Some(&deed) {
            scene.deeds.push(deed);
        }
    }

    fn hear(&mut self, entry: &Entry) {
        match entry {
            Entry::Decision { point, chosen } => {
                let by_itself = point.options[0].thread;
                let choice = point.options.iter().find(|o| o.thread == *chosen);
                let Some(choice) = choice.filter(|_| by_itself != *chosen) else {
                    return;
                };
                self.preemptions += u32::from(choice.preempts);
                if point.kind != PointKind::LetGo {
                    let why = match self.lock {
                        Some(lock) => format!("has to let go of the {lock}"),
                        None => "is stopped by the operating system".to_owned(),
                    };
                    // In the program's own code the next instruction is shown, else the call it waits in.
                    let relation = if point.in_program || point.line == 0 {
                        "before"
                    } else {
                        "in"
                    };
                    let place = self.place(point.line);
                    self.deed(point.thread, format!("{why} {relation} {place}"), 0);
                }
                if let Why::Due(_) = choice.why {
                    self.deed(*chosen, "wakes up, its time is over".to_owned(), 0);
                }
            }
            Entry::Access {
                thread,
                object,
                name,
                words: Some(words),
                ..
            } => self.access(*thread, (*object, *name), words),
            Entry::Access { .. } => {}
            Entry::LetGo { thread, ends, line } => {
                let on = self
                    .scenes
                    .last()
                    .is_some_and(|s| s.thread == Some(*thread));
                if *ends && on {
                    self.deed(*thread, "ends".to_owned(), 0);
                } else if !ends && *line > 0 {
                    self.waits(*thread, *line);
                }
            }
            Entry::Started { by, thread, line } => {
                self.begun = true;
                let text = format!("starts {}", self.name(*thread));
                self.deed(*by, text, *line);
            }
            Entry::Uncaught { thread, text } => {
                let last = text.trim_end().lines().last().unwrap_or_default();
                let line = failing_line(text, &self.source.name);
                let text = format!("fails with {}", last.trim());
                self.deed(*thread, text, line.unwrap_or(0));
            }
        }
    }

    /// It has let go: said where it has not just said that it starts or wants something.
    fn waits(&mut self, thread: ThreadId, line: u32) {
        let scene = self.scene(thread);
        let clear = |deed: &Deed| {
            deed.line == line
                && (deed.text.starts_with("starts ") || deed.text.starts_with("wants "))
        };
        if !scene.deeds.last().is_some_and(clear) {
            let text = "waits".to_owned();
            scene.deeds.push(Deed { text, line });
        }
    }

    fn access(&mut self, thread: ThreadId, key: Key, words: &Words) {
        let shared = self.shared.iter().any(|(object, name)| {
            *object == key.0 && (*name == key.1 || name.is_none() || key.1.is_none())
        });
        if !words.own || !shared || !self.begun {
            return;
        }
        self.moment += 1;
        let now = self.moment;
        let what = &words.what;
        let value = words.value.as_deref().unwrap_or("?");
        let deed = match &words.verb {
            Verb::Reads => format!("reads {what}, {value}"),
            Verb::Writes => format!("sets {what} to {value}"),
            Verb::LooksAt => format!("looks at {what}"),
            Verb::Changes => format!("works on {what}"),
            Verb::Takes => format!("takes {what}"),
            Verb::GivesBack => format!("gives {what} back"),
            Verb::Wants(holder) => {
                let holder = self.name(*holder);
                format!("wants {what}, which {holder} has")
            }
        };
        let loss = match words.verb {
            Verb::Writes => self.loss(thread, key, what),
            _ => None,
        };
        self.deed(thread, deed, words.line);
        match words.verb {
            Verb::Reads | Verb::LooksAt => {
                self.read.insert((thread, key), (now, words.value.clone()));
            }
            Verb::Writes | Verb::Changes => {
                self.changed.insert(key, (now, thread, words.value.clone()));
            }
            _ => {}
        }
        if let Some(loss) = loss {
            self.deed(thread, loss, 0);
        }
    }

    /// What a write overwrites without its thread ever having seen it.
    fn loss(&self, thread: ThreadId, key: Key, what: &str) -> Option<String> {
        let (read_at, old) = self.read.get(&(thread, key))?;
        let (changed_at, by, value) = self.changed.get(&key)?;
        if *by == thread || changed_at < read_at {
            return None;
        }
        let (by, me) = (self.name(*by), self.name(thread));
        let value = value.as_deref().unwrap_or("change");
        let old = old.as_deref().unwrap_or("it");
        Some(format!(
            "what {by} did, {what} = {value}, is lost: {me} had read {old} before"
        ))
    }

    /// Deeds in a row, the middle of many left out; a line of the program is quoted behind the last of the
    /// deeds in it.
    fn joined(&self, deeds: &[Deed]) -> String {
        let mut texts = Vec::new();
        for (at, deed) in deeds.iter().enumerate() {
            let next = deeds.get(at + 1);
            if deed.line == 0 || next.is_some_and(|next| next.line == deed.line) {
                texts.push(deed.text.clone());
            } else {
                texts.push(format!("{} ({})", deed.text, self.place(deed.line)));
            }
        }
        if texts.len() > TOLD {
            let half = TOLD / 2;
            let left_out = format!("… {} more …", texts.len() - 2 * half);
            texts.splice(half..texts.len() - half, [left_out]);
        }
        texts.join("; ")
    }

    fn lines(&self) -> Vec<String> {
        let told = self
            .scenes
            .iter()
            .filter(|scene| !scene.background || scene.thread.is_none());
        let mut lines = Vec::new();
        for scene in told {
            let deeds = self.joined(&scene.deeds);
            let line = match scene.thread {
                None => deeds,
                Some(thread) if scene.back => format!("{} goes on: {deeds}.", self.name(thread)),
                Some(thread) => format!("{} {deeds}.", self.name(thread)),
            };
            lines.push(line);
        }
        lines
    }
}

/// The line of the program that a traceback ends in.
fn failing_line(text: &str, file: &str) -> Option<u32> {
    let marker = format!("File \"{file}\", line ");
    let rest = text
        .lines()
        .rev()
        .find_map(|line| line.trim().strip_prefix(marker.as_str()))?;
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().ok()
}
