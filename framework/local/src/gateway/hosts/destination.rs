//! The host and port a client asks for.

use std::net::Ipv6Addr;

/// A host name in lower case without its final dot, and a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::gateway) struct Destination {
    pub(in crate::gateway) host: String,
    pub(in crate::gateway) port: u16,
}

impl Destination {
    /// Parses `host`, `host:port` or `[v6]:port`. Gives nothing for user names, empty names and characters no name has:
    /// a name two programs could read differently must not be allowed by one and resolved by the other.
    pub(in crate::gateway) fn parse(authority: &str, default_port: u16) -> Option<Self> {
        let (host, port) = match authority.strip_prefix('[') {
            Some(rest) => {
                let (address, port) = rest.split_once(']')?;
                address.parse::<Ipv6Addr>().ok()?;
                (address.to_ascii_lowercase(), port.strip_prefix(':').or(port.is_empty().then_some(""))?)
            }
            None => {
                let (host, port) = authority.split_once(':').unwrap_or((authority, ""));
                (name(host)?, port)
            }
        };
        let port = if port.is_empty() { default_port } else { number(port)? };
        Some(Self { host, port })
    }

    /// Writes the host and port as an authority again.
    pub(in crate::gateway) fn authority(&self) -> String {
        if self.host.contains(':') {
            format!("[{}]:{}", self.host, self.port)
        } else {
            format!("{}:{}", self.host, self.port)
        }
    }
}

fn name(host: &str) -> Option<String> {
    let host = host.strip_suffix('.').unwrap_or(host);
    let valid = !host.is_empty()
        && host.len() <= 253
        && host.split('.').all(|label| !label.is_empty() && label.len() <= 63)
        && host.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._".contains(&byte));
    valid.then(|| host.to_ascii_lowercase())
}

fn number(port: &str) -> Option<u16> {
    port.bytes().all(|byte| byte.is_ascii_digit()).then(|| port.parse().ok()).flatten().filter(|&port| port != 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(authority: &str) -> Option<(String, u16)> {
        Destination::parse(authority, 443).map(|it| (it.host, it.port))
    }

    #[test]
    fn case_and_the_final_dot_do_not_matter() {
        assert_eq!(parse("S3.AmazonAWS.com."), Some(("s3.amazonaws.com".into(), 443)));
    }

    #[test]
    fn ports_and_v6_addresses_are_read() {
        assert_eq!(parse("example.com:8443"), Some(("example.com".into(), 8443)));
        assert_eq!(parse("[::1]:80"), Some(("::1".into(), 80)));
        assert_eq!(parse("[::1]"), Some(("::1".into(), 443)));
    }

    #[test]
    fn what_is_no_plain_name_is_refused() {
        for authority in [
            "",
            ".",
            "a..b",
            "user@example.com",
            "a b",
            "example.com:0",
            "example.com:+1",
            "example.com:99999",
            "[nonsense]:1",
            "[::1]x",
            "a%2eb",
            "münchen.de",
        ] {
            assert_eq!(parse(authority), None, "{authority}");
        }
    }
}
