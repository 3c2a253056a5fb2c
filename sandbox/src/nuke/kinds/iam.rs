//! What IAM's kinds have in common.

use serde_json::{Value, json};

use crate::nuke::api::services::IAM;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, Use};

/// Reads users, groups, roles or policies with all that is attached to them: a thousand of them in one call.
///
/// `entity` is what `GetAccountAuthorizationDetails` filters by, `list` where its answer has them.
pub(super) async fn details(
    api: &Api,
    entity: &str,
    list: &str,
    mut read: impl FnMut(Node<'_>) + Send,
) -> Result<(), ApiError> {
    let parameters = json!({ "Filter": [entity], "MaxItems": 1000 });
    let mut pages = api.pages(&IAM, "GetAccountAuthorizationDetails", parameters, Paging::MARKER);
    while let Some(page) = pages.next().await? {
        page.list(list).into_iter().for_each(&mut read);
    }
    Ok(())
}

/// Starts the resource of a user, group, role, profile or policy: name, age, unique id, and the uses of attached policies.
pub(super) fn started(kind: &str, id: &str, unique: &str, node: Node<'_>) -> Resource {
    let mut resource = Resource::new(Reference::global(kind, id));
    resource.created = node.time("CreateDate");
    resource.identity = node.text(unique).map(str::to_owned);
    for policy in node.list("AttachedManagedPolicies") {
        if let Some(arn) = policy.text("PolicyArn") {
            resource.facts.entry("attached_policies".to_owned()).or_insert_with(|| json!([])).push(arn);
            used_policy(&mut resource, arn);
        }
    }
    used_policy(&mut resource, node.text("PermissionsBoundary/PermissionsBoundaryArn").unwrap_or_default());
    resource
}

/// Notes the names of inline policies.
pub(super) fn inline_policies(resource: &mut Resource, list: &[Node<'_>]) {
    let names: Vec<&str> = list.iter().filter_map(|policy| policy.text("PolicyName")).collect();
    if !names.is_empty() {
        resource.facts.insert("inline_policies".to_owned(), json!(names));
    }
}

/// Takes all policies away: `entity` is `Role`, `User` or `Group`.
pub(super) async fn without_policies(api: &Api, entity: &str, resource: &Resource) -> Result<(), ApiError> {
    let name = format!("{entity}Name");
    for arn in resource.fact_list("attached_policies") {
        let operation = format!("Detach{entity}Policy");
        tolerant(api.call(&IAM, &operation, json!({ &name: resource.id(), "PolicyArn": arn })).await.map(drop))?;
    }
    for policy in resource.fact_list("inline_policies") {
        let operation = format!("Delete{entity}Policy");
        tolerant(api.call(&IAM, &operation, json!({ &name: resource.id(), "PolicyName": policy })).await.map(drop))?;
    }
    Ok(())
}

/// Takes what is gone already for done.
pub(super) fn tolerant(outcome: Result<(), ApiError>) -> Result<(), ApiError> {
    match outcome {
        Err(error) if error.is_absent() => Ok(()),
        outcome => outcome,
    }
}

/// Tells why a path's owner is not the account's.
pub(super) fn built_in(path: &str) -> Option<String> {
    if path.starts_with("/aws-service-role/") {
        Some("service-linked role".to_owned())
    } else if path.starts_with("/aws-reserved/") {
        Some("belongs to IAM Identity Center".to_owned())
    } else {
        None
    }
}

/// Adds the use of a policy of the account; AWS's own are in nobody's way.
fn used_policy(resource: &mut Resource, arn: &str) {
    if !arn.is_empty() && !arn.contains(":iam::aws:") {
        resource.uses(Use::of(Reference::global("iam-policy", arn)));
    }
}

trait Push {
    fn push(&mut self, text: &str);
}

impl Push for Value {
    fn push(&mut self, text: &str) {
        if let Self::Array(values) = self {
            values.push(text.into());
        }
    }
}
