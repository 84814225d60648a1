//! Owns the rules of the house that a compiler does not know: the layer table, who may use which
//! crate, what the lower layers must not touch, and how long a file may be.

mod rules;
mod source;
