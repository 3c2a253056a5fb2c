//! Parameters of Systems Manager.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::SSM;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource};

/// Parameters, by name. Their values are never read.
#[derive(Debug)]
pub(super) struct SsmParameter;

const ABOUT: About = About {
    uses: &["kms-alias", "kms-key"],
    details: true,
    batch: 10,
    cloud_nuke: Some("SSMParameter"),
    aws_nuke: Some("SSMParameter"),
    ..About::new("ssm-parameter", "AWS::SSM::Parameter")
};

/// How many names one filter takes.
const FILTERED: usize = 50;

#[async_trait]
impl Kind for SsmParameter {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        described(api, json!({ "MaxResults": 50 }), found).await
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let asked = json!({ "ResourceType": "Parameter", "ResourceId": resource.id() });
        let tags = api.call(&SSM, "ListTagsForResource", asked).await?;
        resource.tags = tags.node().tags("TagList");
        Ok(())
    }

    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        let mut found = Found::default();
        for names in ids.chunks(FILTERED) {
            let filter = json!([{ "Key": "Name", "Option": "Equals", "Values": names }]);
            described(api, json!({ "MaxResults": 50, "ParameterFilters": filter }), &mut found).await?;
        }
        super::detailed(self, api, found.into_resources()).await
    }

    async fn delete(&self, api: &Api, resources: &[Resource]) -> Vec<Result<Deleted, ApiError>> {
        let names: Vec<&str> = resources.iter().map(Resource::id).collect();
        match api.call(&SSM, "DeleteParameters", json!({ "Names": names })).await {
            // What it calls invalid is not there.
            Ok(answer) => names.iter().map(|_| Ok(Deleted::Requested(answer.request_id.clone()))).collect(),
            Err(error) => names.iter().map(|_| Err(error.clone())).collect(),
        }
    }
}

async fn described(api: &Api, parameters: serde_json::Value, found: &mut Found) -> Result<(), ApiError> {
    let mut pages = api.pages(&SSM, "DescribeParameters", parameters, Paging::NEXT_TOKEN);
    while let Some(page) = pages.next().await? {
        page.list("Parameters").into_iter().for_each(|parameter| found.extend(read(api, parameter)));
    }
    Ok(())
}

fn read(api: &Api, parameter: Node<'_>) -> Option<Resource> {
    let name = parameter.text("Name")?;
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), name));
    // The date of the last change is all that there is: it is younger than the parameter, so an age filter errs on the side of keeping.
    resource.created = parameter.time("LastModifiedDate");
    // Who changed it last is named as well, and nothing that it needs.
    resource.told_in(&json!({ "keyId": parameter.text("KeyId") }));
    if name.starts_with("/aws/") || name.starts_with("aws") {
        resource.built_in = Some("a parameter of AWS".to_owned());
    }
    Some(resource)
}
