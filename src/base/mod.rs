//! Owns the words every layer shares: virtual time, ids, source spans, diagnostics, the
//! program's folder, the seed.
//! Owns no behaviour of the model: nothing here knows of Python, threads or terminals.

mod diagnostic;
mod folder;
mod ids;
mod time;

pub use diagnostic::{Diagnostic, DiagnosticKind, Source, Span};
pub use folder::{Entry, Folder, MemoryFolder, ProgramFolder};
pub use ids::{CodeId, CoreId, InterpreterId, LockId, ObjId, ProcessId, Symbol, ThreadId};
pub use time::{VirtualDuration, VirtualTime};
