//! The calls themselves, each a task that never panics and always ends.

use std::collections::BTreeMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt as _;

use super::World;
use crate::nuke::api::{ApiError, Class};
use crate::nuke::kinds::{self, Deleted};
use crate::nuke::model::{Reference, Resource, State};

/// How long a call that reads or changes one thing may take, with its repetitions.
const CALL: Duration = Duration::from_secs(120);
/// How many of what keeps a resource from going are looked at: one that stays is enough.
const LOOKED_AT: usize = 10;

/// Is what is asked of the cloud.
#[derive(Debug)]
pub(super) enum Call {
    /// Reads what is about to be touched, and what goes with it.
    Look {
        lane: usize,
        steps: Vec<usize>,
        asked: Asked,
        parts: Vec<Asked>,
    },
    /// Reads what was asked to go.
    Poll {
        lane: usize,
        steps: Vec<usize>,
        asked: Asked,
    },
    /// Reads all that is on some cycles.
    Check {
        checks: Vec<usize>,
        asked: Vec<Asked>,
    },
    Delete {
        lane: usize,
        steps: Vec<usize>,
        resources: Vec<Resource>,
        patience: Duration,
    },
    Cut {
        lane: usize,
        step: usize,
        resource: Resource,
        uses: Vec<Reference>,
    },
    Unprotect {
        lane: usize,
        step: usize,
        resource: Resource,
    },
    /// Asks what keeps a resource from going.
    Blockers {
        lane: usize,
        step: usize,
        resource: Resource,
    },
    /// Asks whether something that keeps a resource from going is there to stay.
    Staying {
        lane: usize,
        step: usize,
        blockers: Vec<Reference>,
    },
}

/// Names resources of one kind and region.
#[derive(Debug)]
pub(super) struct Asked {
    pub(super) kind: String,
    pub(super) region: String,
    pub(super) ids: Vec<String>,
}

/// Is what came back.
#[derive(Debug)]
pub(super) enum Answer {
    Looked {
        lane: usize,
        steps: Vec<usize>,
        result: Result<BTreeMap<Reference, Resource>, ApiError>,
    },
    Polled {
        lane: usize,
        steps: Vec<usize>,
        result: Result<Vec<Resource>, ApiError>,
    },
    Checked {
        checks: Vec<usize>,
        result: Result<BTreeMap<Reference, Resource>, ApiError>,
    },
    Deleted {
        lane: usize,
        steps: Vec<usize>,
        resources: Vec<Resource>,
        results: Vec<Result<Deleted, ApiError>>,
    },
    /// A use was cut, or a protection switched off.
    Changed {
        lane: usize,
        step: usize,
        resource: Resource,
        result: Result<(), ApiError>,
    },
    Blockers {
        lane: usize,
        step: usize,
        resource: Resource,
        result: Result<Vec<Reference>, ApiError>,
    },
    Stays {
        lane: usize,
        step: usize,
        result: Result<Option<Reference>, ApiError>,
    },
}

impl Answer {
    /// Returns the lane whose slot the call took.
    pub(super) fn lane(&self) -> Option<usize> {
        match self {
            Self::Looked { lane, .. }
            | Self::Polled { lane, .. }
            | Self::Deleted { lane, .. }
            | Self::Changed { lane, .. }
            | Self::Blockers { lane, .. }
            | Self::Stays { lane, .. } => Some(*lane),
            Self::Checked { .. } => None,
        }
    }
}

impl Call {
    /// Makes the call.
    pub(super) async fn make(self, world: Arc<dyn World>) -> Answer {
        let world = world.as_ref();
        match self {
            Self::Look { lane, steps, asked, mut parts } => {
                parts.push(asked);
                Answer::Looked { lane, steps, result: look_at_all(world, &parts).await }
            }
            Self::Poll { lane, steps, asked } => Answer::Polled { lane, steps, result: remaining(world, &asked).await },
            Self::Check { checks, asked } => Answer::Checked { checks, result: look_at_all(world, &asked).await },
            Self::Delete { lane, steps, resources, patience } => {
                let results = delete(world, &resources, patience.max(CALL)).await;
                Answer::Deleted { lane, steps, resources, results }
            }
            Self::Cut { lane, step, resource, uses } => {
                let result = bounded(CALL, world.cut(&resource, &uses)).await.and_then(|cut| cut);
                Answer::Changed { lane, step, resource, result }
            }
            Self::Unprotect { lane, step, resource } => {
                let result = bounded(CALL, world.unprotect(&resource)).await.and_then(|done| done);
                Answer::Changed { lane, step, resource, result }
            }
            Self::Blockers { lane, step, resource } => {
                let result = bounded(CALL, world.blockers(&resource)).await.and_then(|found| found);
                Answer::Blockers { lane, step, resource, result }
            }
            Self::Staying { lane, step, blockers } => {
                let result = bounded(CALL, first_that_stays(world, &blockers)).await.and_then(|stays| stays);
                Answer::Stays { lane, step, result }
            }
        }
    }
}

async fn look(world: &dyn World, asked: &Asked) -> Result<Vec<Resource>, ApiError> {
    let ids: Vec<&str> = asked.ids.iter().map(String::as_str).collect();
    bounded(CALL, world.look(&asked.kind, &asked.region, &ids)).await.and_then(|found| found)
}

async fn remaining(world: &dyn World, asked: &Asked) -> Result<Vec<Resource>, ApiError> {
    let ids: Vec<&str> = asked.ids.iter().map(String::as_str).collect();
    bounded(CALL, world.remaining(&asked.kind, &asked.region, &ids)).await.and_then(|found| found)
}

/// Finds one that is there, is not being deleted, not with what it goes with either, and is no service's own to take away.
async fn first_that_stays(world: &dyn World, blockers: &[Reference]) -> Result<Option<Reference>, ApiError> {
    for blocker in blockers.iter().take(LOOKED_AT) {
        let Some(there) = there(world, blocker).await? else { continue };
        let is_going = there.state == State::Deleting || kinds::goes_by_itself(&there);
        let whole_stays = match &there.goes_with {
            Some(whole) => there_to_stay(world, whole).await?,
            None => true,
        };
        if !is_going && whole_stays {
            return Ok(Some(blocker.clone()));
        }
    }
    Ok(None)
}

async fn there_to_stay(world: &dyn World, reference: &Reference) -> Result<bool, ApiError> {
    Ok(there(world, reference).await?.is_some_and(|there| there.state != State::Deleting))
}

/// Reads one resource of any kind again; of a kind that is not known nothing is there.
async fn there(world: &dyn World, reference: &Reference) -> Result<Option<Resource>, ApiError> {
    if world.about(&reference.kind).is_none() {
        return Ok(None);
    }
    let found = world.look(&reference.kind, &reference.region, &[&reference.id]).await?;
    Ok(found.into_iter().find(|resource| resource.reference == *reference))
}

async fn look_at_all(world: &dyn World, asked: &[Asked]) -> Result<BTreeMap<Reference, Resource>, ApiError> {
    let mut found = BTreeMap::new();
    for asked in asked {
        let resources = look(world, asked).await?;
        found.extend(resources.into_iter().map(|resource| (resource.reference.clone(), resource)));
    }
    Ok(found)
}

async fn delete(world: &dyn World, resources: &[Resource], limit: Duration) -> Vec<Result<Deleted, ApiError>> {
    let Some(first) = resources.first() else { return Vec::new() };
    let (kind, region) = (&first.reference.kind, &first.reference.region);
    let mut results = match bounded(limit, world.delete(kind, region, resources)).await {
        Ok(results) => results,
        Err(error) => vec![Err(error); resources.len()],
    };
    let missing = || Err(ApiError::local(Class::Transient, "NoOutcome", "the answer does not tell what became of it"));
    results.resize_with(resources.len(), missing);
    results
}

/// Waits for a call, but not forever; a panic within is an error like another.
async fn bounded<T>(limit: Duration, call: impl Future<Output = T>) -> Result<T, ApiError> {
    match tokio::time::timeout(limit, AssertUnwindSafe(call).catch_unwind()).await {
        Ok(Ok(answer)) => Ok(answer),
        Ok(Err(_panic)) => Err(ApiError::local(Class::Permanent, "Panic", "the code of the kind panicked")),
        Err(_elapsed) => {
            Err(ApiError::local(Class::Transient, "Timeout", format!("no answer within {} s", limit.as_secs())))
        }
    }
}
