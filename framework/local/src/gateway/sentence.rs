//! Answers of the gateway itself: one sentence in plain text.

use http::{HeaderValue, Response, StatusCode, header};

use super::body::{Body, full};

/// Answers with a sentence, for people who look at what their tool printed.
pub(super) fn sentence(status: StatusCode, sentence: &str) -> Response<Body> {
    let mut response = Response::new(full(format!("{sentence}\n")));
    *response.status_mut() = status;
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response
}
