//! The event loop: wait, update, paint.
//!
//! Owns: pacing (the only place of the lab that reads the clock), suspending, and the order in which
//! things happen. Does not own what a message does.
//!
//! The loop sleeps until something wakes it, and paints only when something changed: an idle lab
//! costs nothing.
#![expect(
    clippy::disallowed_methods,
    reason = "playing is paced by real time; the simulation below never sees it"
)]

use std::io;
use std::path::Path;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use anyhow::{anyhow, bail};
use crossterm::event::{Event, MouseButton, MouseEventKind};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;
use ratatui::layout::Rect;

use super::color::ColorLevel;
use super::keys::key_of;
use super::paint::{Look, paint};
use super::terminal::{FrameWriter, TerminalGuard};
use super::wake::{self, InputPause, Unheard, Wake};
use super::watch::FileWatch;
use super::{Application, Options, Outside, ThemeName, charset, watch};
use crate::app::{Cmd, Key, Msg, Screen, WorkFile};
use crate::view::Size;

/// Shortest time between two frames of something that plays: 30 per second.
const FRAME: Duration = Duration::from_millis(33);

/// The same where every frame crosses a network: 10 per second.
const REMOTE_FRAME: Duration = Duration::from_millis(100);

/// How an application ended.
pub(super) enum Ended {
    Quit,
    Signal(i32),
}

/// Takes the terminal and loops until something ends it; the terminal has been given back on return.
pub(super) fn run<A: Application>(
    application: &mut A,
    outside: &mut impl Outside<A>,
    options: &Options,
) -> anyhow::Result<Ended> {
    let (wakes, woken) = mpsc::channel();
    let unheard = Unheard::default();
    // Before the terminal is taken: a signal must not fall between the two.
    #[cfg(unix)]
    let _signals = wake::forward_signals(wakes.clone(), unheard.clone())?;
    let (mut watching, mut watching_lessons, mut unwatched) = (None, None, None);
    if let Some(file) = &options.watch {
        match watch::watch(file, wakes.clone()) {
            Ok(watch) => watching = Some(watch),
            Err(error) => unwatched = Some(not_watched(file, &error)),
        }
    }
    if let Some(folder) = &options.watch_lessons {
        match watch::watch_lessons(folder, wakes.clone()) {
            Ok(watch) => watching_lessons = Some(watch),
            Err(error) => unwatched = Some(not_watched(folder, &error)),
        }
    }
    let on_worker_panic = {
        let wakes = wakes.clone();
        move |report| {
            // The loop may have ended already; the guard prints panics itself then.
            let _ = wakes.send(Wake::WorkerPanicked(report));
        }
    };
    let guard = TerminalGuard::enter(options.mouse, on_worker_panic)?;
    let pause = InputPause::default();
    wake::forward_input(wakes.clone(), unheard.clone(), pause.clone())?;
    let frames = FrameWriter::default();
    let var = |name: &str| std::env::var(name).ok();
    let mut lab = Loop {
        application,
        outside,
        guard: &guard,
        terminal: Terminal::new(CrosstermBackend::new(frames.clone()))?,
        frames,
        look: Look {
            theme: options
                .theme
                .unwrap_or_else(|| ThemeName::for_environment(var)),
            level: ColorLevel::detect(options.color, var),
            ascii: options.ascii || charset::wants_ascii(var),
        },
        frame: if var("SSH_CONNECTION").is_some() {
            REMOTE_FRAME
        } else {
            FRAME
        },
        told: None,
        painted: None,
        dirty: true,
        suspending: false,
        unheard,
        wakes,
        watching,
        pause,
    };
    if let Some(sentence) = unwatched {
        lab.application.update(Msg::Failed(sentence));
    }
    let ended = lab.run(&woken);
    drop(watching_lessons);
    ended
}

fn not_watched(path: &Path, error: &anyhow::Error) -> String {
    format!("{} is not watched: {error}", path.display())
}

struct Loop<'a, A, O> {
    application: &'a mut A,
    outside: &'a mut O,
    guard: &'a TerminalGuard,
    terminal: Terminal<CrosstermBackend<FrameWriter>>,
    frames: FrameWriter,
    look: Look,
    /// Shortest time between two frames while something plays.
    frame: Duration,
    /// The size that the application knows.
    told: Option<Size>,
    /// What the user sees: a click means what it meant there.
    painted: Option<Screen>,
    /// Something has changed since.
    dirty: bool,
    /// The terminal is not ours: the process group has been asked to stop, and our own turn comes as
    /// [`Wake::Suspend`]; or we have stopped, and [`Wake::Continue`] comes next.
    suspending: bool,
    unheard: Unheard,
    wakes: Sender<Wake>,
    /// Keeps the watch of the program's file.
    watching: Option<FileWatch>,
    pause: InputPause,
}

/// What arrives between two frames. What a second Enter would say yes to has not been on the screen yet: it
/// is dropped.
#[derive(Debug, Default)]
struct BetweenFrames {
    entered: bool,
}

impl BetweenFrames {
    fn takes(&mut self, wake: &Wake) -> bool {
        match wake {
            Wake::Input(Event::Key(key)) if key_of(*key) == Some(Key::Enter) => {
                !std::mem::replace(&mut self.entered, true)
            }
            _ => true,
        }
    }
}

/// Whether the loop goes on.
type Flow = Option<Ended>;

impl<A: Application, O: Outside<A>> Loop<'_, A, O> {
    fn run(&mut self, woken: &Receiver<Wake>) -> anyhow::Result<Ended> {
        let mut last_tick = None;
        loop {
            if self.dirty && !self.suspending {
                self.draw()?;
            }
            let wake = if self.application.wants_tick() && !self.suspending {
                let since = *last_tick.get_or_insert_with(Instant::now);
                match woken.recv_timeout(self.frame.saturating_sub(since.elapsed())) {
                    Ok(wake) => Some(wake),
                    Err(RecvTimeoutError::Timeout) => {
                        let now = Instant::now();
                        last_tick = Some(now);
                        if let Some(ended) = self.tick(now - since)? {
                            return Ok(ended);
                        }
                        None
                    }
                    Err(RecvTimeoutError::Disconnected) => bail!("its input has ended"),
                }
            } else {
                last_tick = None;
                Some(woken.recv().map_err(|_| anyhow!("its input has ended"))?)
            };
            // Everything that has arrived is taken in before the next frame, or a held key would be
            // followed by frames long after it was let go.
            let mut between = BetweenFrames::default();
            for wake in wake.into_iter().chain(woken.try_iter()) {
                self.unheard.heard();
                if !between.takes(&wake) {
                    continue;
                }
                if let Some(ended) = self.take_in(wake)? {
                    return Ok(ended);
                }
            }
        }
    }

    fn tick(&mut self, elapsed: Duration) -> anyhow::Result<Flow> {
        // A stop, a slow machine or a laptop's lid must not make the lanes jump.
        let elapsed = elapsed.min(4 * self.frame);
        self.tell(Msg::Tick { elapsed })
    }

    fn take_in(&mut self, wake: Wake) -> anyhow::Result<Flow> {
        match wake {
            Wake::Input(event) => self.input(event),
            Wake::InputEnded(error) => bail!("reading it failed: {error}"),
            Wake::Terminate(signal) => Ok(Some(Ended::Signal(signal))),
            Wake::Suspend => self.stop(),
            Wake::Continue => self.come_back(),
            Wake::Resized => {
                self.dirty = true;
                Ok(None)
            }
            Wake::FileSaved => {
                let loaded = self.outside.reload();
                self.tell(loaded.map_or_else(|why| why, Msg::SourceChanged))
            }
            Wake::LessonsSaved => {
                let loaded = self.outside.reload_lessons();
                self.tell(loaded.unwrap_or_else(Msg::Failed))
            }
            Wake::WorkerPanicked(report) => {
                bail!("a worker thread of gilscope failed, which is a bug in it: {report}")
            }
        }
    }

    fn input(&mut self, event: Event) -> anyhow::Result<Flow> {
        if self.suspending {
            return Ok(None);
        }
        match event {
            Event::Key(key) => match key_of(key) {
                Some(key) => self.tell(Msg::Key(key)),
                None => Ok(None),
            },
            Event::Mouse(mouse) => match mouse.kind {
                MouseEventKind::Down(MouseButton::Left) => {
                    let target = self
                        .painted
                        .as_ref()
                        .and_then(|screen| screen.target(mouse.column, mouse.row));
                    target.map_or(Ok(None), |action| self.tell(Msg::Do(action)))
                }
                MouseEventKind::ScrollDown => self.tell(Msg::Wheel(1)),
                MouseEventKind::ScrollUp => self.tell(Msg::Wheel(-1)),
                _ => Ok(None),
            },
            Event::Resize(..) => {
                self.dirty = true;
                Ok(None)
            }
            Event::FocusGained | Event::FocusLost | Event::Paste(_) => Ok(None),
        }
    }

    fn tell(&mut self, msg: Msg) -> anyhow::Result<Flow> {
        self.dirty = true;
        match self.application.update(msg) {
            Cmd::None => Ok(None),
            Cmd::Quit => Ok(Some(Ended::Quit)),
            Cmd::Suspend => {
                self.suspend();
                Ok(None)
            }
            Cmd::SaveProgress => match self.outside.save_progress(self.application) {
                Ok(()) => Ok(None),
                Err(sentence) => self.tell(Msg::Failed(sentence)),
            },
            Cmd::NextTheme => {
                self.look.theme = self.look.theme.next();
                Ok(None)
            }
            Cmd::OpenWork(work) => {
                let msg = self.open_work(&work).unwrap_or_else(|why| why);
                self.tell(msg)
            }
            Cmd::Edit => self.edit(),
            Cmd::FindInterpreters => {
                let msg = self.outside.interpreters();
                self.tell(msg)
            }
        }
    }

    /// Makes and watches the learner's file.
    fn open_work(&mut self, work: &WorkFile) -> Result<Msg, Msg> {
        let path = self.outside.open_work(work).map_err(Msg::Failed)?;
        let watched = watch::watch(&path, self.wakes.clone());
        let watched = watched.map_err(|error| Msg::Failed(not_watched(&path, &error)));
        self.watching = Some(watched?);
        Ok(Msg::WorkReady {
            path: path.display().to_string(),
            source: self.outside.reload()?,
        })
    }

    /// Lends the terminal to the learner's editor.
    fn edit(&mut self) -> anyhow::Result<Flow> {
        self.pause.begin();
        self.guard.leave();
        let edited = self.outside.edit();
        self.pause.end();
        self.come_back()?;
        match edited {
            // What was saved, the watch reports.
            Ok(()) => Ok(None),
            Err(sentence) => self.tell(Msg::Failed(sentence)),
        }
    }

    /// Gives the terminal back and asks the whole group to stop: see [`wake::job`].
    #[cfg(unix)]
    fn suspend(&mut self) {
        if wake::job::is_controlled() {
            self.guard.leave();
            self.suspending = true;
            wake::job::ask_group_to_stop();
        }
    }

    #[cfg(not(unix))]
    fn suspend(&mut self) {}

    /// Stops. Being continued is a signal, too: what follows is [`Wake::Continue`].
    #[cfg(unix)]
    fn stop(&mut self) -> anyhow::Result<Flow> {
        self.guard.leave();
        self.suspending = true;
        wake::job::stop()?;
        Ok(None)
    }

    #[cfg(not(unix))]
    fn stop(&mut self) -> anyhow::Result<Flow> {
        Ok(None)
    }

    /// Takes the terminal again and paints every cell: another program has used it.
    fn come_back(&mut self) -> anyhow::Result<Flow> {
        self.suspending = false;
        self.guard.reenter()?;
        // Not `clear`: that asks the terminal where its cursor is, and the thread that reads the
        // terminal would take the answer.
        let size = self.terminal.size()?;
        self.terminal
            .resize(Rect::from((ratatui::layout::Position::ORIGIN, size)))?;
        self.dirty = true;
        Ok(None)
    }

    fn draw(&mut self) -> anyhow::Result<()> {
        let size = self.terminal.size()?;
        let size = Size {
            columns: size.width,
            rows: size.height,
        };
        if self.told != Some(size) {
            self.told = Some(size);
            self.application.update(Msg::Resize(size));
        }
        let screen = self.application.screen(size);
        let look = self.look;
        self.terminal.draw(|frame| {
            paint(&screen, look, frame.buffer_mut());
            if let Some(cursor) = screen.cursor
                && frame.area().contains(cursor.into())
            {
                frame.set_cursor_position(cursor);
            }
        })?;
        self.frames.commit(&mut io::stdout().lock())?;
        self.painted = Some(screen);
        self.dirty = false;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

    use super::*;

    #[test]
    fn a_second_enter_is_not_carried_out_before_it_can_be_seen_what_it_is_about() {
        let key = |code| Wake::Input(Event::Key(KeyEvent::new(code, KeyModifiers::NONE)));
        let mut between = BetweenFrames::default();
        let taken = [
            KeyCode::Down,
            KeyCode::Enter,
            KeyCode::Down,
            KeyCode::Enter,
            KeyCode::Enter,
            KeyCode::Right,
        ]
        .map(|code| between.takes(&key(code)));
        assert_eq!(taken, [true, true, true, false, false, true]);
        assert!(BetweenFrames::default().takes(&key(KeyCode::Enter)));
    }
}
