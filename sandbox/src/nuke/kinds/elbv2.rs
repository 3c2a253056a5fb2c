//! What the kinds of the load balancers have in common.

use std::collections::HashMap;

use crate::nuke::api::services::ELBV2;
use crate::nuke::api::{Api, ApiError, Service};
use crate::nuke::model::{Resource, Tags};

/// Reads the tags of many in few calls: twenty ARNs at a time, see `DescribeTags`.
pub(super) async fn read_tags(api: &Api, resources: &mut [Resource]) -> Result<(), ApiError> {
    tagged(api, &ELBV2, ("ResourceArns", "ResourceArn"), resources).await
}

/// Reads tags through a parameter that takes ids, each of which the answer calls so.
pub(super) async fn tagged(
    api: &Api,
    service: &'static Service,
    (parameter, name): (&str, &str),
    resources: &mut [Resource],
) -> Result<(), ApiError> {
    let ids: Vec<&str> = resources.iter().map(Resource::id).collect();
    let answers = super::in_chunks(api, service, "DescribeTags", (parameter, 20), &ids).await?;
    let mut tags: HashMap<&str, Tags> = HashMap::new();
    for entry in answers.iter().flat_map(|answer| answer.list("TagDescriptions")) {
        tags.extend(entry.text(name).map(|id| (id, entry.tags("Tags"))));
    }
    for resource in resources {
        let read = tags.remove(resource.id());
        resource.tags = read.unwrap_or_else(|| Tags::Unreadable("DescribeTags left it out".to_owned()));
    }
    Ok(())
}
