//! Owns what is measured: the interpreter, the simulation of threads, real threads with and without their
//! recording, questions to a long trace, and one frame of the screen. `cargo bench` measures; `cargo test --bench lab` runs each once.

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use gilscope::base::{Source, ThreadId, VirtualDuration, VirtualTime};
use gilscope::realtime::{self, Job, RealConfig, RealRun};
use gilscope::runtime::{self, RuntimeSpec};
use gilscope::sim::{End, Limits, Program, Sim, SimConfig};
use gilscope::trace::{Trace, Window};
use gilscope::tui::{ColorLevel, Look, ThemeName, paint};
use gilscope::view::{Area, Attrs, Frame, Grid, Role, Size, Timeline};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// Rounds of the counting loop, and additions of each thread.
const ROUNDS: u64 = 200_000;

/// Events of the long trace.
const EVENTS: usize = 1_000_000;

const SCREEN: Size = Size {
    columns: 120,
    rows: 36,
};

/// Columns before the lanes.
const LABELS: u16 = 10;

const COUNT: &str = "\
def main():
    n = 0
    while n < 200_000:
        n += 1

main()
";

const FIB: &str = "\
def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)

fib(20)
";

const COLLECTIONS: &str = "\
def main():
    counts = {}
    words = [str(n % 97) for n in range(20_000)]
    for word in words:
        counts[word] = counts.get(word, 0) + 1
    pairs = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return sum(count for _, count in pairs)

main()
";

const TWO_THREADS: &str = "\
import threading

def work():
    n = 0
    while n < 200_000:
        n += 1

if __name__ == '__main__':
    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
";

const RESTLESS: &str = "\
import threading, time

def work():
    while True:
        time.sleep(0.00001)

for _ in range(4):
    threading.Thread(target=work).start()
";

fn compiled(text: &str) -> Program {
    Program::compile(Source::new("bench.py", text)).expect("it is in the subset")
}

fn sim(program: &Program, runtime: &'static RuntimeSpec) -> (Sim, Trace) {
    let config = SimConfig {
        runtime,
        cores: 2,
        limits: Limits {
            events: 2 * EVENTS,
            ..Limits::default()
        },
        ..SimConfig::default()
    };
    let trace = Trace::new(config.cores);
    (Sim::new(program, config), trace)
}

fn printed(trace: &Trace) -> String {
    trace
        .output()
        .map(|(_, _, _, text)| text.as_ref())
        .collect()
}

/// Runs a program to its end; how many events that took.
fn run(program: &Program, runtime: &'static RuntimeSpec) -> usize {
    let (mut sim, mut trace) = sim(program, runtime);
    sim.run_until(&mut trace, VirtualTime(u64::MAX));
    assert_eq!(
        sim.end(),
        Some(&End::Exit { code: 0 }),
        "{}",
        printed(&trace)
    );
    trace.events().len()
}

fn interpreter(c: &mut Criterion) {
    let mut group = c.benchmark_group("vm");
    group.sample_size(20);
    let runtime = runtime::RUNTIMES[0];
    for (name, text, elements) in [
        ("start and end", "", 1),
        ("count", COUNT, ROUNDS),
        ("fib 20", FIB, 21_891),
        ("dict and list", COLLECTIONS, 20_000),
    ] {
        let program = compiled(text);
        group.throughput(Throughput::Elements(elements));
        group.bench_function(name, |b| b.iter(|| run(black_box(&program), runtime)));
    }
    group.finish();
}

fn simulation(c: &mut Criterion) {
    let mut group = c.benchmark_group("two threads");
    group.sample_size(20);
    let program = compiled(TWO_THREADS);
    group.throughput(Throughput::Elements(2 * ROUNDS));
    for runtime in runtime::RUNTIMES {
        group.bench_function(BenchmarkId::from_parameter(runtime.name), |b| {
            b.iter(|| run(black_box(&program), runtime));
        });
    }
    group.finish();
}

/// Runs a program on real threads; with `recorded` their states are noted as they go.
fn real(program: &Program, runtime: &'static RuntimeSpec, recorded: bool) {
    let job = Job {
        source: program.source.clone(),
        code: program.code_for(runtime),
        folder: program.folder.clone(),
    };
    let config = RealConfig {
        runtime,
        switch_interval: None,
        limits: realtime::Limits::default(),
        argv: Vec::new(),
        stdin: String::new(),
        network_latency: VirtualDuration::from_millis(100),
        recorded,
    };
    let run = RealRun::start(&job, config).expect("a thread can be started");
    while run.watch(VirtualDuration::from_millis(100)) {}
    let end = run.end().map(|(end, _)| end);
    assert_eq!(end, Some(realtime::End::Exit { code: 0 }));
}

/// What it costs threads to be recorded: the same programs with it and without.
fn recording(c: &mut Criterion) {
    let mut group = c.benchmark_group("real threads");
    group.sample_size(20);
    for (name, text) in [("one thread", COUNT), ("two threads", TWO_THREADS)] {
        let program = compiled(&text.replace("200_000", "20_000_000"));
        let real_ones = runtime::RUNTIMES.iter().filter(|spec| realtime::has(spec));
        for runtime in real_ones {
            for (recorded, word) in [(true, "recorded"), (false, "unrecorded")] {
                let id = BenchmarkId::new(format!("{name}, {}", runtime.name), word);
                group.bench_function(id, |b| {
                    b.iter(|| real(black_box(&program), runtime, recorded));
                });
            }
        }
    }
    group.finish();
}

/// A trace of four threads that sleep and wake all the time.
fn long_trace() -> Trace {
    let (mut sim, mut trace) = sim(&compiled(RESTLESS), runtime::RUNTIMES[0]);
    let mut until = VirtualTime::ZERO;
    while trace.events().len() < EVENTS {
        until = VirtualTime(until.0 + 10_000_000);
        sim.run_until(&mut trace, until);
        assert_eq!(sim.end(), None, "{}", printed(&trace));
    }
    trace
}

/// The lanes as the screen has them: projected, put into a grid, painted.
fn frame(trace: &Trace, window: Window, buffer: &mut Buffer) {
    let columns = SCREEN.columns - LABELS;
    let timeline = Timeline::project(
        trace,
        &Frame {
            window,
            columns: usize::from(columns),
            rows: usize::from(SCREEN.rows),
            playhead: window.end,
            known: window.end,
            selected: ThreadId(1),
            mark: None,
        },
    );
    let mut grid = Grid::new(SCREEN);
    for (row, y) in timeline.rows.iter().zip(0..) {
        grid.write(Area::new(0, y, LABELS, 1), &row.label);
        for (cell, x) in row.cells.iter().zip(LABELS..) {
            grid.set(x, y, cell.ch, cell.role, cell.attrs);
        }
    }
    grid.set(0, SCREEN.rows - 1, ' ', Role::Text, Attrs::NONE);
    let screen = gilscope::app::Screen {
        grid,
        cursor: None,
        targets: Vec::new(),
    };
    let look = Look {
        theme: ThemeName::Dark,
        level: ColorLevel::Ansi256,
        ascii: false,
    };
    paint(&screen, look, buffer);
}

fn drawing(c: &mut Criterion) {
    let trace = long_trace();
    let end = trace.end();
    let middle = VirtualTime(end.0 / 2);
    let everything = Window {
        start: VirtualTime::ZERO,
        end,
    };
    let detail = Window {
        start: middle,
        end: VirtualTime(middle.0 + 100_000),
    };
    let mut group = c.benchmark_group("a million events");
    for (name, window) in [("frame, all", everything), ("frame, 100 µs", detail)] {
        let mut buffer = Buffer::empty(Rect::new(0, 0, SCREEN.columns, SCREEN.rows));
        group.bench_function(name, |b| {
            b.iter(|| frame(black_box(&trace), window, &mut buffer));
        });
    }
    group.bench_function("state at a moment", |b| {
        b.iter(|| trace.state_at(ThreadId(1), black_box(middle)));
    });
    group.finish();
}

criterion_group!(lab, interpreter, simulation, recording, drawing);
criterion_main!(lab);
