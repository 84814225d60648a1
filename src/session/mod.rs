//! Owns runs being watched: a program under given conditions, simulated ahead of what is shown, recorded,
//! and shown at any moment again, forwards and backwards. Owns neither pace nor pictures.

mod by_hand;
mod checkpoints;
mod engine;
#[cfg(test)]
pub(crate) mod fixture;
mod measured;
mod offers;
mod program;
mod simulated;
mod state;
#[cfg(test)]
mod tests;
mod watched;

pub use crate::frontend::TokenClass;
pub use crate::realtime::cores as machine_cores;
pub use crate::sim::policy::Until;
pub use crate::sim::{Found, FrameView};
pub use by_hand::{HandScheduled, Outcome};
pub use engine::{End, Engine};
pub use measured::Recorded;
pub use offers::{Asked, Offer, Question};
pub use program::{DEFAULT_CORES, DEFAULT_UNTIL, Program, RealPython, RunConfig, classes};
pub use simulated::{launch, simulate};
pub use state::{StateAt, ThreadAt};
pub use watched::{Budget, Session};
