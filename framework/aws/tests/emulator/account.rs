//! An account of the emulator for one test.

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::sync::Arc;
use std::time::Duration;

use futures_util::FutureExt;
use terraproof_aws::{Aws, Check, Connection, Seen};
use terraproof_local::{Cache, Cloud, Progress, REGION};

/// Runs `body` in a fresh account and drops the account afterwards, also when `body` panics.
pub(crate) async fn in_account<Fut: Future<Output = ()>>(body: impl FnOnce(Aws) -> Fut) {
    in_cloud(|cloud| body(connection(&cloud).authority(cloud.gateway().authority_pem()).aws())).await;
}

/// Says how to reach the account of a cloud, except for whom to trust.
pub(crate) fn connection(cloud: &Cloud) -> Connection {
    let account = cloud.account();
    let keys = &account.credentials;
    Connection::default()
        .region(REGION)
        .account(account.id.as_str())
        .keys(&keys.access_key_id, &keys.secret_access_key, Some(&keys.session_token))
        .proxy(cloud.gateway().proxy_url())
}

/// Does as [`in_account`] does, and gives `body` the cloud itself.
pub(crate) async fn in_cloud<Fut: Future<Output = ()>>(body: impl FnOnce(Arc<Cloud>) -> Fut) {
    let cloud = Cloud::open(&Cache::from_environment().unwrap(), &[], Progress::default()).await.unwrap();
    let cloud = Arc::new(cloud);
    let outcome = AssertUnwindSafe(body(Arc::clone(&cloud))).catch_unwind().await;
    cloud.drop_account().await.unwrap();
    if let Err(panic) = outcome {
        resume_unwind(panic);
    }
}

/// Looks until the promise holds, for 20 seconds at most, and returns what was seen.
pub(crate) async fn holds<T: Debug>(check: Check<T>) -> T {
    let mut last = String::new();
    let looking = async {
        loop {
            match check.look().await {
                Ok(Seen::Yes(value)) => return value,
                Ok(Seen::No(reason)) => last = reason,
                Err(error) => panic!("{}: {error:?}", check.sentence()),
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    match tokio::time::timeout(Duration::from_secs(20), looking).await {
        Ok(value) => value,
        Err(_) => panic!("{}: {last}", check.sentence()),
    }
}

/// Looks once and returns why the promise does not hold.
pub(crate) async fn misses<T: Debug>(check: Check<T>) -> String {
    match check.look().await {
        Ok(Seen::No(reason)) => reason,
        seen => panic!("{}: {seen:?}", check.sentence()),
    }
}
