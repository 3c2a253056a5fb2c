//! ACM certificates.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::ACM;
use crate::nuke::api::{Api, ApiError, Paging};
use crate::nuke::model::{Reference, Resource};

/// Certificates, by ARN; one that something uses cannot go.
#[derive(Debug)]
pub(super) struct AcmCertificate;

const ABOUT: About = About {
    details: true,
    cloud_nuke: Some("ACM"),
    aws_nuke: Some("ACMCertificate"),
    ..About::new("acm-certificate", "AWS::CertificateManager::Certificate")
};

#[async_trait]
impl Kind for AcmCertificate {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        // Without the filter only RSA keys of 2048 bits are listed.
        let keys = ["RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1"];
        let asked = json!({ "MaxItems": 1000, "Includes": { "keyTypes": keys } });
        let mut pages = api.pages(&ACM, "ListCertificates", asked, Paging::NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            for certificate in page.list("CertificateSummaryList") {
                let Some(arn) = certificate.text("CertificateArn") else { continue };
                let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), arn));
                resource.name = certificate.text("DomainName").map(str::to_owned);
                resource.created = certificate.time("CreatedAt").or_else(|| certificate.time("ImportedAt"));
                found.push(resource);
            }
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let asked = json!({ "CertificateArn": resource.id() });
        let tags = api.call(&ACM, "ListTagsForCertificate", asked.clone());
        let (described, tags) = futures_util::try_join!(api.call(&ACM, "DescribeCertificate", asked), tags)?;
        let certificate = described.node();
        resource.name = certificate.text("Certificate/DomainName").map(str::to_owned);
        resource.created =
            certificate.time("Certificate/CreatedAt").or_else(|| certificate.time("Certificate/ImportedAt"));
        resource.facts.insert("in_use_by".to_owned(), json!(certificate.texts("Certificate/InUseBy")));
        resource.tags = tags.node().tags("Tags");
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        super::one_by_one(self, api, ids, |arn| Resource::new(Reference::new(ABOUT.name, api.region(), arn))).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&ACM, "DeleteCertificate", json!({ "CertificateArn": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }

    async fn blockers(&self, _api: &Api, resource: &Resource) -> Result<Vec<Reference>, ApiError> {
        let region = &resource.reference.region;
        Ok(resource.fact_list("in_use_by").into_iter().map(|arn| Reference::new(kind_of(&arn), region, arn)).collect())
    }
}

/// Names the kind of what uses a certificate, by its ARN.
fn kind_of(arn: &str) -> &'static str {
    if arn.contains(":loadbalancer/") { "elbv2-load-balancer" } else { "unknown" }
}
