//! Owns a lesson as an exam: its questions on a sheet of paper, with the answers in an order that a number
//! decides, and the sheet of right answers. Owns no variant (that is `variant`).

use super::facts::Runs;
use super::markdown::plain;
use super::model::Lesson;
use super::quiz::Quiz;

/// One question on a sheet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    pub text: String,
    /// File name of the program that it is about.
    pub program: String,
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

/// The questions of a lesson with their answers in the order that `seed` decides.
pub fn questions(lesson: &Lesson, seed: u64, runs: &dyn Runs) -> Vec<Question> {
    let mut random = Shuffle(seed);
    let quizzes = lesson.predict.iter().chain([&lesson.see]);
    let quizzes = quizzes.chain(lesson.investigate.iter().map(|task| &task.quiz));
    quizzes
        .map(|quiz| question(lesson, quiz, &mut random, runs))
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
    Question {
        text: plain(&quiz.question, runs),
        program: run.map_or_else(String::new, |run| run.settings.program.clone()),
        answers: answers.clone().map(|a| plain(&a.text, runs)).collect(),
        right: answers.clone().position(|a| a.right).unwrap_or(0),
        misconceptions: answers.map(|a| a.misconception.map(|m| m.tag)).collect(),
    }
}
