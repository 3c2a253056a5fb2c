//! One request to a bucket website.

use http::{HeaderMap, HeaderName, HeaderValue, Method, Request, Response, StatusCode, header, request};
use percent_encoding::{percent_decode_str, utf8_percent_encode};

use super::configuration::Configuration;
use super::page::{Failure, error_page};
use super::redirect::{by_rule, redirect};
use crate::gateway::body::{Body, empty};
use crate::gateway::emulator_client::{EmulatorClient, Unavailable};
use crate::gateway::forward::hop_by_hop;
use crate::gateway::public::{Access, KEY, S3};

/// What a client may ask an object about.
const PASSED: [HeaderName; 5] =
    [header::RANGE, header::IF_MATCH, header::IF_NONE_MATCH, header::IF_MODIFIED_SINCE, header::IF_UNMODIFIED_SINCE];

/// A website while one request is answered.
struct Site<'a> {
    emulator: &'a EmulatorClient,
    bucket: &'a str,
    access: Access,
    head: &'a request::Parts,
}

/// An object that was found, or why it is not shown.
type Found = Result<Response<Body>, Failure>;

/// Answers a request to a bucket website.
pub(in crate::gateway) async fn serve(
    emulator: &EmulatorClient,
    bucket: &str,
    head: &request::Parts,
) -> Response<Body> {
    let response = answer(emulator, bucket, head).await.unwrap_or_else(|unavailable| gone(&unavailable));
    if head.method == Method::HEAD { response.map(|_| empty()) } else { response }
}

async fn answer(emulator: &EmulatorClient, bucket: &str, head: &request::Parts) -> Result<Response<Body>, Unavailable> {
    if !matches!(head.method, Method::GET | Method::HEAD) {
        let mut response = Failure::method(head.method.as_str()).page(None);
        response.headers_mut().insert(header::ALLOW, HeaderValue::from_static("GET, HEAD"));
        return Ok(response);
    }
    let (configuration, access) = tokio::join!(configuration(emulator, bucket), Access::read(emulator, bucket, false));
    let access = access?;
    if !access.exists() {
        return Ok(Failure::no_such_bucket(bucket).page(None));
    }
    let site = Site { emulator, bucket, access, head };
    match configuration? {
        None => Ok(Failure::no_website(bucket).page(None)),
        Some(Configuration::RedirectAll { host, protocol }) => {
            let path = head.uri.path_and_query().map_or("/", |it| it.as_str());
            let location = format!("{}://{host}{path}", protocol.as_deref().unwrap_or("http"));
            Ok(redirect(StatusCode::MOVED_PERMANENTLY, &location))
        }
        Some(Configuration::Documents { index, error, rules }) => {
            let key = percent_decode_str(head.uri.path().trim_start_matches('/')).decode_utf8_lossy().into_owned();
            let host = head.headers.get(header::HOST).and_then(|it| it.to_str().ok()).unwrap_or_default();
            if let Some(response) = by_rule(&rules, host, &key, None) {
                return Ok(response);
            }
            match site.document(&key, &index).await? {
                Ok(response) => Ok(response),
                Err(failure) => match by_rule(&rules, host, &key, Some(failure.status)) {
                    Some(response) => Ok(response),
                    None => site.failed(&failure, error.as_deref()).await,
                },
            }
        }
    }
}

async fn configuration(emulator: &EmulatorClient, bucket: &str) -> Result<Option<Configuration>, Unavailable> {
    let answer = emulator.get(S3, &format!("/{bucket}?website")).await?;
    Ok(answer.status.is_success().then(|| Configuration::parse(&answer.body)).flatten())
}

impl Site<'_> {
    /// Finds the object for a path: itself, the index of a directory, or the redirect to a directory that has one.
    async fn document(&self, key: &str, index: &str) -> Result<Found, Unavailable> {
        if key.is_empty() || key.ends_with('/') {
            return self.object(&format!("{key}{index}"), &self.head.headers).await;
        }
        let found = self.object(key, &self.head.headers).await?;
        if found.is_err() && self.object(&format!("{key}/{index}"), &HeaderMap::new()).await?.is_ok() {
            return Ok(Ok(redirect(StatusCode::FOUND, &format!("/{}/", utf8_percent_encode(key, KEY)))));
        }
        Ok(found)
    }

    /// Reads an object as anybody may.
    ///
    /// That a key is missing is said to whoever may list the bucket, as everywhere in S3, and on a website also to whoever
    /// could read the object: <https://docs.aws.amazon.com/AmazonS3/latest/userguide/WebsiteAccessPermissionsReqd.html>.
    async fn object(&self, key: &str, headers: &HeaderMap) -> Result<Found, Unavailable> {
        let mut request = Request::new(empty());
        *request.method_mut() = self.head.method.clone();
        if let Ok(uri) = format!("/{}/{}", self.bucket, utf8_percent_encode(key, KEY)).parse() {
            *request.uri_mut() = uri;
        }
        let own = request.headers_mut();
        own.insert(header::HOST, HeaderValue::from_static(S3));
        own.extend(PASSED.iter().filter_map(|name| Some((name.clone(), headers.get(name)?.clone()))));
        if let Some(authorization) = self.emulator.authorization("s3", "us-east-1") {
            own.insert(header::AUTHORIZATION, authorization);
        }
        let response = self.emulator.send(request).await?;
        if response.status() == StatusCode::NOT_FOUND {
            let told = self.access.allows(self.emulator, "s3:GetObject", Some(key)).await
                || self.access.allows(self.emulator, "s3:ListBucket", None).await;
            return Ok(Err(if told { Failure::no_such_key(key) } else { Failure::denied() }));
        }
        if !self.access.allows(self.emulator, "s3:GetObject", Some(key)).await {
            return Ok(Err(Failure::denied()));
        }
        Ok(Ok(shown(response)))
    }

    /// Shows the error document with the status of the failure, or the page S3 makes.
    async fn failed(&self, failure: &Failure, document: Option<&str>) -> Result<Response<Body>, Unavailable> {
        let Some(document) = document else {
            return Ok(failure.page(None));
        };
        match self.object(document, &HeaderMap::new()).await? {
            Err(document) => Ok(failure.page(Some(&document))),
            Ok(mut response) => {
                *response.status_mut() = failure.status;
                failure.head(&mut response);
                Ok(response)
            }
        }
    }
}

/// What the emulator sends and a bucket website does not.
const NOT_SHOWN: [&str; 5] =
    ["access-control-allow-origin", "content-md5", "x-amz-content-sha256", "x-amzn-requestid", "server"];

/// Follows the redirect an object may be, and drops what the emulator added.
fn shown(mut response: Response<Body>) -> Response<Body> {
    if let Some(location) = response.headers().get("x-amz-website-redirect-location").and_then(|it| it.to_str().ok()) {
        return redirect(StatusCode::MOVED_PERMANENTLY, location);
    }
    hop_by_hop(response.headers_mut());
    for name in NOT_SHOWN {
        response.headers_mut().remove(name);
    }
    response.headers_mut().insert(header::SERVER, HeaderValue::from_static("AmazonS3"));
    *response.version_mut() = http::Version::HTTP_11;
    response
}

fn gone(unavailable: &Unavailable) -> Response<Body> {
    tracing::warn!(%unavailable, "a bucket website cannot be served");
    match unavailable {
        Unavailable::Gone { .. } => error_page(
            StatusCode::BAD_REQUEST,
            "TerraproofEmulatorGone",
            "The emulator is gone and everything it held with it; run the test again.",
        ),
        Unavailable::Failed { .. } => {
            error_page(StatusCode::SERVICE_UNAVAILABLE, "ServiceUnavailable", "The emulator did not answer.")
        }
    }
}
