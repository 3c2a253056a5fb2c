//! Why a resource stays.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::console;

/// Says why a resource stays: for programs, and for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Reason {
    /// For programs.
    pub(crate) cause: Cause,
    /// The clause that goes on "it stays: ".
    #[serde(rename = "reason")]
    pub(crate) text: String,
}

/// Names what keeps a resource.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Cause {
    /// It is AWS's own: a default VPC, a managed policy.
    BuiltIn,
    /// The caller, and what the caller needs.
    Caller,
    /// Single sign-on, Control Tower, service-linked roles.
    Foundation,
    /// It holds state or the ledger.
    StateStore,
    /// A tag protects it.
    ProtectTag,
    /// A tag says that its time has not come.
    NotExpired,
    /// An `exclude` rule matches.
    Excluded,
    /// No `include` rule matches, or a flag does not.
    NotSelected,
    /// Its kind is not among those that are asked for.
    LeftOut,
    /// Its deletion protection is on.
    Protection,
    /// Something that stays uses it.
    UsedByKept,
    /// What it goes with stays.
    GoesWithKept,
    /// Its tags cannot be read.
    UnreadableTags,
    /// Its age is asked for, and not known.
    UnknownAge,
    /// A protecting tag has a value that nobody understands.
    UnclearTag,
    /// A rule asks what cannot be told about it.
    Unclear,
    /// What may need it could not be listed.
    Unlisted,
}

impl Cause {
    /// Tells whether it stays only because something is not known.
    pub(crate) fn is_unsure(self) -> bool {
        matches!(self, Self::UnreadableTags | Self::UnknownAge | Self::UnclearTag | Self::Unclear | Self::Unlisted)
    }

    /// Returns what a summary calls it.
    pub(crate) fn heading(self) -> &'static str {
        match self {
            Self::BuiltIn => "AWS's own",
            Self::Caller => "the caller's own",
            Self::Foundation => "sign-on and control of the organisation",
            Self::StateStore => "state and ledger",
            Self::ProtectTag => "protected by a tag",
            Self::NotExpired => "not expired",
            Self::Excluded => "excluded by a rule",
            Self::NotSelected => "not selected",
            Self::LeftOut => "of a kind that is left out",
            Self::Protection => "deletion protection is on",
            Self::UsedByKept => "used by what stays",
            Self::GoesWithKept => "belongs to what stays",
            Self::UnreadableTags => "unsure: tags cannot be read",
            Self::UnknownAge => "unsure: age is not known",
            Self::UnclearTag => "unsure: a protecting tag is unclear",
            Self::Unclear => "unsure: a rule cannot be answered",
            Self::Unlisted => "unsure: what may need it was not listed",
        }
    }
}

impl Reason {
    pub(crate) fn new(cause: Cause, text: impl Into<String>) -> Self {
        Self { cause, text: text.into() }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&console::plain(&self.text))
    }
}
