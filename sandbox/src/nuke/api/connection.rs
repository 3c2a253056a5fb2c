//! The way to the services: proxy and certificates.

use std::path::PathBuf;
use std::time::Duration;

use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{Provider, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, Connector};
use aws_smithy_runtime_api::client::http::SharedHttpClient;

use super::{ApiError, Class};

/// A host that does not answer by then is not there: three seconds, not three minutes.
const CONNECT: Duration = Duration::from_secs(3);
/// How long one attempt may take.
pub(super) const ATTEMPT: Duration = Duration::from_secs(60);

/// Is the way to the services.
#[derive(Debug, Clone, Default)]
pub(crate) struct Connection {
    /// Where every call goes through; what `HTTPS_PROXY` says without one.
    pub(crate) proxy: Option<String>,
    /// The only authorities to be trusted, a PEM file; what `AWS_CA_BUNDLE` names without one, and the system's where neither is set.
    pub(crate) authorities: Option<PathBuf>,
}

impl Connection {
    /// Builds the client for nuke's own calls.
    pub(super) fn client(&self) -> Result<reqwest::Client, ApiError> {
        // One provider for the process; when somebody installed one before, that one is used.
        let _installed_before = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("terraproof-nuke/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(CONNECT)
            .timeout(ATTEMPT)
            .pool_max_idle_per_host(256)
            .redirect(reqwest::redirect::Policy::none());
        if let Some(proxy) = &self.proxy {
            builder = builder.no_proxy().proxy(reqwest::Proxy::all(proxy).map_err(unusable)?);
        }
        if let Some(pem) = self.pem()? {
            let certificates = reqwest::Certificate::from_pem_bundle(&pem).map_err(unusable)?;
            builder = builder.tls_certs_only(certificates);
        }
        builder.build().map_err(unusable)
    }

    /// Builds the client for the SDK's credential providers.
    pub(super) fn sdk_client(&self) -> Result<SharedHttpClient, ApiError> {
        let proxy = match &self.proxy {
            Some(url) => ProxyConfig::all(url).map_err(unusable)?,
            None => ProxyConfig::from_env(),
        };
        let trust = match self.pem()? {
            Some(pem) => TrustStore::empty().with_pem_certificate(pem),
            None => TrustStore::default(),
        };
        let context = TlsContext::builder().with_trust_store(trust).build().map_err(unusable)?;
        Ok(Builder::new().build_with_connector_fn(move |settings, _| {
            let mut connector = Connector::builder().proxy_config(proxy.clone());
            connector.set_connector_settings(settings.cloned());
            connector.tls_provider(Provider::Rustls(CryptoMode::AwsLc)).tls_context(context.clone()).build()
        }))
    }

    fn pem(&self) -> Result<Option<Vec<u8>>, ApiError> {
        let named = self.authorities.clone().or_else(|| std::env::var_os("AWS_CA_BUNDLE").map(PathBuf::from));
        let Some(path) = named.filter(|path| !path.as_os_str().is_empty()) else { return Ok(None) };
        std::fs::read(&path).map(Some).map_err(|error| {
            let message = format!("the certificates in `{}` (`AWS_CA_BUNDLE`) cannot be read: {error}", path.display());
            ApiError::local(Class::Permanent, "Certificates", message)
        })
    }
}

fn unusable(error: impl std::error::Error) -> ApiError {
    let cause = error.source().map(|source| format!(": {source}")).unwrap_or_default();
    ApiError::local(Class::Permanent, "Connection", format!("the way to the services cannot be set up: {error}{cause}"))
}
