//! Owns which changes of a thread's state are possible. A trace that shows another one comes from a
//! broken engine, so the store refuses it loudly.

use super::event::{AttachState, BlockReason, SchedState, ThreadState};

/// What is wrong with going from one state to the next; `None` when nothing is.
pub(super) fn fault(old: &ThreadState, new: &ThreadState) -> Option<&'static str> {
    sched_fault(old.sched, new.sched)
        .or_else(|| attach_fault(old, new))
        .or_else(|| state_fault(new))
}

/// The table of the operating system's states.
fn sched_fault(old: SchedState, new: SchedState) -> Option<&'static str> {
    use SchedState::{Blocked, Exited, New, Runnable, Running};
    match (old, new) {
        (New, New | Runnable)
        | (Runnable, Runnable | Running(_))
        | (Running(_), Runnable | Blocked(_) | Exited)
        | (Blocked(_), Runnable)
        // With its process.
        | (New | Runnable | Blocked(_), Exited) => None,
        (Running(a), Running(b)) if a == b => None,
        (Blocked(a), Blocked(b)) if a == b => None,
        // A task of an event loop queues up without a core.
        (New | Blocked(_), Blocked(BlockReason::Gil(_))) => None,
        (Running(_), Running(_)) => Some("a thread changes cores only by way of a run queue"),
        (Exited, _) => Some("an ended thread never does anything again"),
        (New, _) => Some("a new thread becomes runnable first"),
        (_, New) => Some("a thread is new only once"),
        (Runnable, _) => Some("only a thread on a core can block or end"),
        (Blocked(_), _) => Some("a blocked thread must be woken before it can do anything"),
    }
}

/// The table of the interpreter's states.
fn attach_fault(old: &ThreadState, new: &ThreadState) -> Option<&'static str> {
    use AttachState::{Attached, Attaching, Detached, Suspended};
    if old.attach == new.attach {
        return None;
    }
    match (old.attach, new.attach) {
        (Detached, Suspended) | (Suspended, Detached) => return None,
        (Detached, Attaching | Attached)
        | (Attaching, Attached | Suspended | Detached)
        | (Attached, Detached | Suspended)
        | (Suspended, Attaching | Attached) => {}
        (Attached, Attaching) => return Some("an attached thread must detach before it attaches"),
        _ => unreachable!("equal states were handled"),
    }
    let on_core = |s: &ThreadState| matches!(s.sched, SchedState::Running(_));
    if new.sched == SchedState::Exited || queues_up(new) {
        return None;
    }
    (!on_core(old) && !on_core(new)).then_some("a thread attaches and detaches only on a core")
}

fn queues_up(new: &ThreadState) -> bool {
    let waits = matches!(new.sched, SchedState::Blocked(BlockReason::Gil(_)));
    waits && new.attach == AttachState::Attaching
}

fn state_fault(new: &ThreadState) -> Option<&'static str> {
    match (new.sched, new.attach) {
        (
            SchedState::Blocked(BlockReason::StopTheWorld { .. }),
            AttachState::Suspended | AttachState::Attached,
        ) => None,
        // Native code that waits without letting go.
        (SchedState::Blocked(BlockReason::Io { .. }), AttachState::Attached) if new.native => None,
        (SchedState::Blocked(_), AttachState::Attached) => {
            Some("a thread detaches before it blocks")
        }
        (SchedState::Exited | SchedState::New, AttachState::Attached) => {
            Some("a thread that does not run is not attached")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::{CoreId, LockId, VirtualTime};
    use crate::trace::Place;

    #[test]
    fn the_table() {
        use AttachState::{Attached, Attaching, Detached};
        use SchedState::{Blocked, Exited, New, Runnable, Running};
        let core = CoreId(0);
        let gil = BlockReason::Gil(LockId(0));
        let sleep = BlockReason::Io {
            until: VirtualTime::NEVER,
        };
        let legal = |old: (SchedState, AttachState), new: (SchedState, AttachState)| {
            let state = |(sched, attach)| ThreadState {
                sched,
                attach,
                native: false,
                place: Place::default(),
            };
            fault(&state(old), &state(new)).is_none()
        };
        assert!(legal((New, Detached), (Runnable, Detached)));
        assert!(legal((Running(core), Attached), (Runnable, Attached)));
        assert!(legal((Running(core), Attaching), (Blocked(gil), Attaching)));
        assert!(legal((Blocked(gil), Attaching), (Runnable, Attaching)));
        assert!(legal((Running(core), Detached), (Exited, Detached)));
        assert!(!legal((New, Detached), (Running(core), Detached)));
        assert!(!legal((Running(core), Attached), (Blocked(gil), Attached)));
        assert!(!legal(
            (Running(core), Attached),
            (Running(CoreId(1)), Attached)
        ));
        assert!(!legal((Blocked(gil), Attaching), (Running(core), Attached)));
        assert!(!legal((Runnable, Detached), (Runnable, Attached)));
        assert!(legal((Blocked(sleep), Detached), (Blocked(gil), Attaching)));
        assert!(!legal(
            (Blocked(gil), Attaching),
            (Blocked(sleep), Detached)
        ));
        assert!(!legal((Exited, Detached), (Runnable, Detached)));
    }
}
