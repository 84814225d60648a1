//! Owns the execution of Python: values, objects, the memory they live in, the instruction loop and the
//! built-in types and functions. It never blocks, never knows the time of others, and stops when it must
//! ask. Owns no scheduling (`sim`), no compiling (`frontend`), no standard library (`stdlib`).

mod annotations;
mod async_calls;
mod asynchronous;
pub mod attr;
mod bind;
pub mod boot;
pub mod builtins;
mod carets;
pub mod class;
mod core_types;
pub mod cx;
mod descriptors;
pub mod dict;
pub mod evaluate;
mod exception_groups;
pub mod exceptions;
pub mod file_call;
pub mod frames;
mod generator_methods;
mod glance;
pub mod import;
mod instance_names;
pub mod instantiate;
pub mod interp;
pub mod link;
mod liveness;
pub mod memory;
mod metaclass;
pub mod names;
pub mod native;
pub mod object;
pub mod operators;
pub mod set;
mod special;
mod special_code;
mod suggestions;
pub mod symbols;
pub mod syntax_errors;
pub mod system_call;
mod trace_refs;
pub mod traceback;
mod type_operators;
pub mod types;
pub mod value;
pub mod world;
