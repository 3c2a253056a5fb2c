//! Requests in absolute form: plain HTTP through the proxy.

use std::sync::Arc;

use http::{HeaderValue, Request, Response, StatusCode, Uri, header, uri};
use hyper::body::Incoming;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::answer;
use super::body::{Body, Broken, watched};
use super::calls::CallKind;
use super::entry::Entry;
use super::forward::hop_by_hop;
use super::hosts::{Destination, Kind};
use super::outer_proxy::OuterProxy;
use super::scope::Scope;
use super::sentence::sentence;
use super::tunnel;

const CONNECT: std::time::Duration = std::time::Duration::from_secs(30);

/// Answers a request to the proxy that is not CONNECT.
pub(super) async fn answer(scope: &Arc<Scope>, request: Request<Incoming>) -> Result<Response<Body>, Broken> {
    let Some(destination) = destination(request.uri()) else {
        let text = "terraproof: this is the HTTP proxy of a local sandbox; set it as `HTTP_PROXY` and `HTTPS_PROXY` instead of calling it";
        return Ok(sentence(StatusCode::BAD_REQUEST, text));
    };
    match scope.policy.kind(&destination) {
        kind @ (Kind::Aws | Kind::Website { .. }) => {
            answer::call(scope, &destination.host, &kind, false, request).await
        }
        Kind::Allowed => pass_on(scope, &destination, request).await,
        Kind::Refused(text) => {
            let operation = request.method().to_string();
            Entry::new(scope, CallKind::Refused, &destination.host, operation).finish(StatusCode::FORBIDDEN, None);
            Ok(sentence(StatusCode::FORBIDDEN, &text))
        }
    }
}

fn destination(uri: &Uri) -> Option<Destination> {
    if uri.scheme() != Some(&uri::Scheme::HTTP) {
        return None;
    }
    Destination::parse(uri.authority()?.as_str(), 80)
}

async fn pass_on(
    scope: &Scope,
    destination: &Destination,
    mut request: Request<Incoming>,
) -> Result<Response<Body>, Broken> {
    let entry = Entry::new(scope, CallKind::Tunnel, &destination.host, request.method().to_string());
    let proxy = scope.outer_proxy.as_ref().filter(|proxy| proxy.serves(destination));
    readdress(&mut request, proxy);
    let address = proxy.map_or(destination, |proxy| &proxy.address);
    let text = match timeout(CONNECT, tunnel::direct(address)).await {
        Ok(Ok(stream)) => match send(scope, stream, request).await {
            Ok(response) => {
                entry.finish(response.status(), None);
                return Ok(response);
            }
            Err(error) => format!("terraproof: `{}` did not answer: {error}", destination.host),
        },
        Ok(Err(error)) => format!("terraproof: {error}"),
        Err(_) => format!("terraproof: `{}` could not be reached within {} s", address.host, CONNECT.as_secs()),
    };
    entry.finish(StatusCode::BAD_GATEWAY, None);
    Ok(sentence(StatusCode::BAD_GATEWAY, &text))
}

/// Makes a request fit for the next hop: in absolute form for a proxy, in origin form for the host itself.
fn readdress(request: &mut Request<Incoming>, proxy: Option<&OuterProxy>) {
    hop_by_hop(request.headers_mut());
    let host = request.uri().authority().and_then(|it| HeaderValue::from_str(it.as_str()).ok());
    if let Some(host) = host {
        request.headers_mut().insert(header::HOST, host);
    }
    match proxy {
        Some(proxy) => {
            if let Some(Ok(authorization)) = proxy.authorization.as_deref().map(HeaderValue::from_str) {
                request.headers_mut().insert(header::PROXY_AUTHORIZATION, authorization);
            }
        }
        None => {
            let path = request.uri().path_and_query().cloned();
            *request.uri_mut() = Uri::from(path.unwrap_or(uri::PathAndQuery::from_static("/")));
        }
    }
}

async fn send(scope: &Scope, stream: TcpStream, request: Request<Incoming>) -> Result<Response<Body>, hyper::Error> {
    let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
    let closing = scope.closing.clone();
    // Ends with the body of the answer, with the far side, or with the gateway.
    tokio::spawn(async move {
        tokio::select! {
            ended = connection => { ended.ok(); }
            () = closing.cancelled() => {}
        }
    });
    let mut response = sender.send_request(request.map(watched)).await?;
    hop_by_hop(response.headers_mut());
    Ok(response.map(watched))
}
