//! Owns the time of a real run: nanoseconds since it began, and the time that the calling thread spent on
//! a core. Owns no waiting.

use std::time::Instant;

use crate::base::VirtualTime;

#[derive(Clone, Copy, Debug)]
pub(super) struct Clock {
    origin: Instant,
}

impl Clock {
    #[expect(
        clippy::disallowed_methods,
        reason = "a real run takes place in real time"
    )]
    pub(super) fn start() -> Self {
        Self {
            origin: Instant::now(),
        }
    }

    pub(super) fn now(&self) -> VirtualTime {
        VirtualTime(self.origin.elapsed().as_nanos() as u64)
    }

    /// The same moment, as the operating system counts.
    pub(super) fn instant(&self, at: VirtualTime) -> Option<Instant> {
        self.origin
            .checked_add(std::time::Duration::from_nanos(at.nanos()))
    }
}
