//! The proxy between this machine and the world.

use std::fmt;
use std::net::IpAddr;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use percent_encoding::percent_decode_str;

use super::error::Error;
use super::hosts::Destination;

const VARIABLES: [&str; 4] = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];

/// An HTTP proxy that the tunnels of the gateway go through, and the hosts that do without it.
#[derive(Clone, PartialEq, Eq)]
pub struct OuterProxy {
    pub(super) address: Destination,
    /// The value of `Proxy-Authorization`.
    pub(super) authorization: Option<String>,
    exceptions: Vec<String>,
}

impl OuterProxy {
    /// Reads `HTTPS_PROXY` (or `ALL_PROXY`) and `NO_PROXY`, in lower or upper case, with the given look-up.
    ///
    /// ```
    /// use terraproof_local::gateway::OuterProxy;
    ///
    /// let proxy = OuterProxy::from_environment(|name| std::env::var(name).ok());
    /// # drop(proxy);
    /// ```
    ///
    /// # Errors
    /// The value is not `http://[user:password@]host[:port]`.
    pub fn from_environment(look_up: impl Fn(&str) -> Option<String>) -> Result<Option<Self>, Error> {
        let set = |name: &str| look_up(name).filter(|value| !value.trim().is_empty());
        let Some((variable, value)) = VARIABLES.iter().find_map(|name| Some((*name, set(name)?))) else {
            return Ok(None);
        };
        let exceptions = set("no_proxy").or_else(|| set("NO_PROXY")).unwrap_or_default();
        Self::parse(value.trim(), &exceptions)
            .map(Some)
            .map_err(|reason| Error::OuterProxy { variable: variable.to_owned(), reason })
    }

    fn parse(value: &str, exceptions: &str) -> Result<Self, &'static str> {
        let rest = match value.split_once("://") {
            Some(("http", rest)) => rest,
            Some(_) => return Err("only proxies spoken to in plain HTTP (`http://host:port`) are supported"),
            None => value,
        };
        let rest = rest.trim_end_matches('/');
        let (user, authority) = match rest.rsplit_once('@') {
            Some((user, authority)) => (Some(user), authority),
            None => (None, rest),
        };
        let address = Destination::parse(authority, 80).ok_or("it holds no valid host and port")?;
        let authorization = user.map(|user| {
            let (name, password) = user.split_once(':').unwrap_or((user, ""));
            let decoded: Vec<u8> =
                percent_decode_str(name).chain(b":".iter().copied()).chain(percent_decode_str(password)).collect();
            format!("Basic {}", STANDARD.encode(decoded))
        });
        let exceptions =
            exceptions.split(',').map(|it| it.trim().to_ascii_lowercase()).filter(|it| !it.is_empty()).collect();
        Ok(Self { address, authorization, exceptions })
    }

    /// Tells whether a host is reached through this proxy.
    pub(super) fn serves(&self, destination: &Destination) -> bool {
        !self.exceptions.iter().any(|exception| excepts(exception, destination))
    }
}

/// Follows what Go and curl agree on: a name means itself and every name below it, `*` everything, addresses and
/// ranges (`10.0.0.0/8`) count for literal addresses only.
fn excepts(exception: &str, destination: &Destination) -> bool {
    if exception == "*" {
        return true;
    }
    if let (Some((network, bits)), Ok(address)) = (exception.split_once('/'), destination.host.parse()) {
        return within(network, bits, address);
    }
    let (name, port) = match Destination::parse(exception.trim_start_matches("*.").trim_start_matches('.'), 1) {
        Some(it) => (it.host, (it.port != 1).then_some(it.port)),
        None => return false,
    };
    let below_only = exception.starts_with('.') || exception.starts_with("*.");
    let host = (destination.host == name && !below_only)
        || destination.host.strip_suffix(&name).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'));
    host && port.is_none_or(|port| port == destination.port)
}

fn within(network: &str, bits: &str, address: IpAddr) -> bool {
    let (Ok(network), Ok(bits)) = (network.parse::<IpAddr>(), bits.parse::<u32>()) else {
        return false;
    };
    match (network, address) {
        (IpAddr::V4(network), IpAddr::V4(address)) if bits <= 32 => {
            let shift = 32 - bits;
            u64::from(network.to_bits()) >> shift == u64::from(address.to_bits()) >> shift
        }
        (IpAddr::V6(network), IpAddr::V6(address)) if bits <= 128 => {
            let shift = 128 - bits;
            network.to_bits().checked_shr(shift) == address.to_bits().checked_shr(shift)
        }
        _ => false,
    }
}

impl fmt::Debug for OuterProxy {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("OuterProxy")
            .field("address", &self.address)
            .field("authorization", &self.authorization.as_ref().map(|_| "***"))
            .field("exceptions", &self.exceptions)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proxy(value: &str, exceptions: &str) -> OuterProxy {
        let look_up = |name: &str| match name {
            "HTTPS_PROXY" => Some(value.to_owned()),
            "NO_PROXY" => Some(exceptions.to_owned()),
            _ => None,
        };
        OuterProxy::from_environment(look_up).unwrap().unwrap()
    }

    fn serves(exceptions: &str, authority: &str) -> bool {
        proxy("http://proxy:3128", exceptions).serves(&Destination::parse(authority, 443).unwrap())
    }

    #[test]
    fn nothing_set_is_no_proxy() {
        assert_eq!(OuterProxy::from_environment(|_| Some(String::new())).unwrap(), None);
    }

    #[test]
    fn user_and_password_become_basic_authorization_and_are_not_shown() {
        let proxy = proxy("http://me:p%40ss@proxy.example:3128/", "");
        assert_eq!(proxy.address, Destination { host: "proxy.example".into(), port: 3128 });
        assert_eq!(proxy.authorization.as_deref(), Some("Basic bWU6cEBzcw=="));
        assert!(!format!("{proxy:?}").contains("bWU6"));
    }

    #[test]
    fn an_unusable_value_is_an_error_that_does_not_show_it() {
        let error = OuterProxy::from_environment(|_| Some("https://me:secret@proxy".into())).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("secret"));
        assert!(error.hint().is_some());
    }

    #[test]
    fn exceptions_follow_the_common_reading_of_no_proxy() {
        assert!(!serves("example.com", "www.example.com"));
        assert!(!serves("example.com", "example.com"));
        assert!(serves(".example.com", "example.com"));
        assert!(!serves("localhost, .example.com", "a.example.com"));
        assert!(!serves("10.0.0.0/8", "10.1.2.3"));
        assert!(serves("10.0.0.0/8", "11.1.2.3"));
        assert!(!serves("*", "anything.org"));
        assert!(serves("example.com:8443", "example.com"));
        assert!(serves("example.com", "evilexample.com"));
    }
}
