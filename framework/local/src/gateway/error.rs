//! What can go wrong when a gateway is opened or configured.

use std::io;
use std::path::PathBuf;

/// Describes why a gateway could not be set up.
///
/// What goes wrong with a single request is an answer to the client and an entry in the API timeline, never this.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The operating system gave no port.
    #[error("listen on a free port of 127.0.0.1")]
    Listen {
        /// What the operating system said.
        source: io::Error,
    },
    /// The certificate authority could not be made.
    #[error("make the certificate authority of the gateway")]
    Authority {
        /// What the certificate library said.
        source: rcgen::Error,
    },
    /// The TLS library refused its own configuration.
    #[error("set up TLS for the gateway")]
    Tls {
        /// What the TLS library said.
        source: rustls::Error,
    },
    /// A certificate file could not be written.
    #[error("write `{}`", path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// A host pattern of the configuration cannot be used.
    #[error("`{pattern}` is not a host to allow: {reason}")]
    HostPattern {
        /// The pattern as given.
        pattern: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// A proxy variable of the environment cannot be used. Its value may hold a password and is not shown.
    #[error("use the proxy of `{variable}`: {reason}")]
    OuterProxy {
        /// The environment variable.
        variable: String,
        /// What is wrong with its value.
        reason: &'static str,
    },
}

impl Error {
    /// Gives the next step, where there is one.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Listen { .. } => Some("free some ports, or raise the limit of open files (`ulimit -n`)".to_owned()),
            Self::Write { .. } => {
                Some("check that the directory exists, is writable, and that the disk has space".to_owned())
            }
            Self::HostPattern { .. } => Some(
                "write a name (`example.com`), all names below one (`*.example.com`), or either with a port".to_owned(),
            ),
            Self::OuterProxy { variable, .. } => Some(format!("set `{variable}` to `http://host:port`, or unset it")),
            Self::Authority { .. } | Self::Tls { .. } => None,
        }
    }
}
