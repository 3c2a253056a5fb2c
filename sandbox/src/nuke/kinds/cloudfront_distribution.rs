//! Distributions of CloudFront.

use async_trait::async_trait;
use http::Method;
use serde_json::json;

use super::{ARN, About, Deleted, Found, Kind, Reach, dns};
use crate::nuke::api::services::CLOUDFRONT;
use crate::nuke::api::{Api, ApiError, Document, Node, Rest};
use crate::nuke::model::{Reference, Resource};

/// Distributions, by id. One that is on is switched off, everywhere, before it is deleted: that takes a quarter of an hour.
///
/// CloudFront tells when they were last changed, and switching one off is such a change: they have no age.
#[derive(Debug)]
pub(super) struct CloudfrontDistribution;

const ABOUT: About = About {
    uses: &[
        "acm-certificate",
        "apigateway-http",
        "apigateway-rest",
        "elb-load-balancer",
        "elbv2-load-balancer",
        "iam-server-certificate",
        "kinesis-stream",
        "lambda-function",
        "s3-bucket",
        "wafv2-web-acl",
    ],
    reach: Reach::Global,
    age: false,
    details: true,
    needs: true,
    patience: 3600,
    cloud_nuke: Some("CloudFrontDistribution"),
    aws_nuke: Some("CloudFrontDistribution"),
    ..About::new("cloudfront-distribution", "AWS::CloudFront::Distribution")
};

/// The facts that hold whether it is on, and whether its last change has reached every place.
const ENABLED: &str = "enabled";
const DEPLOYED: &str = "deployed";

#[async_trait]
impl Kind for CloudfrontDistribution {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let asked = |token: Option<&str>| {
            let asked = Rest::get("/2020-05-31/distribution").query("MaxItems", "100");
            token.map_or_else(|| asked.clone(), |token| asked.clone().query("Marker", token))
        };
        for page in super::rest_pages(api, &CLOUDFRONT, "ListDistributions", "NextMarker", asked).await? {
            found.extend(page.list("Items").into_iter().filter_map(read));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let asked = Rest::get("/2020-05-31/tagging").query("Resource", super::arn_of(resource));
        let answer = api.rest(&CLOUDFRONT, "ListTagsForResource", asked).await?;
        resource.tags = answer.node().tags("Items");
        Ok(())
    }

    /// Reads the bucket of its log, which the listing does not tell.
    async fn needs(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let asked = Rest::get(configuration(resource.id()));
        let answer = api.rest(&CLOUDFRONT, "GetDistributionConfig", asked).await?;
        let bucket = answer.text("Logging/Bucket").and_then(|host| host.split(".s3").next());
        resource.told_in(&json!({ "bucket": bucket }));
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let is = |fact: &str| resource.facts.get(fact).is_some_and(|value| value == true);
        let asked = Rest::get(configuration(resource.id()));
        let answer = api.rest(&CLOUDFRONT, "GetDistributionConfig", asked).await?;
        let Some(document) = answer.document else {
            return Err(ApiError::unexpected("the configuration of the distribution comes without a version"));
        };
        if is(ENABLED) {
            switch_off(api, resource.id(), &document).await?;
            return Err(super::stopping("the distribution"));
        }
        if !is(DEPLOYED) {
            return Err(super::stopping("the distribution"));
        }
        let path = format!("/2020-05-31/distribution/{}", Rest::segment(resource.id()));
        let asked = Rest::delete(path).of_version(&document.version);
        let answer = api.rest(&CLOUDFRONT, "DeleteDistribution", asked).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn configuration(id: &str) -> String {
    format!("/2020-05-31/distribution/{}/config", Rest::segment(id))
}

async fn switch_off(api: &Api, id: &str, document: &Document) -> Result<(), ApiError> {
    let Some(off) = off(&document.text) else {
        return Err(ApiError::unexpected("the configuration of the distribution does not say whether it is on"));
    };
    let asked = Rest::new(Method::PUT, configuration(id)).body(off).of_version(&document.version);
    api.rest(&CLOUDFRONT, "UpdateDistribution", asked).await.map(drop)
}

/// Writes `false` into the `Enabled` right under the root of a configuration; others below it say that of its parts.
fn off(text: &str) -> Option<String> {
    use quick_xml::events::Event;
    let mut reader = quick_xml::Reader::from_str(text);
    let mut depth = 0_usize;
    loop {
        match reader.read_event().ok()? {
            Event::Start(start) if depth == 1 && is_enabled(&start) => {
                let start = usize::try_from(reader.buffer_position()).ok()?;
                let end = start + text.get(start..)?.find('<')?;
                return Some(format!("{}false{}", text.get(..start)?, text.get(end..)?));
            }
            Event::Start(_) => depth += 1,
            Event::End(_) => depth = depth.checked_sub(1)?,
            Event::Eof => return None,
            _ => {}
        }
    }
}

fn is_enabled(start: &quick_xml::events::BytesStart<'_>) -> bool {
    let name = start.local_name();
    let name: &str = name.as_ref();
    name == "Enabled"
}

fn read(distribution: Node<'_>) -> Option<Resource> {
    let id = distribution.text("Id")?;
    let mut resource = Resource::new(Reference::global(ABOUT.name, id));
    let alias = distribution.list("Aliases/Items").first().and_then(|alias| alias.as_text());
    resource.name = alias.or(distribution.text("DomainName")).map(str::to_owned);
    resource.identity = Some(id.to_owned());
    resource.facts.insert(ARN.to_owned(), distribution.text("ARN")?.into());
    resource.facts.insert(ENABLED.to_owned(), distribution.flag("Enabled").into());
    resource.facts.insert(DEPLOYED.to_owned(), (distribution.text("Status") == Some("Deployed")).into());
    dns::answers_at(&mut resource, distribution.text("DomainName"));
    super::told_of(
        &mut resource,
        distribution,
        &["ViewerCertificate", "WebACLId", "DefaultCacheBehavior", "CacheBehaviors"],
    );
    dns::told_by_hosts(
        &mut resource,
        distribution.list("Origins/Items").iter().filter_map(|origin| origin.text("DomainName")),
    );
    Some(resource)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_configuration_is_switched_off_at_its_root_alone() {
        let parts = "<Logging><Enabled>true</Enabled></Logging>";
        let text = |enabled: &str| {
            format!(
                "<?xml version=\"1.0\"?><DistributionConfig>{parts}<Enabled>{enabled}</Enabled><A/></DistributionConfig>"
            )
        };
        assert_eq!(off(&text("true")), Some(text("false")));
        assert_eq!(off("<DistributionConfig><Logging><Enabled>true</Enabled></Logging></DistributionConfig>"), None);
    }
}
