//! A request, understood as an API call.

use bytes::Bytes;
use http::request;
use http::{HeaderMap, Method, header};
use serde_json::Value;

use super::bucket::BucketTarget;
use super::credential::Credential;
use super::endpoint::endpoint;
use super::operation::{Parts, operation};
use super::protocol::Protocol;

/// How much of a body is read ahead to understand it.
pub(in crate::gateway) const AHEAD: usize = 64 * 1024;

/// A request to AWS: who asks for what. Its body is at hand only for small forms and JSON documents.
#[derive(Clone)]
pub struct ApiRequest {
    /// The method.
    pub method: Method,
    /// The host, in lower case and without port.
    pub host: String,
    /// The path as sent, still encoded.
    pub path: String,
    /// The service by its signing name.
    pub service: String,
    /// The operation.
    pub operation: String,
    /// The region of the signature, or of the host.
    pub region: Option<String>,
    /// The protocol to answer in.
    pub protocol: Protocol,
    /// Bucket and key, for S3.
    pub bucket: Option<BucketTarget>,
    /// The key id of the signature; none for an unsigned request.
    pub access_key: Option<String>,
    query: Vec<(String, String)>,
    form: Vec<(String, String)>,
    body: Bytes,
}

impl ApiRequest {
    /// Understands a request from its head and what was read ahead of its body.
    pub(in crate::gateway) fn new(head: &request::Parts, host: &str, ahead: Bytes) -> Self {
        let query = form_urlencoded(head.uri.query().unwrap_or_default().as_bytes());
        let form = if is_form(&head.headers) { form_urlencoded(&ahead) } else { Vec::new() };
        let credential = Credential::of(&head.headers, &query);
        let (by_host, region_by_host) = endpoint(host);
        let (region, service) = match credential.as_ref().and_then(|it| it.scope.clone()) {
            Some((region, service)) => (Some(region), service),
            None => (region_by_host, by_host.clone()),
        };
        let path = head.uri.path().to_owned();
        // The control interface of S3 is signed as S3 and is a different protocol.
        let bucket =
            (service == "s3" && by_host == "s3" && !host.contains("s3-control")).then(|| BucketTarget::of(host, &path));
        let parts = Parts {
            method: &head.method,
            path: &path,
            headers: &head.headers,
            query: &query,
            form: &form,
            bucket: bucket.as_ref(),
        };
        let operation = operation(parts);
        let protocol = Protocol::of(&service, &head.headers, &form, &query);
        let access_key = credential.map(|it| it.access_key);
        Self {
            method: head.method.clone(),
            host: host.to_owned(),
            path,
            service,
            operation,
            region,
            protocol,
            bucket,
            access_key,
            query,
            form,
            body: ahead,
        }
    }

    /// Gives a parameter of the form or of the query, as in `VpcId` or `Filter.1.Name`.
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<&str> {
        self.form.iter().chain(&self.query).find(|(it, _)| it == name).map(|(_, value)| value.as_str())
    }

    /// Gives all parameters of the query and the form.
    pub fn parameters(&self) -> impl Iterator<Item = (&str, &str)> {
        self.query.iter().chain(&self.form).map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Gives the values of a numbered parameter, such as `InstanceId.1`, `InstanceId.2`, in the order sent.
    pub(in crate::gateway) fn numbered(&self, name: &str) -> Vec<String> {
        let is_one = |it: &str| {
            let number = it.strip_prefix(name).and_then(|rest| rest.strip_prefix('.'));
            number.is_some_and(|number| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
        };
        self.parameters().filter(|(it, _)| is_one(it)).map(|(_, value)| value.to_owned()).collect()
    }

    /// Gives the filters of an EC2 request: `Filter.1.Name`, `Filter.1.Value.1`, and so on.
    pub(in crate::gateway) fn filters(&self) -> Vec<Filter> {
        let prefix =
            |name: &str| name.strip_prefix("Filter.").and_then(|it| it.strip_suffix(".Name")).map(str::to_owned);
        let named = self.parameters().filter_map(|(it, value)| Some((prefix(it)?, value.to_owned())));
        named
            .map(|(number, name)| {
                let prefix = format!("Filter.{number}");
                let values = self.numbered(&format!("{prefix}.Value"));
                Filter { prefix, name, values }
            })
            .collect()
    }

    /// Writes the form again, with one parameter more; `None` where there is none, or not all of it is at hand.
    pub(in crate::gateway) fn form_with(&self, name: &str, value: &str) -> Option<String> {
        let form = self.form.iter().map(|(name, value)| (name.as_str(), value.as_str()));
        (!self.form.is_empty() && self.body.len() < AHEAD).then(|| encoded(form.chain([(name, value)])))
    }

    /// Parses the body as JSON, for the JSON protocols.
    #[must_use]
    pub fn json(&self) -> Option<Value> {
        serde_json::from_slice(&self.body).ok()
    }

    /// Gives a parameter of the form or of the query, or a text at the top of the document, unless it is empty.
    pub(in crate::gateway) fn text(&self, name: &str) -> Option<String> {
        let parameter = self.parameter(name).map(str::to_owned);
        let value = parameter.or_else(|| Some(self.json()?.get(name)?.as_str()?.to_owned()))?;
        Some(value).filter(|value| !value.is_empty())
    }

    /// Tells whether the request carries no signature at all.
    #[must_use]
    pub fn is_anonymous(&self) -> bool {
        self.access_key.is_none()
    }
}

impl std::fmt::Debug for ApiRequest {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        // Bodies and queries may hold secrets.
        formatter
            .debug_struct("ApiRequest")
            .field("method", &self.method)
            .field("host", &self.host)
            .field("service", &self.service)
            .field("operation", &self.operation)
            .field("region", &self.region)
            .finish_non_exhaustive()
    }
}

/// A filter of an EC2 request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::gateway) struct Filter {
    /// What its parameters begin with.
    pub(in crate::gateway) prefix: String,
    pub(in crate::gateway) name: String,
    pub(in crate::gateway) values: Vec<String>,
}

/// Writes parameters as a form, or a query.
pub(in crate::gateway) fn encoded<'a>(parameters: impl Iterator<Item = (&'a str, &'a str)>) -> String {
    let encode = |text| percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string();
    let pairs: Vec<String> = parameters.map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    pairs.join("&")
}

/// Tells whether the start of the body is needed to understand a request.
pub(in crate::gateway) fn wants_body(method: &Method, headers: &HeaderMap) -> bool {
    *method == Method::POST && (is_form(headers) || content_type(headers).starts_with("application/x-amz-json"))
}

fn is_form(headers: &HeaderMap) -> bool {
    content_type(headers).starts_with("application/x-www-form-urlencoded")
}

fn content_type(headers: &HeaderMap) -> &str {
    headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

fn form_urlencoded(text: &[u8]) -> Vec<(String, String)> {
    let decode = |part: &[u8]| {
        let spaced: Vec<u8> = part.iter().map(|&byte| if byte == b'+' { b' ' } else { byte }).collect();
        percent_encoding::percent_decode(&spaced).decode_utf8_lossy().into_owned()
    };
    text.split(|&byte| byte == b'&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let split = pair.iter().position(|&byte| byte == b'=').unwrap_or(pair.len());
            (decode(&pair[..split]), decode(pair.get(split + 1..).unwrap_or_default()))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request(method: &str, url: &str, headers: &[(&str, &str)], body: &'static str) -> ApiRequest {
        let mut builder = http::Request::builder().method(method).uri(url);
        for (name, value) in headers {
            builder = builder.header(*name, *value);
        }
        let (head, ()) = builder.body(()).unwrap().into_parts();
        let host = head.uri.host().unwrap().to_owned();
        ApiRequest::new(&head, &host, Bytes::from_static(body.as_bytes()))
    }

    const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded; charset=utf-8");

    #[test]
    fn a_form_names_operation_and_parameters() {
        let request = request(
            "POST",
            "https://ec2.eu-west-1.amazonaws.com/",
            &[FORM],
            "Action=CreateVpc&CidrBlock=10.0.0.0%2F16&Tag.1.Value=a+b",
        );
        assert_eq!(
            (&*request.service, &*request.operation, request.region.as_deref()),
            ("ec2", "CreateVpc", Some("eu-west-1"))
        );
        assert_eq!(request.parameter("CidrBlock"), Some("10.0.0.0/16"));
        assert_eq!(request.parameter("Tag.1.Value"), Some("a b"));
        assert_eq!(request.protocol, Protocol::Ec2);
    }

    #[test]
    fn filters_and_numbered_parameters_are_read_and_written_again() {
        let body =
            "Action=DescribeInstances&InstanceId.1=i-1&InstanceId.2=i-2&Filter.1.Name=tag%3Aa+b&Filter.1.Value.1=x%26y";
        let request = request("POST", "https://ec2.eu-west-1.amazonaws.com/", &[FORM], body);
        assert_eq!(request.numbered("InstanceId"), ["i-1", "i-2"]);
        let filter = Filter { prefix: "Filter.1".into(), name: "tag:a b".into(), values: vec!["x&y".into()] };
        assert_eq!(request.filters(), [filter]);
        let longer = form_urlencoded(request.form_with("More", "ä=").unwrap().as_bytes());
        assert_eq!(longer[..request.form.len()], request.form);
        assert_eq!(longer.last().unwrap(), &("More".to_owned(), "ä=".to_owned()));
    }

    #[test]
    fn a_target_header_names_the_operation() {
        let headers =
            [("x-amz-target", "DynamoDB_20120810.CreateTable"), ("content-type", "application/x-amz-json-1.0")];
        let request = request("POST", "https://dynamodb.eu-west-1.amazonaws.com/", &headers, r#"{"TableName":"t"}"#);
        assert_eq!(request.operation, "CreateTable");
        assert_eq!(request.protocol, Protocol::Json);
        assert_eq!(request.json().unwrap()["TableName"], "t");
    }

    #[test]
    fn the_signature_goes_before_the_host() {
        let authorization = "AWS4-HMAC-SHA256 Credential=AKID/20260131/us-west-2/monitoring/aws4_request, SignedHeaders=host, Signature=ab";
        let request = request("POST", "https://something.amazonaws.com/", &[("authorization", authorization)], "");
        assert_eq!((&*request.service, request.region.as_deref()), ("monitoring", Some("us-west-2")));
        assert_eq!(request.access_key.as_deref(), Some("AKID"));
    }

    #[test]
    fn paths_and_buckets_name_the_rest() {
        assert_eq!(
            request("GET", "https://route53.amazonaws.com/2013-04-01/hostedzone/Z1", &[], "").operation,
            "GET /2013-04-01/hostedzone/{id}"
        );
        let object = request("GET", "https://b.s3.amazonaws.com/k?versionId=1", &[], "");
        assert_eq!(object.operation, "GetObject");
        assert!(object.is_anonymous());
        let rpc = request(
            "POST",
            "https://monitoring.eu-west-1.amazonaws.com/service/GraniteServiceVersion20100801/operation/PutMetricData",
            &[],
            "",
        );
        assert_eq!(rpc.operation, "PutMetricData");
    }
}
