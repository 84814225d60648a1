//! Owns the module `native`: it stands for an extension that the program's author has written in Rust,
//! with functions that keep the lock, that let go of it, and that put threads of their own to work. It is
//! marked as able to do without the GIL. The same extension for a real Python is in `native/lib.rs`, a
//! stand-in in plain Python in `native/native.py`.

use std::sync::Arc;

use crate::base::{ObjId, VirtualDuration};
use crate::vm::cx::Cx;
use crate::vm::memory::Memory;
use crate::vm::native::{Args, Ask, Done, Flow, NativeDef, NativeResult, Raise, Task};
use crate::vm::types::str_search::{is_space, words};
use crate::vm::value::Value;

use super::kit::{self, Signature};

/// From CPython into Rust and back: PyO3's conversion of the arguments and of the result.
pub(super) const CALL: u32 = 90_000;

/// A byte of text, split at white space and compared with a word: 0.59 ns (rustc 1.95 -O, on the machine
/// that all costs were measured on; the same text in `str.split` and `list.count` takes ten times as long).
const BYTE: u64 = 590;

/// Threads that one call may start.
const MOST_THREADS: i64 = 64;

pub(in crate::stdlib) fn natives<M: Memory>() -> &'static [NativeDef<M>] {
    const {
        &[
            NativeDef::new("word_count", word_count).cost(CALL),
            NativeDef::new("word_count_detached", word_count_detached).cost(CALL),
            NativeDef::new("word_count_parallel", word_count_parallel).cost(CALL),
            NativeDef::new("fetch", |cx, args| fetch(cx, args, "fetch", false)).cost(CALL),
            NativeDef::new("fetch_detached", |cx, args| {
                fetch(cx, args, "fetch_detached", true)
            })
            .cost(CALL),
        ]
    }
}

pub(in crate::stdlib) fn setup<M: Memory>(cx: &mut Cx<'_, M>, module: ObjId) -> Result<(), Raise> {
    let text = "Stands for an extension of your own, written in Rust with PyO3.";
    kit::set_str(cx, module, "__doc__", text);
    Ok(())
}

fn count(text: &str, word: &str) -> i64 {
    words(text).filter(|found| *found == word).count() as i64
}

fn text<M: Memory>(cx: &mut Cx<'_, M>, name: &str, value: Value) -> Result<Arc<str>, Raise> {
    match cx.text(value) {
        Some(text) => Ok(text),
        None => {
            let class = cx.type_name(value);
            Err(cx.type_error(format!(
                "argument '{name}': '{class}' object is not an instance of 'str'"
            )))
        }
    }
}

/// `word_count(text, word)`: keeps the lock from its beginning to its end.
pub(super) fn word_count<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    counted(cx, args, "word_count", false)
}

/// `word_count_detached(text, word)`: `Python::detach`, which was `allow_threads`, around the counting.
fn word_count_detached<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    counted(cx, args, "word_count_detached", true)
}

fn counted<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    name: &'static str,
    releases_gil: bool,
) -> NativeResult<M> {
    let signature: Signature<2> = Signature::function(name, ["text", "word"], 2);
    let [all, word] = signature.bind(cx, &args)?;
    let (all, word) = (text(cx, "text", all)?, text(cx, "word", word)?);
    let task = Task::new(move || {
        let found = count(&all, &word);
        (Done::Int(found), all.len() as u64 * BYTE)
    });
    Flow::ask(Ask::Compute { task, releases_gil })
}

/// `word_count_parallel(text, word, threads)`: detached, with the text cut into as many pieces as threads,
/// each counted by a thread of its own.
fn word_count_parallel<M: Memory>(cx: &mut Cx<'_, M>, args: Args<'_>) -> NativeResult<M> {
    const SIGNATURE: Signature<3> =
        Signature::function("word_count_parallel", ["text", "word", "threads"], 3);
    let [all, word, threads] = SIGNATURE.bind(cx, &args)?;
    let (all, word) = (text(cx, "text", all)?, text(cx, "word", word)?);
    let threads = kit::index(cx, threads)?;
    if !(1..=MOST_THREADS).contains(&threads) {
        return Err(cx.value_error(format!("threads must be 1 to {MOST_THREADS}")));
    }
    let task = |piece: &str| {
        let (piece, word) = (piece.to_owned(), word.clone());
        Task::new(move || {
            let found = count(&piece, &word);
            (Done::Int(found), piece.len() as u64 * BYTE)
        })
    };
    let tasks: Vec<Task> = pieces(&all, threads as usize)
        .into_iter()
        .map(task)
        .collect();
    Flow::ask(Ask::Crew {
        tasks: tasks.into(),
    })
}

/// The text in so many pieces of about the same length, cut between words.
fn pieces(text: &str, count: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = text;
    for left in (1..=count).rev() {
        let at = rest.len() / left;
        let at = rest.ceil_char_boundary(at);
        let cut = rest[at..].find(is_space).map_or(rest.len(), |end| at + end);
        let (piece, behind) = rest.split_at(if left == 1 { rest.len() } else { cut });
        pieces.push(piece);
        rest = behind;
    }
    pieces
}

/// `fetch(seconds)`: waits for a server that answers after so long, as bindings do that were written by
/// somebody who did not think of threads; `fetch_detached(seconds)` lets go of the lock first.
pub(super) fn fetch<M: Memory>(
    cx: &mut Cx<'_, M>,
    args: Args<'_>,
    name: &'static str,
    releases_gil: bool,
) -> NativeResult<M> {
    let signature: Signature<1> = Signature::function(name, ["seconds"], 1);
    let [seconds] = signature.bind(cx, &args)?;
    let seconds = kit::float(cx, seconds)?;
    if !(0.0..1e9).contains(&seconds) {
        return Err(cx.value_error("seconds must not be negative"));
    }
    Flow::ask(Ask::Wait {
        time: VirtualDuration::from_nanos((seconds * 1e9) as u64),
        releases_gil,
        result: Value::None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_cut_between_words_and_lose_none() {
        for text in [
            "",
            "a",
            "one two three four five six seven",
            "  x\n\ny ä öö ",
            "noblank",
        ] {
            for n in 1..9 {
                let pieces = pieces(text, n);
                assert_eq!(pieces.len(), n);
                assert_eq!(pieces.concat(), text);
                for word in ["one", "öö", "x", "noblank"] {
                    let parts: i64 = pieces.iter().map(|piece| count(piece, word)).sum();
                    assert_eq!(parts, count(text, word), "{text:?} in {n} pieces");
                }
            }
        }
    }
}
