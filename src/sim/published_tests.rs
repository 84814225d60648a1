//! Owns the proof that what another thread could reach is published when it is stored: without a GIL a real
//! run relies on it (`realtime::shared`). Owns no rule.

use std::path::Path;

use super::{Program, Progress, Sim, SimConfig};
use crate::base::{Source, VirtualDuration, VirtualTime};
use crate::trace::Trace;

/// Programs that make classes, modules, exceptions and containers of all kinds.
const PROGRAMS: &[&str] = &[
    "bank_statements",
    "contextvars_threads",
    "excepthook_own",
    "hash_pool",
    "logging_basics",
    "metaclasses",
    "object_cache",
    "object_mapper",
    "order_workflow",
    "service_pipeline_logged",
    "threads_errors",
    "threads_log_pipeline",
    "threads_lru_cache",
    "threads_scheduler_heap",
    "threads_ticket_office",
];

const STRIDE: VirtualDuration = VirtualDuration::from_millis(2);
/// Looks at one program, at most.
const LOOKS: usize = 30;

#[test]
fn what_another_thread_could_reach_is_published() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/programs");
    for name in PROGRAMS {
        let file = folder.join(format!("{name}.py"));
        let text = std::fs::read_to_string(&file).expect("the program is there");
        let source = Source::new(format!("{name}.py"), text);
        let program = Program::compile(source).expect("it compiles");
        let config = SimConfig::default();
        let mut trace = Trace::new(config.cores);
        let mut sim = Sim::new(&program, config);
        let mut until = VirtualTime::ZERO;
        for _ in 0..LOOKS {
            until = until + STRIDE;
            if sim.run_until(&mut trace, until) == Progress::Ended {
                break;
            }
            let found = sim.interpreters[0].mem.unpublished();
            assert!(found.is_empty(), "{name} at {until}: {}", found.join("\n"));
        }
    }
}
