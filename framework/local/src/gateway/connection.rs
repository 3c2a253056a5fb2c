//! One client connection: requests in plain HTTP, and at most one tunnel or intercepted conversation after them.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::{Method, Request, Response};
use hyper::body::Incoming;
use hyper::rt::{Read, Write};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::TcpStream;

use super::answer;
use super::body::{Body, Broken};
use super::connect::{self, Continuation};
use super::plain;
use super::scope::Scope;

/// How long a client may be silent between requests, and take to send a head.
const IDLE: Duration = Duration::from_secs(60);
const HEAD_BYTES: usize = 64 * 1024;
const HEAD_LINES: usize = 256;

/// What a CONNECT left to do once its connection is free.
type Next = Arc<Mutex<Option<(OnUpgrade, Continuation)>>>;

/// Serves one client until it leaves, falls silent, or the gateway closes.
pub(super) async fn serve(scope: Arc<Scope>, stream: TcpStream) {
    stream.set_nodelay(true).ok();
    let next = Next::default();
    let service = {
        let (scope, next) = (Arc::clone(&scope), Arc::clone(&next));
        move |request| first_hop(Arc::clone(&scope), Arc::clone(&next), request)
    };
    converse(&scope, TokioIo::new(stream), service).await;
    let next = next.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some((upgrade, continuation)) = next
        && let Ok(upgraded) = upgrade.await
    {
        connect::go_on(&scope, TokioIo::new(upgraded), continuation).await;
    }
}

/// Serves the requests of an intercepted conversation, which is already past the proxy.
pub(super) async fn intercepted<I>(scope: &Arc<Scope>, stream: I, host: String, tls: bool)
where
    I: Read + Write + Unpin + Send + 'static,
{
    let host: Arc<str> = host.into();
    let service = {
        let scope = Arc::clone(scope);
        move |request| {
            let (scope, host) = (Arc::clone(&scope), Arc::clone(&host));
            async move { answer::intercepted(&scope, &host, tls, request).await }
        }
    };
    converse(scope, stream, service).await;
}

async fn converse<I, S, F>(scope: &Scope, stream: I, service: S)
where
    I: Read + Write + Unpin + Send + 'static,
    S: Fn(Request<Incoming>) -> F,
    F: Future<Output = Result<Response<Body>, Broken>>,
{
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(IDLE)
        .max_header_size(HEAD_BYTES)
        .max_headers(HEAD_LINES)
        .serve_connection(stream, service_fn(service))
        .with_upgrades();
    let mut connection = std::pin::pin!(connection);
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = scope.closing.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "a client connection of the gateway ended early");
    }
}

async fn first_hop(scope: Arc<Scope>, next: Next, mut request: Request<Incoming>) -> Result<Response<Body>, Broken> {
    if request.method() != Method::CONNECT {
        return plain::answer(&scope, request).await;
    }
    let (response, continuation) = connect::answer(&scope, request.uri()).await;
    if let Some(continuation) = continuation {
        let upgrade = hyper::upgrade::on(&mut request);
        *next.lock().unwrap_or_else(PoisonError::into_inner) = Some((upgrade, continuation));
    }
    Ok(response)
}
