//! Servers that speak TLS, and authorities that vouch for them.

use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair};
use rustls::crypto::aws_lc_rs;
use rustls::pki_types::PrivateKeyDer;
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig, SupportedCipherSuite, SupportedProtocolVersion};
use tokio::io::AsyncReadExt as _;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;
use tokio_rustls::TlsAcceptor;

/// Is an authority of a test.
pub(crate) struct Authority {
    pub(crate) pem: String,
    issuer: Issuer<'static, KeyPair>,
    certificate: rcgen::Certificate,
}

impl Authority {
    pub(crate) fn new() -> Self {
        Self::named("test authority")
    }

    pub(crate) fn named(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        let certificate = params.self_signed(&key).unwrap();
        Self { pem: certificate.pem(), issuer: Issuer::new(params, key), certificate }
    }

    /// Makes an authority that this one vouches for: an intermediate.
    pub(crate) fn under(&self, name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.distinguished_name.push(DnType::CommonName, name);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        Self { pem: certificate.pem(), issuer: Issuer::new(params, key), certificate }
    }

    /// Shows its own certificate as if it were a server's.
    pub(crate) fn own(&self) -> Identity {
        let key = KeyPair::from_pem(&self.issuer.key().serialize_pem()).unwrap();
        Identity::new(self.certificate.clone(), key)
    }

    /// Vouches for a certificate.
    pub(crate) fn vouch(&self, params: &CertificateParams) -> Identity {
        let key = KeyPair::generate().unwrap();
        Identity::new(params.signed_by(&key, &self.issuer).unwrap(), key)
    }
}

/// Is what a server shows.
pub(crate) struct Identity {
    pub(crate) certificate: rcgen::Certificate,
    pub(crate) key: KeyPair,
    pub(crate) ocsp: Vec<u8>,
    /// What is sent behind its own certificate.
    above: Vec<rcgen::Certificate>,
}

impl Identity {
    pub(crate) fn new(certificate: rcgen::Certificate, key: KeyPair) -> Self {
        Self { certificate, key, ocsp: Vec::new(), above: Vec::new() }
    }

    /// Sends an authority's certificate along.
    pub(crate) fn with(mut self, authority: &Authority) -> Self {
        self.above.push(authority.certificate.clone());
        self
    }
}

/// Describes a certificate for some names, valid from 2020 to 2100.
pub(crate) fn for_names(names: &[&str]) -> CertificateParams {
    let mut params = CertificateParams::new(names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>()).unwrap();
    params.distinguished_name.push(DnType::CommonName, names[0]);
    params.not_before = rcgen::date_time_ymd(2020, 1, 1);
    params.not_after = rcgen::date_time_ymd(2100, 1, 1);
    params
}

/// Says what a server speaks.
pub(crate) struct Speech {
    pub(crate) versions: Vec<&'static SupportedProtocolVersion>,
    pub(crate) ciphers: Vec<SupportedCipherSuite>,
    /// Asks for a certificate of the client's, too.
    pub(crate) wants_ours: Option<Authority>,
}

impl Default for Speech {
    fn default() -> Self {
        Self {
            versions: rustls::ALL_VERSIONS.to_vec(),
            ciphers: aws_lc_rs::ALL_CIPHER_SUITES.to_vec(),
            wants_ours: None,
        }
    }
}

/// Is a running server; it ends when dropped.
pub(crate) struct Server {
    place: String,
    _tasks: JoinSet<()>,
}

impl Server {
    /// Starts one that speaks TLS.
    pub(crate) async fn start(identity: Identity, speech: Speech) -> Self {
        Self::start_at("127.0.0.1:0", identity, speech).await
    }

    /// Starts one that speaks TLS at an address.
    pub(crate) async fn start_at(address: &str, identity: Identity, speech: Speech) -> Self {
        let mut provider = aws_lc_rs::default_provider();
        provider.cipher_suites.clone_from(&speech.ciphers);
        let builder =
            ServerConfig::builder_with_provider(Arc::new(provider)).with_protocol_versions(&speech.versions).unwrap();
        let builder = match speech.wants_ours {
            None => builder.with_no_client_auth(),
            Some(authority) => {
                let mut roots = RootCertStore::empty();
                roots.add(authority.certificate.der().clone()).unwrap();
                let provider = Arc::new(aws_lc_rs::default_provider());
                let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider).build().unwrap();
                builder.with_client_cert_verifier(verifier)
            }
        };
        let chain = std::iter::once(&identity.certificate).chain(&identity.above);
        let chain = chain.map(|certificate| certificate.der().clone()).collect();
        let key = PrivateKeyDer::try_from(identity.key.serialize_der()).unwrap();
        let acceptor =
            TlsAcceptor::from(Arc::new(builder.with_single_cert_with_ocsp(chain, key, identity.ocsp).unwrap()));
        Self::doing_at(address, move |stream| {
            let accepting = acceptor.accept(stream);
            async move {
                if let Ok(mut stream) = accepting.await {
                    let _ended = stream.read_u8().await;
                }
            }
        })
        .await
    }

    /// Starts one that does anything with a connection.
    pub(crate) async fn doing<F, Fut>(handle: F) -> Self
    where
        F: Fn(TcpStream) -> Fut + Send + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        Self::doing_at("127.0.0.1:0", handle).await
    }

    async fn doing_at<F, Fut>(address: &str, handle: F) -> Self
    where
        F: Fn(TcpStream) -> Fut + Send + 'static,
        Fut: Future<Output = ()> + Send + 'static,
    {
        let listener = TcpListener::bind(address).await.unwrap();
        let place = listener.local_addr().unwrap().to_string();
        let mut tasks = JoinSet::new();
        tasks.spawn(async move {
            let mut connections = JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(handle(stream));
            }
        });
        Self { place, _tasks: tasks }
    }

    pub(crate) fn place(&self) -> String {
        self.place.clone()
    }
}
