//! One exchange over HTTP: signed on the way out, understood on the way in.

use std::time::SystemTime;

use aws_credential_types::Credentials;
use aws_sigv4::http_request::{
    PayloadChecksumKind, PercentEncodingMode, SignableBody, SignableRequest, SigningSettings, UriPathNormalizationMode,
    sign,
};
use aws_sigv4::sign::v4;
use http::Method;
use serde_json::Value;

use super::lack::{UNKNOWN_HOST, code_of_emulator};
use super::{Answer, ApiError, Class, Document, Protocol, Service, xml};

/// How much of an answer is read; no list page of any service is near it.
const LIMIT: usize = 64 << 20;

/// Is a request that is not signed yet.
pub(super) struct Outgoing<'a> {
    pub(super) service: &'static Service,
    pub(super) operation: &'a str,
    pub(super) region: &'a str,
    pub(super) method: &'a Method,
    pub(super) path: &'a str,
    pub(super) query: &'a str,
    pub(super) body: &'a [u8],
    /// The version of a document that the request changes.
    pub(super) version: Option<&'a str>,
}

/// Sends requests with a client and credentials.
pub(super) struct Exchange<'a> {
    pub(super) client: &'a reqwest::Client,
    pub(super) credentials: &'a Credentials,
}

impl Exchange<'_> {
    pub(super) async fn send(&self, outgoing: &Outgoing<'_>) -> Result<Answer, ApiError> {
        let request = self.signed(outgoing)?;
        let response = self.client.execute(request).await.map_err(|error| outgoing.unanswered(&error))?;
        let status = response.status();
        let request_id = ["x-amzn-requestid", "x-amz-request-id", "x-amzn-request-id"]
            .iter()
            .find_map(|name| response.headers().get(*name)?.to_str().ok().map(str::to_owned));
        let code = response.headers().get("x-amzn-errortype").and_then(|value| value.to_str().ok()).map(str::to_owned);
        let version = response.headers().get("etag").and_then(|value| value.to_str().ok()).map(str::to_owned);
        let bytes = outgoing.read(response).await?;
        let text = String::from_utf8_lossy(&bytes);
        if status.is_success() {
            let body = outgoing.understood(&text)?;
            // S3 has one for everything, and nothing that is given back.
            let version = version.filter(|_| outgoing.service.signing != "s3");
            let document = version.map(|version| Document { text: text.into_owned(), version });
            return Ok(Answer { body, request_id, document });
        }
        Err(outgoing.refused(status.as_u16(), code, &text, request_id))
    }

    fn signed(&self, outgoing: &Outgoing<'_>) -> Result<reqwest::Request, ApiError> {
        let host = outgoing.service.host_in(outgoing.region);
        let separator = if outgoing.query.is_empty() { "" } else { "?" };
        let uri = format!("https://{host}{}{separator}{}", outgoing.path, outgoing.query);
        let mut request = http::Request::builder().method(outgoing.method.clone()).uri(&uri);
        for (name, value) in outgoing.headers() {
            request = request.header(name, value);
        }
        if let Some(version) = outgoing.version {
            request = request.header("if-match", version);
        }
        let mut request = request.body(outgoing.body.to_vec()).map_err(|error| invalid(&error))?;
        let identity = self.credentials.clone().into();
        let parameters = v4::SigningParams::builder()
            .identity(&identity)
            .region(outgoing.service.signed_for(outgoing.region))
            .name(outgoing.service.signing)
            .time(SystemTime::now())
            .settings(settings(outgoing.service))
            .build()
            .map_err(|error| invalid(&error))?
            .into();
        let headers = request.headers().iter().filter_map(|(name, value)| Some((name.as_str(), value.to_str().ok()?)));
        let signable =
            SignableRequest::new(outgoing.method.as_str(), &uri, headers, SignableBody::Bytes(outgoing.body))
                .map_err(|error| invalid(&error))?;
        let (instructions, _) = sign(signable, &parameters).map_err(|error| invalid(&error))?.into_parts();
        instructions.apply_to_request_http1x(&mut request);
        request.try_into().map_err(|error: reqwest::Error| invalid(&error))
    }
}

fn settings(service: &Service) -> SigningSettings {
    let mut settings = SigningSettings::default();
    if service.signing == "s3" {
        settings.percent_encoding_mode = PercentEncodingMode::Single;
        settings.uri_path_normalization_mode = UriPathNormalizationMode::Disabled;
        settings.payload_checksum_kind = PayloadChecksumKind::XAmzSha256;
    }
    settings
}

impl Outgoing<'_> {
    fn headers(&self) -> Vec<(&'static str, String)> {
        match self.service.protocol {
            Protocol::Ec2(_) | Protocol::Query(_) => {
                vec![("content-type", "application/x-www-form-urlencoded; charset=utf-8".to_owned())]
            }
            Protocol::Json(target, version) => vec![
                ("content-type", format!("application/x-amz-json-{version}")),
                ("x-amz-target", format!("{target}.{}", self.operation)),
            ],
            Protocol::RestJson => {
                vec![("content-type", "application/json".to_owned()), ("accept", "application/json".to_owned())]
            }
            // DeleteObjects insists on one of S3's checksums.
            Protocol::RestXml if self.service.signing == "s3" && !self.body.is_empty() => {
                vec![("content-type", "application/xml".to_owned()), ("content-md5", md5_of(self.body))]
            }
            Protocol::RestXml => vec![("content-type", "application/xml".to_owned())],
        }
    }

    async fn read(&self, mut response: reqwest::Response) -> Result<Vec<u8>, ApiError> {
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|error| self.unanswered(&error))? {
            if bytes.len() + chunk.len() > LIMIT {
                return Err(self.failed(Class::Permanent, "AnswerTooLong", format!("more than {} MiB", LIMIT >> 20)));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }

    /// Reads the body of an answer that says yes.
    fn understood(&self, text: &str) -> Result<Value, ApiError> {
        let wrong = |error: String| {
            self.failed(Class::Transient, "UnreadableAnswer", format!("the answer cannot be understood: {error}"))
        };
        if text.trim().is_empty() {
            return Ok(Value::Null);
        }
        match self.service.protocol {
            Protocol::Json(..) | Protocol::RestJson => {
                serde_json::from_str(text).map_err(|error| wrong(error.to_string()))
            }
            Protocol::Ec2(_) | Protocol::RestXml => xml::parse(text).map_err(wrong),
            Protocol::Query(_) => {
                let mut body = xml::parse(text).map_err(wrong)?;
                let result = body.get_mut(format!("{}Result", self.operation)).map(Value::take);
                Ok(result.unwrap_or(body))
            }
        }
    }

    /// Reads the body of an answer that says no.
    fn refused(&self, status: u16, code: Option<String>, text: &str, request_id: Option<String>) -> ApiError {
        let body: Value = serde_json::from_str(text).ok().or_else(|| xml::parse(text).ok()).unwrap_or(Value::Null);
        let error = ["Errors/Error", "Error"].iter().find_map(|path| body.pointer(&format!("/{path}")));
        // Several errors in one answer: the first one tells.
        let error = error.map_or(&body, |found| found.get(0).unwrap_or(found));
        let text_of = |names: &[&str]| names.iter().find_map(|name| error.get(*name)?.as_str()).map(str::to_owned);
        let code = text_of(&["__type", "Code", "code"]).or(code).unwrap_or_else(|| format!("Status{status}"));
        let code = code.rsplit('#').next().unwrap_or_default().split(':').next().unwrap_or_default().to_owned();
        let message = text_of(&["message", "Message"]).unwrap_or_default();
        let code = code_of_emulator(status, &message, text).map_or(code, str::to_owned);
        let request_id =
            request_id.or_else(|| body.get("RequestId").or(body.get("RequestID"))?.as_str().map(str::to_owned));
        ApiError::answered(self.service.name, self.operation, self.region, status, code, message, request_id)
    }

    /// Tells what the network did instead of an answer.
    fn unanswered(&self, error: &reqwest::Error) -> ApiError {
        let sentence = crate::console::sentence(error);
        let host = self.service.host_in(self.region);
        let says = |parts: &[&str]| error.is_connect() && parts.iter().any(|part| sentence.contains(part));
        // What `getaddrinfo` says of a name that does not exist, here and on macOS; a name server that is silent proves nothing.
        if says(&["Name or service not known", "nodename nor servname", "No address associated with hostname"]) {
            let message = format!(
                "`{host}` does not resolve: {} has no region `{}`, or there is no network",
                self.service.name, self.region
            );
            return self.failed(Class::Region, UNKNOWN_HOST, message);
        }
        if says(&["dns error", "failed to lookup"]) {
            return self.failed(Class::Region, "NotResolved", format!("`{host}` cannot be resolved now: {sentence}"));
        }
        if error.is_connect() && error.is_timeout() {
            return self.failed(Class::Region, "NoConnection", format!("`{host}` does not answer"));
        }
        let code = if error.is_timeout() { "TimedOut" } else { "ConnectionFailed" };
        self.failed(Class::Transient, code, sentence)
    }

    fn failed(&self, class: Class, code: &str, message: String) -> ApiError {
        ApiError {
            service: self.service.name,
            operation: self.operation.to_owned(),
            region: self.region.to_owned(),
            ..ApiError::local(class, code, message)
        }
    }
}

fn invalid(error: &dyn std::error::Error) -> ApiError {
    ApiError::local(Class::Permanent, "InvalidRequest", crate::console::sentence(error))
}

fn md5_of(body: &[u8]) -> String {
    use base64::Engine as _;
    use md5::Digest as _;
    base64::engine::general_purpose::STANDARD.encode(md5::Md5::digest(body))
}
