//! Owns what the panes are drawn on: the grid, the click targets, the cursor; and panes of text.

use std::ops::Range;

use super::super::keys::Key;
use super::super::msg::Action;
use crate::view::{Area, Attrs, Grid, Line, Role, Size, text_width};

/// The picture in the making.
#[derive(Debug)]
pub(super) struct Canvas {
    pub(super) grid: Grid,
    pub(super) targets: Vec<(Area, Action)>,
    pub(super) cursor: Option<(u16, u16)>,
    pub(super) scrolls: Scrolls,
}

/// The page of a lesson, and the program.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(in crate::app) struct Scrolls {
    pub(in crate::app) page: Scroll,
    pub(in crate::app) code: Scroll,
}

/// How far a pane can be scrolled from where it stands, and how many lines it shows.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub(in crate::app) struct Scroll {
    /// Negative.
    pub(in crate::app) up: isize,
    pub(in crate::app) down: isize,
    pub(in crate::app) rows: usize,
}

/// A pane of text: more of it than fits can be scrolled.
#[derive(Clone, Debug, Default)]
pub(super) struct Pane {
    pub(super) title: Line,
    pub(super) right: Line,
    pub(super) lines: Vec<Line>,
    /// Lines to skip; negative: back from where the cursor has taken the pane.
    pub(super) scroll: isize,
    /// Lines that are to be in view before anything else: what a key has just brought.
    pub(super) news: Option<Range<usize>>,
    /// Whether it is the page of a lesson, which is what the keys scroll.
    pub(super) page: bool,
    /// Whether it is what the keys are about.
    pub(super) focused: bool,
    /// The key that shows what is below, when something is.
    pub(super) more: Option<Key>,
}

impl Canvas {
    pub(super) fn new(size: Size) -> Self {
        Self {
            grid: Grid::new(size),
            targets: Vec::new(),
            cursor: None,
            scrolls: Scrolls::default(),
        }
    }

    /// Draws a frame and gives back its inside.
    pub(super) fn frame(&mut self, area: Area, title: &Line, right: &Line, focused: bool) -> Area {
        let role = if focused {
            Role::FrameFocus
        } else {
            Role::Frame
        };
        self.grid.frame(area, title, right, role)
    }

    pub(super) fn text(&mut self, area: Area, line: &Line) {
        let line = line.clone().cut(usize::from(area.width));
        self.grid.write(area, &line);
    }

    /// Draws a pane of lines. What a key has just brought, or else the line with something reversed (what
    /// the cursor is on), stays in view until the learner scrolls.
    pub(super) fn pane(&mut self, area: Area, pane: &Pane) {
        let inner = self.frame(area, &pane.title, &pane.right, pane.focused);
        if inner.is_empty() {
            return;
        }
        let height = usize::from(inner.height);
        let chosen = pane
            .lines
            .iter()
            .position(|line| line.pieces.iter().any(|piece| piece.attrs.reverse));
        let most = pane.lines.len().saturating_sub(height);
        let base = match &pane.news {
            Some(news) => news.end.saturating_sub(height).min(news.start),
            None => chosen.map_or(0, |row| (row + 2).saturating_sub(height)),
        };
        let base = base.min(most);
        let from = base.saturating_add_signed(pane.scroll).min(most);
        if pane.page {
            self.scrolls.page = Scroll {
                up: -(base as isize),
                down: (most - base) as isize,
                rows: height,
            };
        }
        self.grid.write_all(inner, &pane.lines[from..]);
        if let Some(row) = chosen
            && row >= from
            && row - from < height
            && pane.focused
        {
            self.cursor = Some((inner.x, inner.y + (row - from) as u16));
        }
        let hidden = (from > 0, from < most);
        self.edges(area, pane.focused, hidden, pane.more);
    }

    /// Marks at the edges of a pane: more above, more below and how to get there.
    pub(super) fn edges(
        &mut self,
        area: Area,
        focused: bool,
        (above, below): (bool, bool),
        key: Option<Key>,
    ) {
        let edge = area.x + area.width - 2;
        let role = if focused {
            Role::FrameFocus
        } else {
            Role::Frame
        };
        if above {
            self.grid.set(edge, area.y, '▲', role, Attrs::NONE);
        }
        if below {
            let bottom = area.y + area.height - 1;
            self.grid.set(edge, bottom, '▼', role, Attrs::NONE);
            let name = key.map_or_else(String::new, |key| format!("{key} "));
            let width = text_width(&name) as u16;
            if width > 0 && width + 4 < area.width {
                let place = Area::new(edge - width, bottom, width, 1);
                self.text(place, &Line::of(&name, Role::Key));
            }
        }
    }

    /// Draws a pane on top of everything, as wide and high as its lines need.
    pub(super) fn card(&mut self, pane: &Pane) {
        let wide = pane.lines.iter().map(Line::width).max().unwrap_or(0);
        let wide = wide.max(pane.title.width() + 4) as u16;
        let high = pane.lines.len() as u16;
        let area = self
            .grid
            .area()
            .centred(wide.saturating_add(4), high.saturating_add(2));
        self.grid.clear(area);
        self.targets.retain(|(target, _)| {
            !(target.x < area.x + area.width
                && area.x < target.x + target.width
                && target.y < area.y + area.height
                && area.y < target.y + target.height)
        });
        let mut padded = pane.clone();
        for line in &mut padded.lines {
            let mut indented = Line::of(" ", Role::Text);
            indented.extend(line.clone());
            *line = indented;
        }
        padded.focused = true;
        self.pane(area, &padded);
    }

    pub(super) fn target(&mut self, area: Area, action: Action) {
        if !area.is_empty() {
            self.targets.push((area, action));
        }
    }
}
