//! What the lanes look like: windows of runs in, rows of cells out.

use super::*;
use crate::base::Source;
use crate::runtime;
use crate::session::{Program, RunConfig, Session, fixture};
use crate::view::{Grid, Size};

fn hogs(runtime: &str) -> Session {
    let source = Source::new("hogs.py", fixture::HOGS);
    let program = Program::compile(&source).expect("the program is valid");
    let config = RunConfig {
        runtime: runtime::find(runtime).expect("the runtime exists"),
        cores: 2,
        ..RunConfig::default()
    };
    let mut session = fixture::launch(program.into(), &config);
    session.finish();
    session
}

fn picture(session: &Session, frame: Frame) -> (String, String) {
    let timeline = Timeline::project(session.trace(), &frame);
    let rows = timeline.rows.len() as u16 + 1;
    let mut grid = Grid::new(Size {
        columns: frame.columns as u16 + 8,
        rows,
    });
    for (y, row) in timeline.rows.iter().enumerate() {
        grid.write(crate::view::Area::new(0, y as u16, 8, 1), &row.label);
        for (x, cell) in row.cells.iter().enumerate() {
            grid.set(8 + x as u16, y as u16, cell.ch, cell.role, cell.attrs);
        }
    }
    for (x, cell) in timeline.axis.iter().enumerate() {
        grid.set(8 + x as u16, rows - 1, cell.ch, cell.role, cell.attrs);
    }
    (grid.text(), grid.mask())
}

fn frame(columns: usize, end_us: u64) -> Frame {
    let end = VirtualTime(end_us * 1000);
    Frame {
        window: Window::new(VirtualTime::ZERO, end),
        columns,
        rows: 12,
        playhead: VirtualTime(end.nanos() / 2),
        known: end,
        selected: ThreadId(1),
        mark: None,
    }
}

#[test]
fn two_threads_take_turns_on_a_gil() {
    let (text, mask) = picture(&hogs("gil"), frame(64, 22_000));
    insta::assert_snapshot!(text, @"
    core 0  MA██████████████               AA████████████               A███
    core 1                  B██████████████ │            B██████████████
    GIL     MA────────────▲▼B────────────▲▼AA──────────▲▼B────────────▲▼A───
    M main  █╌╌╌╌╌╌╌╌╌╌╌ joining ╌╌╌╌╌╌╌╌╌╌╌j╌╌╌╌╌╌╌╌╌╌╌ joining ╌╌╌╌╌╌╌╌╌╌╌
    A        ███████████████░░░░░░░░░░░░░↑░█#████████████░░░░░░░░░░░░░↑░████
    B        ░░░░░░░░░░░░░░↓███████████████░w░░░░░░░░░░░↓███████████████░░░░
            0 ms          5              10 ┃          15             20
    ");
    insta::assert_snapshot!(mask, @"
    ......  RRRRRRRRRRRRRRRR_______________R~RRRRRRRRRRRR_______________RRRR
    ......  ________________RRRRRRRRRRRRRRR_|____________RRRRRRRRRRRRRRR____
    +++     ++++++++++++++^v+++++++++++++^v+~++++++++++^v+++++++++++++^v++++
    s.....  RJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJ~JJJJJJJJJJJJJJJJJJJJJJJJJJJJJJJ
    ~        RRRRRRRRRRRRRRRWWWWWWWWWWWWWwWR~RRRRRRRRRRRRWWWWWWWWWWWWWwWRRRR
    s        WWWWWWWWWWWWWWwRRRRRRRRRRRRRRRW~WWWWWWWWWWWwRRRRRRRRRRRRRRRWWWW
            aaaa          a              aa ~          aa             aa
    ");
}

#[test]
fn two_threads_run_side_by_side_without_a_gil() {
    let (text, _) = picture(&hogs("free-threaded"), frame(64, 22_000));
    insta::assert_snapshot!(text, @"
    core 0  MA██████████████████████████████A██████████████████████████▞╎
    core 1   B██████████████████████████████B███████████████████████████
    M main  █╌╌╌╌╌╌╌╌╌╌╌ joining ╌╌╌╌╌╌╌╌╌╌╌j╌╌╌╌╌╌╌╌ joining ╌╌╌╌╌╌╌╌╌▞____
    A        ███████████████████████████████#███████████████████████████____
    B        ███████████████████████████████#███████████████████████████____
            0 ms          5              10 ┃          15             20
    ");
}

#[test]
fn what_has_not_been_played_is_not_drawn() {
    let mut frame = frame(64, 22_000);
    frame.known = VirtualTime(8_000_000);
    let (text, _) = picture(&hogs("gil"), frame);
    insta::assert_snapshot!(text, @"
    core 0  MA██████████████                A
    core 1                  B███████        │
    GIL     MA────────────▲▼B───────        A
    M main  █╌╌╌╌╌╌╌ joining ╌╌╌╌╌╌╌        j
    A        ███████████████░░░░░░░░        #
    B        ░░░░░░░░░░░░░░↓████████        w
            0 ms          5              10 ┃          15             20
    ");
}

#[test]
fn a_column_of_many_slices_says_that_it_is_mixed() {
    let (text, _) = picture(&hogs("gil"), frame(4, 42_000));
    insta::assert_snapshot!(text, @"
    core 0  ▞▞A▞
    core 1  ▞▞│▞
    GIL     ▞▞A▞
    M main  ╌╌j╌
    A       ▞▞#▞
    B       ▞▞w▞
            0 ms
    ");
}

/// A column is mostly longer than the moment: what stands in the column of the shown moment is true of it.
#[test]
fn the_column_of_the_shown_moment_shows_that_moment() {
    let session = hogs("gil");
    let trace = session.trace();
    for at in (0..22_000_000).step_by(97_000) {
        let t = VirtualTime(at);
        let frame = Frame {
            playhead: t,
            ..frame(11, 22_000)
        };
        let timeline = Timeline::project(trace, &frame);
        let column = timeline.playhead.expect("it is in the window");
        for row in &timeline.rows {
            let cell = row.cells[column];
            let expected = match row.subject {
                Subject::Core(core) => trace.core(core).at(t).flatten().map(|id| trace.letter(id)),
                Subject::Lock(lock) => trace
                    .lock(lock)
                    .and_then(|lock| lock.holder_at(t))
                    .map(|id| trace.letter(id)),
                Subject::Thread(id) => trace
                    .thread(id)
                    .lanes()
                    .at(t)
                    .filter(|lane| !matches!(lane, Lane::NotStarted | Lane::Done))
                    .map(Lane::letter),
                Subject::More(_) => continue,
            };
            let expected = expected.unwrap_or(lane::NOTHING_NOW);
            assert_eq!(cell.ch, expected, "{:?} at {t}", row.subject);
            assert_eq!(cell.attrs.reverse, expected != lane::NOTHING_NOW);
        }
    }
}

#[test]
fn of_too_many_cores_the_busy_ones_are_shown() {
    let session = hogs("gil");
    let trace = session.trace();
    // From 6 ms on core 0 has nothing to do.
    let window = Window::new(VirtualTime(6_000_000), VirtualTime(10_000_000));
    let few = Frame {
        window,
        playhead: window.start,
        rows: 6,
        ..frame(40, 22_000)
    };
    let timeline = Timeline::project(trace, &few);
    let cores: Vec<Subject> = timeline
        .rows
        .iter()
        .map(|row| row.subject)
        .filter(|subject| matches!(subject, Subject::Core(_)))
        .collect();
    assert_eq!(cores, [Subject::Core(CoreId(1))]);
}

#[test]
fn who_has_a_core_or_the_lock_for_a_moment_leaves_a_sign() {
    // From 40.5 ms on B has ended; the main thread runs for 0.2 ms, and all is over.
    let session = hogs("gil");
    let frame = Frame {
        window: Window::new(VirtualTime(30_500_000), VirtualTime(50_500_000)),
        playhead: VirtualTime::NEVER,
        known: VirtualTime(50_500_000),
        ..frame(2, 22_000)
    };
    let timeline = Timeline::project(session.trace(), &frame);
    let last = |subject: Subject| {
        let row = timeline.rows.iter().find(|row| row.subject == subject);
        row.expect("the row is shown").cells[1].ch
    };
    assert_eq!(last(Subject::Core(CoreId(0))), lane::FOR_A_MOMENT);
    assert_eq!(last(Subject::Core(CoreId(1))), ' ');
    let gil = timeline.rows.iter().map(|row| row.subject);
    let gil = gil
        .into_iter()
        .find(|subject| matches!(subject, Subject::Lock(_)));
    assert_eq!(last(gil.expect("there is one")), lane::FOR_A_MOMENT);
}

#[test]
fn a_mark_leaves_no_half_of_a_label() {
    let session = hogs("gil");
    let marked = Frame {
        mark: Some(VirtualTime(1_000)),
        ..frame(64, 22_000)
    };
    let timeline = Timeline::project(session.trace(), &marked);
    let axis: String = timeline.axis.iter().map(|cell| cell.ch).collect();
    assert!(axis.starts_with("◆0 ms "), "{axis}");
}

#[test]
fn few_rows_show_the_lock_and_the_selected_thread() {
    for rows in 0..12 {
        let frame = Frame {
            rows,
            selected: ThreadId(2),
            ..frame(40, 22_000)
        };
        let session = hogs("gil");
        let timeline = Timeline::project(session.trace(), &frame);
        assert!(timeline.rows.len() < rows.max(1), "{rows}");
        let all = Timeline::wanted_rows(session.trace(), frame.known);
        let told: usize = timeline.rows.iter().map(stands_for).sum();
        let hidden = timeline.hidden_rows(session.trace(), frame.known);
        assert_eq!(told + hidden, all, "{rows}");
        if rows >= 4 {
            let shown = timeline
                .rows
                .iter()
                .any(|row| row.subject == Subject::Thread(ThreadId(2)));
            assert!(shown, "{rows}");
        }
    }
}

fn stands_for(row: &Row) -> usize {
    match row.subject {
        Subject::More(count) => count,
        _ => 1,
    }
}
