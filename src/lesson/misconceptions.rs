//! Owns the table of misconceptions that wrong answers are tagged with. Evidence for each is in the
//! course's design notes; a lesson names them by tag.

/// A belief that many students hold and that a run can refute.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Misconception {
    /// `M1` to `M30`.
    pub tag: &'static str,
    /// The belief, in the words of one who holds it.
    pub belief: &'static str,
}

macro_rules! misconceptions {
    ($($tag:literal $belief:literal)*) => {
        /// In order of their numbers.
        pub const MISCONCEPTIONS: &[Misconception] =
            &[$(Misconception { tag: $tag, belief: $belief }),*];
    };
}

misconceptions! {
    "M1" "The GIL makes my code thread-safe; x += 1 is atomic."
    "M2" "I ran it a hundred times and it was right, so it is safe."
    "M3" "A switch can happen between any two instructions of Python."
    "M4" "A lost update loses one increment."
    "M5" "Python threads are fake: green threads that the interpreter invents."
    "M6" "Threads are useless in Python."
    "M7" "More threads, or more cores, make it faster."
    "M8" "Threads make CPU-bound code much slower than running it in sequence."
    "M9" "A thread that sleeps or waits for I/O keeps the GIL."
    "M10" "A thread that does I/O is not affected by a CPU-bound thread next to it."
    "M11" "The switch interval is a guaranteed time slice, and the GIL a fair scheduler."
    "M12" "Calling C, C++, Rust or NumPy releases the GIL by itself."
    "M13" "Multiprocessing is always faster for CPU-bound work."
    "M14" "Child processes share my globals."
    "M15" "Free-threading makes everything faster."
    "M16" "Without a GIL, threads that share no data cannot slow each other down."
    "M17" "Removing the GIL does not change a program's results."
    "M18" "Without a GIL, dicts and lists get corrupted."
    "M19" "A subinterpreter is a thread, shares objects, and runs concurrently by itself."
    "M20" "A lock protects code, not data; two different locks for one object are fine."
    "M21" "Where a lock stands in the text, all is well: nothing else needs thought."
    "M22" "A deadlock crashes, or Python detects it, or the GIL prevents it."
    "M23" "Waiting uses the CPU, and an idle core means that something is broken."
    "M24" "The GIL is part of the Python language."
    "M25" "Threads that want the lock fight for it in a free-for-all scramble."
    "M26" "asyncio and JavaScript are parallel, or have no latency problem because they have no lock."
    "M27" "The system is clever: it sees what each thread needs, and arranges it."
    "M28" "With n cores a program gets n times faster."
    "M29" "start() returns when the work is done; run(), or start() and join() in one loop, is still parallel."
    "M30" "With Condition and Event an if is enough, and signals are remembered."
}

/// The misconception with this tag.
pub fn misconception(tag: &str) -> Option<&'static Misconception> {
    MISCONCEPTIONS.iter().find(|m| m.tag == tag)
}
