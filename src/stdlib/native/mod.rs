//! Owns the native modules, one file each; `kit` is what they share.

pub(super) mod contextvars;
pub(super) mod deque;
pub(super) mod exceptiongroups;
pub(super) mod itertools;
mod kit;
pub(super) mod math;
pub(super) mod queue;
pub(super) mod random;
pub(super) mod selector;
mod sha512;
pub(super) mod sys;
pub(super) mod thread;
pub(super) mod time;
