//! Owns the plain picture of a trace: one row for each core, GIL, lock and thread, one letter a column.
//! Tests compare it, `run --plain` and `compare` print it. Owns no colours.

use std::fmt::Write;

use super::event::LockKind;
use super::lane::Lane;
use super::store::Trace;
use super::track::{Column, Track, Window};
use crate::base::{CoreId, ProcessId, ThreadId, VirtualTime};

/// The letter of a thread that is created now: its name when that is a letter nobody has, or the next free
/// one.
pub(super) fn free_letter(name: &str, taken: impl Iterator<Item = char> + Clone) -> char {
    const LETTERS: &str = "ABCDEFGHIJKLNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
    let free = |letter: &char| taken.clone().all(|other| other != *letter);
    if free(&'M') {
        return 'M';
    }
    let mut chars = name.chars();
    let own = chars
        .next()
        .filter(|c| chars.next().is_none() && c.is_ascii_uppercase());
    own.filter(free)
        .or_else(|| LETTERS.chars().find(free))
        .unwrap_or('*')
}

/// The window in rows of `width` columns, each in front of its name. A column shows what fills most of
/// it: on rows of cores and locks the thread's letter (`-` for nobody), on rows of threads the letter
/// of its [`Lane`].
pub fn ascii(trace: &Trace, window: Window, width: usize) -> String {
    let mut rows: Vec<(String, String)> = Vec::new();
    for core in 0..trace.core_count() {
        let track = trace.core(CoreId(core as u16));
        rows.push((
            format!("core {core}"),
            row_of_threads(track, window, width, trace),
        ));
    }
    for process in (0..trace.process_count()).map(|process| ProcessId(process as u32)) {
        rows_of_process(trace, process, window, width, &mut rows);
    }
    let names = rows
        .iter()
        .map(|(name, _)| name.chars().count())
        .max()
        .unwrap_or(0);
    let mut out = String::new();
    for (name, row) in rows {
        let line = format!("{name:<names$} |{row}|");
        let _ = writeln!(out, "{line}");
    }
    let _ = write!(out, "{:names$}  {}", "", scale(window, width));
    out
}

/// What the letters in a picture's rows of threads mean, as far as they are used.
pub fn legend(picture: &str, lock: &str) -> String {
    let rows = || picture.lines().filter_map(|line| line.split('|').nth(1));
    let used = |lane: &&Lane| {
        let letter = lane.letter();
        letter != ' ' && rows().any(|row| row.contains(letter))
    };
    let words: Vec<String> = Lane::ALL
        .iter()
        .filter(used)
        .map(|lane| format!("{} {}", lane.letter(), lane.word_for(lock)))
        .collect();
    words.join(", ")
}

/// A process's locks, its GIL first, and its threads.
fn rows_of_process(
    trace: &Trace,
    process: ProcessId,
    window: Window,
    width: usize,
    rows: &mut Vec<(String, String)>,
) {
    for (_, lock) in trace.locks().filter(|(_, lock)| lock.process == process) {
        // Locks inside the library have no name and no row; nor have those that nobody takes.
        let taken = lock.holders().classes().any(|holder| holder.is_some());
        let named = !lock.name.is_empty() && (taken || lock.was_contended());
        if lock.kind == LockKind::Gil || named {
            let row = row_of_threads(lock.holders(), window, width, trace);
            rows.push((lock.name.to_string(), row));
        }
    }
    for (id, thread) in trace.threads() {
        if thread.process == process {
            let lanes = trace.occupancy(id, window, width);
            let row = draw(&lanes, Lane::letter);
            rows.push((format!("{} {}", thread.letter, thread.name), row));
        }
    }
}

fn row_of_threads(
    track: &Track<Option<ThreadId>>,
    window: Window,
    width: usize,
    trace: &Trace,
) -> String {
    draw(
        &track.columns(window, width, trace.end()),
        |who: Option<ThreadId>| who.map_or('-', |id| trace.letter(id)),
    )
}

fn draw<C: Copy>(columns: &[Option<Column<C>>], glyph: impl Fn(C) -> char) -> String {
    columns
        .iter()
        .map(|column| column.as_ref().map_or(' ', |c| glyph(c.dominant)))
        .collect()
}

/// The moments of the window's start and end, set apart by the width of the rows.
fn scale(window: Window, width: usize) -> String {
    let text = |t: VirtualTime| t.to_string();
    let (left, right) = (text(window.start), text(window.end));
    let gap = (width + 1).saturating_sub(left.chars().count() + right.chars().count());
    format!("{left}{:gap$}{right}", "")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trace::fixture::two_threads;

    #[test]
    fn two_threads_share_a_gil() {
        let window = Window::new(VirtualTime(0), VirtualTime(10_000_000));
        insta::assert_snapshot!(ascii(&two_threads(), window, 40), @"
        core 0 |MMMMMMMMMMMMMMMMMMMMMMMM----------------|
        core 1 |------------------------BBBBBBBBBBBBBBBB|
        GIL    |MMMMMMMMMMMMMMMMMMMMMMMMBBBBBBBBBBBBBBBB|
        M A    |########################wwwwwwwwwwwwwwww|
        B B    |   rwwwwwwwwwwwwwwwwwwww################|
                0 ns                            10.000 ms
        ");
    }
}
