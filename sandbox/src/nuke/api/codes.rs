//! What the error codes of the services mean.
//!
//! The names come from each service's API reference, the section Errors or Common Errors; those of EC2 from
//! <https://docs.aws.amazon.com/ec2/latest/devguide/errors-overview.html>. Throttling and transient codes are those that
//! <https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html> lists.

use super::Class;
use super::lack::NOT_EMULATED;

const THROTTLED: [&str; 17] = [
    "BandwidthLimitExceeded",
    "EC2ThrottledException",
    "LimitExceededException",
    "PriorRequestNotComplete",
    "ProvisionedThroughputExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequests",
    "TooManyRequestsException",
    "TransactionInProgressException",
    "ConcurrentModification",
    "ServiceQuotaExceededException",
];
const TRANSIENT: [&str; 12] = [
    "InternalError",
    "InternalFailure",
    "InternalServerError",
    "InternalServerException",
    "InternalServiceError",
    "InternalServiceException",
    "OperationAborted",
    "RequestTimeout",
    "RequestTimeoutException",
    "ServiceException",
    "ServiceUnavailable",
    "Unavailable",
];
const DEPENDENCY: [&str; 15] = [
    "ClusterContainsContainerInstancesException",
    "ClusterContainsServicesException",
    "ClusterContainsTasksException",
    "ConflictException",
    "DeleteConflict",
    "DependencyViolation",
    "InvalidDBClusterStateFault",
    "InvalidDBInstanceState",
    "InvalidIPAddress.InUse",
    "IncorrectState",
    "ResourceInUse",
    "ResourceInUseException",
    "ResourceInUseFault",
    "ScalingActivityInProgress",
    "VolumeInUse",
];
const PROTECTED: [&str; 3] = ["DeletionProtectionEnabled", "OperationNotPermitted", "ProtectionEnabled"];
const DENIED: [&str; 6] = [
    "AccessDenied",
    "AccessDeniedException",
    "AuthFailure",
    "AuthorizationError",
    "Forbidden",
    "UnauthorizedOperation",
];
const CREDENTIALS: [&str; 8] = [
    "ExpiredToken",
    "ExpiredTokenException",
    "IncompleteSignature",
    "InvalidAccessKeyId",
    "InvalidClientTokenId",
    "RequestExpired",
    "SignatureDoesNotMatch",
    "UnrecognizedClientException",
];
const REGION: [&str; 3] = ["OptInRequired", "RegionDisabledException", "SubscriptionRequiredException"];
const UNSUPPORTED: [&str; 6] = [
    "InvalidAction",
    NOT_EMULATED,
    "NotImplemented",
    "UnknownOperationException",
    "UnsupportedOperation",
    "UnknownAction",
];

/// Classifies an answer by its code, and where that is unknown by its status.
pub(super) fn class(code: &str, message: &str, status: u16) -> Class {
    // The JSON protocols put a namespace before the code, the query ones sometimes the party at fault behind it.
    let code = code.rsplit('#').next().unwrap_or(code);
    let code = code.split(':').next().unwrap_or(code);
    let is_in = |codes: &[&str]| codes.contains(&code);
    if is_in(&THROTTLED) || status == 429 {
        Class::Throttled
    } else if is_in(&CREDENTIALS) {
        Class::Credentials
    } else if is_in(&REGION) {
        Class::Region
    } else if is_in(&DENIED) {
        Class::Denied
    } else if is_in(&PROTECTED) || message.contains("disableApiTermination") || message.contains("deletion protection")
    {
        Class::Protected
    } else if is_in(&DEPENDENCY) || is_in_use(code) {
        Class::Dependency
    } else if is_absent(code) {
        Class::Absent
    } else if is_in(&TRANSIENT) {
        Class::Transient
    } else if is_in(&UNSUPPORTED) || status == 501 {
        Class::Unsupported
    } else if matches!(status, 500 | 502..=504) {
        Class::Transient
    } else if code == "Status404" {
        // A service names what is missing; an answer without a code comes from where nobody knows the path.
        Class::Unsupported
    } else if status == 404 {
        Class::Absent
    } else {
        Class::Permanent
    }
}

/// Tells whether a code says that something is used or in a state that passes: `FileSystemInUse`, `InvalidReplicationGroupState`.
fn is_in_use(code: &str) -> bool {
    code.contains("InUse") || (code.starts_with("Invalid") && code.contains("State"))
}

/// Tells whether a code says that something is not there: `NoSuchBucket`, `InvalidVpcID.NotFound`, `ResourceNotFoundException`.
fn is_absent(code: &str) -> bool {
    code.starts_with("NoSuch")
        || code.ends_with("NotFound")
        || code.ends_with("NotFoundException")
        || code.ends_with("NotFoundFault")
        || code.ends_with("DoesNotExist")
        || code.ends_with("NonExistentQueue")
        || matches!(code, "QueueDoesNotExist" | "StateMachineDoesNotExist")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_classified_with_and_without_its_namespace() {
        assert_eq!(class("com.amazonaws.sqs#QueueDoesNotExist", "", 400), Class::Absent);
        assert_eq!(class("AWS.SimpleQueueService.NonExistentQueue", "", 400), Class::Absent);
        assert_eq!(class("InvalidVpcID.NotFound", "", 400), Class::Absent);
        assert_eq!(class("ThrottlingException:Sender", "", 400), Class::Throttled);
        assert_eq!(class("InvalidIPAddress.InUse", "", 400), Class::Dependency);
    }

    #[test]
    fn what_is_used_or_on_its_way_out_is_waited_for() {
        // EFS while its mount targets go, and the second member of an ElastiCache group that is going.
        for code in ["FileSystemInUse", "InvalidReplicationGroupState", "InvalidDBSubnetGroupStateFault"] {
            assert_eq!(class(code, "", 400), Class::Dependency, "{code}");
        }
        assert_eq!(class("InvalidParameterValue", "", 400), Class::Permanent);
    }

    #[test]
    fn an_unknown_code_is_judged_by_its_status() {
        assert_eq!(class("Strange", "", 503), Class::Transient);
        assert_eq!(class("Strange", "", 429), Class::Throttled);
        assert_eq!(class("Strange", "", 400), Class::Permanent);
    }

    #[test]
    fn a_protected_instance_is_told_by_the_message() {
        let message = "The instance 'i-1' may not be terminated. Modify its 'disableApiTermination' instance attribute";
        assert_eq!(class("OperationNotPermitted", message, 400), Class::Protected);
    }
}
