//! Servers of AWS Transfer Family.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, ec2};
use crate::nuke::api::services::TRANSFER;
use crate::nuke::api::{Api, ApiError, Paging};
use crate::nuke::model::{Reference, Resource};

/// Servers, by id, with their users. Transfer does not tell how old they are.
#[derive(Debug)]
pub(super) struct TransferServer;

const ABOUT: About = About {
    uses: &[
        "acm-certificate",
        "ec2-address",
        "ec2-security-group",
        "ec2-subnet",
        "ec2-vpc",
        "ec2-vpc-endpoint",
        "iam-role",
        "lambda-function",
        "logs-group",
    ],
    age: false,
    details: true,
    uses_in_detail: true,
    cost: 30,
    aws_nuke: Some("TransferServer"),
    ..About::new("transfer-server", "AWS::Transfer::Server")
};

#[async_trait]
impl Kind for TransferServer {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&TRANSFER, "ListServers", json!({ "MaxResults": 100 }), Paging::NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            let servers = page.list("Servers");
            let ids = servers.into_iter().filter_map(|server| server.text("ServerId"));
            found.extend(ids.map(|id| Resource::new(Reference::new(ABOUT.name, api.region(), id))));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let answer = api.call(&TRANSFER, "DescribeServer", json!({ "ServerId": resource.id() })).await?;
        let Some(server) = answer.node().at("Server") else {
            return Err(ApiError::absent("the server is not described any more"));
        };
        resource.tags = server.tags("Tags");
        let told = ["Certificate", "IdentityProviderDetails", "LoggingRole", "StructuredLogDestinations"];
        super::told_of(resource, server, &told);
        for (list, kind) in [
            ("AddressAllocationIds", "ec2-address"),
            ("SubnetIds", "ec2-subnet"),
            ("SecurityGroupIds", "ec2-security-group"),
        ] {
            let ids = server.texts(&format!("EndpointDetails/{list}"));
            ids.iter().for_each(|id| ec2::uses(resource, kind, Some(id)));
        }
        ec2::uses(resource, "ec2-vpc", server.text("EndpointDetails/VpcId"));
        ec2::uses(resource, "ec2-vpc-endpoint", server.text("EndpointDetails/VpcEndpointId"));
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.call(&TRANSFER, "DeleteServer", json!({ "ServerId": resource.id() })).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}
