//! Signals that were ignored before this process began.

use std::sync::atomic::AtomicBool;
use std::sync::{Arc, Once};

use signal_hook::consts::{SIGINT, SIGTERM};

/// Makes sure that commands can be stopped with SIGINT and SIGTERM.
///
/// A shell starts background jobs, and some CI runners start everything, with SIGINT ignored. A child inherits that, and then the one
/// SIGINT that is to end terraform in an orderly way does nothing. A signal that is handled here, if only by a flag that nobody reads,
/// is back at its default in a child (signal(7), execve(2)). For this process nothing changes: the signal still does nothing.
pub(crate) fn restore_in_children() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        for signal in [SIGINT, SIGTERM].into_iter().filter(|signal| ignores(*signal)) {
            // When it cannot be changed, SIGTERM and SIGKILL still come after the patience has passed.
            signal_hook::flag::register(signal, Arc::new(AtomicBool::new(false))).ok();
        }
    });
}

/// Tells whether this process ignores a signal, given by its number; `false` where that cannot be known.
///
/// Reads the mask in `/proc/self/status` (proc(5)). `nohup` starts a process with SIGHUP ignored, for example.
///
/// ```
/// assert!(!terraproof_terraform::ignores(9));
/// ```
#[must_use]
pub fn ignores(signal: i32) -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let mask = line.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0);
    (1..=64).contains(&signal) && mask & (1 << (signal - 1)) != 0
}
