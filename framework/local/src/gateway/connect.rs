//! CONNECT: the start of a tunnel, or of an intercepted conversation.

use std::sync::Arc;
use std::time::Duration;

use http::{Response, StatusCode, Uri};
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::time::timeout;
use tokio_rustls::TlsAcceptor;

use super::body::{Body, empty};
use super::calls::CallKind;
use super::connection;
use super::entry::Entry;
use super::hosts::{Destination, Kind};
use super::scope::Scope;
use super::sentence::sentence;
use super::tunnel::{self, Far};

const HANDSHAKE: Duration = Duration::from_secs(30);

/// What happens on the connection after the answer to CONNECT.
#[derive(Debug)]
pub(super) enum Continuation {
    /// TLS for an AWS host is ended here.
    Tls { host: String },
    /// HTTP for an AWS host, without TLS.
    Plain { host: String },
    /// Bytes are passed on.
    Tunnel(Box<Far>),
}

/// Answers a CONNECT request and says what comes after it.
pub(super) async fn answer(scope: &Scope, uri: &Uri) -> (Response<Body>, Option<Continuation>) {
    let Some(destination) = uri.authority().and_then(|it| Destination::parse(it.as_str(), 443)) else {
        let text = "terraproof: this is no host name and port that a proxy could connect to";
        return (sentence(StatusCode::BAD_REQUEST, text), None);
    };
    let host = destination.host.clone();
    match scope.policy.kind(&destination) {
        Kind::Aws if destination.port == 80 => (established(), Some(Continuation::Plain { host })),
        Kind::Website { .. } if destination.port == 80 => (established(), Some(Continuation::Plain { host })),
        Kind::Aws => (established(), Some(Continuation::Tls { host })),
        Kind::Website { .. } => {
            let text = format!("terraproof: `{host}` is a bucket website; S3 serves these over plain http only");
            (refused(scope, &destination, &text), None)
        }
        Kind::Refused(text) => (refused(scope, &destination, &text), None),
        Kind::Allowed => open_tunnel(scope, &destination).await,
    }
}

async fn open_tunnel(scope: &Scope, destination: &Destination) -> (Response<Body>, Option<Continuation>) {
    let entry = Entry::new(scope, CallKind::Tunnel, &destination.host, "CONNECT".to_owned());
    match tunnel::open(scope.outer_proxy.as_ref(), destination).await {
        Ok(far) => {
            entry.finish(StatusCode::OK, None);
            (established(), Some(Continuation::Tunnel(Box::new(far))))
        }
        Err(error) => {
            entry.finish(StatusCode::BAD_GATEWAY, None);
            (sentence(StatusCode::BAD_GATEWAY, &format!("terraproof: {error}")), None)
        }
    }
}

/// Records and words a refusal.
pub(super) fn refused(scope: &Scope, destination: &Destination, text: &str) -> Response<Body> {
    Entry::new(scope, CallKind::Refused, &destination.host, "CONNECT".to_owned()).finish(StatusCode::FORBIDDEN, None);
    sentence(StatusCode::FORBIDDEN, text)
}

fn established() -> Response<Body> {
    Response::new(empty())
}

/// Does what was promised by the answer to CONNECT, until either side leaves.
pub(super) async fn go_on(scope: &Arc<Scope>, client: TokioIo<Upgraded>, continuation: Continuation) {
    match continuation {
        Continuation::Plain { host } => connection::intercepted(scope, client.into_inner(), host, false).await,
        Continuation::Tls { host } => intercept(scope, client, host).await,
        Continuation::Tunnel(far) => tunnel::relay(scope, client, *far).await,
    }
}

async fn intercept(scope: &Arc<Scope>, client: TokioIo<Upgraded>, host: String) {
    let config = match scope.authority.server(&host) {
        Ok(config) => config,
        Err(error) => return tracing::warn!(%host, %error, "no certificate for this host"),
    };
    match timeout(HANDSHAKE, TlsAcceptor::from(config).accept(client)).await {
        Ok(Ok(stream)) => connection::intercepted(scope, TokioIo::new(stream), host, true).await,
        Ok(Err(error)) => tracing::debug!(%host, %error, "a TLS handshake with the gateway failed"),
        Err(_) => tracing::debug!(%host, "a TLS handshake with the gateway did not end"),
    }
}
