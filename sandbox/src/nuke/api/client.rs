//! One call: written, signed, sent, read, and repeated where that helps.

use std::time::Duration;

use http::Method;
use serde_json::Value;

use super::http::{Exchange, Outgoing};
use super::{Account, Answer, ApiError, Class, Pages, Paging, Protocol, Service, encode};

/// How often a throttled call is made, its pace falling each time; the engine asks again later.
const THROTTLED: u32 = 8;
/// How often a throttled call waits for its turn alone.
const PACED: u32 = 3;
/// How often a call is made that meets faults which may pass.
const TRANSIENT: u32 = 4;

/// Calls the services of one region of one account.
#[derive(Debug, Clone)]
pub(crate) struct Api {
    pub(super) account: Account,
    pub(super) region: String,
    /// The region in hosts and signatures, where [`region`](Self::region) is none.
    pub(super) called: String,
}

/// Is a call of a service with resources and paths (S3, Route 53, Lambda).
#[derive(Debug, Clone)]
pub(crate) struct Rest {
    method: Method,
    /// Escaped, with a slash at the start.
    path: String,
    /// Escaped, without the question mark.
    query: String,
    body: Vec<u8>,
    version: Option<String>,
}

impl Rest {
    /// Starts a call. Segments of the path that come from names are escaped by [`Rest::segment`].
    pub(crate) fn new(method: Method, path: impl Into<String>) -> Self {
        Self { method, path: path.into(), query: String::new(), body: Vec::new(), version: None }
    }

    pub(crate) fn get(path: impl Into<String>) -> Self {
        Self::new(Method::GET, path)
    }

    pub(crate) fn delete(path: impl Into<String>) -> Self {
        Self::new(Method::DELETE, path)
    }

    /// Escapes a name for the use in a path, slashes included.
    pub(crate) fn segment(name: &str) -> String {
        encode::escape(name)
    }

    /// Escapes a key that may hold slashes, as S3's do.
    pub(crate) fn key(name: &str) -> String {
        encode::escape_path(name)
    }

    /// Adds a parameter; an empty value stands for one without, as in `?versioning`.
    #[must_use]
    pub(crate) fn query(mut self, name: &str, value: &str) -> Self {
        if !self.query.is_empty() {
            self.query.push('&');
        }
        self.query.push_str(&format!("{}={}", encode::escape(name), encode::escape(value)));
        self
    }

    /// Names the version of the document that is changed or deleted.
    #[must_use]
    pub(crate) fn of_version(mut self, version: &str) -> Self {
        self.version = Some(version.to_owned());
        self
    }

    #[must_use]
    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }
}

impl Api {
    /// Returns the region as resources name it: `eu-west-1`, or [`GLOBAL`](crate::nuke::model::GLOBAL).
    pub(crate) fn region(&self) -> &str {
        &self.region
    }

    /// Returns the services of another region.
    pub(crate) fn in_region(&self, region: &str) -> Self {
        self.account.api(region)
    }

    /// Returns the account's id, once [`Account::identity`] was asked for.
    pub(crate) fn account_id(&self) -> Option<&str> {
        self.account.inner.id.get().map(String::as_str)
    }

    /// Calls an operation of a service that speaks a query or JSON protocol. `parameters` are as the API reference names them.
    pub(crate) async fn call(
        &self,
        service: &'static Service,
        operation: &str,
        parameters: Value,
    ) -> Result<Answer, ApiError> {
        let body = match service.protocol {
            Protocol::Ec2(version) => encode::form(operation, version, &parameters, false),
            Protocol::Query(version) => encode::form(operation, version, &parameters, true),
            Protocol::Json(..) => parameters.to_string(),
            Protocol::RestJson | Protocol::RestXml => {
                return Err(ApiError::unsupported(format!("{} has paths: `Api::rest` calls it", service.name)));
            }
        };
        self.repeated(service, operation, &Rest::new(Method::POST, "/").body(body)).await
    }

    /// Calls an operation of a service with resources and paths.
    pub(crate) async fn rest(
        &self,
        service: &'static Service,
        operation: &str,
        rest: Rest,
    ) -> Result<Answer, ApiError> {
        self.repeated(service, operation, &rest).await
    }

    /// Reads a listing page by page.
    pub(crate) fn pages(
        &self,
        service: &'static Service,
        operation: &'static str,
        parameters: Value,
        paging: Paging,
    ) -> Pages<'_> {
        Pages::new(self, service, operation, parameters, paging)
    }

    async fn repeated(&self, service: &'static Service, operation: &str, rest: &Rest) -> Result<Answer, ApiError> {
        let pace = self.account.pace(service.name, &self.called);
        for attempt in 1.. {
            let turn = pace.turn().await;
            let error = match self.once(service, operation, rest).await {
                Ok(answer) => {
                    pace.succeeded();
                    return Ok(answer);
                }
                Err(error) => error,
            };
            if error.class == Class::Throttled {
                pace.throttled(turn);
            }
            if error.class == Class::Credentials && attempt == 1 {
                continue;
            }
            let limit = match error.class {
                Class::Throttled => THROTTLED,
                Class::Transient => TRANSIENT,
                _ => 1,
            };
            if attempt >= limit {
                return Err(error);
            }
            // One that was throttled waits for its turn at the lower pace, and for longer only when that does not help.
            if error.class != Class::Throttled || attempt > PACED {
                tokio::time::sleep(pause(attempt)).await;
            }
        }
        Err(ApiError::unexpected("no attempt was made"))
    }

    async fn once(&self, service: &'static Service, operation: &str, rest: &Rest) -> Result<Answer, ApiError> {
        let inner = &self.account.inner;
        let closed = |_| ApiError::unexpected("the account is closed");
        let _permit = inner.permits.acquire().await.map_err(closed)?;
        let (credentials, fetch) = inner.credentials.current().await?;
        inner.counts.add(service.name, operation);
        let outgoing = Outgoing {
            service,
            operation,
            region: &self.called,
            method: &rest.method,
            path: &rest.path,
            query: &rest.query,
            body: &rest.body,
            version: rest.version.as_deref(),
        };
        let answer = Exchange { client: &inner.client, credentials: &credentials }.send(&outgoing).await;
        if answer.as_ref().is_err_and(|error| error.class == Class::Credentials) {
            inner.credentials.forget(fetch).await;
        }
        answer
    }
}

/// Doubles from 100 ms to 5 s, less up to a half.
fn pause(attempt: u32) -> Duration {
    let whole = Duration::from_millis(100).saturating_mul(2_u32.saturating_pow(attempt - 1));
    whole.min(Duration::from_secs(5)).mul_f64(0.5 + fastrand::f64() / 2.0)
}
