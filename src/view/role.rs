//! Owns what a cell of the screen means: its role, its emphasis. Owns no colours: a theme (`tui`), a
//! style sheet or a test's mask decides what a role looks like.

macro_rules! roles {
    ($($(#[$doc:meta])* $name:ident $letter:literal;)*) => {
        /// What a cell means. Every role has a letter of its own, for masks in tests.
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default)]
        pub enum Role { $($(#[$doc])* $name,)* }

        impl Role {
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The letter that stands for this role in a mask.
            pub const fn letter(self) -> char {
                match self { $(Self::$name => $letter,)* }
            }
        }
    };
}

roles! {
    /// Ordinary text.
    #[default]
    Text ' ';
    /// Text of lesser weight: units, notes, what is not chosen.
    Muted '.';
    /// Words in a text that matter.
    Strong 's';
    /// Titles of lessons, pages and panes.
    Heading 'h';
    /// The name of the program in the title line.
    Brand '@';
    /// Borders of panes.
    Frame '-';
    /// The border of the pane that has the focus, or of a card on top.
    FrameFocus '=';
    /// A key in a hint, in help.
    Key 'k';
    /// The chosen row of a list, answer or knob.
    Selected '*';
    /// The beat of the lesson that is on.
    Beat 'b';

    CodeText 'c';
    CodeKeyword 'K';
    CodeName 'N';
    CodeBuiltin 'U';
    CodeString '"';
    CodeNumber '#';
    CodeComment '/';
    CodeOperator 'o';
    LineNumber 'l';
    /// The line on which the selected thread is.
    CurrentLine '>';

    /// The lanes: what a thread does (see `view::lane`).
    Running 'R';
    NativeFree 'F';
    NativeHolding 'H';
    IoHolding 'O';
    WantsGil 'W';
    Switching 'X';
    Runnable 'Q';
    HoldsNoCore 'Z';
    Sleeping 'S';
    Io 'I';
    BlockedLock 'B';
    Joining 'J';
    Stopped 'P';
    OnCore 'C';
    Asleep 'A';
    NotStarted 'n';
    Done 'D';
    /// A lock that is held, in the lane of the lock; a core that works, in the lane of the core.
    Held '+';
    Free '_';
    /// A request to drop the GIL.
    DropRequest '^';
    /// The GIL given up.
    GiveUp 'v';
    /// One thread made another able to go on.
    Wake 'w';
    /// A place where a switch could fall.
    CheckPoint ':';
    Axis 'a';
    Playhead '|';
    /// A moment that the lesson or program marked.
    Mark 'm';

    /// The learner's own prediction.
    Prediction 'p';
    Right 'r';
    Wrong 'x';
    Warning '!';
    /// A diagnostic, a traceback, what went to standard error.
    Error 'E';
}

/// How a cell is emphasised, whatever its role: what remains when there are no colours.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Attrs {
    pub bold: bool,
    pub dim: bool,
    pub reverse: bool,
    pub underline: bool,
}

impl Attrs {
    pub const NONE: Self = Self {
        bold: false,
        dim: false,
        reverse: false,
        underline: false,
    };
    pub const BOLD: Self = Self {
        bold: true,
        ..Self::NONE
    };
    pub const DIM: Self = Self {
        dim: true,
        ..Self::NONE
    };
    pub const REVERSE: Self = Self {
        reverse: true,
        ..Self::NONE
    };
    pub const UNDERLINE: Self = Self {
        underline: true,
        ..Self::NONE
    };

    /// Both emphases.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            bold: self.bold || other.bold,
            dim: self.dim || other.dim,
            reverse: self.reverse || other.reverse,
            underline: self.underline || other.underline,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_role_has_a_letter_of_its_own() {
        let mut letters: Vec<char> = Role::ALL.iter().map(|role| role.letter()).collect();
        letters.sort_unstable();
        letters.dedup();
        assert_eq!(letters.len(), Role::ALL.len());
    }
}
