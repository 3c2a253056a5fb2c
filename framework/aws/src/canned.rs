//! Answers prepared by a test, in the place of AWS.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use aws_config::BehaviorVersion;
use aws_credential_types::Credentials;
use aws_credential_types::provider::SharedCredentialsProvider;
use aws_smithy_runtime_api::client::http::{
    HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector,
};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use aws_smithy_types::retry::RetryConfig;
use aws_types::SdkConfig;
use aws_types::region::Region;

use crate::Aws;

/// Is one prepared answer: status, headers, body.
type Prepared = (u16, Vec<(&'static str, String)>, Vec<u8>);

/// Answers calls in the order in which the answers were prepared, or [`whenever`](Canned::whenever) they come, and remembers the calls.
///
/// ```text
/// let (aws, calls) = Canned::default().json(200, r#"{"QueueUrl": ".."}"#).aws();
/// ```
#[derive(Debug, Clone, Default)]
pub(crate) struct Canned {
    answers: Arc<Mutex<VecDeque<Prepared>>>,
    standing: Arc<Mutex<Vec<(&'static str, Prepared)>>>,
    calls: Arc<Mutex<Vec<String>>>,
}

impl Canned {
    pub(crate) fn answer(self, status: u16, headers: &[(&'static str, &str)], body: impl Into<Vec<u8>>) -> Self {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.answers.lock().unwrap().push_back((status, headers, body.into()));
        self
    }

    /// Gives the answer that was prepared last to every call whose text holds `mark`, whatever the order of the calls.
    pub(crate) fn whenever(self, mark: &'static str) -> Self {
        let last = self.answers.lock().unwrap().pop_back().unwrap();
        self.standing.lock().unwrap().push((mark, last));
        self
    }

    pub(crate) fn json(self, status: u16, body: impl Into<Vec<u8>>) -> Self {
        self.answer(status, &[("content-type", "application/x-amz-json-1.1")], body)
    }

    pub(crate) fn xml(self, status: u16, body: impl Into<Vec<u8>>) -> Self {
        self.answer(status, &[("content-type", "text/xml")], body)
    }

    /// Answers in CBOR, with what a JSON value says.
    #[cfg(feature = "cloudwatch")]
    pub(crate) fn cbor(self, status: u16, body: &serde_json::Value) -> Self {
        let headers = [("content-type", "application/cbor"), ("smithy-protocol", "rpc-v2-cbor")];
        self.answer(status, &headers, encoded(body))
    }

    /// Answers with an error of a JSON protocol.
    pub(crate) fn json_error(self, code: &str, message: &str) -> Self {
        self.json(400, serde_json::json!({ "__type": code, "message": message }).to_string())
    }

    /// Answers with an error of the query protocol.
    pub(crate) fn xml_error(self, status: u16, code: &str, message: &str) -> Self {
        let error = format!("<Error><Type>Sender</Type><Code>{code}</Code><Message>{message}</Message></Error>");
        self.xml(status, format!("<ErrorResponse>{error}<RequestId>r-1</RequestId></ErrorResponse>"))
    }

    /// Puts the marker that was sent last in the place of `{sent}`.
    fn echoed(&self, body: Vec<u8>) -> Vec<u8> {
        let calls = self.calls.lock().unwrap();
        let words = calls.iter().flat_map(|call| call.split(|letter: char| !letter.is_alphanumeric() && letter != '-'));
        match (words.filter(|word| word.starts_with("terraproof-")).next_back(), String::from_utf8(body)) {
            (Some(marker), Ok(text)) => text.replace("{sent}", marker).into_bytes(),
            (_, Ok(text)) => text.into_bytes(),
            (_, Err(bytes)) => bytes.into_bytes(),
        }
    }

    /// Makes an account of the answers; and what remembers the calls, each as `METHOD uri target body`.
    pub(crate) fn aws(self) -> (Aws, Calls) {
        let calls = Calls(Arc::clone(&self.calls));
        let keys = Credentials::new("AKID", "secret", None, None, "canned");
        let config = SdkConfig::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new("us-east-1"))
            .credentials_provider(SharedCredentialsProvider::new(keys))
            .retry_config(RetryConfig::disabled())
            .http_client(self)
            .build();
        let aws = Aws::connecting(move || std::future::ready(Ok(config.clone())));
        (aws.in_region("us-east-1").of_account("111122223333"), calls)
    }
}

/// Is what was asked.
#[derive(Debug, Clone)]
pub(crate) struct Calls(Arc<Mutex<Vec<String>>>);

impl Calls {
    pub(crate) fn all(&self) -> Vec<String> {
        self.0.lock().unwrap().clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.0.lock().unwrap().len()
    }
}

impl HttpConnector for Canned {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let body = String::from_utf8_lossy(request.body().bytes().unwrap_or_default()).into_owned();
        let target = request.headers().get("x-amz-target").unwrap_or_default();
        let call = format!("{} {} {target} {body}", request.method(), request.uri());
        let standing = self.standing.lock().unwrap().iter().find(|(mark, _)| call.contains(mark)).cloned();
        self.calls.lock().unwrap().push(call);
        let prepared = standing.map(|(_, answer)| answer).or_else(|| self.answers.lock().unwrap().pop_front());
        HttpConnectorFuture::ready(match prepared {
            None => Err(ConnectorError::user("the test prepared no answer for this call".into())),
            Some((status, headers, body)) => {
                let body = self.echoed(body);
                let mut response = HttpResponse::new(StatusCode::try_from(status).unwrap(), SdkBody::from(body));
                for (name, value) in headers {
                    response.headers_mut().insert(name, value);
                }
                Ok(response)
            }
        })
    }
}

impl HttpClient for Canned {
    fn http_connector(&self, _: &HttpConnectorSettings, _: &RuntimeComponents) -> SharedHttpConnector {
        SharedHttpConnector::new(self.clone())
    }
}

/// Writes a value in CBOR ([RFC 8949](https://www.rfc-editor.org/rfc/rfc8949)): what is no whole number goes as a double.
#[cfg(feature = "cloudwatch")]
fn encoded(value: &serde_json::Value) -> Vec<u8> {
    use serde_json::Value;
    // Every length fits into two bytes here.
    let head = |kind: u8, length: usize| {
        let [high, low] = u16::try_from(length).unwrap().to_be_bytes();
        vec![(kind << 5) | 25, high, low]
    };
    let text = |text: &str| [head(3, text.len()), text.as_bytes().to_vec()].concat();
    match value {
        Value::Null => vec![0xf6],
        Value::Bool(on) => vec![if *on { 0xf5 } else { 0xf4 }],
        Value::Number(number) => match number.as_u64() {
            Some(whole) => head(0, usize::try_from(whole).unwrap()),
            None => [vec![0xfb], number.as_f64().unwrap().to_be_bytes().to_vec()].concat(),
        },
        Value::String(string) => text(string),
        Value::Array(items) => [head(4, items.len()), items.iter().flat_map(encoded).collect()].concat(),
        Value::Object(fields) => {
            let parts = fields.iter().flat_map(|(name, value)| [text(name), encoded(value)].concat());
            [head(5, fields.len()), parts.collect()].concat()
        }
    }
}
