//! Which failures may pass when the command is run again.
//!
//! This is the table of classes only; who retries, how often and how long is decided by the caller.

use serde::Serialize;

/// Names a class of passing trouble.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Transient {
    /// A connection was cut, reset or timed out.
    Transport,
    /// A provider or module registry answered with a server error.
    Registry,
    /// The cloud asked for fewer calls.
    Throttling,
    /// Something that was just created is not visible everywhere yet.
    EventualConsistency,
    /// Another process holds the state lock.
    LockHeld,
}

struct Row {
    class: Transient,
    /// Subcommands for which this class is worth a retry.
    operations: &'static [&'static str],
    /// Lower-case texts, one of which is in the message.
    needles: &'static [&'static str],
}

const CHANGES: &[&str] = &["plan", "apply", "destroy", "refresh", "import"];

/// Read from top to bottom; the first row that matches wins.
const TABLE: &[Row] = &[
    Row {
        class: Transient::LockHeld,
        operations: CHANGES,
        needles: &["error acquiring the state lock", "error locking state", "conditionalcheckfailedexception"],
    },
    Row {
        class: Transient::Throttling,
        operations: &["init", "plan", "apply", "destroy", "refresh", "import"],
        // https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html and the SDK's list of throttling codes
        needles: &[
            "throttling",
            "rate exceeded",
            "requestlimitexceeded",
            "toomanyrequests",
            "too many requests",
            "slowdown",
            "provisionedthroughputexceeded",
            "bandwidthlimitexceeded",
            "priorrequestnotcomplete",
        ],
    },
    Row {
        class: Transient::Registry,
        operations: &["init", "get"],
        needles: &[
            "502 bad gateway",
            "503 service unavailable",
            "504 gateway timeout",
            "500 internal server error",
            "the request failed, please try again later",
        ],
    },
    Row {
        class: Transient::EventualConsistency,
        operations: &["apply", "destroy", "plan"],
        needles: &[
            "the role defined for the function cannot be assumed",
            "invalid principal in policy",
            "cannot be assumed by",
            "operationaborted: a conflicting conditional operation",
            "optimistic lock",
            "invaliduserid.notfound",
            "concurrentmodification",
            "invalidiaminstanceprofile",
            "invalid iam instance profile name",
        ],
    },
    Row {
        class: Transient::Transport,
        operations: &["init", "get", "plan", "apply", "destroy", "refresh", "import", "output", "show"],
        needles: &[
            "connection reset by peer",
            "tls handshake timeout",
            "i/o timeout",
            "client.timeout exceeded",
            "context deadline exceeded",
            "unexpected eof",
            "broken pipe",
            "server misbehaving",
            "temporary failure in name resolution",
            "http2: server sent goaway",
            "requesttimeout",
            "internalerror: we encountered an internal error",
            "serviceunavailable",
            "plugin did not respond",
        ],
    },
];

/// Is in what terraform says about a torn state, which it finds out when it locks it: waiting does not mend it.
const TORN_STATE: &str = "unsupported state file format";

/// Tells whether a message is about a state that cannot be read.
pub(crate) fn is_about_torn_state(message: &str) -> bool {
    message.to_lowercase().contains(TORN_STATE)
}

/// Finds the class of an error message of a subcommand.
pub(crate) fn classify(operation: &str, message: &str) -> Option<Transient> {
    // Terraform wraps its messages: a needle must be found across a line end.
    let message = message.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ");
    if message.contains(TORN_STATE) {
        return None;
    }
    TABLE
        .iter()
        .find(|row| row.operations.contains(&operation) && row.needles.iter().any(|needle| message.contains(needle)))
        .map(|row| row.class)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_is_recognised_by_a_real_message() {
        let cases = [
            ("apply", "Error acquiring the state lock: resource temporarily unavailable", Transient::LockHeld),
            ("apply", "creating EC2 VPC: RequestLimitExceeded: Request limit exceeded.", Transient::Throttling),
            ("init", "could not query registry: 503 Service Unavailable returned", Transient::Registry),
            (
                "apply",
                "InvalidParameterValueException: The role defined for the\nfunction cannot be assumed by Lambda.",
                Transient::EventualConsistency,
            ),
            ("plan", "read tcp 10.0.0.1:443: read: connection reset by peer", Transient::Transport),
        ];
        for (operation, message, class) in cases {
            assert_eq!(classify(operation, message), Some(class), "{message}");
        }
    }

    #[test]
    fn what_cannot_pass_is_permanent() {
        for message in
            ["AccessDenied: not authorized", "Unsupported argument", "lookup registry.terraform.io: no such host"]
        {
            assert_eq!(classify("apply", message), None, "{message}");
        }
    }

    #[test]
    fn a_torn_state_is_not_a_lock_that_somebody_holds() {
        let message = "Error acquiring the state lock: 2 problems:\n\n- Unsupported state file format: The state file could not be parsed";
        assert_eq!(classify("destroy", message), None);
    }

    #[test]
    fn a_class_counts_only_for_operations_it_is_listed_for() {
        assert_eq!(classify("validate", "connection reset by peer"), None);
    }

    #[test]
    fn needles_are_lower_case() {
        for needle in TABLE.iter().flat_map(|row| row.needles) {
            assert_eq!(*needle, needle.to_lowercase());
        }
    }
}
