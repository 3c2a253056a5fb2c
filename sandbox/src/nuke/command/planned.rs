//! Making the plans of several accounts at once.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use jiff::Timestamp;
use terraproof::Sandbox;

use super::opened::Opened;
use super::store;
use super::survey::{Prepared, refuse_outside};
use crate::nuke::config::Project;
use crate::nuke::plan::{Listing, Plan, write};
use crate::nuke::seen::Memory;
use crate::nuke::select::Flags;
use crate::{Error, Exit, console};

/// Is a plan that was written, and the account it is for.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) opened: Opened,
    pub(super) plan: Plan,
    pub(super) path: PathBuf,
}

/// Says what became of the planning for one account.
pub(super) type Ended = (String, Result<Planned, Error>);

/// Says how to plan.
#[derive(Debug, Clone)]
pub(super) struct Wish<'a> {
    pub(super) flags: &'a Flags,
    pub(super) concurrency: usize,
    pub(super) deadline: Duration,
    /// A file for one account, a directory for several.
    pub(super) output: Option<&'a Path>,
}

/// Plans every account by itself: what fails for one, fails for that one alone.
pub(super) async fn plan_all(project: &Arc<Project>, sandboxes: Vec<(String, Sandbox)>, wish: &Wish<'_>) -> Vec<Ended> {
    let several = sandboxes.len() > 1;
    let plans = sandboxes.into_iter().map(|(name, sandbox)| async move {
        let planned = plan_one(project, &name, &sandbox, wish, several).await;
        (name, planned)
    });
    join_all(plans).await
}

async fn plan_one(
    project: &Project,
    name: &str,
    sandbox: &Sandbox,
    wish: &Wish<'_>,
    several: bool,
) -> Result<Planned, Error> {
    refuse_outside(name, sandbox, wish.flags)?;
    let opened = Opened::open(project, name, sandbox, wish.concurrency).await?;
    let prepared = Prepared::new(project, &opened, wish.flags, wish.concurrency).await?;
    let listing = prepared.list(opened.account_name(), wish.deadline).await.ok_or_else(|| Error::Deadline {
        doing: format!("list the account of the sandbox `{name}`"),
        seconds: wish.deadline.as_secs(),
    })?;
    let created = prepared.judge.now;
    remember(&opened.identity.account, &listing, created);
    let mut plan = prepared.draft(&opened, wish.flags, listing);
    plan.listed = Some(Timestamp::now());
    let path = path(&opened, wish.output, several, created)?;
    write(&mut plan, &path)?;
    Ok(Planned { opened, plan, path })
}

/// Remembers what is there, for the ages of a later plan; that it cannot be remembered is no reason not to plan.
fn remember(account: &str, listing: &Listing, now: Timestamp) {
    let Some(path) = store::memory_path(account) else { return };
    let resources = listing.judged.iter().map(|judged| &judged.resource);
    if let Err(error) = Memory::remember(&path, resources, now) {
        console::complain(&error);
    }
}

fn path(opened: &Opened, output: Option<&Path>, several: bool, now: Timestamp) -> Result<PathBuf, Error> {
    let (sandbox, account) = (&opened.name, &opened.identity.account);
    match output {
        Some(directory) if several || directory.is_dir() => Ok(directory.join(store::file_name(sandbox, account, now))),
        Some(file) => Ok(file.to_owned()),
        None => store::plan_path(sandbox, account, now),
    }
}

/// Says what went wrong for one account, and returns how the command ends for it.
pub(super) fn complain(name: &str, error: &Error) -> Exit {
    console::say(&format!("sandbox `{name}`:"));
    console::complain(error);
    exit_of(error)
}

/// Returns how the command ends for an account with an error.
pub(super) fn exit_of(error: &Error) -> Exit {
    match error {
        Error::Refused { .. } => Exit::Refused,
        Error::Deadline { .. } => Exit::Deadline,
        _ => Exit::Failed,
    }
}
