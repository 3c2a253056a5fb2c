use aws_sdk_s3::primitives::ByteStream;
use aws_sdk_s3::types::{
    BucketVersioningStatus, PublicAccessBlockConfiguration, ServerSideEncryption, ServerSideEncryptionByDefault,
    ServerSideEncryptionConfiguration, ServerSideEncryptionRule, VersioningConfiguration,
};
use aws_sdk_s3::{Client, types};
use terraproof_aws::{Aws, ErrorKind};

use crate::account::{holds, in_account, misses};

/// Bucket names are global in the emulator as they are in AWS.
fn named(aws: &Aws, purpose: &str) -> String {
    format!("{purpose}-{}", aws.account().unwrap())
}

async fn create(aws: &Aws, name: &str) -> Client {
    let client = Client::new(&aws.config().await.unwrap());
    client.create_bucket().bucket(name).send().await.unwrap();
    client
}

async fn harden(client: &Client, name: &str) {
    let versioning = VersioningConfiguration::builder().status(BucketVersioningStatus::Enabled).build();
    client.put_bucket_versioning().bucket(name).versioning_configuration(versioning).send().await.unwrap();
    let default =
        ServerSideEncryptionByDefault::builder().sse_algorithm(ServerSideEncryption::AwsKms).kms_master_key_id("k-1");
    let rule = ServerSideEncryptionRule::builder().apply_server_side_encryption_by_default(default.build().unwrap());
    let encryption = ServerSideEncryptionConfiguration::builder().rules(rule.build()).build().unwrap();
    client.put_bucket_encryption().bucket(name).server_side_encryption_configuration(encryption).send().await.unwrap();
    let block = PublicAccessBlockConfiguration::builder()
        .block_public_acls(true)
        .ignore_public_acls(true)
        .block_public_policy(true)
        .restrict_public_buckets(true)
        .build();
    client.put_public_access_block().bucket(name).public_access_block_configuration(block).send().await.unwrap();
    let policy = format!(
        r#"{{"Version":"2012-10-17","Statement":{{"Effect":"Deny","Principal":"*","Action":"s3:*",
        "Resource":["arn:aws:s3:::{name}","arn:aws:s3:::{name}/*"],"Condition":{{"Bool":{{"aws:SecureTransport":"false"}}}}}}}}"#
    );
    client.put_bucket_policy().bucket(name).policy(policy).send().await.unwrap();
    let rule = types::LifecycleRule::builder()
        .id("expire")
        .status(types::ExpirationStatus::Enabled)
        .filter(types::LifecycleRuleFilter::builder().prefix("").build())
        .expiration(types::LifecycleExpiration::builder().days(30).build())
        .build()
        .unwrap();
    let rules = types::BucketLifecycleConfiguration::builder().rules(rule).build().unwrap();
    client.put_bucket_lifecycle_configuration().bucket(name).lifecycle_configuration(rules).send().await.unwrap();
}

#[tokio::test]
async fn a_hardened_bucket_keeps_every_promise() {
    in_account(|aws| async move {
        let name = named(&aws, "hardened");
        let client = create(&aws, &name).await;
        harden(&client, &name).await;
        let bucket = aws.s3().bucket(&name);
        holds(bucket.exists()).await;
        holds(bucket.is_encrypted_with("k-1")).await;
        holds(bucket.is_encrypted_with_kms()).await;
        holds(bucket.blocks_public_access()).await;
        holds(bucket.denies_insecure_transport()).await;
        holds(bucket.is_private()).await;
        assert_eq!(holds(bucket.has_lifecycle_rule("expire")).await.expiration.unwrap().days, Some(30));
    })
    .await;
}

#[tokio::test]
async fn a_versioned_bucket_is_known() {
    in_account(|aws| async move {
        let name = named(&aws, "versioned");
        let client = create(&aws, &name).await;
        assert_eq!(misses(aws.s3().bucket(&name).is_versioned()).await, "never was versioned");
        harden(&client, &name).await;
        holds(aws.s3().bucket(&name).is_versioned()).await;
    })
    .await;
}

#[tokio::test]
async fn a_bare_bucket_says_what_it_lacks() {
    in_account(|aws| async move {
        let name = named(&aws, "bare");
        create(&aws, &name).await;
        let bucket = aws.s3().bucket(&name);
        assert_eq!(misses(bucket.denies_insecure_transport()).await, "has no policy");
        assert_eq!(misses(bucket.logs_to("logs")).await, "logs nothing");
        assert_eq!(misses(bucket.has_lifecycle_rule("expire")).await, "has no rule");
        holds(bucket.is_empty()).await;
    })
    .await;
}

#[tokio::test]
async fn a_public_bucket_is_found_out() {
    in_account(|aws| async move {
        let name = named(&aws, "public");
        let client = create(&aws, &name).await;
        let statement = format!(
            r#"{{"Effect":"Allow","Principal":"*","Action":"s3:GetObject","Resource":"arn:aws:s3:::{name}/*"}}"#
        );
        let policy = format!(r#"{{"Version":"2012-10-17","Statement":[{statement}]}}"#);
        client.put_bucket_policy().bucket(&name).policy(policy).send().await.unwrap();
        let seen = misses(aws.s3().bucket(&name).is_private()).await;
        assert_eq!(seen, "its policy allows s3:GetObject to everybody");
    })
    .await;
}

#[tokio::test]
async fn an_object_is_known_by_body_type_and_metadata() {
    in_account(|aws| async move {
        let name = named(&aws, "objects");
        let client = create(&aws, &name).await;
        let object = aws.s3().bucket(&name).object("a/index page.html");
        assert_eq!(misses(object.exists()).await, "does not exist yet");
        let put =
            client.put_object().bucket(&name).key("a/index page.html").body(ByteStream::from_static(b"<h1>hello</h1>"));
        put.content_type("text/html").metadata("owner", "us").send().await.unwrap();
        holds(object.has_body("<h1>hello</h1>")).await;
        holds(object.contains("hello")).await;
        holds(object.has_content_type("text/html")).await;
        holds(object.has_metadata("Owner", "us")).await;
        assert_eq!(misses(aws.s3().bucket(&name).is_empty()).await, "holds `a/index page.html`");
        assert_eq!(misses(object.is_gone()).await, "is still there");
    })
    .await;
}

#[tokio::test]
async fn a_bucket_that_is_not_there_is_not_there_yet() {
    in_account(|aws| async move {
        let bucket = aws.s3().bucket(named(&aws, "nowhere"));
        assert_eq!(misses(bucket.is_encrypted()).await, "does not exist yet");
        assert_eq!(bucket.describe().await.unwrap_err().kind(), &ErrorKind::Absent);
        holds(bucket.is_gone()).await;
    })
    .await;
}

#[tokio::test]
async fn a_bucket_of_another_region_says_where_it_is() {
    in_account(|aws| async move {
        let name = named(&aws, "elsewhere");
        let there = aws.in_region("eu-west-1");
        let place =
            types::CreateBucketConfiguration::builder().location_constraint(types::BucketLocationConstraint::EuWest1);
        let client = Client::new(&there.config().await.unwrap());
        client.create_bucket().bucket(&name).create_bucket_configuration(place.build()).send().await.unwrap();
        holds(there.s3().bucket(&name).exists()).await;
        let error = aws.s3().bucket(&name).exists().look().await.unwrap_err();
        assert_eq!(error.kind(), &ErrorKind::WrongRegion { actual: Some("eu-west-1".to_owned()) }, "{error:?}");
    })
    .await;
}
