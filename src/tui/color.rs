//! How many colours the terminal has, and bringing a painted frame down to that many.
//!
//! Owns: reading the environment ([`ColorLevel::detect`]) and the last pass over a frame
//! ([`reduce`]). Does not own which colour means what; that is `theme`.
//!
//! The pass exists because crossterm's own `NO_COLOR` support writes `ESC[;m` for every colour, which
//! resets bold and reverse as well: the selection would vanish. So crossterm is told to write
//! whatever it is given, and what it is given has been reduced here.

use ratatui::buffer::Buffer;
use ratatui::style::Color;

/// How many colours a terminal can show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ColorLevel {
    /// Attributes only: bold, dim, underline, reverse.
    None,
    /// The sixteen ANSI colours, which follow the user's own palette.
    Ansi16,
    /// The 256 colours of xterm.
    Ansi256,
    /// 24-bit colours.
    True,
}

/// What the user asked for on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ColorChoice {
    /// As the environment says.
    #[default]
    Auto,
    /// At least the sixteen colours.
    Always,
    /// No colour at all.
    Never,
}

/// Terminals that speak 24-bit colour although they set no `COLORTERM`.
const TRUE_COLOR_PROGRAMS: [&str; 6] =
    ["iTerm.app", "WezTerm", "ghostty", "vscode", "Hyper", "rio"];

impl ColorLevel {
    /// The level for an environment, asked through `var` (an unset variable is `None`).
    ///
    /// In order: the choice, `NO_COLOR` (non-empty), `FORCE_COLOR` and `CLICOLOR_FORCE`,
    /// `CLICOLOR=0`, a `TERM` without colours, `COLORTERM`, `TERM_PROGRAM`, the rest of `TERM`.
    pub fn detect(choice: ColorChoice, var: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &str| var(name).filter(|value| !value.is_empty());
        match choice {
            ColorChoice::Never => return Self::None,
            ColorChoice::Always => return Self::of_terminal(&set).max(Self::Ansi16),
            ColorChoice::Auto => {}
        }
        if set("NO_COLOR").is_some() {
            return Self::None;
        }
        match set("FORCE_COLOR").as_deref() {
            Some("0" | "false") => return Self::None,
            Some("2") => return Self::Ansi256,
            Some("3") => return Self::True,
            Some(_) => return Self::of_terminal(&set).max(Self::Ansi16),
            None => {}
        }
        if set("CLICOLOR_FORCE").is_some_and(|value| value != "0") {
            return Self::of_terminal(&set).max(Self::Ansi16);
        }
        if set("CLICOLOR").as_deref() == Some("0") {
            return Self::None;
        }
        Self::of_terminal(&set)
    }

    fn of_terminal(set: &impl Fn(&str) -> Option<String>) -> Self {
        let term = set("TERM").unwrap_or_default();
        // crossterm writes even the first sixteen colours as `38;5;n`, which terminals that know
        // only `30` to `37` would show as blinking or not at all.
        let knows_no_indexed_colour =
            term == "dumb" || term.starts_with("vt1") || term.starts_with("vt2");
        if knows_no_indexed_colour || (term.is_empty() && cfg!(unix)) {
            return Self::None;
        }
        if matches!(
            set("COLORTERM").as_deref(),
            Some("truecolor" | "24bit" | "yes")
        ) {
            return Self::True;
        }
        match set("TERM_PROGRAM").as_deref() {
            // It misdraws 24-bit sequences, whatever TERM says.
            Some("Apple_Terminal") => return Self::Ansi256,
            Some(program) if TRUE_COLOR_PROGRAMS.contains(&program) => return Self::True,
            _ => {}
        }
        if set("WT_SESSION").is_some() || term.ends_with("-direct") || term.contains("kitty") {
            return Self::True;
        }
        if term.contains("256color") {
            return Self::Ansi256;
        }
        Self::Ansi16
    }
}

/// Brings every cell of a painted frame down to `level`.
pub(super) fn reduce(buffer: &mut Buffer, level: ColorLevel) {
    if level == ColorLevel::True {
        return;
    }
    for cell in &mut buffer.content {
        cell.fg = reduced(cell.fg, level);
        cell.bg = reduced(cell.bg, level);
    }
}

fn reduced(color: Color, level: ColorLevel) -> Color {
    match (level, color) {
        (ColorLevel::None, _) => Color::Reset,
        (ColorLevel::Ansi256, Color::Rgb(r, g, b)) => Color::Indexed(nearest_256(r, g, b)),
        (ColorLevel::Ansi16, Color::Rgb(r, g, b)) => nearest_16(r, g, b),
        (ColorLevel::Ansi16, Color::Indexed(index)) if index >= 16 => {
            let (r, g, b) = rgb_of_256(index);
            nearest_16(r, g, b)
        }
        _ => color,
    }
}

/// The levels of each component in xterm's 6×6×6 cube.
const CUBE: [u8; 6] = [0, 95, 135, 175, 215, 255];

fn nearest_256(r: u8, g: u8, b: u8) -> u8 {
    let step = |component: u8| {
        CUBE.iter()
            .enumerate()
            .min_by_key(|&(_, &level)| level.abs_diff(component))
            .map_or(0, |(index, _)| index as u8)
    };
    let cube = 16 + 36 * step(r) + 6 * step(g) + step(b);
    let average = (u16::from(r) + u16::from(g) + u16::from(b)) / 3;
    let grey = 232 + (average.saturating_sub(3) / 10).min(23) as u8;
    let distance_to = |index: u8| distance(rgb_of_256(index), (r, g, b));
    if distance_to(grey) < distance_to(cube) {
        grey
    } else {
        cube
    }
}

/// The colour that xterm gives to an index of 16 or more.
fn rgb_of_256(index: u8) -> (u8, u8, u8) {
    if index >= 232 {
        let grey = 8 + 10 * (index - 232);
        return (grey, grey, grey);
    }
    let cube = index.saturating_sub(16);
    let level = |step: u8| CUBE[usize::from(step)];
    (level(cube / 36), level(cube / 6 % 6), level(cube % 6))
}

/// The sixteen colours with xterm's default values; users change them, but keep their order of hues.
const ANSI: [(Color, (u8, u8, u8)); 16] = [
    (Color::Black, (0, 0, 0)),
    (Color::Red, (205, 0, 0)),
    (Color::Green, (0, 205, 0)),
    (Color::Yellow, (205, 205, 0)),
    (Color::Blue, (0, 0, 238)),
    (Color::Magenta, (205, 0, 205)),
    (Color::Cyan, (0, 205, 205)),
    (Color::Gray, (229, 229, 229)),
    (Color::DarkGray, (127, 127, 127)),
    (Color::LightRed, (255, 0, 0)),
    (Color::LightGreen, (0, 255, 0)),
    (Color::LightYellow, (255, 255, 0)),
    (Color::LightBlue, (92, 92, 255)),
    (Color::LightMagenta, (255, 0, 255)),
    (Color::LightCyan, (0, 255, 255)),
    (Color::White, (255, 255, 255)),
];

fn nearest_16(r: u8, g: u8, b: u8) -> Color {
    ANSI.iter()
        .min_by_key(|(_, rgb)| distance(*rgb, (r, g, b)))
        .map_or(Color::Reset, |&(color, _)| color)
}

/// Squared distance, green weighing most, as it does for the eye.
fn distance(a: (u8, u8, u8), b: (u8, u8, u8)) -> u32 {
    let square = |x: u8, y: u8| u32::from(x.abs_diff(y)).pow(2);
    2 * square(a.0, b.0) + 4 * square(a.1, b.1) + 3 * square(a.2, b.2)
}

#[cfg(test)]
mod tests {
    use ratatui::layout::Rect;
    use ratatui::style::{Modifier, Style};

    use super::*;

    #[track_caller]
    fn check_level(choice: ColorChoice, environment: &[(&str, &str)], expected: ColorLevel) {
        let var = |name: &str| {
            let found = environment.iter().find(|(key, _)| *key == name);
            found.map(|(_, value)| (*value).to_owned())
        };
        assert_eq!(ColorLevel::detect(choice, var), expected, "{environment:?}");
    }

    #[test]
    fn the_environment_decides_in_the_documented_order() {
        use ColorChoice::{Always, Auto, Never};
        use ColorLevel::{Ansi16, Ansi256, None, True};
        check_level(Auto, &[("TERM", "xterm")], Ansi16);
        check_level(Auto, &[("TERM", "linux")], Ansi16);
        check_level(Auto, &[("TERM", "tmux-256color")], Ansi256);
        check_level(Auto, &[("TERM", "xterm"), ("COLORTERM", "truecolor")], True);
        check_level(Auto, &[("TERM", "dumb"), ("COLORTERM", "truecolor")], None);
        check_level(Auto, &[("TERM", "vt220")], None);
        check_level(
            Auto,
            &[
                ("TERM", "xterm-256color"),
                ("TERM_PROGRAM", "Apple_Terminal"),
            ],
            Ansi256,
        );
        let forbidden = [("TERM", "xterm"), ("NO_COLOR", "1"), ("FORCE_COLOR", "3")];
        check_level(Auto, &forbidden, None);
        check_level(Always, &forbidden, Ansi16);
        check_level(Auto, &[("TERM", "xterm"), ("NO_COLOR", "")], Ansi16);
        check_level(Auto, &[("TERM", "dumb"), ("FORCE_COLOR", "1")], Ansi16);
        check_level(Auto, &[("TERM", "xterm"), ("FORCE_COLOR", "3")], True);
        check_level(Auto, &[("TERM", "xterm"), ("CLICOLOR", "0")], None);
        check_level(Never, &[("TERM", "xterm"), ("FORCE_COLOR", "3")], None);
    }

    fn painted(color: Color) -> Buffer {
        let mut buffer = Buffer::empty(Rect::new(0, 0, 1, 1));
        let style = Style::new().fg(color).bg(color);
        buffer.set_string(
            0,
            0,
            "x",
            style.add_modifier(Modifier::REVERSED | Modifier::BOLD),
        );
        buffer
    }

    #[test]
    fn without_colour_the_selection_stays_reversed_and_bold() {
        let mut buffer = painted(Color::Green);
        reduce(&mut buffer, ColorLevel::None);
        let cell = &buffer[(0, 0)];
        assert_eq!((cell.fg, cell.bg), (Color::Reset, Color::Reset));
        assert_eq!(cell.modifier, Modifier::REVERSED | Modifier::BOLD);
    }

    #[test]
    fn rgb_comes_down_to_the_nearest_colour_of_each_level() {
        let orange = Color::Rgb(230, 159, 0);
        for (level, expected) in [
            (ColorLevel::True, orange),
            (ColorLevel::Ansi256, Color::Indexed(178)),
            (ColorLevel::Ansi16, Color::Yellow),
        ] {
            let mut buffer = painted(orange);
            reduce(&mut buffer, level);
            assert_eq!(buffer[(0, 0)].fg, expected, "{level:?}");
        }
        assert_eq!(
            reduced(Color::Rgb(120, 120, 120), ColorLevel::Ansi256),
            Color::Indexed(243)
        );
        assert_eq!(
            reduced(Color::Indexed(196), ColorLevel::Ansi16),
            Color::LightRed
        );
        assert_eq!(reduced(Color::Cyan, ColorLevel::Ansi16), Color::Cyan);
    }
}
