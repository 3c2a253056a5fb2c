//! Listing an account: every kind in every region, at once, each failing for itself.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream;
use serde_json::json;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::{NotListed, NotOffered, Scope, Tally, related::related, unlisted};
use crate::nuke::api::services::STS;
use crate::nuke::api::{Account, Api, ApiError};
use crate::nuke::kinds::{Found, Kind};
use crate::nuke::model::{Resource, Tags};
use crate::nuke::seen::Memory;
use crate::nuke::select::{Cause, Judge, Reason, Selection, Verdict};

/// How long one kind of one region may take: a listing that never ends is one that failed.
const LISTING: Duration = Duration::from_secs(10 * 60);
/// How long a region may take for its first answer. A host that cannot be connected to is given up after 3 s.
const FIRST_ANSWER: Duration = Duration::from_secs(10);
/// How often a listing is begun again whose host could not be connected to.
const BUSY: usize = 5;
/// How many resources of one listing are read in detail at once.
const DETAILS: usize = 16;

/// Is a listing of one account.
#[derive(Debug, Clone)]
pub(crate) struct Survey {
    pub(crate) account: Account,
    pub(crate) scope: Scope,
    /// What decides; without it everything that is found is told, and nothing is read in detail.
    pub(crate) selection: Option<Arc<Selection>>,
    pub(crate) judge: Judge,
    /// How many listings are under way at once.
    pub(crate) concurrency: usize,
    pub(crate) tally: Arc<Tally>,
    /// What earlier plans saw.
    pub(crate) seen: Arc<Memory>,
}

/// Holds what was found, with the verdict on each.
#[derive(Debug, Default)]
pub(crate) struct Listing {
    pub(crate) judged: Vec<Judged>,
    pub(crate) not_listed: Vec<NotListed>,
    pub(crate) not_offered: Vec<NotOffered>,
}

/// Says why there is no listing of a kind in a region.
#[derive(Debug)]
enum Unlisted {
    /// Whether anything is there is not known.
    Unknown(NotListed),
    /// Nothing is there.
    NotOffered(NotOffered),
}

/// Is a resource with its verdict.
#[derive(Debug, Clone)]
pub(crate) struct Judged {
    pub(crate) resource: Resource,
    pub(crate) verdict: Verdict,
}

impl Survey {
    /// Lists everything of the scope. What cannot be listed is told beside what can.
    pub(crate) async fn list(&self) -> Listing {
        let mut listing = Listing { not_listed: self.silent_regions().await, ..Listing::default() };
        let silent: BTreeSet<String> = listing.not_listed.iter().map(|failed| failed.region.clone()).collect();
        let mut listings = self.scope.listings();
        listings.retain(|(_, region)| !silent.contains(region));
        self.tally.start(listings.len());
        let turns = Arc::new(Semaphore::new(self.concurrency.max(1)));
        let mut running = JoinSet::new();
        for (kind, region) in listings {
            let (survey, turns) = (self.clone(), Arc::clone(&turns));
            running.spawn(async move {
                let _turn = turns.acquire().await;
                survey.one(kind, &region).await
            });
        }
        while let Some(ended) = running.join_next().await {
            match ended {
                Ok(Ok(judged)) => listing.judged.extend(judged),
                Ok(Err(Unlisted::Unknown(failed))) => listing.not_listed.push(failed),
                Ok(Err(Unlisted::NotOffered(absent))) => listing.not_offered.push(absent),
                Err(error) => listing.not_listed.push(NotListed {
                    region: "unknown".to_owned(),
                    kind: None,
                    error: format!("a listing broke off: {error}"),
                }),
            }
        }
        listing.judged.sort_unstable_by(|one, other| one.resource.reference.cmp(&other.resource.reference));
        listing.judged.dedup_by(|one, other| one.resource.reference == other.resource.reference);
        listing.not_listed.sort();
        listing.not_offered.sort();
        listing.judged = related(listing.judged, |resource| self.verdict(resource));
        if self.selection.is_some() {
            self.read_needs(&mut listing).await;
            unlisted::hold(&mut listing.judged, &listing.not_listed);
        }
        listing
    }

    /// Asks every region for its first answer, and returns those that give none.
    async fn silent_regions(&self) -> Vec<NotListed> {
        let ask = |region: String| async move {
            let asked = self.account.api(&region);
            let answer = asked.call(&STS, "GetCallerIdentity", json!({}));
            let error = match tokio::time::timeout(FIRST_ANSWER, answer).await {
                Ok(Ok(_)) => return None,
                Ok(Err(error)) => format!("the region is disabled for the account, or does not answer: {error}"),
                Err(_) => format!("the region did not answer within {} s", FIRST_ANSWER.as_secs()),
            };
            Some(NotListed { region, kind: None, error })
        };
        let regions: Vec<String> = self.scope.real_regions().cloned().collect();
        let asked = stream::iter(regions).map(ask).buffer_unordered(self.concurrency.max(1));
        asked.filter_map(std::future::ready).collect().await
    }

    /// Lists one kind in one region.
    async fn one(&self, kind: &'static dyn Kind, region: &str) -> Result<Vec<Judged>, Unlisted> {
        let api = self.account.api(region);
        let ended = tokio::time::timeout(LISTING, self.found(kind, &api)).await;
        self.tally.finish();
        let (region, kind) = (region.to_owned(), kind.about().name.to_owned());
        match ended {
            Ok(Ok(judged)) => Ok(judged),
            // The region itself has answered.
            Ok(Err(error)) => Err(match error.lack() {
                Some(by) => Unlisted::NotOffered(NotOffered { region, kind, by, said: error.to_string() }),
                None => Unlisted::Unknown(NotListed { region, kind: Some(kind), error: error.to_string() }),
            }),
            Err(_) => {
                let error = format!("the listing did not end within {} minutes", LISTING.as_secs() / 60);
                Err(Unlisted::Unknown(NotListed { region, kind: Some(kind), error }))
            }
        }
    }

    async fn found(&self, kind: &'static dyn Kind, api: &Api) -> Result<Vec<Judged>, ApiError> {
        let mut found = Found::default();
        let mut listed = kind.list(api, &mut found).await;
        // The region has answered: a host of it that does not, or a name server that does not know it now, is busy, not away.
        for _ in 0..BUSY {
            if !listed.as_ref().is_err_and(|error| matches!(error.code.as_str(), "NoConnection" | "NotResolved")) {
                break;
            }
            found = Found::default();
            listed = kind.list(api, &mut found).await;
        }
        listed?;
        let mut resources = found.into_resources();
        resources.retain(|resource| self.scope.holds(resource));
        for resource in resources.iter_mut().filter(|resource| resource.created.is_none()) {
            resource.seen = self.seen.first(resource);
        }
        self.tally.listed(resources.len());
        let judged = stream::iter(resources).map(|resource| self.judged(kind, api, resource)).buffer_unordered(DETAILS);
        Ok(judged.filter_map(std::future::ready).collect().await)
    }

    /// Judges a resource, reading its details where they decide; nothing when it went meanwhile.
    async fn judged(&self, kind: &'static dyn Kind, api: &Api, mut resource: Resource) -> Option<Judged> {
        let verdict = self.verdict(&resource);
        // Tags can be known from the listing, and a deletion protection not; and what stays keeps what it uses.
        let about = kind.about();
        let more = about.details && self.selection.is_some() && (verdict == Verdict::Delete || about.uses_in_detail);
        if verdict != Verdict::NeedsTags && !more {
            return Some(Judged { resource, verdict });
        }
        self.tally.detailed();
        match kind.detail(api, &mut resource).await {
            Ok(()) if resource.tags == Tags::Unread => {
                resource.tags = Tags::Unreadable("neither the listing nor anything else tells them".to_owned());
            }
            Ok(()) => {}
            Err(error) if error.is_absent() => return None,
            Err(error) if about.uses_in_detail => {
                let text = format!("neither its tags nor what it uses can be read: {error}");
                return Some(Judged { resource, verdict: Verdict::Keep(Reason::new(Cause::UnreadableTags, text)) });
            }
            Err(error) if resource.tags == Tags::Unread => resource.tags = Tags::Unreadable(error.to_string()),
            // What protects it is not known; the service refuses then.
            Err(_) => {}
        }
        let verdict = self.verdict(&resource);
        Some(Judged { resource, verdict })
    }

    fn verdict(&self, resource: &Resource) -> Verdict {
        match &self.selection {
            Some(selection) => selection.judge(resource, self.judge),
            None => Verdict::Delete,
        }
    }
}
