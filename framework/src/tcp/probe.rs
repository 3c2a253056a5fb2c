//! Where to look, and what to claim.

use std::time::Duration;

use super::{Endpoint, TcpBanner, TcpClosed, TcpConnection, TcpOpen, connect};
use crate::Error;

/// Probes a port; see [`Scope::tcp`](crate::Scope::tcp).
///
/// | setting | default |
/// |---|---|
/// | [`timeout`](Self::timeout) | 5 seconds for each try |
///
/// All addresses of a name are tried at once, and one that accepts is enough. A probe goes straight out from this machine, in the local
/// sandbox too: it does not see the localhost cloud.
///
/// # What is seen, and how it is taken
/// | seen | taken as |
/// |---|---|
/// | a connection | met for open, not yet for closed and unreachable |
/// | refused, or reset at once | met for closed and unreachable, not yet for open |
/// | no answer in time, or no route | met for unreachable, not yet for open and closed |
/// | the name does not resolve | transient error: a record may be on its way, and a typing error never passes for a firewall |
/// | this machine may not connect (`EACCES`, `EPERM`) | permanent error: it says nothing about the other side |
/// | not `host:port` | permanent error, before anything is sent |
///
/// # Example
/// ```no_run
/// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
/// t.eventually(t.tcp("bastion.example.com:22").sends_banner("SSH-2.0")).await?;
/// t.consistently(t.tcp("database.example.com:5432").is_unreachable()).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "nothing is looked at until a condition of it is waited for"]
#[derive(Debug, Clone)]
pub struct Tcp {
    given: String,
    timeout: Duration,
}

impl Tcp {
    pub(crate) fn new(given: String) -> Self {
        Self { given, timeout: Duration::from_secs(5) }
    }

    /// Sets how long one try may take, a day at most.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # fn body(t: &terraproof::Scope) {
    /// let firewalled = t.tcp("10.0.1.7:22").timeout(Duration::from_secs(2)).is_unreachable();
    /// # let _ = firewalled;
    /// # }
    /// ```
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout.min(connect::LONGEST_TRY);
        self
    }

    /// Claims that the port accepts a connection; the value says from where and how fast.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// let connection = t.eventually(t.tcp("example.com:443").is_open()).await?;
    /// t.note(format!("{} answered", connection.address()));
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_open(self) -> TcpOpen {
        TcpOpen::new(self, None)
    }

    /// Claims that the port accepts a connection as fast as this; a look gives up after the [`timeout`](Self::timeout), or
    /// after `latency` where that is longer.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// t.eventually(t.tcp("example.com:443").connects_within(Duration::from_millis(200))).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn connects_within(self, latency: Duration) -> TcpOpen {
        TcpOpen::new(self, Some(latency))
    }

    /// Claims that the host is there and refuses a connection on this port: nothing listens, and no firewall swallows.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// t.eventually(t.tcp("192.0.2.1:23").is_closed()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_closed(self) -> TcpClosed {
        TcpClosed::refused(self)
    }

    /// Claims the same as [`is_closed`](Self::is_closed), in the network's word.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// t.eventually(t.tcp("192.0.2.1:23").is_refused()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_refused(self) -> TcpClosed {
        TcpClosed::refused(self)
    }

    /// Claims that no connection comes about from here: refused, swallowed until the time-out, or no route.
    ///
    /// This is what a firewall or a security group promises. It is also what a machine without a network sees: pair it with a probe
    /// that has to succeed. A name that does not resolve is an error and does not count.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// t.eventually(t.tcp("example.com:443").is_open()).await?;
    /// t.consistently(t.tcp("example.com:3306").is_unreachable()).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn is_unreachable(self) -> TcpClosed {
        TcpClosed::unreachable(self)
    }

    /// Claims that the port accepts a connection and then sends something containing this, unasked, among its first 4 KiB.
    ///
    /// The value is what was sent.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// let banner = t.eventually(t.tcp("mail.example.com:25").sends_banner("220 ")).await?;
    /// t.note(banner);
    /// # Ok(())
    /// # }
    /// ```
    pub fn sends_banner(self, part: impl Into<String>) -> TcpBanner {
        TcpBanner::new(self, part.into())
    }

    /// Connects once.
    ///
    /// # Errors
    /// Fails when the endpoint is malformed, its name does not resolve, or nobody accepts within the time-out.
    pub async fn connect(&self) -> Result<TcpConnection, Error> {
        match self.reach(self.timeout).await? {
            connect::Reach::Open(connected) => Ok(TcpConnection::of(&connected)),
            connect::Reach::Nobody(misses) => {
                Err(Error::new(crate::error::ErrorKind::Condition, connect::Reach::reason(&misses)).transient())
            }
        }
    }

    /// Returns the time-out of a try.
    pub(super) fn limit(&self) -> Duration {
        self.timeout
    }

    pub(super) fn shown(&self) -> &str {
        &self.given
    }

    pub(super) async fn reach(&self, timeout: Duration) -> Result<connect::Reach, Error> {
        let addresses = Endpoint::parse(&self.given)?.addresses(timeout).await?;
        connect::reach(&addresses, timeout).await
    }
}
