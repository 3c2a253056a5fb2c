use super::{deleted, only};
use crate::nuke::api::services::ROUTE53;
use crate::nuke::api::{Api, Rest};
use crate::nuke::emulated;
use crate::nuke::model::GLOBAL;

const SCHEMA: &str = "https://route53.amazonaws.com/doc/2013-04-01/";

async fn post(api: &Api, operation: &str, path: &str, body: String) -> crate::nuke::api::Answer {
    api.rest(&ROUTE53, operation, Rest::new(http::Method::POST, path).body(body)).await.unwrap()
}

#[tokio::test]
async fn a_zone_goes_with_its_records() {
    emulated::account(async |account| {
        let api = account.api(GLOBAL);
        let zone = format!("<CreateHostedZoneRequest xmlns=\"{SCHEMA}\"><Name>example.com</Name><CallerReference>1</CallerReference></CreateHostedZoneRequest>");
        let zone = post(&api, "CreateHostedZone", "/2013-04-01/hostedzone", zone).await;
        let id = zone.text("HostedZone/Id").unwrap().rsplit('/').next().unwrap().to_owned();
        let record = |name: &str, extra: &str, values: &str| {
            format!("<Change><Action>CREATE</Action><ResourceRecordSet><Name>{name}.example.com</Name><Type>TXT</Type>{extra}<TTL>60</TTL><ResourceRecords>{values}</ResourceRecords></ResourceRecordSet></Change>")
        };
        let value = |text: &str| format!("<ResourceRecord><Value>\"{text}\"</Value></ResourceRecord>");
        let changes = [
            record("a", "", &format!("{}{}", value("one &lt;"), value("two"))),
            record("w", "<SetIdentifier>blue</SetIdentifier><Weight>10</Weight>", &value("x")),
            record("w", "<SetIdentifier>green</SetIdentifier><Weight>90</Weight>", &value("y")),
        ];
        let batch = format!(
            "<ChangeResourceRecordSetsRequest xmlns=\"{SCHEMA}\"><ChangeBatch><Changes>{}</Changes></ChangeBatch></ChangeResourceRecordSetsRequest>",
            changes.concat()
        );
        post(&api, "ChangeResourceRecordSets", &format!("/2013-04-01/hostedzone/{id}/rrset/"), batch).await;
        let tags = format!("<ChangeTagsForResourceRequest xmlns=\"{SCHEMA}\"><AddTags><Tag><Key>team</Key><Value>x</Value></Tag></AddTags></ChangeTagsForResourceRequest>");
        post(&api, "ChangeTagsForResource", &format!("/2013-04-01/tags/hostedzone/{id}"), tags).await;

        let zone = only(&api, "route53-zone").await;
        assert_eq!((zone.shown_name(), zone.tags.get("team")), ("example.com.", Some("x")));
        deleted(&api, &zone).await;
    })
    .await;
}
