//! Notebook instances of SageMaker.

use async_trait::async_trait;
use serde_json::{Value, json};

use super::{ARN, About, Deleted, Found, Kind, ec2};
use crate::nuke::api::services::SAGEMAKER;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, State};

/// Notebook instances, by name. One that runs is stopped before it is deleted.
#[derive(Debug)]
pub(super) struct SagemakerNotebook;

const ABOUT: About = About {
    uses: &["ec2-network-interface", "ec2-security-group", "ec2-subnet", "iam-role", "kms-key"],
    details: true,
    uses_in_detail: true,
    cost: 10,
    patience: 1800,
    cloud_nuke: Some("SageMakerNotebook"),
    aws_nuke: Some("SageMakerNotebookInstance"),
    ..About::new("sagemaker-notebook", "AWS::SageMaker::NotebookInstance")
};

/// The fact that holds the status.
const STATUS: &str = "status";

#[async_trait]
impl Kind for SagemakerNotebook {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let asked = json!({ "MaxResults": 100 });
        let mut pages = api.pages(&SAGEMAKER, "ListNotebookInstances", asked, Paging::NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            found.extend(page.list("NotebookInstances").into_iter().filter_map(|notebook| read(api, notebook)));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        super::tags_by_arn(api, &SAGEMAKER, ("ListTags", "ResourceArn", "Tags"), resource).await?;
        let asked = json!({ "NotebookInstanceName": resource.id() });
        let told = api.call(&SAGEMAKER, "DescribeNotebookInstance", asked).await?;
        super::told_of(resource, told.node(), &["RoleArn"]);
        ec2::uses_key(resource, told.text("KmsKeyId"));
        ec2::uses(resource, "ec2-subnet", told.text("SubnetId"));
        ec2::uses(resource, "ec2-network-interface", told.text("NetworkInterfaceId"));
        let groups = told.node().texts("SecurityGroups");
        groups.iter().for_each(|id| ec2::uses(resource, "ec2-security-group", Some(id)));
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let asked = json!({ "NotebookInstanceName": resource.id() });
        match resource.facts.get(STATUS).and_then(Value::as_str) {
            Some("InService") => {
                api.call(&SAGEMAKER, "StopNotebookInstance", asked).await?;
                Err(super::stopping("the notebook"))
            }
            Some("Pending" | "Stopping" | "Updating") => Err(super::stopping("the notebook")),
            _ => {
                let answer = api.call(&SAGEMAKER, "DeleteNotebookInstance", asked).await?;
                Ok(Deleted::Requested(answer.request_id))
            }
        }
    }
}

fn read(api: &Api, notebook: Node<'_>) -> Option<Resource> {
    let name = notebook.text("NotebookInstanceName")?;
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), name));
    resource.created = notebook.time("CreationTime");
    resource.identity = resource.created.map(|time| time.to_string());
    resource.facts.insert(ARN.to_owned(), notebook.text("NotebookInstanceArn")?.into());
    let status = notebook.text_or_empty("NotebookInstanceStatus");
    if status == "Deleting" {
        resource.state = State::Deleting;
    }
    resource.facts.insert(STATUS.to_owned(), status.into());
    Some(resource)
}
