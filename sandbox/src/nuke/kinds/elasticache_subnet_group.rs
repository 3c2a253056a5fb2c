//! Subnet groups of ElastiCache.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::ELASTICACHE;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, Use};

/// Subnet groups, by name; `default` is AWS's. ElastiCache does not tell how old they are.
#[derive(Debug)]
pub(super) struct ElasticacheSubnetGroup;

const ABOUT: About = About {
    dependencies: true,
    age: false,
    details: true,
    cloud_nuke: Some("ElasticacheSubnetGroup"),
    aws_nuke: Some("ElasticacheSubnetGroup"),
    ..About::new("elasticache-subnet-group", "AWS::ElastiCache::SubnetGroup")
};

#[async_trait]
impl Kind for ElasticacheSubnetGroup {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let asked = json!({ "MaxRecords": 100 });
        let mut pages = api.pages(&ELASTICACHE, "DescribeCacheSubnetGroups", asked, Paging::MARKER);
        while let Some(page) = pages.next().await? {
            page.list("CacheSubnetGroups").into_iter().for_each(|group| found.extend(read(api, group)));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let arn = resource.facts.get("arn").and_then(Value::as_str).unwrap_or_default();
        let tags = api.call(&ELASTICACHE, "ListTagsForResource", json!({ "ResourceName": arn })).await?;
        resource.tags = tags.node().tags("TagList");
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let asked = json!({ "CacheSubnetGroupName": resource.id() });
        let answer = api.call(&ELASTICACHE, "DeleteCacheSubnetGroup", asked).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn read(api: &Api, group: Node<'_>) -> Option<Resource> {
    let name = group.text("CacheSubnetGroupName")?;
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), name));
    resource.facts.insert("arn".to_owned(), group.text_or_empty("ARN").into());
    if name == "default" {
        resource.built_in = Some("AWS's default".to_owned());
    }
    for subnet in group.list("Subnets") {
        if let Some(id) = subnet.text("SubnetIdentifier") {
            resource.uses(Use::of(Reference::new("ec2-subnet", api.region(), id)));
        }
    }
    Some(resource)
}
