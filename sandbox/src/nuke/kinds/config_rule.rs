//! Rules of AWS Config.

use async_trait::async_trait;
use serde_json::json;

use super::{ARN, About, Deleted, Found, Kind};
use crate::nuke::api::services::CONFIG;
use crate::nuke::api::{Api, ApiError, Node, Paging};
use crate::nuke::model::{Reference, Resource, State};

/// Rules, by name, with what they do to remedy. Config does not tell how old they are.
#[derive(Debug)]
pub(super) struct ConfigRule;

const ABOUT: About = About {
    uses: &["lambda-function"],
    age: false,
    details: true,
    cost: 1,
    cloud_nuke: Some("ConfigServiceRule"),
    aws_nuke: Some("ConfigServiceConfigRule"),
    ..About::new("config-rule", "AWS::Config::ConfigRule")
};

#[async_trait]
impl Kind for ConfigRule {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut pages = api.pages(&CONFIG, "DescribeConfigRules", json!({}), Paging::NEXT_TOKEN);
        while let Some(page) = pages.next().await? {
            found.extend(page.list("ConfigRules").into_iter().filter_map(|rule| read(api, rule)));
        }
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        super::tags_by_arn(api, &CONFIG, ("ListTagsForResource", "ResourceArn", "Tags"), resource).await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let asked = json!({ "ConfigRuleName": resource.id() });
        match api.call(&CONFIG, "DeleteRemediationConfiguration", asked.clone()).await {
            // Most have none, and an emulator without them cannot hold any.
            Err(error) if !error.is_absent() && error.lack().is_none() => return Err(error),
            _ => {}
        }
        let answer = api.call(&CONFIG, "DeleteConfigRule", asked).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

fn read(api: &Api, rule: Node<'_>) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), rule.text("ConfigRuleName")?));
    resource.identity = rule.text("ConfigRuleId").map(str::to_owned);
    resource.facts.insert(ARN.to_owned(), rule.text("ConfigRuleArn")?.into());
    super::told_of(&mut resource, rule, &["Source"]);
    resource.built_in = rule.text("CreatedBy").map(|service| format!("managed by {service}"));
    if rule.text("ConfigRuleState").is_some_and(|state| state.starts_with("DELETING")) {
        resource.state = State::Deleting;
    }
    Some(resource)
}
