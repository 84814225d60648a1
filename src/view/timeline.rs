//! Owns the lanes: a window of a trace as rows of cells, one row for each core, lock and thread, with
//! the time axis below. Owns no choice of window and no playing.

use crate::base::{CoreId, LockId, ThreadId, VirtualTime};
use crate::trace::{Column, DetachReason, EventKind, Lane, LockKind, Trace, Window};

use super::axis;
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

/// Windows with more events than this show no marks of single events: they would fill every column.
const MARKED_EVENTS: usize = 4096;

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
        mark_events(trace, frame, &mut rows);
        if let Some(column) = playhead {
            for row in &mut rows {
                for (at, cell) in row.cells.iter_mut().enumerate() {
                    if at == column {
                        cell.attrs.reverse = true;
                    } else if at > column {
                        cell.attrs.dim = true;
                    }
                }
            }
        }
        Self {
            rows,
            axis: axis_cells(trace, frame, playhead),
            playhead,
        }
    }

    /// Columns that the widest label takes, at most `most`.
    pub fn label_width(trace: &Trace, most: usize) -> usize {
        let threads = trace
            .threads()
            .take(64)
            .map(|(_, thread)| super::text_width(&thread.name) + 2);
        let locks = trace.locks().map(|(_, lock)| super::text_width(&lock.name));
        threads
            .chain(locks)
            .max()
            .unwrap_or(0)
            .clamp(6, most.max(6))
    }
}

/// The rows to draw: everything when it fits; otherwise idle cores and locks that nobody ever took go
/// first, then the threads farthest from the selected one.
fn subjects(trace: &Trace, frame: &Frame) -> Vec<Subject> {
    let room = frame.rows.saturating_sub(1);
    let mut cores: Vec<Subject> = (0..trace.core_count())
        .map(|core| Subject::Core(CoreId(core as u16)))
        .collect();
    let mut locks: Vec<Subject> = trace
        .locks()
        .filter(|(_, lock)| lock.kind == LockKind::Gil || lock.holders().len() > 1)
        .map(|(id, _)| Subject::Lock(id))
        .collect();
    let threads: Vec<Subject> = trace
        .threads()
        .filter(|(_, thread)| thread.created <= frame.known)
        .map(|(id, _)| Subject::Thread(id))
        .collect();
    let total = cores.len() + locks.len() + threads.len();
    if total > room {
        cores.retain(|subject| match subject {
            Subject::Core(core) => trace.core(*core).len() > 1,
            _ => true,
        });
    }
    let few_threads = threads.len().min(3);
    while cores.len() + locks.len() + few_threads > room && locks.len() > 1 {
        locks.pop();
    }
    while cores.len() + locks.len() + few_threads > room && cores.len() > 1 {
        cores.pop();
    }
    while cores.len() + locks.len() + few_threads > room && !(cores.is_empty() && locks.is_empty())
    {
        if cores.pop().is_none() {
            locks.pop();
        }
    }
    let left = room - (cores.len() + locks.len()).min(room);
    let mut rows = cores;
    rows.extend(locks);
    rows.extend(around_selected(&threads, frame.selected, left));
    let hidden = total - rows.len();
    if hidden > 0 && rows.len() == room && room > 3 {
        rows.pop();
        rows.push(Subject::More(hidden + 1));
    }
    rows
}

fn around_selected(threads: &[Subject], selected: ThreadId, room: usize) -> Vec<Subject> {
    let chosen = threads
        .iter()
        .position(|subject| *subject == Subject::Thread(selected))
        .unwrap_or(0);
    let start = chosen
        .saturating_sub(room.saturating_sub(2))
        .min(threads.len().saturating_sub(room));
    threads.iter().skip(start).take(room).copied().collect()
}

fn label(trace: &Trace, subject: Subject, selected: ThreadId) -> Line {
    match subject {
        Subject::Core(core) => Line::of(&format!("core {}", core.0), Role::Muted),
        Subject::Lock(lock) => {
            let name = trace.lock(lock).map_or("lock", |track| &track.name);
            Line::of(name, Role::Held)
        }
        Subject::Thread(thread) => {
            let letter = lane::letter(thread).to_string();
            let name = short_name(trace, thread);
            if thread == selected {
                Line::new()
                    .with_attrs(&letter, Role::Selected, Attrs::BOLD.and(Attrs::REVERSE))
                    .with_attrs(&format!(" {name}"), Role::Selected, Attrs::BOLD)
            } else {
                Line::new()
                    .with_attrs(&letter, Role::Strong, Attrs::BOLD)
                    .with(&format!(" {name}"), Role::Muted)
            }
        }
        Subject::More(count) => Line::of(&format!("+{count} more"), Role::Muted),
    }
}

/// A thread's name, the usual ones shortened: the letter stands in front anyway.
fn short_name(trace: &Trace, thread: ThreadId) -> String {
    let name = &trace.thread(thread).name;
    match &**name {
        "MainThread" => "main".to_owned(),
        other => other.to_owned(),
    }
}

fn cells(trace: &Trace, subject: Subject, frame: &Frame) -> Vec<Cell> {
    match subject {
        Subject::Core(core) => core_cells(trace, core, frame),
        Subject::Lock(lock) => lock_cells(trace, lock, frame),
        Subject::Thread(thread) => thread_cells(trace, thread, frame),
        Subject::More(_) => vec![Cell::BLANK; frame.columns],
    }
}

const fn plain(ch: char, role: Role) -> Cell {
    Cell {
        ch,
        role,
        attrs: Attrs::NONE,
    }
}

/// Whether one class fills so much of a column that showing it alone is honest.
fn clear<C>(column: &Column<C>) -> bool {
    column.mix.first().is_none_or(|(_, share)| *share >= 667)
}

fn thread_cells(trace: &Trace, thread: ThreadId, frame: &Frame) -> Vec<Cell> {
    let track = trace.thread(thread).lanes();
    let columns = track.columns(frame.window, frame.columns, frame.known);
    let mut cells: Vec<Cell> = columns
        .iter()
        .map(|column| match column {
            None => Cell::BLANK,
            Some(column) if clear(column) => {
                plain(lane::glyph(column.dominant), lane::role(column.dominant))
            }
            Some(column) => plain(lane::MIXED, lane::role(column.dominant)),
        })
        .collect();
    write_words(&columns, &mut cells);
    cells
}

/// Writes the state's word into stretches of waiting that have room for it.
fn write_words(columns: &[Option<Column<Lane>>], cells: &mut [Cell]) {
    let shown = |at: usize| {
        columns
            .get(at)
            .and_then(Option::as_ref)
            .filter(|column| clear(column))
            .map(|column| column.dominant)
    };
    let mut start = 0;
    while start < columns.len() {
        let class = shown(start);
        let length = (start..columns.len())
            .take_while(|at| shown(*at) == class)
            .count();
        if let Some(lane) = class
            && !matches!(lane, Lane::Running | Lane::NotStarted | Lane::Done)
        {
            let word = format!(" {} ", lane.word());
            let width = word.chars().count();
            if length >= width + 4 {
                let at = start + (length - width) / 2;
                for (offset, c) in word.chars().enumerate() {
                    cells[at + offset] = plain(c, lane::role(lane));
                }
            }
        }
        start += length.max(1);
    }
}

/// Who a stretch of columns belongs to, for the rows of cores and locks.
fn owners(columns: &[Option<Column<Option<ThreadId>>>]) -> Vec<(Option<ThreadId>, bool)> {
    columns
        .iter()
        .map(|column| match column {
            None => (None, true),
            Some(column) => (column.dominant, clear(column)),
        })
        .collect()
}

/// Puts the owner's letter where a stretch of it begins.
fn write_letters(owners: &[(Option<ThreadId>, bool)], cells: &mut [Cell]) {
    for at in 0..owners.len() {
        let (owner, clear) = owners[at];
        let begins = at == 0 || owners[at - 1].0 != owner || !owners[at - 1].1;
        if let Some(thread) = owner
            && clear
            && begins
        {
            cells[at].ch = lane::letter(thread);
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
            None if *clear => plain(' ', Role::Free),
            None => plain(lane::MIXED, Role::Free),
            Some(_) if !clear => plain(lane::MIXED, Role::Running),
            Some(thread) => {
                let lane = lane_on_core(trace, *thread, frame, at);
                plain(lane::glyph(lane), lane::role(lane))
            }
        })
        .collect();
    write_letters(&owners, &mut cells);
    cells
}

/// What a thread mostly does in a column in which it has a core.
fn lane_on_core(trace: &Trace, thread: ThreadId, frame: &Frame, column: usize) -> Lane {
    let part = Window::new(
        frame.window.column(column, frame.columns),
        frame.window.column(column + 1, frame.columns),
    );
    let track = trace.thread(thread).lanes();
    [Lane::Running, Lane::NativeFree, Lane::NativeHolding]
        .into_iter()
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
        .map(|(owner, clear)| match (owner, clear) {
            (_, false) => plain(lane::MIXED, Role::Held),
            (Some(_), true) => plain(lane::HELD, Role::Held),
            (None, true) => plain(' ', Role::Free),
        })
        .collect();
    write_letters(&owners, &mut cells);
    cells
}

/// Marks requests and give-ups in the rows of GILs, and wake-ups in the rows of threads.
fn mark_events(trace: &Trace, frame: &Frame, rows: &mut [Row]) {
    let end = frame
        .window
        .end
        .min(frame.known + crate::base::VirtualDuration(1));
    let events = trace.events_in(Window::new(frame.window.start, end));
    if events.len() > MARKED_EVENTS {
        return;
    }
    let index = |rows: &[Row], subject: Subject| rows.iter().position(|row| row.subject == subject);
    for event in events.iter().rev() {
        let Some(column) = frame.window.column_of(event.at, frame.columns) else {
            continue;
        };
        match event.kind {
            EventKind::DropGil {
                lock,
                why: DetachReason::DropRequest,
            } => {
                if let Some(row) = index(rows, Subject::Lock(lock)) {
                    place(&mut rows[row].cells, column, lane::GIVE_UP, Role::GiveUp);
                }
            }
            EventKind::DropRequest { lock, .. } => {
                if let Some(row) = index(rows, Subject::Lock(lock)) {
                    place(
                        &mut rows[row].cells,
                        column,
                        lane::REQUEST,
                        Role::DropRequest,
                    );
                }
            }
            EventKind::Wake { woken, .. } => {
                let waker = index(rows, Subject::Thread(event.thread));
                if let (Some(row), Some(waker)) = (index(rows, Subject::Thread(woken)), waker) {
                    let glyph = match waker.cmp(&row) {
                        std::cmp::Ordering::Less => lane::WOKEN_FROM_ABOVE,
                        std::cmp::Ordering::Greater => lane::WOKEN_FROM_BELOW,
                        std::cmp::Ordering::Equal => continue,
                    };
                    arrow(&mut rows[row].cells, column, glyph);
                }
            }
            _ => {}
        }
    }
}

/// Puts a mark on the held part of a lock's lane, at its column or up to two before it.
fn place(cells: &mut [Cell], column: usize, glyph: char, role: Role) {
    let free = (column.saturating_sub(2)..=column)
        .rev()
        .find(|at| matches!(cells[*at].ch, lane::HELD | ' '));
    if let Some(at) = free {
        cells[at] = Cell {
            ch: glyph,
            role,
            attrs: Attrs::BOLD,
        };
    }
}

/// Puts an arrow where a wait ends, when the wait is wide enough to remain visible.
fn arrow(cells: &mut [Cell], column: usize, glyph: char) {
    let waits = |at: usize| cells.get(at).map(|cell| cell.role);
    let Some(before) = column.checked_sub(1) else {
        return;
    };
    let role = waits(before);
    let waiting = !matches!(role, None | Some(Role::Running | Role::Wake | Role::Text));
    if waiting && (0..3).all(|back| before.checked_sub(back).and_then(waits) == role) {
        cells[before] = Cell {
            ch: glyph,
            role: Role::Wake,
            attrs: Attrs::BOLD,
        };
    }
}

fn axis_cells(trace: &Trace, frame: &Frame, playhead: Option<usize>) -> Vec<Cell> {
    let mut cells = vec![Cell::BLANK; frame.columns];
    for tick in axis::ticks(frame.window, frame.columns) {
        for (offset, c) in tick.label.chars().enumerate() {
            cells[tick.column + offset] = plain(c, Role::Axis);
        }
    }
    for mark in trace.marks().filter(|mark| mark.at <= frame.known) {
        if let Some(column) = frame.window.column_of(mark.at, frame.columns) {
            cells[column] = plain(lane::MARK, Role::Mark);
        }
    }
    if let Some(column) = playhead {
        cells[column] = plain(lane::PLAYHEAD, Role::Playhead);
    }
    cells
}
