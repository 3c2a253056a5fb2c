//! Identity of a process that survives the reuse of its number.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Names one process for good: its number, and when it started.
///
/// The start time is opaque text: on Linux the ticks since boot from field 22 of `/proc/<pid>/stat`, elsewhere what `ps -o lstart=` prints.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct ProcessId {
    /// The number of the process.
    pub pid: u32,
    /// When it started.
    pub start_time: String,
}

impl ProcessId {
    /// Identifies the process that runs under a number now; `None` if there is none, or if it has ended and only waits to be collected.
    #[must_use]
    pub fn of(pid: u32) -> Option<Self> {
        start_time(pid).map(|start_time| Self { pid, start_time })
    }

    /// Identifies the calling process.
    #[must_use]
    pub fn current() -> Self {
        let pid = std::process::id();
        Self::of(pid).unwrap_or(Self { pid, start_time: String::new() })
    }

    /// Tells whether this very process still runs.
    #[must_use]
    pub fn is_alive(&self) -> bool {
        start_time(self.pid).is_some_and(|start_time| start_time == self.start_time)
    }

    /// Sends it a signal, if it still runs.
    pub(crate) fn signal(&self, signal: rustix::process::Signal) {
        let pid = i32::try_from(self.pid).ok().and_then(rustix::process::Pid::from_raw);
        if let Some(pid) = pid.filter(|_| self.is_alive()) {
            // It may have ended since: then there is nothing left to do.
            rustix::process::kill_process(pid, signal).ok();
        }
    }
}

impl fmt::Display for ProcessId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.pid)
    }
}

#[cfg(target_os = "linux")]
fn start_time(pid: u32) -> Option<String> {
    parse_stat(&std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?)
}

/// Reads state (field 3) and start time (field 22). Field 2 is the program's name in parentheses, and may itself hold blanks and parentheses.
#[cfg(target_os = "linux")]
fn parse_stat(stat: &str) -> Option<String> {
    let mut fields = stat.rsplit_once(')')?.1.split_ascii_whitespace();
    let state = fields.next()?;
    if matches!(state, "Z" | "X" | "x") {
        return None;
    }
    fields.nth(18).map(str::to_owned)
}

#[cfg(not(target_os = "linux"))]
fn start_time(pid: u32) -> Option<String> {
    let output = std::process::Command::new("ps")
        .args(["-o", "stat=,lstart=", "-p", &pid.to_string()])
        .env("LC_ALL", "C")
        .output()
        .ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let (state, start_time) = text.trim().split_once(char::is_whitespace)?;
    (!state.starts_with('Z')).then(|| start_time.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_is_alive() {
        assert!(ProcessId::current().is_alive());
    }

    #[test]
    fn another_start_time_is_another_process() {
        let other = ProcessId { start_time: "1".to_owned(), ..ProcessId::current() };
        assert!(!other.is_alive());
    }

    #[test]
    fn a_process_that_ended_but_was_not_collected_is_dead() {
        let mut child = std::process::Command::new("cat").stdin(std::process::Stdio::piped()).spawn().unwrap();
        let id = ProcessId::of(child.id()).unwrap();
        assert!(id.is_alive());
        drop(child.stdin.take());
        let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
        while id.is_alive() {
            assert!(std::time::Instant::now() < deadline, "the process did not end");
            std::thread::yield_now();
        }
        child.wait().unwrap();
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_program_name_with_parentheses_does_not_shift_the_fields() {
        let stat = "42 (a) S (b) S 1 42 42 0 -1 4194304 1 0 0 0 0 0 0 0 20 0 1 0 777 0 0";
        assert_eq!(parse_stat(stat).as_deref(), Some("777"));
        assert_eq!(parse_stat(&stat.replace(") S 1", ") Z 1")), None);
    }
}
