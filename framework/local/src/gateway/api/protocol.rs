//! How each protocol of AWS says no.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, StatusCode, header};
use quick_xml::escape::partial_escape;

use crate::gateway::body::{Body, full};

/// A wire protocol, with what it needs to answer an error.
///
/// See <https://smithy.io/2.0/aws/protocols/index.html>.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Protocol {
    /// Forms in, XML out, with EC2's own error shape.
    Ec2,
    /// Forms in, XML out.
    Query,
    /// JSON 1.0 or 1.1 with a target header.
    Json,
    /// RPC version 2 with CBOR.
    Cbor,
    /// JSON over paths and methods.
    RestJson,
    /// XML over paths and methods.
    RestXml,
    /// S3's own XML.
    S3,
}

impl Protocol {
    pub(super) fn of(
        service: &str,
        headers: &HeaderMap,
        form: &[(String, String)],
        query: &[(String, String)],
    ) -> Self {
        let action = |parameters: &[(String, String)]| parameters.iter().any(|(name, _)| name == "Action");
        match service {
            "s3" => Self::S3,
            "ec2" => Self::Ec2,
            _ if headers.contains_key("smithy-protocol") => Self::Cbor,
            _ if headers.contains_key("x-amz-target") => Self::Json,
            _ if action(form) || action(query) => Self::Query,
            "route53" | "cloudfront" => Self::RestXml,
            _ => Self::RestJson,
        }
    }

    /// Gives the status and code with which a service throttles.
    pub(in crate::gateway) fn throttling(self, service: &str) -> (StatusCode, &'static str) {
        match (self, service) {
            (_, "dynamodb" | "kinesis") => (StatusCode::BAD_REQUEST, "ProvisionedThroughputExceededException"),
            (_, "lambda" | "apigateway") => (StatusCode::TOO_MANY_REQUESTS, "TooManyRequestsException"),
            (Self::Ec2, _) => (StatusCode::SERVICE_UNAVAILABLE, "RequestLimitExceeded"),
            (Self::S3, _) => (StatusCode::SERVICE_UNAVAILABLE, "SlowDown"),
            (Self::Query | Self::RestXml, _) => (StatusCode::BAD_REQUEST, "Throttling"),
            (Self::Json | Self::Cbor, _) => (StatusCode::BAD_REQUEST, "ThrottlingException"),
            (Self::RestJson, _) => (StatusCode::TOO_MANY_REQUESTS, "ThrottlingException"),
        }
    }

    /// Gives the status and code with which a service turns away a caller who may not do this.
    pub(in crate::gateway) fn denial(self, service: &str) -> (StatusCode, &'static str) {
        match (self, service) {
            (_, "sns") => (StatusCode::FORBIDDEN, "AuthorizationError"),
            (Self::Ec2, _) => (StatusCode::FORBIDDEN, "UnauthorizedOperation"),
            (Self::S3 | Self::Query | Self::RestXml, _) => (StatusCode::FORBIDDEN, "AccessDenied"),
            (Self::Json | Self::Cbor, _) => (StatusCode::BAD_REQUEST, "AccessDeniedException"),
            (Self::RestJson, _) => (StatusCode::FORBIDDEN, "AccessDeniedException"),
        }
    }

    /// Gives the code with which a service reports its own failure.
    pub(in crate::gateway) fn failure(self, status: StatusCode) -> &'static str {
        match (status, self) {
            (StatusCode::SERVICE_UNAVAILABLE, _) => "ServiceUnavailable",
            (_, Self::Ec2 | Self::S3) => "InternalError",
            (_, Self::Json | Self::Cbor) => "InternalServerError",
            _ => "InternalFailure",
        }
    }

    /// Writes an error as the service would.
    pub(in crate::gateway) fn error(self, status: StatusCode, code: &str, message: &str) -> Response<Body> {
        let (content_type, text) = match self {
            Self::Json => ("application/x-amz-json-1.1", json(code, message).into()),
            Self::RestJson => ("application/json", json(code, message).into()),
            Self::Cbor => ("application/cbor", cbor(code, message)),
            _ => ("text/xml", self.xml(status, code, message).into()),
        };
        let mut response = Response::new(full(text));
        *response.status_mut() = status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type));
        headers.insert("x-amzn-requestid", HeaderValue::from_static(REQUEST_ID));
        if let (Self::Json | Self::RestJson, Ok(code)) = (self, HeaderValue::from_str(code)) {
            headers.insert("x-amzn-errortype", code);
        }
        if self == Self::Cbor {
            headers.insert("smithy-protocol", HeaderValue::from_static("rpc-v2-cbor"));
        }
        response
    }

    fn xml(self, status: StatusCode, code: &str, message: &str) -> String {
        let (code, message) = (partial_escape(code), partial_escape(message));
        let error = format!("<Code>{code}</Code><Message>{message}</Message>");
        let origin = if status.is_server_error() { "Receiver" } else { "Sender" };
        let body = match self {
            Self::Ec2 => format!(
                "<Response><Errors><Error>{error}</Error></Errors><RequestID>{REQUEST_ID}</RequestID></Response>"
            ),
            Self::S3 => format!("<Error>{error}<RequestId>{REQUEST_ID}</RequestId></Error>"),
            _ => format!(
                "<ErrorResponse><Error><Type>{origin}</Type>{error}</Error><RequestId>{REQUEST_ID}</RequestId></ErrorResponse>"
            ),
        };
        format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n{body}")
    }
}

/// Shows in a log that the answer was made by the gateway.
const REQUEST_ID: &str = "terraproof";

fn json(code: &str, message: &str) -> String {
    serde_json::json!({ "__type": code, "code": code, "message": message, "Message": message }).to_string()
}

/// A map of two texts: the only CBOR the gateway writes.
fn cbor(code: &str, message: &str) -> Bytes {
    let mut bytes = vec![0xa2];
    for text in ["__type", code, "message", message] {
        let length = u16::try_from(text.len()).unwrap_or(u16::MAX);
        let text = text.get(..usize::from(length)).unwrap_or_default();
        bytes.push(0x79);
        bytes.extend(u16::try_from(text.len()).unwrap_or_default().to_be_bytes());
        bytes.extend(text.as_bytes());
    }
    bytes.into()
}

#[cfg(test)]
mod tests {
    use http_body_util::BodyExt;

    use super::*;
    use crate::gateway::api::error_code;

    const ALL: [Protocol; 7] = [
        Protocol::Ec2,
        Protocol::Query,
        Protocol::Json,
        Protocol::Cbor,
        Protocol::RestJson,
        Protocol::RestXml,
        Protocol::S3,
    ];

    #[tokio::test]
    async fn every_protocol_says_its_code_so_that_it_can_be_read_again() {
        for protocol in ALL {
            let response = protocol.error(StatusCode::BAD_REQUEST, "SomeCode", "a <message> & more");
            let headers = response.headers().clone();
            let body = response.into_body().collect().await.unwrap().to_bytes();
            assert_eq!(error_code(&headers, &body).as_deref(), Some("SomeCode"), "{protocol:?}");
        }
    }

    #[test]
    fn services_throttle_with_their_own_codes() {
        assert_eq!(Protocol::Ec2.throttling("ec2").1, "RequestLimitExceeded");
        assert_eq!(Protocol::S3.throttling("s3").1, "SlowDown");
        assert_eq!(Protocol::Json.throttling("dynamodb").1, "ProvisionedThroughputExceededException");
        assert_eq!(Protocol::Query.throttling("sqs"), (StatusCode::BAD_REQUEST, "Throttling"));
    }

    #[test]
    fn services_deny_with_their_own_codes() {
        assert_eq!(Protocol::Ec2.denial("ec2"), (StatusCode::FORBIDDEN, "UnauthorizedOperation"));
        assert_eq!(Protocol::Query.denial("iam"), (StatusCode::FORBIDDEN, "AccessDenied"));
        assert_eq!(Protocol::Json.denial("dynamodb"), (StatusCode::BAD_REQUEST, "AccessDeniedException"));
    }
}
