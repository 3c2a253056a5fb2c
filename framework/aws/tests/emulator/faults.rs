//! What a condition says while AWS does not answer as it should.

use terraproof_aws::{Aws, Check, Error, ErrorKind};
use terraproof_local::gateway::{Cut, Matcher, Occurrence};

use crate::account::{connection, holds, in_cloud};

/// One condition for each protocol of AWS: query, JSON, and REST with XML.
fn conditions(aws: &Aws) -> Vec<Check> {
    let account = aws.account().unwrap();
    vec![
        aws.sts().is_account(account).map(|_| ()),
        aws.iam().role("worker").exists().map(|_| ()),
        aws.sqs().queue(format!("https://sqs.us-east-1.amazonaws.com/{account}/orders")).is_encrypted(),
        aws.dynamodb().table("locks").is_active().map(|_| ()),
        aws.ssm().parameter("/orders").is_secure(),
        aws.s3().bucket(format!("nowhere-{account}")).is_encrypted(),
    ]
}

async fn failed(check: &Check) -> Error {
    check.look().await.map(|seen| panic!("{}: {seen:?}", check.sentence())).unwrap_err()
}

#[tokio::test]
async fn throttling_is_known_in_every_protocol() {
    in_cloud(|cloud| async move {
        let aws = connection(&cloud).authority(cloud.gateway().authority_pem()).aws();
        cloud.gateway().faults().throttle(Matcher::any(), Occurrence::Every);
        for check in conditions(&aws) {
            let error = failed(&check).await;
            assert!(error.is_throttled() && error.is_transient(), "{error:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_failing_service_is_transient_in_every_protocol() {
    in_cloud(|cloud| async move {
        let aws = connection(&cloud).authority(cloud.gateway().authority_pem()).aws();
        cloud.gateway().faults().fail(Matcher::any(), Occurrence::Every, 503);
        for check in conditions(&aws) {
            let error = failed(&check).await;
            assert_eq!((error.kind(), error.is_transient()), (&ErrorKind::Transient, true), "{error:?}");
        }
    })
    .await;
}

#[tokio::test]
async fn a_cut_connection_is_transient_and_the_next_look_may_see() {
    in_cloud(|cloud| async move {
        let aws = connection(&cloud).authority(cloud.gateway().authority_pem()).aws();
        for cut in [Cut::BeforeRequest, Cut::BeforeAnswer, Cut::AfterBytes(10)] {
            let fault = cloud.gateway().faults().cut(Matcher::any(), Occurrence::Every, cut);
            let error = failed(&conditions(&aws)[0]).await;
            assert_eq!((error.kind(), error.is_transient()), (&ErrorKind::Connection, true), "{cut:?}: {error:?}");
            cloud.gateway().faults().remove(fault);
        }
        holds(conditions(&aws).swap_remove(0)).await;
    })
    .await;
}
