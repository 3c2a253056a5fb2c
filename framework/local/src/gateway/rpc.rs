//! RPC version 2 for an emulator that speaks JSON only: CBOR in, CBOR out, the same documents.
//!
//! See <https://smithy.io/2.0/additional-specs/protocols/smithy-rpc-v2.html>. CloudWatch is spoken to in no other way by newer SDKs.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use ciborium::Value as Cbor;
use http::{HeaderValue, Response, header, request};
use http_body_util::{BodyExt as _, Limited};
use serde_json::{Map, Number, Value as Json};

use super::body::{Body, full};

/// No message of such a service is longer.
const LIMIT: usize = 16 << 20;
/// The tag of a time in seconds since 1970, <https://www.rfc-editor.org/rfc/rfc8949#name-epoch-based-date-time>.
const EPOCH: u64 = 1;

/// Turns a request into the JSON protocol; `None` when it cannot be read.
pub(super) async fn to_json(mut head: request::Parts, body: Body) -> Option<(request::Parts, Body)> {
    let (service, operation) = head.uri.path().strip_prefix("/service/")?.split_once("/operation/")?;
    let target = HeaderValue::from_str(&format!("{service}.{operation}")).ok()?;
    let bytes = whole(body).await?;
    let document =
        if bytes.is_empty() { Json::Object(Map::new()) } else { json(ciborium::from_reader(&*bytes).ok()?)? };
    if !document.is_object() {
        return None;
    }
    let text = document.to_string();
    head.uri = http::Uri::from_static("/");
    head.headers.insert("x-amz-target", target);
    head.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/x-amz-json-1.0"));
    head.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(text.len()));
    head.headers.remove("smithy-protocol");
    Some((head, full(text)))
}

/// Turns an answer in JSON into CBOR; one that is none stays as it is.
pub(super) async fn to_cbor(response: Response<Body>) -> Response<Body> {
    let (mut head, body) = response.into_parts();
    let Some(bytes) = whole(body).await else {
        return Response::from_parts(head, full(Bytes::new()));
    };
    let document = if bytes.is_empty() { Some(Json::Object(Map::new())) } else { serde_json::from_slice(&bytes).ok() };
    let mut written = Vec::new();
    let Some(Ok(())) = document.map(|document| ciborium::into_writer(&cbor("", document), &mut written)) else {
        return Response::from_parts(head, full(bytes));
    };
    head.headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/cbor"));
    head.headers.insert(header::CONTENT_LENGTH, HeaderValue::from(written.len()));
    head.headers.insert("smithy-protocol", HeaderValue::from_static("rpc-v2-cbor"));
    Response::from_parts(head, full(written))
}

async fn whole(body: Body) -> Option<Bytes> {
    Limited::new(body, LIMIT).collect().await.ok().map(http_body_util::Collected::to_bytes)
}

fn json(value: Cbor) -> Option<Json> {
    Some(match value {
        Cbor::Null => Json::Null,
        Cbor::Bool(value) => value.into(),
        Cbor::Integer(value) => {
            i64::try_from(value).ok().map(Json::from).or_else(|| u64::try_from(value).ok().map(Json::from))?
        }
        Cbor::Float(value) => Number::from_f64(value).map_or(Json::Null, Json::Number),
        Cbor::Text(text) => text.into(),
        Cbor::Bytes(bytes) => STANDARD.encode(bytes).into(),
        Cbor::Tag(_, value) => json(*value)?,
        Cbor::Array(values) => Json::Array(values.into_iter().map(json).collect::<Option<_>>()?),
        Cbor::Map(entries) => {
            let entry = |(key, value): (Cbor, Cbor)| Some((key.into_text().ok()?, json(value)?));
            Json::Object(entries.into_iter().map(entry).collect::<Option<_>>()?)
        }
        _ => return None,
    })
}

/// Writes a value that stands under a name, which is all that tells a time from a number in JSON.
fn cbor(name: &str, value: Json) -> Cbor {
    match value {
        Json::Null => Cbor::Null,
        Json::Bool(value) => Cbor::Bool(value),
        Json::Number(number) if is_time(name) => {
            Cbor::Tag(EPOCH, Box::new(Cbor::Float(number.as_f64().unwrap_or_default())))
        }
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Cbor::Integer(whole.into()),
            None => Cbor::Float(number.as_f64().unwrap_or_default()),
        },
        Json::String(text) => Cbor::Text(text),
        Json::Array(values) => Cbor::Array(values.into_iter().map(|value| cbor(name, value)).collect()),
        Json::Object(fields) => {
            let fields = fields.into_iter().map(|(key, value)| {
                let value = cbor(&key, value);
                (Cbor::Text(key), value)
            });
            Cbor::Map(fields.collect())
        }
    }
}

/// Tells whether a field of CloudWatch is a time; see the shapes of its API reference.
fn is_time(name: &str) -> bool {
    const OTHERS: [&str; 6] = ["CreationDate", "EndTime", "ExpireDate", "LastModified", "LastUpdateDate", "StartTime"];
    name.ends_with("Timestamp") || name.ends_with("Timestamps") || OTHERS.contains(&name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_document_survives_the_way_there_and_back() {
        let document =
            json!({ "Name": "a", "Threshold": 1.5, "Period": 60, "On": true, "None": null, "List": [{ "k": "v" }] });
        assert_eq!(json(cbor("", document.clone())), Some(document));
    }

    #[test]
    fn a_time_is_tagged_and_a_number_is_not() {
        assert!(matches!(cbor("StateUpdatedTimestamp", json!(1.5)), Cbor::Tag(EPOCH, _)));
        assert!(matches!(cbor("Threshold", json!(1.5)), Cbor::Float(_)));
    }

    #[tokio::test]
    async fn what_is_no_document_is_not_passed_on() {
        let head = || http::Request::post("/service/S/operation/O").body(()).unwrap().into_parts().0;
        assert!(to_json(head(), full("\u{1}garbage")).await.is_none());
        let (head, _) = to_json(head(), full(Bytes::new())).await.unwrap();
        assert_eq!((head.uri.path(), head.headers["x-amz-target"].to_str().unwrap()), ("/", "S.O"));
    }
}
