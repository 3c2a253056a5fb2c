//! Everything that has no kind of its own, by its type name in CloudFormation, through Cloud Control.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind, Reach};
use crate::nuke::api::services::CLOUD_CONTROL;
use crate::nuke::api::{Api, ApiError, Class, Node, Paging};
use crate::nuke::model::{Reference, Resource};

/// Resources of one type, by Cloud Control's identifier. Cloud Control tells neither age nor what uses what.
#[derive(Debug)]
struct CloudControl {
    about: &'static About,
}

/// Types whose resources belong to the account and not to a region.
const GLOBAL: [&str; 4] = ["AWS::CloudFront::", "AWS::IAM::", "AWS::Organizations::", "AWS::Route53::"];

/// How long the progress of a deletion is followed at the call; after that the listing tells when it is gone.
const FOLLOWED: Duration = Duration::from_secs(60);

/// Returns the kind of a type name, `AWS::Logs::QueryDefinition`; `None` where it is none.
pub(super) fn kind(type_name: &str) -> Option<&'static dyn Kind> {
    // A process meets few types, and each lives as long as it.
    static KNOWN: Mutex<BTreeMap<String, &'static dyn Kind>> = Mutex::new(BTreeMap::new());
    if !is_type_name(type_name) {
        return None;
    }
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    Some(*known.entry(type_name.to_owned()).or_insert_with(|| {
        let name: &'static str = String::leak(type_name.to_owned());
        let reach = if GLOBAL.iter().any(|prefix| name.starts_with(prefix)) { Reach::Global } else { Reach::Region };
        let about = About { age: false, details: true, patience: 3600, reach, ..About::new(name, name) };
        Box::leak(Box::new(CloudControl { about: Box::leak(Box::new(about)) }))
    }))
}

/// Tells whether a name is one of a resource type: three words of letters and digits.
fn is_type_name(name: &str) -> bool {
    let words: Vec<&str> = name.split("::").collect();
    words.len() == 3
        && words.iter().all(|word| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_alphanumeric()))
}

#[async_trait]
impl Kind for CloudControl {
    fn about(&self) -> &'static About {
        self.about
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let asked = json!({ "TypeName": self.about.name, "MaxResults": 100 });
        let mut pages = api.pages(&CLOUD_CONTROL, "ListResources", asked, Paging::NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            let descriptions = page.list("ResourceDescriptions");
            let ids = descriptions.iter().filter_map(|description| description.text("Identifier"));
            ids.for_each(|id| found.push(self.started(api, id)));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let asked = json!({ "TypeName": self.about.name, "Identifier": resource.id() });
        let answer = api.call(&CLOUD_CONTROL, "GetResource", asked).await?;
        let properties = answer.text("ResourceDescription/Properties").unwrap_or("{}");
        let properties: Value = serde_json::from_str(properties)
            .map_err(|error| ApiError::unexpected(format!("the properties cannot be read: {error}")))?;
        resource.tags = Node(&properties).tags("Tags");
        resource.name = Node(&properties).text("Name").map(str::to_owned);
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        super::one_by_one(self, api, ids, |id| self.started(api, id)).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let asked = json!({ "TypeName": self.about.name, "Identifier": resource.id() });
        let mut answer = api.call(&CLOUD_CONTROL, "DeleteResource", asked).await?;
        let (start, mut pause) = (tokio::time::Instant::now(), Duration::from_millis(250));
        loop {
            let event = answer.node();
            let token = event.text("ProgressEvent/RequestToken").map(str::to_owned);
            match (event.text("ProgressEvent/OperationStatus"), token) {
                (Some("FAILED" | "CANCEL_COMPLETE"), _) => return Err(failed(event)),
                (Some("PENDING" | "IN_PROGRESS"), Some(token)) if start.elapsed() < FOLLOWED => {
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(Duration::from_secs(5));
                    answer =
                        api.call(&CLOUD_CONTROL, "GetResourceRequestStatus", json!({ "RequestToken": token })).await?;
                }
                (_, token) => return Ok(Deleted::Requested(token)),
            }
        }
    }
}

impl CloudControl {
    fn started(&self, api: &Api, id: &str) -> Resource {
        let region = if self.about.reach == Reach::Global { crate::nuke::model::GLOBAL } else { api.region() };
        Resource::new(Reference::new(self.about.name, region, id))
    }
}

/// Reads why a deletion failed; the codes are those of handlers,
/// <https://docs.aws.amazon.com/cloudformation-cli/latest/userguide/resource-type-test-contract-errors.html>.
fn failed(event: Node<'_>) -> ApiError {
    let code = event.text("ProgressEvent/ErrorCode").unwrap_or("Failed");
    let class = match code {
        "NotFound" => Class::Absent,
        "ResourceConflict" | "NotUpdatable" => Class::Dependency,
        "Throttling" | "ServiceLimitExceeded" => Class::Throttled,
        "AccessDenied" | "InvalidCredentials" => Class::Denied,
        "ServiceInternalError" | "InternalFailure" | "NetworkFailure" | "NotStabilized" | "ServiceTimeout" => {
            Class::Transient
        }
        _ => Class::Permanent,
    };
    let message = event.text("ProgressEvent/StatusMessage").unwrap_or("the deletion failed");
    ApiError {
        service: "cloudcontrol",
        operation: "DeleteResource".to_owned(),
        ..ApiError::local(class, code, message)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_name_makes_a_kind_and_anything_else_does_not() {
        let kind = kind("AWS::Logs::QueryDefinition").unwrap();
        assert_eq!((kind.about().name, kind.about().reach), ("AWS::Logs::QueryDefinition", Reach::Region));
        assert_eq!(super::kind("AWS::IAM::SAMLProvider").unwrap().about().reach, Reach::Global);
        assert!(
            ["AWS::Logs", "logs-group", "AWS::Logs::", "AWS::Lo gs::X", ""]
                .iter()
                .all(|name| super::kind(name).is_none())
        );
    }

    #[test]
    fn a_failed_deletion_is_classified_by_the_handlers_code() {
        let event = json!({ "ProgressEvent": { "OperationStatus": "FAILED", "ErrorCode": "ResourceConflict", "StatusMessage": "in use" } });
        let error = failed(Node(&event));
        assert_eq!((error.class, error.message.as_str()), (Class::Dependency, "in use"));
    }
}
