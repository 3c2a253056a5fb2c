use aws_sdk_s3::types::{Tag, Tagging};
use terraproof_aws::{Aws, Check};

use crate::account::{holds, in_account, misses};

const TRUST: &str = r#"{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"ec2.amazonaws.com"},"Action":"sts:AssumeRole"}]}"#;

/// Makes one tagged resource of each service, and returns what checks a tag of it.
async fn tagged(aws: &Aws) -> Vec<Box<dyn Fn(&str, &str) -> Check>> {
    let config = aws.config().await.unwrap();
    let bucket = format!("tagged-{}", aws.account().unwrap());
    let s3 = aws_sdk_s3::Client::new(&config);
    s3.create_bucket().bucket(&bucket).send().await.unwrap();
    let tag = Tag::builder().key("owner").value("us").build().unwrap();
    s3.put_bucket_tagging()
        .bucket(&bucket)
        .tagging(Tagging::builder().tag_set(tag).build().unwrap())
        .send()
        .await
        .unwrap();
    let queue = aws_sdk_sqs::Client::new(&config).create_queue().queue_name("tagged").tags("owner", "us").send().await;
    let tag = aws_sdk_sns::types::Tag::builder().key("owner").value("us").build().unwrap();
    let topic = aws_sdk_sns::Client::new(&config).create_topic().name("tagged").tags(tag).send().await.unwrap();
    let tag = aws_sdk_kms::types::Tag::builder().tag_key("owner").tag_value("us").build().unwrap();
    let key = aws_sdk_kms::Client::new(&config).create_key().tags(tag).send().await.unwrap().key_metadata.unwrap();
    let tag = aws_sdk_iam::types::Tag::builder().key("owner").value("us").build().unwrap();
    let call = aws_sdk_iam::Client::new(&config).create_role().role_name("tagged").assume_role_policy_document(TRUST);
    call.tags(tag).send().await.unwrap();
    let tag = aws_sdk_secretsmanager::types::Tag::builder().key("owner").value("us").build();
    let call = aws_sdk_secretsmanager::Client::new(&config).create_secret().name("tagged").secret_string("x");
    call.tags(tag).send().await.unwrap();

    let (bucket, queue) = (aws.s3().bucket(bucket), aws.sqs().queue(queue.unwrap().queue_url.unwrap()));
    let (topic, key) = (aws.sns().topic(topic.topic_arn.unwrap()), aws.kms().key(key.key_id));
    let (role, secret) = (aws.iam().role("tagged"), aws.secretsmanager().secret("tagged"));
    vec![
        Box::new(move |key, value| bucket.has_tag(key, value)),
        Box::new(move |key, value| queue.has_tag(key, value)),
        Box::new(move |key, value| topic.has_tag(key, value)),
        Box::new(move |name, value| key.has_tag(name, value)),
        Box::new(move |key, value| role.has_tag(key, value)),
        Box::new(move |key, value| secret.has_tag(key, value)),
    ]
}

#[tokio::test]
async fn a_tag_is_known_in_every_service() {
    in_account(|aws| async move {
        for has_tag in tagged(&aws).await {
            holds(has_tag("owner", "us")).await;
            assert_eq!(misses(has_tag("owner", "them")).await, "owner is `us`");
            assert_eq!(misses(has_tag("Owner", "us")).await, "has no tag Owner");
        }
    })
    .await;
}
