//! Owns the lanes: a window of a trace as rows of cells, one row for each core, lock and thread, with
//! the time axis below. Owns no choice of window and no playing.

mod marks;
#[cfg(test)]
mod tests;

use crate::base::{CoreId, LockId, ProcessId, ThreadId, VirtualTime};
use crate::trace::{Column, Lane, LockKind, LockTrack, Trace, Window};

use super::grid::Cell;
use super::lane;
use super::role::{Attrs, Role};
use super::text::Line;

/// What part of a run to draw, and how.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    pub window: Window,
    /// Columns of the lanes, labels not counted.
    pub columns: usize,
    /// Rows at most, the axis included.
    pub rows: usize,
    pub playhead: VirtualTime,
    /// Nothing later than this is drawn: what has not been played yet stays a surprise.
    pub known: VirtualTime,
    pub selected: ThreadId,
    /// A moment to mark on the axis, besides those that the program marks.
    pub mark: Option<VirtualTime>,
}

/// What a row is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Subject {
    Core(CoreId),
    Lock(LockId),
    Thread(ThreadId),
    /// So many rows did not fit.
    More(usize),
}

/// One lane.
#[derive(Clone, PartialEq, Debug)]
pub struct Row {
    pub subject: Subject,
    pub label: Line,
    pub cells: Vec<Cell>,
}

/// The lanes and the axis.
#[derive(Clone, PartialEq, Debug)]
pub struct Timeline {
    pub rows: Vec<Row>,
    pub axis: Vec<Cell>,
    /// The column of the playhead, when it is inside the window.
    pub playhead: Option<usize>,
}

impl Timeline {
    pub fn project(trace: &Trace, frame: &Frame) -> Self {
        let playhead = frame.window.column_of(frame.playhead, frame.columns);
        let mut rows: Vec<Row> = subjects(trace, frame)
            .into_iter()
            .map(|subject| Row {
                subject,
                label: label(trace, subject, frame.selected),
                cells: cells(trace, subject, frame),
            })
            .collect();
        marks::mark_events(trace, frame, &mut rows);
        if let Some(column) = playhead
            && !marks::is_over(trace, frame.playhead)
        {
            for row in &mut rows {
                let now = marks::cell_at(trace, row.subject, frame.playhead);
                if let (Some(now), Some(cell)) = (now, row.cells.get_mut(column)) {
                    *cell = now;
                }
            }
        }
        for row in &mut rows {
            if matches!(row.subject, Subject::Thread(_)) {
                write_words(trace.word_for_gil(), &mut row.cells);
            }
        }
        if let Some(column) = playhead {
            for row in &mut rows {
                for cell in row.cells.iter_mut().skip(column + 1) {
                    cell.attrs.dim = true;
                }
            }
        }
        Self {
            rows,
            axis: marks::axis_cells(trace, frame, playhead),
            playhead,
        }
    }

    /// Marks check points in the lanes of their threads, where they can be told apart: where most columns
    /// would have one, zooming in says more.
    pub fn mark_checks(&mut self, frame: &Frame, checks: &[(VirtualTime, ThreadId)]) {
        for row in &mut self.rows {
            let Subject::Thread(thread) = row.subject else {
                continue;
            };
            let mut columns: Vec<usize> = checks
                .iter()
                .filter(|(at, of)| *of == thread && *at <= frame.known)
                .filter_map(|(at, _)| frame.window.column_of(*at, frame.columns))
                .collect();
            columns.dedup();
            columns.retain(|column| Some(*column) != self.playhead);
            let running = |cell: &Cell| cell.role == Role::Running;
            let room = row.cells.iter().filter(|cell| running(cell)).count();
            if columns.len() * 2 > room {
                continue;
            }
            for column in columns {
                if running(&row.cells[column]) {
                    row.cells[column].ch = lane::CHECK;
                    row.cells[column].role = Role::CheckPoint;
                }
            }
        }
    }

    /// Rows that show everything, the axis not counted.
    pub fn wanted_rows(trace: &Trace, known: VirtualTime) -> usize {
        all_subjects(trace, known).len()
    }

    /// How many rows are left out without a row that says so.
    pub fn hidden_rows(&self, trace: &Trace, known: VirtualTime) -> usize {
        let told = |row: &Row| matches!(row.subject, Subject::More(_));
        if self.rows.iter().any(told) {
            return 0;
        }
        Self::wanted_rows(trace, known).saturating_sub(self.rows.len())
    }

    /// Columns that the widest label takes, at most `most`.
    pub fn label_width(trace: &Trace, most: usize) -> usize {
        let threads = trace
            .threads()
            .take(64)
            .map(|(id, _)| super::text_width(&short_name(trace, id)) + 2);
        let locks = trace
            .locks()
            .filter(|(_, lock)| matters(lock))
            .map(|(_, lock)| super::text_width(&lock.name));
        threads
            .chain(locks)
            .max()
            .unwrap_or(0)
            .clamp(6, most.max(6))
    }
}

/// The rows to draw, in their order: everything when it fits; otherwise what tells most: the GIL, the
/// selected thread and those beside it, cores that are used, the rest.
fn subjects(trace: &Trace, frame: &Frame) -> Vec<Subject> {
    let room = frame.rows.saturating_sub(1);
    let all = all_subjects(trace, frame.known);
    if all.len() <= room {
        return all;
    }
    let tells = room >= 6;
    let mut ranked: Vec<(u64, u64, usize)> = all
        .iter()
        .enumerate()
        .map(|(at, subject)| {
            (
                rank(trace, *subject, frame),
                idle(trace, *subject, frame),
                at,
            )
        })
        .collect();
    ranked.sort_unstable();
    ranked.truncate(room - usize::from(tells));
    let mut kept: Vec<usize> = ranked.into_iter().map(|(.., at)| at).collect();
    kept.sort_unstable();
    let hidden = all.len() - kept.len();
    let mut rows: Vec<Subject> = kept.into_iter().map(|at| all[at]).collect();
    if tells {
        rows.push(Subject::More(hidden));
    }
    rows
}

fn all_subjects(trace: &Trace, known: VirtualTime) -> Vec<Subject> {
    let cores = (0..trace.core_count()).map(|core| Subject::Core(CoreId(core as u16)));
    let locks = trace
        .locks()
        .filter(|(_, lock)| matters(lock))
        .filter(|(_, lock)| lock.process == ProcessId(0) || lock.created <= known)
        .map(|(id, lock)| (lock.process, Subject::Lock(id)));
    let threads = trace
        .threads()
        .filter(|(_, thread)| thread.created <= known)
        .map(|(id, thread)| (thread.process, Subject::Thread(id)));
    // Processes are groups of lanes: each one's locks, its GIL first, and its threads.
    let mut lanes: Vec<(ProcessId, Subject)> = locks.chain(threads).collect();
    lanes.sort_by_key(|(process, _)| *process);
    cores
        .chain(lanes.into_iter().map(|(_, subject)| subject))
        .collect()
}

/// Whether a lock gets a row: a GIL always; of the program's own those with a name that were taken.
fn matters(lock: &LockTrack) -> bool {
    let used = lock.holders().len() > 1 || lock.was_contended();
    lock.kind == LockKind::Gil || (!lock.name.is_empty() && used)
}

/// How far back a row stands when there is no room for all; the main thread often only waits.
fn rank(trace: &Trace, subject: Subject, frame: &Frame) -> u64 {
    let selected = frame.selected;
    match subject {
        Subject::Lock(lock) => match trace.lock(lock) {
            Some(track) if track.kind == LockKind::Gil => {
                let own = selected.index() < trace.thread_count()
                    && trace.thread(selected).process == track.process;
                if own { 0 } else { 6 }
            }
            // One that somebody waits for.
            Some(track) if track.was_contended() => 4,
            _ => 8,
        },
        Subject::Thread(thread) if thread == selected => 1,
        Subject::Thread(thread) => {
            let distance = u64::from(thread.0.abs_diff(selected.0));
            match distance {
                _ if thread.0 == 0 => 4,
                // Of threads that were done before the window there is nothing to see.
                _ if ended_before(trace, thread, frame.window.start) => 1_000 + distance,
                1..=3 => 1 + distance,
                _ => 10 + distance,
            }
        }
        Subject::Core(core) if trace.core(core).len() > 1 => 5,
        Subject::Core(_) => 9,
        Subject::More(_) => u64::MAX,
    }
}

/// Of cores, the busiest one comes first.
fn idle(trace: &Trace, subject: Subject, frame: &Frame) -> u64 {
    match subject {
        Subject::Core(core) => trace.core(core).total_in(None, frame.window).nanos(),
        Subject::Lock(_) | Subject::Thread(_) | Subject::More(_) => 0,
    }
}

fn ended_before(trace: &Trace, thread: ThreadId, t: VirtualTime) -> bool {
    trace.thread(thread).lanes().at(t) == Some(Lane::Done)
}

fn label(trace: &Trace, subject: Subject, selected: ThreadId) -> Line {
    match subject {
        Subject::Core(core) => Line::of(&format!("core {}", core.0), Role::Muted),
        Subject::Lock(lock) => {
            let name = trace.lock(lock).map_or("lock", |track| &track.name);
            Line::of(name, Role::Held)
        }
        Subject::Thread(thread) => {
            let letter = trace.letter(thread).to_string();
            let name = short_name(trace, thread);
            let rest = if name == letter {
                String::new()
            } else {
                format!(" {name}")
            };
            if thread == selected {
                Line::new()
                    .with_attrs(&letter, Role::Selected, Attrs::BOLD.and(Attrs::REVERSE))
                    .with_attrs(&rest, Role::Selected, Attrs::BOLD)
            } else {
                Line::new()
                    .with_attrs(&letter, Role::Strong, Attrs::BOLD)
                    .with(&rest, Role::Muted)
            }
        }
        Subject::More(count) => Line::of(&format!("+{count}"), Role::Muted),
    }
}

/// A thread's name, the usual ones shortened: the letter stands in front anyway.
pub fn short_name(trace: &Trace, thread: ThreadId) -> String {
    let name = &*trace.thread(thread).name;
    match name.strip_suffix("MainThread") {
        Some("") => return "main".to_owned(),
        Some(process) => return process.trim_end_matches('/').to_owned(),
        None => {}
    }
    // `Thread-1 (target)`: the code pane shows the target.
    name.split_once(" (")
        .map_or(name, |(name, _)| name)
        .to_owned()
}

fn cells(trace: &Trace, subject: Subject, frame: &Frame) -> Vec<Cell> {
    match subject {
        Subject::Core(core) => core_cells(trace, core, frame),
        Subject::Lock(lock) => lock_cells(trace, lock, frame),
        Subject::Thread(thread) => thread_cells(trace, thread, frame),
        Subject::More(_) => {
            let words = "more rows, for which there is no room";
            let mut cells: Vec<Cell> = words.chars().map(|ch| plain(ch, Role::Muted)).collect();
            cells.resize(frame.columns, Cell::BLANK);
            cells
        }
    }
}

const fn plain(ch: char, role: Role) -> Cell {
    Cell {
        ch,
        role,
        attrs: Attrs::NONE,
    }
}

/// The class to show in each column, and whether showing it alone is honest: it fills two thirds of the
/// column, or the column is just the edge between its neighbours. `None`: nothing is known.
fn shown<C: Copy + PartialEq>(columns: &[Option<Column<C>>]) -> Vec<Option<(C, bool)>> {
    let alone = |at: usize| {
        let column = columns.get(at)?.as_ref()?;
        let fills = column.mix.first().is_none_or(|(_, share)| *share >= 667);
        fills.then_some(column.dominant)
    };
    (0..columns.len())
        .map(|at| {
            let column = columns[at].as_ref()?;
            let neighbour = |other: Option<usize>| {
                other
                    .and_then(alone)
                    .is_some_and(|class| column.mix.iter().any(|(c, _)| *c == class))
            };
            let edge = column.mix.len() == 2
                && neighbour(at.checked_sub(1))
                && neighbour(Some(at + 1))
                && at.checked_sub(1).and_then(alone) != alone(at + 1);
            Some((column.dominant, edge || alone(at).is_some()))
        })
        .collect()
}

fn thread_cells(trace: &Trace, thread: ThreadId, frame: &Frame) -> Vec<Cell> {
    let track = trace.thread(thread).lanes();
    let columns = shown(&track.columns(frame.window, frame.columns, frame.known));
    columns
        .iter()
        .map(|column| match column {
            None => Cell::BLANK,
            Some((lane, true)) => plain(lane::glyph(*lane), lane::role(*lane)),
            Some((lane, false)) => plain(lane::MIXED, lane::role(*lane)),
        })
        .collect()
}

/// Writes the state's word into stretches of waiting that have room for it.
fn write_words(lock: &str, cells: &mut [Cell]) {
    // Each class has a role of its own. An arrow ends the stretch: a word beside it stays whole.
    let shows =
        |cell: &Cell, lane: Lane| cell.role == lane::role(lane) && cell.ch == lane::glyph(lane);
    let shown = |at: usize| {
        let cell: &Cell = cells.get(at)?;
        Lane::ALL.iter().copied().find(|lane| shows(cell, *lane))
    };
    let mut words = Vec::new();
    let mut start = 0;
    while start < cells.len() {
        let class = shown(start);
        let length = (start..cells.len())
            .take_while(|at| shown(*at) == class)
            .count();
        if let Some(lane) = class
            && !matches!(
                lane,
                Lane::Running | Lane::OnCore | Lane::NotStarted | Lane::Done
            )
        {
            let word = format!(" {} ", lane.word_for(lock));
            let width = word.chars().count();
            if length >= width + 4 {
                words.push((start + (length - width) / 2, word, lane::role(lane)));
            }
        }
        start += length.max(1);
    }
    for (at, word, role) in words {
        for (cell, c) in cells[at..].iter_mut().zip(word.chars()) {
            *cell = plain(c, role);
        }
    }
}

/// Who each column belongs to, for the rows of cores and locks.
fn owners(columns: &[Option<Column<Option<ThreadId>>>]) -> Vec<(Option<ThreadId>, bool)> {
    shown(columns)
        .into_iter()
        .map(|column| column.unwrap_or((None, true)))
        .collect()
}

/// Whether somebody has had it in a column in which mostly nobody has, and it is not the end or beginning of
/// what the neighbours show: without a sign there would be nothing to look at more closely.
fn was_had(columns: &[Option<Column<Option<ThreadId>>>], at: usize) -> bool {
    let beside = |at: Option<usize>| {
        let column = columns.get(at?)?.as_ref()?;
        column.dominant
    };
    let neighbours = [beside(at.checked_sub(1)), beside(Some(at + 1))];
    let passing =
        |(owner, _): &(Option<ThreadId>, u16)| owner.is_some() && !neighbours.contains(owner);
    let column = columns[at].as_ref();
    column.is_some_and(|column| column.dominant.is_none() && column.mix.iter().any(passing))
}

/// Puts the owner's letter where a stretch of it begins.
fn write_letters(trace: &Trace, owners: &[(Option<ThreadId>, bool)], cells: &mut [Cell]) {
    for at in 0..owners.len() {
        let (owner, clear) = owners[at];
        let begins = at == 0 || owners[at - 1] != (owner, true);
        if let Some(thread) = owner
            && clear
            && begins
        {
            cells[at].ch = trace.letter(thread);
            cells[at].attrs = Attrs::BOLD;
        }
    }
}

fn core_cells(trace: &Trace, core: CoreId, frame: &Frame) -> Vec<Cell> {
    let columns = trace
        .core(core)
        .columns(frame.window, frame.columns, frame.known);
    let owners = owners(&columns);
    let mut cells: Vec<Cell> = owners
        .iter()
        .enumerate()
        .map(|(at, (owner, clear))| match owner {
            None if *clear && was_had(&columns, at) => plain(lane::FOR_A_MOMENT, Role::Free),
            None if *clear => plain(' ', Role::Free),
            None => plain(lane::MIXED, Role::Free),
            Some(_) if !clear => plain(lane::MIXED, Role::Running),
            Some(thread) => {
                let lane = lane_on_core(trace, *thread, frame, at);
                plain(lane::glyph(lane), lane::role(lane))
            }
        })
        .collect();
    write_letters(trace, &owners, &mut cells);
    cells
}

/// What a thread mostly does in a column in which it has a core.
fn lane_on_core(trace: &Trace, thread: ThreadId, frame: &Frame, column: usize) -> Lane {
    let part = Window::new(
        frame.window.column(column, frame.columns),
        frame.window.column(column + 1, frame.columns),
    );
    let track = trace.thread(thread).lanes();
    Lane::ALL
        .iter()
        .copied()
        .filter(|lane| lane.on_core())
        .max_by_key(|lane| (track.total_in(*lane, part), *lane == Lane::Running))
        .unwrap_or(Lane::Running)
}

fn lock_cells(trace: &Trace, lock: LockId, frame: &Frame) -> Vec<Cell> {
    let Some(track) = trace.lock(lock) else {
        return vec![Cell::BLANK; frame.columns];
    };
    let columns = track
        .holders()
        .columns(frame.window, frame.columns, frame.known);
    let owners = owners(&columns);
    let mut cells: Vec<Cell> = owners
        .iter()
        .enumerate()
        .map(|(at, (owner, clear))| match (owner, clear) {
            (_, false) => plain(lane::MIXED, Role::Held),
            (Some(_), true) => plain(lane::HELD, Role::Held),
            (None, true) if was_had(&columns, at) => plain(lane::FOR_A_MOMENT, Role::Free),
            (None, true) => plain(' ', Role::Free),
        })
        .collect();
    write_letters(trace, &owners, &mut cells);
    cells
}
