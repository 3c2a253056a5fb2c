//! A host that `terraproof.toml` allows.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr};
use std::str::FromStr;

use serde::Deserialize;

use super::destination::Destination;
use super::policy::is_aws;
use crate::gateway::error::Error;

/// Matches hosts that may be reached: `example.com`, or `*.example.com` for every name below it, with an optional
/// port. Without a port, 80 and 443 are meant.
///
/// ```
/// use terraproof_local::gateway::HostPattern;
///
/// assert!("*.example.com".parse::<HostPattern>().is_ok());
/// assert!("example.com:8443".parse::<HostPattern>().is_ok());
/// assert!("*".parse::<HostPattern>().is_err());
/// assert!("s3.amazonaws.com".parse::<HostPattern>().is_err());
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct HostPattern {
    host: String,
    below: bool,
    port: Option<u16>,
}

impl HostPattern {
    /// Tells whether a host and port are allowed.
    pub(super) fn matches(&self, destination: &Destination) -> bool {
        let host = if self.below {
            destination.host.strip_suffix(&self.host).is_some_and(|rest| rest.len() > 1 && rest.ends_with('.'))
        } else {
            destination.host == self.host
        };
        host && self.port.map_or(matches!(destination.port, 80 | 443), |port| port == destination.port)
    }
}

impl FromStr for HostPattern {
    type Err = Error;

    fn from_str(pattern: &str) -> Result<Self, Error> {
        let refuse = |reason| Error::HostPattern { pattern: pattern.to_owned(), reason };
        let (below, authority) = match pattern.strip_prefix("*.") {
            Some(rest) => (true, rest),
            None => (false, pattern),
        };
        if authority.contains('*') {
            return Err(refuse("`*` may stand only for everything before the first dot"));
        }
        let destination = Destination::parse(authority, 443).ok_or_else(|| refuse("it is not a host name"))?;
        let explicit =
            authority.strip_prefix('[').map_or(authority, |it| it.rsplit(']').next().unwrap_or(it)).contains(':');
        if is_aws(&destination.host) {
            return Err(refuse("AWS is answered by the emulator and cannot be reached from the local sandbox"));
        }
        if below && !destination.host.contains('.') {
            return Err(refuse("a whole top-level domain cannot be allowed"));
        }
        if link_local(&destination.host) {
            return Err(refuse("link-local addresses belong to the machine that runs the test"));
        }
        Ok(Self { host: destination.host, below, port: explicit.then_some(destination.port) })
    }
}

fn link_local(host: &str) -> bool {
    host.parse::<IpAddr>().is_ok_and(is_link_local)
}

/// Tells whether an address answers for the machine itself, such as the metadata services of clouds.
pub(in crate::gateway) fn is_link_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => address.is_link_local(),
        IpAddr::V6(address) => {
            let mapped: Option<Ipv4Addr> = address.to_ipv4_mapped();
            // fd00:ec2::254 is the metadata service of EC2.
            address.is_unicast_link_local()
                || address.segments()[..2] == [0xfd00, 0x0ec2]
                || mapped.is_some_and(|it| it.is_link_local())
        }
    }
}

impl TryFrom<String> for HostPattern {
    type Error = Error;

    fn try_from(pattern: String) -> Result<Self, Error> {
        pattern.parse()
    }
}

impl fmt::Display for HostPattern {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.below {
            formatter.write_str("*.")?;
        }
        if self.host.contains(':') {
            write!(formatter, "[{}]", self.host)?
        } else {
            formatter.write_str(&self.host)?
        }
        self.port.map_or(Ok(()), |port| write!(formatter, ":{port}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(pattern: &str, authority: &str) -> bool {
        pattern.parse::<HostPattern>().unwrap().matches(&Destination::parse(authority, 443).unwrap())
    }

    #[test]
    fn a_name_allows_itself_and_not_what_looks_like_it() {
        assert!(allows("example.com", "EXAMPLE.com."));
        for other in ["evil-example.com", "www.example.com", "example.com.evil.org", "example.com:22"] {
            assert!(!allows("example.com", other), "{other}");
        }
    }

    #[test]
    fn a_star_allows_names_below_and_not_the_name_itself() {
        assert!(allows("*.example.com", "a.b.example.com"));
        assert!(!allows("*.example.com", "example.com"));
        assert!(!allows("*.example.com", "evilexample.com"));
    }

    #[test]
    fn a_port_allows_only_that_port() {
        assert!(allows("example.com:8443", "example.com:8443"));
        assert!(!allows("example.com:8443", "example.com"));
    }

    #[test]
    fn what_would_reach_aws_or_the_machine_itself_is_no_pattern() {
        for pattern in [
            "*",
            "*.com",
            "*.*.com",
            "*.amazonaws.com",
            "ec2.us-east-1.api.aws",
            "169.254.169.254",
            "[fe80::1]",
            "[fd00:ec2::254]",
            "a/b",
        ] {
            assert!(pattern.parse::<HostPattern>().is_err(), "{pattern}");
        }
    }

    #[test]
    fn a_pattern_is_written_as_it_was_read() {
        for pattern in ["*.example.com", "example.com:8443", "[::1]:80", "example.com"] {
            assert_eq!(pattern.parse::<HostPattern>().unwrap().to_string(), pattern);
        }
    }
}
