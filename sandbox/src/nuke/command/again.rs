//! Listing an account anew before an old plan is applied: what came to protect something since, or to need it.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

use super::opened::Opened;
use super::survey::Prepared;
use crate::nuke::config::Project;
use crate::nuke::model::Reference;
use crate::nuke::plan::{NotListed, Plan};
use crate::{Error, console};

/// How long a plan is taken for what is there. A look just before each delete sees what happens to the resource itself, at any age.
const RECENT: SignedDuration = SignedDuration::from_secs(30);

/// Holds what a new plan would keep of an old one's rows.
#[derive(Debug, Default)]
pub(super) struct Again {
    /// With the reason.
    pub(super) kept: HashMap<Reference, String>,
    /// What is not known of the account as it is now.
    pub(super) not_listed: Vec<NotListed>,
}

/// Tells whether a plan is so old that the account is listed anew.
pub(super) fn is_old(plan: &Plan, now: Timestamp) -> bool {
    plan.listed.is_none_or(|listed| now.duration_since(listed) > RECENT)
}

impl Again {
    /// Lists the account as the plan did, with its filters and ages, and decides anew. Nothing is added to the plan.
    pub(super) async fn list(
        project: &Project,
        opened: &Opened,
        plan: &Plan,
        concurrency: usize,
        limit: Duration,
    ) -> Result<Self, Error> {
        let prepared = Prepared::since(project, opened, &plan.flags, concurrency, plan.created).await?;
        let who = opened.account_name();
        let listing = prepared.list(who, limit).await.ok_or_else(|| Error::Deadline {
            doing: format!("list the account {who} again before the plan is applied"),
            seconds: limit.as_secs(),
        })?;
        let now = prepared.draft(opened, &plan.flags, listing);
        // What the plan keeps as well may still have a row that ends a use of it.
        let planned: HashSet<&Reference> = plan.deletes().map(|row| row.reference()).collect();
        let kept = now.kept.into_iter().filter(|kept| planned.contains(&kept.reference));
        let kept: HashMap<Reference, String> = kept.map(|kept| (kept.reference, kept.reason.text)).collect();
        if !kept.is_empty() {
            let count = kept.len();
            console::say(&format!("{count} of the plan's rows stay: what keeps them came after the plan was made"));
        }
        let not_listed = now.not_listed.into_iter().filter(|failed| !plan.not_listed.contains(failed)).collect();
        Ok(Self { kept, not_listed })
    }
}
