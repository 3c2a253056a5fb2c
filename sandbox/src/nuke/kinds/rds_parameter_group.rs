//! Parameter groups of RDS.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::RDS;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource};

/// Parameter groups, by name; `default.*` are AWS's. RDS does not tell how old they are.
#[derive(Debug)]
pub(super) struct RdsParameterGroup;

const ABOUT: About = About {
    age: false,
    details: true,
    cloud_nuke: Some("RdsParameterGroup"),
    aws_nuke: Some("RDSDBParameterGroup"),
    ..About::new("rds-parameter-group", "AWS::RDS::DBParameterGroup")
};

#[async_trait]
impl Kind for RdsParameterGroup {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&RDS, "DescribeDBParameterGroups", json!({ "MaxRecords": 100 }), Paging::MARKER);
        while let Some(page) = pages.next().await? {
            page.list("DBParameterGroups").into_iter().for_each(|group| found.extend(read(api, group)));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let arn = resource.facts.get("arn").and_then(Value::as_str).unwrap_or_default();
        let tags = api.call(&RDS, "ListTagsForResource", json!({ "ResourceName": arn })).await?;
        resource.tags = tags.node().tags("TagList");
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&RDS, "DeleteDBParameterGroup", json!({ "DBParameterGroupName": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn read(api: &Api, group: Node<'_>) -> Option<Resource> {
    let name = group.text("DBParameterGroupName")?;
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), name));
    resource.facts.insert("arn".to_owned(), group.text("DBParameterGroupArn")?.into());
    if name.starts_with("default.") {
        resource.built_in = Some("AWS's default".to_owned());
    }
    Some(resource)
}
