//! Delivery channels of AWS Config.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::CONFIG;
use crate::nuke::api::{Api, ApiError};
use crate::nuke::model::{Reference, Resource, Tags};

/// Delivery channels, by name: one of a region. Config does not tell how old they are.
#[derive(Debug)]
pub(super) struct ConfigDeliveryChannel;

const ABOUT: About = About {
    uses: &["kms-key", "s3-bucket", "sns-topic"],
    age: false,
    tags: false,
    aws_nuke: Some("ConfigServiceDeliveryChannel"),
    ..About::new("config-delivery-channel", "AWS::Config::DeliveryChannel")
};

#[async_trait]
impl Kind for ConfigDeliveryChannel {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let answer = api.call(&CONFIG, "DescribeDeliveryChannels", json!({})).await?;
        for channel in answer.list("DeliveryChannels") {
            let Some(name) = channel.text("name") else { continue };
            let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), name));
            resource.tags = Tags::None;
            resource.told_in(channel.0);
            found.push(resource);
        }
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let asked = json!({ "DeliveryChannelName": resource.id() });
        let answer = api.call(&CONFIG, "DeleteDeliveryChannel", asked).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}
