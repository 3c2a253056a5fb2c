//! Recorders of AWS Config.

use async_trait::async_trait;
use serde_json::json;

use super::{ARN, About, Deleted, Found, Kind, needs};
use crate::nuke::api::services::CONFIG;
use crate::nuke::api::{Api, ApiError, Node};
use crate::nuke::model::{Reference, Resource, Use};

/// Recorders, by name: one of a region that is the account's own. They go before the channel that they deliver through.
///
/// Config does not tell how old they are.
#[derive(Debug)]
pub(super) struct ConfigRecorder;

const ABOUT: About = About {
    uses: &["config-delivery-channel", "iam-role"],
    age: false,
    details: true,
    cost: 5,
    cloud_nuke: Some("ConfigServiceRecorder"),
    aws_nuke: Some("ConfigServiceConfigurationRecorder"),
    ..About::new("config-recorder", "AWS::Config::ConfigurationRecorder")
};

#[async_trait]
impl Kind for ConfigRecorder {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let answer = api.call(&CONFIG, "DescribeConfigurationRecorders", json!({})).await?;
        let mut recorders: Vec<Resource> =
            answer.list("ConfigurationRecorders").into_iter().filter_map(|recorder| read(api, recorder)).collect();
        if !recorders.is_empty() {
            let channels = api.call(&CONFIG, "DescribeDeliveryChannels", json!({})).await?;
            for channel in channels.list("DeliveryChannels").into_iter().filter_map(|channel| channel.text("name")) {
                let channel = Use::of(Reference::new("config-delivery-channel", api.region(), channel));
                let own = recorders.iter_mut().filter(|recorder| recorder.built_in.is_none());
                own.for_each(|recorder| recorder.uses(channel.clone()));
            }
        }
        found.extend(recorders);
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let asked = json!({ "ResourceArn": super::arn_of(resource) });
        let tags = needs::if_any(api.call(&CONFIG, "ListTagsForResource", asked).await)?;
        // A recorder without an ARN has no tags.
        resource.tags = tags.map_or_else(|| [("", ""); 0].into_iter().collect(), |tags| tags.node().tags("Tags"));
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let asked = json!({ "ConfigurationRecorderName": resource.id() });
        let answer = api.call(&CONFIG, "DeleteConfigurationRecorder", asked).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn read(api: &Api, recorder: Node<'_>) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), recorder.text("name")?));
    resource.facts.insert(ARN.to_owned(), recorder.text_or_empty("arn").into());
    super::told_of(&mut resource, recorder, &["roleARN"]);
    resource.built_in = recorder.text("servicePrincipal").map(|service| format!("managed by {service}"));
    Some(resource)
}
