//! One try to connect.

use std::io::ErrorKind as Io;
use std::net::SocketAddr;
use std::time::Duration;

use futures_util::stream::{FuturesUnordered, StreamExt as _};
use tokio::net::TcpStream;
use tokio::time::Instant;

use crate::error::ErrorKind;
use crate::{Error, duration};

/// The longest time-out of a try; a clock cannot add every number of seconds.
pub(crate) const LONGEST_TRY: Duration = Duration::from_hours(24);

/// Tells how far a try came.
#[derive(Debug)]
pub(crate) enum Reach {
    /// One of the addresses accepted.
    Open(Connected),
    /// Nobody accepted; here is what each address said.
    Nobody(Vec<Miss>),
}

/// Is an accepted connection.
#[derive(Debug)]
pub(crate) struct Connected {
    pub(crate) stream: TcpStream,
    pub(crate) address: SocketAddr,
    pub(crate) latency: Duration,
}

/// Tells why an address was not reached.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Miss {
    /// The host said no.
    Refused(SocketAddr),
    /// Nobody said anything.
    Silent(SocketAddr, Duration),
    /// No way leads there.
    NoRoute(SocketAddr),
}

impl Reach {
    /// Returns what every address said, as one reason.
    pub(crate) fn reason(misses: &[Miss]) -> String {
        misses.iter().map(Miss::reason).collect::<Vec<_>>().join("; ")
    }

    /// Tells whether a host said no, and none was silent.
    pub(super) fn is_refusal(misses: &[Miss]) -> bool {
        misses.iter().any(|miss| matches!(miss, Miss::Refused(_)))
            && !misses.iter().any(|miss| matches!(miss, Miss::Silent(..)))
    }
}

impl Miss {
    fn reason(&self) -> String {
        match self {
            Self::Refused(address) => format!("`{address}` refused the connection"),
            Self::Silent(address, timeout) => {
                format!("`{address}` did not answer within {}", duration::short(*timeout))
            }
            Self::NoRoute(address) => format!("no route to `{address}`"),
        }
    }
}

/// Tries all addresses at once; the first that accepts wins, and the others are dropped.
pub(crate) async fn reach(addresses: &[SocketAddr], timeout: Duration) -> Result<Reach, Error> {
    let mut tries: FuturesUnordered<_> = addresses.iter().map(|address| connect(*address, timeout)).collect();
    let mut misses = Vec::new();
    while let Some(outcome) = tries.next().await {
        match outcome? {
            Ok(connected) => return Ok(Reach::Open(connected)),
            Err(miss) => misses.push(miss),
        }
    }
    Ok(Reach::Nobody(misses))
}

async fn connect(address: SocketAddr, timeout: Duration) -> Result<Result<Connected, Miss>, Error> {
    let start = Instant::now();
    let error = match tokio::time::timeout(timeout, TcpStream::connect(address)).await {
        Ok(Ok(stream)) => return Ok(Ok(Connected { stream, address, latency: start.elapsed() })),
        Ok(Err(error)) => error,
        Err(_) => return Ok(Err(Miss::Silent(address, timeout))),
    };
    match error.kind() {
        Io::ConnectionRefused | Io::ConnectionReset => Ok(Err(Miss::Refused(address))),
        Io::TimedOut => Ok(Err(Miss::Silent(address, start.elapsed()))),
        // A machine without IPv6 says that the address is not available.
        Io::HostUnreachable | Io::NetworkUnreachable | Io::AddrNotAvailable => Ok(Err(Miss::NoRoute(address))),
        kind => {
            let failed = Error::new(ErrorKind::Condition, format!("failed to connect to `{address}`: {error}"));
            Err(if kind == Io::PermissionDenied { failed } else { failed.transient() })
        }
    }
}
