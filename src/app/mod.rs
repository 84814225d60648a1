//! Owns the state of the program that a learner sees: an Elm triple without a terminal. Messages go in,
//! commands come out, and [`Screen`] is the picture. Owns no input, no output, no clock.

mod draw;
mod hand;
#[cfg(test)]
mod hand_tests;
mod interpreters;
pub mod keys;
mod lab;
#[cfg(test)]
mod lesson_tests;
mod model;
mod msg;
mod pace;
mod screen;
mod study;
#[cfg(test)]
mod tests;
mod update;
mod watch;

pub use draw::screen;
pub use keys::{Binding, Context, KEYS, Key};
pub use model::{Model, Start};
pub use msg::{Action, Cmd, Msg, WorkFile};
pub use screen::Screen;
pub use update::update;
pub use watch::Launch;
