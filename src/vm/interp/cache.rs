//! Owns a thread's own view of the code it runs: the linked code and, for each instruction, what its last
//! look-up found (as CPython's free-threaded build keeps bytecode caches per thread).
//! Caches are hints, checked at use: a copy of a thread starts without them.

use std::sync::Arc;

use super::super::link::Linked;

/// What the last look-up of an instruction found.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Cache {
    /// For attributes the version of all classes for which the rest holds; for globals found among the
    /// builtins, how many names the module had then. 0 when empty.
    pub version: u32,
    /// The class of the receiver of an attribute.
    pub class: u32,
    /// A slot of a namespace, or the id of a method's function.
    pub found: u32,
}

#[derive(Debug)]
pub(super) struct Loaded {
    pub linked: Arc<Linked>,
    /// One for each instruction; empty until the code is first entered.
    pub caches: Vec<Cache>,
}

impl Loaded {
    fn new(linked: Arc<Linked>) -> Self {
        Self {
            linked,
            caches: Vec::new(),
        }
    }

    /// The code and its caches, ready for use.
    #[inline]
    pub(super) fn enter(&mut self) -> (&Linked, &mut [Cache]) {
        if self.caches.is_empty() {
            self.caches
                .resize(self.linked.plain.len(), Cache::default());
        }
        (&self.linked, &mut self.caches)
    }
}

/// The code objects a thread has met, by their ids.
#[derive(Debug, Default)]
pub(super) struct Codes(Vec<Option<Loaded>>);

impl Codes {
    /// The code of a frame.
    pub(super) fn get(&self, at: usize) -> &Loaded {
        self.0[at]
            .as_ref()
            .expect("a frame's code is loaded when it is pushed")
    }

    pub(super) fn get_mut(&mut self, at: usize) -> &mut Loaded {
        self.0[at]
            .as_mut()
            .expect("a frame's code is loaded when it is pushed")
    }

    /// Loads code on first use.
    pub(super) fn load(&mut self, at: usize, find: impl FnOnce() -> Arc<Linked>) -> &Loaded {
        if self.0.len() <= at {
            self.0.resize_with(at + 1, || None);
        }
        self.0[at].get_or_insert_with(|| Loaded::new(find()))
    }
}

impl Clone for Codes {
    fn clone(&self) -> Self {
        let copy = |loaded: &Loaded| Loaded::new(loaded.linked.clone());
        Self(
            self.0
                .iter()
                .map(|loaded| loaded.as_ref().map(copy))
                .collect(),
        )
    }
}
