//! What an answer has to be.

use std::fmt;

use super::{HttpRequest, HttpResponse};
use crate::{Condition, Error, Observation};

/// Claims that a request is answered as said; see [`HttpRequest::returns`].
#[derive(Clone)]
pub struct HttpCondition {
    request: HttpRequest,
    expected: Vec<Expected>,
}

#[derive(Debug, Clone)]
enum Expected {
    Status(u16),
    Body(String),
    BodyContaining(String),
    Header(String, String),
}

impl HttpCondition {
    pub(super) fn new(request: HttpRequest, status: u16) -> Self {
        Self { request, expected: vec![Expected::Status(status)] }
    }

    /// And the body is exactly this.
    #[must_use]
    pub fn with_body(mut self, body: impl Into<String>) -> Self {
        self.expected.push(Expected::Body(body.into()));
        self
    }

    /// And the body contains this.
    #[must_use]
    pub fn with_body_containing(mut self, part: impl Into<String>) -> Self {
        self.expected.push(Expected::BodyContaining(part.into()));
        self
    }

    /// And it has this header with exactly this value.
    #[must_use]
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.expected.push(Expected::Header(name.into(), value.into()));
        self
    }
}

impl Expected {
    fn sentence(&self) -> String {
        match self {
            Self::Status(status) => format!("returns {status}"),
            Self::Body(body) => format!("has the body {}", quoted(body)),
            Self::BodyContaining(part) => format!("has a body containing {}", quoted(part)),
            Self::Header(name, value) => format!("has the header `{name}: {value}`"),
        }
    }

    /// Says what is wrong with an answer; `None` when nothing is.
    fn miss(&self, response: &HttpResponse) -> Option<String> {
        match self {
            Self::Status(status) if response.status() == *status => None,
            Self::Status(_) => Some(format!("status {}", response.status())),
            Self::Body(body) if response.body() == *body => None,
            Self::BodyContaining(part) if response.body().contains(part.as_str()) => None,
            Self::Body(_) | Self::BodyContaining(_) => Some(format!("body {}", quoted(&response.body()))),
            Self::Header(name, value) => match response.header(name) {
                Some(found) if found == value => None,
                Some(found) => Some(format!("header `{name}: {found}`")),
                None => Some(format!("no header `{name}`")),
            },
        }
    }
}

impl Condition for HttpCondition {
    type Value = HttpResponse;

    fn sentence(&self) -> String {
        let claims: Vec<String> = self.expected.iter().map(Expected::sentence).collect();
        format!("{} {}", self.request.shown(), claims.join(" and "))
    }

    async fn check(&self) -> Result<Observation<HttpResponse>, Error> {
        let response = self.request.send().await?;
        Ok(match self.expected.iter().find_map(|expected| expected.miss(&response)) {
            None => Observation::Met(response),
            Some(miss) => Observation::NotYet(miss),
        })
    }
}

impl fmt::Debug for HttpCondition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HttpCondition").field(&self.sentence()).finish()
    }
}

/// Quotes the beginning of a text on one line.
fn quoted(text: &str) -> String {
    const LIMIT: usize = 120;
    match text.char_indices().nth(LIMIT) {
        Some((cut, _)) => format!("{:?}..", &text[..cut]),
        None => format!("{text:?}"),
    }
}
