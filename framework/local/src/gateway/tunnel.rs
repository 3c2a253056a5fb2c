//! Bytes passed on untouched, directly or through the outer proxy.

use std::fmt::Write;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::{TcpStream, lookup_host};
use tokio::time::{Instant, sleep_until, timeout};

use super::hosts::{Destination, is_link_local};
use super::outer_proxy::OuterProxy;
use super::scope::Scope;

/// The far end of a tunnel; what the outer proxy sent early stays in the buffer.
pub(super) type Far = BufReader<TcpStream>;

const CONNECT: Duration = Duration::from_secs(30);
const IDLE: Duration = Duration::from_secs(300);
const CHUNK: usize = 32 * 1024;
/// The longest head an outer proxy may send.
const HEAD: u64 = 16 * 1024;

/// Tells why a tunnel could not be opened.
#[derive(Debug, thiserror::Error)]
pub(super) enum TunnelError {
    #[error("`{host}` could not be reached within {} s", CONNECT.as_secs())]
    TimedOut { host: String },
    #[error("`{host}` could not be reached: {source}")]
    Unreachable { host: String, source: io::Error },
    #[error("`{0}` is an address of this machine's own network link and is never passed on")]
    LinkLocal(String),
    #[error("the outer proxy refused to connect to `{host}`: {answer}")]
    Proxy { host: String, answer: String },
}

/// Connects to a destination, through the outer proxy where it serves it.
pub(super) async fn open(proxy: Option<&OuterProxy>, destination: &Destination) -> Result<Far, TunnelError> {
    let connecting = async {
        match proxy.filter(|proxy| proxy.serves(destination)) {
            None => direct(destination).await.map(BufReader::new),
            Some(proxy) => through(proxy, destination).await,
        }
    };
    timeout(CONNECT, connecting).await.unwrap_or_else(|_| Err(TunnelError::TimedOut { host: destination.host.clone() }))
}

/// Connects to a destination itself; a name that leads to a link-local address is not followed.
pub(super) async fn direct(destination: &Destination) -> Result<TcpStream, TunnelError> {
    let addresses = resolve(destination).await?;
    if addresses.iter().any(|address| is_link_local(address.ip())) {
        return Err(TunnelError::LinkLocal(destination.host.clone()));
    }
    let stream = TcpStream::connect(&addresses[..]).await.map_err(|source| unreachable(destination, source))?;
    stream.set_nodelay(true).ok();
    Ok(stream)
}

async fn resolve(destination: &Destination) -> Result<Vec<SocketAddr>, TunnelError> {
    if let Ok(address) = destination.host.parse::<IpAddr>() {
        return Ok(vec![SocketAddr::new(address, destination.port)]);
    }
    let found = lookup_host((destination.host.as_str(), destination.port)).await;
    found.map(Iterator::collect).map_err(|source| unreachable(destination, source))
}

async fn through(proxy: &OuterProxy, destination: &Destination) -> Result<Far, TunnelError> {
    let mut far = BufReader::new(direct(&proxy.address).await?);
    let authority = destination.authority();
    let mut head = format!("CONNECT {authority} HTTP/1.1\r\nHost: {authority}\r\n");
    if let Some(authorization) = &proxy.authorization {
        write!(head, "Proxy-Authorization: {authorization}\r\n").ok();
    }
    head.push_str("\r\n");
    far.write_all(head.as_bytes()).await.map_err(|source| unreachable(&proxy.address, source))?;
    let status = read_head(&mut far).await.map_err(|source| unreachable(&proxy.address, source))?;
    if status.split(' ').nth(1) == Some("200") {
        return Ok(far);
    }
    Err(TunnelError::Proxy { host: destination.host.clone(), answer: status })
}

/// Reads up to the empty line and gives the status line.
async fn read_head(far: &mut Far) -> io::Result<String> {
    let mut limited = far.take(HEAD);
    let mut status = String::new();
    limited.read_line(&mut status).await?;
    let mut line = String::new();
    loop {
        line.clear();
        if limited.read_line(&mut line).await? == 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the head of its answer does not end"));
        }
        if line.trim_end().is_empty() {
            return Ok(status.trim_end().to_owned());
        }
    }
}

fn unreachable(destination: &Destination, source: io::Error) -> TunnelError {
    TunnelError::Unreachable { host: destination.host.clone(), source }
}

/// Passes bytes both ways until both sides have ended, nothing came for five minutes, or the gateway closes.
pub(super) async fn relay(scope: &Scope, client: TokioIo<Upgraded>, far: Far) {
    let last = Mutex::new(Instant::now());
    let (client_read, client_write) = tokio::io::split(client);
    let (far_read, far_write) = tokio::io::split(far);
    let both = async { tokio::join!(pump(client_read, far_write, &last), pump(far_read, client_write, &last)) };
    tokio::select! {
        _ = both => {}
        () = idle(&last) => tracing::debug!("a tunnel was idle and is closed"),
        () = scope.closing.cancelled() => {}
    }
}

async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    last: &Mutex<Instant>,
) -> io::Result<()> {
    let mut chunk = vec![0; CHUNK];
    loop {
        let read = match from.read(&mut chunk).await {
            Ok(read) if read > 0 => read,
            ended => {
                to.shutdown().await?;
                return ended.map(drop);
            }
        };
        to.write_all(&chunk[..read]).await?;
        to.flush().await?;
        *last.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }
}

async fn idle(last: &Mutex<Instant>) {
    loop {
        let end = *last.lock().unwrap_or_else(PoisonError::into_inner) + IDLE;
        if end <= Instant::now() {
            return;
        }
        sleep_until(end).await;
    }
}
