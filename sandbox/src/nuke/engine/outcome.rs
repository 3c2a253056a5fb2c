//! How an apply ended, for each row and on the whole.

use serde::Serialize;

use crate::nuke::model::Reference;

/// Tells how an apply ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Outcome {
    /// How each row ended, in the order of the rows.
    pub(crate) endings: Vec<Ending>,
    /// Why it ended.
    pub(crate) end: End,
}

/// Says why an apply ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum End {
    /// Every row has come to its end, good or bad.
    Finished,
    /// The time for the whole of it was up.
    Deadline,
    /// It was told to stop.
    Stopped,
    /// The credentials have expired, or are none; this is what the service said.
    Credentials(String),
    /// The journal could not be written, without which nothing may be deleted.
    Journal(String),
}

impl End {
    /// Returns one word for it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Self::Finished => "finished",
            Self::Deadline => "deadline",
            Self::Stopped => "stopped",
            Self::Credentials(_) => "credentials",
            Self::Journal(_) => "journal",
        }
    }
}

/// Says how a row ended.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Ending {
    /// The resource was seen to be gone.
    Gone,
    /// It was gone when its turn came: by itself, with something else, or by somebody else.
    WasGone,
    /// The service will delete it at this time, which is as good as gone.
    Scheduled(String),
    /// The use was ended, or the protection switched off.
    Done,
    /// It was left alone, for this reason.
    Skipped(String),
    /// The service refused for good, with this code and message.
    Failed {
        /// The service's code: `AccessDenied`.
        code: String,
        /// What failed, in full.
        message: String,
    },
    /// It could not go in time, because these are still there.
    Stuck {
        /// What is in the way, as far as anybody could tell.
        blockers: Vec<Reference>,
        /// What the service said last, or what it waited for.
        reason: String,
    },
    /// The service took the deletion, but the apply ended before the resource was seen to be gone.
    Unconfirmed,
    /// The apply ended before it was its turn.
    NotTried,
}

impl Ending {
    /// Tells whether what depends on the row may go on.
    pub(crate) fn is_done(&self) -> bool {
        matches!(self, Self::Gone | Self::WasGone | Self::Scheduled(_) | Self::Done)
    }
}
