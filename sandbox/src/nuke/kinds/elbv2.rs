//! What the kinds of the load balancers have in common.

use std::collections::BTreeMap;

use serde_json::json;

use crate::nuke::api::services::ELBV2;
use crate::nuke::api::{Api, ApiError};
use crate::nuke::model::{Resource, Tags};

/// Reads the tags of many in few calls: twenty ARNs at a time, see `DescribeTags`.
pub(super) async fn read_tags(api: &Api, resources: &mut [Resource]) -> Result<(), ApiError> {
    for chunk in resources.chunks_mut(20) {
        let arns: Vec<&str> = chunk.iter().map(Resource::id).collect();
        let answer = api.call(&ELBV2, "DescribeTags", json!({ "ResourceArns": arns })).await?;
        let described = answer.list("TagDescriptions");
        let mut tags: BTreeMap<&str, Tags> =
            described.iter().filter_map(|entry| Some((entry.text("ResourceArn")?, entry.tags("Tags")))).collect();
        for resource in chunk {
            let read = tags.remove(resource.id());
            resource.tags = read.unwrap_or_else(|| Tags::Unreadable("DescribeTags left it out".to_owned()));
        }
    }
    Ok(())
}
