//! Which calls a fault is for.

/// Selects calls by service and operation, without regard to case.
///
/// Bucket websites are the service `s3-website`, with the operations `GET` and `HEAD`. Requests of the gateway itself,
/// such as reading a bucket policy, are never selected.
///
/// ```
/// use terraproof_local::gateway::Matcher;
///
/// assert!(Matcher::operation("ec2", "CreateVpc").matches("EC2", "CreateVpc"));
/// assert!(Matcher::service("s3").matches("s3", "PutObject"));
/// assert!(!Matcher::service("s3").matches("ec2", "CreateVpc"));
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Matcher {
    service: Option<String>,
    operation: Option<String>,
}

impl Matcher {
    /// Selects every call.
    #[must_use]
    pub fn any() -> Self {
        Self::default()
    }

    /// Selects every call of a service, by its signing name (`ec2`, `s3`, `elasticloadbalancing`).
    #[must_use]
    pub fn service(service: impl Into<String>) -> Self {
        Self { service: Some(service.into()), operation: None }
    }

    /// Selects one operation of a service, as the API timeline shows it.
    #[must_use]
    pub fn operation(service: impl Into<String>, operation: impl Into<String>) -> Self {
        Self { service: Some(service.into()), operation: Some(operation.into()) }
    }

    /// Tells whether a call is selected.
    #[must_use]
    pub fn matches(&self, service: &str, operation: &str) -> bool {
        let wanted =
            |wanted: &Option<String>, actual: &str| wanted.as_ref().is_none_or(|it| it.eq_ignore_ascii_case(actual));
        wanted(&self.service, service) && wanted(&self.operation, operation)
    }
}
