//! What a plan holds.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::{Action, NotListed, NotOffered, Row};
use crate::nuke::model::Reference;
use crate::nuke::select::{Flags, Reason};

/// What the file begins with.
pub(super) const FORMAT: &str = "terraproof nuke plan";
/// The version of the file's format.
pub(super) const VERSION: u32 = 1;
/// How long a plan may be applied.
pub(super) const LIFETIME: SignedDuration = SignedDuration::from_hours(2);

/// Is a plan: what one account held, what is to be deleted of it, and why the rest stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Plan {
    pub(super) format: String,
    pub(super) version: u32,
    /// SHA-256 of the file, with zeros in this place.
    pub(crate) digest: String,
    /// The name in `terraproof.toml`.
    pub(crate) sandbox: String,
    /// 12 digits, as STS confirmed them.
    pub(crate) account: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) alias: Option<String>,
    /// Who made it, as STS says.
    pub(crate) caller: String,
    /// The digest of the configuration that it was made with.
    pub(crate) configuration: String,
    pub(crate) created: Timestamp,
    /// When the listing had ended that it comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) listed: Option<Timestamp>,
    pub(crate) expires: Timestamp,
    /// Where was looked: regions, and `global`.
    pub(crate) regions: Vec<String>,
    /// Whether these are all that are enabled.
    #[serde(default)]
    pub(crate) everywhere: bool,
    /// The filters of the command line.
    pub(crate) flags: Flags,
    pub(crate) summary: Summary,
    /// What is to happen, in order.
    pub(crate) rows: Vec<Row>,
    /// Cycles that cannot be cut: their members are tried last, and may stay.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) knots: Vec<Vec<Reference>>,
    /// What stays, and why.
    pub(crate) kept: Vec<Kept>,
    /// What could not be listed: whether anything is there is not known.
    pub(crate) not_listed: Vec<NotListed>,
    /// What is not there for certain, as nothing of it could be made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) not_offered: Vec<NotOffered>,
}

/// Counts what a plan holds.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Summary {
    pub(crate) delete: usize,
    pub(crate) cut: usize,
    pub(crate) unprotect: usize,
    /// By what keeps it.
    pub(crate) kept: BTreeMap<String, usize>,
    /// What stays only because something about it is not known.
    pub(crate) unsure: usize,
    /// What is on its way out already, by whomever.
    pub(crate) going: usize,
    pub(crate) not_listed: usize,
}

/// Is a resource that stays.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Kept {
    #[serde(flatten)]
    pub(crate) reference: Reference,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) name: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) created: Option<Timestamp>,
    #[serde(flatten)]
    pub(crate) reason: Reason,
}

impl Plan {
    /// Tells whether there is nothing to do.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Tells whether something could not be listed or read, so that the plan may lack something.
    pub(crate) fn is_incomplete(&self) -> bool {
        let unread = crate::nuke::select::Cause::UnreadableTags;
        !self.not_listed.is_empty() || self.kept.iter().any(|kept| kept.reason.cause == unread)
    }

    /// Returns the rows that delete.
    pub(crate) fn deletes(&self) -> impl Iterator<Item = &Row> {
        self.rows.iter().filter(|row| row.action == Action::Delete)
    }

    /// Returns what people call the account: `acme-sandbox (111122223333)`.
    pub(crate) fn account_name(&self) -> String {
        self.alias.as_ref().map_or_else(|| self.account.clone(), |alias| format!("{alias} ({})", self.account))
    }
}

impl Summary {
    pub(super) fn of(rows: &[Row], kept: &[Kept], going: usize, not_listed: usize) -> Self {
        let mut summary = Self { going, not_listed, ..Self::default() };
        for row in rows {
            match row.action {
                Action::Delete => summary.delete += 1,
                Action::Cut { .. } => summary.cut += 1,
                Action::Unprotect => summary.unprotect += 1,
            }
        }
        for kept in kept {
            *summary.kept.entry(kept.reason.cause.heading().to_owned()).or_default() += 1;
            summary.unsure += usize::from(kept.reason.cause.is_unsure());
        }
        summary
    }
}
