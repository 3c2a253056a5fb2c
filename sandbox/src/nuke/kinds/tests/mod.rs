//! Every kind against the emulator: what is made is listed, and what is deleted is gone.

mod analytics;
mod balancing;
mod cloud_control;
mod containers;
mod data;
mod databases;
mod ec2;
mod events;
mod followed;
mod governance;
mod iam;
mod kept;
mod messaging;
mod observability;
mod rules;
mod s3;
mod serverless;
mod told;
mod workloads;
mod zones;

use serde_json::Value;

use super::{Deleted, Found, Reach, find};
use crate::nuke::api::{Api, Service};
use crate::nuke::emulated;
use crate::nuke::model::{GLOBAL, Resource};

/// Lists a kind with its details and its needs, without what is AWS's own.
pub(crate) async fn listed(api: &Api, kind: &str) -> Vec<Resource> {
    let (kind, mut found) = (find(kind).unwrap(), Found::default());
    kind.list(api, &mut found).await.unwrap();
    let mut resources = found.into_resources();
    resources.retain(|resource| resource.built_in.is_none());
    for resource in &mut resources {
        if kind.about().details {
            kind.detail(api, resource).await.unwrap();
        }
        if kind.about().needs {
            kind.needs(api, resource).await.unwrap();
        }
    }
    for resource in &resources {
        assert_eq!(kind.about().unsaid(resource), None, "the kind's `uses` and `goes_with` name what it points to");
    }
    resources
}

/// Tells whether the description of a resource names a text.
pub(crate) fn names(resource: &Resource, text: &str) -> bool {
    resource.mentions.iter().any(|mention| mention.text == text)
}

/// Lists the only resource of a kind.
pub(crate) async fn only(api: &Api, kind: &str) -> Resource {
    let mut resources = listed(api, kind).await;
    assert_eq!(resources.len(), 1, "{resources:#?}");
    resources.remove(0)
}

/// Reads a resource again as the engine does, deletes it, and sees that it is gone.
pub(crate) async fn deleted(api: &Api, resource: &Resource) -> Deleted {
    let kind = find(&resource.reference.kind).unwrap();
    let again = kind.look(api, &[resource.id()]).await.unwrap();
    assert_eq!(again.len(), 1, "{resource:?} is not seen again");
    assert_eq!((&again[0].reference, &again[0].identity), (&resource.reference, &resource.identity));
    let outcome = kind.delete(api, &again).await.remove(0).unwrap();
    let left = kind.look(api, &[resource.id()]).await.unwrap();
    assert!(left.is_empty(), "{left:#?}");
    outcome
}

/// Makes one thing in a fresh account, finds it with the tag `team` = `a=b & c` where the kind has tags, deletes it, and sees that it is gone.
pub(crate) async fn lives_and_dies(
    kind: &str,
    service: &'static Service,
    operation: &str,
    parameters: Value,
) -> Resource {
    let mut seen = None;
    emulated::account(async |account| {
        let api = account.api(if find(kind).unwrap().about().reach == Reach::Global { GLOBAL } else { "eu-west-1" });
        api.call(service, operation, parameters).await.unwrap();
        let resource = only(&api, kind).await;
        let about = find(kind).unwrap().about();
        assert_eq!(about.age, resource.created.is_some(), "{resource:?}");
        if about.tags {
            assert_eq!(resource.tags.get("team"), Some("a=b & c"), "{resource:?}");
        }
        deleted(&api, &resource).await;
        seen = Some(resource);
    })
    .await;
    seen.unwrap()
}
