//! Listing an opened account.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use serde_json::json;
use terraproof::Sandbox;

use super::opened::Opened;
use super::{progress, store};
use crate::nuke::api::services::EC2;
use crate::nuke::config::{Nuke, Project, is_known_region, nearest};
use crate::nuke::model::GLOBAL;
use crate::nuke::plan::{Head, Listing, Plan, Scope, Survey, Tally, draft};
use crate::nuke::seen::Memory;
use crate::nuke::select::{Flags, Judge, Selection};
use crate::{Error, console};

/// Holds what is needed to list an account and to judge what it holds.
#[derive(Debug)]
pub(super) struct Prepared {
    pub(super) survey: Survey,
    pub(super) selection: Arc<Selection>,
    pub(super) judge: Judge,
}

impl Prepared {
    /// Works out where to look, for what, and what decides; regions that nobody names are asked for.
    pub(super) async fn new(
        project: &Project,
        opened: &Opened,
        flags: &Flags,
        concurrency: usize,
    ) -> Result<Self, Error> {
        Self::since(project, opened, flags, concurrency, Timestamp::now()).await
    }

    /// Does the same with ages that count back from a time.
    pub(super) async fn since(
        project: &Project,
        opened: &Opened,
        flags: &Flags,
        concurrency: usize,
        since: Timestamp,
    ) -> Result<Self, Error> {
        let now = Timestamp::now();
        let selection = Arc::new(selection(&project.nuke, flags, opened, since)?);
        let scope = Scope::new(&project.nuke, flags, regions(opened, flags).await?);
        if scope.kinds.is_empty() {
            return Err(Error::nuke(
                "the filters leave no kind at all",
                "compare `kinds` and `exclude_kinds` of `[nuke]` with `--kind` and `--exclude-kind`",
            ));
        }
        let survey = Survey {
            account: opened.account.clone(),
            scope,
            selection: Some(Arc::clone(&selection)),
            judge: Judge { now },
            concurrency,
            tally: Arc::new(Tally::default()),
            seen: Arc::new(remembered(&opened.identity.account)),
        };
        Ok(Self { survey, selection, judge: Judge { now } })
    }

    /// Lists; nothing when time is up first.
    pub(super) async fn list(&self, who: &str, limit: Duration) -> Option<Listing> {
        let tally = Arc::clone(&self.survey.tally);
        let shown = progress::during(self.survey.list(), format!("{who}: listing"), move || tally.line());
        tokio::time::timeout(limit, shown).await.ok()
    }

    /// Makes a plan of what was listed.
    pub(super) fn draft(&self, opened: &Opened, flags: &Flags, listing: Listing) -> Plan {
        let head = Head {
            sandbox: opened.name.clone(),
            account: opened.identity.account.clone(),
            alias: opened.alias.clone(),
            caller: opened.identity.arn.clone(),
            configuration: opened.configuration.clone(),
            created: self.judge.now,
            regions: self.survey.scope.regions.clone(),
            everywhere: opened.regions.is_empty() && flags.regions.is_empty(),
            flags: flags.clone(),
        };
        draft(head, listing, &self.selection, self.judge)
    }
}

/// Returns what earlier plans saw; without it what AWS tells no age of counts as of unknown age, and stays under a filter of age.
fn remembered(account: &str) -> Memory {
    let memory = store::memory_path(account).map_or_else(|| Ok(Memory::default()), |path| Memory::read(&path));
    memory.unwrap_or_else(|error| {
        console::complain(&error);
        Memory::default()
    })
}

/// Builds what decides about an account's resources; ages count back from `since`.
pub(super) fn selection(nuke: &Nuke, flags: &Flags, opened: &Opened, since: Timestamp) -> Result<Selection, Error> {
    Selection::new(nuke, flags, opened.untouchable.clone(), since)
        .map_err(|why| Error::nuke(why, "mend it in terraproof.toml; `terraproof nuke check` checks it without a call"))
}

/// Refuses regions of the flags that a sandbox does not name, before any call.
pub(super) fn refuse_outside(name: &str, sandbox: &Sandbox, flags: &Flags) -> Result<(), Error> {
    let Sandbox::Aws { regions, .. } = sandbox else { return Ok(()) };
    let is_outside = |region: &&String| *region != GLOBAL && !regions.is_empty() && !regions.contains(region);
    let Some(outside) = flags.regions.iter().find(is_outside) else { return Ok(()) };
    let hint = match nearest(outside, regions.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it names: {}", regions.join(", ")),
    };
    Err(Error::nuke(format!("the sandbox `{name}` does not name the region `{outside}`"), hint))
}

/// Returns the regions to look in: of the flags, else of the sandbox, else every enabled one; and what belongs to the whole account.
async fn regions(opened: &Opened, flags: &Flags) -> Result<Vec<String>, Error> {
    let mut regions = if flags.regions.is_empty() { opened.regions.clone() } else { flags.regions.clone() };
    if regions.is_empty() {
        regions = enabled(opened).await?;
    } else if opened.regions.is_empty() {
        refuse_unheard(&regions, opened).await?;
    }
    if flags.regions.is_empty() && !regions.iter().any(|region| region == GLOBAL) {
        regions.push(GLOBAL.to_owned());
    }
    regions.sort();
    regions.dedup();
    Ok(regions)
}

/// Refuses a region that neither this build nor the account has heard of; where the account does not tell its regions, the listings will.
async fn refuse_unheard(regions: &[String], opened: &Opened) -> Result<(), Error> {
    let Some(region) = regions.iter().find(|region| !is_known_region(region)) else { return Ok(()) };
    let Ok(enabled) = enabled(opened).await else { return Ok(()) };
    if enabled.contains(region) {
        return Ok(());
    }
    let hint = match nearest(region, enabled.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => format!("it has: {}", enabled.join(", ")),
    };
    Err(Error::nuke(format!("account {} has no region `{region}`", opened.identity.account), hint))
}

async fn enabled(opened: &Opened) -> Result<Vec<String>, Error> {
    let asked = opened.account.api(&opened.home).call(&EC2, "DescribeRegions", json!({})).await;
    let answer = asked.map_err(|error| {
        Error::nuke(
            format!("failed to ask for the regions of account {}: {error}", opened.identity.account),
            "name them: `regions = [..]` in the sandbox, or `--region`",
        )
    })?;
    Ok(answer.list("regionInfo").iter().filter_map(|region| region.text("regionName")).map(str::to_owned).collect())
}
