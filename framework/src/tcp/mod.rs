//! Looking at a port.
//!
//! A probe goes straight out from this machine, in the local sandbox too: it cannot go through an HTTPS proxy, so it sees nothing of the
//! localhost cloud.
//!
//! | seen | taken as |
//! |---|---|
//! | a connection | met for open, not yet for closed and unreachable |
//! | refused, or reset at once | met for closed and unreachable, not yet for open |
//! | no answer in time, or no route | met for unreachable, not yet for open and closed |
//! | the name does not resolve | transient error: a record may be on its way, and a typing error never passes for a firewall |
//! | this machine may not connect (`EACCES`, `EPERM`) | permanent error: it says nothing about the other side |
//! | not `host:port` | permanent error, before anything is sent |

mod banner;
mod closed;
mod connect;
mod endpoint;
mod open;
mod probe;

pub use banner::TcpBanner;
pub use closed::TcpClosed;
#[cfg(feature = "tls")]
pub(crate) use connect::{Reach, reach};
pub(crate) use endpoint::Endpoint;
pub use open::{TcpConnection, TcpOpen};
pub use probe::Tcp;
