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
    /// A question before something that cannot be undone.
    Confirm,
    /// The list of lessons.
    Lessons,
    /// A question waits for its answer.
    Question,
    /// The question is a prediction: how sure?
    Prediction,
    /// The knobs of the fifth beat.
    Knobs,
    /// The lines to be put in order, in the fifth beat.
    Lines,
    /// A program that the learner edits in a file.
    Editing,
    /// The task of the fifth beat.
    Task,
    /// A beat of a lesson.
    Lesson,
    /// Runs of this machine are below the simulated one.
    Real,
    /// A real interpreter is about to be run.
    Consent,
    /// A person decides which thread goes on; the number of a line is being typed.
    Hand,
    HandLine,
    /// A run is on the screen.
    Run,
    /// A program of the learner's own is open.
    Lab,
    /// Everywhere.
    Always,
}

impl Context {
    /// In the order in which the help lists them.
    pub const ALL: &'static [Self] = &[
        Self::Run,
        Self::Lab,
        Self::Real,
        Self::Hand,
        Self::HandLine,
        Self::Lesson,
        Self::Question,
        Self::Prediction,
        Self::Knobs,
        Self::Lines,
        Self::Editing,
        Self::Task,
        Self::Lessons,
        Self::Menu,
        Self::Confirm,
        Self::Consent,
        Self::Card,
        Self::Always,
    ];

    /// As a heading.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Card => "Reading a card",
            Self::Menu => "Choosing a runtime or interpreter",
            Self::Real => "Watching real runs",
            Self::Consent => "Running a real interpreter",
            Self::Confirm => "Forgetting progress",
            Self::Lessons => "The list of lessons",
            Self::Question => "Answering a question",
            Self::Prediction => "Predicting",
            Self::Knobs => "Changing the experiment",
            Self::Lines => "Putting lines in order",
            Self::Editing => "Editing a program",
            Self::Task => "Working on the task",
            Self::Lesson => "In a lesson",
            Self::Hand => "Being the scheduler",
            Self::HandLine => "Typing a line's number",
            Self::Run => "Watching a run",
            Self::Lab => "In the lab (gilscope lab FILE.py)",
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
    /// The word for the hint bar; empty when it is not shown there, `+` when the key joins the hint of
    /// the line before.
    pub hint: &'static str,
}

macro_rules! bindings {
    ($($context:ident: $($name:ident $(($char:literal))?)|+ => $action:ident $(($number:literal))?, $help:literal, $hint:literal;)*) => {
        /// Every key there is. Hint `+`: its key joins the hint of the line before.
        pub const KEYS: &[Binding] = &[$(Binding {
            context: Context::$context,
            keys: &[$(Key::$name $(($char))?),+],
            action: Action::$action $(($number))?,
            help: $help,
            hint: $hint,
        }),*];
    };
}

bindings! {
    Run: Char(' ') => PlayPause, "play, pause", "play";
    Run: Left => PreviousEvent, "to the scheduling event before", "event";
    Run: Right => NextEvent, "to the next scheduling event", "+";
    Run: Char(',') => PreviousInstruction, "the selected thread's instruction before", "bytecode";
    Run: Char('.') => NextInstruction, "the selected thread's next bytecode instruction", "+";
    Run: Char('g') => ToggleRuntime, "the same program with the GIL, without it", "GIL⇄free";
    Run: Char('c') => Compare, "both runtimes on one clock, with the differences", "compare";
    Run: Char('v') => NextStrip, "of compared runs, look into the next: code, why and steps are about it", "";
    Run: Char('r') => Real, "the same program on real threads of this machine, on one clock", "real";
    Run: Char('b') => BeScheduler, "be the scheduler: you decide which thread goes on", "schedule";
    Run: Char('w') => Why, "why is the selected thread in this state?", "why";
    Run: Tab | Down | Char('j') => NextThread, "select the next thread", "";
    Run: BackTab | Up | Char('k') => PreviousThread, "select the thread before", "";
    Run: Char('1') => SelectThread(0), "select a thread by its number: 1 is the main thread", "";
    Run: Char('2') => SelectThread(1), "", "";
    Run: Char('3') => SelectThread(2), "", "";
    Run: Char('4') => SelectThread(3), "", "";
    Run: Char('5') => SelectThread(4), "", "";
    Run: Char('6') => SelectThread(5), "", "";
    Run: Char('7') => SelectThread(6), "", "";
    Run: Char('8') => SelectThread(7), "", "";
    Run: Char('9') => SelectThread(8), "", "";
    Run: Char('+') | Char('=') => Faster, "play faster", "";
    Run: Char('-') => Slower, "play slower", "";
    Run: Char('z') => ZoomIn, "show less time, in more detail", "zoom";
    Run: Char('Z') => ZoomOut, "show more time", "+";
    Run: Char(']') => ScrubForward, "move ahead in time by one column", "";
    Run: Char('[') => ScrubBack, "move back in time by one column", "";
    Run: PageDown => PageForward, "move ahead by half a screen", "";
    Run: PageUp => PageBack, "move back by half a screen", "";
    Run: Home => GoStart, "to the start of the run", "";
    Run: End => GoEnd, "to the end of the run", "";
    Run: Char('\'') => NextMark, "to the next marked moment", "";
    Run: Char('i') => Inspector, "inspector: variables, call stack, bytecode", "";
    Run: Char('o') => Output, "what the program has printed", "";
    Run: Char('m') => RuntimeMenu, "choose among all runtimes", "runtime";
    Run: Char(')') => MoreCores, "one core more", "";
    Run: Char('(') => FewerCores, "one core less", "";
    Run: Char('J') => CodeDown, "scroll the program down, or the numbers", "";
    Run: Char('K') => CodeUp, "scroll the program up, or the numbers", "";
    Run: Char('l') => Legend, "legend: every state with its glyph, letter and words", "";

    Lab: Char('e') => Edit, "open the program in your editor ($VISUAL or $EDITOR)", "";

    Real: Char('r') => Real, "away with the real runs", "close";
    Real: Char('v') => NextStrip, "look into the next strip: code, why, output and steps are about it", "next strip";
    Real: Char('p') => Python, "the very same file under a Python of yours; pressed again, away with it", "your Python";
    Real: Char('x') => StopReal, "stop what runs on this machine; what was measured stays", "stop";

    Consent: Enter | Char('y') => Accept, "yes, run it", "run it";
    Consent: Char('n') => Back, "no, do not run it", "do not";
    Hand: Up | Char('k') => Up, "the thread above", "choose";
    Hand: Down | Char('j') => Down, "the thread below", "+";
    Hand: Enter => Accept, "the chosen thread goes on, to the next choice", "go on";
    Hand: Esc => Back, "leave: the run goes as the runtime schedules it", "leave";
    Hand: Char(' ') => KeepRunning, "whoever has the turn keeps it, to the next choice", "";
    Hand: Char('1') => Choose(0), "the thread with this number goes on: 1 is the main thread", "";
    Hand: Char('2') => Choose(1), "", "";
    Hand: Char('3') => Choose(2), "", "";
    Hand: Char('4') => Choose(3), "", "";
    Hand: Char('5') => Choose(4), "", "";
    Hand: Char('6') => Choose(5), "", "";
    Hand: Char('7') => Choose(6), "", "";
    Hand: Char('8') => Choose(7), "", "";
    Hand: Char('9') => Choose(8), "", "";
    Hand: Char('u') | Left | Backspace => TakeBack, "take the last choice back", "undo";
    Hand: Char('e') => RunUntilItWaits, "the chosen thread goes on until it waits or ends", "until it waits";
    Hand: Char('l') => RunToLine, "the chosen thread goes on until it is at a line", "to line";
    Hand: Char('f') => FinishRun, "the chosen thread goes on, and then the run by itself", "finish";
    Hand: Char('s') => OnlyShared, "be asked everywhere, or only before data that threads share", "where asked";
    Hand: Home => TakeAllBack, "take all choices back", "";
    HandLine: Char('0') => Digit(0), "a digit of the line's number", "";
    HandLine: Char('1') => Digit(1), "", "";
    HandLine: Char('2') => Digit(2), "", "";
    HandLine: Char('3') => Digit(3), "", "";
    HandLine: Char('4') => Digit(4), "", "";
    HandLine: Char('5') => Digit(5), "", "";
    HandLine: Char('6') => Digit(6), "", "";
    HandLine: Char('7') => Digit(7), "", "";
    HandLine: Char('8') => Digit(8), "", "";
    HandLine: Char('9') => Digit(9), "", "";
    HandLine: Backspace => EraseDigit, "take a digit back", "";
    HandLine: Enter => Accept, "run on to this line", "run on";

    Lesson: Enter => Accept, "go on", "go on";
    Lesson: Char('n') => NextBeat, "to the next beat of the lesson", "";
    Lesson: Char('p') | Backspace => PreviousBeat, "to the beat before", "";
    Lesson: Ctrl('d') => TextDown, "scroll the page down", "";
    Lesson: Ctrl('u') => TextUp, "scroll the page up", "";

    Question: Up | Char('k') => Up, "the answer above", "choose";
    Question: Down | Char('j') => Down, "the answer below", "+";
    Question: Char('a') => Choose(0), "an answer by its letter", "";
    Question: Char('b') => Choose(1), "", "";
    Question: Char('c') => Choose(2), "", "";
    Question: Char('d') => Choose(3), "", "";
    Question: Char('e') => Choose(4), "", "";
    Question: Char('f') => Choose(5), "", "";
    Prediction: Char('1') => Confidence(1), "how sure you are: guessing, fairly sure, certain", "how sure";
    Prediction: Char('2') => Confidence(2), "", "+";
    Prediction: Char('3') => Confidence(3), "", "+";
    Question: Enter => Accept, "give this answer", "answer";
    Question: PageDown => TextDown, "scroll the page down", "";
    Question: PageUp => TextUp, "scroll the page up", "";
    Question: Char('J') => CodeDown, "scroll the program down", "";
    Question: Char('K') => CodeUp, "scroll the program up", "";

    Knobs: Up | Char('k') => Up, "the knob above", "knob";
    Knobs: Down | Char('j') => Down, "the knob below", "+";
    Knobs: Right | Char('l') => KnobNext, "its next value", "change";
    Knobs: Left | Char('h') => KnobPrevious, "its value before", "+";
    Knobs: Enter | Char(' ') => Accept, "run the experiment", "run it";
    Lines: Up | Char('k') => Up, "the line above", "line";
    Lines: Down | Char('j') => Down, "the line below", "+";
    Lines: Char(' ') => Toggle, "put the line into the program, or take it out", "in/out";
    Lines: Left | Char('h') => KnobPrevious, "move the line up in the program", "move";
    Lines: Right | Char('l') => KnobNext, "move the line down in the program", "+";
    Lines: Enter => Accept, "run the program", "run it";
    Lines: Char('d') => Eliminate, "take a wrong line away", "";
    Editing: Char('e') => Edit, "open the program in your editor ($VISUAL or $EDITOR)", "edit";
    Editing: Enter => Accept, "run the program", "run it";
    Editing: Char('R') => StartOver, "begin the program again (yours is kept as a copy)", "";
    Task: Char('x') => Hint, "a hint", "hint";
    Task: Char('s') => Solution, "show the solution (after the hints)", "";

    Lessons: Up | Char('k') => Up, "up", "choose";
    Lessons: Down | Char('j') => Down, "down", "+";
    Lessons: Enter | Right | Char(' ') => Accept, "open", "open";
    Lessons: Delete | Char('D') => Reset, "forget what you did in this lesson", "";
    Lessons: Home | PageUp => Top, "to the first", "";
    Lessons: End | PageDown | Char('G') => Bottom, "to the last", "";

    Confirm: Enter | Char('y') => Accept, "yes, forget it", "forget it";
    Confirm: Char('n') => Back, "no, keep it", "keep it";

    Menu: Up | Char('k') => Up, "up", "choose";
    Menu: Down | Char('j') => Down, "down", "+";
    Menu: Enter => Accept, "run under this one", "run";

    Card: Down | Char('j') => ScrollDown, "scroll down", "scroll";
    Card: Up | Char('k') => ScrollUp, "scroll up", "+";
    Card: PageDown | Char(' ') => TextDown, "to the next page", "page";
    Card: PageUp => TextUp, "to the page before", "+";
    Card: Home => Top, "to the start", "";
    Card: End => Bottom, "to the end", "";

    Always: Esc => Back, "close what is on top; from a lesson, back to the list of lessons", "back";
    Always: Char('?') => Help, "all keys", "all keys";
    Always: Char('t') => Glossary, "glossary: the words of the course", "";
    Always: Char('M') => Map, "map of the course", "";
    Always: Char('L') => Limits, "what the model leaves out, and how large the effect is", "";
    Always: Char('T') => NextTheme, "another theme", "";
    Always: Char('q') | Ctrl('c') => Quit, "quit", "quit";
    Always: Ctrl('z') => Suspend, "back to the shell for a moment (fg returns)", "";
}

/// The key that does this in the first of these contexts in which one does.
pub fn key_for(contexts: &[Context], action: Action) -> Option<Key> {
    contexts.iter().find_map(|context| {
        let mut bindings = KEYS.iter();
        let found = bindings.find(|b| b.context == *context && b.action == action);
        found.and_then(|binding| binding.keys.first().copied())
    })
}

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
