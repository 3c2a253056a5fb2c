//! An account of the emulator for one test.

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, resume_unwind};
use std::time::Duration;

use futures_util::FutureExt;
use terraproof_aws::{Aws, Check, Connection, Seen};
use terraproof_local::{Cache, Cloud, Progress, REGION};

/// Runs `body` in a fresh account and drops the account afterwards, also when `body` panics.
pub(crate) async fn in_account<Fut: Future<Output = ()>>(body: impl FnOnce(Aws) -> Fut) {
    let cloud = Cloud::open(&Cache::from_environment().unwrap(), &[], Progress::default()).await.unwrap();
    let account = cloud.account();
    let keys = &account.credentials;
    let aws = Connection::default()
        .region(REGION)
        .account(account.id.as_str())
        .keys(&keys.access_key_id, &keys.secret_access_key, Some(&keys.session_token))
        .proxy(cloud.gateway().proxy_url())
        .authority(cloud.gateway().authority_pem())
        .aws();
    let outcome = AssertUnwindSafe(body(aws)).catch_unwind().await;
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
