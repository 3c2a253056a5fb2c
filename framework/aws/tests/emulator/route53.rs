use aws_sdk_route53::Client;
use aws_sdk_route53::types::{Change, ChangeAction, ChangeBatch, ResourceRecord, ResourceRecordSet, RrType};

use crate::account::{holds, in_account, misses};

#[tokio::test]
async fn a_record_has_its_values_and_its_time_to_live() {
    in_account(|aws| async move {
        let client = Client::new(&aws.config().await.unwrap());
        let call = client.create_hosted_zone().name("example.com").caller_reference("r-1");
        let id = call.send().await.unwrap().hosted_zone.unwrap().id;
        let zone = aws.route53().zone(&id);
        holds(zone.has_name("example.com")).await;
        holds(zone.is_public()).await;
        let www = zone.record("*.example.com", "A");
        assert_eq!(misses(www.has_ttl(60)).await, "does not exist yet");
        let value = |value: &str| ResourceRecord::builder().value(value).build().unwrap();
        let set = ResourceRecordSet::builder().name("*.example.com").r#type(RrType::A).ttl(60);
        let set = set.resource_records(value("192.0.2.1")).resource_records(value("192.0.2.2")).build().unwrap();
        let change = Change::builder().action(ChangeAction::Create).resource_record_set(set).build().unwrap();
        let batch = ChangeBatch::builder().changes(change).build().unwrap();
        client.change_resource_record_sets().hosted_zone_id(&id).change_batch(batch).send().await.unwrap();
        holds(www.has_values(["192.0.2.2", "192.0.2.1"])).await;
        holds(www.has_ttl(60)).await;
        assert_eq!(misses(www.has_values(["192.0.2.1"])).await, "has the values 192.0.2.1, 192.0.2.2");
        assert_eq!(misses(www.is_alias_of("web.example.com")).await, "is no alias");
        assert_eq!(misses(zone.record("*.example.com", "AAAA").exists()).await, "does not exist yet");
    })
    .await;
}
