//! A request and what its answer has to be.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::expected::{Expected, Expression};
use super::{HttpLatency, HttpRequest, HttpResponse, StatusCodes};
use crate::condition::Verdict;
use crate::error::ErrorKind;
use crate::{Condition, Error, Observation, Pattern};

/// Claims that a request is answered as said; see [`HttpRequest::returns`].
#[must_use = "nothing is sent until it is waited for"]
#[derive(Clone)]
pub struct HttpCondition {
    request: HttpRequest,
    expected: Vec<Expected>,
}

impl HttpCondition {
    pub(super) fn new(request: HttpRequest, status: Option<StatusCodes>) -> Self {
        Self { request, expected: status.map(Expected::Status).into_iter().collect() }
    }

    /// And the body is exactly this.
    pub fn with_body(self, body: impl Into<String>) -> Self {
        self.and_it(Expected::Body(body.into()))
    }

    /// And the body contains this.
    pub fn with_body_containing(self, part: impl Into<String>) -> Self {
        self.and_it(Expected::BodyContaining(part.into()))
    }

    /// And a regular expression is found in the body; `^` and `$` tie it to the ends, `(?m)` to those of a line.
    pub fn with_body_matching(self, expression: impl Into<String>) -> Self {
        self.and_it(Expected::BodyMatching(Expression::new(expression.into())))
    }

    /// And the body is JSON that is as expected; see [`document`](crate::document).
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// use terraproof::document::at_least;
    /// use terraproof::json;
    ///
    /// let health = t.http().get("https://example.com/health").returns(200);
    /// t.eventually(health.with_json(json!({"status": "up", "workers": at_least(2)}))).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn with_json(self, expected: impl Into<Pattern>) -> Self {
        self.and_it(Expected::Json(expected.into()))
    }

    /// And it has this header with exactly this value.
    pub fn with_header(self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.and_it(Expected::Header(name.into(), value.into()))
    }

    /// And it has this header with a value in which a regular expression is found.
    pub fn with_header_matching(self, name: impl Into<String>, expression: impl Into<String>) -> Self {
        self.and_it(Expected::HeaderMatching(name.into(), Expression::new(expression.into())))
    }

    /// And it has this header, whatever its value.
    pub fn with_header_present(self, name: impl Into<String>) -> Self {
        self.and_it(Expected::HeaderPresent(name.into()))
    }

    /// And it does not have this header.
    pub fn without_header(self, name: impl Into<String>) -> Self {
        self.and_it(Expected::HeaderAbsent(name.into()))
    }

    /// And something more holds for the answer; the claim continues the sentence: "GET .. returns 200 and ..".
    ///
    /// The closure returns a `bool`, or a `Result` whose error says what is wrong.
    ///
    /// ```no_run
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// let page = t.http().get("https://example.com/").returns(200);
    /// t.eventually(page.which("says hello", |response| response.body().to_lowercase().contains("hello"))).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn which<V: Verdict>(
        self,
        claim: impl Into<String>,
        holds: impl Fn(&HttpResponse) -> V + Send + Sync + 'static,
    ) -> Self {
        self.and_it(Expected::Which(claim.into(), Arc::new(move |response| holds(response).miss())))
    }

    /// And it does so as fast as this, most of the time: 95 % of 20 requests, unless said otherwise.
    ///
    /// ```no_run
    /// # use std::time::Duration;
    /// # async fn body(t: &terraproof::Scope) -> terraproof::TestResult {
    /// let page = t.http().get("https://example.com/").returns(200);
    /// t.eventually(page.answering_within(Duration::from_millis(300)).percentile(99).requests(100)).await?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn answering_within(self, limit: Duration) -> HttpLatency {
        HttpLatency::new(self, limit)
    }

    fn and_it(mut self, expected: Expected) -> Self {
        self.expected.push(expected);
        self
    }

    fn judge(&self, response: HttpResponse) -> Result<Observation<HttpResponse>, Error> {
        let redactor = self.request.scope.recorder().redactor();
        let redact = |text: &str| redactor.redact(text).into_owned();
        let Some(miss) = self.expected.iter().find_map(|expected| expected.miss(&response, &redact)) else {
            return Ok(Observation::Met(response));
        };
        let claims_status = matches!(self.expected.first(), Some(Expected::Status(codes)) if !codes.has(429));
        if response.status() == 429 && claims_status {
            return Err(Error::new(ErrorKind::Condition, miss).throttled());
        }
        Ok(Observation::NotYet(miss))
    }
}

impl Condition for HttpCondition {
    type Value = HttpResponse;

    fn sentence(&self) -> String {
        let claims: Vec<String> = self.expected.iter().map(Expected::sentence).collect();
        match claims.as_slice() {
            [] => format!("{} is answered", self.request.shown()),
            claims => format!("{} {}", self.request.shown(), claims.join(" and ")),
        }
    }

    async fn check(&self) -> Result<Observation<HttpResponse>, Error> {
        if let Some(mistake) = self.expected.iter().find_map(Expected::mistake) {
            return Err(Error::misuse(mistake));
        }
        self.judge(self.request.send().await?)
    }
}

impl fmt::Debug for HttpCondition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("HttpCondition").field(&self.sentence()).finish()
    }
}
