//! One answer.

use std::time::Duration;

use reqwest::header::HeaderMap;
use serde::de::DeserializeOwned;

use crate::Error;
use crate::error::ErrorKind;

/// Is an answer.
#[derive(Debug, Clone)]
pub struct HttpResponse {
    pub(super) status: u16,
    pub(super) url: String,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
    pub(super) latency: Duration,
}

impl HttpResponse {
    /// Returns the status code.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns where the answer came from: after redirects, another place than was asked.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns a header as text; `None` when it is not there or not text. Of several, it is the first one.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// Returns every value of a header that is text.
    pub fn headers<'r>(&'r self, name: &str) -> impl Iterator<Item = &'r str> {
        self.headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok())
    }

    /// Returns the body as text; what is not UTF-8 is replaced.
    #[must_use]
    pub fn body(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    /// Returns the body as it came.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.body
    }

    /// Decodes the body as JSON.
    ///
    /// # Errors
    /// Fails when it is not JSON, or JSON of another type; the error says where.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// let health: std::collections::BTreeMap<String, String> =
    ///     t.http().get("https://example.com/health").send().await?.json()?;
    /// # let _ = health;
    /// # Ok(())
    /// # }
    /// ```
    pub fn json<T: DeserializeOwned>(&self) -> Result<T, Error> {
        let mut read = serde_json::Deserializer::from_slice(&self.body);
        serde_path_to_error::deserialize(&mut read)
            .map_err(|source| Error::new(ErrorKind::Condition, "failed to decode the body as JSON").with_source(source))
    }

    /// Returns the time from sending the request to the end of the body; connecting and redirects are in it.
    #[must_use]
    pub fn latency(&self) -> Duration {
        self.latency
    }
}
