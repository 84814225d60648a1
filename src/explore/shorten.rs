//! Owns making a failing schedule short: turns that it fails without are left out.

use super::runs::{Ending, Failure, Start};
use crate::sim::policy::Turn;

/// Runs that are spent on it at most.
const TRIES: usize = 400;

/// A failing schedule from which no turn can be left out, as far as the tries go.
pub(super) fn shortened(start: &Start, failure: Failure, turns: &[Turn]) -> (Failure, Vec<Turn>) {
    let mut best = (failure, turns.to_vec());
    let mut tries = 0;
    let mut piece = (best.1.len() / 2).max(1);
    loop {
        let mut at = 0;
        let mut left_out = false;
        while at < best.1.len() && tries < TRIES {
            tries += 1;
            let mut fewer = best.1.clone();
            fewer.drain(at..(at + piece).min(fewer.len()));
            let ran = start.by_turns(&fewer);
            match ran.ending {
                Ending::Failed(failure) => {
                    let turns = ran.journal.turns();
                    left_out |= turns.len() < best.1.len();
                    best = (failure, turns);
                }
                _ => at += piece,
            }
        }
        if tries >= TRIES || piece == 1 && !left_out {
            return best;
        }
        if !left_out {
            piece = (piece / 2).max(1);
        }
    }
}
