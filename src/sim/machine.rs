//! Owns the numbers of the modelled machine and operating system (Linux on x86-64), each with what it
//! mirrors, and the seeded noise around them. Owns no rule: `cores` and `kernel` apply them.

use rand::{Rng, SeedableRng};
use rand_pcg::Pcg64Mcg;

use crate::base::VirtualDuration;

/// A scheduler tick (CONFIG_HZ=250): a running thread gives way to a waiting one at ticks only.
/// Measured: slices on one core are multiples of it.
pub(super) const TICK: VirtualDuration = VirtualDuration::from_millis(4);
/// A waking thread that used less than this since its last wake-up takes a core from one that
/// computes at once; others wait for the tick. (Linux: EEVDF lag; measured by 1 ms sleepers, who are
/// never late beside CPU-bound threads of other processes.)
pub(super) const INTERACTIVE: VirtualDuration = VirtualDuration::from_millis(1);
/// From a wake-up to running, on an idle core: measured dead times of GIL hand-offs are 2.8 µs when
/// the woken thread had slept a few µs only, 24 µs otherwise (an idle core in a sleep state).
pub(super) const WAKE_HOT: VirtualDuration = VirtualDuration::from_nanos(2_800);
pub(super) const WAKE_COLD: VirtualDuration = VirtualDuration::from_nanos(24_000);
/// How long a core, or a sleeper on it, counts as hot. Starting and joining threads, with sleeps of
/// some 100 µs between, costs only 5 µs more on two cores than on one: no deep sleep state yet.
pub(super) const HOT: VirtualDuration = VirtualDuration::from_micros(200);
/// A switch between two threads of a process, caches and branch predictors included.
pub(super) const CONTEXT_SWITCH: VirtualDuration = VirtualDuration::from_nanos(1_500);
/// How late clock_nanosleep(2) returns: timer slack 50 µs and the wake-up. Measured: `sleep(0.001)`
/// takes 1.066 ms, `sleep(0)` 66 µs.
pub(super) const SLEEP_SLACK: VirtualDuration = VirtualDuration::from_micros(65);
/// epoll_wait(2) of one descriptor, without waiting.
pub(super) const EPOLL: VirtualDuration = VirtualDuration::from_nanos(700);
/// How late a timed wait on a condition or semaphore returns. Measured: GIL slices of 5.07 ms.
pub(super) const WAIT_SLACK: VirtualDuration = VirtualDuration::from_micros(70);
/// Lock.acquire: a thread that has waited longer is handed the lock (lock.c: TIME_TO_BE_FAIR_NS).
pub(super) const TIME_TO_BE_FAIR: VirtualDuration = VirtualDuration::from_millis(1);
/// Starting a thread from native code: `std::thread::spawn` and `join` of an idle thread take 23 µs
/// together (rustc 1.95, Linux), the wake-up on another core among them.
pub(super) const NATIVE_THREAD: VirtualDuration = VirtualDuration::from_micros(12);
/// At most this far does one call of the interpreter run, so that limits and collections are seen to.
/// Counted on each thread's own clock: pausing a run does not move it.
pub(super) const CHUNK_PS: u64 = 2_000_000_000;
/// How far a free-threaded thread may run ahead of the others with what they cannot observe.
pub(super) const LOOKAHEAD: VirtualDuration = VirtualDuration::from_micros(50);

/// A system call that does little: two mode switches and a look-up (`os.getppid()` takes 0.2 µs).
pub(super) const SYSTEM_CALL: VirtualDuration = VirtualDuration::from_nanos(250);
/// From `kill` in one process until a thread that computes in another notices: an interrupt between
/// processors, the kernel's bookkeeping, and the C handler that sets a flag.
pub(super) const SIGNAL_LATENCY: VirtualDuration = VirtualDuration::from_micros(20);
/// In the parent: `fork` of a fresh interpreter. Measured on CPython 3.13: 223 to 365 µs; with a list
/// of a million strings (some 70 MB) 4.7 ms: page tables are copied, 63 µs for each MB.
const FORK: VirtualDuration = VirtualDuration::from_micros(290);
const FORK_PER_KIB: u64 = 61;
/// In the child: page faults of the first writes, `PyOS_AfterFork_Child`. Measured: `fork`, `_exit` and
/// `waitpid` together take 1.2 ms.
pub(super) const FORKED: VirtualDuration = VirtualDuration::from_micros(500);
/// In the parent: `fork_exec` of a new interpreter (vfork, so without copies).
pub(super) const EXEC: VirtualDuration = VirtualDuration::from_micros(700);
/// In the child: from `execve` to the first line of its program. Measured: `python3.13 -I -c pass` takes
/// 12 ms of processor time.
pub(super) const START_UP: VirtualDuration = VirtualDuration::from_millis(12);
/// In the parent: a message to the fork server and back, which forks an interpreter that is ready.
pub(super) const ASK_SERVER: VirtualDuration = VirtualDuration::from_micros(400);

/// `_interpreters.create('isolated')`. Measured on CPython 3.13: 5.7 ms, with the creator's GIL released.
pub(super) const INTERPRETER: VirtualDuration = VirtualDuration::from_micros(5_700);
/// `_interpreters.destroy`. Measured on CPython 3.13: 0.95 ms.
pub(super) const END_INTERPRETER: VirtualDuration = VirtualDuration::from_micros(950);
/// Into another interpreter, and out again: each half of what `_interpreters.exec(id, "pass")` takes,
/// measured on CPython 3.13 as 28 µs.
pub(super) const SWITCH_INTERPRETER: VirtualDuration = VirtualDuration::from_micros(14);

/// What `fork` costs the parent whose objects take so many bytes.
pub(super) fn fork(bytes: usize) -> VirtualDuration {
    FORK + VirtualDuration::from_nanos(bytes as u64 / 1024 * FORK_PER_KIB)
}

/// Copying bytes into or out of a pipe's buffer: `write` and `read` of 100 bytes take 2.7 µs together,
/// of 64 KiB some 20 µs each (pages are allocated and freed).
pub(super) fn pipe_copy(bytes: usize) -> VirtualDuration {
    VirtualDuration::from_nanos(800 + bytes as u64 * 3 / 10)
}

/// What an operating system decides differently each time, from one seed: three streams, so that
/// taking from one leaves the others as they are.
#[derive(Clone, Debug)]
pub(super) struct Noise {
    jitter: Option<Pcg64Mcg>,
    chance: Pcg64Mcg,
    entropy: Pcg64Mcg,
}

impl Noise {
    pub(super) fn new(seed: u64, on: bool) -> Self {
        let stream = |number: u64| {
            Pcg64Mcg::seed_from_u64(
                seed.wrapping_mul(0x9e37_79b9_7f4a_7c15)
                    .wrapping_add(number),
            )
        };
        Self {
            jitter: on.then(|| stream(1)),
            chance: stream(2),
            entropy: stream(3),
        }
    }

    /// A duration made shorter or longer by at most `permille` thousandths.
    pub(super) fn around(&mut self, d: VirtualDuration, permille: u64) -> VirtualDuration {
        let Some(random) = &mut self.jitter else {
            return d;
        };
        let spread = d.nanos() * permille / 1000;
        if spread == 0 {
            return d;
        }
        let offset = random.next_u64() % (2 * spread + 1);
        VirtualDuration(d.nanos() - spread + offset)
    }

    /// True in `permille` of 1000 cases.
    pub(super) fn chance(&mut self, permille: u32) -> bool {
        self.chance.next_u64() % 1000 < u64::from(permille)
    }

    /// 63 bits for `os.urandom` and the seed of `random`.
    pub(super) fn entropy(&mut self) -> i64 {
        (self.entropy.next_u64() >> 1) as i64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn without_noise_durations_are_exact_and_chance_is_still_seeded() {
        let mut quiet = Noise::new(1, false);
        let mut loud = Noise::new(1, true);
        assert_eq!(quiet.around(WAKE_COLD, 100), WAKE_COLD);
        let jittered: Vec<u64> = (0..50)
            .map(|_| loud.around(WAKE_COLD, 100).nanos())
            .collect();
        assert!(jittered.iter().all(|ns| (21_600..=26_400).contains(ns)));
        assert!(jittered.iter().any(|ns| *ns != WAKE_COLD.nanos()));
        let draws = |noise: &mut Noise| (0..1000).filter(|_| noise.chance(700)).count();
        let count = draws(&mut quiet);
        assert_eq!(count, draws(&mut loud));
        assert!((640..760).contains(&count), "{count}");
    }
}
