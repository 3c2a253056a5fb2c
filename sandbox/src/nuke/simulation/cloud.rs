//! The simulated cloud.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard};
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::{Instant, sleep};

use super::Settings;
use crate::nuke::api::{ApiError, Class};
use crate::nuke::engine::World;
use crate::nuke::kinds::{About, Deleted};
use crate::nuke::model::{Reference, Resource, State, Use};

/// Is a cloud in memory. Kinds are `sim-<cost>`, or `sim-bulk`, which takes ten at once.
#[derive(Debug)]
pub(crate) struct SimulatedCloud {
    kinds: Vec<About>,
    settings: Settings,
    inner: Mutex<Inner>,
}

#[derive(Debug)]
struct Inner {
    things: BTreeMap<Reference, Thing>,
    random: fastrand::Rng,
    /// What a look did not show although it was there.
    lost: BTreeSet<Reference>,
    /// What must never happen, and did.
    violations: Vec<String>,
    calls: BTreeMap<&'static str, usize>,
}

#[derive(Debug)]
struct Thing {
    resource: Resource,
    /// Uses that the listing does not tell.
    hidden: BTreeSet<Reference>,
    /// When it will be gone, if it is being deleted.
    gone: Option<Instant>,
    /// Whether it must never be asked to go.
    untouchable: bool,
    /// Whether whoever asks is refused for good.
    denied: bool,
    /// Whether its deletion is taken and then given up, for this reason.
    gives_up: Option<String>,
    /// What of its uses it may be found to stand in the way of when it is asked to go.
    excused: BTreeSet<Reference>,
}

impl SimulatedCloud {
    pub(crate) fn new(settings: Settings, resources: impl IntoIterator<Item = Resource>) -> Self {
        let things = resources.into_iter().map(|resource| (resource.reference.clone(), Thing::new(resource))).collect();
        let random = fastrand::Rng::with_seed(settings.seed);
        let inner = Inner { things, random, lost: BTreeSet::new(), violations: Vec::new(), calls: BTreeMap::new() };
        Self { kinds: kinds(), settings, inner: Mutex::new(inner) }
    }

    /// Says that a resource must never be asked to go.
    pub(crate) fn forbid(&self, reference: &Reference) {
        self.change(reference, |thing| thing.untouchable = true);
    }

    /// Refuses a resource's deletion for good.
    pub(crate) fn deny(&self, reference: &Reference) {
        self.change(reference, |thing| thing.denied = true);
    }

    /// Takes a resource's deletion, and gives it up.
    pub(crate) fn give_up(&self, reference: &Reference, reason: &str) {
        self.change(reference, |thing| thing.gives_up = Some(reason.to_owned()));
    }

    /// Lets a resource go without being asked, after a while.
    pub(crate) fn let_go(&self, reference: &Reference, after: Duration) {
        self.change(reference, |thing| thing.gone = Some(Instant::now() + after));
    }

    /// Lets a resource use another one without telling so.
    pub(crate) fn hide_use(&self, user: &Reference, used: &Reference) {
        self.change(user, |thing| thing.hidden.extend([used.clone()]));
    }

    /// Allows that a resource is asked to go while these still use it, as where cycles cannot be cut.
    pub(crate) fn excuse(&self, reference: &Reference, users: impl IntoIterator<Item = Reference>) {
        self.change(reference, |thing| thing.excused.extend(users));
    }

    /// Changes a resource behind the engine's back.
    pub(crate) fn alter(&self, reference: &Reference, change: impl FnOnce(&mut Resource)) {
        self.change(reference, |thing| change(&mut thing.resource));
    }

    /// Returns what is still there.
    pub(crate) fn left(&self) -> Vec<Reference> {
        let mut inner = self.inner();
        inner.settle();
        inner.things.keys().cloned().collect()
    }

    pub(crate) fn violations(&self) -> Vec<String> {
        self.inner().violations.clone()
    }

    /// Returns how often an operation was called.
    pub(crate) fn calls(&self, operation: &str) -> usize {
        self.inner().calls.get(operation).copied().unwrap_or(0)
    }

    fn change(&self, reference: &Reference, change: impl FnOnce(&mut Thing)) {
        change(self.inner().things.get_mut(reference).unwrap());
    }

    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.inner.lock().unwrap()
    }

    /// Takes a call's time, and fails it as often as the settings say.
    async fn call(&self, operation: &'static str) -> Result<(), ApiError> {
        sleep(self.settings.latency).await;
        let mut inner = self.inner();
        *inner.calls.entry(operation).or_default() += 1;
        inner.settle();
        match inner.random.u8(0..100) {
            dice if dice < self.settings.throttled => Err(ApiError::local(Class::Throttled, "Throttling", "slow down")),
            dice if dice < self.settings.throttled + self.settings.faulty => {
                Err(ApiError::local(Class::Transient, "InternalError", "try again"))
            }
            _ => Ok(()),
        }
    }

    fn delete_one(&self, resource: &Resource) -> Result<Deleted, ApiError> {
        let reference = &resource.reference;
        let mut inner = self.inner();
        let known = inner.users_of(reference, false);
        let all = inner.users_of(reference, true);
        let Some(thing) = inner.things.get(reference) else { return Ok(Deleted::Gone) };
        let too_early: Vec<String> = known.difference(&thing.excused).map(ToString::to_string).collect();
        let (untouchable, denied) = (thing.untouchable, thing.denied);
        if untouchable {
            inner.violations.push(format!("{reference} was asked to go"));
        }
        if !too_early.is_empty() {
            inner.violations.push(format!("{reference} was asked to go before {}", too_early.join(", ")));
        }
        if denied {
            return Err(ApiError::local(Class::Denied, "AccessDenied", "you may not"));
        }
        if let Some(first) = all.first() {
            let named = if self.settings.names_blockers { first.id.as_str() } else { "something" };
            return Err(ApiError::local(Class::Dependency, "DependencyViolation", format!("in use by {named}")));
        }
        let slowest = u64::try_from(self.settings.slowest.as_millis()).unwrap();
        let gone = Instant::now() + Duration::from_millis(inner.random.u64(0..=slowest));
        if let Some(thing) = inner.things.get_mut(reference) {
            if thing.gives_up.is_some() {
                thing.resource.failure.clone_from(&thing.gives_up);
                return Ok(Deleted::Requested(None));
            }
            thing.resource.state = State::Deleting;
            thing.gone.get_or_insert(gone);
        }
        Ok(Deleted::Requested(Some("request".to_owned())))
    }
}

impl Thing {
    fn new(resource: Resource) -> Self {
        Self {
            resource,
            hidden: BTreeSet::new(),
            gone: None,
            untouchable: false,
            denied: false,
            gives_up: None,
            excused: BTreeSet::new(),
        }
    }
}

impl Inner {
    /// Takes away what has been deleted by now, with what goes with it.
    fn settle(&mut self) {
        let now = Instant::now();
        self.things.retain(|_, thing| thing.gone.is_none_or(|gone| gone > now));
        loop {
            let before = self.things.len();
            let there: BTreeSet<Reference> = self.things.keys().cloned().collect();
            self.things
                .retain(|_, thing| thing.resource.goes_with.as_ref().is_none_or(|parent| there.contains(parent)));
            if self.things.len() == before {
                return;
            }
        }
    }

    /// Leaves one out of what a look found, so often in a hundred times; none is left out twice.
    fn lose_one(&mut self, percent: u8, mut found: Vec<Resource>) -> Vec<Resource> {
        if self.random.u8(0..100) < percent && !found.is_empty() {
            let place = self.random.usize(0..found.len());
            if self.lost.insert(found[place].reference.clone()) {
                found.remove(place);
            }
        }
        found
    }

    /// Returns what uses a resource or what goes with it, and does not go with it itself.
    fn users_of(&self, reference: &Reference, hidden: bool) -> BTreeSet<Reference> {
        let mut family = BTreeSet::from([reference.clone()]);
        loop {
            let before = family.len();
            let children = self
                .things
                .values()
                .filter(|thing| thing.resource.goes_with.as_ref().is_some_and(|parent| family.contains(parent)));
            let children: Vec<Reference> = children.map(|thing| thing.resource.reference.clone()).collect();
            family.extend(children);
            if family.len() == before {
                break;
            }
        }
        let uses = |thing: &&Thing| {
            thing.resource.uses.iter().any(|used| family.contains(&used.of))
                || hidden && thing.hidden.iter().any(|used| family.contains(used))
        };
        let users = self.things.values().filter(uses).map(|thing| thing.resource.reference.clone());
        users.filter(|user| !family.contains(user)).collect()
    }
}

#[async_trait]
impl World for SimulatedCloud {
    fn about(&self, kind: &str) -> Option<&About> {
        self.kinds.iter().find(|about| about.name == kind)
    }

    async fn look(&self, kind: &str, region: &str, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        self.call("look").await?;
        let mut inner = self.inner();
        let references = ids.iter().map(|id| Reference::new(kind, region, *id));
        let found = references.filter_map(|reference| Some(inner.things.get(&reference)?.resource.clone())).collect();
        Ok(inner.lose_one(self.settings.loses, found))
    }

    async fn delete(&self, _kind: &str, _region: &str, resources: &[Resource]) -> Vec<Result<Deleted, ApiError>> {
        match self.call("delete").await {
            Ok(()) => resources.iter().map(|resource| self.delete_one(resource)).collect(),
            Err(error) => resources.iter().map(|_| Err(error.clone())).collect(),
        }
    }

    async fn cut(&self, resource: &Resource, uses: &[Reference]) -> Result<(), ApiError> {
        self.call("cut").await?;
        let mut inner = self.inner();
        let Some(thing) = inner.things.get_mut(&resource.reference) else { return Ok(()) };
        let untouchable = thing.untouchable;
        thing.resource.uses.retain(|used: &Use| !used.cuttable || !uses.contains(&used.of));
        if untouchable {
            inner.violations.push(format!("{} was cut", resource.reference));
        }
        Ok(())
    }

    async fn unprotect(&self, resource: &Resource) -> Result<(), ApiError> {
        self.call("unprotect").await?;
        if let Some(thing) = self.inner().things.get_mut(&resource.reference) {
            thing.resource.protection = None;
        }
        Ok(())
    }

    async fn blockers(&self, resource: &Resource) -> Result<Vec<Reference>, ApiError> {
        self.call("blockers").await?;
        Ok(self.inner().users_of(&resource.reference, true).into_iter().collect())
    }
}

fn kinds() -> Vec<About> {
    let names = ["sim-0", "sim-1", "sim-2", "other-0"];
    let mut kinds: Vec<About> = names.map(|name| About::new(name, "AWS::Simulated::Thing")).into();
    for (cost, about) in kinds.iter_mut().enumerate() {
        about.cost = u32::try_from(cost).unwrap();
    }
    let mut bulk = About::new("sim-bulk", "AWS::Simulated::Thing");
    bulk.batch = 10;
    kinds.push(bulk);
    kinds
}
