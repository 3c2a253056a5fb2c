//! KMS keys.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::KMS;
use crate::nuke::api::{Api, ApiError, Class};
use crate::nuke::model::{Reference, Resource, Tags};

/// Keys of the account, by id. Those of AWS are not its own; those pending deletion are as good as gone.
///
/// KMS deletes nothing at once: seven days is the shortest it takes.
#[derive(Debug)]
pub(super) struct KmsKey;

const ABOUT: About = About {
    details: true,
    cloud_nuke: Some("KMSCustomerKeys"),
    aws_nuke: Some("KMSKey"),
    ..About::new("kms-key", "AWS::KMS::Key")
};

#[async_trait]
impl Kind for KmsKey {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&KMS, "ListKeys", json!({ "Limit": 1000 }), super::KMS_PAGING);
        while let Some(page) = pages.next().await? {
            for key in page.list("Keys") {
                let Some(id) = key.text("KeyId") else { continue };
                // The listing does not tell whose they are, nor which are on their way out: only what is left is the account's.
                match described(api, id).await {
                    Ok(key) => found.extend(key),
                    Err(error) if error.is_absent() => {}
                    Err(error) if error.class == Class::Denied => found.push(unknown(api, id, &error)),
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let tags = api.call(&KMS, "ListResourceTags", json!({ "KeyId": resource.id() })).await?;
        resource.tags = tags.node().tags("Tags");
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        let mut resources = Vec::new();
        for id in ids {
            match described(api, id).await {
                Ok(Some(mut resource)) => {
                    self.detail(api, &mut resource).await?;
                    resources.push(resource);
                }
                Ok(None) => {}
                Err(error) if error.is_absent() => {}
                Err(error) => return Err(error),
            }
        }
        Ok(resources)
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let asked = json!({ "KeyId": resource.id(), "PendingWindowInDays": 7 });
        let answer = api.call(&KMS, "ScheduleKeyDeletion", asked).await?;
        let date =
            answer.node().time("DeletionDate").map_or_else(|| "in seven days".to_owned(), |time| time.to_string());
        Ok(Deleted::Scheduled(date))
    }
}

async fn described(api: &Api, id: &str) -> Result<Option<Resource>, ApiError> {
    let answer = api.call(&KMS, "DescribeKey", json!({ "KeyId": id })).await?;
    let Some(key) = answer.node().at("KeyMetadata") else { return Err(ApiError::unexpected("no key was described")) };
    let is_going =
        key.text("KeyState").is_some_and(|state| state.starts_with("Pending") && state.ends_with("Deletion"));
    if key.text("KeyManager") == Some("AWS") || is_going {
        return Ok(None);
    }
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), id));
    resource.name = key.text("Description").map(str::to_owned);
    resource.created = key.time("CreationDate");
    Ok(Some(resource))
}

/// A key whose policy lets nobody look is the account's all the same, and kept.
fn unknown(api: &Api, id: &str, error: &ApiError) -> Resource {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), id));
    resource.tags = Tags::Unreadable(error.to_string());
    resource
}
