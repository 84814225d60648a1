//! Owns what a watched run looks like at one moment: where each thread is, its frames and variables,
//! what has been printed. Owns no run: it is a picture, taken.

use std::borrow::Cow;
use std::sync::Arc;

use crate::base::{ThreadId, VirtualTime};
use crate::sim::FrameView;
use crate::trace::Lane;

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

impl StateAt {
    pub fn thread(&self, id: ThreadId) -> Option<&ThreadAt> {
        self.threads.iter().find(|thread| thread.id == id)
    }
}
