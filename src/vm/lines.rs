//! Owns cache lines as cores that run Python in parallel fight for them: which core has the line of a
//! shared object, for how long it keeps it, and how long another has to wait. In runs where a lock keeps
//! threads from meeting there is none of it. Owns no order of threads (`interp::turn`) and no value.
//!
//! A core that uses a line again and again keeps it for a while (`Sharing::hold`) and lets go of it only
//! then; whoever wants it meanwhile waits until the end and for the line's way between the cores. A core
//! that uses it now and then loses it at once. Reading a line that nobody writes is free for all.
//!
//! Who has a line is decided in the order of virtual time. Within its hold a core may go on with the line
//! ahead of the others, because none of them can come in between.

use super::cx::KnownTime;
use super::memory::Memory;
use crate::base::ObjId;

/// Picoseconds of virtual time since the beginning of the run.
pub(super) type Moment = u64;

/// What a thread does with an object.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Touch {
    Read,
    Write,
    /// Counts a reference to it.
    Count,
    /// Takes or releases a lock: never ahead of the others.
    Sync,
}

/// Whose line it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Owner {
    /// Nobody has touched it since it could be shared.
    Nobody,
    /// This core has it and has written it, or is about to.
    Writer(u16),
    /// This core has it as it is in memory.
    Reader(u16),
    /// Several cores have copies.
    Readers,
}

/// The cache line of a shared object.
#[derive(Clone, Copy, Debug)]
pub struct Line {
    owner: Owner,
    /// When it was last used in turn, and when somebody was last known to have written it.
    last: Moment,
    written: Moment,
    /// Until when those who have it keep it.
    until: Moment,
    /// Whether that is one core, which writes it.
    alone: bool,
}

impl Default for Line {
    fn default() -> Self {
        Self {
            owner: Owner::Nobody,
            last: 0,
            written: 0,
            until: 0,
            alone: false,
        }
    }
}

impl Line {
    /// Whether somebody writes it at about this time. Who has the line goes on with it ahead of the others,
    /// and so may have written it later than now.
    fn is_written(&self, now: Moment, hold: Moment) -> bool {
        now.saturating_sub(self.written) <= 2 * hold
    }
}

/// What becomes of a touch.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Answer {
    /// It happens, and costs so much more.
    Go(u64),
    /// Not yet: so much time passes, and then the thread tries again in its turn.
    Wait(u64),
}

/// How many lines a thread remembers to have for a while.
const REMEMBERED: usize = 4;

/// The lines that a thread may use ahead of the others.
#[derive(Clone, Copy, Debug)]
pub(super) struct Held {
    /// The instruction that waits, and how often it has.
    stalled: (u64, u8),
    core: u16,
    next: usize,
    lines: [Kept; REMEMBERED],
}

/// A line that a thread may use until a moment.
#[derive(Clone, Copy, Debug)]
struct Kept {
    id: ObjId,
    until: Moment,
    /// For writing, too.
    alone: bool,
    /// It has written it meanwhile.
    wrote: bool,
}

impl Default for Held {
    fn default() -> Self {
        let nothing = Kept {
            id: ObjId(0),
            until: 0,
            alone: false,
            wrote: false,
        };
        Self {
            stalled: (0, 0),
            core: 0,
            next: 0,
            lines: [nothing; REMEMBERED],
        }
    }
}

impl Held {
    /// Counts a wait of an instruction; whether it has waited often enough.
    fn stalls(&mut self, instruction: u64) -> bool {
        if self.stalled.0 != instruction {
            self.stalled = (instruction, 0);
        }
        self.stalled.1 += 1;
        self.stalled.1 > PATIENCE
    }

    #[inline]
    fn allows(&mut self, at: &Place, id: ObjId, touch: Touch) -> bool {
        if self.core != at.core || !at.undisturbed {
            return false;
        }
        let mut lines = self.lines.iter_mut();
        let Some(kept) = lines.find(|kept| kept.id == id) else {
            return false;
        };
        let allowed = at.now < kept.until && (kept.alone || touch == Touch::Read);
        kept.wrote |= allowed && touch != Touch::Read;
        allowed
    }

    /// Whether it has written the line since it was last asked.
    fn has_written(&mut self, id: ObjId) -> bool {
        let mut lines = self.lines.iter_mut();
        let kept = lines.find(|kept| kept.id == id);
        kept.is_some_and(|kept| std::mem::take(&mut kept.wrote))
    }

    fn remember(&mut self, at: &Place, id: ObjId, line: &Line) {
        if self.core != at.core {
            *self = Self {
                stalled: self.stalled,
                core: at.core,
                ..Self::default()
            };
        }
        let known = self.lines.iter().position(|kept| kept.id == id);
        let place = known.unwrap_or(self.next);
        self.lines[place] = Kept {
            id,
            until: line.until,
            alone: line.alone,
            wrote: false,
        };
        self.next = (place + 1) % REMEMBERED;
    }
}

/// How often one instruction waits for lines. One that needs several could lose the first while it waits
/// for the next, for ever; a processor goes on with what it has.
const PATIENCE: u8 = 4;

/// The core of a thread whose every access is decided from outside.
pub const NO_CORE: u16 = u16::MAX;

/// Where and when a touch happens.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    pub(super) core: u16,
    pub(super) now: Moment,
    /// Whether no other thread can do anything before.
    pub(super) in_turn: bool,
    /// Whether the thread has its core until then for sure.
    pub(super) undisturbed: bool,
    /// The thread's count of instructions: the same when one is tried again.
    pub(super) instruction: u64,
}

impl Place {
    /// Where an instruction is that starts at `start` of its thread's clock, in a budget with this limit for
    /// what others can see.
    #[inline]
    pub(super) fn of(known: &KnownTime, start: u64, shared_limit: u64, instruction: u64) -> Self {
        Self {
            core: known.core,
            now: known.moment(start),
            in_turn: start <= shared_limit,
            undisturbed: known.moment(start) / 1000 < known.undisturbed,
            instruction,
        }
    }
}

/// A thread on a core touches an object that others can reach.
#[inline]
pub(super) fn touch<M: Memory>(
    mem: &mut M,
    held: &mut Held,
    at: Place,
    id: ObjId,
    touch: Touch,
) -> Answer {
    if at.core == NO_CORE {
        return match touch {
            Touch::Count => Answer::Go(0),
            _ if at.in_turn => Answer::Go(0),
            _ => Answer::Wait(0),
        };
    }
    if touch != Touch::Sync && held.allows(&at, id, touch) {
        return Answer::Go(0);
    }
    if !at.in_turn {
        return Answer::Wait(0);
    }
    match in_turn(mem, held, at, id, touch) {
        Answer::Wait(time) if held.stalls(at.instruction) => Answer::Go(time),
        answer => answer,
    }
}

/// Up to a quarter more, differently each time: else it would always end at the same place of a loop.
fn uneven(now: Moment, hold: Moment) -> Moment {
    (now.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40) % (hold / 4 + 1)
}

fn in_turn<M: Memory>(mem: &mut M, held: &mut Held, at: Place, id: ObjId, touch: Touch) -> Answer {
    let sharing = mem.world().costs.sharing;
    let (transfer, now) = (Moment::from(sharing.transfer), at.now);
    let hold = match touch {
        Touch::Count => Moment::from(sharing.count_hold),
        Touch::Sync => 0,
        Touch::Read | Touch::Write => Moment::from(sharing.hold),
    };
    let hold = hold + uneven(now, hold);
    let Some(line) = mem.line(id) else {
        return Answer::Go(0);
    };
    if held.has_written(id) || touch != Touch::Read {
        line.written = now;
    }
    let has = match line.owner {
        Owner::Nobody => true,
        Owner::Writer(core) => core == at.core,
        Owner::Reader(core) => core == at.core || touch == Touch::Read,
        Owner::Readers => touch == Touch::Read,
    };
    if has {
        line.owner = match (line.owner, touch) {
            (Owner::Nobody, Touch::Read) => Owner::Reader(at.core),
            (Owner::Reader(core), Touch::Read) if core != at.core => Owner::Readers,
            (owner, Touch::Read) => owner,
            _ => Owner::Writer(at.core),
        };
        let again = now > line.last && now - line.last <= transfer;
        line.last = line.last.max(now);
        if again && hold > 0 {
            line.until = line.until.max(now + hold);
            let writes = line.is_written(now, Moment::from(sharing.hold));
            line.alone = writes && line.owner == Owner::Writer(at.core);
        }
        if line.until > now {
            held.remember(&at, id, line);
        }
        return Answer::Go(0);
    }
    let kept = line.until > now && touch != Touch::Sync;
    if kept && (line.alone || touch != Touch::Read) {
        // A read of what is being written is answered with the line itself: half of each `x += 1` is a
        // write to come.
        let from = line.until + transfer;
        let writes = line.is_written(now, Moment::from(sharing.hold));
        *line = Line {
            owner: if writes {
                Owner::Writer(at.core)
            } else {
                Owner::Readers
            },
            last: from,
            written: line.written,
            until: from + hold,
            alone: writes,
        };
        held.remember(&at, id, line);
        return match touch {
            Touch::Read | Touch::Write => Answer::Wait(from - now),
            // Nobody can tell when within the wait it happens.
            Touch::Count | Touch::Sync => Answer::Go(from - now),
        };
    }
    line.owner = match touch {
        Touch::Read => Owner::Readers,
        _ => Owner::Writer(at.core),
    };
    line.last = line.last.max(now + transfer);
    Answer::Go(transfer)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_written_for_two_holds_after_a_write_and_before_one_to_come() {
        let line = Line {
            written: 1_000,
            ..Line::default()
        };
        assert!(line.is_written(1_200, 100));
        assert!(!line.is_written(1_201, 100));
        assert!(line.is_written(900, 100));
    }
}
