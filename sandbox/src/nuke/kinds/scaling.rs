//! What Application Auto Scaling needs to scale something that is no group of instances.

use serde_json::json;

use super::needs;
use crate::nuke::api::services::APPLICATION_AUTOSCALING;
use crate::nuke::api::{Api, ApiError, Paging};
use crate::nuke::model::Resource;

/// Remembers the alarms of the policies that scale a resource, and the roles by which that is done.
///
/// `scaled` is what the service calls it: `service/cluster/name` of `ecs`, `table/name` of `dynamodb`.
pub(super) async fn told(api: &Api, resource: &mut Resource, namespace: &str, scaled: &str) -> Result<(), ApiError> {
    let policies = json!({ "ServiceNamespace": namespace, "ResourceId": scaled });
    let targets = json!({ "ServiceNamespace": namespace, "ResourceIds": [scaled] });
    for (operation, asked, list) in [
        ("DescribeScalingPolicies", policies, "ScalingPolicies"),
        ("DescribeScalableTargets", targets, "ScalableTargets"),
    ] {
        let mut pages = api.pages(&APPLICATION_AUTOSCALING, operation, asked, Paging::NEXT_TOKEN);
        while let Some(page) = needs::if_any(pages.next().await)?.flatten() {
            for entry in page.list(list) {
                super::told_of(resource, entry, &["Alarms", "RoleARN"]);
            }
        }
    }
    Ok(())
}
