//! The clients of one test: through the gateway, and straight to this machine.

use std::sync::Arc;
use std::time::Duration;

use reqwest::redirect::Policy;
use tokio::sync::OnceCell;

use crate::Error;
use crate::error::ErrorKind;
#[cfg(feature = "local")]
use crate::scope::ScopeInner;

/// Keeps the two clients of a test, made when first used.
#[derive(Debug, Default)]
pub(crate) struct Clients {
    direct: OnceCell<reqwest::Client>,
    #[cfg(feature = "local")]
    proxied: OnceCell<reqwest::Client>,
}

impl Clients {
    /// Returns the client that goes straight to the host.
    pub(super) async fn direct(&self) -> Result<reqwest::Client, Error> {
        self.direct.get_or_try_init(|| async { build(builder()?.no_proxy()) }).await.cloned()
    }

    /// Returns the client that goes through the gateway and trusts its authority.
    #[cfg(feature = "local")]
    pub(super) async fn proxied(&self, scope: &Arc<ScopeInner>) -> Result<reqwest::Client, Error> {
        let make = || async {
            let cloud = Arc::clone(scope);
            scope.operate(async move { cloud.cloud().await.map(|_| ()) }).await?;
            let gateway = scope.cloud().await?.gateway();
            let proxy = reqwest::Proxy::all(gateway.proxy_url()).map_err(failed)?;
            let authority = reqwest::Certificate::from_pem(gateway.authority_pem().as_bytes()).map_err(failed)?;
            build(builder()?.proxy(proxy).tls_certs_merge([authority]))
        };
        self.proxied.get_or_try_init(make).await.cloned()
    }
}

/// Starts a client: 30 s for a whole exchange, 10 s to connect, at most 10 redirects.
fn builder() -> Result<reqwest::ClientBuilder, Error> {
    // One provider for the process; when somebody installed one before, that one is used.
    let _installed_before = rustls::crypto::aws_lc_rs::default_provider().install_default();
    Ok(reqwest::Client::builder()
        .user_agent(concat!("terraproof/", env!("CARGO_PKG_VERSION")))
        .connect_timeout(Duration::from_secs(10))
        .timeout(Duration::from_secs(30))
        .redirect(Policy::limited(10)))
}

fn build(builder: reqwest::ClientBuilder) -> Result<reqwest::Client, Error> {
    builder.build().map_err(failed)
}

fn failed(source: reqwest::Error) -> Error {
    Error::new(ErrorKind::Configuration, "failed to build the HTTP client").with_source(source)
}
