//! The kinds of subnet and parameter groups of RDS and ElastiCache: names, defaults of AWS, no age.

use async_trait::async_trait;
use serde_json::json;

use super::{ARN, About, Deleted, Found, Kind, ec2};
use crate::nuke::api::{Api, ApiError, Node, Paging, Service};
use crate::nuke::model::{Reference, Resource};

/// Is the kind of groups of one sort.
#[derive(Debug)]
pub(super) struct Groups {
    pub(super) about: &'static About,
    pub(super) service: &'static Service,
    /// `DescribeDBSubnetGroups`.
    pub(super) listing: &'static str,
    /// Where its answer has them.
    pub(super) list: &'static str,
    /// The field that names one, and the parameter that takes the name: `DBSubnetGroupName`.
    pub(super) name: &'static str,
    pub(super) arn: &'static str,
    /// `DeleteDBSubnetGroup`.
    pub(super) deletion: &'static str,
    /// The name of the one that is AWS's; with a full stop at its end, the start of their names.
    pub(super) default: &'static str,
}

#[async_trait]
impl Kind for Groups {
    fn about(&self) -> &'static About {
        self.about
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(self.service, self.listing, json!({ "MaxRecords": 100 }), Paging::MARKER);
        while let Some(page) = pages.next().await? {
            found.extend(page.list(self.list).into_iter().filter_map(|group| self.read(api, group)));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        read_tags(api, self.service, resource).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(self.service, self.deletion, json!({ self.name: resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

impl Groups {
    fn read(&self, api: &Api, group: Node<'_>) -> Option<Resource> {
        let name = group.text(self.name)?;
        let mut resource = Resource::new(Reference::new(self.about.name, api.region(), name));
        resource.told_in(group.0);
        resource.facts.insert(ARN.to_owned(), group.text_or_empty(self.arn).into());
        if name == self.default || (self.default.ends_with('.') && name.starts_with(self.default)) {
            resource.built_in = Some("AWS's default".to_owned());
        }
        for subnet in group.list("Subnets") {
            ec2::uses(&mut resource, "ec2-subnet", subnet.text("SubnetIdentifier"));
        }
        Some(resource)
    }
}

/// Reads the tags of anything of RDS or ElastiCache by its ARN, which its listing told.
pub(super) async fn read_tags(api: &Api, service: &'static Service, resource: &mut Resource) -> Result<(), ApiError> {
    super::tags_by_arn(api, service, ("ListTagsForResource", "ResourceName", "TagList"), resource).await
}
