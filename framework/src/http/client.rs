//! The clients of one test: through the gateway, and straight to where it goes.

#[cfg(feature = "local")]
use std::sync::Arc;

use tokio::sync::OnceCell;

use super::transport::Transport;
#[cfg(feature = "local")]
use super::transport::{Gateway, not_built};
use crate::Error;
#[cfg(feature = "local")]
use crate::scope::ScopeInner;

/// Keeps the clients that requests without wishes of their own share, made when first used.
#[derive(Debug, Default)]
pub(crate) struct Clients {
    direct: OnceCell<reqwest::Client>,
    #[cfg(feature = "local")]
    proxied: OnceCell<reqwest::Client>,
}

impl Clients {
    /// Returns the client that goes straight to the host.
    pub(super) async fn direct(&self) -> Result<reqwest::Client, Error> {
        self.direct.get_or_try_init(|| async { Transport::default().client(None) }).await.cloned()
    }

    /// Returns the client that goes through the gateway and trusts its authority.
    #[cfg(feature = "local")]
    pub(super) async fn proxied(&self, scope: &Arc<ScopeInner>) -> Result<reqwest::Client, Error> {
        let make = || async { Transport::default().client(Some(gateway(scope).await?)) };
        self.proxied.get_or_try_init(make).await.cloned()
    }
}

/// Returns the way through the gateway, opening the localhost cloud the first time.
#[cfg(feature = "local")]
pub(super) async fn gateway(scope: &Arc<ScopeInner>) -> Result<Gateway, Error> {
    let cloud = Arc::clone(scope);
    scope.operate(async move { cloud.cloud().await.map(|_| ()) }).await?;
    let gateway = scope.cloud().await?.gateway();
    let proxy = reqwest::Proxy::all(gateway.proxy_url()).map_err(not_built)?;
    let authority = reqwest::Certificate::from_pem(gateway.authority_pem().as_bytes()).map_err(not_built)?;
    Ok((proxy, authority))
}
