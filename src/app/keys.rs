//! Owns the one table of keys: where each is bound, to what, and in which words. The help screen, the
//! hint bar and the documentation are made from it. Owns no terminal: `tui` turns events into [`Key`]s.

use std::fmt;

use super::msg::Action;

/// A key, as far as we tell keys apart. Shift is part of the character.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Key {
    Char(char),
    Ctrl(char),
    Enter,
    Esc,
    Tab,
    BackTab,
    Backspace,
    Delete,
    Up,
    Down,
    Left,
    Right,
    PageUp,
    PageDown,
    Home,
    End,
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match self {
            Self::Char(' ') => "space",
            Self::Char(c) => return write!(f, "{c}"),
            Self::Ctrl(c) => return write!(f, "Ctrl-{}", c.to_ascii_uppercase()),
            Self::Enter => "Enter",
            Self::Esc => "Esc",
            Self::Tab => "Tab",
            Self::BackTab => "Shift-Tab",
            Self::Backspace => "Backspace",
            Self::Delete => "Delete",
            Self::Up => "↑",
            Self::Down => "↓",
            Self::Left => "←",
            Self::Right => "→",
            Self::PageUp => "PgUp",
            Self::PageDown => "PgDn",
            Self::Home => "Home",
            Self::End => "End",
        };
        f.write_str(name)
    }
}

impl std::str::FromStr for Key {
    type Err = String;

    /// The names that [`fmt::Display`] gives, and `up`, `down`, `left`, `right`, `esc`, … in any case.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut chars = text.chars();
        if let (Some(c), None) = (chars.next(), chars.next()) {
            let arrow = [Self::Up, Self::Down, Self::Left, Self::Right]
                .into_iter()
                .find(|key| key.to_string() == text);
            return Ok(arrow.unwrap_or(Self::Char(c)));
        }
        let lower = text.to_lowercase();
        if let Some(rest) = lower.strip_prefix("ctrl-")
            && let Some(c) = rest.chars().next()
        {
            return Ok(Self::Ctrl(c));
        }
        Ok(match lower.as_str() {
            "space" => Self::Char(' '),
            "enter" => Self::Enter,
            "esc" => Self::Esc,
            "tab" => Self::Tab,
            "shift-tab" => Self::BackTab,
            "backspace" => Self::Backspace,
            "delete" => Self::Delete,
            "up" => Self::Up,
            "down" => Self::Down,
            "left" => Self::Left,
            "right" => Self::Right,
            "pgup" => Self::PageUp,
            "pgdn" => Self::PageDown,
            "home" => Self::Home,
            "end" => Self::End,
            _ => return Err(format!("no key is called {text:?}")),
        })
    }
}

/// Where a binding holds. What is shown has a list of contexts; the first binding found wins.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Context {
    /// A card on top (help, legend, …) with more text than fits.
    Card,
    /// The list of runtimes, on top.
    Menu,
    /// The list of lessons.
    Lessons,
    /// A question waits for its answer.
    Question,
    /// The knobs of the fifth beat.
    Knobs,
    /// A beat of a lesson.
    Lesson,
    /// A run is on the screen.
    Run,
    /// Everywhere.
    Always,
}

impl Context {
    /// In the order in which the help lists them.
    pub const ALL: &'static [Self] = &[
        Self::Run,
        Self::Lesson,
        Self::Question,
        Self::Knobs,
        Self::Lessons,
        Self::Menu,
        Self::Card,
        Self::Always,
    ];

    /// As a heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Card => "Reading a card",
            Self::Menu => "Choosing a runtime",
            Self::Lessons => "The list of lessons",
            Self::Question => "Answering a question",
            Self::Knobs => "Changing the experiment",
            Self::Lesson => "In a lesson",
            Self::Run => "Watching a run",
            Self::Always => "Everywhere",
        }
    }
}

/// One line of the table.
#[derive(Clone, Copy, Debug)]
pub struct Binding {
    pub context: Context,
    pub keys: &'static [Key],
    pub action: Action,
    /// What it does, in a few words.
    pub help: &'static str,
    /// The word for the hint bar; empty when it is not shown there.
    pub hint: &'static str,
}

const fn key(
    context: Context,
    keys: &'static [Key],
    action: Action,
    help: &'static str,
    hint: &'static str,
) -> Binding {
    Binding {
        context,
        keys,
        action,
        help,
        hint,
    }
}

use Action as A;
use Context as C;
use Key as K;

/// Every key there is.
pub const KEYS: &[Binding] = &[
    key(C::Run, &[K::Char(' ')], A::PlayPause, "play, pause", "play"),
    key(
        C::Run,
        &[K::Right],
        A::NextEvent,
        "to the next scheduling event",
        "event",
    ),
    key(
        C::Run,
        &[K::Left],
        A::PreviousEvent,
        "to the scheduling event before",
        "",
    ),
    key(
        C::Run,
        &[K::Char('.')],
        A::NextInstruction,
        "the selected thread's next bytecode instruction",
        "bytecode",
    ),
    key(
        C::Run,
        &[K::Char(',')],
        A::PreviousInstruction,
        "the selected thread's instruction before",
        "",
    ),
    key(
        C::Run,
        &[K::Char('g')],
        A::ToggleRuntime,
        "the same program with the GIL, without it",
        "GIL⇄free",
    ),
    key(
        C::Run,
        &[K::Char('c')],
        A::Compare,
        "both runtimes on one clock, with the differences",
        "compare",
    ),
    key(
        C::Run,
        &[K::Char('w')],
        A::Why,
        "why is the selected thread in this state?",
        "why",
    ),
    key(
        C::Run,
        &[K::Tab, K::Down, K::Char('j')],
        A::NextThread,
        "select the next thread",
        "",
    ),
    key(
        C::Run,
        &[K::BackTab, K::Up, K::Char('k')],
        A::PreviousThread,
        "select the thread before",
        "",
    ),
    key(
        C::Run,
        &[K::Char('1')],
        A::SelectThread(0),
        "select a thread by its number: 1 is the main thread, … 9",
        "",
    ),
    key(C::Run, &[K::Char('2')], A::SelectThread(1), "", ""),
    key(C::Run, &[K::Char('3')], A::SelectThread(2), "", ""),
    key(C::Run, &[K::Char('4')], A::SelectThread(3), "", ""),
    key(C::Run, &[K::Char('5')], A::SelectThread(4), "", ""),
    key(C::Run, &[K::Char('6')], A::SelectThread(5), "", ""),
    key(C::Run, &[K::Char('7')], A::SelectThread(6), "", ""),
    key(C::Run, &[K::Char('8')], A::SelectThread(7), "", ""),
    key(C::Run, &[K::Char('9')], A::SelectThread(8), "", ""),
    key(
        C::Run,
        &[K::Char('+'), K::Char('=')],
        A::Faster,
        "play faster",
        "",
    ),
    key(C::Run, &[K::Char('-')], A::Slower, "play slower", ""),
    key(
        C::Run,
        &[K::Char('z')],
        A::ZoomIn,
        "show less time, in more detail",
        "zoom",
    ),
    key(C::Run, &[K::Char('Z')], A::ZoomOut, "show more time", ""),
    key(
        C::Run,
        &[K::Char(']')],
        A::ScrubForward,
        "move ahead in time by one column",
        "",
    ),
    key(
        C::Run,
        &[K::Char('[')],
        A::ScrubBack,
        "move back in time by one column",
        "",
    ),
    key(
        C::Run,
        &[K::PageDown],
        A::PageForward,
        "move ahead by half a screen",
        "",
    ),
    key(
        C::Run,
        &[K::PageUp],
        A::PageBack,
        "move back by half a screen",
        "",
    ),
    key(
        C::Run,
        &[K::Home],
        A::GoStart,
        "to the start of the run",
        "",
    ),
    key(C::Run, &[K::End], A::GoEnd, "to the end of the run", ""),
    key(
        C::Run,
        &[K::Char('\'')],
        A::NextMark,
        "to the next marked moment",
        "",
    ),
    key(
        C::Run,
        &[K::Char('i')],
        A::Inspector,
        "inspector: variables, call stack, bytecode",
        "",
    ),
    key(
        C::Run,
        &[K::Char('o')],
        A::Output,
        "what the program has printed",
        "",
    ),
    key(
        C::Run,
        &[K::Char('m')],
        A::RuntimeMenu,
        "choose among all runtimes",
        "runtime",
    ),
    key(C::Run, &[K::Char(')')], A::MoreCores, "one core more", ""),
    key(C::Run, &[K::Char('(')], A::FewerCores, "one core less", ""),
    key(
        C::Run,
        &[K::Char('l')],
        A::Legend,
        "legend: every state with its glyph, letter and words",
        "",
    ),
    key(C::Lesson, &[K::Enter], A::Accept, "go on", "go on"),
    key(
        C::Lesson,
        &[K::Char('n')],
        A::NextBeat,
        "to the next beat of the lesson",
        "",
    ),
    key(
        C::Lesson,
        &[K::Char('p'), K::Backspace],
        A::PreviousBeat,
        "to the beat before",
        "",
    ),
    key(
        C::Lesson,
        &[K::Ctrl('d')],
        A::ScrollDown,
        "scroll the page down",
        "",
    ),
    key(
        C::Lesson,
        &[K::Ctrl('u')],
        A::ScrollUp,
        "scroll the page up",
        "",
    ),
    key(
        C::Question,
        &[K::Up, K::Char('k')],
        A::Up,
        "the answer above",
        "choose",
    ),
    key(
        C::Question,
        &[K::Down, K::Char('j')],
        A::Down,
        "the answer below",
        "",
    ),
    key(
        C::Question,
        &[K::Char('a')],
        A::Choose(0),
        "an answer by its letter: a, b, c, …",
        "",
    ),
    key(C::Question, &[K::Char('b')], A::Choose(1), "", ""),
    key(C::Question, &[K::Char('c')], A::Choose(2), "", ""),
    key(C::Question, &[K::Char('d')], A::Choose(3), "", ""),
    key(C::Question, &[K::Char('e')], A::Choose(4), "", ""),
    key(C::Question, &[K::Char('f')], A::Choose(5), "", ""),
    key(
        C::Question,
        &[K::Char('1')],
        A::Confidence(1),
        "how sure you are: 1 guessing, 2 fairly sure, 3 certain",
        "how sure",
    ),
    key(C::Question, &[K::Char('2')], A::Confidence(2), "", ""),
    key(C::Question, &[K::Char('3')], A::Confidence(3), "", ""),
    key(
        C::Question,
        &[K::Enter],
        A::Accept,
        "give this answer",
        "answer",
    ),
    key(
        C::Question,
        &[K::PageDown],
        A::ScrollDown,
        "scroll down",
        "",
    ),
    key(C::Question, &[K::PageUp], A::ScrollUp, "scroll up", ""),
    key(
        C::Knobs,
        &[K::Up, K::Char('k')],
        A::Up,
        "the knob above",
        "knob",
    ),
    key(
        C::Knobs,
        &[K::Down, K::Char('j')],
        A::Down,
        "the knob below",
        "",
    ),
    key(
        C::Knobs,
        &[K::Right, K::Char('l')],
        A::KnobNext,
        "its next value",
        "change",
    ),
    key(
        C::Knobs,
        &[K::Left, K::Char('h')],
        A::KnobPrevious,
        "its value before",
        "",
    ),
    key(
        C::Knobs,
        &[K::Enter, K::Char(' ')],
        A::Accept,
        "run the experiment",
        "run it",
    ),
    key(C::Knobs, &[K::Char('x')], A::Hint, "a hint", "hint"),
    key(
        C::Knobs,
        &[K::Char('s')],
        A::Solution,
        "show the solution (after the hints)",
        "",
    ),
    key(C::Lessons, &[K::Up, K::Char('k')], A::Up, "up", "choose"),
    key(C::Lessons, &[K::Down, K::Char('j')], A::Down, "down", ""),
    key(
        C::Lessons,
        &[K::Enter, K::Right, K::Char(' ')],
        A::Accept,
        "open",
        "open",
    ),
    key(
        C::Lessons,
        &[K::Home, K::PageUp],
        A::Top,
        "to the first",
        "",
    ),
    key(
        C::Lessons,
        &[K::End, K::PageDown, K::Char('G')],
        A::Bottom,
        "to the last",
        "",
    ),
    key(C::Menu, &[K::Up, K::Char('k')], A::Up, "up", "choose"),
    key(C::Menu, &[K::Down, K::Char('j')], A::Down, "down", ""),
    key(C::Menu, &[K::Enter], A::Accept, "run under this one", "run"),
    key(
        C::Card,
        &[K::Down, K::Char('j'), K::PageDown, K::Char(' ')],
        A::ScrollDown,
        "scroll down",
        "scroll",
    ),
    key(
        C::Card,
        &[K::Up, K::Char('k'), K::PageUp],
        A::ScrollUp,
        "scroll up",
        "",
    ),
    key(
        C::Always,
        &[K::Esc],
        A::Back,
        "close what is on top; back to the lessons",
        "back",
    ),
    key(C::Always, &[K::Char('?')], A::Help, "all keys", "all keys"),
    key(
        C::Always,
        &[K::Char('T')],
        A::NextTheme,
        "another theme",
        "",
    ),
    key(
        C::Always,
        &[K::Char('q'), K::Ctrl('c')],
        A::Quit,
        "quit",
        "quit",
    ),
    key(
        C::Always,
        &[K::Ctrl('z')],
        A::Suspend,
        "back to the shell for a moment (fg returns)",
        "",
    ),
];

/// What a key means in the first of these contexts that binds it.
pub fn lookup(contexts: &[Context], key: Key) -> Option<Action> {
    contexts.iter().find_map(|context| {
        KEYS.iter()
            .find(|binding| binding.context == *context && binding.keys.contains(&key))
            .map(|binding| binding.action)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_key_is_bound_twice_in_one_context() {
        for context in Context::ALL {
            let mut keys: Vec<Key> = KEYS
                .iter()
                .filter(|binding| binding.context == *context)
                .flat_map(|binding| binding.keys.iter().copied())
                .collect();
            let count = keys.len();
            assert!(count > 0, "{context:?} has no keys");
            keys.sort_unstable();
            keys.dedup();
            assert_eq!(keys.len(), count, "{context:?}");
        }
    }

    #[test]
    fn key_names_read_back() {
        for binding in KEYS {
            for key in binding.keys {
                assert_eq!(key.to_string().parse(), Ok(*key));
            }
        }
        assert!("hyper".parse::<Key>().is_err());
    }

    #[test]
    fn the_first_context_wins() {
        let contexts = [Context::Question, Context::Run, Context::Always];
        assert_eq!(lookup(&contexts, Key::Char('c')), Some(Action::Choose(2)));
        assert_eq!(lookup(&contexts, Key::Char(' ')), Some(Action::PlayPause));
        assert_eq!(lookup(&contexts, Key::Char('q')), Some(Action::Quit));
        assert_eq!(lookup(&contexts, Key::Delete), None);
    }
}
