//! The hosts that providers and modules come from.

use std::net::SocketAddr;
use std::time::Duration;

use terraproof_local::gateway::{Gateway, Options, OuterProxy};
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, AsyncWriteExt as _, BufReader};
use tokio::net::TcpStream;

use super::finding::Finding;

const AREA: &str = "network";

const HOSTS: [&str; 3] = ["registry.terraform.io", "registry.opentofu.org", "releases.hashicorp.com"];

/// How long a host may take.
const LIMIT: Duration = Duration::from_secs(3);

/// More of an answer is not read.
const LONGEST: u64 = 4096;

const NEXT: &str = "providers of the mirror work without it; for others look at the proxy and the firewall";

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
    let objection = match tokio::time::timeout(LIMIT, refusal(gateway, host)).await {
        Err(_) => Some(format!("no answer within {} s", LIMIT.as_secs())),
        Ok(Err(error)) => Some(error.to_string()),
        Ok(Ok(refusal)) => refusal,
    };
    let finding = match &objection {
        None => Finding::ok(AREA, format!("`{host}` can be reached")),
        Some(objection) => Finding::note(AREA, worded(host, objection)).next(NEXT.to_owned()),
    };
    finding.fact("host", host).fact("reachable", objection.is_none())
}

/// The gateway's own sentences name the host already.
fn worded(host: &str, objection: &str) -> String {
    let objection = objection.trim_start_matches("terraproof: ");
    if objection.contains(host) { objection.to_owned() } else { format!("`{host}` cannot be reached: {objection}") }
}

/// Asks for a tunnel; where there is none, returns what the gateway says about it.
async fn refusal(gateway: SocketAddr, host: &str) -> std::io::Result<Option<String>> {
    let mut stream = TcpStream::connect(gateway).await?;
    let request = format!("CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = BufReader::new(stream).take(LONGEST);
    let mut status = String::new();
    answer.read_line(&mut status).await?;
    if status.split(' ').nth(1) == Some("200") {
        return Ok(None);
    }
    let mut rest = String::new();
    answer.read_to_string(&mut rest).await?;
    let sentence = rest.split_once("\r\n\r\n").map_or("", |(_, body)| body).trim();
    Ok(Some(if sentence.is_empty() { status.trim().to_owned() } else { sentence.to_owned() }))
}
