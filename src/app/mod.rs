//! Owns the state of the program that a learner sees: an Elm triple without a terminal. Messages go in,
//! commands come out, and [`Screen`] is the picture. Owns no input, no output, no clock.

pub mod keys;
mod msg;
mod screen;

pub use keys::{Binding, Context, KEYS, Key};
pub use msg::{Action, Cmd, Msg};
pub use screen::Screen;
