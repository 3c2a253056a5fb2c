//! What the error codes of AWS mean for somebody who waits.
//!
//! | class | codes | looking again |
//! |---|---|---|
//! | absent | `NoSuch..`, `..NotFound`, `..NotFoundException`, `..DoesNotExist`, and [`CODES`] | a condition says "not yet" |
//! | gone | any code with a message that speaks of a deletion in progress | ends the wait |
//! | denied | `AccessDenied..`, `UnauthorizedOperation`, status 403 without a code, and [`CODES`] | ends the wait |
//! | credentials | `ExpiredToken`, `InvalidClientTokenId`, `SignatureDoesNotMatch`, and [`CODES`] | ends the wait |
//! | throttled | `Throttling..`, `SlowDown`, `TooManyRequests..`, status 429, and [`CODES`] | goes on, slower |
//! | transient | `InternalError`, `ServiceUnavailable`, `OperationAborted`, status 500 to 504, and [`CODES`] | goes on |
//! | wrong region | status 301 and 307 of S3, `AuthorizationHeaderMalformed` that names another region | ends the wait |
//! | malformed | `..Malformed`, `InvalidArn`, `InvalidBucketName`, and [`CODES`] | ends the wait |
//! | not implemented | status 501, `NotImplemented`, and an emulator that says so | ends the wait |
//!
//! Everything else ends the wait. Sources: [common errors](https://docs.aws.amazon.com/AWSEC2/latest/APIReference/CommonErrors.html),
//! [S3 errors](https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html), and the error pages of each service.

use crate::ErrorKind;

/// What a code means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    Absent,
    Denied,
    Credentials,
    Throttled,
    Transient,
    Malformed,
    NotImplemented,
}

/// The codes that no rule of [`by_shape`] covers; a service adds its own here.
const CODES: &[(&str, Class)] = &[
    // absent
    ("404", Class::Absent),
    ("AWS.SimpleQueueService.NonExistentQueue", Class::Absent),
    ("InvalidAMIID.Unavailable", Class::Absent),
    ("InvocationDoesNotExist", Class::Absent),
    // denied
    ("AccountProblem", Class::Denied),
    ("AllAccessDisabled", Class::Denied),
    ("AuthorizationError", Class::Denied),
    ("AuthorizationErrorException", Class::Denied),
    ("Forbidden", Class::Denied),
    ("ForbiddenException", Class::Denied),
    ("KMS.AccessDeniedException", Class::Denied),
    ("KMSAccessDenied", Class::Denied),
    ("KMSAccessDeniedException", Class::Denied),
    ("KmsAccessDenied", Class::Denied),
    ("NotAuthorized", Class::Denied),
    ("OptInRequired", Class::Denied),
    ("UnauthorizedAccess", Class::Denied),
    ("UnauthorizedException", Class::Denied),
    ("UnauthorizedOperation", Class::Denied),
    // credentials
    ("AuthFailure", Class::Credentials),
    ("ExpiredToken", Class::Credentials),
    ("ExpiredTokenException", Class::Credentials),
    ("IncompleteSignature", Class::Credentials),
    ("InvalidAccessKeyId", Class::Credentials),
    ("InvalidClientTokenId", Class::Credentials),
    ("InvalidSignatureException", Class::Credentials),
    ("InvalidToken", Class::Credentials),
    ("MissingAuthenticationToken", Class::Credentials),
    ("RequestExpired", Class::Credentials),
    ("RequestTimeTooSkewed", Class::Credentials),
    ("SignatureDoesNotMatch", Class::Credentials),
    ("TokenRefreshRequired", Class::Credentials),
    ("UnrecognizedClientException", Class::Credentials),
    // throttled
    ("429", Class::Throttled),
    ("BandwidthLimitExceeded", Class::Throttled),
    ("EC2ThrottledException", Class::Throttled),
    ("KMS.ThrottlingException", Class::Throttled),
    ("KMSThrottling", Class::Throttled),
    ("KMSThrottlingException", Class::Throttled),
    ("KmsThrottled", Class::Throttled),
    ("PriorRequestNotComplete", Class::Throttled),
    ("ProvisionedThroughputExceededException", Class::Throttled),
    ("RequestLimitExceeded", Class::Throttled),
    ("RequestThrottled", Class::Throttled),
    ("RequestThrottledException", Class::Throttled),
    ("SlowDown", Class::Throttled),
    ("Throttled", Class::Throttled),
    ("ThrottledException", Class::Throttled),
    ("TooManyRequestsException", Class::Throttled),
    ("TransactionInProgressException", Class::Throttled),
    // transient
    ("ConcurrentModification", Class::Transient),
    ("ConcurrentModificationException", Class::Transient),
    ("ConditionalRequestConflict", Class::Transient),
    ("DependencyTimeoutException", Class::Transient),
    ("InternalError", Class::Transient),
    ("InternalFailure", Class::Transient),
    ("InternalServerError", Class::Transient),
    ("InternalServiceError", Class::Transient),
    ("InternalServiceErrorException", Class::Transient),
    ("KMSInternalException", Class::Transient),
    ("OperationAborted", Class::Transient),
    ("RequestTimeout", Class::Transient),
    ("RequestTimeoutException", Class::Transient),
    ("ServiceUnavailable", Class::Transient),
    ("ServiceUnavailableException", Class::Transient),
    ("Unavailable", Class::Transient),
    // malformed
    ("InvalidAddress", Class::Malformed),
    ("InvalidArn", Class::Malformed),
    ("InvalidArnException", Class::Malformed),
    ("InvalidBucketName", Class::Malformed),
    // not implemented
    ("NotImplemented", Class::NotImplemented),
    ("UnknownOperationException", Class::NotImplemented),
];

/// What AWS says of a resource that does not come back.
const DELETIONS: &[&str] = &[
    "pending deletion",
    "marked for deletion",
    "marked deleted",
    "scheduled for deletion",
    "recently deleted",
    "is being deleted",
];

/// What the emulator says of an operation or a protocol that it lacks.
const LACKS: &[&str] =
    &["has not been implemented", "is not implemented", "not yet been implemented", "requested URL was not found"];

/// What is known of an answer that is an error.
#[derive(Debug, Default)]
pub(crate) struct Answer<'a> {
    pub(crate) status: u16,
    pub(crate) code: Option<&'a str>,
    pub(crate) message: Option<&'a str>,
    /// `x-amz-bucket-region`.
    pub(crate) bucket_region: Option<&'a str>,
    /// The region that was asked.
    pub(crate) region: Option<&'a str>,
    /// The IAM action of the call.
    pub(crate) action: &'a str,
}

/// Says what an answer means.
pub(crate) fn classify(answer: &Answer<'_>) -> ErrorKind {
    let message = answer.message.unwrap_or_default();
    if let Some(kind) = wrong_region(answer, message) {
        return kind;
    }
    if LACKS.iter().any(|words| message.contains(words)) {
        return ErrorKind::NotImplemented;
    }
    if DELETIONS.iter().any(|words| message.contains(words)) {
        return ErrorKind::Gone;
    }
    let known = answer.code.and_then(|code| by_code(code).or_else(|| by_shape(code)));
    match known.or_else(|| by_status(answer.status, answer.code.is_some())) {
        Some(Class::Absent) => ErrorKind::Absent,
        Some(Class::Denied) => denied(answer.action, message),
        Some(Class::Credentials) => ErrorKind::Credentials,
        Some(Class::Throttled) => ErrorKind::Throttled,
        Some(Class::Transient) => ErrorKind::Transient,
        Some(Class::Malformed) => ErrorKind::Malformed,
        Some(Class::NotImplemented) => ErrorKind::NotImplemented,
        None => ErrorKind::Other,
    }
}

fn by_code(code: &str) -> Option<Class> {
    CODES.iter().find(|(known, _)| *known == code).map(|(_, class)| *class)
}

fn by_shape(code: &str) -> Option<Class> {
    const ABSENT: &[&str] = &["NotFound", "NotFoundException", "NotFoundFault", "DoesNotExist", "DoesNotExistFault"];
    if code.starts_with("AccessDenied") {
        return Some(Class::Denied);
    }
    if code.starts_with("Throttling") {
        return Some(Class::Throttled);
    }
    if code.starts_with("NoSuch") || ABSENT.iter().any(|end| code.ends_with(end)) {
        return Some(Class::Absent);
    }
    code.ends_with(".Malformed").then_some(Class::Malformed)
}

fn by_status(status: u16, has_code: bool) -> Option<Class> {
    match status {
        501 => Some(Class::NotImplemented),
        429 => Some(Class::Throttled),
        500..=504 => Some(Class::Transient),
        // The answer to HEAD has no body, and so no code.
        403 if !has_code => Some(Class::Denied),
        404 if !has_code => Some(Class::Absent),
        _ => None,
    }
}

fn wrong_region(answer: &Answer<'_>, message: &str) -> Option<ErrorKind> {
    const ELSEWHERE: &[&str] = &[
        "PermanentRedirect",
        "TemporaryRedirect",
        "IllegalLocationConstraintException",
        "AuthorizationHeaderMalformed",
    ];
    let redirected = matches!(answer.status, 301 | 307);
    if !redirected && !answer.code.is_some_and(|code| ELSEWHERE.contains(&code)) {
        return None;
    }
    // "the region 'us-east-1' is wrong; expecting 'eu-west-1'"
    let expected = message.split("expecting '").nth(1).and_then(|rest| rest.split('\'').next());
    let actual = answer.bucket_region.or(expected);
    if !redirected && actual.is_none() && answer.code == Some("AuthorizationHeaderMalformed") {
        return Some(ErrorKind::Credentials);
    }
    // A bucket that was just made redirects for some minutes, wherever it is.
    if actual.is_some() && actual == answer.region {
        return Some(ErrorKind::Transient);
    }
    Some(ErrorKind::WrongRegion { actual: actual.map(str::to_owned) })
}

/// Reads action and resource out of `User: .. is not authorized to perform: s3:GetObject on resource: arn:.. with an explicit deny`.
fn denied(action: &str, message: &str) -> ErrorKind {
    let word_after = |mark: &str| {
        let rest = message.split(mark).nth(1)?;
        let word = rest.split_whitespace().next()?.trim_matches(['"', '\'', '`']);
        Some(word.trim_end_matches(['.', ',']).to_owned())
    };
    ErrorKind::AccessDenied {
        action: word_after("to perform:").unwrap_or_else(|| action.to_owned()),
        resource: word_after("on resource:"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kind(status: u16, code: &str, message: &str) -> ErrorKind {
        let code = Some(code).filter(|code| !code.is_empty());
        classify(&Answer { status, code, message: Some(message), action: "sqs:SendMessage", ..Answer::default() })
    }

    #[test]
    fn codes_that_nobody_listed_are_known_by_their_shape() {
        assert_eq!(kind(404, "InvalidVolume.NotFound", ""), ErrorKind::Absent);
        assert_eq!(kind(400, "ResourceNotFoundException", ""), ErrorKind::Absent);
        assert_eq!(kind(400, "InvalidVpcID.Malformed", ""), ErrorKind::Malformed);
        assert_eq!(kind(400, "ThrottlingException", "Rate exceeded"), ErrorKind::Throttled);
        assert_eq!(kind(400, "ValidationException", "no"), ErrorKind::Other);
    }

    #[test]
    fn an_answer_without_a_code_is_known_by_its_status() {
        assert_eq!(kind(404, "", ""), ErrorKind::Absent);
        assert_eq!(kind(503, "", ""), ErrorKind::Transient);
        assert!(matches!(kind(403, "", ""), ErrorKind::AccessDenied { action, .. } if action == "sqs:SendMessage"));
    }

    #[test]
    fn a_denial_names_action_and_resource() {
        let message = "User: arn:aws:iam::1:user/x is not authorized to perform: kms:Decrypt on resource: arn:aws:kms:k \
                       because no identity-based policy allows it";
        let expected =
            ErrorKind::AccessDenied { action: "kms:Decrypt".to_owned(), resource: Some("arn:aws:kms:k".to_owned()) };
        assert_eq!(kind(400, "AccessDeniedException", message), expected);
    }

    #[test]
    fn the_region_comes_from_the_header_or_from_the_message() {
        let header = Answer { status: 301, bucket_region: Some("eu-west-1"), ..Answer::default() };
        assert_eq!(classify(&header), ErrorKind::WrongRegion { actual: Some("eu-west-1".to_owned()) });
        let message = "The authorization header is malformed; the region 'us-east-1' is wrong; expecting 'eu-west-3'";
        let expected = ErrorKind::WrongRegion { actual: Some("eu-west-3".to_owned()) };
        assert_eq!(kind(400, "AuthorizationHeaderMalformed", message), expected);
    }

    #[test]
    fn a_redirect_to_the_region_that_was_asked_passes_by_itself() {
        let fresh =
            Answer { status: 307, bucket_region: Some("eu-west-1"), region: Some("eu-west-1"), ..Answer::default() };
        assert_eq!(classify(&fresh), ErrorKind::Transient);
    }

    #[test]
    fn what_is_being_deleted_does_not_come_back() {
        let message = "arn:aws:kms:us-east-1:1:key/k is pending deletion.";
        assert_eq!(kind(400, "KMSInvalidStateException", message), ErrorKind::Gone);
    }
}
