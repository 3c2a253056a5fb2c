//! The way from a test to its account.

use std::sync::{Arc, Weak};

use terraproof_aws::{Aws, Connection, Error};

use super::ScopeInner;

impl ScopeInner {
    /// Returns the way to the account of the test. Every handle of the test shares it.
    pub(crate) fn aws(self: &Arc<Self>) -> Aws {
        let scope = Arc::downgrade(self);
        let aws = self.aws.get_or_init(|| Aws::connecting(move || connected(Weak::clone(&scope)))).clone();
        #[cfg(feature = "local")]
        let aws = aws.in_region(terraproof_local::REGION);
        #[cfg(feature = "local")]
        if let Some(cloud) = self.opened_cloud() {
            return aws.of_account(cloud.account().id.to_string());
        }
        aws
    }
}

/// Opens the account, where that was not done, and connects to it through the gateway.
#[cfg(feature = "local")]
async fn connected(scope: Weak<ScopeInner>) -> Result<terraproof_aws::SdkConfig, Error> {
    let failed = |reason: String| Error::permanent(&"the account of the test", reason);
    let refused = |error: crate::Error| failed(crate::Failure::from(error).to_string());
    let scope = scope.upgrade().ok_or_else(|| failed("the test is over".to_owned()))?;
    let opening = Arc::clone(&scope);
    let opened = scope.operate(async move { opening.cloud().await.map(drop) }).await;
    opened.map_err(refused)?;
    let cloud = scope.cloud().await.map_err(refused)?;
    let credentials = &cloud.account().credentials;
    let token = Some(credentials.session_token.as_str());
    Connection::default()
        .region(terraproof_local::REGION)
        .keys(&credentials.access_key_id, &credentials.secret_access_key, token)
        .proxy(cloud.gateway().proxy_url())
        .authority(cloud.gateway().authority_pem())
        .configure()
        .await
}

/// Without the localhost cloud there is no sandbox that a test could use.
#[cfg(not(feature = "local"))]
async fn connected(_scope: Weak<ScopeInner>) -> Result<terraproof_aws::SdkConfig, Error> {
    Err(Error::permanent(&"the account of the test", "this build has no localhost cloud: enable the feature `local`"))
}
