//! DynamoDB tables.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, ec2};
use crate::nuke::api::services::DYNAMODB;
use crate::nuke::api::{Api, ApiError, Paging};
use crate::nuke::model::{Reference, Resource, State};

/// Tables, by name.
#[derive(Debug)]
pub(super) struct DynamodbTable;

const ABOUT: About = About {
    uses: &["kms-alias", "kms-key"],
    uses_in_detail: true,
    details: true,
    cost: 1,
    cloud_nuke: Some("DynamoDB"),
    aws_nuke: Some("DynamoDBTable"),
    ..About::new("dynamodb-table", "AWS::DynamoDB::Table")
};

const PAGING: Paging = Paging { parameter: "ExclusiveStartTableName", answer: "LastEvaluatedTableName" };

#[async_trait]
impl Kind for DynamodbTable {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&DYNAMODB, "ListTables", json!({ "Limit": 100 }), PAGING);
        while let Some(page) = pages.next().await? {
            page.node().texts("TableNames").iter().for_each(|name| found.push(table(api, name)));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let described = api.call(&DYNAMODB, "DescribeTable", json!({ "TableName": resource.id() })).await?;
        let Some(table) = described.node().at("Table") else {
            return Err(ApiError::unexpected("no table was described"));
        };
        resource.created = table.time("CreationDateTime");
        resource.identity = table.text("TableId").map(str::to_owned);
        ec2::uses_key(resource, table.text("SSEDescription/KMSMasterKeyArn"));
        super::told_of(resource, table, &["SSEDescription"]);
        resource.protection = table.flag("DeletionProtectionEnabled").then(|| "deletion protection".to_owned());
        if table.text("TableStatus") == Some("DELETING") {
            resource.state = State::Deleting;
        }
        let asked = json!({ "ResourceArn": table.text_or_empty("TableArn") });
        let mut pages = api.pages(&DYNAMODB, "ListTagsOfResource", asked, Paging::NEXT_TOKEN);
        let mut tags = Vec::new();
        while let Some(page) = pages.next().await? {
            let entries = page.list("Tags");
            tags.extend(entries.iter().map(|tag| (tag.text_or_empty("Key"), tag.text_or_empty("Value"))));
        }
        resource.tags = tags.into_iter().collect();
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        super::one_by_one(self, api, ids, |name| table(api, name)).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&DYNAMODB, "DeleteTable", json!({ "TableName": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }

    async fn unprotect(&self, api: &Api, resource: &Resource) -> Result<(), ApiError> {
        let off = json!({ "TableName": resource.id(), "DeletionProtectionEnabled": false });
        api.call(&DYNAMODB, "UpdateTable", off).await.map(drop)
    }
}

fn table(api: &Api, name: &str) -> Resource {
    Resource::new(Reference::new(ABOUT.name, api.region(), name))
}
