//! Playing a run on a screen that nobody looks at, for a recording.
//!
//! Owns: time without a clock (frames at a steady pace) and the terminal's language for each frame. Does not
//! own what is on the screen (`app`), nor the file that it goes to (`export`).

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;
use std::time::Duration;

use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;
use ratatui::{Terminal, TerminalOptions, Viewport};

use super::color::ColorLevel;
use super::paint::{Look, paint};
use super::{Application, ThemeName};
use crate::app::{Action, Msg};
use crate::export::{Play, Shown};
use crate::view::Size;

/// Ten frames a second: smooth enough for lanes, and a file that a page can carry.
const FRAME: Duration = Duration::from_millis(100);
/// The first frame and the last one stand still for so long.
const STILL: Duration = Duration::from_millis(1_500);
/// A run that takes longer than this to be played is not played to its end.
const LONGEST: Duration = Duration::from_secs(600);

/// A run to be played on a screen of this size; `start` opens it, paused at its beginning.
pub struct Recorder<'a, A> {
    pub start: &'a dyn Fn() -> A,
    pub size: Size,
    pub theme: ThemeName,
}

impl<A> std::fmt::Debug for Recorder<'_, A> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut debug = f.debug_struct("Recorder");
        debug.field("size", &self.size).field("theme", &self.theme);
        debug.finish_non_exhaustive()
    }
}

impl<A: Application> Play for Recorder<'_, A> {
    fn size(&self) -> (u16, u16) {
        (self.size.columns, self.size.rows)
    }

    fn play(&self, show: &mut dyn FnMut(Duration, Shown) -> io::Result<()>) -> io::Result<()> {
        crossterm::style::force_color_output(true);
        let mut application = (self.start)();
        application.update(Msg::Resize(self.size));
        // The run is known to its end before it is played: then the pace suits its length.
        while application.wants_tick() {
            let elapsed = Duration::ZERO;
            application.update(Msg::Tick { elapsed });
        }
        let mut film = Film::new(self)?;
        let mut at = Duration::ZERO;
        show(at, Shown::Output(film.opening()))?;
        show(at, Shown::Output(film.frame(&application)?))?;
        at += STILL;
        show(at, Shown::Mark("play".to_owned()))?;
        application.update(Msg::Do(Action::PlayPause));
        while application.wants_tick() && at < LONGEST {
            application.update(Msg::Tick { elapsed: FRAME });
            at += FRAME;
            let changed = film.frame(&application)?;
            if !changed.is_empty() {
                show(at, Shown::Output(changed))?;
            }
        }
        show(at, Shown::Mark("end".to_owned()))?;
        // A player stops at the last event.
        show(at + STILL, Shown::Output(film.closing()))
    }
}

/// What the backend writes, until it is taken.
#[derive(Debug, Clone, Default)]
struct Written(Rc<RefCell<Vec<u8>>>);

impl Write for Written {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.borrow_mut().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Film {
    terminal: Terminal<CrosstermBackend<Written>>,
    written: Written,
    look: Look,
    size: Size,
}

impl Film {
    fn new<A>(recorder: &Recorder<'_, A>) -> io::Result<Self> {
        let written = Written::default();
        let size = recorder.size;
        let area = Rect::new(0, 0, size.columns, size.rows);
        let options = TerminalOptions {
            viewport: Viewport::Fixed(area),
        };
        Ok(Self {
            terminal: Terminal::with_options(CrosstermBackend::new(written.clone()), options)?,
            written,
            look: Look {
                theme: recorder.theme,
                level: ColorLevel::Ansi256,
                ascii: false,
            },
            size,
        })
    }

    /// An empty screen without a cursor.
    fn opening(&self) -> String {
        "\u{1b}[2J\u{1b}[H\u{1b}[?25l".to_owned()
    }

    fn closing(&self) -> String {
        "\u{1b}[0m\u{1b}[?25h".to_owned()
    }

    /// What has changed since the last frame, in the terminal's language.
    fn frame(&mut self, application: &impl Application) -> io::Result<String> {
        let screen = application.screen(self.size);
        let look = self.look;
        self.terminal
            .draw(|frame| paint(&screen, look, frame.buffer_mut()))?;
        let bytes = self.written.0.take();
        Ok(String::from_utf8(bytes).expect("escape sequences and characters are UTF-8"))
    }
}
