//! Owns how a thread's state is classed for drawing: the one list of lane classes, with their letters
//! and words. Owns no colours and no glyphs: those are the screen's.

use std::borrow::Cow;

use super::event::{AttachState, BlockReason, SchedState, ThreadState};

macro_rules! lanes {
    ($($(#[doc = $doc:literal])* $name:ident $letter:literal $word:literal $meaning:literal;)*) => {
        /// What a thread's lane shows at a moment.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, serde::Serialize)]
        #[serde(rename_all = "snake_case")]
        pub enum Lane { $($(#[doc = $doc])* $name,)* }

        impl Lane {
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// One ASCII character for plain timelines; a space where there is nothing to show.
            pub const fn letter(self) -> char {
                match self { $(Self::$name => $letter,)* }
            }

            /// A word or two for a legend.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$name => $word,)* }
            }

            /// One sentence for the help.
            pub const fn meaning(self) -> &'static str {
                match self { $(Self::$name => $meaning,)* }
            }
        }
    };
}

lanes! {
    /// Attached, on a core, executing bytecode.
    Running '#' "running" "Executes Python on a core.";
    /// On a core outside the interpreter: native code that released the GIL.
    NativeFree 'n' "native" "Runs native code with the GIL released.";
    /// On a core inside one long native call that keeps the GIL.
    NativeHolding 'N' "native, holds GIL" "Runs one native call that keeps the GIL: nobody else can run Python.";
    /// Waiting inside one native call that keeps the GIL.
    IoHolding 'I' "I/O, holds GIL" "Waits for a device or the network in a native call that keeps the GIL.";
    /// In `take_gil`.
    WantsGil 'w' "wants GIL" "Waits for the GIL.";
    /// In `drop_gil`, forced switching.
    Switching 'x' "handing over" "Gave the GIL up on request and waits until another thread has it.";
    /// Could go on, but no core is free.
    Runnable 'r' "no core" "Could go on, but has no core.";
    /// Holds the GIL but was descheduled.
    HoldsNoCore 'H' "holds GIL, no core" "Holds the GIL but the operating system took its core: nobody can run Python.";
    Sleeping 's' "sleeping" "Sleeps; does not hold the GIL.";
    Io 'i' "I/O" "Waits for a device, the network or a pipe; does not hold the GIL.";
    BlockedLock 'b' "blocked" "Waits for a lock, or until an event, a condition, a queue or a barrier lets it go on.";
    Joining 'j' "joining" "Waits for another thread or process to end.";
    /// Kept out by stop-the-world, or for ever by the interpreter's end.
    Stopped 'z' "stopped" "Kept out of the interpreter.";
    /// Of a run that is sampled from outside.
    OnCore 'c' "on a core" "Has a core; sampled from outside, so in Python or in native code.";
    /// Of a run that is sampled from outside.
    Asleep 'a' "asleep" "Waits; sampled from outside, so for the GIL or for anything else.";
    NotStarted ' ' "not started" "Has not been started.";
    Done '.' "done" "Has ended.";
}

impl Lane {
    /// [`Self::word`] where the lock is called otherwise than the GIL.
    pub fn word_for(self, lock: &str) -> Cow<'static, str> {
        match self.word() {
            word if lock == "GIL" || !word.contains("GIL") => Cow::Borrowed(word),
            word => Cow::Owned(word.replace("GIL", lock)),
        }
    }

    /// The class of a state that was seen from outside.
    pub fn sampled(state: &ThreadState) -> Self {
        match state.sched {
            SchedState::Running(_) => Self::OnCore,
            SchedState::Blocked(_) => Self::Asleep,
            SchedState::New => Self::NotStarted,
            SchedState::Runnable => Self::Runnable,
            SchedState::Exited => Self::Done,
        }
    }

    /// The class of a state. Without a GIL, being attached without a core is nothing special.
    pub fn of(state: &ThreadState, has_gil: bool) -> Self {
        match (state.sched, state.attach) {
            (SchedState::New, _) => Self::NotStarted,
            (SchedState::Exited, _) => Self::Done,
            (SchedState::Running(_), AttachState::Attached) if state.native && has_gil => {
                Self::NativeHolding
            }
            (SchedState::Running(_), AttachState::Attached) => Self::Running,
            (SchedState::Running(_), AttachState::Attaching) => Self::WantsGil,
            (SchedState::Running(_), AttachState::Detached) => Self::NativeFree,
            (SchedState::Running(_), AttachState::Suspended) => Self::Stopped,
            (SchedState::Runnable, AttachState::Attached) if has_gil => Self::HoldsNoCore,
            (SchedState::Runnable, _) => Self::Runnable,
            (SchedState::Blocked(_), AttachState::Attached) if has_gil => Self::IoHolding,
            (SchedState::Blocked(reason), _) => Self::of_reason(reason),
        }
    }

    const fn of_reason(reason: BlockReason) -> Self {
        match reason {
            BlockReason::Gil(_) => Self::WantsGil,
            BlockReason::GilSwitch(_) => Self::Switching,
            BlockReason::Sleep { .. } | BlockReason::Signal => Self::Sleeping,
            BlockReason::Io { .. } | BlockReason::Pipe | BlockReason::Network => Self::Io,
            BlockReason::Lock(_) => Self::BlockedLock,
            BlockReason::Join(_) | BlockReason::Child => Self::Joining,
            BlockReason::StopTheWorld { .. } | BlockReason::Finalizing => Self::Stopped,
            BlockReason::Unseen => Self::Asleep,
        }
    }

    /// Whether the thread occupies a core.
    pub const fn on_core(self) -> bool {
        matches!(
            self,
            Self::Running | Self::NativeFree | Self::NativeHolding | Self::OnCore
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_lane_has_a_letter_of_its_own() {
        let mut letters: Vec<char> = Lane::ALL.iter().map(|lane| lane.letter()).collect();
        letters.sort_unstable();
        letters.dedup();
        assert_eq!(letters.len(), Lane::ALL.len());
    }
}
