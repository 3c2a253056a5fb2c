//! What can go wrong between a handle and AWS.

use std::error::Error as StdError;
use std::fmt;

/// Says what kind of failure an [`Error`] is, and with it whether looking again may help.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The resource is not there; a condition takes this for "not yet".
    Absent,
    /// The resource is being deleted, or is deleted and its name cannot be used again yet: it does not come back.
    Gone,
    /// The caller may not do this. Never transient.
    AccessDenied {
        /// The IAM action, such as `s3:GetBucketPolicy`.
        action: String,
        /// The resource, where AWS named it.
        resource: Option<String>,
    },
    /// The credentials are missing, wrong or expired. Never transient.
    Credentials,
    /// Too many calls. Transient; looking again should wait longer.
    Throttled,
    /// The service failed, or something was in progress. Transient.
    Transient,
    /// The resource is in another region. Never transient.
    WrongRegion {
        /// The region that it is in, where AWS said so.
        actual: Option<String>,
    },
    /// A name, id or ARN that nothing can have. Never transient; usually refused before any call.
    Malformed,
    /// The emulator lacks the operation; a real account would answer. Never transient.
    NotImplemented,
    /// No answer: the connection failed or timed out. Transient, except where the certificate was refused.
    Connection,
    /// Anything else that AWS refused. Never transient.
    Other,
}

/// Describes a call that failed: which one, about what, where, and why.
///
/// `Display` completes "failed to ..". The request id is in [`request_id`](Self::request_id), what to do next in [`hint`](Self::hint).
pub struct Error(Box<Failure>);

pub(crate) struct Failure {
    pub(crate) kind: ErrorKind,
    pub(crate) transient: bool,
    pub(crate) service: &'static str,
    pub(crate) operation: &'static str,
    pub(crate) subject: String,
    pub(crate) region: Option<String>,
    pub(crate) code: Option<String>,
    pub(crate) message: Option<String>,
    pub(crate) request_id: Option<String>,
}

impl Error {
    pub(crate) fn new(failure: Failure) -> Self {
        Self(Box::new(failure))
    }

    /// Builds an error about a name that nothing can have, or an answer that nobody can read; `reason` says why.
    #[must_use]
    pub fn malformed(subject: &impl fmt::Display, reason: impl Into<String>) -> Self {
        Self::without_call(ErrorKind::Malformed, subject.to_string(), reason.into())
    }

    /// Builds an error about something that a listing does not name; a condition takes it for "not yet".
    #[must_use]
    pub fn absent(subject: &impl fmt::Display) -> Self {
        Self::without_call(ErrorKind::Absent, subject.to_string(), "it does not exist".to_owned())
    }

    /// Builds an error about something that does not come back; `reason` says what became of it.
    #[must_use]
    pub fn gone(subject: &impl fmt::Display, reason: impl Into<String>) -> Self {
        Self::without_call(ErrorKind::Gone, subject.to_string(), reason.into())
    }

    /// Builds an error about something that is in the region `actual`.
    #[must_use]
    pub fn wrong_region(subject: &impl fmt::Display, actual: &str) -> Self {
        let kind = ErrorKind::WrongRegion { actual: Some(actual.to_owned()) };
        Self::without_call(kind, subject.to_string(), format!("it is in {actual}"))
    }

    /// Builds an error about something that looking again does not change; `reason` says what.
    #[must_use]
    pub fn permanent(subject: &impl fmt::Display, reason: impl Into<String>) -> Self {
        Self::without_call(ErrorKind::Other, subject.to_string(), reason.into())
    }

    /// Builds an error about an answer that was cut off; looking again may help.
    #[must_use]
    pub fn interrupted(subject: &impl fmt::Display, reason: impl Into<String>) -> Self {
        let mut error = Self::without_call(ErrorKind::Connection, subject.to_string(), reason.into());
        error.0.transient = true;
        error
    }

    /// Makes "not there" an absent value for the codes that mean a part of the resource, such as `NoSuchBucketPolicy`.
    ///
    /// # Errors
    /// Returns every other error as it is.
    pub fn unless_missing<T>(outcome: Result<T, Self>, codes: &[&str]) -> Result<Option<T>, Self> {
        match outcome {
            Ok(value) => Ok(Some(value)),
            Err(error) if error.has_code(codes) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn without_call(kind: ErrorKind, subject: String, message: String) -> Self {
        Self::new(Failure {
            kind,
            transient: false,
            service: "",
            operation: "",
            subject,
            region: None,
            code: None,
            message: Some(message),
            request_id: None,
        })
    }

    /// Returns what kind of failure this is.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.0.kind
    }

    /// Returns the service by its IAM prefix, such as `s3`; empty when no call was made.
    #[must_use]
    pub fn service(&self) -> &str {
        self.0.service
    }

    /// Returns the operation by its API name, such as `GetBucketPolicy`; empty when no call was made.
    #[must_use]
    pub fn operation(&self) -> &str {
        self.0.operation
    }

    /// Returns which handle asked.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.0.subject
    }

    /// Returns the region that was asked.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        self.0.region.as_deref()
    }

    /// Returns the error code of the service, such as `NoSuchBucket`.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.0.code.as_deref()
    }

    /// Returns what the service said, or what is wrong with a name.
    #[must_use]
    pub fn message(&self) -> Option<&str> {
        self.0.message.as_deref()
    }

    /// Returns the id under which AWS knows the call.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.0.request_id.as_deref()
    }

    /// Tells whether looking again may help.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        self.0.transient
    }

    /// Tells whether looking again should wait longer.
    #[must_use]
    pub fn is_throttled(&self) -> bool {
        self.0.kind == ErrorKind::Throttled
    }

    /// Tells whether the resource is not there.
    #[must_use]
    pub fn is_absent(&self) -> bool {
        matches!(self.0.kind, ErrorKind::Absent | ErrorKind::Gone)
    }

    /// Tells whether the service answered with one of these codes.
    #[must_use]
    pub fn has_code(&self, codes: &[&str]) -> bool {
        self.code().is_some_and(|code| codes.contains(&code))
    }

    /// Returns the next step, if one is known.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        Some(match &self.0.kind {
            ErrorKind::AccessDenied { action, resource: Some(resource) } => {
                format!(
                    "allow `{action}` on `{resource}` in a policy of the caller, and look for a policy that denies it"
                )
            }
            ErrorKind::AccessDenied { action, resource: None } => {
                format!("allow `{action}` in a policy of the caller, and look for a policy that denies it")
            }
            ErrorKind::Credentials => "check the credentials of the sandbox and the clock of this machine".to_owned(),
            ErrorKind::WrongRegion { actual: Some(actual) } => format!("ask there: `aws.in_region(\"{actual}\")`"),
            ErrorKind::WrongRegion { actual: None } => "ask in the region it is in: `aws.in_region(..)`".to_owned(),
            ErrorKind::NotImplemented => "run this test in a real account: there the operation is answered".to_owned(),
            ErrorKind::Connection if !self.0.transient => {
                "check which certificate authority the connection trusts".to_owned()
            }
            _ => return None,
        })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Failure { kind, service, operation, subject, code, message, .. } = &*self.0;
        let message = message.as_deref().unwrap_or("no message");
        if operation.is_empty() {
            return write!(f, "look at {subject}: {message}");
        }
        write!(f, "call {service}:{operation} for {subject}: ")?;
        match kind {
            ErrorKind::AccessDenied { action, resource } => {
                write!(f, "access denied to `{action}`")?;
                resource.as_ref().map_or(Ok(()), |resource| write!(f, " on `{resource}`"))
            }
            ErrorKind::WrongRegion { actual: Some(actual) } => write!(f, "it is in {actual}"),
            ErrorKind::NotImplemented => write!(f, "the emulator does not implement this operation"),
            _ => match code {
                Some(code) => write!(f, "{code}: {message}"),
                None => f.write_str(message),
            },
        }
    }
}

// What a test returns is printed with `{:?}`, and is meant for people.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        self.request_id().map_or(Ok(()), |id| write!(f, " (request {id})"))?;
        self.hint().map_or(Ok(()), |hint| write!(f, "\nhint: {hint}"))
    }
}

impl StdError for Error {}

impl Error {
    pub(crate) fn make_permanent(&mut self) {
        self.0.transient = false;
    }
}
