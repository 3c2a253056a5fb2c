//! Who wrote an entry, told apart from a later process with the same pid.

use serde::{Deserialize, Serialize};

/// Identifies a process for as long as entries may live: pid, start time, boot and host.
///
/// A pid alone is reused within hours. The start time (clock ticks after boot, field 22 of `/proc/<pid>/stat`, see
/// proc(5)) tells two holders of one pid apart, the boot id two boots, the host two machines that share a home directory.
///
/// ```
/// use terraproof::ledger::Owner;
/// assert_eq!(Owner::this_process().is_alive(), Some(true));
/// ```
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Owner {
    /// Process id.
    pub pid: u32,
    /// When the process started, in the system's own unit; `0` where it is not known.
    pub start_time: u64,
    /// Which boot of the machine; empty where it is not known.
    pub boot_id: String,
    /// Name of the machine.
    pub host: String,
}

impl Owner {
    /// Identifies this process.
    #[must_use]
    pub fn this_process() -> Self {
        Self::of(std::process::id())
    }

    /// Identifies a process of this machine.
    #[must_use]
    pub fn of(pid: u32) -> Self {
        Self { pid, start_time: start_time(pid).unwrap_or(0), boot_id: boot_id(), host: host() }
    }

    /// Tells whether the process still lives; `None` when that cannot be known from this machine.
    #[must_use]
    pub fn is_alive(&self) -> Option<bool> {
        if self.host != host() {
            return None;
        }
        if !self.boot_id.is_empty() && self.boot_id != boot_id() {
            return Some(false);
        }
        match start_time(self.pid) {
            Some(start_time) => Some(self.start_time == 0 || start_time == self.start_time),
            None => Some(false),
        }
    }
}

fn host() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

#[cfg(target_os = "linux")]
fn boot_id() -> String {
    std::fs::read_to_string("/proc/sys/kernel/random/boot_id").map(|id| id.trim().to_owned()).unwrap_or_default()
}

#[cfg(target_os = "linux")]
fn start_time(pid: u32) -> Option<u64> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The command name may hold spaces and parentheses: fields are counted from the last `)`. A zombie has ended.
    let (_, rest) = stat.rsplit_once(')')?;
    let mut fields = rest.split_whitespace();
    let state = fields.next()?;
    if matches!(state, "Z" | "X") {
        return None;
    }
    fields.nth(18)?.parse().ok()
}

#[cfg(not(target_os = "linux"))]
fn boot_id() -> String {
    String::new()
}

#[cfg(not(target_os = "linux"))]
fn start_time(pid: u32) -> Option<u64> {
    let output = std::process::Command::new("ps").args(["-o", "lstart=", "-p", &pid.to_string()]).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (!text.is_empty()).then(|| text.bytes().fold(7, |hash: u64, byte| hash.wrapping_mul(31).wrapping_add(byte.into())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_process_with_the_same_pid_is_not_the_owner() {
        let mut owner = Owner::this_process();
        owner.start_time += 1;
        assert_eq!(owner.is_alive(), Some(false));
    }

    #[test]
    fn a_process_of_an_earlier_boot_is_dead() {
        let mut owner = Owner::this_process();
        owner.boot_id = "another".to_owned();
        assert_eq!(owner.is_alive(), Some(false));
    }

    #[test]
    fn a_process_of_another_machine_is_not_judged() {
        let mut owner = Owner::this_process();
        owner.host = "elsewhere".to_owned();
        assert_eq!(owner.is_alive(), None);
    }

    #[test]
    fn a_process_that_has_ended_is_dead() {
        let mut child = std::process::Command::new("true").spawn().unwrap();
        let owner = Owner::of(child.id());
        child.wait().unwrap();
        assert_eq!(owner.is_alive(), Some(false));
    }
}
