//! Owns a lesson as an exam: its questions on a sheet of paper, with the answers in an order that a number
//! decides, the lanes that they speak of, and the sheet of right answers. Owns no variant (that is
//! `variant`).

use std::collections::BTreeMap;

use crate::base::{VirtualDuration, VirtualTime};
use crate::trace::{self, Lane, Trace, Window};

use super::facts::Runs;
use super::markdown::plain;
use super::model::{Lesson, NamedRun};
use super::moment::Moment;
use super::quiz::Quiz;

/// One question on a sheet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    pub text: String,
    /// File name of the program that it is about.
    pub program: String,
    /// The run that it is about: title, runtime and cores.
    pub run: String,
    /// What the screen would show: the lanes of the run, where the question is about what is to be seen.
    pub lanes: Option<String>,
    pub answers: Vec<String>,
    /// Index of the right one.
    pub right: usize,
    /// What choosing each of the others shows: the tag of a misconception.
    pub misconceptions: Vec<Option<&'static str>>,
}

/// SplitMix64 (Steele, Lea, Flood 2014): the same order everywhere, for ever.
struct Shuffle(u64);

impl Shuffle {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}

/// What a question is asked beside.
#[derive(Clone, Copy)]
enum Shown<'a> {
    Nothing,
    Lanes,
    /// The lanes around a moment of the run.
    Mark(&'a Moment),
}

/// The questions of a lesson with their answers in the order that `seed` decides. `traces` are those of the
/// runs, by name.
pub fn questions(
    lesson: &Lesson,
    seed: u64,
    runs: &dyn Runs,
    traces: &BTreeMap<String, Trace>,
) -> Vec<Question> {
    let mut random = Shuffle(seed);
    let quizzes = lesson.predict.iter().map(|quiz| (quiz, Shown::Nothing));
    let quizzes = quizzes.chain([(&lesson.see, Shown::Lanes)]);
    let investigated = lesson.investigate.iter();
    let quizzes = quizzes.chain(investigated.map(|task| (&task.quiz, Shown::Mark(&task.moment))));
    quizzes
        .map(|(quiz, shown)| Question {
            lanes: traces.get(&quiz.run).and_then(|trace| lanes(trace, shown)),
            ..question(lesson, quiz, &mut random, runs)
        })
        .collect()
}

fn question(lesson: &Lesson, quiz: &Quiz, random: &mut Shuffle, runs: &dyn Runs) -> Question {
    let mut order: Vec<usize> = (0..quiz.answers.len()).collect();
    for at in (1..order.len()).rev() {
        let other = random.next() % (at as u64 + 1);
        order.swap(at, other as usize);
    }
    let answers = order.iter().map(|at| &quiz.answers[*at]);
    let run = lesson.run(&quiz.run);
    let conditions = |run: &NamedRun| {
        let cores = run.settings.cores;
        let plural = if cores == 1 { "" } else { "s" };
        let runtime = &run.settings.runtime;
        format!("{}: {runtime}, {cores} core{plural}", run.title)
    };
    Question {
        text: plain(&quiz.question, runs),
        program: run.map_or_else(String::new, |run| run.settings.program.clone()),
        run: run.map_or_else(String::new, conditions),
        lanes: None,
        answers: answers.clone().map(|a| plain(&a.text, runs)).collect(),
        right: answers.clone().position(|a| a.right).unwrap_or(0),
        misconceptions: answers.map(|a| a.misconception.map(|m| m.tag)).collect(),
    }
}

/// Columns of the lanes themselves: with the names before them a sheet of paper has room for them.
const WIDTH: usize = 62;

/// Such a part of the run is shown on either side of a mark.
const AROUND: u64 = 12;

/// The lanes as letters, what the letters mean, and the mark.
fn lanes(trace: &Trace, shown: Shown<'_>) -> Option<String> {
    let whole = Window::new(VirtualTime::ZERO, trace.end());
    let (window, mark) = match shown {
        Shown::Nothing => return None,
        Shown::Lanes => (whole, None),
        Shown::Mark(moment) => {
            let at = moment.find(trace)?;
            let around = VirtualDuration((trace.end().0 / AROUND).max(1));
            let start = VirtualTime(at.0.saturating_sub(around.0));
            let end = (at + around).min(trace.end());
            (Window::new(start, end), Some(at))
        }
    };
    let mut text = trace::ascii(trace, window, WIDTH);
    text.push('\n');
    if let Some(at) = mark {
        let names = text.find('|').unwrap_or(0) + 1;
        let length = (window.end.0 - window.start.0).max(1);
        let column = (at.0 - window.start.0) * WIDTH as u64 / length;
        let indent = names + (column as usize).min(WIDTH - 1);
        text.push_str(&format!("{:indent$}^ the mark, {at}\n", ""));
    }
    let used = |lane: &&Lane| {
        let letter = lane.letter();
        let mut rows = text.lines().filter_map(|line| line.split('|').nth(1));
        letter != ' ' && rows.any(|row| row.contains(letter))
    };
    let legend = Lane::ALL.iter().filter(used);
    let legend: Vec<String> = legend
        .map(|lane| format!("{} {}", lane.letter(), lane.word()))
        .collect();
    Some(format!("{text}{}\n", legend.join(", ")))
}
