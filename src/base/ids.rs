//! Owns the small integers that name things. Owns none of the things named.

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident($repr:ty);)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, serde::Serialize)]
        pub struct $name(pub $repr);

        impl $name {
            /// The id as an index into a table.
            #[inline]
            pub const fn index(self) -> usize {
                self.0 as usize
            }
        }
    )*};
}

ids! {
    /// A Python thread. 0 is the main thread; the others count up in order of creation.
    ThreadId(u32);
    /// A (simulated) process. 0 is the one the user started.
    ProcessId(u32);
    /// An interpreter: a heap and the lock over it. 0 is the one of process 0; a process begins with one.
    InterpreterId(u32);
    /// A simulated CPU, counted from 0.
    CoreId(u16);
    /// Something a thread can hold or wait for that gets a lane: a GIL, a `threading.Lock`, …
    LockId(u32);
    /// An object in a `vm` heap.
    ObjId(u32);
    /// A compiled code object, as an index into the run's code table.
    CodeId(u32);
    /// An interned name (identifier, attribute, keyword argument).
    Symbol(u32);
}
