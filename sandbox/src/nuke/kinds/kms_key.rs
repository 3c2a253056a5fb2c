//! KMS keys.

use std::collections::HashMap;

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
            let ids = page.list("Keys");
            let ids: Vec<&str> = ids.iter().filter_map(|key| key.text("KeyId")).collect();
            // The listing does not tell whose they are, nor which are on their way out: only what is left is the account's.
            let keys = super::at_once(ids.iter().map(|id| async {
                match described(api, id).await {
                    Err(error) if error.class == Class::Denied => Ok(Some(unknown(api, id, &error))),
                    key => key,
                }
            }));
            let keys: Vec<Resource> = keys.await?.into_iter().flatten().collect();
            found.extend(with_aliases(api, keys).await?);
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let tags = api.call(&KMS, "ListResourceTags", json!({ "KeyId": resource.id() })).await?;
        resource.tags = tags.node().tags("Tags");
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        let keys = super::at_once(ids.iter().map(|id| described(api, id))).await?;
        let keys = with_aliases(api, keys.into_iter().flatten().collect()).await?;
        super::detailed(self, api, keys).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let asked = json!({ "KeyId": resource.id(), "PendingWindowInDays": 7 });
        let answer = api.call(&KMS, "ScheduleKeyDeletion", asked).await?;
        let date =
            answer.node().time("DeletionDate").map_or_else(|| "in seven days".to_owned(), |time| time.to_string());
        Ok(Deleted::Scheduled(date))
    }
}

/// Reads a key; nothing where there is none (any more), or one of AWS.
async fn described(api: &Api, id: &str) -> Result<Option<Resource>, ApiError> {
    let answer = match api.call(&KMS, "DescribeKey", json!({ "KeyId": id })).await {
        Err(error) if error.is_absent() => return Ok(None),
        answer => answer?,
    };
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

/// Adds their aliases to keys: people know a key by these, and its name is a description.
async fn with_aliases(api: &Api, mut keys: Vec<Resource>) -> Result<Vec<Resource>, ApiError> {
    if keys.is_empty() {
        return Ok(keys);
    }
    let mut aliases: HashMap<String, Vec<String>> = HashMap::new();
    let mut pages = api.pages(&KMS, "ListAliases", json!({ "Limit": 100 }), super::KMS_PAGING);
    while let Some(page) = pages.next().await? {
        for alias in page.list("Aliases") {
            if let (Some(key), Some(name)) = (alias.text("TargetKeyId"), alias.text("AliasName")) {
                aliases.entry(key.to_owned()).or_default().push(name.to_owned());
            }
        }
    }
    keys.iter_mut().for_each(|key| key.also = aliases.remove(key.id()).unwrap_or_default());
    Ok(keys)
}

/// A key whose policy lets nobody look is the account's all the same, and kept.
fn unknown(api: &Api, id: &str, error: &ApiError) -> Resource {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), id));
    resource.tags = Tags::Unreadable(error.to_string());
    resource
}
