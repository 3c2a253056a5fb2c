use aws_sdk_acm::Client;

use crate::account::{holds, in_account, misses};

#[tokio::test]
async fn a_certificate_covers_its_names_and_waits_for_validation() {
    in_account(|aws| async move {
        let client = Client::new(&aws.config().await.unwrap());
        let call = client.request_certificate().domain_name("example.com").subject_alternative_names("*.example.com");
        let arn = call.send().await.unwrap().certificate_arn.unwrap();
        let site = aws.acm().certificate(&arn);
        holds(site.covers("www.example.com")).await;
        assert!(misses(site.covers("example.org")).await.contains("example.com"));
        assert!(misses(site.is_issued()).await.starts_with("waits for the validation of"));
        assert_eq!(misses(site.is_used_by("arn:x")).await, "is not used");
        client.delete_certificate().certificate_arn(&arn).send().await.unwrap();
        holds(site.is_gone()).await;
    })
    .await;
}
