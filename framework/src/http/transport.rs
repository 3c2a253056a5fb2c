//! How a request gets where it goes.

use std::net::SocketAddr;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Certificate, Identity, tls};

use crate::Error;

/// Holds what a client is built for.
#[derive(Clone, PartialEq)]
pub(super) struct Transport {
    pub(super) redirects: usize,
    /// Extra authorities, as PEM texts.
    pub(super) authorities: Vec<Vec<u8>>,
    pub(super) is_insecure: bool,
    /// The client's certificate and key, as one PEM text.
    pub(super) identity: Option<Vec<u8>>,
    /// The only version of TLS that is spoken.
    pub(super) tls: Option<tls::Version>,
    /// The name that is resolved to an address.
    pub(super) resolved: Option<(String, SocketAddr)>,
    pub(super) is_direct: bool,
}

impl Default for Transport {
    fn default() -> Self {
        Self {
            redirects: 10,
            authorities: Vec::new(),
            is_insecure: false,
            identity: None,
            tls: None,
            resolved: None,
            is_direct: false,
        }
    }
}

/// The proxy of the gateway, and the authority that vouches for it.
pub(super) type Gateway = (reqwest::Proxy, Certificate);

impl Transport {
    /// Builds a client: 10 s to connect, and a connection for each exchange.
    ///
    /// A connection that is kept would go on to where a name pointed once, and hide that nobody new gets through.
    pub(super) fn client(&self, gateway: Option<Gateway>) -> Result<reqwest::Client, Error> {
        // One provider for the process; when somebody installed one before, that one is used.
        let _installed_before = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let mut authorities = self.authorities()?;
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("terraproof/", env!("CARGO_PKG_VERSION")))
            .connect_timeout(Duration::from_secs(10))
            .pool_max_idle_per_host(0)
            .redirect(if self.redirects == 0 { Policy::none() } else { Policy::limited(self.redirects) })
            .tls_danger_accept_invalid_certs(self.is_insecure)
            .no_proxy();
        if let Some((proxy, authority)) = gateway {
            builder = builder.proxy(proxy);
            authorities.push(authority);
        }
        if let Some(version) = self.tls {
            builder = builder.tls_version_min(version).tls_version_max(version);
        }
        if let Some((name, address)) = &self.resolved {
            builder = builder.resolve(name, *address);
        }
        if let Some(identity) = self.identity()? {
            builder = builder.identity(identity);
        }
        builder.tls_certs_merge(authorities).build().map_err(not_built)
    }

    fn authorities(&self) -> Result<Vec<Certificate>, Error> {
        let mut all = Vec::new();
        for pem in &self.authorities {
            let found = Certificate::from_pem_bundle(pem)
                .map_err(|source| Error::misuse("the authorities to trust cannot be read").with_source(source))?;
            if found.is_empty() {
                return Err(Error::misuse("the authorities to trust hold no certificate")
                    .with_hint("give PEM texts that begin with `-----BEGIN CERTIFICATE-----`"));
            }
            all.extend(found);
        }
        Ok(all)
    }

    fn identity(&self) -> Result<Option<Identity>, Error> {
        // The cause could quote the key, so it is left out.
        let unreadable = |_| {
            Error::misuse("the certificate and key of the client cannot be read")
                .with_hint("give the certificates and the key (PKCS#8, PKCS#1 or SEC1) as PEM texts")
        };
        self.identity.as_deref().map(|pem| Identity::from_pem(pem).map_err(unreadable)).transpose()
    }
}

pub(super) fn not_built(source: reqwest::Error) -> Error {
    Error::misuse("failed to build the HTTP client").with_source(source)
}
