//! Owns looking at another process from outside: which of its threads have a core and which sleep, as the
//! operating system says it. Owns no process and no pace.
//!
//! Linux tells of every thread whether it wants a core, and the one it had last. What a sleeping thread
//! waits for it does not tell: for the GIL is a wait like any other.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::base::{CoreId, ThreadId, VirtualTime};

/// What a thread of the other process was seen to do.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Seen {
    OnCore(CoreId),
    /// Wants a core and has none.
    Queued,
    Asleep,
    Gone,
}

/// What a look has found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Change {
    Born(ThreadId, Arc<str>),
    Named(ThreadId, Arc<str>),
    Is(ThreadId, Seen),
}

/// One thread in `/proc`.
#[derive(Clone, PartialEq, Eq, Debug)]
struct Line {
    tid: u32,
    name: String,
    state: char,
    core: u16,
    /// Nanoseconds that it has had a core; 0 where the system does not count them.
    ran: u64,
}

/// What is remembered of a thread.
#[derive(Clone, Debug)]
struct Known {
    id: ThreadId,
    name: String,
    seen: Seen,
    ran: u64,
    /// When `ran` was last seen to grow.
    moved: VirtualTime,
}

/// The memory from one look to the next.
#[derive(Debug, Default)]
pub(super) struct Eyes {
    threads: BTreeMap<u32, Known>,
    count: u32,
}

/// A thread that wants a core and has had none for so long waits for one: the system counts a running
/// thread's time at its ticks, 10 ms apart at most.
const STALLED: u64 = 12_000_000;

/// More threads are not followed: looking at them would take longer than they run.
const MOST: usize = 128;

impl Eyes {
    /// Looks at all threads of the process.
    #[cfg(target_os = "linux")]
    pub(super) fn look(&mut self, process: u32, now: VirtualTime) -> Vec<Change> {
        let Ok(entries) = std::fs::read_dir(format!("/proc/{process}/task")) else {
            return Vec::new();
        };
        let mut tids: Vec<u32> = entries
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .collect();
        // The main thread first; the others are numbered in the order of their start.
        tids.sort_unstable_by_key(|tid| (*tid != process, *tid));
        tids.truncate(MOST);
        let lines = tids.into_iter().filter_map(|tid| {
            let folder = format!("/proc/{process}/task/{tid}");
            let mut line = parse(
                tid,
                &std::fs::read_to_string(format!("{folder}/stat")).ok()?,
            )?;
            if line.state == 'R' {
                let counted = std::fs::read_to_string(format!("{folder}/schedstat")).ok();
                line.ran = counted
                    .and_then(|text| text.split(' ').next()?.parse().ok())
                    .unwrap_or(0);
            }
            Some(line)
        });
        let lines: Vec<Line> = lines.collect();
        self.compare(&lines, now)
    }

    /// There is nothing to look at.
    #[cfg(not(target_os = "linux"))]
    pub(super) fn look(&mut self, _process: u32, now: VirtualTime) -> Vec<Change> {
        self.compare(&[], now)
    }

    /// What is different from the last look.
    fn compare(&mut self, lines: &[Line], now: VirtualTime) -> Vec<Change> {
        let mut changes = Vec::new();
        for line in lines {
            self.meet(line, now, &mut changes);
        }
        let mut growth: BTreeMap<u32, u64> = BTreeMap::new();
        for line in lines.iter().filter(|line| line.state == 'R') {
            let Some(known) = self.threads.get_mut(&line.tid) else {
                continue;
            };
            let grown = line.ran.saturating_sub(known.ran);
            if grown > 0 || line.ran == 0 || known.seen == Seen::Asleep {
                known.moved = now;
            }
            known.ran = line.ran;
            growth.insert(line.tid, grown);
        }
        for line in lines {
            let seen = self.judge(line, lines, &growth, now);
            self.is_now(line.tid, seen, &mut changes);
        }
        let here = |tid: &u32| lines.iter().any(|line| line.tid == *tid);
        let gone: Vec<u32> = self
            .threads
            .keys()
            .filter(|tid| !here(tid))
            .copied()
            .collect();
        for tid in gone {
            self.is_now(tid, Seen::Gone, &mut changes);
            self.threads.remove(&tid);
        }
        changes
    }

    fn meet(&mut self, line: &Line, now: VirtualTime, changes: &mut Vec<Change>) {
        match self.threads.get_mut(&line.tid) {
            None => {
                let id = ThreadId(self.count);
                self.count += 1;
                let known = Known {
                    id,
                    name: line.name.clone(),
                    seen: Seen::Gone,
                    ran: 0,
                    moved: now,
                };
                changes.push(Change::Born(id, self.shown(id, &line.name)));
                self.threads.insert(line.tid, known);
            }
            Some(known) if known.name != line.name => {
                known.name.clone_from(&line.name);
                let id = known.id;
                changes.push(Change::Named(id, self.shown(id, &line.name)));
            }
            Some(_) => {}
        }
    }

    /// CPython 3.14 tells the system what its threads are called; before, all are called as the process.
    fn shown(&self, id: ThreadId, name: &str) -> Arc<str> {
        let process = self.threads.values().find(|known| known.id == ThreadId(0));
        match (id.0, process) {
            (0, _) => "MainThread".into(),
            (_, Some(main)) if main.name != name => name.into(),
            (number, _) => format!("thread {number}").into(),
        }
    }

    fn judge(
        &self,
        line: &Line,
        lines: &[Line],
        growth: &BTreeMap<u32, u64>,
        now: VirtualTime,
    ) -> Seen {
        match line.state {
            'Z' | 'X' => return Seen::Gone,
            'R' => {}
            _ => return Seen::Asleep,
        }
        let of = |tid: u32| growth.get(&tid).copied().unwrap_or(0);
        // Of two that want the same core, the one that has had it lately has it.
        let outdone = lines.iter().any(|other| {
            other.state == 'R'
                && other.core == line.core
                && other.tid != line.tid
                && (of(other.tid), line.tid) > (of(line.tid), other.tid)
        });
        let stalled = self
            .threads
            .get(&line.tid)
            .is_some_and(|known| now.since(known.moved).nanos() > STALLED);
        if outdone || stalled {
            Seen::Queued
        } else {
            Seen::OnCore(CoreId(line.core))
        }
    }

    fn is_now(&mut self, tid: u32, seen: Seen, changes: &mut Vec<Change>) {
        if let Some(known) = self.threads.get_mut(&tid)
            && known.seen != seen
        {
            known.seen = seen;
            changes.push(Change::Is(known.id, seen));
        }
    }
}

/// `/proc/PID/task/TID/stat` (proc(5)): the name stands in parentheses and may contain some itself; the
/// state is the field behind it, the processor the 37th.
#[cfg(any(target_os = "linux", test))]
fn parse(tid: u32, text: &str) -> Option<Line> {
    let (before, after) = text.rsplit_once(')')?;
    let (_, name) = before.split_once('(')?;
    let mut fields = after.split_whitespace();
    let state = fields.next()?.chars().next()?;
    let core = fields.nth(35)?.parse().ok()?;
    Some(Line {
        tid,
        name: name.to_owned(),
        state,
        core,
        ran: 0,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(tid: u32, name: &str, state: char, core: u16, ran: u64) -> Line {
        Line {
            tid,
            name: name.to_owned(),
            state,
            core,
            ran,
        }
    }

    #[test]
    fn a_line_of_proc_is_read() {
        let text = "77 (a (b) c) R 1 77 77 34816 77 4194304 136 0 0 0 1 2 0 0 20 0 3 0 12345 1 2 3 4 5 6 \
                    7 8 9 10 11 12 13 14 0 17 5 0 0 0 0 0";
        let read = parse(77, text).expect("it is well formed");
        assert_eq!(read, line(77, "a (b) c", 'R', 5, 0));
        assert_eq!(parse(77, "77 (short) R 1"), None);
    }

    #[test]
    fn looks_tell_what_has_changed() {
        let mut eyes = Eyes::default();
        let at = |ms: u64| VirtualTime(ms * 1_000_000);
        let main = || line(10, "python3", 'S', 0, 0);
        let first = eyes.compare(&[line(10, "python3", 'R', 0, 5)], at(0));
        let expected = [
            Change::Born(ThreadId(0), "MainThread".into()),
            Change::Is(ThreadId(0), Seen::OnCore(CoreId(0))),
        ];
        assert_eq!(first, expected);
        let second = eyes.compare(
            &[
                main(),
                line(11, "python3", 'R', 1, 5),
                line(12, "Two", 'R', 1, 9),
            ],
            at(1),
        );
        let expected = [
            Change::Born(ThreadId(1), "thread 1".into()),
            Change::Born(ThreadId(2), "Two".into()),
            Change::Is(ThreadId(0), Seen::Asleep),
            Change::Is(ThreadId(1), Seen::Queued),
            Change::Is(ThreadId(2), Seen::OnCore(CoreId(1))),
        ];
        assert_eq!(second, expected);
        // The other one has had the core since.
        let third = eyes.compare(
            &[
                main(),
                line(11, "One", 'R', 1, 900),
                line(12, "Two", 'R', 1, 9),
            ],
            at(2),
        );
        let expected = [
            Change::Named(ThreadId(1), "One".into()),
            Change::Is(ThreadId(1), Seen::OnCore(CoreId(1))),
            Change::Is(ThreadId(2), Seen::Queued),
        ];
        assert_eq!(third, expected);
        assert_eq!(
            eyes.compare(&[main()], at(3)),
            [
                Change::Is(ThreadId(1), Seen::Gone),
                Change::Is(ThreadId(2), Seen::Gone)
            ]
        );
    }

    #[test]
    fn who_gets_no_time_has_no_core() {
        let mut eyes = Eyes::default();
        let at = |ms: u64| VirtualTime(ms * 1_000_000);
        eyes.compare(&[line(10, "python3", 'R', 0, 5)], at(0));
        assert_eq!(eyes.compare(&[line(10, "python3", 'R', 0, 5)], at(10)), []);
        assert_eq!(
            eyes.compare(&[line(10, "python3", 'R', 0, 5)], at(20)),
            [Change::Is(ThreadId(0), Seen::Queued)]
        );
        assert_eq!(
            eyes.compare(&[line(10, "python3", 'R', 0, 6)], at(21)),
            [Change::Is(ThreadId(0), Seen::OnCore(CoreId(0)))]
        );
    }
}
