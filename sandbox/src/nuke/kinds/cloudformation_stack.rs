//! CloudFormation stacks.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::CLOUDFORMATION;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, State, Use};

/// Stacks, by their unique id. What a stack made goes with it; nested stacks go with their root.
#[derive(Debug)]
pub(super) struct CloudformationStack;

const ABOUT: About = About {
    uses: &["iam-role"],
    names_anything: true,
    uses_in_detail: true,
    details: true,
    goes_with: &["cloudformation-stack"],
    patience: 7200,
    cloud_nuke: Some("CloudFormationStack"),
    aws_nuke: Some("CloudFormationStack"),
    ..About::new("cloudformation-stack", "AWS::CloudFormation::Stack")
};

#[async_trait]
impl Kind for CloudformationStack {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&CLOUDFORMATION, "DescribeStacks", json!({}), Paging::NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            page.list("Stacks").into_iter().for_each(|stack| found.extend(read(api, stack)));
        }
        Ok(())
    }

    /// Asks for what it made.
    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let asked = json!({ "StackName": resource.id() });
        let mut pages = api.pages(&CLOUDFORMATION, "ListStackResources", asked, Paging::NEXT_TOKEN);
        loop {
            match pages.next().await {
                Ok(Some(page)) => resource.told_in(&page.body),
                Ok(None) => return Ok(()),
                Err(error) if is_gone(&error) => return Ok(()),
                Err(error) => return Err(error),
            }
        }
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        let stacks = super::at_once(ids.iter().map(|id| named(api, id))).await?;
        Ok(stacks.into_iter().flatten().collect())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&CLOUDFORMATION, "DeleteStack", json!({ "StackName": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }

    async fn unprotect(&self, api: &Api, resource: &Resource) -> Result<(), ApiError> {
        let off = json!({ "StackName": resource.id(), "EnableTerminationProtection": false });
        api.call(&CLOUDFORMATION, "UpdateTerminationProtection", off).await.map(drop)
    }
}

async fn named(api: &Api, id: &str) -> Result<Option<Resource>, ApiError> {
    match api.call(&CLOUDFORMATION, "DescribeStacks", json!({ "StackName": id })).await {
        Ok(answer) => Ok(answer.list("Stacks").first().and_then(|stack| read(api, *stack))),
        Err(error) if is_gone(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// The only code that there is for a stack that is not there is that of any wrong parameter.
fn is_gone(error: &ApiError) -> bool {
    error.is_absent() || (error.code == "ValidationError" && error.message.contains("does not exist"))
}

fn read(api: &Api, stack: Node<'_>) -> Option<Resource> {
    let status = stack.text("StackStatus").unwrap_or_default();
    if status == "DELETE_COMPLETE" {
        return None;
    }
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), stack.text("StackId")?));
    resource.name = stack.text("StackName").map(str::to_owned);
    resource.created = stack.time("CreationTime");
    resource.tags = stack.tags("Tags");
    resource.protection = stack.flag("EnableTerminationProtection").then(|| "termination protection".to_owned());
    super::told_of(&mut resource, stack, &["NotificationARNs", "Parameters", "RoleARN"]);
    match status {
        "DELETE_IN_PROGRESS" => resource.state = State::Deleting,
        "DELETE_FAILED" => resource.failure = Some(stack.text("StackStatusReason").unwrap_or(status).to_owned()),
        _ => {}
    }
    if let Some(root) = stack.text("RootId").or_else(|| stack.text("ParentId")) {
        resource.goes_with = Some(Reference::new(ABOUT.name, api.region(), root));
    }
    if let Some(role) = stack.text("RoleARN").and_then(|arn| arn.rsplit('/').next()) {
        // Without its role a stack cannot be deleted any more.
        resource.uses(Use::of(Reference::global("iam-role", role)));
        resource.facts.insert("role".to_owned(), Value::from(role));
    }
    Some(resource)
}
