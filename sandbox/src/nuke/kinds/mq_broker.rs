//! Brokers of Amazon MQ.

use async_trait::async_trait;

use super::{About, Deleted, Found, Kind, ec2};
use crate::nuke::api::services::MQ;
use crate::nuke::api::{Api, ApiError, Rest};
use crate::nuke::model::{Reference, Resource, State};

/// Brokers, by id.
#[derive(Debug)]
pub(super) struct MqBroker;

const ABOUT: About = About {
    uses: &["ec2-security-group", "ec2-subnet", "kms-key"],
    details: true,
    uses_in_detail: true,
    cost: 15,
    patience: 3600,
    aws_nuke: Some("MQBroker"),
    ..About::new("mq-broker", "AWS::AmazonMQ::Broker")
};

#[async_trait]
impl Kind for MqBroker {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let asked = |token: Option<&str>| {
            let asked = Rest::get("/v1/brokers").query("maxResults", "100");
            token.map_or_else(|| asked.clone(), |token| asked.clone().query("nextToken", token))
        };
        for page in super::rest_pages(api, &MQ, "ListBrokers", "nextToken", asked).await? {
            for broker in page.list("brokerSummaries") {
                let Some(id) = broker.text("brokerId") else { continue };
                let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), id));
                resource.name = broker.text("brokerName").map(str::to_owned);
                resource.created = broker.time("created");
                if broker.text("brokerState") == Some("DELETION_IN_PROGRESS") {
                    resource.state = State::Deleting;
                }
                found.push(resource);
            }
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let broker = api.rest(&MQ, "DescribeBroker", Rest::get(path(resource.id()))).await?;
        resource.tags = broker.node().tags("tags");
        ec2::uses_key(resource, broker.text("encryptionOptions/kmsKeyId"));
        for (list, kind) in [("subnetIds", "ec2-subnet"), ("securityGroups", "ec2-security-group")] {
            broker.node().texts(list).iter().for_each(|id| ec2::uses(resource, kind, Some(id)));
        }
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.rest(&MQ, "DeleteBroker", Rest::delete(path(resource.id()))).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn path(id: &str) -> String {
    format!("/v1/brokers/{}", Rest::segment(id))
}
