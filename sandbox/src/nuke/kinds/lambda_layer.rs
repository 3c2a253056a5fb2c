//! Versions of Lambda layers.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind, lambda};
use crate::nuke::api::services::LAMBDA;
use crate::nuke::api::{Api, ApiError, Node, Rest};
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
        let pages = lambda::pages(api, "ListLayers", "/2018-10-31/layers").await?;
        let layers: Vec<Node<'_>> = pages.iter().flat_map(|page| page.list("Layers")).collect();
        let names: Vec<&str> = layers.iter().filter_map(|layer| layer.text("LayerName")).collect();
        for versions in
            super::at_once(names.iter().map(|name| async { super::or_gone(versions(api, name).await) })).await?
        {
            found.extend(versions);
        }
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let path = lambda::text(resource.facts.get("path"));
        let answer = api.rest(&LAMBDA, "DeleteLayerVersion", Rest::delete(path)).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

async fn versions(api: &Api, layer: &str) -> Result<Vec<Resource>, ApiError> {
    let path = format!("/2018-10-31/layers/{}/versions", Rest::segment(layer));
    let pages = lambda::pages(api, "ListLayerVersions", &path).await?;
    let listed = pages.iter().flat_map(|page| page.list("LayerVersions"));
    let read = |version: Node<'_>| {
        let number = version.number("Version")?;
        let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), version.text("LayerVersionArn")?));
        resource.name = Some(format!("{layer}:{number}"));
        resource.created = version.text("CreatedDate").and_then(|text| text.replace("+0000", "Z").parse().ok());
        resource.tags = Tags::None;
        resource.facts.insert("path".to_owned(), json!(format!("{path}/{number}")));
        Some(resource)
    };
    Ok(listed.filter_map(read).collect())
}
