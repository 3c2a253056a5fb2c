//! `host:port`, read once.

use std::fmt;
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use crate::error::ErrorKind;
use crate::{Error, duration};

/// Is a host and a port; an IPv6 address is written in brackets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Endpoint {
    host: String,
    port: u16,
}

impl Endpoint {
    /// Reads `host:port`, `192.0.2.1:22` or `[2001:db8::1]:22`.
    pub(crate) fn parse(given: &str) -> Result<Self, Error> {
        let malformed = |hint: &str| Error::misuse(format!("`{given}` is not an endpoint")).with_hint(hint);
        if given.contains("://") {
            return Err(malformed("leave the scheme away: `example.com:443`"));
        }
        let (host, port) = given.rsplit_once(':').ok_or_else(|| malformed("add the port: `example.com:443`"))?;
        let port = port.parse().ok().filter(|port| *port > 0);
        let port = port.ok_or_else(|| malformed("end it with a port from 1 to 65535: `example.com:443`"))?;
        let host = match host.strip_prefix('[').and_then(|host| host.strip_suffix(']')) {
            Some(inner) if inner.parse::<Ipv6Addr>().is_ok() => inner,
            None if is_host(host) => host,
            _ => return Err(malformed("give `host:port`, with an IPv6 address in brackets: `[2001:db8::1]:443`")),
        };
        Ok(Self { host: host.to_owned(), port })
    }

    /// Returns the host, without brackets.
    #[cfg(feature = "tls")]
    pub(crate) fn host(&self) -> &str {
        &self.host
    }

    /// Returns every address the host has, in the system's order.
    pub(crate) async fn addresses(&self, timeout: Duration) -> Result<Vec<SocketAddr>, Error> {
        if let Ok(address) = self.host.parse::<IpAddr>() {
            return Ok(vec![SocketAddr::new(address, self.port)]);
        }
        let unresolved = |why: String| {
            Error::new(ErrorKind::Condition, format!("`{}` does not resolve: {why}", self.host)).transient()
        };
        match tokio::time::timeout(timeout, tokio::net::lookup_host((self.host.as_str(), self.port))).await {
            Err(_) => Err(unresolved(format!("no answer within {}", duration::short(timeout)))),
            Ok(Err(error)) => Err(unresolved(error.to_string())),
            Ok(Ok(found)) => Some(found.collect::<Vec<_>>())
                .filter(|found| !found.is_empty())
                .ok_or_else(|| unresolved("it has no address".to_owned())),
        }
    }
}

fn is_host(host: &str) -> bool {
    !host.is_empty() && host.chars().all(|c| c.is_alphanumeric() || matches!(c, '.' | '-' | '_'))
}

impl fmt::Display for Endpoint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.host.contains(':') {
            write!(f, "[{}]:{}", self.host, self.port)
        } else {
            write!(f, "{}:{}", self.host, self.port)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_addresses_with_a_port_are_endpoints() {
        for given in ["example.com:443", "192.0.2.1:22", "[2001:db8::1]:22", "localhost:1"] {
            assert_eq!(Endpoint::parse(given).unwrap().to_string(), given);
        }
    }

    #[test]
    fn anything_else_is_refused_with_the_next_step() {
        for (given, hint) in [
            ("https://example.com", "leave the scheme away"),
            ("example.com", "add the port"),
            ("example.com:https", "end it with a port"),
            ("example.com:0", "end it with a port"),
            ("2001:db8::1:22", "in brackets"),
            ("user@example.com:22", "give `host:port`"),
            (":22", "give `host:port`"),
        ] {
            let error = Endpoint::parse(given).unwrap_err();
            assert!(error.hint().is_some_and(|said| said.contains(hint)), "{given}: {:?}", error.hint());
            assert!(!error.is_transient());
        }
    }
}
