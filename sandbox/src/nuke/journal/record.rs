//! The lines of a journal.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::nuke::model::Reference;
use crate::nuke::plan::Row;

/// Says which apply a journal is of; its first line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Header {
    /// The version of the journal's format: 1.
    pub(crate) version: u32,
    /// The digest of the plan that is applied.
    pub(crate) plan: String,
    /// The account.
    pub(crate) account: String,
    /// When the apply began.
    pub(crate) started: Timestamp,
}

impl Header {
    /// The version that this build writes and reads.
    pub(crate) const VERSION: u32 = 1;

    pub(crate) fn new(plan: impl Into<String>, account: impl Into<String>, started: Timestamp) -> Self {
        Self { version: Self::VERSION, plan: plan.into(), account: account.into(), started }
    }
}

/// Is one line of a journal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "record", rename_all = "kebab-case")]
pub(crate) enum Record {
    /// What the apply is of. Again wherever it was resumed.
    Header(Header),
    /// A request is about to leave.
    Intended(Target),
    /// The service took it.
    Requested {
        #[serde(flatten)]
        target: Target,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        request_id: Option<String>,
    },
    /// It was seen to be gone; or the use was ended, the protection switched off, the deletion scheduled.
    Gone(Target),
    /// The service refused for good.
    Failed {
        #[serde(flatten)]
        target: Target,
        code: String,
        message: String,
    },
    /// It was left alone.
    Skipped {
        #[serde(flatten)]
        target: Target,
        reason: String,
    },
    /// Something was in the way until its time was up.
    Stuck {
        #[serde(flatten)]
        target: Target,
        blockers: Vec<Reference>,
        reason: String,
    },
    /// The apply came to its end; without this line it was killed.
    Ended {
        /// How: `finished`, `deadline`, ..
        how: String,
    },
}

/// Names a row of the plan.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub(crate) struct Target {
    /// `delete`, `cut` or `unprotect`.
    pub(crate) action: String,
    #[serde(flatten)]
    pub(crate) reference: Reference,
}

impl Target {
    pub(crate) fn of(row: &Row) -> Self {
        Self { action: row.action.verb().to_owned(), reference: row.reference().clone() }
    }
}
