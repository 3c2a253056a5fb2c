//! What the tests of the gateway share: an upstream that tells what it saw, and clients that go through a gateway.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::allow_attributes,
    reason = "test code; each test file uses another part of it"
)]

use std::convert::Infallible;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use http::{HeaderMap, Method, Request, Response, StatusCode};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt, Full};
use hyper::body::{Frame, Incoming};
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use terraproof_local::gateway::{Call, Gateway, Options, Upstream};
use tokio::net::TcpListener;
use tokio::task::JoinSet;
use tokio_util::task::AbortOnDropHandle;

/// A request as the upstream saw it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) connection: usize,
    pub(crate) method: Method,
    pub(crate) target: String,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// An HTTP server in this process. It answers `ok`, unless the path asks for something else.
pub(crate) struct Echo {
    pub(crate) address: SocketAddr,
    pub(crate) seen: Arc<Mutex<Vec<Seen>>>,
    task: AbortOnDropHandle<()>,
}

impl Echo {
    pub(crate) async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let task = tokio::spawn(serve(listener, Arc::clone(&seen)));
        Self { address, seen, task: AbortOnDropHandle::new(task) }
    }

    pub(crate) fn last(&self) -> Seen {
        self.seen.lock().unwrap().last().cloned().expect("the upstream was asked")
    }

    pub(crate) fn count(&self) -> usize {
        self.seen.lock().unwrap().len()
    }

    /// Ends the server and all its connections.
    pub(crate) async fn kill(self) -> SocketAddr {
        self.task.abort();
        self.task.await.ok();
        self.address
    }
}

async fn serve(listener: TcpListener, seen: Arc<Mutex<Vec<Seen>>>) {
    let mut connections = JoinSet::new();
    for connection in 0.. {
        let (stream, _) = listener.accept().await.unwrap();
        let seen = Arc::clone(&seen);
        let service = service_fn(move |request| answer(Arc::clone(&seen), connection, request));
        connections
            .spawn(async move { http1::Builder::new().serve_connection(TokioIo::new(stream), service).await.ok() });
    }
}

type Answer = Response<UnsyncBoxBody<Bytes, Infallible>>;

async fn answer(
    seen: Arc<Mutex<Vec<Seen>>>,
    connection: usize,
    request: Request<Incoming>,
) -> Result<Answer, hyper::Error> {
    let (head, body) = request.into_parts();
    let path = head.uri.path().to_owned();
    let body = if path == "/count" { count(body).await? } else { body.collect().await?.to_bytes() };
    let target = head.uri.to_string();
    seen.lock().unwrap().push(Seen {
        connection,
        method: head.method,
        target,
        headers: head.headers,
        body: body.clone(),
    });
    let (status, text) = match path.as_str() {
        "/empty" => (StatusCode::NO_CONTENT, Bytes::new()),
        "/same" => (StatusCode::NOT_MODIFIED, Bytes::new()),
        "/count" => (StatusCode::OK, body),
        "/fails" => (
            StatusCode::BAD_REQUEST,
            "<Response><Errors><Error><Code>InvalidVpcID.NotFound</Code></Error></Errors></Response>".into(),
        ),
        "/large" => return Ok(Response::new(large())),
        _ => (StatusCode::OK, key_for(&body).unwrap_or_else(|| "ok".into())),
    };
    let mut response = Response::new(Full::new(text).boxed_unsync());
    *response.status_mut() = status;
    Ok(response)
}

/// Counts the bytes of a body without keeping them.
async fn count(mut body: Incoming) -> Result<Bytes, hyper::Error> {
    let mut bytes = 0;
    while let Some(frame) = body.frame().await {
        bytes += frame?.data_ref().map_or(0, Bytes::len);
    }
    Ok(bytes.to_string().into())
}

/// A key for whoever assumes a role.
fn key_for(body: &Bytes) -> Option<Bytes> {
    let account = String::from_utf8_lossy(body).split("arn%3Aaws%3Aiam%3A%3A").nth(1)?.get(..12)?.to_owned();
    Some(format!("<AssumeRoleResponse><AccessKeyId>ASIA{account}</AccessKeyId></AssumeRoleResponse>").into())
}

pub(crate) const LARGE: usize = 64 << 20;

/// A body without a length, in chunks.
fn large() -> UnsyncBoxBody<Bytes, Infallible> {
    const CHUNK: usize = 1 << 16;
    let (mut sender, body) = http_body_util::channel::Channel::<Bytes, Infallible>::new(1);
    tokio::spawn(async move {
        for _ in 0..LARGE / CHUNK {
            if sender.send(Frame::data(Bytes::from_static(&[b'x'; CHUNK]))).await.is_err() {
                return;
            }
        }
    });
    body.boxed_unsync()
}

/// Opens a gateway in front of an upstream.
pub(crate) async fn gateway(upstream: impl Upstream + 'static) -> Gateway {
    open(Options { upstream: Some(Arc::new(upstream)), ..Options::default() }).await
}

/// Opens a gateway that allows 127.0.0.1, for what is tunnelled.
pub(crate) async fn open(options: Options) -> Gateway {
    Gateway::open(options).await.unwrap()
}

/// A client that trusts this gateway only, and reaches everything through it.
pub(crate) fn client(gateway: &Gateway) -> reqwest::Client {
    builder(gateway).build().unwrap()
}

pub(crate) fn builder(gateway: &Gateway) -> reqwest::ClientBuilder {
    rustls::crypto::aws_lc_rs::default_provider().install_default().ok();
    let authority = reqwest::Certificate::from_pem(gateway.authority_pem().as_bytes()).unwrap();
    reqwest::Client::builder()
        .proxy(reqwest::Proxy::all(gateway.proxy_url()).unwrap())
        .tls_certs_only([authority])
        .redirect(reqwest::redirect::Policy::none())
}

/// Signs nothing: names the key, as far as anybody looks.
pub(crate) fn authorization(key: &str, service: &str) -> String {
    format!(
        "AWS4-HMAC-SHA256 Credential={key}/20260131/eu-west-1/{service}/aws4_request, SignedHeaders=host, Signature=none"
    )
}

pub(crate) fn form(client: &reqwest::Client, url: &str, body: &'static str) -> reqwest::RequestBuilder {
    client.post(url).header("content-type", "application/x-www-form-urlencoded").body(body)
}

pub(crate) fn last_call(gateway: &Gateway) -> Call {
    gateway.calls().snapshot().pop().expect("a call was recorded")
}
