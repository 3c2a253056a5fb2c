//! Secrets of Secrets Manager.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind, ec2};
use crate::nuke::api::services::SECRETS_MANAGER;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource};

/// Secrets, by ARN. They are deleted without the recovery window of 7 to 30 days; one that is in it already is as good as gone.
#[derive(Debug)]
pub(super) struct SecretsmanagerSecret;

const ABOUT: About = About {
    uses: &["kms-alias", "kms-key", "lambda-function"],
    cloud_nuke: Some("SecretsManager"),
    aws_nuke: Some("SecretsManagerSecret"),
    ..About::new("secretsmanager-secret", "AWS::SecretsManager::Secret")
};

#[async_trait]
impl Kind for SecretsmanagerSecret {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let asked: Value = json!({ "MaxResults": 100 });
        let mut pages = api.pages(&SECRETS_MANAGER, "ListSecrets", asked, Paging::NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            page.list("SecretList").into_iter().for_each(|secret| found.extend(read(api, secret)));
        }
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let asked = json!({ "SecretId": resource.id(), "ForceDeleteWithoutRecovery": true });
        let answer = api.call(&SECRETS_MANAGER, "DeleteSecret", asked).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn read(api: &Api, secret: Node<'_>) -> Option<Resource> {
    if secret.at("DeletedDate").is_some() {
        return None;
    }
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), secret.text("ARN")?));
    resource.name = secret.text("Name").map(str::to_owned);
    resource.created = secret.time("CreatedDate");
    resource.tags = secret.tags("Tags");
    resource.told_in(secret.0);
    ec2::uses_key(&mut resource, secret.text("KmsKeyId"));
    if let Some(service) = secret.text("OwningService") {
        resource.built_in = Some(format!("managed by {service}"));
    }
    Some(resource)
}
