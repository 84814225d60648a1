//! Owns what is written over the lanes and below them: marks of single events, the column of the shown
//! moment, and the time axis.

use super::super::axis;
use super::super::grid::Cell;
use super::super::lane;
use super::super::role::{Attrs, Role};
use super::{Frame, Row, Subject, plain};
use crate::base::VirtualTime;
use crate::trace::{DetachReason, EventKind, Lane, Trace, Window};

/// Windows with more events than this show no marks of single events: they would fill every column.
const MARKED_EVENTS: usize = 4096;

/// Marks requests and give-ups in the rows of GILs, and wake-ups in the rows of threads.
pub(super) fn mark_events(trace: &Trace, frame: &Frame, rows: &mut [Row]) {
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
        .find(|at| matches!(cells[*at].ch, lane::HELD | lane::FOR_A_MOMENT | ' '));
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

/// Whether everything has ended by then: there is no moment to look at, only how it ended.
pub(super) fn is_over(trace: &Trace, t: VirtualTime) -> bool {
    let lanes = trace.threads().map(|(_, thread)| thread.lanes().at(t));
    lanes.flatten().all(|lane| lane == Lane::Done)
}

/// What a row is at this very moment: a column is mostly much longer. The letter of the thread that has the
/// core or the lock, or of the thread's state; a thin line where there is nothing.
pub(super) fn cell_at(trace: &Trace, subject: Subject, t: VirtualTime) -> Option<Cell> {
    let (ch, role) = match subject {
        Subject::Core(core) => {
            let thread = trace.core(core).at(t).flatten();
            let lane = |thread| trace.thread(thread).lanes().at(t);
            let shown = |thread| {
                (
                    trace.letter(thread),
                    lane::role(lane(thread).unwrap_or(Lane::Running)),
                )
            };
            thread.map(shown)
        }
        Subject::Lock(lock) => {
            let holder = trace.lock(lock).and_then(|track| track.holder_at(t));
            holder.map(|thread| (trace.letter(thread), Role::Held))
        }
        Subject::Thread(thread) => trace
            .thread(thread)
            .lanes()
            .at(t)
            .filter(|lane| !matches!(lane, Lane::NotStarted | Lane::Done))
            .map(|lane| (lane.letter(), lane::role(lane))),
        Subject::More(_) => return None,
    }
    .unwrap_or((lane::NOTHING_NOW, Role::Playhead));
    let letter = ch != lane::NOTHING_NOW;
    Some(Cell {
        ch,
        role,
        attrs: if letter {
            Attrs::REVERSE.and(Attrs::BOLD)
        } else {
            Attrs::NONE
        },
    })
}

pub(super) fn axis_cells(trace: &Trace, frame: &Frame, playhead: Option<usize>) -> Vec<Cell> {
    let mut cells = vec![Cell::BLANK; frame.columns];
    let marks = trace.marks().map(|mark| mark.at).chain(frame.mark);
    let marks: Vec<usize> = marks
        .filter(|at| *at <= frame.known)
        .filter_map(|at| frame.window.column_of(at, frame.columns))
        .collect();
    for tick in axis::ticks(frame.window, frame.columns) {
        let wide = tick.label.chars().count();
        // A mark inside it would make another number of it.
        let free = |from: usize| {
            let over = |mark: &usize| (from..from + wide).contains(mark);
            from + wide <= frame.columns && !marks.iter().any(over)
        };
        let from = [tick.column, tick.column + 1]
            .into_iter()
            .find(|from| free(*from));
        let places = from.into_iter().flat_map(|from| from..);
        for (c, at) in tick.label.chars().zip(places) {
            cells[at] = plain(c, Role::Axis);
        }
    }
    for column in marks {
        cells[column] = plain(lane::MARK, Role::Mark);
    }
    if let Some(column) = playhead {
        // A label under the playhead stays readable.
        if cells[column].ch == ' ' {
            cells[column].ch = lane::PLAYHEAD;
        }
        cells[column].role = Role::Playhead;
        cells[column].attrs = Attrs::BOLD.and(Attrs::REVERSE);
    }
    cells
}
