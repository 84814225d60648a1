//! Owns a thread's copies of shared objects that it reads often: each good as long as the object's version
//! is the one it was copied at, so that reading what nobody changes costs no lock. Owns no object.

use std::cell::Cell;

use super::arena::{Arena, Slot};
use crate::base::ObjId;
use crate::vm::object::{Body, Object, Payload};

/// Copies at most, each at the place that its id falls on.
const PLACES: usize = 1024;
/// Objects that may be copied at one check point.
const AT_ONCE: usize = 8;
/// Objects with more bytes outside of their place are not copied.
const LARGE: usize = 2048;

#[derive(Debug)]
struct Entry {
    id: u32,
    version: u32,
    object: Object,
    /// How often it was found changed, and check points until it is worth another try.
    strikes: u8,
    pause: u16,
}

#[derive(Debug)]
pub(super) struct Copies {
    entries: Box<[Option<Entry>]>,
    /// What had to be locked since the last check point.
    missed: [Cell<u32>; AT_ONCE],
    count: Cell<usize>,
}

impl Default for Copies {
    fn default() -> Self {
        Self {
            entries: (0..PLACES).map(|_| None).collect(),
            missed: [const { Cell::new(0) }; AT_ONCE],
            count: Cell::new(0),
        }
    }
}

impl Copies {
    /// A copy that is as good as the object itself.
    #[inline]
    pub(super) fn get(&self, id: ObjId, slot: &Slot) -> Option<&Object> {
        if let Some(entry) = &self.entries[id.0 as usize % PLACES]
            && entry.id == id.0
            && entry.version == slot.version()
        {
            return Some(&entry.object);
        }
        let count = self.count.get();
        if count < AT_ONCE {
            self.missed[count].set(id.0);
            self.count.set(count + 1);
        }
        None
    }

    /// Copies what was missed and is worth it.
    pub(super) fn refresh(&mut self, arena: &Arena) {
        for missed in 0..self.count.replace(0) {
            let id = self.missed[missed].get();
            let place = &mut self.entries[id as usize % PLACES];
            let mut strikes = 0;
            if let Some(entry) = place
                && entry.id == id
            {
                if entry.pause > 0 {
                    entry.pause -= 1;
                    continue;
                }
                strikes = (entry.strikes + 1).min(12);
            }
            let id = ObjId(id);
            let slot = arena.slot(id);
            let object = arena.read(id, slot);
            if !is_worth_it(&object.body) {
                continue;
            }
            // Under the lock: nobody changes it, so the version is that of what is copied.
            *place = Some(Entry {
                id: id.0,
                version: slot.version(),
                object: object.clone(),
                strikes,
                pause: (1 << strikes) - 1,
            });
        }
    }
}

fn is_worth_it(body: &Body) -> bool {
    match body {
        Body::Free
        | Body::Iter(_)
        | Body::Generator(_)
        | Body::AsyncCall(_)
        | Body::Lock(_)
        | Body::Thread(_)
        | Body::Ext(_)
        | Body::ByteArray(_) => false,
        Body::Instance(instance) => {
            !matches!(instance.payload, Payload::Exception(_)) && body.outside_bytes() < LARGE
        }
        Body::Module(_) | Body::Type(_) => true,
        other => other.outside_bytes() < LARGE,
    }
}
