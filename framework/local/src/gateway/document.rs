//! Answers that are changed on their way to the client.

use http::{Response, StatusCode, header};
use http_body_util::{BodyExt, Limited};

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
    let (mut head, body) = response.into_parts();
    let body = match Limited::new(body, WHOLE).collect().await {
        Ok(body) => body.to_bytes(),
        Err(error) => {
            const CODE: &str = "ServiceUnavailable";
            let response = request.protocol.error(StatusCode::SERVICE_UNAVAILABLE, CODE, &error.to_string());
            return (response, Some(CODE.to_owned()));
        }
    };
    let Some(mut root) = Element::parse(&body) else {
        return (Response::from_parts(head, full(body)), None);
    };
    edit(&mut root);
    head.headers.remove(header::CONTENT_LENGTH);
    let text = format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{root}");
    (Response::from_parts(head, full(text)), None)
}
