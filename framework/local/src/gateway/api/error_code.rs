//! The error code of an answer.

use http::HeaderMap;
use serde_json::Value;

/// Finds the error code of a failed answer in its header or in the start of its body.
pub(in crate::gateway) fn error_code(headers: &HeaderMap, body: &[u8]) -> Option<String> {
    ["x-amzn-errortype", "x-amz-error-code"]
        .iter()
        .find_map(|name| headers.get(*name)?.to_str().ok())
        .and_then(code)
        .or_else(|| from_json(body))
        .or_else(|| from_xml(body))
        .or_else(|| from_cbor(body))
}

fn from_json(body: &[u8]) -> Option<String> {
    let value: Value = serde_json::from_slice(body).ok()?;
    ["__type", "code", "Code"].iter().find_map(|name| value.get(name)?.as_str()).and_then(code)
}

/// Works on a cut-off body as well, so it looks for the element instead of parsing.
fn from_xml(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).unwrap_or_default();
    let (_, rest) = text.split_once("<Code>")?;
    code(rest.split_once("</Code>")?.0)
}

fn from_cbor(body: &[u8]) -> Option<String> {
    let key = b"__type";
    let start = body.windows(key.len()).position(|window| window == key)? + key.len();
    let (length, skip) = match *body.get(start)? {
        byte @ 0x60..=0x77 => (usize::from(byte - 0x60), 1),
        0x78 => (usize::from(*body.get(start + 1)?), 2),
        0x79 => (usize::from(u16::from_be_bytes([*body.get(start + 1)?, *body.get(start + 2)?])), 3),
        _ => return None,
    };
    code(std::str::from_utf8(body.get(start + skip..start + skip + length)?).ok()?)
}

/// `com.amazonaws.sqs#QueueDoesNotExist:http://..` is `QueueDoesNotExist`. Nothing but a name may get into the timeline.
fn code(text: &str) -> Option<String> {
    let text = text.rsplit('#').next()?.split(':').next()?.trim();
    let valid = !text.is_empty()
        && text.len() <= 120
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"._-".contains(&byte));
    valid.then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn in_body(body: &str) -> Option<String> {
        error_code(&HeaderMap::new(), body.as_bytes())
    }

    #[test]
    fn codes_are_found_in_every_shape() {
        assert_eq!(
            in_body(r#"{"__type":"com.amazonaws.sqs#QueueDoesNotExist","message":"x"}"#).as_deref(),
            Some("QueueDoesNotExist")
        );
        assert_eq!(
            in_body("<Response><Errors><Error><Code>InvalidVpcID.NotFound</Code>").as_deref(),
            Some("InvalidVpcID.NotFound")
        );
        assert_eq!(in_body("plain text"), None);
        assert_eq!(in_body("<Code>my secret sentence</Code>"), None);
    }

    #[test]
    fn the_header_goes_before_the_body() {
        let mut headers = HeaderMap::new();
        headers.insert("x-amzn-errortype", "ResourceNotFoundException:http://internal.amazon.com/".parse().unwrap());
        assert_eq!(error_code(&headers, b"{}").as_deref(), Some("ResourceNotFoundException"));
    }
}
