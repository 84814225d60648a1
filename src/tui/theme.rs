//! What a role looks like: the themes.
//!
//! Owns: the palettes and the table from [`Role`] to ink and emphasis. Does not own how many colours
//! the terminal has (`color`), nor the glyphs and letters that say the same without colour (`view`).

use ratatui::style::{Color, Modifier, Style};

use super::color::ColorLevel;
use crate::view::{Attrs, Role};

/// The themes, in the order in which one key steps through them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum ThemeName {
    /// The terminal's own sixteen colours on the terminal's own background.
    #[default]
    Dark,
    /// Darker inks, for light backgrounds.
    Light,
    /// Black on white, whatever the terminal's background: for projectors and bright rooms.
    HighContrast,
    /// Blue, orange and differences in brightness, after Okabe and Ito's palette.
    ColorBlind,
    /// No colours.
    Mono,
}

impl ThemeName {
    /// Every theme, in the order of [`ThemeName::next`].
    pub const ALL: [Self; 5] = [
        Self::Dark,
        Self::Light,
        Self::HighContrast,
        Self::ColorBlind,
        Self::Mono,
    ];

    /// The name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dark => "dark",
            Self::Light => "light",
            Self::HighContrast => "high-contrast",
            Self::ColorBlind => "colour-blind",
            Self::Mono => "mono",
        }
    }

    /// The theme after this one; the first after the last.
    #[must_use]
    pub fn next(self) -> Self {
        let place = Self::ALL.iter().position(|&theme| theme == self);
        let after = place.map_or(0, |index| (index + 1) % Self::ALL.len());
        Self::ALL[after]
    }

    /// Light where the environment, asked through `var`, says that the background is light, else dark.
    ///
    /// Only `COLORFGBG` is believed: asking the terminal itself leaks its answer into the input of
    /// terminals that are slow to give one.
    #[must_use]
    pub fn for_environment(var: impl Fn(&str) -> Option<String>) -> Self {
        let background = var("COLORFGBG").and_then(|value| {
            let last = value.rsplit(';').next()?;
            last.parse::<u8>().ok()
        });
        if matches!(background, Some(7 | 9..=15)) {
            Self::Light
        } else {
            Self::Dark
        }
    }

    const fn palette(self) -> &'static Palette {
        match self {
            Self::Dark => &DARK,
            Self::Light => &LIGHT,
            Self::HighContrast => &HIGH_CONTRAST,
            Self::ColorBlind => &COLOR_BLIND,
            Self::Mono => &MONO,
        }
    }
}

impl std::str::FromStr for ThemeName {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let text = match text {
            "projector" => "high-contrast",
            "color-blind" => "colour-blind",
            other => other,
        };
        let found = Self::ALL.into_iter().find(|theme| theme.name() == text);
        found.ok_or_else(|| {
            let names = Self::ALL.map(Self::name).join(", ");
            format!("no theme is called {text:?}; there are {names}")
        })
    }
}

/// The style of a cell.
pub(super) fn style(theme: ThemeName, level: ColorLevel, role: Role, attrs: Attrs) -> Style {
    let palette = theme.palette();
    let (ink, emphasis) = dress(role);
    let mut style = Style::new().fg(palette.ink(ink).at(level));
    if let Some(background) = palette.background {
        style = style.bg(background.at(level));
    }
    let mut modifier = emphasis;
    modifier.set(
        Modifier::BOLD,
        attrs.bold || emphasis.contains(Modifier::BOLD),
    );
    modifier.set(Modifier::DIM, attrs.dim || emphasis.contains(Modifier::DIM));
    modifier.set(Modifier::UNDERLINED, attrs.underline);
    modifier.set(Modifier::REVERSED, attrs.reverse);
    if !palette.dims {
        modifier.remove(Modifier::DIM);
    }
    style.add_modifier(modifier)
}

/// What a palette has a colour for.
#[derive(Debug, Clone, Copy)]
enum Ink {
    Plain,
    /// Frames, units, notes: what should stand back.
    Quiet,
    /// Headings, keys, the playhead: what should stand out.
    Accent,
    Run,
    NativeFree,
    NativeHold,
    Want,
    Ready,
    Sleep,
    Io,
    Block,
    Good,
    Bad,
    Warn,
    /// The learner's own mark.
    Own,
}

/// The ink of a role and the emphasis that it has under every theme.
const fn dress(role: Role) -> (Ink, Modifier) {
    const NONE: Modifier = Modifier::empty();
    const BOLD: Modifier = Modifier::BOLD;
    const DIM: Modifier = Modifier::DIM;
    match role {
        Role::Text | Role::CodeText | Role::CodeName | Role::CodeOperator => (Ink::Plain, NONE),
        Role::Muted | Role::Frame | Role::LineNumber | Role::CodeComment | Role::Axis => {
            (Ink::Quiet, DIM)
        }
        Role::Strong | Role::Selected | Role::CurrentLine => (Ink::Plain, BOLD),
        Role::Heading | Role::Brand | Role::Key | Role::Beat | Role::Playhead => {
            (Ink::Accent, BOLD)
        }
        Role::FrameFocus | Role::CodeBuiltin => (Ink::Accent, NONE),
        Role::CodeKeyword => (Ink::NativeHold, NONE),
        Role::CodeString => (Ink::Run, NONE),
        Role::CodeNumber => (Ink::NativeFree, NONE),
        Role::Running | Role::Held | Role::OnCore => (Ink::Run, NONE),
        Role::NativeFree => (Ink::NativeFree, NONE),
        Role::NativeHolding => (Ink::NativeHold, NONE),
        Role::IoHolding => (Ink::NativeHold, BOLD),
        Role::WantsGil => (Ink::Want, NONE),
        Role::DropRequest => (Ink::Want, BOLD),
        Role::Runnable => (Ink::Ready, NONE),
        Role::HoldsNoCore => (Ink::Ready, BOLD),
        Role::Sleeping | Role::Asleep => (Ink::Sleep, NONE),
        Role::NotStarted | Role::Done | Role::Free | Role::CheckPoint | Role::Switching => {
            (Ink::Quiet, DIM)
        }
        Role::Io => (Ink::Io, NONE),
        Role::BlockedLock => (Ink::Block, NONE),
        Role::Joining | Role::Stopped => (Ink::Sleep, DIM),
        Role::GiveUp | Role::Wake => (Ink::Accent, BOLD),
        Role::Mark | Role::Prediction => (Ink::Own, BOLD),
        Role::Right => (Ink::Good, BOLD),
        Role::Wrong | Role::Error => (Ink::Bad, BOLD),
        Role::Warning => (Ink::Warn, BOLD),
    }
}

/// A colour where there are many, and its stand-in where there are sixteen.
#[derive(Debug, Clone, Copy)]
struct Shade {
    rich: Color,
    ansi: Color,
}

impl Shade {
    const fn ansi(color: Color) -> Self {
        Self {
            rich: color,
            ansi: color,
        }
    }

    const fn rgb(r: u8, g: u8, b: u8, ansi: Color) -> Self {
        Self {
            rich: Color::Rgb(r, g, b),
            ansi,
        }
    }

    fn at(self, level: ColorLevel) -> Color {
        if level > ColorLevel::Ansi16 {
            self.rich
        } else {
            self.ansi
        }
    }
}

#[derive(Debug)]
struct Palette {
    background: Option<Shade>,
    /// Whether dim text is readable under this theme.
    dims: bool,
    plain: Shade,
    quiet: Shade,
    accent: Shade,
    run: Shade,
    native_free: Shade,
    native_hold: Shade,
    want: Shade,
    ready: Shade,
    sleep: Shade,
    io: Shade,
    block: Shade,
    own: Shade,
}

impl Palette {
    const fn ink(&self, ink: Ink) -> Shade {
        match ink {
            Ink::Plain => self.plain,
            Ink::Quiet => self.quiet,
            Ink::Accent => self.accent,
            Ink::Run | Ink::Good => self.run,
            Ink::NativeFree => self.native_free,
            Ink::NativeHold => self.native_hold,
            Ink::Want | Ink::Warn => self.want,
            Ink::Ready => self.ready,
            Ink::Sleep => self.sleep,
            Ink::Io => self.io,
            Ink::Block | Ink::Bad => self.block,
            Ink::Own => self.own,
        }
    }
}

const NATURAL: Shade = Shade::ansi(Color::Reset);

const DARK: Palette = Palette {
    background: None,
    dims: true,
    plain: NATURAL,
    quiet: NATURAL,
    accent: Shade::ansi(Color::LightCyan),
    run: Shade::ansi(Color::Green),
    native_free: Shade::ansi(Color::Cyan),
    native_hold: Shade::ansi(Color::Magenta),
    want: Shade::ansi(Color::Yellow),
    ready: Shade::ansi(Color::LightBlue),
    sleep: Shade::ansi(Color::Gray),
    io: Shade::ansi(Color::Blue),
    block: Shade::ansi(Color::LightRed),
    own: Shade::ansi(Color::LightMagenta),
};

const LIGHT: Palette = Palette {
    background: None,
    dims: true,
    plain: NATURAL,
    quiet: NATURAL,
    accent: Shade::rgb(0, 70, 170, Color::Blue),
    run: Shade::rgb(0, 105, 30, Color::Green),
    native_free: Shade::rgb(0, 100, 115, Color::Cyan),
    native_hold: Shade::rgb(130, 20, 140, Color::Magenta),
    want: Shade::rgb(145, 75, 0, Color::LightRed),
    ready: Shade::rgb(60, 60, 190, Color::LightBlue),
    sleep: Shade::rgb(95, 95, 95, Color::DarkGray),
    io: Shade::rgb(0, 75, 145, Color::Blue),
    block: Shade::rgb(175, 0, 20, Color::Red),
    own: Shade::rgb(160, 0, 105, Color::LightMagenta),
};

const HIGH_CONTRAST: Palette = Palette {
    background: Some(Shade::rgb(255, 255, 255, Color::White)),
    dims: false,
    plain: Shade::rgb(0, 0, 0, Color::Black),
    quiet: Shade::rgb(60, 60, 60, Color::Black),
    accent: Shade::rgb(0, 40, 140, Color::Blue),
    run: Shade::rgb(0, 80, 10, Color::Green),
    native_free: Shade::rgb(0, 75, 90, Color::Cyan),
    native_hold: Shade::rgb(105, 0, 120, Color::Magenta),
    want: Shade::rgb(115, 55, 0, Color::LightRed),
    ready: Shade::rgb(45, 40, 150, Color::LightBlue),
    sleep: Shade::rgb(70, 70, 75, Color::DarkGray),
    io: Shade::rgb(0, 55, 115, Color::Blue),
    block: Shade::rgb(145, 0, 0, Color::Red),
    own: Shade::rgb(130, 0, 80, Color::LightMagenta),
};

const COLOR_BLIND: Palette = Palette {
    background: None,
    dims: true,
    plain: NATURAL,
    quiet: NATURAL,
    accent: Shade::rgb(86, 180, 233, Color::LightCyan),
    run: Shade::rgb(64, 150, 220, Color::LightBlue),
    native_free: Shade::rgb(160, 210, 245, Color::Cyan),
    native_hold: Shade::rgb(204, 121, 167, Color::Magenta),
    want: Shade::rgb(230, 159, 0, Color::Yellow),
    ready: Shade::rgb(240, 228, 66, Color::LightYellow),
    sleep: Shade::rgb(170, 170, 170, Color::Gray),
    io: Shade::rgb(110, 130, 190, Color::Blue),
    block: Shade::rgb(225, 110, 30, Color::LightRed),
    own: Shade::rgb(255, 255, 255, Color::White),
};

const MONO: Palette = Palette {
    background: None,
    dims: true,
    plain: NATURAL,
    quiet: NATURAL,
    accent: NATURAL,
    run: NATURAL,
    native_free: NATURAL,
    native_hold: NATURAL,
    want: NATURAL,
    ready: NATURAL,
    sleep: NATURAL,
    io: NATURAL,
    block: NATURAL,
    own: NATURAL,
};

#[cfg(test)]
mod tests {
    use super::*;

    /// What a thread may be doing: the states that a lane must keep apart.
    const STATES: [Role; 8] = [
        Role::Running,
        Role::NativeFree,
        Role::NativeHolding,
        Role::WantsGil,
        Role::Runnable,
        Role::Sleeping,
        Role::Io,
        Role::BlockedLock,
    ];

    fn inks(theme: ThemeName, level: ColorLevel) -> Vec<Color> {
        let ink = |role: Role| style(theme, level, role, Attrs::NONE).fg;
        STATES.iter().filter_map(|&role| ink(role)).collect()
    }

    #[test]
    fn every_state_of_a_thread_has_a_colour_of_its_own() {
        for theme in ThemeName::ALL {
            if theme == ThemeName::Mono {
                continue;
            }
            for level in [ColorLevel::Ansi16, ColorLevel::True] {
                let inks = inks(theme, level);
                for (index, ink) in inks.iter().enumerate() {
                    let earlier = inks[..index].iter().position(|other| other == ink);
                    assert_eq!(earlier, None, "{theme:?} {level:?} {:?}", STATES[index]);
                }
            }
        }
    }

    /// WCAG 2's relative luminance.
    fn luminance(color: Color) -> f64 {
        let Color::Rgb(r, g, b) = color else {
            panic!("{color:?} is the user's own colour; its luminance is not known");
        };
        let linear = |component: u8| {
            let c = f64::from(component) / 255.0;
            if c <= 0.040_45 {
                c / 12.92
            } else {
                ((c + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(r) + 0.7152 * linear(g) + 0.0722 * linear(b)
    }

    #[track_caller]
    fn check_contrast(theme: ThemeName, background: Color, least: f64) {
        for (role, ink) in STATES.iter().zip(inks(theme, ColorLevel::True)) {
            let (a, b) = (luminance(ink) + 0.05, luminance(background) + 0.05);
            let contrast = a.max(b) / a.min(b);
            assert!(contrast >= least, "{theme:?} {role:?}: {contrast:.2}:1");
        }
    }

    #[test]
    fn text_in_every_ink_has_the_contrast_that_wcag_asks_for() {
        let (white, black) = (Color::Rgb(255, 255, 255), Color::Rgb(0, 0, 0));
        check_contrast(ThemeName::Light, white, 4.5);
        check_contrast(ThemeName::HighContrast, white, 7.0);
        check_contrast(ThemeName::ColorBlind, black, 4.5);
    }

    #[test]
    fn only_the_projectors_theme_paints_the_background() {
        for theme in ThemeName::ALL {
            for &role in Role::ALL {
                let painted = style(theme, ColorLevel::True, role, Attrs::NONE)
                    .bg
                    .is_some();
                assert_eq!(
                    painted,
                    theme == ThemeName::HighContrast,
                    "{theme:?} {role:?}"
                );
            }
        }
    }

    #[test]
    fn one_key_steps_through_all_themes_and_names_read_back() {
        let mut theme = ThemeName::default();
        for expected in ThemeName::ALL {
            assert_eq!(theme, expected);
            assert_eq!(theme.name().parse(), Ok(theme));
            theme = theme.next();
        }
        assert_eq!(theme, ThemeName::default());
        let error = "sepia".parse::<ThemeName>().unwrap_err();
        assert!(error.contains("high-contrast"), "{error}");
    }

    #[test]
    fn the_environment_may_say_that_the_background_is_light() {
        let with = |value: &'static str| {
            ThemeName::for_environment(move |_| (!value.is_empty()).then(|| value.to_owned()))
        };
        assert_eq!(with("0;15"), ThemeName::Light);
        assert_eq!(with("0;default;7"), ThemeName::Light);
        assert_eq!(with("15;0"), ThemeName::Dark);
        assert_eq!(with("nonsense"), ThemeName::Dark);
        assert_eq!(with(""), ThemeName::Dark);
    }
}
