//! Requests to the emulator: who is asked, over which connection, and how its death is noticed.

use std::collections::HashMap;
use std::fmt;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, Uri, header, uri};
use http_body_util::{BodyExt, Limited};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use serde_json::Value;
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::timeout;

use super::api::endpoint;
use super::body::{Body, Broken, full, watched};
use super::upstream::Upstream;

const CONNECT: Duration = Duration::from_secs(30);
/// Shorter than any server keeps a silent connection, so that none is closed while a request is on its way.
const IDLE: Duration = Duration::from_secs(10);
/// The longest an emulator may think about one call.
const ANSWER: Duration = Duration::from_secs(600);
const PROBE: Duration = Duration::from_secs(2);
/// The largest answer the gateway reads for itself.
const OWN_ANSWER: usize = 4 << 20;

/// Asks the emulator on behalf of one account; clones share connections.
#[derive(Clone)]
pub struct EmulatorClient {
    shared: Arc<Shared>,
    account: Option<String>,
    access_key: Option<String>,
}

struct Shared {
    http: Client<HttpConnector, Body>,
    upstream: Arc<dyn Upstream>,
    lost: watch::Sender<bool>,
    /// Key ids that the emulator handed out through this gateway, and their accounts.
    keys: Mutex<HashMap<String, Option<String>>>,
}

/// What the emulator answered to a request of the gateway's own.
#[derive(Clone, Debug)]
pub struct EmulatorAnswer {
    /// The status.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The whole body.
    pub body: Bytes,
}

/// Tells why there is no answer of the emulator.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Unavailable {
    /// Nobody listens at its address any more.
    #[error("the emulator at {address} is gone")]
    Gone {
        /// Where it was.
        address: SocketAddr,
    },
    /// It is there and did not answer this request.
    #[error("the emulator at {address} did not answer: {reason}")]
    Failed {
        /// Where it is.
        address: SocketAddr,
        /// What happened.
        reason: String,
    },
}

impl EmulatorClient {
    pub(super) fn new(upstream: Arc<dyn Upstream>, account: Option<String>, access_key: Option<String>) -> Self {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(CONNECT));
        let http = Client::builder(TokioExecutor::new())
            .pool_timer(TokioTimer::new())
            .pool_idle_timeout(IDLE)
            .set_host(false)
            .build(connector);
        let shared = Shared { http, upstream, lost: watch::Sender::new(false), keys: Mutex::default() };
        Self { shared: Arc::new(shared), account, access_key }
    }

    /// Sends a request with the credentials of the account and reads the whole answer, up to 4 MiB.
    ///
    /// The emulator does not verify signatures; service and region are taken from the host.
    ///
    /// # Errors
    /// The emulator is gone, or did not answer, or the answer is larger.
    pub async fn request(
        &self,
        method: Method,
        host: &str,
        path_and_query: &str,
        body: impl Into<Bytes>,
    ) -> Result<EmulatorAnswer, Unavailable> {
        let mut request = Request::new(full(body));
        *request.method_mut() = method;
        self.exchange(request, host, path_and_query).await
    }

    /// Calls an operation of the JSON protocols, as in `AmazonEC2ContainerServiceV20141113.DescribeClusters`.
    pub(super) async fn json(&self, host: &str, target: &str, body: &Value) -> Result<EmulatorAnswer, Unavailable> {
        let mut request = Request::new(full(body.to_string()));
        *request.method_mut() = Method::POST;
        let headers = request.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-amz-json-1.1"));
        let target = HeaderValue::from_str(target);
        headers.extend(target.ok().map(|target| (HeaderName::from_static("x-amz-target"), target)));
        self.exchange(request, host, "/").await
    }

    async fn exchange(
        &self,
        mut request: Request<Body>,
        host: &str,
        path_and_query: &str,
    ) -> Result<EmulatorAnswer, Unavailable> {
        let address = self.address();
        let failed = |reason: String| Unavailable::Failed { address, reason };
        *request.uri_mut() = path_and_query.parse().map_err(|error: uri::InvalidUri| failed(error.to_string()))?;
        let headers = request.headers_mut();
        headers.insert(header::HOST, HeaderValue::from_str(host).map_err(|error| failed(error.to_string()))?);
        let (service, region) = endpoint(host);
        if let Some(authorization) = self.authorization(&service, region.as_deref().unwrap_or("us-east-1")) {
            headers.insert(header::AUTHORIZATION, authorization);
        }
        let (head, body) = self.send(request).await?.into_parts();
        let body =
            Limited::new(body, OWN_ANSWER).collect().await.map_err(|error| failed(error.to_string()))?.to_bytes();
        Ok(EmulatorAnswer { status: head.status, headers: head.headers, body })
    }

    /// Sends a GET request with the credentials of the account.
    ///
    /// # Errors
    /// As [`EmulatorClient::request`].
    pub async fn get(&self, host: &str, path_and_query: &str) -> Result<EmulatorAnswer, Unavailable> {
        self.request(Method::GET, host, path_and_query, Bytes::new()).await
    }

    /// Gives the account this client asks for.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        self.account.as_deref()
    }

    /// Gives the client for the account that a signature, or the role to be assumed, belongs to.
    pub(super) fn on_behalf_of(&self, access_key: Option<&str>, account: Option<&str>) -> Self {
        let learned = access_key.and_then(|key| self.keys().get(key).cloned());
        let (own_account, own_key) = match (&learned, access_key) {
            (Some(account), Some(key)) => (account.clone(), Some(key.to_owned())),
            _ => (self.account.clone(), self.access_key.clone()),
        };
        let account = account.map(str::to_owned).or(own_account);
        Self { shared: Arc::clone(&self.shared), account, access_key: own_key }
    }

    /// Remembers a key id that the emulator handed out for the account of this client.
    pub(super) fn learn(&self, key: &str) {
        self.keys().insert(key.to_owned(), self.account.clone());
    }

    /// Gives a header that names the key id of the account; the emulator looks at nothing else.
    pub(super) fn authorization(&self, service: &str, region: &str) -> Option<HeaderValue> {
        let key = self.access_key.as_ref()?;
        let value = format!(
            "AWS4-HMAC-SHA256 Credential={key}/20260101/{region}/{service}/aws4_request, SignedHeaders=host, Signature=terraproof"
        );
        HeaderValue::from_str(&value).ok()
    }

    /// Tells whether requests signed with this key id find their account by themselves.
    pub(super) fn knows(&self, key: &str) -> bool {
        self.access_key.as_deref().is_none_or(|own| own == key) || self.keys().contains_key(key)
    }

    /// Words an answer that broke off.
    pub(super) fn failed(&self, error: &Broken) -> Unavailable {
        Unavailable::Failed { address: self.address(), reason: error.to_string() }
    }

    pub(super) fn lost(&self) -> watch::Receiver<bool> {
        self.shared.lost.subscribe()
    }

    /// Sends a request to the worker of the account and streams both ways.
    pub(super) async fn send(&self, mut request: Request<Body>) -> Result<Response<Body>, Unavailable> {
        let address = self.address();
        let failed = |reason: String| Unavailable::Failed { address, reason };
        *request.uri_mut() = absolute(address, request.uri()).map_err(|error| failed(error.to_string()))?;
        let Ok(answer) = timeout(ANSWER, self.shared.http.request(request)).await else {
            return Err(failed(format!("nothing came for {} s", ANSWER.as_secs())));
        };
        match answer {
            Ok(response) => Ok(response.map(watched)),
            Err(error) if error.is_connect() || !alive(address).await => {
                self.shared.lost.send_replace(true);
                Err(Unavailable::Gone { address })
            }
            Err(error) => Err(failed(error.to_string())),
        }
    }

    fn address(&self) -> SocketAddr {
        self.shared.upstream.address(self.account.as_deref(), self.access_key.as_deref())
    }

    fn keys(&self) -> std::sync::MutexGuard<'_, HashMap<String, Option<String>>> {
        self.shared.keys.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A connection can break under a living emulator; only one that nobody answers is lost.
async fn alive(address: SocketAddr) -> bool {
    matches!(timeout(PROBE, TcpStream::connect(address)).await, Ok(Ok(_)))
}

fn absolute(address: SocketAddr, uri: &Uri) -> Result<Uri, http::Error> {
    let path = uri.path_and_query().map_or("/", uri::PathAndQuery::as_str);
    Uri::builder().scheme("http").authority(address.to_string()).path_and_query(path).build()
}

impl fmt::Debug for EmulatorClient {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("EmulatorClient").field("account", &self.account).finish_non_exhaustive()
    }
}
