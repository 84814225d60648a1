//! Owns the options of the screen, and what they mean before a command. Owns no other option: those are in
//! `args`.

use std::path::PathBuf;

use clap::error::ErrorKind;
use clap::{Args as ClapArgs, CommandFactory, FromArgMatches};

use super::args::{Args, Command};

/// How the lab looks and behaves in the terminal.
#[derive(Clone, Debug, ClapArgs)]
pub(super) struct ScreenArgs {
    /// A folder of lessons instead of the built-in ones
    #[arg(long, value_name = "DIR", overrides_with = "lessons")]
    pub(super) lessons: Option<PathBuf>,
    /// dark, light, high-contrast, colour-blind or mono; T steps through them
    #[arg(long, value_name = "NAME", overrides_with = "theme")]
    pub(super) theme: Option<crate::tui::ThemeName>,
    /// Whether to use colours; NO_COLOR and FORCE_COLOR are heeded, too [default: auto]
    #[arg(long, value_name = "WHEN", overrides_with = "color")]
    pub(super) color: Option<ColorWhen>,
    /// Use no character outside ASCII
    #[arg(long, overrides_with = "ascii")]
    pub(super) ascii: bool,
    /// Leave the mouse to the terminal, for selecting text
    #[arg(long, overrides_with = "no_mouse")]
    pub(super) no_mouse: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug, clap::ValueEnum)]
pub(super) enum ColorWhen {
    Auto,
    Always,
    Never,
}

impl From<ColorWhen> for crate::tui::ColorChoice {
    fn from(when: ColorWhen) -> Self {
        match when {
            ColorWhen::Auto => Self::Auto,
            ColorWhen::Always => Self::Always,
            ColorWhen::Never => Self::Never,
        }
    }
}

impl ScreenArgs {
    /// What is said behind the command counts before what is said in front of it.
    fn add(&mut self, before: Self) {
        self.lessons = self.lessons.take().or(before.lessons);
        self.theme = self.theme.or(before.theme);
        self.color = self.color.or(before.color);
        self.ascii |= before.ascii;
        self.no_mouse |= before.no_mouse;
    }

    /// The first of those given that only a screen can heed.
    fn of_screen(&self) -> Option<&'static str> {
        let given = [
            (self.theme.is_some(), "--theme"),
            (self.color.is_some(), "--color"),
            (self.ascii, "--ascii"),
            (self.no_mouse, "--no-mouse"),
        ];
        given.into_iter().find(|(is, _)| *is).map(|(_, name)| name)
    }
}

/// Reads the command line; options of the screen may stand before the command, too.
///
/// # Errors
/// Also when such an option stands before a command that has no use for it.
pub(super) fn read(
    line: impl IntoIterator<Item = std::ffi::OsString>,
) -> Result<Args, clap::Error> {
    let mut form = Args::command();
    let matches = form.try_get_matches_from_mut(line)?;
    let mut args = Args::from_arg_matches(&matches)?;
    let (before, name) = (args.screen.clone(), matches.subcommand_name());
    if let (Some(command), Some(name)) = (&mut args.command, name)
        && let Err(option) = hand_on(before, command)
    {
        let text = format!("`gilscope {name}` has no '{option}': its help lists what it has");
        let found = form.find_subcommand_mut(name);
        return Err(found.map_or_else(
            || Args::command().error(ErrorKind::ArgumentConflict, &text),
            |form| form.error(ErrorKind::ArgumentConflict, &text),
        ));
    }
    Ok(args)
}

/// Gives a command what stood before it; else says which option it has no use for.
fn hand_on(before: ScreenArgs, command: &mut Command) -> Result<(), &'static str> {
    let lessons = match command {
        Command::Learn(args) => {
            args.screen.add(before);
            return Ok(());
        }
        Command::Lab(args) => {
            args.screen.add(before);
            return Ok(());
        }
        _ if before.of_screen().is_some() => return before.of_screen().map_or(Ok(()), Err),
        Command::Lessons(args) => &mut args.lessons,
        Command::Grade(args) => &mut args.lessons,
        Command::Check(args) => &mut args.dir,
        _ if before.lessons.is_some() => return Err("--lessons"),
        _ => return Ok(()),
    };
    *lessons = lessons.take().or(before.lessons);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::ThemeName;

    fn parsed(line: &str) -> Result<Args, clap::Error> {
        let words = std::iter::once("gilscope").chain(line.split(' '));
        read(words.map(Into::into))
    }

    fn screen_of(line: &str) -> ScreenArgs {
        match parsed(line).expect("a command line").command {
            Some(Command::Learn(args)) => args.screen,
            Some(Command::Lab(args)) => args.screen,
            _ => panic!("{line} opens no screen"),
        }
    }

    #[test]
    fn options_of_the_screen_stand_before_and_behind_the_command() {
        for line in [
            "--ascii --theme mono --color never --no-mouse --lessons d learn",
            "learn --ascii --theme mono --color never --no-mouse --lessons d",
            "--ascii --lessons d --no-mouse lab --theme mono --color never",
        ] {
            let screen = screen_of(line);
            assert!(screen.ascii && screen.no_mouse, "{line}");
            assert_eq!(screen.theme, Some(ThemeName::Mono), "{line}");
            assert_eq!(screen.color, Some(ColorWhen::Never), "{line}");
            assert_eq!(screen.lessons, Some("d".into()), "{line}");
        }
        let Some(Command::Lessons(lessons)) = parsed("--lessons d lessons").expect("it is").command
        else {
            panic!("it lists the lessons");
        };
        assert_eq!(lessons.lessons, Some("d".into()));
    }

    #[test]
    fn of_an_option_given_twice_the_last_counts() {
        for line in [
            "--theme dark learn --theme mono",
            "learn --theme dark --theme mono",
            "--ascii --theme dark --theme mono learn --ascii --ascii",
        ] {
            assert_eq!(screen_of(line).theme, Some(ThemeName::Mono), "{line}");
        }
    }

    #[test]
    fn a_command_without_a_screen_says_that_it_has_no_such_option() {
        for (line, option) in [
            ("--ascii run p.py", "`gilscope run` has no '--ascii'"),
            ("--lessons d run p.py", "`gilscope run` has no '--lessons'"),
            (
                "--theme mono lessons",
                "`gilscope lessons` has no '--theme'",
            ),
        ] {
            let error = parsed(line).expect_err("it has none");
            assert!(error.to_string().contains(option), "{error}");
        }
    }
}
