//! The ways in which a running test ends before its time.

use std::fmt;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process, kill_process_group};

/// Is one way to end a process.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Blow {
    Interrupt,
    InterruptTwice,
    Terminate,
    HangUp,
    Kill,
    KillGroup,
    StopThenKill,
}

impl Blow {
    pub(crate) const ALL: [Self; 7] = [
        Self::Interrupt,
        Self::InterruptTwice,
        Self::Terminate,
        Self::HangUp,
        Self::Kill,
        Self::KillGroup,
        Self::StopThenKill,
    ];

    /// Tells whether the process may clean up before it dies.
    pub(crate) fn is_orderly(self) -> bool {
        !matches!(self, Self::Kill | Self::KillGroup | Self::StopThenKill)
    }

    /// Returns the signal that the process dies of.
    pub(crate) fn signal(self) -> Signal {
        match self {
            Self::Interrupt | Self::InterruptTwice => Signal::INT,
            Self::Terminate => Signal::TERM,
            Self::HangUp => Signal::HUP,
            Self::Kill | Self::KillGroup | Self::StopThenKill => Signal::KILL,
        }
    }

    /// Deals it to the leader of a process group, which is not waited for: its pid cannot be reused.
    pub(crate) fn strike(self, pid: Pid) {
        let send = |signal| kill_process(pid, signal).unwrap();
        match self {
            Self::KillGroup => kill_process_group(pid, Signal::KILL).unwrap(),
            Self::InterruptTwice => {
                send(Signal::INT);
                // As far apart as an impatient person's two keystrokes.
                std::thread::sleep(Duration::from_millis(200));
                send(Signal::INT);
            }
            Self::StopThenKill => {
                send(Signal::STOP);
                std::thread::sleep(Duration::from_millis(500));
                send(Signal::KILL);
            }
            _ => send(self.signal()),
        }
    }
}

impl fmt::Display for Blow {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Interrupt => "SIGINT",
            Self::InterruptTwice => "SIGINT twice",
            Self::Terminate => "SIGTERM",
            Self::HangUp => "SIGHUP",
            Self::Kill => "SIGKILL",
            Self::KillGroup => "SIGKILL to the group",
            Self::StopThenKill => "SIGSTOP, SIGKILL",
        })
    }
}
