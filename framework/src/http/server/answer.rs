//! What a server inside the test answers.

use std::time::Duration;

use serde::Serialize;

/// Is an answer of a server inside the test; see [`Http::serve`](super::super::Http::serve).
#[must_use = "an answer has to be returned to be sent"]
#[derive(Debug, Clone)]
pub struct HttpAnswer {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) body: Vec<u8>,
    pub(super) after: Duration,
}

impl HttpAnswer {
    /// Builds an answer of a status and a body.
    pub fn new(status: u16, body: impl Into<Vec<u8>>) -> Self {
        Self { status, headers: Vec::new(), body: body.into(), after: Duration::ZERO }
    }

    /// Builds an answer of status 200 and a body.
    pub fn ok(body: impl Into<Vec<u8>>) -> Self {
        Self::new(200, body)
    }

    /// Builds an answer of status 200 with a value as JSON; one that cannot be written is status 500.
    pub fn json(value: &(impl Serialize + ?Sized)) -> Self {
        match serde_json::to_vec(value) {
            Ok(body) => Self::ok(body).header("content-type", "application/json"),
            Err(error) => Self::new(500, format!("the answer cannot be written as JSON: {error}")),
        }
    }

    /// Builds a redirect of status 302.
    pub fn redirect(location: impl Into<String>) -> Self {
        Self::new(302, "").header("location", location)
    }

    /// Adds a header.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Lets the answer take its time.
    pub fn after(mut self, delay: Duration) -> Self {
        self.after = delay;
        self
    }
}
