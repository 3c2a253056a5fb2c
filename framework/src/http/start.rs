//! Where a probe over HTTP starts.

use std::fmt;
use std::sync::Arc;

use super::{HttpAnswer, HttpReceived, HttpRequest, HttpServer};
use crate::scope::ScopeInner;
use crate::{Error, Scope};

/// Starts probes over HTTP; see [`Scope::http`](crate::Scope::http).
///
/// ```no_run
/// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
/// t.eventually(t.http().get("https://example.com/health").returns(200).with_body_containing("ok")).await?;
/// # Ok(())
/// # }
/// ```
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

    /// Asks for the head of a page.
    pub fn head(&self, url: impl AsRef<str>) -> HttpRequest {
        self.request("HEAD", url)
    }

    /// Sends something.
    pub fn post(&self, url: impl AsRef<str>) -> HttpRequest {
        self.request("POST", url)
    }

    /// Sends something to be kept at this place.
    pub fn put(&self, url: impl AsRef<str>) -> HttpRequest {
        self.request("PUT", url)
    }

    /// Asks for something to be deleted.
    pub fn delete(&self, url: impl AsRef<str>) -> HttpRequest {
        self.request("DELETE", url)
    }

    /// Asks with any method.
    pub fn request(&self, method: &str, url: impl AsRef<str>) -> HttpRequest {
        HttpRequest::new(&self.scope, method, url.as_ref())
    }

    /// Starts a server in this process, on a free port of 127.0.0.1; it goes with the scope.
    ///
    /// What it answers is said by a closure, which must not block: an answer that takes its time says so with
    /// [`HttpAnswer::after`].
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// use terraproof::HttpAnswer;
    ///
    /// let server = t.http().serve(|request| match request.path() {
    ///     "/health" => HttpAnswer::ok("up"),
    ///     _ => HttpAnswer::new(404, "nothing here"),
    /// })?;
    /// t.eventually(t.http().get(server.url("/health")).returns(200).with_body("up")).await?;
    /// # Ok(())
    /// # }
    /// ```
    ///
    /// # Errors
    /// Fails when no port can be opened.
    pub fn serve(
        &self,
        answer: impl Fn(&HttpReceived) -> HttpAnswer + Send + Sync + 'static,
    ) -> Result<HttpServer, Error> {
        HttpServer::start(&Scope::new(Arc::clone(&self.scope)), Arc::new(answer))
    }
}

impl fmt::Debug for Http {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Http")
    }
}
