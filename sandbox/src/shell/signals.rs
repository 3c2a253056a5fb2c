//! The signals that reach the parent of a shell.

use rustix::process::Signal;
use tokio::signal::unix::{self, SignalKind, signal};

use crate::Error;

/// Catches what would end this process before the account is dropped.
///
/// A handler is not inherited, unlike an ignored signal: the shell starts with its own defaults.
#[derive(Debug)]
pub(crate) struct Signals {
    interrupt: unix::Signal,
    quit: unix::Signal,
    terminate: unix::Signal,
    hangup: unix::Signal,
}

impl Signals {
    pub(crate) fn listen() -> Result<Self, Error> {
        let listen = |kind| signal(kind).map_err(|source| Error::System { doing: "listen to signals", source });
        Ok(Self {
            interrupt: listen(SignalKind::interrupt())?,
            quit: listen(SignalKind::quit())?,
            terminate: listen(SignalKind::terminate())?,
            hangup: listen(SignalKind::hangup())?,
        })
    }

    /// Waits for any of them, and returns the exit code that goes with it: 128 and its number.
    pub(crate) async fn any(&mut self) -> u8 {
        tokio::select! {
            _ = self.interrupt.recv() => 130,
            _ = self.quit.recv() => 131,
            _ = self.terminate.recv() => 143,
            _ = self.hangup.recv() => 129,
        }
    }

    /// Waits for one that is meant for the shell but reached us alone. The terminal sends SIGINT and SIGQUIT to the shell as well: those
    /// are not ours.
    pub(super) async fn forwardable(&mut self) -> Signal {
        loop {
            tokio::select! {
                _ = self.interrupt.recv() => {}
                _ = self.quit.recv() => {}
                _ = self.terminate.recv() => return Signal::TERM,
                _ = self.hangup.recv() => return Signal::HUP,
            }
        }
    }
}
