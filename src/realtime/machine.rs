//! Owns what is known of this machine: how many cores the process may use, which one a thread is on, how
//! long it was on one, how busy the machine is and how evenly it keeps time. Owns no run.

use std::fmt;
use std::time::Duration;

use super::clock::Clock;
use crate::base::{CoreId, VirtualTime};

/// Cores that this process may use; at most what a trace can show.
pub fn cores() -> u16 {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    cores.min(64) as u16
}

/// Whether the operating system says which core a thread is on.
pub const KNOWS_CORES: bool = cfg!(target_os = "linux");

#[cfg(target_os = "linux")]
pub(super) fn current_core() -> CoreId {
    CoreId(rustix::thread::sched_getcpu() as u16)
}

/// Nanoseconds that the calling thread has been on a core; where the operating system does not say, as if it
/// had been on one all the time since the run began.
#[cfg(target_os = "linux")]
pub(super) fn time_on_core(_now: VirtualTime) -> u64 {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    time.tv_sec as u64 * 1_000_000_000 + time.tv_nsec as u64
}

#[cfg(not(target_os = "linux"))]
pub(super) fn current_core() -> CoreId {
    CoreId(0)
}

#[cfg(not(target_os = "linux"))]
pub(super) fn time_on_core(now: VirtualTime) -> u64 {
    now.nanos()
}

/// What a run was measured on.
#[derive(Clone, Copy, Debug)]
pub struct Machine {
    pub cores: u16,
    /// Programs that wanted a core at the same time, on average over the last minute, when the operating
    /// system says so.
    pub load: Option<f64>,
    /// How much longer than the fastest the median of equal pieces of work took, in thousandths.
    pub noise_permille: u64,
}

impl Machine {
    /// Looks at the machine; takes about 30 ms.
    pub fn measured() -> Self {
        Self {
            cores: cores(),
            load: load(),
            noise_permille: noise(),
        }
    }

    /// Whether programs beside this one leave it too few cores to show parallelism.
    pub fn is_busy(&self) -> bool {
        self.load
            .is_some_and(|load| load > f64::from(self.cores) * 0.75)
    }

    /// What the numbers of such a machine cannot show, in two words and in a sentence.
    pub fn caution(&self) -> Option<(&'static str, &'static str)> {
        if self.cores < 2 {
            Some((
                "one core",
                "This machine gives gilscope one core: no two threads can run at the same time here, with \
                 a GIL or without.",
            ))
        } else if self.is_busy() {
            Some((
                "busy machine",
                "Other programs keep this machine's cores busy: threads may wait for a core, and times \
                 say little.",
            ))
        } else {
            None
        }
    }
}

/// `2 cores, load 0.31, noise 4.0 %`
impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let plural = if self.cores == 1 { "" } else { "s" };
        write!(f, "{} core{plural}", self.cores)?;
        if let Some(load) = self.load {
            write!(f, ", load {load:.2}")?;
        }
        let permille = self.noise_permille;
        write!(f, ", noise {}.{} %", permille / 10, permille % 10)
    }
}

fn load() -> Option<f64> {
    let text = std::fs::read_to_string("/proc/loadavg").ok()?;
    text.split_whitespace().next()?.parse().ok()
}

/// Equal pieces of work, each a millisecond or so.
fn noise() -> u64 {
    const PIECES: usize = 21;
    let clock = Clock::start();
    let mut times: Vec<u64> = (0..PIECES)
        .map(|_| {
            let begin = clock.now();
            let mut x = 1_u64;
            for round in 0..600_000_u64 {
                x = std::hint::black_box(
                    x.wrapping_mul(6_364_136_223_846_793_005)
                        .wrapping_add(round),
                );
            }
            std::hint::black_box(x);
            clock.now().since(begin).nanos()
        })
        .collect();
    times.sort_unstable();
    let (best, median) = (times[0].max(1), times[PIECES / 2]);
    (median - best) * 1000 / best
}

/// Lets the calling thread rest; for whoever only watches a run.
#[expect(
    clippy::disallowed_methods,
    reason = "a real run takes place in real time"
)]
pub fn rest(time: Duration) {
    std::thread::sleep(time);
}
