//! Owns schedules as data and as text. `gs1:cpython-3.14:4:3f2a9c1e:1@7=2,2@9=0` is: format 1; runtime;
//! cores; fingerprint of the program's text; then, in order, where the run differs from one that nobody
//! interferes with: at thread 1's 7th point thread 2 goes on, at thread 2's 9th the main thread.
//! Owns no running.

use std::fmt;
use std::str::FromStr;

use super::Point;
use crate::base::ThreadId;

/// What a schedule of this format begins with.
const FORMAT: &str = "gs1";

/// At most this many turns are read from a text.
const LONGEST: usize = 100_000;

/// Who goes on at a point, where it is not who would by itself.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Turn {
    /// Whose point.
    pub thread: ThreadId,
    /// Its how manyth.
    pub number: u32,
    pub to: ThreadId,
}

/// Everything a run needs beside the program to be repeated exactly.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Schedule {
    pub runtime: String,
    pub cores: u16,
    /// Of the program's text.
    pub fingerprint: u32,
    pub turns: Vec<Turn>,
}

/// Where a schedule and a program part.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fault {
    /// The thread cannot go on there.
    CannotGoOn(Turn),
    /// The run ended before.
    NeverReached(Turn),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::CannotGoOn(turn) | Self::NeverReached(turn)) = self;
        let Turn { thread, number, to } = turn;
        write!(f, "the schedule does not fit this program: ")?;
        match self {
            Self::CannotGoOn(_) => write!(
                f,
                "at point {number} of thread {} thread {} cannot go on ({turn})",
                thread.0, to.0
            ),
            Self::NeverReached(_) => write!(
                f,
                "thread {} never comes to its point {number} ({turn})",
                thread.0
            ),
        }
    }
}

impl fmt::Display for Turn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}={}", self.thread.0, self.number, self.to.0)
    }
}

impl Turn {
    /// Whether it is about this point.
    pub(super) fn is_at(&self, point: &Point) -> bool {
        (self.thread, self.number) == (point.thread, point.number)
    }
}

impl fmt::Display for Schedule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            runtime,
            cores,
            fingerprint,
            turns,
        } = self;
        write!(f, "{FORMAT}:{runtime}:{cores}:{fingerprint:08x}:")?;
        for (index, turn) in turns.iter().enumerate() {
            let comma = if index == 0 { "" } else { "," };
            write!(f, "{comma}{turn}")?;
        }
        Ok(())
    }
}

impl FromStr for Schedule {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let parts: Vec<&str> = text.trim().split(':').collect();
        let &[format, runtime, cores, fingerprint, turns] = parts.as_slice() else {
            return Err(format!(
                "a schedule looks like {FORMAT}:cpython-3.14:4:3f2a9c1e:1@7=2 (it is what `gilscope \
                 explore` prints)"
            ));
        };
        if format != FORMAT {
            return Err(format!(
                "this schedule has format `{format}`; this gilscope reads {FORMAT}"
            ));
        }
        let cores = cores
            .parse()
            .ok()
            .filter(|cores| (1..=64).contains(cores))
            .ok_or_else(|| format!("`{cores}` is no number of cores from 1 to 64"))?;
        let fingerprint = u32::from_str_radix(fingerprint, 16)
            .map_err(|_| format!("`{fingerprint}` is no fingerprint of a program"))?;
        let turns = turns.split(',').filter(|turn| !turn.is_empty());
        let turns: Vec<Turn> = turns.map(turn).collect::<Result<_, _>>()?;
        if turns.len() > LONGEST {
            return Err(format!("a schedule has at most {LONGEST} turns"));
        }
        Ok(Self {
            runtime: runtime.to_owned(),
            cores,
            fingerprint,
            turns,
        })
    }
}

fn turn(text: &str) -> Result<Turn, String> {
    let parts = text.split_once('@').and_then(|(thread, rest)| {
        rest.split_once('=')
            .map(|(number, to)| (thread, number, to))
    });
    let read = parts.and_then(|(thread, number, to)| {
        Some(Turn {
            thread: ThreadId(thread.parse().ok()?),
            number: number.parse().ok()?,
            to: ThreadId(to.parse().ok()?),
        })
    });
    read.ok_or_else(|| format!("`{text}` is no turn; one looks like 1@7=2"))
}

/// Of a program's text: another text has another one, but for one in four billion (FNV-1a).
pub fn fingerprint(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_is_read_back_as_it_was_written() {
        for text in [
            "gs1:cpython-3.14:4:3f2a9c1e:1@7=2,2@9=0",
            "gs1:cpython-3.14t:64:00000001:",
        ] {
            let schedule: Schedule = text.parse().expect("it is one");
            assert_eq!(schedule.to_string(), text);
        }
    }

    #[test]
    fn what_is_no_schedule_is_told_apart() {
        let wrong = |text: &str| text.parse::<Schedule>().expect_err("it is none");
        assert!(wrong("").contains("looks like"));
        assert!(wrong("gs2:cpython-3.14:4:0:").contains("format `gs2`"));
        assert!(wrong("gs1:cpython-3.14:65:0:").contains("cores"));
        assert!(wrong("gs1:cpython-3.14:4:xyz:").contains("fingerprint"));
        assert!(wrong("gs1:cpython-3.14:4:0:1@2").contains("`1@2` is no turn"));
    }

    #[test]
    fn another_text_has_another_fingerprint() {
        assert_ne!(fingerprint("x = 1\n"), fingerprint("x = 2\n"));
        assert_eq!(fingerprint(""), 0x811c_9dc5);
    }
}
