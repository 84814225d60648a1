//! Owns one track: what a thread, lock or core was at every moment, as slices, with running totals per
//! class, so that a question about a window costs a few binary searches however many slices it spans.
//! Owns no meaning: a class is whatever the caller draws (a lane, a holder, an occupant).

use std::collections::BTreeMap;

use smallvec::SmallVec;

use crate::base::{VirtualDuration, VirtualTime};

/// A half-open range of virtual time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Window {
    pub start: VirtualTime,
    pub end: VirtualTime,
}

impl Window {
    pub const fn new(start: VirtualTime, end: VirtualTime) -> Self {
        Self { start, end }
    }

    pub const fn length(self) -> VirtualDuration {
        self.end.since(self.start)
    }

    /// Where column `index` of `columns` begins.
    pub fn column(self, index: usize, columns: usize) -> VirtualTime {
        let offset = u128::from(self.length().nanos()) * index as u128 / columns.max(1) as u128;
        self.start + VirtualDuration(offset as u64)
    }

    /// The column that a moment falls in; `None` outside.
    pub fn column_of(self, at: VirtualTime, columns: usize) -> Option<usize> {
        if at < self.start || at >= self.end {
            return None;
        }
        let offset = u128::from(at.since(self.start).nanos()) * columns as u128;
        Some((offset / u128::from(self.length().nanos())) as usize)
    }
}

/// What a column of the screen shows of a track: the class that fills most of it, and the shares.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Column<C> {
    pub dominant: C,
    /// Shares in thousandths of the column, largest first; a class that has less than one is left out.
    /// Adds up to about 1000.
    pub mix: SmallVec<[(C, u16); 3]>,
}

/// From `start` on the track is `class`, until `end` (the trace's end when nothing follows).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Slice<C> {
    pub start: VirtualTime,
    pub end: VirtualTime,
    pub class: C,
}

/// One stay in a class, and how long the track had been in that class before it.
#[derive(Clone, Copy, Debug)]
struct Stay {
    start: VirtualTime,
    end: VirtualTime,
    before: VirtualDuration,
}

/// A history of classes.
#[derive(Clone, Debug)]
pub struct Track<C> {
    slices: Vec<(VirtualTime, C)>,
    stays: BTreeMap<C, Vec<Stay>>,
}

impl<C: Copy + Ord> Default for Track<C> {
    fn default() -> Self {
        Self {
            slices: Vec::new(),
            stays: BTreeMap::new(),
        }
    }
}

impl<C: Copy + Ord> Track<C> {
    /// From `at` on the track is `class`. A class that lasted no time at all leaves no slice.
    pub(super) fn set(&mut self, at: VirtualTime, class: C) {
        match self.slices.last() {
            Some((_, last)) if *last == class => return,
            Some((start, _)) if *start == at => self.undo(),
            Some(_) => self.close(at),
            None => {}
        }
        if self.slices.last().is_some_and(|(_, last)| *last == class) {
            self.reopen(class);
            return;
        }
        self.slices.push((at, class));
        let stays = self.stays.entry(class).or_default();
        let before = stays
            .last()
            .map_or(VirtualDuration::ZERO, |s| s.before + s.end.since(s.start));
        stays.push(Stay {
            start: at,
            end: VirtualTime::NEVER,
            before,
        });
    }

    fn undo(&mut self) {
        if let Some((_, class)) = self.slices.pop() {
            let stays = self.stays.entry(class).or_default();
            stays.pop();
            if stays.is_empty() {
                self.stays.remove(&class);
            }
        }
    }

    fn close(&mut self, at: VirtualTime) {
        if let Some(stay) = self.open_stay() {
            stay.end = at;
        }
    }

    fn reopen(&mut self, class: C) {
        if let Some(stay) = self.stays.get_mut(&class).and_then(|s| s.last_mut()) {
            stay.end = VirtualTime::NEVER;
        }
    }

    fn open_stay(&mut self) -> Option<&mut Stay> {
        let (_, class) = self.slices.last()?;
        self.stays.get_mut(class)?.last_mut()
    }

    /// The index of the slice that a moment falls in.
    fn index(&self, t: VirtualTime) -> Option<usize> {
        self.slices
            .partition_point(|(start, _)| *start <= t)
            .checked_sub(1)
    }

    /// The class at a moment; `None` before the track begins.
    pub fn at(&self, t: VirtualTime) -> Option<C> {
        Some(self.slices[self.index(t)?].1)
    }

    /// The slice that a moment falls in.
    pub fn slice_at(&self, t: VirtualTime) -> Option<Slice<C>> {
        Some(self.slice(self.index(t)?))
    }

    fn slice(&self, index: usize) -> Slice<C> {
        let (start, class) = self.slices[index];
        let end = self
            .slices
            .get(index + 1)
            .map_or(VirtualTime::NEVER, |(next, _)| *next);
        Slice { start, end, class }
    }

    /// The slices that touch a window, in order. The last one's end is `NEVER` while it is open.
    pub fn slices(&self, window: Window) -> impl Iterator<Item = Slice<C>> + '_ {
        let first = self.index(window.start).unwrap_or(0);
        (first..self.slices.len())
            .map(|index| self.slice(index))
            .take_while(move |slice| slice.start < window.end)
    }

    /// Number of slices.
    pub fn len(&self) -> usize {
        self.slices.len()
    }

    pub fn is_empty(&self) -> bool {
        self.slices.is_empty()
    }

    /// How long, before `until`, the track was in a class.
    pub fn total(&self, class: C, until: VirtualTime) -> VirtualDuration {
        let Some(stays) = self.stays.get(&class) else {
            return VirtualDuration::ZERO;
        };
        match stays.partition_point(|stay| stay.start < until) {
            0 => VirtualDuration::ZERO,
            n => {
                let stay = stays[n - 1];
                stay.before + stay.end.min(until).since(stay.start)
            }
        }
    }

    /// How long the track was in a class inside a window.
    pub fn total_in(&self, class: C, window: Window) -> VirtualDuration {
        let before = self.total(class, window.start).nanos();
        VirtualDuration(self.total(class, window.end).nanos() - before)
    }

    /// Every class the track was ever in.
    pub fn classes(&self) -> impl Iterator<Item = C> + '_ {
        self.stays.keys().copied()
    }

    /// The window in `columns` equal parts; `None` where the track has not begun or lies past `known`.
    pub fn columns(
        &self,
        window: Window,
        columns: usize,
        known: VirtualTime,
    ) -> Vec<Option<Column<C>>> {
        (0..columns)
            .map(|i| {
                let start = window.column(i, columns);
                let end = window.column(i + 1, columns).min(known);
                if start > known || (start == known && i > 0) {
                    return None;
                }
                self.column(Window::new(start, end))
            })
            .collect()
    }

    fn column(&self, part: Window) -> Option<Column<C>> {
        let first = match self.index(part.start) {
            Some(index) => index,
            None if self.slices.first()?.0 < part.end => 0,
            None => return None,
        };
        let slice = self.slice(first);
        if slice.end >= part.end {
            let mix = SmallVec::from_slice(&[(slice.class, 1000)]);
            let dominant = slice.class;
            return Some(Column { dominant, mix });
        }
        let last = self.index(VirtualTime(part.end.nanos().saturating_sub(1)))?;
        let candidates = self.candidates(first, last);
        let length = part.length().nanos().max(1);
        let mut mix: SmallVec<[(C, u16); 3]> = candidates
            .into_iter()
            .map(|class| (class, self.total_in(class, part).nanos() * 1000 / length))
            .filter(|(_, share)| *share > 0)
            .map(|(class, share)| (class, share as u16))
            .collect();
        mix.sort_by_key(|(class, share)| (std::cmp::Reverse(*share), *class));
        let dominant = mix.first().map_or(slice.class, |(class, _)| *class);
        Some(Column { dominant, mix })
    }

    /// The classes worth measuring between two slices: all of them when they are few, otherwise those
    /// met at evenly spaced slices (of ten thousand threads on one core no column can show more).
    fn candidates(&self, first: usize, last: usize) -> SmallVec<[C; 16]> {
        const SAMPLES: usize = 16;
        let mut found: SmallVec<[C; 16]> = SmallVec::new();
        if self.stays.len() <= SAMPLES {
            found.extend(self.stays.keys().copied());
            return found;
        }
        let span = last - first;
        for sample in 0..SAMPLES.min(span + 1) {
            let class = self.slices[first + span * sample / SAMPLES.min(span + 1).max(1)].1;
            if !found.contains(&class) {
                found.push(class);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn track(changes: &[(u64, char)]) -> Track<char> {
        let mut track = Track::default();
        for (at, class) in changes {
            track.set(VirtualTime(*at), *class);
        }
        track
    }

    fn picture(track: &Track<char>, end: u64, columns: usize) -> String {
        let window = Window::new(VirtualTime(0), VirtualTime(end));
        let columns = track.columns(window, columns, VirtualTime(end));
        columns
            .iter()
            .map(|c| c.as_ref().map_or('?', |c| c.dominant))
            .collect()
    }

    #[test]
    fn a_column_shows_what_fills_most_of_it() {
        let t = track(&[(0, 'a'), (10, 'b'), (14, 'a'), (30, 'c')]);
        assert_eq!(picture(&t, 40, 4), "aaac");
        assert_eq!(picture(&t, 40, 8), "aabaaacc");
    }

    #[test]
    fn totals_are_those_of_a_walk_over_all_slices() {
        let mut changes = Vec::new();
        let mut at = 3;
        for step in 0..500u64 {
            changes.push((at, ['a', 'b', 'c', 'b'][(step * 7 % 4) as usize]));
            at += step * 13 % 11;
        }
        let t = track(&changes);
        for until in [0, 3, 4, 100, 999, 2000, 5000] {
            for class in ['a', 'b', 'c'] {
                let walked = (0..until)
                    .filter(|now| t.at(VirtualTime(*now)) == Some(class))
                    .count() as u64;
                assert_eq!(
                    t.total(class, VirtualTime(until)).nanos(),
                    walked,
                    "{class} until {until}"
                );
            }
        }
    }

    #[test]
    fn what_lasts_no_time_leaves_no_slice() {
        let t = track(&[(0, 'a'), (5, 'b'), (5, 'a'), (9, 'c')]);
        assert_eq!(t.len(), 2);
        assert_eq!(t.total('a', VirtualTime(9)).nanos(), 9);
        assert_eq!(t.total('b', VirtualTime(9)).nanos(), 0);
    }
}
