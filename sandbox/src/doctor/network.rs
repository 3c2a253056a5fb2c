//! The hosts that providers and modules come from.

use std::net::SocketAddr;
use std::time::Duration;

use terraproof_local::gateway::{Gateway, Options, OuterProxy};
use tokio::io::{AsyncBufReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use super::finding::Finding;

const AREA: &str = "network";

const HOSTS: [&str; 3] = ["registry.terraform.io", "registry.opentofu.org", "releases.hashicorp.com"];

/// How long a host may take.
const LIMIT: Duration = Duration::from_secs(3);

/// Tries to reach each host the way a test does: through a gateway, and through the outer proxy if there is one.
pub(super) async fn examine() -> Vec<Finding> {
    // A proxy that cannot be used has a finding of its own.
    let outer_proxy = OuterProxy::from_environment(|name| std::env::var(name).ok()).ok().flatten();
    let gateway = match Gateway::open(Options { outer_proxy, ..Options::default() }).await {
        Ok(gateway) => gateway,
        Err(error) => return vec![Finding::problem(AREA, error.to_string()).next(error.hint())],
    };
    let address = gateway.address();
    let (one, two, three) = tokio::join!(reach(address, HOSTS[0]), reach(address, HOSTS[1]), reach(address, HOSTS[2]));
    gateway.close().await;
    vec![one, two, three]
}

async fn reach(gateway: SocketAddr, host: &str) -> Finding {
    let answer = match tokio::time::timeout(LIMIT, connect(gateway, host)).await {
        Err(_) => format!("no answer within {} s", LIMIT.as_secs()),
        Ok(Err(error)) => error.to_string(),
        Ok(Ok(line)) => line,
    };
    let finding = if answer.split(' ').nth(1) == Some("200") {
        Finding::ok(AREA, format!("`{host}` can be reached")).fact("reachable", true)
    } else {
        let next = "providers of the mirror work without it; for others look at the proxy and the firewall";
        Finding::note(AREA, format!("`{host}` cannot be reached: {answer}"))
            .next(next.to_owned())
            .fact("reachable", false)
    };
    finding.fact("host", host)
}

/// Asks for a tunnel, and returns the first line of the answer.
async fn connect(gateway: SocketAddr, host: &str) -> std::io::Result<String> {
    let mut stream = TcpStream::connect(gateway).await?;
    stream.write_all(format!("CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n").as_bytes()).await?;
    let mut line = String::new();
    BufReader::new(stream).read_line(&mut line).await?;
    Ok(line.trim_end().to_owned())
}
