//! A port that accepts.

use std::net::SocketAddr;
use std::time::Duration;

use super::Tcp;
use super::connect::{Connected, Reach};
use crate::{Condition, Error, Observation, duration};

/// Claims that a port accepts connections; see [`Tcp::is_open`] and [`Tcp::connects_within`].
#[must_use = "nothing is looked at until it is waited for"]
#[derive(Debug, Clone)]
pub struct TcpOpen {
    probe: Tcp,
    latency: Option<Duration>,
}

impl TcpOpen {
    pub(super) fn new(probe: Tcp, latency: Option<Duration>) -> Self {
        Self { probe, latency }
    }
}

impl Condition for TcpOpen {
    type Value = TcpConnection;

    fn sentence(&self) -> String {
        match self.latency {
            None => format!("`{}` accepts connections", self.probe.shown()),
            Some(latency) => {
                format!("`{}` accepts connections within {}", self.probe.shown(), duration::short(latency))
            }
        }
    }

    async fn check(&self) -> Result<Observation<TcpConnection>, Error> {
        let timeout = self.probe.limit().max(self.latency.unwrap_or_default());
        let connected = match self.probe.reach(timeout).await? {
            Reach::Open(connected) => connected,
            Reach::Nobody(misses) => return Ok(Observation::NotYet(Reach::reason(&misses))),
        };
        let fast = self.latency.is_none_or(|latency| connected.latency <= latency);
        Ok(Observation::when(fast, TcpConnection::of(&connected), || {
            format!("`{}` accepted after {}", connected.address, duration::short(connected.latency))
        }))
    }
}

/// Tells which address accepted a connection, and how fast. The connection itself is closed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TcpConnection {
    address: SocketAddr,
    latency: Duration,
}

impl TcpConnection {
    pub(super) fn of(connected: &Connected) -> Self {
        Self { address: connected.address, latency: connected.latency }
    }

    /// Returns the address that accepted.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Returns how long connecting took, without resolving the name.
    #[must_use]
    pub fn latency(&self) -> Duration {
        self.latency
    }
}
