//! Server certificates that were uploaded to IAM.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, Reach};
use crate::nuke::api::services::IAM;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource};

/// Server certificates, by name.
#[derive(Debug)]
pub(super) struct IamServerCertificate;

const ABOUT: About = About {
    reach: Reach::Global,
    details: true,
    aws_nuke: Some("IAMServerCertificate"),
    ..About::new("iam-server-certificate", "AWS::IAM::ServerCertificate")
};

#[async_trait]
impl Kind for IamServerCertificate {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&IAM, "ListServerCertificates", json!({ "MaxItems": 1000 }), Paging::MARKER);
        while let Some(page) = pages.next().await? {
            page.list("ServerCertificateMetadataList").into_iter().for_each(|found_one| found.extend(read(found_one)));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let asked = json!({ "ServerCertificateName": resource.id() });
        let tags = api.call(&IAM, "ListServerCertificateTags", asked).await?;
        resource.tags = tags.node().tags("Tags");
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer =
            api.call(&IAM, "DeleteServerCertificate", json!({ "ServerCertificateName": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn read(certificate: Node<'_>) -> Option<Resource> {
    let mut resource = Resource::new(Reference::global(ABOUT.name, certificate.text("ServerCertificateName")?));
    resource.created = certificate.time("UploadDate");
    resource.identity = certificate.text("ServerCertificateId").map(str::to_owned);
    Some(resource)
}
