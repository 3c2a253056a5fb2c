//! The shell itself, or the command that runs in its place.

use std::os::unix::process::ExitStatusExt as _;
use std::path::Path;
use std::process::ExitStatus;
use std::time::Duration;

use rustix::process::{Pid, Signal, kill_process};
use tokio::process::{Child, Command};
use tokio::time::{Instant, sleep_until};

use super::signals::Signals;
use crate::{Error, Exit};

/// Says what follows a signal that was passed on and not heeded.
#[derive(Debug, Clone, Copy)]
pub(super) enum Insistence {
    /// An interactive shell ignores SIGTERM, and ends at SIGHUP.
    Shell,
    /// Nothing: a terraform that was asked to end takes its time to write its state.
    Command,
}

impl Insistence {
    fn steps(self) -> &'static [(Duration, Signal)] {
        const SHELL: [(Duration, Signal); 2] =
            [(Duration::from_secs(1), Signal::HUP), (Duration::from_secs(5), Signal::KILL)];
        match self {
            Self::Shell => &SHELL,
            Self::Command => &[],
        }
    }
}

/// Runs it in the terminal's foreground, and returns how it ended.
pub(super) async fn run(
    mut command: Command,
    program: &Path,
    insistence: Insistence,
    signals: &mut Signals,
) -> Result<Exit, Error> {
    let failed = |source| Error::Command { command: program.display().to_string(), source };
    let mut child = command.spawn().map_err(failed)?;
    let mut steps = insistence.steps().iter();
    let mut next: Option<(Instant, Signal)> = None;
    let mut step = || steps.next().map(|(patience, signal)| (Instant::now() + *patience, *signal));
    loop {
        let due = next.map_or_else(Instant::now, |(due, _)| due);
        tokio::select! {
            status = child.wait() => return status.map(exit).map_err(failed),
            signal = signals.forwardable() => {
                send(&child, signal);
                next = next.or_else(&mut step);
            }
            () = sleep_until(due), if next.is_some() => {
                if let Some((_, signal)) = next {
                    send(&child, signal);
                }
                next = step();
            }
        }
    }
}

fn send(child: &Child, signal: Signal) {
    // The number stays its own until we have waited for it.
    let pid = child.id().and_then(|pid| i32::try_from(pid).ok()).and_then(Pid::from_raw);
    if let Some(pid) = pid {
        kill_process(pid, signal).ok();
    }
}

/// Counts as shells do: a signal is 128 and its number.
fn exit(status: ExitStatus) -> Exit {
    let code = status.code().or_else(|| status.signal().map(|signal| 128 + signal)).unwrap_or(1);
    Exit::Command(u8::try_from(code).unwrap_or(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_counts_as_128_and_its_number() {
        assert_eq!(exit(ExitStatus::from_raw(15)), Exit::Command(143));
        assert_eq!(exit(ExitStatus::from_raw(7 << 8)), Exit::Command(7));
    }
}
