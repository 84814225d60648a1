//! Owns what is written over the lanes and below them: marks of single events, and the time axis.

use super::super::axis;
use super::super::grid::Cell;
use super::super::lane;
use super::super::role::{Attrs, Role};
use super::{Frame, Row, Subject, plain};
use crate::trace::{DetachReason, EventKind, Trace, Window};

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

/// Takes away the label that a mark would make another number of.
fn blank_word(cells: &mut [Cell], column: usize) {
    let label = |cell: &Cell| cell.ch != ' ' && cell.role == Role::Axis;
    if !label(&cells[column]) {
        return;
    }
    let before = cells[..column]
        .iter()
        .rev()
        .take_while(|cell| label(cell))
        .count();
    let behind = cells[column..]
        .iter()
        .take_while(|cell| label(cell))
        .count();
    cells[column - before..column + behind].fill(Cell::BLANK);
}

pub(super) fn axis_cells(trace: &Trace, frame: &Frame, playhead: Option<usize>) -> Vec<Cell> {
    let mut cells = vec![Cell::BLANK; frame.columns];
    for tick in axis::ticks(frame.window, frame.columns) {
        for (offset, c) in tick.label.chars().enumerate() {
            cells[tick.column + offset] = plain(c, Role::Axis);
        }
    }
    let marks = trace.marks().map(|mark| mark.at).chain(frame.mark);
    for at in marks.filter(|at| *at <= frame.known) {
        if let Some(column) = frame.window.column_of(at, frame.columns) {
            blank_word(&mut cells, column);
            cells[column] = plain(lane::MARK, Role::Mark);
        }
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
