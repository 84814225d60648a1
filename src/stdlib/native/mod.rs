//! Owns the native modules, one file each; `kit` is what they share.

pub(super) mod binascii;
mod buffer;
pub(super) mod codecs;
pub(super) mod contextvars;
pub(super) mod deque;
pub(super) mod exceptiongroups;
pub(super) mod gilscope;
pub(super) mod hashes;
pub(super) mod itertools;
pub(super) mod json;
mod kit;
mod machine;
pub(super) mod math;
pub(super) mod multiprocessing;
pub(super) mod pickle;
pub(super) mod posix;
pub(super) mod posixsubprocess;
pub(super) mod queue;
pub(super) mod random;
pub(super) mod select;
pub(super) mod selector;
mod sha512;
mod shared_block;
pub(super) mod sys;
pub(super) mod thread;
pub(super) mod time;
pub(super) mod zlib;
