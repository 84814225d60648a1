//! Owns how far a thread may run ahead: up to the next thing due that could concern it. Owns no queue.

use super::Sim;
use super::machine;
use crate::base::{CoreId, ThreadId, VirtualDuration, VirtualTime};

impl Sim {
    /// The first thing due that could concern the thread. With one process that is whatever is due
    /// next; the end of a burst in another process concerns it only by way of a wake-up or a request
    /// that takes its time.
    pub(super) fn next_concern(&self, thread: ThreadId) -> VirtualTime {
        if !self.is_several() {
            return self.queue.next();
        }
        let reaches_us_after = self.reach(thread);
        let bursts = (0..self.cores.len()).filter_map(|core| {
            let (other, end) = self.burst_end(CoreId(core as u16))?;
            if other == thread {
                None
            } else if self.share_home(other, thread) {
                Some(end)
            } else {
                Some(end + reaches_us_after)
            }
        });
        bursts.fold(self.queue.next_but_bursts(), VirtualTime::min)
    }

    /// How long it takes at least until what another process does is felt by a thread that computes.
    fn reach(&self, thread: ThreadId) -> VirtualDuration {
        if self.is_exclusive(thread) {
            // Another thread of ours is woken and asks for the GIL after its interval; or a signal comes.
            let interval = self.home(thread).model.switch_interval();
            interval.min(machine::SIGNAL_LATENCY)
        } else {
            // Another thread of ours is woken and touches something.
            machine::CONTEXT_SWITCH
        }
    }
}
