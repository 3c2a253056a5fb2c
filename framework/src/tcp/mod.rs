//! Looking at a port.
//!
//! A probe goes straight out from this machine, in the local sandbox too: it cannot go through an HTTPS proxy, so it sees nothing of the
//! localhost cloud.
//!
//! How what is seen is taken stands at [`Tcp`].

mod banner;
mod closed;
mod connect;
mod endpoint;
mod open;
mod probe;

pub use banner::TcpBanner;
pub use closed::TcpClosed;
#[cfg(any(feature = "dns", feature = "tls"))]
pub(crate) use connect::LONGEST_TRY;
#[cfg(feature = "tls")]
pub(crate) use connect::{Reach, reach};
pub(crate) use endpoint::Endpoint;
pub use open::{TcpConnection, TcpOpen};
pub use probe::Tcp;
