//! Whether an error says, beyond doubt, that a service is not there at all.

use serde::{Deserialize, Serialize};

use super::{ApiError, Class};

/// The code of an error of the emulator about what it cannot do.
pub(super) const NOT_EMULATED: &str = "NotEmulated";
/// The code of an error about a host that no name server knows.
pub(super) const UNKNOWN_HOST: &str = "UnknownHost";

/// Says who lacks a service or an operation, so that nothing of it can be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Lack {
    /// AWS does not offer it in the region.
    Region,
    /// The emulator does not know it.
    Emulator,
}

/// How services say that a region has them not.
const SENTENCES: [&str; 4] = [
    "not supported in this region",
    "not available in this region",
    "unavailable in this region",
    "operation is disabled in this region",
];

/// Services that every region of AWS has from its first day on
/// (<https://docs.aws.amazon.com/general/latest/gr/aws-service-information.html>): where the host of one of these is not known, the way to the
/// name server is at fault, or who answers there.
const EVERYWHERE: [&str; 27] = [
    "acm",
    "apigateway",
    "application-autoscaling",
    "autoscaling",
    "cloudformation",
    "cloudtrail",
    "config",
    "dynamodb",
    "ec2",
    "ecr",
    "ecs",
    "eks",
    "elasticache",
    "events",
    "firehose",
    "iam",
    "kinesis",
    "kms",
    "lambda",
    "logs",
    "rds",
    "s3",
    "secretsmanager",
    "sns",
    "sqs",
    "ssm",
    "states",
];

impl ApiError {
    /// Tells who lacks what was asked for; `None` where that is not certain.
    ///
    /// An unknown operation or a path that leads nowhere is no proof: a wrong call is answered so too, and the thing may be there.
    /// To be asked only of regions that answer, as a host does not resolve without a network either.
    pub(crate) fn lack(&self) -> Option<Lack> {
        let message = self.message.to_ascii_lowercase();
        match self.class {
            Class::Unsupported if self.code == NOT_EMULATED => Some(Lack::Emulator),
            Class::Region if self.code == UNKNOWN_HOST && !EVERYWHERE.contains(&self.service) => Some(Lack::Region),
            Class::Unsupported | Class::Permanent if SENTENCES.iter().any(|said| message.contains(said)) => {
                Some(Lack::Region)
            }
            _ => None,
        }
    }
}

/// Returns the code of an answer that is the emulator's own, and no service's: it cannot do something, or it stumbled and may not do so again.
///
/// Its launcher says in a sentence which exception ended a call; a path without a service behind it meets the page of its web server.
pub(super) fn code_of_emulator(status: u16, message: &str, text: &str) -> Option<&'static str> {
    const PAGE: &str = "<p>The requested URL was not found on the server. If you entered the URL manually";
    let exception = message.strip_prefix("the emulator cannot do this: ").filter(|_| status == 501);
    match exception {
        Some(exception) if exception.starts_with("NotImplementedError") => Some(NOT_EMULATED),
        // One request changed what another one was reading.
        Some(exception) if exception.starts_with("RuntimeError") => Some("InternalError"),
        None if status == 404 && text.contains(PAGE) => Some(NOT_EMULATED),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lack(status: u16, code: &str, message: &str) -> Option<Lack> {
        ApiError::answered("x", "ListThings", "eu-west-1", status, code, message, None).lack()
    }

    #[test]
    fn a_region_lacks_a_service_only_when_aws_says_so() {
        let disabled = "Operation is disabled in this region";
        assert_eq!(lack(400, "UnknownOperationException", disabled), Some(Lack::Region));
        assert_eq!(lack(400, "ValidationException", "Pools are not supported in this Region."), Some(Lack::Region));
        let unknown =
            [(400, "InvalidAction"), (400, "UnknownOperationException"), (404, "Status404"), (501, "NotImplemented")];
        for (status, code) in unknown {
            assert_eq!(lack(status, code, "The action ListThings is not valid"), None, "{code}");
        }
        assert_eq!(
            lack(403, "AccessDenied", "it is not supported in this region"),
            None,
            "who may not ask does not know"
        );
    }

    #[test]
    fn a_host_that_nobody_knows_is_no_proof_for_a_service_that_is_everywhere() {
        let unknown = |service: &'static str| ApiError {
            service,
            ..ApiError::local(Class::Region, UNKNOWN_HOST, "no name server knows it")
        };
        assert_eq!((unknown("sagemaker").lack(), unknown("lambda").lack()), (Some(Lack::Region), None));
    }

    #[test]
    fn an_emulator_that_stumbles_lacks_nothing() {
        let code = |message: &str| code_of_emulator(501, message, "");
        let lacking =
            "the emulator cannot do this: NotImplementedError: The list_things action has not been implemented";
        assert_eq!(code(lacking), Some(NOT_EMULATED));
        assert_eq!(code("the emulator cannot do this: RuntimeError: dictionary changed size"), Some("InternalError"));
        assert_eq!(code("the emulator cannot do this: KeyError: 'x'"), None);
        assert_eq!(code_of_emulator(501, "NotImplementedError", ""), None, "only what its launcher says");
    }
}
