//! Owns the first and the last line of every screen: where the learner is, and the keys that matter now.

use super::super::keys::{Binding, Context, KEYS, lookup};
use super::super::model::{Model, Route};
use super::super::msg::Action;
use super::super::study::Study;
use super::canvas::Canvas;
use crate::lesson::Beat;
use crate::view::{Area, Attrs, Line, Role};

pub(super) fn header(canvas: &mut Canvas, area: Area, model: &Model) {
    let brand = Line::new().with_attrs(" gilscope ", Role::Brand, Attrs::BOLD);
    let mut title = Line::of(" ", Role::Text);
    let mut beats = [Line::new(), Line::new()];
    match &model.route {
        Route::Lessons => title.push("Lessons", Role::Heading, Attrs::BOLD),
        Route::Lesson(study) => {
            let text = format!("{} {}", study.lesson.number, study.lesson.title);
            title.push(&text, Role::Heading, Attrs::BOLD);
            beats = [beats_line(study, true), beats_line(study, false)];
        }
        Route::Lab(lab) => {
            title.push("Lab ", Role::Heading, Attrs::BOLD);
            title.push(&lab.source.name, Role::Text, Attrs::NONE);
        }
    }
    let width = usize::from(area.width);
    let fits =
        |brand: &Line, beats: &Line| brand.width() + title.width() + 1 + beats.width() <= width;
    let [long, short] = beats;
    // What a lesson is called comes first, then the beat that it is at.
    let nothing = Line::new();
    let (mut line, beats) = [(&brand, &long), (&nothing, &long), (&brand, &short)]
        .into_iter()
        .find(|(brand, beats)| fits(brand, beats))
        .map_or((nothing.clone(), &short), |(b, beats)| (b.clone(), beats));
    line.extend(title.clone());
    let mut line = line.cut(width.saturating_sub(beats.width() + 1));
    line.pad_to(width.saturating_sub(beats.width()));
    line.extend(beats.clone());
    canvas.text(area, &line);
}

/// `predict▸RUN▸compare▸…`; where there is no room for that, `p▸RUN▸c▸…`.
fn beats_line(study: &Study, whole: bool) -> Line {
    let mut line = Line::new();
    let has = |beat: &Beat| *beat != Beat::Make || study.lesson.make.is_some();
    for beat in Beat::ALL.into_iter().filter(has) {
        if line.width() > 0 {
            line.push("▸", Role::Muted, Attrs::NONE);
        }
        if beat == study.beat {
            let name = beat.name().to_uppercase();
            line.push(&name, Role::Beat, Attrs::BOLD);
        } else {
            let name = beat.name().to_lowercase();
            let shown = if whole { name.len() } else { 1 };
            line.push(&name[..shown], Role::Muted, Attrs::NONE);
        }
    }
    line.push(" ", Role::Muted, Attrs::NONE);
    line
}

/// One hint: its keys and its word.
struct HintItem {
    keys: String,
    word: &'static str,
    binding: &'static Binding,
}

/// The keys that matter now; as many as fit, `?` always.
pub(super) fn hints(canvas: &mut Canvas, area: Area, contexts: &[Context], playing: bool) {
    let items = hint_items(contexts, playing);
    let width = usize::from(area.width);
    let last = items
        .iter()
        .position(|item| item.binding.action == Action::Help);
    let reserved = last.map_or(0, |at| wide(&items[at]));
    let mut x = 1usize;
    for (at, item) in items.iter().enumerate() {
        let is_last = Some(at) == last;
        let needed = wide(item);
        let kept_free = if is_last { 0 } else { reserved };
        if x + needed + kept_free > width + 3 {
            continue;
        }
        let line = Line::new()
            .with_attrs(&item.keys, Role::Key, Attrs::BOLD)
            .with(&format!(" {}", item.word), Role::Muted);
        let place = Area::new(area.x + x as u16, area.y, line.width() as u16, 1);
        canvas.text(place, &line);
        canvas.target(place, item.binding.action);
        if at + 1 < items.len() {
            let dot = Area::new(area.x + (x + line.width()) as u16, area.y, 3, 1);
            canvas.text(dot, &Line::of(" · ", Role::Muted));
        }
        x += needed;
    }
    let end = x.saturating_sub(3).min(width) as u16;
    let rest = Area::new(area.x + end, area.y, area.width - end, 1);
    canvas.grid.clear(rest);
}

/// Columns of a hint with the dot behind it.
fn wide(item: &HintItem) -> usize {
    crate::view::text_width(&item.keys) + 1 + crate::view::text_width(item.word) + 3
}

fn hint_items(contexts: &[Context], playing: bool) -> Vec<HintItem> {
    let mut items: Vec<HintItem> = Vec::new();
    for context in contexts {
        for binding in KEYS.iter().filter(|binding| binding.context == *context) {
            let key = binding.keys[0];
            // A key that an inner context binds to something else is not offered.
            let taken = items.iter().any(|item| item.binding.keys.contains(&key));
            if taken || lookup(contexts, key) != Some(binding.action) {
                continue;
            }
            match binding.hint {
                "" => {}
                "+" => {
                    if let Some(last) = items.last_mut() {
                        last.keys.push_str(&format!("/{key}"));
                    }
                }
                _ => items.push(HintItem {
                    keys: key.to_string(),
                    word: if playing && binding.action == Action::PlayPause {
                        "pause"
                    } else {
                        binding.hint
                    },
                    binding,
                }),
            }
        }
    }
    items
}
