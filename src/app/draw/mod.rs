//! Owns the composition of the screen: which panes stand where at which size. Owns no content.

mod bars;
mod canvas;
mod cards;
mod course;
mod hand;
mod lesson;
mod numbers;
mod run;
mod task;

use super::lab::Lab;
use super::model::{Model, Route};
use super::screen::Screen;
use super::study::{Broken, Study, Trial};
use super::watch::Watch;
use crate::base::Source;
use crate::lesson::Beat;
use crate::view::{Area, Attrs, Line, Role, Size, highlighted};
use canvas::{Canvas, Pane};

/// Below this the panes have no room; what matters most is shown alone.
const LEAST: Size = Size {
    columns: 40,
    rows: 10,
};

/// Narrowest pane of text that can be read.
const PANE: u16 = 34;

/// Width of the numbers of a comparison.
const NUMBERS: u16 = 64;

/// The picture of the model at this size.
pub fn screen(model: &Model, size: Size) -> Screen {
    let mut canvas = Canvas::new(size);
    if size.columns < LEAST.columns || size.rows < LEAST.rows {
        fragment(&mut canvas, model);
    } else {
        whole(&mut canvas, model);
    }
    if let Some(card) = model.card {
        let pane = cards::pane(model, card, usize::from(size.columns));
        canvas.card(&pane);
    }
    Screen {
        grid: canvas.grid,
        cursor: canvas.cursor,
        targets: canvas.targets,
    }
}

/// How far the panes can be scrolled.
pub(super) fn scrolls(model: &Model) -> canvas::Scrolls {
    let mut canvas = Canvas::new(model.size);
    whole(&mut canvas, model);
    canvas.scrolls
}

/// How many lines the open card can be scrolled.
pub(super) fn card_length(model: &Model) -> usize {
    let columns = usize::from(model.size.columns);
    let lines = model
        .card
        .map_or(0, |card| cards::pane(model, card, columns).lines.len());
    (lines + 2).saturating_sub(usize::from(model.size.rows))
}

fn whole(canvas: &mut Canvas, model: &Model) {
    let (top, rest) = canvas.grid.area().split_rows(1);
    let (body, bottom) = rest.split_rows(rest.height - 1);
    bars::header(canvas, top, model);
    match &model.route {
        Route::Lessons => cards::lessons(canvas, body, model),
        Route::Lesson(study) => study_body(canvas, body, model, study),
        Route::Lab(lab) => lab_body(canvas, body, lab),
    }
    match &model.message {
        Some(message) => {
            let line = Line::new().with_attrs(&format!(" {message}"), Role::Warning, Attrs::BOLD);
            canvas.text(bottom, &line);
        }
        None => bars::hints(canvas, bottom, &model.contexts(), playing(model)),
    }
}

fn playing(model: &Model) -> bool {
    match &model.route {
        Route::Lessons => false,
        Route::Lesson(study) => study.watch.playing,
        Route::Lab(lab) => lab.watch.as_ref().is_ok_and(|watch| watch.playing),
    }
}

fn study_body(canvas: &mut Canvas, area: Area, model: &Model, study: &Study) {
    if let Some(by_hand) = study.watch.hand() {
        let task = task::scheduling_lines(model, study);
        return hand::body(canvas, area, by_hand, &task);
    }
    if study.beat == Beat::Predict {
        return predict_body(canvas, area, model, study);
    }
    let asks = study.question(&model.progress).is_some();
    let tried = matches!(study.beat, Beat::Change | Beat::Make) && study.trial != Trial::Turning;
    let asked = study.beat == Beat::Investigate && study.asking;
    let wide_text = asks || asked || tried || study.beat == Beat::Compare;
    let text = |width: usize| lesson::text_pane(model, study, width);
    if let Some(broken) = study.broken.as_ref().filter(|_| study.is_broken()) {
        return broken_body(canvas, area, broken, &text);
    }
    run_body(canvas, area, &study.watch, Some(&text), wide_text);
}

/// A learner's program that does not run: the task, the program as it is, and below what is wrong with it.
/// There are no lanes of it, and those of another would be mistaken for them.
fn broken_body(canvas: &mut Canvas, area: Area, broken: &Broken, text: &dyn Fn(usize) -> Pane) {
    let width = usize::from(area.width.saturating_sub(2));
    let lines = broken.why.lines();
    let lines: Vec<Line> = lines
        .flat_map(|text| Line::of(text, Role::Error).wrap(width, 4))
        .collect();
    let rows = (lines.len() as u16 + 2).min(area.height / 2);
    let (upper, lower) = area.split_rows(area.height - rows);
    let parts = match &broken.at {
        Some(_) => split(upper, usize::from((area.width / PANE).clamp(1, 2))),
        None => vec![upper],
    };
    canvas.pane(parts[0], &text(usize::from(parts[0].inner().width)));
    if let (Some(part), Some((source, line))) = (parts.get(1), &broken.at) {
        canvas.pane(*part, &wrong_program(source, *line, part.inner().height));
    }
    canvas.pane(
        lower,
        &Pane {
            title: Line::new().with_attrs("This program does not run", Role::Wrong, Attrs::BOLD),
            lines,
            ..Pane::default()
        },
    );
}

/// The text around the line that is wrong.
fn wrong_program(source: &Source, wrong: u32, rows: u16) -> Pane {
    let classes = crate::session::classes(source);
    let from = wrong.saturating_sub(u32::from(rows) / 3).max(1);
    let lines = (from..=source.line_count())
        .take(usize::from(rows))
        .map(|number| {
            let role = if number == wrong {
                Role::Error
            } else {
                Role::LineNumber
            };
            let mut line = Line::of(&format!("{number:>4} "), role);
            line.extend(highlighted(source, &classes, number));
            line
        })
        .collect();
    let short = source.name.rsplit(['/', '\\']).next();
    Pane {
        title: Line::of(short.unwrap_or(&source.name), Role::Heading),
        lines,
        ..Pane::default()
    }
}

/// The page and the code above, the question below.
fn predict_body(canvas: &mut Canvas, area: Area, model: &Model, study: &Study) {
    let inner_width = usize::from(area.width.saturating_sub(2));
    let question = lesson::question_pane(model, study, inner_width);
    let wanted = question
        .as_ref()
        .map_or(0, |pane| pane.lines.len() as u16 + 2);
    let (upper, lower) = area.split_rows(area.height - wanted.min(area.height * 2 / 3));
    let halves = split(upper, 2);
    let state = study.watch.session().state(study.watch.selected());
    if let [left, right] = halves.as_slice() {
        canvas.pane(
            *left,
            &lesson::text_pane(model, study, usize::from(left.inner().width)),
        );
        run::code(canvas, *right, &study.watch, &state, false);
    } else {
        canvas.pane(
            upper,
            &lesson::text_pane(model, study, usize::from(upper.inner().width)),
        );
    }
    if let Some(pane) = question {
        canvas.pane(lower, &pane);
    }
}

fn lab_body(canvas: &mut Canvas, area: Area, lab: &Lab) {
    match &lab.watch {
        Ok(watch) => match watch.hand() {
            Some(by_hand) => hand::body(canvas, area, by_hand, &[]),
            None => run_body(canvas, area, watch, None, false),
        },
        Err(wrong) => diagnostics_body(canvas, area, lab, wrong),
    }
}

/// What is wrong with a program, above its text.
fn diagnostics_body(canvas: &mut Canvas, area: Area, lab: &Lab, wrong: &[crate::base::Diagnostic]) {
    let width = usize::from(area.width.saturating_sub(2));
    let mut lines = Vec::new();
    for diagnostic in wrong {
        for text in diagnostic.to_string().lines() {
            lines.extend(Line::of(text, Role::Error).wrap(width, 4));
        }
        lines.push(Line::new());
    }
    lines.push(Line::of(
        "Mend the file and save it: it runs again by itself.",
        Role::Text,
    ));
    let rows = (lines.len() as u16 + 2).min(area.height * 2 / 3);
    let (upper, lower) = area.split_rows(rows);
    canvas.pane(
        upper,
        &Pane {
            title: Line::new().with_attrs("This program does not run", Role::Wrong, Attrs::BOLD),
            lines,
            focused: true,
            ..Pane::default()
        },
    );
    let first = wrong
        .first()
        .map_or(1, |diagnostic| diagnostic.position().0);
    canvas.pane(lower, &wrong_program(&lab.source, first, lower.height));
}

/// Panes above, lanes below, and why.
fn run_body(
    canvas: &mut Canvas,
    area: Area,
    watch: &Watch,
    text: Option<&dyn Fn(usize) -> Pane>,
    wide_text: bool,
) {
    let why = if watch.panes.why {
        run::why_lines(watch, usize::from(area.width.saturating_sub(2)))
    } else {
        Vec::new()
    };
    let why_rows = if why.is_empty() {
        1
    } else {
        (why.len() as u16 + 2).min(area.height * 2 / 5)
    };
    let (main, why_area) = area.split_rows(area.height - why_rows);
    let strips = watch.shown().len() as u16;
    let least_above = if watch.is_beside() {
        // Strips of a line each would say less than numbers that can be scrolled away.
        9 + 6 * (area.height / 30) - strips
    } else if watch.panes.compare {
        10
    } else if why.is_empty() {
        8
    } else {
        5
    };
    let lanes_rows = run::lanes_height(watch, main.height, least_above.min(main.height / 2));
    let left = main.height - lanes_rows;
    // A frame with nothing inside is of no use: the lanes take its rows.
    let (above, lanes) = main.split_rows(if left < 3 { 0 } else { left });
    above_lanes(canvas, above, watch, text, wide_text);
    run::lanes(canvas, lanes, watch);
    if why.is_empty() {
        run::why_bar(canvas, why_area, watch);
    } else {
        canvas.pane(
            why_area,
            &Pane {
                title: Line::new().with_attrs("why", Role::Heading, Attrs::BOLD),
                lines: why,
                ..Pane::default()
            },
        );
    }
}

fn above_lanes(
    canvas: &mut Canvas,
    area: Area,
    watch: &Watch,
    text: Option<&dyn Fn(usize) -> Pane>,
    wide_text: bool,
) {
    if area.height < 3 {
        return;
    }
    // What a key has opened is to be seen.
    let opened = watch.panes.inspector || watch.panes.output;
    if let (Some(text), true, false) = (text, wide_text, opened) {
        return canvas.pane(area, &text(usize::from(area.inner().width)));
    }
    let state = watch.session().state(watch.selected());
    let seen = watch.seen.nanos() > 0;
    let parts = if watch.panes.compare {
        beside_numbers(area, watch)
    } else {
        let fit = usize::from((area.width / PANE).max(1));
        let kinds = kinds_above(watch, text.is_some(), wide_text, fit);
        let parts = split(area, kinds.len());
        kinds.into_iter().zip(parts).collect()
    };
    for (kind, part) in parts {
        let inner = part.inner();
        let (width, rows) = (usize::from(inner.width), usize::from(inner.height));
        match (kind, text) {
            (Kind::Numbers, _) => numbers::numbers(canvas, part, watch),
            (Kind::Inspector, _) => {
                canvas.pane(part, &run::inspector_pane(watch, &state, width, rows));
            }
            (Kind::Output, _) => canvas.pane(part, &run::output_pane(watch, width, rows)),
            (Kind::Text, Some(text)) => canvas.pane(part, &text(width)),
            (Kind::Text | Kind::Code, _) => run::code(canvas, part, watch, &state, seen),
        }
    }
}

/// What stands above the lanes where so many panes fit. What was opened by a key comes first; the code stays
/// when there is room for two, unless the text asks something (`text_first`).
fn kinds_above(watch: &Watch, has_text: bool, text_first: bool, fit: usize) -> Vec<Kind> {
    let opened = [
        (watch.panes.inspector, Kind::Inspector),
        (watch.panes.output, Kind::Output),
        (has_text, Kind::Text),
        (true, Kind::Code),
        (!has_text && !watch.panes.output, Kind::Output),
    ];
    let mut kinds: Vec<Kind> = opened
        .into_iter()
        .filter_map(|(open, kind)| open.then_some(kind))
        .collect();
    if kinds.len() > fit {
        kinds.truncate(fit);
        let stays = if text_first { Kind::Text } else { Kind::Code };
        if fit > 1 && !kinds.contains(&stays) {
            kinds.pop();
            kinds.push(stays);
        }
    }
    kinds
}

/// The numbers of a comparison, whole (cut off they tell nothing), and what there is room for beside them.
fn beside_numbers(area: Area, watch: &Watch) -> Vec<(Kind, Area)> {
    let opened = if watch.panes.output {
        Kind::Output
    } else if watch.panes.inspector {
        Kind::Inspector
    } else {
        Kind::Code
    };
    let (numbers, rest) = area.split_columns(NUMBERS);
    match opened {
        _ if rest.width >= PANE => vec![(Kind::Numbers, numbers), (opened, rest)],
        Kind::Code => vec![(Kind::Numbers, area)],
        _ => vec![(opened, area)],
    }
}

/// What can stand above the lanes.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Numbers,
    Inspector,
    Output,
    Text,
    Code,
}

/// Equal parts side by side.
fn split(area: Area, parts: usize) -> Vec<Area> {
    let mut out = Vec::new();
    let mut rest = area;
    for left in (1..=parts as u16).rev() {
        let (part, right) = rest.split_columns(rest.width / left);
        out.push(part);
        rest = right;
    }
    out
}

/// A screen too small for panes: says so, and shows what matters most.
fn fragment(canvas: &mut Canvas, model: &Model) {
    let area = canvas.grid.area();
    let (first, rest) = area.split_rows(1);
    let note = format!("needs 80x24, has {}x{}", area.width, area.height);
    canvas.text(first, &Line::of(&note, Role::Warning));
    if rest.is_empty() {
        return;
    }
    let width = usize::from(rest.width);
    match &model.route {
        Route::Lessons => {
            if let Some(lesson) = model.library.lessons().get(model.chosen) {
                let text = format!("▸ {} {}", lesson.number, lesson.title);
                canvas.text(rest, &Line::of(&text, Role::Selected));
            }
        }
        Route::Lesson(study) if study.question(&model.progress).is_some() => {
            if let Some(quiz) = study.question(&model.progress) {
                let lines = crate::view::inline(&quiz.question, &study.facts).wrap(width, 0);
                canvas.grid.write_all(rest, &lines);
            }
        }
        Route::Lesson(study) => lanes_or_why(canvas, rest, &study.watch),
        Route::Lab(lab) => match &lab.watch {
            Ok(watch) => lanes_or_why(canvas, rest, watch),
            Err(wrong) => {
                let text = wrong.first().map_or("", |diagnostic| &diagnostic.message);
                let lines = Line::of(text, Role::Error).wrap(width, 0);
                canvas.grid.write_all(rest, &lines);
            }
        },
    }
}

fn lanes_or_why(canvas: &mut Canvas, area: Area, watch: &Watch) {
    if area.width >= 20 && area.height >= 5 {
        run::lanes(canvas, area, watch);
    } else {
        let lines = run::why_lines(watch, usize::from(area.width));
        canvas.grid.write_all(area, &lines);
    }
}
