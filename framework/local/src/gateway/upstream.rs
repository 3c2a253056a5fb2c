//! Where the emulator is.

use std::net::SocketAddr;

/// Tells the gateway which emulator worker answers for an account.
///
/// The gateway asks before every request, so an implementation may start to answer differently, but it must be quick
/// and must send one account always to the same worker.
///
/// ```
/// use std::net::SocketAddr;
/// use terraproof_local::gateway::Upstream;
///
/// struct OneWorker(SocketAddr);
///
/// impl Upstream for OneWorker {
///     fn address(&self, _account: Option<&str>, _access_key: Option<&str>) -> SocketAddr {
///         self.0
///     }
/// }
/// ```
pub trait Upstream: Send + Sync {
    /// Gives the address that serves `account`, or, where the gateway knows no account, the one for `access_key`.
    fn address(&self, account: Option<&str>, access_key: Option<&str>) -> SocketAddr;
}

impl Upstream for SocketAddr {
    fn address(&self, _account: Option<&str>, _access_key: Option<&str>) -> SocketAddr {
        *self
    }
}
