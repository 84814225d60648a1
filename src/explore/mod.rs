//! Owns the search for a schedule under which a program fails: a deadlock, an exception that nobody
//! catches (a failed `assert` is one), in any thread. Owns no scheduling (`sim`) and no screen.
//!
//! # What is searched
//!
//! Every switch that the runtime allows is a decision (`sim::policy`). Schedules are tried by the number
//! of *preemptions*, decisions that take the turn from a thread which could have used it: first all with
//! none, then all with one, and so on (iterative context bounding: Musuvathi and Qadeer, PLDI 2007). Most
//! bugs need very few. When there are too many, seeded priorities take over (PCT, `sim::policy`).
//!
//! Time: a sleep or a timeout may end whenever another thread could go on, which counts as a preemption,
//! and does end when nobody else can go on; the one that is due first ends first. How long computing
//! takes is not relied on. A loop that waits for another thread by looking again and again is
//! interrupted after some thousand rounds.
//!
//! # What is left out, and why nothing is lost
//!
//! - A preemption right before a stretch in which the thread touches nothing that any two threads
//!   conflict over is the same as one right after it (`conflicts`). The set of what is conflicted over grows with
//!   what the runs show; the search begins again until it grows no more.
//! - A preemption whose thread, when it goes on, touches nothing that the others have conflicted with
//!   meanwhile could have come later: what follows is tried there (`branches`). Likewise a thread that
//!   was passed over when another had let go.
//!
//! Threads of all processes take turns with each other. A signal arrives at once; that of a timer before
//! the next decision: other moments for it are not tried.
//!
//! What programs print is no failure, whatever its order; whether it differs from schedule to schedule is
//! reported. Clocks show the time of the
//! modelled run only. Functions and classes count as defined before threads look them up.

mod branches;
mod conflicts;
mod report;
mod runs;
mod search;
mod shared;
mod shorten;
mod story;
#[cfg(test)]
mod tests;

pub use report::{Covered, Found, Level, Outcome, Printed, PrintedText, Random, Report};
pub use runs::Failure;
pub use search::{Bound, Search, explore, prove};
pub use shared::Shared;
