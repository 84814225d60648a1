//! Owns what messages do to the model. Does no input or output: what should happen outside is the
//! command it returns.

use super::keys::{Context, Key, lookup};
use super::model::{Card, Model, Route};
use super::msg::{Action, Cmd, Msg};
use super::study::Study;
use crate::runtime::RUNTIMES;

/// Lines at once.
const SCROLLED: usize = 4;

/// Takes in what happened; says what should happen outside.
pub fn update(model: &mut Model, msg: Msg) -> Cmd {
    match msg {
        Msg::Key(key) => press(model, key),
        Msg::Do(action) => act(model, action),
        Msg::Tick { elapsed } => tick(model, elapsed),
        Msg::Resize(size) => {
            model.size = size;
            Cmd::None
        }
        Msg::Wheel(rows) => {
            let action = if rows < 0 {
                Action::ScrollUp
            } else {
                Action::ScrollDown
            };
            act(model, action)
        }
        Msg::SourceChanged(source) => {
            match &mut model.route {
                Route::Lab(lab) => lab.replace(Ok(source)),
                Route::Lesson(study) => {
                    study.saved(source);
                    if study.note_success(&mut model.progress) {
                        return Cmd::SaveProgress;
                    }
                }
                Route::Lessons => {}
            }
            Cmd::None
        }
        Msg::NoText(wrong) => {
            match &mut model.route {
                Route::Lab(lab) => lab.replace(Err(wrong)),
                Route::Lesson(_) | Route::Lessons => model.message = Some(wrong.message),
            }
            Cmd::None
        }
        Msg::WorkReady { path, source } => {
            if let Route::Lesson(study) = &mut model.route {
                study.work_is_at(path, source);
            }
            Cmd::None
        }
        Msg::LessonsChanged(library) => {
            model.replace_lessons(library);
            Cmd::None
        }
        Msg::Interpreters { found, file } => {
            super::interpreters::offer(model, found, file);
            Cmd::None
        }
        Msg::Failed(why) => {
            model.message = Some(why);
            Cmd::None
        }
    }
}

fn press(model: &mut Model, key: Key) -> Cmd {
    model.message = None;
    let contexts = model.contexts();
    if let Some(action) = lookup(&contexts, key) {
        return act(model, action);
    }
    if let Route::Lesson(study) = &model.route
        && model.card.is_none()
        && !study.has_predicted(&model.progress)
        && lookup(&[Context::Run], key).is_some()
    {
        model.message =
            Some("First predict: the run is locked until you have answered.".to_owned());
    }
    Cmd::None
}

fn tick(model: &mut Model, elapsed: std::time::Duration) -> Cmd {
    match &mut model.route {
        Route::Lessons => {}
        Route::Lesson(study) => {
            study.tick(elapsed);
            if study.note_success(&mut model.progress) {
                return Cmd::SaveProgress;
            }
            if let Some(work) = study.ask_for_work() {
                return Cmd::OpenWork(work);
            }
        }
        Route::Lab(lab) => {
            if let Ok(watch) = &mut lab.watch {
                watch.tick(elapsed);
            }
        }
    }
    Cmd::None
}

fn act(model: &mut Model, action: Action) -> Cmd {
    match action {
        Action::Quit => return Cmd::Quit,
        Action::Suspend => return Cmd::Suspend,
        Action::NextTheme => return Cmd::NextTheme,
        Action::Back => back(model),
        Action::Help => open_card(model, Card::Help),
        Action::Legend => open_card(model, Card::Legend),
        Action::Glossary => open_card(model, Card::Glossary),
        Action::Map => open_card(model, Card::Map),
        Action::Limits => open_card(model, Card::Limits),
        Action::RuntimeMenu => open_runtimes(model),
        Action::Accept if model.card == Some(Card::Reset) => return reset(model),
        Action::Python if model.card.is_none() => return super::interpreters::toggle(model),
        _ if model.card.is_some() => act_on_card(model, action),
        _ => return act_on_route(model, action),
    }
    Cmd::None
}

/// Opens a card, or closes it when it is open already.
fn open_card(model: &mut Model, card: Card) {
    model.card_scroll = 0;
    model.card = if model.card == Some(card) {
        None
    } else {
        Some(card)
    };
}

fn open_runtimes(model: &mut Model) {
    let Some(watch) = model.watch_mut() else {
        return;
    };
    let current = watch.session().config().runtime.name;
    let cursor = RUNTIMES
        .iter()
        .position(|spec| spec.name == current)
        .unwrap_or(0);
    model.card = Some(Card::Runtimes { cursor });
}

/// Closes one layer; never quits.
fn back(model: &mut Model) {
    if model.card.take().is_some() {
        return;
    }
    if let Route::Lesson(study) = &mut model.route
        && study.stop_trying()
    {
        return;
    }
    if let Some(watch) = model.watch_mut() {
        if let Some(hand) = watch.hand_mut() {
            if !hand.close_line() {
                watch.close_hand();
            }
            return;
        }
        let panes = &mut watch.panes;
        if panes.why || panes.inspector || panes.output {
            (panes.why, panes.inspector, panes.output) = (false, false, false);
            return;
        }
        if panes.compare {
            watch.act(Action::Compare);
            return;
        }
    }
    match &model.route {
        Route::Lesson(_) => model.route = Route::Lessons,
        Route::Lessons => {}
        // No key would lead back to the program.
        Route::Lab(_) => model.message = Some("Nothing is open here. q quits.".to_owned()),
    }
}

fn act_on_card(model: &mut Model, action: Action) {
    match (model.card, action) {
        (Some(Card::Runtimes { cursor }), Action::Up) => {
            model.card = Some(Card::Runtimes {
                cursor: cursor.saturating_sub(1),
            });
        }
        (Some(Card::Runtimes { cursor }), Action::Down) => {
            model.card = Some(Card::Runtimes {
                cursor: (cursor + 1).min(RUNTIMES.len() - 1),
            });
        }
        (Some(Card::Runtimes { cursor }), Action::Accept) => {
            choose_runtime(model, cursor);
        }
        (Some(Card::Interpreters { .. } | Card::Consent { .. }), _) => {
            super::interpreters::act(model, action);
        }
        (Some(Card::Runtimes { .. }), Action::Choose(at)) => choose_runtime(model, usize::from(at)),
        (Some(_), action) => scroll_card(model, action),
        (None, _) => {}
    }
}

fn scroll_card(model: &mut Model, action: Action) {
    let page = usize::from(model.size.rows).saturating_sub(3).max(1);
    let to = match action {
        Action::ScrollDown => model.card_scroll + SCROLLED,
        Action::ScrollUp => model.card_scroll.saturating_sub(SCROLLED),
        Action::TextDown => model.card_scroll + page,
        Action::TextUp => model.card_scroll.saturating_sub(page),
        Action::Top => 0,
        Action::Bottom => usize::MAX,
        _ => return,
    };
    model.card_scroll = to.min(super::draw::card_length(model));
}

fn choose_runtime(model: &mut Model, at: usize) {
    model.card = None;
    if let (Some(spec), Some(watch)) = (RUNTIMES.get(at), model.watch_mut()) {
        watch.run_under(spec);
    }
}

fn act_on_route(model: &mut Model, action: Action) -> Cmd {
    if matches!(action, Action::CodeDown | Action::CodeUp) {
        scroll_code(model, action == Action::CodeDown);
        return Cmd::None;
    }
    match &mut model.route {
        Route::Lessons => {
            act_on_list(model, action);
            Cmd::None
        }
        Route::Lesson(_) => {
            if let Some(lines) = scrolled(model, action) {
                scroll_page(model, lines);
                return Cmd::None;
            }
            let Route::Lesson(study) = &mut model.route else {
                return Cmd::None;
            };
            if let Some(cmd) = study.act(action, &mut model.progress) {
                let news = after_study(model, action, &cmd);
                return if news && cmd == Cmd::None {
                    Cmd::SaveProgress
                } else {
                    cmd
                };
            }
            if study.has_predicted(&model.progress) {
                study.watch.act(action);
            }
            Cmd::None
        }
        Route::Lab(_) if action == Action::Edit => Cmd::Edit,
        Route::Lab(lab) => {
            if let Ok(watch) = &mut lab.watch {
                match watch.hand_mut() {
                    Some(hand) if action == Action::Accept && hand.has_ended() => {
                        watch.show_by_hand();
                    }
                    Some(hand) => hand.act(action),
                    None => drop(watch.act(action)),
                }
            }
            Cmd::None
        }
    }
}

/// What a learner should be told after an action in a lesson; true when they have just met its goal, which
/// counts from now on.
fn after_study(model: &mut Model, action: Action, cmd: &Cmd) -> bool {
    let Route::Lesson(study) = &model.route else {
        return false;
    };
    let news = study.note_success(&mut model.progress);
    if !study.finished {
        model.message = match action {
            Action::BeScheduler => Some("First the question: Enter shows it.".to_owned()),
            _ => hint_for(study, model, action == Action::Accept && *cmd == Cmd::None),
        };
        return news;
    }
    let done = format!("Lesson {} is done.", study.lesson.number);
    model.route = Route::Lessons;
    model.chosen = model.first_unfinished();
    model.message = Some(done);
    news
}

/// The program can be read before the run may be touched.
fn scroll_code(model: &mut Model, down: bool) {
    let code = super::draw::scrolls(model).code;
    let half = (code.rows / 2).max(1) as isize;
    let lines = if down { half } else { -half };
    if let Some(watch) = model.watch_mut() {
        watch.scroll_code(lines.clamp(code.up, code.down));
    }
}

/// How many lines of the page an action scrolls.
fn scrolled(model: &Model, action: Action) -> Option<isize> {
    let page = || {
        super::draw::scrolls(model)
            .page
            .rows
            .saturating_sub(1)
            .max(1) as isize
    };
    match action {
        Action::ScrollDown => Some(SCROLLED as isize),
        Action::ScrollUp => Some(-(SCROLLED as isize)),
        Action::TextDown => Some(page()),
        Action::TextUp => Some(-page()),
        _ => None,
    }
}

/// Not beyond the ends of the page: that would have to be taken back.
fn scroll_page(model: &mut Model, lines: isize) {
    let page = super::draw::scrolls(model).page;
    if let Route::Lesson(study) = &mut model.route {
        study.scroll = study.scroll.saturating_add(lines).clamp(page.up, page.down);
    }
}

/// `refused`: Enter did nothing.
fn hint_for(study: &Study, model: &Model, refused: bool) -> Option<String> {
    let asks = study.beat == crate::lesson::Beat::Predict
        && study.question(&model.progress).is_some()
        && study.confidence == 0
        && (refused || study.cursor > 0);
    asks.then(|| "How sure are you? 1, 2 or 3, then Enter.".to_owned())
}

/// Forgets what was done in the chosen lesson.
fn reset(model: &mut Model) -> Cmd {
    model.card = None;
    let Some(lesson) = model.library.lessons().get(model.chosen).cloned() else {
        return Cmd::None;
    };
    model.progress.forget(&lesson.name);
    model.message = Some(format!("Lesson {} is as new.", lesson.number));
    Cmd::SaveProgress
}

fn act_on_list(model: &mut Model, action: Action) {
    let lessons = model.library.lessons();
    let last = lessons.len().saturating_sub(1);
    match action {
        Action::Up | Action::ScrollUp => model.chosen = model.chosen.saturating_sub(1),
        Action::Down | Action::ScrollDown => model.chosen = (model.chosen + 1).min(last),
        Action::Top => model.chosen = 0,
        Action::Bottom => model.chosen = last,
        Action::Choose(at) if usize::from(at) <= last => {
            model.chosen = usize::from(at);
            open_chosen(model);
        }
        Action::Accept => open_chosen(model),
        Action::Reset => {
            let lesson = lessons.get(model.chosen);
            if lesson.is_some_and(|lesson| model.progress.of(&lesson.name).is_some()) {
                open_card(model, Card::Reset);
            }
        }
        _ => {}
    }
}

fn open_chosen(model: &mut Model) {
    if let Some(lesson) = model.library.lessons().get(model.chosen).cloned() {
        model.open_lesson(&lesson);
    }
}
