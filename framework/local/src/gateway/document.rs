//! Answers that are changed on their way to the client.

use http::{Response, StatusCode, header};
use http_body_util::{BodyExt, Limited};
use serde_json::Value;

use super::api::ApiRequest;
use super::body::{Body, full};
use super::xml::Element;

/// The largest answer that is changed; the emulator makes no larger one.
const WHOLE: usize = 256 << 20;

/// Changes an XML answer; one that is no XML stays as it is.
pub(super) async fn edited(
    request: &ApiRequest,
    response: Response<Body>,
    edit: impl FnOnce(&mut Element),
) -> (Response<Body>, Option<String>) {
    rewritten(request, response, |body| {
        let mut root = Element::parse(body)?;
        edit(&mut root);
        Some(format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{root}"))
    })
    .await
}

/// Changes a JSON answer; one that is no JSON stays as it is.
pub(super) async fn edited_json(
    request: &ApiRequest,
    response: Response<Body>,
    edit: impl FnOnce(&mut Value),
) -> (Response<Body>, Option<String>) {
    rewritten(request, response, |body| {
        let mut document = serde_json::from_slice(body).ok()?;
        edit(&mut document);
        Some(document.to_string())
    })
    .await
}

async fn rewritten(
    request: &ApiRequest,
    response: Response<Body>,
    write: impl FnOnce(&[u8]) -> Option<String>,
) -> (Response<Body>, Option<String>) {
    let (mut head, body) = response.into_parts();
    let body = match Limited::new(body, WHOLE).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => {
            const CODE: &str = "ServiceUnavailable";
            let response = request.protocol.error(StatusCode::SERVICE_UNAVAILABLE, CODE, &error.to_string());
            return (response, Some(CODE.to_owned()));
        }
    };
    let Some(text) = write(&body) else {
        return (Response::from_parts(head, full(body)), None);
    };
    head.headers.remove(header::CONTENT_LENGTH);
    (Response::from_parts(head, full(text)), None)
}
