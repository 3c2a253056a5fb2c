//! What the kinds of EC2 do alike: one listing each, narrowed by a filter to look at some of it, and deletes of many at once.

use futures_util::StreamExt as _;
use serde_json::{Map, Value, json};

use super::{Deleted, Found};
use crate::nuke::api::services::EC2;
use crate::nuke::api::{Answer, Api, ApiError, Class, Node, Paging};
use crate::nuke::model::{Reference, Resource, Use};

/// How many values a filter takes; see <https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/Using_Filtering.html>.
const FILTERED: usize = 200;
/// How many calls are on their way at once where one for all has failed.
const AT_ONCE: usize = 16;

/// Describes how a kind is listed.
#[derive(Debug)]
pub(super) struct Listing {
    /// `DescribeVolumes`.
    pub(super) operation: &'static str,
    /// Where the answer has its entries: `volumeSet`.
    pub(super) set: &'static str,
    /// What `MaxResults` may be at most; 0 where the operation has no pages.
    pub(super) page: u32,
    /// The filter that names some by id; without one, they are picked from the whole listing.
    pub(super) filter: Option<&'static str>,
    /// Parameters of every call, as they are written in a form: `Owner.1`.
    pub(super) always: &'static [(&'static str, &'static str)],
    /// Reads an entry; nothing where it is gone already.
    pub(super) read: fn(&Api, Node<'_>, &mut Found),
}

impl Listing {
    /// Starts a listing in pages of 1000, without a filter.
    pub(super) const fn new(operation: &'static str, set: &'static str, read: fn(&Api, Node<'_>, &mut Found)) -> Self {
        Self { operation, set, page: 1000, filter: None, always: &[], read }
    }

    pub(super) const fn by(mut self, filter: &'static str) -> Self {
        self.filter = Some(filter);
        self
    }

    pub(super) const fn pages_of(mut self, page: u32) -> Self {
        self.page = page;
        self
    }

    pub(super) const fn always(mut self, always: &'static [(&'static str, &'static str)]) -> Self {
        self.always = always;
        self
    }

    /// Lists everything.
    pub(super) async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        self.described(api, Map::new(), found).await
    }

    /// Lists what a filter finds.
    pub(super) async fn filtered(&self, api: &Api, filter: &str, values: &[&str]) -> Result<Vec<Resource>, ApiError> {
        let mut found = Found::default();
        let Value::Object(parameters) = super::with_filter(filter, values) else { return Ok(Vec::new()) };
        self.described(api, parameters, &mut found).await?;
        Ok(found.into_resources())
    }

    /// Reads the named ones again.
    pub(super) async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        let mut resources = Vec::with_capacity(ids.len());
        match self.filter {
            None => {
                let mut found = Found::default();
                self.list(api, &mut found).await?;
                resources = found.into_resources();
            }
            Some(filter) => {
                for some in ids.chunks(FILTERED) {
                    // A filter takes `*` and `?` as wildcards: what it finds too much is dropped below.
                    let escaped: Vec<String> = some.iter().map(|id| id.replace('\\', "\\\\")).collect();
                    let escaped: Vec<&str> = escaped.iter().map(String::as_str).collect();
                    resources.extend(self.filtered(api, filter, &escaped).await?);
                }
            }
        }
        resources.retain(|resource| ids.contains(&resource.id()));
        Ok(resources)
    }

    async fn described(
        &self,
        api: &Api,
        mut parameters: Map<String, Value>,
        found: &mut Found,
    ) -> Result<(), ApiError> {
        if self.page > 0 {
            parameters.insert("MaxResults".to_owned(), self.page.into());
        }
        for (name, value) in self.always {
            parameters.insert((*name).to_owned(), (*value).into());
        }
        let mut pages = api.pages(&EC2, self.operation, Value::Object(parameters), Paging::EC2);
        while let Some(page) = pages.next().await? {
            for entry in page.list(self.set) {
                (self.read)(api, entry, found);
            }
        }
        Ok(())
    }
}

/// Starts a resource with the tags of its entry, and the name that one of them gives.
pub(super) fn started(api: &Api, kind: &str, id: &str, entry: Node<'_>) -> Resource {
    let mut resource = Resource::new(Reference::new(kind, api.region(), id));
    resource.tags = entry.tags("tagSet");
    resource.name = resource.tags.get("Name").filter(|name| !name.is_empty()).map(str::to_owned);
    resource
}

/// Adds a use of something in the same region, if there is an id.
pub(super) fn uses(resource: &mut Resource, kind: &str, id: Option<&str>) {
    if let Some(id) = id {
        let used = Reference::new(kind, resource.reference.region.clone(), id);
        resource.uses(Use::of(used));
    }
}

/// Adds the use of the KMS key that an entry names by its ARN or id: what it encrypts is lost without it.
pub(super) fn uses_key(resource: &mut Resource, key: Option<&str>) {
    let Some(key) = key else { return };
    let id = key.rsplit('/').next().unwrap_or(key);
    let region = key.split(':').nth(3).filter(|region| !region.is_empty());
    let region = region.map_or_else(|| resource.reference.region.clone(), str::to_owned);
    resource.uses(Use::of(Reference::new("kms-key", region, id)));
}

/// Marks what another account shares with this one, where its listing tells the owner.
pub(super) fn owned(api: &Api, resource: &mut Resource, owner: Option<&str>) {
    if let (Some(owner), Some(account)) = (owner, api.account_id())
        && owner != account
        && resource.built_in.is_none()
    {
        resource.built_in = Some(format!("belongs to account `{owner}`"));
    }
}

/// Asks for a delete.
pub(super) async fn requested(api: &Api, operation: &str, parameters: Value) -> Result<Deleted, ApiError> {
    let answer = api.call(&EC2, operation, parameters).await?;
    Ok(Deleted::Requested(answer.request_id))
}

/// Asks for the delete of many with one call.
///
/// One that the answer calls unsuccessful gets that error. A call that fails for the sake of some, which its message names, is made again
/// without them; where the message names none, they are tried one by one.
pub(super) async fn requested_for_all(
    api: &Api,
    operation: &'static str,
    parameter: &'static str,
    resources: &[Resource],
) -> Vec<Result<Deleted, ApiError>> {
    let mut outcomes: Vec<Option<Result<Deleted, ApiError>>> = vec![None; resources.len()];
    loop {
        let left: Vec<usize> = (0..resources.len()).filter(|index| outcomes[*index].is_none()).collect();
        if left.is_empty() {
            break;
        }
        let ids: Vec<&str> = left.iter().map(|index| resources[*index].id()).collect();
        match api.call(&EC2, operation, json!({ parameter: ids })).await {
            Ok(answer) => {
                for index in left {
                    outcomes[index] = Some(outcome(&answer, operation, api, resources[index].id()));
                }
            }
            Err(error) => {
                let concerned = concerned(&error, &left, resources);
                if concerned.is_empty() {
                    return one_by_one(api, operation, parameter, resources, outcomes).await;
                }
                for index in concerned {
                    outcomes[index] = Some(gone_or(error.clone()));
                }
            }
        }
    }
    outcomes.into_iter().flatten().collect()
}

/// Finds whom a failed call was about: all, where it has nothing to do with them, or the last one left; else those that the message names.
fn concerned(error: &ApiError, left: &[usize], resources: &[Resource]) -> Vec<usize> {
    let about_none_of_them =
        matches!(error.class, Class::Throttled | Class::Transient | Class::Denied | Class::Credentials | Class::Region);
    if about_none_of_them || left.len() == 1 {
        return left.to_vec();
    }
    left.iter().copied().filter(|index| error.message.contains(resources[*index].id())).collect()
}

async fn one_by_one(
    api: &Api,
    operation: &'static str,
    parameter: &'static str,
    resources: &[Resource],
    outcomes: Vec<Option<Result<Deleted, ApiError>>>,
) -> Vec<Result<Deleted, ApiError>> {
    let each = resources.iter().zip(outcomes).map(|(resource, outcome)| {
        let (api, id) = (api.clone(), resource.id().to_owned());
        async move {
            match outcome {
                Some(outcome) => outcome,
                None => match api.call(&EC2, operation, json!({ parameter: [id] })).await {
                    Ok(answer) => self::outcome(&answer, operation, &api, &id),
                    Err(error) => gone_or(error),
                },
            }
        }
    });
    // Collected first: a stream over a closure that borrows does not promise `Send`.
    let each: Vec<_> = each.collect();
    futures_util::stream::iter(each).buffered(AT_ONCE).collect().await
}

fn outcome(answer: &Answer, operation: &str, api: &Api, id: &str) -> Result<Deleted, ApiError> {
    let unsuccessful = answer.list("unsuccessful");
    let Some(failed) = unsuccessful.iter().find(|item| item.text("resourceId") == Some(id)) else {
        return Ok(Deleted::Requested(answer.request_id.clone()));
    };
    let (code, message) = (failed.text_or_empty("error/code"), failed.text_or_empty("error/message"));
    let request = answer.request_id.clone();
    gone_or(ApiError::answered(EC2.name, operation, api.region(), 400, code, message, request))
}

fn gone_or(error: ApiError) -> Result<Deleted, ApiError> {
    if error.is_absent() { Ok(Deleted::Gone) } else { Err(error) }
}

/// Looks for blockers with several listings at once. One that fails matters only where the others find nothing.
pub(super) async fn blockers(
    api: &Api,
    listings: &[(&'static Listing, &'static str)],
    resource: &Resource,
) -> Result<Vec<Reference>, ApiError> {
    let looks = listings.iter().map(|(listing, filter)| {
        let (api, id) = (api.clone(), resource.id().to_owned());
        async move { listing.filtered(&api, filter, &[&id]).await }
    });
    let looks: Vec<_> = looks.collect();
    let (mut found, mut failure) = (Vec::new(), None);
    for look in futures_util::future::join_all(looks).await {
        match look {
            Ok(resources) => found.extend(resources),
            Err(error) => failure = Some(error),
        }
    }
    // An emulator may pass over a filter that it does not know: what blocks a thing uses it.
    found.retain(|blocker: &Resource| {
        blocker.goes_with.as_ref() != Some(&resource.reference)
            && blocker.uses.iter().any(|used| used.of == resource.reference)
    });
    let mut blockers: Vec<Reference> = found.into_iter().map(|blocker| blocker.reference).collect();
    blockers.sort();
    blockers.dedup();
    match failure {
        Some(error) if blockers.is_empty() => Err(error),
        _ => Ok(blockers),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resources(ids: &[&str]) -> Vec<Resource> {
        ids.iter().map(|id| Resource::new(Reference::new("ec2-instance", "eu-west-1", *id))).collect()
    }

    #[test]
    fn a_failed_call_for_many_is_about_those_that_its_message_names() {
        let named = |code: &str, message: &str| {
            let error = ApiError::answered("ec2", "TerminateInstances", "", 400, code, message, None);
            concerned(&error, &[0, 1, 2], &resources(&["i-1", "i-2", "i-3"]))
        };
        assert_eq!(named("InvalidInstanceID.NotFound", "The instance IDs 'i-1, i-3' do not exist"), [0, 2]);
        assert_eq!(named("OperationNotPermitted", "The instance 'i-2' may not be terminated."), [1]);
        assert_eq!(named("InternalError", "An internal error has occurred"), [0, 1, 2]);
        assert!(named("UnsupportedOperation", "not all of them").is_empty());
    }

    #[test]
    fn a_key_is_named_by_the_end_of_its_arn_in_its_own_region() {
        let mut volume = resources(&["vol-1"]).remove(0);
        uses_key(&mut volume, Some("arn:aws:kms:us-east-1:123456789012:key/1234-ab"));
        assert_eq!(volume.uses, [Use::of(Reference::new("kms-key", "us-east-1", "1234-ab"))]);
    }
}
