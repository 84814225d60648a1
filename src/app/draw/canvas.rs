//! Owns what the panes are drawn on: the grid, the click targets, the cursor; and panes of text.

use super::super::msg::Action;
use crate::view::{Area, Grid, Line, Role, Size};

/// The picture in the making.
#[derive(Debug)]
pub(super) struct Canvas {
    pub(super) grid: Grid,
    pub(super) targets: Vec<(Area, Action)>,
    pub(super) cursor: Option<(u16, u16)>,
    /// How far the page of a lesson can be scrolled: upwards (negative) and downwards.
    pub(super) page_scroll: (isize, isize),
}

/// A pane of text: more of it than fits can be scrolled.
#[derive(Clone, Debug, Default)]
pub(super) struct Pane {
    pub(super) title: Line,
    pub(super) right: Line,
    pub(super) lines: Vec<Line>,
    /// Lines to skip; negative: back from where the cursor has taken the pane.
    pub(super) scroll: isize,
    /// Whether it is the page of a lesson, which is what the keys scroll.
    pub(super) page: bool,
    /// Whether it is what the keys are about.
    pub(super) focused: bool,
}

impl Canvas {
    pub(super) fn new(size: Size) -> Self {
        Self {
            grid: Grid::new(size),
            targets: Vec::new(),
            cursor: None,
            page_scroll: (0, 0),
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

    /// Draws a pane of lines. The line with something reversed (what the cursor is on) stays in view
    /// until the learner scrolls.
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
        let base = chosen.map_or(0, |row| (row + 2).saturating_sub(height));
        let base = base.min(most);
        let from = base.saturating_add_signed(pane.scroll).min(most);
        if pane.page {
            self.page_scroll = (-(base as isize), (most - base) as isize);
        }
        self.grid.write_all(inner, &pane.lines[from..]);
        if let Some(row) = chosen
            && row >= from
            && row - from < height
            && pane.focused
        {
            self.cursor = Some((inner.x, inner.y + (row - from) as u16));
        }
        let edge = area.x + area.width - 2;
        let role = if pane.focused {
            Role::FrameFocus
        } else {
            Role::Frame
        };
        if from > 0 {
            self.grid
                .set(edge, area.y, '▲', role, crate::view::Attrs::NONE);
        }
        if from < most {
            let bottom = area.y + area.height - 1;
            self.grid
                .set(edge, bottom, '▼', role, crate::view::Attrs::NONE);
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
