//! What a server inside the test was asked.

use std::fmt;

use reqwest::header::HeaderMap;

/// Is a request that a server inside the test received.
///
/// Its `Debug` shows method and path alone: the rest may be secret.
#[derive(Clone)]
pub struct HttpReceived {
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: Option<String>,
    pub(super) headers: HeaderMap,
    pub(super) body: Vec<u8>,
}

impl HttpReceived {
    /// Returns the method: `GET`, ..
    #[must_use]
    pub fn method(&self) -> &str {
        &self.method
    }

    /// Returns the path, beginning with `/`, as it was sent.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns what came after the `?`.
    #[must_use]
    pub fn query(&self) -> Option<&str> {
        self.query.as_deref()
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

impl fmt::Debug for HttpReceived {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}
