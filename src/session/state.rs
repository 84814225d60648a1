//! Owns what a watched run looks like at one moment: where each thread is, its frames and variables,
//! what has been printed. Owns no run: it is a picture, taken.

use std::borrow::Cow;
use std::sync::Arc;

use crate::base::{CoreId, ThreadId, VirtualTime};
use crate::sim::FrameView;
use crate::trace::{Lane, Trace, Track};

/// A run at one moment.
#[derive(Clone, Debug, Default)]
pub struct StateAt {
    pub at: VirtualTime,
    /// Whether frames and lines are those of this very moment. While the picture is being computed
    /// after a long jump, lines are those of each thread's last change of state.
    pub exact: bool,
    pub threads: Vec<ThreadAt>,
}

/// One thread at that moment.
#[derive(Clone, Debug)]
pub struct ThreadAt {
    pub id: ThreadId,
    pub name: Arc<str>,
    /// What stands for it in pictures.
    pub letter: char,
    pub lane: Lane,
    /// What the lane is called under the run's runtime.
    pub word: Cow<'static, str>,
    /// Since when it has been in this lane.
    pub since: VirtualTime,
    /// 1-based line of the learner's program; 0: nowhere.
    pub line: u32,
    /// Innermost first; empty before the thread runs and after it has ended.
    pub frames: Vec<FrameView>,
}

/// What a thread's state is called at a moment. One that could go on while a core is idle has only just been
/// woken.
pub(super) fn word(trace: &Trace, lane: Lane, now: VirtualTime, lock: &str) -> Cow<'static, str> {
    let mut cores = (0..trace.core_count()).map(|core| trace.core(CoreId(core as u16)));
    let idle = |core: &Track<Option<ThreadId>>| core.at(now).flatten().is_none();
    if lane == Lane::Runnable && !trace.is_sampled() && cores.any(idle) {
        return Cow::Borrowed("on its way");
    }
    lane.word_for(lock)
}

impl StateAt {
    pub fn thread(&self, id: ThreadId) -> Option<&ThreadAt> {
        self.threads.iter().find(|thread| thread.id == id)
    }
}
