//! What runs look like: programs in, pictures and numbers out.

use super::*;
use crate::base::Source;
use crate::runtime;
use crate::trace::Trace;

fn config(runtime: &str, cores: u16) -> SimConfig {
    SimConfig {
        runtime: runtime::find(runtime).expect("registered"),
        cores,
        noise: false,
        ..SimConfig::default()
    }
}

fn program(text: &str) -> Program {
    match Program::compile(Source::new("test.py", text)) {
        Ok(program) => program,
        Err(problems) => panic!("{}", problems[0]),
    }
}

fn run_with(text: &str, config: SimConfig) -> (Sim, Trace) {
    let mut trace = Trace::new(config.cores);
    let mut sim = Sim::new(&program(text), config);
    sim.run_until(&mut trace, VirtualTime::NEVER);
    (sim, trace)
}

fn run(text: &str, runtime: &str, cores: u16) -> (Sim, Trace) {
    run_with(text, config(runtime, cores))
}

fn output(trace: &Trace) -> String {
    trace.output().map(|(_, _, _, text)| &**text).collect()
}

fn exit_code(sim: &Sim) -> i32 {
    match sim.end() {
        Some(End::Exit { code }) => *code,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_program_prints_and_ends() {
    let (sim, trace) = run("print('hello', 6 * 7)\n", "gil", 2);
    assert_eq!(output(&trace), "hello 42\n");
    assert_eq!(exit_code(&sim), 0);
}
