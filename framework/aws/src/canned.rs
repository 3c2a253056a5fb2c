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
type Prepared = (u16, Vec<(&'static str, String)>, String);

/// Answers calls in the order in which the answers were prepared, and remembers the calls.
///
/// ```text
/// let (aws, calls) = Canned::default().json(200, r#"{"QueueUrl": ".."}"#).aws();
/// ```
#[derive(Debug, Clone, Default)]
pub(crate) struct Canned {
    answers: Arc<Mutex<VecDeque<Prepared>>>,
    calls: Arc<Mutex<Vec<String>>>,
}

impl Canned {
    pub(crate) fn answer(self, status: u16, headers: &[(&'static str, &str)], body: impl Into<String>) -> Self {
        let headers = headers.iter().map(|(name, value)| (*name, (*value).to_owned())).collect();
        self.answers.lock().unwrap().push_back((status, headers, body.into()));
        self
    }

    pub(crate) fn json(self, status: u16, body: impl Into<String>) -> Self {
        self.answer(status, &[("content-type", "application/x-amz-json-1.1")], body)
    }

    pub(crate) fn xml(self, status: u16, body: impl Into<String>) -> Self {
        self.answer(status, &[("content-type", "text/xml")], body)
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
        self.calls.lock().unwrap().push(format!("{} {} {target} {body}", request.method(), request.uri()));
        let prepared = self.answers.lock().unwrap().pop_front();
        HttpConnectorFuture::ready(match prepared {
            None => Err(ConnectorError::user("the test prepared no answer for this call".into())),
            Some((status, headers, body)) => {
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
