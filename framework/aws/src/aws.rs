//! The way to an account.

use std::fmt;
use std::sync::Arc;

use aws_types::SdkConfig;
use aws_types::region::Region;
use futures_util::future::BoxFuture;
use tokio::sync::OnceCell;

use crate::Error;

type Connect = dyn Fn() -> BoxFuture<'static, Result<SdkConfig, Error>> + Send + Sync;

/// Leads to one account in one region, and to the handles of its services.
///
/// A clone is cheap and shares the connection. Nothing is connected before the first call.
///
/// ```no_run
/// # async fn example(aws: terraproof_aws::Aws) -> Result<(), terraproof_aws::Error> {
/// let config = aws.in_region("eu-west-1").config().await?; // for any `aws-sdk-*` client
/// # let _ = config;
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct Aws {
    connection: Arc<Connection>,
    region: Option<String>,
    account: Option<String>,
}

struct Connection {
    connect: Box<Connect>,
    config: OnceCell<SdkConfig>,
}

impl Aws {
    /// Makes the way to an account from what connects to it, which is called once, at the first use; after a failure again at the next one.
    pub fn connecting<F, Fut>(connect: F) -> Self
    where
        F: Fn() -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<SdkConfig, Error>> + Send + 'static,
    {
        let connect = Box::new(move || -> BoxFuture<'static, _> { Box::pin(connect()) });
        Self { connection: Arc::new(Connection { connect, config: OnceCell::new() }), region: None, account: None }
    }

    /// Leads to the same account in another region.
    #[must_use]
    pub fn in_region(&self, region: impl Into<String>) -> Self {
        Self { region: Some(region.into()), ..self.clone() }
    }

    /// Says which account this is, for what handles say of themselves.
    #[must_use]
    pub fn of_account(mut self, account: impl Into<String>) -> Self {
        self.account = Some(account.into());
        self
    }

    /// Returns what an `aws-sdk-*` client of any crate is made from: `aws_sdk_sqs::Client::new(&config)`.
    ///
    /// # Errors
    /// Fails when the account cannot be reached or the credentials cannot be had.
    pub async fn config(&self) -> Result<SdkConfig, Error> {
        let config = self.connection.config.get_or_try_init(|| (self.connection.connect)()).await?;
        Ok(match &self.region {
            None => config.clone(),
            Some(region) => config.to_builder().region(Region::new(region.clone())).build(),
        })
    }

    /// Returns the region, where it is known already.
    #[must_use]
    pub fn region(&self) -> Option<&str> {
        let connected = || self.connection.config.get().and_then(SdkConfig::region).map(Region::as_ref);
        self.region.as_deref().or_else(connected)
    }

    /// Returns the account, where it is known.
    #[must_use]
    pub fn account(&self) -> Option<&str> {
        self.account.as_deref()
    }

    /// Says where something is, to stand behind its name: ` (us-east-1, account 111122223333)`.
    #[must_use]
    pub fn place(&self) -> String {
        match (self.region(), self.account()) {
            (Some(region), Some(account)) => format!(" ({region}, account {account})"),
            (Some(region), None) => format!(" ({region})"),
            (None, Some(account)) => format!(" (account {account})"),
            (None, None) => String::new(),
        }
    }

    /// Says where something without a region is: ` (account 111122223333)`.
    #[must_use]
    pub fn global_place(&self) -> String {
        self.account().map_or_else(String::new, |account| format!(" (account {account})"))
    }
}

impl fmt::Debug for Aws {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Aws").field("region", &self.region()).field("account", &self.account).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test]
    async fn an_account_is_connected_once_and_serves_every_region() {
        let connected = Arc::new(AtomicU32::new(0));
        let counting = Arc::clone(&connected);
        let aws = Aws::connecting(move || {
            counting.fetch_add(1, Ordering::Relaxed);
            async { Ok(SdkConfig::builder().region(Region::new("us-east-1")).build()) }
        });
        let there = aws.in_region("eu-west-1").config().await.unwrap();
        assert_eq!(there.region().unwrap().as_ref(), "eu-west-1");
        assert_eq!(aws.config().await.unwrap().region().unwrap().as_ref(), "us-east-1");
        assert_eq!(connected.load(Ordering::Relaxed), 1);
    }

    #[tokio::test]
    async fn a_failed_connection_is_tried_again_at_the_next_call() {
        let connected = Arc::new(AtomicU32::new(0));
        let counting = Arc::clone(&connected);
        let aws = Aws::connecting(move || {
            let first = counting.fetch_add(1, Ordering::Relaxed) == 0;
            async move {
                if first { Err(Error::malformed(&"account", "not now")) } else { Ok(SdkConfig::builder().build()) }
            }
        });
        assert!(aws.config().await.is_err());
        assert!(aws.config().await.is_ok());
    }
}
