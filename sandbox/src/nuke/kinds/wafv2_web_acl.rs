//! Web access control lists of WAF.

use async_trait::async_trait;
use serde_json::json;

use super::{About, Deleted, Found, Kind};
use crate::nuke::api::services::WAFV2;
use crate::nuke::api::{Api, ApiError, Class, Node, Paging};
use crate::nuke::model::{Reference, Resource};

/// Access control lists, by ARN: those of regions, and in the first region those of distributions. WAF does not tell how old they are.
#[derive(Debug)]
pub(super) struct Wafv2WebAcl;

const ABOUT: About = About {
    age: false,
    details: true,
    cost: 1,
    aws_nuke: Some("WAFv2WebACL"),
    ..About::new("wafv2-web-acl", "AWS::WAFv2::WebACL")
};

/// How the listing goes on.
const PAGING: Paging = Paging { parameter: "NextMarker", answer: "NextMarker" };
/// The facts that a delete call takes.
const FACTS: [&str; 3] = ["Name", "Id", "LockToken"];

#[async_trait]
impl Kind for Wafv2WebAcl {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let scopes: &[&str] = if api.region() == "us-east-1" { &["REGIONAL", "CLOUDFRONT"] } else { &["REGIONAL"] };
        for scope in scopes {
            let mut pages = api.pages(&WAFV2, "ListWebACLs", json!({ "Scope": scope, "Limit": 100 }), PAGING);
            while let Some(page) = pages.next().await? {
                let lists = page.list("WebACLs");
                found.extend(lists.iter().filter_map(|list| read(api, *list)));
                // A marker comes with the last page, too, and with an empty one after it.
                if lists.len() < 100 {
                    break;
                }
            }
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let tags = api.call(&WAFV2, "ListTagsForResource", json!({ "ResourceARN": resource.id() })).await?;
        resource.tags = tags.node().tags("TagInfoForResource/TagList");
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let scope = if resource.id().contains(":global/") { "CLOUDFRONT" } else { "REGIONAL" };
        let mut asked = json!({ "Scope": scope });
        FACTS.iter().for_each(|name| asked[*name] = resource.facts.get(*name).cloned().unwrap_or_default());
        let answer = api.call(&WAFV2, "DeleteWebACL", asked).await.map_err(held)?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

/// A list goes once nothing is behind it any more, and is changed under the eyes of others.
fn held(mut error: ApiError) -> ApiError {
    match error.code.as_str() {
        "WAFAssociatedItemException" => error.class = Class::Dependency,
        "WAFOptimisticLockException" | "WAFUnavailableEntityException" => error.class = Class::Transient,
        _ => {}
    }
    error
}

fn read(api: &Api, list: Node<'_>) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), list.text("ARN")?));
    resource.name = list.text("Name").map(str::to_owned);
    // Firewall Manager makes and keeps its own.
    if resource.shown_name().starts_with("FMManagedWebACL") {
        resource.built_in = Some("managed by Firewall Manager".to_owned());
    }
    for name in FACTS {
        resource.facts.insert(name.to_owned(), list.text_or_empty(name).into());
    }
    Some(resource)
}
