//! What a call to a service can end with.

use std::fmt;

use super::codes;
use crate::console;

/// Says why a call failed: which one, and what the service said.
///
/// Credentials never appear in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiError {
    /// The service, as the CLI calls it; empty where no call was made.
    pub(crate) service: &'static str,
    /// The operation: `DeleteVpc`.
    pub(crate) operation: String,
    /// The region that was asked.
    pub(crate) region: String,
    /// The service's code: `DependencyViolation`; what the network did where no answer came.
    pub(crate) code: String,
    /// The service's message.
    pub(crate) message: String,
    /// The service's name for the request.
    pub(crate) request_id: Option<String>,
    /// What it means for whoever asked.
    pub(crate) class: Class,
}

/// Says what an error means for whoever asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// It is not there (any more).
    Absent,
    /// Something else uses it.
    Dependency,
    /// A deletion protection refuses.
    Protected,
    /// Too many calls; later it will do.
    Throttled,
    /// A fault of the service or the network that may pass.
    Transient,
    /// The caller may not do this.
    Denied,
    /// The credentials have expired, or are none.
    Credentials,
    /// The region is disabled for the account, or its host does not resolve or answer.
    Region,
    /// The service does not know the operation, as an emulator may not.
    Unsupported,
    /// Anything else, which repeating does not mend.
    Permanent,
}

impl ApiError {
    /// Builds an error from what a service answered.
    pub(crate) fn answered(
        service: &'static str,
        operation: impl Into<String>,
        region: impl Into<String>,
        status: u16,
        code: impl Into<String>,
        message: impl Into<String>,
        request_id: Option<String>,
    ) -> Self {
        let (code, message) = (code.into(), message.into());
        let class = codes::class(&code, &message, status);
        Self { service, operation: operation.into(), region: region.into(), code, message, request_id, class }
    }

    /// Builds an error about something that no service was asked.
    pub(crate) fn unsupported(message: impl Into<String>) -> Self {
        Self::local(Class::Unsupported, "Unsupported", message)
    }

    /// Builds an error about something that an answer shows to be gone.
    pub(crate) fn absent(message: impl Into<String>) -> Self {
        Self::local(Class::Absent, "NotFound", message)
    }

    /// Builds an error about an answer that is not what it should be.
    pub(crate) fn unexpected(message: impl Into<String>) -> Self {
        Self::local(Class::Permanent, "UnexpectedAnswer", message)
    }

    pub(crate) fn local(class: Class, code: &str, message: impl Into<String>) -> Self {
        Self {
            service: "",
            operation: String::new(),
            region: String::new(),
            code: code.to_owned(),
            message: message.into(),
            request_id: None,
            class,
        }
    }

    /// Tells whether it says that the thing is not there.
    pub(crate) fn is_absent(&self) -> bool {
        self.class == Class::Absent
    }
}

impl fmt::Display for ApiError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.service.is_empty() {
            write!(f, "{}:{}", self.service, self.operation)?;
            if !self.region.is_empty() {
                write!(f, " in {}", self.region)?;
            }
            f.write_str(": ")?;
        }
        match (self.code.as_str(), self.message.as_str()) {
            (code, "") => f.write_str(code),
            (code, message) => write!(f, "{code}: {}", console::plain(message)),
        }
    }
}

impl std::error::Error for ApiError {}
