//! Domains of OpenSearch, and of Elasticsearch before it.

use async_trait::async_trait;
use http::Method;
use serde_json::{Value, json};

use super::{About, Deleted, Found, Kind, dns, ec2};
use crate::nuke::api::services::OPENSEARCH;
use crate::nuke::api::{Api, ApiError, Node, Rest};
use crate::nuke::model::{Reference, Resource, State};

/// Domains, by name. Nothing but the date of their first settings tells how old they are.
#[derive(Debug)]
pub(super) struct OpensearchDomain;

const ABOUT: About = About {
    uses: &[
        "acm-certificate",
        "cognito-pool",
        "ec2-security-group",
        "ec2-subnet",
        "ec2-vpc",
        "iam-role",
        "kms-key",
        "logs-group",
    ],
    details: true,
    cost: 15,
    patience: 3600,
    cloud_nuke: Some("OpenSearchDomain"),
    aws_nuke: Some("OSDomain"),
    ..About::new("opensearch-domain", "AWS::OpenSearchService::Domain")
};

/// How many names one description takes; see `DescribeDomains`.
const NAMES: usize = 5;

#[async_trait]
impl Kind for OpensearchDomain {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let answer = api.rest(&OPENSEARCH, "ListDomainNames", Rest::get("/2021-01-01/domain")).await?;
        let names = answer.list("DomainNames");
        let names: Vec<&str> = names.iter().filter_map(|domain| domain.text("DomainName")).collect();
        found.extend(described(api, &names).await?);
        Ok(())
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let arn = resource.facts.get(ARN).and_then(Value::as_str).unwrap_or_default();
        let tags = api.rest(&OPENSEARCH, "ListTags", Rest::get("/2021-01-01/tags/").query("arn", arn));
        let configuration = Rest::get(format!("{}/config", path(resource.id())));
        let configuration = api.rest(&OPENSEARCH, "DescribeDomainConfig", configuration);
        let (tags, configuration) = futures_util::try_join!(tags, configuration)?;
        resource.tags = tags.node().tags("TagList");
        resource.created = configuration.node().time("DomainConfig/EngineVersion/Status/CreationDate");
        Ok(())
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let answer = api.rest(&OPENSEARCH, "DeleteDomain", Rest::delete(path(resource.id()))).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

/// The fact that holds the ARN.
const ARN: &str = "arn";

fn path(name: &str) -> String {
    format!("/2021-01-01/opensearch/domain/{}", Rest::segment(name))
}

async fn described(api: &Api, names: &[&str]) -> Result<Vec<Resource>, ApiError> {
    let answers = super::at_once(names.chunks(NAMES).map(|names| {
        let asked = json!({ "DomainNames": names }).to_string();
        let asked = Rest::new(Method::POST, "/2021-01-01/opensearch/domain-info").body(asked);
        api.rest(&OPENSEARCH, "DescribeDomains", asked)
    }));
    let answers = answers.await?;
    let domains = answers.iter().flat_map(|answer| answer.list("DomainStatusList"));
    Ok(domains.filter_map(|domain| read(api, domain)).collect())
}

fn read(api: &Api, domain: Node<'_>) -> Option<Resource> {
    let mut resource = Resource::new(Reference::new(ABOUT.name, api.region(), domain.text("DomainName")?));
    resource.facts.insert(ARN.to_owned(), domain.text("ARN")?.into());
    resource.told_in(domain.0);
    for endpoint in ["Endpoint", "Endpoints/vpc"] {
        dns::answers_at(&mut resource, domain.text(endpoint));
    }
    if domain.flag("Deleted") {
        resource.state = State::Deleting;
    }
    for (list, kind) in [("SubnetIds", "ec2-subnet"), ("SecurityGroupIds", "ec2-security-group")] {
        for id in domain.texts(&format!("VPCOptions/{list}")) {
            ec2::uses(&mut resource, kind, Some(&id));
        }
    }
    ec2::uses_key(&mut resource, domain.text("EncryptionAtRestOptions/KmsKeyId"));
    Some(resource)
}
