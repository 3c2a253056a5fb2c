//! An account of the localhost cloud for the tests of nuke, called as a real one.

use std::panic::AssertUnwindSafe;
use std::sync::Arc;

use futures_util::FutureExt as _;
use terraproof_local::gateway::{Gateway, Options};
use terraproof_local::{Cache, Cloud, Progress, REGION};

use super::api::{Account, AccountSettings, Connection, Source};

/// Runs a body in a fresh account, which is dropped afterwards whatever happens.
pub(crate) async fn account(body: impl AsyncFnOnce(Account)) {
    let cache = Cache::from_environment().unwrap();
    let cloud = Cloud::open(&cache, &[], Progress::default()).await.unwrap();
    let credentials = &cloud.account().credentials;
    let settings = AccountSettings {
        source: Source::Keys {
            access_key: credentials.access_key_id.clone(),
            secret_key: credentials.secret_access_key.clone(),
            session_token: Some(credentials.session_token.clone()),
        },
        region: REGION.to_owned(),
        connection: Connection { proxy: Some(cloud.gateway().proxy_url()), authorities: Some(authority(&cloud)) },
        concurrency: 16,
    };
    let account = Account::open(&settings).await.unwrap();
    let ended = AssertUnwindSafe(body(account)).catch_unwind().await;
    cloud.drop_account().await.unwrap();
    if let Err(panic) = ended {
        std::panic::resume_unwind(panic);
    }
}

/// Runs a body against a server that plays AWS, for what the emulator cannot do. Its answers are given by `X-Amz-Target` or path.
pub(crate) async fn played(server: &wiremock::MockServer, body: impl AsyncFnOnce(Account)) {
    let options = Options { upstream: Some(Arc::new(*server.address())), ..Options::default() };
    let gateway = Gateway::open(options).await.unwrap();
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("authority.pem");
    std::fs::write(&path, gateway.authority_pem()).unwrap();
    let settings = AccountSettings {
        source: Source::Keys { access_key: "AKIDEXAMPLE".into(), secret_key: "secret".into(), session_token: None },
        region: REGION.to_owned(),
        connection: Connection { proxy: Some(gateway.proxy_url()), authorities: Some(path) },
        concurrency: 16,
    };
    body(Account::open(&settings).await.unwrap()).await;
}

fn authority(cloud: &Cloud) -> std::path::PathBuf {
    let path = cloud.certificates().join("authority-for-nuke.pem");
    std::fs::write(&path, cloud.gateway().authority_pem()).unwrap();
    path
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::nuke::api::services::{EC2, SQS};
    use crate::nuke::kinds::{self, Found};

    /// Lists a kind, with its details.
    async fn listed(api: &crate::nuke::api::Api, kind: &str) -> Vec<crate::nuke::model::Resource> {
        let (kind, mut found) = (kinds::find(kind).unwrap(), Found::default());
        kind.list(api, &mut found).await.unwrap();
        let mut resources = found.into_resources();
        for resource in &mut resources {
            if kind.about().details {
                kind.detail(api, resource).await.unwrap();
            }
        }
        resources
    }

    #[tokio::test]
    async fn the_caller_and_the_kinds_are_read_as_from_a_real_account() {
        super::account(async |account| {
            let identity = account.identity().await.unwrap();
            assert_eq!(identity.account.len(), 12);
            assert_eq!(account.alias().await.unwrap(), None);

            let api = account.api("eu-west-1");
            let queue = json!({ "QueueName": "work", "tags": { "a": "b c" } });
            api.call(&SQS, "CreateQueue", queue).await.unwrap();
            let queues = listed(&api, "sqs-queue").await;
            assert_eq!(queues.len(), 1);
            assert_eq!((queues[0].shown_name(), queues[0].tags.get("a")), ("work", Some("b c")));
            assert!(queues[0].created.is_some());

            let vpc = api.call(&EC2, "CreateVpc", json!({ "CidrBlock": "10.9.0.0/16" })).await.unwrap();
            let vpcs = listed(&api, "ec2-vpc").await;
            let made = vpcs.iter().find(|found| found.built_in.is_none()).unwrap();
            assert_eq!(Some(made.id()), vpc.text("vpc/vpcId"));
            assert_eq!(vpcs.len(), 2, "the default one is told apart: {vpcs:?}");

            let kind = kinds::find("ec2-vpc").unwrap();
            kind.delete(&api, std::slice::from_ref(made)).await.remove(0).unwrap();
            assert!(kind.look(&api, &[made.id()]).await.unwrap().is_empty());
            assert!(account.counts().total() >= 8);
        })
        .await;
    }
}
