//! Owns how a lane looks: the glyph and the role of every class of a thread's state, and the letters of
//! threads. Owns neither the classes nor their words: those are `trace`'s.

use super::role::{Attrs, Role};
use super::text::Line;
use crate::trace::Lane;

/// The glyph of a column in which several states share the time and none has two thirds of it.
pub const MIXED: char = '▞';
/// In the lane of a lock: it is held.
pub const HELD: char = '─';
/// In the lane of a core or a lock: somebody has it in this column, but for less than a third of it.
pub const FOR_A_MOMENT: char = '╎';
/// In the lane of a lock: a waiter asked the holder to drop it.
pub const REQUEST: char = '▲';
/// In the lane of a lock: the holder gave it up on request.
pub const GIVE_UP: char = '▼';
/// In the lane of a thread that runs: a check point, where a switch could fall.
pub const CHECK: char = '┊';
/// On the axis: a moment that the program or lesson marked.
pub const MARK: char = '◆';
/// On the axis: now.
pub const PLAYHEAD: char = '┃';
/// In the column of the shown moment: nobody has the core or the lock, the thread is not there.
pub const NOTHING_NOW: char = '│';
/// In the lane of a woken thread: who woke it is above, below.
pub const WOKEN_FROM_ABOVE: char = '↓';
pub const WOKEN_FROM_BELOW: char = '↑';

/// The glyph of a lane. All differ, so a picture without colours says the same.
pub const fn glyph(lane: Lane) -> char {
    match lane {
        Lane::Running => '█',
        Lane::NativeFree => '▒',
        Lane::NativeHolding => '▓',
        Lane::IoHolding => '≡',
        Lane::WantsGil => '░',
        Lane::Switching => '╪',
        Lane::Runnable => '┄',
        Lane::HoldsNoCore => '▄',
        Lane::Sleeping => '·',
        Lane::Io => '≈',
        Lane::BlockedLock => '━',
        Lane::Joining => '╌',
        Lane::Stopped => '×',
        Lane::OnCore => '▆',
        Lane::Asleep => '┈',
        Lane::NotStarted => ' ',
        Lane::Done => '_',
    }
}

pub const fn role(lane: Lane) -> Role {
    match lane {
        Lane::Running => Role::Running,
        Lane::NativeFree => Role::NativeFree,
        Lane::NativeHolding => Role::NativeHolding,
        Lane::IoHolding => Role::IoHolding,
        Lane::WantsGil => Role::WantsGil,
        Lane::Switching => Role::Switching,
        Lane::Runnable => Role::Runnable,
        Lane::HoldsNoCore => Role::HoldsNoCore,
        Lane::Sleeping => Role::Sleeping,
        Lane::Io => Role::Io,
        Lane::BlockedLock => Role::BlockedLock,
        Lane::Joining => Role::Joining,
        Lane::Stopped => Role::Stopped,
        Lane::OnCore => Role::OnCore,
        Lane::Asleep => Role::Asleep,
        Lane::NotStarted => Role::NotStarted,
        Lane::Done => Role::Done,
    }
}

/// What stands for a character in ASCII: in a lane its class's letter, elsewhere the glyph's stand-in.
pub(super) fn ascii(c: char, shown_as: Role) -> char {
    Lane::ALL
        .iter()
        .find(|lane| glyph(**lane) == c && role(**lane) == shown_as)
        .map_or_else(|| super::glyph::ascii(c), |lane| lane.letter())
}

/// Every state with its glyph, letter and words, and the marks.
/// Each line comes with the column at which it goes on when it is wrapped.
pub fn legend() -> Vec<(Line, usize)> {
    let mut lines = vec![(Line::of("What a thread does", Role::Heading), 0)];
    for lane in Lane::ALL {
        let glyphs: String = std::iter::repeat_n(glyph(*lane), 3).collect();
        let mut line = Line::of(&glyphs, role(*lane))
            .with(&format!("  {}  ", lane.letter()), Role::Strong)
            .with(&format!("{:<19} ", lane.word()), Role::Strong);
        let indent = line.width();
        line.push(lane.meaning(), Role::Text, Attrs::NONE);
        lines.push((line, indent));
    }
    lines.push((Line::new(), 0));
    lines.push((Line::of("Marks", Role::Heading), 0));
    let marks: [(char, Role, &str); 11] = [
        (
            MIXED,
            Role::Running,
            "several states in this column: zoom in (z)",
        ),
        (
            HELD,
            Role::Held,
            "the lock is held, by the thread of the letter",
        ),
        (
            FOR_A_MOMENT,
            Role::Free,
            "somebody has the core or the lock, for less than a third of this column",
        ),
        (
            REQUEST,
            Role::DropRequest,
            "a waiting thread asked for the lock",
        ),
        (GIVE_UP, Role::GiveUp, "its holder let go at its next check"),
        (
            WOKEN_FROM_ABOVE,
            Role::Wake,
            "woken by the thread above (↑ below)",
        ),
        (
            CHECK,
            Role::CheckPoint,
            "a check point, where a switch could fall (zoom in to see them)",
        ),
        (MARK, Role::Mark, "a marked moment"),
        (
            PLAYHEAD,
            Role::Playhead,
            "now: above it, in reverse, the letter of what each lane is at this very moment",
        ),
        (
            '*',
            Role::CodeText,
            "in the bytecode: a check point, where a thread may have to let go",
        ),
        (
            '?',
            Role::CodeText,
            "in the bytecode: a check point if it jumps, or calls C code",
        ),
    ];
    for (glyph, role, words) in marks {
        let line = Line::of(&format!(" {glyph}   "), role);
        lines.push((line.with(words, Role::Text), 5));
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::char_width;

    #[test]
    fn lanes_remain_distinct_without_colours() {
        let mut glyphs: Vec<char> = Lane::ALL.iter().map(|lane| glyph(*lane)).collect();
        assert!(glyphs.iter().all(|glyph| char_width(*glyph) == 1));
        glyphs.sort_unstable();
        glyphs.dedup();
        assert_eq!(glyphs.len(), Lane::ALL.len());
        let mut roles: Vec<Role> = Lane::ALL.iter().map(|lane| role(*lane)).collect();
        roles.sort_unstable();
        roles.dedup();
        assert_eq!(roles.len(), Lane::ALL.len());
    }

    #[test]
    fn lanes_remain_distinct_in_ascii() {
        let mut glyphs: Vec<char> = Lane::ALL
            .iter()
            .map(|lane| match glyph(*lane) {
                c if c.is_ascii() => c,
                c => ascii(c, role(*lane)),
            })
            .collect();
        glyphs.sort_unstable();
        glyphs.dedup();
        assert_eq!(glyphs.len(), Lane::ALL.len());
    }
}
