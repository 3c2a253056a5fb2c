//! The machine on which something was measured.

use serde::Serialize;

/// Describes the machine, without naming it.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct Machine {
    pub(crate) os: &'static str,
    pub(crate) architecture: &'static str,
    pub(crate) cores: usize,
    /// Processes that wanted to run in the minute before; `None` where the system does not tell.
    pub(crate) load_before: Option<f64>,
    pub(crate) load_after: Option<f64>,
}

impl Machine {
    /// Looks at this machine.
    pub(crate) fn look() -> Self {
        Self {
            os: std::env::consts::OS,
            architecture: std::env::consts::ARCH,
            cores: std::thread::available_parallelism().map_or(1, std::num::NonZero::get),
            load_before: load(),
            load_after: None,
        }
    }

    /// Looks at the load again, after the measurement.
    pub(crate) fn look_again(&mut self) {
        self.load_after = load();
    }

    /// Tells whether others use the machine, before we do.
    pub(crate) fn is_busy(&self) -> bool {
        self.load_before.is_some_and(|load| load > 0.5)
    }
}

/// Reads the load average of a minute (proc_loadavg(5)).
fn load() -> Option<f64> {
    std::fs::read_to_string("/proc/loadavg").ok()?.split_whitespace().next()?.parse().ok()
}
