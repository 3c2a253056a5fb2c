//! What the kinds of Glue have in common.

use serde_json::json;

use crate::nuke::api::services::GLUE;
use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::{Reference, Resource};

/// Starts the resource of an entry, whose time of creation is called `time`; that tells it from a later one of its name.
pub(super) fn started(api: &Api, kind: &str, entry: Node<'_>, time: &str) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(kind, api.region(), entry.text("Name")?));
    resource.created = entry.time(time);
    resource.identity = resource.created.map(|time| time.to_string());
    Some(resource)
}

/// Remembers the bucket of a place: `s3://bucket/prefix`.
pub(super) fn told_by_places(resource: &mut Resource, place: Option<&str>) {
    let bucket = place.and_then(|place| place.strip_prefix("s3://")?.split('/').next());
    resource.told_in(&json!({ "bucket": bucket }));
}

/// Reads the tags; `part` is what comes before the name in an ARN, which listings do not tell.
pub(super) async fn read_tags(api: &Api, part: &str, resource: &mut Resource) -> Result<(), ApiError> {
    let arn = super::own_arn(api, "glue", &format!("{part}/{}", resource.id()));
    let answer = api.call(&GLUE, "GetTags", json!({ "ResourceArn": arn })).await?;
    resource.tags = answer.node().tags("Tags");
    Ok(())
}
