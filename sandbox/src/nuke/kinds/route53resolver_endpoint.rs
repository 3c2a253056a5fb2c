//! Endpoints of the Route 53 Resolver.

use async_trait::async_trait;
use serde_json::json;

use super::{ARN, About, Deleted, Found, Kind, ec2};
use crate::nuke::api::services::ROUTE53_RESOLVER;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, State};

/// Endpoints in both directions, by id.
#[derive(Debug)]
pub(super) struct Route53resolverEndpoint;

const ABOUT: About = About {
    uses: &["ec2-security-group", "ec2-subnet", "ec2-vpc"],
    details: true,
    uses_in_detail: true,
    cost: 25,
    patience: 1200,
    aws_nuke: Some("Route53ResolverEndpoint"),
    ..About::new("route53resolver-endpoint", "AWS::Route53Resolver::ResolverEndpoint")
};

#[async_trait]
impl Kind for Route53resolverEndpoint {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let asked = json!({ "MaxResults": 100 });
        let mut pages = api.pages(&ROUTE53_RESOLVER, "ListResolverEndpoints", asked, Paging::NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            found.extend(page.list("ResolverEndpoints").into_iter().filter_map(|endpoint| read(api, endpoint)));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let calls = ("ListTagsForResource", "ResourceArn", "Tags");
        super::tags_by_arn(api, &ROUTE53_RESOLVER, calls, resource).await?;
        let asked = json!({ "ResolverEndpointId": resource.id(), "MaxResults": 100 });
        let mut pages = api.pages(&ROUTE53_RESOLVER, "ListResolverEndpointIpAddresses", asked, Paging::NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            for address in page.list("IpAddresses") {
                ec2::uses(resource, "ec2-subnet", address.text("SubnetId"));
            }
        }
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let asked = json!({ "ResolverEndpointId": resource.id() });
        let answer = api.call(&ROUTE53_RESOLVER, "DeleteResolverEndpoint", asked).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn read(api: &Api, endpoint: Node<'_>) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), endpoint.text("Id")?));
    resource.name = endpoint.text("Name").map(str::to_owned);
    resource.created = endpoint.time("CreationTime");
    resource.facts.insert(ARN.to_owned(), endpoint.text("Arn")?.into());
    if endpoint.text("Status") == Some("DELETING") {
        resource.state = State::Deleting;
    }
    ec2::uses(&mut resource, "ec2-vpc", endpoint.text("HostVPCId"));
    let groups = endpoint.texts("SecurityGroupIds");
    groups.iter().for_each(|id| ec2::uses(&mut resource, "ec2-security-group", Some(id)));
    Some(resource)
}
