//! Versions of Lambda layers.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, lambda};
use crate::nuke::api::services::LAMBDA;
use crate::nuke::api::{Api, ApiError, Rest};
use crate::nuke::model::{Reference, Resource, Tags};

/// Versions of layers, by ARN. Versions have no tags.
#[derive(Debug)]
pub(super) struct LambdaLayer;

const ABOUT: About = About {
    tags: false,
    cloud_nuke: Some("LambdaLayer"),
    aws_nuke: Some("LambdaLayer"),
    ..About::new("lambda-layer", "AWS::Lambda::LayerVersion")
};

#[async_trait]
impl Kind for LambdaLayer {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        for page in lambda::pages(api, "ListLayers", "/2018-10-31/layers").await? {
            for layer in page.node().list("Layers") {
                let Some(name) = layer.text("LayerName") else { continue };
                let path = format!("/2018-10-31/layers/{}/versions", Rest::segment(name));
                for page in lambda::pages(api, "ListLayerVersions", &path).await? {
                    for version in page.list("LayerVersions") {
                        let (Some(arn), Some(number)) = (version.text("LayerVersionArn"), version.number("Version"))
                        else {
                            continue;
                        };
                        let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), arn));
                        resource.name = Some(format!("{name}:{number}"));
                        resource.created =
                            version.text("CreatedDate").and_then(|text| text.replace("+0000", "Z").parse().ok());
                        resource.tags = Tags::None;
                        resource.facts.insert("path".to_owned(), json!(format!("{path}/{number}")));
                        found.push(resource);
                    }
                }
            }
        }
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let path = lambda::text(resource.facts.get("path"));
        let answer = api.rest(&LAMBDA, "DeleteLayerVersion", Rest::delete(path)).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}
