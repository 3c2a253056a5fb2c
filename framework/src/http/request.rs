//! What is asked.

use std::fmt;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, COOKIE, HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url, tls};
use serde::Serialize;
use tokio::sync::OnceCell;

use super::transport::Transport;
use super::{HttpCondition, StatusCodes};
use crate::scope::ScopeInner;

/// Is one exchange to be made: sent once with [`send`](Self::send), or turned into a condition with [`returns`](Self::returns).
///
/// | setting | default |
/// |---|---|
/// | [`timeout`](Self::timeout) | 30 seconds for the whole exchange, 10 of them for connecting |
/// | [`body_limit`](Self::body_limit) | 16 MiB of the answer |
/// | [`follow_redirects`](Self::follow_redirects) | 10 |
/// | [`direct`](Self::direct) | in the local sandbox through the gateway, except to this machine |
///
/// Each exchange opens a connection of its own: a connection that is kept would go on to where a name pointed once.
/// Query, user name, password and headers are in no message.
///
/// # What can go wrong, and how it is taken
/// | seen | taken as |
/// |---|---|
/// | the name does not resolve | transient error: a record may be on its way |
/// | connection refused or reset, no answer in time, an answer that is not HTTP or ends too early | transient error |
/// | TLS fails, a certificate is not trusted | transient error: a certificate may be on its way |
/// | status 429 where another one is claimed | throttled error: the looks slow down |
/// | any other status, body or header than is claimed | not yet |
/// | more redirects than are followed | permanent error |
/// | a body above the limit | permanent error |
/// | not a URL, not a method, not a header, not a regular expression, unreadable PEM | permanent error, before anything is sent |
/// | a host that the sandbox does not allow | permanent error, before anything is sent |
/// | a body that is not UTF-8 | no error: what is not UTF-8 is replaced; [`HttpResponse::bytes`](super::HttpResponse::bytes) has it as it came |
#[must_use = "nothing is sent until `.send().await`, or until the condition is waited for"]
#[derive(Clone)]
pub struct HttpRequest {
    pub(super) scope: Arc<ScopeInner>,
    pub(super) method: Method,
    pub(super) url: Result<Url, String>,
    pub(super) headers: HeaderMap,
    pub(super) login: Option<(String, Option<String>)>,
    pub(super) body: Option<Vec<u8>>,
    pub(super) timeout: Duration,
    pub(super) body_limit: usize,
    pub(super) transport: Transport,
    /// The client for a transport that is not the usual one, built once.
    pub(super) own_client: Arc<OnceCell<reqwest::Client>>,
    pub(super) mistake: Option<String>,
}

impl HttpRequest {
    pub(super) fn new(scope: &Arc<ScopeInner>, method: &str, url: &str) -> Self {
        let known = method.parse::<Method>();
        let mistake = known.is_err().then(|| format!("`{method}` is not an HTTP method"));
        let parsed = Url::parse(url).ok().filter(|parsed| matches!(parsed.scheme(), "http" | "https"));
        Self {
            scope: Arc::clone(scope),
            method: known.unwrap_or_default(),
            url: parsed.ok_or_else(|| url.to_owned()),
            headers: HeaderMap::new(),
            login: None,
            body: None,
            timeout: Duration::from_secs(30),
            body_limit: 16 << 20,
            transport: Transport::default(),
            own_client: Arc::default(),
            mistake,
        }
    }

    /// Adds a header. What `Authorization` and `Cookie` hold is a secret.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            (Ok(name), Ok(mut header)) => {
                if name == AUTHORIZATION || name == COOKIE {
                    header.set_sensitive(true);
                    self.scope.recorder().redactor().add(value);
                }
                self.headers.append(name, header);
            }
            _ => return self.mistaken(format!("`{name}` is not a valid header")),
        }
        self
    }

    /// Adds a parameter to the query.
    pub fn query(mut self, name: &str, value: impl fmt::Display) -> Self {
        if let Ok(url) = &mut self.url {
            url.query_pairs_mut().append_pair(name, &value.to_string());
        }
        self
    }

    /// Sends a body along.
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Sends a value along as JSON, with its content type.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// use terraproof::json;
    /// t.http().post("https://example.com/orders").json(&json!({"item": 7})).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn json(self, body: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(body) {
            Ok(body) => self.typed_body("application/json", body),
            Err(error) => self.mistaken(format!("the body cannot be written as JSON: {error}")),
        }
    }

    /// Sends fields along as an HTML form does, with their content type.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// t.http().post("https://example.com/search").form([("words", "blue whale")]).send().await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn form<N: AsRef<str>, V: AsRef<str>>(self, fields: impl IntoIterator<Item = (N, V)>) -> Self {
        let encode =
            |text: &str| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
        let fields =
            fields.into_iter().map(|(name, value)| format!("{}={}", encode(name.as_ref()), encode(value.as_ref())));
        let body = fields.collect::<Vec<_>>().join("&");
        self.typed_body("application/x-www-form-urlencoded", body.into_bytes())
    }

    /// Logs in with a name and a password. The password is a secret from now on.
    pub fn basic_auth(mut self, user: impl Into<String>, password: impl Into<String>) -> Self {
        let password = password.into();
        self.scope.recorder().redactor().add(&password);
        self.login = Some((user.into(), Some(password)));
        self
    }

    /// Shows a token. It is a secret from now on.
    pub fn bearer_auth(self, token: &str) -> Self {
        self.scope.recorder().redactor().add(token);
        self.header("authorization", &format!("Bearer {token}"))
    }

    /// Sets how long the whole exchange may take; at most a day.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout.min(Duration::from_hours(24));
        self
    }

    /// Sets how many bytes of a body are read; one that is longer is an error.
    pub fn body_limit(mut self, bytes: usize) -> Self {
        self.body_limit = bytes;
        self
    }

    /// Sets how many redirects are followed.
    pub fn follow_redirects(self, limit: usize) -> Self {
        self.over(|transport| transport.redirects = limit)
    }

    /// Follows no redirect: the answer is the redirect itself.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// let plain = t.http().get("http://example.com/").no_redirects();
    /// t.eventually(plain.returns(301).with_header("location", "https://example.com/")).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn no_redirects(self) -> Self {
        self.follow_redirects(0)
    }

    /// Trusts the authorities in a PEM text, beside those that this machine trusts.
    pub fn trusting(self, pem: impl Into<Vec<u8>>) -> Self {
        self.over(|transport| transport.authorities.push(pem.into()))
    }

    /// Takes any certificate for good. The test then shows nothing about TLS.
    pub fn insecure(self) -> Self {
        self.over(|transport| transport.is_insecure = true)
    }

    /// Shows a certificate of its own, for mutual TLS: the chain and the key as PEM texts.
    pub fn client_certificate(self, chain: impl AsRef<[u8]>, key: impl AsRef<[u8]>) -> Self {
        let identity = [chain.as_ref(), b"\n", key.as_ref()].concat();
        self.over(|transport| transport.identity = Some(identity))
    }

    /// Speaks TLS 1.3 and nothing older; by default it is 1.2 or 1.3. What a server refuses is asked with [`Scope::tls`](crate::Scope).
    pub fn tls_1_3_only(self) -> Self {
        self.over(|transport| transport.tls = Some(tls::Version::TLS_1_3))
    }

    /// Speaks TLS 1.2 and nothing newer, as an old client does.
    pub fn tls_1_2_only(self) -> Self {
        self.over(|transport| transport.tls = Some(tls::Version::TLS_1_2))
    }

    /// Connects to this address instead of asking for the name, which stays in the request and in TLS.
    ///
    /// It goes straight there, past the gateway.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// // Before the name points to the new load balancer, ask that one.
    /// let behind = t.http().get("https://www.example.com/").resolve_to(([192, 0, 2, 7], 443));
    /// t.eventually(behind.returns(200)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn resolve_to(self, address: impl Into<SocketAddr>) -> Self {
        let name = self.url.as_ref().ok().and_then(Url::domain).map(str::to_owned);
        match name {
            Some(name) => self.over(|transport| transport.resolved = Some((name, address.into()))),
            None => self.mistaken("`resolve_to` needs a URL with a name in it, which is not asked for then".to_owned()),
        }
    }

    /// Goes straight out from this machine, past the gateway of the local sandbox.
    pub fn direct(self) -> Self {
        self.over(|transport| transport.is_direct = true)
    }

    /// Makes it a condition: the answer has this status, one of several, or one of a range.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// t.eventually(t.http().get("https://example.com/").returns(200)).await?;
    /// t.eventually(t.http().get("https://example.com/old").no_redirects().returns([301, 308])).await?;
    /// t.eventually(t.http().get("https://example.com/any").returns(200..300)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn returns(self, status: impl Into<StatusCodes>) -> HttpCondition {
        HttpCondition::new(self, Some(status.into()))
    }

    /// Makes it a condition: there is an answer, whatever its status; claim more with [`HttpCondition::which`].
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// let page = t.http().get("https://example.com/");
    /// t.eventually(page.answers().which("is no server error", |response| response.status() < 500)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn answers(self) -> HttpCondition {
        HttpCondition::new(self, None)
    }

    /// Returns method and URL for a sentence, without credentials and query.
    pub(super) fn shown(&self) -> String {
        match &self.url {
            Ok(url) => format!("{} {}", self.method, without_secrets(url)),
            Err(given) => format!("{} {given}", self.method),
        }
    }

    fn typed_body(mut self, content_type: &'static str, body: Vec<u8>) -> Self {
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        self.body = Some(body);
        self
    }

    fn over(mut self, change: impl FnOnce(&mut Transport)) -> Self {
        change(&mut self.transport);
        self.own_client = Arc::default();
        self
    }

    fn mistaken(mut self, mistake: String) -> Self {
        self.mistake.get_or_insert(mistake);
        self
    }
}

/// Shows a URL without what may be secret in it.
pub(super) fn without_secrets(url: &Url) -> String {
    let mut url = url.clone();
    let query = url.query().is_some();
    url.set_query(None);
    url.set_fragment(None);
    let _no_host = url.set_password(None);
    let _no_host = url.set_username("");
    format!("{url}{}", if query { "?.." } else { "" })
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HttpRequest").field(&self.shown()).finish()
    }
}
