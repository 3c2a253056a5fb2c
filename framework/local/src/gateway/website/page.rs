//! The pages S3 makes itself.

use std::fmt::Write;

use http::{HeaderValue, Response, StatusCode, header};
use quick_xml::escape::escape;

use crate::gateway::body::{Body, full};

/// Something that S3 answers with a page of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Failure {
    pub(super) status: StatusCode,
    pub(super) code: &'static str,
    pub(super) message: &'static str,
    /// The name and value of what it is about: a key, a bucket.
    pub(super) about: Option<(&'static str, String)>,
}

impl Failure {
    pub(super) fn no_such_bucket(bucket: &str) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "NoSuchBucket",
            "The specified bucket does not exist",
            Some(("BucketName", bucket)),
        )
    }

    pub(super) fn no_website(bucket: &str) -> Self {
        let message = "The specified bucket does not have a website configuration";
        Self::new(StatusCode::NOT_FOUND, "NoSuchWebsiteConfiguration", message, Some(("BucketName", bucket)))
    }

    pub(super) fn no_such_key(key: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "NoSuchKey", "The specified key does not exist.", Some(("Key", key)))
    }

    pub(super) fn denied() -> Self {
        Self::new(StatusCode::FORBIDDEN, "AccessDenied", "Access Denied", None)
    }

    pub(super) fn method(method: &str) -> Self {
        let message = "The specified method is not allowed against this resource.";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", message, Some(("Method", method)))
    }

    pub(super) fn new(
        status: StatusCode,
        code: &'static str,
        message: &'static str,
        about: Option<(&'static str, &str)>,
    ) -> Self {
        Self { status, code, message, about: about.map(|(name, value)| (name, value.to_owned())) }
    }

    /// Writes the page; `document` is why the custom error document could not be shown instead.
    pub(super) fn page(&self, document: Option<&Self>) -> Response<Body> {
        let title = format!("{} {}", self.status.as_u16(), self.status.canonical_reason().unwrap_or("Error"));
        let mut html =
            format!("<html>\n<head><title>{title}</title></head>\n<body>\n<h1>{title}</h1>\n{}", self.list(true));
        if let Some(document) = document {
            html.push_str("<h3>An Error Occurred While Attempting to Retrieve a Custom Error Document</h3>\n");
            html.push_str(&document.list(false));
        }
        html.push_str("<hr/>\n</body>\n</html>\n");
        let mut response = Response::new(full(html));
        *response.status_mut() = self.status;
        self.head(&mut response);
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        response
    }

    /// Writes the headers by which programs tell failures apart.
    pub(super) fn head(&self, response: &mut Response<Body>) {
        let headers = response.headers_mut();
        headers.insert("x-amz-error-code", HeaderValue::from_static(self.code));
        headers.insert("x-amz-error-message", HeaderValue::from_static(self.message));
        if let Some((name, value)) = &self.about
            && let (Ok(name), Ok(value)) =
                (format!("x-amz-error-detail-{name}").parse::<http::HeaderName>(), HeaderValue::from_str(value))
        {
            headers.insert(name, value);
        }
    }

    fn list(&self, request: bool) -> String {
        let mut list = format!("<ul>\n<li>Code: {}</li>\n<li>Message: {}</li>\n", self.code, self.message);
        if let Some((name, value)) = &self.about {
            writeln!(list, "<li>{name}: {}</li>", escape(value.as_str())).ok();
        }
        if request {
            list.push_str("<li>RequestId: TERRAPROOF</li>\n<li>HostId: terraproof</li>\n");
        }
        list.push_str("</ul>\n");
        list
    }
}

/// Makes the page for a failure of S3 itself.
pub(in crate::gateway) fn error_page(status: StatusCode, code: &'static str, message: &'static str) -> Response<Body> {
    Failure::new(status, code, message, None).page(None)
}
