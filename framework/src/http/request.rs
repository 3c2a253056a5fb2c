//! One exchange.

use std::fmt;
use std::sync::Arc;

use reqwest::header::{HeaderMap, HeaderName, HeaderValue};
use reqwest::{Method, Url};

use super::HttpCondition;
use crate::Error;
use crate::error::ErrorKind;
use crate::scope::ScopeInner;

/// How much of a body is read.
const BODY_LIMIT: usize = 16 << 20;

/// Starts probes over HTTP; see [`Scope::http`](crate::Scope::http).
#[derive(Clone)]
pub struct Http {
    scope: Arc<ScopeInner>,
}

impl Http {
    pub(crate) fn new(scope: &Arc<ScopeInner>) -> Self {
        Self { scope: Arc::clone(scope) }
    }

    /// Asks for a page.
    pub fn get(&self, url: impl AsRef<str>) -> HttpRequest {
        self.request("GET", url)
    }

    /// Sends something.
    pub fn post(&self, url: impl AsRef<str>) -> HttpRequest {
        self.request("POST", url)
    }

    /// Asks with any method.
    pub fn request(&self, method: &str, url: impl AsRef<str>) -> HttpRequest {
        let url = url.as_ref();
        let known = method.parse::<Method>();
        let mistake = known.is_err().then(|| format!("`{method}` is not an HTTP method"));
        let parsed = Url::parse(url).ok().filter(|parsed| matches!(parsed.scheme(), "http" | "https"));
        HttpRequest {
            scope: Arc::clone(&self.scope),
            method: known.unwrap_or_default(),
            url: parsed.ok_or_else(|| url.to_owned()),
            headers: HeaderMap::new(),
            body: None,
            mistake,
        }
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Http")
    }
}

/// Is one exchange to be made: sent once with [`send`](Self::send), or turned into a condition with
/// [`returns`](Self::returns).
///
/// Bodies are read up to 16 MiB. An exchange takes at most 30 s and follows at most 10 redirects.
#[must_use = "nothing is sent until `.send().await`, or until the condition is waited for"]
#[derive(Clone)]
pub struct HttpRequest {
    scope: Arc<ScopeInner>,
    method: Method,
    url: Result<Url, String>,
    headers: HeaderMap,
    body: Option<String>,
    mistake: Option<String>,
}

impl HttpRequest {
    /// Adds a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        match (name.parse::<HeaderName>(), HeaderValue::from_str(value)) {
            (Ok(name), Ok(value)) => drop(self.headers.append(name, value)),
            _ => drop(self.mistake.get_or_insert_with(|| format!("`{name}` is not a valid header"))),
        }
        self
    }

    /// Sends a body along.
    pub fn body(mut self, body: impl Into<String>) -> Self {
        self.body = Some(body.into());
        self
    }

    /// Makes it a condition: the answer has this status.
    pub fn returns(self, status: u16) -> HttpCondition {
        HttpCondition::new(self, status)
    }

    /// Sends it once.
    ///
    /// # Errors
    /// Fails when there is no answer (which is transient), and for good on a malformed URL, a host that the sandbox does not
    /// allow, or a body that is too large.
    pub async fn send(&self) -> Result<HttpResponse, Error> {
        let url = self.valid_url()?;
        let client = self.client(url).await?;
        self.refused(url)?;
        let mut request = client.request(self.method.clone(), url.clone()).headers(self.headers.clone());
        if let Some(body) = &self.body {
            request = request.body(body.clone());
        }
        let response = request.send().await.map_err(|error| Self::no_answer(&error))?;
        let (status, headers) = (response.status().as_u16(), response.headers().clone());
        let body = self.read(response).await?;
        Ok(HttpResponse { status, headers, body })
    }

    fn valid_url(&self) -> Result<&Url, Error> {
        if let Some(mistake) = &self.mistake {
            return Err(Error::misuse(mistake.clone()));
        }
        self.url.as_ref().map_err(|given| {
            Error::misuse(format!("`{given}` is not a URL that can be asked"))
                .with_hint("give a whole one, such as `http://example.org/path`")
        })
    }

    /// This machine is reached straight, everything else the way terraform goes: through the gateway.
    async fn client(&self, url: &Url) -> Result<reqwest::Client, Error> {
        #[cfg(feature = "local")]
        if !is_this_machine(url) {
            return self.scope.http_clients().proxied(&self.scope).await;
        }
        self.scope.http_clients().direct().await
    }

    /// Fails for good on a host that the gateway would refuse: its sentence does not come through a proxied connection.
    #[cfg(feature = "local")]
    fn refused(&self, url: &Url) -> Result<(), Error> {
        let asked = url.host_str().zip(url.port_or_known_default());
        let cloud = self.scope.opened_cloud().filter(|_| !is_this_machine(url));
        match asked.zip(cloud).and_then(|((host, port), cloud)| cloud.gateway().refusal(host, port)) {
            Some(sentence) => Err(Error::new(ErrorKind::Configuration, sentence)),
            None => Ok(()),
        }
    }

    #[cfg(not(feature = "local"))]
    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "the same signature as with the local cloud")]
    fn refused(&self, _url: &Url) -> Result<(), Error> {
        Ok(())
    }

    async fn read(&self, mut response: reqwest::Response) -> Result<Vec<u8>, Error> {
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| Self::no_answer(&error))? {
            if body.len() + chunk.len() > BODY_LIMIT {
                let message = format!("the body of {} is larger than {} MiB", self.shown(), BODY_LIMIT >> 20);
                return Err(Error::new(ErrorKind::Condition, message));
            }
            body.extend_from_slice(&chunk);
        }
        Ok(body)
    }

    fn no_answer(error: &reqwest::Error) -> Error {
        let mut cause: &dyn std::error::Error = error;
        while let Some(deeper) = cause.source() {
            cause = deeper;
        }
        let what = if error.is_timeout() {
            "no answer in time".to_owned()
        } else if error.is_redirect() {
            "more than 10 redirects".to_owned()
        } else {
            cause.to_string()
        };
        let permanent = error.is_redirect() || error.is_builder();
        let error = Error::new(ErrorKind::Condition, what);
        if permanent { error } else { error.transient() }
    }

    /// Returns method and URL for a sentence, without credentials and query.
    pub(super) fn shown(&self) -> String {
        match &self.url {
            Ok(url) => {
                let mut url = url.clone();
                let query = url.query().is_some();
                url.set_query(None);
                let _no_host = url.set_password(None);
                let _no_host = url.set_username("");
                format!("{} {url}{}", self.method, if query { "?.." } else { "" })
            }
            Err(given) => format!("{} {given}", self.method),
        }
    }
}

#[cfg(feature = "local")]
fn is_this_machine(url: &Url) -> bool {
    match url.host_str() {
        Some("localhost" | "[::1]") => true,
        Some(host) => host.parse::<std::net::Ipv4Addr>().is_ok_and(|address| address.is_loopback()),
        None => false,
    }
}

impl fmt::Debug for HttpRequest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HttpRequest").field(&self.shown()).finish()
    }
}

/// Is an answer.
#[derive(Debug, Clone)]
pub struct HttpResponse {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl HttpResponse {
    /// Returns the status code.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns a header as text; `None` when it is not there or not text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Returns the body as text; what is not UTF-8 is replaced.
    #[must_use]
    pub fn body(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}
