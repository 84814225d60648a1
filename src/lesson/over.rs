//! Owns questions about many runs at once: over seeds, over all schedules. What is asked, how the trials
//! go one after the other, and what they come to. Owns no running.

use std::collections::BTreeMap;
use std::fmt;

use super::facts::{RunFacts, Runs};
use super::goal::Expr;
use super::model::NamedRun;
use super::node::Node;
use super::runner::{Explored, Exploring};
use super::tries::Tries;
use super::value::Value;

/// How the single answers become one.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Quantifier {
    All,
    Some,
    /// In which part of the runs.
    Share,
}

/// Which runs are tried.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Domain {
    /// The run's own seed and the ones after it.
    Seeds(u32),
    /// Every schedule with up to so many preemptions.
    Schedules { preemptions: u32 },
    /// The run with another value of a constant: what is printed must be what was computed.
    Constant { name: String, value: String },
}

/// A condition asked of many runs.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Over {
    pub(super) quantifier: Quantifier,
    pub(super) domain: Domain,
    pub(super) body: Box<Node>,
    /// As it was written: what its verdict is filed under.
    pub(super) text: String,
}

impl Over {
    pub(super) fn value(&self, verdict: &Verdict) -> Value {
        match self.quantifier {
            Quantifier::All => Value::Truth(verdict.held == verdict.tried),
            Quantifier::Some => Value::Truth(verdict.held > 0),
            Quantifier::Share => {
                Value::Share(f64::from(verdict.held) / f64::from(verdict.tried.max(1)))
            }
        }
    }
}

/// What many runs have come to.
#[derive(Clone, PartialEq, Debug, Default)]
pub struct Verdict {
    /// The runs that the question speaks of.
    pub about: Vec<String>,
    pub tried: u32,
    pub held: u32,
    /// The seed of the first run that the condition does not hold in, and what was measured there.
    pub failing: Option<(u64, Vec<String>)>,
    /// What trying all schedules has come to, when that is what was asked.
    pub explored: Option<Result<Explored, String>>,
    /// The constant that was set for it, and its value.
    pub constant: Option<(String, String)>,
}

impl Verdict {
    /// Whether some schedules were left out, because there are too many.
    pub fn is_incomplete(&self) -> bool {
        matches!(&self.explored, Some(Ok(explored)) if explored.failing.is_none() && !explored.complete)
    }
}

/// `holds in 93 of 100 runs; not with seed 4: x.value(counter) = 187000`.
impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.explored {
            Some(Err(why)) => return f.write_str(why),
            Some(Ok(Explored {
                failing: Some(failing),
                ..
            })) => {
                return write!(
                    f,
                    "fails under a schedule: {} (`gilscope run FILE.py --schedule {}` shows it)",
                    failing.why, failing.schedule
                );
            }
            Some(Ok(explored)) if explored.complete => {
                return write!(f, "holds under all {} schedules", explored.schedules);
            }
            Some(Ok(explored)) => {
                return write!(
                    f,
                    "holds under {} schedules, and there are more",
                    explored.schedules
                );
            }
            None => {}
        }
        if let Some((name, value)) = &self.constant {
            let held = if self.held == self.tried {
                "holds"
            } else {
                "does not hold"
            };
            write!(f, "with `{name} = {value}` in the program it {held}")?;
            return match &self.failing {
                Some((_, measured)) if !measured.is_empty() => {
                    write!(f, ": {}", measured.join(", "))
                }
                _ => Ok(()),
            };
        }
        write!(f, "holds in {} of {} runs", self.held, self.tried)?;
        if let Some((seed, measured)) = &self.failing {
            write!(f, "; not with seed {seed}")?;
            if !measured.is_empty() {
                write!(f, ": {}", measured.join(", "))?;
            }
        }
        Ok(())
    }
}

/// The runs of an attempt that questions over many runs need, made one after the other.
#[derive(Debug)]
pub struct Trials {
    runs: Vec<NamedRun>,
    questions: Vec<Asked>,
}

#[derive(Debug)]
struct Asked {
    question: Over,
    verdict: Verdict,
    /// Schedules are being tried.
    exploring: Option<Box<dyn Exploring>>,
    /// A run had no end: another would keep everybody waiting as long.
    stopped: bool,
}

impl Asked {
    /// How many trials there are; all schedules are one.
    fn count(&self) -> u32 {
        match self.question.domain {
            Domain::Seeds(count) => count,
            Domain::Schedules { .. } | Domain::Constant { .. } => 1,
        }
    }

    fn is_done(&self) -> bool {
        self.stopped || self.verdict.tried >= self.count()
    }

    /// Whether more runs cannot change the answer.
    fn is_decided(&self) -> bool {
        let verdict = &self.verdict;
        self.is_done()
            || match self.question.quantifier {
                Quantifier::All => verdict.held < verdict.tried,
                Quantifier::Some => verdict.held > 0,
                Quantifier::Share => false,
            }
    }
}

impl Trials {
    /// What these expressions ask of many runs. `runs` are those that they may name.
    pub fn of<'e>(expressions: impl IntoIterator<Item = &'e Expr>, runs: &[NamedRun]) -> Self {
        let mut questions: Vec<Asked> = Vec::new();
        for expression in expressions {
            for over in expression.node.overs() {
                if !questions
                    .iter()
                    .any(|asked| asked.question.text == over.text)
                {
                    let about = over.body.runs().into_iter().map(str::to_owned);
                    questions.push(Asked {
                        question: over.clone(),
                        verdict: Verdict {
                            about: about.collect(),
                            constant: match &over.domain {
                                Domain::Constant { name, value } => {
                                    Some((name.clone(), value.clone()))
                                }
                                _ => None,
                            },
                            ..Verdict::default()
                        },
                        exploring: None,
                        stopped: false,
                    });
                }
            }
        }
        Self {
            runs: runs.to_vec(),
            questions,
        }
    }

    /// Whether every question has its answer.
    pub fn are_done(&self) -> bool {
        self.questions.iter().all(Asked::is_done)
    }

    /// Whether more runs cannot change any answer.
    pub fn are_decided(&self) -> bool {
        self.questions.iter().all(Asked::is_decided)
    }

    /// How many runs have been tried, of how many.
    pub fn progress(&self) -> (u32, u32) {
        let of = |asked: &Asked| (asked.verdict.tried, asked.count());
        let counts = self.questions.iter().map(of);
        counts.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1))
    }

    /// How many schedules have been tried, and with up to how many preemptions, when that is what is
    /// going on.
    pub fn schedules(&self) -> Option<(u64, u32)> {
        let exploring = self.questions.iter().find_map(|q| q.exploring.as_ref());
        exploring.map(|exploring| exploring.progress())
    }

    /// Makes the next trial: one run of every name that the question speaks of, with the next seed; or
    /// of the one under the next schedule.
    pub fn step(&mut self, tries: &mut Tries<'_>) {
        let questions = &mut self.questions;
        let undecided = questions.iter().position(|asked| !asked.is_decided());
        let next = undecided.or_else(|| questions.iter().position(|asked| !asked.is_done()));
        let Some(asked) = next.and_then(|at| questions.get_mut(at)) else {
            return;
        };
        match asked.question.domain {
            Domain::Seeds(_) | Domain::Constant { .. } => {
                trial(&self.runs, asked, &mut |run| tries.run(run))
            }
            Domain::Schedules { preemptions } => schedules(&self.runs, asked, preemptions, tries),
        }
    }

    /// What has been found so far, by question.
    pub fn verdicts(&self) -> BTreeMap<String, Verdict> {
        let of = |asked: &Asked| (asked.question.text.clone(), asked.verdict.clone());
        self.questions.iter().map(of).collect()
    }
}

/// Tries the next schedule of the run that the question is about.
fn schedules(runs: &[NamedRun], asked: &mut Asked, preemptions: u32, tries: &mut Tries<'_>) {
    let about = &asked.verdict.about;
    let run = runs.iter().find(|run| about.contains(&run.name));
    let run = run.or(runs.first());
    let stepped = match &mut asked.exploring {
        Some(exploring) => exploring.step().map_err(|error| error.to_string()),
        None => {
            let assertions = asked.question.body.assertions().unwrap_or_default();
            match run {
                Some(run) => tries.explore(run, preemptions, &assertions).map(|begun| {
                    asked.exploring = Some(begun);
                    None
                }),
                None => Err("there is no such run".to_owned()),
            }
        }
    };
    let mut explored = match stepped {
        Ok(None) => return,
        Ok(Some(explored)) => Ok(explored),
        Err(why) => Err(why),
    };
    if let (Ok(explored), Some(run)) = (&mut explored, run)
        && let Some(failing) = &mut explored.failing
    {
        tries.without_assertions(run, &mut failing.schedule);
    }
    let held = matches!(&explored, Ok(explored) if explored.failing.is_none());
    asked.exploring = None;
    asked.verdict.tried = 1;
    asked.verdict.held = u32::from(held);
    asked.verdict.explored = Some(explored);
}

fn trial(
    runs: &[NamedRun],
    asked: &mut Asked,
    make: &mut dyn FnMut(&NamedRun) -> Result<RunFacts, String>,
) {
    let offset = u64::from(asked.verdict.tried);
    let mut facts: BTreeMap<String, RunFacts> = BTreeMap::new();
    let mut seed = offset;
    let mut wrong = None;
    for run in runs
        .iter()
        .filter(|run| asked.verdict.about.contains(&run.name))
    {
        let mut run = run.clone();
        run.settings.seed = run.settings.seed.wrapping_add(offset);
        seed = run.settings.seed;
        if let Domain::Constant { name, value } = &asked.question.domain {
            run.settings.constants.retain(|(known, _)| known != name);
            run.settings.constants.push((name.clone(), value.clone()));
        }
        match make(&run) {
            Ok(found) => drop(facts.insert(run.name, found)),
            Err(why) => {
                wrong = Some(why);
                asked.stopped = true;
            }
        }
    }
    let held = match (&wrong, asked.question.body.value(&facts)) {
        (None, Ok(value)) => value == Value::Truth(true),
        (None, Err(failure)) => {
            wrong = Some(failure.to_string());
            false
        }
        (Some(_), _) => false,
    };
    let verdict = &mut asked.verdict;
    verdict.tried += 1;
    verdict.held += u32::from(held);
    if !held && verdict.failing.is_none() {
        let measured = match wrong {
            Some(why) => vec![why],
            None => asked.question.body.evidence(&facts),
        };
        verdict.failing = Some((seed, measured));
    }
}

/// The facts of single runs, and what many have come to.
#[derive(Clone, Copy, Debug)]
pub struct WithVerdicts<'a> {
    pub runs: &'a BTreeMap<String, RunFacts>,
    pub verdicts: &'a BTreeMap<String, Verdict>,
}

impl Runs for WithVerdicts<'_> {
    fn facts(&self, run: &str) -> Option<&RunFacts> {
        self.runs.get(run)
    }

    fn verdict(&self, question: &str) -> Option<&Verdict> {
        self.verdicts.get(question)
    }
}
