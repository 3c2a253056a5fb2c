//! Who is asked.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::time::Duration;

use crate::Error;
use crate::tcp::Endpoint;

/// Where a system writes down whom to ask.
const SYSTEM: &str = "/etc/resolv.conf";

/// Returns the addresses of a server given as `192.0.2.53`, `192.0.2.53:5353`, `ns1.example.com` or `ns1.example.com:5353`.
pub(super) async fn addresses(given: &str, timeout: Duration) -> Result<Vec<SocketAddr>, Error> {
    if let Ok(address) = given.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, 53)]);
    }
    let given = given.strip_suffix('.').unwrap_or(given);
    let endpoint = if given.contains(':') { Endpoint::parse(given)? } else { Endpoint::parse(&format!("{given}:53"))? };
    let mut found = endpoint.addresses(timeout).await?;
    // Most machines have IPv4; without IPv6 each try would be lost.
    found.sort_by_key(SocketAddr::is_ipv6);
    Ok(found)
}

/// Returns the servers of this machine, in its order.
pub(super) async fn of_system() -> Result<Vec<SocketAddr>, Error> {
    let path = Path::new(SYSTEM);
    let text = tokio::fs::read(path).await.map_err(|error| Error::io("read", path, error).with_hint(HINT))?;
    listed(&text)
}

const HINT: &str = "name the server to ask: `.via(\"192.0.2.53\")`";

fn listed(text: &[u8]) -> Result<Vec<SocketAddr>, Error> {
    let parsed = resolv_conf::Config::parse(text).map_err(|error| {
        Error::configuration(format!("failed to parse `{SYSTEM}`")).with_source(error).with_hint(HINT)
    })?;
    let servers: Vec<_> = parsed.nameservers.iter().map(|server| SocketAddr::new(server.into(), 53)).collect();
    if servers.is_empty() {
        return Err(Error::configuration(format!("`{SYSTEM}` names no server")).with_hint(HINT));
    }
    Ok(servers)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_systems_servers_are_taken_in_their_order() {
        let servers = listed(b"search example.com\nnameserver 192.0.2.2\nnameserver 2001:db8::1\n").unwrap();
        assert_eq!(servers, ["192.0.2.2:53".parse().unwrap(), "[2001:db8::1]:53".parse().unwrap()]);
    }

    #[test]
    fn a_system_without_servers_is_told_to_name_one() {
        let error = listed(b"# empty\n").unwrap_err();
        assert!(!error.is_transient() && error.hint().is_some_and(|hint| hint.contains(".via(")));
    }
}
