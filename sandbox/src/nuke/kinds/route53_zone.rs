//! Route 53 hosted zones.

use async_trait::async_trait;

use super::{About, Deleted, Found, Kind, Reach, dns, needs};
use crate::nuke::api::services::ROUTE53;
use crate::nuke::api::{Answer, Api, ApiError, Node, Rest};
use crate::nuke::model::{Reference, Resource, Use};

/// Hosted zones, by id, with their records. Route 53 does not tell how old they are.
#[derive(Debug)]
pub(super) struct Route53Zone;

const ABOUT: About = About {
    uses: &[
        "apigateway-http",
        "apigateway-rest",
        "cloudfront-distribution",
        "ec2-address",
        "ec2-vpc",
        "ec2-vpc-endpoint",
        "efs-file-system",
        "elasticache-cluster",
        "elasticache-replication-group",
        "elb-load-balancer",
        "elbv2-load-balancer",
        "opensearch-domain",
        "rds-cluster",
        "rds-instance",
        "rds-proxy",
        "route53-health-check",
        "s3-bucket",
    ],
    uses_in_detail: true,
    reach: Reach::Global,
    age: false,
    details: true,
    cloud_nuke: Some("Route53HostedZone"),
    aws_nuke: Some("Route53HostedZone"),
    ..About::new("route53-zone", "AWS::Route53::HostedZone")
};

/// How many changes one call takes; see `ChangeResourceRecordSets`.
const CHANGES: usize = 500;

#[async_trait]
impl Kind for Route53Zone {
    fn about(&self) -> &'static About {
        &ABOUT
    }

    async fn list(&self, api: &Api, found: &mut Found) -> Result<(), ApiError> {
        let mut marker: Option<String> = None;
        loop {
            let mut asked = Rest::get("/2013-04-01/hostedzone").query("maxitems", "100");
            if let Some(marker) = &marker {
                asked = asked.query("marker", marker);
            }
            let page = api.rest(&ROUTE53, "ListHostedZones", asked).await?;
            page.list("HostedZones").into_iter().for_each(|zone| found.extend(read(zone)));
            let next = page.node().flag("IsTruncated").then(|| page.text("NextMarker").map(str::to_owned)).flatten();
            if next.is_none() || next == marker {
                return Ok(());
            }
            marker = next;
        }
    }

    async fn detail(&self, api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
        let id = resource.id().to_owned();
        let ((), pages) = futures_util::try_join!(described(api, resource), record_pages(api, &id))?;
        dns::told_by_records(resource, pages.iter().flat_map(|page| page.list("ResourceRecordSets")));
        Ok(())
    }

    /// Records are read where a zone is listed: what it names matters to what stays, not to the zone that goes.
    async fn look(&self, api: &Api, ids: &[&str]) -> Result<Vec<Resource>, ApiError> {
        let zones = super::named_by_listing(self, api, ids).await?;
        needs::read_of_each(zones, |mut zone| async move {
            described(api, &mut zone).await?;
            Ok(zone)
        })
        .await
    }

    async fn delete_one(&self, api: &Api, resource: &Resource) -> Result<Deleted, ApiError> {
        let records = records(api, resource.id(), resource.shown_name()).await?;
        for records in records.chunks(CHANGES) {
            let asked = Rest::new(http::Method::POST, format!("{}/rrset/", path(resource.id()))).body(batch(records));
            api.rest(&ROUTE53, "ChangeResourceRecordSets", asked).await?;
        }
        let answer = api.rest(&ROUTE53, "DeleteHostedZone", Rest::delete(path(resource.id()))).await?;
        Ok(Deleted::Requested(answer.request_id))
    }
}

/// Reads the networks and the tags of a zone.
async fn described(api: &Api, resource: &mut Resource) -> Result<(), ApiError> {
    let zone = api.rest(&ROUTE53, "GetHostedZone", Rest::get(path(resource.id()))).await?;
    resource.told_in(&zone.body);
    for vpc in zone.list("VPCs") {
        if let (Some(id), Some(region)) = (vpc.text("VPCId"), vpc.text("VPCRegion")) {
            resource.uses(Use::of(Reference::new("ec2-vpc", region, id)));
        }
    }
    let tags = Rest::get(format!("/2013-04-01/tags/hostedzone/{}", Rest::segment(resource.id())));
    let answer = api.rest(&ROUTE53, "ListTagsForResource", tags).await?;
    resource.tags = answer.node().tags("ResourceTagSet/Tags");
    Ok(())
}

fn path(id: &str) -> String {
    format!("/2013-04-01/hostedzone/{}", Rest::segment(id))
}

fn read(zone: Node<'_>) -> Option<Resource> {
    let id = zone.text("Id")?.rsplit('/').next()?;
    let mut resource = Resource::new(Reference::global(ABOUT.name, id));
    resource.name = zone.text("Name").map(str::to_owned);
    resource.identity = zone.text("CallerReference").map(str::to_owned);
    if let Some(service) = zone.text("LinkedService/ServicePrincipal") {
        resource.built_in = Some(format!("managed by {service}"));
    }
    Some(resource)
}

/// Reads all records but those that a zone has by itself, as the XML that deletes them.
async fn records(api: &Api, id: &str, apex: &str) -> Result<Vec<String>, ApiError> {
    let pages = record_pages(api, id).await?;
    let records = pages.iter().flat_map(|page| page.list("ResourceRecordSets"));
    let own =
        |record: &Node<'_>| record.text("Name") == Some(apex) && matches!(record.text("Type"), Some("NS" | "SOA"));
    Ok(records.filter(|record| !own(record)).map(|record| change("ResourceRecordSet", record)).collect())
}

/// Reads all records, page by page.
async fn record_pages(api: &Api, id: &str) -> Result<Vec<Answer>, ApiError> {
    let (mut pages, mut after) = (Vec::new(), None::<(String, String, String)>);
    loop {
        let mut asked = Rest::get(format!("{}/rrset", path(id))).query("maxitems", "300");
        if let Some((name, kind, set)) = &after {
            asked = asked.query("name", name).query("type", kind);
            if !set.is_empty() {
                asked = asked.query("identifier", set);
            }
        }
        let page = api.rest(&ROUTE53, "ListResourceRecordSets", asked).await?;
        let text = |name: &str| page.node().text_or_empty(name);
        let next = (text("NextRecordName"), text("NextRecordType"), text("NextRecordIdentifier"));
        let is_last = !page.node().flag("IsTruncated") || after.as_ref() == Some(&next);
        pages.push(page);
        if is_last {
            return Ok(pages);
        }
        after = Some(next);
    }
}

/// The order in which the API's schema has the fields of a record, <https://route53.amazonaws.com/doc/2013-04-01/>.
const ORDER: [&str; 14] = [
    "Name",
    "Type",
    "SetIdentifier",
    "Weight",
    "Region",
    "GeoLocation",
    "Failover",
    "MultiValueAnswer",
    "TTL",
    "ResourceRecords",
    "AliasTarget",
    "HostedZoneId",
    "DNSName",
    "EvaluateTargetHealth",
];

/// Writes a record back as it was read: a deletion has to name every value.
fn change(name: &str, node: Node<'_>) -> String {
    let inner = match node.0 {
        serde_json::Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_by_key(|(name, _)| ORDER.iter().position(|known| known == name));
            fields.into_iter().map(|(name, value)| change(name, Node(value))).collect::<String>()
        }
        serde_json::Value::Array(values) => {
            return values.iter().map(|value| change(name, Node(value))).collect();
        }
        value => quick_xml::escape::escape(value.as_str().unwrap_or_default()).into_owned(),
    };
    format!("<{name}>{inner}</{name}>")
}

fn batch(records: &[String]) -> String {
    let changes: String =
        records.iter().map(|record| format!("<Change><Action>DELETE</Action>{record}</Change>")).collect();
    format!(
        "<ChangeResourceRecordSetsRequest xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\"><ChangeBatch><Changes>{changes}</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>"
    )
}
