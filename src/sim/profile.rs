//! Owns fitting a runtime's costs to what a real interpreter was measured to take: the constructs that are
//! measured, which instructions each of them prices, and the fit. Owns neither measuring nor files.

use std::sync::Arc;

use super::{Program, Sim, SimConfig};
use crate::base::{Source, VirtualDuration, VirtualTime};
use crate::bytecode::{BinaryOp, CostTable, Opcode};
use crate::runtime::{RuntimeSpec, SystemCosts};
use crate::trace::Trace;

/// Costs instead of a runtime's own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Costs {
    /// The interpreter that was measured, as it calls itself.
    pub whose: Arc<str>,
    pub instructions: CostTable,
    pub system: SystemCosts,
}

/// A construct that is measured, by the round.
#[derive(Debug)]
pub struct Construct {
    pub name: &'static str,
    /// What is measured, in words.
    pub how: &'static str,
    /// A program that does `n` rounds; `n` is a global name.
    pub program: &'static str,
    prices: Prices,
}

/// What a construct prices: all of these by the same factor.
#[derive(Debug)]
enum Prices {
    Instructions(&'static [Opcode]),
    Operators(&'static [BinaryOp]),
    /// All functions in C.
    Native,
    /// Starting, booting, ending and joining threads.
    Threads,
}

/// Each prices what those before it have not.
pub const CONSTRUCTS: &[Construct] = &[
    Construct {
        name: "loop",
        how: "a round of `for _ in range(n): pass` in a function",
        program: "def run(n):\n    for _ in range(n):\n        pass\nrun(n)\n",
        prices: Prices::Instructions(&[Opcode::ForIter, Opcode::StoreFast, Opcode::JumpBackward]),
    },
    Construct {
        name: "add",
        how: "the same with `x += 1` of a local variable in it",
        program: "def run(n):\n    x = 0\n    for _ in range(n):\n        x += 1\nrun(n)\n",
        prices: Prices::Operators(&[BinaryOp::Add, BinaryOp::Subtract]),
    },
    Construct {
        name: "while",
        how: "a round of `while i < n: i += 1` in a function",
        program: "def run(n):\n    i = 0\n    while i < n:\n        i += 1\nrun(n)\n",
        prices: Prices::Instructions(&[
            Opcode::CompareOp,
            Opcode::PopJumpIfFalse,
            Opcode::PopJumpIfTrue,
        ]),
    },
    Construct {
        name: "global",
        how: "a loop with `counter += 1` of a global variable",
        program: "counter = 0\ndef run(n):\n    global counter\n    for _ in range(n):\n        counter += 1\nrun(n)\n",
        prices: Prices::Instructions(&[Opcode::LoadGlobal, Opcode::StoreGlobal]),
    },
    Construct {
        name: "attribute",
        how: "a loop with `box.value += 1`",
        program: "class Box:\n    pass\ndef run(n):\n    box = Box()\n    box.value = 0\n    for _ in range(n):\n        box.value += 1\nrun(n)\n",
        prices: Prices::Instructions(&[Opcode::LoadAttr, Opcode::StoreAttr]),
    },
    Construct {
        name: "item",
        how: "a loop with `items[0] = items[1]` of a list",
        program: "def run(n):\n    items = [1, 2]\n    for _ in range(n):\n        items[0] = items[1]\nrun(n)\n",
        prices: Prices::Instructions(&[Opcode::StoreSubscr]),
    },
    Construct {
        name: "call",
        how: "a loop with a call of an empty function",
        program: "def nothing():\n    pass\ndef run(n):\n    for _ in range(n):\n        nothing()\nrun(n)\n",
        prices: Prices::Instructions(&[Opcode::Call, Opcode::Resume, Opcode::ReturnValue]),
    },
    Construct {
        name: "native",
        how: "an item of `sum(range(n))`, by which all functions in C are scaled",
        program: "sum(range(n))\n",
        prices: Prices::Native,
    },
    Construct {
        name: "thread",
        how: "starting and joining a thread that does nothing",
        program: "import threading\ndef nothing():\n    pass\nfor _ in range(n):\n    t = threading.Thread(target=nothing)\n    t.start()\n    t.join()\n",
        prices: Prices::Threads,
    },
];

impl Construct {
    /// Rounds that are measured.
    pub fn rounds(&self) -> u64 {
        match self.prices {
            Prices::Threads => 300,
            _ => 200_000,
        }
    }

    /// Whether part of its time is spent waiting, which is no computing.
    pub fn blocks(&self) -> bool {
        matches!(self.prices, Prices::Threads)
    }

    /// The costs with what this construct prices at so many thousandths.
    fn scaled(&self, costs: &Costs, permille: u64) -> Costs {
        let mut scaled = costs.clone();
        match self.prices {
            Prices::Instructions(ops) => scaled.instructions.scale(ops, permille),
            Prices::Operators(ops) => scaled.instructions.scale_binary(ops, permille),
            Prices::Native => {
                let scale = u64::from(scaled.instructions.native_scale) * permille / 1000;
                scaled.instructions.native_scale = u32::try_from(scale).unwrap_or(u32::MAX);
            }
            Prices::Threads => {
                let s = &mut scaled.system;
                for cost in [
                    &mut s.thread_create,
                    &mut s.thread_boot,
                    &mut s.thread_exit,
                    &mut s.thread_join,
                ] {
                    *cost = VirtualDuration(cost.nanos() * permille / 1000);
                }
            }
        }
        scaled
    }

    /// Picoseconds that a round takes in the simulation.
    pub fn simulated(&self, runtime: &'static RuntimeSpec, costs: &Costs) -> u64 {
        let rounds = self.rounds() / 10;
        let time = |n: u64| {
            let text = format!("n = {n}\n{}", self.program);
            let program = Program::compile(Source::new("construct.py", text))
                .expect("a construct of ours compiles");
            let config = SimConfig {
                runtime,
                cores: 2,
                noise: false,
                costs: Some(Arc::new(costs.clone())),
                ..SimConfig::default()
            };
            let mut trace = Trace::new(2);
            let mut sim = Sim::new(&program, config);
            sim.run_until(&mut trace, VirtualTime::NEVER);
            trace.end().nanos()
        };
        let more = time(2 * rounds).saturating_sub(time(rounds));
        more * 1000 / rounds
    }
}

/// A runtime's costs, changed so that each construct takes as long as was measured, in picoseconds; those
/// that were not measured (`None`) keep their costs. `whose`: the interpreter that was measured.
pub fn fitted(
    runtime: &'static RuntimeSpec,
    whose: &str,
    measured: impl Fn(&str) -> Option<u64>,
) -> Costs {
    let mut costs = Costs {
        whose: whose.into(),
        instructions: (runtime.costs)(),
        system: runtime.system,
    };
    for construct in CONSTRUCTS {
        let Some(wanted) = measured(construct.name) else {
            continue;
        };
        let whole = construct.simulated(runtime, &costs);
        let rest = construct.simulated(runtime, &construct.scaled(&costs, 0));
        let own = whole.saturating_sub(rest).max(1);
        // Never free, and never so dear that a slip of the measurement stops the clock.
        let permille = (wanted.saturating_sub(rest) * 1000 / own).clamp(50, 50_000);
        costs = construct.scaled(&costs, permille);
    }
    costs
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::runtime;

    #[test]
    fn fitted_costs_make_each_construct_take_what_was_measured() {
        for name in ["cpython-3.13", "cpython-3.9", "cpython-3.14t"] {
            let spec = runtime::find(name).expect("registered");
            let own = Costs {
                whose: "".into(),
                instructions: (spec.costs)(),
                system: spec.system,
            };
            // A machine on which everything takes half as long again.
            let wanted = |construct: &Construct| construct.simulated(spec, &own) * 3 / 2;
            let fitted = fitted(spec, "CPython", |name| {
                let found = CONSTRUCTS.iter().find(|c| c.name == name);
                found.map(wanted)
            });
            for construct in CONSTRUCTS {
                let (wanted, found) = (wanted(construct), construct.simulated(spec, &fitted));
                let off = wanted.abs_diff(found) * 100 / wanted;
                assert!(
                    off <= 3,
                    "{name}, {}: {found} for {wanted} ps",
                    construct.name
                );
            }
        }
    }
}
