//! The process group of a command.

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// Owns the process group of a running command and kills it when it is dropped before the command was reaped.
#[derive(Debug)]
pub(crate) struct Group {
    leader: Option<Pid>,
    reaped: bool,
}

impl Group {
    /// Takes over the group whose leader has this process id.
    pub(crate) fn new(leader: Option<u32>) -> Self {
        let leader = leader.and_then(|pid| i32::try_from(pid).ok()).and_then(Pid::from_raw);
        Self { leader, reaped: false }
    }

    /// Sends a signal to the leader alone.
    pub(crate) fn signal_leader(&self, signal: Signal) {
        if let Some(leader) = self.leader.filter(|_| !self.reaped) {
            // The only failure is that it has just ended, which is what a signal is for.
            kill_process(leader, signal).ok();
        }
    }

    /// Kills whatever is left of the group.
    pub(crate) fn kill(&self) {
        if let Some(leader) = self.leader {
            // No such group: nothing is left.
            kill_process_group(leader, Signal::KILL).ok();
        }
    }

    /// Notes that the leader has ended and was waited for.
    pub(crate) fn reaped(&mut self) {
        self.reaped = true;
    }
}

impl Drop for Group {
    fn drop(&mut self) {
        if !self.reaped {
            self.kill();
        }
    }
}
