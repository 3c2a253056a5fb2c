//! From plain values to a configuration of the SDK.

use std::fmt;
use std::time::Duration;

use aws_config::ecs::EcsCredentialsProvider;
use aws_config::environment::{EnvironmentVariableCredentialsProvider, EnvironmentVariableRegionProvider};
use aws_config::meta::credentials::CredentialsProviderChain;
use aws_config::meta::region::RegionProviderChain;
use aws_config::profile::{ProfileFileCredentialsProvider, ProfileFileRegionProvider};
use aws_config::web_identity_token::WebIdentityTokenCredentialsProvider;
use aws_config::{BehaviorVersion, ConfigLoader, Region};
use aws_credential_types::Credentials;
use aws_smithy_http_client::proxy::ProxyConfig;
use aws_smithy_http_client::tls::rustls_provider::CryptoMode;
use aws_smithy_http_client::tls::{self, TlsContext, TrustStore};
use aws_smithy_http_client::{Builder, ConnectorBuilder};
use aws_smithy_runtime_api::client::http::SharedHttpClient;
use aws_smithy_runtime_api::client::runtime_components::RuntimeComponents;
use aws_smithy_types::retry::RetryConfig;
use aws_smithy_types::timeout::TimeoutConfig;
use aws_types::SdkConfig;

use crate::{Aws, Error};

/// How long a connection may take to stand.
const CONNECT: Duration = Duration::from_secs(5);
/// How long one call may take.
const ATTEMPT: Duration = Duration::from_secs(30);

/// Says how to reach an account, in plain values.
///
/// | setting | default |
/// |---|---|
/// | [`region`](Self::region) | what the SDK finds in the environment and the profile |
/// | [`keys`](Self::keys) | the SDK's chain without instance metadata |
/// | [`profile`](Self::profile) | none |
/// | [`role`](Self::role) | none: the credentials themselves |
/// | [`proxy`](Self::proxy) | none |
/// | [`endpoint`](Self::endpoint) | AWS's own, by service and region |
/// | [`authority`](Self::authority) | the system's roots; an authority given here is trusted alone |
/// | [`account`](Self::account) | not known |
///
/// Calls are not retried, whatever fails: a check is one look, and who looks again decides when. A connection stands within 5 seconds and a call
/// is answered within 30, or it fails. An answer that stops flowing fails after the SDK's own 20 seconds of grace.
///
/// ```
/// use terraproof_aws::Connection;
///
/// let aws = Connection::default().region("us-east-1").keys("AKIDEXAMPLE", "secret", None).proxy("http://127.0.0.1:3128").aws();
/// assert_eq!(aws.region(), Some("us-east-1"));
/// ```
#[derive(Clone, Default)]
#[must_use = "a connection does nothing until `aws()`"]
pub struct Connection {
    region: Option<String>,
    account: Option<String>,
    keys: Option<Credentials>,
    profile: Option<String>,
    role: Option<String>,
    proxy: Option<String>,
    endpoint: Option<String>,
    authority: Option<String>,
}

impl Connection {
    /// Sets the region.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }

    /// Says which account this is, for what handles say of themselves; it is not checked here.
    pub fn account(mut self, account: impl Into<String>) -> Self {
        self.account = Some(account.into());
        self
    }

    /// Sets access key, secret key and session token.
    pub fn keys(mut self, access_key: &str, secret_key: &str, session_token: Option<&str>) -> Self {
        let token = session_token.map(str::to_owned);
        self.keys = Some(Credentials::new(access_key, secret_key, token, None, "terraproof"));
        self
    }

    /// Sets the profile of the shared configuration files.
    pub fn profile(mut self, profile: impl Into<String>) -> Self {
        self.profile = Some(profile.into());
        self
    }

    /// Sets the ARN of a role to assume.
    pub fn role(mut self, role: impl Into<String>) -> Self {
        self.role = Some(role.into());
        self
    }

    /// Sets the URL of a proxy that every call goes through.
    pub fn proxy(mut self, url: impl Into<String>) -> Self {
        self.proxy = Some(url.into());
        self
    }

    /// Sets the URL that answers for every service.
    pub fn endpoint(mut self, url: impl Into<String>) -> Self {
        self.endpoint = Some(url.into());
        self
    }

    /// Sets the only authority that is trusted, in PEM.
    pub fn authority(mut self, pem: impl Into<String>) -> Self {
        self.authority = Some(pem.into());
        self
    }

    /// Makes the way to the account; nothing is connected yet.
    #[must_use]
    pub fn aws(self) -> Aws {
        let (region, account) = (self.region.clone(), self.account.clone());
        let mut aws = Aws::connecting(move || {
            let connection = self.clone();
            async move { connection.configure().await }
        });
        if let Some(region) = region {
            aws = aws.in_region(region);
        }
        match account {
            Some(account) => aws.of_account(account),
            None => aws,
        }
    }

    /// Builds the configuration of the SDK.
    ///
    /// # Errors
    /// Fails when the proxy's URL or the authority's PEM cannot be read.
    pub async fn configure(&self) -> Result<SdkConfig, Error> {
        let client = self.client()?;
        let base = self.loader(client).load().await;
        let Some(role) = &self.role else { return Ok(base) };
        let assumed = aws_config::sts::AssumeRoleProvider::builder(role)
            .session_name("terraproof")
            .configure(&base)
            .build()
            .await;
        let shared = aws_credential_types::provider::SharedCredentialsProvider::new(assumed);
        Ok(base.to_builder().credentials_provider(shared).build())
    }

    fn loader(&self, client: SharedHttpClient) -> ConfigLoader {
        let timeouts = TimeoutConfig::builder().connect_timeout(CONNECT).operation_attempt_timeout(ATTEMPT).build();
        let mut loader = aws_config::defaults(BehaviorVersion::latest())
            .http_client(client)
            .retry_config(RetryConfig::disabled())
            .timeout_config(timeouts);
        loader = match &self.region {
            Some(region) => loader.region(Region::new(region.clone())),
            None => loader.region(self.regions()),
        };
        if let Some(profile) = &self.profile {
            loader = loader.profile_name(profile);
        }
        if let Some(endpoint) = &self.endpoint {
            loader = loader.endpoint_url(endpoint);
        }
        match &self.keys {
            Some(keys) => loader.credentials_provider(keys.clone()),
            None => loader.credentials_provider(self.chain()),
        }
    }

    /// Where credentials come from: the SDK's chain without instance metadata, which keeps a laptop waiting for an answer that never comes.
    fn chain(&self) -> CredentialsProviderChain {
        let mut profile = ProfileFileCredentialsProvider::builder();
        if let Some(name) = &self.profile {
            profile = profile.profile_name(name);
            return CredentialsProviderChain::first_try("profile", profile.build());
        }
        CredentialsProviderChain::first_try("environment", EnvironmentVariableCredentialsProvider::new())
            .or_else("profile", profile.build())
            .or_else("web identity", WebIdentityTokenCredentialsProvider::builder().build())
            .or_else("container", EcsCredentialsProvider::builder().build())
    }

    fn regions(&self) -> RegionProviderChain {
        let mut profile = ProfileFileRegionProvider::builder();
        if let Some(name) = &self.profile {
            profile = profile.profile_name(name);
        }
        RegionProviderChain::first_try(EnvironmentVariableRegionProvider::new()).or_else(profile.build())
    }

    fn client(&self) -> Result<SharedHttpClient, Error> {
        let provider = tls::Provider::Rustls(CryptoMode::AwsLc);
        let (context, proxy) = (self.trust()?, self.proxy_config()?);
        Ok(Builder::new().build_with_connector_fn(move |settings, components| {
            let mut builder = ConnectorBuilder::default().tls_provider(provider.clone()).tls_context(context.clone());
            builder.set_connector_settings(settings.cloned());
            builder.set_sleep_impl(components.and_then(RuntimeComponents::sleep_impl));
            builder.proxy_config(proxy.clone()).build()
        }))
    }

    fn trust(&self) -> Result<TlsContext, Error> {
        let store = match &self.authority {
            Some(pem) => TrustStore::empty().with_pem_certificate(pem.as_bytes()),
            None => TrustStore::default(),
        };
        let refused = |error: &dyn fmt::Display| Error::malformed(&"the authority's certificate", error.to_string());
        if self.authority.as_ref().is_some_and(|pem| !pem.contains("-----BEGIN CERTIFICATE-----")) {
            return Err(refused(&"it holds no certificate in PEM"));
        }
        TlsContext::builder().with_trust_store(store).build().map_err(|error| refused(&error))
    }

    fn proxy_config(&self) -> Result<ProxyConfig, Error> {
        let Some(url) = &self.proxy else { return Ok(ProxyConfig::disabled()) };
        // The URL may hold a password.
        ProxyConfig::all(url.as_str()).map_err(|_| Error::malformed(&"the proxy's URL", "it takes `http://host:port`"))
    }
}

impl fmt::Debug for Connection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Connection")
            .field("region", &self.region)
            .field("account", &self.account)
            .field("profile", &self.profile)
            .field("role", &self.role)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_call_is_not_retried_and_has_time_outs() {
        let config = Connection::default().region("us-east-1").keys("AKID", "secret", None).configure().await.unwrap();
        assert_eq!(config.retry_config().unwrap().max_attempts(), 1);
        assert_eq!(config.timeout_config().unwrap().connect_timeout(), Some(CONNECT));
        assert_eq!(config.timeout_config().unwrap().operation_attempt_timeout(), Some(ATTEMPT));
    }

    #[test]
    fn keys_do_not_show() {
        let connection =
            Connection::default().keys("AKID", "hidden", Some("token")).proxy("http://me:hidden@localhost");
        assert!(!format!("{connection:?}").contains("hidden"));
    }

    #[tokio::test]
    async fn what_is_no_proxy_or_no_certificate_is_refused_without_showing_it() {
        for connection in [Connection::default().proxy("me:hidden@"), Connection::default().authority("hidden")] {
            let error = connection.configure().await.unwrap_err();
            assert!(!error.to_string().contains("hidden"), "{error}");
        }
    }
}
